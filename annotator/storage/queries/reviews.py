"""Reviews: finding one with all that is known around it, starting, changing state, listing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.orm import Session

from annotator.core.errors import Conflict
from annotator.core.records import ArticleFacts, ReviewKind, ReviewState
from annotator.storage.tables import (
    Account,
    Article,
    ArticleText,
    Project,
    Review,
    SchemeVersion,
    Segmentation,
)


@dataclass(frozen=True, slots=True)
class ReviewHead:
    """A review with its person, text, article and project: everything but its content."""

    id: int
    uid: str
    kind: ReviewKind
    state: ReviewState
    version: int
    started_at: datetime
    finished_at: datetime | None
    revises_id: int | None
    account_id: int
    account_uid: str
    account_name: str
    text_id: int
    segmentation_id: int
    scheme_version_id: int
    article_uid: str
    project_id: int
    project_uid: str
    project_name: str
    facts: ArticleFacts


def _heads() -> Select[Review, Account, Article, Project]:
    return (
        select(Review, Account, Article, Project)
        .join(Account, Account.id == Review.account_id)
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .join(Project, Project.id == Article.project_id)
    )


def _head(review: Review, account: Account, article: Article, project: Project) -> ReviewHead:
    return ReviewHead(
        id=review.id,
        uid=review.uid,
        kind=review.kind,
        state=review.state,
        version=review.version,
        started_at=review.started_at,
        finished_at=review.finished_at,
        revises_id=review.revises_id,
        account_id=account.id,
        account_uid=account.uid,
        account_name=account.name,
        text_id=review.text_id,
        segmentation_id=review.segmentation_id,
        scheme_version_id=review.scheme_version_id,
        article_uid=article.uid,
        project_id=project.id,
        project_uid=project.uid,
        project_name=project.name,
        facts=facts_of(article),
    )


def facts_of(article: Article) -> ArticleFacts:
    """What is known of an article beside its text."""
    return ArticleFacts(
        title=article.title,
        outlet=article.outlet,
        outlet_aliases=tuple(article.outlet_aliases),
        section=article.section,
        byline=article.byline,
        url=article.url,
        published_on=article.published_on,
        language=article.language,
    )


def find_review(session: Session, uid: str) -> ReviewHead | None:
    """A review by its uid."""
    row = session.execute(_heads().where(Review.uid == uid)).one_or_none()
    return _head(*row) if row else None


def lock_review(session: Session, head: ReviewHead) -> ReviewHead:
    """Keep others from changing the review until the transaction ends (SQLite has one writer anyway).

    Gives the review as it stands under the lock: it may have been finished while this waited.
    """
    state, version, finished_at = session.execute(
        select(Review.state, Review.version, Review.finished_at).where(Review.id == head.id).with_for_update()
    ).one()
    return replace(head, state=state, version=version, finished_at=finished_at)


def lock_text(session: Session, text_id: int) -> None:
    """Let only one transaction at a time start a review of the text or change which of them count."""
    session.execute(select(ArticleText.id).where(ArticleText.id == text_id).with_for_update())


def list_text_reviews(session: Session, text_ids: Sequence[int]) -> list[ReviewHead]:
    """The reviews of these texts, oldest first."""
    rows = session.execute(_heads().where(Review.text_id.in_(text_ids)).order_by(Review.id)).all()
    return [_head(*row) for row in rows]


def has_pass_in_hand(session: Session, text_id: int, account_id: int) -> bool:
    """Say whether the person is in the middle of tagging the text."""
    statement = select(Review.id).where(
        Review.text_id == text_id,
        Review.account_id == account_id,
        Review.state.in_((ReviewState.ASSIGNED, ReviewState.STARTED)),
    )
    return session.execute(statement).first() is not None


def list_texts_in_hand(session: Session, project_id: int, account_id: int) -> frozenset[int]:
    """The texts of a project that the person is in the middle of tagging."""
    statement = (
        select(Review.text_id)
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(
            Article.project_id == project_id,
            Review.account_id == account_id,
            Review.state.in_((ReviewState.ASSIGNED, ReviewState.STARTED)),
        )
    )
    return frozenset(session.scalars(statement))


@dataclass(frozen=True, slots=True)
class TextToReview:
    """The newest text of an article with its newest cut, and the newest scheme of its project."""

    text_id: int
    segmentation_id: int
    scheme_version_id: int
    project_id: int


def find_text_to_review(session: Session, article_uid: str) -> TextToReview | None:
    """What a new review of the article would be of."""
    row = session.execute(
        select(ArticleText.id, Segmentation.id, SchemeVersion.id, Article.project_id)
        .join(Article, Article.id == ArticleText.article_id)
        .join(Segmentation, Segmentation.text_id == ArticleText.id)
        .join(SchemeVersion, SchemeVersion.project_id == Article.project_id)
        .where(Article.uid == article_uid, Article.published)
        .order_by(ArticleText.number.desc(), Segmentation.number.desc(), SchemeVersion.number.desc())
        .limit(1)
    ).one_or_none()
    return TextToReview(*row) if row else None


def add_review(
    session: Session,
    uid: str,
    of: TextToReview,
    account_id: int,
    *,
    now: datetime,
    revises_id: int | None = None,
) -> int:
    """Start a review; return its id. A second one in hand for the same person and text breaks a constraint."""
    result = session.execute(
        insert(Review)
        .values(
            uid=uid,
            text_id=of.text_id,
            segmentation_id=of.segmentation_id,
            scheme_version_id=of.scheme_version_id,
            account_id=account_id,
            started_at=now,
            revises_id=revises_id,
            version=1,
        )
        .returning(Review.id)
    )
    return result.scalar_one()


def set_state(
    session: Session, review_id: int, version: int, state: ReviewState, *, finished_at: datetime | None
) -> None:
    """Move a review on, if it is still in the version that was seen. Raises Conflict otherwise."""
    moved = session.execute(
        update(Review)
        .where(Review.id == review_id, Review.version == version)
        .values(state=state, finished_at=finished_at, version=version + 1)
        .returning(Review.id)
        .execution_options(synchronize_session=False)
    ).all()
    if len(moved) != 1:
        raise Conflict("The review was finished or reopened meanwhile. Look again.", code="stale")


def count_reviews(session: Session, project_id: int) -> dict[int, int]:
    """How many finished passes each text of a project has."""
    rows = session.execute(
        select(Review.text_id, func.count(func.distinct(Review.account_id)))
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(Article.project_id == project_id, Review.state == ReviewState.FINISHED, Review.kind == ReviewKind.PASS)
        .group_by(Review.text_id)
    )
    return {row[0]: row[1] for row in rows}
