"""Agreement on what is reported: packing, rules as questions to articles, shares, and a flag's own count."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from krippendorff import alpha as krippendorff_alpha

from annotator.core.agreement.packing import Person, squeeze, write_people
from annotator.core.agreement.reported import (
    SHARES,
    Raised,
    Reported,
    bit_of,
    count_raised,
    pack_told,
    unpack_reported,
)
from annotator.core.agreement.reported_report import report_reported
from annotator.core.records import Span
from annotator.core.sourcing.flags import Flag
from annotator.core.sourcing.measures import Share
from annotator.core.sourcing.rules import RULES

SOME_RULES = sorted(RULES)[:4]
PEOPLE = ("2", "3", "4")


@st.composite
def told(draw):
    """What is reported of one tagging."""
    rules = draw(st.sets(st.sampled_from(SOME_RULES)))
    shares = tuple(Share(draw(st.integers(0, 3)), draw(st.integers(3, 5)) * draw(st.integers(0, 1))) for _ in SHARES)
    return Reported(frozenset(rules), tuple(Share(min(s.count, s.of), s.of) for s in shares))


articles = st.lists(st.dictionaries(st.sampled_from(PEOPLE), told(), min_size=1), min_size=1, max_size=6)


@given(st.lists(told(), max_size=4))
def test_what_is_kept_comes_back(some):
    assert unpack_reported(pack_told(some)) == tuple(some)


def report(by_article):
    rows = []
    for number, by_person in enumerate(by_article):
        people = sorted(by_person)
        rows.append((number, write_people(map(Person, people)), squeeze(pack_told([by_person[key] for key in people]))))
    return report_reported(rows, PEOPLE, PEOPLE)


@settings(max_examples=25)
@given(articles)
def test_a_rule_counts_the_articles_in_which_some_and_all_raise_it(by_article):
    found = {rule.rule: rule for rule in report(by_article).rules}
    shared = [by_person for by_person in by_article if len(by_person) > 1]
    for rule_id in SOME_RULES:
        votes = [[rule_id in one.rules for one in by_person.values()] for by_person in shared]
        rule = found[rule_id]
        assert rule.any_raise == sum(map(any, votes))
        assert rule.all_raise == sum(map(all, votes))
        assert len(rule.split) == rule.any_raise - rule.all_raise
        assert rule.numbers.shared == len(shared)


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
