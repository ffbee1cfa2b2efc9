"""What becomes of articles that were chosen one by one for agreement."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.storage.tables import AgreementText, Article, ArticleText


@dataclass(frozen=True, slots=True)
class ChosenText:
    """A text of a project, its article's title, whether the article is there, and whether anybody finished the text."""

    text_id: int
    text_uid: str
    title: str
    is_published: bool
    is_finished: bool


def list_chosen_texts(session: Session, *, project_id: int, text_uids: Collection[str]) -> tuple[ChosenText, ...]:
    """Those of these texts that are the project's, by title."""
    asked = (
        select(ArticleText.id, ArticleText.uid, Article.title, Article.published, AgreementText.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .outerjoin(AgreementText, AgreementText.text_id == ArticleText.id)
        .where(ArticleText.uid.in_(list(text_uids)), Article.project_id == project_id)
        .order_by(Article.title, ArticleText.id)
    )
    return tuple(ChosenText(*row[:4], row[4] is not None) for row in session.execute(asked))
