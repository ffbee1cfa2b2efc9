"""Loading a rescue file: whose acts they are, who may load them, and which of them had arrived."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from annotator.core.errors import Invalid, NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import ReviewKind
from annotator.formats.rescue import Rescue
from annotator.services import audit
from annotator.services.projects import find_project
from annotator.storage.queries.actions import find_answered
from annotator.storage.queries.reviews import ReviewHead, find_review
from annotator.storage.queries.sessions import load_actor
from annotator.storage.tables import Project


@dataclass(frozen=True, slots=True)
class RescueTarget:
    """The review that acts are loaded into, and its owner, whose acts they stay."""

    head: ReviewHead
    owner: Actor
    on_behalf: bool


def open_rescue(session: Session, actor: Actor | None, review_uid: str) -> RescueTarget:
    """One's own review. Raises NotFound for anybody else's."""
    person = permit(actor, Permission.SIGNED_IN)
    head = find_review(session, review_uid)
    if head is None or head.kind is not ReviewKind.PASS or head.account_id != person.account_id:
        raise NotFound
    permit(person, Permission.TAG, head.project_id)
    return RescueTarget(head, person, on_behalf=False)


def find_own_rescue(session: Session, actor: Actor | None, review_uid: str, rescue: Rescue) -> RescueTarget:
    """One's own review as the target of a file. Raises Invalid for another person's file, or another review's."""
    target = open_rescue(session, actor, review_uid)
    if rescue.owner != target.owner.uid:
        raise Invalid("This file holds another person's work, not that of this review's owner.", code="rescue_owner")
    if not any(act.review_uid == review_uid for act in rescue.acts):
        raise Invalid("This file belongs to another review. Load it there.", code="rescue_review")
    return target


def open_project(session: Session, actor: Actor | None, project_uid: str) -> Project:
    """A project whose members' files the person may load."""
    project = find_project(session, project_uid)
    permit(permit(actor, Permission.SIGNED_IN), Permission.MANAGE_PROJECT, project.id)
    return project


def find_colleague_rescue(session: Session, actor: Actor | None, project_uid: str, rescue: Rescue) -> RescueTarget:
    """The review that a colleague's file is of, in a project whose editor the person is; nothing of it is shown.

    Raises Invalid (`rescue_review`) for a file that is of no review of its owner in this project.
    """
    project = open_project(session, actor, project_uid)
    for review_uid in dict.fromkeys(act.review_uid for act in rescue.acts):
        head = find_review(session, review_uid)
        if head is None or head.kind is not ReviewKind.PASS:
            continue
        if (head.project_id, head.account_uid) == (project.id, rescue.owner):
            owner = load_actor(session, head.account_id, head.account_uid, head.account_name, is_admin=False)
            return RescueTarget(head, owner, on_behalf=True)
    raise Invalid("This file is of no review of its owner in this project.", code="rescue_review")


def note_rescue(session: Session, actor: Actor | None, target: RescueTarget, rescue: Rescue, *, now: datetime) -> None:
    """Note who loads a file into whose review. The acts follow one by one, each whole or not at all."""
    detail: dict[str, str | int | bool | None] = {
        "review": target.head.uid, "owner": target.owner.uid, "acts": len(rescue.acts), "on_behalf": target.on_behalf,
    }  # fmt: skip
    audit.record(session, "review:rescue", permit(actor, Permission.SIGNED_IN).uid, detail, now=now)


def is_done(session: Session, owner: Actor, request_key: str) -> bool:
    """Say whether an act had arrived before."""
    return find_answered(session, owner.account_id, request_key) is not None
