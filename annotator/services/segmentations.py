"""Cutting a stored text anew: by editors, by reviewers where the project lets them, by taking a cut back.

The next cut of a text is a new numbered one; earlier ones stay, with the finished reviews that were made upon
them. Annotations and checks are anchored to the text: nothing of them moves.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core.actions import ActionKind
from annotator.core.cuts import Cut, Cutting, Power, Recut, carry_out, power_of, take_back
from annotator.core.errors import Conflict, Forbidden, Invalid, NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import Reading, ReviewKind, ReviewState, Role, Sentence
from annotator.services import audit
from annotator.services.acts import Stamp
from annotator.services.agreement_counts import record_answers
from annotator.services.reviews import OpenedReview, open_review
from annotator.services.sourcing_sums import record_sums_of_text
from annotator.storage.queries.actions import add_action, find_answered, find_recut, uid_of
from annotator.storage.queries.reviews import ReviewHead, find_review
from annotator.storage.queries.segmentations import (
    CutText,
    add_cut,
    cutting_of,
    load_cut,
    load_newest_cut,
    lock_cut,
    set_kind_vote,
    watch_cut,
)
from annotator.storage.queries.segmentations import add_proposal as store_proposal
from annotator.storage.queries.sourcing import find_article


class AlreadyRecut(Conflict):
    """A cut that was made from an older number than the newest: nothing was changed. `stored`: the newest cut; `old`:
    the sentences that the page showed, where they are known.
    """

    code = "recut"

    def __init__(self, stored: CutText, old: Sequence[Sentence] = ()) -> None:
        by = f" by {stored.head.made_by}" if stored.head.made_by else ""
        super().__init__(
            f"The article was cut anew meanwhile{by}: it is at cut {stored.head.number} now. Nothing of that was "
            "overwritten. Look at the sentence as it stands, then cut it again."
        )
        self.stored = stored
        self.old = tuple(old)


class CutSince(Conflict):
    """What an action cut was cut anew since, so that it cannot be taken back: nothing was changed. The way on is to
    leave that cut as it is; `action_uid` names the action that is to be passed over.
    """

    code = "cut_since"

    def __init__(self, action_uid: str) -> None:
        super().__init__(
            "The sentences that this cut made were cut again since, and stay as they are. Nothing was taken back yet."
        )
        self.action_uid = action_uid


@dataclass(frozen=True, slots=True)
class CutDone:
    """What became of a cut that somebody asked for: the cut's number now; `proposed`: it waits for an editor."""

    review: ReviewHead
    number: int
    proposed: bool


def ask_for_cut(
    session: Session, actor: Actor | None, review_uid: str, cut: Cut, *, number: int, stamp: Stamp, now: datetime
) -> CutDone:
    """Cut the text of one's own review anew, or propose it, as the project lets the person.

    `number`: the cut that the page showed. Raises AlreadyRecut where there is a newer one, Conflict (`recut`) where
    the sentence is no longer one, Forbidden where the project leaves cutting to others. A cut is an action of the
    review from which it was made, which undo takes back in its turn.
    """
    person, review = _own(session, actor, review_uid)
    power = power_of(review.cutting, is_editor=person.roles.get(review.project_id) is Role.EDITOR)
    if power is Power.NONE:
        raise Forbidden("In this project sentences are cut by others. Tell an editor what is wrong with it.")
    lock_cut(session, review.text_id)
    stored = load_newest_cut(session, review.text_id)
    if stamp.key and (before := find_answered(session, person.account_id, stamp.key)):
        if before.digest != stamp.digest:
            raise Conflict("This request key was used for something else. Reload the page.", code="key_reused")
        return CutDone(review, stored.head.number, before.kind is ActionKind.PROPOSE_CUT)
    if stored.head.number != number:
        raise AlreadyRecut(stored, load_cut(session, review.text_id, number))
    sentences = carry_out(stored.body, stored.sentences, cut)
    if power is Power.PROPOSE:
        _propose(session, person, review, stored, cut, stamp=stamp, now=now)
        return CutDone(review, number, proposed=True)
    change = store_cut(session, person, stored, sentences, now=now)
    note_cut(session, person, review.id, stored, change, ActionKind.CUT_TEXT, stamp=stamp, now=now)
    return CutDone(review, change.after, proposed=False)


def take_back_cut(
    session: Session, actor: Actor | None, article_uid: str, *, number: int, now: datetime
) -> int:
    """Give an article's newest text the cut that it had before the newest one, as its next; return the number.

    For editors. Raises AlreadyRecut where `number` is not the newest, Invalid where it is the first.
    """
    person, stored = lock_article(session, actor, article_uid)
    if stored.head.number != number:
        raise AlreadyRecut(stored)
    if number == 1:
        raise Invalid("This is the first cut of the article. There is nothing to take back.", code="nothing_to_undo")
    change = store_cut(session, person, stored, load_cut(session, stored.head.text_id, number - 1), now=now)
    note_cut(session, person, None, stored, change, ActionKind.CUT_TEXT, stamp=Stamp(), now=now)
    return change.after


def reverse_cut(
    session: Session, review: ReviewHead, reading: Reading, action_id: int, *, leave: Collection[str], now: datetime
) -> tuple[Reading, Recut] | None:
    """Take back what an action of the review did to the text's cut: the reading upon the next cut, and the numbers.

    What others cut elsewhere since stays. None for an action that cut nothing, where it was taken back already, and for
    one that is among those to `leave`, by uid. Raises CutSince where somebody has cut the same place since.
    """
    found = find_recut(session, action_id)
    if found is None:
        return None
    uid = uid_of(session, action_id)
    if uid in leave:
        return None
    lock_cut(session, review.text_id)
    stored = load_newest_cut(session, review.text_id)
    _, done = found
    before, after = (load_cut(session, review.text_id, number) for number in (done.before, done.after))
    try:
        sentences = take_back(stored.body, stored.sentences, before, after)
    except Conflict as error:
        raise CutSince(uid) from error
    if sentences == stored.sentences:
        return None
    person = Actor(review.account_id, review.account_uid, review.account_name)
    change = store_cut(session, person, stored, sentences, now=now)
    _audit(session, person, stored, change, now=now)
    return _upon(reading, sentences, change.after), change


def store_cut(
    session: Session, person: Actor, stored: CutText, sentences: Sequence[Sentence], *, now: datetime
) -> Recut:
    """Make these sentences the text's next cut, and count agreement upon it: a step of other use cases."""
    change = Recut(stored.head.number, stored.head.number + 1)
    add_cut(session, stored.head.text_id, change.after, sentences, made_by_id=person.account_id, now=now)
    session.flush()
    record_answers(session, text_id=stored.head.text_id)
    record_sums_of_text(session, stored.head.text_id)
    return change


def find_cut_news(session: Session, actor: Actor | None, review_uid: str) -> tuple[int, int, int, int]:
    """The number of the cut that one's own review stands on, how much it proposed, how much of that is open no more,
    and the number of its scheme.
    """
    person = permit(actor, Permission.SIGNED_IN)
    found = watch_cut(session, review_uid, person.account_id)
    if found is None:
        raise NotFound
    return found


def open_recut(
    session: Session, actor: Actor | None, review_uid: str, since: int
) -> tuple[OpenedReview, tuple[Sentence, ...]]:
    """One's own review as it is now, and the sentences of the cut `since`, upon which its page stands."""
    opened = open_review(session, actor, review_uid)
    if not opened.is_own:
        raise NotFound
    return opened, load_cut(session, opened.head.text_id, since)


def _own(session: Session, actor: Actor | None, review_uid: str) -> tuple[Actor, ReviewHead]:
    review = find_review(session, review_uid)
    person = permit(actor, Permission.SIGNED_IN)
    if review is None or review.account_id != person.account_id or review.kind is not ReviewKind.PASS:
        raise NotFound
    permit(person, Permission.TAG, review.project_id)
    if review.state is not ReviewState.STARTED:
        raise Conflict("This review is finished. Reopen it to change something.", code="review_finished")
    return person, review


def lock_article(session: Session, actor: Actor | None, article_uid: str) -> tuple[Actor, CutText]:
    """The newest cut of an article's newest text, held for an editor: a step of other use cases."""
    article = find_article(session, article_uid=article_uid)
    if article is None:
        permit(actor, Permission.SIGNED_IN)
        raise NotFound
    person = permit(actor, Permission.CUT_TEXTS, article.project_id)
    if cutting_of(session, article.project_id) is Cutting.NOBODY:
        raise Forbidden("In this project nobody cuts articles anew. Its settings say so.")
    lock_cut(session, article.text_id)
    return person, load_newest_cut(session, article.text_id)


def _propose(
    session: Session, person: Actor, review: ReviewHead, stored: CutText, cut: Cut, *, stamp: Stamp, now: datetime
) -> None:
    action_id = note_cut(session, person, review.id, stored, None, ActionKind.PROPOSE_CUT, stamp=stamp, now=now)
    store_proposal(session, uuid4().hex, review.text_id, review.id, cut, action_id=action_id, now=now)
    if cut.kind is not None:
        set_kind_vote(session, review.id, cut.place, cut.kind)
    session.flush()


def note_cut(
    session: Session, person: Actor, review_id: int | None, stored: CutText, change: Recut | None,
    kind: ActionKind, *, stamp: Stamp, now: datetime,
) -> int:  # fmt: skip
    """Note an action upon a text's cut, and audit what changed it; its id: a step of other use cases."""
    action_id = add_action(
        session,
        uid=uuid4().hex,
        at=now,
        actor_id=person.account_id,
        review_id=review_id,
        kind=kind,
        changes=(),
        request_key=stamp.key or None,
        request_digest=stamp.digest or None,
        recut=None if change is None else (stored.uid, change),
    )
    if change is not None:
        _audit(session, person, stored, change, now=now)
    return action_id


def _audit(session: Session, person: Actor, stored: CutText, change: Recut, *, now: datetime) -> None:
    detail: dict[str, str | int | bool | None] = {"text": stored.uid, "from": change.before, "to": change.after}
    audit.record(session, ActionKind.CUT_TEXT.value, person.uid, detail, now=now)


def _upon(reading: Reading, sentences: Sequence[Sentence], number: int) -> Reading:
    return replace(reading, sentences=tuple(sentences), cut=number)
