"""Moving an annotation's edges: the form for it, step by step without a script, in one go with one."""

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from annotator.core.edges import Edge, Stride, step_edge
from annotator.core.errors import Invalid
from annotator.core.mentions import Phrase
from annotator.core.records import Attribution, Claim, Figure, Mark, Span
from annotator.core.text import check_span
from annotator.services import annotations as tagging
from annotator.services import reviews as service
from annotator.services.reviews import OpenedReview
from annotator.storage.queries.reviews import ReviewHead
from annotator.web import review_forms as forms
from annotator.web.acts import answer_act, back_to, record_at
from annotator.web.desk import now, reading
from annotator.web.directions import direction_of, turned
from annotator.web.hx import render_page, see_other, wants_fragment
from annotator.web.review_pages import project_crumb
from annotator.web.sessions import current_actor
from annotator.web.shell import Crumb

blueprint = Blueprint("edges", __name__, url_prefix="/reviews/<review_uid>")


@dataclass(frozen=True, slots=True)
class EdgesPage:
    """The form of one annotation's edges. `start`, `stop`: where they would be; `before` and `after` are the rest
    of its sentence, which begins at `sentence_start`.
    """

    project: Crumb
    head: ReviewHead
    uid: str
    tag: str
    version: int
    ordinal: int
    sentence_start: int
    start: int
    stop: int
    before: str
    words: str
    after: str
    direction: str


@blueprint.get("/edges")
def show_focused(review_uid: str) -> Response:
    """The edges of the annotation in focus, moved to what is selected."""
    return _show(review_uid, request.args.get("focus", ""))


@blueprint.get("/annotations/<annotation_uid>/edges")
def show(review_uid: str, annotation_uid: str) -> Response:
    """The edges of one annotation."""
    return _show(review_uid, annotation_uid)


@blueprint.post("/annotations/<annotation_uid>/edges")
def move(review_uid: str, annotation_uid: str) -> Response:
    """Move one edge one step, without a script: `move` is edge, stride and direction."""
    form = forms.ActForm()
    form.focus.data = annotation_uid
    forms.parse(form)
    with reading() as session:
        opened = service.open_review(session, current_actor(), review_uid)
    edge, stride, by = _step_of(request.form.get("move", ""))
    record, home = record_at(opened.reading, annotation_uid)
    span = step_edge(opened.reading.text, home.span, record.span, edge, stride, by)
    phrase = Phrase(span.start, span.stop, opened.reading.quote(span))
    answer = answer_act(
        form,
        review_uid,
        lambda s, a, stamp: tagging.move_edges(s, a, review_uid, annotation_uid, phrase, stamp=stamp, now=now()),
    )
    if wants_fragment() or answer.status_code != 303:
        return answer
    return see_other(url_for("edges.show", review_uid=review_uid, annotation_uid=annotation_uid))


def _show(review_uid: str, uid: str) -> Response:
    with reading() as session:
        opened = service.open_review(session, current_actor(), review_uid)
    if not opened.may_tag:
        return back_to(review_uid, 0)
    template = "reviews/_edges.html" if wants_fragment() else "reviews/edges.html"
    return render_page(template, _page(opened, uid))


def _page(opened: OpenedReview, uid: str) -> EdgesPage:
    said = opened.reading
    if not uid:
        raise Invalid(_("Nothing here has edges to move. Tag something first, or go to a tag with Tab."), code="no_tag")
    record, home = record_at(said, uid)
    sentence = home.span
    span = _selected(sentence, len(said.text)) or record.span
    article = direction_of(said.text)
    return EdgesPage(
        project=project_crumb(opened.head),
        head=opened.head,
        uid=uid,
        tag=_tag_of(record),
        version=record.version,
        ordinal=home.ordinal,
        sentence_start=sentence.start,
        start=span.start,
        stop=span.stop,
        before=said.text[sentence.start : span.start],
        words=said.quote(span),
        after=said.text[span.stop : sentence.stop],
        direction=turned(said.quote(sentence), article) or article,
    )


def _tag_of(record: Claim | Attribution | Figure | Mark) -> str:
    if isinstance(record, Mark):
        return record.tag
    return {Claim: "claim", Attribution: "attribution", Figure: "figure"}[type(record)]


def _selected(sentence: Span, length: int) -> Span | None:
    start, stop = (request.args.get(name, type=int) for name in ("start", "stop"))
    if start is None or stop is None or not sentence.contains(Span(start, stop)):
        return None
    return check_span(length, start, stop)


def _step_of(word: str) -> tuple[Edge, Stride, int]:
    edge, _sep, rest = word.partition(" ")
    stride, _sep, way = rest.partition(" ")
    try:
        return Edge(edge), Stride(stride), {"back": -1, "on": 1}[way]
    except (ValueError, KeyError) as error:
        raise Invalid(_("This button is unknown. Reload the page."), code="unknown_verb") from error
