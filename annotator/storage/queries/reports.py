"""Kept reports: added, read, listed, signed once. There is no statement here that changes anything else of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from annotator.core.reports import Draft, TextVersion
from annotator.storage.queries.report_bases import add_basis, list_readable
from annotator.storage.tables import (
    Account,
    Article,
    ArticleText,
    Project,
    Report,
    Review,
    SchemeVersion,
    Segmentation,
)
from annotator.storage.types import plain

_REPORT = plain(Report)
_SIGNER = aliased(Account)


@dataclass(frozen=True, slots=True)
class ReportHead:
    """A kept report in a list."""

    id: int
    uid: str
    project_id: int
    project_uid: str
    project_name: str
    kind: str
    title: str
    sha256: str
    as_of: datetime
    made_by: str
    signed_by: str | None
    signed_at: datetime | None


_HEADS = (
    select(
        Report.id, Report.uid, Report.project_id, Project.uid, Project.name, Report.kind, Report.title, Report.sha256,
        Report.as_of, Account.name, _SIGNER.name, Report.signed_at,
    )
    .join(Project, Project.id == Report.project_id)
    .join(Account, Account.id == Report.made_by_id)
    .outerjoin(_SIGNER, _SIGNER.id == Report.signed_by_id)
)  # fmt: skip


def add_report(
    session: Session, draft: Draft, *, uid: str, project_id: int, body: str, sha256: str, made_by_id: int, now: datetime
) -> None:
    """Store a report, with its basis."""
    report_id = session.execute(
        insert(_REPORT).values(
            uid=uid, project_id=project_id, kind=draft.kind, title=draft.title, body=body, sha256=sha256, as_of=now,
            made_by_id=made_by_id, versions=draft.versions.to_json(), reviews=list(draft.reviews),
            filters=dict(draft.filters),
        ).returning(_REPORT.c.id)
    ).scalar_one()  # fmt: skip
    if draft.basis is not None:
        add_basis(session, report_id, draft.basis)


def find_report(session: Session, uid: str) -> tuple[ReportHead, str] | None:
    """A report with its document: one statement."""
    row = session.execute(_HEADS.add_columns(Report.body).where(Report.uid == uid)).one_or_none()
    return (_head(row[:-1]), row[-1]) if row else None


# Any: columns of many types.
def _head(row: Sequence[Any]) -> ReportHead:
    return ReportHead(*row)


def list_reports(session: Session, project_id: int, *, kind: str, offset: int, limit: int) -> list[ReportHead]:
    """The kept reports of a project (of a kind, if one is named), newest first."""
    statement = _HEADS.where(Report.project_id == project_id).order_by(Report.id.desc()).offset(offset).limit(limit)
    if kind:
        statement = statement.where(Report.kind == kind)
    return [_head(row) for row in session.execute(statement)]


def count_reports(session: Session, project_id: int, *, kind: str) -> int:
    """How many reports a project has kept."""
    statement = select(func.count()).where(Report.project_id == project_id)
    return session.scalar(statement.where(Report.kind == kind) if kind else statement) or 0


def list_without_basis(session: Session, *, kind: str) -> tuple[str, ...]:
    """The uids of the kept reports of a kind without a basis that this version can read, the oldest first."""
    there = list_readable(session)
    rows = session.execute(select(Report.id, Report.uid).where(Report.kind == kind).order_by(Report.id))
    return tuple(uid for report_id, uid in rows if report_id not in there)


def sign_report(session: Session, report_id: int, account_id: int, *, now: datetime) -> bool:
    """Sign a report that nobody has signed. False: somebody has."""
    statement = (
        update(_REPORT)
        .where(_REPORT.c.id == report_id, _REPORT.c.signed_at.is_(None))
        .values(signed_by_id=account_id, signed_at=now)
    )
    found = session.execute(statement)
    assert isinstance(found, CursorResult)
    return found.rowcount == 1


def list_text_uids(session: Session, text_ids: Sequence[int]) -> frozenset[str]:
    """The uids of texts."""
    if not text_ids:
        return frozenset()
    return frozenset(session.scalars(select(ArticleText.uid).where(ArticleText.id.in_(text_ids))))


def list_texts_spoken_of(session: Session, report_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """The uids of the texts that each of these reports speaks of."""
    rows = session.execute(select(Report.id, Report.versions).where(Report.id.in_(report_ids)))
    return {report_id: frozenset(text["text"] for text in versions["texts"]) for report_id, versions in rows}


def list_text_versions(session: Session, project_id: int, review_ids: Sequence[int]) -> list[TextVersion]:
    """Which texts, cut how, these reviews of a project are of."""
    wanted = set(review_ids)
    rows = session.execute(
        select(Review.id, Article.uid, ArticleText.uid, ArticleText.number, ArticleText.sha256, Segmentation.number)
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .join(Segmentation, Segmentation.id == Review.segmentation_id)
        .where(Article.project_id == project_id)
        .order_by(Article.id, ArticleText.number, Segmentation.number)
    )
    return list(dict.fromkeys(TextVersion(*row[1:]) for row in rows if row[0] in wanted))


def list_scheme_numbers(session: Session, project_id: int, review_ids: Sequence[int]) -> tuple[int, ...]:
    """The numbers of the scheme versions that these reviews of a project were made under."""
    wanted = set(review_ids)
    rows = session.execute(
        select(Review.id, SchemeVersion.number)
        .join(SchemeVersion, SchemeVersion.id == Review.scheme_version_id)
        .where(SchemeVersion.project_id == project_id)
    )
    return tuple(sorted({number for review_id, number in rows if review_id in wanted}))


def list_review_uids(session: Session, project_id: int, review_ids: Sequence[int]) -> tuple[str, ...]:
    """The uids of these reviews of a project, in the order of the reviews."""
    wanted = set(review_ids)
    rows = session.execute(
        select(Review.id, Review.uid)
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(Article.project_id == project_id)
        .order_by(Review.id)
    )
    return tuple(uid for review_id, uid in rows if review_id in wanted)


def list_reports_of_article(
    session: Session, project_id: int, kind: str, article_uid: str
) -> tuple[ReportHead, ...]:
    """The kept reports of a kind whose filter names this article, the newest first."""
    rows = session.execute(
        _HEADS.where(
            Report.project_id == project_id, Report.kind == kind,
            Report.filters["article"].as_string() == article_uid,
        ).order_by(Report.id.desc())
    )  # fmt: skip
    return tuple(_head(row) for row in rows)
