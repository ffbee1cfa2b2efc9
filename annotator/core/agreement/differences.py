"""The sentences on which reviewers differ, and in what: what people act on after reading the numbers.

Ordered by what a difference does to the sourcing report: who a source is and which source a claim rests
on come first, edges of spans last. Two cards of different reviewers are the same source when any of
their mentions overlap.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import combinations
from typing import Protocol, TypeVar

from annotator.core.agreement.patterns import OWN, Facet, SentenceAnswers, answers, own_facet
from annotator.core.homes import homes_of
from annotator.core.records import (
    Attribution,
    Claim,
    Figure,
    Identity,
    Mark,
    Reading,
    SourceCard,
    SourceLink,
    Span,
)
from annotator.core.sources import relay_of
from annotator.core.sourcing.quantities import unit_key
from annotator.core.spans import trimmed


class Matter(StrEnum):
    """What readings differ in, from the heaviest to the lightest for the sourcing report. Facets keep
    their own words.
    """

    IDENTITY = "identity"
    LINK = "link"
    RELAY = "relay"
    ATTRIBUTION = "attribution"
    TOLD = "told"
    CLAIM = "claim"
    OPINION = "opinion"
    PREDICTION = "prediction"
    FACT = "fact"
    FIGURE = "figure"
    VALUE = "value"
    PHRASE = "phrase"
    EXTENT = "extent"
    OWN_TAG = "own_tag"
    OWN_TOLD = "own_told"
    OWN_WORDS = "own_words"
    CLAIM_WORDS = "claim_words"

    @property
    def words(self) -> str:
        """A few words for a list."""
        return _WORDS[self]

    @property
    def rank(self) -> int:
        """0 for the heaviest."""
        return _RANKS[self]


_WORDS = {
    Matter.IDENTITY: "identity of a source",
    Matter.LINK: "source of a claim",
    Matter.RELAY: "second-hand or not",
    Matter.ATTRIBUTION: "attribution or none",
    Matter.TOLD: "what is told of a source",
    Matter.CLAIM: "claim or none",
    Matter.OPINION: "opinion",
    Matter.PREDICTION: "prediction",
    Matter.FACT: "fact",
    Matter.FIGURE: "figure or none",
    Matter.VALUE: "value of a figure",
    Matter.PHRASE: "words of an attribution",
    Matter.EXTENT: "words of a figure",
    Matter.OWN_TAG: "a tag of the desk's own, or none",
    Matter.OWN_TOLD: "what is told of a tag of the desk's own",
    Matter.OWN_WORDS: "words of a tag of the desk's own",
    Matter.CLAIM_WORDS: "words of a claim",
}
_RANKS = {matter: rank for rank, matter in enumerate(Matter)}

_MATTER_OF_WORDS: Mapping[str, Matter] = {
    Facet.CLAIM: Matter.CLAIM_WORDS, Facet.ATTRIBUTION: Matter.PHRASE, Facet.FIGURE: Matter.EXTENT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One body sentence on which reviewers differ; `matters` from the heaviest."""

    ordinal: int
    matters: tuple[Matter, ...]


class _Spanned(Protocol):
    @property
    def span(self) -> Span: ...


_Marked = TypeVar("_Marked", bound=_Spanned)
_Place = tuple[int, Matter]


class Indexed:
    """One reading with what the comparison asks of it at hand."""

    def __init__(self, reading: Reading) -> None:
        self.text = reading.text
        self.homes = homes_of(reading.sentences)
        self.answers: dict[int, SentenceAnswers] = {given.ordinal: given for given in answers(reading)}
        self.cards: dict[str, SourceCard] = {card.uid: card for card in reading.sources}
        self.attributions = sorted(reading.attributions, key=lambda mention: mention.span)
        self.figures = sorted(reading.figures, key=lambda figure: figure.span)
        self.marks: dict[str, list[Mark]] = {}
        for mark in sorted(reading.marks, key=lambda mark: mark.span):
            self.marks.setdefault(mark.tag, []).append(mark)
        self.all_claims = sorted(reading.claims, key=lambda claim: claim.span)
        self.claims: defaultdict[int, list[Claim]] = defaultdict(list)
        for claim in reading.claims:
            self.claims[self.home(claim)].append(claim)

    def home(self, item: _Spanned) -> int:
        """The ordinal of the item's home sentence, or -1 between sentences."""
        sentence = self.homes.of(item.span.start)
        return -1 if sentence is None else sentence.ordinal

    def relay_of(self, link: SourceLink) -> str | None:
        """The outlet's card that a link goes through."""
        return relay_of(link, self.cards)


def find_differences(readings: Mapping[str, Reading]) -> tuple[Difference, ...]:
    """The body sentences on which any two of the readings differ, the heaviest difference first.

    A reviewer without an answer on a sentence differs from nobody there. What hangs on spans or links is
    compared only where both marked some; what hangs on cards is told once, at the first body sentence
    where both mention the card. All readings are of the same text and segmentation.
    """
    indexed = [Indexed(reading) for reading in readings.values()]
    found: defaultdict[int, set[Matter]] = defaultdict(set)
    for first, second in combinations(indexed, 2):
        for ordinal, matter in differing(first, second):
            found[ordinal].add(matter)
    listed = [
        Difference(ordinal, tuple(sorted(matters, key=lambda matter: matter.rank)))
        for ordinal, matters in found.items()
    ]
    return tuple(sorted(listed, key=lambda item: (item.matters[0].rank, item.ordinal)))


def sentences_of_both(first: Indexed, second: Indexed) -> frozenset[int]:
    """The body sentences, by ordinal, that both looked at."""
    return frozenset(
        ordinal for ordinal, given in first.answers.items() if given.looked_at and second.answers[ordinal].looked_at
    )


def differing(first: Indexed, second: Indexed) -> frozenset[tuple[int, Matter]]:
    """In what two readings differ, by the ordinal of each sentence that both looked at."""
    shared = sentences_of_both(first, second)
    return frozenset(place for place in _compare(first, second, shared) if place[0] in shared)


def _compare(first: Indexed, second: Indexed, shared: AbstractSet[int]) -> Iterator[_Place]:
    mentions = list(overlapping(first.attributions, second.attributions))
    yield from _compare_answers(first, second, shared)
    matches = matching_cards(mentions)
    places = _places_of_cards(first, second, mentions, shared)
    yield from _compare_cards(first, second, places, matches)
    yield from _compare_links(first, second, matches, places, shared)
    for one, other in overlapping(first.figures, second.figures):
        if (value_of(one), one.bound, one.measure) != (value_of(other), other.bound, other.measure):
            yield first.home(one), Matter.VALUE
    yield from _compare_words(first, second, Facet.CLAIM, first.all_claims, second.all_claims)
    yield from _compare_words(first, second, Facet.ATTRIBUTION, first.attributions, second.attributions)
    yield from _compare_words(first, second, Facet.FIGURE, first.figures, second.figures)
    for tag in first.marks.keys() & second.marks.keys():
        yield from _compare_marks(first, second, tag)


def _compare_marks(first: Indexed, second: Indexed, tag: str) -> Iterator[_Place]:
    """Marks of one tag of the desk's own: other edges, or something else told of the same words."""
    facet = own_facet(tag)
    for one, other in overlapping(first.marks[tag], second.marks[tag]):
        if one.told != other.told:
            yield first.home(one), Matter.OWN_TOLD
    yield from _compare_words(first, second, facet, first.marks[tag], second.marks[tag])


def _compare_answers(first: Indexed, second: Indexed, shared: AbstractSet[int]) -> Iterator[_Place]:
    """Tags and flags that one has on a sentence and the other has not."""
    for ordinal in shared:
        for facet in first.answers[ordinal].yes ^ second.answers[ordinal].yes:
            yield ordinal, Matter.OWN_TAG if facet.startswith(OWN) else Matter(facet)


def _places_of_cards(
    first: Indexed, second: Indexed, mentions: Iterable[tuple[Attribution, Attribution]], shared: AbstractSet[int]
) -> Mapping[tuple[str, str], int]:
    """The first shared sentence where mentions of two matching cards overlap, where there is one."""
    places: dict[tuple[str, str], int] = {}
    for one, other in mentions:
        for ordinal in {first.home(one), second.home(other)} & shared:
            if one.source_uid and other.source_uid:
                pair = (one.source_uid, other.source_uid)
                places[pair] = min(ordinal, places.get(pair, ordinal))
    return places


def _compare_cards(
    first: Indexed,
    second: Indexed,
    places: Mapping[tuple[str, str], int],
    matches: Collection[tuple[str, str]],
) -> Iterator[_Place]:
    """Differences between matching cards, each told once, at their place."""
    for (uid, other_uid), ordinal in places.items():
        card, other_card = first.cards.get(uid), second.cards.get(other_uid)
        if card is None or other_card is None:
            continue
        if card.identity is not other_card.identity:
            yield ordinal, Matter.IDENTITY
        elif _told(card) != _told(other_card):
            yield ordinal, Matter.TOLD
        if not same_card(card.relayed_by_uid, other_card.relayed_by_uid, matches):
            yield ordinal, Matter.RELAY


def _told(card: SourceCard) -> tuple[object, ...]:
    """What a reader learns about the source; counts and reasons are only asked of unnamed ones."""
    if card.identity is Identity.UNNAMED:
        return card.type, card.number, card.who, card.knowledge, card.reason
    return (card.type,)


def _compare_links(
    first: Indexed,
    second: Indexed,
    matches: Collection[tuple[str, str]],
    places: Mapping[tuple[str, str], int],
    shared: AbstractSet[int],
) -> Iterator[_Place]:
    """Which sources the claims of a sentence rest on, own voice being one more answer; and how each came to it, where
    that is not told of the cards already.
    """
    for ordinal in shared:
        claims, other_claims = first.claims.get(ordinal, []), second.claims.get(ordinal, [])
        if not claims or not other_claims:
            continue
        links = [link for claim in claims for link in claim.sources]
        other_links = [link for claim in other_claims for link in claim.sources]
        met = [
            (link, other)
            for link in links
            for other in other_links
            if (link.source_uid, other.source_uid) in matches
        ]
        own_voice = any(claim.is_own_voice for claim in claims)
        if (
            {link.source_uid for link in links} != {link.source_uid for link, _ in met}
            or {link.source_uid for link in other_links} != {other.source_uid for _, other in met}
            or own_voice != any(claim.is_own_voice for claim in other_claims)
        ):
            yield ordinal, Matter.LINK
        for link, other in met:
            is_own = any(one.relayed_by_uid or one.is_direct for one in (link, other))
            is_told = not is_own and (link.source_uid, other.source_uid) in places
            if not is_told and not same_card(first.relay_of(link), second.relay_of(other), matches):
                yield ordinal, Matter.RELAY


def _compare_words(
    first: Indexed, second: Indexed, facet: str, one_side: Sequence[_Marked], other_side: Sequence[_Marked]
) -> Iterator[_Place]:
    """Spans of a tag that only one reader marked, or marked with other edges; blanks and punctuation at
    the edges do not count. Where only one used the tag at all, that is the difference, not the words.
    """
    words = {trimmed(first.text, item.span) for item in one_side}
    other_words = {trimmed(second.text, item.span) for item in other_side}
    for reader, items, others in ((first, one_side, other_words), (second, other_side, words)):
        for item in items:
            ordinal = reader.home(item)
            if trimmed(reader.text, item.span) not in others and all(
                facet in side.answers[ordinal].yes for side in (first, second) if ordinal in side.answers
            ):
                yield ordinal, _MATTER_OF_WORDS.get(facet, Matter.OWN_WORDS)


def overlapping(
    first: Iterable[_Marked], second: Sequence[_Marked]
) -> Iterator[tuple[_Marked, _Marked]]:
    """Every pair of spans that share a code point. Both sequences are sorted by span."""
    open_: list[_Marked] = []
    reached = 0
    for one in first:
        while reached < len(second) and second[reached].span.start < one.span.stop:
            open_.append(second[reached])
            reached += 1
        open_ = [other for other in open_ if other.span.stop > one.span.start]
        yield from ((one, other) for other in open_ if other.span.overlaps(one.span))


def matching_cards(mentions: Iterable[tuple[Attribution, Attribution]]) -> frozenset[tuple[str, str]]:
    """Pairs of cards that stand for the same source: some mention of theirs overlaps."""
    return frozenset(
        (one.source_uid, other.source_uid) for one, other in mentions if one.source_uid and other.source_uid
    )


def value_of(figure: Figure) -> tuple[Decimal | None, Decimal | None, str]:
    """The number or range of a figure and its unit, to be compared with those of another."""
    return figure.low, figure.high, unit_key(figure.unit)


def same_card(uid: str | None, other_uid: str | None, matches: Collection[tuple[str, str]]) -> bool:
    """Say whether two readings mean the same card, or both none."""
    if uid is None or other_uid is None:
        return uid is other_uid
    return (uid, other_uid) in matches
