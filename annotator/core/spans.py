"""Stretches of text, and finding what lies on one, fast also where an article has thousands of tags."""

import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Generic, NamedTuple, TypeVar, overload

T = TypeVar("T")

#: Punctuation to Unicode, but part of what a figure says.
_MEANING = frozenset("%‰‱#&@")


class Span(NamedTuple):
    """A stretch of text: `[start, stop)` in code points."""

    start: int
    stop: int

    def overlaps(self, other: "Span") -> bool:
        """Say whether the two share at least one code point."""
        return self.start < other.stop and other.start < self.stop

    def contains(self, other: "Span") -> bool:
        """Say whether `other` lies wholly inside."""
        return self.start <= other.start and other.stop <= self.stop


class Spans(Sequence[Span]):
    """Stretches in order, kept as their edges and made when they are asked for: a megabyte of full stops is half a
    million of them, and as many tuples would be walked again and again by the collector of cycles.
    """

    __slots__ = ("_edges",)

    def __init__(self, edges: "array[int]") -> None:
        """`edges`: start and stop of each in turn."""
        self._edges = edges

    @overload
    def __getitem__(self, place: int) -> Span: ...

    @overload
    def __getitem__(self, place: slice) -> list[Span]: ...

    def __getitem__(self, place: int | slice) -> Span | list[Span]:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        at = 2 * range(len(self))[place]
        return Span(self._edges[at], self._edges[at + 1])

    def __len__(self) -> int:
        return len(self._edges) // 2

    def __iter__(self) -> Iterator[Span]:
        edges = iter(self._edges)
        return map(Span, edges, edges)

    def __eq__(self, other: object) -> bool:
        """Equal to any list or tuple of the same stretches."""
        if isinstance(other, Spans):
            return self._edges == other._edges
        return isinstance(other, list | tuple) and len(self) == len(other) and all(map(Span.__eq__, self, other))

    __hash__ = None  # type: ignore[assignment]  # like a list's

    def __repr__(self) -> str:
        return f"Spans({list(self)!r})"


class SpanIndex(Generic[T]):
    """Things with the stretches they lie on, asked by stretch. Things may overlap and contain one another."""

    def __init__(self, items: Iterable[tuple[Span, T]]) -> None:
        self._items = sorted(items, key=lambda item: item[0])
        self._starts = [span.start for span, _ in self._items]
        self._reached = list(accumulate((span.stop for span, _ in self._items), max))

    def touching(self, stretch: Span) -> list[tuple[Span, T]]:
        """What shares at least one code point with `stretch`, in text order."""
        found = []
        place = bisect_left(self._starts, stretch.stop) - 1
        while place >= 0 and self._reached[place] > stretch.start:
            if self._items[place][0].overlaps(stretch):
                found.append(self._items[place])
            place -= 1
        return found[::-1]


def runs_of(text: str, span: Span) -> tuple[Span, ...]:
    """The words of a stretch: its whitespace-separated runs."""
    runs: list[Span] = []
    position = span.start
    for word in text[span.start : span.stop].split():
        start = text.index(word, position, span.stop)
        runs.append(Span(start, start + len(word)))
        position = start + len(word)
    return tuple(runs)


def trimmed(text: str, span: Span) -> Span:
    """The span without blanks and punctuation at its edges; an all-punctuation span becomes empty."""
    start, stop = span
    while start < stop and _is_edge(text[start]):
        start += 1
    while stop > start and _is_edge(text[stop - 1]):
        stop -= 1
    return Span(start, stop)


def _is_edge(character: str) -> bool:
    if character in _MEANING:
        return False
    return character.isspace() or unicodedata.category(character).startswith("P")
