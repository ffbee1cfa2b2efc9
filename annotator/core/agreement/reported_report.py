"""Agreement on what is reported: rule by rule and share by share, with the article as unit.

A rule is a yes-or-no question to each tagging of an article: does it raise the flag anywhere. A share is a number
from 0 to 1, compared where two or more taggings give one: how far two are apart on average, and Krippendorff's alpha
at the interval level, 1 - (n - 1) D / (2 (n S2 - S1^2)), whose sums add over articles (D: squared differences of a
unit's ordered pairs over m - 1; S1 and S2: sums of values and of squares). Intervals leave out each article in turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from annotator.core.agreement.by_article import intervals
from annotator.core.agreement.coefficients import PairTable
from annotator.core.agreement.distances import Nominal
from annotator.core.agreement.intervals import jackknife
from annotator.core.agreement.packing import Sight, read_people, unsqueeze
from annotator.core.agreement.report import (
    FacetCounts,
    FacetReport,
    ReviewerRate,
    facet_report,
    row_values,
    with_intervals,
)
from annotator.core.agreement.reported import SHARES, bit_of
from annotator.core.agreement.tables import Floats
from annotator.core.agreement.tallies import Tallied, Tally
from annotator.core.agreement.values import Coefficient, Interval, Method, NoInterval, Undefined
from annotator.core.sourcing.rules import RULES

_ROW = np.dtype([("rules", "<u8"), ("shares", "<u4", (len(SHARES), 2))])

#: A text, its people and what is kept of their reports.
Row = tuple[int, str, bytes]


@dataclass(frozen=True, slots=True)
class RuleReport:
    """One rule. `any_raise` articles have it raised by some tagging, `all_raise` by every one; `numbers` are those of
    a facet, its sentences being articles. `split` are the texts in which some raise it and some do not.
    """

    rule: str
    any_raise: int
    all_raise: int
    numbers: FacetReport
    split: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShareReport:
    """One share: over `articles`, two taggings are `apart` on average (0 to 1)."""

    name: str
    articles: int
    apart: Coefficient
    alpha: Coefficient
    intervals: dict[str, Interval] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportedAgreement:
    """What the sourcing report would say, by whose tagging it rests on."""

    reviewers: tuple[str, ...]
    articles: int
    rules: tuple[RuleReport, ...]
    shares: tuple[ShareReport, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """People x texts: whether their tagging counts, the bits of the rules it raises, and its shares (x texts x shares,
    NaN where there is nothing to be a share of).
    """

    texts: tuple[int, ...]
    there: np.ndarray[tuple[int, int], np.dtype[np.bool_]]
    rules: np.ndarray[tuple[int, int], np.dtype[np.uint64]]
    shares: Floats


def report_reported(
    rows: Sequence[Row], people: tuple[str, ...], reviewers: tuple[str, ...], sight: Sight = Sight.ANY
) -> ReportedAgreement:
    """Compare what is reported of these people's taggings; `reviewers` name them in the report."""
    read = _read(rows, people, sight)
    return ReportedAgreement(
        reviewers,
        int((read.there.sum(0) > 1).sum()),
        tuple(_rule(rule_id, read, reviewers) for rule_id in RULES if bit_of(rule_id)),
        tuple(_share(name, read.shares[:, :, place]) for place, name in enumerate(SHARES)),
    )


def _read(rows: Sequence[Row], people: tuple[str, ...], sight: Sight) -> _Read:
    shape = len(people), len(rows)
    there, rules = np.zeros(shape, bool), np.zeros(shape, np.uint64)
    shares = np.full((*shape, len(SHARES)), np.nan)
    told = np.frombuffer(b"".join(unsqueeze(row[2]) for row in rows), _ROW)
    places = {key: place for place, key in enumerate(people)}
    of, text, at = [], [], []
    reached = 0
    for number, (_, words, _) in enumerate(rows):
        for person in read_people(words):
            if person.key in places and sight.admits(person):
                of.append(places[person.key])
                text.append(number)
                at.append(reached)
            reached += 1
    there[of, text] = True
    rules[of, text] = told["rules"][at]
    with np.errstate(divide="ignore", invalid="ignore"):
        counts = told["shares"][at].astype(float)
        shares[of, text] = np.where(counts[:, :, 1] > 0, counts[:, :, 0] / counts[:, :, 1], np.nan)
    return _Read(tuple(row[0] for row in rows), there, rules, shares)


def _rule(rule_id: str, read: _Read, reviewers: tuple[str, ...]) -> RuleReport:
    raised = (read.rules & np.uint64(bit_of(rule_id))) > 0
    yes, no = read.there & raised, read.there & ~raised
    k, m = yes.sum(0), read.there.sum(0)
    shared = m > 1
    numbers = facet_report(rule_id, _counts(yes, no, reviewers), reviewers)
    numbers = with_intervals(numbers, intervals(_tally(yes, no), row_values(numbers)))
    split = np.flatnonzero(shared & (k > 0) & (k < m))
    return RuleReport(
        rule_id,
        int((shared & (k > 0)).sum()),
        int((shared & (k == m)).sum()),
        numbers,
        tuple(read.texts[place] for place in split),
    )


_Said = np.ndarray[tuple[int, int], np.dtype[np.bool_]]


def _counts(yes: _Said, no: _Said, reviewers: tuple[str, ...]) -> FacetCounts:
    cases: dict[tuple[int, int], int] = {}
    k, m = yes.sum(0), (yes | no).sum(0)
    codes, counts = np.unique(m * (len(yes) + 1) + k, return_counts=True)
    for code, n in zip(codes.tolist(), counts.tolist(), strict=True):
        cases[divmod(code, len(yes) + 1)] = n
    shared = m > 1
    said_yes, said_no = (yes & shared).astype(float), (no & shared).astype(float)
    both, only, neither = said_yes @ said_yes.T, said_yes @ said_no.T, said_no @ said_no.T
    return FacetCounts(
        cases,
        tuple(
            ReviewerRate(name, int(own_yes), int(own_yes + own_no))
            for name, own_yes, own_no in zip(reviewers, said_yes.sum(1), said_no.sum(1), strict=True)
        ),
        tuple(
            PairTable(int(both[i, j]), int(only[i, j]), int(only[j, i]), int(neither[i, j]))
            for i, j in combinations(range(len(reviewers)), 2)
        ),
    )


def _tally(yes: _Said, no: _Said) -> Tallied:
    """Each article a cluster of one unit."""
    k, z = yes.sum(0).astype(float), no.sum(0).astype(float)
    m = k + z
    shared = (m > 1).astype(float)
    split = 2 * k * z / np.maximum(m - 1, 1) * shared
    at_least_one = np.maximum(m, 1)
    is_pair = len(yes) == 2
    by_reviewer = np.stack((no.T, yes.T), -1).astype(float) if is_pair else np.zeros((len(k), 0, 2))
    sums = Tally(
        judged=(m > 0).astype(float), shared=shared, disagreeing=split / at_least_one, split=split,
        margins=np.stack((z * shared, k * shared)).T, shares=np.stack((z, k)).T / at_least_one[:, None],
        by_reviewer=by_reviewer, shared_by_reviewer=by_reviewer * shared[:, None, None],
        pairs=np.zeros((len(k), 0)),
    )  # fmt: skip
    none = np.zeros(0, np.int64)
    return Tallied(sums, Nominal(), none, none, len(yes), 2)


def _share(name: str, values: Floats) -> ShareReport:
    known = ~np.isnan(values)
    m = known.sum(0)
    values, known = values[:, m > 1], known[:, m > 1]
    m = m[m > 1].astype(float)
    value = np.where(known, values, 0)
    squares = (value**2).sum(0)
    apart = np.zeros(len(m))
    for first, second in combinations(range(len(values)), 2):
        apart += np.where(known[first] & known[second], np.abs(value[first] - value[second]), 0)
    pairs = m * (m - 1) / 2
    within = 2 * (m * squares - value.sum(0) ** 2) / np.maximum(m - 1, 1)
    sums = np.stack((pairs, apart, m, value.sum(0), squares, within))
    total = sums.sum(1, keepdims=True)
    left_out = total - sums
    numbers = {"apart": _apart, "alpha": _alpha}
    found = {
        key: Coefficient(float(made[0])) if not np.isnan(made[0])
        else Coefficient(None, Undefined.NO_VARIETY if len(m) else Undefined.ONE_REVIEWER)
        for key, formula in numbers.items()
        for made in (formula(total),)
    }  # fmt: skip
    limits = {
        key: jackknife(found[key].value, formula(left_out))
        if found[key].value is not None
        else Interval(None, None, Method.JACKKNIFE, len(m), NoInterval.NO_VALUE)
        for key, formula in numbers.items()
    }
    return ShareReport(name, len(m), found["apart"], found["alpha"], limits)


def _apart(sums: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        mean: Floats = np.where(sums[0] > 0, sums[1] / sums[0], np.nan)
    return mean


def _alpha(sums: Floats) -> Floats:
    _, _, n, total, squares, within = sums
    expected = 2 * (n * squares - total**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        value: Floats = np.where(expected > 1e-9, 1 - (n - 1) * within / expected, np.nan)
    return value
