"""How alike reviewers cut a text into sentences: boundaries that both set, exactly or nearly, and alpha over words.

A boundary is the start of a sentence other than the first. Before every word but the first there might be one: that is
what alpha's chance is made of, and for the rest each place is a yes-or-no question like any other. Counts add up over
texts and pairs of reviewers.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from annotator.core.agreement.patterns import Pattern, PatternCount
from annotator.core.agreement.values import Coefficient, Undefined
from annotator.core.records import Sentence

#: The facet of the counts of `count_boundaries`.
BOUNDARY = "boundary"
#: A boundary is near another when it is at most this many words away.
NEAR = 1

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class BoundarySums:
    """Two reviewers' boundaries, counted. `near` are one-to-one matches within `NEAR` words, exact ones among them."""

    first: int = 0
    second: int = 0
    exact: int = 0
    near: int = 0

    def __add__(self, other: "BoundarySums") -> "BoundarySums":
        return BoundarySums(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


def boundaries(sentences: Iterable[Sentence]) -> frozenset[int]:
    """Where sentences start, but for the first."""
    return frozenset(sorted(sentence.start for sentence in sentences)[1:])


def count_boundaries(text: str, cuts: Mapping[str, Sequence[Sentence]]) -> tuple[PatternCount, ...]:
    """Count the answer patterns on the places where a sentence may start. `cuts` maps a reviewer's key to their cut.

    Alpha, AC1, positive agreement (which is F1 for two) and their intervals follow as for any tag. Places are the
    starts of words but the first, and wherever somebody cut inside a word.
    """
    set_by = {reviewer: boundaries(sentences) for reviewer, sentences in cuts.items()}
    places = set(_word_starts(text)[1:]).union(*set_by.values())
    everybody = frozenset(set_by)
    counts: Counter[Pattern] = Counter()
    for place in places:
        yes = frozenset(reviewer for reviewer, starts in set_by.items() if place in starts)
        counts[Pattern(yes, everybody - yes)] += 1
    return tuple(
        PatternCount(BOUNDARY, pattern, n) for pattern, n in sorted(counts.items(), key=lambda item: item[0].key)
    )


def compare_boundaries(text: str, first: Iterable[Sentence], second: Iterable[Sentence]) -> BoundarySums:
    """Count the boundaries of two cuts of one text and how many of them meet."""
    one, other = boundaries(first), boundaries(second)
    exact = one & other
    words = _word_starts(text)
    near = _near(
        sorted(bisect_left(words, place) for place in one - exact),
        sorted(bisect_left(words, place) for place in other - exact),
    )
    return BoundarySums(len(one), len(other), len(exact), len(exact) + near)


def boundary_f1(sums: BoundarySums, *, near: bool = False) -> Coefficient:
    """Twice the matches over all boundaries: with `near` also those one word off, which are another reading of an
    abbreviation or a closing mark rather than another sentence.
    """
    both = sums.first + sums.second
    if not both:
        return Coefficient(None, Undefined.NOTHING_MARKED)
    return Coefficient(2 * (sums.near if near else sums.exact) / both)


def _word_starts(text: str) -> list[int]:
    return [found.start() for found in _WORD.finditer(text)]


def _near(first: Sequence[int], second: Sequence[int]) -> int:
    """The most one-to-one matches of numbers at most `NEAR` apart: both sorted, the earliest that fit are best."""
    matches = place = 0
    for one in first:
        while place < len(second) and second[place] < one - NEAR:
            place += 1
        if place < len(second) and second[place] <= one + NEAR:
            matches += 1
            place += 1
    return matches
