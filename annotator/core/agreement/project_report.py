"""The whole report on a project's kept rows: the four questions, and one of them by outlet, period or article."""

from dataclasses import replace

import numpy as np

from annotator.core.agreement import chance
from annotator.core.agreement.by_article import intervals
from annotator.core.agreement.chance import Formula
from annotator.core.agreement.differences import Matter
from annotator.core.agreement.intervals import LEVEL, t_quantile
from annotator.core.agreement.item_sums import Sides, report_items
from annotator.core.agreement.items import column_of_matter
from annotator.core.agreement.kept import Chosen
from annotator.core.agreement.kept_comparisons import read_comparisons
from annotator.core.agreement.packing import facets_of, in_order
from annotator.core.agreement.project_sums import FacetSums, add_up_answers
from annotator.core.agreement.report import AgreementReport, Group, GroupFacet, facet_report, row_values, with_intervals
from annotator.core.agreement.tables import Floats, Integers
from annotator.core.agreement.tallies import Tallied, Tally
from annotator.core.agreement.values import LEAST_ARTICLES, Coefficient, Interval, Method, NoInterval, Undefined

#: Of more different values only the ones with the most articles are told apart.
MOST_GROUPS = 40


def report_project(chosen: Chosen, reviewers: tuple[str, ...], *, by: str = "") -> AgreementReport:
    """Everything about these people on these texts; `reviewers` name the people in it. Groups by the labels of the
    texts, which are values of the dimension `by`; none where that is empty.
    """
    sums = add_up_answers(chosen, reviewers)
    facets = []
    for one in sums:
        row = facet_report(one.facet, one.counts, reviewers)
        facets.append(with_intervals(row, intervals(one.tallied, row_values(row))))
    columns = read_comparisons(chosen, by_place=False)
    return AgreementReport(
        reviewers,
        tuple(facets),
        report_items(columns, chosen.facets[len(facets_of("")) :], _sides(chosen.people)),
        articles=chosen.shared,
        alone=chosen.alone,
        by=by,
        groups=_groups(chosen, sums) if by else (),
        matters={
            matter: n for matter in Matter if (n := int((columns[column_of_matter(matter)] > 0).sum()))
        },
        uncompared=chosen.kept.stale,
    )


def _sides(people: tuple[str, ...]) -> Sides:
    """Comparisons have the people of a text in the order of their numbers, whatever order was asked for."""
    if len(people) != 2:
        return Sides.BOTH_WAYS
    return Sides.AS_COMPARED if list(people) == in_order(people) else Sides.TURNED


def _groups(chosen: Chosen, sums: tuple[FacetSums, ...]) -> tuple[Group, ...]:
    """The numbers of each group, all groups at once."""
    shared = chosen.finished_by > 1
    every = {label: place for place, label in enumerate(dict.fromkeys(chosen.kept.labels))}
    label_of = np.fromiter(map(every.__getitem__, chosen.kept.labels), np.int64, len(chosen.kept.labels))
    sizes = np.bincount(label_of[shared], minlength=len(every)).tolist()
    counts = {label: n for label, n in zip(every, sizes, strict=True) if label and n}
    names = sorted(sorted(sorted(counts), key=lambda name: -counts[name])[:MOST_GROUPS])
    places = {name: place for place, name in enumerate(names)}
    group = np.array([places.get(label, -1) for label in every], np.int64)[label_of] if every else label_of
    of_each = [_by_group(one, group, len(names)) for one in sums]
    return tuple(
        Group(name, counts[name], tuple(facets[place] for facets in of_each))
        for place, name in enumerate(names)
    )


def _by_group(one: FacetSums, group: Integers, groups: int) -> list[GroupFacet]:
    # With the articles that one reviewer alone judged: the prevalence that AC1 rests on is of them too.
    inside = np.flatnonzero((group >= 0) & (one.tallied.sums.judged > 0))
    totals = _sum(one.tallied.sums.of(inside), group[inside], groups)
    tallied = one.tallied
    observed, alpha, ac1 = (
        _values(formula, totals, tallied) for formula in (chance.observed, chance.alpha, chance.gwet)
    )
    shared = inside[tallied.sums.shared[inside] > 0]
    left_out = _left_out(totals, tallied.sums.of(shared), group[shared])
    limits = _jackknife(alpha, chance.alpha(left_out, tallied), group[shared], groups)
    return [
        GroupFacet(
            one.facet,
            int(totals.shared[place]),
            limits[place].articles,
            _coefficient(observed[place], totals, place),
            _coefficient(alpha[place], totals, place),
            _coefficient(ac1[place], totals, place),
            limits[place],
        )
        for place in range(groups)
    ]


def _left_out(totals: Tally, own: Tally, of: Integers) -> Tally:
    """Each group's sums without each of its texts, as far as alpha asks: who judged what on shared sentences."""
    split = totals.split[of] - own.split
    margins = (totals.margins.T[:, of] - own.margins.T).T
    return replace(own, split=split, margins=margins)


def _sum(sums: Tally, of: Integers, groups: int) -> Tally:
    totals: list[Floats] = []
    for name in Tally.__slots__:
        values: Floats = getattr(sums, name)
        flat = values.reshape(len(values), int(np.prod(values.shape[1:])))
        added = np.zeros((groups, flat.shape[1]))
        for column in range(flat.shape[1]):
            added[:, column] = np.bincount(of, flat[:, column], groups)
        totals.append(added.reshape(groups, *values.shape[1:]))
    return Tally(*totals)


def _values(formula: Formula, totals: Tally, tallied: Tallied) -> Floats:
    return formula(totals, tallied) if len(totals.shared) else np.zeros(0)


def _coefficient(value: float, totals: Tally, place: int) -> Coefficient:
    if not np.isnan(value):
        return Coefficient(float(value))
    if not totals.shared[place]:
        return Coefficient(None, Undefined.ONE_REVIEWER)
    return Coefficient(None, Undefined.ALWAYS_USED if totals.margins[place, 1] else Undefined.NEVER_USED)


def _jackknife(values: Floats, left_out: Floats, of: Integers, groups: int) -> list[Interval]:
    """The intervals of all groups, as `intervals.jackknife` gives each."""
    articles = np.bincount(of, minlength=groups)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(of, left_out, groups) / articles
        spread = np.bincount(of, (left_out - mean[of]) ** 2, groups)
        errors = np.sqrt((articles - 1) / articles * spread)
    found = []
    for value, n, error in zip(values, articles.tolist(), errors, strict=True):
        reason = (
            NoInterval.NO_VALUE if np.isnan(value)
            else NoInterval.FEW_ARTICLES if n < LEAST_ARTICLES
            else NoInterval.ONE_DECIDES if np.isnan(error)
            else None
        )  # fmt: skip
        if reason is not None:
            found.append(Interval(None, None, Method.JACKKNIFE, n, reason))
            continue
        width = t_quantile(0.5 + LEVEL / 2, n - 1) * float(error)
        found.append(Interval(float(value) - width, float(value) + width, Method.JACKKNIFE, n))
    return found
