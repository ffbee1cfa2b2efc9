"""Source cards on the annotation page: the form for a marked phrase or a card, and what it stores."""

from uuid import uuid4

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from annotator.core.attributions import phrase_around
from annotator.core.errors import Invalid, NotFound
from annotator.core.extents import AttributionPhrase
from annotator.core.records import Reading, Sentence, SourceType, Span
from annotator.core.snapping import snap_phrase
from annotator.core.source_reading import read_source
from annotator.core.sources import latest_outlet
from annotator.core.text import check_quote, check_span
from annotator.services import annotations as tagging
from annotator.services import reviews as service
from annotator.services.annotations import MentionDraft
from annotator.services.reviews import OpenedReview
from annotator.web import review_forms as forms
from annotator.web.acts import answer_act, back_to, sentence_at
from annotator.web.desk import now, reading
from annotator.web.hx import render_page, wants_fragment
from annotator.web.review_pages import CardPage, project_crumb
from annotator.web.review_views import phrase_words, view_cards
from annotator.web.sessions import current_actor

blueprint = Blueprint("cards", __name__, url_prefix="/reviews/<review_uid>")


@blueprint.get("/mention")
def show_mention(review_uid: str) -> Response:
    """The card form for the selection (`start`, `stop`) or the phrase around the caret of a sentence."""
    with reading() as session:
        opened = service.open_review(session, current_actor(), review_uid)
    ordinal = request.args.get("ordinal", 0, type=int)
    if not wants_fragment():
        return back_to(review_uid, ordinal)
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
    return answer_act(
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
        return back_to(review_uid, ordinal)
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
    return answer_act(
        form,
        review_uid,
        lambda s, a, stamp: tagging.edit_card(s, a, review_uid, source_uid, fields, stamp=stamp, now=now()),
    )


@blueprint.post("/sources/<source_uid>/delete")
def delete_source(review_uid: str, source_uid: str) -> Response:
    """Remove a card; its mentions stay."""
    form = forms.ActForm()
    forms.parse(form)
    return answer_act(
        form, review_uid, lambda s, a, stamp: tagging.remove_card(s, a, review_uid, source_uid, stamp=stamp, now=now())
    )


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
        known=cards,
    )


def _attribution_phrase(reading: Reading, ordinal: int) -> AttributionPhrase:
    """The selection with the cue that the rules find for it, else the phrase around the caret."""
    sentence = sentence_at(reading, ordinal)
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


def _place(reading: Reading, ordinal: int) -> int:
    sentence: Sentence | None = next((s for s in reading.sentences if s.ordinal == ordinal), None)
    return Span(sentence.start, sentence.stop).start if sentence else 0
