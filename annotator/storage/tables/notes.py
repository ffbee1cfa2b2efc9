"""Private notes: one person's words about a place in a text. Nobody else's page, search or export reads this table."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from annotator.storage.types import Base, Instant


class Note(Base):
    """A note at the sentence that begins at `start`. It stays its person's through every revision of their pass."""

    __tablename__ = "note"
    __table_args__ = (CheckConstraint("start >= 0 AND start < stop", name="span"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("article_text.id", ondelete="RESTRICT"), primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True)
    stop: Mapped[int]
    text: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(Instant)
