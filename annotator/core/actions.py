"""Actions as values: what one act changes, how it is undone, and what it makes of a reading.

A change is a record before and after it; a row that was not there has no `before`, one that goes has no
`after`. Undoing an action is a new action whose changes are these, turned round and in reverse order, so
undo and redo are the same thing and nothing is ever rewritten.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from annotator.core.codec import Record
from annotator.core.errors import Conflict
from annotator.core.records import Attribution, Check, Claim, Figure, Mark, Reading, SourceCard


class ActionKind(StrEnum):
    """What was done, `subject:verb`. All of a review's kinds can be undone but its state changes."""

    ANSWER_SENTENCE = "sentence:answer"
    TAG_CLAIM = "claim:tag"
    CUT_CLAIM = "claim:cut"
    LINK_CLAIM = "claim:link"
    TAG_ATTRIBUTION = "attribution:tag"
    TAG_FIGURE = "figure:tag"
    TAG_MARK = "mark:tag"
    EDIT_ANNOTATION = "annotation:edit"
    REMOVE_ANNOTATION = "annotation:remove"
    EDIT_SOURCE = "source:edit"
    REMOVE_SOURCE = "source:remove"
    MERGE_SOURCES = "source:merge"
    SPLIT_SOURCE = "source:split"
    MOVE_MENTION = "attribution:move"
    SET_WAY = "claim:way"
    ANSWER_REST = "rest:answer"
    CUT_TEXT = "text:cut"
    #: Changes no annotation: the proposal itself is withdrawn with it (services/segmentations.py).
    PROPOSE_CUT = "text:propose_cut"
    # An editor's, in a gold review: what was decided is taken back with it (storage/queries/decisions.py).
    DECIDE = "gold:decide"
    ACCEPT_AGREED = "gold:accept"
    #: What a person tagged in an earlier text of the article, put into their pass over a later one.
    CARRY_REVIEW = "review:carry"
    ACCEPT_SUGGESTION = "suggestion:accept"
    # Changes no annotation: the rejection itself is taken back with it (services/suggestions.py).
    REJECT_SUGGESTION = "suggestion:reject"
    UNDO = "action:undo"
    REDO = "action:redo"
    #: An act after which everything is as it was, a card saved as it stood: kept for its request key, and no step.
    CHANGE_NOTHING = "action:nothing"
    # These are not undone by `z`: the review's state has its own buttons.
    START_REVIEW = "review:start"
    FINISH_REVIEW = "review:finish"
    REOPEN_REVIEW = "review:reopen"
    # An editor's: two tags of the scheme were merged, or that was taken back. See `BARRIERS`.
    MERGE_TAGS = "scheme:merge"
    UNMERGE_TAGS = "scheme:unmerge"


#: Kinds that `z` takes back.
UNDOABLE = frozenset(ActionKind) - {
    ActionKind.UNDO,
    ActionKind.REDO,
    ActionKind.CHANGE_NOTHING,
    ActionKind.START_REVIEW,
    ActionKind.FINISH_REVIEW,
    ActionKind.REOPEN_REVIEW,
    ActionKind.MERGE_TAGS,
    ActionKind.UNMERGE_TAGS,
}

#: Kinds that are a step of their own and leave what can be redone: earlier versions took them for no step, and their
#: histories are to be read as they were written.
BESIDE_REDO = frozenset({ActionKind.PROPOSE_CUT})

#: Kinds that are a step also where no row of the review changes: what they do stands elsewhere.
STEPS_BY_THEMSELVES = frozenset(
    {
        ActionKind.UNDO, ActionKind.REDO, ActionKind.CUT_TEXT, ActionKind.ACCEPT_SUGGESTION,
        ActionKind.REJECT_SUGGESTION, ActionKind.DECIDE, ActionKind.ACCEPT_AGREED,
    }
)  # fmt: skip

#: Kinds that `z` does not reach past: what was done before was done to annotations that are other ones by now.
BARRIERS = frozenset({ActionKind.MERGE_TAGS, ActionKind.UNMERGE_TAGS})


@dataclass(frozen=True, slots=True)
class Change:
    """One row before and after. At least one side is there; both have the same uid."""

    before: Record | None
    after: Record | None

    @property
    def uid(self) -> str:
        """The row's uid."""
        record = self.after or self.before
        assert record is not None
        return record.uid

    @property
    def table(self) -> str:
        """The word under which the row is stored: claim, attribution, figure, mark, source or check."""
        record = self.after or self.before
        assert record is not None
        return table_of(record)


def kind_of_step(kind: ActionKind, changes: Sequence[Change]) -> ActionKind:
    """Under which kind an act is noted: one that changes nothing is no step that undo would take back in vain."""
    return kind if changes or kind in STEPS_BY_THEMSELVES else ActionKind.CHANGE_NOTHING


@dataclass(frozen=True, slots=True)
class PastAction:
    """An action as the undo stack sees it, in the order of doing."""

    id: int
    kind: ActionKind
    undoes_id: int | None = None


def table_of(record: Record) -> str:
    """Say under which word a record is stored."""
    match record:
        case Claim():
            return "claim"
        case Attribution():
            return "attribution"
        case Figure():
            return "figure"
        case Mark():
            return "mark"
        case SourceCard():
            return "source"
        case Check():
            return "check"
        case _:
            assert_never(record)


def invert(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that take these back."""
    return tuple(Change(change.after, change.before) for change in reversed(tuple(changes)))


def next_to_undo(history: Iterable[PastAction], passed: Collection[int] = ()) -> int | None:
    """The id of the action that undo takes back now, or None. `history` is in the order of doing; the actions that are
    `passed` cannot be taken back any more, and undo goes on before them.
    """
    return next((one for one in reversed(_stacks(history)[0]) if one not in passed), None)


def next_to_redo(history: Iterable[PastAction]) -> int | None:
    """The id of the undo that redo takes back now, or None: a new action empties what can be redone."""
    undone = _stacks(history)[1]
    return undone[-1] if undone else None


def find_undone(history: Iterable[PastAction]) -> dict[int, int]:
    """The actions that are taken back now, each with the undo that did it; a merge of tags for good."""
    undone: dict[int, int] = {}
    taken_back: list[int] = []
    for action in history:
        if action.kind is ActionKind.UNDO and action.undoes_id is not None:
            undone[action.undoes_id] = action.id
            taken_back.append(action.undoes_id)
        elif action.kind is ActionKind.UNMERGE_TAGS and action.undoes_id is not None:
            undone[action.undoes_id] = action.id
        elif action.kind is ActionKind.REDO and taken_back:
            del undone[taken_back.pop()]
        elif action.kind in UNDOABLE - BESIDE_REDO:
            taken_back.clear()
    return undone


def find_meant(history: Iterable[PastAction], action_id: int) -> ActionKind | None:
    """The kind of what was done: of an undo or redo, of what that took back or did again. None for an unknown one."""
    action = find_first(history, action_id)
    return action.kind if action else None


def find_first(history: Iterable[PastAction], action_id: int) -> PastAction | None:
    """What was done first: of an undo or redo, what that took back or did again. None for an unknown one."""
    past = {action.id: action for action in history}
    action = past.get(action_id)
    while action is not None and (target := past.get(action.undoes_id or 0)) is not None:
        action = target
    return action


def undo_steps(history: Iterable[PastAction], action_id: int, passed: Collection[int] = ()) -> int:
    """How many undos take back an action and everything after it that is not `passed`; 0 where it is not there to be
    taken back.
    """
    done = [one for one in _stacks(history)[0] if one not in passed]
    return len(done) - done.index(action_id) if action_id in done else 0


def _stacks(history: Iterable[PastAction]) -> tuple[list[int], list[int]]:
    """The actions that stand, and the undos that can be taken back, each the next one last."""
    done: list[int] = []
    undone: list[tuple[int, int]] = []  # (the undo's id, the id of what it took back)
    for action in history:
        if action.kind is ActionKind.UNDO and action.undoes_id is not None:
            done.remove(action.undoes_id)
            undone.append((action.id, action.undoes_id))
        elif action.kind is ActionKind.REDO and undone:
            done.append(undone.pop()[1])
        elif action.kind in UNDOABLE:
            done.append(action.id)
            if action.kind not in BESIDE_REDO:
                undone.clear()
        elif action.kind in BARRIERS:
            done.clear()
            undone.clear()
    return done, [undo_id for undo_id, _ in undone]


def apply_changes(reading: Reading, changes: Iterable[Change]) -> Reading:
    """The reading after these changes. Raises Conflict when a `before` is not what is there.

    Versions do not count in the comparison: they are the rows', not the records'.
    """
    tables: dict[str, dict[str, Record]] = {
        "claim": {record.uid: record for record in reading.claims},
        "attribution": {record.uid: record for record in reading.attributions},
        "figure": {record.uid: record for record in reading.figures},
        "mark": {record.uid: record for record in reading.marks},
        "source": {record.uid: record for record in reading.sources},
        "check": {record.uid: record for record in reading.checks},
    }
    for change in changes:
        rows = tables[change.table]
        if not same(rows.get(change.uid), change.before):
            raise Conflict("What this would change has been changed since. Nothing was overwritten.", code="stale")
        if change.after is None:
            del rows[change.uid]
        else:
            rows[change.uid] = change.after
    cards = (record for record in tables["source"].values() if isinstance(record, SourceCard))
    return replace(
        reading,
        claims=tuple(sorted((r for r in tables["claim"].values() if isinstance(r, Claim)), key=_place)),
        attributions=tuple(
            sorted((r for r in tables["attribution"].values() if isinstance(r, Attribution)), key=_place)
        ),
        figures=tuple(sorted((r for r in tables["figure"].values() if isinstance(r, Figure)), key=_place)),
        sources=tuple(sorted(cards, key=lambda card: (card.position, card.uid))),
        marks=tuple(sorted((r for r in tables["mark"].values() if isinstance(r, Mark)), key=_place)),
        checks=tuple(sorted((r for r in tables["check"].values() if isinstance(r, Check)), key=_place)),
    )


def _place(record: Claim | Attribution | Figure | Mark | Check) -> tuple[int, int, str]:
    return record.start, record.stop, record.uid


def same(one: Record | None, other: Record | None) -> bool:
    """Say whether two states of a row are the same but for their version."""
    if one is None or other is None:
        return one is other
    return replace(one, version=0) == replace(other, version=0)
