"""Adjudication: how each item of a text was settled in its gold review, and where everything in the gold comes from.

Rows are added, never changed. One that an act made counts as long as the act is not taken back; what an import or a
revision of the gold brought along has no act and counts for good.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from annotator.core.adjudication import Rule
from annotator.core.rulings import Choice, Why
from annotator.storage.types import Base, Instant, closed


class DecisionRow(Base):
    """How one item was settled. The last that counts about an item holds."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("start >= 0 AND start < stop", name="span"),
        # Answers "what was decided in this gold review, in order".
        Index(None, "gold_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    gold_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="RESTRICT"))
    item: Mapped[str] = mapped_column(String(64))
    tag: Mapped[str] = mapped_column(String(32))
    start: Mapped[int]
    stop: Mapped[int]
    digest: Mapped[str] = mapped_column(String(16))
    choice: Mapped[Choice] = mapped_column(closed(Choice, "choice"))
    # Set where readings agreed and no person chose.
    rule: Mapped[Rule | None] = mapped_column(closed(Rule, "rule"))
    why: Mapped[Why | None] = mapped_column(closed(Why, "why"))
    guideline_section: Mapped[str] = mapped_column(String(64), default="")
    # Any: words and review uids, written and read by storage/queries/decisions.py.
    taken: Mapped[dict[str, Any]] = mapped_column(JSON)
    readings: Mapped[dict[str, Any]] = mapped_column(JSON)
    ruling: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    independent: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Instant)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id", ondelete="RESTRICT"))


class OriginRow(Base):
    """A row of the gold comes from a row of a review. Neither uid is a foreign key: both rows may go and come back."""

    __tablename__ = "origin"
    # Answers "where does what is in this gold review come from".
    __table_args__ = (Index(None, "gold_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    gold_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="RESTRICT"))
    gold_uid: Mapped[str] = mapped_column(String(32))
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="RESTRICT"), index=True)
    origin_uid: Mapped[str] = mapped_column(String(32))
    table: Mapped[str] = mapped_column(String(16))
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id", ondelete="RESTRICT"))
