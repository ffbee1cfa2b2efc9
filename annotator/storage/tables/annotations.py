"""Annotations with their cues and their links to source cards.

Keys are `(review, uid)`: a row that undo brings back is the same row, and a link cannot leave its review.
Foreign keys between rows of a review are deferred to the commit, so that an action is a set of changes
without an order.
"""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from annotator.storage.types import Base

_ANNOTATION = ["annotation.review_id", "annotation.uid"]
_SOURCE = ["source.review_id", "source.uid"]


class Annotation(Base):
    """A tag on `[start, stop)` of the text. `attributes` hold what the tag's scheme says and no more."""

    __tablename__ = "annotation"
    __table_args__ = (
        CheckConstraint("start >= 0 AND start < stop", name="span"),
        ForeignKeyConstraint(["review_id", "source_uid"], _SOURCE, deferrable=True, initially="DEFERRED"),
        ForeignKeyConstraint(["review_id", "claim_uid"], _ANNOTATION, deferrable=True, initially="DEFERRED"),
        # Answers "where is this tag of the desk's own used": few rows, since the built-in tags are left out.
        # PostgreSQL's condition stands in its migration alone, as those of reviews do.
        Index(
            "ix_annotation_own_tag", "tag", "review_id",
            sqlite_where=text("tag NOT IN ('claim', 'attribution', 'figure')"),
        ),
    )

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="RESTRICT"), primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    start: Mapped[int]
    stop: Mapped[int]
    tag: Mapped[str] = mapped_column(String(32))
    # Any: validated by the scheme before it gets here.
    attributes: Mapped[dict[str, Any]] = mapped_column(JSON)
    source_uid: Mapped[str | None] = mapped_column(String(32))
    claim_uid: Mapped[str | None] = mapped_column(String(32))
    starred: Mapped[bool] = mapped_column(default=False)
    unsure: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class Cue(Base):
    """The words that introduce an attribution, beside it."""

    __tablename__ = "cue"
    __table_args__ = (
        CheckConstraint("start >= 0 AND start < stop", name="span"),
        ForeignKeyConstraint(
            ["review_id", "annotation_uid"], _ANNOTATION, deferrable=True, initially="DEFERRED"
        ),
    )

    review_id: Mapped[int] = mapped_column(primary_key=True)
    annotation_uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True)
    stop: Mapped[int]


class ClaimSource(Base):
    """A claim rests on a card; the relay may differ for this one claim, or be none (`is_direct`)."""

    __tablename__ = "claim_source"
    __table_args__ = (
        ForeignKeyConstraint(
            ["review_id", "annotation_uid"], _ANNOTATION, deferrable=True, initially="DEFERRED"
        ),
        ForeignKeyConstraint(["review_id", "source_uid"], _SOURCE, deferrable=True, initially="DEFERRED"),
        ForeignKeyConstraint(["review_id", "relayed_by_uid"], _SOURCE, deferrable=True, initially="DEFERRED"),
    )

    review_id: Mapped[int] = mapped_column(primary_key=True)
    annotation_uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    source_uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    position: Mapped[int]
    relayed_by_uid: Mapped[str | None] = mapped_column(String(32))
    is_direct: Mapped[bool] = mapped_column(default=False, server_default=false())
