"""The queue for the fact-checkers: starred claims in their sentences, and who has checked them."""

from dataclasses import dataclass

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from annotator.core.records import Span
from annotator.services import star_queue as service
from annotator.storage.queries.star_queue import StarRow, StarState
from annotator.web.articles import day_of
from annotator.web.desk import now, reading, writing
from annotator.web.hx import render_page, see_other
from annotator.web.ledgers import (
    ARTICLE_COLUMNS,
    Cell,
    LedgerPage,
    article_cells,
    asked_or_told,
    head_of,
    one_of,
    page_asked,
    read_articles,
    report_url,
    table_file,
    told_query,
)
from annotator.web.sessions import require_actor

blueprint = Blueprint("star_queue", __name__)

_ALL = "all"
_COLUMNS = (
    *ARTICLE_COLUMNS, "sentence", "tag",
    "start", "stop", "quote", "rests_on", "sources", "state", "checked_by", "checked_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StarLine:
    """Something starred with the words of its sentence before and after; `checked_on` is empty while it is to check."""

    row: StarRow
    before: str
    after: str
    published: str
    checked_on: str
    url: str


@dataclass(frozen=True, slots=True)
class StarsPage(LedgerPage):
    """The queue; `state` is what is shown, empty for all. `action` marks one, coming back to the same view."""

    state: str
    lines: tuple[StarLine, ...]
    open: int
    checked: int
    may_mark: bool
    action: str


@blueprint.get("/projects/<project_uid>/to-check")
def show(project_uid: str) -> Response:
    """What is starred, in the state that the address asks for."""
    asked, state, error = asked_or_told(_read_state, StarState.OPEN)
    with reading() as session:
        found = service.list_queue(session, require_actor(), project_uid, asked, state, page=page_asked())
    head = head_of(found.ledger, asked, "star_queue.download", page=found.page, pages=found.pages, error=error)
    page = StarsPage(
        head, state.value if state else "", tuple(map(_line, found.rows)), found.counts[StarState.OPEN],
        found.counts[StarState.CHECKED], found.may_mark, f"{url_for('.mark', project_uid=project_uid)}{told_query()}",
    )  # fmt: skip
    return render_page("ledgers/stars.html", page, 422 if error else 200)


@blueprint.get("/projects/<project_uid>/to-check.csv")
def download(project_uid: str) -> Response:
    """Everything in the state that the address asks for."""
    with reading() as session:
        rows = service.tabulate_queue(session, require_actor(), project_uid, read_articles(), _read_state())
    return table_file("to-check", "", [_COLUMNS, *map(_cells, rows)])


@blueprint.post("/projects/<project_uid>/to-check")
def mark(project_uid: str) -> Response:
    """Mark one as checked, or as to check again."""
    form = request.form
    span = Span(form.get("start", -1, type=int), form.get("stop", -1, type=int))
    state = StarState.CHECKED if form.get("state") == StarState.CHECKED else StarState.OPEN
    with writing() as session:
        before = service.mark_star(
            session, require_actor(), project_uid, form.get("text", ""), form.get("tag", ""), span, state, now=now()
        )
    if state is StarState.CHECKED and before.checked_by:
        flash(_("%(name)s has checked this already.", name=before.checked_by))
    else:
        flash(_("Marked as checked.") if state is StarState.CHECKED else _("Back among what is to check."))
    return see_other(f"{url_for('.show', project_uid=project_uid)}{told_query()}#queue")


def _read_state() -> StarState | None:
    return None if request.args.get("state") == _ALL else one_of(StarState, "state") or StarState.OPEN


def _line(row: StarRow) -> StarLine:
    start, stop = row.start - row.sentence_start, row.stop - row.sentence_start
    return StarLine(
        row,
        row.sentence[:start],
        row.sentence[stop:],
        day_of(row.published_on),
        format_date(row.checked_at, "medium") if row.checked_at else "",
        report_url(row.article_uid, row.review_uid, row.ordinal),
    )


def _cells(row: StarRow) -> tuple[Cell, ...]:
    state = StarState.CHECKED if row.checked_by else StarState.OPEN
    return (
        *article_cells(row), row.ordinal + 1, row.tag, row.start, row.stop, row.quote, row.footing,
        "; ".join(row.sources), state.value, row.checked_by, row.checked_at.isoformat() if row.checked_at else "",
    )  # fmt: skip
