"""Questions and notes at the sentences they stand at: a mark in the margin that opens them there, and their list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, Response
from sqlalchemy.orm import Session

from annotator.core.records import Reading
from annotator.services import asking as service
from annotator.services.questions import Thread, Threads
from annotator.storage.queries.notes import NoteRow
from annotator.storage.queries.reviews import ReviewHead
from annotator.web.acts import back_to
from annotator.web.desk import reading
from annotator.web.hx import render_page, wants_fragment
from annotator.web.review_pages import project_crumb
from annotator.web.sessions import current_actor
from annotator.web.shell import Crumb

blueprint = Blueprint("asking", __name__)


@dataclass(frozen=True, slots=True)
class Place:
    """What stands at one sentence: threads that the person may see, and their own note. Neither: the mark goes."""

    ordinal: int
    threads: tuple[Thread, ...]
    note: str = ""

    @property
    def is_unread(self) -> bool:
        """Say whether there is something new for the person."""
        return any(thread.is_unread for thread in self.threads)


@dataclass(frozen=True, slots=True)
class AskingPage:
    """Questions and notes on the article of a review, for its margin; others' where the person may see them."""

    project: Crumb
    head: ReviewHead
    is_own: bool
    found: Threads
    places: tuple[Place, ...]
    message: str = ""
    warning: str = ""


@blueprint.get("/reviews/<review_uid>/asking")
def show(review_uid: str) -> Response:
    """The questions and notes at the sentences of a review, and their list."""
    page = build_asking(review_uid)
    if not wants_fragment():
        return back_to(review_uid, 0)
    return render_page("questions/_asking.html", page)


def build_asking(
    review_uid: str, message: str = "", *, warning: str = "", also: Iterable[int] = ()
) -> AskingPage:
    """What stands at the sentences of a review's text; `also`: sentences at which something may have gone. A message is
    heard, a warning is seen as well.
    """
    with reading() as session:
        return replace(_build(session, review_uid, message, also), warning=warning)


def _build(session: Session, review_uid: str, message: str, also: Iterable[int]) -> AskingPage:
    asking = service.open_asking(session, current_actor(), review_uid)
    places = place(asking.opened.reading, asking.found.threads, asking.notes, also)
    head = asking.opened.head
    return AskingPage(project_crumb(head), head, asking.opened.is_own, asking.found, places, message)


def place(
    said: Reading, threads: Sequence[Thread], notes: Sequence[NoteRow] = (), also: Iterable[int] = ()
) -> tuple[Place, ...]:
    """Threads and notes by the sentence that they stand at, in text order."""
    at: dict[int, list[Thread]] = {}
    texts: dict[int, list[str]] = {}
    for thread in threads:
        at.setdefault(_home(said, thread.head.start), []).append(thread)
    for note in notes:
        texts.setdefault(_home(said, note.start), []).append(note.text)
    ordinals = sorted({*at, *texts, *also})
    return tuple(Place(n, tuple(at.get(n, ())), "\n".join(texts.get(n, ()))) for n in ordinals)


def _home(said: Reading, start: int) -> int:
    home = said.home_of(start)
    return home.ordinal if home else 0
