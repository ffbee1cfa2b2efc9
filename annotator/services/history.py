"""What was done in a review, by whom and when; what is new since a page last looked; undoing back to a moment."""

from sqlalchemy.orm import Session

from annotator.core.permissions import Actor
from annotator.services.acts import touched_by
from annotator.services.reviews import OpenedReview, open_review
from annotator.storage.queries.actions import load_news


def find_news(
    session: Session, actor: Actor | None, review_uid: str, seen: str
) -> tuple[OpenedReview | None, frozenset[int]]:
    """The review as it is now with the sentences that changed after the action `seen`; None where nothing was done.

    Raises NotFound for a review that the person may not see.
    """
    opened = open_review(session, actor, review_uid)
    if opened.seen == seen:
        return None, frozenset()
    changes, _ = load_news(session, opened.head.id, seen)
    return opened, touched_by(changes, opened.reading)
