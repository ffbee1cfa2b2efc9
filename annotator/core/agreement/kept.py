"""Many texts' kept rows at once, as arrays: ten thousand of them take milliseconds.

People are keys of accounts. Everything is by text, so that any subset of texts is a selection and any subset of people
a mask over the bits of the patterns.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from operator import itemgetter

import numpy as np

from annotator.core.agreement.items import LAYOUT
from annotator.core.agreement.packing import (
    Person,
    Sight,
    facets_of,
    mask_width,
    read_people,
)
from annotator.core.agreement.patterns import OWN
from annotator.core.agreement.tables import Floats, Integers

#: Different patterns up to which they are counted in one array, and people up to whom all of theirs are few.
_MOST_PATTERNS = 1 << 20
_FEW = 8
#: Texts that are read together: their arrays stay in the processor's cache, and memory is not handed back between.
_BLOCK = 1024

Said = np.ndarray[tuple[int, int], np.dtype[np.uint8]]

#: What is read of a text: its id, its value in some dimension, people, own tags, layout, patterns, pairs or totals.
Row = tuple[int, str, str, str, int, bytes, bytes]


@dataclass(frozen=True, eq=False)
class KeptTexts:
    """Rows of texts. `kinds` are the different people and own tags that texts have, `kind` which of them each has.

    The comparisons are those of each pair where a kind is `in_pairs`; added up they are good for all people together
    only.
    """

    texts: tuple[int, ...]
    labels: tuple[str, ...]
    kinds: tuple[tuple[tuple[Person, ...], tuple[str, ...]], ...]
    kind: Integers
    patterns: tuple[bytes, ...]
    comparisons: tuple[bytes, ...]
    in_pairs: tuple[bool, ...]
    stale: int

    @classmethod
    def of(cls, rows: Sequence[Row], *, in_pairs: bool | Sight = True) -> "KeptTexts":
        """From the rows as they are read: comparisons of all, of none, or of texts of which a sight leaves somebody out
        are `in_pairs`. Rows of another layout keep their patterns alone.
        """
        # A zip of ten thousand rows makes an iterator of each, which the collector of garbage walks through.
        texts, labels, layouts, patterns, comparisons = (
            list(map(itemgetter(column), rows)) for column in (0, 1, 4, 5, 6)
        )
        kinds, kind = _kinds_of(rows)
        stale = len(layouts) - layouts.count(LAYOUT)
        if stale:
            comparisons = [b"" if layout != LAYOUT else one for layout, one in zip(layouts, comparisons, strict=True)]
        paired = tuple(
            in_pairs if isinstance(in_pairs, bool) else not all(map(in_pairs.admits, people)) for people, _ in kinds
        )
        return cls(tuple(texts), tuple(labels), kinds, kind, tuple(patterns), tuple(comparisons), paired, stale)

    @classmethod
    def of_people(cls, rows: Sequence[tuple[int, str, str, str, *tuple[object, ...]]]) -> "KeptTexts":
        """Who finished which texts, from rows that hold something else than counts."""
        texts, labels = (list(map(itemgetter(column), rows)) for column in (0, 1))
        return cls(tuple(texts), tuple(labels), *_kinds_of(rows), (), (), in_pairs=(), stale=0)

    @cached_property
    def by_kind(self) -> Integers:
        """How many texts there are of each kind."""
        return np.bincount(self.kind, minlength=len(self.kinds))

    def passes(self, sight: Sight) -> Counter[str]:
        """How many texts each person finished in a pass that counts."""
        found: Counter[str] = Counter()
        for (people, _), n in zip(self.kinds, self.by_kind, strict=True):
            found.update({person.key: int(n) for person in people if sight.admits(person)})
        return found


def _kinds_of(
    rows: Sequence[tuple[int, str, str, str, *tuple[object, ...]]],
) -> tuple[tuple[tuple[tuple[Person, ...], tuple[str, ...]], ...], Integers]:
    """The different people and own tags that texts have, and which of them each has."""
    own_tags = set(map(itemgetter(3), rows))
    # A pair of words is found again half as fast as one.
    words = list(map(itemgetter(2) if len(own_tags) < 2 else itemgetter(2, 3), rows))
    places = {key: place for place, key in enumerate(dict.fromkeys(words))}
    kind = np.fromiter(map(places.__getitem__, words), np.int64, len(rows))
    both = [(key, *own_tags) if isinstance(key, str) else key for key in places]
    return tuple((read_people(who), facets_of(own)) for who, own in both), kind


@dataclass(frozen=True, eq=False)
class Chosen:
    """Texts as if only these people had worked, where `sight` admits their pass."""

    kept: KeptTexts
    people: tuple[str, ...]
    sight: Sight

    def blocks(self) -> Iterator[tuple[slice, "Chosen"]]:
        """All texts, some at a time, with their places."""
        kept, texts = self.kept, len(self.kept.texts)
        for start in range(0, texts, _BLOCK):
            here = slice(start, min(start + _BLOCK, texts))
            part = replace(
                kept, texts=kept.texts[here], labels=kept.labels[here], kind=kept.kind[here],
                patterns=kept.patterns[here], comparisons=kept.comparisons[here],
            )  # fmt: skip
            yield here, replace(self, kept=part)

    @cached_property
    def present(self) -> Integers:
        """Kinds x chosen people: the bit of the person in the patterns of such texts, -1 where they are not there."""
        found = np.full((len(self.kept.kinds), len(self.people)), -1, np.int64)
        for kind, (people, _) in enumerate(self.kept.kinds):
            bits = {person.key: bit for bit, person in enumerate(people) if self.sight.admits(person)}
            for place, key in enumerate(self.people):
                found[kind, place] = bits.get(key, -1)
        return found

    @cached_property
    def finished_by(self) -> Integers:
        """How many of the chosen people count on each text."""
        counts: Integers = (self.present >= 0).sum(1)[self.kept.kind] if len(self.kept.kinds) else self.kept.kind
        return counts

    @property
    def shared(self) -> int:
        """How many texts two or more of the chosen people finished."""
        return int((self.finished_by > 1).sum())

    @property
    def alone(self) -> int:
        """How many texts one of them finished."""
        return int((self.finished_by == 1).sum())

    @cached_property
    def facets(self) -> tuple[str, ...]:
        """The facets that were asked anywhere: ours in their order, then the desk's own by key."""
        ours = facets_of("")
        own = {facet for _, facets in self.kept.kinds for facet in facets if facet.startswith(OWN)}
        return (*ours, *sorted(own))


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Chosen people's answers: entries are a pattern of a facet of a text. `yes` and `no` are people x entries, 1 where
    they said so; `n` is how many sentences. Entries in which nobody of them answers are there as well.
    """

    texts: Integers
    facets: Integers
    n: Floats
    yes: Said
    no: Said

    def count(self) -> tuple[Integers, Integers]:
        """How many said yes and how many no, by entry."""
        return self.yes.sum(0, dtype=np.int64), self.no.sum(0, dtype=np.int64)

    def cases(self) -> Integers:
        """How many said yes, times one more than there are people, and how many said no: by entry, as one number."""
        yes, no = self.count()
        cases: Integers = yes * (len(self.yes) + 1) + no
        return cases

    def gathered(self) -> "Answers":
        """The answers with the same patterns of all texts in one entry each (few people have few patterns)."""
        people = len(self.yes)
        facets = int(self.facets.max(initial=0)) + 1
        if facets << (2 * people) > _MOST_PATTERNS:
            return self
        code = self.facets
        for said in (*self.yes, *self.no):
            code = code << 1 | said
        sums: Floats = np.bincount(code, self.n, facets << (2 * people)).astype(float, copy=False)
        return _of_codes(sums, people)


@dataclass(frozen=True, slots=True, eq=False)
class CodedAnswers:
    """The same of few people, as numbers: the bits of `code` are who said yes, then who said no, the first person's
    highest. Reading and adding up ten thousand texts takes half the time.
    """

    texts: Integers
    facets: Integers
    n: Floats
    code: Integers
    people: int

    @property
    def yes(self) -> Said:
        """People x entries, as those of `Answers`."""
        return _bits(self.code, self.people)[: self.people]

    @property
    def no(self) -> Said:
        """The same."""
        return _bits(self.code, self.people)[self.people :]

    def count(self) -> tuple[Integers, Integers]:
        """As `Answers.count`."""
        yes, no = np.divmod(self.cases(), self.people + 1)
        return yes, no

    def cases(self) -> Integers:
        """As `Answers.cases`."""
        cases: Integers = _cases_of_codes(self.people)[self.code]
        return cases

    def gathered(self) -> Answers:
        """As `Answers.gathered`."""
        facets = int(self.facets.max(initial=0)) + 1
        place = self.facets << (2 * self.people) | self.code
        sums: Floats = np.bincount(place, self.n, facets << (2 * self.people)).astype(float, copy=False)
        return _of_codes(sums, self.people)


@cache
def _cases_of_codes(people: int) -> Integers:
    """The case of every code of so many people."""
    every = _bits(np.arange(1 << (2 * people)), people)
    cases: Integers = every[:people].sum(0, dtype=np.int64) * (people + 1) + every[people:].sum(0, dtype=np.int64)
    return cases


def _bits(code: Integers, people: int) -> Said:
    bits: Said = (code >> np.arange(2 * people - 1, -1, -1)[:, None] & 1).astype(np.uint8)
    return bits


def _of_codes(sums: Floats, people: int) -> Answers:
    """From how many sentences there are of each facet and code, the code in the lower bits."""
    there = np.flatnonzero(sums)
    bits = _bits(there, people)
    return Answers(there, there >> (2 * people), sums[there], bits[:people], bits[people:])


def read_answers(chosen: Chosen) -> Answers | CodedAnswers:
    """Unpack the patterns of all texts."""
    kept = chosen.kept
    widths = np.array([mask_width(len(people)) for people, _ in kept.kinds], np.int64)
    if len(chosen.people) <= _FEW and (widths == 1).all() and len(widths):
        return _read_codes(chosen)
    return join_answers(
        chosen,
        [_read_width(chosen, int(width), np.flatnonzero(widths[kept.kind] == width)) for width in set(widths)],
    )


def join_answers(chosen: Chosen, parts: Sequence[Answers]) -> Answers:
    """Answers of the same people together."""
    if not parts:
        nobody = np.zeros((len(chosen.people), 0), np.uint8)
        none = np.zeros(0, np.int64)
        return Answers(none, none, np.zeros(0), nobody, nobody)
    if len(parts) == 1:
        return parts[0]
    return Answers(
        np.concatenate([part.texts for part in parts]),
        np.concatenate([part.facets for part in parts]),
        np.concatenate([part.n for part in parts]),
        np.concatenate([part.yes for part in parts], 1),
        np.concatenate([part.no for part in parts], 1),
    )


def _read_width(chosen: Chosen, width: int, texts: Integers) -> Answers:
    """Unpack the texts whose masks have this many bytes."""
    kept = chosen.kept
    row = np.dtype([("facet", "u1"), ("n", "<u4"), ("yes", "u1", (width,)), ("no", "u1", (width,))])
    entries, text = join_packed(kept.patterns, texts, row)
    kind = kept.kind[text]
    facets = renumbered([facets for _, facets in kept.kinds], chosen.facets)
    facet = entries["facet"] if facets is None else facets[kind, entries["facet"]]
    masks = entries["yes"], entries["no"]
    said = [np.zeros((len(chosen.people), len(entries)), np.uint8) for _ in masks]
    for place in range(len(chosen.people)):
        bit = chosen.present[:, place]
        there, byte, shift = (bit >= 0).astype(np.uint8)[kind], np.maximum(bit, 0) // 8, (bit % 8).astype(np.uint8)
        for side, mask in zip(said, masks, strict=True):
            column = mask[:, 0] if width == 1 else mask[np.arange(len(mask)), byte[kind]]
            side[place] = (column >> shift[kind]) & there
    return Answers(text, facet.astype(np.int64), entries["n"].astype(float), said[0], said[1])


def _read_codes(chosen: Chosen) -> CodedAnswers:
    """Unpack texts of at most eight people each: a byte of a pattern is looked up, not taken apart."""
    kept, people = chosen.kept, len(chosen.people)
    row = np.dtype([("facet", "u1"), ("n", "<u4"), ("yes", "u1"), ("no", "u1")])
    entries, text = join_packed(kept.patterns, np.arange(len(kept.texts)), row)
    codes = np.zeros((len(kept.kinds), 256), np.int64)
    for place in range(people):
        bit = chosen.present[:, place, None]
        codes |= np.where(bit >= 0, np.arange(256) >> np.maximum(bit, 0) & 1, 0) << (people - 1 - place)
    kind = kept.kind[text]
    facets = renumbered([facets for _, facets in kept.kinds], chosen.facets)
    facet = entries["facet"] if facets is None else facets[kind, entries["facet"]]
    start, table = kind << 8, codes.ravel()
    code = table[start | entries["yes"]] << people | table[start | entries["no"]]
    return CodedAnswers(text, facet.astype(np.int64), entries["n"].astype(float), code, people)


def join_packed(
    packed: Sequence[bytes], texts: Integers, row: np.dtype[np.void]
) -> tuple[np.ndarray[tuple[int], np.dtype[np.void]], Integers]:
    """All rows of these texts, and the text of each."""
    every = len(texts) == len(packed)
    there = packed if every else [packed[text] for text in texts]
    sizes = np.fromiter(map(len, there), np.int64, len(there)) // row.itemsize
    return np.frombuffer(b"".join(there), row), np.repeat(texts, sizes)


def renumbered(names: Sequence[Sequence[str]], to: Sequence[str]) -> Integers | None:
    """Kinds x place in a kind's names: the place in `to`. None where they are the same."""
    if all(tuple(some) == tuple(to) for some in names):
        return None
    found = np.zeros((len(names), max(map(len, names), default=0)), np.int64)
    places = {name: place for place, name in enumerate(to)}
    for kind, some in enumerate(names):
        found[kind, : len(some)] = [places[name] for name in some]
    return found
