"""Judgements as a long table: who gave which unit which value. The input of every general coefficient.

One row a judgement, so that gaps cost nothing and many reviewers with few units each fit as well as few
reviewers with many. Units belong to clusters (a sentence to its article), over which intervals are made.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Value = Hashable


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """Judgements in order of their units: `units`, `reviewers` and `codes` are parallel, counted from 0.

    `values[code]` is the value; a value that nobody used may stand there and counts as a category. `clusters`
    has the cluster of each unit. A unit without judgements, or with one, is kept: Gwet's prevalence asks it.
    """

    units: Integers
    reviewers: Integers
    codes: Integers
    values: tuple[Value, ...]
    clusters: Integers
    reviewer_count: int

    @property
    def unit_count(self) -> int:
        """How many units there are, judged or not."""
        return len(self.clusters)

    @property
    def cluster_count(self) -> int:
        """How many clusters there are."""
        return int(self.clusters.max()) + 1 if len(self.clusters) else 0

    def shared_clusters(self) -> int:
        """In how many clusters there is a unit that two or more judged."""
        return len(np.unique(self.clusters[self.answers() > 1]))

    def answers(self) -> Integers:
        """How many judgements each unit has."""
        return np.bincount(self.units, minlength=self.unit_count).astype(np.int64)

    def among(self, reviewers: Sequence[int]) -> "Ratings":
        """The table as if only these reviewers had worked; they are numbered anew in the order given."""
        numbers = np.full(self.reviewer_count, -1, np.int64)
        numbers[list(reviewers)] = np.arange(len(reviewers))
        kept = numbers[self.reviewers] >= 0
        return replace(
            self,
            units=self.units[kept],
            reviewers=numbers[self.reviewers[kept]],
            codes=self.codes[kept],
            reviewer_count=len(reviewers),
        )

    def only(self, code: int) -> "Ratings":
        """The table that asks of each judgement whether it is this value: 1 for yes, 0 for no."""
        return replace(self, codes=(self.codes == code).astype(np.int64), values=(False, True))


def ratings(
    judgements: Iterable[tuple[Hashable, Hashable, Value]],
    *,
    values: Sequence[Value] | None = None,
    clusters: Mapping[Hashable, Hashable] | None = None,
) -> Ratings:
    """Number units, reviewers, values and clusters of `(unit, reviewer, value)` rows; missing ones are left out.

    `values` gives all categories in order; else those that occur, sorted (sets by their size and members).
    `clusters` maps a unit to its cluster; else every unit is its own. Raises ValueError for two judgements of
    one reviewer on one unit, and for a value that `values` does not hold.
    """
    rows = list(judgements)
    units = _numbers(unit for unit, _, _ in rows)
    reviewers = _numbers(reviewer for _, reviewer, _ in rows)
    groups = list(units) if clusters is None else [clusters[unit] for unit in units]
    coded = [(units[unit], reviewers[reviewer], value) for unit, reviewer, value in rows]
    return _table(coded, values, groups, len(reviewers))


def from_rows(
    rows: Sequence[Sequence[Value | None]],
    *,
    values: Sequence[Value] | None = None,
    clusters: Sequence[Hashable] | None = None,
) -> Ratings:
    """The table of units x reviewers with None for missing; every reviewer and unit counts, judged or not."""
    coded = [
        (unit, reviewer, value)
        for unit, row in enumerate(rows)
        for reviewer, value in enumerate(row)
        if value is not None
    ]
    groups = range(len(rows)) if clusters is None else clusters
    return _table(coded, values, groups, max(map(len, rows), default=0))


def _table(
    coded: Sequence[tuple[int, int, Value]],
    values: Sequence[Value] | None,
    clusters: Iterable[Hashable],
    reviewer_count: int,
) -> Ratings:
    """The table of numbered units and reviewers, whose values are still to be numbered."""
    found = tuple(values) if values is not None else tuple(sorted({value for _, _, value in coded}, key=_sorting))
    codes = {value: code for code, value in enumerate(found)}
    unknown = {value for _, _, value in coded} - codes.keys()
    if unknown:
        msg = f"{unknown.pop()!r} is not one of the values"
        raise ValueError(msg)
    numbers = sorted((unit, reviewer, codes[value]) for unit, reviewer, value in coded)
    if any(one[:2] == two[:2] for one, two in pairwise(numbers)):
        msg = "a reviewer judged a unit twice"
        raise ValueError(msg)
    columns = np.array(numbers, np.int64).reshape(-1, 3).T
    listed = list(clusters)
    groups = _numbers(listed)
    return Ratings(
        units=columns[0],
        reviewers=columns[1],
        codes=columns[2],
        values=found,
        clusters=np.array([groups[group] for group in listed], np.int64),
        reviewer_count=reviewer_count,
    )


def _numbers(things: Iterable[Hashable]) -> dict[Hashable, int]:
    """Number what is different in order of appearance."""
    return {thing: number for number, thing in enumerate(dict.fromkeys(things))}


def _sorting(value: Value) -> Any:  # Any: numbers sort as numbers, words as words
    if isinstance(value, frozenset):
        return len(value), sorted(map(str, value))
    return value
