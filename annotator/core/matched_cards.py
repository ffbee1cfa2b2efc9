"""Which source cards of several readings stand for the same source: those with a mention in common.

Two cards of different readings are one source where any of their mentions overlap, and so on along the chain.
Where that puts two cards of one reading together, the readings divide the sources differently: a conflict.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from annotator.core.records import Attribution, Reading, SourceCard, Span

#: A card of one of the readings: the reading's key and the card's uid.
CardKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class CardGroup:
    """The cards of one source. `key` is stable as long as its first mention begins where it does; `first` is that
    mention's place, None for a card that nothing mentions.
    """

    key: str
    first: Span | None
    cards: Mapping[str, tuple[SourceCard, ...]]

    @property
    def is_divided(self) -> bool:
        """Say whether some reading has several cards where another has one."""
        return any(len(cards) > 1 for cards in self.cards.values())

    @property
    def members(self) -> frozenset[CardKey]:
        """The cards by reading and uid."""
        return frozenset((reading, card.uid) for reading, cards in self.cards.items() for card in cards)


@dataclass(frozen=True, slots=True)
class MatchedCards:
    """The groups in the order of their first mentions, and which group a card is in."""

    groups: tuple[CardGroup, ...]
    of: Mapping[CardKey, CardGroup]


def match_cards(readings: Mapping[str, Reading]) -> MatchedCards:
    """Match the cards of readings of one text. The order of the readings and the uids of cards do not matter."""
    parents: dict[CardKey, CardKey] = {
        (key, card.uid): (key, card.uid) for key, reading in readings.items() for card in reading.sources
    }
    for one, other in _meeting(readings):
        if one in parents and other in parents:
            parents[_root(parents, one)] = _root(parents, other)
    first: dict[CardKey, Span] = {}
    for key, reading in readings.items():
        for mention in reading.attributions:
            card = (key, mention.source_uid or "")
            if card in parents:
                first[card] = min(first.get(card, mention.span), mention.span)
    sets: dict[CardKey, list[CardKey]] = {}
    for card in sorted(parents, key=lambda card: (first.get(card, Span(2**31, 2**31)), card)):
        sets.setdefault(_root(parents, card), []).append(card)
    groups = tuple(_group(members, readings, first) for members in sets.values())
    return MatchedCards(groups, {member: group for group in groups for member in group.members})


def _group(
    members: list[CardKey], readings: Mapping[str, Reading], first: Mapping[CardKey, Span]
) -> CardGroup:
    places = [first[member] for member in members if member in first]
    wanted = set(members)
    cards = {
        key: tuple(
            sorted(
                (card for card in readings[key].sources if (key, card.uid) in wanted),
                key=lambda card: (first.get((key, card.uid), Span(2**31, 2**31)), card.position, card.uid),
            )
        )
        for key in sorted({key for key, _ in members})
    }
    if not places:
        reading, uid = members[0]
        position = next(card.position for card in readings[reading].sources if card.uid == uid)
        return CardGroup(f"source:{reading[:8]}-{position}", None, cards)
    return CardGroup(f"source:{min(places).start}", min(places), cards)


def _meeting(readings: Mapping[str, Reading]) -> list[tuple[CardKey, CardKey]]:
    """The cards of different readings whose mentions share a code point."""
    mentions: list[tuple[Span, CardKey]] = sorted(
        (mention.span, (key, mention.source_uid))
        for key, reading in readings.items()
        for mention in reading.attributions
        if mention.source_uid is not None
    )
    found: list[tuple[CardKey, CardKey]] = []
    open_: list[tuple[Span, CardKey]] = []
    for span, card in mentions:
        open_ = [(before, other) for before, other in open_ if before.stop > span.start]
        found += [(other, card) for _, other in open_ if other[0] != card[0]]
        open_.append((span, card))
    return found


def _root(parents: dict[CardKey, CardKey], card: CardKey) -> CardKey:
    while parents[card] != card:
        parents[card] = parents[parents[card]]
        card = parents[card]
    return card


def mentions_in(reading: Reading, card_uids: frozenset[str]) -> tuple[Attribution, ...]:
    """The mentions of these cards, in text order."""
    return tuple(mention for mention in reading.attributions if mention.source_uid in card_uids)
