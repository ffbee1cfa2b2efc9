"""Passes that were asked for and not begun."""

from datetime import datetime

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from annotator.core.errors import Conflict
from annotator.core.records import ReviewState
from annotator.storage.queries.reviews import TextToReview
from annotator.storage.tables import Review


def add_assigned(session: Session, uid: str, of: TextToReview, account_id: int, *, now: datetime) -> None:
    """Store a pass that a person is asked for. A second one in hand for them and the text breaks a constraint."""
    session.execute(
        insert(Review).values(
            uid=uid, text_id=of.text_id, segmentation_id=of.segmentation_id, scheme_version_id=of.scheme_version_id,
            account_id=account_id, started_at=now, scope=of.scope, round_id=of.round_id,
            state=ReviewState.ASSIGNED, version=1,
        )
    )  # fmt: skip


def begin_assigned(session: Session, review_id: int, version: int, of: TextToReview, *, now: datetime) -> None:
    """Begin a pass that was asked for, upon the newest cut and scheme. Raises Conflict if it was begun meanwhile."""
    begun = session.execute(
        update(Review)
        .where(Review.id == review_id, Review.version == version, Review.state == ReviewState.ASSIGNED)
        .values(
            state=ReviewState.STARTED, started_at=now, segmentation_id=of.segmentation_id,
            scheme_version_id=of.scheme_version_id, version=version + 1,
        )
        .returning(Review.id)
        .execution_options(synchronize_session=False)
    ).all()  # fmt: skip
    if len(begun) != 1:
        raise Conflict("This pass was begun or taken back meanwhile. Look again.", code="stale")


def remove_assigned(session: Session, review_id: int) -> bool:
    """Take an unbegun pass away; say whether there was one."""
    gone = session.execute(
        delete(Review).where(Review.id == review_id, Review.state == ReviewState.ASSIGNED).returning(Review.id)
    ).all()
    return bool(gone)
