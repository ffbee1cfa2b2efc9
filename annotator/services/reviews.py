"""Reviews: starting, reading, finishing and reopening a pass."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core.actions import ActionKind, Change
from annotator.core.cuts import Cutting, Power, power_of
from annotator.core.errors import Conflict, Invalid, NotFound
from annotator.core.ghosts import NO_GHOSTS, Ghosts
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import Reading, ReviewKind, ReviewState, Role
from annotator.core.reviews import OpenPoint, find_open_points
from annotator.services import audit
from annotator.services.agreement_counts import record_answers
from annotator.services.ghosts import copy_shown, load_ghosts, record_outcomes
from annotator.services.retraining import train_again_when_due
from annotator.services.rounds import enter_round
from annotator.services.sourcing_sums import record_sums
from annotator.services.suggestions import Prepared, show_suggestions
from annotator.services.visibility import is_joint, is_own, permit_reading
from annotator.storage.queries.actions import add_action, began_carried, latest_action
from annotator.storage.queries.assigning import begin_assigned
from annotator.storage.queries.changes import write_changes
from annotator.storage.queries.projects import latest_scheme
from annotator.storage.queries.readings import load_content, load_reading
from annotator.storage.queries.reviews import (
    ReviewHead,
    TextToReview,
    add_review,
    find_review,
    find_text_to_review,
    has_pass_in_hand,
    list_text_reviews,
    lock_review,
    lock_text,
    mark_suggested,
    set_state,
)
from annotator.storage.queries.segmentations import Proposal, find_newest_cut, list_proposals


class Unfinished(Invalid):
    """A review that cannot be finished yet, with what is open, in text order."""

    code = "unfinished"

    def __init__(self, points: tuple[OpenPoint, ...]) -> None:
        things = "1 thing is" if len(points) == 1 else f"{len(points)} things are"
        super().__init__(f"{things} open before this review can be finished.")
        self.points = points


@dataclass(frozen=True, slots=True)
class OpenedReview:
    """A review as its page needs it. `is_own`: its person is asking, or an editor who adjudicates with it, and may tag
    while it is started; `seen`: the uid
    of the last action in it. `power`: what the person can do about the cut; `proposals`: what they proposed.
    """

    head: ReviewHead
    reading: Reading
    is_own: bool
    seen: str = ""
    ghosts: Ghosts = NO_GHOSTS
    power: Power = Power.NONE
    proposals: tuple[Proposal, ...] = ()
    is_carried: bool = False

    @property
    def may_tag(self) -> bool:
        """Say whether the person may change something now."""
        return self.is_own and self.head.state is ReviewState.STARTED


def start_review(
    session: Session, actor: Actor | None, article_uid: str, *, now: datetime, prepared: Prepared | None = None
) -> str:
    """Start one's own pass over an article's newest text, or give the one that is there; return its uid.

    A fresh pass asks for what the project says now, or for what an editor asked of the person, and goes on so.
    `prepared` are suggestions that a fresh pass shows: they must be of the text and cut that it gets.
    """
    person = permit(actor, Permission.SIGNED_IN)
    text = find_text_to_review(session, article_uid)
    if text is None:
        raise NotFound
    permit(person, Permission.TAG, text.project_id)
    lock_text(session, text.text_id)  # a double click is two requests at once
    text = replace(text, segmentation_id=find_newest_cut(session, text.text_id).id)
    own = [
        review
        for review in list_text_reviews(session, [text.text_id])
        if review.account_id == person.account_id and review.kind is ReviewKind.PASS
    ]
    in_hand = [review for review in own if review.state in (ReviewState.STARTED, ReviewState.ASSIGNED)]
    asked = next((review for review in in_hand if review.state is ReviewState.ASSIGNED), None)
    if own and asked is None:
        return (in_hand or own)[-1].uid
    text = replace(text, round_id=enter_round(session, person, article_uid))
    if asked is not None:
        uid, review_id, text = asked.uid, asked.id, replace(text, scope=asked.scope)
        begin_assigned(session, review_id, asked.version, text, now=now)
    else:
        uid = uuid4().hex
        review_id = add_review(session, uid, text, person.account_id, now=now)
    if prepared and (prepared.text_id, prepared.segmentation_id) == (text.text_id, text.segmentation_id):
        mark_suggested(session, review_id)
        show_suggestions(session, review_id, prepared, scope=text.scope, now=now)
    _note(session, person, review_id, uid, ActionKind.START_REVIEW, now)
    return uid


def open_review(session: Session, actor: Actor | None, uid: str) -> OpenedReview:
    """A review with its content. Raises NotFound for one that the person may not see."""
    head = find_review(session, uid)
    own = actor is not None and head is not None and is_own(actor, head)
    is_tagging = (
        not own
        and actor is not None
        and head is not None
        and has_pass_in_hand(session, head.text_id, actor.account_id)
    )
    head = permit_reading(session, actor, head, is_tagging_it=is_tagging)
    reading = load_content(session, head)
    ghosts = load_ghosts(session, head, reading) if own else NO_GHOSTS
    joint = actor is not None and not is_tagging and is_joint(actor, head, project_id=head.project_id)
    # Only of a later text: other pages are spared the question.
    carried = own and head.text_number > 1 and began_carried(session, head.id)
    opened = OpenedReview(head, reading, own or joint, latest_action(session, head.id), ghosts, is_carried=carried)
    if actor is None or joint or not opened.may_tag:
        return opened
    power = power_of(head.cutting, is_editor=actor.roles.get(head.project_id) is Role.EDITOR)
    # Only where reviewers propose: other pages are spared the question.
    asks = head.cutting is Cutting.PROPOSE
    proposals = list_proposals(session, text_id=head.text_id, review_id=head.id) if asks else ()
    return replace(opened, power=power, proposals=proposals)


def finish_review(session: Session, actor: Actor | None, uid: str, *, now: datetime) -> ReviewHead:
    """Finish one's pass; from now on it counts. Raises Unfinished with the list of what is open.

    Finishing a finished one again changes nothing: the request may be a repeated one.
    """
    person, head = _own(session, actor, uid)
    if head.state is ReviewState.FINISHED:
        return head
    reading = load_reading(session, head.id)
    if points := find_open_points(reading):
        raise Unfinished(points)
    record_outcomes(session, head, reading)
    # Two reviewers finishing at once must each count the other's answers.
    lock_text(session, head.text_id)
    set_state(session, head.id, head.version, ReviewState.FINISHED, finished_at=now)
    session.flush()
    record_answers(session, text_id=head.text_id)
    record_sums(session, [head.id])
    _note(session, person, head.id, uid, ActionKind.FINISH_REVIEW, now)
    train_again_when_due(session, head.project_id, now=now)
    return replace(head, state=ReviewState.FINISHED, finished_at=now, version=head.version + 1)


def reopen_review(session: Session, actor: Actor | None, uid: str, *, now: datetime) -> str:
    """Open a revision of one's finished pass with the same content; the finished one stays and goes on counting.

    Returns the revision's uid; the one in hand if there is one already.
    """
    person, head = _own(session, actor, uid)
    if head.state is not ReviewState.FINISHED:
        return uid
    for other in list_text_reviews(session, [head.text_id]):
        in_hand = other.state in (ReviewState.STARTED, ReviewState.ASSIGNED)
        if in_hand and is_own(person, other):
            return other.uid
        if other.revises_id == head.id:
            raise Conflict("This pass was revised already. Reopen the later one.", code="revised")
    # Begun anew, it is begun with what the desk tags with now; tags that were retired stay readable in it.
    scheme = latest_scheme(session, head.project_id)
    scheme_id = scheme.id if scheme else head.scheme_version_id
    lock_text(session, head.text_id)  # nobody cuts it anew between this look and the end
    newest = find_newest_cut(session, head.text_id)
    text = TextToReview(head.text_id, newest.id, scheme_id, head.project_id, head.scope, head.round_id)
    revision_uid = uuid4().hex
    revision_id = add_review(session, revision_uid, text, person.account_id, now=now, revises_id=head.id)
    reading = load_reading(session, head.id)
    empty = Reading(reading.text, reading.sentences)
    write_changes(session, revision_id, [Change(None, record) for record in reading.records], empty)
    copy_shown(session, head, revision_id, now=now)
    _note(session, person, revision_id, revision_uid, ActionKind.REOPEN_REVIEW, now)
    return revision_uid


def _own(session: Session, actor: Actor | None, uid: str) -> tuple[Actor, ReviewHead]:
    person = permit(actor, Permission.SIGNED_IN)
    head = find_review(session, uid)
    if head is None or head.account_id != person.account_id or head.kind is not ReviewKind.PASS:
        raise NotFound
    permit(person, Permission.TAG, head.project_id)
    return person, lock_review(session, head)


def _note(session: Session, person: Actor, review_id: int, uid: str, kind: ActionKind, now: datetime) -> None:
    add_action(session, uid=uuid4().hex, at=now, actor_id=person.account_id, review_id=review_id, kind=kind, changes=())
    audit.record(session, kind.value, person.uid, {"review": uid}, now=now)
