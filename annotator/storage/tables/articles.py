"""Articles, their immutable texts and the numbered cuts of those texts."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotator.core.cuts import CutVerb, ProposalState
from annotator.core.records import Kind
from annotator.storage.types import Base, Instant, closed


class Article(Base):
    """One story. Its words are in its texts."""

    __tablename__ = "article"
    # Answers "the published articles of this project, newest first"; and their outlets, without reading their rows.
    __table_args__ = (Index(None, "project_id", "published", "id", "outlet"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="RESTRICT"))
    title: Mapped[str]
    outlet: Mapped[str] = mapped_column(default="")
    outlet_aliases: Mapped[list[str]] = mapped_column(JSON)
    section: Mapped[str] = mapped_column(default="")
    byline: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    published_on: Mapped[str] = mapped_column(String(10), default="")
    language: Mapped[str] = mapped_column(String(35), default="en")
    import_id: Mapped[str] = mapped_column(String(32))
    published: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's declarative hook


class ArticleText(Base):
    """One immutable text of an article; a correction is a new one with the next number."""

    __tablename__ = "article_text"
    # The hash index answers "is this text already in the project".
    __table_args__ = (UniqueConstraint("article_id", "number"), Index(None, "sha256"))

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="RESTRICT"))
    number: Mapped[int] = mapped_column(default=1)
    body: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    normaliser: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Segmentation(Base):
    """One numbered, immutable cut of a text into sentences."""

    __tablename__ = "segmentation"
    __table_args__ = (UniqueConstraint("text_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("article_text.id", ondelete="RESTRICT"))
    number: Mapped[int] = mapped_column(default=1)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime] = mapped_column(Instant)


class SentenceRow(Base):
    """One unit of a segmentation; `[start, stop)` in code points of the text."""

    __tablename__ = "sentence"
    __table_args__ = (CheckConstraint("start >= 0 AND start < stop", name="span"),)

    segmentation_id: Mapped[int] = mapped_column(
        ForeignKey("segmentation.id", ondelete="RESTRICT"), primary_key=True
    )
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[int]
    stop: Mapped[int]
    kind: Mapped[Kind] = mapped_column(closed(Kind, "kind"))
    duplicate_of: Mapped[int | None]


class CutProposal(Base):
    """What a reviewer would do to a sentence's cut, for an editor to accept or decline. `[start, stop)` is the
    sentence, `at` where it would be split, `kind` what it would be. `action_id` is what made it in its review.
    """

    __tablename__ = "cut_proposal"
    __table_args__ = (
        CheckConstraint("start >= 0 AND start < stop", name="span"),
        # Answers "what is proposed for this text"; and "what did this review propose".
        Index(None, "text_id", "state"),
        Index(None, "review_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("article_text.id", ondelete="RESTRICT"))
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="RESTRICT"))
    verb: Mapped[CutVerb] = mapped_column(closed(CutVerb, "verb"))
    start: Mapped[int]
    stop: Mapped[int]
    at: Mapped[int | None]
    kind: Mapped[Kind | None] = mapped_column(closed(Kind, "kind"))
    state: Mapped[ProposalState] = mapped_column(closed(ProposalState, "state"), default=ProposalState.OPEN)
    reason: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime] = mapped_column(Instant)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    version: Mapped[int] = mapped_column(default=1)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id", ondelete="RESTRICT"))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's declarative hook
