"""Finding a source card or a tag of the desk by name, where no key reaches it: the tenth card, a tag without a key."""

from dataclasses import dataclass

from flask import Blueprint, Response, request

from annotator.core.permissions import Permission, permit
from annotator.core.scheme import Tag
from annotator.services import reviews as service
from annotator.storage.queries.reviews import ReviewHead
from annotator.web.acts import back_to
from annotator.web.desk import reading
from annotator.web.hx import render_page, wants_fragment
from annotator.web.review_pages import project_crumb
from annotator.web.review_views import CardView, view_cards
from annotator.web.sessions import current_actor
from annotator.web.shell import Crumb

blueprint = Blueprint("picks", __name__, url_prefix="/reviews/<review_uid>")


@dataclass(frozen=True, slots=True)
class PickPage:
    """All cards of a review, to choose one for the claim of the current sentence; the desk's tags, to mark with."""

    project: Crumb
    head: ReviewHead
    cards: tuple[CardView, ...]
    own_tags: tuple[Tag, ...]


@blueprint.get("/pick")
def show(review_uid: str) -> Response:
    """The list of cards and own tags with a field that narrows it."""
    with reading() as session:
        opened = service.open_review(session, current_actor(), review_uid)
    permit(current_actor(), Permission.TAG, opened.head.project_id)
    if not wants_fragment():
        return back_to(review_uid, request.args.get("ordinal", 0, type=int))
    own_tags = tuple(tag for tag in opened.reading.own_tags if not tag.is_retired)
    page = PickPage(project_crumb(opened.head), opened.head, view_cards(opened.reading), own_tags)
    return render_page("reviews/_pick.html", page)
