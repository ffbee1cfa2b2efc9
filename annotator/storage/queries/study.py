"""The versions of a project's study on record, and the articles that it speaks of."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from annotator.core.records import ReviewKind, ReviewState, Role
from annotator.core.study import Study, study_from_json, study_to_json
from annotator.storage.tables import Account, Article, ArticleText, Membership, Review, StudyVersion


@dataclass(frozen=True, slots=True)
class StudyRow:
    """One version."""

    number: int
    study: Study
    made_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NamedArticle:
    """An article as a list names it."""

    uid: str
    title: str


@dataclass(frozen=True, slots=True)
class Tagger:
    """A person who can be given articles to tag."""

    account_id: int
    uid: str
    name: str


def list_versions(session: Session, project_id: int) -> list[StudyRow]:
    """All versions, the newest first."""
    rows = session.execute(
        select(StudyVersion.number, StudyVersion.body, Account.name, StudyVersion.created_at)
        .join(Account, Account.id == StudyVersion.made_by_id)
        .where(StudyVersion.project_id == project_id)
        .order_by(StudyVersion.number.desc())
    )
    return [StudyRow(number, study_from_json(body), name, at) for number, body, name, at in rows]


def find_newest(session: Session, project_id: int) -> tuple[int, Study] | None:
    """The newest version, or None while nothing is on record."""
    row = session.execute(
        select(StudyVersion.number, StudyVersion.body)
        .where(StudyVersion.project_id == project_id)
        .order_by(StudyVersion.number.desc())
        .limit(1)
    ).one_or_none()
    return (row.number, study_from_json(row.body)) if row else None


def add_version(
    session: Session, project_id: int, number: int, study: Study, *, made_by_id: int, now: datetime
) -> None:
    """Store the next version."""
    session.execute(
        insert(StudyVersion).values(
            project_id=project_id, number=number, body=study_to_json(study), made_by_id=made_by_id, created_at=now
        )
    )


def list_article_uids(session: Session, project_id: int) -> list[str]:
    """The uids of a project's published articles."""
    return list(session.scalars(select(Article.uid).where(Article.project_id == project_id, Article.published)))


def name_articles(session: Session, project_id: int, uids: Collection[str]) -> list[NamedArticle]:
    """Those of these articles that are the project's, in the order of the project."""
    wanted = set(uids)
    if not wanted:
        return []
    rows = session.execute(
        select(Article.uid, Article.title).where(Article.project_id == project_id).order_by(Article.id)
    )
    return [NamedArticle(uid, title) for uid, title in rows if uid in wanted]


def list_texts_of(session: Session, project_id: int, uids: Collection[str]) -> frozenset[int]:
    """The ids of all texts of these articles."""
    wanted = set(uids)
    if not wanted:
        return frozenset()
    rows = session.execute(
        select(Article.uid, ArticleText.id)
        .join(ArticleText, ArticleText.article_id == Article.id)
        .where(Article.project_id == project_id)
    )
    return frozenset(text_id for uid, text_id in rows if uid in wanted)


def list_taggers(session: Session, project_id: int) -> list[Tagger]:
    """The members who tag and can sign in, by name."""
    rows = session.execute(
        select(Account.id, Account.uid, Account.name)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Membership.project_id == project_id, Membership.role.in_((Role.REVIEWER, Role.EDITOR)),
            Account.disabled_at.is_(None),
        )
        .order_by(func.lower(Account.name), Account.id)
    )  # fmt: skip
    return [Tagger(*row) for row in rows]


def list_passes_of(session: Session, project_id: int, account_ids: Collection[int]) -> set[tuple[str, int]]:
    """Which articles of a project these people have a pass of, by article uid and account."""
    rows = session.execute(
        select(Article.uid, Review.account_id)
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(
            Article.project_id == project_id, Review.kind == ReviewKind.PASS,
            Review.account_id.in_(list(account_ids)), Review.state != ReviewState.SKIPPED,
        )
    )  # fmt: skip
    return {(uid, account_id) for uid, account_id in rows}
