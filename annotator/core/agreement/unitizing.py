"""Krippendorff's alpha for unitizing: how alike reviewers cut units out of a continuum and name them.

Two forms. `alpha_u` is that of 1995 as corrected in 2004 (Content Analysis, chapter 11.6): distances of starts and
stops, squared, so that long units decide. `u_alpha` is the one of 2016 (Krippendorff, Mathet, Bouvry & Widlöcher): the
length of intersections, gaps being units of a value of their own. Both look at one continuum: an article.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from annotator.core.agreement.values import Coefficient, Undefined
from annotator.core.records import Span


@dataclass(frozen=True, slots=True)
class Section:
    """A unit of one category, or a gap between units."""

    span: Span
    is_unit: bool

    @property
    def length(self) -> int:
        """Its length."""
        return self.span.stop - self.span.start


Units = Mapping[str, Sequence[Span]]  # by category, of one reviewer


def alpha_u(reviewers: Sequence[Units], length: int, *, category: str | None = None) -> Coefficient:
    """Krippendorff's alpha_U over all categories, or of one. Units are on `[0, length)`, those of one reviewer and
    category do not overlap.
    """
    if len(reviewers) < 2:
        return Coefficient(None, Undefined.ONE_REVIEWER)
    names = {name for units in reviewers for name in units} if category is None else {category}
    observed = expected = 0.0
    for name in sorted(names):
        sections = [cut(units.get(name, ()), length) for units in reviewers]
        observed += _observed(sections, length)
        expected += _expected(sections, length)
    return Coefficient(1 - observed / expected) if expected else Coefficient(None, Undefined.NOTHING_MARKED)


def cut(units: Iterable[Span], length: int) -> tuple[Section, ...]:
    """Units and the gaps between them, which together fill the continuum. Raises ValueError where units overlap or
    stand outside.
    """
    found: list[Section] = []
    reached = 0
    for unit in sorted(units):
        if unit.start < reached or unit.stop > length or unit.stop <= unit.start:
            msg = "units of one reviewer and category must not overlap, be empty or leave the continuum"
            raise ValueError(msg)
        if unit.start > reached:
            found.append(Section(Span(reached, unit.start), is_unit=False))
        found.append(Section(unit, is_unit=True))
        reached = unit.stop
    if reached < length:
        found.append(Section(Span(reached, length), is_unit=False))
    return tuple(found)


def _observed(sections: Sequence[Sequence[Section]], length: int) -> float:
    """Squared distances of the sections of each two reviewers. Krippendorff 1995, equations 3 and 4."""
    total = sum(
        _distance(one, other)
        for first, second in permutations(sections, 2)
        for one, other in _meeting(first, second)
    )
    reviewers = len(sections)
    return total / (reviewers * (reviewers - 1) * length**2)


def _meeting(first: Sequence[Section], second: Sequence[Section]) -> Iterable[tuple[Section, Section]]:
    """Every two sections of two reviewers that share a point."""
    place = 0
    for one in first:
        while second[place].span.stop <= one.span.start:
            place += 1
        ahead = place
        while ahead < len(second) and second[ahead].span.start < one.span.stop:
            yield one, second[ahead]
            ahead += 1


def _distance(one: Section, other: Section) -> int:
    """Between units the squared distances of their limits, of a unit inside a gap its squared length."""
    if one.is_unit and other.is_unit:
        return (one.span.start - other.span.start) ** 2 + (one.span.stop - other.span.stop) ** 2
    if one.is_unit and _holds(other.span, one.span):
        return one.length**2
    if other.is_unit and _holds(one.span, other.span):
        return other.length**2
    return 0


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.stop <= outer.stop


def _expected(sections: Sequence[Sequence[Section]], length: int) -> float:
    """What all placings of the same units would give. Krippendorff 1995, equation 5, as corrected in 2004."""
    units = [section.length for row in sections for section in row if section.is_unit]
    gaps = [section.length for row in sections for section in row if not section.is_unit]
    total = 0.0
    for unit in units:
        total += (len(units) - 1) / 3 * (2 * unit**3 - 3 * unit**2 + unit)
        total += unit**2 * sum(gap - unit + 1 for gap in gaps if gap >= unit)
    places = len(sections) * length
    pairs = places * (places - 1) - sum(unit * (unit - 1) for unit in units)
    return 2 / length * total / pairs if pairs else 0.0


def u_alpha(reviewers: Sequence[Sequence[tuple[Span, str]]], length: int) -> Coefficient:
    """Krippendorff's u-alpha of 2016, nominal, gaps being a value: `(span, category)` units that do not overlap.

    Observed disagreement is the length on which two reviewers differ; expected from the lengths of all values, no
    unit being paired with itself, and in gaps no point.
    """
    if len(reviewers) < 2:
        return Coefficient(None, Undefined.ONE_REVIEWER)
    rows = [_filled(units, length) for units in reviewers]
    differing = 0
    for first, second in combinations(rows, 2):
        differing += sum(
            min(one.stop, other.stop) - max(one.start, other.start)
            for one, name in first
            for other, other_name in second
            if name != other_name and one.overlaps(other)
        )
    lengths: dict[str | None, int] = {}
    alone = 0
    for row in rows:
        for span, name in row:
            size = span.stop - span.start
            lengths[name] = lengths.get(name, 0) + size
            alone += size if name is None else size**2
    whole = sum(lengths.values())
    apart = whole**2 - sum(size**2 for size in lengths.values())
    if not apart:
        return Coefficient(None, Undefined.NO_VARIETY)
    count = len(rows)
    observed = 2 * differing / (count * (count - 1) * length)
    return Coefficient(1 - observed / (apart / (whole**2 - alone)))


def _filled(units: Sequence[tuple[Span, str]], length: int) -> list[tuple[Span, str | None]]:
    """The units in order with the gaps between them, which have no category."""
    categories = dict(units)
    return [
        (section.span, categories[section.span] if section.is_unit else None)
        for section in cut((span for span, _ in units), length)
    ]
