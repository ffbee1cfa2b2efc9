"""One article's answers and comparisons as a few bytes: what is kept for a text, and nothing else is read for a page.

Numbers are little-endian. Patterns: facet (1 byte: its place in `Facet`, then in the desk's own tags), how many
sentences (4), who said yes and who said no (a bit a person, in the order of `people`, as many bytes as they take).
Comparisons: pair (2 bytes: its place among `combinations` of people), column of `items` (2), count (8, a float: B-cubed
adds up shares); totals are the same without the pair. Comparisons of pairs are compressed; what is reported has its
form in `reported`. Written without numpy, since finishing a review must not wait for it to load.
"""

import struct
import zlib
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
_PAIR = struct.Struct("<HHd")
_TOTAL = struct.Struct("<Hd")
_SHOWN = "*"
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
        squeeze(
            b"".join(
                _PAIR.pack(place, column, n) for place, counts in enumerate(compared) for column, n in counts.items()
            )
        ),
        b"".join(_TOTAL.pack(column, n) for column, n in sorted(_total(compared).items())),
        pack_reported([readings[key] for key in people], facts),
    )


def squeeze(packed: bytes) -> bytes:
    """Bytes for the longest column: it is mostly zeros, and a row that fits on its page is read three times as fast."""
    return zlib.compress(packed)


def unsqueeze(packed: bytes) -> bytes:
    """The bytes that were squeezed; nothing stays nothing."""
    return zlib.decompress(packed) if packed else b""


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
    return ",".join(person.key + _SHOWN * person.saw_suggestions for person in people)


def read_people(words: str) -> tuple[Person, ...]:
    """The people of `write_people`."""
    return tuple(Person(word.rstrip(_SHOWN), word.endswith(_SHOWN)) for word in words.split(",") if word)


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


