"""What reviewers propose about the cut of a text, and what editors answer.

A reviewer sees their own proposals alone. An editor who is tagging the text is a reviewer first and sees none.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from annotator.core.actions import ActionKind, PastAction
from annotator.core.annotations import Act
from annotator.core.cuts import ProposalState, carry_out
from annotator.core.errors import Conflict, Invalid, NotFound
from annotator.core.permissions import Actor, Permission
from annotator.core.records import Reading
from annotator.services import audit
from annotator.services.acts import Done, Stamp, Step, perform
from annotator.services.segmentations import lock_article, note_cut, store_cut
from annotator.storage.queries.reviews import ReviewHead, has_pass_in_hand
from annotator.storage.queries.segmentations import (
    CutText,
    Proposal,
    decide_proposal,
    find_proposal,
    find_proposed,
    list_answered_acts,
    list_proposals,
    restore_kind_vote,
    turn_proposal,
)

#: The longest reason, in code points.
MAX_REASON = 500


def list_open_proposals(session: Session, person: Actor, *, project_id: int, text_id: int) -> tuple[Proposal, ...]:
    """What waits for an answer on a text, for an editor who is not tagging it."""
    if not person.may(Permission.CUT_TEXTS, project_id) or has_pass_in_hand(session, text_id, person.account_id):
        return ()
    return list_proposals(session, text_id=text_id, state=ProposalState.OPEN)


def list_own_proposals(session: Session, *, text_id: int, review_id: int) -> tuple[Proposal, ...]:
    """What one review proposed, with the answers and what was withdrawn; for its person, who has been asked for."""
    return list_proposals(session, text_id=text_id, review_id=review_id)


def accept_proposal(session: Session, actor: Actor | None, article_uid: str, uid: str, *, now: datetime) -> int:
    """Cut the text as proposed; return the number of the new cut.

    Raises Conflict (`recut`) where the sentence is no longer one, (`answered`) where it was answered already.
    """
    person, stored, proposal = _lock(session, actor, article_uid, uid)
    sentences = carry_out(stored.body, stored.sentences, proposal.cut)
    _decide(session, person, proposal, ProposalState.ACCEPTED, "", now=now)
    change = store_cut(session, person, stored, sentences, now=now)
    note_cut(session, person, None, stored, change, ActionKind.CUT_TEXT, stamp=Stamp(), now=now)
    return change.after


def decline_proposal(
    session: Session, actor: Actor | None, article_uid: str, uid: str, reason: str, *, now: datetime
) -> None:
    """Leave the text as it is and say why; the reviewer sees the reason at that place."""
    person, stored, proposal = _lock(session, actor, article_uid, uid)
    reason = " ".join(reason.split())
    if not reason or len(reason) > MAX_REASON:
        message = f"Say why, in at most {MAX_REASON} characters: the reviewer reads it."
        raise Invalid(message, code="no_reason", fields={"reason": message})
    _decide(session, person, proposal, ProposalState.DECLINED, reason, now=now)
    detail: Mapping[str, str | int | bool | None] = {"text": stored.uid, "proposal": uid}
    audit.record(session, "text:decline_cut", person.uid, detail, now=now)


def turn_proposed(session: Session, review: ReviewHead, action_id: int, *, withdraw: bool) -> None:
    """Withdraw what an action of a review proposed, or propose it again. Raises Conflict (`answered`) where an editor
    has answered it: a step of undo and redo.
    """
    proposal = find_proposed(session, action_id)
    states = (ProposalState.OPEN, ProposalState.WITHDRAWN)
    if proposal is None or not turn_proposal(session, proposal, *(states if withdraw else reversed(states))):
        raise Conflict("An editor has answered this proposal: it stays.", code="answered")
    if proposal.cut.kind is not None:
        restore_kind_vote(session, review.id, proposal.cut.place)


def find_answered_proposals(session: Session, review_id: int, past: Sequence[PastAction]) -> frozenset[int]:
    """The actions in a review's past by which something was proposed that an editor has answered: undo passes them."""
    if not any(action.kind is ActionKind.PROPOSE_CUT for action in past):
        return frozenset()
    return list_answered_acts(session, review_id)


def withdraw_proposal(
    session: Session, actor: Actor | None, review_uid: str, uid: str, *, stamp: Stamp, now: datetime
) -> Done:
    """Take one proposal of one's own back, whatever was done since; undone like any undo, by redo.

    Raises NotFound for what was not proposed in the review, Conflict (`answered`) where an editor has answered it.
    """

    def compute(session: Session, review: ReviewHead, _reading: Reading) -> Step:
        proposal = find_proposal(session, uid)
        if proposal is None or proposal.review_id != review.id or proposal.action_id is None:
            raise NotFound
        turn_proposed(session, review, proposal.action_id, withdraw=True)
        return Step(Act(ActionKind.UNDO, ()), proposal.action_id, meant=ActionKind.PROPOSE_CUT)

    return perform(session, actor, review_uid, compute, stamp=stamp, now=now, is_edit=False)


def _lock(
    session: Session, actor: Actor | None, article_uid: str, uid: str
) -> tuple[Actor, CutText, Proposal]:
    person, stored = lock_article(session, actor, article_uid)
    proposal = find_proposal(session, uid)
    if proposal is None or proposal.text_id != stored.head.text_id:
        raise NotFound
    if has_pass_in_hand(session, proposal.text_id, person.account_id):
        raise NotFound
    return person, stored, proposal


def _decide(
    session: Session, person: Actor, proposal: Proposal, state: ProposalState, reason: str, *, now: datetime
) -> None:
    if not decide_proposal(session, proposal, state, reason=reason, by_id=person.account_id, now=now):
        raise Conflict("This proposal was answered meanwhile. Nothing was changed.", code="answered")
