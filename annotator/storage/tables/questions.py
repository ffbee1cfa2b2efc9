"""Questions about a place in a text with their threads, and the replies that a project keeps ready."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from annotator.core.questions import QuestionState
from annotator.storage.types import Base, Instant, closed


class Question(Base):
    """A question of a review's person about `[start, stop)` of its text; its words are its first post.

    With a round it is a discussion among who finished the text in that round; `asker_id` is who opened it where that
    was not the review's person.
    """

    __tablename__ = "question"
    __table_args__ = (CheckConstraint("start >= 0 AND start < stop", name="span"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="RESTRICT"), index=True)
    start: Mapped[int]
    stop: Mapped[int]
    state: Mapped[QuestionState] = mapped_column(closed(QuestionState, "state"), default=QuestionState.OPEN)
    created_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id", ondelete="RESTRICT"))
    asker_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's declarative hook


class QuestionPost(Base):
    """One post of a thread, the first of which is the question."""

    __tablename__ = "question_post"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="RESTRICT"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)


class QuestionMention(Base):
    """A colleague who was asked in."""

    __tablename__ = "question_mention"

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="RESTRICT"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), primary_key=True)


class QuestionSeen(Base):
    """Up to which post a person has read a thread."""

    __tablename__ = "question_seen"

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="RESTRICT"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("question_post.id", ondelete="RESTRICT"))


class SavedReply(Base):
    """An answer that editors of a project give often."""

    __tablename__ = "saved_reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="RESTRICT"), index=True)
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)
