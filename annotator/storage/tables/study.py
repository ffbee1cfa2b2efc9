"""What a project has on record of its study, in versions."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotator.storage.types import Base, Instant


class StudyVersion(Base):
    """One immutable version of the record: saving makes the next number, so that what was declared when stays."""

    __tablename__ = "study_version"
    # Answers "the newest version of this project"; two who save at once cannot both make the same number.
    __table_args__ = (UniqueConstraint("project_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="RESTRICT"))
    number: Mapped[int]
    # Any: written and read by core/study.py.
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime] = mapped_column(Instant)
