"""Rankings: the arithmetic, ties, and what an empty ranking says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.rankings import average_precision, measure_ranking

PAIRS = st.lists(st.tuples(st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9]), st.booleans()), min_size=2, max_size=30)


def test_average_precision_is_the_mean_of_precision_over_what_is_right():
    found = measure_ranking([(0.9, True), (0.8, False), (0.7, True)], depths=(1, 2, 5))
    assert found.average_precision == pytest.approx((1 + 2 / 3) / 2)
    assert (found.auc, found.share) == (0.5, 2 / 3)
    assert found.precision_at == {1: 1.0, 2: 0.5}


def test_equal_scores_have_no_order():
    one = measure_ranking([(0.5, True), (0.5, False), (0.5, False)], depths=(1,))
    assert one == measure_ranking([(0.5, False), (0.5, False), (0.5, True)], depths=(1,))
    assert (one.average_precision, one.auc) == (pytest.approx(1 / 3), 0.5)
    assert one.precision_at[1] == pytest.approx(1 / 3)


def test_nothing_right_or_nothing_wrong_leaves_what_cannot_be_told_open():
    assert average_precision([(0.5, False)]) is None
    assert average_precision([]) is None
    assert measure_ranking([(0.5, True)]).auc is None
    assert measure_ranking([]).share is None


metrics = pytest.importorskip("sklearn.metrics", reason="scikit-learn is not installed (requirements/dev.txt)")


@given(PAIRS)
def test_they_are_what_another_implementation_says(pairs):
    right, scores = [is_right for _, is_right in pairs], [score for score, _ in pairs]
    found = measure_ranking(pairs)
    if any(right):
        assert found.average_precision == pytest.approx(metrics.average_precision_score(right, scores))
    if any(right) and not all(right):
        assert found.auc == pytest.approx(metrics.roc_auc_score(right, scores))
