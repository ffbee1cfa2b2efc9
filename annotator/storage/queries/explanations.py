"""Explanations at places of a text."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from annotator.core.errors import Conflict
from annotator.core.records import Span
from annotator.storage.tables import Explanation


@dataclass(frozen=True, slots=True)
class ExplanationRow:
    """What is explained at a place, in its version."""

    span: Span
    words: str
    version: int


def list_explanations(session: Session, text_id: int) -> list[ExplanationRow]:
    """What is explained in a text, in its order; the whole text's comes with its first sentence."""
    rows = session.execute(
        select(Explanation.start, Explanation.stop, Explanation.words, Explanation.version)
        .where(Explanation.text_id == text_id)
        .order_by(Explanation.start, Explanation.stop)
    )
    return [ExplanationRow(Span(row.start, row.stop), row.words, row.version) for row in rows]


def count_explanations(session: Session, text_ids: Collection[int]) -> dict[int, int]:
    """How many places are explained in each of these texts."""
    rows = session.execute(
        select(Explanation.text_id, func.count(Explanation.id))
        .where(Explanation.text_id.in_(list(text_ids)))
        .group_by(Explanation.text_id)
    )
    return {row[0]: row[1] for row in rows}


def write_explanation(
    session: Session, text_id: int, span: Span, words: str, *, version: int, by_id: int, now: datetime
) -> None:
    """Keep words about a place over the version that was seen (0: none was); empty words take it away. The same words
    again change nothing: an answer may have been lost on its way.

    Raises Conflict where another version is there by now.
    """
    here = (Explanation.text_id == text_id, Explanation.start == span.start, Explanation.stop == span.stop)
    if words and session.scalar(select(Explanation.words).where(*here)) == words:
        return
    if version == 0:
        if words and session.execute(select(Explanation.id).where(*here)).first() is not None:
            raise _changed()
        if words:
            row = {"text_id": text_id, "start": span.start, "stop": span.stop, "words": words, "by_id": by_id}
            session.execute(insert(Explanation).values(**row, at=now, version=1))
        return
    seen = (*here, Explanation.version == version)
    kept = update(Explanation).where(*seen).values(words=words, by_id=by_id, at=now, version=version + 1)
    statement = kept if words else delete(Explanation).where(*seen)
    moved = session.execute(statement.returning(Explanation.id).execution_options(synchronize_session=False)).all()
    if not moved:
        raise _changed()


def _changed() -> Conflict:
    words = "Somebody explained this place meanwhile. Both are shown: join them, then keep it."
    return Conflict(words, code="explained")
