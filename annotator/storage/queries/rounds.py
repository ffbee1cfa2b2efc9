"""Rounds: making and moving one, its articles and people, and the passes that were made in it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, and_, case, delete, func, insert, select, update
from sqlalchemy.orm import Session

from annotator.core.errors import Conflict
from annotator.core.records import ReviewKind, ReviewState, Scope
from annotator.core.rounds import ArticleRole, Away, RoundFacts, RoundKind, RoundState, keep_away
from annotator.storage.tables import (
    Account,
    Article,
    ArticleText,
    Project,
    Review,
    Round,
    RoundArticle,
    RoundReviewer,
)


@dataclass(frozen=True, slots=True)
class RoundRow(RoundFacts):
    """A round of a project, without its articles and people."""

    id: int
    project_id: int
    project_uid: str
    project_name: str
    version: int
    ranks_people: bool


@dataclass(frozen=True, slots=True)
class RoundArticleRow:
    """An article of a round with its newest text."""

    article_id: int
    article_uid: str
    title: str
    role: ArticleRole
    text_id: int


@dataclass(frozen=True, slots=True)
class RoundPerson:
    """A person of a round."""

    account_id: int
    uid: str
    name: str


@dataclass(frozen=True, slots=True)
class RoundPass:
    """A pass that was made in a round."""

    review_id: int
    uid: str
    text_id: int
    account_id: int
    state: ReviewState
    scope: Scope
    started_at: datetime
    finished_at: datetime | None
    revises_id: int | None
    saw_suggestions: bool


@dataclass(frozen=True, slots=True)
class OwnPass:
    """A person's finished pass that may be told about, with its words."""

    review_id: int
    review_uid: str
    scope: Scope
    text_id: int
    segmentation_id: int
    project_id: int
    article_uid: str
    title: str
    body: str


_ROUNDS = select(
    Round.uid, Round.number, Round.name, Round.kind, Round.state, Round.pass_mark, Round.opened_at, Round.closed_at,
    Round.released_at, Round.id, Round.project_id, Project.uid.label("project_uid"),
    Project.name.label("project_name"), Round.version, Project.ranks_people,
).join(Project, Project.id == Round.project_id)  # fmt: skip


def add_round(
    session: Session, *, uid: str, project_id: int, name: str, kind: RoundKind, pass_mark: int | None, now: datetime
) -> tuple[int, int]:
    """Store an open round; its id and number. Two who make one at once cannot both have the number."""
    number = (session.scalar(select(func.max(Round.number)).where(Round.project_id == project_id)) or 0) + 1
    made = session.execute(
        insert(Round)
        .values(
            uid=uid, project_id=project_id, number=number, name=name, kind=kind, state=RoundState.OPEN,
            pass_mark=pass_mark, opened_at=now, version=1,
        )
        .returning(Round.id)
    )  # fmt: skip
    return made.scalar_one(), number


def add_articles(session: Session, round_id: int, roles: Mapping[int, ArticleRole]) -> None:
    """Put articles (by id) into a round."""
    rows = [{"article_id": article, "round_id": round_id, "role": role} for article, role in roles.items()]
    session.execute(insert(RoundArticle), rows)


def add_reviewers(session: Session, round_id: int, account_ids: Iterable[int]) -> None:
    """Put people into a round."""
    rows = [{"round_id": round_id, "account_id": account_id} for account_id in account_ids]
    session.execute(insert(RoundReviewer), rows)


def set_round_state(session: Session, found: RoundRow, state: RoundState, *, now: datetime) -> None:
    """Move a round on, if it is in the version that was seen. Raises Conflict otherwise."""
    stamp = {"closed_at": now} if state is RoundState.CLOSED else {"released_at": now}
    moved = session.execute(
        update(Round)
        .where(Round.id == found.id, Round.version == found.version)
        .values(state=state, version=found.version + 1, **stamp)
        .returning(Round.id)
        .execution_options(synchronize_session=False)
    ).all()
    if len(moved) != 1:
        raise Conflict("This round has moved on meanwhile. Look again.", code="stale")


def remove_unbegun(session: Session, round_id: int) -> int:
    """Take back the passes of a round that nobody began; how many there were."""
    gone = session.execute(
        delete(Review).where(Review.round_id == round_id, Review.state == ReviewState.ASSIGNED).returning(Review.id)
    ).all()
    return len(gone)


def find_round(session: Session, uid: str) -> RoundRow | None:
    """A round by its uid."""
    row = session.execute(_ROUNDS.where(Round.uid == uid)).one_or_none()
    return None if row is None else _row(row)


def find_round_by_id(session: Session, round_id: int) -> RoundRow | None:
    """A round by its id, as a review has it."""
    row = session.execute(_ROUNDS.where(Round.id == round_id)).one_or_none()
    return None if row is None else _row(row)


def find_round_of_article(session: Session, article_uid: str) -> RoundRow | None:
    """The round that an article is in."""
    row = session.execute(
        _ROUNDS.join(RoundArticle, RoundArticle.round_id == Round.id)
        .join(Article, Article.id == RoundArticle.article_id)
        .where(Article.uid == article_uid)
    ).one_or_none()
    return None if row is None else _row(row)


def list_rounds(session: Session, project_id: int, *, of_account: int | None = None) -> list[RoundRow]:
    """The rounds of a project, the newest first; those of one person where `of_account` says so."""
    statement = _ROUNDS.where(Round.project_id == project_id).order_by(Round.number.desc())
    if of_account is not None:
        own = select(RoundReviewer.round_id).where(RoundReviewer.account_id == of_account)
        statement = statement.where(Round.id.in_(own))
    return [_row(row) for row in session.execute(statement)]


def list_round_articles(session: Session, round_id: int) -> list[RoundArticleRow]:
    """The articles of a round, oldest first."""
    newest = (
        select(func.max(ArticleText.id)).where(ArticleText.article_id == Article.id).correlate(Article)
        .scalar_subquery()
    )  # fmt: skip
    rows = session.execute(
        select(Article.id, Article.uid, Article.title, RoundArticle.role, newest)
        .join(RoundArticle, RoundArticle.article_id == Article.id)
        .where(RoundArticle.round_id == round_id)
        .order_by(Article.id)
    )
    return [RoundArticleRow(*row) for row in rows]


def list_round_people(session: Session, round_id: int) -> list[RoundPerson]:
    """The people of a round by name."""
    rows = session.execute(
        select(Account.id, Account.uid, Account.name)
        .join(RoundReviewer, RoundReviewer.account_id == Account.id)
        .where(RoundReviewer.round_id == round_id)
        .order_by(func.lower(Account.name), Account.id)
    )
    return [RoundPerson(*row) for row in rows]


def list_round_passes(session: Session, round_id: int) -> list[RoundPass]:
    """The passes that were made in a round, oldest first."""
    rows = session.execute(
        select(
            Review.id.label("review_id"), Review.uid, Review.text_id, Review.account_id, Review.state, Review.scope,
            Review.started_at, Review.finished_at, Review.revises_id,
            Review.suggestions_shown.label("saw_suggestions"),
        )
        .where(Review.round_id == round_id, Review.kind == ReviewKind.PASS)
        .order_by(Review.id)
    )  # fmt: skip
    return [RoundPass(**row) for row in rows.mappings()]


def finished_in_round(session: Session, round_id: int | None, text_id: int, account_id: int) -> bool:
    """Say whether the person finished a pass of the text in the round."""
    statement = select(Review.id).where(
        Review.round_id == round_id, Review.text_id == text_id, Review.account_id == account_id,
        Review.kind == ReviewKind.PASS, Review.state == ReviewState.FINISHED,
    )  # fmt: skip
    return session.execute(statement.limit(1)).first() is not None


def is_in_round(session: Session, round_id: int, account_id: int) -> bool:
    """Say whether a person is of a round."""
    return session.get(RoundReviewer, (round_id, account_id)) is not None


def list_away(session: Session, article_ids: Collection[int], account_id: int) -> dict[int, Away]:
    """Which of these articles a person cannot begin because of the round that they are in, and why."""
    takes_part = and_(RoundReviewer.round_id == Round.id, RoundReviewer.account_id == account_id)
    rows = session.execute(
        select(RoundArticle.article_id, Round.state, RoundReviewer.account_id)
        .join(Round, Round.id == RoundArticle.round_id)
        .outerjoin(RoundReviewer, takes_part)
        .where(RoundArticle.article_id.in_(list(article_ids)))
    )
    found = {article_id: keep_away(state, takes_part=own is not None) for article_id, state, own in rows}
    return {article_id: away for article_id, away in found.items() if away is not None}


@dataclass(frozen=True, slots=True)
class ArticleName:
    """An article's id and title."""

    id: int
    title: str


def list_article_names(session: Session, project_id: int, uids: Iterable[str]) -> dict[str, ArticleName]:
    """Those of these articles that are published in the project, by uid."""
    rows = session.execute(
        select(Article.uid, Article.id, Article.title).where(
            Article.project_id == project_id, Article.published, Article.uid.in_(list(uids))
        )
    )
    return {row[0]: ArticleName(row[1], row[2]) for row in rows}


def count_kept(session: Session, round_id: int) -> dict[str, int]:
    """How many of a round's people have a pass of an article that is not of the round, and none that is, by the
    article's uid: they were not given it. Skipped ones are none.
    """
    rows = session.execute(
        select(Article.uid, Review.account_id, func.max(case((Review.round_id == round_id, 1), else_=0)))
        .join(RoundArticle, RoundArticle.article_id == Article.id)
        .join(ArticleText, ArticleText.article_id == Article.id)
        .join(Review, Review.text_id == ArticleText.id)
        .join(RoundReviewer, RoundReviewer.account_id == Review.account_id)
        .where(
            RoundArticle.round_id == round_id, RoundReviewer.round_id == round_id, Review.kind == ReviewKind.PASS,
            Review.state != ReviewState.SKIPPED,
        )
        .group_by(Article.uid, Review.account_id)
    )  # fmt: skip
    return Counter(uid for uid, _account_id, is_of_round in rows if not is_of_round)


def list_taken(session: Session, article_ids: Collection[int]) -> frozenset[int]:
    """Which of these articles are in a round."""
    return frozenset(
        session.scalars(select(RoundArticle.article_id).where(RoundArticle.article_id.in_(list(article_ids))))
    )


def list_gold_articles(session: Session, article_ids: Collection[int]) -> frozenset[int]:
    """Which of these articles have a finished gold review."""
    return frozenset(
        session.scalars(
            select(ArticleText.article_id)
            .join(Review, Review.text_id == ArticleText.id)
            .where(
                ArticleText.article_id.in_(list(article_ids)), Review.kind == ReviewKind.GOLD,
                Review.state == ReviewState.FINISHED,
            )
        )
    )  # fmt: skip


def list_golds(session: Session, text_ids: Iterable[int]) -> dict[int, int]:
    """The last finished gold review (its id) of each of these texts that has one."""
    rows = session.execute(
        select(Review.text_id, func.max(Review.id))
        .where(
            Review.text_id.in_(list(text_ids)), Review.kind == ReviewKind.GOLD, Review.state == ReviewState.FINISHED
        )
        .group_by(Review.text_id)
    )
    return {row[0]: row[1] for row in rows}


def list_own_released(session: Session, project_uid: str, account_id: int) -> list[OwnPass]:
    """A person's finished passes of released rounds, of trainings, or of no round, the newest first."""
    rows = session.execute(
        select(
            Review.id, Review.uid, Review.scope, Review.text_id, Review.segmentation_id, Article.project_id,
            Article.uid, Article.title, ArticleText.body,
        )
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .join(Project, Project.id == Article.project_id)
        .outerjoin(Round, Round.id == Review.round_id)
        .where(
            Project.uid == project_uid, Article.published, Review.account_id == account_id,
            Review.kind == ReviewKind.PASS, Review.state == ReviewState.FINISHED,
            Review.round_id.is_(None) | (Round.state == RoundState.RELEASED) | (Round.kind == RoundKind.TRAINING),
        )
        .order_by(Review.id.desc())
    )  # fmt: skip
    return [OwnPass(*row) for row in rows]


def list_texts_of_running_rounds(session: Session, project_id: int, account_id: int) -> frozenset[int]:
    """The texts of the articles of a person's rounds that are not released: what they are not to be told of yet."""
    statement = (
        select(ArticleText.id)
        .join(RoundArticle, RoundArticle.article_id == ArticleText.article_id)
        .join(Round, Round.id == RoundArticle.round_id)
        .join(RoundReviewer, RoundReviewer.round_id == Round.id)
        .where(
            Round.project_id == project_id, Round.state != RoundState.RELEASED,
            RoundReviewer.account_id == account_id,
        )
    )  # fmt: skip
    return frozenset(session.scalars(statement))


def list_practice_articles(session: Session, project_id: int) -> Mapping[RoundKind, frozenset[str]]:
    """The uids of the articles that are in rounds other than production, by kind of round."""
    rows = session.execute(
        select(Round.kind, Article.uid)
        .join(RoundArticle, RoundArticle.round_id == Round.id)
        .join(Article, Article.id == RoundArticle.article_id)
        .where(Round.project_id == project_id, Round.kind != RoundKind.PRODUCTION)
    )
    found: dict[RoundKind, set[str]] = defaultdict(set)
    for kind, uid in rows:
        found[kind].add(uid)
    return {kind: frozenset(uids) for kind, uids in found.items()}


def _row(row: Row[*tuple[object, ...]]) -> RoundRow:
    return RoundRow(*row)  # type: ignore[arg-type]  # the columns are those of the fields
