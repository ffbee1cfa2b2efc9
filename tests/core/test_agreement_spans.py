"""Stretches, units and boundaries: hand-computed cases, published continua, and laws."""

import random
from collections import defaultdict
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.agreement.boundary_sums import (
    BoundarySums,
    boundary_f1,
    compare_boundaries,
    count_boundaries,
)
from annotator.core.agreement.coefficients import add_up, krippendorff_alpha, positive_agreement
from annotator.core.agreement.span_sums import (
    Edges,
    SpanSums,
    character_scores,
    compare_edges,
    count_spans,
    describe_edges,
    exact_scores,
    match,
    merged,
    overlapping_scores,
)
from annotator.core.agreement.unitizing import alpha_u, u_alpha
from annotator.core.agreement.values import Coefficient, Undefined
from annotator.core.records import Kind, Sentence, Span
from tests.shared import published_example


def spans(*limits):
    return [Span(*pair) for pair in limits]


def test_matches_by_hand():
    sums = count_spans(spans((0, 10), (20, 30), (40, 45)), spans((0, 10), (22, 33), (50, 55)))
    assert sums == SpanSums(3, 3, 1, 2, first_characters=25, second_characters=26, common_characters=18)
    assert exact_scores(sums).f1 == Coefficient(2 / 6)
    assert overlapping_scores(sums).f1 == Coefficient(4 / 6)
    assert character_scores(sums).precision == Coefficient(18 / 25)
    assert character_scores(sums).recall == Coefficient(18 / 26)
    assert character_scores(sums).f1 == Coefficient(36 / 51)


def test_a_span_cut_in_two_earns_one_match():
    sums = count_spans(spans((0, 10)), spans((0, 5), (5, 10)))
    assert (sums.exact, sums.overlapping, sums.common_characters) == (0, 1, 10)


def test_nested_spans_are_matched_as_well_as_can_be():
    # taking the first that overlaps would leave (0, 4) without a partner
    assert match(spans((0, 4), (0, 20)), spans((0, 5), (10, 12))) == [
        (Span(0, 4), Span(0, 5)), (Span(0, 20), Span(10, 12)),
    ]  # fmt: skip


def test_nobody_marked_anything():
    nothing = Coefficient(None, Undefined.NOTHING_MARKED)
    for scores in (exact_scores(SpanSums()), overlapping_scores(SpanSums()), character_scores(SpanSums())):
        assert (scores.precision, scores.recall, scores.f1) == (nothing, nothing, nothing)
    one_sided = exact_scores(count_spans(spans((0, 4)), []))
    assert (one_sided.precision, one_sided.recall, one_sided.f1) == (Coefficient(0.0), nothing, Coefficient(0.0))


def test_edges_of_matched_spans():
    apart = compare_edges(spans((0, 10), (20, 30), (40, 50)), spans((0, 10), (22, 33), (41, 50)))
    assert describe_edges(apart) == Edges(3, 1, 1.0, 0.0)
    assert describe_edges([]) == Edges(0, 0, None, None)


def test_the_hand_computed_spans_of_the_collection():
    example = published_example("product-spans")
    for case in example["hand"]:
        one, other = (example["spans"][case[side]] for side in "ab")
        total = SpanSums()
        for tag in {tag for _, _, tag in one + other}:
            total += count_spans(*([Span(a, b) for a, b, t in side if t == tag] for side in (one, other)))
        scores = exact_scores(total) if case["mode"] == "exact" else overlapping_scores(total)
        assert scores.f1.value == (None if case["f1"] is None else pytest.approx(case["f1"]))


marks = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 8)).map(lambda at: Span(at[0], at[0] + at[1])), max_size=6
)
relaxed = settings(max_examples=150)


def largest_matching(first, second):
    """By trying everything."""
    if not first:
        return 0
    best = largest_matching(first[1:], second)
    for place, other in enumerate(second):
        if first[0].overlaps(other):
            best = max(best, 1 + largest_matching(first[1:], second[:place] + second[place + 1 :]))
    return best


@relaxed
@given(marks, marks)
def test_counts_equal_those_made_the_slow_way(first, second):
    sums = count_spans(first, second)
    one, other = sorted(set(first)), sorted(set(second))
    inside = [{place for span in side for place in range(*span)} for side in (one, other)]
    assert sums.exact == len(set(one) & set(other))
    assert sums.overlapping == largest_matching(one, other) >= sums.exact
    assert sums.first_characters == len(inside[0])
    assert sums.common_characters == len(inside[0] & inside[1])


@relaxed
@given(marks, marks)
def test_exchanging_the_reviewers_exchanges_precision_and_recall(first, second):
    sums, mirror = count_spans(first, second), count_spans(second, first)
    for scores in (exact_scores, overlapping_scores, character_scores):
        assert scores(sums).f1 == scores(mirror).f1
        assert scores(sums).precision == scores(mirror).recall
    assert all(one.overlaps(other) for one, other in match(sorted(set(first)), sorted(set(second))))


@relaxed
@given(marks)
def test_who_agrees_with_oneself_agrees_wholly(first):
    sums = count_spans(first, first)
    assert sums.exact == sums.overlapping == sums.first
    assert merged(merged(first)) == merged(first)
    assert exact_scores(sums).f1.value in {1.0, None}


def test_a_path_through_thousands_of_spans_needs_no_deep_stack():
    # every stretch takes the partner before it, and the last finds one only when all give theirs away
    one = [Span(3 * n, 3 * n + 4) for n in range(1, 3000)]
    other = [Span(3 * n + 2, 3 * n + 6) for n in range(2998)]
    assert count_spans([*one, Span(9000, 9001)], [*other, Span(0, 1)]).overlapping == 2998


@pytest.mark.parametrize("name", ["krippendorff-2004-p254", "krippendorff-1995"])
def test_published_continua(name):
    example = published_example(name)
    # the second was printed on a scale of its own, on which lengths are not small numbers
    scale = max((expected.get("scale", 1) for expected in example["expected"]), default=1)
    length = scale * example["length"]
    reviewers = []
    for reviewer in example["raters"]:
        units = defaultdict(list)
        for who, start, size, category in example["units"]:
            if who == reviewer:
                begin = scale * (start - example["begin"])
                units[category].append(Span(begin, begin + scale * size))
        reviewers.append(units)
    for expected in example["expected"]:
        category = expected.get("category") or (expected["coefficient"].partition("category=")[2] or None)
        found = alpha_u(reviewers, length, category=category).value
        tolerance = expected.get("tolerance") or 0.5 * 10 ** -expected["decimals"]
        assert found == pytest.approx(expected["value"], abs=1e-7 if expected["kind"] == "reference" else tolerance)


def test_alpha_u_by_hand():
    # one unit each on [0, 4): [0, 2) and [0, 1). Observed: (0 + 1) + gap [2, 4) in gap [1, 4): 0; twice over 2 x 16.
    # Expected: units 2 and 1, gaps 2 and 3; 1/3 (16 - 12 + 2) + 4 (1 + 2) = 14 and 0 + 1 (2 + 3) = 5; pairs 8 x 7 - 2.
    assert alpha_u([{"a": spans((0, 2))}, {"a": spans((0, 1))}], 4) == Coefficient(
        1 - (2 / 32) / (2 / 4 * 19 / (8 * 7 - 2))
    )


def test_alpha_of_units_is_undefined_where_nobody_marked_or_only_one_reads():
    assert alpha_u([{}, {}], 10) == Coefficient(None, Undefined.NOTHING_MARKED)
    assert alpha_u([{"a": spans((0, 2))}], 10) == Coefficient(None, Undefined.ONE_REVIEWER)
    assert u_alpha([[], []], 10) == Coefficient(None, Undefined.NO_VARIETY)
    assert u_alpha([[]], 10) == Coefficient(None, Undefined.ONE_REVIEWER)
    for wrong in (spans((0, 3), (2, 5)), spans((8, 12)), spans((4, 4))):
        with pytest.raises(ValueError, match="overlap"):
            alpha_u([{"a": wrong}, {}], 10)


def test_u_alpha_by_hand():
    # x on [0, 4) and on [0, 2) of 6: they differ on 2 of 6. Lengths: x 6, gaps 6; pairs of different values 2 x 36,
    # all pairs 144 - (16 + 4 + 2 + 4), since in gaps every point stands for itself
    found = u_alpha([[(Span(0, 4), "x")], [(Span(0, 2), "x")]], 6)
    assert found == Coefficient(1 - (2 * 2 / (2 * 6)) / (72 / (144 - 26)))


def rows_of_units(seed):
    chance = random.Random(seed)
    rows = []
    for _ in range(3):
        cuts = sorted(chance.sample(range(41), 6))
        rows.append([(Span(a, b), chance.choice("xy")) for a, b in zip(cuts[::2], cuts[1::2], strict=True)])
    return rows


@relaxed
@given(st.integers(0, 10**6))
def test_alphas_of_units_know_neither_order_nor_names(seed):
    rows = rows_of_units(seed)
    renamed = [[(span, {"x": "q", "y": "b"}[name]) for span, name in row] for row in reversed(rows)]
    assert u_alpha(rows, 40).value == pytest.approx(u_alpha(renamed, 40).value)
    assert u_alpha([rows[0]] * 3, 40).value == pytest.approx(1)
    by_category = [
        [{name: [span for span, other in row if other == name] for name in dict(map(reversed, row))} for row in side]
        for side in (rows, renamed)
    ]
    assert alpha_u(by_category[0], 40).value == pytest.approx(alpha_u(by_category[1], 40).value)
    assert alpha_u([by_category[0][0]] * 3, 40).value == pytest.approx(1)


TEXT = "He met Sen. Lee. They talked. It rained."


def cut(*starts):
    limits = [*starts, len(TEXT)]
    return [Sentence(i, a, b, Kind.BODY) for i, (a, b) in enumerate(pairwise(limits))]


def test_boundaries_by_hand():
    right, split = cut(0, 17, 30), cut(0, 12, 17, 30)
    assert compare_boundaries(TEXT, right, split) == BoundarySums(2, 3, exact=2, near=2)
    assert boundary_f1(compare_boundaries(TEXT, right, split)) == Coefficient(4 / 5)
    shifted = compare_boundaries(TEXT, right, cut(0, 12, 30))
    assert shifted == BoundarySums(2, 2, exact=1, near=2)
    assert (boundary_f1(shifted).value, boundary_f1(shifted, near=True).value) == (0.5, 1.0)
    assert boundary_f1(compare_boundaries(TEXT, cut(0), cut(0))) == Coefficient(None, Undefined.NOTHING_MARKED)


def test_alpha_of_a_cut_asks_before_every_word():
    # seven words after the first; both say yes on two of them, one also on a third
    counts = count_boundaries(TEXT, {"ann": cut(0, 17, 30), "bob": cut(0, 12, 17, 30)})
    sums = add_up(counts)
    assert (sums.shared, sums.yes, sums.no) == (7, 5, 9)
    assert positive_agreement(sums) == Coefficient(4 / 5)
    assert krippendorff_alpha(sums) == Coefficient(float(1 - 13 * 1 / 45))


starts = st.sets(st.sampled_from([3, 5, 7, 12, 17, 22, 30, 33]))


@relaxed
@given(starts, starts)
def test_boundary_matches_are_the_same_from_both_sides(first, second):
    one, other = cut(0, *sorted(first)), cut(0, *sorted(second))
    sums, mirror = compare_boundaries(TEXT, one, other), compare_boundaries(TEXT, other, one)
    assert (sums.exact, sums.near, sums.first) == (mirror.exact, mirror.near, mirror.second)
    assert sums.exact == len(first & second) <= sums.near <= min(len(first), len(second))
    for people in combinations(("a", "b", "c"), 2):
        counts = count_boundaries(TEXT, dict(zip(people, (one, other), strict=True)))
        f1 = positive_agreement(add_up(counts)).value
        assert f1 == (None if not first | second else pytest.approx(boundary_f1(sums).value))
