"""What the actions of reviews left of each row, for comparing with what is there."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.codec import Record
from annotator.storage.queries.actions import CUT, read_change
from annotator.storage.tables import Action, Change, Review


def list_acted_reviews(session: Session) -> list[tuple[int, str]]:
    """The ids and uids of the reviews in which something was done, in the order of their ids."""
    acted = select(Action.review_id).where(Action.review_id.is_not(None))
    return [(row.id, row.uid) for row in session.execute(select(Review.id, Review.uid).where(Review.id.in_(acted)))]


def load_last_states(session: Session, review_ids: Sequence[int]) -> dict[int, dict[str, Record | None]]:
    """By review id, every row that an action wrote: as the last one left it, None where it deleted it."""
    found: dict[int, dict[str, Record | None]] = {review_id: {} for review_id in review_ids}
    rows = session.execute(
        select(Action.review_id, Change.uid, Change.table, Change.after)
        .join(Action, Action.id == Change.action_id)
        .where(Action.review_id.in_(review_ids), Change.table != CUT)
        .order_by(Change.action_id, Change.position)
        .execution_options(yield_per=1000)
    )
    last: dict[tuple[int, str], tuple[str, dict[str, object] | None]] = {}
    for review_id, uid, table, after in rows:
        if review_id is not None:
            last[review_id, uid] = table, after
    for (review_id, uid), (table, after) in last.items():
        found[review_id][uid] = read_change(table, None, after).after
    return found
