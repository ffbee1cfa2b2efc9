"""What was done in a review, by whom and when; what is new since a page last looked; undoing back to a moment."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from annotator.core.actions import ActionKind, Change, PastAction, find_first, find_undone, invert, undo_steps
from annotator.core.errors import Invalid
from annotator.core.permissions import Actor
from annotator.core.records import Span
from annotator.services.acts import Done, Stamp, touched_by
from annotator.services.annotations import undo
from annotator.services.ghosts import find_rejected
from annotator.services.proposals import find_answered_proposals
from annotator.services.reviews import OpenedReview, open_review
from annotator.storage.queries.actions import load_history, load_news
from annotator.storage.queries.history import (
    ActionRow,
    find_action,
    list_actions,
    list_by_id,
    list_cutting,
    load_changes_of,
)

#: How much is shown at once, and how much is undone at once: a long undo would keep everybody else from saving.
PAGE = 50


@dataclass(frozen=True, slots=True)
class Past:
    """One action of a review. `meant` is what was done: of an undo or redo, what that took back or did again, and
    `changes` are those of the act meant. `undone_by` took this one back and still holds. `is_passed`: a cut that undo
    or redo passed over, or the passing itself: it stays, because its sentences were cut again since. `places`: where
    the suggestions lie that the act rejected, which changes no row.
    """

    row: ActionRow
    changes: tuple[Change, ...]
    meant: ActionKind
    undone_by: ActionRow | None
    may_undo: bool
    is_passed: bool = False
    places: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """A page of a review's past, newest first; `before` names where the next one begins, or is empty."""

    opened: OpenedReview
    actions: tuple[Past, ...]
    before: str


def show_history(session: Session, actor: Actor | None, review_uid: str, before: str = "") -> History:
    """What was done in a review. Raises NotFound for a review that the person may not see."""
    opened = open_review(session, actor, review_uid)
    rows = list_actions(session, opened.head.id, before, PAGE + 1)
    shown = rows[:PAGE]
    past = load_history(session, opened.head.id)
    undone, passed = find_undone(past), find_answered_proposals(session, opened.head.id, past)
    named = list_by_id(session, [undone[row.id] for row in shown if row.id in undone])
    changes = load_changes_of(session, [row.id for row in shown])
    meant = {row.id: find_first(past, row.id) or PastAction(row.id, row.kind) for row in shown}
    turns = {row.id: undone.get(row.id, row.id) for row in shown if meant[row.id].kind is ActionKind.CUT_TEXT}
    cutting = list_cutting(session, turns.values())
    rejecting = [action.id for action in meant.values() if action.kind is ActionKind.REJECT_SUGGESTION]
    places = find_rejected(session, opened.head, rejecting) if rejecting else {}
    # Who did it is not told of a pass whose name is hidden; nor is when, by whoever shows it.
    is_nameless = not opened.head.account_name
    actions = tuple(
        Past(
            replace(row, name="") if is_nameless else row,
            _as_done(row, changes.get(row.id, ())),
            meant[row.id].kind,
            named.get(undone.get(row.id, 0)),
            opened.may_tag and 0 < undo_steps(past, row.id, passed) <= PAGE,
            is_passed=row.id in turns and turns[row.id] not in cutting,
            places=places.get(meant[row.id].id, ()),
        )
        for row in shown
    )
    return History(opened, actions, shown[-1].uid if len(rows) > PAGE else "")


def _as_done(row: ActionRow, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The changes of an action as they were when what it is about was done first."""
    return invert(changes) if row.kind is ActionKind.UNDO else changes


def undo_to(
    session: Session, actor: Actor | None, review_uid: str, action_uid: str, *, stamp: Stamp, now: datetime,
    leave: Collection[str] = (),
) -> Done:  # fmt: skip
    """Take back an action and everything done after it: one undo after the other, all or none of them.

    Raises Invalid (`not_to_undo`) for an action that is undone already, or that is too far back; CutSince, and `leave`,
    as in `undo`.
    """
    def back(session: Session, stamp: Stamp) -> Done:
        return undo(session, actor, review_uid, stamp=stamp, now=now, leave=leave)

    done = back(session, stamp)
    if done.is_replay:
        return done
    action_id = find_action(session, done.review.id, action_uid)
    past = load_history(session, done.review.id)
    # The first undo is done: what is left are those before it.
    taken = past[-1].undoes_id
    passed = find_answered_proposals(session, done.review.id, past)
    steps = 0 if taken == action_id else undo_steps(past, action_id or 0, passed)
    if taken != action_id and not 0 < steps < PAGE:
        raise Invalid("This is undone already, or too far back. Undo step by step instead.", code="not_to_undo")
    touched = done.touched
    for _ in range(steps):
        done = back(session, Stamp(seen=stamp.seen))
        touched |= done.touched
    return Done(done.review, done.reading, ActionKind.UNDO, touched, "", seen=done.seen)


def find_news(
    session: Session, actor: Actor | None, review_uid: str, seen: str
) -> tuple[OpenedReview | None, frozenset[int]]:
    """The review as it is now with the sentences that changed after the action `seen`; None where nothing was done.

    Raises NotFound for a review that the person may not see.
    """
    opened = open_review(session, actor, review_uid)
    if opened.seen == seen:
        return None, frozenset()
    changes, _ = load_news(session, opened.head.id, seen)
    return opened, touched_by(changes, opened.reading)
