"""What kept agreement reports were counted from: written once beside the document, and read by the columns that a page
asks for.
"""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from annotator.core.agreement.items import LAYOUT
from annotator.core.reports import Basis
from annotator.storage.tables import AgreementDetail, AgreementText, Article, ArticleText, ReportBasis


@dataclass(frozen=True, slots=True)
class BasisRow:
    """A text with its kept counts and what the sourcing report asks of its article: see `core.agreement.packing`."""

    text_id: int
    people: str
    own_tags: str
    layout: int
    patterns: bytes
    pairs: bytes
    reported: bytes
    segmentation_id: int
    outlets: tuple[str, ...]
    day: str


def add_basis(session: Session, report_id: int, basis: Basis) -> None:
    """Store what a report was counted from, in the place of what was found of it before."""
    session.execute(delete(ReportBasis).where(ReportBasis.report_id == report_id))
    session.execute(insert(ReportBasis).values(report_id=report_id, **asdict(basis)))


# Any: one of the columns of `Basis`, each of its type.
def find_columns(session: Session, report_id: int, *names: str) -> tuple[Any, ...] | None:
    """These columns of a report's basis; None without one that this version can read."""
    columns = (getattr(ReportBasis, name) for name in names)
    row = session.execute(
        select(*columns).where(ReportBasis.report_id == report_id, ReportBasis.layout == LAYOUT)
    ).one_or_none()
    return None if row is None else tuple(row)


def list_readable(session: Session) -> frozenset[int]:
    """The ids of the reports whose basis this version can read."""
    return frozenset(session.scalars(select(ReportBasis.report_id).where(ReportBasis.layout == LAYOUT)))


def load_basis_rows(session: Session, *, project_id: int) -> list[BasisRow]:
    """The rows of a project's published articles, in the order of the texts: read at once, so that they fit."""
    rows = session.execute(
        select(
            AgreementText.text_id, AgreementText.people, AgreementText.own_tags, AgreementText.layout,
            AgreementText.patterns, AgreementDetail.pairs, AgreementDetail.reported, AgreementText.segmentation_id,
            Article.outlet, Article.outlet_aliases, Article.published_on,
        )
        .join(AgreementDetail, AgreementDetail.text_id == AgreementText.text_id)
        .join(ArticleText, ArticleText.id == AgreementText.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(Article.project_id == project_id, Article.published)
        .order_by(AgreementText.text_id)
    )  # fmt: skip
    return [BasisRow(*row[:8], (row[8], *row[9]), row[10]) for row in rows]
