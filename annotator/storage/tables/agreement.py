"""What agreement is computed from, a compact row a text: any subset of people and articles is a sum of these.

A page reads ten thousand rows at once: a row a pattern took three seconds, and columns that it does not ask for cost as
much as those that it does, since SQLite walks through all that a row holds. What every page asks has a narrow table.
"""

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from annotator.storage.types import Base


class AgreementText(Base):
    """The answers of the passes over one text that count (see `queries/agreement.py`), and its comparisons added up.

    The bytes are those of `core.agreement.packing`, of this `layout`; another one, or 0 (only the patterns are there),
    has to be counted again. `people` are the ids of the accounts, with a star where suggestions were shown. `period` is
    the month of the last finish, e.g. `2026-03`.
    """

    __tablename__ = "agreement_text"
    # Answers "in which months were passes finished".
    __table_args__ = (Index(None, "period", "text_id"),)

    text_id: Mapped[int] = mapped_column(ForeignKey("article_text.id", ondelete="RESTRICT"), primary_key=True)
    segmentation_id: Mapped[int] = mapped_column(ForeignKey("segmentation.id", ondelete="RESTRICT"))
    people: Mapped[str]
    own_tags: Mapped[str]
    period: Mapped[str] = mapped_column(String(7))
    layout: Mapped[int]
    patterns: Mapped[bytes] = mapped_column(LargeBinary)
    totals: Mapped[bytes] = mapped_column(LargeBinary)


class AgreementDetail(Base):
    """What only some pages ask of a text: what the sourcing report would say on each tagging (in the bytes of
    `core.agreement.reported`), and the comparisons pair by pair, for a choice of people.
    """

    __tablename__ = "agreement_detail"

    text_id: Mapped[int] = mapped_column(ForeignKey("agreement_text.text_id", ondelete="RESTRICT"), primary_key=True)
    reported: Mapped[bytes] = mapped_column(LargeBinary)
    pairs: Mapped[bytes] = mapped_column(LargeBinary)
