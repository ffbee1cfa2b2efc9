"""The sentences that a claim model was measured on beside the cues alone, and which of them a number counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """Whose number it is: the model's, that of the cues alone, or the one less the other."""

    MODEL = "model"
    CUES = "cues"
    DIFFERENCE = "difference"


class Counted(StrEnum):
    """What a number rests on: what was proposed (precision), the claims (recall), both (F1), the order of all (average
    precision, AUC).
    """

    PRECISION = "precision"
    RECALL = "recall"
    F1 = "f1"
    AVERAGE_PRECISION = "average_precision"
    AUC = "auc"

    @property
    def is_of_order(self) -> bool:
        """Say whether it rates the order alone."""
        return self in (Counted.AVERAGE_PRECISION, Counted.AUC)

    def asks(self, *, is_claim: bool, is_proposed: bool) -> bool:
        """Say whether it counts a sentence of which one side proposes so."""
        match self:
            case Counted.PRECISION:
                return is_proposed
            case Counted.RECALL:
                return is_claim
            case Counted.F1:
                return is_proposed or is_claim
            case Counted.AVERAGE_PRECISION | Counted.AUC:
                return True


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one of the two makes of a sentence: its rank between 0 and 1, and whether it proposes a claim."""

    score: float
    is_proposed: bool


@dataclass(frozen=True, slots=True)
class MeasuredSentence:
    """A judged sentence by its offsets: whether it is a claim, and what each of the two makes of it. The model is one
    that had not seen its article.
    """

    text_id: int
    start: int
    stop: int
    is_claim: bool
    model: Proposal
    cues: Proposal

    def by(self, side: Side) -> Proposal:
        """What a side makes of it; of a difference what the model does."""
        return self.cues if side is Side.CUES else self.model

    def is_wrong(self, side: Side) -> bool:
        """Say whether a side is wrong about it: a miss or a false alarm."""
        return self.by(side).is_proposed is not self.is_claim


def list_counted(sentences: Iterable[MeasuredSentence], side: Side, of: Counted) -> tuple[MeasuredSentence, ...]:
    """What a number counts: mistakes first, false alarms and misses by how sure the side was; where the order alone is
    rated in that order. Of a difference those on which only one of the two is counted or right, and of an order all,
    those first that the two rank furthest apart.
    """
    if side is Side.DIFFERENCE and of.is_of_order:
        return tuple(sorted(sentences, key=lambda one: -abs(one.model.score - one.cues.score)))
    if side is Side.DIFFERENCE:
        found = [
            one
            for one in sentences
            if one.model.is_proposed is not one.cues.is_proposed
            and (of.asks(is_claim=one.is_claim, is_proposed=True))
        ]
        return tuple(sorted(found, key=lambda one: not one.is_wrong(Side.MODEL)))
    found = [one for one in sentences if of.asks(is_claim=one.is_claim, is_proposed=one.by(side).is_proposed)]
    if of.is_of_order:
        return tuple(sorted(found, key=lambda one: -one.by(side).score))
    return tuple(
        sorted(found, key=lambda one: (not one.is_wrong(side), one.is_claim, -one.by(side).score * (not one.is_claim)))
    )
