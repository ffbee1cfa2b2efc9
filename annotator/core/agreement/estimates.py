"""Every coefficient of a table of judgements with its interval, or with the reason why it has none."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from annotator.core.agreement import chance, distances
from annotator.core.agreement.chance import Formula
from annotator.core.agreement.distances import MOST_VALUES, Distance, Level, Nominal
from annotator.core.agreement.intervals import bootstrap, draw, jackknife
from annotator.core.agreement.sets import masi
from annotator.core.agreement.tables import Ratings, Value
from annotator.core.agreement.tallies import Tallied, tally
from annotator.core.agreement.values import Coefficient, Interval, Method, NoInterval, Undefined

#: Numbers in the sums of one step of a jackknife or bootstrap.
_STEP = 2_000_000


class Name(StrEnum):
    """The coefficients of a plain table, in the order in which they are printed."""

    OBSERVED = "observed"
    ALPHA = "alpha"
    KAPPA = "kappa"
    PI = "pi"
    FLEISS = "fleiss"
    CONGER = "conger"
    AC1 = "ac1"
    AC2 = "ac2"


FORMULAS: dict[Name, Formula] = {
    Name.OBSERVED: chance.observed,
    Name.ALPHA: chance.alpha,
    Name.KAPPA: chance.cohen,
    Name.PI: chance.scott,
    Name.FLEISS: chance.fleiss,
    Name.CONGER: chance.conger,
    Name.AC1: chance.gwet,
    Name.AC2: chance.gwet,
}
_OF_PAIRS = {Name.KAPPA, Name.PI}


@dataclass(frozen=True, slots=True)
class Estimate:
    """A coefficient with its interval. `units` were judged by two or more and carry it; `reviewers` judged any."""

    name: Name
    coefficient: Coefficient
    interval: Interval
    units: int
    reviewers: int


def estimate_all(
    ratings: Ratings,
    level: Level,
    *,
    sets: distances.SetDistance = masi,
    method: Method = Method.JACKKNIFE,
    seed: int = 0,
) -> tuple[Estimate, ...]:
    """Every coefficient at this level of measurement.

    Alpha uses the level's distance, AC2 weights by it; all others only ask whether two values are the same.
    `seed` is that of the bootstrap. Values of numeric levels must be numbers in order, of sets frozensets.
    """
    nominal = tally(ratings, Nominal())
    found = []
    for name in Name:
        made = nominal
        formula = FORMULAS[name]
        if name is Name.ALPHA and level is Level.ORDINAL:
            made, formula = tally(ratings, Nominal(), with_pairs=True), chance.ordinal_alpha
        elif name in {Name.ALPHA, Name.AC2} and level is not Level.NOMINAL:
            distance = _distance(level, ratings.values, sets)
            if distance is None:
                found.append(_refused(name, nominal, Undefined.TOO_MANY_VALUES, method))
                continue
            made = tally(ratings, distance)
        found.append(estimate(name, made, formula, method=method, seed=seed))
    return tuple(found)


def _distance(level: Level, values: tuple[Value, ...], sets: distances.SetDistance) -> Distance | None:
    """The level's distance for alpha, as weights for AC2; None where its table would be too large."""
    if level is Level.ORDINAL:
        return distances.quadratic(distances.positions(values))
    if level is Level.INTERVAL:
        return distances.quadratic(distances.numbers(values))
    if len(values) > MOST_VALUES:
        return None
    if level is Level.SET:
        return distances.of_sets(values, sets)
    return distances.ratio(values)


def estimate(
    name: Name, tallied: Tallied, formula: Formula, *, method: Method = Method.JACKKNIFE, seed: int = 0
) -> Estimate:
    """One coefficient of sums by cluster, with its interval."""
    if name in _OF_PAIRS and tallied.reviewer_count != 2:
        reason = Undefined.NOT_A_PAIR if tallied.reviewer_count > 2 else Undefined.ONE_REVIEWER
        return _refused(name, tallied, reason, method)
    units = int(tallied.sums.shared.sum())
    number = float(formula(tallied.sums.total(), tallied)[0]) if units else np.nan
    if np.isnan(number):
        return _refused(name, tallied, Undefined.NO_VARIETY if units else Undefined.ONE_REVIEWER, method)
    return Estimate(
        name, Coefficient(number), _interval(number, tallied, formula, method, seed), units, tallied.reviewer_count
    )


def _refused(name: Name, tallied: Tallied, reason: Undefined, method: Method) -> Estimate:
    articles = int((tallied.sums.shared > 0).sum())
    return Estimate(
        name,
        Coefficient(None, reason),
        Interval(None, None, method, articles, NoInterval.NO_VALUE),
        int(tallied.sums.shared.sum()),
        tallied.reviewer_count,
    )


def _interval(value: float, tallied: Tallied, formula: Formula, method: Method, seed: int) -> Interval:
    clusters = np.flatnonzero(tallied.sums.shared > 0)
    if tallied.is_whole:
        return Interval(None, None, method, len(clusters), NoInterval.TOO_LARGE)
    if method is Method.BOOTSTRAP:
        judged = tallied.sums.of(np.flatnonzero(tallied.sums.judged > 0))
        parts = [formula(judged.weighted(times), tallied) for times in draw(len(judged.judged), seed=seed)]
        return bootstrap(value, np.concatenate(parts), len(clusters))
    parts = [
        formula(tallied.sums.without_each(clusters[part]), tallied) for part in _steps(len(clusters), tallied)
    ]
    return jackknife(value, np.concatenate(parts))


def _steps(rows: int, tallied: Tallied) -> Iterator[slice]:
    """Stretches of the rows whose sums fit into memory."""
    size = max(tallied.sums.by_reviewer[0].size + tallied.sums.pairs.shape[1], 1)
    step = max(_STEP // size, 1)
    for start in range(0, rows, step):
        yield slice(start, start + step)
