"""Loading a rescue file: whose acts they are, who may load them, and which of them had arrived."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from annotator.core.errors import Invalid, NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import ReviewKind
from annotator.formats.rescue import Rescue
from annotator.services import audit
from annotator.storage.queries.actions import find_answered
from annotator.storage.queries.reviews import ReviewHead, find_review
from annotator.storage.queries.sessions import load_actor


@dataclass(frozen=True, slots=True)
class RescueTarget:
    """The review that acts are loaded into, and its owner, whose acts they stay."""

    head: ReviewHead
    owner: Actor
    on_behalf: bool


def open_rescue(session: Session, actor: Actor | None, review_uid: str) -> RescueTarget:
    """The review of a rescue file: one's own, or as an editor of its project another person's, of which nothing is
    shown. Raises NotFound for everybody else.
    """
    person = permit(actor, Permission.SIGNED_IN)
    head = find_review(session, review_uid)
    if head is None or head.kind is not ReviewKind.PASS:
        raise NotFound
    if head.account_id == person.account_id:
        permit(person, Permission.TAG, head.project_id)
        return RescueTarget(head, person, on_behalf=False)
    if not person.may(Permission.MANAGE_PROJECT, head.project_id):
        raise NotFound
    owner = load_actor(session, head.account_id, head.account_uid, head.account_name, is_admin=False)
    return RescueTarget(head, owner, on_behalf=True)


def begin_rescue(
    session: Session, actor: Actor | None, review_uid: str, rescue: Rescue, *, now: datetime
) -> RescueTarget:
    """Take a file on for a review and note who loads it. The acts follow one by one, each whole or not at all.

    Raises Invalid for another person's file, or one without an act of this review.
    """
    target = open_rescue(session, actor, review_uid)
    if rescue.owner != target.owner.uid:
        raise Invalid("This file holds another person's work, not that of this review's owner.", code="rescue_owner")
    if not any(act.review_uid == review_uid for act in rescue.acts):
        raise Invalid("This file belongs to another review. Load it there.", code="rescue_review")
    detail: dict[str, str | int | bool | None] = {
        "review": review_uid, "owner": target.owner.uid, "acts": len(rescue.acts), "on_behalf": target.on_behalf,
    }  # fmt: skip
    audit.record(session, "review:rescue", permit(actor, Permission.SIGNED_IN).uid, detail, now=now)
    return target


def is_done(session: Session, owner: Actor, request_key: str) -> bool:
    """Say whether an act had arrived before."""
    return find_answered(session, owner.account_id, request_key) is not None
