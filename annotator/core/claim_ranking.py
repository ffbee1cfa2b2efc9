"""How likely a sentence makes a claim, by cues: a rank between 0 and 1 and its grounds in words.

For a new project, before anybody tagged anything. Points, not probabilities: they were set by hand on the open half
of the test set (`bench/claims.py` measures both halves), so they order sentences of one article or of many.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from annotator.core.claim_cues import ClaimReading, NoClaim, why_no_claim
from annotator.core.homes import Homes
from annotator.core.records import Flag, Sentence, Span

#: From this rank on a sentence is proposed as a claim.
PROPOSED = 0.5


class Run(StrEnum):
    """Where the source of a statement stands, in words: in its sentence, or before a quotation that runs on."""

    HERE = "source in the sentence"
    CARRIED = "quotation runs on"


class Ranked(Protocol):
    """A proposed claim, as far as its rank goes."""

    @property
    def span(self) -> Span:
        """Where it stands."""

    @property
    def reason(self) -> str:
        """Its grounds."""

    @property
    def score(self) -> float:
        """Its rank."""


@dataclass(frozen=True, slots=True)
class RankedSentence:
    """A sentence with its rank; `is_proposed`: somebody who sees suggestions is shown a claim in it."""

    sentence: Sentence
    score: float
    reason: str
    is_proposed: bool


_NAME = re.compile(r"(?<=[a-z,;’'”\d] )[^\W\d_a-z][\w’'-]+")
_WHEN = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|tomorrow|last (?:night|week|month|year)|since"
    r"|(?:in|of) \d{4}|january|february|march|april|june|july|august|september|october|november|december)\b",
    re.I,
)
_COMPARES = re.compile(
    r"\b(?:more|less|fewer|higher|lower|larger|smaller|longer|shorter) than\b|\b(?:first|only|most|least|record|"
    r"largest|biggest|highest|lowest|never|always|every|all|none|nobody|doubled|halved|tripled)\b",
    re.I,
)
_CAUSES = re.compile(r"\b(?:because|caused?|led to|due to|resulted in|as a result|blam\w+|responsible)\b", re.I)
#: What each ground adds to a bare statement.
_BARE, _PLAIN, _FLAGGED = 0.6, 0.52, 0.02
_FIGURE, _SOURCE, _NAMED, _TIME, _COMPARISON, _CAUSE = 0.1, 0.1, 0.05, 0.04, 0.04, 0.04
_FEW_WORDS, _FEW = 5, -0.08
_HIGHEST = 0.99
#: Ranks of what makes no claim by its form.
_NONE = {
    NoClaim.POINTER: 0.02, NoClaim.QUESTION: 0.1, NoClaim.NO_ANSWER: 0.05, NoClaim.UNNAMED: 0.08, NoClaim.SHORT: 0.2,
    NoClaim.NO_STATEMENT: 0.35,
}  # fmt: skip


def rank_claim(
    words: str, reading: ClaimReading, *, source: Run | None, has_figure: bool, is_heading: bool = False
) -> tuple[float, str]:
    """The rank of a statement that can be checked, judged or awaited, and its grounds joined by " + "."""
    score = _PLAIN if reading.is_plain and not is_heading else _BARE
    score += _FLAGGED * len(reading.flags)
    terms = [f"“{ground}”" for ground in reading.grounds]
    if has_figure:
        score, terms = score + _FIGURE, [*terms, "figure"]
    if _COMPARES.search(words):
        score, terms = score + _COMPARISON, [*terms, "comparison"]
    if _CAUSES.search(words):
        score, terms = score + _CAUSE, [*terms, "cause"]
    if _NAME.search(words):
        score, terms = score + _NAMED, [*terms, "name"]
    if _WHEN.search(words):
        score, terms = score + _TIME, [*terms, "time"]
    if source is not None:
        score, terms = score + _SOURCE, [*terms, source.value]
    if len(words.split()) < _FEW_WORDS and not is_heading:
        score += _FEW
    if Flag.FACT in reading.flags and not terms:
        terms.append("statement")
    return round(min(max(score, PROPOSED), _HIGHEST), 2), " + ".join(terms)


def rank_sentences(
    text: str, sentences: Sequence[Sentence], claims: Sequence[Ranked]
) -> tuple[RankedSentence, ...]:
    """Every sentence that a review is asked about with its rank, in text order, from what is proposed for the text."""
    homes = Homes(sentences)
    best: dict[int, Ranked] = {}
    for claim in claims:
        home = homes.of(claim.span.start)
        if home is not None and (home.ordinal not in best or best[home.ordinal].score < claim.score):
            best[home.ordinal] = claim
    return tuple(_ranked(text, sentence, best.get(sentence.ordinal)) for sentence in sentences if sentence.is_asked)


def _ranked(text: str, sentence: Sentence, claim: Ranked | None) -> RankedSentence:
    if claim is not None:
        return RankedSentence(sentence, claim.score, claim.reason, is_proposed=claim.score >= PROPOSED)
    words = text[sentence.start : sentence.stop]
    why = why_no_claim(words, is_attributed=False) or NoClaim.NO_STATEMENT
    return RankedSentence(sentence, _NONE[why], why.value, is_proposed=False)
