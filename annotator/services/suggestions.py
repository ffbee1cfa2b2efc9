"""Suggestions in place: proposed once for a text, shown in a review, accepted or rejected by its person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core.actions import ActionKind
from annotator.core.annotations import Act
from annotator.core.ghosts import GhostOutcome, list_items, reject_ghosts, take_ghosts
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import Reading, ReviewState, Scope
from annotator.core.scopes import within
from annotator.core.suggestion_json import suggestions_from_json, suggestions_to_json
from annotator.services.acts import Done, Stamp, Step, perform
from annotator.services.ghosts import ghosts_of, load_answered, load_ghosts, load_shown
from annotator.services.visibility import permit_writing
from annotator.storage.queries import suggestions as queries
from annotator.storage.queries.reviews import ReviewHead, find_review, lock_review
from annotator.suggest import Suggester


@dataclass(frozen=True, slots=True)
class Prepared:
    """Suggestions for a cut of a text, made outside any writing transaction: finding them takes its time."""

    text_id: int
    segmentation_id: int
    suggester: str
    version: int
    body: Mapping[str, Any]  # Any: written by core/suggestion_json.py


def prepare_suggestions(
    session: Session, actor: Actor | None, article_uid: str, suggester: Suggester | None = None
) -> Prepared | None:
    """What a new review of the article would show; None where its project shows nothing, or for who may not tag.

    Without a `suggester` named it is the one that the project uses.
    """
    person = permit(actor, Permission.SIGNED_IN)
    text = queries.find_text_to_suggest_for(session, article_uid)
    if text is None or not person.may(Permission.TAG, text.project_id):
        return None
    from annotator.services.claim_models import suggester_for  # with numpy, which a start need not load

    suggester = suggester or suggester_for(session, text.project_id, text.text_id)
    own = (text.facts.outlet, *text.facts.outlet_aliases)
    body = suggestions_to_json(suggester.suggest(text.body, text.sentences, own))
    return Prepared(text.text_id, text.segmentation_id, suggester.name, suggester.version, body)


def show_suggestions(
    session: Session, review_id: int, prepared: Prepared, *, scope: Scope = Scope.FULL, now: datetime
) -> None:
    """Store what was prepared, if it was not stored before, and note that the review is offered it, all at once."""
    key = (prepared.text_id, prepared.segmentation_id, prepared.suggester, prepared.version)
    suggestion_id = queries.find_suggestion(session, *key)
    if suggestion_id is None:
        suggestion_id = queries.add_suggestion(session, *key, prepared.body)
    items = list_items(within(suggestions_from_json(prepared.body), scope))
    offered = {ghost.item: GhostOutcome.OFFERED for ghost in items}
    queries.add_answers(session, review_id, suggestion_id, offered, now=now, shown_at={})


def note_shown(session: Session, actor: Actor | None, uid: str, items: Sequence[str], *, now: datetime) -> None:
    """Note that suggestions of one's pass in hand came onto the page; the first time counts. Idempotent."""
    _person, head = permit_writing(session, actor, find_review(session, uid))
    head = lock_review(session, head)  # an answer to them may be under way
    names = [item for item in items if item.isalnum()]
    if names and head.suggestions_shown and head.state is ReviewState.STARTED:
        queries.mark_shown(session, head.id, names, now=now)


def accept_suggestions(
    session: Session, actor: Actor | None, uid: str, items: Sequence[str], *, stamp: Stamp, now: datetime
) -> Done:
    """Make what the ghosts propose the person's own, in one action. Raises Conflict (`ghost_gone`)."""

    def compute(session: Session, review: ReviewHead, reading: Reading) -> Step:
        shown = load_answered(session, review, items, now=now)
        act = take_ghosts(reading, ghosts_of(shown, review, reading), items, lambda: uuid4().hex)
        return Step(act, shown=shown)

    return perform(session, actor, uid, compute, stamp=stamp, now=now)


def reject_suggestions(
    session: Session, actor: Actor | None, uid: str, items: Sequence[str], *, stamp: Stamp, now: datetime
) -> Done:
    """Let ghosts go, in one action that undo takes back. Raises Conflict (`ghost_gone`)."""
    rejected: list[str] = []

    def compute(session: Session, review: ReviewHead, reading: Reading) -> Step:
        shown = load_shown(session, review)
        rejected[:] = reject_ghosts(ghosts_of(shown, review, reading), items)
        return Step(Act(ActionKind.REJECT_SUGGESTION, ()), shown=shown)

    done = perform(session, actor, uid, compute, stamp=stamp, now=now)
    if done.is_replay:
        return done
    gone = frozenset(ghost.item for ghost in done.ghosts.every()) & frozenset(rejected)
    homes = {ordinal for ordinal, there in done.ghosts.by_ordinal.items() if any(one.item in gone for one in there)}
    queries.reject_items(session, done.review.id, rejected, done.seen, now=now)
    ghosts = load_ghosts(session, done.review, done.reading)
    return replace(done, ghosts=ghosts, touched=done.touched | homes)
