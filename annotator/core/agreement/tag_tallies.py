"""Sums by article straight from raw tags: for studies and benchmarks of a million sentences.

What a sentence adds to a tag depends only on how many judged it and how many said yes, which are few cases. Sentences
are counted by article and case in 8-bit arithmetic, a block at a time that stays in the processor's cache, and the
cases are multiplied by a small table.
"""

import numpy as np
from numpy.typing import NDArray

from annotator.core.agreement.distances import Nominal
from annotator.core.agreement.tables import Floats, Integers
from annotator.core.agreement.tallies import Tallied, Tally

_BLOCK = 1 << 16


def tally_tags(articles: Integers, tags: NDArray[np.int8], tag_count: int) -> tuple[Tallied, ...]:
    """The sums of each tag by article, without those by reviewer (kappa and Conger's kappa need those).

    `articles` has the number of each sentence's article from 0, ascending; `tags` is reviewers x sentences: bit t is
    tag t, -1 is no judgement.
    """
    reviewers, sentences = tags.shape
    side = reviewers + 1
    count = int(articles[-1]) + 1 if sentences else 0
    cases = np.zeros((tag_count, count * side * side), np.int64)
    for start in range(0, sentences, _BLOCK):
        block = tags[:, start : start + _BLOCK]
        first = int(articles[start])
        place = (articles[start : start + _BLOCK] - first).astype(np.int64) * (side * side)
        stop = int(articles[min(start + _BLOCK, sentences) - 1]) + 1
        judged, yes = _count(block, tag_count)
        place += judged * np.uint8(side)
        for tag in range(tag_count):
            found = np.bincount(place + yes[tag], minlength=(stop - first) * side * side)
            cases[tag, first * side * side : stop * side * side] += found
    return tuple(_tallied(cases[tag].reshape(count, -1), side) for tag in range(tag_count))


def _count(block: NDArray[np.int8], tag_count: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """How many judged each sentence, and for each tag how many said yes."""
    judged = np.zeros(block.shape[1], np.uint8)
    yes = np.zeros((tag_count, block.shape[1]), np.uint8)
    for row in block:
        known = row >= 0
        judged += known
        bits = row.view(np.uint8) * known
        for tag in range(tag_count):
            yes[tag] += (bits >> np.uint8(tag)) & np.uint8(1)
    return judged, yes


def _tallied(cases: Integers, side: int) -> Tallied:
    """The sums of the cases: articles x (judged * side + yes)."""
    m, k = (axis.ravel().astype(float) for axis in np.indices((side, side)))
    possible = k <= m
    z = np.where(possible, m - k, 0)
    shared = ((m > 1) & possible).astype(float)
    split = 2 * k * z / np.maximum(m - 1, 1) * shared
    at_least_one = np.maximum(m, 1)
    columns = np.stack(
        (
            (m > 0) & possible, shared, split / at_least_one, split, z * shared, k * shared,
            z / at_least_one, np.where(possible, k, 0) / at_least_one,
        ),
        -1,
    )  # fmt: skip
    # Each sum lies together in memory: what is reduced later are pairs of numbers, which is slow side by side.
    sums: Floats = np.ascontiguousarray((cases @ columns).T)
    none = np.zeros((len(cases), 0, 2))
    made = Tally(
        judged=sums[0], shared=sums[1], disagreeing=sums[2], split=sums[3],
        margins=sums[4:6].T, shares=sums[6:8].T, by_reviewer=none, shared_by_reviewer=none,
        pairs=np.zeros((len(cases), 0)),
    )  # fmt: skip
    nothing = np.zeros(0, np.int64)
    return Tallied(made, Nominal(), nothing, nothing, 0, 2)
