"""Cluster bootstrap intervals of a facet's numbers, for readers who expect them beside the jackknife.

Articles are drawn with replacement, `intervals.RESAMPLES` times from one seed; percentiles of what the draws give are
the limits (Efron & Tibshirani 1993, chapter 13). Under twenty articles they are too narrow (docs/agreement.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

import numpy as np

from annotator.core.agreement.by_article import ROW_FORMULAS
from annotator.core.agreement.intervals import bootstrap, draw
from annotator.core.agreement.report import AgreementReport
from annotator.core.agreement.tables import Floats
from annotator.core.agreement.tallies import Tallied, Tally
from annotator.core.agreement.values import Coefficient, Interval


def bootstrap_report(
    report: AgreementReport, tallied: Mapping[str, Tallied], order: Sequence[int], *, seed: int
) -> dict[str, dict[str, Interval]]:
    """The bootstrap intervals of every facet of a report; `tallied` has the sums by article of each facet, `order` the
    places of the articles in the order in which they are drawn from: the limits follow from it and the seed.
    """
    drawn_from = np.array(order, np.int64)
    ordered = {facet: replace(one, sums=one.sums.of(drawn_from)) for facet, one in tallied.items()}
    return {
        row.facet: bootstrap_intervals(
            ordered[row.facet], {name: getattr(row, name) for name in ROW_FORMULAS}, seed=seed
        )
        for row in report.facets
        if row.facet in ordered
    }


def bootstrap_intervals(tallied: Tallied, values: Mapping[str, Coefficient], *, seed: int) -> dict[str, Interval]:
    """The bootstrap interval of each of these numbers of a row, by the names of `ROW_FORMULAS`, from the same draws of
    the articles that anybody judged.
    """
    judged = np.flatnonzero(tallied.sums.judged > 0)
    sums = Tally(*(getattr(tallied.sums, field.name)[judged] for field in fields(Tally)))
    resampled: dict[str, list[Floats]] = {name: [] for name, found in values.items() if found.value is not None}
    if resampled:
        for times in draw(len(judged), seed=seed):
            drawn = sums.weighted(times)
            for name, parts in resampled.items():
                parts.append(ROW_FORMULAS[name](drawn, tallied))
    articles = int((sums.shared > 0).sum())
    return {
        name: bootstrap(coefficient.value, np.concatenate(resampled.get(name, [np.zeros(0)])), articles)
        for name, coefficient in values.items()
    }
