"""A desk's policy on sources, what was done about findings, and what reports on many articles are summed from."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotator.core.sourcing.checklist import Answer, ChecklistItem
from annotator.core.sourcing.states import FindingState
from annotator.storage.types import Base, Instant, closed


class PolicyVersion(Base):
    """One immutable version of a project's policy; a project without any follows the first policy of all."""

    __tablename__ = "policy_version"
    __table_args__ = (UniqueConstraint("project_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="RESTRICT"))
    number: Mapped[int]
    # Any: written and read by core/sourcing/policy.py.
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    made_at: Mapped[datetime] = mapped_column(Instant)


class FindingStep(Base):
    """One step in the states of a finding: the last one is its state, and none is ever changed or taken away.

    `place` is where the finding stands in its text (core/sourcing/states.py); two people who take the same step meet
    at the constraint.
    """

    __tablename__ = "finding"
    __table_args__ = (UniqueConstraint("text_id", "place", "number"), Index(None, "state", "text_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("article_text.id", ondelete="RESTRICT"))
    place: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    state: Mapped[FindingState] = mapped_column(closed(FindingState, "state"))
    # What the finding said when the step was taken: for lists of waivers, which compute nothing.
    words: Mapped[str] = mapped_column(Text)
    rules: Mapped[str] = mapped_column(String(160))
    reason: Mapped[str] = mapped_column(default="")
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    made_at: Mapped[datetime] = mapped_column(Instant)


class ChecklistAnswer(Base):
    """One answer of an editor to what no text can show: the last one holds, and none is ever changed or taken away.

    There is no column for who an unnamed source is. Two who answer at once meet at the constraint.
    """

    __tablename__ = "checklist_answer"
    # Answers "the answers to a text's list", too.
    __table_args__ = (UniqueConstraint("text_id", "item", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("article_text.id", ondelete="RESTRICT"))
    item: Mapped[ChecklistItem] = mapped_column(closed(ChecklistItem, "item"))
    number: Mapped[int]
    answer: Mapped[Answer] = mapped_column(closed(Answer, "answer"))
    note: Mapped[str] = mapped_column(default="")
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    made_at: Mapped[datetime] = mapped_column(Instant)


class SourcingSum(Base):
    """What one finished review's report counts, kept so that reports on many articles read no tags."""

    __tablename__ = "sourcing_sum"

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="RESTRICT"), primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("article_text.id", ondelete="RESTRICT"), index=True)
    # Written and read by core/sourcing/summary.py.
    body: Mapped[str] = mapped_column(Text)
