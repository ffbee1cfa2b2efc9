"""Decisions of an adjudicator: what was chosen and why, which of them still stand, what they say in words.

A decision belongs to an item by the item's key and was made upon what the readings said then (its digest). When a
reading is revised, decisions upon other words are kept and shown, and their items are listed again.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol, TypeVar

from annotator.core.adjudication import Aspect, Item, LinedUp, Noun, Option, Rule, Told
from annotator.core.records import Reading, Span
from annotator.core.reviews import contents_of

#: One annotation or card in words: aspect -> what it says. `extent` is the text's own words.
Words = Mapping[str, str]


class Choice(StrEnum):
    """How an item was settled: one reading's answer, parts of several, written anew, or that nothing is there."""

    TAKE = "take"
    PARTS = "parts"
    WRITE = "write"
    NONE = "none"


class Why(StrEnum):
    """Why the readings differed, as the adjudicator sees it."""

    SLIP = "slip"
    UNCLEAR = "unclear"
    GUIDELINE = "guideline"
    DEFENSIBLE = "defensible"
    TEXT = "text"
    OTHER = "other"


class Standing(StrEnum):
    """Where an item stands: not settled, settled, or settled upon what the readings said before."""

    OPEN = "open"
    SETTLED = "settled"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Decision:
    """How one item of a text was settled. `rule` is set where no person chose: the readings agreed.

    `taken` names the reading of the whole answer (under `all`) or of each part; `readings` and `ruling` are words:
    what each reading said and what was decided, kept for feedback and precedents where readings differed. What was
    written anew has no ruling here: it stands in the gold review. `independent`: who decided had not reviewed it.
    """

    item: str
    tag: str
    span: Span
    digest: str
    choice: Choice
    rule: Rule | None = None
    why: Why | None = None
    section: str = ""
    taken: Mapping[str, str] = field(default_factory=dict)
    readings: Mapping[str, tuple[Words, ...]] = field(default_factory=dict)
    ruling: tuple[Words, ...] | None = None
    by: str = ""
    independent: bool = True
    at: datetime | None = None

    @property
    def mark(self) -> str:
        """What a page that shows this decision names it by: another one about the same item has another."""
        told = (self.item, self.digest, self.choice, self.rule, self.why, self.section, sorted(self.taken.items()))
        return _hash(*told, self.ruling, self.by, self.at)


@dataclass(frozen=True, slots=True)
class Settling:
    """An item with the decision about it, if there is one, and whether that still holds.

    `is_tagged`: it asks how a sentence without a tag is answered, and the gold has a tag there. `by_hand` is the mark
    of what an editor wrote into the gold there themselves, empty where nobody did.
    """

    item: Item
    decision: Decision | None
    standing: Standing
    is_tagged: bool = False
    by_hand: str = ""

    @property
    def may_be_accepted(self) -> bool:
        """Say whether the bulk takes it: agreed, and no person's decision, tag or words are overruled."""
        by_person = self.decision is not None and self.decision.rule is None
        is_free = not by_person and not self.is_tagged and not self.by_hand
        return self.item.rule is not None and self.standing is not Standing.SETTLED and is_free

    @property
    def is_contradicted(self) -> bool:
        """Say whether an answer to the sentence holds that the tags of the gold deny."""
        holds = self.decision is not None and self.decision.choice is not Choice.WRITE
        return self.is_tagged and self.standing is Standing.SETTLED and holds

    @property
    def is_to_do(self) -> bool:
        """Say whether a person has to settle it."""
        return self.standing is not Standing.SETTLED and not self.may_be_accepted

    @property
    def mark(self) -> str:
        """What a page that shows the item names it by: the decision that stands and what was written by hand, empty
        where there is neither.
        """
        decided = self.decision.mark if self.decision else ""
        return f"{decided}.{self.by_hand}" if self.by_hand else decided


def mark_of_all(settlings: Iterable[Settling]) -> str:
    """What a page that offers these items together names them by."""
    return _hash(*((settling.item.key, settling.item.digest, settling.mark) for settling in settlings))


class Ruled(Protocol):
    """What one decision is about: an item, by its kind and its words."""

    @property
    def item(self) -> str: ...

    @property
    def tag(self) -> str: ...

    @property
    def span(self) -> Span: ...


R = TypeVar("R", bound=Ruled)


def find_last_words(decisions: Iterable[R]) -> tuple[R, ...]:
    """Of decisions in the order of their making those that nothing was decided after: about each item the last, but
    none whose item is gone and upon whose words a later one of its kind was made. Items of one kind never overlap.
    """
    found: dict[str, R] = {}
    spans: dict[str, list[Span]] = {}
    for decision in reversed(tuple(decisions)):
        later = spans.setdefault(decision.tag, [])
        if decision.item not in found and not any(span.overlaps(decision.span) for span in later):
            found[decision.item] = decision
        later.append(decision.span)
    return tuple(reversed(found.values()))


def settle_items(
    lined: LinedUp, decisions: Iterable[Decision], gold: Reading | None = None,
    by_hand: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Settling, ...]:  # fmt: skip
    """Put the decisions, in the order of their making, to the items; the last one about an item holds.

    A decision whose item has moved its edge belongs to the item of its kind that lies on the same words. Which
    sentences are tagged is told of the `gold`, on the cut of the readings; `by_hand` has the marks of what an editor
    wrote into it, by item.
    """
    latest = {decision.item: decision for decision in decisions}
    keys = {item.key for item in lined.items}
    lost = [decision for key, decision in latest.items() if key not in keys]
    held = contents_of(gold) if gold else {}
    tagged = {ordinal for ordinal, content in held.items() if content.is_tagged}
    return tuple(
        replace(
            _settling(item, latest.get(item.key) or _moved(item, lost)),
            is_tagged=item.noun is Noun.CHECK and item.ordinal in tagged,
            by_hand=by_hand.get(item.key, ""),
        )
        for item in lined.items
    )


def _moved(item: Item, lost: Iterable[Decision]) -> Decision | None:
    return next((old for old in lost if old.tag == item.tag and old.span.overlaps(item.span)), None)


def _settling(item: Item, decision: Decision | None) -> Settling:
    if decision is None:
        return Settling(item, None, Standing.OPEN)
    holds = decision.digest == item.digest and decision.item == item.key
    return Settling(item, decision, Standing.SETTLED if holds else Standing.CHANGED)


def written_anew(lined: LinedUp, decision: Decision, item: Item | None) -> Decision:
    """The decision that the gold is written by hand where another one held: why it was made and what the readings
    said are kept, by whom and when is not in it yet.
    """
    readings = decision.readings or (readings_in_words(lined, item) if item else {})
    return replace(decision, choice=Choice.WRITE, rule=None, taken={}, readings=readings, ruling=None)


def words_of(lined: LinedUp, told: Sequence[Told]) -> tuple[Words, ...]:
    """What an answer says, in words that need no uid: quotations of the text and words of the scheme."""
    return tuple({aspect.value: _words(lined, aspect, words) for aspect, words in one} for one in told)


def readings_in_words(lined: LinedUp, item: Item) -> dict[str, tuple[Words, ...]]:
    """What each reading said of an item."""
    return {reading: words_of(lined, option.told) for option in item.options for reading in option.readings}


def ruling_in_words(
    lined: LinedUp, option: Option | None, parts: Mapping[Aspect, Option]
) -> tuple[Words, ...]:
    """What was decided: an answer, with some of its parts from others. None: that nothing is there."""
    if option is None:
        return ()
    if not parts:
        return words_of(lined, option.told)
    mixed = [dict(told) for told in option.told]
    for aspect, other in parts.items():
        for place, told in enumerate(mixed):
            told[aspect] = dict(other.only(place).told[0])[aspect]
    return words_of(lined, [tuple(told.items()) for told in mixed])


def label_source(lined: LinedUp, name: str) -> str:
    """A matched source by words of the text: its first mention."""
    for group in lined.cards.groups:
        if group.key == name and group.first is not None:
            text = next(iter(lined.readings.values())).text
            return " ".join(text[group.first.start : group.first.stop].split())
    return name


def _words(lined: LinedUp, aspect: Aspect, words: Sequence[str]) -> str:
    match aspect:
        case Aspect.EXTENT:
            text = next(iter(lined.readings.values())).text
            return " ".join(text[int(words[0]) : int(words[1])].split())
        case Aspect.CUES:
            text = next(iter(lined.readings.values())).text
            spans = [word.split("-") for word in words]
            return " … ".join(" ".join(text[int(start) : int(stop)].split()) for start, stop in spans)
        case Aspect.LINKS | Aspect.CARD | Aspect.RELAY:
            return " + ".join(_source_words(lined, word) for word in words)
        case Aspect.VALUE:
            return "–".join(word for word in words if word)
        case Aspect.DIVISION:
            return str(len(words))
        case _:
            return " + ".join(words)


def _source_words(lined: LinedUp, word: str) -> str:
    source, _, relay = word.partition(">")
    label = label_source(lined, source)
    if not relay:
        return label
    return f"{label} ← {relay if relay == 'direct' else label_source(lined, relay)}"


def _hash(*told: object) -> str:
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]
