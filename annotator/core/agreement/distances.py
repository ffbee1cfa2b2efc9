"""How far two values are apart: levels of measurement, distances of sets, weights as distances.

Every coefficient is one minus a ratio of disagreements, so weights for kappa and AC2 are written as distances
too: a weight w is a distance 1 - w. A distance never needs its whole table where a sum of powers gives the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np

from annotator.core.agreement.tables import Floats, Integers, Value

#: A table of distances has the square of this many numbers at most (32 MB).
MOST_VALUES = 2000


SetDistance = Callable[[frozenset[str], frozenset[str]], float]


class Level(StrEnum):
    """What may be done with the values: only told apart, ordered, subtracted, divided; or compared as sets."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"
    SET = "set"


class Distance(Protocol):
    """Distances between the values of a table, by their codes; 0 between equal ones."""

    def between(self, first: Integers, second: Integers) -> Floats:
        """The distance of each pair of codes."""

    def product(self, first: Floats, second: Floats) -> Floats:
        """Sum over all c and k of first[c] second[k] distance(c, k); `first` and `second` are batch x values."""


@dataclass(frozen=True, slots=True)
class Nominal:
    """1 between different values."""

    def between(self, first: Integers, second: Integers) -> Floats:
        """1 where the codes differ."""
        differ: Floats = np.not_equal(first, second).astype(float)
        return differ

    def product(self, first: Floats, second: Floats) -> Floats:
        """All pairs but those of equal values."""
        if first.shape[-1] == 2:
            crosswise: Floats = first[..., 0] * second[..., 1] + first[..., 1] * second[..., 0]
            return crosswise
        everything: Floats = first.sum(-1) * second.sum(-1) - (first * second).sum(-1)
        return everything


@dataclass(frozen=True, slots=True, eq=False)
class Squared:
    """The squared difference of numbers: the interval level, and quadratic weights."""

    numbers: Floats

    def between(self, first: Integers, second: Integers) -> Floats:
        """The squared differences."""
        squares: Floats = (self.numbers[first] - self.numbers[second]) ** 2
        return squares

    def product(self, first: Floats, second: Floats) -> Floats:
        """By the first and second moments, about the middle so that large numbers lose no digits."""
        x = self.numbers - self.numbers.mean()
        squares: Floats = (
            (first @ (x * x)) * second.sum(-1) + first.sum(-1) * (second @ (x * x)) - 2 * (first @ x) * (second @ x)
        )
        return squares


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Distances written out: values x values."""

    distances: Floats

    def between(self, first: Integers, second: Integers) -> Floats:
        """Looked up."""
        found: Floats = self.distances[first, second]
        return found

    def product(self, first: Floats, second: Floats) -> Floats:
        """The bilinear form."""
        form: Floats = ((first @ self.distances) * second).sum(-1)
        return form


def ratio(values: Sequence[Value]) -> Table:
    """Ratio level: ((a - b) / (a + b)) squared, 0 between two zeros, as a share of the largest one. Krippendorff 2011;
    as weights Gwet 2014. Values are not negative.
    """
    x = numbers(values)
    sums = x[:, None] + x[None, :]
    apart = np.abs(np.divide(x[:, None] - x[None, :], sums, out=np.zeros_like(sums), where=sums != 0))
    return Table((apart / (apart.max(initial=0.0) or 1.0)) ** 2)


def linear(of: Floats) -> Table:
    """Linear weights: the difference, as a share of the largest one. Cicchetti & Allison 1971."""
    return Table(np.abs(of[:, None] - of[None, :]) / _spread(of))


def quadratic(of: Floats) -> Squared:
    """Quadratic weights: the squared difference, as a share of the largest one (Fleiss & Cohen 1973); also the interval
    level (Krippendorff 2011), whose alpha does not depend on the unit.
    """
    # Divided before they are squared: the squares of very small numbers are 0.
    return Squared((of - of.min(initial=np.inf)) / _spread(of))


def positions(values: Sequence[Value]) -> Floats:
    """The values by their place in the order: 0, 1, 2 ..."""
    return np.arange(len(values), dtype=float)


def of_sets(values: Sequence[Value], distance: SetDistance) -> Table:
    """A distance between sets, for each two of the values, which are frozensets."""
    sets = [value for value in values if isinstance(value, frozenset)]
    return Table(np.array([[distance(one, two) for two in sets] for one in sets]).reshape(len(sets), len(sets)))


def numbers(values: Sequence[Value]) -> Floats:
    """The values of a numeric level as numbers."""
    return np.array([float(value) for value in values if isinstance(value, int | float)])


def _spread(of: Floats) -> float:
    """The largest difference; 1 where there is none, so that all distances are 0."""
    return float(np.ptp(of)) or 1.0 if len(of) else 1.0
