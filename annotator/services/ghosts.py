"""The ghosts of a review after each act, and the record of what became of the suggestions behind them."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from annotator.core.actions import ActionKind
from annotator.core.ghosts import NO_GHOSTS, Ghosts, list_items, open_ghosts, outcomes_of
from annotator.core.records import Reading, ReviewState, Span
from annotator.core.scopes import within
from annotator.core.suggestion_json import read_suggestions
from annotator.core.suggestions import Suggestions
from annotator.storage.queries import suggestions as queries
from annotator.storage.queries.reviews import ReviewHead, mark_suggested

_RECORDED = frozenset({ActionKind.ACCEPT_SUGGESTION, ActionKind.UNDO, ActionKind.REDO})


def load_ghosts(session: Session, review: ReviewHead, reading: Reading) -> Ghosts:
    """The ghosts that a pass in hand shows now: none where its project showed none when it began."""
    return ghosts_of(load_shown(session, review), review, reading)


def load_shown(session: Session, review: ReviewHead) -> queries.ShownSuggestion | None:
    """What a pass in hand shows; None where its project showed nothing when it began."""
    if not review.suggestions_shown or review.state is not ReviewState.STARTED:
        return None
    return queries.load_shown(session, review.id)


def load_answered(
    session: Session, review: ReviewHead, items: Sequence[str], *, now: datetime
) -> queries.ShownSuggestion | None:
    """What a pass in hand shows when these items are answered: who answers a suggestion has seen it, whether or not
    their page could tell so. What becomes of them is written with that.
    """
    shown = load_shown(session, review)
    if shown is None:
        return None
    answered = frozenset(items) & shown.outcomes.keys()
    return replace(shown, shown_at={**dict.fromkeys(answered, now), **shown.shown_at}, answered=answered)


def ghosts_of(shown: queries.ShownSuggestion | None, review: ReviewHead, reading: Reading) -> Ghosts:
    """The ghosts of what a review shows, as its reading stands."""
    return open_ghosts(_suggested(review, shown), reading, shown.rejected, shown.shown_at) if shown else NO_GHOSTS


def follow_act(
    session: Session, review: ReviewHead, kind: ActionKind, undoes_id: int | None, before: Reading, after: Reading,
    shown: queries.ShownSuggestion | None = None,
) -> tuple[Ghosts, frozenset[int]]:  # fmt: skip
    """The ghosts after an act, and the sentences that show others than before it.

    What an undo takes back of a rejection is taken back here, and what a redo does again is done here. `shown`: what
    the review shows, where the act has read it.
    """
    shown = shown or (queries.load_shown(session, review.id) if review.suggestions_shown else None)
    if shown is None:
        return NO_GHOSTS, frozenset()
    suggestions = _suggested(review, shown)
    past = open_ghosts(suggestions, before, shown.rejected)
    if kind in (ActionKind.UNDO, ActionKind.REDO) and undoes_id is not None:
        _turn(session, review.id, kind, undoes_id)
        shown = queries.load_shown(session, review.id) or shown
    ghosts = open_ghosts(suggestions, after, shown.rejected, shown.shown_at)
    if kind in _RECORDED:
        _record(session, review, shown, after)
    ordinals = past.by_ordinal.keys() | ghosts.by_ordinal.keys()
    return ghosts, frozenset(ordinal for ordinal in ordinals if past.at(ordinal) != ghosts.at(ordinal))


def find_rejected(session: Session, review: ReviewHead, action_ids: Collection[int]) -> dict[int, tuple[Span, ...]]:
    """Where the suggestions lie that these actions of a review rejected, in text order, by action."""
    shown = queries.load_shown(session, review.id)
    if shown is None:
        return {}
    spans = {ghost.item: ghost.span for ghost in list_items(read_suggestions(shown.body))}
    found: dict[int, list[Span]] = {}
    for action_id, item in queries.list_rejected(session, review.id, action_ids):
        found.setdefault(action_id, []).append(spans[item])
    return {action_id: tuple(sorted(there)) for action_id, there in found.items()}


def record_outcomes(session: Session, review: ReviewHead, reading: Reading) -> None:
    """Write what became of every suggestion that the review was offered, as its reading stands: when it is finished."""
    if review.suggestions_shown and (shown := queries.load_shown(session, review.id)):
        _record(session, review, shown, reading)


def copy_shown(session: Session, review: ReviewHead, revision_id: int, *, now: datetime) -> None:
    """Let a revision show what its review showed; what was rejected stays rejected."""
    if not review.suggestions_shown:
        return
    mark_suggested(session, revision_id)
    if shown := queries.load_shown(session, review.id):
        queries.add_answers(session, revision_id, shown.suggestion_id, shown.outcomes, now=now, shown_at=shown.shown_at)


def _turn(session: Session, review_id: int, kind: ActionKind, undoes_id: int) -> None:
    if kind is ActionKind.UNDO:
        queries.turn_rejection(session, review_id, undoes_id, is_rejected=False)
    elif (action_id := queries.undone_by(session, undoes_id)) is not None:
        queries.turn_rejection(session, review_id, action_id, is_rejected=True)


def _suggested(review: ReviewHead, shown: queries.ShownSuggestion) -> Suggestions:
    return within(read_suggestions(shown.body), review.scope)


def _record(session: Session, review: ReviewHead, shown: queries.ShownSuggestion, reading: Reading) -> None:
    now_there = outcomes_of(_suggested(review, shown), reading, shown.rejected, shown.shown_at)
    changed = [
        (item, outcome, uid, shown.shown_at.get(item))
        for item, (outcome, uid) in now_there.items()
        if shown.outcomes.get(item) is not outcome or item in shown.answered
    ]
    queries.write_outcomes(session, review.id, changed)
