"""The annotation page, and the states of a review."""

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from annotator.core.errors import NotFound
from annotator.core.permissions import Permission
from annotator.core.reviews import contents_of
from annotator.services import reviews as service
from annotator.services.lessons import has_lesson
from annotator.services.reviews import Unfinished
from annotator.services.worklists import find_next_pass
from annotator.web.acts import back_to
from annotator.web.desk import now, reading, writing
from annotator.web.hx import render_page, see_other, squeeze, wants_fragment
from annotator.web.review_pages import build_answer, build_page
from annotator.web.sessions import current_actor, require_actor

blueprint = Blueprint("reviews", __name__, url_prefix="/reviews/<review_uid>")

@blueprint.get("")
def show(review_uid: str) -> Response:
    """The annotation page, at `?at=<ordinal>`, at the first with `?find=<words>`, or at the first untouched."""
    with reading() as session:
        opened = service.open_review(session, current_actor(), review_uid)
    find = request.args.get("find", "")[:200]
    may_ask = require_actor().may(Permission.TAG, opened.head.project_id)
    page = build_page(opened, request.args.get("at", type=int), find=find, may_ask=may_ask)
    answer = render_page("reviews/page.html", page)
    # Without words to find the page echoes nothing but `at`, a number: it may be compressed.
    return answer if find else squeeze(answer)


@blueprint.get("/sentences/<int(max=999999):ordinal>")
def show_sentence(review_uid: str, ordinal: int) -> Response:
    """One sentence as it is stored: after a conflict."""
    with reading() as session:
        opened = service.open_review(session, current_actor(), review_uid)
    if not wants_fragment():
        return back_to(review_uid, ordinal)
    if ordinal not in contents_of(opened.reading):
        raise NotFound(_("There is no such sentence in this article."))
    words = _("This is what is stored.")
    page = build_answer(
        opened.reading, opened.head, [ordinal], words, "", seen=opened.seen, ghosts=opened.ghosts
    )
    return render_page("reviews/_answer.html", page)


@blueprint.post("/finish")
def finish(review_uid: str) -> Response:
    """Finish the pass and go to the next one in hand, in training to how one did; or say with a list what is open."""
    try:
        with writing() as session:
            head = service.finish_review(session, current_actor(), review_uid, now=now())
    except Unfinished as error:
        return _unfinished(review_uid, error)
    with reading() as session:
        following = find_next_pass(session, current_actor(), head.project_uid)
        is_told = has_lesson(session, current_actor(), head)
    flash(_("Finished: %(title)s", title=head.facts.title), "success")
    if is_told:
        return _go(url_for("lessons.show", article_uid=head.article_uid))
    if following is not None:
        return _go(url_for("reviews.show", review_uid=following))
    return _go(url_for("articles.index", project_uid=head.project_uid))


@blueprint.post("/reopen")
def reopen(review_uid: str) -> Response:
    """Open a revision of a finished pass; the finished one stays."""
    with writing() as session:
        revision_uid = service.reopen_review(session, current_actor(), review_uid, now=now())
    return _go(url_for("reviews.show", review_uid=revision_uid))


def _unfinished(review_uid: str, error: Unfinished) -> Response:
    with reading() as session:
        opened = service.open_review(session, current_actor(), review_uid)
    page = build_page(opened, error.points[0].ordinal, open_points=error.points, message=error.message)
    response = render_page("reviews/_open_points.html" if wants_fragment() else "reviews/page.html", page, 422)
    response.headers["X-Error-Code"] = error.code
    return response


def _go(url: str) -> Response:
    """Leave the page: htmx follows a header, a browser a redirect."""
    if not wants_fragment():
        return see_other(url)
    response = Response(status=204)
    response.headers["HX-Redirect"] = url
    return response
