"""Measures that papers report beside the usual ones: per value, for two reviewers, and the mean over pairs.

None stands on a page; they are for exports and for comparing with published numbers.
"""

from itertools import combinations

import numpy as np

from annotator.core.agreement import chance
from annotator.core.agreement.distances import Nominal
from annotator.core.agreement.tables import Floats, Ratings
from annotator.core.agreement.tallies import tally
from annotator.core.agreement.values import Coefficient, Undefined


def joint_table(ratings: Ratings) -> Floats:
    """Two reviewers' joint judgements on the units that both judged: values of the first x of the second."""
    q = len(ratings.values)
    codes = np.full((2, ratings.unit_count), -1, np.int64)
    codes[ratings.reviewers, ratings.units] = ratings.codes
    first, second = codes[:, (codes >= 0).all(0)]
    return np.bincount(first * q + second, minlength=q * q).reshape(q, q).astype(float)


def specific_agreement(ratings: Ratings, code: int) -> Coefficient:
    """When one gave this value, how often did another. For yes it is positive agreement, for no negative.

    Cicchetti & Feinstein 1990; with more reviewers and gaps sum of k (k - 1) / (m - 1) over the sum of k.
    """
    sums = tally(ratings.only(code), Nominal()).sums.total()
    if not sums.shared[0]:
        return Coefficient(None, Undefined.ONE_REVIEWER)
    used = float(sums.margins[0, 1])
    return Coefficient(1 - float(sums.split[0]) / 2 / used) if used else Coefficient(None, Undefined.NEVER_USED)


def category_kappa(ratings: Ratings, code: int) -> Coefficient:
    """Fleiss' kappa of one value against all others. Fleiss 1971."""
    tallied = tally(ratings.only(code), Nominal())
    return _one(chance.fleiss(tallied.sums.total(), tallied), tallied.sums.shared.sum())


def light_kappa(ratings: Ratings) -> Coefficient:
    """The mean of Cohen's kappa over all pairs of reviewers. Light 1971. Undefined where one of them is."""
    found = []
    for pair in combinations(range(ratings.reviewer_count), 2):
        tallied = tally(ratings.among(pair), Nominal())
        found.append(_one(chance.cohen(tallied.sums.total(), tallied), tallied.sums.shared.sum()))
    undefined = [one for one in found if one.value is None]
    if undefined or not found:
        return undefined[0] if undefined else Coefficient(None, Undefined.ONE_REVIEWER)
    return Coefficient(sum(one.value for one in found if one.value is not None) / len(found))


def largest_kappa(ratings: Ratings) -> Coefficient:
    """The largest kappa that two reviewers' own rates allow. Cohen 1960."""
    table = joint_table(ratings)
    n = table.sum()
    if not n:
        return Coefficient(None, Undefined.ONE_REVIEWER)
    first, second = table.sum(1) / n, table.sum(0) / n
    expected = float(first @ second)
    if expected >= 1:
        return Coefficient(None, Undefined.NO_VARIETY)
    return Coefficient((float(np.minimum(first, second).sum()) - expected) / (1 - expected))


def prevalence_index(ratings: Ratings) -> Coefficient:
    """Two reviewers, yes and no (the second value is yes): (both yes - both no) / n. Byrt et al. 1993."""
    table = joint_table(ratings)
    if not table.sum():
        return Coefficient(None, Undefined.ONE_REVIEWER)
    return Coefficient(float((table[1, 1] - table[0, 0]) / table.sum()))


def bias_index(ratings: Ratings) -> Coefficient:
    """Two reviewers, yes and no: how much oftener the first says yes than the second. Byrt et al. 1993."""
    table = joint_table(ratings)
    if not table.sum():
        return Coefficient(None, Undefined.ONE_REVIEWER)
    return Coefficient(float((table[1, 0] - table[0, 1]) / table.sum()))


def _one(values: Floats, shared: float) -> Coefficient:
    if not shared:
        return Coefficient(None, Undefined.ONE_REVIEWER)
    value = float(values[0])
    return Coefficient(None, Undefined.NO_VARIETY) if np.isnan(value) else Coefficient(value)
