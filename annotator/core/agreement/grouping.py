"""How alike two reviewers gather the same mentions under source cards: B-cubed.

Bagga & Baldwin 1998, Algorithms for Scoring Coreference Chains; over the mentions that both marked (Amigó et al. 2009
show that it alone of its kind meets all the formal wishes). For each mention, precision is the share of its first
group that lies in its second group too, and recall the share of its second that lies in its first. Sums of mentions
add over articles and pairs of reviewers; exchanging the two exchanges precision and recall.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from annotator.core.agreement.span_sums import Scores
from annotator.core.agreement.values import Coefficient, Undefined


@dataclass(frozen=True, slots=True)
class GroupingSums:
    """Mentions, and their precisions and recalls added up."""

    mentions: int = 0
    precision: Fraction = Fraction(0)
    recall: Fraction = Fraction(0)

    def __add__(self, other: "GroupingSums") -> "GroupingSums":
        return GroupingSums(
            self.mentions + other.mentions, self.precision + other.precision, self.recall + other.recall
        )


def b_cubed(first: Sequence[Hashable], second: Sequence[Hashable]) -> GroupingSums:
    """The sums of mentions whose groups these are: place by place the same mention on both sides."""
    shares = share_each(first, second)
    return GroupingSums(
        len(shares),
        sum((precision for precision, _ in shares), Fraction(0)),
        sum((recall for _, recall in shares), Fraction(0)),
    )


def share_each(first: Sequence[Hashable], second: Sequence[Hashable]) -> tuple[tuple[Fraction, Fraction], ...]:
    """Precision and recall of each mention."""
    one, other = Counter(first), Counter(second)
    both = Counter(zip(first, second, strict=True))
    return tuple(
        (Fraction(both[pair], one[pair[0]]), Fraction(both[pair], other[pair[1]]))
        for pair in zip(first, second, strict=True)
    )


def grouping_scores(sums: GroupingSums) -> Scores:
    """Precision, recall and F1 of the mentions together; undefined of none."""
    if not sums.mentions:
        nothing = Coefficient(None, Undefined.NOTHING_MATCHED)
        return Scores(nothing, nothing, nothing)
    precision, recall = sums.precision / sums.mentions, sums.recall / sums.mentions
    f1 = 2 * precision * recall / (precision + recall)
    return Scores(Coefficient(float(precision)), Coefficient(float(recall)), Coefficient(float(f1)))
