"""Correcting what a figure or a desk's own mark says: its form, fetched when it is opened."""

from dataclasses import dataclass

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from annotator.core.errors import Invalid
from annotator.core.records import Figure, Mark
from annotator.core.sources import number_cards
from annotator.services import reviews
from annotator.storage.queries.reviews import ReviewHead
from annotator.web.acts import back_to, record_at
from annotator.web.desk import reading
from annotator.web.hx import render_page, wants_fragment
from annotator.web.review_pages import project_crumb
from annotator.web.review_views import TagView, view_tag
from annotator.web.sessions import current_actor
from annotator.web.shell import Crumb

blueprint = Blueprint("correcting", __name__, url_prefix="/reviews/<review_uid>")


@dataclass(frozen=True, slots=True)
class CorrectPage:
    """The form of what one annotation says."""

    project: Crumb
    head: ReviewHead
    tag: TagView
    ordinal: int


@blueprint.get("/correct")
def show(review_uid: str) -> Response:
    """What the annotation in `focus` says. Saving it is an edit of the annotation."""
    with reading() as session:
        opened = reviews.open_review(session, current_actor(), review_uid)
    if not opened.may_tag:
        return back_to(review_uid, 0)
    record, home = record_at(opened.reading, request.args.get("focus", ""))
    if not isinstance(record, Figure | Mark):
        raise Invalid(_("What this tag says is told by its card and its keys."), code="not_told_here")
    tag = view_tag(opened.reading, record, number_cards(opened.reading))
    page = CorrectPage(project_crumb(opened.head), opened.head, tag, home.ordinal)
    return render_page("reviews/_correct.html" if wants_fragment() else "reviews/correct.html", page)
