"""The report as plain JSON and as rows: the same numbers as on the page, with all their digits.

Reviewers are named by the keys of the report. What is undefined is null (empty in a row) beside its reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from annotator.core.agreement.report import AgreementReport, FacetReport, Group, ItemReport, Note, PairReport
from annotator.core.agreement.values import Coefficient, Interval

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]

_OF_FACET = ("prevalence", "observed", "positive", "negative", "kappa", "alpha", "ac1")
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
        "groups": [_group(group) for group in report.groups],
        "articles_that_differ": {matter.value: n for matter, n in report.matters.items()},
    }


def _number(coefficient: Coefficient, interval: Interval | None = None) -> dict[str, Json]:
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
        name: _number(getattr(facet, name), facet.intervals.get(name)) for name in _OF_FACET
    }
    return {
        "facet": str(facet.facet), "judged": facet.judged, "shared": facet.shared,
        "yes": {rate.reviewer: rate.yes for rate in facet.rates},
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
        "observed": _number(pair.observed), "positive": _number(pair.positive), "kappa": _number(pair.kappa),
    }  # fmt: skip


def _note(note: Note) -> dict[str, Json]:
    return {"kind": note.kind.value, "count": note.count, "of": note.of, "reviewers": list(note.reviewers)}


def _item(report: ItemReport) -> dict[str, Json]:
    numbers: dict[str, Json] = {
        name: _number(coefficient, report.intervals.get(name))
        for name in _OF_ITEM
        if (coefficient := getattr(report, name)) is not None
    }
    table = report.table
    return {
        "facet": str(report.item.facet), "question": report.item.question.value, "item": report.item.key,
        "n": report.n, "of": report.of, "articles_that_differ": report.articles,
        **numbers,
        "values": None if table is None else list(table.values),
        "table": None if table is None else [list(row) for row in table.counts],
    }  # fmt: skip


def _group(group: Group) -> dict[str, Json]:
    return {
        "label": group.label,
        "articles": group.articles,
        "facets": [
            {
                "facet": str(facet.facet), "shared": facet.shared, "observed": _number(facet.observed),
                "alpha": _number(facet.alpha, facet.interval), "ac1": _number(facet.ac1),
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
    n: int
    of: int
    articles: int | None
    method: str
    reason: str


def report_to_rows(report: AgreementReport) -> Iterator[Row]:
    """Every number of the report, one a row."""
    for facet in report.facets:
        for name in _OF_FACET:
            n = facet.judged if name == "prevalence" else facet.shared
            place = ("", str(facet.facet), "found", "", name)
            yield _row(place, getattr(facet, name), facet.intervals.get(name), n, facet.judged)
    for item in report.items:
        place_of = ("", str(item.item.facet), item.item.question.value, item.item.key)
        for name in _OF_ITEM:
            coefficient = getattr(item, name)
            if coefficient is not None:
                yield _row((*place_of, name), coefficient, item.intervals.get(name), item.n, item.of)
    for group in report.groups:
        for one in group.facets:
            for name in ("observed", "alpha", "ac1"):
                place = (group.label, str(one.facet), "found", "", name)
                interval = one.interval if name == "alpha" else None
                yield _row(place, getattr(one, name), interval, one.shared, one.shared)


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


