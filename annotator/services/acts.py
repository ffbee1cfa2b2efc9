"""Carrying out acts: every write into a review goes through `perform`.

Permit, answer a repeated request as the first time, load the reading, let the core say what changes, write
the changes over the versions they were computed from, note the action. What was made against another state than
the stored one is refused with both.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core.actions import ActionKind, Change, apply_changes, invert, kind_of_step
from annotator.core.annotations import Act
from annotator.core.conflicts import Settling, Sides, is_about, put_both, put_mine, rewind
from annotator.core.cuts import Recut
from annotator.core.errors import AnnotatorError, Conflict, Invalid
from annotator.core.ghosts import NO_GHOSTS, Ghosts
from annotator.core.permissions import Actor
from annotator.core.records import (
    Attribution,
    Claim,
    Reading,
    ReviewState,
    SourceCard,
)
from annotator.core.scopes import refuse_changes
from annotator.services.ghosts import follow_act, load_ghosts
from annotator.services.gold_edits import list_around, load_with_beside, note_edit
from annotator.services.visibility import permit_writing
from annotator.storage.queries.actions import (
    AnsweredRequest,
    add_action,
    find_answered,
    load_changes,
    load_news,
)
from annotator.storage.queries.changes import write_changes
from annotator.storage.queries.readings import load_content
from annotator.storage.queries.reviews import ReviewHead, find_review, lock_review
from annotator.storage.queries.suggestions import ShownSuggestion

Compute = Callable[[Session, ReviewHead, Reading], "Step"]
_MAX_KEY = 64


@dataclass(frozen=True, slots=True)
class Stamp:
    """How a request names itself: `key` is the client's, the digest is over what it asks for.

    `expected` maps uids to the version in which the page showed them; a row in another version, or gone, is a
    conflict. `seen` is the uid of the last action that the page knew of (None: it does not say), `settling` how a
    conflict is answered that was shown when `against` was the last action.
    """

    key: str = ""
    digest: str = ""
    expected: Mapping[str, int] | None = None
    seen: str | None = None
    settling: Settling | None = None
    against: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """An act, and the action that it takes back if it is an undo or redo; `meant` is what that was then."""

    act: Act
    undoes_id: int | None = None
    meant: ActionKind | None = None
    #: What is stored beside the changes, given the action's id.
    beside: Callable[[int], None] | None = None
    #: The reading upon another cut of the text, and its numbers, where the act cut the text anew.
    upon: tuple[Reading, Recut] | None = None
    #: What the review shows, where the act has read it.
    shown: ShownSuggestion | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What an act left: the review, its reading now, the sentences to show anew, the annotation in focus.

    Among the sentences are those that changed since the action that the request had `seen`; `seen` is the last now.
    `shown` is the reading at the action that the request had seen, where it said so and the text stands on the same
    cut. `changes` are what was done, of an undo what it took back, and `meant` the kind of that; of a request that was
    answered before there are none.
    """

    review: ReviewHead
    reading: Reading
    kind: ActionKind
    touched: frozenset[int]
    focus: str
    is_replay: bool = False
    seen: str = ""
    ghosts: Ghosts = NO_GHOSTS
    shown: Reading | None = None
    changes: tuple[Change, ...] = ()
    meant: ActionKind | None = None


class Clash(Conflict):
    """An act that was made against another state than the stored one: nothing was changed, both are there to choose
    from. `done` holds what is stored; `sides` is None where the act does not apply to what its page showed.
    """

    code = "stale"

    def __init__(self, done: Done, sides: Sides | None) -> None:
        super().__init__(stale().message)
        self.done = done
        self.sides = sides


def stamp_request(key: str, payload: Mapping[str, object], expected: Mapping[str, int] | None = None) -> Stamp:
    """Stamp a request. The digest leaves versions and tokens out: a retry may carry fresher ones.

    Raises Invalid for a key that is no key.
    """
    if len(key) > _MAX_KEY or not key.isascii() or (key and not key.replace("-", "").isalnum()):
        raise Invalid("The request's key is not readable. Reload the page.", code="bad_request_key")
    digest = hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()
    return Stamp(key, digest, expected)


def perform(
    session: Session, actor: Actor | None, review_uid: str, compute: Compute, *, stamp: Stamp, now: datetime,
    is_edit: bool = True,
) -> Done:  # fmt: skip
    """Carry out one act on one's own review, or as an editor on a gold one. Of what is no edit by hand nothing is
    recorded in a gold here: what is decided there records itself, and what is taken back is with its act.

    Raises NotFound for another's review, Conflict for a finished one (`review_finished`), a stale version
    (`stale`) a request key that was used for something else (`key_reused`), or what
    the pass does not ask for (`sourcing_only`).
    """
    there = find_review(session, review_uid)
    around = list_around(session, there, is_edit=is_edit)
    person, review = permit_writing(session, actor, there, around)
    review = lock_review(session, review)
    if stamp.key and (before := find_answered(session, person.account_id, stamp.key)):
        if before.review_id != review.id or before.digest != stamp.digest:
            raise Conflict("This request key was used for something else. Reload the page.", code="key_reused")
        return _as_before(session, review, before, stamp)
    if review.state is not ReviewState.STARTED:
        raise Conflict("This review is finished. Reopen it to change something.", code="review_finished")
    reading, beside = load_with_beside(session, review, around)
    news, latest = _news(session, review, stamp.seen)
    try:
        step = _step_upon(session, review, reading, news, compute, stamp)
        changes = step.act.changes
        if step.undoes_id is None:
            refuse_changes(review.scope, changes)
        write_changes(session, review.id, changes, reading)
    except Conflict as error:
        raise _with_both(session, review, reading, news, compute, error, latest) from error
    uid = uuid4().hex
    action_id = add_action(
        session,
        uid=uid,
        at=now,
        actor_id=person.account_id,
        review_id=review.id,
        kind=step.act.kind if step.beside is not None else kind_of_step(step.act.kind, changes),
        changes=changes,
        undoes_id=step.undoes_id,
        request_key=stamp.key or None,
        request_digest=stamp.digest or None,
        recut=None if step.upon is None else (review.text_uid, step.upon[1]),
    )
    if step.beside is not None:
        step.beside(action_id)
    shown = None if stamp.seen is None or step.upon is not None else rewind(reading, news)
    reading = reading if step.upon is None else step.upon[0]
    after = apply_changes(reading, _with_versions(changes, reading))
    if is_edit:
        note_edit(session, person, review, changes, reading, after, beside, action_id=action_id, now=now)
    touched = touched_by((*news, *changes), reading) | touched_by((*news, *changes), after)
    ghosts, haunted = follow_act(session, review, step.act.kind, step.undoes_id, reading, after, step.shown)
    return Done(
        review, after, step.act.kind, touched | haunted, step.act.focus, seen=uid, ghosts=ghosts, shown=shown,
        changes=invert(changes) if step.act.kind is ActionKind.UNDO else changes, meant=step.meant or step.act.kind,
    )  # fmt: skip


def _news(session: Session, review: ReviewHead, seen: str | None) -> tuple[tuple[Change, ...], str]:
    return ((), "") if seen is None else load_news(session, review.id, seen)


def _as_before(session: Session, review: ReviewHead, before: AnsweredRequest, stamp: Stamp) -> Done:
    """The answer to a request that was answered before: what it touched, as it is now."""
    news, latest = _news(session, review, stamp.seen)
    changes = (*load_changes(session, before.action_id), *news)
    reading = load_content(session, review)
    touched, ghosts = touched_by(changes, reading), load_ghosts(session, review, reading)
    return Done(review, reading, before.kind, touched, "", is_replay=True, seen=latest, ghosts=ghosts)


def _step_upon(
    session: Session, review: ReviewHead, reading: Reading, news: tuple[Change, ...], compute: Compute, stamp: Stamp
) -> Step:
    """The act upon what is stored; to settle a conflict, the act as its page saw it, put over what is stored."""
    if stamp.settling is None:
        _check_versions(reading, stamp.expected or {})
        return compute(session, review, reading)
    past = rewind(reading, news)
    step = compute(session, review, past)
    sides = Sides(reading, apply_changes(past, step.act.changes), step.act.changes)
    since, _ = load_news(session, review.id, stamp.against)
    if is_about(sides, since):
        raise stale()
    changes = put_mine(sides) if stamp.settling is Settling.MINE else put_both(sides)
    return Step(replace(step.act, changes=changes))


def _with_both(
    session: Session, review: ReviewHead, reading: Reading, news: tuple[Change, ...], compute: Compute,
    error: Conflict, latest: str,
) -> Conflict:  # fmt: skip
    """The conflict with both versions, where the act can be carried out upon what its page showed."""
    if error.code != "stale":
        return error
    touched = touched_by(news, reading)
    try:
        past = rewind(reading, news)
        act = compute(session, review, past).act
        sides = Sides(reading, apply_changes(past, act.changes), act.changes)
    except AnnotatorError:
        return Clash(Done(review, reading, ActionKind.EDIT_ANNOTATION, touched, "", seen=latest), None)
    touched |= touched_by(act.changes, reading)
    return Clash(Done(review, reading, act.kind, touched, act.focus, seen=latest), sides)


def touched_by(changes: tuple[Change, ...], reading: Reading) -> frozenset[int]:
    """The sentences that look different after these changes: homes of what changed, and for a card all
    sentences that mention it or rest on it.
    """
    starts: set[int] = set()
    cards: set[str] = set()
    for change in changes:
        for record in (change.before, change.after):
            if isinstance(record, SourceCard):
                cards.add(record.uid)
            elif record is not None:
                starts.add(record.start)
    if cards:
        dependents: list[Claim | Attribution] = [*reading.claims, *reading.attributions]
        starts |= {record.start for record in dependents if _cards_of(record) & cards}
    homes = (reading.home_of(start) for start in starts)
    return frozenset(home.ordinal for home in homes if home is not None)


def _cards_of(record: Claim | Attribution) -> set[str]:
    if isinstance(record, Attribution):
        return {record.source_uid} if record.source_uid else set()
    return {link.source_uid for link in record.sources}


def _versions(reading: Reading) -> dict[str, int]:
    return {record.uid: record.version for record in reading.records}


def _check_versions(reading: Reading, expected: Mapping[str, int]) -> None:
    versions = _versions(reading)
    for uid, version in expected.items():
        if versions.get(uid) != version:
            raise stale()


def stale() -> Conflict:
    """The conflict of an act that was made against another state than the stored one."""
    message = "This was changed meanwhile, perhaps by you in another window. Nothing was overwritten."
    return Conflict(message, code="stale")


def _with_versions(changes: tuple[Change, ...], reading: Reading) -> tuple[Change, ...]:
    """The changes with the versions that their rows have once written over `reading`."""
    versions = _versions(reading)
    return tuple(
        change
        if change.after is None
        else Change(change.before, replace(change.after, version=versions.get(change.uid, 0) + 1))
        for change in changes
    )
