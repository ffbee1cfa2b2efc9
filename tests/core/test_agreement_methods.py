"""The methods paragraph says what the facts say, and nothing else."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from annotator.core.agreement.by_article import ArticleCounts, tally_facet
from annotator.core.agreement.estimates import FORMULAS, Name, estimate
from annotator.core.agreement.methods import MethodsFacts, write_methods
from annotator.core.agreement.patterns import Pattern, PatternCount
from annotator.core.agreement.resampled import bootstrap_intervals
from annotator.core.agreement.values import Coefficient, Method, NoInterval, Undefined
from annotator.core.study import Exclusion, Independence, Overlap, Study

FACTS = MethodsFacts(
    project="Northern Desk", as_of=date(2026, 3, 9), product="0.1.0", reviewers=3, passes=36, articles=12,
    sentences=1234, schemes=(2,), interval_articles=12, resamples=1000, seed=0,
)  # fmt: skip


def said(**changes):
    return write_methods(replace(FACTS, **changes))


def test_it_says_sample_reviewers_units_missing_coefficients_intervals_and_software():
    words = said()
    for part in (
        "3 reviewers", "36 finished passes count.", "version 2 of the scheme and its guideline",
        "1,234 sentences in 12 articles",
        "an untouched sentence is missing", "Krippendorff 2011", "Gwet 2008", "over 12 articles with Student’s t on 11",
        "1,000 resamples, seed 0", "Nothing was left out.", "Annotator 0.1.0 on 9 March 2026", "“Northern Desk”",
    ):  # fmt: skip
        assert part in words, part


def test_it_vouches_for_no_pass_that_it_did_not_see_made():
    """Blindness is a fact of passes made here; of others nothing is known."""
    assert "shows them nobody else’s work on it. " in said()
    assert "import" not in said()
    mixed = said(imported=12, by_readers=1, revised=2)
    for part in (
        "12 of these passes came by import: whether they were made independently is not on record.",
        "and so it was with the passes made in it.", "1 pass is by people who may read the finished work of others",
        "2 passes revise an earlier finished one",
    ):  # fmt: skip
        assert part in mixed, part
    every = said(imported=36)
    assert "All of these passes came by import" in every
    for word in ("blind", "nobody else’s work"):
        assert word not in every


def test_what_one_person_alone_judged_is_told_of_as_counted_where_it_is():
    assert "anybody judged" not in said(judged=1234)
    assert (
        "Prevalence, and the agreement by chance in Gwet’s AC1, are of all 1,300 sentences that anybody judged; all"
        in said(judged=1300)
    )
    words = said(judged=1300, uncounted={"alone": 4})
    assert "anybody judged, those of 4 articles that one of them alone finished among them; all" in words
    assert "Nothing was left out." in words


def test_an_interval_over_fewer_articles_is_announced_where_there_may_be_one():
    fewer = "may be over fewer articles, whose number is given with each."
    assert fewer not in said()
    assert fewer in said(is_gated=True)
    assert fewer not in said(is_gated=True, interval_articles=4)


@pytest.mark.parametrize("frame", ["Really? “All.”", "All (of March.)", "All?", "All"])
def test_a_sentence_of_the_study_gets_one_full_stop(frame):
    words = said(study=Study(frame=frame))
    assert f"Sampling frame: {frame.removesuffix('All') + 'All.' if frame == 'All' else frame} " in words


def test_what_is_not_on_record_is_named_as_that():
    words = said()
    assert "No sampling frame is on record." in words
    assert "is not on record" in words
    assert "adjudicated" not in words
    assert "Collapsed" not in words


def test_the_study_on_record_fills_it():
    study = Study(
        "All stories of March\n2026", Overlap(20, 7, 60, tuple("abcdefghijkl"), date(2026, 2, 1)),
        {"x": Exclusion.TRAINING, "y": Exclusion.CALIBRATION, "z": Exclusion.CALIBRATION},
        Independence.INDEPENDENT, "Opinion and prediction read as one", date(2026, 2, 2),
    )  # fmt: skip
    words = said(
        study=study, first_finished=date(2026, 2, 3), in_overlap=10, adjudicated=9,
        uncounted={"unfinished": 1, "not_begun": 3, "alone": 2, "training": 1, "calibration": 2},
    )  # fmt: skip
    for part in (
        "Sampling frame: All stories of March 2026.", "An overlap of 20 % (12 articles of 60) was drawn at random on "
        "1 February 2026, before the first of these passes was finished (seed 7:",
        "10 of the 12 articles compared here were drawn.",
        "Left out: 1 unfinished pass, 3 passes that were not begun, "
        "1 training article and 2 calibration articles.",
        "declared on 2 February 2026, before the first of these passes",
        "Opinion and prediction read as one. The numbers here are of the tags as they were given",
        "Differences in 9 of these 12 articles were adjudicated by people who had not tagged the article.",
    ):  # fmt: skip
        assert part in words, part
    assert "otherwise" not in words
    late = said(study=study, first_finished=date(2026, 2, 1))
    assert "drawn at random on 1 February 2026, not before the first" in late
    assert "declared on 2 February 2026, not before the first" in late


@pytest.mark.parametrize(
    ("on_record", "adjudicated", "by_taggers", "words"),
    [
        (Independence.NOT_SAID, 0, 0, ""),
        (Independence.NO_ADJUDICATION, 0, 0, "Differences were not adjudicated."),
        (Independence.INDEPENDENT, 0, 0, "No differences in these articles have been adjudicated."),
        (Independence.REVIEWER, 0, 0, "No differences in these articles have been adjudicated."),
        (Independence.NOT_SAID, 12, 0, "in these articles were adjudicated by people who had not tagged the article."),
        (Independence.NOT_SAID, 12, 12, "in these articles were adjudicated by somebody who had tagged the article:"),
        (Independence.REVIEWER, 9, 2, "in 9 of these 12 articles were adjudicated, in 2 of them by somebody who had"),
        (Independence.NO_ADJUDICATION, 1, 0, "not tagged the article. The study on record says otherwise."),
        (Independence.INDEPENDENT, 9, 2, "not independent of the reviewers. The study on record says otherwise."),
        (Independence.REVIEWER, 9, 0, "not tagged the article. The study on record says otherwise."),
    ],
)
def test_of_adjudication_it_says_what_was_done_and_where_the_record_says_otherwise(
    on_record, adjudicated, by_taggers, words
):
    told = said(study=Study(independence=on_record), adjudicated=adjudicated, by_taggers=by_taggers)
    assert words in told
    assert ("adjudicated" in told) is bool(words)
    assert ("otherwise" in told) is ("otherwise" in words)


@pytest.mark.parametrize(
    ("changes", "there", "absent"),
    [
        ({"reviewers": 2}, "AC1 (Gwet 2008), and Cohen’s kappa", "for each pair"),
        ({"reviewers": 3}, "given for each pair of reviewers only", ", and Cohen’s"),
        ({"interval_articles": 4}, "No confidence intervals are given", "Student’s t"),
        ({"interval_articles": 1}, "there is 1.", "Student’s t"),
        ({"suggested": 5}, "In 5 of them the software had shown suggestions", "xx"),
        ({"filters": ("outlet “Post”", "passes without suggestions")}, "outlet “Post” and passes without", "xx"),
        ({"is_gated": True}, "on what both had found", "xx"),
        ({"is_gated": False}, "The unit is", "on what both had found"),
        ({"schemes": (1, 2, 4)}, "versions 1, 2 and 4 of the scheme", "version 1,"),
    ],
)
def test_each_fact_has_its_words(changes, there, absent):
    assert there in said(**changes)
    assert absent not in said(**changes)


def counts(seed=3, articles=14):
    chance = np.random.default_rng(seed)
    def one(yes, n):
        return PatternCount("claim", Pattern(frozenset(yes), frozenset("ab") - frozenset(yes)), n)

    return ArticleCounts.of(
        [[one(yes, int(chance.integers(1, 9))) for yes in ("a", "b", "ab", "")] for _ in range(articles)]
    )


def test_the_bootstrap_is_the_one_of_the_command_line():
    tallied = tally_facet(counts(), "claim", "ab")
    for name, row in ((Name.ALPHA, "alpha"), (Name.AC1, "ac1"), (Name.KAPPA, "kappa")):
        one = estimate(name, tallied, FORMULAS[name], method=Method.BOOTSTRAP, seed=5)
        found = bootstrap_intervals(tallied, {row: one.coefficient}, seed=5)[row]
        assert (found.low, found.high) == (pytest.approx(one.interval.low), pytest.approx(one.interval.high))
        assert found != bootstrap_intervals(tallied, {row: one.coefficient}, seed=6)[row]


def test_a_bootstrap_of_few_articles_or_without_a_value_is_refused_with_a_reason():
    tallied = tally_facet(counts(articles=4), "claim", "ab")
    values = {"alpha": Coefficient(0.5), "kappa": Coefficient(None, Undefined.NEVER_USED)}
    found = bootstrap_intervals(tallied, values, seed=0)
    assert found["alpha"].reason is NoInterval.FEW_ARTICLES
    assert found["kappa"].reason is NoInterval.NO_VALUE
