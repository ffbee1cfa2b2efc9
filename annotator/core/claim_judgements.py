"""What finished passes say of each sentence, claim or none, as gold to measure by and to learn from.

A sentence is "no" only where somebody looked at it: one that is tagged otherwise or was checked. An untouched one is
missing, and so is one that was found to be no article text.
"""

from collections.abc import Iterable, Mapping

from annotator.core.records import Reading
from annotator.core.reviews import SentenceState, contents_of

Judgements = Mapping[int, bool]


def judge_claims(reading: Reading) -> Judgements:
    """Whether each sentence that was asked about and answered holds a claim, by ordinal. The reading is of a full
    pass: one for sourcing only never asked for claims.
    """
    missing = (SentenceState.UNTOUCHED, SentenceState.NOT_ARTICLE)
    return {
        ordinal: bool(content.claims)
        for ordinal, content in contents_of(reading).items()
        if content.sentence.is_asked and content.state not in missing
    }


def settle(judgements: Iterable[Judgements]) -> Judgements:
    """What most of several passes over one cut say; a sentence on which they are split evenly is missing."""
    votes: dict[int, list[bool]] = {}
    for one in judgements:
        for ordinal, is_claim in one.items():
            votes.setdefault(ordinal, []).append(is_claim)
    return {ordinal: 2 * sum(said) > len(said) for ordinal, said in votes.items() if 2 * sum(said) != len(said)}
