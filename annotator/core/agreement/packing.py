"""One article's answers and comparisons as a few bytes: what is kept for a text, and nothing else is read for a page.

Numbers are little-endian. Patterns: facet (1 byte: its place in `Facet`, then in the desk's own tags), how many
sentences (4), who said yes and who said no (a bit a person, in the order of `people`, as many bytes as they take).
Comparisons are written in base 256, a digit (1 byte) of a column of `items` (the lower 12 bits of 2; the upper 4 say
which digit, see `WEIGHTS`): most columns take one, B-cubed, which adds up shares, has some after the point. Of pairs a
digit each stands there, in the order of `combinations` of people. What is reported has its form in `reported`. Written
without numpy, since finishing a review must not wait for it to load.
"""

import struct
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from annotator.core.agreement.differences import Indexed
from annotator.core.agreement.items import LAYOUT
from annotator.core.agreement.pairs import compare_pair
from annotator.core.agreement.patterns import Facet, Pattern, PatternCount, count_patterns, own_facet
from annotator.core.agreement.reported import pack_reported
from annotator.core.records import ArticleFacts, Reading

#: Beyond so many people on one article only the first ones are compared two by two: 120 pairs take a tenth of a second.
MOST_COMPARED = 16
#: What a digit counts, by its place: first the whole ones from the right, then those after the point from the left.
WEIGHTS: tuple[float, ...] = (*(256.0**place for place in range(4)), *(256.0**-place for place in range(1, 7)))
COLUMN_BITS = 12
_WHOLE, _AFTER = 4, 6
#: Stands behind the key of a person who saw suggestions.
SHOWN = "*"
_FACETS = tuple(Facet)


@dataclass(frozen=True, slots=True)
class Person:
    """Whose answers are kept: the key of an account, and whether suggestions were shown in the pass."""

    key: str
    saw_suggestions: bool = False


class Sight(StrEnum):
    """Whose passes count by whether suggestions were shown in them."""

    ANY = "any"
    SHOWN = "shown"
    HIDDEN = "hidden"

    def admits(self, person: Person) -> bool:
        """Say whether a pass counts."""
        return self is Sight.ANY or person.saw_suggestions is (self is Sight.SHOWN)


@dataclass(frozen=True, slots=True)
class PackedText:
    """What is kept of one text. `people` and `own_tags` as words are the same for most texts of a project."""

    people: str
    own_tags: str
    layout: int
    patterns: bytes
    pairs: bytes
    totals: bytes
    reported: bytes


def pack_text(
    readings: Mapping[str, Reading],
    own_tags: Mapping[str, Collection[str]],
    shown: Collection[str],
    facts: ArticleFacts,
) -> PackedText:
    """Count and compare the readings of one text by the keys of their people. `own_tags` are those that each could use,
    `shown` whose pass had suggestions. Equal readings give equal bytes.
    """
    people = in_order(readings)
    all_own = sorted({key for keys in own_tags.values() for key in keys})
    indexed = [Indexed(readings[key]) for key in people[:MOST_COMPARED]]
    compared = [compare_pair(first, second, all_own) for first, second in combinations(indexed, 2)]
    return PackedText(
        write_people(Person(key, key in shown) for key in people),
        ",".join(all_own),
        LAYOUT,
        pack_patterns(count_patterns(readings, own_tags), people, all_own),
        pack_columns(compared),
        pack_columns([_total(compared)]) if compared else b"",
        pack_reported([readings[key] for key in people], facts),
    )


def pack_columns(counts: Sequence[Mapping[int, float]]) -> bytes:
    """Counts by column, of each pair or of all together: a row of digits for each column and place that has any."""
    rows: dict[int, bytearray] = {}
    for place, found in enumerate(counts):
        for column, n in found.items():
            for which, digit in _digits(n):
                rows.setdefault(which << COLUMN_BITS | column, bytearray(len(counts)))[place] = digit
    return b"".join(struct.pack("<H", code) + row for code, row in sorted(rows.items()))


def _digits(n: float) -> Iterator[tuple[int, int]]:
    """The digits of a count that are not 0, each with its place in `WEIGHTS`; exact for whole numbers."""
    whole, after = divmod(round(n * 256**_AFTER), 256**_AFTER)
    for place, digit in enumerate(whole.to_bytes(_WHOLE, "little")):
        if digit:
            yield place, digit
    for place, digit in enumerate(after.to_bytes(_AFTER, "big"), start=_WHOLE):
        if digit:
            yield place, digit


def _total(compared: Iterable[Mapping[int, float]]) -> Mapping[int, float]:
    """The counts of all pairs added up."""
    totals: dict[int, float] = {}
    for counts in compared:
        for column, n in counts.items():
            totals[column] = totals.get(column, 0) + n
    return totals


def in_order(people: Iterable[str]) -> list[str]:
    """Keys of people by their numbers: the order in which a text has them, and their bits and pairs."""
    return sorted(people, key=lambda key: (len(key), key))


def write_people(people: Iterable[Person]) -> str:
    """People as one word: keys with a star where suggestions were shown."""
    return ",".join(person.key + SHOWN * person.saw_suggestions for person in people)


def read_people(words: str) -> tuple[Person, ...]:
    """The people of `write_people`."""
    return tuple(Person(word.rstrip(SHOWN), word.endswith(SHOWN)) for word in words.split(",") if word)


def facets_of(own_tags: str) -> tuple[str, ...]:
    """The facets that the first byte of a pattern counts in."""
    return (*_FACETS, *(own_facet(key) for key in own_tags.split(",") if key))


def mask_width(people: int) -> int:
    """How many bytes hold a bit for each of so many people."""
    return max((people + 7) // 8, 1)


def pack_patterns(counts: Iterable[PatternCount], people: Sequence[str], own_tags: Sequence[str]) -> bytes:
    """The counts in bytes, in their own order."""
    places = {facet: place for place, facet in enumerate(facets_of(",".join(own_tags)))}
    bits = {key: 1 << place for place, key in enumerate(people)}
    width = mask_width(len(people))
    parts = []
    for count in counts:
        yes, no = (sum(bits[key] for key in side) for side in (count.pattern.yes, count.pattern.no))
        parts.append(struct.pack("<BI", places[count.facet], count.n))
        parts.append(yes.to_bytes(width, "little") + no.to_bytes(width, "little"))
    return b"".join(parts)


def unpack_patterns(packed: bytes, people: str, own_tags: str) -> Iterator[PatternCount]:
    """The counts of `pack_patterns`, one by one: for exports and other long ways."""
    keys = [person.key for person in read_people(people)]
    facets = facets_of(own_tags)
    width = mask_width(len(keys))
    for start in range(0, len(packed), 5 + 2 * width):
        facet, n = struct.unpack_from("<BI", packed, start)
        masks = (
            int.from_bytes(packed[start + 5 + side * width : start + 5 + (side + 1) * width], "little")
            for side in (0, 1)
        )
        yes, no = (frozenset(key for place, key in enumerate(keys) if mask >> place & 1) for mask in masks)
        yield PatternCount(facets[facet], Pattern(yes, no), n)


