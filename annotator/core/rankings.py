"""How good an order is: average precision, precision among the first and the area under the curve, for a ranking.

A ranking is pairs of a score and whether it is right. Equal scores have no order: they count as one step of average
precision (as in scikit-learn), and among the first k as the share of them that fits.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

#: The depths that a report gives precision at.
DEPTHS = (10, 50, 100)

Pair = tuple[float, bool]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Of `n` scored things `right` are right; a number without anything to rest on is None."""

    n: int
    right: int
    average_precision: float | None
    auc: float | None
    precision_at: Mapping[int, float]

    @property
    def share(self) -> float | None:
        """The share of what is right: what a random order would get for average precision."""
        return self.right / self.n if self.n else None


def measure_ranking(pairs: Iterable[Pair], depths: Sequence[int] = DEPTHS) -> Ranking:
    """Every measure of one ranking; a depth beyond its end is left out."""
    steps = _steps(pairs)
    n, right = sum(size for size, _ in steps), sum(hits for _, hits in steps)
    at = {depth: _precision_at(steps, depth) for depth in depths if depth <= n}
    return Ranking(n, right, _average_precision(steps, right), _area(steps, n, right), at)


def average_precision(pairs: Iterable[Pair]) -> float | None:
    """The mean of precision over what is right, in falling order of score; None where nothing is."""
    steps = _steps(pairs)
    return _average_precision(steps, sum(hits for _, hits in steps))


def _steps(pairs: Iterable[Pair]) -> list[tuple[int, int]]:
    """How many have each score, and how many of these are right, from the highest score down."""
    ordered = sorted(pairs, key=lambda pair: -pair[0])
    groups = ([is_right for _, is_right in group] for _, group in groupby(ordered, key=lambda pair: pair[0]))
    return [(len(group), sum(group)) for group in groups]


def _average_precision(steps: Sequence[tuple[int, int]], right: int) -> float | None:
    seen = found = 0
    total = 0.0
    for size, hits in steps:
        seen, found = seen + size, found + hits
        total += hits * found / seen
    return total / right if right else None


def _area(steps: Sequence[tuple[int, int]], n: int, right: int) -> float | None:
    """The chance that something right stands before something wrong, a tie counting half."""
    wrong_left = n - right
    total = 0.0
    for size, hits in steps:
        wrong_left -= size - hits
        total += hits * (wrong_left + (size - hits) / 2)
    pairs = right * (n - right)
    return total / pairs if pairs else None


def _precision_at(steps: Sequence[tuple[int, int]], depth: int) -> float:
    left, found = depth, 0.0
    for size, hits in steps:
        taken = min(size, left)
        found += hits * taken / size
        left -= taken
        if not left:
            break
    return found / depth
