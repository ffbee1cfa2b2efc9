"""The versions of a project's scheme, who made them, and where a desk's own tags are used."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select, true, update
from sqlalchemy.orm import Session

from annotator.core.actions import ActionKind
from annotator.core.records import ReviewState
from annotator.core.search import Told
from annotator.storage.tables import (
    Account,
    Action,
    Annotation,
    Article,
    ArticleText,
    Project,
    Review,
    SchemeVersion,
)
from annotator.storage.told import is_told


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version in a list. `made_by` is empty where nobody here made it."""

    id: int
    number: int
    made_at: datetime
    made_by: str
    body: dict[str, object]


@dataclass(frozen=True, slots=True)
class TagUse:
    """How much of a project's work has a tag: annotations, the reviews that hold them, the finished among these."""

    annotations: int
    reviews: int
    finished: int


def lock_project(session: Session, project_id: int) -> None:
    """Let only one transaction at a time make a version of the project's scheme."""
    session.execute(select(Project.id).where(Project.id == project_id).with_for_update())


def list_versions(session: Session, project_id: int) -> tuple[VersionRow, ...]:
    """All versions, the newest first."""
    rows = session.execute(
        select(SchemeVersion.id, SchemeVersion.number, SchemeVersion.created_at, Account.name, SchemeVersion.body)
        .outerjoin(Account, Account.id == SchemeVersion.made_by_id)
        .where(SchemeVersion.project_id == project_id)
        .order_by(SchemeVersion.number.desc())
    )
    return tuple(VersionRow(id_, number, at, name or "", body) for id_, number, at, name, body in rows)


def find_version(session: Session, project_id: int, number: int) -> SchemeVersion | None:
    """One version by its number."""
    return session.scalar(
        select(SchemeVersion).where(SchemeVersion.project_id == project_id, SchemeVersion.number == number)
    )


def _reviews_of(project_id: int) -> Select[int]:
    return (
        select(Review.id)
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(Article.project_id == project_id)
    )


def count_use(session: Session, project_id: int, tag: str, told: Told | None = None) -> TagUse:
    """How much of the project's work has the tag, or has it with something `told` of it."""
    finished = func.count(func.distinct(Review.id)).filter(Review.state == ReviewState.FINISHED)
    row = session.execute(
        select(func.count(), func.count(func.distinct(Review.id)), finished)
        .select_from(Annotation)
        .join(Review, Review.id == Annotation.review_id)
        .where(Annotation.tag == tag, Annotation.review_id.in_(_reviews_of(project_id)))
        .where(true() if told is None else is_told(told))
    ).one()
    return TagUse(row[0], row[1], row[2])


def list_reviews_with(session: Session, project_id: int, tag: str) -> tuple[int, ...]:
    """The ids of the project's reviews that hold annotations with the tag, oldest first."""
    rows = session.scalars(
        select(Annotation.review_id)
        .where(Annotation.tag == tag, Annotation.review_id.in_(_reviews_of(project_id)))
        .distinct()
        .order_by(Annotation.review_id)
    )
    return tuple(rows)


def lock_reviews(session: Session, review_ids: Collection[int]) -> dict[int, tuple[int, str, ReviewState]]:
    """Keep others from changing these reviews until the transaction ends; their texts, uids and states by id."""
    rows = session.execute(
        select(Review.id, Review.text_id, Review.uid, Review.state)
        .where(Review.id.in_(list(review_ids)))
        .order_by(Review.id)
        .with_for_update()
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def move_reviews(session: Session, review_ids: Sequence[int], scheme_version_id: int) -> None:
    """Let these reviews go on with another version."""
    session.execute(
        update(Review)
        .where(Review.id.in_(list(review_ids)))
        .values(scheme_version_id=scheme_version_id)
        .execution_options(synchronize_session=False)
    )


def move_unfinished(session: Session, from_ids: Sequence[int], scheme_version_id: int) -> int:
    """Let the unfinished reviews that were begun with one of these versions go on with another; how many there were."""
    moved = session.execute(
        update(Review)
        .where(
            Review.scheme_version_id.in_(list(from_ids)),
            Review.state.in_((ReviewState.ASSIGNED, ReviewState.STARTED)),
        )
        .values(scheme_version_id=scheme_version_id)
        .returning(Review.id)
        .execution_options(synchronize_session=False)
    )
    return len(moved.all())


def list_merge_actions(session: Session, keys_like: str) -> tuple[tuple[int, int], ...]:
    """The actions of one merge, by the beginning of their request keys: (action id, review id) pairs."""
    rows = session.execute(
        select(Action.id, Action.review_id)
        .where(Action.kind == ActionKind.MERGE_TAGS, Action.request_key.like(f"{keys_like}%"))
        .order_by(Action.id)
    )
    return tuple((row[0], row[1]) for row in rows if row[1] is not None)


def list_undone(session: Session, action_ids: Collection[int]) -> frozenset[int]:
    """Which of these actions were taken back."""
    rows = session.scalars(select(Action.undoes_id).where(Action.undoes_id.in_(list(action_ids))))
    return frozenset(row for row in rows if row is not None)
