"""The guideline of a review: the one of the scheme version that it is tagged with."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotator.core.errors import NotFound
from annotator.core.permissions import Actor
from annotator.core.scheme import Scheme
from annotator.core.scheme_json import scheme_from_json
from annotator.services.visibility import is_own, permit_reading
from annotator.storage.queries.reviews import ReviewHead, find_review, has_pass_in_hand
from annotator.storage.queries.schemes import find_version


@dataclass(frozen=True, slots=True)
class ReviewGuideline:
    """A review and the scheme, guideline included, that it is tagged with."""

    head: ReviewHead
    scheme: Scheme


def show_guideline(session: Session, actor: Actor | None, review_uid: str) -> ReviewGuideline:
    """What a review is tagged by. Raises NotFound for a review that the person may not see."""
    head = find_review(session, review_uid)
    is_tagging = (
        actor is not None
        and head is not None
        and not is_own(actor, head)
        and has_pass_in_hand(session, head.text_id, actor.account_id)
    )
    head = permit_reading(session, actor, head, is_tagging_it=is_tagging)
    version = find_version(session, head.project_id, head.scheme_number)
    if version is None:
        raise NotFound
    return ReviewGuideline(head, scheme_from_json(version.body))
