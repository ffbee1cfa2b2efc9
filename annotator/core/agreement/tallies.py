"""What a table of judgements adds up to, cluster by cluster: all that coefficients and intervals ask.

Every field has the cluster first, so that a sum of clusters is a tally as well, with or without one of them,
or with some taken several times. Units judged once enter `judged`, `shares` and `by_reviewer` only.
"""

from dataclasses import dataclass, fields

import numpy as np

from annotator.core.agreement.distances import Distance
from annotator.core.agreement.tables import Floats, Integers, Ratings

#: Numbers that the fields of one tally may hold altogether (160 MB); beyond, there is one cluster and no interval.
MOST_NUMBERS = 20_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Sums over units, of B clusters or B sums of clusters; for q values and R reviewers."""

    judged: Floats  # B: units with one judgement or more
    shared: Floats  # B: units with two or more
    disagreeing: Floats  # B: sum over shared units of the mean distance of its pairs
    split: Floats  # B: sum over shared units of the distances of its ordered pairs, divided by m - 1
    margins: Floats  # B x q: judgements on shared units
    shares: Floats  # B x q: sum over judged units of the share of each value
    by_reviewer: Floats  # B x R x q: judgements
    shared_by_reviewer: Floats  # B x R x q: judgements on shared units
    pairs: Floats  # B x P: for the ordinal level, split by pairs of different values; else P is 0

    def weighted(self, times: Floats) -> "Tally":
        """Sums of clusters: `times` is B x clusters, how often each is taken."""
        return Tally(*(np.tensordot(times, getattr(self, field.name), 1) for field in fields(self)))

    def total(self) -> "Tally":
        """All clusters together, as a batch of one."""
        return Tally(*(getattr(self, field.name).sum(0, keepdims=True) for field in fields(self)))

    def without_each(self, clusters: Integers, total: "Tally | None" = None) -> "Tally":
        """The total, for whoever has it already, without each one of these clusters: a batch as long as `clusters`."""
        total, own = total or self.total(), self.of(clusters)
        return Tally(*(getattr(total, name) - getattr(own, name) for name in Tally.__slots__))

    def of(self, clusters: Integers) -> "Tally":
        """These clusters, or sums of clusters. What is reduced later stays together in memory: the numbers of one value
        of all clusters, not those of one cluster, which took four times as long.
        """
        if len(clusters) == len(self.shared) and (np.diff(clusters) == 1).all():
            return self
        return Tally(*(np.take(getattr(self, name).T, clusters, -1).T for name in Tally.__slots__))


@dataclass(frozen=True, slots=True, eq=False)
class Tallied:
    """The sums of a table by cluster under one distance. `first` and `second` are the codes of `pairs`.

    `is_whole` where the table was too large for sums by cluster, and all is one.
    """

    sums: Tally
    distance: Distance
    first: Integers
    second: Integers
    reviewer_count: int
    value_count: int
    is_whole: bool = False


def tally(ratings: Ratings, distance: Distance, *, with_pairs: bool = False) -> Tallied:
    """Add up a table by cluster; `with_pairs` keeps which values stand together, as the ordinal level asks."""
    answers = ratings.answers()
    first, second, units = _pairs(ratings)
    between = distance.between(first, second)
    kinds, which = _kinds(first, second, len(ratings.values)) if with_pairs else (np.zeros((2, 0), np.int64), None)
    of_kinds = kinds.shape[1]
    size = 4 + (2 + 2 * ratings.reviewer_count) * len(ratings.values) + of_kinds
    is_whole = ratings.cluster_count * size > MOST_NUMBERS
    groups = np.zeros(ratings.unit_count, np.int64) if is_whole else ratings.clusters
    count = min(ratings.cluster_count, 1) if is_whole else ratings.cluster_count
    weight = 2 / np.maximum(answers[units] - 1, 1)  # both orders of each pair
    mean = weight / np.maximum(answers[units], 1)
    sums = Tally(
        judged=_add(groups[answers > 0], None, count),
        shared=_add(groups[answers > 1], None, count),
        disagreeing=_add(groups[units], between * mean, count),
        split=_add(groups[units], between * weight, count),
        **_counted(ratings, answers, groups, count),
        pairs=np.zeros((count, 0))
        if which is None
        else _add(groups[units] * of_kinds + which, weight, count * of_kinds).reshape(count, of_kinds),
    )
    return Tallied(sums, distance, kinds[0], kinds[1], ratings.reviewer_count, len(ratings.values), is_whole)


def _counted(ratings: Ratings, answers: Integers, groups: Integers, count: int) -> dict[str, Floats]:
    """The four fields that count judgements by their value."""
    values, reviewers = len(ratings.values), ratings.reviewer_count
    group, m = groups[ratings.units], answers[ratings.units]
    place = group * values + ratings.codes
    by_reviewer = (group * reviewers + ratings.reviewers) * values + ratings.codes
    shared = m > 1
    shape = (count, reviewers, values)
    size = count * reviewers * values
    return {
        "margins": _add(place[shared], None, count * values).reshape(count, values),
        "shares": _add(place, 1 / m, count * values).reshape(count, values),
        "by_reviewer": _add(by_reviewer, None, size).reshape(shape),
        "shared_by_reviewer": _add(by_reviewer[shared], None, size).reshape(shape),
    }


def _pairs(ratings: Ratings) -> tuple[Integers, Integers, Integers]:
    """The codes of each two judgements on the same unit, and the unit; each pair once."""
    found = [(np.zeros(0, np.int64),) * 3]
    for step in range(1, len(ratings.units)):
        same = np.flatnonzero(ratings.units[step:] == ratings.units[:-step])
        if not len(same):
            break
        found.append((ratings.codes[same], ratings.codes[same + step], ratings.units[same]))
    first, second, units = (np.concatenate(column) for column in zip(*found, strict=True))
    return first, second, units


def _kinds(first: Integers, second: Integers, values: int) -> tuple[Integers, Integers]:
    """The different unordered pairs of codes (2 x P), and which of them each pair is."""
    low, high = np.minimum(first, second), np.maximum(first, second)
    kinds, which = np.unique(low * values + high, return_inverse=True)
    return np.stack((kinds // max(values, 1), kinds % max(values, 1))), which


def _add(places: Integers, weights: Floats | None, size: int) -> Floats:
    return np.bincount(places, weights, minlength=size).astype(float)

