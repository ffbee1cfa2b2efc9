"""The desk's shares and intervals against the same in plain Python, and what is not said of few articles."""

from math import sqrt

import pytest

from annotator.core.agreement.intervals import t_quantile
from annotator.core.desk_views import By, DeskChoice, DeskShare, Gap, check_choice, choice_from_json, months_between
from annotator.core.errors import Invalid
from annotator.core.sourcing.desk import Articles, DeskArticle
from annotator.core.sourcing.desk_document import desk_content
from annotator.core.sourcing.measures import Share

NONE = dict.fromkeys(DeskShare, Share(0, 0))


def article(at, count, of, *, outlet="Northern Post", day="2026-03-02", byline="", fired=None, waived=()):
    parts = NONE | {DeskShare.ON_UNNAMED: Share(count, of)}
    return DeskArticle(at, outlet, "", byline, day, parts, fired or {}, waived)


def plain_interval(values_without, value):
    """The jackknife as the textbook has it."""
    n = len(values_without)
    mean = sum(values_without) / n
    error = sqrt((n - 1) / n * sum((left - mean) ** 2 for left in values_without))
    width = t_quantile(0.975, n - 1) * error
    return value - width, value + width


def ratio(pairs):
    return sum(count for count, _ in pairs) / sum(of for _, of in pairs)


OURS = [(1, 4), (0, 3), (2, 2), (5, 9), (0, 1), (3, 8), (1, 1)]
THEIRS = [(0, 5), (1, 6), (2, 9), (0, 2), (1, 3)]


def test_a_share_is_a_ratio_of_sums_with_the_interval_of_leaving_out_each_article():
    # The article without an attributed claim says nothing of the share and is not among its n.
    desk = Articles([article(at, *pair) for at, pair in enumerate([*OURS, (0, 0)])])
    found = desk.count().shares[DeskShare.ON_UNNAMED]
    low, high = plain_interval([ratio(OURS[:at] + OURS[at + 1 :]) for at in range(len(OURS))], ratio(OURS))
    assert (found.count, found.of, found.articles, found.gap) == (12, 28, 7, None)
    assert found.value == pytest.approx(12 / 28)
    assert (found.low, found.high) == (pytest.approx(max(low, 0)), pytest.approx(min(high, 1)))


def test_a_difference_leaves_out_each_article_of_both_groups():
    desk = Articles([article(at, *pair) for at, pair in enumerate([*OURS, *THEIRS])])
    found = desk.compare(range(len(OURS)), range(len(OURS), len(OURS) + len(THEIRS)))[DeskShare.ON_UNNAMED]
    without = [ratio(OURS[:at] + OURS[at + 1 :]) - ratio(THEIRS) for at in range(len(OURS))]
    without += [ratio(OURS) - ratio(THEIRS[:at] + THEIRS[at + 1 :]) for at in range(len(THEIRS))]
    low, high = plain_interval(without, ratio(OURS) - ratio(THEIRS))
    assert found.value == pytest.approx(ratio(OURS) - ratio(THEIRS))
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(min(high, 1)))
    # Four are too few on one side.
    few = desk.compare(range(len(OURS)), range(len(OURS), len(OURS) + 4))[DeskShare.ON_UNNAMED]
    assert (few.gap, few.low) == (Gap.FEW, None)


@pytest.mark.parametrize(
    ("pairs", "gap"),
    [([(1, 2)] * 4, Gap.FEW), ([(0, 0)] * 6, Gap.NOTHING), ([(1, 3)] * 6, Gap.ALIKE), ([], Gap.NOTHING)],
)  # fmt: skip
def test_without_enough_or_without_difference_there_is_no_interval_but_a_reason(pairs, gap):
    found = Articles([article(at, *pair) for at, pair in enumerate(pairs)]).count().shares[DeskShare.ON_UNNAMED]
    assert (found.gap, found.low, found.high) == (gap, None, None)


def test_groups_of_few_articles_are_not_listed_and_bylines_only_if_asked():
    many = [article(at, 1, at + 1, byline="Ana Ruiz", fired={"SR11": at % 2}, day="") for at in range(6)]
    few = [article(9 + at, 1, 2, outlet="Southern", byline="B.", waived=(("SR11", "SR13"),)) for at in range(4)]
    content = desk_content([*many, *few], DeskChoice(), ["SR11", "SR13"])
    assert [group["by"] for group in content["groups"]] == ["outlet", "section"]
    outlets = content["groups"][0]
    assert [(row["name"], row["articles"]) for row in outlets["rows"]] == [("Northern Post", 6)]
    assert (outlets["few"], outlets["few_articles"], content["undated"]) == (1, 4, 6)
    rules = [(row["flags"], row["waived"], row["articles"]["count"]) for row in content["rules"]]
    assert rules == [(3, 4, 3), (0, 4, 0)]
    with_bylines = desk_content([*many, *few], DeskChoice(bylines=True), [])
    assert [row["name"] for row in with_bylines["groups"][2]["rows"]] == ["Ana Ruiz"]


def test_the_trend_has_every_month_between():
    days = ["2025-11-30", "2026-02-01", "2026-02-28"]
    trend = desk_content([article(at, 1, 2, day=day) for at, day in enumerate(days)], DeskChoice(), [])["trend"]
    assert [(month["month"], month["articles"]) for month in trend] == [
        ("2025-11", 1), ("2025-12", 0), ("2026-01", 0), ("2026-02", 2),
    ]  # fmt: skip
    assert months_between("2026-03", "2026-03") == ("2026-03",)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"first_day": "2026-02-30"}, "first_day"),
        ({"first_day": "2026-02-02", "last_day": "2026-01-01"}, "last_day"),
        ({"compare_by": "weather"}, "compare_by"),
        ({"compare_by": "outlet", "first": "A"}, "second"),
        ({"compare_by": "period", "first": "2026", "second": "2026-03"}, "second"),
        ({"compare_by": "period", "first": "March", "second": "2026-03"}, "first"),
        ({"byline": "x" * 301}, "byline"),
    ],
)
def test_a_choice_that_means_nothing_is_refused_at_its_field(told, field):
    with pytest.raises(Invalid) as refused:
        choice_from_json(told)
    assert set(refused.value.fields) == {field}


def test_a_choice_survives_being_written():
    choice = DeskChoice("2026-01-01", "2026-02-01", "A", "B", "C", "u", True, By.PERIOD, "2025", "2026")
    assert choice_from_json(choice.to_json()) == choice
    assert check_choice(DeskChoice(first="left over")).to_json() == {}
