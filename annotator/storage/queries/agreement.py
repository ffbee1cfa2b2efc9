"""Which passes count in agreement.

Functions on a project leave out the texts that are `hidden` from who asks (services/visibility.py).
A person's pass over a text counts when it is finished, full and their own (not gold); while a revision is
in hand the finished pass that it revises goes on counting.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, select, text
from sqlalchemy.orm import Session, aliased

from annotator.core.actions import ActionKind
from annotator.core.agreement.filters import Values
from annotator.core.records import ReviewKind, ReviewState, Role, Scope
from annotator.core.scheme_json import scheme_from_json
from annotator.storage.queries.agreement_texts import DIMENSIONS
from annotator.storage.tables import (
    Account,
    Action,
    AgreementText,
    Article,
    ArticleText,
    DecisionRow,
    Membership,
    Review,
    Round,
    RoundArticle,
    SchemeVersion,
    Segmentation,
)
from annotator.storage.tables.reviews import UNCOUNTED


@dataclass(frozen=True, slots=True)
class CountingPass:
    """One person's pass over one text that counts."""

    review_id: int
    text_id: int
    account_id: int
    segmentation_id: int
    saw_suggestions: bool
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class UncountedPasses:
    """How many passes of one person do not count, and why: their state, or that only sourcing was asked."""

    account_name: str
    state: ReviewState
    scope: Scope
    n: int


@dataclass(frozen=True, slots=True)
class TextHead:
    """What a list says of a text."""

    text_id: int
    text_uid: str
    article_uid: str
    title: str


def _counting(on_texts: ColumnElement[bool]) -> Select[int, int, int, int, bool, datetime | None]:
    """The last finished pass of each person on each of these texts.

    A finished revision replaces what it revises; beyond that the later row wins.
    """
    revision = aliased(Review)
    # An uncorrelated set: NOT EXISTS scanned all reviews for each review, 100 ms at 1,200 of them.
    replaced = select(revision.revises_id).where(
        revision.revises_id.is_not(None), revision.state == ReviewState.FINISHED
    )
    last = (
        select(func.max(Review.id))
        .where(
            on_texts,
            Review.state == ReviewState.FINISHED,
            Review.kind == ReviewKind.PASS,
            Review.scope == Scope.FULL,
            Review.id.not_in(replaced),
        )
        .group_by(Review.text_id, Review.account_id)
        .scalar_subquery()
    )
    return select(
        Review.id, Review.text_id, Review.account_id, Review.segmentation_id, Review.suggestions_shown,
        Review.finished_at,
    ).where(Review.id.in_(last))  # fmt: skip


def _texts_of(project_id: int, hidden: Collection[int]) -> Select[int]:
    """The texts of a project's published articles, but for those that are hidden from who asks."""
    return (
        select(ArticleText.id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(Article.project_id == project_id, Article.published, ArticleText.id.not_in(list(hidden)))
    )


def _within(texts: Select[int], filters: Values) -> Select[int]:
    """Of these texts the ones that filters choose; a text without a finished pass is of no month."""
    if "period" in filters:
        texts = texts.join(AgreementText, AgreementText.text_id == ArticleText.id)
    if "round" in filters:
        texts = texts.join(RoundArticle, RoundArticle.article_id == Article.id)
        texts = texts.join(Round, Round.id == RoundArticle.round_id)
    return texts.where(*(DIMENSIONS[name].in_(values) for name, values in filters.items()))


def list_articles_within(
    session: Session, *, project_id: int, uids: Collection[str], filters: Values
) -> frozenset[str]:
    """Of these articles (by uid) the published ones that filters choose."""
    texts = _within(_texts_of(project_id, ()), filters).where(Article.uid.in_(list(uids)))
    return frozenset(session.scalars(texts.with_only_columns(Article.uid)))


def count_articles_within(
    session: Session, *, project_id: int, text_ids: Collection[int], filters: Values
) -> int:
    """How many published articles have one of these texts that filters choose; asks nothing about none."""
    if not text_ids:
        return 0
    texts = _within(_texts_of(project_id, ()), filters).where(ArticleText.id.in_(list(text_ids)))
    return session.scalar(texts.with_only_columns(func.count(Article.id.distinct()))) or 0


def list_texts_by_article(session: Session, *, project_id: int) -> tuple[int, ...]:
    """The texts of a project's published articles in the order of a dataset: articles as they came, texts by number."""
    of = _texts_of(project_id, ()).order_by(Article.id, ArticleText.number)
    return tuple(session.scalars(of))


def list_counting_passes(session: Session, *, text_id: int) -> tuple[CountingPass, ...]:
    """The passes over one text that count."""
    rows = session.execute(_counting(Review.text_id == text_id).order_by(Review.account_id))
    return tuple(CountingPass(*row) for row in rows)


def list_passes_of_texts(session: Session, *, text_ids: Collection[int]) -> tuple[CountingPass, ...]:
    """The passes over these texts that count, by text and person."""
    counting = _counting(Review.text_id.in_(list(text_ids)))
    rows = session.execute(counting.order_by(Review.text_id, Review.account_id))
    return tuple(CountingPass(*row) for row in rows)


def list_project_passes(
    session: Session, *, project_id: int, hidden: Collection[int]
) -> tuple[CountingPass, ...]:
    """The passes over a project's published articles that count, in the order of the articles."""
    counting = _counting(Review.text_id.in_(_texts_of(project_id, hidden)))
    rows = session.execute(counting.order_by(Review.text_id, Review.account_id))
    return tuple(CountingPass(*row) for row in rows)


def list_passes_made_here(session: Session, *, project_id: int) -> frozenset[int]:
    """The ids of a project's reviews that somebody began here: all but those that came by import."""
    begun = (ActionKind.START_REVIEW, ActionKind.REOPEN_REVIEW, ActionKind.CARRY_REVIEW)
    asked = select(Action.review_id).join(Review, Review.id == Action.review_id)
    rows = session.scalars(asked.where(Action.kind.in_(begun), Review.text_id.in_(_texts_of(project_id, ()))))
    return frozenset(id_ for id_ in rows if id_ is not None)


def list_revisions(session: Session, *, project_id: int) -> frozenset[int]:
    """The ids of a project's reviews that revise another one."""
    revises = Review.revises_id.is_not(None)
    return frozenset(session.scalars(select(Review.id).where(revises, Review.text_id.in_(_texts_of(project_id, ())))))


def list_begun_after_rulings(session: Session, *, project_id: int) -> frozenset[int]:
    """The ids of a project's passes that were begun when rulings about their text could be read: after its gold was
    finished, and in no round (whose people are not told of them).
    """
    gold = aliased(Review)
    ruled = exists().where(
        gold.text_id == Review.text_id, gold.kind == ReviewKind.GOLD, gold.state == ReviewState.FINISHED,
        gold.finished_at <= Review.started_at, DecisionRow.gold_id == gold.id,
    )  # fmt: skip
    begun = select(Review.id).where(
        Review.kind == ReviewKind.PASS, Review.round_id.is_(None), Review.text_id.in_(_texts_of(project_id, ())), ruled
    )
    return frozenset(session.scalars(begun))


def list_members_with(session: Session, *, project_id: int, roles: Collection[Role]) -> frozenset[int]:
    """The ids of the accounts that have one of these roles in a project."""
    asked = select(Membership.account_id).where(Membership.project_id == project_id, Membership.role.in_(list(roles)))
    return frozenset(session.scalars(asked))


def list_uncounted_passes(
    session: Session, *, project_id: int, hidden: Collection[int], filters: Values,
    account_ids: Collection[int] | None = None,
) -> tuple[UncountedPasses, ...]:  # fmt: skip
    """Passes of a project that do not count because of their state or scope, by person: those over the texts that
    filters choose, of these people where some are named.
    """
    # By their index and article by article: a set of all texts of the project takes as long as the page's numbers.
    is_here = _within(_texts_of(project_id, hidden), filters).where(ArticleText.id == Review.text_id).exists()
    rows = session.execute(
        select(Account.id, Account.name, Review.state, Review.scope, func.count())
        .join(Account, Account.id == Review.account_id)
        .where(text(UNCOUNTED), is_here)
        .group_by(Account.id, Account.name, Review.state, Review.scope)
        .order_by(Account.name, Account.id, Review.state, Review.scope)
    )
    # Whose they are is asked here: asked of the database, it reads all passes of these people by another index.
    return tuple(UncountedPasses(*row[1:]) for row in rows if account_ids is None or row[0] in account_ids)


def find_last_segmentations(session: Session, *, text_ids: Iterable[int]) -> Mapping[int, int]:
    """The ids of the newest cuts, by text id."""
    rows = session.execute(
        select(Segmentation.text_id, Segmentation.id)
        .where(Segmentation.text_id.in_(list(text_ids)))
        .order_by(Segmentation.number)
    )
    return {row[0]: row[1] for row in rows}


def list_own_tags(session: Session, *, review_ids: Collection[int]) -> Mapping[int, frozenset[str]]:
    """The keys of the desk's own tags in the scheme of each of these reviews, by review id: retired ones are not
    asked any more.
    """
    rows = session.execute(
        select(Review.id, Review.scheme_version_id).where(Review.id.in_(list(review_ids)))
    ).all()
    bodies = session.execute(
        select(SchemeVersion.id, SchemeVersion.body).where(SchemeVersion.id.in_({row[1] for row in rows}))
    )
    keys = {
        id_: frozenset(tag.key for tag in scheme_from_json(body).own_tags if not tag.is_retired) for id_, body in bodies
    }
    return {review_id: keys[scheme_id] for review_id, scheme_id in rows}


def list_account_names(session: Session, *, account_ids: Iterable[int]) -> Mapping[int, tuple[str, str]]:
    """Uid and name of these accounts, by account id, ordered by name."""
    rows = session.execute(
        select(Account.id, Account.uid, Account.name)
        .where(Account.id.in_(list(account_ids)))
        .order_by(Account.name, Account.id)
    )
    return {account_id: (uid, name) for account_id, uid, name in rows}


def list_text_heads(session: Session, *, text_ids: Iterable[int]) -> Mapping[int, TextHead]:
    """Titles and uids of these texts, by text id."""
    rows = session.execute(
        select(ArticleText.id, ArticleText.uid, Article.uid, Article.title)
        .join(Article, Article.id == ArticleText.article_id)
        .where(ArticleText.id.in_(list(text_ids)))
    )
    return {row[0]: TextHead(*row) for row in rows}


def find_text_in_project(session: Session, *, project_id: int, text_uid: str) -> TextHead | None:
    """A published text of this project by its uid, or None."""
    row = session.execute(
        select(ArticleText.id, ArticleText.uid, Article.uid, Article.title)
        .join(Article, Article.id == ArticleText.article_id)
        .where(ArticleText.uid == text_uid, Article.project_id == project_id, Article.published)
    ).one_or_none()
    return None if row is None else TextHead(*row)


def group_by_text(passes: Iterable[CountingPass]) -> dict[int, tuple[CountingPass, ...]]:
    """The passes of each text, texts in the order of first appearance."""
    grouped: defaultdict[int, list[CountingPass]] = defaultdict(list)
    for counting in passes:
        grouped[counting.text_id].append(counting)
    return {text_id: tuple(items) for text_id, items in grouped.items()}
