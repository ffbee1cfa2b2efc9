"""Lining up readings of one text: see `adjudication` for what an item is and what is compared."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from annotator.core.adjudication import Aspect, Item, LinedUp, Noun, Option, Rule, Said, Told
from annotator.core.codec import decimal_text
from annotator.core.homes import homes_of
from annotator.core.matched_cards import CardGroup, match_cards, mentions_in
from annotator.core.records import (
    Attribution,
    Check,
    Claim,
    Figure,
    Flag,
    Identity,
    Mark,
    Reading,
    Sentence,
    SourceCard,
    Span,
)
from annotator.core.reviews import SentenceContent, SentenceState, contents_of
from annotator.core.sources import relay_of
from annotator.core.spans import trimmed

A = TypeVar("A", Claim, Attribution, Figure, Mark)


@dataclass(frozen=True, slots=True)
class _Side:
    reading: str
    records: tuple[Said, ...]
    told: tuple[Told, ...]


def line_up(
    readings: Mapping[str, Reading],
    sentences: Sequence[Sentence],
    *,
    sourcing_only: Collection[str] = (),
    majority: bool = False,
) -> LinedUp:
    """Line up readings of one text upon one cut. Those of `sourcing_only` say nothing about claims and marks.

    With `majority` an item of three or more readings is agreed by more than half of them.
    """
    lined = _LiningUp(readings, tuple(sentences), frozenset(sourcing_only), majority)
    return lined.result()


class _LiningUp:
    """The readings upon one cut, with what the comparison asks of them at hand."""

    def __init__(
        self, readings: Mapping[str, Reading], sentences: tuple[Sentence, ...], sourcing_only: frozenset[str],
        majority: bool,
    ) -> None:  # fmt: skip
        self.readings = {key: replace(readings[key], sentences=sentences) for key in sorted(readings)}
        self.sentences, self.sourcing_only, self.majority = sentences, sourcing_only, majority
        self.text = next((reading.text for reading in readings.values()), "")
        self.homes = homes_of(sentences)
        self.contents: dict[str, Mapping[int, SentenceContent]] = {
            key: contents_of(reading) for key, reading in self.readings.items()
        }
        self.cards = match_cards(self.readings)
        self.by_uid = {key: {card.uid: card for card in reading.sources} for key, reading in self.readings.items()}
        self.items: list[Item] = []
        self.belongs: dict[tuple[str, str], str] = {}

    def result(self) -> LinedUp:
        """Everything lined up."""
        for sentence in self.sentences:
            here = {
                key: contents[sentence.ordinal]
                for key, contents in self.contents.items()
                if contents[sentence.ordinal].state is not SentenceState.UNTOUCHED
            }
            if here:
                self._line_up_sentence(sentence, here)
        for group in self.cards.groups:
            self._line_up_card(group)
        ranks = {noun: rank for rank, noun in enumerate(Noun)}
        items = sorted(self.items, key=lambda item: (item.ordinal, ranks[item.noun], item.span, item.key))
        return LinedUp(self.readings, self.sentences, tuple(items), self.cards, self.belongs)

    def _line_up_sentence(self, sentence: Sentence, here: Mapping[str, SentenceContent]) -> None:
        full = {key: content for key, content in here.items() if key not in self.sourcing_only}
        self._spanned(Noun.ATTRIBUTION, "", sentence, {key: content.attributions for key, content in here.items()})
        self._spanned(Noun.CLAIM, "", sentence, {key: content.claims for key, content in full.items()})
        self._spanned(Noun.FIGURE, "", sentence, {key: content.figures for key, content in here.items()})
        for tag in sorted({mark.tag for content in full.values() for mark in content.marks}):
            marks = {
                key: tuple(mark for mark in content.marks if mark.tag == tag) for key, content in full.items()
            }
            self._spanned(Noun.MARK, tag, sentence, marks)
        outcomes = {key: content for key, content in here.items() if not content.is_tagged}
        sides = [
            _Side(key, (_first_check(content),), (((Aspect.OUTCOME, (content.state.value,)),),))
            for key, content in outcomes.items()
        ]
        # Where somebody tagged the sentence, its answer follows from what becomes of the tags.
        if sides and (len(outcomes) == len(here) or len({side.told for side in sides}) > 1):
            self._add(f"check:{sentence.start}", Noun.CHECK, "", sentence.span, sentence.ordinal, sides)

    def _spanned(
        self, noun: Noun, tag: str, sentence: Sentence, found: Mapping[str, Sequence[A]]
    ) -> None:
        """The items of one kind in a sentence: what overlaps, across readings and within one, is one item."""
        everything = sorted(
            ((record.span, key, record) for key, records in found.items() for record in records),
            key=lambda entry: (entry[0], entry[1], entry[2].uid),
        )
        clusters: list[list[tuple[Span, str, A]]] = []
        reached = -1
        for entry in everything:
            if clusters and entry[0].start < reached:
                clusters[-1].append(entry)
            else:
                clusters.append([entry])
            reached = max(reached, entry[0].stop) if len(clusters[-1]) > 1 else entry[0].stop
        for cluster in clusters:
            hull = Span(min(span.start for span, _, _ in cluster), max(span.stop for span, _, _ in cluster))
            records = {key: tuple(record for _, owner, record in cluster if owner == key) for key in found}
            overridden = self._overridden(records)
            sides = [
                _Side(key, mine, tuple(self._tell(key, record, overridden) for record in mine))
                for key, mine in records.items()
            ]
            word = f"mark-{tag}" if tag else noun.value
            self._add(f"{word}:{hull.start}", noun, tag, hull, sentence.ordinal, sides)
            for _, key, record in cluster:
                self.belongs[key, record.uid] = f"{word}:{hull.start}"

    def _line_up_card(self, group: CardGroup) -> None:
        """A card is an item where two readings have it; one that stands alone follows its mentions."""
        for key, cards in group.cards.items():
            for card in cards:
                self.belongs[key, card.uid] = group.key
        home = None if group.first is None else self.homes.of(group.first.start)
        if len(group.cards) < 2 or group.first is None or home is None:
            return
        shared = self._shared_mentions(group) if group.is_divided else {}
        sides = [
            _Side(key, cards, tuple(self._tell_card(key, card, shared) for card in cards))
            for key, cards in group.cards.items()
        ]
        self._add(group.key, Noun.SOURCE, "", group.first, home.ordinal, sides)

    def _shared_mentions(self, group: CardGroup) -> dict[str, str]:
        """The attributions that every reading of a source has, numbered: what a division of it divides."""
        items = [
            {self.belongs.get((key, mention.uid), "") for mention in self._mentions(key, cards)}
            for key, cards in group.cards.items()
        ]
        common = sorted(set.intersection(*items) - {""}, key=_place_of)
        return {item: str(number) for number, item in enumerate(common)}

    def _mentions(self, key: str, cards: Sequence[SourceCard]) -> tuple[Attribution, ...]:
        return mentions_in(self.readings[key], frozenset(card.uid for card in cards))

    def _add(
        self, key: str, noun: Noun, tag: str, span: Span, ordinal: int, sides: Sequence[_Side]
    ) -> None:
        names = _local_names(sides)
        grouped: dict[str, list[_Side]] = {}
        for side in sides:
            grouped.setdefault(_digest([_renamed(told, names) for told in side.told]), []).append(side)
        ranked = sorted(grouped.items(), key=lambda entry: (-len(entry[1]), not entry[1][0].records, entry[0]))
        options = tuple(_option(digest, equal) for digest, equal in ranked)
        votes = sorted((digest, len(equal)) for digest, equal in ranked)
        self.items.append(
            Item(
                key, noun, tag or noun.value, span, ordinal, options, _aspects(options), _digest(votes),
                self._rule(ranked, len(sides)),
            )
        )  # fmt: skip

    def _rule(self, ranked: Sequence[tuple[str, Sequence[_Side]]], readings: int) -> Rule | None:
        if len(ranked) == 1:
            return Rule.ALL
        if self.majority and readings >= 3 and 2 * len(ranked[0][1]) > readings:
            return Rule.MAJORITY
        return None

    def _overridden(self, records: Mapping[str, Sequence[Said]]) -> frozenset[str]:
        """The sources of which some reading says here that they came another way than their card says."""
        return frozenset(
            self._source(key, link.source_uid)
            for key, mine in records.items()
            for record in mine
            if isinstance(record, Claim)
            for link in record.sources
            if link.is_direct or link.relayed_by_uid is not None
        )

    def _source(self, key: str, uid: str | None) -> str:
        group = self.cards.of.get((key, uid or ""))
        return group.key if group else ""

    def _tell(self, key: str, record: Claim | Attribution | Figure | Mark, overridden: frozenset[str]) -> Told:
        """What a record says, in the words that are compared."""
        words = trimmed(self.text, record.span)
        place = record.span if words.start >= words.stop else words
        extent = (Aspect.EXTENT, (str(place.start), str(place.stop)))
        match record:
            case Claim():
                flags = [flag.value for flag in Flag if flag in record.flags]
                marks = [word for word, is_so in (("attack", record.attack), ("denial", record.denial)) if is_so]
                links = sorted(self._link(key, link_, overridden) for link_ in _ways(record, self.by_uid[key]))
                return (extent, (Aspect.FLAGS, (*flags, *marks)), (Aspect.LINKS, tuple(links)))
            case Attribution():
                cues = [trimmed(self.text, cue) for cue in record.cues]
                told = tuple(f"{cue.start}-{cue.stop}" for cue in sorted(cues))
                return (extent, (Aspect.CUES, told), (Aspect.CARD, (self._source(key, record.source_uid),)))
            case Figure():
                values = tuple("" if end is None else decimal_text(end) for end in (record.low, record.high))
                bound, measure = (record.bound.value,), (record.measure.value,)
                return (extent, (Aspect.VALUE, values), (Aspect.BOUND, bound), (Aspect.MEASURE, measure))
            case Mark():
                told = tuple(
                    f"{name}={value if isinstance(value, str) else '|'.join(value)}" for name, value in record.told
                )
                return (extent, (Aspect.TOLD, told))

    def _link(self, key: str, way: tuple[str, str | None], overridden: frozenset[str]) -> str:
        source, relay = self._source(key, way[0]), way[1]
        if source not in overridden:
            return source
        return f"{source}>{self._source(key, relay) if relay else 'direct'}"

    def _tell_card(self, key: str, card: SourceCard, shared: Mapping[str, str]) -> Told:
        """What a card says; counts and reasons are asked of unnamed sources only. Of a divided source the mentions
        that all readings have (`shared`) belong to what is said: they are the division.
        """
        unnamed = card.identity is Identity.UNNAMED
        fields: list[tuple[Aspect, tuple[str, ...]]] = [
            (Aspect.TYPE, (card.type.value,)),
            (Aspect.IDENTITY, (card.identity.value if card.identity else "",)),
        ]
        for aspect, value in (
            (Aspect.NUMBER, card.number), (Aspect.WHO, card.who), (Aspect.KNOWLEDGE, card.knowledge),
            (Aspect.REASON, card.reason),
        ):  # fmt: skip
            fields.append((aspect, (value.value if value and unnamed else "",)))
        relay = self._source(key, card.relayed_by_uid) if card.relayed_by_uid else ""
        fields.append((Aspect.RELAY, (relay,)))
        if shared:
            items = (self.belongs.get((key, mention.uid), "") for mention in self._mentions(key, (card,)))
            fields.append((Aspect.DIVISION, tuple(sorted(shared[item] for item in items if item in shared))))
        return tuple(fields)


def _ways(claim: Claim, cards: Mapping[str, SourceCard]) -> list[tuple[str, str | None]]:
    return [(link.source_uid, relay_of(link, cards)) for link in claim.sources]


def _first_check(content: SentenceContent) -> Check:
    return min(content.checks, key=lambda check: (check.start, check.uid))


def _option(digest: str, sides: Sequence[_Side]) -> Option:
    """The answer that these sides give; taken from the one with the commonest edges, then the first by key."""
    edges = Counter(_edges(side) for side in sides)
    best = min(sides, key=lambda side: (-edges[_edges(side)], _edges(side), side.reading))
    return Option(digest, tuple(sorted(side.reading for side in sides)), best.reading, best.records, best.told)


def _edges(side: _Side) -> tuple[Span, ...]:
    return tuple(record.span for record in side.records if not isinstance(record, SourceCard))


def _aspects(options: Sequence[Option]) -> tuple[Aspect, ...]:
    """What the answers differ in."""
    if len(options) < 2:
        return ()
    filled = [option.told for option in options if option.records]
    found = [Aspect.PRESENCE] if len(filled) < len(options) else []
    if len({len(told) for told in filled}) > 1:
        # Not one beside one: a part differs where not the same things are said of it among all that an answer has.
        said = [{aspect: {dict(told).get(aspect) for told in answer} for aspect, _ in answer[0]} for answer in filled]
        aspects = dict.fromkeys(aspect for one in said for aspect in one)
        others = [a for a in aspects if a is not Aspect.DIVISION and any(one.get(a) != said[0].get(a) for one in said)]
        return (*found, Aspect.DIVISION, *others)
    for row in zip(*filled, strict=True):
        named = [dict(told) for told in row]
        found += [aspect for aspect in named[0] if len({told.get(aspect) for told in named}) > 1]
    return tuple(dict.fromkeys(found))


#: Parts whose words name sources: they are renamed before they are hashed.
_NAMING = frozenset({Aspect.LINKS, Aspect.CARD, Aspect.RELAY})


def _local_names(sides: Sequence[_Side]) -> dict[str, str]:
    """The sources that an item names, numbered in the order of their places: another item's change is none here."""
    named = {
        part
        for side in sides
        for told in side.told
        for aspect, words in told
        if aspect in _NAMING
        for word in words
        for part in word.split(">")
        if part.startswith("source:")
    }
    return {name: f"s{number}" for number, name in enumerate(sorted(named, key=_place_of))}


def _place_of(name: str) -> tuple[int, str]:
    place = name.partition(":")[2]
    return (int(place) if place.isdigit() else 2**31, name)


def _renamed(told: Told, names: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    return [
        (
            aspect.value,
            sorted(">".join(names.get(part, part) for part in word.split(">")) for word in words)
            if aspect in _NAMING
            else list(words),
        )
        for aspect, words in told
    ]


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:16]
