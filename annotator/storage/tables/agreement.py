"""What agreement is computed from, one compact row a text: any subset of people and articles is a sum of these."""

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from annotator.storage.types import Base


class AgreementText(Base):
    """The answers, comparisons and reports of the passes over one text that count (see `queries/agreement.py`).

    One row, because a page reads ten thousand of them at once: a row a pattern took three seconds. The bytes are
    those of `core.agreement.packing`, of this `layout`; another one, or 0 (only the patterns are there), has to be
    counted again. `people` are the ids of the accounts, with a star where suggestions were shown. `period` is the
    month of the last finish, e.g. `2026-03`.
    """

    __tablename__ = "agreement_text"

    text_id: Mapped[int] = mapped_column(ForeignKey("article_text.id", ondelete="RESTRICT"), primary_key=True)
    segmentation_id: Mapped[int] = mapped_column(ForeignKey("segmentation.id", ondelete="RESTRICT"))
    people: Mapped[str]
    own_tags: Mapped[str]
    period: Mapped[str] = mapped_column(String(7))
    layout: Mapped[int]
    patterns: Mapped[bytes] = mapped_column(LargeBinary)
    # The pairs added up, which is all that a page on everybody reads. Longer columns stand behind it: SQLite walks
    # through what comes before.
    totals: Mapped[bytes] = mapped_column(LargeBinary)
    pairs: Mapped[bytes] = mapped_column(LargeBinary)
    reported: Mapped[bytes] = mapped_column(LargeBinary)
