"""Several readings of one text lined up sentence by sentence: what they agree on, and each difference by its kind.

An item is one thing that the readings could say: a claim, an attribution, a figure, a mark of the desk's own, a
source card, or that there is nothing to tag. Annotations of one kind that overlap within a sentence are one item;
cards are matched by their mentions. What is compared leaves out what nobody measures: stars, doubts, order, uids,
blanks and punctuation at the edges. The order of the readings never matters. `lining_up.line_up` makes the items.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from annotator.core.matched_cards import MatchedCards
from annotator.core.records import Attribution, Check, Claim, Figure, Mark, Reading, Sentence, SourceCard, Span

Said: TypeAlias = Claim | Attribution | Figure | Mark | SourceCard | Check
#: What one record says, part by part, in words that are compared.
Told: TypeAlias = tuple[tuple["Aspect", tuple[str, ...]], ...]


class Noun(StrEnum):
    """What an item is, in the order in which a sentence's items are settled."""

    SOURCE = "source"
    ATTRIBUTION = "attribution"
    CLAIM = "claim"
    FIGURE = "figure"
    MARK = "mark"
    CHECK = "check"


class Aspect(StrEnum):
    """What readings can differ in: whether it is there, whether it is one thing or several, or a part of it."""

    PRESENCE = "presence"
    DIVISION = "division"
    EXTENT = "extent"
    FLAGS = "flags"
    LINKS = "links"
    CUES = "cues"
    CARD = "card"
    VALUE = "value"
    BOUND = "bound"
    MEASURE = "measure"
    TOLD = "told"
    TYPE = "type"
    IDENTITY = "identity"
    NUMBER = "number"
    WHO = "who"
    KNOWLEDGE = "knowledge"
    REASON = "reason"
    RELAY = "relay"
    OUTCOME = "outcome"


class Rule(StrEnum):
    """By which rule an item is agreed: all readings say the same, or more than half of at least three."""

    ALL = "all"
    MAJORITY = "majority"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to an item, and whose it is. No `records`: they looked and marked nothing there.

    `by` is the reading that `records` are taken from where several say the same: the one with the edges that most
    of them have. `digest` is the same however readings and cards are named.
    """

    digest: str
    readings: tuple[str, ...]
    by: str
    records: tuple[Said, ...]
    told: tuple[Told, ...]

    def only(self, place: int) -> "Option":
        """The answer with the record at this place alone; where it has one, that."""
        if len(self.records) == 1:
            return self
        return replace(self, records=self.records[place : place + 1], told=self.told[place : place + 1])


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to settle, at home in the sentence `ordinal`. `key` stays when readings are revised, as long as its
    place does; `digest` changes with what the readings say. `tag` is the noun, for marks the tag's key.
    """

    key: str
    noun: Noun
    tag: str
    span: Span
    ordinal: int
    options: tuple[Option, ...]
    differs: tuple[Aspect, ...]
    digest: str
    rule: Rule | None

    @property
    def agreed(self) -> Option | None:
        """The answer that the item's rule accepts."""
        return self.options[0] if self.rule else None

    @property
    def parts(self) -> tuple[Aspect, ...]:
        """The parts that can be taken from different readings. Where one has several for what another has as one, the
        first part is which of these divisions holds; the words go with it.
        """
        records = [option.records for option in self.options if option.records]
        if len(records) < 2:
            return ()
        if all(len(found) == 1 for found in records):
            return tuple(aspect for aspect in self.differs if aspect not in (Aspect.PRESENCE, Aspect.DIVISION))
        apart = (Aspect.PRESENCE, Aspect.DIVISION, Aspect.EXTENT)
        others = tuple(aspect for aspect in self.differs if aspect not in apart)
        return (Aspect.DIVISION, *others) if others else ()

    def option(self, digest: str) -> Option | None:
        """The answer with this digest."""
        return next((option for option in self.options if option.digest == digest), None)


@dataclass(frozen=True, slots=True)
class LinedUp:
    """Readings of one text on one cut, with what they agree and differ on: items by sentence, sources first.

    `belongs` tells the item of any reading's record, also of those that no option shows.
    """

    readings: Mapping[str, Reading]
    sentences: tuple[Sentence, ...]
    items: tuple[Item, ...]
    cards: MatchedCards
    belongs: Mapping[tuple[str, str], str]

    def item(self, key: str) -> Item | None:
        """The item with this key."""
        return next((item for item in self.items if item.key == key), None)

    @property
    def agreed(self) -> tuple[Item, ...]:
        """The items that a rule settles."""
        return tuple(item for item in self.items if item.rule)

    @property
    def differences(self) -> tuple[Item, ...]:
        """The items that a person has to settle."""
        return tuple(item for item in self.items if not item.rule)


def items_by_sentence(items: Iterable[Item]) -> dict[int, tuple[Item, ...]]:
    """The items of each sentence, in their order."""
    found: dict[int, list[Item]] = {}
    for item in items:
        found.setdefault(item.ordinal, []).append(item)
    return {ordinal: tuple(here) for ordinal, here in found.items()}


def shuffle(options: Sequence[Option], seed: str) -> tuple[Option, ...]:
    """The answers in an order that only the seed decides: the same at each look, another one for another seed."""

    def place(option: Option) -> str:
        return hashlib.sha256(f"{seed} {option.digest}".encode()).hexdigest()

    return tuple(sorted(options, key=place))
