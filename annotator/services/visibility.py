"""Blindness, in one place: whose work a person may see."""

from sqlalchemy.orm import Session

from annotator.core.errors import NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import ReviewKind, ReviewState
from annotator.storage.queries.reviews import ReviewHead, list_texts_in_hand


def may_read(actor: Actor, review: ReviewHead, *, is_tagging_it: bool) -> bool:
    """Say whether the person may read a review.

    One's own always. Others' only when finished, by those who read reports, and not while one is in the
    middle of tagging the same text: whoever edits and reviews is a reviewer first. Gold is for report readers.
    """
    if review.account_id == actor.account_id and review.kind is ReviewKind.PASS:
        return True
    if not actor.may(Permission.READ_REPORTS, review.project_id) or is_tagging_it:
        return False
    return review.state is ReviewState.FINISHED


def hidden_texts(session: Session, actor: Actor, project_id: int) -> frozenset[int]:
    """The texts of a project on which others' passes are not for this person now: those they are tagging."""
    return list_texts_in_hand(session, project_id, actor.account_id)


def permit_reading(actor: Actor | None, review: ReviewHead | None, *, is_tagging_it: bool) -> ReviewHead:
    """Give the review if the person may read it. Raises NotFound otherwise: that it exists is not for them."""
    missing = NotFound("There is no such review, or it is not yours to see.")
    if review is None:
        permit(actor, Permission.SIGNED_IN)
        raise missing
    person = permit(actor, Permission.READ_ARTICLES, review.project_id)
    if not may_read(person, review, is_tagging_it=is_tagging_it):
        raise missing
    return review
