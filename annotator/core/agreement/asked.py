"""What stands behind a number of the report: which answers or comparisons it counts, and in which sentences they are.

A number is asked for as one of three: answers to the first question, comparisons of the later ones, or articles. What
`trace` finds in the readings of a text is what the kept counts of the text say, one by one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from itertools import combinations

from annotator.core.agreement.differences import Indexed, Matter
from annotator.core.agreement.items import Item, Way, columns_of, overlapping_of
from annotator.core.agreement.pairs import trace_pair
from annotator.core.agreement.patterns import Pattern, own_facet, trace_patterns
from annotator.core.records import Reading


class Among(StrEnum):
    """Which sentences of a facet: judged by one or more; by two or more; of these with a yes, a no, or both; all yes,
    none yes. Of a person's: those with their yes, with theirs as the only yes, with any answer of theirs.
    """

    ANY = "any"
    TWO = "two"
    YES = "yes"
    NO = "no"
    SPLIT = "split"
    ALL = "all"
    NONE = "none"
    ONLY = "only"
    JUDGED = "judged"

    @property
    def is_of_person(self) -> bool:
        """Say whether it asks whose answers."""
        return self in {Among.ONLY, Among.JUDGED}

    @property
    def may_differ(self) -> bool:
        """Say whether answers to some of these sentences may be alike and to others not."""
        return self in {Among.ANY, Among.TWO, Among.YES, Among.NO}


@dataclass(frozen=True, slots=True)
class Answered:
    """Sentences by their answers to a facet, with a `person` by that person's. Of a pair, what both said, one alone or
    neither is ALL, ONLY or NONE.
    """

    facet: str
    among: Among
    person: str | None = None

    def admits(self, pattern: Pattern) -> bool:
        """Say whether a sentence of this pattern, which holds chosen people alone, is one of these."""
        if self.among is Among.ANY:
            return pattern.answers > 0
        return pattern.answers > 1 and self._admits(pattern)

    def _admits(self, pattern: Pattern) -> bool:
        match self.among:
            case Among.ANY | Among.TWO:
                return True
            case Among.YES:
                return bool(pattern.yes) if self.person is None else self.person in pattern.yes
            case Among.NO:
                return bool(pattern.no)
            case Among.SPLIT:
                return pattern.is_split
            case Among.ALL:
                return not pattern.no
            case Among.NONE:
                return not pattern.yes
            case Among.ONLY:
                return pattern.yes == {self.person}
            case Among.JUDGED:
                return self.person in pattern.yes | pattern.no


@dataclass(frozen=True, slots=True)
class Compared:
    """What an item compares; with `cells` (a value of one of two, and the other's) as often as these have it, with
    `answers` as often as one of two gave one of these values, with `before` the pairs that the gate was open to.
    """

    item: Item
    cells: tuple[tuple[str, str], ...] = ()
    before: bool = False
    answers: tuple[str, ...] = ()

    def columns(self, own_facets: tuple[str, ...]) -> tuple[int, ...]:
        """The columns that count it; what is counted twice is in it twice."""
        if self.before:
            return (columns_of(overlapping_of(self.item), own_facets)[1],)
        columns, values = columns_of(self.item, own_facets), self.item.values
        if cells := self.cells or self._cells_of_answers():
            return tuple(columns[values.index(one) * len(values) + values.index(other)] for one, other in cells)
        return tuple(columns) if self.item.way is Way.NOMINAL else (columns[0],)

    def _cells_of_answers(self) -> tuple[tuple[str, str], ...]:
        """A cell for each answer in it: two where both gave it."""
        return tuple(
            cell for one in self.answers for other in self.item.values for cell in ((one, other), (other, one))
        )


@dataclass(frozen=True, slots=True)
class Differing:
    """Sentences that differ in any of these; with an item in the texts that its number counts."""

    matters: tuple[Matter, ...] = ()
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """Articles: those that two or more finished, or one alone."""

    alone: bool = False


Asked = Answered | Compared | Differing | Finished


@dataclass(frozen=True, slots=True)
class Traced:
    """A sentence behind a number: how much of it is counted, how much of that is alike (None where nothing is, but
    said), and what was said by whom.
    """

    n: int
    differs: bool
    alike: int | None = None
    said: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())


def trace_answers(
    asked: Answered, readings: Mapping[str, Reading], own_tags: Mapping[str, Collection[str]]
) -> dict[int, Traced]:
    """The sentences of one text by their ordinals; `readings` and `own_tags` by the keys of the chosen people."""
    return {
        ordinal: Traced(
            1,
            pattern.is_split,
            said=tuple(
                (word, _in_order(who, readings)) for word, who in (("yes", pattern.yes), ("no", pattern.no)) if who
            ),
        )
        for ordinal, facet, pattern in trace_patterns(readings, own_tags)
        if facet == asked.facet and asked.admits(pattern)
    }


def trace_comparisons(
    asked: Compared, readings: Mapping[str, Reading], own_tags: Sequence[str]
) -> dict[int, Traced]:
    """The same of comparisons; `readings` are of those who are compared, in the order of their keys' numbers, and
    `own_tags` the keys of the desk's own tags.
    """
    own_facets = tuple(own_facet(key) for key in own_tags)
    indexed = {key: Indexed(reading) for key, reading in readings.items()}
    found: defaultdict[int, _Tracing] = defaultdict(_Tracing)
    columns, item = asked.columns(own_facets), asked.item
    start = columns_of(item, own_facets).start
    for (one, first), (other, second) in combinations(indexed.items(), 2):
        for event in trace_pair(first, second, own_tags):
            here = found[event.ordinal]
            here.n += columns.count(event.column) * event.n
            if item.way is Way.NOMINAL and event.column in columns and not asked.before:
                values = [item.values[place] for place in divmod(event.column - start, len(item.values))]
                here.add((one, other), values)
            elif event.column == start + 1:
                here.alike += event.n
            elif item.way is Way.GROUPING and event.column == start + 2:
                here.alike_too += event.n
    return {
        ordinal: here.traced(asked, readings) for ordinal, here in sorted(found.items()) if here.n
    }


class _Tracing:
    """One sentence, while it is gathered."""

    def __init__(self) -> None:
        self.n: int | Fraction = 0
        self.alike: int | Fraction = 0
        self.alike_too: int | Fraction = 0
        self.said: defaultdict[str, set[str]] = defaultdict(set)
        self.is_split = False

    def add(self, people: tuple[str, str], values: Sequence[str]) -> None:
        for person, value in zip(people, values, strict=True):
            self.said[value].add(person)
        self.is_split |= values[0] != values[1]

    def traced(self, asked: Compared, order: Iterable[str]) -> Traced:
        if asked.before:
            return Traced(int(self.n), differs=False)
        if asked.item.way is Way.NOMINAL:
            said = tuple((value, _in_order(self.said[value], order)) for value in asked.item.values if self.said[value])
            return Traced(int(self.n), self.is_split, said=said)
        if asked.item.way is Way.GROUPING:
            return Traced(int(self.n), self.alike < self.n or self.alike_too < self.n)
        return Traced(int(self.n), self.alike < self.n, alike=int(self.alike))


def _in_order(people: Collection[str], order: Iterable[str]) -> tuple[str, ...]:
    return tuple(key for key in order if key in people)
