"""The articles of a project in the order in which a person will want them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from annotator.core.records import ArticleFacts, ReviewKind, ReviewState, Scope
from annotator.storage.queries.reviews import facts_of
from annotator.storage.tables import Article, ArticleText, ClaimDoubt, Project, Review


@dataclass(frozen=True, slots=True)
class ProjectHead:
    """A project as pages name it."""

    id: int
    uid: str
    name: str


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """An article with the state of one's own latest pass over its newest text."""

    id: int
    uid: str
    text_id: int
    facts: ArticleFacts
    created_at: datetime
    own_review_uid: str | None
    own_review_id: int | None
    own_state: ReviewState | None
    own_scope: Scope | None = None


def find_project(session: Session, project_uid: str) -> ProjectHead | None:
    """A project by its uid."""
    row = session.execute(select(Project.id, Project.uid, Project.name).where(Project.uid == project_uid)).one_or_none()
    return ProjectHead(*row) if row else None


def count_articles(session: Session, project_id: int) -> int:
    """How many published articles a project has."""
    statement = select(func.count()).select_from(Article).where(Article.project_id == project_id, Article.published)
    return session.scalar(statement) or 0


def count_own_finished(session: Session, project_id: int, account_id: int) -> int:
    """How many of a project's articles a person has finished, a pass in revision not counted."""
    in_hand = select(Review.text_id).where(
        Review.account_id == account_id,
        Review.kind == ReviewKind.PASS,
        Review.state.in_((ReviewState.ASSIGNED, ReviewState.STARTED)),
    )
    statement = (
        select(func.count(func.distinct(Article.id)))
        .join(ArticleText, ArticleText.article_id == Article.id)
        .join(Review, Review.text_id == ArticleText.id)
        .where(
            Article.project_id == project_id,
            Article.published,
            Review.account_id == account_id,
            Review.kind == ReviewKind.PASS,
            Review.state == ReviewState.FINISHED,
            Review.text_id.not_in(in_hand),
        )
    )
    return session.scalar(statement) or 0


def list_articles(
    session: Session, project_id: int, account_id: int, *, own_first: bool, offset: int, limit: int,
    least_sure_first: bool = False,
) -> list[ListedArticle]:  # fmt: skip
    """A page of a project's published articles.

    For whoever tags: what is in hand first, then what waits, then what is finished; for others newest first. With
    `least_sure_first` what waits is in the order of what the project's claim model is least sure of.
    """
    newest = (
        select(ArticleText.article_id, func.max(ArticleText.number).label("number"))
        .join(Article, Article.id == ArticleText.article_id)
        .where(Article.project_id == project_id)
        .group_by(ArticleText.article_id)
        .subquery()
    )
    own = (
        select(Review.text_id, func.max(Review.id).label("review_id"))
        .where(Review.account_id == account_id, Review.kind == ReviewKind.PASS)
        .group_by(Review.text_id)
        .subquery()
    )
    rank = case((Review.state == ReviewState.FINISHED, 2), (Review.id.is_not(None), 0), else_=1)
    doubt = select(ClaimDoubt.doubt).where(ClaimDoubt.text_id == ArticleText.id).scalar_subquery()
    # What is in hand stands in the order in which it was given out, which tells nothing of how old an article is.
    given = case((rank == 0, Review.id), else_=0).desc()
    order = (
        *((rank, given) if own_first else ()),
        *((func.coalesce(doubt, -1.0).desc(),) if least_sure_first else ()),
        Article.id.desc(),
    )
    rows = session.execute(
        select(Article, ArticleText.id, Review.uid, Review.id, Review.state, Review.scope)
        .join(newest, newest.c.article_id == Article.id)
        .join(ArticleText, (ArticleText.article_id == Article.id) & (ArticleText.number == newest.c.number))
        .outerjoin(own, own.c.text_id == ArticleText.id)
        .outerjoin(Review, Review.id == own.c.review_id)
        .where(Article.project_id == project_id, Article.published)
        .order_by(*order)
        .offset(offset)
        .limit(limit)
    )
    return [
        ListedArticle(
            article.id, article.uid, text_id, facts_of(article), article.created_at, uid, review_id, state, scope
        )
        for article, text_id, uid, review_id, state, scope in rows
    ]


def has_doubts(session: Session, project_id: int) -> bool:
    """Say whether a claim model said of any article how unsure it is."""
    return session.scalar(select(ClaimDoubt.text_id).where(ClaimDoubt.project_id == project_id).limit(1)) is not None


def list_finished_passes(session: Session, text_ids: Sequence[int]) -> dict[int, int]:
    """How many people have finished a pass over each of these texts."""
    rows = session.execute(
        select(Review.text_id, func.count(func.distinct(Review.account_id)))
        .where(
            Review.text_id.in_(text_ids), Review.state == ReviewState.FINISHED, Review.kind == ReviewKind.PASS
        )
        .group_by(Review.text_id)
    )
    return {row[0]: row[1] for row in rows}
