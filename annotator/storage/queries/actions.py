"""The ledger: finding a request that was answered before, noting actions, reading the undo stack."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from annotator.core.actions import ActionKind, PastAction
from annotator.core.actions import Change as CoreChange
from annotator.core.codec import record_from_json, record_to_json
from annotator.storage.tables import Action, Change


@dataclass(frozen=True, slots=True)
class AnsweredRequest:
    """An action by the key of the request that caused it."""

    action_id: int
    review_id: int | None
    kind: ActionKind
    digest: str | None


def find_answered(session: Session, actor_id: int, request_key: str) -> AnsweredRequest | None:
    """The action that a request with this key caused, if it was answered before."""
    row = session.execute(
        select(Action.id, Action.review_id, Action.kind, Action.request_digest).where(
            Action.actor_id == actor_id, Action.request_key == request_key
        )
    ).one_or_none()
    return AnsweredRequest(row[0], row[1], ActionKind(row[2]), row[3]) if row else None


def add_action(
    session: Session,
    *,
    uid: str,
    at: datetime,
    actor_id: int,
    review_id: int,
    kind: ActionKind,
    changes: Sequence[CoreChange],
    undoes_id: int | None = None,
    request_key: str | None = None,
    request_digest: str | None = None,
) -> int:
    """Note an action with its changes; return its id."""
    action_id = session.execute(
        insert(Action)
        .values(
            uid=uid,
            at=at,
            actor_id=actor_id,
            review_id=review_id,
            kind=kind,
            undoes_id=undoes_id,
            request_key=request_key,
            request_digest=request_digest,
        )
        .returning(Action.id)
    ).scalar_one()
    if changes:
        session.execute(
            insert(Change),
            [
                {
                    "action_id": action_id,
                    "position": position,
                    "table": change.table,
                    "uid": change.uid,
                    "before": None if change.before is None else record_to_json(change.before),
                    "after": None if change.after is None else record_to_json(change.after),
                }
                for position, change in enumerate(changes)
            ],
        )
    return action_id


def load_history(session: Session, review_id: int) -> list[PastAction]:
    """What was done in a review, in the order of doing."""
    rows = session.execute(
        select(Action.id, Action.kind, Action.undoes_id).where(Action.review_id == review_id).order_by(Action.id)
    )
    return [PastAction(row[0], ActionKind(row[1]), row[2]) for row in rows]


def load_changes(session: Session, action_id: int) -> tuple[CoreChange, ...]:
    """What an action changed, in the order of doing."""
    rows = session.execute(
        select(Change.table, Change.before, Change.after)
        .where(Change.action_id == action_id)
        .order_by(Change.position)
    )
    return tuple(
        CoreChange(
            None if before is None else record_from_json(table, before),
            None if after is None else record_from_json(table, after),
        )
        for table, before, after in rows
    )
