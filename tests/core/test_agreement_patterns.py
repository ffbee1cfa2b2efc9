"""Answers on sentences and their additive counts."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.agreement.patterns import (
    Answer,
    Facet,
    Pattern,
    PatternCount,
    answers,
    choose,
    count_patterns,
)
from annotator.core.homes import covering_outcome
from annotator.core.records import (
    Attribution,
    Bound,
    Check,
    Claim,
    Figure,
    Flag,
    Kind,
    Measure,
    Outcome,
    Reading,
    Sentence,
)

TEXT = "Fire at port\nIt began at nine. Two ships burned, said one man. Rain fell.\nIt began at nine."
SENTENCES = (
    Sentence(0, 0, 12, Kind.HEADLINE),
    Sentence(1, 13, 30, Kind.BODY),
    Sentence(2, 31, 62, Kind.BODY),
    Sentence(3, 63, 73, Kind.BODY),
    Sentence(4, 74, 91, Kind.BODY, duplicate_of=1),
)
FACT = frozenset({Flag.FACT})


def reading(**parts: object) -> Reading:
    return Reading(TEXT, SENTENCES, **parts)  # type: ignore[arg-type]


def test_only_first_time_body_sentences_are_asked():
    assert [given.ordinal for given in answers(reading())] == [1, 2, 3]


def test_an_untouched_sentence_is_missing_on_every_facet():
    (_, second, _) = answers(reading())
    assert {second.on(facet) for facet in Facet} == {Answer.MISSING}


def test_a_tagged_sentence_says_no_to_every_tag_that_it_does_not_carry():
    claim = Claim("c", 31, 48, frozenset({Flag.OPINION}))
    (_, second, _) = answers(reading(claims=(claim,)))
    said = {facet for facet in Facet if second.on(facet) is Answer.YES}
    denied = {facet for facet in Facet if second.on(facet) is Answer.NO}
    assert said == {Facet.CLAIM, Facet.OPINION}
    assert denied == {Facet.FACT, Facet.PREDICTION, Facet.ATTRIBUTION, Facet.FIGURE}


@pytest.mark.parametrize("outcome", Outcome)
def test_a_check_of_any_outcome_says_no_to_everything(outcome):
    (first, *_) = answers(reading(checks=(Check("k", 13, 30, outcome),)))
    assert {first.on(facet) for facet in Facet} == {Answer.NO}


def test_a_claim_cut_in_two_is_one_yes():
    halves = (Claim("a", 31, 40, FACT), Claim("b", 41, 48, frozenset({Flag.PREDICTION})))
    counts = count_patterns({"ann": reading(claims=halves)})
    assert PatternCount(Facet.CLAIM, Pattern(frozenset({"ann"}), frozenset()), 1) in counts
    (_, second, _) = answers(reading(claims=halves))
    assert second.yes == {Facet.CLAIM, Facet.FACT, Facet.PREDICTION}


def test_an_annotation_answers_only_for_the_sentence_of_its_start():
    long = Attribution("a", 55, 70, None)
    given = answers(reading(attributions=(long,)))
    assert [sentence.on(Facet.ATTRIBUTION) for sentence in given] == [
        Answer.MISSING,
        Answer.YES,
        Answer.MISSING,
    ]


def test_annotations_in_headlines_and_duplicates_count_nowhere():
    figure = Figure("f", 84, 90, Decimal(9), None, Bound.EXACT, Measure.OTHER)
    given = answers(reading(claims=(Claim("c", 0, 12, FACT),), figures=(figure,)))
    assert not any(sentence.looked_at for sentence in given)


def test_unsure_never_changes_an_answer():
    claim, check = Claim("c", 31, 48, FACT), Check("k", 13, 30, Outcome.NOTHING)
    unsure = reading(claims=(replace(claim, unsure=True),), checks=(replace(check, unsure=True),))
    assert answers(unsure) == answers(reading(claims=(claim,), checks=(check,)))


SENTENCE = Sentence(1, 13, 30, Kind.BODY)


@pytest.mark.parametrize(
    ("checks", "covered"),
    [
        ([], False),
        ([(13, 30, Outcome.NOTHING)], True),
        ([(0, 60, Outcome.NOTHING)], True),
        ([(13, 21, Outcome.NOTHING)], False),
        ([(13, 21, Outcome.NOTHING), (22, 30, Outcome.NOTHING)], True),  # joined sentences: the blank is free
        ([(22, 30, Outcome.NOTHING), (13, 21, Outcome.NOTHING)], True),
        ([(13, 18, Outcome.NOTHING), (22, 30, Outcome.NOTHING)], False),
        ([(13, 21, Outcome.NOTHING), (22, 30, Outcome.DECLINED)], False),
        ([(31, 60, Outcome.NOTHING)], False),
    ],
)
def test_agreeing_checks_must_cover_every_word(checks, covered):
    made = [Check(str(i), start, stop, outcome) for i, (start, stop, outcome) in enumerate(checks)]
    assert (covering_outcome(TEXT, SENTENCE, made) is not None) is covered


def test_patterns_tell_yes_no_and_missing_apart():
    readings = {
        "ann": reading(claims=(Claim("c", 13, 30, FACT),)),
        "bob": reading(checks=(Check("k", 13, 30, Outcome.NOTHING),)),
        "eve": reading(),
    }
    claims = [count for count in count_patterns(readings) if count.facet is Facet.CLAIM]
    assert claims == [PatternCount(Facet.CLAIM, Pattern(frozenset({"ann"}), frozenset({"bob"})), 1)]


def test_readings_of_different_cuts_are_refused():
    other = Reading(TEXT, SENTENCES[:4])
    with pytest.raises(ValueError, match="same text"):
        count_patterns({"ann": reading(), "bob": other})


def test_leaving_a_reviewer_out_merges_what_is_left_and_drops_empty_patterns():
    counts = (
        PatternCount(Facet.CLAIM, Pattern(frozenset("ab"), frozenset()), 2),
        PatternCount(Facet.CLAIM, Pattern(frozenset("a"), frozenset("b")), 3),
        PatternCount(Facet.CLAIM, Pattern(frozenset(), frozenset("b")), 4),
        PatternCount(Facet.FIGURE, Pattern(frozenset("a"), frozenset()), 5),
    )
    assert choose(counts, Facet.CLAIM, ["a"]) == (
        PatternCount(Facet.CLAIM, Pattern(frozenset("a"), frozenset()), 5),
    )


keys = st.sets(st.text("0123456789abcdef", min_size=1, max_size=4), max_size=5)


@given(keys, keys)
def test_a_pattern_key_reads_back(yes, no):
    pattern = Pattern(frozenset(yes), frozenset(no - yes))
    assert Pattern.parse(pattern.key) == pattern


@pytest.mark.parametrize("key", ["", "a,b", "b,a/", "a//", "a/,", "a/a"])
def test_what_is_no_pattern_key_is_refused(key):
    with pytest.raises(ValueError, match="pattern key"):
        Pattern.parse(key)
