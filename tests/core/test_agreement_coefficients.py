"""Coefficients against values worked out by hand, laws that they obey, and an independent library."""

import itertools
import math
from collections import Counter

import krippendorff
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.agreement.coefficients import (
    PairTable,
    add_up,
    cohen_kappa,
    gwet_ac1,
    krippendorff_alpha,
    negative_agreement,
    observed_agreement,
    pair_table,
    positive_agreement,
    prevalence,
)
from annotator.core.agreement.patterns import Facet, Pattern, PatternCount
from annotator.core.agreement.values import Coefficient, Undefined

OVER_SUMS = (
    observed_agreement,
    prevalence,
    positive_agreement,
    negative_agreement,
    krippendorff_alpha,
    gwet_ac1,
)
Rows = list[str]


def counted(rows: Rows) -> tuple[PatternCount, ...]:
    """Rows of one letter a reviewer: y, n, or . for missing. Reviewers are called 0, 1, 2 ..."""
    patterns: Counter[Pattern] = Counter()
    for row in rows:
        named = list(enumerate(row))
        yes = frozenset(str(i) for i, letter in named if letter == "y")
        no = frozenset(str(i) for i, letter in named if letter == "n")
        patterns[Pattern(yes, no)] += 1
    return tuple(PatternCount(Facet.CLAIM, pattern, n) for pattern, n in patterns.items())


def value(coefficient: Coefficient) -> float:
    assert coefficient.value is not None, coefficient.reason
    return coefficient.value


def test_two_reviewers_by_hand():
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no. Po = 35/50. Chance for kappa: .5 x .6 + .5 x .4 = .5.
    counts = counted(["yy"] * 20 + ["yn"] * 5 + ["ny"] * 10 + ["nn"] * 15)
    sums = add_up(counts)
    assert sums.shared == sums.judged == 50
    assert value(observed_agreement(sums)) == pytest.approx(0.7)
    assert value(prevalence(sums)) == pytest.approx(0.55)  # (25 + 30) / 100
    assert value(positive_agreement(sums)) == pytest.approx(40 / 55)  # 2a / (2a + b + c)
    assert value(negative_agreement(sums)) == pytest.approx(30 / 45)
    assert value(cohen_kappa(pair_table(counts, "0", "1"))) == pytest.approx(0.4)
    # n1 = 55, n0 = 45, n = 100, D = 15: 1 - 99 x 15 / (55 x 45) = 0.4
    assert value(krippendorff_alpha(sums)) == pytest.approx(0.4)
    # Pe = 2 x .55 x .45 = .495: (.7 - .495) / .505
    assert value(gwet_ac1(sums)) == pytest.approx(0.205 / 0.505)


def test_three_reviewers_with_gaps_by_hand():
    # m, k of the rows: (3,3) (3,1) (2,1) (2,0) (1,1) (0,0)
    sums = add_up(counted(["yyy", "ynn", "y.n", ".nn", "..y", "..."]))
    assert (sums.judged, sums.shared, sums.yes, sums.no) == (5, 4, 5, 5)
    # shares of agreeing pairs: 1, 1/3, 0, 1
    assert value(observed_agreement(sums)) == pytest.approx((1 + 1 / 3 + 0 + 1) / 4)
    # k/m over all five judged sentences: 1, 1/3, 1/2, 0, 1
    assert value(prevalence(sums)) == pytest.approx((1 + 1 / 3 + 1 / 2 + 0 + 1) / 5)
    # k(k-1)/(m-1): 3, 0, 0, 0 over sum of k = 5; z(z-1)/(m-1): 0, 1, 0, 2 over 5
    assert value(positive_agreement(sums)) == pytest.approx(3 / 5)
    assert value(negative_agreement(sums)) == pytest.approx(3 / 5)
    # D = 0 + 2/2 + 1/1 + 0 = 2: 1 - 9 x 2 / 25
    assert value(krippendorff_alpha(sums)) == pytest.approx(7 / 25)
    p = (1 + 1 / 3 + 1 / 2 + 0 + 1) / 5
    chance = 2 * p * (1 - p)
    assert value(gwet_ac1(sums)) == pytest.approx(((7 / 3) / 4 - chance) / (1 - chance))


def test_a_rare_tag_sinks_kappa_and_not_ac1():
    # 94.4 % raw agreement on 125 subjects: Gwet's paradox.
    counts = counted(["yy"] * 118 + ["yn"] * 5 + ["ny"] * 2)
    sums = add_up(counts)
    assert value(observed_agreement(sums)) == pytest.approx(118 / 125)
    assert value(cohen_kappa(pair_table(counts, "0", "1"))) == pytest.approx(-0.02339181)
    assert value(gwet_ac1(sums)) == pytest.approx(0.94, abs=0.005)
    assert value(negative_agreement(sums)) == 0


def test_perfect_agreement_with_variety_is_one():
    counts = counted(["yyy"] * 2 + ["nnn"] * 3)
    sums = add_up(counts)
    for coefficient in (krippendorff_alpha, gwet_ac1, observed_agreement, positive_agreement):
        assert coefficient(sums) == Coefficient(1.0)
    assert cohen_kappa(pair_table(counts, "0", "2")) == Coefficient(1.0)


@pytest.mark.parametrize(
    ("letter", "reason", "empty"),
    [("n", Undefined.NEVER_USED, positive_agreement), ("y", Undefined.ALWAYS_USED, negative_agreement)],
)
def test_without_variety_alpha_and_kappa_are_undefined_and_say_why(letter, reason, empty):
    counts = counted([letter * 2] * 10)
    sums = add_up(counts)
    assert krippendorff_alpha(sums) == Coefficient(None, reason)
    assert cohen_kappa(pair_table(counts, "0", "1")) == Coefficient(None, reason)
    assert empty(sums) == Coefficient(None, reason)
    assert observed_agreement(sums) == Coefficient(1.0)
    assert gwet_ac1(sums) == Coefficient(1.0)


@pytest.mark.parametrize("rows", [[], ["y.", "n.", "y."], ["y.", ".n"], ["..."]])
def test_without_a_second_reviewer_nothing_is_computed(rows):
    counts = counted(rows)
    sums = add_up(counts)
    undefined = Coefficient(None, Undefined.ONE_REVIEWER)
    for coefficient in (observed_agreement, positive_agreement, negative_agreement, krippendorff_alpha, gwet_ac1):
        assert coefficient(sums) == undefined
    assert cohen_kappa(pair_table(counts, "0", "1")) == undefined


def test_a_tag_that_one_of_two_used_has_no_positive_agreement():
    counts = counted(["yn", "nn", "nn", "nn"])
    sums = add_up(counts)
    assert value(positive_agreement(sums)) == 0
    assert value(cohen_kappa(pair_table(counts, "0", "1"))) == 0
    assert value(krippendorff_alpha(sums)) == 0
    assert value(gwet_ac1(sums)) == pytest.approx(0.68)


def test_agreement_worse_than_chance_is_printed_as_it_is():
    assert value(krippendorff_alpha(add_up(counted(["yn", "ny"] * 5)))) < 0


def test_a_sentence_that_only_one_judged_moves_prevalence_alone():
    shared = add_up(counted(["yy", "yn", "nn"]))
    with_single = add_up(counted(["yy", "yn", "nn", "y."]))
    for unmoved in (observed_agreement, positive_agreement, negative_agreement, krippendorff_alpha):
        assert unmoved(shared) == unmoved(with_single)
    assert value(prevalence(with_single)) > value(prevalence(shared))
    assert gwet_ac1(with_single) != gwet_ac1(shared)  # its chance term uses every judged sentence


def test_the_pair_table_keeps_the_sides_apart():
    table = pair_table(counted(["yn.", "yn.", "ny.", "nny", "y.y"]), "0", "1")
    assert table == PairTable(both=0, only_first=2, only_second=1, neither=1)


@pytest.mark.parametrize("pair", [(None, None), (0.5, Undefined.ONE_REVIEWER)])
def test_a_coefficient_is_a_value_or_a_reason(pair):
    with pytest.raises(ValueError, match="either"):
        Coefficient(*pair)


rows_of = st.integers(2, 5).flatmap(
    lambda reviewers: st.lists(
        st.text("yn.", min_size=reviewers, max_size=reviewers), min_size=1, max_size=30
    )
)


@given(rows_of)
def test_alpha_equals_the_krippendorff_package_with_gaps(rows):
    codes = {"y": 1.0, "n": 0.0, ".": math.nan}
    units = [[codes[letter] for letter in row] for row in rows]
    alpha = krippendorff_alpha(add_up(counted(rows)))
    pairable = {x for u in units if sum(not math.isnan(x) for x in u) > 1 for x in u if not math.isnan(x)}
    if len(pairable) < 2:
        assert alpha.value is None
    else:
        by_rater = [list(column) for column in zip(*units, strict=True)]
        expected = krippendorff.alpha(reliability_data=by_rater, level_of_measurement="nominal")
        assert alpha.value == pytest.approx(expected, abs=1e-9)


@given(rows_of)
def test_exchanging_yes_and_no_mirrors_the_tag(rows):
    swapped = [row.translate(str.maketrans("yn", "ny")) for row in rows]
    sums, mirror = add_up(counted(rows)), add_up(counted(swapped))
    assert positive_agreement(sums).value == negative_agreement(mirror).value
    assert observed_agreement(sums) == observed_agreement(mirror)
    assert krippendorff_alpha(sums).value == krippendorff_alpha(mirror).value
    assert gwet_ac1(sums) == gwet_ac1(mirror)
    kappa, mirrored = (cohen_kappa(pair_table(counted(r), "0", "1")).value for r in (rows, swapped))
    assert kappa == mirrored


@given(rows_of, st.randoms(use_true_random=False))
def test_the_order_of_reviewers_and_sentences_changes_no_digit(rows, random):
    order = list(range(len(rows[0])))
    random.shuffle(order)
    shuffled = ["".join(row[i] for i in order) for row in random.sample(rows, len(rows))]
    for coefficient in OVER_SUMS:
        assert coefficient(add_up(counted(rows))) == coefficient(add_up(counted(shuffled)))
    for i, j in itertools.combinations(range(len(order)), 2):
        first = cohen_kappa(pair_table(counted(rows), str(order[i]), str(order[j])))
        assert first == cohen_kappa(pair_table(counted(shuffled), str(j), str(i)))


@given(rows_of, st.integers(2, 4))
def test_counting_every_sentence_again_moves_only_the_small_sample_term_of_alpha(rows, times):
    once, again = add_up(counted(rows)), add_up(counted(rows * times))
    for coefficient in (observed_agreement, prevalence, positive_agreement, negative_agreement, gwet_ac1):
        assert coefficient(once) == coefficient(again)
    assert cohen_kappa(pair_table(counted(rows), "0", "1")) == cohen_kappa(
        pair_table(counted(rows * times), "0", "1")
    )
    one, more = krippendorff_alpha(once).value, krippendorff_alpha(again).value
    if one is not None and more is not None:
        n = once.yes + once.no
        assert 1 - more == pytest.approx((1 - one) * (times * n - 1) / (times * (n - 1)))


@given(rows_of, st.integers(0, 30))
def test_articles_counted_apart_add_up_to_the_whole(rows, cut):
    apart, other = counted(rows[:cut]), counted(rows[cut:])
    assert add_up(apart) + add_up(other) == add_up(counted(rows)) == add_up(apart + other)


@given(rows_of)
def test_values_stay_within_their_limits(rows):
    sums = add_up(counted(rows))
    for coefficient in (observed_agreement, prevalence, positive_agreement, negative_agreement):
        result = coefficient(sums)
        assert result.value is None or 0 <= result.value <= 1
    for result in (krippendorff_alpha(sums), gwet_ac1(sums)):
        assert result.value is None or result.value <= 1
