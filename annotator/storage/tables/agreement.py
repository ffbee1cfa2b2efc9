"""Counts of answer patterns per text and facet: any subset of people and articles is a sum of these."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotator.storage.types import Base


class AgreementSum(Base):
    """On `n` body sentences of a text the reviewers answered a facet with this pattern.

    `pattern` holds the ids of the accounts that said yes, a slash, and of those that said no, e.g. `12,15/17`
    (`core.agreement.patterns.Pattern.key`); who is in neither gave no answer. Only passes that count are in it:
    see `queries/agreement.py`.
    """

    __tablename__ = "agreement_sum"
    __table_args__ = (UniqueConstraint("text_id", "segmentation_id", "facet", "pattern"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("article_text.id", ondelete="RESTRICT"))
    segmentation_id: Mapped[int] = mapped_column(ForeignKey("segmentation.id", ondelete="RESTRICT"))
    facet: Mapped[str] = mapped_column(String(32))
    pattern: Mapped[str]
    n: Mapped[int]
