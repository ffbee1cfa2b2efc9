"""Adjusting a suggestion on the annotation page: its form, and taking it as the form says."""

from dataclasses import dataclass, replace

from flask import Blueprint, Response, request

from annotator.core.adjusting import Adjusted, ClaimFields, KnownCard
from annotator.core.ghosts import known_cards
from annotator.core.records import Attribution, Claim, Figure, Flag, Mark, Span
from annotator.core.sources import latest_outlet, number_cards
from annotator.core.suggestions import SuggestedClaim
from annotator.services import adjusting as service
from annotator.services import reviews
from annotator.services.adjusting import Preview
from annotator.services.reviews import OpenedReview
from annotator.storage.queries.reviews import ReviewHead
from annotator.web import review_forms as forms
from annotator.web.acts import answer_act, back_to
from annotator.web.desk import now, reading
from annotator.web.hx import render_page, wants_fragment
from annotator.web.review_pages import CardPage, project_crumb
from annotator.web.review_views import CardView, TagView, view_cards, view_tag
from annotator.web.sessions import current_actor
from annotator.web.shell import Crumb

blueprint = Blueprint("adjusting", __name__, url_prefix="/reviews/<review_uid>/suggestions/<item>")


@dataclass(frozen=True, slots=True)
class AdjustPage:
    """The form of a suggested claim or figure, or the card's own form for a suggested source (`source`).

    `tag` is the annotation as taking would make it; `proposed` are the cards that a claim would bring with it, each
    with its key among the suggestions.
    """

    project: Crumb
    head: ReviewHead
    item: str
    uid: str
    ordinal: int
    span: Span
    quote: str
    tag: TagView
    cards: tuple[CardView, ...] = ()
    proposed: tuple[tuple[int, CardView], ...] = ()
    linked: frozenset[str] = frozenset()
    source: CardPage | None = None


@blueprint.get("")
def show(review_uid: str, item: str) -> Response:
    """The form: what is proposed, on its words or on the selection (`start`, `stop`), to be changed and saved."""
    with reading() as session:
        opened = reviews.open_review(session, current_actor(), review_uid)
    if not opened.may_tag:
        return back_to(review_uid, 0)
    start, stop = (request.args.get(name, -1, type=int) for name in ("start", "stop"))
    selected = Span(start, stop) if 0 <= start < stop <= len(opened.reading.text) else None
    page = _page(opened, service.preview_suggestion(opened, item, selected))
    return render_page("adjusting/_form.html" if wants_fragment() else "adjusting/page.html", page)


@blueprint.post("")
def take(review_uid: str, item: str) -> Response:
    """Take the suggestion as the form says."""
    form = forms.AdjustForm()
    forms.parse(form)
    adjusted, phrase = _adjusted(form, item), form.phrase()
    taking, ordinal = form.uid.data or "", request.form.get("ordinal", 0, type=int)
    return answer_act(
        form,
        review_uid,
        lambda s, a, stamp: service.adjust_suggestion(
            s, a, review_uid, item, adjusted, phrase, taking=taking, stamp=stamp, now=now()
        ),
        ordinal,
    )


def _adjusted(form: forms.AdjustForm, item: str) -> Adjusted:
    """What the form says of the tag that the item is of."""
    match item[:1]:
        case "c":
            flags = frozenset(flag for flag in Flag if flag.value in request.form.getlist("flag"))
            proposed = frozenset(int(key) for key in request.form.getlist("proposed") if key.isdecimal())
            return ClaimFields(flags, proposed, tuple(request.form.getlist("card")))
        case "f":
            return form.figure()
        case _:
            return KnownCard(form.card.data) if form.card.data else form.fields()


def _page(opened: OpenedReview, preview: Preview) -> AdjustPage:
    after, said = preview.after, opened.reading
    home = said.home_of(preview.words.start)
    records: list[Claim | Attribution | Figure | Mark] = [*after.claims, *after.attributions, *after.figures]
    made = next(record for record in records if record.uid == preview.made_uid)
    there = frozenset(card.uid for card in said.sources)
    cards = view_cards(after)
    page = AdjustPage(
        project=project_crumb(opened.head), head=opened.head, item=preview.item, uid=preview.uid,
        ordinal=home.ordinal if home else 0, span=preview.words, quote=said.quote(preview.words),
        tag=view_tag(after, made, number_cards(after)), cards=tuple(card for card in cards if card.uid in there),
    )  # fmt: skip
    match made:
        case Attribution():
            return replace(page, source=_source(opened, page, cards, made))
        case Claim():
            linked = frozenset(link.source_uid for link in made.sources)
            return replace(page, proposed=_proposed(opened, preview, cards, linked - there), linked=linked & there)
        case _:
            return page


def _source(
    opened: OpenedReview, page: AdjustPage, cards: tuple[CardView, ...], made: Attribution
) -> CardPage:
    """The card's own form, as taking the suggestion would fill it."""
    card = next(card for card in cards if card.uid == made.source_uid)
    outlet = latest_outlet(opened.reading, page.span.start, but=card.uid)
    return CardPage(
        page.project, page.head, cards, card, card.type, card.count,
        next((view for view in cards if outlet and view.uid == outlet.uid), None), page.ordinal,
        uid=page.uid, phrase=page.span, quote=page.quote, item=page.item,
        known=tuple(known for known in page.cards if known.uid != card.uid),
        is_stored=any(known.uid == card.uid for known in page.cards),
    )  # fmt: skip


def _proposed(
    opened: OpenedReview, preview: Preview, cards: tuple[CardView, ...], fresh: frozenset[str]
) -> tuple[tuple[int, CardView], ...]:
    """The cards that the claim would bring, by their keys: in the order in which both were made."""
    if not isinstance(preview.ghost.proposal, SuggestedClaim):
        return ()
    known = known_cards(opened.ghosts.suggestions, opened.reading)
    keys = [key for key in dict.fromkeys(preview.ghost.proposal.cards) if key not in known]
    made = next(claim for claim in preview.after.claims if claim.uid == preview.made_uid)
    views = {card.uid: card for card in cards}
    return tuple(zip(keys, (views[link.source_uid] for link in made.sources if link.source_uid in fresh), strict=True))
