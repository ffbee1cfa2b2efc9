"""Rounds, their articles and their people."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotator.core.rounds import ArticleRole, RoundKind, RoundState
from annotator.storage.types import Base, Instant, closed


class Round(Base):
    """Articles that certain people tag together. Agreement tells articles apart by the names of rounds."""

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("project_id", "number"), UniqueConstraint("project_id", "name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="RESTRICT"))
    number: Mapped[int]
    name: Mapped[str]
    kind: Mapped[RoundKind] = mapped_column(closed(RoundKind, "kind"))
    state: Mapped[RoundState] = mapped_column(closed(RoundState, "state"), default=RoundState.OPEN)
    pass_mark: Mapped[int | None]
    opened_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    released_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's declarative hook


class RoundArticle(Base):
    """An article of a round. It is in one round at most, so that numbers by round add up."""

    __tablename__ = "round_article"

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="RESTRICT"), primary_key=True)
    # Answers "the articles of this round".
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="RESTRICT"), index=True)
    role: Mapped[ArticleRole] = mapped_column(closed(ArticleRole, "role"))


class RoundReviewer(Base):
    """A person of a round."""

    __tablename__ = "round_reviewer"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="RESTRICT"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), primary_key=True)
