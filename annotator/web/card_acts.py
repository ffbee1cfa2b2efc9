"""Putting source cards in order: a card's own panel, merging, splitting, other cards for a mention, ways of a claim."""

from flask import Blueprint, Response, request

from annotator.services import cards as service
from annotator.services import reviews
from annotator.web import review_forms as forms
from annotator.web.acts import answer_act, back_to
from annotator.web.card_forms import BY_CARD, DIRECT, MergeForm, SplitForm, WayForm
from annotator.web.card_panels import build_choice, build_panel
from annotator.web.desk import now, reading
from annotator.web.hx import render_page, wants_fragment
from annotator.web.sessions import current_actor

blueprint = Blueprint("card_acts", __name__, url_prefix="/reviews/<review_uid>")


@blueprint.get("/sources/<source_uid>/panel")
def show_panel(review_uid: str, source_uid: str) -> Response:
    """A card's own panel."""
    with reading() as session:
        opened = reviews.open_review(session, current_actor(), review_uid)
    page = build_panel(opened, source_uid)
    if not wants_fragment():
        return back_to(review_uid, page.mentions[0].ordinal if page.mentions else 0)
    return render_page("cards/_panel.html", page)


@blueprint.post("/sources/<source_uid>/merge")
def merge(review_uid: str, source_uid: str) -> Response:
    """Put this card into another one."""
    form = MergeForm()
    forms.parse(form)
    into, agreed = form.into.data or "", bool(form.agreed.data)
    return answer_act(
        form,
        review_uid,
        lambda s, a, stamp: service.merge_cards(
            s, a, review_uid, into, source_uid, agreed=agreed, stamp=stamp, now=now()
        ),
    )


@blueprint.post("/sources/<source_uid>/split")
def split(review_uid: str, source_uid: str) -> Response:
    """Give the chosen mentions a card of their own."""
    form = SplitForm()
    forms.parse(form)
    return answer_act(
        form,
        review_uid,
        lambda s, a, stamp: service.split_card(
            s, a, review_uid, source_uid, form.uid.data or "", form.mentions(), form.claims(), stamp=stamp, now=now()
        ),
    )


@blueprint.get("/choice")
def show_choice(review_uid: str) -> Response:
    """The cards that the mention in `focus` can be given to, or the ways in which a claim may have come."""
    with reading() as session:
        opened = reviews.open_review(session, current_actor(), review_uid)
    page = build_choice(opened, request.args.get("focus", ""))
    if not wants_fragment():
        return back_to(review_uid, 0)
    return render_page("cards/_pick.html" if page.is_mention else "cards/_ways.html", page)


@blueprint.post("/annotations/<annotation_uid>/way")
def set_way(review_uid: str, annotation_uid: str) -> Response:
    """Say how one claim came from one of its sources."""
    form = WayForm()
    forms.parse(form)
    card, told = form.card.data or "", form.way.data or ""
    way = None if told in (DIRECT, BY_CARD) else told
    return answer_act(
        form,
        review_uid,
        lambda s, a, stamp: service.set_way(
            s, a, review_uid, annotation_uid, card, way, by_card=told == BY_CARD, stamp=stamp, now=now()
        ),
    )
