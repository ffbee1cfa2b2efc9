"""Claim models that projects trained, and how unsure the newest one is of the articles that nobody finished yet."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotator.storage.types import Base, Instant


class ClaimModel(Base):
    """One trained model. `body` is the file of suggest/learned.py and `sha256` the hash of those bytes; never changed,
    so that a suggestion can be traced to the numbers that made it.
    """

    __tablename__ = "claim_model"
    # Answers "the newest model of this project".
    __table_args__ = (UniqueConstraint("project_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="RESTRICT"))
    number: Mapped[int]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    made_at: Mapped[datetime] = mapped_column(Instant)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    # Any: written and read by suggest/measuring.py.
    report: Mapped[dict[str, Any]] = mapped_column(JSON)
    # The texts it learned from: to their articles it never proposes anything, that would tell what others tagged.
    text_ids: Mapped[list[int]] = mapped_column(JSON)


class ClaimDoubt(Base):
    """How unsure a project's newest model is of one text, from 0 to 1, with its least sure sentences."""

    __tablename__ = "claim_doubt"
    # Answers "the texts of this project, least sure first".
    __table_args__ = (Index(None, "project_id", "doubt"),)

    text_id: Mapped[int] = mapped_column(ForeignKey("article_text.id", ondelete="RESTRICT"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="RESTRICT"))
    model_id: Mapped[int] = mapped_column(ForeignKey("claim_model.id", ondelete="RESTRICT"))
    doubt: Mapped[float] = mapped_column(Float)
    # Spans with their scores, least sure first: [[start, stop, score], ...].
    spans: Mapped[list[list[float]]] = mapped_column(JSON)


class MeasuredClaims(Base):
    """The judged sentences of one text that a project's newest model was measured on. Of the newest one alone: its
    numbers are shown, and what they count is what they open.
    """

    __tablename__ = "measured_claims"
    # Answer "the sentences of this project", and "are there any of this model".
    __table_args__ = (Index(None, "project_id"), Index(None, "model_id"))

    text_id: Mapped[int] = mapped_column(ForeignKey("article_text.id", ondelete="RESTRICT"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="RESTRICT"))
    model_id: Mapped[int] = mapped_column(ForeignKey("claim_model.id", ondelete="RESTRICT"))
    # Each as [start, stop, is a claim, the model's score, proposes, the cues' rank, propose], truth as 1 and 0.
    sentences: Mapped[list[list[float]]] = mapped_column(JSON)
