"""Agreement corrected for chance: kappa, pi, Fleiss, Conger, Gwet, alpha, for any values and any gaps.

Each is 1 - Do / De: the disagreement observed over the disagreement that chance would give, under the
distance that the sums were made with. They differ in what they take chance to be. Formulas take a batch of
sums and give an array, in which NaN stands for undefined and never leaves this package: `estimates` turns it
into a value with its reason. Within a batch everything is computed at once, so that leaving out each of ten
thousand articles in turn costs one formula.
"""

from collections.abc import Callable

import numpy as np

from annotator.core.agreement.tables import Floats
from annotator.core.agreement.tallies import Tallied, Tally

Formula = Callable[[Tally, Tallied], Floats]

#: Below this an expected disagreement is 0 and some rounding.
_NOTHING = 1e-12


def over(numerator: Floats, denominator: Floats) -> Floats:
    """The quotient, NaN where there is nothing to divide by."""
    if denominator.size and denominator.min() > _NOTHING:
        # Nearly always; choosing by a mask takes three times as long, and lays values of a cluster side by side.
        whole: Floats = numerator / denominator
        return whole
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient: Floats = np.where(denominator > _NOTHING, numerator / denominator, np.nan)
    return quotient


def observed(sums: Tally, tallied: Tallied) -> Floats:  # noqa: ARG001 - a formula's signature
    """Raw agreement: one minus the mean distance of a unit's pairs, averaged over shared units. Fleiss 1971."""
    # Sums of many quotients end a hair beyond 0 or 1, and no share does.
    agreement: Floats = np.clip(1 - over(sums.disagreeing, sums.shared), 0, 1)
    return agreement


def pooled(sums: Tally, tallied: Tallied) -> Floats:  # noqa: ARG001 - a formula's signature
    """Raw agreement in which a unit weighs as much as it has judgements. Krippendorff 2011."""
    agreement: Floats = 1 - over(sums.split, sums.margins.sum(-1))
    return agreement


def alpha(sums: Tally, tallied: Tallied) -> Floats:
    """Krippendorff's alpha under a fixed distance: 1 - (n - 1) D / sum of n_c n_k distance(c, k).

    Krippendorff 2011, Computing Krippendorff's Alpha-Reliability. Over shared units; gaps as they are.
    """
    expected = tallied.distance.product(sums.margins, sums.margins)
    value: Floats = 1 - over((sums.margins.sum(-1) - 1) * sums.split, expected)
    return value


def ordinal_alpha(sums: Tally, tallied: Tallied) -> Floats:
    """Krippendorff's alpha at the ordinal level: the interval level of mid-ranks, which follow from the values.

    His distance, the squared sum of n_g from c to k less half of n_c and n_k, is the squared difference of
    mid-ranks. The sums must hold `pairs`.
    """
    ranks = np.cumsum(sums.margins, -1) - sums.margins / 2
    apart = ((ranks[:, tallied.first] - ranks[:, tallied.second]) ** 2 * sums.pairs).sum(-1)
    n = sums.margins.sum(-1)
    middle = ranks - (over((sums.margins * ranks).sum(-1), n))[:, None]
    expected = 2 * n * (sums.margins * middle**2).sum(-1)
    value: Floats = 1 - over((n - 1) * apart, expected)
    return value


def cohen(sums: Tally, tallied: Tallied) -> Floats:
    """Cohen's kappa of two reviewers, weighted by the distance: chance from each one's own rates. Cohen 1960, 1968.

    Over the units that both judged.
    """
    first, second = sums.shared_by_reviewer[:, 0], sums.shared_by_reviewer[:, 1]
    expected = over(tallied.distance.product(first, second), sums.shared**2)
    value: Floats = 1 - over(over(sums.disagreeing, sums.shared), expected)
    return value


def scott(sums: Tally, tallied: Tallied) -> Floats:
    """Scott's pi of two reviewers: chance from their common rates. Scott 1955. Over the units that both judged."""
    expected = over(tallied.distance.product(sums.margins, sums.margins), (2 * sums.shared) ** 2)
    value: Floats = 1 - over(over(sums.disagreeing, sums.shared), expected)
    return value


def fleiss(sums: Tally, tallied: Tallied) -> Floats:
    """Fleiss' kappa: chance from the rates of all reviewers together. Fleiss 1971; with gaps Gwet 2014.

    With gaps the rates are those of all judged units, also of those that only one reviewer judged.
    """
    rates = over(sums.shares, sums.judged[:, None])
    value: Floats = 1 - over(over(sums.disagreeing, sums.shared), tallied.distance.product(rates, rates))
    return value


def conger(sums: Tally, tallied: Tallied) -> Floats:
    """Conger's kappa: the mean chance of all pairs of reviewers, each with their own rates. Conger 1980; Gwet 2014.

    For two reviewers without gaps it is Cohen's kappa. Reviewers without a judgement do not count.
    """
    judged = sums.by_reviewer.sum(-1, keepdims=True)
    rates = np.divide(sums.by_reviewer, judged, out=np.zeros_like(sums.by_reviewer), where=judged > 0)
    reviewers = (judged[..., 0] > 0).sum(-1)
    together = rates.sum(1)
    with_oneself = sum(
        tallied.distance.product(rates[:, reviewer], rates[:, reviewer]) for reviewer in range(rates.shape[1])
    )
    pairs = tallied.distance.product(together, together) - with_oneself
    expected = over(pairs, reviewers * (reviewers - 1.0))
    value: Floats = 1 - over(over(sums.disagreeing, sums.shared), expected)
    return value


def gwet(sums: Tally, tallied: Tallied) -> Floats:
    """Gwet's AC1, and AC2 under a distance that is not nominal. Gwet 2008, 2014.

    Chance is T / (q (q - 1)) times the sum of p (1 - p) over the values, T the sum of all weights. Without
    variety it is 0 whatever the number of values, also where only one is known.
    """
    q = tallied.value_count
    ones = np.ones((1, q))
    weights = q * q - float(tallied.distance.product(ones, ones)[0])
    if q == 2:
        # Of two values one is what the other is not: half the numbers, which a million sentences feel.
        rate = over(sums.shares[:, 1], sums.judged)
        chance = weights * rate * (1 - rate)
    else:
        rates = over(sums.shares, sums.judged[:, None])
        chance = weights / (q * (q - 1)) * (rates * (1 - rates)).sum(-1) if q > 1 else np.zeros(len(rates))
    value: Floats = 1 - over(over(sums.disagreeing, sums.shared), 1 - chance)
    return value


def brennan_prediger(sums: Tally, tallied: Tallied) -> Floats:
    """Brennan and Prediger's kappa, for two reviewers Bennett's S: chance if all values were equally likely.

    Brennan & Prediger 1981; Bennett, Alpert & Goldstein 1954; Randolph 2005.
    """
    q = tallied.value_count
    ones = np.full((1, q), 1 / max(q, 1))
    expected = np.broadcast_to(tallied.distance.product(ones, ones), sums.shared.shape)
    value: Floats = 1 - over(over(sums.disagreeing, sums.shared), expected)
    return value
