"""The history of a review: who did what when, and undoing back to a moment."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from annotator.core.actions import ActionKind, Change
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
from annotator.web.tag_words import say_flags, say_outcome

blueprint = Blueprint("history", __name__, url_prefix="/reviews/<review_uid>")

_MOST_WORDS = 90
_OF_CARDS = frozenset(
    {ActionKind.EDIT_SOURCE, ActionKind.REMOVE_SOURCE, ActionKind.MERGE_SOURCES, ActionKind.SPLIT_SOURCE}
)


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
    told = _telling(past)
    record = (told.after or told.before) if told is not None else None
    words, ordinal = "", None
    match record:
        case SourceCard():
            words = labels.get(record.uid, "")
        case None:
            pass
        case _:
            home = homes.of(record.start)
            ordinal = home.ordinal if home else None
            words = text.text[record.start : record.stop]
    act = kind_words(past.row.kind)
    if past.target is not None:
        act = f"{act}: {kind_words(past.target.kind)}"
    return PastRow(
        uid=past.row.uid,
        is_carried=past.row.kind is ActionKind.CARRY_REVIEW,
        at=past.row.at,
        name=past.row.name,
        act=act,
        said=_said(told) if told else "",
        ordinal=ordinal,
        words=words if len(words) <= _MOST_WORDS else words[: _MOST_WORDS - 1].rstrip() + "…",
        more=max(len(past.changes) - 1, 0),
        undone_by=past.undone_by.name if past.undone_by else "",
        undone_at=past.undone_by.at if past.undone_by else None,
        may_undo=past.may_undo,
    )


def _telling(past: Past) -> Change | None:
    """The change that says what was done: of an act upon cards a card, else a tag and where it is; not the sentence's
    answer that went for it.
    """

    def rank(change: Change) -> tuple[bool, bool, bool]:
        record = change.after or change.before
        is_card = isinstance(record, SourceCard)
        return is_card != (past.row.kind in _OF_CARDS), isinstance(record, Check), change.after is None

    return min(past.changes, key=rank, default=None)


def _said(told: Change) -> str:
    """What was said of a place: the mark that was set or taken off it, else a claim's flags or a sentence's answer."""
    before, record = told.before, told.after or told.before
    if told.before and told.after:
        for name, word in (
            ("unsure", _("unsure")), ("starred", _("worth checking")), ("attack", _("attack")), ("denial", _("denial")),
        ):  # fmt: skip
            was, now_is = getattr(before, name, False), getattr(record, name, False)
            if was != now_is:
                return word if now_is else _("not %(mark)s any more", mark=word)
    match record:
        case Claim():
            return say_flags(record.flags)
        case Check():
            return say_outcome(record.outcome)
    return ""
