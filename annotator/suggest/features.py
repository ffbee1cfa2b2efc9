"""What a learned model sees of a sentence: its words, pieces of words and cues, as counted terms.

The same few lines serve training and use, in plain Python, so that the two cannot drift apart.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from annotator.core.claim_ranking import RankedSentence, rank_sentences
from annotator.core.records import Sentence
from annotator.core.suggestions import Suggestions

#: Counts up when the same sentence gives other terms: a model of another version is not used.
FEATURES_VERSION = 2

_TOKEN = re.compile(r"[^\W\d_]+|\d")
_SHORTEST, _LONGEST = 3, 5
#: Code points of a sentence that are looked at; longer ones are no sentences.
_LOOKED_AT = 2_000

Terms = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Seen:
    """A sentence as terms with their weights before idf; `rank` is that of the cues alone."""

    sentence: Sentence
    terms: Terms
    rank: RankedSentence


def see_sentences(text: str, sentences: Sequence[Sentence], found: Suggestions) -> tuple[Seen, ...]:
    """Every sentence that a review is asked about, in text order. `found` is what the rules propose for the text."""
    ranked = rank_sentences(text, sentences, found.claims)
    return tuple(Seen(one.sentence, terms_of(text[one.sentence.start : one.sentence.stop], one), one) for one in ranked)


def terms_of(words: str, rank: RankedSentence) -> Terms:
    """The terms of a sentence: `w ` words and pairs, `c ` pieces of words, `k ` cues. Counts as 1 + log."""
    counts: dict[str, int] = {}
    for term in _written(words[:_LOOKED_AT]):
        counts[term] = counts.get(term, 0) + 1
    terms = {term: 1 + log(count) for term, count in counts.items()}
    terms.update({f"k {cue}": 1.0 for cue in rank.reason.split(" + ") if not cue.startswith("“")})
    terms[f"k {rank.sentence.kind.value}"] = 1.0
    terms["k rank"] = rank.score
    return terms


def _written(words: str) -> Iterator[str]:
    tokens = ["0" if token.isdigit() else token.lower() for token in _TOKEN.findall(words)]
    for first, second in zip(tokens, [*tokens[1:], ""], strict=True):
        yield f"w {first}"
        if second:
            yield f"w {first} {second}"
        padded = f" {first} "
        for size in range(_SHORTEST, _LONGEST + 1):
            for start in range(len(padded) - size + 1):
                yield f"c {padded[start : start + size]}"
