"""What a reading holds at each sentence: the same whoever asks, and never another reading's."""

from dataclasses import replace

from annotator.core.records import Check, Claim, Flag, Kind, Outcome, Reading, Sentence
from annotator.core.reviews import SentenceState, contents_of

READING = Reading("One. Two.", (Sentence(0, 0, 4, Kind.BODY), Sentence(1, 5, 9, Kind.BODY)))
CLAIM = Claim("c", 5, 9, frozenset({Flag.FACT}))


def test_a_reading_s_contents_are_made_once():
    assert contents_of(READING) is contents_of(READING)


def test_readings_that_differ_keep_apart_however_many_were_asked_for():
    tagged = replace(READING, claims=(CLAIM,))
    checked = replace(READING, checks=(Check("k", 0, 9, Outcome.NOTHING),))
    for _ in range(2):
        for number in range(9):
            other = replace(READING, claims=(replace(CLAIM, uid=f"c{number}"),))
            assert contents_of(other)[1].claims[0].uid == f"c{number}"
        assert contents_of(tagged)[1].state is SentenceState.TAGGED
        assert contents_of(tagged)[0].state is SentenceState.UNTOUCHED
        assert contents_of(checked)[0].state is SentenceState.NOTHING
        assert contents_of(READING)[1].state is SentenceState.UNTOUCHED


def test_equal_readings_that_are_not_the_same_give_equal_contents():
    assert contents_of(replace(READING)) == contents_of(READING)
