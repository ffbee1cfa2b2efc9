"""The annotation page: one small request an act, the touched sentences back; whole pages without a script."""

from collections.abc import Callable
from uuid import uuid4

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from annotator.core.actions import ActionKind
from annotator.core.annotations import Verb
from annotator.core.attributions import phrase_around
from annotator.core.errors import Invalid, NotFound
from annotator.core.extents import AttributionPhrase
from annotator.core.mentions import Phrase
from annotator.core.permissions import Actor
from annotator.core.records import Reading, Sentence, SourceType, Span
from annotator.core.reviews import SentenceState, contents_of
from annotator.core.snapping import snap_figure, snap_phrase
from annotator.core.source_reading import read_source
from annotator.core.sources import latest_outlet, number_cards
from annotator.core.text import check_quote, check_span
from annotator.services import annotations as tagging
from annotator.services import reviews as service
from annotator.services.annotations import Done, MentionDraft, Stamp
from annotator.services.reviews import OpenedReview, Unfinished
from annotator.web import review_forms as forms
from annotator.web.desk import now, reading, writing
from annotator.web.hx import render_page, see_other, squeeze, wants_fragment
from annotator.web.review_pages import (
    CardPage,
    build_answer,
    build_page,
    figure_value,
    phrase_words,
    project_crumb,
    view_cards,
)
from annotator.web.sessions import current_actor

blueprint = Blueprint("reviews", __name__, url_prefix="/reviews/<review_uid>")

Act = Callable[[Session, Actor | None, Stamp], Done]


@blueprint.get("")
def show(review_uid: str) -> Response:
    """The annotation page, at `?at=<ordinal>` or at the first untouched sentence."""
    with reading() as session:
        opened = service.open_review(session, current_actor(), review_uid)
    # The page echoes nothing but `at`, a number: it may be compressed.
    return squeeze(render_page("reviews/page.html", build_page(opened, request.args.get("at", type=int))))


@blueprint.get("/sentences/<int(max=999999):ordinal>")
def show_sentence(review_uid: str, ordinal: int) -> Response:
    """One sentence as it is stored: after a conflict."""
    with reading() as session:
        opened = service.open_review(session, current_actor(), review_uid)
    if not wants_fragment():
        return _back(review_uid, ordinal)
    if ordinal not in contents_of(opened.reading):
        raise NotFound(_("There is no such sentence in this article."))
    page = build_answer(opened.reading, opened.head, [ordinal], _("This is what is stored."), "")
    return render_page("reviews/_answer.html", page)


@blueprint.post("/sentences/<int(max=999999):ordinal>")
def answer_sentence(review_uid: str, ordinal: int) -> Response:
    """A verb on a sentence."""
    form = forms.VerbForm()
    forms.parse(form)
    asked, shown = form.request_for(ordinal), form.shown_state()
    return _perform(
        form,
        review_uid,
        lambda s, a, stamp: tagging.answer(s, a, review_uid, asked, stamp=stamp, shown=shown, now=now()),
        ordinal,
    )


@blueprint.post("/annotations")
def add_annotation(review_uid: str) -> Response:
    """Mark a figure: the selection, or the phrase around the caret."""
    form = forms.PhraseForm() if request.form.get("start") else forms.ActForm()
    forms.parse(form)
    if request.form.get("tag") != "figure":
        raise Invalid(_("This tag is unknown. Reload the page."), code="unknown_tag")

    def act(session: Session, actor: Actor | None, stamp: Stamp) -> Done:
        uid = form.uid.data or ""
        phrase = form.phrase() if isinstance(form, forms.PhraseForm) else _figure_phrase(session, actor, review_uid)
        return tagging.add_figure(session, actor, review_uid, uid, phrase, stamp=stamp, now=now())

    return _perform(form, review_uid, act)


@blueprint.post("/annotations/<annotation_uid>")
def edit_annotation(review_uid: str, annotation_uid: str) -> Response:
    """Move an annotation's edges, give a mention another card, or correct a figure."""
    form = forms.EditForm()
    form.focus.data = annotation_uid
    forms.parse(form)

    def act(session: Session, actor: Actor | None, stamp: Stamp) -> Done:
        if phrase := form.phrase():
            return tagging.move_edges(session, actor, review_uid, annotation_uid, phrase, stamp=stamp, now=now())
        if form.card.data:
            card = form.card.data
            return tagging.set_mention(session, actor, review_uid, annotation_uid, card, stamp=stamp, now=now())
        fields = form.figure()
        return tagging.edit_figure(session, actor, review_uid, annotation_uid, fields, stamp=stamp, now=now())

    return _perform(form, review_uid, act)


@blueprint.post("/annotations/<annotation_uid>/delete")
def delete_annotation(review_uid: str, annotation_uid: str) -> Response:
    """Take an annotation away; undo brings it back."""
    form = forms.ActForm()
    forms.parse(form)
    return _perform(
        form,
        review_uid,
        lambda s, a, stamp: tagging.remove_annotation(s, a, review_uid, annotation_uid, stamp=stamp, now=now()),
    )


@blueprint.get("/mention")
def show_mention(review_uid: str) -> Response:
    """The card form for the selection (`start`, `stop`) or the phrase around the caret of a sentence."""
    with reading() as session:
        opened = service.open_review(session, current_actor(), review_uid)
    ordinal = request.args.get("ordinal", 0, type=int)
    if not wants_fragment():
        return _back(review_uid, ordinal)
    return render_page("reviews/_card.html", _mention_page(opened, ordinal))


@blueprint.post("/mentions")
def add_mention(review_uid: str) -> Response:
    """Mark an attribution with its card, new or known: one action."""
    form = forms.MentionForm()
    forms.parse(form)
    draft = MentionDraft(
        uid=form.uid.data or "",
        phrase=form.phrase(),
        cues=form.cues(),
        card_uid=form.card.data or "",
        new_card_uid=form.card_uid.data or "",
        fields=None if form.card.data else form.fields(),
    )
    return _perform(
        form, review_uid, lambda s, a, stamp: tagging.add_mention(s, a, review_uid, draft, stamp=stamp, now=now())
    )


@blueprint.get("/sources/<source_uid>")
def show_source(review_uid: str, source_uid: str) -> Response:
    """The form of a card."""
    with reading() as session:
        opened = service.open_review(session, current_actor(), review_uid)
    cards = view_cards(opened.reading)
    card = next((card for card in cards if card.uid == source_uid), None)
    if card is None:
        raise NotFound(_("There is no such source card in this review."))
    ordinal = request.args.get("ordinal", 0, type=int)
    if not wants_fragment():
        return _back(review_uid, ordinal)
    outlet = latest_outlet(opened.reading, _place(opened.reading, ordinal), but=source_uid)
    page = CardPage(
        project_crumb(opened.head), opened.head, cards, card, card.type, card.count,
        next((view for view in cards if outlet and view.uid == outlet.uid), None), ordinal,
    )  # fmt: skip
    return render_page("reviews/_card.html", page)


@blueprint.post("/sources/<source_uid>")
def edit_source(review_uid: str, source_uid: str) -> Response:
    """Write a card."""
    form = forms.CardForm()
    forms.parse(form)
    fields = form.fields()
    return _perform(
        form,
        review_uid,
        lambda s, a, stamp: tagging.edit_card(s, a, review_uid, source_uid, fields, stamp=stamp, now=now()),
    )


@blueprint.post("/sources/<source_uid>/delete")
def delete_source(review_uid: str, source_uid: str) -> Response:
    """Remove a card; its mentions stay."""
    form = forms.ActForm()
    forms.parse(form)
    return _perform(
        form, review_uid, lambda s, a, stamp: tagging.remove_card(s, a, review_uid, source_uid, stamp=stamp, now=now())
    )


@blueprint.post("/undo")
def undo(review_uid: str) -> Response:
    """Take the last action back."""
    form = forms.ActForm()
    forms.parse(form)
    return _perform(form, review_uid, lambda s, a, stamp: tagging.undo(s, a, review_uid, stamp=stamp, now=now()))


@blueprint.post("/redo")
def redo(review_uid: str) -> Response:
    """Do again what was undone last."""
    form = forms.ActForm()
    forms.parse(form)
    return _perform(form, review_uid, lambda s, a, stamp: tagging.redo(s, a, review_uid, stamp=stamp, now=now()))


@blueprint.post("/rest")
def answer_rest(review_uid: str) -> Response:
    """Answer everything that is still untouched."""
    form = forms.VerbForm()
    forms.parse(form)
    verb = form.request_for(0).verb
    return _perform(
        form, review_uid, lambda s, a, stamp: tagging.answer_rest(s, a, review_uid, verb, stamp=stamp, now=now())
    )


@blueprint.post("/finish")
def finish(review_uid: str) -> Response:
    """Finish the pass, or say with a list what is open."""
    try:
        with writing() as session:
            head = service.finish_review(session, current_actor(), review_uid, now=now())
    except Unfinished as error:
        return _unfinished(review_uid, error)
    return _go(url_for("articles.index", project_uid=head.project_uid))


@blueprint.post("/reopen")
def reopen(review_uid: str) -> Response:
    """Open a revision of a finished pass; the finished one stays."""
    with writing() as session:
        revision_uid = service.reopen_review(session, current_actor(), review_uid, now=now())
    return _go(url_for("reviews.show", review_uid=revision_uid))


def _perform(form: forms.ActForm, review_uid: str, act: Act, ordinal: int | None = None) -> Response:
    """Carry out an act and answer with what it touched, or go back to the page without a script."""
    stamp = form.stamp()
    with writing() as session:
        done = act(session, current_actor(), stamp)
    if not wants_fragment():
        shown = min(done.touched, default=ordinal or 0)
        return _back(review_uid, _next_of(done, shown, request.form.get("verb", "")))
    page = build_answer(done.reading, done.review, done.touched, _words_of(done), done.focus)
    return render_page("reviews/_answer.html", page)


def _next_of(done: Done, ordinal: int, verb: str) -> int:
    """Where a page without a script goes on: a check moves to the next sentence, a tag stays."""
    if verb not in (Verb.NOTHING, Verb.NOT_ARTICLE):
        return ordinal
    later = [s.ordinal for s in done.reading.sentences if s.ordinal > ordinal and s.is_asked]
    return min(later, default=ordinal)


def _words_of(done: Done) -> str:
    """The act in words, for the live region."""
    if len(done.touched) == 1:
        content = contents_of(done.reading)[next(iter(done.touched))]
        states = {
            SentenceState.UNTOUCHED: _("not answered"),
            SentenceState.NOTHING: _("nothing to tag"),
            SentenceState.DECLINED: _("declined to comment"),
            SentenceState.NOT_ARTICLE: _("not article text"),
        }
        flags = ", ".join(sorted({flag.value for claim in content.claims for flag in claim.flags}))
        words = states.get(content.state) or flags or _("tagged")
        where = _("Sentence %(n)d: %(words)s.", n=content.sentence.ordinal + 1, words=words)
    else:
        where = ngettext("%(num)d sentence changed.", "%(num)d sentences changed.", len(done.touched))
    if marked := _marked_words(done):
        return f"{marked} {where}"
    match done.kind:
        case ActionKind.UNDO:
            return f"{_('Undone.')} {where}"
        case ActionKind.REDO:
            return f"{_('Done again.')} {where}"
        case _:
            return where


def _marked_words(done: Done) -> str:
    """What was just marked, in words: the only news of it for whoever does not see the page."""
    reading = done.reading
    for mention in reading.attributions:
        if mention.uid == done.focus and done.kind is ActionKind.TAG_ATTRIBUTION:
            number = number_cards(reading).get(mention.source_uid or "", 0)
            return _("“%(words)s” is source %(n)d.", words=reading.quote(mention.span), n=number)
    for figure in reading.figures:
        if figure.uid == done.focus and done.kind is ActionKind.TAG_FIGURE:
            value = figure_value(figure) or _("no number read")
            return _("“%(words)s” is a figure: %(value)s.", words=reading.quote(figure.span), value=value)
    return ""


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


def _back(review_uid: str, ordinal: int) -> Response:
    return see_other(url_for("reviews.show", review_uid=review_uid, at=ordinal, _anchor=f"s{ordinal}"))


def _figure_phrase(session: Session, actor: Actor | None, review_uid: str) -> Phrase:
    opened = service.open_review(session, actor, review_uid)
    sentence = _sentence(opened.reading, request.form.get("ordinal", -1, type=int))
    caret = request.form.get("caret", sentence.start, type=int)
    span = snap_figure(opened.reading, sentence.span, caret)
    if span is None:
        raise Invalid(_("No unmarked figure was found here. Select its words, then press g."), code="no_figure")
    return Phrase(span.start, span.stop, opened.reading.quote(span))


def _mention_page(opened: OpenedReview, ordinal: int) -> CardPage:
    phrase = _attribution_phrase(opened.reading, ordinal)
    quote, cue_words = phrase_words(opened.reading, phrase)
    read = read_source(quote)
    cards = view_cards(opened.reading)
    outlet = latest_outlet(opened.reading, phrase.span.start)
    return CardPage(
        project=project_crumb(opened.head),
        head=opened.head,
        cards=cards,
        card=None,
        proposed_type=read.type or SourceType.PERSON,
        proposed_number=read.number,
        latest_outlet=next((view for view in cards if outlet and view.uid == outlet.uid), None),
        ordinal=ordinal,
        uid=uuid4().hex,
        phrase=phrase.span,
        quote=quote,
        cue=phrase.cue,
        cue_words=cue_words,
    )


def _attribution_phrase(reading: Reading, ordinal: int) -> AttributionPhrase:
    """The selection with the cue that the rules find for it, else the phrase around the caret."""
    sentence = _sentence(reading, ordinal)
    start, stop = (request.args.get(name, type=int) for name in ("start", "stop"))
    if start is not None and stop is not None and start < stop:
        span = check_span(len(reading.text), start, stop)
        if "quote" in request.args:
            check_quote(reading.text, span, request.args["quote"].replace("\r\n", "\n"))
        found = phrase_around(reading.text, sentence.span, start)
        return AttributionPhrase(span, found.cue if found and found.span.overlaps(span) else None)
    caret = request.args.get("caret", sentence.start, type=int)
    found = snap_phrase(reading, sentence.span, caret)
    if found is None:
        raise Invalid(_("No unmarked source was found here. Select its words, then press a."), code="no_phrase")
    return found


def _sentence(reading: Reading, ordinal: int) -> Sentence:
    sentence = next((sentence for sentence in reading.sentences if sentence.ordinal == ordinal), None)
    if sentence is None:
        raise NotFound(_("There is no such sentence in this article."))
    return sentence


def _place(reading: Reading, ordinal: int) -> int:
    sentence: Sentence | None = next((s for s in reading.sentences if s.ordinal == ordinal), None)
    return Span(sentence.start, sentence.stop).start if sentence else 0
