"""Articles of a project: which texts are here already."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.storage.tables import Article, ArticleText


@dataclass(frozen=True, slots=True)
class SameText:
    """An article of the project that has a text word for word."""

    article_uid: str
    title: str


def find_same_text(session: Session, project_id: int, sha256: str) -> SameText | None:
    """The project's article that has a text with this hash, in any of its versions."""
    row = session.execute(
        select(Article.uid, Article.title)
        .join(ArticleText, ArticleText.article_id == Article.id)
        .where(Article.project_id == project_id, ArticleText.sha256 == sha256)
        .order_by(Article.id)
        .limit(1)
    ).one_or_none()
    return SameText(row[0], row[1]) if row else None
