"""The guideline beside the text: its section about one tag, as a page or as a piece of the annotation page."""

from dataclasses import dataclass

from flask import Blueprint, Response, request

from annotator.core.guidelines import Section, read_sections, section_for
from annotator.core.records import Scope
from annotator.core.scheme import Tag
from annotator.core.scopes import SOURCING_TAGS
from annotator.services import guidelines as service
from annotator.storage.queries.reviews import ReviewHead
from annotator.web.desk import reading
from annotator.web.hx import render_page, wants_fragment
from annotator.web.review_pages import project_crumb
from annotator.web.sessions import current_actor
from annotator.web.shell import Crumb

blueprint = Blueprint("guidelines", __name__, url_prefix="/reviews/<review_uid>")


@dataclass(frozen=True, slots=True)
class GuidelinePage:
    """What the guideline says of one tag. `tag`: None where none was asked for; `section`: None where it says nothing
    of it. `tags`: those that have a section, to go on to.
    """

    project: Crumb
    head: ReviewHead
    tag: Tag | None
    section: Section | None
    tags: tuple[Tag, ...]


@blueprint.get("/guideline")
def show(review_uid: str) -> Response:
    """The section about a tag; without one, which sections there are."""
    with reading() as session:
        found = service.show_guideline(session, current_actor(), review_uid)
    key, scheme = request.args.get("tag", ""), found.scheme
    anchors = {section.anchor for section in read_sections(scheme.guideline)}
    # A sourcing-only pass is told of its own tags; the whole guideline is a link away.
    asked = SOURCING_TAGS if found.head.scope is Scope.SOURCING_ONLY else anchors | {tag.key for tag in scheme.tags}
    page = GuidelinePage(
        project=project_crumb(found.head),
        head=found.head,
        tag=next((tag for tag in scheme.tags if tag.key == key and key in asked), None),
        section=section_for(scheme.guideline, key) if key in asked else None,
        tags=tuple(tag for tag in scheme.tags if tag.key in anchors & asked and not tag.is_retired),
    )
    return render_page("guidelines/_piece.html" if wants_fragment() else "guidelines/page.html", page)
