"""Adjusting a suggestion: the form's preview of taking it, and taking it as adjusted, in one action."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core.actions import apply_changes
from annotator.core.adjusting import Adjusted, adjust_ghost, find_ghost, seeded, words_for
from annotator.core.ghosts import Ghost
from annotator.core.mentions import Phrase
from annotator.core.permissions import Actor
from annotator.core.records import Reading, Span
from annotator.services.acts import Done, Stamp, Step, perform
from annotator.services.ghosts import ghosts_of, load_answered
from annotator.services.reviews import OpenedReview
from annotator.storage.queries.reviews import ReviewHead


@dataclass(frozen=True, slots=True)
class Preview:
    """A suggestion as a form shows it for adjusting: the reading as taking it would leave it, and what it would make.

    `uid` names the taking: sent back, it gives the same rows the same uids. `words` are those it would lie on.
    """

    item: str
    uid: str
    ghost: Ghost
    words: Span
    after: Reading
    made_uid: str


def preview_suggestion(opened: OpenedReview, item: str, selected: Span | None) -> Preview:
    """What adjusting a suggestion starts from. Raises Conflict (`ghost_gone`), Invalid for a selection elsewhere."""
    ghost, uid = find_ghost(opened.ghosts, item), uuid4().hex
    words = words_for(ghost, selected)
    phrase = Phrase(*words, opened.reading.quote(words))
    act = adjust_ghost(opened.reading, opened.ghosts, item, None, seeded(uid), phrase)
    return Preview(item, uid, ghost, words, apply_changes(opened.reading, act.changes), act.focus)


def adjust_suggestion(
    session: Session, actor: Actor | None, uid: str, item: str, adjusted: Adjusted, phrase: Phrase | None, *,
    taking: str, stamp: Stamp, now: datetime,
) -> Done:  # fmt: skip
    """Make what a ghost proposes the person's own as they adjusted it, in one action. `taking`: its preview's uid."""

    def compute(session: Session, review: ReviewHead, reading: Reading) -> Step:
        shown = load_answered(session, review, [item], now=now)
        ghosts = ghosts_of(shown, review, reading)
        return Step(adjust_ghost(reading, ghosts, item, adjusted, seeded(taking or uuid4().hex), phrase), shown=shown)

    return perform(session, actor, uid, compute, stamp=stamp, now=now)
