"""A month on one page as it was kept: shown and written as a table from its document alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from annotator.core.desk_views import DeskShare
from annotator.core.reports import Json
from annotator.web.desk_kept import HEAD, difference_row, estimate_row
from annotator.web.desk_words import SHARES, ShareCell, change_words, share_cell
from annotator.web.report_kinds import Cell, ReportKind

#: Waivers that the page lists, so that it stays one; the document has all of them.
MOST_WAIVERS = 6


@dataclass(frozen=True, slots=True)
class MonthCount:
    """One of the five: this month, the month before, and the change in percentage points."""

    name: str
    of: str
    now: ShareCell
    before: ShareCell
    change: str
    interval: str
    note: str


@dataclass(frozen=True, slots=True)
class MonthExample:
    """A finding of the month with its article."""

    title: str
    outlet: str
    published_on: str
    url: str
    sentence: str
    question: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptMonth:
    """What the piece shows."""

    month: str
    before: str
    articles: int
    articles_before: int
    coverage: Mapping[str, int]
    coverage_before: Mapping[str, int]
    counts: tuple[MonthCount, ...]
    examples: tuple[MonthExample, ...]
    waivers: Sequence[Mapping[str, Any]]  # Any: the document
    waived: int
    waived_before: int
    basis: Mapping[str, Any]  # Any: as above


# Any: the document as it was kept, JSON all through; services/desk_months.py wrote it.
def _show(content: Mapping[str, Any], _filters: Mapping[str, Json], _url: str) -> KeptMonth:
    return KeptMonth(
        content["month"], content["before"], content["articles"], content["articles_before"], content["coverage"],
        content["coverage_before"], tuple(_count(told) for told in content["counts"]),
        tuple(_example(told) for told in content["examples"]), content["waivers"][:MOST_WAIVERS], content["waived"],
        content["waived_before"], content["basis"],
    )  # fmt: skip


# Any: as above, in all that follow.
def _count(told: Mapping[str, Any]) -> MonthCount:
    name, of = SHARES[DeskShare(told["share"])]
    return MonthCount(
        str(name), str(of), share_cell(told["now"]), share_cell(told["before"]), *change_words(told["change"])
    )


def _example(told: Mapping[str, Any]) -> MonthExample:
    url = url_for("sourcing.show", article_uid=told["article"], review=told["review"])
    return MonthExample(
        told["title"], told["outlet"], told["published_on"], url, told["sentence"], told["question"],
        tuple(told["rules"]),
    )  # fmt: skip


def _rows(content: Mapping[str, Any], _filters: Mapping[str, Json]) -> Iterable[Sequence[Cell]]:
    yield HEAD
    for month, place, coverage in (("month", "now", "coverage"), ("before", "before", "coverage_before")):
        for told in content["counts"]:
            yield estimate_row(month, content[month], told["share"], told[place])
        tagged, published = content[coverage]["tagged"], content[coverage]["published"]
        yield (month, content[month], "coverage", tagged, published, None, None, None, None, None)
    for told in content["counts"]:
        yield difference_row("change", content["month"], told["share"], told["change"])
    for example in content["examples"]:
        yield ("example", example["title"], example["sentence"], None, None, None, None, None, None, None)
    for waiver in content["waivers"]:
        yield ("waiver", waiver["title"], f"{waiver['words']} – {waiver['reason']}", *[None] * 7)


KIND = ReportKind(_l("Month"), "desk/_month.html", _show, _rows, "desk")
