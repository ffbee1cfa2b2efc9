"""Tagging on the annotation page: verbs on a sentence, figures, edges, undo."""

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from annotator.core.cuts import resolve_ordinal
from annotator.core.errors import Invalid
from annotator.core.mentions import Phrase
from annotator.core.permissions import Actor
from annotator.core.records import Span
from annotator.core.snapping import snap_figure
from annotator.services import annotations as tagging
from annotator.services import cards
from annotator.services import reviews as service
from annotator.services.annotations import Done, Stamp
from annotator.web import review_forms as forms
from annotator.web.acts import answer_act, sentence_at
from annotator.web.desk import now
from annotator.web.hx import wants_fragment
from annotator.web.marks import mark_act, tell_act
from annotator.web.tag_words import say_bound, say_measure

blueprint = Blueprint("tagging", __name__, url_prefix="/reviews/<review_uid>")
blueprint.app_template_global("wants_fragment")(wants_fragment)
blueprint.app_template_global("bound_word")(say_bound)
blueprint.app_template_global("measure_word")(say_measure)


@blueprint.post("/sentences/<int(max=999999):ordinal>")
def answer_sentence(review_uid: str, ordinal: int) -> Response:
    """A verb on a sentence."""
    form = forms.VerbForm()
    forms.parse(form)
    asked, shown, place = form.request_for(ordinal), form.shown_state(), form.place()
    return answer_act(
        form,
        review_uid,
        lambda s, a, stamp: tagging.answer(s, a, review_uid, asked, stamp=stamp, shown=shown, place=place, now=now()),
        ordinal,
    )


@blueprint.post("/annotations")
def add_annotation(review_uid: str) -> Response:
    """Mark a figure or a tag of the desk's own: the selection, or the phrase or word at the caret."""
    form = forms.PhraseForm() if request.form.get("start") else forms.ActForm()
    forms.parse(form)
    if (tag := request.form.get("tag", "")) != "figure":
        return answer_act(form, review_uid, mark_act(review_uid, tag, form))

    def act(session: Session, actor: Actor | None, stamp: Stamp) -> Done:
        uid = form.uid.data or ""
        marked = form.phrase() if isinstance(form, forms.PhraseForm) else None
        phrase = marked or _figure_phrase(session, actor, review_uid, form.place())
        return tagging.add_figure(session, actor, review_uid, uid, phrase, stamp=stamp, now=now())

    return answer_act(form, review_uid, act)


@blueprint.post("/annotations/<annotation_uid>")
def edit_annotation(review_uid: str, annotation_uid: str) -> Response:
    """Move an annotation's edges, give a mention another card, or correct a figure."""
    form = forms.EditForm()
    form.focus.data = annotation_uid
    forms.parse(form)
    if "mark" in request.form:
        return answer_act(form, review_uid, tell_act(review_uid, annotation_uid))

    def act(session: Session, actor: Actor | None, stamp: Stamp) -> Done:
        if phrase := form.phrase():
            return tagging.move_edges(session, actor, review_uid, annotation_uid, phrase, stamp=stamp, now=now())
        if form.card.data:
            card = form.card.data
            return cards.move_mention(session, actor, review_uid, annotation_uid, card, stamp=stamp, now=now())
        fields = form.figure()
        return tagging.edit_figure(session, actor, review_uid, annotation_uid, fields, stamp=stamp, now=now())

    return answer_act(form, review_uid, act)


@blueprint.post("/annotations/<annotation_uid>/delete")
def delete_annotation(review_uid: str, annotation_uid: str) -> Response:
    """Take an annotation away; undo brings it back."""
    form = forms.ActForm()
    form.focus.data = annotation_uid
    forms.parse(form)
    return answer_act(
        form,
        review_uid,
        lambda s, a, stamp: tagging.remove_annotation(s, a, review_uid, annotation_uid, stamp=stamp, now=now()),
    )


@blueprint.post("/undo")
def undo(review_uid: str) -> Response:
    """Take the last action back."""
    form = forms.ActForm()
    forms.parse(form)
    return answer_act(
        form,
        review_uid,
        lambda s, a, stamp: tagging.undo(s, a, review_uid, stamp=stamp, now=now(), leave=forms.left()),
    )


@blueprint.post("/redo")
def redo(review_uid: str) -> Response:
    """Do again what was undone last."""
    form = forms.ActForm()
    forms.parse(form)
    return answer_act(
        form,
        review_uid,
        lambda s, a, stamp: tagging.redo(s, a, review_uid, stamp=stamp, now=now(), leave=forms.left()),
    )


@blueprint.post("/rest")
def answer_rest(review_uid: str) -> Response:
    """Answer everything that is still untouched."""
    form = forms.VerbForm()
    forms.parse(form)
    verb = form.request_for(0).verb
    return answer_act(
        form, review_uid, lambda s, a, stamp: tagging.answer_rest(s, a, review_uid, verb, stamp=stamp, now=now())
    )


def _figure_phrase(session: Session, actor: Actor | None, review_uid: str, place: Span | None) -> Phrase:
    opened = service.open_review(session, actor, review_uid)
    asked = request.form.get("ordinal", -1, type=int)
    sentence = sentence_at(opened.reading, resolve_ordinal(opened.reading, place, asked))
    caret = request.form.get("caret", sentence.start, type=int)
    span = snap_figure(opened.reading, sentence.span, caret)
    if span is None:
        raise Invalid(_("No unmarked figure was found here. Select its words, then press g."), code="no_figure")
    return Phrase(span.start, span.stop, opened.reading.quote(span))
