"""A desk view as it was kept: its tables, charts and CSV, made from its document alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from annotator.core.bar_charts import BarChart, BarValue, draw_bars
from annotator.core.charts import LineChart, LineValue, draw_lines
from annotator.core.desk_views import By, DeskShare
from annotator.core.reports import Json
from annotator.core.sourcing.rules import RULES
from annotator.web.desk_words import (
    QUESTIONS,
    SHARES,
    WAYS,
    ShareCell,
    change_words,
    group_name,
    percent_words,
    rate_words,
    share_cell,
)
from annotator.web.report_kinds import Cell, ReportKind

#: Bars in a chart; the table has all groups.
MOST_BARS = 8


@dataclass(frozen=True, slots=True)
class CountedRow:
    """One group in a table: its name, its articles, its shares in order, flags an article, waived findings."""

    name: str
    articles: int
    cells: tuple[ShareCell, ...]
    flags: str
    waived: int


@dataclass(frozen=True, slots=True)
class GroupTable:
    """The articles by one thing: rows, charts of the largest groups, and what is not listed."""

    by: str
    name: str
    rows: tuple[CountedRow, ...]
    charts: tuple[BarChart, ...]
    more: int
    few: int
    few_articles: int


@dataclass(frozen=True, slots=True)
class RuleLine:
    """What one rule raised."""

    rule: str
    name: str
    articles: ShareCell
    flags: int
    waived: int


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One share in two groups, and how far they are apart in percentage points."""

    name: str
    of: str
    first: ShareCell
    second: ShareCell
    change: str
    interval: str
    note: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two groups side by side."""

    first: str
    second: str
    articles: tuple[int, int]
    rows: tuple[DifferenceRow, ...]


@dataclass(frozen=True, slots=True)
class KeptDesk:
    """What the piece shows. `basis` is the document's own; `chosen` the choices in words; `silent` the rules that
    raised nothing.
    """

    basis: Mapping[str, Any]  # Any: the document
    chosen: tuple[tuple[str, str], ...]
    heads: tuple[tuple[str, str], ...]
    overall: CountedRow
    lines: tuple[LineChart, ...]
    months: tuple[CountedRow, ...]
    undated: int
    groups: tuple[GroupTable, ...]
    rules: tuple[RuleLine, ...]
    silent: tuple[str, ...]
    comparison: Comparison | None


# Any: the document as it was kept, JSON all through; core/sourcing/desk_document.py wrote it.
def show(content: Mapping[str, Any], _filters: Mapping[str, Json], _url: str) -> KeptDesk:
    """The document for the piece."""
    trend = content["trend"]
    return KeptDesk(
        basis=content["basis"],
        chosen=tuple(_chosen(content)),
        heads=tuple((str(name), str(of)) for name, of in SHARES.values()),
        overall=_row("", content["overall"]),
        lines=tuple(_line(share, trend) for share in DeskShare) if len(trend) > 1 else (),
        months=tuple(_row(month["month"], month) for month in trend),
        undated=content["undated"],
        groups=tuple(_group(group) for group in content["groups"]),
        rules=tuple(
            RuleLine(
                told["rule"], RULES[told["rule"]].name if told["rule"] in RULES else "", share_cell(told["articles"]),
                told["flags"], told["waived"],
            )
            for told in content["rules"]
            if told["flags"] or told["waived"]
        ),
        silent=tuple(told["rule"] for told in content["rules"] if not told["flags"] and not told["waived"]),
        comparison=_comparison(content["comparison"]),
    )  # fmt: skip


_CHOICES = {
    "first_day": _l("from"), "last_day": _l("to"), "outlet": _l("outlet"), "section": _l("section"),
    "byline": _l("byline"),
}  # fmt: skip


# Any: as above, in all that follow.
def _chosen(content: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for name, words in _CHOICES.items():
        if name in content["choice"]:
            yield str(words), content["choice"][name]


def _row(name: str, told: Mapping[str, Any]) -> CountedRow:
    cells = tuple(share_cell(told["shares"][share]) for share in DeskShare)
    return CountedRow(name, told["articles"], cells, rate_words(told["flags"]), told["waived"])


def _group(told: Mapping[str, Any]) -> GroupTable:
    rows, drawn = told["rows"], told["rows"][:MOST_BARS]
    return GroupTable(
        by=told["by"],
        name=str(WAYS[By(told["by"])]),
        rows=tuple(_row(group_name(row["name"]), row) for row in rows),
        charts=tuple(_bars(share, drawn) for share in DeskShare) if len(drawn) > 1 else (),
        more=told["more"],
        few=told["few"],
        few_articles=told["few_articles"],
    )


def _bars(share: DeskShare, rows: Sequence[Mapping[str, Any]]) -> BarChart:
    return draw_bars(str(QUESTIONS[share]), [_bar(group_name(row["name"]), row["shares"][share]) for row in rows])


def _bar(name: str, told: Mapping[str, Any]) -> BarValue:
    value, words = _drawn(told)
    return BarValue(name, value, told["low"], told["high"], words)


def _line(share: DeskShare, trend: Sequence[Mapping[str, Any]]) -> LineChart:
    values = []
    for month in trend:
        told = month["shares"][share]
        value, words = _drawn(told)
        values.append(LineValue(month["month"], value, told["low"], told["high"], f"{month['month']}: {words}"))
    return draw_lines(
        str(QUESTIONS[share]), values, limits=((0.5, percent_words(0.5)),), width=300, height=132,
        words_of=percent_words,
    )  # fmt: skip


def _drawn(told: Mapping[str, Any]) -> tuple[float | None, str]:
    """What a chart draws: nothing for fewer than five articles."""
    value = None if told["gap"] in ("few", "nothing") else told["value"]
    return value, percent_words(value)


def _comparison(told: Mapping[str, Any] | None) -> Comparison | None:
    if told is None:
        return None
    first, second = told["first"], told["second"]
    rows = []
    for share, (name, of) in SHARES.items():
        change, interval, note = change_words(told["differences"][share])
        cells = (share_cell(first["shares"][share]), share_cell(second["shares"][share]))
        rows.append(DifferenceRow(str(name), str(of), *cells, change, interval, note))
    return Comparison(first["name"], second["name"], (first["articles"], second["articles"]), tuple(rows))


HEAD = ("part", "group", "measure", "count", "of", "articles", "value", "low", "high", "why_no_interval")


def rows_of(content: Mapping[str, Any]) -> Iterable[Sequence[Cell]]:
    """A row a number, as the document has it."""
    yield HEAD
    yield from _counted("all", "", content["overall"])
    for group in content["groups"]:
        for row in group["rows"]:
            yield from _counted(group["by"], row["name"], row)
    for month in content["trend"]:
        yield from _counted("month", month["month"], month)
    for told in content["rules"]:
        yield estimate_row("rule", told["rule"], "articles", told["articles"])
        yield ("rule", told["rule"], "flags", told["flags"], None, None, None, None, None, None)
        yield ("rule", told["rule"], "waived", told["waived"], None, None, None, None, None, None)
    if (compared := content["comparison"]) is not None:
        for place in ("first", "second"):
            yield from _counted(place, compared[place]["name"], compared[place])
        for share, told in compared["differences"].items():
            yield difference_row("difference", "", share, told)


def _counted(part: str, group: str, told: Mapping[str, Any]) -> Iterable[Sequence[Cell]]:
    for share in DeskShare:
        yield estimate_row(part, group, share.value, told["shares"][share])
    yield estimate_row(part, group, "flags", told["flags"])
    yield (part, group, "waived", told["waived"], None, told["articles"], None, None, None, None)


def estimate_row(part: str, group: str, measure: str, told: Mapping[str, Any]) -> Sequence[Cell]:
    """One share as a row of the table."""
    names = ("count", "of", "articles", "value", "low", "high", "gap")
    return (part, group, measure, *(told[name] for name in names))


def difference_row(part: str, group: str, measure: str, told: Mapping[str, Any]) -> Sequence[Cell]:
    """One difference as a row of the table."""
    return (part, group, measure, None, None, None, told["value"], told["low"], told["high"], told["gap"])


def _rows(content: Mapping[str, Json], _filters: Mapping[str, Json]) -> Iterable[Sequence[Cell]]:
    return rows_of(content)


KIND = ReportKind(_l("Desk view"), "desk/_kept.html", show, _rows, "desk")
