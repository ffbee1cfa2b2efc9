"""A pass measured against the gold review of its text: which sentences have a claim, which words are attributions and
figures, and how the sources of the attributions that both have are identified.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from annotator.core.records import Reading
from annotator.core.reviews import contents_of
from annotator.core.scoring import Score, match_overlapping, score_exact


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


def score_against_gold(reading: Reading, gold: Reading) -> GoldScore:
    """Measure a pass on the gold's cut: claims by body sentence, attributions and figures by exact words."""
    reading = replace(reading, sentences=gold.sentences)
    pairs = match_overlapping([one.span for one in gold.attributions], [one.span for one in reading.attributions])
    identities = [
        (_identity(gold, gold.attributions[at].source_uid), _identity(reading, reading.attributions[other].source_uid))
        for at, other in pairs
    ]
    same = sum(one == other for one, other in identities)
    return GoldScore(
        score_exact(_with_claims(gold), _with_claims(reading)),
        score_exact((one.span for one in gold.attributions), (one.span for one in reading.attributions)),
        score_exact((one.span for one in gold.figures), (one.span for one in reading.figures)),
        Score(len(pairs), len(pairs), same, same),
    )


def _with_claims(reading: Reading) -> Iterable[int]:
    found = contents_of(reading)
    return (content.sentence.ordinal for content in found.values() if content.claims and content.sentence.is_body)


def _identity(reading: Reading, card_uid: str | None) -> str | None:
    card = next((card for card in reading.sources if card.uid == card_uid), None)
    return card.identity.value if card and card.identity else None
