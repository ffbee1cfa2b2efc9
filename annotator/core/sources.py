"""Source cards: what a card is called, what mentions it, what rests on it, who relayed it.

A card has no name field, so that nobody can write down who an unnamed source is: it is called by the
words of a mention.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from annotator.core.errors import Invalid
from annotator.core.names import Name, find_names, names_within
from annotator.core.records import (
    ArticleFacts,
    Attribution,
    Claim,
    Identity,
    Number,
    Reading,
    Sentence,
    SourceCard,
    SourceLink,
    SourceType,
)


def number_cards(reading: Reading) -> dict[str, int]:
    """Each card's number, which people type and read: its position, else its place among the cards."""
    return {card.uid: card.position or place for place, card in enumerate(reading.sources, start=1)}


def have_same_cards(one: Reading, other: Reading) -> bool:
    """Say whether cards, mentions and links are the same in two readings of one cut: then so is all that is shown of
    the cards.
    """
    return (
        one.sources == other.sources
        and one.attributions == other.attributions
        and [(claim.start, claim.sources) for claim in one.claims if claim.sources]
        == [(claim.start, claim.sources) for claim in other.claims if claim.sources]
    )


def mentions_of(card_uid: str, reading: Reading) -> tuple[Attribution, ...]:
    """The attributions that mention the card, in text order."""
    return tuple(mention for mention in reading.attributions if mention.source_uid == card_uid)


def claims_on(card_uid: str, reading: Reading) -> tuple[Claim, ...]:
    """The claims linked to the card itself, in text order."""
    return tuple(claim for claim in reading.claims if any(link.source_uid == card_uid for link in claim.sources))


def label_of(card: SourceCard, reading: Reading) -> str:
    """Say what a card is called: by words of the text, never by words a person typed.

    Unnamed, spokesperson and missing: the words of the first mention. Named: the first mention that
    holds a proper name ("Reuters" rather than "The report"), else the first. A card without a mention is
    called by its number.
    """
    return _label(card, reading, mentions_of(card.uid, reading))


def label_cards(reading: Reading) -> dict[str, str]:
    """Label every card of a reading at once: `label_of` for lists."""
    mentions: dict[str, list[Attribution]] = {}
    for mention in reading.attributions:
        mentions.setdefault(mention.source_uid or "", []).append(mention)
    return {card.uid: _label(card, reading, mentions.get(card.uid, ())) for card in reading.sources}


def _label(card: SourceCard, reading: Reading, mentions: Sequence[Attribution]) -> str:
    if not mentions:
        return f"source {number_cards(reading).get(card.uid, 0)}"
    chosen = mentions[0]
    if card.identity is Identity.NAMED and len(mentions) > 1:
        chosen = _best_named(mentions, names_in(reading.text, reading.sentences))
    return " ".join(reading.quote(chosen.span).split())


@lru_cache(maxsize=16)
def names_in(text: str, sentences: tuple[Sentence, ...]) -> tuple[Name, ...]:
    """A text's names, kept for the next act on it: finding them is the one thing here that grows with the text."""
    return find_names(text, sentences)


def _best_named(mentions: Sequence[Attribution], names: Sequence[Name]) -> Attribution:
    held = [(mention, names_within(names, mention.span)) for mention in mentions]
    for mention, inside in held:
        if any(name.sure for name in inside):
            return mention
    return next((mention for mention, inside in held if inside), mentions[0])


def relay_of(link: SourceLink, cards: Mapping[str, SourceCard]) -> str | None:
    """The card that relayed the source for this one claim: the link's own word, else the card's default."""
    if link.is_direct:
        return None
    if link.relayed_by_uid is not None:
        return link.relayed_by_uid
    card = cards.get(link.source_uid)
    return card.relayed_by_uid if card else None


def relay_chain(link: SourceLink, cards: Mapping[str, SourceCard]) -> tuple[str, ...]:
    """The outlets between the source and this article, the one nearest to the source first.

    A cycle, which `check_relay` refuses, ends the chain instead of running on.
    """
    chain: list[str] = []
    relay = relay_of(link, cards)
    while relay is not None and relay in cards and relay not in (*chain, link.source_uid):
        chain.append(relay)
        relay = cards[relay].relayed_by_uid
    return tuple(chain)


def lone_unnamed(claim: Claim, cards: Mapping[str, SourceCard]) -> SourceCard | None:
    """The one unnamed person on whom a claim rests with nothing else, or None."""
    linked = [card for link in claim.sources if (card := cards.get(link.source_uid))]
    card = linked[0] if len(linked) == 1 else None
    return card if card and card.identity is Identity.UNNAMED and card.number is Number.ONE else None


def check_relay(cards: Iterable[SourceCard], card_uid: str, relayed_by_uid: str | None) -> None:
    """Refuse a relay that is no outlet's card, or that would lead back to the card itself.

    `cards` are the cards of the review as they stand; also for the relay of one claim, where `card_uid`
    is the card it is linked to. Raises Invalid with the field `relayed_by`.
    """
    if relayed_by_uid is None:
        return
    by_uid = {card.uid: card for card in cards}
    if relayed_by_uid == card_uid:
        raise _refuse("A source cannot be relayed by itself.")
    if relayed_by_uid not in by_uid:
        raise _refuse("The relaying source is not a card of this review. Choose one from the list.")
    if by_uid[relayed_by_uid].type is not SourceType.OUTLET:
        raise _refuse("Only a news organisation can relay a source. Set that card's type to outlet first.")
    seen = set[str]()
    current: str | None = relayed_by_uid
    while current is not None and current in by_uid and current not in seen:
        seen.add(current)
        current = by_uid[current].relayed_by_uid
        if current == card_uid:
            raise _refuse("That outlet is itself reached through this source. A relay cannot run in a circle.")


def check_links(cards: Sequence[SourceCard], claims: Iterable[Claim]) -> None:
    """Refuse a claim's own relay that does not fit the cards, as `check_relay` does."""
    for claim in claims:
        for link in claim.sources:
            check_relay(cards, link.source_uid, link.relayed_by_uid)


def _refuse(message: str) -> Invalid:
    return Invalid(message, code="relay", fields={"relayed_by": message})


def latest_outlet(reading: Reading, before: int, *, but: str = "") -> SourceCard | None:
    """The outlet whose mention stands nearest before an offset, else the one nearest behind it."""
    outlets = {card.uid: card for card in reading.sources if card.type is SourceType.OUTLET and card.uid != but}
    mentions = [mention for mention in reading.attributions if mention.source_uid in outlets]
    if not mentions:
        return next(iter(outlets.values()), None)
    home = reading.home_of(before)
    end = home.stop if home else before
    earlier = [mention for mention in mentions if mention.start < end]
    chosen = max(earlier, key=lambda mention: mention.start) if earlier else mentions[0]
    return outlets[chosen.source_uid or ""]


def is_own_outlet(card: SourceCard, reading: Reading, facts: ArticleFacts) -> bool:
    """Say whether a card is the article's own outlet under any of its names ("told AFP" in AFP copy)."""
    own = {_bare(name) for name in (facts.outlet, *facts.outlet_aliases)} - {""}
    return any(_bare(reading.quote(mention.span)) in own for mention in mentions_of(card.uid, reading))


def _bare(name: str) -> str:
    """A name for comparing: one blank between words, no article in front, no possessive, folded case."""
    folded = " ".join(name.split()).casefold().removesuffix("’s").removesuffix("'s")
    return folded.removeprefix("the ").strip(" ,.;:“”\"'’")
