"""Where two passes over one text agree and where they differ, record by record and field by field.

Records of the same kind are paired when their trimmed stretches overlap, the largest overlap first; source cards
when their mentions are paired, those with most pairs first. `annotator.demo.passes` gives the readings.
"""

import sys
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from annotator.core.records import Attribution, Check, Claim, Figure, Reading, Span
from annotator.core.spans import trimmed

Record = TypeVar("Record", Claim, Attribution, Figure, Check)
Key = TypeVar("Key", bound=Hashable)

#: The fields of a card that are compared where both passes have the card.
CARD_FIELDS = ("type", "identity", "number", "who", "knowledge", "reason", "distinct")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing the passes say differently. `field` is empty where only one of them has the record at all.

    `ordinal` is the unit's; a card stands at its first mention. `a` and `b` are what each says, in words.
    """

    ordinal: int
    kind: str
    words: str
    field: str
    a: str
    b: str

    @property
    def key(self) -> str:
        """What a decision names its record by, beside the text and the unit."""
        return f"{self.kind} “{self.words}”"


@dataclass(frozen=True, slots=True)
class Pairing:
    """The records of two readings side by side; None where the other has no counterpart."""

    a: Reading
    b: Reading
    attributions: tuple[tuple[Attribution | None, Attribution | None], ...]
    claims: tuple[tuple[Claim | None, Claim | None], ...]
    figures: tuple[tuple[Figure | None, Figure | None], ...]
    checks: tuple[tuple[Check | None, Check | None], ...]
    #: The uid of a card of `a` by that of `b`.
    cards: dict[str, str]

    @classmethod
    def of(cls, a: Reading, b: Reading) -> "Pairing":
        """Pair everything two passes over the same text hold."""
        mentions = _pairs(a.text, a.attributions, b.attributions)
        return cls(a, b, mentions, _pairs(a.text, a.claims, b.claims), _pairs(a.text, a.figures, b.figures),
                   _pairs(a.text, a.checks, b.checks), _card_pairs(mentions))  # fmt: skip

    def source(self, card_of_b: str | None) -> str | None:
        """The card of `a` that is meant, else what `b` calls it."""
        return self.cards.get(card_of_b or "", card_of_b)

    def differences(self) -> tuple[Difference, ...]:
        """All differences in text order, those of cards at the card's first mention."""
        found = [*self._of_records(), *self._of_cards()]
        return tuple(sorted(found, key=lambda one: one.ordinal))

    def _of_records(self) -> Iterator[Difference]:
        for kind, pairs in (("attribution", self.attributions), ("claim", self.claims), ("figure", self.figures),
                            ("check", self.checks)):  # fmt: skip
            for one, other in pairs:
                record = one or other
                assert record is not None
                home = self.a.home_of(record.start)
                assert home is not None
                words = self.a.quote(trimmed(self.a.text, record.span))
                if one is None or other is None:
                    yield Difference(home.ordinal, kind, words, "", self._told(one, self.a), self._told(other, self.b))
                    continue
                mine, theirs = self._fields(one, self.a), self._fields(other, self.b)
                for field in mine:
                    if mine[field] != theirs[field]:
                        yield Difference(home.ordinal, kind, words, field, mine[field], theirs[field])

    def _of_cards(self) -> Iterator[Difference]:
        cards = {card.uid: card for card in (*self.a.sources, *self.b.sources)}
        for of_b, of_a in self.cards.items():
            first = next(one for one in self.a.attributions if one.source_uid == of_a)
            home = self.a.home_of(first.start)
            assert home is not None
            mine, theirs = cards[of_a], cards[of_b]
            pairs = [(name, str(getattr(mine, name)), str(getattr(theirs, name))) for name in CARD_FIELDS]
            relay = (mine.relayed_by_uid, self.source(theirs.relayed_by_uid))
            if relay[0] != relay[1]:
                pairs.append(("relayed_by", self._name(relay[0]), self._name(relay[1])))
            for name, one, other in pairs:
                if one != other:
                    yield Difference(home.ordinal, "card", self.a.quote(first.span), name, one, other)

    def _fields(self, record: Claim | Attribution | Figure | Check, reading: Reading) -> dict[str, str]:
        span = reading.quote(trimmed(reading.text, record.span))
        match record:
            case Attribution():
                cues = " + ".join(reading.quote(cue) for cue in record.cues)
                return {"span": span, "cue": cues, "card": self._name(self.source(record.source_uid))}
            case Claim():
                sources = sorted(self._name(self.source(link.source_uid)) for link in record.sources)
                return {"span": span, "flags": " ".join(sorted(record.flags)), "sources": " + ".join(sources),
                        "attack": str(record.attack), "denial": str(record.denial)}  # fmt: skip
            case Figure():
                return {"span": span, "value": f"{record.low} {record.high}", "bound": str(record.bound),
                        "measure": str(record.measure), "unit": record.unit}  # fmt: skip
            case Check():
                return {"outcome": str(record.outcome)}

    def _told(self, record: Claim | Attribution | Figure | Check | None, reading: Reading) -> str:
        if record is None:
            return "—"
        return " | ".join(value for value in self._fields(record, reading).values() if value not in ("", "False"))

    def _name(self, uid: str | None) -> str:
        """A card by the words of its first mention."""
        for reading in (self.a, self.b):
            for one in reading.attributions:
                if uid is not None and one.source_uid == uid:
                    return f"[{reading.quote(one.span)}]"
        return "—"


Pairs = tuple[tuple[Record | None, Record | None], ...]


def _pairs(text: str, mine: Sequence[Record], theirs: Sequence[Record]) -> Pairs[Record]:
    """Records side by side in text order."""
    spans = [[trimmed(text, one.span) for one in many] for many in (mine, theirs)]
    partner = _greedy(
        {(i, j): _shared(one, other) for i, one in enumerate(spans[0]) for j, other in enumerate(spans[1])}
    )
    taken = set(partner.values())
    placed: list[tuple[int, Record | None, Record | None]] = [
        (one.start, one, theirs[partner[i]] if i in partner else None) for i, one in enumerate(mine)
    ]
    placed += [(other.start, None, other) for j, other in enumerate(theirs) if j not in taken]
    placed.sort(key=lambda three: three[0])
    return tuple((one, other) for _, one, other in placed)


def _card_pairs(mentions: Pairs[Attribution]) -> dict[str, str]:
    shared: Counter[tuple[str, str]] = Counter()
    for one, other in mentions:
        if one is not None and other is not None and one.source_uid and other.source_uid:
            shared[other.source_uid, one.source_uid] += 1
    return _greedy(shared)


def _greedy(shared: Mapping[tuple[Key, Key], int]) -> dict[Key, Key]:
    """One partner each, those that share most first."""
    partner: dict[Key, Key] = {}
    taken: set[Key] = set()
    for (one, other), size in sorted(shared.items(), key=lambda item: -item[1]):
        if size > 0 and one not in partner and other not in taken:
            partner[one] = other
            taken.add(other)
    return partner


def _shared(one: Span, other: Span) -> int:
    return min(one.stop, other.stop) - max(one.start, other.start)
