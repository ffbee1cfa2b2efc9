"""The history of a review: who did what when, and undoing back to a moment."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from annotator.core.actions import ActionKind
from annotator.core.homes import Homes
from annotator.core.records import Check, Claim, Reading, SourceCard
from annotator.core.sources import label_cards
from annotator.services import history as service
from annotator.services.history import Past
from annotator.storage.queries.reviews import ReviewHead
from annotator.web import review_forms as forms
from annotator.web.act_words import kind_words
from annotator.web.acts import answer_act
from annotator.web.desk import now, reading
from annotator.web.hx import render_page, wants_fragment
from annotator.web.review_pages import direction_of, project_crumb
from annotator.web.sessions import current_actor
from annotator.web.shell import Crumb

blueprint = Blueprint("history", __name__, url_prefix="/reviews/<review_uid>")

_MOST_WORDS = 90


@dataclass(frozen=True, slots=True)
class PastRow:
    """One action in words. `ordinal` is where it happened, None where it was nowhere in particular."""

    uid: str
    at: datetime
    name: str
    act: str
    said: str
    ordinal: int | None
    words: str
    more: int
    undone_by: str
    undone_at: datetime | None
    may_undo: bool
    is_carried: bool = False


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
    text = found.opened.reading
    rows = tuple(_row(past, text, Homes(text.sentences), label_cards(text)) for past in found.actions)
    head = found.opened.head
    page = HistoryPage(project_crumb(head), head, rows, found.before, direction_of(text.text))
    return render_page("history/_piece.html" if wants_fragment() else "history/page.html", page)


@blueprint.post("/history/<action_uid>/undo")
def undo_to(review_uid: str, action_uid: str) -> Response:
    """Take back an action and everything after it."""
    form = forms.ActForm()
    forms.parse(form)
    return answer_act(
        form,
        review_uid,
        lambda s, a, stamp: service.undo_to(s, a, review_uid, action_uid, stamp=stamp, now=now()),
    )


def _row(past: Past, text: Reading, homes: Homes, labels: dict[str, str]) -> PastRow:
    record = next((change.after or change.before for change in past.changes), None)
    words, ordinal, said = "", None, ""
    match record:
        case SourceCard():
            words = labels.get(record.uid, "")
        case None:
            pass
        case _:
            home = homes.of(record.start)
            ordinal = home.ordinal if home else None
            words = text.text[record.start : record.stop]
    match record:
        case Claim():
            said = ", ".join(sorted(flag.value for flag in record.flags))
        case Check():
            said = record.outcome.value.replace("_", " ")
    act = kind_words(past.row.kind)
    if past.target is not None:
        act = f"{act}: {kind_words(past.target.kind)}"
    return PastRow(
        uid=past.row.uid,
        is_carried=past.row.kind is ActionKind.CARRY_REVIEW,
        at=past.row.at,
        name=past.row.name,
        act=act,
        said=_(said) if said else "",
        ordinal=ordinal,
        words=words if len(words) <= _MOST_WORDS else words[: _MOST_WORDS - 1].rstrip() + "…",
        more=max(len(past.changes) - 1, 0),
        undone_by=past.undone_by.name if past.undone_by else "",
        undone_at=past.undone_by.at if past.undone_by else None,
        may_undo=past.may_undo,
    )
