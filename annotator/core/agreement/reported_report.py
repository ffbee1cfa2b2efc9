"""Agreement on what is reported: rule by rule and share by share, with the article as unit.

A rule is a yes-or-no question to each tagging of an article: does it raise the flag anywhere, under the policy that is
in force for the article. Where that policy has switched the rule off the article is no unit of it. A share is a number
from 0 to 1, compared where two or more taggings give one: how far two are apart on average, and Krippendorff's alpha
at the interval level, 1 - (n - 1) D / (2 (n S2 - S1^2)), whose sums add over articles (D: squared differences of a
unit's ordered pairs over m - 1; S1 and S2: sums of values and of squares). Intervals leave out each article in turn.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from annotator.core.agreement.by_article import ROW_FORMULAS
from annotator.core.agreement.coefficients import PairTable
from annotator.core.agreement.distances import Nominal
from annotator.core.agreement.intervals import jackknife
from annotator.core.agreement.packing import Sight
from annotator.core.agreement.report import (
    FacetCounts,
    FacetReport,
    ReviewerRate,
    facet_report,
    row_values,
    with_intervals,
)
from annotator.core.agreement.reported import SHARES, bit_of
from annotator.core.agreement.reported_rows import ReadReports, Row, Said, raised_by, read_reported, shares_of
from annotator.core.agreement.tables import Floats, Integers
from annotator.core.agreement.tallies import Tallied, Tally
from annotator.core.agreement.values import Coefficient, Interval, Method, NoInterval, Undefined
from annotator.core.sourcing.policy import FIRST_POLICY, Policy
from annotator.core.sourcing.rules import RULES

#: People up to whom who says what of a rule is a number of a few thousand: articles are added up by it.
_FEW = 8


@dataclass(frozen=True, slots=True)
class RuleReport:
    """One rule. `any_raise` articles have it raised by some tagging, `all_raise` by every one; `numbers` are those of
    a facet, its sentences being articles. In `split` articles some raise it and some do not.
    """

    rule: str
    any_raise: int
    all_raise: int
    numbers: FacetReport
    split: int


@dataclass(frozen=True, slots=True)
class ShareReport:
    """One share: over `articles`, two taggings are `apart` on average (0 to 1)."""

    name: str
    articles: int
    apart: Coefficient
    alpha: Coefficient
    intervals: dict[str, Interval] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PolicyUse:
    """A version of the desk's policy, and for how many of the articles it is in force."""

    policy: Policy
    articles: int


@dataclass(frozen=True, slots=True)
class ReportedAgreement:
    """What the sourcing report would say, by whose tagging it rests on. `off` are the rules that no policy of these
    articles has on.
    """

    reviewers: tuple[str, ...]
    articles: int
    policies: tuple[PolicyUse, ...]
    rules: tuple[RuleReport, ...]
    off: tuple[str, ...]
    shares: tuple[ShareReport, ...]


def report_reported(
    rows: Sequence[Row],
    people: tuple[str, ...],
    reviewers: tuple[str, ...],
    sight: Sight = Sight.ANY,
    policy_on: Callable[[str], Policy] = lambda _day: FIRST_POLICY,
) -> ReportedAgreement:
    """Compare what is reported of these people's taggings; `reviewers` name them in the report. `policy_on` gives the
    policy in force for an article of a day (ISO, empty where none is known).
    """
    read = read_reported(rows, people, sight, policy_on)
    shared = read.there.sum(0) > 1
    in_force = np.bincount(read.policy[shared], minlength=len(read.policies)).tolist()
    uses = tuple(PolicyUse(policy, n) for policy, n in zip(read.policies, in_force, strict=True) if n)
    compared = [rule_id for rule_id in RULES if bit_of(rule_id)]
    on = [rule_id for rule_id in compared if any(use.policy.applies(rule_id) for use in uses)]
    shares = shares_of(read)
    return ReportedAgreement(
        reviewers,
        int(shared.sum()),
        tuple(sorted(uses, key=lambda use: use.policy.number)),
        tuple(_rule(rule_id, read, reviewers) for rule_id in on),
        tuple(rule_id for rule_id in compared if rule_id not in on) if uses else (),
        tuple(_share(name, shares[place]) for place, name in enumerate(SHARES)),
    )


def _rule(rule_id: str, read: ReadReports, reviewers: tuple[str, ...]) -> RuleReport:
    yes, no, n = _gathered(*raised_by(rule_id, read))
    k, m = yes.sum(0), (yes | no).sum(0)
    shared = m > 1
    cases = _cases(yes, no, n)
    numbers = facet_report(rule_id, _counts(cases, yes, no, n, reviewers), reviewers)
    numbers = with_intervals(numbers, _intervals(cases, len(yes), row_values(numbers)))
    return RuleReport(
        rule_id,
        int(n[shared & (k > 0)].sum()),
        int(n[shared & (k == m)].sum()),
        numbers,
        int(n[shared & (k > 0) & (k < m)].sum()),
    )


def _gathered(yes: Said, there: Said) -> tuple[Said, Said, Integers]:
    """Who says yes and who no, people x the different answers that articles have, and how many have each; of many
    people every article for itself.
    """
    people = len(yes)
    if not 0 < people <= _FEW:
        return yes, there & ~yes, np.ones(yes.shape[1], np.int64)
    said, asked = _as_bits(yes), _as_bits(there)
    n = np.bincount(asked << people | said)
    found = np.flatnonzero(n)
    of_each = np.arange(people)[:, None]
    yes, there = (code >> of_each & 1 == 1 for code in (found, found >> people))
    return yes, there & ~yes, n[found]


def _as_bits(said: Said) -> Integers:
    """A number for each text, the first person's bit the lowest. Adding rows up takes a fifth of packing columns."""
    bits = np.zeros(said.shape[1], np.uint16)
    for place, row in enumerate(said):
        bits |= row.view(np.uint8).astype(np.uint16) << np.uint16(place)
    return bits.astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class _Cases:
    """Articles that add the same to every number: `n` of each, in which `k` say yes and `z` no; of two reviewers also
    who (cases x reviewers x no and yes).
    """

    n: Integers
    k: Floats
    z: Floats
    by_reviewer: Floats


def _cases(yes: Said, no: Said, times: Integers) -> _Cases:
    if len(yes) == 2:
        said = no + 2 * yes.astype(np.int64)
        n = np.bincount(3 * said[0] + said[1], times, 9)
        states = np.stack(np.divmod(np.arange(9), 3), 1)
        by_reviewer = np.stack((states == 1, states == 2), -1).astype(float)
        z, k = by_reviewer.sum(1).T
    else:
        side = len(yes) + 1
        n = np.bincount(no.sum(0) * side + yes.sum(0), times, side * side)
        z, k = (part.astype(float) for part in np.divmod(np.arange(side * side), side))
        by_reviewer = np.zeros((side * side, 0, 2))
    there = np.flatnonzero(n)
    return _Cases(n[there].astype(np.int64), k[there], z[there], by_reviewer[there])


def _counts(found: _Cases, yes: Said, no: Said, times: Integers, reviewers: tuple[str, ...]) -> FacetCounts:
    cases: dict[tuple[int, int], int] = {}
    for n, k, z in zip(found.n.tolist(), found.k.tolist(), found.z.tolist(), strict=True):
        cases[int(k + z), int(k)] = cases.get((int(k + z), int(k)), 0) + n
    shared = (yes | no).sum(0) > 1
    weight = (times * shared).astype(float)
    said_yes, said_no = yes.astype(float), no.astype(float)
    both, only, neither = said_yes * weight @ said_yes.T, said_yes * weight @ said_no.T, said_no * weight @ said_no.T
    return FacetCounts(
        cases,
        tuple(
            ReviewerRate(name, int(own_yes), int(own_yes + own_no))
            for name, own_yes, own_no in zip(reviewers, said_yes @ weight, said_no @ weight, strict=True)
        ),
        tuple(
            PairTable(int(both[i, j]), int(only[i, j]), int(only[j, i]), int(neither[i, j]))
            for i, j in combinations(range(len(reviewers)), 2)
        ),
    )


def _intervals(found: _Cases, people: int, values: Mapping[str, Coefficient]) -> dict[str, Interval]:
    """As `by_article.intervals`, each article a cluster of one unit. Articles of one case leave the same behind."""
    tallied = _tally(found, people)
    total = tallied.sums.weighted(found.n[None].astype(float))
    shared = np.flatnonzero(tallied.sums.shared > 0)
    own, articles = tallied.sums.of(shared), int(found.n[shared].sum())
    left_out = Tally(*(getattr(total, name) - getattr(own, name) for name in Tally.__slots__))
    return {
        name: Interval(None, None, Method.JACKKNIFE, articles, NoInterval.NO_VALUE)
        if coefficient.value is None
        else jackknife(coefficient.value, np.repeat(ROW_FORMULAS[name](left_out, tallied), found.n[shared]))
        for name, coefficient in values.items()
    }


def _tally(found: _Cases, people: int) -> Tallied:
    k, z = found.k, found.z
    m = k + z
    shared = (m > 1).astype(float)
    split = 2 * k * z / np.maximum(m - 1, 1) * shared
    at_least_one = np.maximum(m, 1)
    sums = Tally(
        judged=(m > 0).astype(float), shared=shared, disagreeing=split / at_least_one, split=split,
        margins=np.stack((z * shared, k * shared)).T, shares=np.stack((z, k)).T / at_least_one[:, None],
        by_reviewer=found.by_reviewer, shared_by_reviewer=found.by_reviewer * shared[:, None, None],
        pairs=np.zeros((len(k), 0)),
    )  # fmt: skip
    none = np.zeros(0, np.int64)
    return Tallied(sums, Nominal(), none, none, people, 2)


def _share(name: str, values: Floats) -> ShareReport:
    known = ~np.isnan(values)
    m = known.sum(0)
    shared = np.flatnonzero(m > 1)
    if len(shared) < len(m):
        values, known, m = np.take(values, shared, 1), np.take(known, shared, 1), m[shared]
    m = m.astype(float)
    # Alpha is the same from whatever the values are counted, and from their middle nothing is lost to rounding: of
    # 10,000 articles on which everybody gives 1/7, sums of the shares as they are made an alpha of 1.
    value, there = np.where(known, values - _middle(values, known), 0), known.astype(float)
    added, squares = value.sum(0), (value * value).sum(0)
    apart = np.zeros(len(m))
    for first, second in combinations(range(len(values)), 2):
        # Of a pair of which one gives none, nothing: a product takes half as long as choosing.
        apart += np.abs(value[first] - value[second]) * (there[first] * there[second])
    pairs = m * (m - 1) / 2
    within = 2 * (m * squares - added**2) / np.maximum(m - 1, 1)
    sums = np.stack((pairs, apart, m, added, squares, within))
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


def _middle(values: Floats, known: NDArray[np.bool_]) -> float:
    """The median over articles of what the first tagging of each gives: of values that are alike, or would be without
    one article, the very value.
    """
    return float(np.median(values[known.argmax(0), np.arange(values.shape[1])])) if values.shape[1] else 0.0


def _apart(sums: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        mean: Floats = np.where(sums[0] > 0, sums[1] / sums[0], np.nan)
    return mean


def _alpha(sums: Floats) -> Floats:
    _, _, n, total, squares, within = sums
    expected = 2 * (n * squares - total**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        value: Floats = np.where(expected > 0, 1 - (n - 1) * within / expected, np.nan)
    return value
