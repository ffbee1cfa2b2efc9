"""Tagging: every act of the annotation page goes through `perform`.

Permit, answer a repeated request as the first time, load the reading, let the core say what changes, write
the changes over the versions they were computed from, note the action.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core import annotations as rules
from annotator.core import mentions
from annotator.core.actions import ActionKind, Change, apply_changes, invert, next_to_redo, next_to_undo
from annotator.core.annotations import Act, Request, Verb
from annotator.core.errors import Conflict, Invalid, NotFound
from annotator.core.mentions import CardFields, FigureFields, Phrase
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import (
    Attribution,
    Claim,
    Reading,
    ReviewKind,
    ReviewState,
    SourceCard,
    Span,
)
from annotator.core.reviews import SentenceState, contents_of
from annotator.storage.queries.actions import add_action, find_answered, load_changes, load_history
from annotator.storage.queries.readings import load_reading, write_changes
from annotator.storage.queries.reviews import ReviewHead, find_review, lock_review

Compute = Callable[[Session, ReviewHead, Reading], "Step"]
_MAX_KEY = 64


@dataclass(frozen=True, slots=True)
class Stamp:
    """How a request names itself: `key` is the client's, the digest is over what it asks for.

    `expected` maps uids to the version in which the page showed them; a row in another version, or gone, is a
    conflict.
    """

    key: str = ""
    digest: str = ""
    expected: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """An act, and the action that it takes back if it is an undo or redo."""

    act: Act
    undoes_id: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What an act left: the review, its reading now, the sentences to show anew, the annotation in focus."""

    review: ReviewHead
    reading: Reading
    kind: ActionKind
    touched: frozenset[int]
    focus: str
    is_replay: bool = False


def stamp_request(key: str, payload: Mapping[str, object], expected: Mapping[str, int] | None = None) -> Stamp:
    """Stamp a request. The digest leaves versions and tokens out: a retry may carry fresher ones.

    Raises Invalid for a key that is no key.
    """
    if len(key) > _MAX_KEY or not key.isascii() or (key and not key.replace("-", "").isalnum()):
        raise Invalid("The request's key is not readable. Reload the page.", code="bad_request_key")
    digest = hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()
    return Stamp(key, digest, expected)


def perform(
    session: Session, actor: Actor | None, review_uid: str, compute: Compute, *, stamp: Stamp, now: datetime
) -> Done:
    """Carry out one act on one's own review.

    Raises NotFound for another's review, Conflict for a finished one (`review_finished`), a stale version
    (`stale`) or a request key that was used for something else (`key_reused`).
    """
    review = find_review(session, review_uid)
    person = permit(actor, Permission.SIGNED_IN)
    if review is None or review.account_id != person.account_id or review.kind is not ReviewKind.PASS:
        raise NotFound
    permit(person, Permission.TAG, review.project_id)
    review = lock_review(session, review)
    if stamp.key and (before := find_answered(session, person.account_id, stamp.key)):
        if before.review_id != review.id or before.digest != stamp.digest:
            raise Conflict("This request key was used for something else. Reload the page.", code="key_reused")
        changes = load_changes(session, before.action_id)
        reading = load_reading(session, review.id)
        return Done(review, reading, before.kind, touched_by(changes, reading), "", is_replay=True)
    if review.state is not ReviewState.STARTED:
        raise Conflict("This review is finished. Reopen it to change something.", code="review_finished")
    reading = load_reading(session, review.id)
    _check_versions(reading, stamp.expected or {})
    step = compute(session, review, reading)
    changes = step.act.changes
    write_changes(session, review.id, changes, reading)
    add_action(
        session,
        uid=uuid4().hex,
        at=now,
        actor_id=person.account_id,
        review_id=review.id,
        kind=step.act.kind,
        changes=changes,
        undoes_id=step.undoes_id,
        request_key=stamp.key or None,
        request_digest=stamp.digest or None,
    )
    after = apply_changes(reading, _with_versions(changes, reading))
    touched = touched_by(changes, reading) | touched_by(changes, after)
    return Done(review, after, step.act.kind, touched, step.act.focus)


def answer(
    session: Session, actor: Actor | None, uid: str, request: Request, *, stamp: Stamp, now: datetime,
    shown: SentenceState | None = None,
) -> Done:  # fmt: skip
    """Carry out a verb on a sentence. `shown` is the answer that the page showed; another one by now is a conflict,
    because a key that toggles would take away what another window has just said.
    """

    def act(reading: Reading) -> Act:
        content = contents_of(reading).get(request.ordinal)
        if shown is not None and content is not None and content.state is not shown:
            raise _stale()
        return rules.answer_sentence(reading, request, _mint)

    done = perform(session, actor, uid, _step(act), stamp=stamp, now=now)
    # The sentence is shown anew even when nothing changed: the page may have been behind.
    return replace(done, touched=done.touched | {request.ordinal})


def answer_rest(session: Session, actor: Actor | None, uid: str, verb: Verb, *, stamp: Stamp, now: datetime) -> Done:
    """Answer everything that is still untouched."""
    compute = _step(lambda reading: rules.answer_rest(reading, verb, _mint))
    return perform(session, actor, uid, compute, stamp=stamp, now=now)


@dataclass(frozen=True, slots=True)
class MentionDraft:
    """An attribution as a person marked it: `card_uid` for a known card, `fields` for a new one, or neither."""

    uid: str
    phrase: Phrase
    cues: tuple[Span, ...] = ()
    card_uid: str = ""
    new_card_uid: str = ""
    fields: CardFields | None = None


def add_mention(
    session: Session, actor: Actor | None, uid: str, draft: MentionDraft, *, stamp: Stamp, now: datetime
) -> Done:
    """Mark an attribution with its card: one action."""

    def act(reading: Reading) -> Act:
        card: SourceCard | str | None = draft.card_uid or None
        if draft.fields is not None:
            fresh = SourceCard(draft.new_card_uid or _mint(), draft.fields.type, None)
            card = mentions.fill_card(fresh, draft.fields)
        return mentions.add_mention(reading, draft.uid or _mint(), draft.phrase, draft.cues, card)

    return perform(session, actor, uid, _step(act), stamp=stamp, now=now)


def add_figure(
    session: Session, actor: Actor | None, uid: str, figure_uid: str, phrase: Phrase, *, stamp: Stamp, now: datetime
) -> Done:
    """Mark a figure."""
    compute = _step(lambda reading: mentions.add_figure(reading, figure_uid or _mint(), phrase))
    return perform(session, actor, uid, compute, stamp=stamp, now=now)


def edit_card(
    session: Session, actor: Actor | None, uid: str, card_uid: str, fields: CardFields, *, stamp: Stamp, now: datetime
) -> Done:
    """Write a source card."""
    compute = _step(lambda reading: mentions.edit_card(reading, card_uid, fields))
    return perform(session, actor, uid, compute, stamp=stamp, now=now)


def remove_card(
    session: Session, actor: Actor | None, uid: str, card_uid: str, *, stamp: Stamp, now: datetime
) -> Done:
    """Remove a source card."""
    return perform(
        session, actor, uid, _step(lambda reading: mentions.remove_card(reading, card_uid)), stamp=stamp, now=now
    )


def edit_figure(
    session: Session, actor: Actor | None, uid: str, figure_uid: str, fields: FigureFields, *, stamp: Stamp,
    now: datetime,
) -> Done:  # fmt: skip
    """Correct what was read from a figure's words."""
    compute = _step(lambda reading: mentions.edit_figure(reading, figure_uid, fields))
    return perform(session, actor, uid, compute, stamp=stamp, now=now)


def move_edges(
    session: Session, actor: Actor | None, uid: str, annotation_uid: str, phrase: Phrase, *, stamp: Stamp, now: datetime
) -> Done:
    """Give an annotation other edges."""
    compute = _step(lambda reading: mentions.move_edges(reading, annotation_uid, phrase))
    return perform(session, actor, uid, compute, stamp=stamp, now=now)


def set_mention(
    session: Session, actor: Actor | None, uid: str, annotation_uid: str, card_uid: str, *, stamp: Stamp, now: datetime
) -> Done:
    """Let an attribution mention another card."""
    compute = _step(lambda reading: mentions.set_mention(reading, annotation_uid, card_uid))
    return perform(session, actor, uid, compute, stamp=stamp, now=now)


def remove_annotation(
    session: Session, actor: Actor | None, uid: str, annotation_uid: str, *, stamp: Stamp, now: datetime
) -> Done:
    """Take an annotation away."""
    compute = _step(lambda reading: mentions.remove_annotation(reading, annotation_uid))
    return perform(session, actor, uid, compute, stamp=stamp, now=now)


def undo(session: Session, actor: Actor | None, uid: str, *, stamp: Stamp, now: datetime) -> Done:
    """Take the last action back. Raises Invalid (`nothing_to_undo`) when there is none."""

    def compute(session: Session, review: ReviewHead, _reading: Reading) -> Step:
        action_id = next_to_undo(load_history(session, review.id))
        if action_id is None:
            raise Invalid("There is nothing to undo.", code="nothing_to_undo")
        return Step(Act(ActionKind.UNDO, invert(load_changes(session, action_id))), action_id)

    return perform(session, actor, uid, compute, stamp=stamp, now=now)


def redo(session: Session, actor: Actor | None, uid: str, *, stamp: Stamp, now: datetime) -> Done:
    """Do again what was undone last. Raises Invalid (`nothing_to_redo`) when there is nothing."""

    def compute(session: Session, review: ReviewHead, _reading: Reading) -> Step:
        undo_id = next_to_redo(load_history(session, review.id))
        if undo_id is None:
            raise Invalid("There is nothing to redo.", code="nothing_to_redo")
        return Step(Act(ActionKind.REDO, invert(load_changes(session, undo_id))), undo_id)

    return perform(session, actor, uid, compute, stamp=stamp, now=now)


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


def _step(act: Callable[[Reading], Act]) -> Compute:
    return lambda _session, _review, reading: Step(act(reading))


def _mint() -> str:
    return uuid4().hex


def _versions(reading: Reading) -> dict[str, int]:
    return {record.uid: record.version for record in reading.records}


def _check_versions(reading: Reading, expected: Mapping[str, int]) -> None:
    versions = _versions(reading)
    for uid, version in expected.items():
        if versions.get(uid) != version:
            raise _stale()


def _stale() -> Conflict:
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
