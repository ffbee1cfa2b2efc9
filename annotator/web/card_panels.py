"""What the small forms about source cards show: a card's own panel, the cards for a mention, the ways of a claim."""

from dataclasses import dataclass

from flask_babel import gettext as _

from annotator.core.cards import is_indefinite_unnamed, merge_cards
from annotator.core.errors import Invalid, NotFound
from annotator.core.records import Attribution, Claim, Reading, SourceType
from annotator.core.reviews import contents_of
from annotator.core.sources import claims_on, mentions_of, relay_of
from annotator.services.reviews import OpenedReview
from annotator.storage.queries.reviews import ReviewHead
from annotator.web.card_forms import BY_CARD, DIRECT
from annotator.web.review_pages import project_crumb
from annotator.web.review_views import CardView, view_cards
from annotator.web.shell import Crumb


@dataclass(frozen=True, slots=True)
class Place:
    """A mention of a card or a claim on it, with the sentence it stands in. `follows`: a claim that goes wherever its
    sentence's one mention goes.
    """

    uid: str
    words: str
    ordinal: int
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A card that another can be merged into. `warns`: both are unnamed and opened by indefinite phrases."""

    card: CardView
    warns: bool


@dataclass(frozen=True, slots=True)
class PanelPage:
    """A card's own panel: its mentions, the claims on it, what it can be merged into."""

    project: Crumb
    head: ReviewHead
    card: CardView
    mentions: tuple[Place, ...]
    claims: tuple[Place, ...]
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class PickPage:
    """The cards that a mention can be given to."""

    project: Crumb
    head: ReviewHead
    uid: str
    version: int
    words: str
    cards: tuple[CardView, ...]
    is_mention: bool = True


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a claim may have come. `value` is what its button sends."""

    value: str
    outlet: CardView | None
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class WaysPage:
    """The ways of a claim, source by source."""

    project: Crumb
    head: ReviewHead
    uid: str
    version: int
    words: str
    links: tuple[tuple[CardView, tuple[Way, ...]], ...]
    is_mention: bool = False


def build_panel(opened: OpenedReview, card_uid: str) -> PanelPage:
    """A card's own panel. Raises NotFound."""
    reading = opened.reading
    views = view_cards(reading, opened.head.facts)
    card = next((view for view in views if view.uid == card_uid), None)
    if card is None:
        raise NotFound(_("There is no such source card in this review."))
    homes, alone = _homes(reading), _sentences_with_one_mention(reading, card_uid)
    return PanelPage(
        project=project_crumb(opened.head),
        head=opened.head,
        card=card,
        mentions=tuple(_place(reading, mention, homes) for mention in mentions_of(card_uid, reading)),
        claims=tuple(
            _place(reading, claim, homes, follows=homes[claim.uid] in alone) for claim in claims_on(card_uid, reading)
        ),
        targets=tuple(_targets(reading, card_uid, views)),
    )


def build_choice(opened: OpenedReview, annotation_uid: str) -> PickPage | WaysPage:
    """What can be said of a mention's or claim's sources. Raises NotFound."""
    reading, head = opened.reading, opened.head
    cards = view_cards(reading, head.facts)
    for mention in reading.attributions:
        if mention.uid == annotation_uid:
            others = tuple(card for card in cards if card.uid != mention.source_uid)
            words = reading.quote(mention.span)
            return PickPage(project_crumb(head), head, mention.uid, mention.version, words, others)
    for claim in reading.claims:
        if claim.uid == annotation_uid:
            links = tuple(_ways(reading, claim, cards))
            return WaysPage(project_crumb(head), head, claim.uid, claim.version, reading.quote(claim.span), links)
    raise NotFound(_("This annotation is gone."))


def _homes(reading: Reading) -> dict[str, int]:
    found: dict[str, int] = {}
    for ordinal, content in contents_of(reading).items():
        found |= {claim.uid: ordinal for claim in content.claims}
        found |= {mention.uid: ordinal for mention in content.attributions}
    return found


def _sentences_with_one_mention(reading: Reading, card_uid: str) -> set[int]:
    counts = {
        ordinal: sum(mention.source_uid == card_uid for mention in content.attributions)
        for ordinal, content in contents_of(reading).items()
    }
    return {ordinal for ordinal, count in counts.items() if count == 1}


def _place(reading: Reading, record: Attribution | Claim, homes: dict[str, int], *, follows: bool = False) -> Place:
    return Place(record.uid, reading.quote(record.span), homes.get(record.uid, 0), follows)


def _targets(reading: Reading, card_uid: str, views: tuple[CardView, ...]) -> list[Target]:
    records = {card.uid: card for card in reading.sources}
    lone = is_indefinite_unnamed(records[card_uid], reading)
    found = []
    for view in views:
        if view.uid == card_uid:
            continue
        try:
            merge_cards(reading, view.uid, card_uid, agreed=True)
        except Invalid:
            continue  # a relay would run in a circle or through what is no outlet
        found.append(Target(view, lone and is_indefinite_unnamed(records[view.uid], reading)))
    return found


def _ways(reading: Reading, claim: Claim, cards: tuple[CardView, ...]) -> list[tuple[CardView, tuple[Way, ...]]]:
    views = {card.uid: card for card in cards}
    records = {card.uid: card for card in reading.sources}
    found = []
    for link in claim.sources:
        way, own = relay_of(link, records), records[link.source_uid].relayed_by_uid
        told = link.is_direct or link.relayed_by_uid is not None
        choices = [Way(BY_CARD, views.get(own or ""), not told)]
        if own is not None:
            choices.append(Way(DIRECT, None, told and way is None))
        choices += [
            Way(card.uid, card, told and way == card.uid)
            for card in cards
            if card.type is SourceType.OUTLET and card.uid not in (link.source_uid, own)
        ]
        found.append((views[link.source_uid], tuple(choices)))
    return found
