"""A desk's policy: what it lets speak, what it refuses, and that a summary needs no second one for another policy."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.errors import Invalid
from annotator.core.records import Scope
from annotator.core.sourcing.flags import Thresholds
from annotator.core.sourcing.policy import (
    FIRST_POLICY,
    LIMITS,
    Policy,
    Preset,
    Severity,
    check_policy,
    in_force,
    policy_from_json,
    policy_to_json,
    preset_policy,
)
from annotator.core.sourcing.report import report_on
from annotator.core.sourcing.rules import RULES
from annotator.core.sourcing.summary import SUMMARY_VERSION, read_summary, summarise, write_summary
from annotator.demo.desk import load_desk

READINGS = [(article.cut.facts, one.reading) for article in load_desk() for one in article.passes]
POLICIES = st.builds(
    Policy,
    name=st.text("ab ", min_size=1, max_size=9).filter(str.strip),
    rules=st.dictionaries(st.sampled_from(list(RULES)), st.sampled_from(Severity), min_size=1),
    thresholds=st.builds(Thresholds, **{name: st.integers(*limits) for name, limits in LIMITS.items()}),
)


@given(POLICIES, st.sampled_from(READINGS), st.sampled_from(Scope))
@settings(max_examples=60)
def test_under_any_policy_only_its_rules_speak_and_the_summary_counts_what_they_say(policy, read, scope) -> None:
    facts, reading = read
    report = report_on(reading, facts, policy, scope=scope)
    assert {flag.rule for flag in report.flags} <= set(policy.rules)
    assert {rule for finding in report.findings for rule in finding.rules} <= set(policy.rules)
    assert all(policy.severity_of(finding) in Severity for finding in report.findings)
    assert report.measures == report_on(reading, facts).measures
    assert summarise(reading, facts, scope).rules_fired(policy) == Counter(flag.rule for flag in report.flags)


def test_a_summary_is_read_as_it_was_written_and_an_older_one_is_made_anew() -> None:
    facts, reading = READINGS[0]
    summary = summarise(reading, facts)
    assert read_summary(write_summary(summary)) == summary
    older = write_summary(summary).replace(f'"v":{SUMMARY_VERSION}', f'"v":{SUMMARY_VERSION - 1}')
    assert older != write_summary(summary)
    assert read_summary(older) is None


@given(POLICIES)
def test_a_policy_goes_out_and_comes_back(policy) -> None:
    checked = check_policy(policy)
    assert policy_from_json(policy_to_json(checked)) == checked


@pytest.mark.parametrize("preset", Preset)
def test_every_preset_is_a_policy_and_says_whose(preset: Preset) -> None:
    policy = preset_policy(preset)
    assert check_policy(policy) == policy
    assert policy.name == preset.words
    assert (set(policy.rules) == set(RULES)) == (preset is Preset.ALL)


def test_presets_hold_what_the_newsroom_publishes() -> None:
    times, agency = preset_policy(Preset.NEW_YORK_TIMES), preset_policy(Preset.AP)
    assert (times.rules["SR10"], times.rules["SR03"]) == (Severity.MUST, Severity.ASK)
    assert "SR10" not in agency.rules
    assert agency.rules["SR02"] is Severity.MUST


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"rules": {}}, "rules"),
        ({"rules": {"SR99": Severity.ASK}}, "rules"),
        ({"thresholds": Thresholds(mostly_unnamed=0)}, "mostly_unnamed"),
        ({"thresholds": Thresholds(one_outlet=101)}, "one_outlet"),
        ({"thresholds": Thresholds(least_claims=0)}, "least_claims"),
        ({"thresholds": Thresholds(late_within=11)}, "late_within"),
        ({"valid_from": "2026-02-30"}, "valid_from"),
        ({"valid_from": "1 May"}, "valid_from"),
    ],
)
def test_a_policy_that_says_nothing_sensible_is_refused_field_by_field(changes, field) -> None:
    with pytest.raises(Invalid) as refusal:
        check_policy(replace(FIRST_POLICY, **changes))
    assert list(refusal.value.fields) == [field]


@pytest.mark.parametrize(
    "change",
    [{"rules": []}, {"rules": {"SR01": "grave"}}, {"thresholds": {}}, {"number": True}, {"more": 1}, {"preset": "x"}],
)
def test_a_policy_file_that_is_none_is_refused(change) -> None:
    with pytest.raises(Invalid):
        policy_from_json({**policy_to_json(FIRST_POLICY), **change})


def test_the_policy_of_an_article_is_the_last_that_was_valid_on_its_day() -> None:
    old = replace(FIRST_POLICY, number=1)
    new = replace(FIRST_POLICY, number=2, valid_from="2026-05-01")
    assert in_force([old, new], date(2026, 4, 30)) == old
    assert in_force([old, new], date(2026, 5, 1)) == new
    assert in_force([new], date(2026, 4, 30)) == FIRST_POLICY
