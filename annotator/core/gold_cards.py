"""The cards of a gold review while it is written: one for each source that readings share, or as many as the reading
has that divides it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias, TypeVar

from annotator.core.adjudication import Aspect, LinedUp, Option, Said
from annotator.core.errors import Invalid
from annotator.core.matched_cards import CardGroup, CardKey, mentions_in
from annotator.core.mentions import CardFields, take_card
from annotator.core.picking import Pick, check_card_parts
from annotator.core.records import Attribution, Claim, Figure, Identity, Mark, Reading, SourceCard, SourceType, Span
from annotator.core.sources import check_links, check_relay

#: A gold row's uid -> the rows of the readings that it comes from, by reading and uid.
Origins: TypeAlias = Mapping[str, Collection[CardKey]]
Mint: TypeAlias = Callable[[], str]
S = TypeVar("S", Claim, Attribution, Figure, Mark, SourceCard)
_NOWHERE = Span(0, 0)


class GoldCards:
    """The gold's rows as they will be, by uid, where each comes from, and what is done with its cards."""

    def __init__(self, lined: LinedUp, gold: Reading, origins: Origins, mint: Mint) -> None:
        self.lined, self.mint = lined, mint
        self.rows: dict[str, Said] = {record.uid: record for record in gold.records}
        self.known: dict[str, frozenset[CardKey]] = {
            uid: frozenset(origins[uid]) for uid in self.rows if uid in origins
        }
        self.new_origins: dict[str, frozenset[CardKey]] = {}
        self._groups = {group.key: group for group in lined.cards.groups}
        self._of_group: dict[str, list[str]] = {}
        self._opening: set[str] = set()
        for card in gold.sources:
            if key := self._group_of(card, gold):
                self._of_group.setdefault(key, []).append(card.uid)

    def put(self, record: Said, origins: frozenset[CardKey]) -> None:
        """Write a row that comes from these."""
        self.rows[record.uid] = record
        self.known[record.uid] = self.new_origins[record.uid] = origins

    def remove(self, uid: str) -> None:
        """Take a row away."""
        self.rows.pop(uid, None)
        self.known.pop(uid, None)
        self.new_origins.pop(uid, None)

    def card(self, uid: str) -> SourceCard:
        """A card of the gold."""
        card = self.rows[uid]
        assert isinstance(card, SourceCard)
        return card

    def cards_of(self, key: str) -> list[SourceCard]:
        """The gold's cards of the source that an item is about, in the order of their making."""
        return self._cards_of(self._groups[key])

    def card_for(self, card: CardKey, span: Span) -> str | None:
        """The gold's card for a reading's card at a place; made if there is none yet."""
        group = self.lined.cards.of.get(card)
        if group is None:
            return None
        there = self._cards_of(group)
        if not there:
            return self._open_card(group)
        return there[0].uid if len(there) == 1 else self._at(there, card, span)

    def write_source(self, key: str, pick: Pick) -> None:
        """One card, or as many as the answer has; what mentions or rests on them follows.

        Raises Invalid (`relay`) for a relay in a circle or through what is no outlet, (`parts_apart`) for parts that
        no card can have together.
        """
        group, option = self._groups[key], pick.option
        assert option is not None
        theirs = [record for record in option.records if isinstance(record, SourceCard)]
        there = [card.uid for card in self._cards_of(group)]
        kept: list[str] = []
        for place, card in enumerate(theirs):
            fields = self._picked_fields(option.by, card, pick.at(place).parts)
            members = group.members if len(theirs) == 1 else frozenset({(option.by, card.uid)})
            if place < len(there):
                self.put(take_card(self.card(there[place]), fields), members)
                kept.append(there[place])
            else:
                kept.append(self._new_card(group, fields, members))
        if len(kept) > 1 or len(there) > len(kept):
            self._divide(group, kept, [*there, *kept], option.by)
        cards = [row for row in self.rows.values() if isinstance(row, SourceCard)]
        for card in cards:
            check_relay(cards, card.uid, card.relayed_by_uid)
        check_links(cards, [row for row in self.rows.values() if isinstance(row, Claim)])

    def _group_of(self, card: SourceCard, gold: Reading) -> str | None:
        """The source that a gold card is: by where it comes from, else by the words of its mentions."""
        for origin in sorted(self.known.get(card.uid, ())):
            if group := self.lined.cards.of.get(origin):
                return group.key
        own = [mention.span for mention in gold.attributions if mention.source_uid == card.uid]
        for reading, said in self.lined.readings.items():
            for mention in said.attributions:
                group = self.lined.cards.of.get((reading, mention.source_uid or ""))
                if group and any(span.overlaps(mention.span) for span in own):
                    return group.key
        return None

    def _cards_of(self, group: CardGroup) -> list[SourceCard]:
        """The gold's cards of one source, in the order of their making."""
        there = (self.rows.get(uid) for uid in self._of_group.get(group.key, ()))
        cards = [card for card in there if isinstance(card, SourceCard)]
        return sorted(cards, key=lambda card: (card.position, card.uid))

    def _open_card(self, group: CardGroup) -> str | None:
        """A card for a source whose item is not settled yet; one that stands alone is as its reading says."""
        if group.key in self._opening:
            return None
        reading, cards = next(iter(group.cards.items()))
        if len(group.cards) == 1 and len(cards) == 1:
            self._opening.add(group.key)
            fields = self._fields(reading, cards[0])
            self._opening.discard(group.key)
        else:
            fields = CardFields(self._likely_type(group), None)
        return self._new_card(group, fields, group.members)

    def _likely_type(self, group: CardGroup) -> SourceType:
        """What most say that a source is; an outlet where any has something relayed by it, so that this can be kept."""
        relays = {
            (reading, relay)
            for reading, said in self.lined.readings.items()
            for relay in (
                *(card.relayed_by_uid for card in said.sources),
                *(link.relayed_by_uid for claim in said.claims for link in claim.sources),
            )
        }
        if not relays.isdisjoint((reading, card.uid) for reading, cards in group.cards.items() for card in cards):
            return SourceType.OUTLET
        types = sorted(card.type for cards in group.cards.values() for card in cards)
        return max(types, key=types.count)

    def _new_card(self, group: CardGroup, fields: CardFields, members: frozenset[CardKey]) -> str:
        position = 1 + max((row.position for row in self.rows.values() if isinstance(row, SourceCard)), default=0)
        card = take_card(SourceCard(self.mint(), fields.type, None, position=position), fields)
        self.put(card, members)
        self._of_group.setdefault(group.key, []).append(card.uid)
        return card.uid

    def _fields(self, reading: str, card: SourceCard) -> CardFields:
        relay = self.card_for((reading, card.relayed_by_uid), _NOWHERE) if card.relayed_by_uid else None
        if relay is not None and self.card(relay).type is not SourceType.OUTLET:
            relay = None
        return replace(_without_relay(card), relayed_by_uid=relay)

    def _picked_fields(self, reading: str, card: SourceCard, parts: Mapping[Aspect, Option]) -> CardFields:
        fields = _without_relay(card)
        for aspect, option in parts.items():
            other = _without_relay(only_record(option, SourceCard))
            match aspect:
                case Aspect.TYPE:
                    fields = replace(fields, type=other.type)
                case Aspect.IDENTITY:
                    fields = replace(fields, identity=other.identity)
                case Aspect.NUMBER:
                    fields = replace(fields, number=other.number, distinct=other.distinct)
                case Aspect.WHO:
                    fields = replace(fields, who=other.who)
                case Aspect.KNOWLEDGE:
                    fields = replace(fields, knowledge=other.knowledge)
                case Aspect.REASON:
                    fields = replace(fields, reason=other.reason)
                case _:
                    continue
        check_card_parts(fields, parts)
        relayed = parts.get(Aspect.RELAY)
        by, whose = (relayed.by, only_record(relayed, SourceCard)) if relayed else (reading, card)
        relay = self._fields(by, whose).relayed_by_uid
        if whose.relayed_by_uid and relay is None:
            words = "It is relayed by a source that is no outlet in the gold review. Settle that one's card first."
            raise Invalid(words, code="relay")
        return replace(fields, relayed_by_uid=relay)

    def _divide(self, group: CardGroup, kept: Sequence[str], former: Collection[str], by: str) -> None:
        """Give each mention and claim of the former cards to the card that the reading `by` has there."""
        cards, moving = [self.card(uid) for uid in kept], frozenset(former)

        def now(uid: str, span: Span) -> str:
            return self._at(cards, (by, ""), span) if uid in moving else uid

        for row in list(self.rows.values()):
            if isinstance(row, Attribution) and row.source_uid in moving:
                self.rows[row.uid] = replace(row, source_uid=now(row.source_uid, row.span))
            elif isinstance(row, Claim) and any(link.source_uid in moving for link in row.sources):
                links = {now(link.source_uid, row.span): link for link in reversed(row.sources)}
                moved = tuple(replace(link, source_uid=uid) for uid, link in reversed(links.items()))
                self.rows[row.uid] = replace(row, sources=moved)
        gone = moving - frozenset(kept)
        for row in list(self.rows.values()):
            if isinstance(row, SourceCard) and row.relayed_by_uid in gone:
                self.rows[row.uid] = replace(row, relayed_by_uid=kept[0])
            elif isinstance(row, Claim) and any(link.relayed_by_uid in gone for link in row.sources):
                links_now = tuple(
                    replace(link, relayed_by_uid=kept[0]) if link.relayed_by_uid in gone else link
                    for link in row.sources
                )
                self.rows[row.uid] = replace(row, sources=links_now)
        for uid in gone:
            self.remove(uid)
        self._of_group[group.key] = list(kept)

    def _at(self, cards: Sequence[SourceCard], wanted: CardKey, span: Span) -> str:
        """Of several gold cards of one source, the one for a reading's card: its own, else the one whose reading has
        it on these words or rests a claim on it there, else the first.
        """
        for card in cards:
            if wanted in self.known.get(card.uid, frozenset()):
                return card.uid
        for card in cards:
            for reading, uid in sorted(self.known.get(card.uid, frozenset())):
                if (there := self.lined.readings.get(reading)) and _has(there, uid, span):
                    return card.uid
        return cards[0].uid


def _without_relay(card: SourceCard) -> CardFields:
    """What a card says of its source itself; of a named one nothing more is compared, nor kept."""
    if card.identity is not Identity.UNNAMED:
        return CardFields(card.type, card.identity)
    return CardFields(card.type, card.identity, card.number, card.who, card.knowledge, card.reason, card.distinct)


def _has(reading: Reading, card_uid: str, span: Span) -> bool:
    """Say whether a reading mentions a card on these words, or rests a claim there on it."""
    places = [mention.span for mention in mentions_in(reading, frozenset({card_uid}))]
    places += [claim.span for claim in reading.claims if any(link.source_uid == card_uid for link in claim.sources)]
    return any(place.overlaps(span) for place in places)


def only_record(option: Option, kind: type[S]) -> S:
    """The one record of an answer whose parts can be taken."""
    record = option.records[0]
    assert isinstance(record, kind)
    return record
