"""All terms of all examples as arrays, read once: every fold and the last model are cut out of the same table.

Needs numpy and scipy, which come with the extra `learn`; imported by `training` when a model is trained.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from annotator.suggest.features import Terms

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Rows = npt.NDArray[np.bool_]

_MOST_TERMS = 60_000
_FEWEST_SENTENCES_A_TERM = 2


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The terms of a model by their places in the table, in the order of their words, with their idf."""

    places: Places
    idf: Floats


@dataclass(frozen=True, slots=True, eq=False)
class TermTable:
    """Examples x terms, in entries: the `rows`, `columns` and `values` of what is there.

    `terms` are in the order of their words; `sorts` has the place of each one's sort, its first letter.
    """

    terms: tuple[str, ...]
    sorts: Places
    rows: Places
    columns: Places
    values: Floats
    length: int

    def choose(self, rows: Sequence[int]) -> Rows:
        """These rows, in rising order, as a mask over all examples."""
        chosen = np.zeros(self.length, np.bool_)
        chosen[list(rows)] = True
        return chosen

    def vocabulary(self, chosen: Rows) -> Vocabulary:
        """Terms that at least two of the chosen examples have, the most common ones if they are too many."""
        counts = np.bincount(self.columns[chosen[self.rows]], minlength=len(self.terms))
        common = np.flatnonzero(counts >= _FEWEST_SENTENCES_A_TERM)
        most = common[np.argsort(-counts[common], kind="stable")[:_MOST_TERMS]]
        places = np.sort(most)
        return Vocabulary(places, np.log((1 + chosen.sum()) / (1 + counts[places])) + 1)

    def matrix(self, chosen: Rows, known: Vocabulary) -> "csr_matrix[np.float64]":
        """The chosen examples x the known terms. Each sort of terms of an example is brought to length 1, as
        `ClaimModel` does when it scores.
        """
        weights = np.zeros(len(self.terms))
        weights[known.places] = known.idf
        taken = chosen[self.rows] & (weights[self.columns] > 0)
        rows, columns = self.rows[taken], self.columns[taken]
        values = self.values[taken] * weights[columns]
        groups = rows * (1 + self.sorts.max(initial=0)) + self.sorts[columns]
        values /= np.sqrt(np.bincount(groups, values * values))[groups]
        new_rows, new_columns = np.cumsum(chosen) - 1, np.zeros(len(self.terms), np.int64)
        new_columns[known.places] = np.arange(len(known.places))
        return csr_matrix(
            (values, (new_rows[rows], new_columns[columns])), shape=(int(chosen.sum()), len(known.places))
        )


def table_of(examples: Sequence[Terms]) -> TermTable:
    """The terms of all examples, in one pass."""
    seen: defaultdict[str, int] = defaultdict()
    seen.default_factory = seen.__len__  # a new term gets the next place
    columns: list[int] = []
    values: list[float] = []
    for one in examples:
        columns.extend(map(seen.__getitem__, one))
        values.extend(one.values())
    terms = tuple(sorted(seen))
    by_word = np.zeros(len(terms), np.int64)
    by_word[[seen[term] for term in terms]] = np.arange(len(terms))
    sorts = {sort: place for place, sort in enumerate(sorted({term[0] for term in terms}))}
    return TermTable(
        terms,
        np.array([sorts[term[0]] for term in terms], np.int64),
        np.repeat(np.arange(len(examples)), [len(one) for one in examples]),
        by_word[np.array(columns, np.int64)],
        np.array(values, np.float64),
        len(examples),
    )
