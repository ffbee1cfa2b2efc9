"""What an editor explains to trainees at places of a text."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotator.storage.types import Base, Instant


class Explanation(Base):
    """Words about `[start, stop)`: a sentence, or the whole text. Read by who has finished the text."""

    __tablename__ = "explanation"
    __table_args__ = (
        CheckConstraint("start >= 0 AND start < stop", name="span"),
        # One a place, and "what is explained in this text, in its order".
        UniqueConstraint("text_id", "start", "stop"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("article_text.id", ondelete="RESTRICT"))
    start: Mapped[int]
    stop: Mapped[int]
    words: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's declarative hook
