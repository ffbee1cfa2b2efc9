"""The second to fourth question of a project: every item's numbers with intervals, from the columns of all texts."""

from collections.abc import Callable
from enum import Enum, auto

import numpy as np

from annotator.core.agreement import chance
from annotator.core.agreement.by_article import positive
from annotator.core.agreement.distances import Nominal
from annotator.core.agreement.intervals import jackknife
from annotator.core.agreement.items import ITEMS, Item, Question, Way, column_of_matter, columns_of, own_items
from annotator.core.agreement.report import ConfusionTable, ItemReport
from annotator.core.agreement.tables import Floats
from annotator.core.agreement.tallies import Tallied, Tally
from annotator.core.agreement.values import Coefficient, Interval, Method, NoInterval, Undefined

_YES_NO = ("no", "yes")
#: What sums of quotients may be off by.
_HAIR = 1e-9

Said = np.ndarray[tuple[int], np.dtype[np.bool_]]


class Sides(Enum):
    """Whose rows and columns confusion tables have: of two reviewers as they were compared or turned round, of more
    every pair both ways.
    """

    AS_COMPARED = auto()
    TURNED = auto()
    BOTH_WAYS = auto()


def report_items(columns: Floats, own_facets: tuple[str, ...], sides: Sides) -> tuple[ItemReport, ...]:
    """Every item; `columns` are columns x texts, the desk's own tags in this order. No number depends on the order of
    accounts: of more than two reviewers both orders of each pair are in confusion tables and groupings.
    """
    items = (*ITEMS, *(item for facet in own_facets for item in own_items(facet)))
    totals = columns.sum(1)
    paired: dict[str, int] = {}
    found = []
    for item in items:
        at = columns_of(item, own_facets)
        here, total = columns[at.start : at.stop], totals[at.start : at.stop]
        if item.key == "overlapping":
            paired[item.facet] = int(total[1]) // 2
        articles = int(differing_in(columns, item, own_facets).sum())
        if item.way is Way.NOMINAL:
            of = paired[item.facet] if item.is_of_pairs else int(total.sum())
            found.append(_of_values(item, here, total, of, articles, sides))
        else:
            of = paired[item.facet] if item.is_of_pairs else int(total[0])
            here = _grouped(here, sides) if item.way is Way.GROUPING else here
            found.append(_of_counts(item, here, of, articles, sides))
    return tuple(found)


def _grouped(here: Floats, sides: Sides) -> Floats:
    """The sums of a grouping from the side of the first reviewer; of more than two precision and recall are one."""
    match sides:
        case Sides.AS_COMPARED:
            return here
        case Sides.TURNED:
            return here[[0, 2, 1]]
        case Sides.BOTH_WAYS:
            mean = (here[1] + here[2]) / 2
            return np.stack((here[0], mean, mean))


def differing_in(columns: Floats, item: Item, own_facets: tuple[str, ...]) -> Said:
    """Which texts differ in what the item asks, and have a sentence that shows it: an item may share its matter with
    others (what is told of a source), and then the matter alone would say too many.
    """
    at = columns_of(item, own_facets)
    here = columns[at.start : at.stop]
    match item.way:
        case Way.NOMINAL:
            apart = here.sum(0) > here[:: len(item.values) + 1].sum(0)
        case Way.F1 | Way.SHARE:
            apart = here[0] > here[1]
        case Way.GROUPING:
            apart = (here[0] > here[1] + _HAIR) | (here[0] > here[2] + _HAIR)
    shown: Said = apart & columns[[column_of_matter(matter) for matter in item.matters]].any(0)
    return shown


_Formula = Callable[[Floats], Floats]


def _of_counts(item: Item, here: Floats, of: int, articles: int, sides: Sides) -> ItemReport:
    """F1, a share or a grouping: quotients of sums."""
    formulas: dict[str, _Formula] = {"alike": _share}
    if item.way is Way.GROUPING:
        formulas = {"alike": _f1}
        if sides is not Sides.BOTH_WAYS:
            formulas |= {"precision": lambda sums: _over(sums, 1), "recall": lambda sums: _over(sums, 2)}
    total = here.sum(1)
    reason = Undefined.NOTHING_MARKED if item.question is Question.EXTENT else Undefined.NOTHING_MATCHED
    values = {name: _coefficient(formula(total[:, None]), reason) for name, formula in formulas.items()}
    counted = here[0] > 0
    left_out = total[:, None] - (here if counted.all() else np.compress(counted, here, 1))
    return ItemReport(
        item,
        int(total[0]),
        of,
        articles,
        values["alike"],
        precision=values.get("precision"),
        recall=values.get("recall"),
        intervals={name: _interval(values[name], formula(left_out)) for name, formula in formulas.items()},
    )


def _over(sums: Floats, column: int) -> Floats:
    return chance.over(sums[column], sums[0])


def _share(sums: Floats) -> Floats:
    return _over(sums, 1)


def _f1(sums: Floats) -> Floats:
    precision, recall = _over(sums, 1), _over(sums, 2)
    mean: Floats = 2 * precision * recall / (precision + recall)
    return mean


def _coefficient(values: Floats, reason: Undefined) -> Coefficient:
    return Coefficient(None, reason) if np.isnan(values[0]) else Coefficient(float(values[0]))


def _interval(coefficient: Coefficient, left_out: Floats) -> Interval:
    if coefficient.value is None:
        return Interval(None, None, Method.JACKKNIFE, len(left_out), NoInterval.NO_VALUE)
    return jackknife(coefficient.value, left_out)


def _of_values(
    item: Item, here: Floats, total: Floats, of: int, articles: int, sides: Sides
) -> ItemReport:
    """Which of some values each of two chose: every pair of stretches is a unit with two judgements."""
    tallied = _tally(item, here, total)
    sums = tallied.sums.total()
    left_out = Tally(*(getattr(sums, name) - getattr(tallied.sums, name) for name in Tally.__slots__))
    n = int(sums.shared[0])
    reason = Undefined.NO_VARIETY if n else Undefined.NOTHING_MATCHED
    formulas = {"alike": chance.observed, "alpha": chance.alpha, "ac1": chance.gwet}
    if item.values == _YES_NO:
        formulas["positive"] = positive
    values = {name: _coefficient(formula(sums, tallied), reason) for name, formula in formulas.items()}
    if n and "positive" in values and values["positive"].value is None:
        values["positive"] = Coefficient(None, Undefined.NEVER_USED)
    size = len(item.values)
    square = total.reshape(size, size).astype(int)
    table = {Sides.AS_COMPARED: square, Sides.TURNED: square.T, Sides.BOTH_WAYS: square + square.T}[sides]
    margins = sums.margins[0]
    return ItemReport(
        item,
        n,
        of,
        articles,
        values["alike"],
        values["alpha"],
        values["ac1"],
        values.get("positive"),
        intervals={
            name: _interval(values[name], formula(left_out, tallied)) for name, formula in formulas.items()
        },
        table=ConfusionTable(item.values, tuple(tuple(map(int, row)) for row in table), sides is Sides.BOTH_WAYS),
        most=int(margins.max(initial=0)),
        answers=int(margins.sum()),
    )


def _tally(item: Item, here: Floats, total: Floats) -> Tallied:
    """The sums of the texts with any comparison. Of more than two values those that nobody chose anywhere are left out:
    they add nothing, and neither do cells that are empty everywhere.
    """
    size = len(item.values)
    square = total.reshape(size, size)
    used = np.flatnonzero(square.sum(0) + square.sum(1)) if size > 2 else np.arange(size)
    cells = np.flatnonzero(total)
    row, column = np.divmod(cells, size)
    # What a cell adds to how many there are, how many are apart, and to each value: whole numbers, by one product.
    chose = ((row == one).astype(float) + (column == one) for one in used)
    adds = np.stack((np.ones(len(cells)), row != column, *chose))
    sums = adds @ here[cells]
    if not (sums[0] > 0).all():
        sums = np.compress(sums[0] > 0, sums, 1)  # which leaves the numbers of one value together
    n, apart, margins = sums[0], sums[1], sums[2:].T
    nobody, none = np.zeros((len(n), 0, len(used))), np.zeros(0, np.int64)
    return Tallied(
        Tally(
            judged=n, shared=n, disagreeing=apart, split=2 * apart, margins=margins, shares=margins / 2,
            by_reviewer=nobody, shared_by_reviewer=nobody, pairs=np.zeros((len(n), 0)),
        ), Nominal(), none, none, 2, size,
    )  # fmt: skip
