"""Asking one person for one pass over one article: a sourcing-only one where the project asks for full ones.

Until its person begins, such a pass is assigned: it holds nothing, and can be taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core.errors import Conflict, Invalid, NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import ReviewKind, ReviewState, Scope
from annotator.services import audit
from annotator.services.visibility import texts_without_names, without_names
from annotator.storage.queries.assigning import add_assigned, remove_assigned
from annotator.storage.queries.questions import ColleagueRow, list_colleagues
from annotator.storage.queries.reviews import (
    ReviewHead,
    TextToReview,
    find_text_to_review,
    list_text_reviews,
    lock_text,
)
from annotator.storage.queries.segmentations import find_newest_cut


@dataclass(frozen=True, slots=True)
class Asked:
    """Who can be asked for a pass over a text, and which passes were asked for and not begun."""

    people: tuple[ColleagueRow, ...] = ()
    waiting: tuple[ReviewHead, ...] = ()


NOTHING_ASKED = Asked()


def list_asked(session: Session, person: Actor, project_id: int, reviews: Sequence[ReviewHead]) -> Asked:
    """What an editor can ask for, given the reviews of the text. Nothing for who is tagging it: they learn of nobody's
    pass before they have finished their own. While they adjudicate without names nobody can be asked, since who is left
    to ask says who has a pass.
    """
    if not person.may(Permission.MANAGE_PROJECT, project_id) or _is_tagging(person, reviews):
        return NOTHING_ASKED
    waiting = [review for review in reviews if review.state is ReviewState.ASSIGNED and review.kind is ReviewKind.PASS]
    if _is_without_names(session, person, project_id, reviews):
        return Asked((), without_names(session, person, waiting, project_id=project_id))
    passed = {review.account_id for review in reviews if review.kind is ReviewKind.PASS}
    people = tuple(row for row in list_colleagues(session, project_id) if row.id not in passed)
    return Asked(people, tuple(waiting))


def ask_for_pass(
    session: Session, actor: Actor | None, article_uid: str, account_uid: str, *, now: datetime
) -> str:
    """Ask a person for a sourcing-only pass over the newest text of an article; return the uid of the pass.

    Raises Invalid for somebody who does not tag in the project, Conflict (`passed`) for who has a pass over it, and
    (`names_hidden`) while the person adjudicates it without names.
    """
    person, text, reviews = _lock(session, actor, article_uid)
    if _is_without_names(session, person, text.project_id, reviews):
        raise Conflict("Finish its gold review first: until then nobody is told who has a pass.", code="names_hidden")
    people = {row.uid: row for row in list_colleagues(session, text.project_id)}
    asked = people.get(account_uid)
    if asked is None:
        raise Invalid("Choose somebody who tags in this project.", code="cannot_ask", fields={"account": "Choose one."})
    if any(review.account_id == asked.id and review.kind is ReviewKind.PASS for review in reviews):
        raise Conflict(f"{asked.name} has a pass over this article already.", code="passed")
    uid = uuid4().hex
    add_assigned(session, uid, replace(text, scope=Scope.SOURCING_ONLY), asked.id, now=now)
    detail: dict[str, str | int] = {"review": uid, "account": account_uid, "scope": Scope.SOURCING_ONLY.value}
    audit.record(session, "review:ask", person.uid, detail, now=now)
    return uid


def take_back(session: Session, actor: Actor | None, article_uid: str, review_uid: str, *, now: datetime) -> None:
    """Take back a pass that was asked for. Raises NotFound once it was begun: it is its person's then."""
    person, _, reviews = _lock(session, actor, article_uid)
    asked = next((review for review in reviews if review.uid == review_uid), None)
    if asked is None or not remove_assigned(session, asked.id):
        raise NotFound("This pass was begun meanwhile, or taken back already.")
    audit.record(session, "review:take_back", person.uid, {"review": review_uid}, now=now)


def _lock(
    session: Session, actor: Actor | None, article_uid: str
) -> tuple[Actor, TextToReview, list[ReviewHead]]:
    person = permit(actor, Permission.SIGNED_IN)
    text = find_text_to_review(session, article_uid)
    if text is None:
        raise NotFound
    permit(person, Permission.MANAGE_PROJECT, text.project_id)
    lock_text(session, text.text_id)
    reviews = list_text_reviews(session, [text.text_id])
    if _is_tagging(person, reviews):
        raise Conflict("Finish your own pass over this article first.", code="tagging_it")
    return person, replace(text, segmentation_id=find_newest_cut(session, text.text_id).id), reviews


def _is_without_names(session: Session, person: Actor, project_id: int, reviews: Sequence[ReviewHead]) -> bool:
    texts = {review.text_id for review in reviews}
    return bool(texts_without_names(session, person, texts, project_id=project_id))


def _is_tagging(person: Actor, reviews: Sequence[ReviewHead]) -> bool:
    in_hand = (ReviewState.ASSIGNED, ReviewState.STARTED)
    return any(review.account_id == person.account_id and review.state in in_hand for review in reviews)
