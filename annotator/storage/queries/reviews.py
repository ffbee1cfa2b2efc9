"""Reviews: finding one with all that is known around it, starting, changing state, listing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, exists, func, insert, literal_column, select, text, update
from sqlalchemy.orm import Session, aliased

from annotator.core.cuts import Cutting
from annotator.core.errors import Conflict
from annotator.core.records import ArticleFacts, ReviewKind, ReviewState, Scope
from annotator.core.rounds import RoundKind, RoundState
from annotator.storage.prepared import Prepared
from annotator.storage.tables import (
    Account,
    Article,
    ArticleText,
    Project,
    Review,
    Round,
    SchemeVersion,
    Segmentation,
)
from annotator.storage.tables.reviews import GOLD_IN_HAND
from annotator.storage.types import plain


@dataclass(frozen=True, slots=True)
class ReviewHead:
    """A review with its person, text, article and project: everything but its content.

    `scheme_number` is the version that it is tagged with, `newest_scheme` the project's newest; `is_shared`: its round
    is a released calibration.
    """

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
    text_uid: str
    text_sha256: str
    text_number: int
    segmentation_id: int
    scheme_version_id: int
    scheme_number: int
    newest_scheme: int
    article_uid: str
    project_id: int
    project_uid: str
    project_name: str
    cutting: Cutting
    facts: ArticleFacts
    suggestions_shown: bool = False
    scope: Scope = Scope.FULL
    round_id: int | None = None
    is_shared: bool = False


_ROUND = plain(Round)


def is_shared(round_id: ColumnElement[int | None]) -> ColumnElement[bool]:
    """In SQL: the round is a calibration that was released, so that its people may see each other's passes."""
    # Words of closed sets, written out: a prepared statement takes no values of its own.
    kind: ColumnElement[str] = literal_column(f"'{RoundKind.CALIBRATION}'")
    state: ColumnElement[str] = literal_column(f"'{RoundState.RELEASED}'")
    return exists().where(_ROUND.c.id == round_id, _ROUND.c.kind == kind, _ROUND.c.state == state)


# Statements of every save are built once, over plain tables: building one takes longer than running it.
_REVIEW, _ACCOUNT = plain(Review), plain(Account)
_TEXT, _ARTICLE, _PROJECT = plain(ArticleText), plain(Article), plain(Project)
_SCHEME, _NEWER = plain(SchemeVersion), plain(SchemeVersion).alias("newer_scheme")
_SIBLING = _TEXT.alias("sibling_text")
#: Made once: an alias takes as long to make as a row to read.
_IN_HAND = aliased(Review)
_HEADS = select(
    _REVIEW,
    _ACCOUNT.c.uid.label("account_uid"),
    _ACCOUNT.c.name.label("account_name"),
    _TEXT.c.uid.label("text_uid"),
    _TEXT.c.sha256.label("text_sha256"),
    _TEXT.c.number.label("text_number"),
    _ARTICLE.c.uid.label("article_uid"),
    *(_ARTICLE.c[name] for name in (
        "title", "outlet", "outlet_aliases", "section", "byline", "url", "published_on", "language",
    )),
    _PROJECT.c.id.label("project_id"),
    _PROJECT.c.uid.label("project_uid"),
    _PROJECT.c.name.label("project_name"),
    _SCHEME.c.number.label("scheme_number"),
    select(func.max(_NEWER.c.number)).where(_NEWER.c.project_id == _PROJECT.c.id).scalar_subquery()
    .label("newest_scheme"),
    _PROJECT.c.cutting,
    is_shared(_REVIEW.c.round_id).label("is_shared"),
).select_from(
    _REVIEW.join(_ACCOUNT, _ACCOUNT.c.id == _REVIEW.c.account_id)
    .join(_TEXT, _TEXT.c.id == _REVIEW.c.text_id)
    .join(_ARTICLE, _ARTICLE.c.id == _TEXT.c.article_id)
    .join(_PROJECT, _PROJECT.c.id == _ARTICLE.c.project_id)
    .join(_SCHEME, _SCHEME.c.id == _REVIEW.c.scheme_version_id)
)  # fmt: skip
_FIND = Prepared(_HEADS.where(_REVIEW.c.uid == bindparam("uid")))
_OF_TEXTS = _HEADS.where(_REVIEW.c.text_id.in_(bindparam("texts", expanding=True))).order_by(_REVIEW.c.id)
_OF_ARTICLE = _HEADS.where(_TEXT.c.article_id == bindparam("article")).order_by(_REVIEW.c.id)
_ITS_ARTICLE = select(_SIBLING.c.article_id).where(_SIBLING.c.id == bindparam("text")).scalar_subquery()
_AROUND = _HEADS.where(_TEXT.c.article_id == _ITS_ARTICLE).order_by(_REVIEW.c.id)
_LOCK = (
    select(
        _REVIEW.c.state, _REVIEW.c.version, _REVIEW.c.finished_at, _REVIEW.c.scheme_version_id,
        _REVIEW.c.segmentation_id,
    )
    .where(_REVIEW.c.id == bindparam("review"))
    .with_for_update()
)
_OF_HEAD = tuple(field.name for field in fields(ReviewHead) if field.name != "facts")


_from_row = attrgetter(*_OF_HEAD)


# Any: a row of several tables has the types of its columns, which a statement over plain tables does not tell.
def _head(row: Any) -> ReviewHead:
    return ReviewHead(**dict(zip(_OF_HEAD, _from_row(row), strict=True)), facts=facts_of(row))


def facts_of(article: Article | Row[*tuple[Any, ...]]) -> ArticleFacts:
    """What is known of an article beside its text, from its row or a row with its columns."""
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
    rows = _FIND.all(session, {"uid": uid})
    return _head(rows[0]) if rows else None


def lock_review(session: Session, head: ReviewHead) -> ReviewHead:
    """Keep others from changing the review until the transaction ends (SQLite has one writer anyway).

    Gives the review as it stands under the lock: it may have been finished, or its text cut anew, while this waited.
    On SQLite `head`, read in this transaction, is that already.
    """
    if session.get_bind().dialect.name == "sqlite":
        return head
    # The names of what is selected are those of the head's fields.
    return replace(head, **session.execute(_LOCK, {"review": head.id}).one()._mapping)


def lock_text(session: Session, text_id: int) -> None:
    """Let only one transaction at a time start a review of the text or change which of them count."""
    session.execute(select(ArticleText.id).where(ArticleText.id == text_id).with_for_update())


def list_text_reviews(session: Session, text_ids: Sequence[int]) -> list[ReviewHead]:
    """The reviews of these texts, oldest first."""
    return [_head(row) for row in session.execute(_OF_TEXTS, {"texts": text_ids})]


def list_article_reviews(session: Session, article_id: int) -> list[ReviewHead]:
    """The reviews of all texts of an article, oldest first."""
    return [_head(row) for row in session.execute(_OF_ARTICLE, {"article": article_id})]


def list_reviews_around(session: Session, text_id: int) -> list[ReviewHead]:
    """The reviews of a text and of the other texts of its article, oldest first."""
    return [_head(row) for row in session.execute(_AROUND, {"text": text_id})]


def has_pass_in_hand(session: Session, text_id: int, account_id: int) -> bool:
    """Say whether the person is in the middle of tagging the text, or another text of its article: most of the words
    are the same.
    """
    of_article = select(_SIBLING.c.id).join(_TEXT, _TEXT.c.article_id == _SIBLING.c.article_id)
    statement = select(Review.id).where(
        Review.text_id.in_(of_article.where(_TEXT.c.id == text_id)),
        Review.account_id == account_id,
        Review.kind == ReviewKind.PASS,
        Review.state.in_((ReviewState.ASSIGNED, ReviewState.STARTED)),
    )
    return session.execute(statement).first() is not None


def list_adjudicated_blind(session: Session, text_ids: Collection[int]) -> frozenset[int]:
    """Those of these texts whose gold review, or that of another text of the article, is in hand in a project that
    hides names in adjudication: most of the words are the same, and so is what was tagged of them.
    """
    golds = select(Review.text_id).where(text(GOLD_IN_HAND))
    return frozenset(session.scalars(_blind(_SIBLING.c.id.in_(list(text_ids)), _TEXT.c.id.in_(golds))))


def list_all_adjudicated_blind(session: Session, project_id: int) -> frozenset[int]:
    """The same of all texts of a project."""
    # What is in hand goes first, by its index: texts first take 8 ms at 10,000 articles.
    golds = session.scalars(select(Review.text_id).where(text(GOLD_IN_HAND))).all()
    if not golds:
        return frozenset()
    return frozenset(session.scalars(_blind(Project.id == project_id, _TEXT.c.id.in_(golds))))


def list_articles_of(session: Session, text_ids: Collection[int]) -> frozenset[int]:
    """The articles (ids) of these texts."""
    if not text_ids:
        return frozenset()
    return frozenset(session.scalars(select(ArticleText.article_id).where(ArticleText.id.in_(text_ids))))


def _blind(*where: ColumnElement[bool]) -> Select[int]:
    """The texts (`_SIBLING`) of articles with such a one (`_TEXT`), in projects that hide names in adjudication."""
    return (
        select(_SIBLING.c.id)
        .join(_TEXT, _TEXT.c.article_id == _SIBLING.c.article_id)
        .join(Article, Article.id == _TEXT.c.article_id)
        .join(Project, Project.id == Article.project_id)
        .where(Project.adjudicates_blind, *where)
    )


def list_unfinished_golds(
    session: Session, project_ids: Collection[int], *, but_in_hand_of: int
) -> list[tuple[str, str, int]]:
    """The gold reviews that are in hand in these projects, the oldest first: the uids of the project and of the
    article, and the number of the text. Left out are articles that the account is in the middle of tagging.
    """
    # By its index first, as above.
    found = session.scalars(select(Review.id).where(text(GOLD_IN_HAND))).all()
    if not found:
        return []
    rows = session.execute(
        select(Project.uid, Article.uid, ArticleText.number)
        .select_from(Review)
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .join(Project, Project.id == Article.project_id)
        .where(
            Review.id.in_(found), Article.project_id.in_(project_ids), Article.published,
            ArticleText.id.not_in(texts_in_hand(but_in_hand_of)),
        )
        .order_by(Review.id)
    )  # fmt: skip
    return [(row[0], row[1], row[2]) for row in rows]


def list_texts_in_hand(session: Session, project_id: int, account_id: int) -> frozenset[int]:
    """The texts of a project that the person is in the middle of tagging, with all others of the same articles."""
    statement = texts_in_hand(account_id).join(Article, Article.id == _TEXT.c.article_id)
    return frozenset(session.scalars(statement.where(Article.project_id == project_id)))


def texts_in_hand(account_id: int) -> Select[int]:
    """The same of all projects, as a part of other questions."""
    return (
        select(_SIBLING.c.id)
        .join(_TEXT, _TEXT.c.article_id == _SIBLING.c.article_id)
        .join(_IN_HAND, _IN_HAND.text_id == _TEXT.c.id)
        .where(
            _IN_HAND.account_id == account_id,
            _IN_HAND.kind == ReviewKind.PASS,
            _IN_HAND.state.in_((ReviewState.ASSIGNED, ReviewState.STARTED)),
        )
    )


@dataclass(frozen=True, slots=True)
class TextToReview:
    """The newest text of an article with its newest cut, the newest scheme of its project, and what is asked for."""

    text_id: int
    segmentation_id: int
    scheme_version_id: int
    project_id: int
    scope: Scope = Scope.FULL
    round_id: int | None = None


def find_text_to_review(session: Session, article_uid: str) -> TextToReview | None:
    """What a new review of the article would be of."""
    row = session.execute(
        select(ArticleText.id, Segmentation.id, SchemeVersion.id, Article.project_id, Project.pass_scope)
        .join(Article, Article.id == ArticleText.article_id)
        .join(Segmentation, Segmentation.text_id == ArticleText.id)
        .join(Project, Project.id == Article.project_id)
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
    kind: ReviewKind = ReviewKind.PASS,
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
            kind=kind,
            scope=of.scope,
            round_id=of.round_id,
            version=1,
        )
        .returning(Review.id)
    )
    return result.scalar_one()


def mark_suggested(session: Session, review_id: int) -> None:
    """Note for good that suggestions are shown in the review. Its version stays: its state is the same."""
    statement = update(Review).where(Review.id == review_id).values(suggestions_shown=True)
    session.execute(statement.execution_options(synchronize_session=False))


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
