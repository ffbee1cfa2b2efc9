"""Passes against gold: a pass is perfect against itself, what differs costs where it differs, marks are met exactly."""

from dataclasses import replace

import pytest

from annotator.core.gold_scores import GoldScore, Part, Standing, measure_against_gold, score_against_gold
from annotator.core.rounds import RoundKind, RoundState, may_see_score
from annotator.core.scoring import Score
from tests.fixtures.adjudicated import three_passes

PASSES = three_passes()


def test_a_pass_is_perfect_against_itself():
    score = score_against_gold(PASSES["ann"], PASSES["ann"])
    assert {part.f1 for part in (score.claims, score.attributions, score.figures, score.identity)} == {1.0}
    assert score.passes(100)


def test_what_differs_costs_where_it_differs():
    score = score_against_gold(PASSES["cid"], PASSES["ann"])
    # Ann alone has a claim in "It was a good day."; Cid cut "The officials" shorter.
    assert (score.claims.gold, score.claims.found, score.claims.right) == (4, 3, 3)
    assert score.attributions == Score(3, 3, 2, 2)
    assert score.identity == Score(3, 3, 3, 3)
    assert not score.passes(80)


def test_a_score_counts_what_is_listed_each_with_its_standing():
    found = measure_against_gold(PASSES["cid"], PASSES["ann"])
    words = [(PASSES["ann"].quote(one.span), one.standing.value) for one in found[Part.ATTRIBUTIONS]]
    assert words[-2:] == [("The officials", "missed"), ("officials", "extra")]
    assert [one.standing for one in found[Part.CLAIMS]].count(Standing.MISSED) == 1
    assert {(one.gold, one.mine, one.standing) for one in found[Part.IDENTITY]} == {
        ("unnamed", "unnamed", Standing.SAME), ("named", "named", Standing.SAME)
    }
    gold = replace(PASSES["ann"], sources=())
    assert {one.standing for one in measure_against_gold(PASSES["ann"], gold)[Part.IDENTITY]} == {Standing.OTHER}
    assert score_against_gold(PASSES["ann"], gold).identity == Score(3, 3, 0, 0)


@pytest.mark.parametrize(("right", "passes"), [(8, True), (7, False)])
def test_the_mark_is_met_by_reaching_it(right, passes):
    assert GoldScore(attributions=Score(10, 10, right, right)).passes(80) is passes


def test_nothing_to_find_and_nothing_found_passes():
    assert GoldScore().passes(100)


@pytest.mark.parametrize(
    ("kind", "state", "own"),
    [
        (RoundKind.TRAINING, RoundState.OPEN, True),
        (RoundKind.TEST, RoundState.CLOSED, False),
        (RoundKind.TEST, RoundState.RELEASED, True),
        (RoundKind.PRODUCTION, RoundState.OPEN, False),
        (RoundKind.PRODUCTION, RoundState.RELEASED, True),
    ],
)
def test_a_score_is_told_to_its_person_in_training_at_once_and_else_with_the_release(kind, state, own):
    assert may_see_score(kind, state, is_own=True, is_editor=False) is own
    assert may_see_score(kind, state, is_own=False, is_editor=True)
    assert not may_see_score(kind, RoundState.RELEASED, is_own=False, is_editor=False)
