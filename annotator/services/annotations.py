"""Tagging: the acts of the annotation page, each carried out by `perform`."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core import annotations as rules
from annotator.core import mentions
from annotator.core.actions import ActionKind, find_first, find_meant, invert, next_to_redo, next_to_undo
from annotator.core.annotations import Act, Request, Verb
from annotator.core.cuts import resolve_ordinal
from annotator.core.errors import Conflict, Invalid
from annotator.core.mentions import CardFields, FigureFields, Phrase
from annotator.core.permissions import Actor
from annotator.core.records import Reading, SourceCard, Span
from annotator.core.reviews import SentenceState, contents_of
from annotator.core.scopes import refuse_verb
from annotator.services.acts import Compute as Compute
from annotator.services.acts import Done as Done
from annotator.services.acts import Stamp as Stamp
from annotator.services.acts import Step as Step
from annotator.services.acts import perform as perform
from annotator.services.acts import stale
from annotator.services.acts import stamp_request as stamp_request
from annotator.services.acts import touched_by as touched_by
from annotator.services.proposals import find_answered_proposals, turn_proposed
from annotator.services.segmentations import reverse_cut
from annotator.storage.queries.actions import latest_action, load_changes, load_history
from annotator.storage.queries.reviews import ReviewHead


def answer(
    session: Session, actor: Actor | None, uid: str, request: Request, *, stamp: Stamp, now: datetime,
    shown: SentenceState | None = None, place: Span | None = None,
) -> Done:  # fmt: skip
    """Carry out a verb on a sentence. `shown` is the answer that the page showed; another one by now is a conflict,
    because a key that toggles would take away what another window has just said. `place`: the sentence's edges on
    that page; the ordinal alone may be another sentence's by now.
    """
    asked = request

    def act(review: ReviewHead, reading: Reading) -> Act:
        nonlocal asked
        refuse_verb(review.scope, request.verb)
        asked = replace(request, ordinal=resolve_ordinal(reading, place, request.ordinal))
        content = contents_of(reading).get(asked.ordinal)
        if shown is not None and content is not None and content.state is not shown:
            raise stale()
        return rules.answer_sentence(reading, asked, _mint)

    done = perform(session, actor, uid, lambda _s, review, reading: Step(act(review, reading)), stamp=stamp, now=now)
    # The sentence is shown anew even when nothing changed: the page may have been behind.
    return replace(done, touched=done.touched | {asked.ordinal})


def answer_rest(session: Session, actor: Actor | None, uid: str, verb: Verb, *, stamp: Stamp, now: datetime) -> Done:
    """Answer everything that is still untouched."""

    def compute(_session: Session, review: ReviewHead, reading: Reading) -> Step:
        refuse_verb(review.scope, verb)
        return Step(rules.answer_rest(reading, verb, _mint))

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


def remove_annotation(
    session: Session, actor: Actor | None, uid: str, annotation_uid: str, *, stamp: Stamp, now: datetime
) -> Done:
    """Take an annotation away."""
    compute = _step(lambda reading: mentions.remove_annotation(reading, annotation_uid))
    return perform(session, actor, uid, compute, stamp=stamp, now=now)


def undo(
    session: Session, actor: Actor | None, uid: str, *, stamp: Stamp, now: datetime, last: str | None = None,
    leave: Collection[str] = (),
) -> Done:  # fmt: skip
    """Take the last action back. Raises Invalid (`nothing_to_undo`) when there is none, CutSince where it cut the text
    and its sentences were cut again since: named in `leave`, by uid, it is passed over and its cut stays.

    `last` is the uid of the last action that the page knew of, where several people act in one review: what came
    after it is not taken for it (Conflict `acted_since`).
    """

    def compute(session: Session, review: ReviewHead, reading: Reading) -> Step:
        _refuse_since(session, review, last)
        past = load_history(session, review.id)
        action_id = next_to_undo(past, find_answered_proposals(session, review.id, past))
        if action_id is None:
            raise Invalid("There is nothing to undo.", code="nothing_to_undo")
        if find_meant(past, action_id) is ActionKind.PROPOSE_CUT:
            turn_proposed(session, review, action_id, withdraw=True)
        step = _reversal(session, review, reading, ActionKind.UNDO, action_id, leave=leave, now=now)
        return replace(step, meant=find_meant(past, action_id))

    return perform(session, actor, uid, compute, stamp=stamp, now=now, is_edit=False)


def redo(
    session: Session, actor: Actor | None, uid: str, *, stamp: Stamp, now: datetime, last: str | None = None,
    leave: Collection[str] = (),
) -> Done:  # fmt: skip
    """Do again what was undone last. Raises Invalid (`nothing_to_redo`) when there is nothing; `last`, `leave` and
    CutSince as in `undo`.
    """

    def compute(session: Session, review: ReviewHead, reading: Reading) -> Step:
        _refuse_since(session, review, last)
        past = load_history(session, review.id)
        undo_id = next_to_redo(past)
        if undo_id is None:
            raise Invalid("There is nothing to redo.", code="nothing_to_redo")
        first = find_first(past, undo_id)
        if first is not None and first.kind is ActionKind.PROPOSE_CUT:
            turn_proposed(session, review, first.id, withdraw=False)
        step = _reversal(session, review, reading, ActionKind.REDO, undo_id, leave=leave, now=now)
        return replace(step, meant=find_meant(past, undo_id))

    return perform(session, actor, uid, compute, stamp=stamp, now=now, is_edit=False)


def _reversal(
    session: Session, review: ReviewHead, reading: Reading, kind: ActionKind, action_id: int, *, leave: Collection[str],
    now: datetime,
) -> Step:  # fmt: skip
    """The step that takes an action's changes back, and its cut of the text where it made one."""
    upon = reverse_cut(session, review, reading, action_id, leave=leave, now=now)
    return Step(Act(kind, invert(load_changes(session, action_id))), action_id, upon=upon)


def _refuse_since(session: Session, review: ReviewHead, last: str | None) -> None:
    if last is not None and latest_action(session, review.id) != last:
        words = "Something was done here since this page was shown. Look at it first; nothing was taken back."
        raise Conflict(words, code="acted_since")


def _step(act: Callable[[Reading], Act]) -> Compute:
    return lambda _session, _review, reading: Step(act(reading))


def _mint() -> str:
    return uuid4().hex
