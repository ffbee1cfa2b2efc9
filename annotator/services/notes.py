"""Private notes: written, read and carried away by their author alone. No permission opens them to anybody else."""

from datetime import datetime

from sqlalchemy.orm import Session

from annotator.core.errors import NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.questions import clean_words
from annotator.core.records import ReviewKind, Sentence
from annotator.services.projects import find_project
from annotator.services.reviews import OpenedReview, open_review
from annotator.storage.queries import notes as queries
from annotator.storage.queries.notes import NoteRow


def open_own_review(session: Session, actor: Actor | None, review_uid: str) -> OpenedReview:
    """One's own pass. Raises NotFound for anybody else's, whoever asks."""
    opened = open_review(session, actor, review_uid)
    if not opened.is_own or opened.head.kind is not ReviewKind.PASS:
        raise NotFound
    return opened


def list_own_notes(session: Session, actor: Actor | None, opened: OpenedReview) -> list[NoteRow]:
    """The person's own notes on the review's text."""
    person = permit(actor, Permission.TAG, opened.head.project_id)
    return queries.list_notes(session, person.account_id, text_id=opened.head.text_id)


def write_note(
    session: Session, actor: Actor | None, review_uid: str, sentence: Sentence, raw: str, *, now: datetime
) -> OpenedReview:
    """Write the note at a sentence, in place of the one that is there; empty words take it away. Idempotent.

    Nothing is written to the log: that somebody has a note is theirs as well.
    """
    person = permit(actor, Permission.SIGNED_IN)
    opened = open_own_review(session, person, review_uid)
    permit(person, Permission.TAG, opened.head.project_id)
    words = clean_words(raw, may_be_empty=True)
    queries.put_note(
        session, person.account_id, opened.head.text_id, sentence.start, sentence.stop, words, now=now
    )
    return opened


def carry_notes_away(session: Session, actor: Actor | None, project_uid: str) -> list[NoteRow]:
    """The person's own notes in a project, for a file of their own."""
    person = permit(actor, Permission.SIGNED_IN)
    project = find_project(session, project_uid)
    permit(person, Permission.TAG, project.id)
    return queries.list_notes(session, person.account_id, project_id=project.id)
