"""Scores of engines: the arithmetic and what an empty side means."""

from annotator.core.records import Span
from annotator.core.scoring import Score, match_overlapping, score_exact, score_overlap


def test_precision_recall_and_f1_are_of_what_was_found_and_what_there_was():
    score = score_exact([1, 2, 3, 4], [3, 4, 5])
    assert (score.precision, score.recall) == (2 / 3, 1 / 2)
    assert score.f1 == 2 * (2 / 3) * (1 / 2) / (2 / 3 + 1 / 2)


def test_nothing_to_find_and_nothing_found_is_undefined_not_perfect():
    assert (Score().precision, Score().recall, Score().f1) == (None, None, None)
    assert score_exact([1], []).f1 == 0.0
    assert score_exact([], [1]).f1 == 0.0


def test_overlapping_spans_pair_once_and_equal_ones_first():
    gold, found = [Span(0, 5), Span(4, 9)], [Span(3, 6), Span(0, 5)]
    assert match_overlapping(gold, found) == [(0, 1), (1, 0)]
    assert score_overlap([Span(0, 9)], [Span(0, 4), Span(5, 9)]) == Score(gold=1, found=2, right=1, hit=1)


def test_scores_of_texts_add_up():
    assert score_exact([1], [1]) + score_exact([2], [3]) == Score(2, 2, 1, 1)
