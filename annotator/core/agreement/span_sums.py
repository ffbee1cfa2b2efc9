"""How alike two reviewers mark stretches of text: exact and overlapping matches, characters, edges.

Counts add up over articles and pairs of reviewers; a number is made of the sums, never of other numbers. There is
no chance correction: how many stretches might have been marked is nobody's guess, and kappa tends to F1 where it is
large (Hripcsak & Rothschild 2005). Blanks and punctuation at edges do not count: trim first (`differences.trimmed`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from statistics import median

from annotator.core.agreement.values import Coefficient, Undefined
from annotator.core.records import Span


@dataclass(frozen=True, slots=True)
class SpanSums:
    """Two reviewers' stretches of one tag, counted; sums of articles and of pairs add.

    `exact` and `overlapping` are numbers of matches, each stretch in at most one. Characters are those inside any
    stretch, however often.
    """

    first: int = 0
    second: int = 0
    exact: int = 0
    overlapping: int = 0
    first_characters: int = 0
    second_characters: int = 0
    common_characters: int = 0

    def __add__(self, other: "SpanSums") -> "SpanSums":
        return SpanSums(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Scores:
    """The first reviewer's stretches as if the second's were right: precision and recall change places with them."""

    precision: Coefficient
    recall: Coefficient
    f1: Coefficient


@dataclass(frozen=True, slots=True)
class Edges:
    """Of the stretches that overlap: how many have the same limits, and how far apart starts and stops are."""

    matched: int
    identical: int
    start: float | None
    stop: float | None


def count_spans(first: Iterable[Span], second: Iterable[Span]) -> SpanSums:
    """Count the stretches of one tag that two reviewers marked in one article; the same stretch twice is one."""
    one, other = sorted(set(first)), sorted(set(second))
    covered, other_covered = merged(one), merged(other)
    return SpanSums(
        first=len(one),
        second=len(other),
        exact=len(set(one) & set(other)),
        overlapping=len(match(one, other)),
        first_characters=_length(covered),
        second_characters=_length(other_covered),
        common_characters=sum(common_each(covered, other_covered)),
    )


def exact_scores(sums: SpanSums) -> Scores:
    """Matches with the same limits. Hripcsak & Rothschild 2005."""
    return _scores(sums.exact, sums.first, sums.second)


def overlapping_scores(sums: SpanSums) -> Scores:
    """Largest one-to-one matching of stretches that share a character: one cut in two does not count twice."""
    return _scores(sums.overlapping, sums.first, sums.second)


def character_scores(sums: SpanSums) -> Scores:
    """Characters that both marked: long stretches weigh more, edges count for what they are."""
    return _scores(sums.common_characters, sums.first_characters, sums.second_characters)


def _scores(matches: int, first: int, second: int) -> Scores:
    def share(of: int) -> Coefficient:
        return Coefficient(matches / of) if of else Coefficient(None, Undefined.NOTHING_MARKED)

    both = first + second
    f1 = Coefficient(2 * matches / both) if both else Coefficient(None, Undefined.NOTHING_MARKED)
    return Scores(share(first), share(second), f1)


def match(first: Sequence[Span], second: Sequence[Span]) -> list[tuple[Span, Span]]:
    """A largest one-to-one matching of stretches that share a character, by augmenting paths.

    Same limits are matched first, so that an exact match is never given away; stretches of one reviewer may overlap.
    """
    partners: dict[Span, Span] = {span: span for span in set(first) & set(second)}
    neighbours = _neighbours(first, second)
    waiting = []
    for span in first:
        if span not in partners:
            free = next((other for other in neighbours[span] if other not in partners), None)
            if free is None:
                waiting.append(span)
            else:
                partners[free] = span
    dead_ends: set[Span] = set()  # what one search in vain has seen, no later one need see again
    for span in waiting:
        tried = set(dead_ends)
        if not _augment(span, neighbours, partners, tried):
            dead_ends = tried
    return sorted((one, other) for other, one in partners.items())


def _neighbours(first: Sequence[Span], second: Sequence[Span]) -> dict[Span, list[Span]]:
    """Which stretches of the second side overlap each of the first; both sorted."""
    found: dict[Span, list[Span]] = {}
    reached, open_ = 0, list[Span]()
    for one in first:
        while reached < len(second) and second[reached].start < one.stop:
            open_.append(second[reached])
            reached += 1
        open_ = [other for other in open_ if other.stop > one.start]
        found[one] = [other for other in open_ if other.overlaps(one)]
    return found


def _augment(
    span: Span, neighbours: dict[Span, list[Span]], partners: dict[Span, Span], tried: set[Span]
) -> bool:
    """Find a partner for a stretch, if need be by finding others for those who have them. A path is walked with a
    stack of its own: a text may hold more stretches than there are frames.
    """
    path = [(span, iter(neighbours[span]))]
    taken: list[Span] = []
    while path:
        _, candidates = path[-1]
        other = next((candidate for candidate in candidates if candidate not in tried), None)
        if other is None:
            path.pop()
            if taken:
                taken.pop()
            continue
        tried.add(other)
        taken.append(other)
        holder = partners.get(other)
        if holder is None:
            for (one, _), partner in zip(path, taken, strict=True):
                partners[partner] = one
            return True
        path.append((holder, iter(neighbours[holder])))
    return False


def compare_edges(first: Iterable[Span], second: Iterable[Span]) -> list[tuple[int, int]]:
    """How far the starts and the stops of each two matched stretches are apart; 0 and 0 where they are identical."""
    return [
        (abs(one.start - other.start), abs(one.stop - other.stop))
        for one, other in match(sorted(set(first)), sorted(set(second)))
    ]


def describe_edges(apart: Sequence[tuple[int, int]]) -> Edges:
    """The edges of matched stretches of any number of articles together."""
    if not apart:
        return Edges(0, 0, None, None)
    return Edges(
        len(apart),
        apart.count((0, 0)),
        float(median(start for start, _ in apart)),
        float(median(stop for _, stop in apart)),
    )


def merged(spans: Iterable[Span]) -> list[Span]:
    """The stretches without overlaps, in order; touching ones become one, empty ones fall away."""
    found: list[Span] = []
    for span in sorted(spans):
        if span.stop <= span.start:
            continue
        if found and span.start <= found[-1].stop:
            found[-1] = Span(found[-1].start, max(found[-1].stop, span.stop))
        else:
            found.append(span)
    return found


def _length(spans: Iterable[Span]) -> int:
    return sum(span.stop - span.start for span in spans)


def common_each(first: Sequence[Span], second: Sequence[Span]) -> list[int]:
    """Of each stretch of the first side the characters that are inside one of the second as well; each side without
    overlaps and in order, as `merged` gives them.
    """
    found, place = [], 0
    for one in first:
        common = 0
        while place < len(second) and second[place].stop <= one.start:
            place += 1
        ahead = place
        while ahead < len(second) and second[ahead].start < one.stop:
            common += min(one.stop, second[ahead].stop) - max(one.start, second[ahead].start)
            ahead += 1
        found.append(common)
    return found
