"""What the claims of one reading rest on: the view of it that measures and rules share."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from annotator.core.homes import homes_of
from annotator.core.kept import kept
from annotator.core.names import Name
from annotator.core.records import (
    ArticleFacts,
    Attribution,
    Claim,
    Figure,
    Identity,
    Kind,
    Reading,
    Sentence,
    SourceCard,
    SourceLink,
    SourceType,
    Span,
)
from annotator.core.sources import is_own_outlet, label_cards, names_in, number_cards, relay_chain
from annotator.core.spans import SpanIndex, runs_of


class Footing(StrEnum):
    """What a claim stands on: the best of its sources. SPOKESPERSON: an unnamed voice of a named body."""

    OWN = "own"
    NAMED = "named"
    SPOKESPERSON = "spokesperson"
    UNNAMED = "unnamed"
    MISSING = "missing"


#: Best first. A card without an identity, which a finished review has none of, counts as missing.
_FOOTINGS = (
    (Identity.NAMED, Footing.NAMED),
    (Identity.SPOKESPERSON, Footing.SPOKESPERSON),
    (Identity.UNNAMED, Footing.UNNAMED),
)


@kept(16)
def _body_of(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    return tuple(sentence for sentence in sentences if sentence.is_body)


@dataclass(frozen=True)  # no slots: cached properties keep their values in the instance
class Grounds:
    """A reading with the facts of its article, indexed. Built once, asked by every rule.

    Captions, furniture and duplicates count nowhere; "body" is body sentences only.
    """

    reading: Reading
    facts: ArticleFacts

    @cached_property
    def cards(self) -> Mapping[str, SourceCard]:
        """The cards by uid, in the order of their making."""
        return {card.uid: card for card in self.reading.sources}

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """What each card is called, by uid."""
        return label_cards(self.reading)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Each card's number, by uid."""
        return number_cards(self.reading)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The capitalised words of the text, in text order."""
        return names_in(self.reading.text, self.reading.sentences)

    @cached_property
    def body(self) -> tuple[Sentence, ...]:
        """The sentences that count, in text order."""
        return _body_of(self.reading.sentences)

    @cached_property
    def body_index(self) -> Mapping[int, int]:
        """The place of each body sentence among its like, from 0, by ordinal."""
        return {sentence.ordinal: index for index, sentence in enumerate(self.body)}

    def home(self, start: int) -> Sentence | None:
        """The sentence that contains the offset, or None between sentences."""
        return homes_of(self.reading.sentences).of(start)

    def in_body(self, start: int) -> bool:
        """Say whether the offset lies in a body sentence."""
        home = self.home(start)
        return home is not None and home.is_body

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of body sentences, in text order."""
        return tuple(sorted((c for c in self.reading.claims if self.in_body(c.start)), key=_by_place))

    @cached_property
    def attributed(self) -> tuple[Claim, ...]:
        """The body claims that are linked to a source."""
        return tuple(claim for claim in self.claims if not claim.is_own_voice)

    @cached_property
    def own_voice(self) -> tuple[Claim, ...]:
        """The body claims of the newsroom itself."""
        return tuple(claim for claim in self.claims if claim.is_own_voice)

    @cached_property
    def top_claims(self) -> tuple[Claim, ...]:
        """The claims of headlines and standfirsts, in text order."""
        return tuple(sorted((c for c in self.reading.claims if self._on_top(c.start)), key=_by_place))

    def _on_top(self, start: int) -> bool:
        home = self.home(start)
        return home is not None and home.duplicate_of is None and home.kind in (Kind.HEADLINE, Kind.STANDFIRST)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The figures of body sentences, in text order."""
        return tuple(sorted((f for f in self.reading.figures if self.in_body(f.start)), key=_by_place))

    @cached_property
    def mentions(self) -> tuple[Attribution, ...]:
        """The attributions of body sentences, in text order."""
        return tuple(sorted((a for a in self.reading.attributions if self.in_body(a.start)), key=_by_place))

    @cached_property
    def own_outlets(self) -> frozenset[str]:
        """The cards that are the article's own outlet under any of its names: never a relay."""
        return frozenset(card.uid for card in self.reading.sources if is_own_outlet(card, self.reading, self.facts))

    def relays(self, link: SourceLink) -> tuple[str, ...]:
        """The other outlets between this link's source and the article, nearest to the source first."""
        return tuple(uid for uid in relay_chain(link, self.cards) if uid not in self.own_outlets)

    def outlets_of(self, link: SourceLink) -> tuple[str, ...]:
        """The other outlets that a link comes through: its relays and, where it is one, the source."""
        card = self.cards.get(link.source_uid)
        is_outlet = card is not None and card.type is SourceType.OUTLET and card.uid not in self.own_outlets
        return ((link.source_uid,) if is_outlet else ()) + self.relays(link)

    def outlets_of_claim(self, claim: Claim) -> frozenset[str]:
        """The outlets that every source of the claim comes through."""
        sets = [frozenset(self.outlets_of(link)) for link in claim.sources]
        return frozenset.intersection(*sets) if sets else frozenset()

    def is_second_hand(self, claim: Claim) -> bool:
        """Say whether all that the claim rests on reached the article through another outlet."""
        return bool(claim.sources) and all(self.outlets_of(link) for link in claim.sources)

    @cached_property
    def relayed(self) -> Mapping[str, frozenset[str]]:
        """For each outlet's card, the cards that it relayed directly."""
        found: dict[str, set[str]] = {}
        for card in self.reading.sources:
            for link in (SourceLink(card.uid), *self._links_on(card.uid)):
                chain = self.relays(link)
                if chain:
                    found.setdefault(chain[0], set()).add(card.uid)
        return {outlet: frozenset(cards) for outlet, cards in found.items()}

    def _links_on(self, card_uid: str) -> tuple[SourceLink, ...]:
        return tuple(link for claim in self.reading.claims for link in claim.sources if link.source_uid == card_uid)

    def relays_of_card(self, card_uid: str) -> tuple[str, ...]:
        """The outlets that a card comes through, by default or for one of its claims."""
        links = (SourceLink(card_uid), *self._links_on(card_uid))
        return tuple(dict.fromkeys(uid for link in links for uid in self.relays(link)))

    def footing(self, claim: Claim) -> Footing:
        """What the claim stands on. A claim with one named source among several is NAMED."""
        if claim.is_own_voice:
            return Footing.OWN
        identities = {self.cards[link.source_uid].identity for link in claim.sources}
        return next((footing for identity, footing in _FOOTINGS if identity in identities), Footing.MISSING)

    def place(self, claim: Claim) -> int:
        """The place of a body claim's sentence among the body sentences, from 0."""
        home = self.home(claim.start)
        return self.body_index[home.ordinal] if home else -1

    def leans_on_unnamed(self, claim: Claim) -> bool:
        """Say whether a claim rests only on unnamed sources, an outlet counting as unnamed when every
        card that it relays is unnamed. As in `footing`, a missing source takes nothing from that and is not enough.
        """
        cards = [self.cards[link.source_uid] for link in claim.sources]
        there = [card for card in cards if card.identity is not Identity.MISSING]
        return bool(there) and all(self._is_unnamed_at_root(card) for card in there)

    def _is_unnamed_at_root(self, card: SourceCard) -> bool:
        if card.identity is Identity.UNNAMED:
            return True
        relayed = self.relayed.get(card.uid, frozenset())
        return (
            card.type is SourceType.OUTLET
            and bool(relayed)
            and all(self.cards[uid].identity is Identity.UNNAMED for uid in relayed)
        )

    @cached_property
    def counted(self) -> tuple[SourceCard, ...]:
        """The cards that the body uses: mentioned there, linked to a claim there, or relaying one that is.

        The article's own outlet is no source of its own unless a claim rests on it.
        """
        linked = {link.source_uid for claim in self.claims for link in claim.sources}
        mentioned = {mention.source_uid for mention in self.mentions if mention.source_uid}
        used = linked | (mentioned - self.own_outlets)
        used |= {uid for claim in self.claims for link in claim.sources for uid in self.relays(link)}
        return tuple(card for card in self.reading.sources if card.uid in used)

    @cached_property
    def in_use(self) -> tuple[SourceCard, ...]:
        """The counted cards and those that only the headline or standfirst uses."""
        top = {link.source_uid for claim in self.top_claims for link in claim.sources}
        top |= {a.source_uid for a in self.reading.attributions if a.source_uid and self._on_top(a.start)}
        counted = {card.uid for card in self.counted}
        return tuple(card for card in self.reading.sources if card.uid in counted | (top - self.own_outlets))

    def merely_relays(self, card: SourceCard) -> bool:
        """Say whether an outlet's card only passes others on: it relays, and no body claim rests on it."""
        rests = any(link.source_uid == card.uid for claim in self.claims for link in claim.sources)
        return card.type is SourceType.OUTLET and card.uid in self.relayed and not rests

    @cached_property
    def _named_words(self) -> SpanIndex[None]:
        """The stretches of attributions and their cues."""
        return SpanIndex(
            (span, None) for mention in self.reading.attributions for span in (mention.span, *mention.cues)
        )

    def content(self, claim: Claim) -> tuple[int, ...]:
        """The offsets of a claim's content: its span minus the attributions and cues inside it."""
        taken = {
            position
            for span, _ in self._named_words.touching(claim.span)
            for position in range(max(span.start, claim.start), min(span.stop, claim.stop))
        }
        return tuple(position for position in range(claim.start, claim.stop) if position not in taken)

    def count_words(self, claim: Claim) -> int:
        """Count the words of a claim's content: whitespace-separated runs of its span, without those
        whose letters and digits all belong to an attribution or a cue.
        """
        kept = set(self.content(claim))
        return sum(
            1
            for run in runs_of(self.reading.text, claim.span)
            if any(p in kept for p in _wordy(self.reading.text, run))
        )

    @cached_property
    def _claim_by_uid(self) -> Mapping[str, Claim]:
        return {claim.uid: claim for claim in self.claims}

    @cached_property
    def _claim_places(self) -> SpanIndex[Claim]:
        return SpanIndex((claim.span, claim) for claim in self.claims)

    @cached_property
    def _claims_at_home(self) -> Mapping[int, list[Claim]]:
        found: dict[int, list[Claim]] = {}
        for claim in self.claims:
            home = self.home(claim.start)
            found.setdefault(home.ordinal if home else -1, []).append(claim)
        return found

    def claim_of(self, figure: Figure) -> Claim | None:
        """The claim that a figure belongs to: the one it names, the one around it, the sentence's only
        one.
        """
        named = self._claim_by_uid.get(figure.claim_uid or "")
        if named is not None:
            return named
        touching = self._claim_places.touching(figure.span)
        around = [claim for span, claim in touching if span.contains(figure.span)]
        if around:
            return min(around, key=lambda claim: claim.stop - claim.start)
        home = self.home(figure.start)
        there = self._claims_at_home.get(home.ordinal, []) if home else []
        return there[0] if len(there) == 1 else None


def _wordy(text: str, run: Span) -> tuple[int, ...]:
    """The offsets of a run's letters and digits, or all of them where it has none (a lone dash)."""
    offsets = tuple(range(run.start, run.stop))
    return tuple(p for p in offsets if text[p].isalnum()) or offsets


def _by_place(item: Claim | Figure | Attribution) -> tuple[int, int]:
    return (item.start, item.stop)
