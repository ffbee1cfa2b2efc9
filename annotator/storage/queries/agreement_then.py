"""What agreement was counted on at an earlier moment: passes by their uids, cuts, months. Nothing of a finished pass
changes, a cut never does, and accounts stay.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotator.core.records import ReviewKind, ReviewState, Scope
from annotator.storage.queries.agreement import CountingPass
from annotator.storage.tables import Account, Article, ArticleText, Review, Segmentation

_COUNTING_PASS = (
    Review.id, Review.text_id, Review.account_id, Review.segmentation_id, Review.suggestions_shown, Review.finished_at
)  # fmt: skip


def list_passes(
    session: Session, *, project_id: int, review_ids: Collection[int], at: datetime
) -> tuple[CountingPass, ...]:
    """Of these passes those whose articles are there, by text and person: on texts that were there at that moment,
    since SQLite may give the number of what was removed to something newer.
    """
    rows = session.execute(
        select(*_COUNTING_PASS)
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(
            Review.id.in_(list(review_ids)), Article.project_id == project_id, Article.published,
            ArticleText.created_at <= at,
        )
        .order_by(Review.text_id, Review.account_id)
    )  # fmt: skip
    return tuple(CountingPass(*row) for row in rows)


def list_named_passes(session: Session, *, project_id: int, uids: Collection[str]) -> tuple[CountingPass, ...]:
    """Of these passes those that are still there in published articles of the project, by text and person."""
    wanted = set(uids)
    rows = session.execute(
        select(Review.uid, *_COUNTING_PASS)
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(
            Article.project_id == project_id, Article.published, Review.kind == ReviewKind.PASS,
            Review.state == ReviewState.FINISHED, Review.scope == Scope.FULL,
        )
        .order_by(Review.text_id, Review.account_id)
    )  # fmt: skip
    return tuple(CountingPass(*row[1:]) for row in rows if row[0] in wanted)


def list_cuts_then(session: Session, *, project_id: int, at: datetime) -> Mapping[int, int]:
    """The cut that was the newest at a moment, by text id, of the texts that were cut anew since."""
    newest = (
        select(Segmentation.text_id, func.max(Segmentation.number).label("number"))
        .join(ArticleText, ArticleText.id == Segmentation.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(Article.project_id == project_id)
        .group_by(Segmentation.text_id)
        .having(func.max(Segmentation.created_at) > at)
        .subquery()
    )
    rows = session.execute(
        select(Segmentation.text_id, Segmentation.id)
        .join(newest, newest.c.text_id == Segmentation.text_id)
        .where(Segmentation.created_at <= at)
        .order_by(Segmentation.number)
    )
    return {row[0]: row[1] for row in rows}


def list_months_then(session: Session, *, project_id: int, at: datetime) -> Mapping[int, str]:
    """The month in which the last pass over each text had been finished at a moment, by text id."""
    rows = session.execute(
        select(Review.text_id, func.max(Review.finished_at))
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(
            Article.project_id == project_id, Review.kind == ReviewKind.PASS, Review.scope == Scope.FULL,
            Review.state == ReviewState.FINISHED, Review.finished_at <= at,
        )
        .group_by(Review.text_id)
    )  # fmt: skip
    return {text_id: f"{last:%Y-%m}" for text_id, last in rows}


def find_accounts(session: Session, *, uids: Collection[str]) -> Mapping[str, int]:
    """The ids of accounts by their uids."""
    rows = session.execute(select(Account.uid, Account.id).where(Account.uid.in_(list(uids))))
    return {row[0]: row[1] for row in rows}
