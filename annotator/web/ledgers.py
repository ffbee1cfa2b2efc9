"""What the pages of the ledgers share: the articles asked about, what they rest on, paging, tables; filling them."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from annotator.core.errors import Invalid
from annotator.formats.csv_tables import guard
from annotator.services import jobs
from annotator.services.ledgers import Narrowing, OpenLedger
from annotator.storage.queries.ledgers import InArticle
from annotator.web.desk import now, writing
from annotator.web.downloads import attachment, file_name
from annotator.web.hx import see_other
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb
from annotator.web.tabs import Tab, project_tabs

blueprint = Blueprint("ledgers", __name__)

E = TypeVar("E", bound=StrEnum)
F = TypeVar("F")
G = TypeVar("G")

Cell = str | int | None

#: The columns with which every table of the ledgers begins: of which article, on whose tags, and whether the article
#: has a later text that nobody has finished.
ARTICLE_COLUMNS = (
    "article_uid", "article_title", "outlet", "section", "published_on", "review_uid", "review_kind", "text",
)  # fmt: skip


def article_cells(row: InArticle) -> tuple[Cell, ...]:
    """The cells of `ARTICLE_COLUMNS`."""
    return (
        row.article_uid, row.title, row.outlet, row.section, row.published_on, row.review_uid,
        "gold" if row.is_gold else "pass", "earlier" if row.is_earlier else "newest",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LedgerHead:
    """The head of a ledger's page: the project, what was asked of its articles and what they rest on. `table` is the
    address of the same rows as a table; `earlier` and `later` are addresses or empty.
    """

    project: Crumb
    uid: str
    tabs: tuple[Tab, ...]
    asked: Narrowing
    ledger: OpenLedger
    table: str
    is_narrowed: bool
    error: str = ""
    number: int = 1
    pages: int = 1
    earlier: str = ""
    later: str = ""


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """What every page of a ledger begins with."""

    head: LedgerHead

    @property
    def project(self) -> Crumb:
        """The project at hand, for the frame of the page."""
        return self.head.project


@blueprint.post("/projects/<project_uid>/ledgers")
def fill(project_uid: str) -> Response:
    """Ask for the ledgers of articles that came in finished."""
    with writing() as session:
        uid = jobs.ask(session, require_actor(), project_uid, "fill_ledgers", {}, now=now())
    return see_other(url_for("jobs.show", job_uid=uid))


def head_of(
    ledger: OpenLedger, asked: Narrowing, endpoint: str, *, page: int = 1, pages: int = 1, error: str = ""
) -> LedgerHead:
    """The head; `endpoint` gives the table."""
    project = ledger.project
    told = _told()
    return LedgerHead(
        project=Crumb(project.name, url_for("articles.index", project_uid=project.uid)),
        uid=project.uid,
        tabs=project_tabs(project.uid, project.role, "reports", is_admin=require_actor().is_admin),
        asked=asked,
        ledger=ledger,
        table=f"{url_for(endpoint, project_uid=project.uid)}{_query(told)}",
        is_narrowed=any(name not in ("order", "state") for name, _value in told),
        error=error,
        number=page,
        pages=pages,
        earlier=f"{request.script_root}{request.path}{_query([*told, ('page', str(page - 1))])}" if page > 1 else "",
        later=f"{request.script_root}{request.path}{_query([*told, ('page', str(page + 1))])}" if page < pages else "",
    )


def told_query() -> str:
    """What the address asks for, to be asked again: with its question mark, or empty."""
    return _query(_told())


def _told() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.args.items(multi=True) if value and name != "page"]


def _query(told: Sequence[tuple[str, str]]) -> str:
    return f"?{urlencode(told)}" if told else ""


def read_articles() -> Narrowing:
    """Which articles the address asks about. Raises Invalid."""
    outlet, section = (request.args.get(name, "")[:300] for name in ("outlet", "section"))
    return Narrowing(outlet, section, _read_day("since"), _read_day("until"))


def asked_or_told(read: Callable[[], F], otherwise: G) -> tuple[Narrowing, F | G, str]:
    """Which articles and, by `read`, what else the address asks about; or nothing narrowed, with what is wrong."""
    try:
        return read_articles(), read(), ""
    except Invalid as refused:
        return Narrowing(), otherwise, refused.message


def one_of(members: type[E], name: str) -> E | None:
    """The value of a closed set in the address. Raises Invalid for a word that is none."""
    value = request.args.get(name, "")
    try:
        return members(value) if value else None
    except ValueError:
        raise Invalid(_("There is no such choice. Choose one from the list."), code="bad_filter") from None


def page_asked() -> int:
    """The number of the page in the address."""
    return request.args.get("page", 1, type=int)


def _read_day(name: str) -> str:
    value = request.args.get(name, "")
    try:
        return date.fromisoformat(value).isoformat() if value else ""
    except ValueError:
        raise Invalid(_("Write dates like 2026-05-31."), code="bad_filter") from None


def table_file(kind: str, title: str, rows: Iterable[Sequence[Cell]]) -> Response:
    """A table as an attachment: UTF-8 with a mark, CRLF, formulas defused."""
    stream = io.StringIO(newline="")
    stream.write("\ufeff")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        writer.writerow(["" if cell is None else guard(cell) if isinstance(cell, str) else cell for cell in row])
    return attachment(stream.getvalue(), "text/csv; charset=utf-8", file_name(kind, title, "csv", otherwise="project"))


def report_url(article_uid: str, review_uid: str, ordinal: int) -> str:
    """A sentence in the report of its article."""
    return url_for("sourcing.show", article_uid=article_uid, review=review_uid, _anchor=f"s{ordinal}")
