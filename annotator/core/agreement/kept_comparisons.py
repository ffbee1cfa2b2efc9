"""The comparisons of many texts' kept rows at once, as columns of `items` x texts."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from annotator.core.agreement.items import FIRST_OWN, OWN_WIDTH
from annotator.core.agreement.kept import Chosen, KeptTexts, join_packed, renumbered
from annotator.core.agreement.packing import COLUMN_BITS, MOST_COMPARED, WEIGHTS, facets_of
from annotator.core.agreement.tables import Floats, Integers

_WEIGHTS = np.array(WEIGHTS)
#: Texts that are read together, as those of `kept`: there are more columns than patterns.
_WIDE_BLOCK = 512


def read_comparisons(chosen: Chosen, *, by_place: bool = True) -> Floats:
    """Columns of `items` (the desk's own tags in the order of `facets`) x texts: the counts of all chosen pairs.

    A column lies together in memory, since columns are what is added up and divided. Whoever adds up alone asks for
    texts not `by_place` but as they are read, those without anything left out: writing neighbours takes half as long.
    """
    kept = chosen.kept
    own = len(chosen.facets) - len(facets_of(""))
    width = FIRST_OWN + own * OWN_WIDTH
    together, columns = list(_read_together(chosen)), _columns(chosen)
    found = np.zeros((width, len(kept.texts) if by_place else sum(len(texts) for texts, _, _ in together)))
    written = 0
    for texts, counted, places in together:
        for start in range(0, len(texts), _WIDE_BLOCK):
            here = texts[start : start + _WIDE_BLOCK]
            first = int(here[0]) if by_place else written
            is_piece = not by_place or here[-1] - here[0] + 1 == len(here)
            at = slice(first, first + len(here)) if is_piece else here
            found[:, at] = _read_columns(kept, here, counted, places, columns, width)
            written += len(here)
    return found


def _read_together(chosen: Chosen) -> Iterator[tuple[Integers, int, tuple[int, ...]]]:
    """Texts that have as many digits a row and the same ones chosen: how many there are, and which. Texts without any
    are left out.
    """
    kept = chosen.kept
    if not any(kept.in_pairs):
        yield np.arange(len(kept.texts)), 1, (0,)
        return
    pairs = _chosen_pairs(chosen)
    alike: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    for kind, (people, _) in enumerate(kept.kinds):
        if not kept.in_pairs[kind]:
            alike.setdefault((1, (0,)), []).append(kind)
            continue
        compared = min(len(people), MOST_COMPARED)
        counted = compared * (compared - 1) // 2
        places = tuple(np.flatnonzero(pairs[kind, :counted]).tolist())
        if places:
            alike.setdefault((counted, places), []).append(kind)
    for (counted, places), kinds in alike.items():
        yield np.flatnonzero(np.isin(kept.kind, kinds)), counted, places


def _read_columns(
    kept: KeptTexts, texts: Integers, counted: int, places: tuple[int, ...], columns: Integers | None, width: int
) -> Floats:
    """Columns x these texts."""
    entries, text = join_packed(
        [kept.comparisons[one] for one in texts.tolist()], np.arange(len(texts)),
        np.dtype([("code", "<u2"), ("digits", "u1", (counted,))]),
    )  # fmt: skip
    code, digits = entries["code"], entries["digits"]
    # Digits of all pairs that there can be fit into two bytes, and add up there in half the time.
    added_up = digits[:, places[0]].astype(np.uint16)
    for place in places[1:]:
        added_up += digits[:, place]
    n = added_up.astype(float)
    which, column = code >> COLUMN_BITS, code & ((1 << COLUMN_BITS) - 1)
    later = np.flatnonzero(which)
    n[later] *= _WEIGHTS[which[later]]
    if columns is not None:
        column = columns[kept.kind[texts][text], column]
    # Added up text by text, which is how the rows lie; across the columns it took half as long again.
    added = np.bincount(text * width + column, n, len(texts) * width).reshape(-1, width)
    return added.astype(float, copy=False).T


def _chosen_pairs(chosen: Chosen) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Kinds x pairs: whether both of the pair are chosen. Pairs that a kind has not are."""
    there = [set(bits[bits >= 0].tolist()) for bits in chosen.present]
    compared = [min(len(people), MOST_COMPARED) for people, _ in chosen.kept.kinds]
    most = max(compared, default=0)
    found = np.ones((len(there), most * (most - 1) // 2), bool)
    for kind, (people, bits) in enumerate(zip(compared, there, strict=True)):
        for place, (first, second) in enumerate(combinations(range(people), 2)):
            found[kind, place] = first in bits and second in bits
    return found


def _columns(chosen: Chosen) -> Integers | None:
    """Kinds x column: the column where all own tags have theirs. None where they are the same."""
    start = len(facets_of(""))
    places = renumbered([facets for _, facets in chosen.kept.kinds], chosen.facets)
    if places is None:
        return None
    own = places[:, start:] - start
    within = (own[:, :, None] * OWN_WIDTH + np.arange(OWN_WIDTH)).reshape(len(own), -1)
    ours = np.broadcast_to(np.arange(FIRST_OWN), (len(own), FIRST_OWN))
    return np.concatenate((ours, FIRST_OWN + within), 1)
