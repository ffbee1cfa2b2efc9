"""Reports that were kept: what was computed at one moment, as it was then."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from annotator.storage.types import Base, Instant


class Report(Base):
    """One kept report. `body` is its whole JSON document and `sha256` the hash of those very bytes; the other columns
    repeat of it what lists and searches need. Nothing of it changes but that it may be signed once.
    """

    __tablename__ = "report"
    # Answers "the kept reports of this project, newest first"; and "of this kind".
    __table_args__ = (Index(None, "project_id", "kind", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(32))
    title: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    as_of: Mapped[datetime] = mapped_column(Instant)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    # Any: written and read by core/reports.py.
    versions: Mapped[dict[str, Any]] = mapped_column(JSON)
    reviews: Mapped[list[str]] = mapped_column(JSON)
    # Any: each kind's own choices, as words and ids.
    filters: Mapped[dict[str, Any]] = mapped_column(JSON)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    signed_at: Mapped[datetime | None] = mapped_column(Instant)


class ReportBasis(Base):
    """What the numbers of a kept agreement report were counted from, in the bytes of `core.agreement.basis`: a number
    opens what it counted. Counts and ids, no words of articles and no names, so that it stays as the document does.

    The columns stand in the order of how often they are asked for: SQLite walks through those before.
    """

    __tablename__ = "report_basis"

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="RESTRICT"), primary_key=True)
    layout: Mapped[int]
    policy: Mapped[int]
    is_alike: Mapped[bool]
    texts: Mapped[bytes] = mapped_column(LargeBinary)
    patterns: Mapped[bytes] = mapped_column(LargeBinary)
    totals: Mapped[bytes] = mapped_column(LargeBinary)
    pairs: Mapped[bytes] = mapped_column(LargeBinary)
    reported: Mapped[bytes] = mapped_column(LargeBinary)
