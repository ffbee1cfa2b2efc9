"""The history of a review: who did what when, and undoing back to a moment."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from annotator.core.actions import ActionKind
from annotator.services import history as service
from annotator.storage.queries.reviews import ReviewHead
from annotator.web import review_forms as forms
from annotator.web.act_words import kind_words
from annotator.web.acts import answer_act
from annotator.web.desk import now, reading
from annotator.web.hx import render_page, wants_fragment
from annotator.web.past_words import Past, Told
from annotator.web.review_pages import direction_of, project_crumb
from annotator.web.sessions import current_actor
from annotator.web.shell import Crumb

blueprint = Blueprint("history", __name__, url_prefix="/reviews/<review_uid>")


@dataclass(frozen=True, slots=True)
class PastRow:
    """One action in words: `told` says what was done, of an undo or redo what that took back or did again. `name` and
    `at` are empty where it is not told who did it.
    """

    uid: str
    at: datetime | None
    name: str
    act: str
    told: Told
    is_undone: bool
    undone_by: str
    undone_at: datetime | None
    may_undo: bool
    is_carried: bool = False
    is_passed: bool = False


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A page of a review's past, newest first."""

    project: Crumb
    head: ReviewHead
    rows: tuple[PastRow, ...]
    before: str
    direction: str


@blueprint.get("/history")
def show(review_uid: str) -> Response:
    """The history, as a page or as a piece of the annotation page."""
    with reading() as session:
        found = service.show_history(session, current_actor(), review_uid, request.args.get("before", ""))
    head, past = found.opened.head, Past(found.opened.reading)
    rows = tuple(_row(row, past) for row in found.actions)
    page = HistoryPage(project_crumb(head), head, rows, found.before, direction_of(found.opened.reading.text))
    return render_page("history/_piece.html" if wants_fragment() else "history/page.html", page)


@blueprint.post("/history/<action_uid>/undo")
def undo_to(review_uid: str, action_uid: str) -> Response:
    """Take back an action and everything after it."""
    form = forms.ActForm()
    forms.parse(form)
    return answer_act(
        form,
        review_uid,
        lambda s, a, stamp: service.undo_to(
            s, a, review_uid, action_uid, stamp=stamp, now=now(), leave=forms.left()
        ),
    )


def _row(row: service.Past, past: Past) -> PastRow:
    told = past.tell_places(row.meant, row.places) if row.places else past.tell(row.meant, row.changes)
    turned = _("passed over") if row.is_passed else kind_words(row.row.kind)
    return PastRow(
        uid=row.row.uid,
        is_carried=row.row.kind is ActionKind.CARRY_REVIEW,
        at=row.row.at if row.row.name else None,
        name=row.row.name,
        act=told.act if row.row.kind is row.meant else f"{turned}: {told.act}",
        told=told,
        is_undone=row.undone_by is not None,
        undone_by=row.undone_by.name if row.undone_by and row.row.name else "",
        undone_at=row.undone_by.at if row.undone_by else None,
        may_undo=row.may_undo,
        is_passed=row.is_passed,
    )
