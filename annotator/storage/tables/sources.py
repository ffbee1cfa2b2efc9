"""Source cards: one per source per article within a review. There is no name column, on purpose."""

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from annotator.core.records import Identity, Knowledge, Number, Reason, SourceType, Who
from annotator.storage.types import Base, closed


class Source(Base):
    """A source card. Keys carry the review, so that no card can be relayed by another review's card."""

    __tablename__ = "source"
    __table_args__ = (
        ForeignKeyConstraint(
            ["review_id", "relayed_by_uid"], ["source.review_id", "source.uid"],
            deferrable=True, initially="DEFERRED",
        ),
    )

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="RESTRICT"), primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    position: Mapped[int]  # cards are numbered in the order of their making
    type: Mapped[SourceType] = mapped_column(closed(SourceType, "type"))
    identity: Mapped[Identity | None] = mapped_column(closed(Identity, "identity"))
    number: Mapped[Number | None] = mapped_column(closed(Number, "number"))
    who: Mapped[Who | None] = mapped_column(closed(Who, "who"))
    knowledge: Mapped[Knowledge | None] = mapped_column(closed(Knowledge, "knowledge"))
    reason: Mapped[Reason | None] = mapped_column(closed(Reason, "reason"))
    distinct: Mapped[bool] = mapped_column(default=False)
    relayed_by_uid: Mapped[str | None] = mapped_column(String(32))
    confirmed: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
