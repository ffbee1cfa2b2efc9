"""What was done in a review, a page at a time, with what each action changed; constant in the review's length."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.actions import ActionKind
from annotator.core.actions import Change as CoreChange
from annotator.storage.queries.actions import CUT, read_change
from annotator.storage.tables import Account, Action, Change


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action with who did it and when."""

    id: int
    uid: str
    kind: ActionKind
    at: datetime
    name: str
    undoes_id: int | None


_COLUMNS = (Action.id, Action.uid, Action.kind, Action.at, Account.name, Action.undoes_id)


def list_actions(session: Session, review_id: int, before: str, limit: int) -> list[ActionRow]:
    """What was done in a review, newest first; what was done before the action `before` where it is given. What
    changed nothing is left out.
    """
    asked = select(*_COLUMNS).join(Account, Account.id == Action.actor_id).where(Action.review_id == review_id)
    asked = asked.where(Action.kind != ActionKind.CHANGE_NOTHING)
    if before:
        place = select(Action.id).where(Action.uid == before, Action.review_id == review_id).scalar_subquery()
        asked = asked.where(Action.id < place)
    return [_row(*row) for row in session.execute(asked.order_by(Action.id.desc()).limit(limit))]


def list_by_id(session: Session, action_ids: Sequence[int]) -> dict[int, ActionRow]:
    """These actions by id."""
    asked = select(*_COLUMNS).join(Account, Account.id == Action.actor_id).where(Action.id.in_(action_ids))
    return {row[0]: _row(*row) for row in session.execute(asked)}


def load_changes_of(session: Session, action_ids: Sequence[int]) -> dict[int, tuple[CoreChange, ...]]:
    """What each of these actions changed in the review, in the order of doing."""
    found: dict[int, list[CoreChange]] = defaultdict(list)
    for action_id, table, before, after in session.execute(
        select(Change.action_id, Change.table, Change.before, Change.after)
        .where(Change.action_id.in_(action_ids), Change.table != CUT)
        .order_by(Change.action_id, Change.position)
    ):
        found[action_id].append(read_change(table, before, after))
    return {action_id: tuple(changes) for action_id, changes in found.items()}


def list_cutting(session: Session, action_ids: Collection[int]) -> frozenset[int]:
    """Which of these actions made another cut of the text."""
    if not action_ids:
        return frozenset()
    asked = select(Change.action_id).where(Change.action_id.in_(action_ids), Change.table == CUT)
    return frozenset(session.scalars(asked))


def find_action(session: Session, review_id: int, uid: str) -> int | None:
    """The id of a review's action."""
    return session.scalar(select(Action.id).where(Action.review_id == review_id, Action.uid == uid))


def _row(id_: int, uid: str, kind: str, at: datetime, name: str, undoes_id: int | None) -> ActionRow:
    return ActionRow(id_, uid, ActionKind(kind), at, name, undoes_id)
