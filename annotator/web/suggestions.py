"""Answering ghosts on the annotation page: accept, adjust or reject them, one or all that a sentence shows."""

from flask import Blueprint, Response, request

from annotator.services import suggestions as service
from annotator.web import review_forms as forms
from annotator.web.acts import answer_act
from annotator.web.desk import now, writing
from annotator.web.sessions import current_actor

blueprint = Blueprint("suggestions", __name__, url_prefix="/reviews/<review_uid>")

#: More than any sentence shows.
_MOST_ITEMS = 200


@blueprint.post("/suggestions/shown")
def note_shown(review_uid: str) -> Response:
    """Note what came onto the page: its sentence has become the current one."""
    items = request.form.get("accept", "").split()[:_MOST_ITEMS]
    with writing() as session:
        service.note_shown(session, current_actor(), review_uid, items, now=now())
    return Response(status=204)


@blueprint.post("/suggestions")
def answer(review_uid: str) -> Response:
    """Accept or reject the ghosts that the pressed button names."""
    form = forms.ActForm()
    forms.parse(form)
    accepted, rejected = (request.form.get(name, "").split()[:_MOST_ITEMS] for name in ("accept", "reject"))
    items = accepted or rejected
    act = service.accept_suggestions if accepted else service.reject_suggestions
    ordinal = request.form.get("ordinal", 0, type=int)
    return answer_act(
        form, review_uid, lambda s, a, stamp: act(s, a, review_uid, items, stamp=stamp, now=now()), ordinal
    )
