"""Actions (undo stack and idempotency ledger), their changes, and the audit log."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotator.storage.types import Base, Instant


class Action(Base):
    """One act of one person. The same request key again answers as the first time."""

    __tablename__ = "action"
    __table_args__ = (
        UniqueConstraint("actor_id", "request_key"),
        # Answers "what was done in this review, last first": undo, redo, history.
        Index(None, "review_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    at: Mapped[datetime] = mapped_column(Instant)
    actor_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    review_id: Mapped[int | None] = mapped_column(ForeignKey("review.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(48))
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("action.id", ondelete="RESTRICT"))
    request_key: Mapped[str | None] = mapped_column(String(64))
    request_digest: Mapped[str | None] = mapped_column(String(64))


class Change(Base):
    """What an action did to one row: before and after, None where there was or is no row."""

    __tablename__ = "change"

    action_id: Mapped[int] = mapped_column(ForeignKey("action.id", ondelete="RESTRICT"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    table: Mapped[str] = mapped_column(String(16))
    uid: Mapped[str] = mapped_column(String(32))
    # Any: snapshots written and read by core/codec.py.
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Audit(Base):
    """What was done to people, projects, articles and reviews: no text, each row hashed onto the last."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    actor_uid: Mapped[str | None] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(48))
    # Any: ids, states and roles only; see services/audit.py.
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
