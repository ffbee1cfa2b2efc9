"""The numbers of the sourcing report. Every share keeps its counts: "5 of 6" first, percent beside it."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from annotator.core.records import (
    Bound,
    Identity,
    Knowledge,
    Number,
    Reason,
    SourceCard,
    SourceType,
    Who,
)
from annotator.core.sources import mentions_of
from annotator.core.sourcing.grounds import Footing, Grounds
from annotator.core.spans import runs_of


@dataclass(frozen=True, slots=True)
class Share:
    """A count of a whole."""

    count: int
    of: int

    @property
    def percent(self) -> int | None:
        """The share in whole percent, halves up; None of nothing."""
        return None if self.of == 0 else (200 * self.count + self.of) // (2 * self.of)

    def reaches(self, percent: int) -> bool:
        """Say whether the exact share is at least so many percent. Never, of nothing."""
        return self.of > 0 and 100 * self.count >= percent * self.of

    def __str__(self) -> str:
        return f"{self.count} of {self.of}"


@dataclass(frozen=True, slots=True)
class PeopleRange:
    """How many distinct unnamed people there can be. `upper` is None when there is no limit."""

    lower: int
    upper: int | None

    @property
    def is_exact(self) -> bool:
        """Say whether a total exists."""
        return self.lower == self.upper


@dataclass(frozen=True, slots=True)
class Through:
    """How many attributed claims came through one outlet."""

    source_uid: str
    label: str
    share: Share


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures of one reading, over body sentences.

    Words are whitespace-separated runs; the words of an attributed claim are those of its content (its
    span minus attributions and cues inside it). Named is the identity "named" alone, an outlet's too where
    all it relays is unnamed; a spokesperson is counted apart. `who_told`, `reason_given` and
    `direct_knowledge` count unnamed cards; `unanswered` says how many of these still lack one of the three
    answers. `named_original` leaves out outlets that merely relay.
    """

    sentences: int
    words: int
    claims: int
    attributed: Share
    own_voice: Share
    on_unnamed: Share
    on_missing: Share
    on_spokesperson: Share
    on_named: Share
    attributing_sentences: Share
    named_by_mention: Share
    named_by_card: Share
    named_by_word: Share
    second_hand: Share
    through: tuple[Through, ...]
    unnamed_people: PeopleRange
    reason_given: Share
    direct_knowledge: Share
    who_told: Share
    bare_officials: int
    unanswered: int
    named_individuals: int
    named_original: Share
    figures: int
    figures_with_source: Share
    figures_rounded: Share


_LEAST = {Number.ONE: 1, Number.TWO: 2, Number.THREE_OR_MORE: 3, Number.PLURAL: 2, None: 1}
_MOST = {Number.ONE: 1, Number.TWO: 2}
_BARE_OFFICIAL = re.compile(r"^(?:(?:an?|the|one|two|three|four|five|some|several|many|other)\s+)?officials?$")


def measure(grounds: Grounds) -> Measures:
    """Count everything that the report prints about one reading."""
    attributed = len(grounds.attributed)
    footings = Counter(grounds.footing(claim) for claim in grounds.attributed)
    unnamed = unnamed_cards(grounds)
    originals = [card for card in grounds.counted if not grounds.merely_relays(card)]
    rounded = sum(figure.bound is not Bound.EXACT for figure in grounds.figures)
    return Measures(
        sentences=len(grounds.body),
        words=sum(len(runs_of(grounds.reading.text, sentence.span)) for sentence in grounds.body),
        claims=len(grounds.claims),
        attributed=Share(attributed, len(grounds.claims)),
        own_voice=Share(len(grounds.own_voice), len(grounds.claims)),
        on_unnamed=Share(footings[Footing.UNNAMED], attributed),
        on_missing=Share(footings[Footing.MISSING], attributed),
        on_spokesperson=Share(footings[Footing.SPOKESPERSON], attributed),
        on_named=Share(footings[Footing.NAMED], attributed),
        attributing_sentences=_attributing_sentences(grounds),
        named_by_mention=_named_by_mention(grounds),
        named_by_card=_count_named(grounds.counted),
        named_by_word=_named_by_word(grounds),
        second_hand=Share(sum(map(grounds.is_second_hand, grounds.attributed)), attributed),
        through=count_through(grounds),
        unnamed_people=count_people(unnamed),
        reason_given=_told(unnamed, lambda card: card.reason in (Reason.FORMULA, Reason.SPECIFIC)),
        direct_knowledge=_told(unnamed, lambda card: card.knowledge is Knowledge.DIRECT),
        who_told=_told(unnamed, lambda card: card.who in (Who.ROLE, Who.SIDE, Who.BOTH)),
        bare_officials=sum(is_bare_official(card, grounds) for card in unnamed),
        unanswered=sum(None in (card.who, card.knowledge, card.reason) for card in unnamed),
        named_individuals=sum(
            card.identity is Identity.NAMED and card.type is SourceType.PERSON for card in grounds.counted
        ),
        named_original=_count_named(originals),
        figures=len(grounds.figures),
        figures_with_source=_figures_with_source(grounds),
        figures_rounded=Share(rounded, len(grounds.figures)),
    )


def unnamed_cards(grounds: Grounds) -> tuple[SourceCard, ...]:
    """The unnamed sources that the body uses."""
    return tuple(card for card in grounds.counted if card.identity is Identity.UNNAMED)


def count_people(cards: Iterable[SourceCard]) -> PeopleRange:
    """Bound the number of distinct people behind unnamed cards, given in the order of the text.

    Lower bound: the largest count that one card states, since the others may be among them; a card marked
    distinct ("another source") adds to what came before it. Upper bound: the sum, without limit as soon
    as one card states no exact count.
    """
    lower, upper = 0, 0
    limited = True
    for card in cards:
        least = _LEAST[card.number]
        lower = lower + least if card.distinct else max(lower, least)
        limited = limited and card.number in _MOST
        upper += _MOST.get(card.number, 0) if card.number is not None else 0
    return PeopleRange(lower, upper if limited else None)


def count_through(grounds: Grounds) -> tuple[Through, ...]:
    """Count, for each outlet, the attributed claims that came through it; most first."""
    counts = Counter(uid for claim in grounds.attributed for uid in grounds.outlets_of_claim(claim))
    ordered = sorted(counts.items(), key=lambda item: (-item[1], grounds.numbers[item[0]]))
    total = len(grounds.attributed)
    return tuple(Through(uid, grounds.labels[uid], Share(count, total)) for uid, count in ordered)


def is_bare_official(card: SourceCard, grounds: Grounds) -> bool:
    """Say whether the text calls an unnamed source "an official" and never anything that tells more."""
    quotes = [grounds.reading.quote(mention.span) for mention in mentions_of(card.uid, grounds.reading)]
    return bool(quotes) and all(_BARE_OFFICIAL.match(" ".join(quote.split()).casefold()) for quote in quotes)


def _told(cards: Sequence[SourceCard], told: Callable[[SourceCard], bool]) -> Share:
    return Share(sum(map(told, cards)), len(cards))


def _count_named(cards: Sequence[SourceCard]) -> Share:
    return _told(cards, lambda card: card.identity is Identity.NAMED)


def _attributing_sentences(grounds: Grounds) -> Share:
    homes = {grounds.home(mention.start) for mention in grounds.mentions}
    return Share(len(homes), len(grounds.body))


def _named_by_mention(grounds: Grounds) -> Share:
    mentioned = [
        grounds.cards[mention.source_uid]
        for mention in grounds.mentions
        if mention.source_uid is not None and mention.source_uid not in grounds.own_outlets
    ]
    return _count_named(mentioned)


def _named_by_word(grounds: Grounds) -> Share:
    words = [(grounds.count_words(claim), grounds.footing(claim)) for claim in grounds.attributed]
    return Share(sum(count for count, footing in words if footing is Footing.NAMED), sum(count for count, _ in words))


def _figures_with_source(grounds: Grounds) -> Share:
    owners = [grounds.claim_of(figure) for figure in grounds.figures]
    sourced = sum(owner is not None and not owner.is_own_voice for owner in owners)
    return Share(sourced, len(owners))
