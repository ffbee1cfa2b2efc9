"""The texts of an article: which there are, what they say, storing the next one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from annotator.core.datasets import TextRecord
from annotator.storage.tables import ArticleText, Segmentation, SentenceRow
from annotator.storage.word_index import index_text


@dataclass(frozen=True, slots=True)
class TextHead:
    """One text of an article; a later one has a higher number."""

    id: int
    uid: str
    number: int
    created_at: datetime
    characters: int


def list_texts(session: Session, article_id: int) -> tuple[TextHead, ...]:
    """The texts of an article, the first one first."""
    rows = session.execute(
        select(
            ArticleText.id, ArticleText.uid, ArticleText.number, ArticleText.created_at, func.length(ArticleText.body)
        )
        .where(ArticleText.article_id == article_id)
        .order_by(ArticleText.number)
    )
    return tuple(TextHead(*row) for row in rows)


def list_earlier_texts(session: Session, article_ids: Collection[int]) -> Mapping[int, tuple[int, ...]]:
    """The texts of these articles that a later one took the place of, the latest of them first, by article."""
    if not article_ids:
        return {}
    newest = (
        select(ArticleText.article_id, func.max(ArticleText.number).label("number"))
        .where(ArticleText.article_id.in_(list(article_ids)))
        .group_by(ArticleText.article_id)
        .having(func.max(ArticleText.number) > 1)
        .subquery()
    )
    rows = session.execute(
        select(ArticleText.article_id, ArticleText.id)
        .join(newest, (newest.c.article_id == ArticleText.article_id) & (ArticleText.number < newest.c.number))
        .order_by(ArticleText.article_id, ArticleText.number.desc())
    )
    found: dict[int, list[int]] = {}
    for article_id, text_id in rows:
        found.setdefault(article_id, []).append(text_id)
    return {article_id: tuple(ids) for article_id, ids in found.items()}


def add_text(session: Session, article_id: int, record: TextRecord, *, made_by_id: int | None, now: datetime) -> None:
    """Store the next text of an article with its first cut, and let it be found."""
    row = ArticleText(
        uid=record.uid, article_id=article_id, number=record.number, body=record.body, sha256=record.sha256,
        normaliser=record.normaliser, created_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    cut = Segmentation(text_id=row.id, number=1, made_by_id=made_by_id, created_at=now)
    session.add(cut)
    session.flush()
    session.execute(
        insert(SentenceRow),
        [
            {
                "segmentation_id": cut.id, "ordinal": sentence.ordinal, "start": sentence.start,
                "stop": sentence.stop, "kind": sentence.kind, "duplicate_of": sentence.duplicate_of,
            }
            for sentence in record.segmentations[0].sentences
        ],
    )  # fmt: skip
    index_text(session, row.id)
