"""B-cubed: a hand-worked example, and what holds for all groupings."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.agreement.grouping import GroupingSums, b_cubed, grouping_scores

# Five mentions. Ann: {1 2 3} {4 5}. Bob: {1 2} {3 4 5}.
ANN, BOB = "aaabb", "xxyyy"

groupings = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=30)


def test_a_hand_worked_example():
    """Precision of mentions 1 and 2 is 2/3 (of their three, two are together with Bob as well), of 3 it is 1/3, of
    4 and 5 it is 1: 11/3. Recall: 1, 1, 1/3, 2/3, 2/3: 11/3.
    """
    assert b_cubed(ANN, BOB) == GroupingSums(5, Fraction(11, 3), Fraction(11, 3))
    scores = grouping_scores(b_cubed(ANN, BOB))
    assert scores.precision.value == scores.recall.value == scores.f1.value == 11 / 15


def test_one_big_group_has_full_recall_and_poor_precision():
    scores = grouping_scores(b_cubed("aaaa", "wxyz"))
    assert (scores.precision.value, scores.recall.value, scores.f1.value) == (0.25, 1, 0.4)


def test_no_mention_is_undefined_and_says_so():
    assert grouping_scores(b_cubed("", "")).f1.reason == "nothing_matched"


@given(groupings)
def test_exchanging_the_two_exchanges_precision_and_recall(pairs):
    one, other = zip(*pairs, strict=True)
    there, back = b_cubed(one, other), b_cubed(other, one)
    assert (there.precision, there.recall) == (back.recall, back.precision)
    assert 0 < there.precision <= there.mentions


@given(groupings)
def test_it_is_perfect_exactly_where_the_groups_are_the_same(pairs):
    one, other = zip(*pairs, strict=True)
    same = len(set(pairs)) == len(set(one)) == len(set(other))
    assert (grouping_scores(b_cubed(one, other)).f1.value == 1) == same


@given(groupings, st.permutations(range(5)))
def test_names_of_groups_and_the_order_of_mentions_do_not_matter(pairs, names):
    one, other = zip(*pairs, strict=True)
    renamed = [names[group] for group in one]
    assert b_cubed(renamed[::-1], other[::-1]) == b_cubed(one, other)
