"""What stands at the sentences of an article for one person: questions that they may see, and their own notes."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from annotator.core.errors import NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import Reading
from annotator.services.notes import list_own_notes
from annotator.services.questions import Threads, list_threads
from annotator.services.reviews import OpenedReview, open_review
from annotator.storage.queries.cuts import load_sentences
from annotator.storage.queries.notes import NoteRow
from annotator.storage.queries.sourcing import find_article
from annotator.storage.queries.texts import load_text


@dataclass(frozen=True, slots=True)
class Asking:
    """A review with the threads and notes on its text, in text order."""

    opened: OpenedReview
    found: Threads
    notes: tuple[NoteRow, ...]


def open_asking(session: Session, actor: Actor | None, review_uid: str) -> Asking:
    """What stands at the sentences of a review that the person may read.

    Of others' questions an editor sees those on texts they are not tagging, and nobody else's notes ever.
    """
    opened = open_review(session, actor, review_uid)
    permit(actor, Permission.TAG, opened.head.project_id)
    found = list_threads(session, actor, opened.head.project_uid, article_uid=opened.head.article_uid)
    notes = tuple(list_own_notes(session, actor, opened))
    return Asking(opened, _upon(found, opened.head.text_id), notes)


def list_article_threads(
    session: Session, actor: Actor | None, project_uid: str, article_uid: str
) -> tuple[Threads, Threads, Reading]:
    """All threads of an article; and apart those on its newest text, in text order, with that text."""
    article = find_article(session, article_uid=article_uid)
    if article is None or article.project_uid != project_uid:
        permit(actor, Permission.SIGNED_IN)
        raise NotFound
    found = list_threads(session, actor, project_uid, article_uid=article_uid)
    text, segmentation_id = load_text(session, article.text_id)
    return found, _upon(found, article.text_id), Reading(text, load_sentences(session, segmentation_id))


def _upon(found: Threads, text_id: int) -> Threads:
    threads = sorted(
        (thread for thread in found.threads if thread.head.text_id == text_id),
        key=lambda thread: (thread.head.start, thread.head.id),
    )
    return replace(found, threads=tuple(threads))
