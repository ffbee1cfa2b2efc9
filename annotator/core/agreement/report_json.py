"""The report as plain JSON and as rows: the same numbers as on the page, with all their digits.

Reviewers are named by the keys of the report. What is undefined is null (empty in a row) beside its reason.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace

from annotator.core.agreement.coefficients import PAIR_COUNTS
from annotator.core.agreement.filters import list_chosen
from annotator.core.agreement.left_out import LeftOut
from annotator.core.agreement.notes import Note
from annotator.core.agreement.report import AgreementReport, FacetReport, Group, ItemReport, PairReport
from annotator.core.agreement.values import Coefficient, Interval
from annotator.core.reports import Json

_OF_FACET = ("prevalence", "observed", "positive", "negative", "kappa", "alpha", "ac1")
_OF_PAIR = ("observed", "positive", "kappa")
_OF_ITEM = ("alike", "alpha", "ac1", "positive", "precision", "recall")


def report_to_json(report: AgreementReport) -> dict[str, Json]:
    """Everything that the report holds."""
    return {
        "reviewers": list(report.reviewers),
        "articles": report.articles,
        "articles_alone": report.alone,
        "articles_not_compared": report.uncompared,
        "facets": [_facet(facet) for facet in report.facets],
        "items": [_item(item) for item in report.items],
        "by": report.by,
        "groups": [group_to_json(group) for group in report.groups],
        "articles_that_differ": {matter.value: n for matter, n in report.matters.items()},
    }


def number_to_json(coefficient: Coefficient, interval: Interval | None = None) -> dict[str, Json]:
    """A number, or the code of the reason why there is none, with its interval where one was asked for."""
    found: dict[str, Json] = {
        "value": coefficient.value,
        "reason": None if coefficient.reason is None else coefficient.reason.value,
    }
    if interval is not None:
        found["interval"] = {
            "low": interval.low, "high": interval.high, "method": interval.method.value,
            "articles": interval.articles, "reason": None if interval.reason is None else interval.reason.value,
        }  # fmt: skip
    return found


def _facet(facet: FacetReport) -> dict[str, Json]:
    numbers: dict[str, Json] = {
        name: number_to_json(getattr(facet, name), facet.intervals.get(name)) for name in _OF_FACET
    }
    return {
        "facet": str(facet.facet), "judged": facet.judged, "shared": facet.shared,
        "yes": {rate.reviewer: rate.yes for rate in facet.rates},
        "judged_by": {rate.reviewer: rate.judged for rate in facet.rates},
        **numbers,
        "pairs": [_pair(pair) for pair in facet.pairs],
        "notes": [_note(note) for note in facet.notes],
    }  # fmt: skip


def _pair(pair: PairReport) -> dict[str, Json]:
    table = pair.table
    return {
        "reviewers": [pair.first, pair.second],
        "both": table.both, "only_first": table.only_first, "only_second": table.only_second,
        "neither": table.neither,
        **{name: number_to_json(getattr(pair, name)) for name in _OF_PAIR},
    }  # fmt: skip


def _note(note: Note) -> dict[str, Json]:
    return {"kind": note.kind.value, "count": note.count, "of": note.of, "reviewers": list(note.reviewers)}


def _item(report: ItemReport) -> dict[str, Json]:
    numbers: dict[str, Json] = {
        name: number_to_json(coefficient, report.intervals.get(name))
        for name in _OF_ITEM
        if (coefficient := getattr(report, name)) is not None
    }
    table = report.table
    return {
        "facet": str(report.item.facet), "question": report.item.question.value, "item": report.item.key,
        "n": report.n, "of": report.of, "articles_that_differ": report.articles,
        **numbers,
        "most": None if table is None else report.most, "answers": None if table is None else report.answers,
        "values": None if table is None else list(table.values),
        "table": None if table is None else [list(row) for row in table.counts],
    }  # fmt: skip


def group_to_json(group: Group) -> dict[str, Json]:
    """A group of articles with its facets."""
    return {
        "label": group.label,
        "articles": group.articles,
        "facets": [
            {
                "facet": str(facet.facet), "shared": facet.shared, "observed": number_to_json(facet.observed),
                "alpha": number_to_json(facet.alpha, facet.interval), "ac1": number_to_json(facet.ac1),
            }
            for facet in group.facets
        ],
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One number as a row of a table; `group` is the value of the report's dimension, empty for all articles."""

    group: str
    facet: str
    question: str
    item: str
    coefficient: str
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    of: int | None
    articles: int | None
    method: str
    reason: str
    first_reviewer: str = ""
    second_reviewer: str = ""
    first_answer: str = ""
    second_answer: str = ""
    filter: str = ""
    chosen: str = ""


def report_to_rows(
    report: AgreementReport, names: Mapping[str, str], filters: Mapping[str, Json],
    left_out: Iterable[LeftOut] = (), not_compared: Iterable[tuple[str, str, str]] = (),
) -> Iterator[Row]:  # fmt: skip
    """Every number of the report, one a row, counts too, also those of warnings, with their kind for a reason. `names`
    are the reviewers' by key. Before them what was chosen: rows without a number, with a `filter` and one of the values
    `chosen` of it. What is left out has its reason for an item; so have the chosen articles that are `not_compared` (by
    the text's uid, title and reason).
    """
    for name, value in list_chosen(filters):
        who = names.get(value, "") if name == "reviewers" else ""
        yield replace(_count(_NOTHING, None, None), filter=name, chosen=value, first_reviewer=who)
    for name, n in (
        ("articles", report.articles), ("articles_alone", report.alone), ("articles_not_compared", report.uncompared),
    ):  # fmt: skip
        yield _count((*_NOTHING[:-1], name), n, None)
    for text_uid, _, why in not_compared:
        place = ("", "", "", why, "not_compared")
        yield replace(_count(place, None, None), filter="article", chosen=text_uid)
    for left in left_out:
        place = ("", "", "", left.why.value, "left_out")
        yield replace(_count(place, left.n, None), first_reviewer=left.person)
    for facet in report.facets:
        yield from _facet_rows(facet, names)
    for item in report.items:
        yield from _item_rows(item)
    for matter, articles in report.matters.items():
        place = ("", "", "", matter.value, "articles_that_differ")
        yield _count(place, articles, report.articles)
    for group in report.groups:
        yield _count((group.label, "", "", "", "articles"), group.articles, report.articles)
        for one in group.facets:
            for name in ("observed", "alpha", "ac1"):
                place = (group.label, str(one.facet), "found", "", name)
                interval = one.interval if name == "alpha" else None
                yield _row(place, getattr(one, name), interval, one.shared, one.shared)


def _facet_rows(facet: FacetReport, names: Mapping[str, str]) -> Iterator[Row]:
    place = ("", str(facet.facet), "found", "")
    for name in _OF_FACET:
        n = facet.judged if name == "prevalence" else facet.shared
        yield _row((*place, name), getattr(facet, name), facet.intervals.get(name), n, facet.judged)
    for rate in facet.rates:
        yield replace(_count((*place, "said_yes"), rate.yes, rate.judged), first_reviewer=names[rate.reviewer])
    for pair in facet.pairs:
        n = pair.table.sentences
        rows = [_row((*place, name), getattr(pair, name), None, n, n) for name in _OF_PAIR]
        rows += (
            replace(
                _count((*place, "count"), getattr(pair.table, name), n), first_answer=first, second_answer=second
            )
            for first, second, name in PAIR_COUNTS
        )
        for row in rows:
            yield replace(row, first_reviewer=names[pair.first], second_reviewer=names[pair.second])
    for note in facet.notes:
        first, second, *_ = (*(names[uid] for uid in note.reviewers), "", "")
        row = _count((*place, "warning"), note.count, note.of)
        yield replace(row, reason=note.kind.value, first_reviewer=first, second_reviewer=second)


def _item_rows(item: ItemReport) -> Iterator[Row]:
    place = ("", str(item.item.facet), item.item.question.value, item.item.key)
    for name in _OF_ITEM:
        coefficient = getattr(item, name)
        if coefficient is not None:
            yield _row((*place, name), coefficient, item.intervals.get(name), item.n, item.of)
    yield _count((*place, "articles_that_differ"), item.articles, item.n)
    if item.table is not None:
        yield _count((*place, "most"), item.most, item.answers)
    if item.table is not None and item.n:
        for first, counts in zip(item.table.values, item.table.counts, strict=True):
            for second, n in zip(item.table.values, counts, strict=True):
                yield replace(_count((*place, "count"), n, item.n), first_answer=first, second_answer=second)


_NOTHING = ("", "", "", "", "")


def _count(place: tuple[str, str, str, str, str], n: int | None, of: int | None) -> Row:
    """A number of things."""
    return Row(*place, n, None, None, of, of, None, "", "")


def _row(
    place: tuple[str, str, str, str, str], coefficient: Coefficient, interval: Interval | None, n: int, of: int
) -> Row:
    reason = coefficient.reason or (interval.reason if interval is not None else None)
    low, high = (None, None) if interval is None else (interval.low, interval.high)
    return Row(
        *place, coefficient.value, low, high, n, of, None if interval is None else interval.articles,
        "" if interval is None else interval.method.value, "" if reason is None else reason.value,
    )  # fmt: skip


COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(Row))


