"""The chosen people's answers added up by text and facet, and over all texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from annotator.core.agreement.coefficients import PairTable
from annotator.core.agreement.distances import Nominal
from annotator.core.agreement.kept import Answers, Chosen, CodedAnswers, join_answers, read_answers
from annotator.core.agreement.report import FacetCounts, ReviewerRate
from annotator.core.agreement.tables import Floats, Integers
from annotator.core.agreement.tallies import Tallied, Tally


@dataclass(frozen=True, slots=True, eq=False)
class FacetSums:
    """One facet: by text for intervals, and over all texts, exact, for its numbers."""

    facet: str
    tallied: Tallied
    counts: FacetCounts


def add_up_answers(chosen: Chosen, reviewers: tuple[str, ...]) -> tuple[FacetSums, ...]:
    """Every facet's sums; `reviewers` name the chosen people, one by one, in what is made of them."""
    by_text: list[list[Tally]] = []
    gathered: list[Answers] = []
    for _, part in chosen.blocks():
        answers = read_answers(part)
        by_text.append(_by_text(part, answers))
        gathered.append(answers.gathered())
    counts = _over_all(chosen, join_answers(chosen, gathered).gathered(), reviewers)
    none = np.zeros(0, np.int64)
    return tuple(
        FacetSums(
            facet,
            Tallied(_join([part[place] for part in by_text], chosen), Nominal(), none, none, len(chosen.people), 2),
            counts[place],
        )
        for place, facet in enumerate(chosen.facets)
    )


def _join(parts: Sequence[Tally], chosen: Chosen) -> Tally:
    """One tally of the texts of all, whose numbers of one value stay together in memory."""
    if not parts:
        nobody = read_answers(chosen)
        return _by_text(chosen, nobody)[0]
    return Tally(
        *(np.concatenate([getattr(part, name).T for part in parts], -1).T for name in Tally.__slots__)
    )


def _by_text(chosen: Chosen, answers: Answers | CodedAnswers) -> list[Tally]:
    """Tallies by text. What a pattern adds depends only on how many said yes and no, which are few cases."""
    texts, facets, people = len(chosen.kept.texts), len(chosen.facets), len(chosen.people)
    side = people + 1
    k, z = (axis.ravel().astype(float) for axis in np.indices((side, side)))
    m = k + z
    both = (m > 1).astype(float)
    at_least_one = np.maximum(m, 1)
    halves = 2 * k * z / np.maximum(m - 1, 1) * both
    adds = np.stack(
        (
            (m > 0).astype(float), both, halves / at_least_one, halves, z * both, k * both,
            z / at_least_one, k / at_least_one,
        )
    )  # fmt: skip
    place = answers.facets * texts + answers.texts
    # One histogram of the cases that there are, and their sums by one product: adding up eight times took longer.
    case = answers.cases()
    there = np.flatnonzero(np.bincount(case, minlength=side * side))
    which = np.zeros(side * side, np.int64)
    which[there] = np.arange(len(there))
    counts = np.bincount(place * len(there) + which[case], answers.n, facets * texts * len(there))
    found: Floats = counts.astype(float, copy=False).reshape(facets * texts, len(there))
    sums: Floats = (adds[:, there] @ found.T).reshape(len(adds), facets, texts)
    by_reviewer = _by_reviewer(chosen, answers, place) if people == 2 else np.zeros((facets, texts, 0, 2))
    shared_by_reviewer = _by_reviewer(chosen, answers, place, both=True) if people == 2 else by_reviewer
    return [
        Tally(
            judged=sums[0, f], shared=sums[1, f], disagreeing=sums[2, f], split=sums[3, f], margins=sums[4:6, f].T,
            shares=sums[6:8, f].T,
            by_reviewer=by_reviewer[f], shared_by_reviewer=shared_by_reviewer[f], pairs=np.zeros((texts, 0)),
        )
        for f in range(facets)
    ]  # fmt: skip


def _by_reviewer(chosen: Chosen, answers: Answers | CodedAnswers, place: Integers, *, both: bool = False) -> Floats:
    """Facets x texts x reviewers x no and yes: judgements, or those on sentences that `both` judged (kappa's)."""
    facets, texts = len(chosen.facets), len(chosen.kept.texts)
    yes, no = answers.yes, answers.no
    n = answers.n * ((yes | no).all(0) if both else 1)
    sums = [
        np.bincount(place, said[person] * n, facets * texts).reshape(facets, texts)
        for person in range(len(chosen.people))
        for said in (no, yes)
    ]
    return np.stack(sums, -1).reshape(facets, texts, len(chosen.people), 2).astype(float, copy=False)


def _over_all(chosen: Chosen, answers: Answers, reviewers: tuple[str, ...]) -> list[FacetCounts]:
    """Cases, rates and tables of pairs of each facet: whole numbers."""
    yes, no = answers.count()
    side = len(chosen.people) + 1
    size = side * side
    place = answers.facets * size + yes * side + no
    cases = np.bincount(place, answers.n, len(chosen.facets) * size).astype(float, copy=False)
    shared = answers.n * (yes + no > 1)
    found = []
    for facet, of_facet in enumerate(cases.reshape(-1, size)):
        here = answers.facets == facet
        said_yes, said_no, n = answers.yes[:, here].astype(float), answers.no[:, here].astype(float), shared[here]
        weighted = said_yes * n
        both, only = weighted @ said_yes.T, weighted @ said_no.T
        neither = (said_no * n) @ said_no.T
        found.append(
            FacetCounts(
                _cases(of_facet, side),
                tuple(
                    ReviewerRate(name, int(own_yes), int(own_yes + own_no))
                    for name, own_yes, own_no in zip(reviewers, said_yes @ n, said_no @ n, strict=True)
                ),
                tuple(
                    PairTable(*(int(count) for count in (both[i, j], only[i, j], only[j, i], neither[i, j])))
                    for i, j in combinations(range(len(reviewers)), 2)
                ),
            )
        )
    return found


def _cases(counts: Floats, side: int) -> Mapping[tuple[int, int], int]:
    """Sentences by how many answered and how many said yes."""
    found: dict[tuple[int, int], int] = {}
    for place in np.flatnonzero(counts):
        yes, no = divmod(int(place), side)
        found[yes + no, yes] = found.get((yes + no, yes), 0) + int(counts[place])
    return found
