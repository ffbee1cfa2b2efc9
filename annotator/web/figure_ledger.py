"""The figure ledger's pages: every figure of a project, and those that may count the same, side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from flask import Blueprint, Response, request
from flask_babel import format_decimal
from flask_babel import gettext as _

from annotator.core.errors import Invalid
from annotator.core.records import Bound, Measure
from annotator.core.search import read_query
from annotator.core.sourcing.quantities import noun_of
from annotator.core.typed_numbers import read_typed_number
from annotator.services import figure_ledger as service
from annotator.services.figure_ledger import ComparedPage
from annotator.storage.queries.figure_ledger import Backing, FigureFilters, FigureOrder, FigureRow
from annotator.web.articles import day_of
from annotator.web.desk import reading
from annotator.web.hx import render_page
from annotator.web.ledgers import (
    ARTICLE_COLUMNS,
    Cell,
    LedgerHead,
    LedgerPage,
    article_cells,
    asked_or_told,
    head_of,
    one_of,
    page_asked,
    read_articles,
    report_url,
    table_file,
)
from annotator.web.sessions import require_actor

blueprint = Blueprint("figure_ledger", __name__)

_COLUMNS = (
    *ARTICLE_COLUMNS, "sentence",
    "start", "stop", "figure", "low", "high", "bound", "measure", "unit", "counts", "rests_on", "sources",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure as it is shown; `value` is its number as the reader's language writes it."""

    row: FigureRow
    value: str
    published: str
    url: str


@dataclass(frozen=True, slots=True)
class GroupLine:
    """Figures side by side; `all_hold`: as worded, all of them can be true."""

    noun: str
    all_hold: bool
    lines: tuple[FigureLine, ...]


@dataclass(frozen=True, slots=True)
class FiguresPage(LedgerPage):
    """The form as it was sent, with a page of figures, or of groups where they stand side by side (`is_compared`)."""

    filters: FigureFilters
    typed: str
    least: str
    most: str
    unit: str
    lines: tuple[FigureLine, ...]
    groups: tuple[GroupLine, ...]
    total: int
    is_compared: bool


@blueprint.get("/projects/<project_uid>/figures")
def show(project_uid: str) -> Response:
    """The figures of a project that the address asks for."""
    asked, filters, error = asked_or_told(_read_filters, FigureFilters())
    with reading() as session:
        found = service.list_figures(session, require_actor(), project_uid, asked, filters, page=page_asked())
    head = head_of(found.ledger, asked, "figure_ledger.download", page=found.page, pages=found.pages, error=error)
    page = _page(head, filters, lines=tuple(map(_line, found.rows)), total=found.total)
    return render_page("ledgers/figures.html", page, 422 if error else 200)


@blueprint.get("/projects/<project_uid>/figures/side-by-side")
def compare(project_uid: str) -> Response:
    """Figures of several articles that may count the same thing."""
    asked, filters, error = asked_or_told(_read_filters, FigureFilters())
    with reading() as session:
        found = service.compare_figures(session, require_actor(), project_uid, asked, filters, page=page_asked())
    pages = found.page if found.is_last else found.page + 1
    head = head_of(found.ledger, asked, "figure_ledger.download", page=found.page, pages=pages, error=error)
    page = _page(head, filters, groups=tuple(_groups(found)), is_compared=True)
    return render_page("ledgers/figures.html", page, 422 if error else 200)


@blueprint.get("/projects/<project_uid>/figures.csv")
def download(project_uid: str) -> Response:
    """Every figure that the address asks for."""
    with reading() as session:
        rows = service.tabulate_figures(session, require_actor(), project_uid, read_articles(), _read_filters())
    return table_file("figures", "", [_COLUMNS, *map(_cells, rows)])


def _read_filters() -> FigureFilters:
    unit = request.args.get("unit", "")[:100]
    return FigureFilters(
        query=read_query(request.args.get("q", "")),
        least=_read_number("from"),
        most=_read_number("to"),
        noun=noun_of(unit, Measure.COUNT),
        measure=one_of(Measure, "measure"),
        bound=one_of(Bound, "bound"),
        backing=one_of(Backing, "source"),
        order=one_of(FigureOrder, "order") or FigureOrder.NEWEST,
    )


def _read_number(name: str) -> Decimal | None:
    typed = request.args.get(name, "")
    try:
        return read_typed_number(typed) if typed.strip() else None
    except ValueError as error:
        message = _("Write numbers in digits, with a point before parts, like 5200, 5,200 or 12.5.")
        raise Invalid(message, code="bad_filter") from error


def _page(
    head: LedgerHead, filters: FigureFilters, *, lines: tuple[FigureLine, ...] = (),
    groups: tuple[GroupLine, ...] = (), total: int = 0, is_compared: bool = False,
) -> FiguresPage:  # fmt: skip
    typed, least, most, unit = (request.args.get(name, "") for name in ("q", "from", "to", "unit"))
    return FiguresPage(head, filters, typed, least, most, unit, lines, groups, total, is_compared)


def _groups(found: ComparedPage) -> Iterator[GroupLine]:
    for group in found.groups:
        lines = tuple(_line(found.rows[figure.key]) for figure in group.figures if figure.key in found.rows)
        yield GroupLine(group.figures[0].quantity.noun, group.all_hold, lines)


def _line(row: FigureRow) -> FigureLine:
    told = [format_decimal(Decimal(number)) for number in (row.low, row.high) if number is not None]
    url = report_url(row.article_uid, row.review_uid, row.ordinal)
    return FigureLine(row, "–".join(told), day_of(row.published_on), url)


def _cells(row: FigureRow) -> tuple[Cell, ...]:
    return (
        *article_cells(row), row.ordinal + 1, row.start, row.stop, row.quote, row.low, row.high,
        row.bound.value, row.measure.value, row.unit, row.noun, row.footing, "; ".join(row.sources),
    )  # fmt: skip
