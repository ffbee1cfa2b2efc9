"""Which sentences a number of a claim model counts: as many as make it, what is wrong first."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.measured_claims import Counted, MeasuredSentence, Proposal, Side, list_counted
from annotator.core.scoring import score_exact

PROPOSALS = st.builds(Proposal, st.floats(0, 1), st.booleans())
SENTENCES = st.lists(st.tuples(st.booleans(), PROPOSALS, PROPOSALS), max_size=20).map(
    lambda rows: [MeasuredSentence(1, place, place + 1, *row) for place, row in enumerate(rows)]
)


@given(SENTENCES, st.sampled_from([Side.MODEL, Side.CUES]))
def test_a_list_counts_what_its_number_is_made_of(sentences, side):
    score = score_exact(
        [one.start for one in sentences if one.is_claim], [one.start for one in sentences if one.by(side).is_proposed]
    )
    proposed, claims, either = (
        list_counted(sentences, side, of) for of in (Counted.PRECISION, Counted.RECALL, Counted.F1)
    )
    for listed, of_all in ((proposed, score.found), (claims, score.gold)):
        wrong = [one.is_wrong(side) for one in listed]
        assert (len(listed), len(listed) - sum(wrong)) == (of_all, score.right)
        assert wrong == sorted(wrong, reverse=True)
    assert {*proposed, *claims} == {*either}
    assert [one.by(side).score for one in list_counted(sentences, side, Counted.AUC)] == sorted(
        (one.by(side).score for one in sentences), reverse=True
    )


@given(SENTENCES)
def test_a_difference_counts_what_only_one_of_the_two_proposes(sentences):
    listed = list_counted(sentences, Side.DIFFERENCE, Counted.PRECISION)
    assert {*listed} == {one for one in sentences if one.model.is_proposed is not one.cues.is_proposed}
    assert {*list_counted(sentences, Side.DIFFERENCE, Counted.RECALL)} == {one for one in listed if one.is_claim}
    assert len(list_counted(sentences, Side.DIFFERENCE, Counted.AUC)) == len(sentences)
