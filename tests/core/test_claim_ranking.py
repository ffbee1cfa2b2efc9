"""Claims by cues: what ranks above what, and why, in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.claim_cues import NoClaim
from annotator.core.claim_judgements import judge_claims, settle
from annotator.core.claim_ranking import PROPOSED, rank_sentences
from annotator.core.records import (
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
from annotator.core.sentences import sentence_spans
from annotator.core.suggestions import suggest


def ranked(text, kind=Kind.BODY):
    sentences = tuple(Sentence(at, *span, kind) for at, span in enumerate(sentence_spans(text), 1))
    return rank_sentences(text, sentences, suggest(text, sentences).claims)


def test_what_can_be_checked_ranks_above_what_cannot_and_says_why():
    checked, plain, asked, refused = ranked(
        "Two officials said on Friday that 40 ferries had sunk off Viken. The crew were cold. Who knew? "
        "The ferry company declined to comment."
    )
    assert checked.score > plain.score >= PROPOSED > asked.score > refused.score
    assert checked.reason == "figure + name + source in the sentence"
    assert (plain.reason, asked.reason, refused.reason) == ("statement", NoClaim.QUESTION, NoClaim.NO_ANSWER)
    assert [one.is_proposed for one in (checked, plain, asked, refused)] == [True, True, False, False]


@pytest.mark.parametrize(
    "text",
    [
        "Neither would be named.",
        "It gave no further details.",
        "The agency could not confirm the number.",
        "The company did not say why.",
        "It is not clear who gave the order.",
        "The doctor did not want his name used because soldiers had come.",
        "Read more: the ferry timetable for winter",
    ],
)
def test_the_forms_that_claim_nothing_are_not_proposed(text):
    [one] = ranked(text)
    assert not one.is_proposed
    assert one.score < 0.1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Voters go to the polls on 9 June.", Kind.BODY),
        ("Manufacturers warn of job losses.", Kind.BODY),
        ("“Not true,” the embassy said in a one-line statement.", Kind.BODY),
        ("Wolf pack above Val Terza", Kind.HEADLINE),
    ],
)
def test_a_present_tense_a_denial_and_a_headline_without_a_verb_are_statements(text, kind):
    assert [one.is_proposed for one in ranked(text, kind)] == [True]


@given(st.text(max_size=200))
def test_every_sentence_asked_about_has_one_rank_between_0_and_1_whatever_is_written(text):
    found = ranked(text)
    assert [one.sentence.span for one in found] == list(sentence_spans(text))
    assert all(0 < one.score < 1 and one.reason for one in found)
    assert all(one.is_proposed == (one.score >= PROPOSED) for one in found)


TEXT = "It sank. Forty came. He left. Who? Share this."
SENTENCES = tuple(Sentence(at, *span, Kind.BODY) for at, span in enumerate(sentence_spans(TEXT), 1))


def test_a_sentence_is_a_no_only_where_somebody_looked_at_it():
    first, second, _, question, last = (one.span for one in SENTENCES)
    reading = Reading(
        TEXT, SENTENCES,
        claims=(Claim("1" * 32, *first, frozenset({Flag.FACT})),),
        figures=(Figure("2" * 32, second.start, second.start + 5, None, None, Bound.EXACT, Measure.COUNT),),
        checks=(Check("3" * 32, *question, Outcome.NOTHING), Check("4" * 32, *last, Outcome.NOT_ARTICLE)),
    )  # fmt: skip
    assert judge_claims(reading) == {1: True, 2: False, 4: False}


def test_several_passes_settle_by_majority_and_an_even_split_is_missing():
    assert settle([{1: True, 2: True, 3: False}, {1: True, 2: False}, {1: False}]) == {1: True, 3: False}
