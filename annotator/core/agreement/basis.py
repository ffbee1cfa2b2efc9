"""What the numbers of a report were counted from, in a few bytes an article: kept beside its document, so that each of
them opens what it counted, whatever happened to reviews, cuts and articles since.

The rows of texts as `packing` wrote them, column by column and compressed: a page reads the columns that it asks for.
No words are in it but what articles were told apart by.
"""

import json
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar

import numpy as np

from annotator.core.agreement.kept import KeptTexts
from annotator.core.agreement.packing import facets_of, read_people
from annotator.core.agreement.tables import Integers

_One = TypeVar("_One")
_NUMBERS = np.dtype("<u4")
#: Half the time of zlib's own 6, for a twentieth more bytes.
_LEVEL = 4


@dataclass(frozen=True, slots=True)
class TextThen:
    """One text of a report as it was: what it was told apart by, whose passes on which cut were counted (`reviews` in
    the order of `people`), and what its sourcing report asks of the article: its own outlet's names and its day.
    """

    text_id: int
    label: str
    people: str
    own_tags: str
    segmentation_id: int
    reviews: tuple[int, ...]
    outlets: tuple[str, ...]
    day: str


@dataclass(frozen=True, eq=False)
class TextsThen:
    """The texts of a report, in its order: `kinds` are the different people and own tags, `kind` which each has."""

    texts: tuple[int, ...]
    labels: tuple[str, ...]
    kinds: tuple[tuple[str, str], ...]
    kind: Integers
    segmentations: Integers
    reviews: Integers
    outlets: tuple[tuple[str, ...], ...]
    outlet: Integers
    days: tuple[str, ...]

    @cached_property
    def places(self) -> Mapping[int, int]:
        """Where each text stands."""
        return {text: place for place, text in enumerate(self.texts)}

    @cached_property
    def _ends(self) -> Integers:
        people = np.array([people.count(",") + bool(people) for people, _ in self.kinds], np.int64)
        ends: Integers = np.cumsum(people[self.kind])
        return ends

    def reviews_of(self, text_id: int) -> tuple[int, ...]:
        """The ids of the passes that were counted of a text."""
        place = self.places[text_id]
        start = int(self._ends[place - 1]) if place else 0
        return tuple(self.reviews[start : int(self._ends[place])].tolist())

    def segmentation_of(self, text_id: int) -> int:
        """The id of the cut that was counted on."""
        return int(self.segmentations[self.places[text_id]])

    def outlets_of(self, text_id: int) -> tuple[str, ...]:
        """The names of the article's own outlet, its own first."""
        return self.outlets[int(self.outlet[self.places[text_id]])]

    def day_of(self, text_id: int) -> str:
        """The day of the article."""
        return self.days[self.places[text_id]]

    def counted(
        self, patterns: Sequence[bytes], comparisons: Sequence[bytes], labels: Collection[str] | None = None, *,
        in_pairs: bool,
    ) -> KeptTexts:  # fmt: skip
        """The texts with their counts, see `KeptTexts`; those of some labels where they are named."""
        there: Sequence[int] | slice = slice(None)
        if labels is not None:
            there = [place for place, one in enumerate(self.labels) if one in labels]

        def part(column: Sequence[_One]) -> tuple[_One, ...]:
            return tuple(column[there] if isinstance(there, slice) else [column[place] for place in there])

        return KeptTexts(
            texts=part(self.texts),
            labels=part(self.labels),
            kinds=tuple((read_people(people), facets_of(own)) for people, own in self.kinds),
            kind=self.kind[there],
            patterns=part(patterns),
            comparisons=part(comparisons),
            in_pairs=(in_pairs,) * len(self.kinds),
            stale=0,
        )

    def without_counts(self) -> KeptTexts:
        """Who finished which of them."""
        nothing = [b""] * len(self.texts)
        return self.counted(nothing, nothing, in_pairs=False)


def write_texts(texts: Sequence[TextThen]) -> bytes:
    """The texts in bytes, for `read_texts`."""
    kinds, kind = _numbered([(one.people, one.own_tags) for one in texts])
    outlets, outlet = _numbered([one.outlets for one in texts])
    labels, label = _numbered([one.label for one in texts])
    days, day = _numbered([one.day for one in texts])
    names = json.dumps([kinds, outlets, labels, days], ensure_ascii=False, separators=(",", ":")).encode()
    numbers = (
        [one.text_id for one in texts], kind, outlet, label, day, [one.segmentation_id for one in texts],
        list(chain.from_iterable(one.reviews for one in texts)),
    )  # fmt: skip
    return write_column([names, *(_steps(column) for column in numbers)])


def read_texts(packed: bytes) -> TextsThen:
    """The texts of `write_texts`."""
    names, *columns = read_column(packed)
    kinds, outlets, labels, days = json.loads(names)
    texts, kind, outlet, label, day, segmentations, reviews = (_of_steps(column) for column in columns)
    return TextsThen(
        tuple(texts.tolist()), tuple(map(labels.__getitem__, label.tolist())),
        tuple((people, own) for people, own in kinds), kind, segmentations, reviews, tuple(map(tuple, outlets)), outlet,
        tuple(map(days.__getitem__, day.tolist())),
    )  # fmt: skip


def write_column(values: Sequence[bytes]) -> bytes:
    """Values one after the other, behind how many there are and how long each is."""
    sizes = np.fromiter(map(len, values), _NUMBERS, len(values))
    head = np.array([len(values)], _NUMBERS)
    return zlib.compress(b"".join((head.tobytes(), sizes.tobytes(), *values)), _LEVEL)


def read_column(packed: bytes) -> list[bytes]:
    """The values of `write_column`."""
    found = zlib.decompress(packed)
    n = int(np.frombuffer(found, _NUMBERS, 1)[0])
    start = _NUMBERS.itemsize * (n + 1)
    ends = (np.cumsum(np.frombuffer(found, _NUMBERS, n, _NUMBERS.itemsize), dtype=np.int64) + start).tolist()
    return [found[one:other] for one, other in zip([start, *ends], ends, strict=False)]


# Any: words, or tuples of them.
def _numbered(values: Sequence[Any]) -> tuple[list[Any], list[int]]:
    """The different values as they come, and which of them each is."""
    places = {value: place for place, value in enumerate(dict.fromkeys(values))}
    return list(places), [places[value] for value in values]


def _steps(numbers: Sequence[int]) -> bytes:
    """Numbers as what each adds to the one before: ids that go up one by one take next to nothing compressed."""
    return np.diff(np.array(numbers, np.int64), prepend=0).astype("<i4").tobytes()


def _of_steps(packed: bytes) -> Integers:
    numbers: Integers = np.cumsum(np.frombuffer(packed, "<i4"), dtype=np.int64)
    return numbers
