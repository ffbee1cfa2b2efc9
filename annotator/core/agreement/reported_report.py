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

from annotator.core.agreement.by_article import ROW_FORMULAS
from annotator.core.agreement.coefficients import PairTable
from annotator.core.agreement.distances import Nominal
from annotator.core.agreement.intervals import jackknife
from annotator.core.agreement.packing import Sight, read_people
from annotator.core.agreement.report import (
    FacetCounts,
    FacetReport,
    ReviewerRate,
    facet_report,
    row_values,
    with_intervals,
)
from annotator.core.agreement.reported import NUMBERS, SHARES, bit_of
from annotator.core.agreement.tables import Floats, Integers
from annotator.core.agreement.tallies import Tallied, Tally
from annotator.core.agreement.values import Coefficient, Interval, Method, NoInterval, Undefined
from annotator.core.sourcing.flags import Thresholds
from annotator.core.sourcing.policy import FIRST_POLICY, Policy
from annotator.core.sourcing.rules import RULES

_RECORDS = {
    width: np.dtype([("rules", "<u8"), ("late", "u1"), ("numbers", f"<u{width}", (NUMBERS,))]) for width in (1, 2, 4)
}
_UNNAMED = SHARES.index("on_unnamed")

#: A text, the day its article was published, its people and what is kept of their reports.
Row = tuple[int, str, str, bytes]


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


_Said = np.ndarray[tuple[int, int], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True, eq=False)
class ReadReports:
    """People x texts: whether their tagging counts, the bits of the rules it raises whatever the thresholds, `late`,
    and the numbers (x numbers). `policy` is the place of each text's policy.
    """

    texts: Integers
    there: _Said
    rules: np.ndarray[tuple[int, int], np.dtype[np.uint64]]
    late: Integers
    numbers: Floats
    policies: tuple[Policy, ...]
    policy: Integers


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
        tuple(_share(name, shares[:, :, place]) for place, name in enumerate(SHARES)),
    )


def read_reported(
    rows: Sequence[Row], people: tuple[str, ...], sight: Sight, policy_on: Callable[[str], Policy]
) -> ReadReports:
    """What is kept of these people's taggings, as arrays."""
    kinds: dict[str, int] = {}
    kind = np.array([kinds.setdefault(row[2], len(kinds)) for row in rows], np.int64)
    everybody = [read_people(words) for words in kinds]
    first = np.cumsum([0, *(len(everybody[place]) for place in kind)])[:-1]
    rules, late, numbers = _records([row[3] for row in rows], first)
    places = np.full((len(people), len(kinds)), -1, np.int64)
    for place, there in enumerate(everybody):
        bits = {person.key: bit for bit, person in enumerate(there) if sight.admits(person)}
        places[:, place] = [bits.get(key, -1) for key in people]
    bit = places[:, kind]
    at = np.where(bit >= 0, first + bit, 0)
    days: dict[str, Policy] = {}
    for row in rows:
        if row[1] not in days:
            days[row[1]] = policy_on(row[1])
    policies = {policy.number: policy for policy in days.values()}
    order = {number: place for place, number in enumerate(policies)}
    return ReadReports(
        np.array([row[0] for row in rows], np.int64), bit >= 0, rules[at], late[at], numbers[at],
        tuple(policies.values()), np.array([order[days[row[1]].number] for row in rows], np.int64),
    )  # fmt: skip


def _records(
    packed: Sequence[bytes], first: Integers
) -> tuple[np.ndarray[tuple[int], np.dtype[np.uint64]], Integers, Floats]:
    """All people's records, one text's after the other's; those of one width are read at once."""
    widths = np.array([one[0] for one in packed], np.int64)
    sizes = np.array([(len(one) - 1) // _RECORDS[one[0]].itemsize for one in packed], np.int64)
    # One more, for who is not there.
    total = int(sizes.sum()) + 1
    rules, late, numbers = np.zeros(total, np.uint64), np.zeros(total, np.int64), np.zeros((total, NUMBERS))
    for width in np.unique(widths):
        texts = np.flatnonzero(widths == width)
        found = np.frombuffer(b"".join(packed[text][1:] for text in texts.tolist()), _RECORDS[int(width)])
        within = np.arange(len(found)) - np.repeat(np.cumsum(sizes[texts]) - sizes[texts], sizes[texts])
        at = np.repeat(first[texts], sizes[texts]) + within
        rules[at], late[at], numbers[at] = found["rules"], found["late"], found["numbers"]
    return rules, late, numbers


def shares_of(read: ReadReports) -> Floats:
    """People x texts x shares, NaN where there is nothing to be a share of."""
    with np.errstate(divide="ignore", invalid="ignore"):
        counts, wholes = read.numbers[:, :, :-1:2], read.numbers[:, :, 1:-1:2]
        shares: Floats = np.where(read.there[:, :, None] & (wholes > 0), counts / wholes, np.nan)
    return shares


def _raised(rule_id: str, read: ReadReports) -> _Said:
    """People x texts: whether the rule raises anything, as `Reported.raised`."""
    limits = [policy.thresholds for policy in read.policies]

    def limit(of: Callable[[Thresholds], int]) -> Integers:
        return np.array([of(one) for one in limits], np.int64)[read.policy]

    match rule_id:
        case "SR15":
            found = (read.late > 0) & (read.late <= limit(lambda one: one.late_within))
        case "SR18" | "SR19":
            unnamed, attributed = read.numbers[:, :, 2 * _UNNAMED], read.numbers[:, :, 2 * _UNNAMED + 1]
            most = limit(lambda one: one.mostly_unnamed if rule_id == "SR18" else one.one_outlet)
            part = unnamed if rule_id == "SR18" else read.numbers[:, :, -1]
            found = (attributed > 0) & (attributed >= limit(lambda one: one.least_claims))
            found &= 100 * part >= most * attributed
        case _:
            found = (read.rules & np.uint64(bit_of(rule_id))) > 0
    raised: _Said = found
    return raised


def raised_by(rule_id: str, read: ReadReports) -> tuple[_Said, _Said]:
    """People x texts: whose tagging raises the rule, and whose is asked for it."""
    applies = np.array([policy.applies(rule_id) for policy in read.policies], bool)[read.policy]
    there: _Said = read.there & applies
    return there & _raised(rule_id, read), there


def _rule(rule_id: str, read: ReadReports, reviewers: tuple[str, ...]) -> RuleReport:
    yes, there = raised_by(rule_id, read)
    no = there & ~yes
    k, m = _add_up(yes), _add_up(there)
    shared = m > 1
    cases = _cases(yes, no)
    numbers = facet_report(rule_id, _counts(cases, yes, no, reviewers), reviewers)
    numbers = with_intervals(numbers, _intervals(cases, len(yes), row_values(numbers)))
    split = np.flatnonzero(shared & (k > 0) & (k < m))
    return RuleReport(
        rule_id,
        int((shared & (k > 0)).sum()),
        int((shared & (k == m)).sum()),
        numbers,
        tuple(read.texts[split].tolist()),
    )


def _add_up(said: _Said) -> Integers:
    """How many said so, by text. In bytes, where that holds them, it takes a tenth of the time."""
    small = np.uint8 if len(said) < 256 else np.int64
    added: Integers = said.view(np.uint8).sum(0, dtype=small).astype(np.int64)
    return added


@dataclass(frozen=True, slots=True, eq=False)
class _Cases:
    """Articles that add the same to every number: `n` of each, in which `k` say yes and `z` no; of two reviewers also
    who (cases x reviewers x no and yes).
    """

    n: Integers
    k: Floats
    z: Floats
    by_reviewer: Floats


def _cases(yes: _Said, no: _Said) -> _Cases:
    if len(yes) == 2:
        said = no + 2 * yes.astype(np.int64)
        n = np.bincount(3 * said[0] + said[1], minlength=9)
        states = np.stack(np.divmod(np.arange(9), 3), 1)
        by_reviewer = np.stack((states == 1, states == 2), -1).astype(float)
        z, k = by_reviewer.sum(1).T
    else:
        side = len(yes) + 1
        n = np.bincount(_add_up(no) * side + _add_up(yes), minlength=side * side)
        z, k = (part.astype(float) for part in np.divmod(np.arange(side * side), side))
        by_reviewer = np.zeros((side * side, 0, 2))
    there = np.flatnonzero(n)
    return _Cases(n[there], k[there], z[there], by_reviewer[there])


def _counts(found: _Cases, yes: _Said, no: _Said, reviewers: tuple[str, ...]) -> FacetCounts:
    cases: dict[tuple[int, int], int] = {}
    for n, k, z in zip(found.n.tolist(), found.k.tolist(), found.z.tolist(), strict=True):
        cases[int(k + z), int(k)] = cases.get((int(k + z), int(k)), 0) + n
    shared = _add_up(yes | no) > 1
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
