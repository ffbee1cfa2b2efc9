"""What was proposed for a text, and what became of it in the reviews that showed it. Nobody's work by itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotator.core.ghosts import GhostOutcome
from annotator.storage.types import Base, Instant, closed


class Suggestion(Base):
    """What one suggester in one version proposes for one text under one cut: made once, never changed."""

    __tablename__ = "suggestion"
    # Answers "was this proposed before".
    __table_args__ = (UniqueConstraint("text_id", "segmentation_id", "suggester", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("article_text.id", ondelete="RESTRICT"))
    segmentation_id: Mapped[int] = mapped_column(ForeignKey("segmentation.id", ondelete="RESTRICT"))
    suggester: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    # Any: written and read by core/suggestion_json.py.
    body: Mapped[dict[str, Any]] = mapped_column(JSON)


class SuggestionAnswer(Base):
    """What a review made of one suggestion that it was offered. `item` names it within the body."""

    __tablename__ = "suggestion_answer"

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="RESTRICT"), primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id", ondelete="RESTRICT"), primary_key=True)
    item: Mapped[str] = mapped_column(String(12), primary_key=True)
    offered_at: Mapped[datetime] = mapped_column(Instant)
    outcome: Mapped[GhostOutcome] = mapped_column(closed(GhostOutcome, "outcome"), default=GhostOutcome.OFFERED)
    # When it first came onto the page, with its sentence; empty while it did not, and in rows of before 0028.
    shown_at: Mapped[datetime | None] = mapped_column(Instant)
    # No foreign key: the annotation may be deleted and come back by undo under the same uid.
    annotation_uid: Mapped[str | None] = mapped_column(String(32))
    # The action that rejected it: undoing that action takes the rejection back.
    rejected_by_id: Mapped[int | None] = mapped_column(ForeignKey("action.id", ondelete="RESTRICT"))
