"""Coefficients of any values, with gaps: by hand, by law, and against libraries where those are right."""

import math
import warnings
from itertools import combinations

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from irrCAC.raw import CAC
from nltk.metrics import jaccard_distance, masi_distance
from nltk.metrics.agreement import AnnotationTask

from annotator.core.agreement import chance, distances, further
from annotator.core.agreement.distances import Level, Nominal
from annotator.core.agreement.estimates import Name, estimate_all
from annotator.core.agreement.sets import jaccard, masi
from annotator.core.agreement.tables import from_rows, ratings
from annotator.core.agreement.tallies import tally
from annotator.core.agreement.values import Undefined

NOMINAL = (chance.observed, chance.pooled, chance.alpha, chance.fleiss, chance.conger, chance.gwet)


def value(formula, rows, distance=None, *, values=None, with_pairs=False):
    table = from_rows(rows, values=values)
    tallied = tally(table, Nominal() if distance is None else distance(table.values), with_pairs=with_pairs)
    found = formula(tallied.sums.total(), tallied)[0]
    return None if math.isnan(found) else float(found)


def named(rows, level=Level.NOMINAL, **options):
    found = estimate_all(from_rows(rows), level, **options)
    return {estimate.name: estimate for estimate in found}


def test_two_reviewers_and_three_values_by_hand():
    # 4 aa, 3 bb, 2 cc, 1 ab. Po = 9/10.
    rows = [["a", "a"]] * 4 + [["b", "b"]] * 3 + [["c", "c"]] * 2 + [["a", "b"]]
    assert value(chance.observed, rows) == pytest.approx(0.9)
    # own rates: .5 .3 .2 and .4 .4 .2: .20 + .12 + .04 = .36
    assert value(chance.cohen, rows) == pytest.approx((0.9 - 0.36) / 0.64)
    # common rates: .45 .35 .20: .2025 + .1225 + .04 = .365
    assert value(chance.scott, rows) == pytest.approx((0.9 - 0.365) / 0.635)
    assert value(chance.fleiss, rows) == pytest.approx((0.9 - 0.365) / 0.635)
    assert value(chance.conger, rows) == pytest.approx((0.9 - 0.36) / 0.64)
    # chance by Gwet is half of 1 - .365
    assert value(chance.gwet, rows) == pytest.approx((0.9 - 0.3175) / 0.6825)
    # n = 20, n_c = 9, 7, 4: sum of n_c (n_c - 1) = 72 + 42 + 12 = 126 of 380
    assert value(chance.alpha, rows) == pytest.approx(1 - 0.1 / (1 - 126 / 380))


def test_weights_by_hand():
    # 1-1, 3-3, 1-3, 2-1 with quadratic weights: distances 0, 0, 1, 1/4. Do = 1.25 / 4.
    rows = [[1.0, 1.0], [3.0, 3.0], [1.0, 3.0], [2.0, 1.0]]

    def quadratic(values):
        return distances.quadratic(distances.numbers(values))

    assert value(chance.observed, rows, quadratic) == pytest.approx(1 - 1.25 / 4)
    # rates: 2/4 1/4 1/4 and 2/4 0 2/4. De = [2x2x1 + 1x2x.25 + 1x2x.25 + 1x2x1] / 16
    assert value(chance.cohen, rows, quadratic) == pytest.approx(1 - (1.25 / 4) / (7 / 16))
    # linear: distances 0, 0, 1, 1/2; De = [2x2 + 1x2x.5 + 1x2x.5 + 1x2] / 16
    assert value(chance.cohen, rows, lambda values: distances.linear(distances.numbers(values))) == pytest.approx(
        1 - (1.5 / 4) / (8 / 16)
    )


def test_gaps_by_hand():
    # judged by 3, 2, 1, 0; only the first two are shared
    rows = [["a", "a", "b"], ["b", None, "b"], [None, "a", None], [None, None, None]]
    assert value(chance.observed, rows) == pytest.approx((1 / 3 + 1) / 2)
    # rates over the three judged units: a: (2/3 + 0 + 1) / 3
    p = (2 / 3 + 1) / 3
    expected = p * p + (1 - p) * (1 - p)
    assert value(chance.fleiss, rows) == pytest.approx((2 / 3 - expected) / (1 - expected))
    assert value(chance.gwet, rows) == pytest.approx((2 / 3 - 2 * p * (1 - p)) / (1 - 2 * p * (1 - p)))
    # alpha over shared units: n = 5, a 2, b 3; D = 2 x 1 / 2 = 1
    assert value(chance.alpha, rows) == pytest.approx(1 - 4 * 1 / (2 * 3))
    # each reviewer's own rates of a: 1/2, 1, 0. Pairs agree by chance: .5, .5, 0
    assert value(chance.conger, rows) == pytest.approx((2 / 3 - 1 / 3) / (2 / 3))


def test_sets_by_hand():
    one, two = frozenset("a"), frozenset("ab")
    assert masi(one, two) == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert jaccard(one, two) == pytest.approx(1 / 2)
    assert masi(frozenset("ab"), frozenset("bc")) == pytest.approx(1 - 1 / 3 * 1 / 3)
    assert [masi(frozenset(), one), masi(one, frozenset()), masi(frozenset(), frozenset())] == [1, 1, 0]
    # sentences that nobody tagged are judgements: {} {} and {a} {a}, and one {a} against {}
    rows = [[frozenset(), frozenset()], [one, one], [one, frozenset()]]
    # n = 6, three of each; distances are 1: 1 - 5 x 2 / (2 x 9)
    assert named(rows, Level.SET)[Name.ALPHA].coefficient.value == pytest.approx(1 - 10 / 18)


@pytest.mark.parametrize("rows", [[["n", "n"]] * 10, [["n", "n", "n"]] * 3])
def test_without_variety_chance_has_no_say(rows):
    found = named(rows)
    assert found[Name.OBSERVED].coefficient.value == 1
    assert found[Name.AC1].coefficient.value == found[Name.AC2].coefficient.value == 1
    for name in (Name.ALPHA, Name.FLEISS, Name.CONGER):
        assert found[name].coefficient.reason is Undefined.NO_VARIETY


@pytest.mark.parametrize("rows", [[], [["a"]], [["a", None], ["b", None]], [["a", None], [None, "b"]], [[None]]])
@pytest.mark.parametrize("level", [Level.NOMINAL, Level.SET])
def test_without_two_judgements_of_a_unit_everything_is_undefined(rows, level):
    rows = [[cell and frozenset(cell) for cell in row] for row in rows] if level is Level.SET else rows
    assert {estimate.coefficient.reason for estimate in named(rows, level).values()} == {Undefined.ONE_REVIEWER}


def test_kappa_and_pi_are_for_two():
    found = named([["a", "b", "a"], ["b", "b", "b"]])
    assert found[Name.KAPPA].coefficient.reason is found[Name.PI].coefficient.reason is Undefined.NOT_A_PAIR
    assert found[Name.CONGER].coefficient.value is not None


def test_one_judgement_a_reviewer_and_unit():
    with pytest.raises(ValueError, match="twice"):
        ratings([("1", "ann", "a"), ("1", "ann", "b")])
    with pytest.raises(ValueError, match="not one of the values"):
        from_rows([["a"]], values=["b"])


def test_too_many_values_for_a_table_of_distances_are_refused_not_computed():
    rows = [[float(i), float(i + 1)] for i in range(1, distances.MOST_VALUES + 2)]
    found = named(rows, Level.RATIO)
    assert found[Name.ALPHA].coefficient.reason is Undefined.TOO_MANY_VALUES
    assert named(rows, Level.INTERVAL)[Name.ALPHA].coefficient.value > 0.99


relaxed = settings(max_examples=60)

cells = st.one_of(st.none(), st.sampled_from([1.0, 2.0, 3.0, 5.0]))
tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=20)
)
complete = st.integers(2, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from("abc"), min_size=width, max_size=width), min_size=1, max_size=20
    )
)


def is_pairable(rows):
    judged = [[cell for cell in row if cell is not None] for row in rows]
    return len({cell for row in judged if len(row) > 1 for cell in row}) > 1


@pytest.mark.parametrize("level", [Level.NOMINAL, Level.ORDINAL, Level.INTERVAL, Level.RATIO])
@relaxed
@given(rows=tables)
def test_alpha_equals_the_krippendorff_package_at_every_level(level, rows):
    assume(is_pairable(rows))
    data = [[math.nan if cell is None else cell for cell in column] for column in zip(*rows, strict=True)]
    expected = krippendorff.alpha(reliability_data=data, level_of_measurement=level.value)
    assert named(rows, level)[Name.ALPHA].coefficient.value == pytest.approx(expected, abs=1e-9)


def task(rows, **options):
    return AnnotationTask(
        [(str(r), str(u), cell) for u, row in enumerate(rows) for r, cell in enumerate(row)], **options
    )


@relaxed
@given(complete)
def test_complete_data_equal_nltk(rows):
    assume(is_pairable(rows))
    theirs = task(rows)
    assert value(chance.observed, rows) == pytest.approx(theirs.avg_Ao(), abs=1e-9)
    assert value(chance.alpha, rows) == pytest.approx(theirs.alpha(), abs=1e-9)
    assert value(chance.fleiss, rows) == pytest.approx(theirs.pi(), abs=1e-9)
    ours = value(chance.conger, rows)
    if ours is not None:
        assert ours == pytest.approx(theirs.multi_kappa(), abs=1e-9)
    light = further.light_kappa(from_rows(rows)).value
    if light is not None:
        assert light == pytest.approx(theirs.kappa(), abs=1e-9)


tags = st.frozensets(st.sampled_from(["claim", "source", "figure"]), max_size=3)
set_rows = st.lists(st.lists(tags, min_size=3, max_size=3), min_size=1, max_size=12)


@relaxed
@given(set_rows, st.sampled_from([(masi, masi_distance), (jaccard, jaccard_distance)]))
def test_alpha_of_sets_equals_nltk(rows, pair):
    """NLTK divides by zero on two empty sets, so its own distance is asked only about others."""
    assume(is_pairable(rows))
    ours, theirs = pair
    found = named(rows, Level.SET, sets=ours)[Name.ALPHA].coefficient.value
    expected = task(rows, distance=lambda one, two: theirs(one, two) if one or two else 0.0).alpha()
    assert found == pytest.approx(expected, abs=1e-9)


def irrcac(rows, weights):
    """What irrCAC says of a table of two shared units and more (its own error of one unit divides by zero), by name."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        theirs = CAC(pd.DataFrame(rows, dtype=float), weights=weights, digits=12)
        names = ("gwet", "fleiss", "conger", "krippendorff")
        return {name: float(getattr(theirs, name)()["est"]["coefficient_value"]) for name in names}


WEIGHTED = {
    "identity": lambda numbers: Nominal(),
    "linear": distances.linear,
    "quadratic": distances.quadratic,
    "ratio": distances.ratio,
}


@pytest.mark.parametrize("weights", WEIGHTED)
@relaxed
@given(rows=tables)
def test_tables_with_gaps_equal_irrcac(weights, rows):
    assume(is_pairable(rows))
    assume(sum(sum(cell is not None for cell in row) > 1 for row in rows) > 1)
    judging = [place for place, column in enumerate(zip(*rows, strict=True)) if any(column)]
    table = from_rows(rows)
    tallied = tally(table, WEIGHTED[weights](distances.numbers(table.values)))
    # We leave out who judged nothing; irrCAC divides by the number of their judgements.
    theirs = irrcac([[row[place] for place in judging] for row in rows], weights)
    for name, formula in zip(theirs, (chance.gwet, chance.fleiss, chance.conger, chance.alpha), strict=True):
        ours = formula(tallied.sums.total(), tallied)[0]
        assert ours == pytest.approx(theirs[name], abs=1e-9, nan_ok=name == "conger"), name


@pytest.mark.parametrize("weights", ["identity", "linear", "quadratic"])
@relaxed
@given(rows=st.lists(st.tuples(*[st.sampled_from([1.0, 2.0, 3.0, 5.0])] * 2), min_size=2, max_size=20))
def test_kappa_and_pi_of_two_equal_irrcac(weights, rows):
    assume(is_pairable(rows))
    table = from_rows(rows)
    tallied = tally(table, WEIGHTED[weights](distances.numbers(table.values)))
    theirs = irrcac(rows, weights)
    for name, formula in (("conger", chance.cohen), ("fleiss", chance.scott)):
        ours = formula(tallied.sums.total(), tallied)[0]
        assert ours == pytest.approx(theirs[name], abs=1e-9, nan_ok=True), name


@relaxed
@given(tables, st.permutations(range(5)), st.randoms(use_true_random=False))
def test_the_order_of_reviewers_and_units_carries_no_meaning(rows, order, random):
    width = len(rows[0])
    places = [place for place in order if place < width]
    shuffled = [[row[place] for place in places] for row in random.sample(rows, len(rows))]
    for formula in NOMINAL:
        assert value(formula, rows) == pytest.approx(value(formula, shuffled), abs=1e-12)
    for level in (Level.ORDINAL, Level.INTERVAL, Level.RATIO):
        one, two = (named(side, level)[Name.ALPHA].coefficient for side in (rows, shuffled))
        assert (one.reason, one.value) == (two.reason, pytest.approx(two.value, abs=1e-9))


@relaxed
@given(tables)
def test_names_of_values_carry_no_meaning(rows):
    words = {None: None, 1.0: "zebra", 2.0: "ape", 3.0: "cat", 5.0: "bee"}
    renamed = [[words[cell] for cell in row] for row in rows]
    for formula in NOMINAL:
        assert value(formula, rows) == pytest.approx(value(formula, renamed), abs=1e-12)


@relaxed
@given(tables)
def test_only_the_order_of_ordinal_values_counts(rows):
    moved = [[None if cell is None else cell**3 - 7 for cell in row] for row in rows]
    for name in (Name.ALPHA, Name.AC2):
        one, two = (named(side, Level.ORDINAL)[name].coefficient for side in (rows, moved))
        assert (one.reason, one.value) == (two.reason, pytest.approx(two.value, abs=1e-9))


@relaxed
@given(tables, st.floats(0.5, 20), st.floats(-1000, 1000))
def test_interval_alpha_knows_no_zero_and_no_unit(rows, unit, shift):
    moved = [[None if cell is None else unit * cell + shift for cell in row] for row in rows]
    one, two = (named(side, Level.INTERVAL)[Name.ALPHA].coefficient for side in (rows, moved))
    assert (one.reason, one.value) == (two.reason, pytest.approx(two.value, abs=1e-6))


@pytest.mark.parametrize("level", [Level.INTERVAL, Level.RATIO])
@pytest.mark.parametrize("unit", [1e-200, 1e-162, 1e-10, 1e80])
def test_how_small_or_large_numbers_are_carries_no_meaning(level, unit):
    rows = [[1.0, 2.0, 1.0], [4.0, 5.0, 4.0], [3.0, 3.0, 2.0], [7.0, 6.0, 7.0], [2.0, 4.0, 2.0]]
    there, scaled = named(rows, level), named([[cell * unit for cell in row] for row in rows], level)
    for name in (Name.ALPHA, Name.AC2):
        assert scaled[name].coefficient.value == pytest.approx(there[name].coefficient.value, abs=1e-12)


@relaxed
@given(tables, st.integers(2, 3))
def test_counting_every_unit_again_moves_only_the_small_sample_term_of_alpha(rows, times):
    for formula in (chance.observed, chance.fleiss, chance.conger, chance.gwet):
        assert value(formula, rows) == pytest.approx(value(formula, rows * times), abs=1e-12)
    one, more = value(chance.alpha, rows), value(chance.alpha, rows * times)
    assert (one is None) == (more is None)
    if one is not None:
        n = sum(m for row in rows if (m := sum(cell is not None for cell in row)) > 1)
        assert 1 - more == pytest.approx((1 - one) * (times * n - 1) / (times * (n - 1)))


@relaxed
@given(tables)
def test_leaving_reviewers_out_is_having_never_had_them(rows):
    for first, second in combinations(range(len(rows[0])), 2):
        pair = from_rows([[row[first], row[second]] for row in rows], values=[1.0, 2.0, 3.0, 5.0])
        among = from_rows(rows, values=[1.0, 2.0, 3.0, 5.0]).among([first, second])
        one, two = (tally(table, Nominal()) for table in (pair, among))
        assert np.array_equal(one.sums.shared, two.sums.shared)
        kappas = [chance.cohen(side.sums.total(), side)[0] for side in (one, two)]
        assert kappas[0] == pytest.approx(kappas[1], nan_ok=True)


@relaxed
@given(tables)
def test_values_stay_within_their_limits(rows):
    for formula in NOMINAL:
        found = value(formula, rows)
        assert found is None or found <= 1 + 1e-12
    assert value(chance.observed, rows) is None or value(chance.observed, rows) >= 0
