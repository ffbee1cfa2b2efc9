"""Private notes. Every statement here asks for one person's: there is no other way in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from annotator.storage.tables import Article, ArticleText, Note


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One's own note, with the words it stands at."""

    start: int
    stop: int
    text: str
    words: str
    title: str
    article_uid: str
    changed_at: datetime


def list_notes(
    session: Session, account_id: int, *, text_id: int | None = None, project_id: int | None = None
) -> list[NoteRow]:
    """A person's own notes on a text or in a project, in text order."""
    words = func.substr(ArticleText.body, Note.start + 1, Note.stop - Note.start)
    statement = (
        select(Note.start, Note.stop, Note.text, words, Article.title, Article.uid, Note.changed_at)
        .join(ArticleText, ArticleText.id == Note.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(Note.account_id == account_id)
        .order_by(Article.id, Note.text_id, Note.start)
    )
    if text_id is not None:
        statement = statement.where(Note.text_id == text_id)
    if project_id is not None:
        statement = statement.where(Article.project_id == project_id)
    return [NoteRow(*row) for row in session.execute(statement)]


def put_note(
    session: Session, account_id: int, text_id: int, start: int, stop: int, text: str, *, now: datetime
) -> None:
    """Write a note in place of the one that is there; empty words take it away."""
    session.execute(
        delete(Note).where(Note.account_id == account_id, Note.text_id == text_id, Note.start == start)
    )
    if text:
        session.execute(
            insert(Note).values(
                account_id=account_id, text_id=text_id, start=start, stop=stop, text=text, changed_at=now
            )
        )
