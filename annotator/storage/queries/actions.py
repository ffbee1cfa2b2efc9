"""The ledger: finding a request that was answered before, noting actions, reading the undo stack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from annotator.core.actions import ActionKind, PastAction
from annotator.core.actions import Change as CoreChange
from annotator.core.codec import record_from_json, record_to_json
from annotator.core.cuts import Recut
from annotator.storage.prepared import Prepared
from annotator.storage.tables import Account, Action, Change
from annotator.storage.types import plain

#: The table word of a change that is a text's next cut: numbers, no record of a review.
CUT = "segmentation"


@dataclass(frozen=True, slots=True)
class AnsweredRequest:
    """An action by the key of the request that caused it."""

    action_id: int
    review_id: int | None
    kind: ActionKind
    digest: str | None


# Built once: every save asks them.
_ACTION, _CHANGE = plain(Action), plain(Change)
_ANSWERED = Prepared(
    select(_ACTION.c.id, _ACTION.c.review_id, _ACTION.c.kind, _ACTION.c.request_digest).where(
        _ACTION.c.actor_id == bindparam("actor"), _ACTION.c.request_key == bindparam("key")
    )
)
_ADD_ACTION = Prepared(insert(_ACTION).returning(_ACTION.c.id))
_ADD_CHANGES = Prepared(insert(_CHANGE))
_SINCE = (
    select(_ACTION.c.uid, _CHANGE.c.table, _CHANGE.c.before, _CHANGE.c.after)
    .select_from(_ACTION.outerjoin(_CHANGE, _CHANGE.c.action_id == _ACTION.c.id))
    .where(_ACTION.c.review_id == bindparam("review"))
    .order_by(_ACTION.c.id, _CHANGE.c.position)
)
_SEEN = _ACTION.alias("seen")
_NEWS = Prepared(
    _SINCE.where(
        _ACTION.c.id
        > select(_SEEN.c.id)
        .where(_SEEN.c.uid == bindparam("seen"), _SEEN.c.review_id == bindparam("review"))
        .scalar_subquery()
    )
)
_EVERY_NEWS = Prepared(_SINCE)


def find_answered(session: Session, actor_id: int, request_key: str) -> AnsweredRequest | None:
    """The action that a request with this key caused, if it was answered before."""
    rows = _ANSWERED.all(session, {"actor": actor_id, "key": request_key})
    return AnsweredRequest(rows[0][0], rows[0][1], ActionKind(rows[0][2]), rows[0][3]) if rows else None


def add_action(
    session: Session,
    *,
    uid: str,
    at: datetime,
    actor_id: int,
    review_id: int | None,
    kind: ActionKind,
    changes: Sequence[CoreChange],
    undoes_id: int | None = None,
    request_key: str | None = None,
    request_digest: str | None = None,
    recut: tuple[str, Recut] | None = None,
) -> int:
    """Note an action with its changes; return its id. `recut`: the uid of a text, and its cuts before and after."""
    action_id: int = _ADD_ACTION.all(
        session,
        {
            "uid": uid,
            "at": at,
            "actor_id": actor_id,
            "review_id": review_id,
            "kind": kind,
            "undoes_id": undoes_id,
            "request_key": request_key,
            "request_digest": request_digest,
        },
    )[0][0]
    _ADD_CHANGES.write_all(
        session,
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
    if recut is not None:
        text_uid, cuts = recut
        row = {"action_id": action_id, "position": len(changes), "table": CUT, "uid": text_uid}
        session.execute(insert(Change).values(**row, before={"number": cuts.before}, after={"number": cuts.after}))
    return action_id


def find_recut(session: Session, action_id: int) -> tuple[str, Recut] | None:
    """Which text an action cut anew, from which number to which; None for any other action."""
    row = session.execute(
        select(Change.uid, Change.before, Change.after).where(Change.action_id == action_id, Change.table == CUT)
    ).one_or_none()
    return None if row is None else (row[0], Recut(row[1]["number"], row[2]["number"]))


def uid_of(session: Session, action_id: int) -> str:
    """The uid of an action."""
    return session.execute(select(Action.uid).where(Action.id == action_id)).scalar_one()


@dataclass(frozen=True, slots=True)
class LastAct:
    """The last action in a review, and who did it."""

    uid: str
    account_id: int
    name: str


def find_last_act(session: Session, review_id: int) -> LastAct | None:
    """The last action in a review with its person."""
    row = session.execute(
        select(Action.uid, Action.actor_id, Account.name)
        .join(Account, Account.id == Action.actor_id)
        .where(Action.review_id == review_id)
        .order_by(Action.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else LastAct(*row)


def latest_action(session: Session, review_id: int) -> str:
    """The uid of the last action in a review, or empty."""
    statement = select(Action.uid).where(Action.review_id == review_id).order_by(Action.id.desc()).limit(1)
    return session.scalar(statement) or ""


def began_carried(session: Session, review_id: int) -> bool:
    """Say whether a review began with what its person had tagged in an earlier text."""
    carried = select(Action.id).where(Action.review_id == review_id, Action.kind == ActionKind.CARRY_REVIEW.value)
    return session.scalar(carried.limit(1)) is not None


def load_news(session: Session, review_id: int, seen: str) -> tuple[tuple[CoreChange, ...], str]:
    """What changed in a review after the action `seen` (empty: ever), in the order of doing, and the last action's
    uid. An action that is not this review's counts as the last: who names it learns nothing.
    """
    asked = {"review": review_id, "seen": seen} if seen else {"review": review_id}
    rows = (_NEWS if seen else _EVERY_NEWS).all(session, asked)
    changes = tuple(read_change(table, before, after) for _, table, before, after in rows if table not in (None, CUT))
    return changes, rows[-1][0] if rows else seen


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
        .where(Change.action_id == action_id, Change.table != CUT)
        .order_by(Change.position)
    )
    return tuple(read_change(table, before, after) for table, before, after in rows)


def read_change(table: str, before: Mapping[str, object] | None, after: Mapping[str, object] | None) -> CoreChange:
    """A change as it was written."""
    return CoreChange(
        None if before is None else record_from_json(table, before),
        None if after is None else record_from_json(table, after),
    )
