"""Agreement on what is reported: packing, rules as questions to articles, shares, and a flag's own count."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from krippendorff import alpha as krippendorff_alpha

from annotator.core.agreement.packing import Person, write_people
from annotator.core.agreement.reported import (
    SHARES,
    Raised,
    Reported,
    bit_of,
    count_raised,
    pack_reported,
    pack_told,
    unpack_reported,
)
from annotator.core.agreement.reported_report import report_reported
from annotator.core.agreement.values import NoInterval, Undefined
from annotator.core.records import Span
from annotator.core.sourcing.flags import Flag, Thresholds
from annotator.core.sourcing.measures import Share
from annotator.core.sourcing.policy import FIRST_POLICY
from annotator.core.sourcing.report import report_on
from annotator.core.sourcing.rules import RULES
from annotator.demo.desk import load_desk

SOME_RULES = sorted(RULES)[:4]
PEOPLE = ("2", "3", "4")


@st.composite
def told(draw):
    """What is reported of one tagging."""
    rules = draw(st.sets(st.sampled_from(SOME_RULES)))
    times = draw(st.sampled_from([1, 1, 300, 70_000]))  # one, two and four bytes a number
    shares = []
    for name in SHARES:
        of = draw(st.integers(3, 5)) * draw(st.integers(0, 1)) * (times if name == "named_by_word" else 1)
        shares.append(Share(min(draw(st.integers(0, 3)), of), of))
    unnamed = shares[SHARES.index("on_unnamed")].of
    return Reported(frozenset(rules), tuple(shares), draw(st.integers(0, unnamed)), draw(st.integers(0, 10)))


articles = st.lists(st.dictionaries(st.sampled_from(PEOPLE), told(), min_size=1), min_size=1, max_size=6)


@given(st.lists(told(), max_size=4))
def test_what_is_kept_comes_back(some):
    assert unpack_reported(pack_told(some)) == tuple(some)


_SOME_OFF = {rule_id: severity for rule_id, severity in FIRST_POLICY.rules.items() if rule_id not in {"SR02", "SR22"}}
#: A policy for even and one for odd days.
POLICIES = (
    FIRST_POLICY,
    replace(
        FIRST_POLICY, number=1, thresholds=Thresholds(mostly_unnamed=20, one_outlet=40, least_claims=3, late_within=7),
        rules=_SOME_OFF,
    ),
)  # fmt: skip


def policy_of(number):
    return POLICIES[number % 2]


def report(by_article):
    rows = []
    for number, by_person in enumerate(by_article):
        people = sorted(by_person)
        packed = pack_told([by_person[key] for key in people])
        rows.append((number, str(number), write_people(map(Person, people)), packed))
    return report_reported(rows, PEOPLE, PEOPLE, policy_on=lambda day: policy_of(int(day)))


@settings(max_examples=25)
@given(articles)
def test_a_rule_counts_the_articles_in_which_some_and_all_raise_it_under_their_policy(by_article):
    told = report(by_article)
    found = {rule.rule: rule for rule in told.rules}
    shared = [(policy_of(n), by_person) for n, by_person in enumerate(by_article) if len(by_person) > 1]
    assert {use.policy.number: use.articles for use in told.policies} == Counter(p.number for p, _ in shared)
    for rule_id in (*SOME_RULES, "SR15", "SR18", "SR19", "SR22"):
        votes = [
            [rule_id in one.raised(policy) for one in by_person.values()]
            for policy, by_person in shared if policy.applies(rule_id)
        ]  # fmt: skip
        assert (rule_id in found) is bool(votes)
        assert (rule_id in told.off) is (bool(shared) and not votes)
        if votes:
            rule = found[rule_id]
            assert rule.any_raise == sum(map(any, votes))
            assert rule.all_raise == sum(map(all, votes))
            assert rule.split == rule.any_raise - rule.all_raise
            assert rule.numbers.shared == len(votes)


@pytest.mark.parametrize("limits", [Thresholds(), Thresholds(84, 84, 6, 1), Thresholds(83, 83, 7, 10)])
def test_what_is_kept_raises_what_the_report_raises_under_any_policy(limits):
    policy = replace(FIRST_POLICY, thresholds=limits)
    passes = [(one.reading, article.cut.facts) for article in load_desk() for one in article.passes]
    for reading, facts in passes:
        [kept] = unpack_reported(pack_reported([reading], facts))
        assert kept.raised(policy) == {flag.rule for flag in report_on(reading, facts, policy).flags}
    assert len(passes) > 5


@settings(max_examples=25)
@given(articles)
def test_shares_have_the_alpha_of_the_library(by_article):
    for place, share in enumerate(report(by_article).shares):
        data = [
            [
                one.shares[place].count / one.shares[place].of if one and one.shares[place].of else float("nan")
                for one in (by_person.get(key) for by_person in by_article)
            ]
            for key in PEOPLE
        ]
        if share.alpha.value is None:
            continue
        assert share.alpha.value == pytest.approx(krippendorff_alpha(data, level_of_measurement="interval"), abs=1e-9)


def shares_told(*told):
    """The first share of a project in which so many articles (`n`) have these counts of three people's taggings."""
    rows, many = [], 0
    people = write_people(map(Person, PEOPLE))
    for n, counts in told:
        said = [Reported(frozenset(), (Share(*one), *(Share(0, 0) for _ in SHARES[1:])), 0, 0) for one in counts]
        packed = pack_told(said)
        rows += [(many + place, "1", people, packed) for place in range(n)]
        many += n
    return report_reported(rows, PEOPLE, PEOPLE, policy_on=lambda day: policy_of(int(day))).shares[0]


def exact_alpha(*told):
    """Krippendorff's alpha at the interval level, in fractions: 1 - observed / expected squared differences."""
    values = [(n, [Fraction(*one) for one in counts]) for n, counts in told]
    many = sum(n * len(said) for n, said in values)
    within = sum(n * sum((a - b) ** 2 for a in said for b in said) / (len(said) - 1) for n, said in values)
    total, squares = (sum(n * sum(one**power for one in said) for n, said in values) for power in (1, 2))
    return 1 - within * (many - 1) / (2 * (many * squares - total**2))


@pytest.mark.parametrize("share", [(1, 7), (5, 7), (1, 3), (9, 10), (123, 457)])
@pytest.mark.parametrize("n", [5, 1000, 10_000])
def test_a_share_that_every_tagging_gives_alike_has_no_alpha_in_however_many_articles(n, share):
    """Alpha is undefined without variety: what rounding leaves of none is no variety."""
    found = shares_told((n, (share,) * 3))
    assert (found.articles, found.apart.value) == (n, 0)
    assert (found.alpha.value, found.alpha.reason) == (None, Undefined.NO_VARIETY)


@pytest.mark.parametrize("few", [1, 2, 3])
def test_the_least_variety_among_ten_thousand_articles_has_its_alpha(few):
    """As little as a tenth of a per cent in some taggings of 30,000."""
    told = (10_000, ((1, 7),) * 3), (few, ((1001, 7000), (1001, 7000), (1, 7)))
    found = shares_told(*told)
    assert found.alpha.value == pytest.approx(float(exact_alpha(*told)), abs=1e-12)
    assert found.alpha.value > 0.3
    interval = found.intervals["alpha"]
    assert (interval.reason is NoInterval.ONE_DECIDES) == (few == 1), "without the one that varies none does"


def test_shares_of_nearly_as_many_words_have_their_alpha():
    """No difference of two shares is too small to be one."""
    told = (3, ((1, 5000),) * 3), (3, ((1, 5001), (1, 5001), (1, 5000)))
    assert shares_told(*told).alpha.value == pytest.approx(float(exact_alpha(*told)), abs=1e-9)


def test_alpha_is_the_same_from_whatever_the_values_are_counted():
    low, high = ((300, ((n, 100), (n + 1, 100), (n + 2, 100))) for n in (1, 96))
    assert shares_told(low).alpha.value == pytest.approx(shares_told(high).alpha.value, abs=1e-12)
    assert shares_told(low).alpha.value == pytest.approx(float(exact_alpha(low)), abs=1e-12)


def flag(rule="SR01", span=(3, 9)):
    return Flag(rule, "c", None if span is None else Span(*span), 0, "words")


def test_a_flag_counts_the_taggings_that_raise_it_on_overlapping_words():
    taggings = [[flag()], [flag(span=(8, 12))], [flag(span=(9, 12))], [flag("SR02")], []]
    assert count_raised(flag(), taggings) == Raised(2, 5)
    assert count_raised(flag(span=None), [[flag(span=None)], [flag()]]) == Raised(1, 2)


def test_every_rule_has_a_bit_of_its_own():
    bits = [bit_of(rule_id) for rule_id in RULES]
    assert len(set(bits)) == len(bits)
    assert all(bits)
