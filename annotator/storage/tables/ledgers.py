"""The ledgers of a project: a row a source, a figure and a starred claim of each text. Their pages read no tags.

All of it but `star_check` can be made again from the tags; `services.ledgers` writes it when a review is finished.
"""

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotator.core.records import Bound, Identity, Knowledge, Measure, Number, Reason, SourceType, Who
from annotator.core.sourcing.grounds import Footing
from annotator.storage.types import Base, Instant, closed


class LedgerText(Base):
    """On which review the ledger rows of a text rest: its gold, else the first that was finished."""

    __tablename__ = "ledger_text"

    text_id: Mapped[int] = mapped_column(ForeignKey("article_text.id", ondelete="RESTRICT"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="RESTRICT"), index=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="RESTRICT"))
    # The cut that the ordinals of the rows count in: the newest when they were written.
    segmentation_id: Mapped[int] = mapped_column(ForeignKey("segmentation.id", ondelete="RESTRICT"))
    is_gold: Mapped[bool]


class LedgerSource(Base):
    """One source card of a text. `name` is how sources are compared; `words` are folded, with a blank at each end."""

    __tablename__ = "ledger_source"
    # Answers "the sources of this project by name", and "the rows of this text" when they are written anew.
    __table_args__ = (Index(None, "project_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="RESTRICT"))
    text_id: Mapped[int] = mapped_column(ForeignKey("ledger_text.text_id", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    label: Mapped[str] = mapped_column(String(300))
    type: Mapped[SourceType] = mapped_column(closed(SourceType, "type"))
    identity: Mapped[Identity] = mapped_column(closed(Identity, "identity"))
    number: Mapped[Number | None] = mapped_column(closed(Number, "number"))
    who: Mapped[Who | None] = mapped_column(closed(Who, "who"))
    knowledge: Mapped[Knowledge | None] = mapped_column(closed(Knowledge, "knowledge"))
    reason: Mapped[Reason | None] = mapped_column(closed(Reason, "reason"))
    # The outlets between: as the text calls them, one a line; folded, a line feed before and after each.
    via: Mapped[str] = mapped_column(Text)
    via_names: Mapped[str] = mapped_column(Text)
    mentions: Mapped[int]
    claims: Mapped[int]
    # Its first sentence, and all of them, parted by commas.
    ordinal: Mapped[int]
    ordinals: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)


class LedgerFigure(Base):
    """One figure of a text. `low` and `high` are as exact as they were told; `least` and `most` are the same as
    numbers that can be searched.
    """

    __tablename__ = "ledger_figure"
    # Answers "figures that count this" and "figures of this size", each within a project.
    __table_args__ = (Index(None, "project_id", "noun"), Index(None, "project_id", "least"))

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="RESTRICT"))
    text_id: Mapped[int] = mapped_column(ForeignKey("ledger_text.text_id", ondelete="RESTRICT"), index=True)
    start: Mapped[int]
    stop: Mapped[int]
    ordinal: Mapped[int]
    quote: Mapped[str] = mapped_column(String(300))
    low: Mapped[str | None] = mapped_column(String(64))
    high: Mapped[str | None] = mapped_column(String(64))
    least: Mapped[float | None] = mapped_column(Float)
    most: Mapped[float | None] = mapped_column(Float)
    bound: Mapped[Bound] = mapped_column(closed(Bound, "bound"))
    measure: Mapped[Measure] = mapped_column(closed(Measure, "measure"))
    unit: Mapped[str] = mapped_column(String(300))
    noun: Mapped[str] = mapped_column(String(300))
    # What its sentence shares with others: folded names and words, parted by blanks.
    names: Mapped[str] = mapped_column(Text)
    context: Mapped[str] = mapped_column(Text)
    footing: Mapped[Footing | None] = mapped_column(closed(Footing, "footing"))
    # What its claim rests on, as the text calls it, one a line.
    sources: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)


class LedgerStar(Base):
    """Something starred for the fact-checkers: a claim, in a sourcing-only pass an attribution or a figure."""

    __tablename__ = "ledger_star"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="RESTRICT"), index=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("ledger_text.text_id", ondelete="RESTRICT"), index=True)
    tag: Mapped[str] = mapped_column(String(16))
    start: Mapped[int]
    stop: Mapped[int]
    ordinal: Mapped[int]
    footing: Mapped[Footing | None] = mapped_column(closed(Footing, "footing"))
    sources: Mapped[str] = mapped_column(Text)


class StarCheck(Base):
    """That a person has checked what is starred at a place of a text; no row, nobody has. Never what came of it.

    Anchored to the text, so that it outlives the ledger's rows and another review of the same words.
    """

    __tablename__ = "star_check"
    __table_args__ = (UniqueConstraint("text_id", "tag", "start", "stop"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("article_text.id", ondelete="RESTRICT"))
    tag: Mapped[str] = mapped_column(String(16))
    start: Mapped[int]
    stop: Mapped[int]
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    checked_at: Mapped[datetime] = mapped_column(Instant)
