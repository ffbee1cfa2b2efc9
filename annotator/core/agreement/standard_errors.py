"""Analytic standard errors, which take units to be independent: for comparing with published numbers only.

Sentences of one article are not independent, and intervals made of these cover about .75 instead of .95 in
simulation; what is reported are the intervals of `intervals`.
"""

from collections.abc import Callable
from math import sqrt

import numpy as np

from annotator.core.agreement.distances import Distance
from annotator.core.agreement.further import joint_table
from annotator.core.agreement.tables import Floats, Ratings
from annotator.core.agreement.values import Coefficient, Undefined


def gwet(ratings: Ratings, distance: Distance) -> Coefficient:
    """The standard error of AC1 or AC2 without a finite population. Gwet 2008, 2014."""
    weights = _weights(ratings, distance)
    q = len(weights)
    factor = float(weights.sum()) / (q * (q - 1)) if q > 1 else 0.0
    return _error(ratings, distance, lambda rates: factor * (1 - rates))


def fleiss(ratings: Ratings, distance: Distance) -> Coefficient:
    """The standard error of Fleiss' kappa with gaps. Gwet 2014."""
    weights = _weights(ratings, distance)
    return _error(ratings, distance, lambda rates: weights @ rates)


def cohen(ratings: Ratings, distance: Distance) -> Coefficient:
    """The standard error of Cohen's kappa of two reviewers. Fleiss, Cohen & Everitt 1969."""
    table = joint_table(ratings)
    n = table.sum()
    if not n:
        return Coefficient(None, Undefined.ONE_REVIEWER)
    shares, weights = table / n, _weights(ratings, distance)
    first, second = shares.sum(1), shares.sum(0)
    agreement, expected = float((weights * shares).sum()), float(first @ weights @ second)
    if expected >= 1:
        return Coefficient(None, Undefined.NO_VARIETY)
    kappa = (agreement - expected) / (1 - expected)
    mean = (weights @ second)[:, None] + (first @ weights)[None, :]
    variance = (shares * (weights - mean * (1 - kappa)) ** 2).sum() - (kappa - expected * (1 - kappa)) ** 2
    return Coefficient(sqrt(max(float(variance), 0) / float(n)) / (1 - expected))


def _error(ratings: Ratings, distance: Distance, rate: Callable[[Floats], Floats]) -> Coefficient:
    """The linearised error of (Po - Pe) / (1 - Pe), where Pe is the mean over units of their rates of `rate`."""
    answers = ratings.answers().astype(float)
    q = len(ratings.values)
    counts = np.bincount(ratings.units * q + ratings.codes, minlength=len(answers) * q).reshape(-1, q).astype(float)
    counts, answers = counts[answers > 0], answers[answers > 0]
    n, shared = len(answers), answers > 1
    if not shared.any():
        return Coefficient(None, Undefined.ONE_REVIEWER)
    shares = counts / answers[:, None]
    rates = rate(shares.mean(0))
    expected_by_unit = shares @ rates
    expected = float(expected_by_unit.mean())
    if expected >= 1:
        return Coefficient(None, Undefined.NO_VARIETY)
    together = ((counts @ _weights(ratings, distance)) * counts).sum(1) - answers
    agreement = np.divide(together, answers * (answers - 1), out=np.zeros(n), where=shared)
    value = (agreement.sum() / shared.sum() - expected) / (1 - expected)
    by_unit = n / shared.sum() * (agreement - expected * shared) / (1 - expected)
    linear = by_unit - 2 * (1 - value) * (expected_by_unit - expected) / (1 - expected)
    return Coefficient(sqrt(float(((linear - value) ** 2).sum()) / (n * (n - 1))) if n > 1 else 0.0)


def _weights(ratings: Ratings, distance: Distance) -> Floats:
    codes = np.arange(len(ratings.values))
    return 1 - distance.between(np.repeat(codes, len(codes)), np.tile(codes, len(codes))).reshape(len(codes), -1)
