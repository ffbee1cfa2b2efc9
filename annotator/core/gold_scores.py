"""A pass measured against the gold review of its text: which sentences have a claim, which words are attributions and
figures, and how the sources of the attributions that both have are identified.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from annotator.core.records import Reading, Span
from annotator.core.reviews import contents_of
from annotator.core.scoring import Score, match_overlapping


class Part(StrEnum):
    """What is measured of a pass."""

    CLAIMS = "claims"
    ATTRIBUTIONS = "attributions"
    FIGURES = "figures"
    IDENTITY = "identity"


class Standing(StrEnum):
    """How a thing of the one stands to the other: in both, in the gold alone, in the pass alone, said otherwise."""

    SAME = "same"
    MISSED = "missed"
    EXTRA = "extra"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Measured:
    """One thing that a score counts. `gold` and `mine` are the identities where these are measured, else empty."""

    span: Span
    standing: Standing
    gold: str = ""
    mine: str = ""


@dataclass(frozen=True, slots=True)
class GoldScore:
    """The counts of one pass, or of several added up. `identity` is over attributions that overlap in both."""

    claims: Score = field(default_factory=Score)
    attributions: Score = field(default_factory=Score)
    figures: Score = field(default_factory=Score)
    identity: Score = field(default_factory=Score)

    def __add__(self, other: "GoldScore") -> "GoldScore":
        return GoldScore(
            self.claims + other.claims, self.attributions + other.attributions, self.figures + other.figures,
            self.identity + other.identity,
        )  # fmt: skip

    def passes(self, mark: int) -> bool:
        """Say whether the F1 of attributions reaches the mark, in per cent. Nothing to find and nothing found does."""
        return self.attributions.f1 is None or round(100 * self.attributions.f1, 6) >= mark

    def of(self, part: Part) -> Score:
        """The counts of one part."""
        return {
            Part.CLAIMS: self.claims, Part.ATTRIBUTIONS: self.attributions, Part.FIGURES: self.figures,
            Part.IDENTITY: self.identity,
        }[part]  # fmt: skip

    def number(self, part: Part) -> float | None:
        """The number that is told of a part: F1, of identities the share alike."""
        score = self.of(part)
        return score.recall if part is Part.IDENTITY else score.f1


def score_against_gold(reading: Reading, gold: Reading) -> GoldScore:
    """Measure a pass: its counts are those of the things that `measure_against_gold` lists."""
    found = measure_against_gold(reading, gold)
    return GoldScore(*(_score(found[part]) for part in Part))


def measure_against_gold(reading: Reading, gold: Reading) -> Mapping[Part, tuple[Measured, ...]]:
    """What a pass has in common with the gold and what not, on the gold's cut and in text order: claims by body
    sentence, attributions and figures by exact words.
    """
    reading = replace(reading, sentences=gold.sentences)
    return {
        Part.CLAIMS: _compare(_with_claims(gold), _with_claims(reading)),
        Part.ATTRIBUTIONS: _compare(
            (one.span for one in gold.attributions), (one.span for one in reading.attributions)
        ),
        Part.FIGURES: _compare((one.span for one in gold.figures), (one.span for one in reading.figures)),
        Part.IDENTITY: _identities(reading, gold),
    }


def _score(found: Sequence[Measured]) -> Score:
    n = Counter(one.standing for one in found)
    same, both = n[Standing.SAME], n[Standing.SAME] + n[Standing.OTHER]
    return Score(both + n[Standing.MISSED], both + n[Standing.EXTRA], same, same)


def _compare(gold: Iterable[Span], mine: Iterable[Span]) -> tuple[Measured, ...]:
    expected, found = set(gold), set(mine)
    standings = {span: Standing.SAME if span in found else Standing.MISSED for span in expected}
    standings |= dict.fromkeys(found - expected, Standing.EXTRA)
    return tuple(Measured(span, standings[span]) for span in sorted(standings))


def _identities(reading: Reading, gold: Reading) -> tuple[Measured, ...]:
    found = []
    pairs = match_overlapping([one.span for one in gold.attributions], [one.span for one in reading.attributions])
    for at, other in pairs:
        there, here = gold.attributions[at], reading.attributions[other]
        expected, said = _identity(gold, there.source_uid), _identity(reading, here.source_uid)
        standing = Standing.SAME if expected == said else Standing.OTHER
        found.append(Measured(there.span, standing, expected or "", said or ""))
    return tuple(sorted(found, key=lambda one: one.span))


def _with_claims(reading: Reading) -> Iterable[Span]:
    found = contents_of(reading)
    return (content.sentence.span for content in found.values() if content.claims and content.sentence.is_body)


def _identity(reading: Reading, card_uid: str | None) -> str | None:
    card = next((card for card in reading.sources if card.uid == card_uid), None)
    return card.identity.value if card and card.identity else None
