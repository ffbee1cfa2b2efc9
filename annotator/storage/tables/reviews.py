"""Reviews: one person's pass over one text, and their word on stretches without annotations."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from annotator.core.records import Kind, Outcome, ReviewKind, ReviewState, Scope
from annotator.storage.types import Base, Instant, closed

#: The condition of an index, written as the index has it: with parameters for its values it is not used.
UNCOUNTED = "kind = 'pass' AND (state <> 'finished' OR scope <> 'full')"
#: The same of gold reviews that somebody has in hand.
GOLD_IN_HAND = "kind = 'gold' AND state IN ('assigned', 'started')"


class Review(Base):
    """One pass. `version` moves only with its state; the finished one stays when a revision is made."""

    __tablename__ = "review"
    __table_args__ = (
        # Answers "the passes over this text"; and "the passes of this person".
        Index(None, "text_id", "state"),
        Index(None, "account_id", "state"),
        # Answers "which passes do not count in agreement": few rows beside all that do.
        Index("ix_review_uncounted", "text_id", "account_id", "state", "scope", sqlite_where=text(UNCOUNTED)),
        # One pass in hand per person and text: a double click cannot start two. PostgreSQL's condition is the same and
        # stands in its migration: named here, it would load PostgreSQL's whole dialect on SQLite too.
        Index(
            "uq_review_in_hand", "text_id", "account_id", "kind", unique=True,
            sqlite_where=text("state IN ('assigned', 'started')"),
        ),
        # One gold review in hand per text, whoever began it: editors adjudicate together.
        Index(
            "uq_review_gold_in_hand", "text_id", unique=True, sqlite_where=text(GOLD_IN_HAND),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("article_text.id", ondelete="RESTRICT"))
    segmentation_id: Mapped[int] = mapped_column(ForeignKey("segmentation.id", ondelete="RESTRICT"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    kind: Mapped[ReviewKind] = mapped_column(closed(ReviewKind, "kind"), default=ReviewKind.PASS)
    scheme_version_id: Mapped[int] = mapped_column(ForeignKey("scheme_version.id", ondelete="RESTRICT"))
    scope: Mapped[Scope] = mapped_column(closed(Scope, "scope"), default=Scope.FULL)
    state: Mapped[ReviewState] = mapped_column(closed(ReviewState, "state"), default=ReviewState.STARTED)
    revises_id: Mapped[int | None] = mapped_column(ForeignKey("review.id", ondelete="RESTRICT"))
    # The round that it was made in; a revision is in the round of what it revises.
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id", ondelete="RESTRICT"), index=True)
    started_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    # Suggestions were offered: such a pass is not as independent as one without. Which, its suggestion_answers say.
    suggestions_shown: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's declarative hook


class ReviewCheck(Base):
    """Nothing to tag, declined to comment or not article text, on a stretch of the text."""

    __tablename__ = "review_check"
    __table_args__ = (CheckConstraint("start >= 0 AND start < stop", name="span"),)

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="RESTRICT"), primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    start: Mapped[int]
    stop: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(closed(Outcome, "outcome"))
    unsure: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class KindVote(Base):
    """A reviewer's word on what a stretch of the text is; the cut itself stays until somebody cuts it anew."""

    __tablename__ = "kind_vote"
    __table_args__ = (CheckConstraint("start >= 0 AND start < stop", name="span"),)

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="RESTRICT"), primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True)
    stop: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(closed(Kind, "kind"))
