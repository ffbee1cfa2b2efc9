"""The words of an article."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.storage.tables import ArticleText, Segmentation


def load_text(session: Session, text_id: int) -> tuple[str, int]:
    """A text's words, and the id of its newest cut."""
    row = session.execute(
        select(ArticleText.body, Segmentation.id)
        .join(Segmentation, Segmentation.text_id == ArticleText.id)
        .where(ArticleText.id == text_id)
        .order_by(Segmentation.number.desc())
        .limit(1)
    ).one()
    return row[0], row[1]
