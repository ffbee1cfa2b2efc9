"""Work that is done in the background. The row is the truth; the queue only rings."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from annotator.core.jobs import JobState
from annotator.storage.types import Base, Instant, closed


class Job(Base):
    """One piece of work for a project. `tries` counts how often a worker took it and names that worker's turn: a
    worker that was taken for dead writes nothing more.
    """

    __tablename__ = "job"
    __table_args__ = (
        # Answers "what is next"; and "the newest jobs of this project".
        Index(None, "state", "id"),
        Index(None, "project_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(32))
    # Any: each kind's own, written by who asks and read by its runner; ids, words and numbers.
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[JobState] = mapped_column(closed(JobState, "state"), default=JobState.QUEUED)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(default="")
    # Any: what its runner returned, small: ids and counts.
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    beat_at: Mapped[datetime | None] = mapped_column(Instant)
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    tries: Mapped[int] = mapped_column(default=0)
    # Moves with the state; progress and beats leave it.
    version: Mapped[int] = mapped_column(default=1)
