"""Moving edges: steps by word and by character as people see it, and what an annotation keeps when it moves."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core import mentions
from annotator.core.actions import apply_changes, invert
from annotator.core.edges import Edge, Stride, step_edge
from annotator.core.errors import Invalid
from annotator.core.graphemes import boundaries
from annotator.core.mentions import Phrase
from annotator.core.records import (
    Attribution,
    Bound,
    Claim,
    Figure,
    Flag,
    Kind,
    Reading,
    Sentence,
    SourceCard,
    SourceLink,
    SourceType,
    Span,
)

MARKS = "abZ é\u0301\u0323\u200d👩👩🏽‍⚕️🇱🇻🏴‍☠️ قال שני ẹ́ 두관.,“”\u00a0\n"
WORDS = st.text(st.sampled_from(MARKS), min_size=1, max_size=30)


@st.composite
def stretches(draw: st.DrawFn) -> tuple[str, Span, Span]:
    """A text, a sentence in it and a span in the sentence."""
    before, words, after = draw(WORDS), draw(WORDS), draw(WORDS)
    start = draw(st.integers(0, len(words) - 1))
    stop = draw(st.integers(start + 1, len(words)))
    sentence = Span(len(before), len(before) + len(words))
    return before + words + after, sentence, Span(len(before) + start, len(before) + stop)


@given(stretches(), st.sampled_from(Edge), st.sampled_from(Stride), st.sampled_from([-1, 1]))
def test_a_step_moves_one_edge_the_asked_way_and_stays_in_the_sentence(made, edge, stride, by) -> None:
    text, sentence, span = made
    moved = step_edge(text, sentence, span, edge, stride, by)
    assert sentence.contains(moved)
    assert moved.start < moved.stop
    if edge is Edge.START:
        assert moved.stop == span.stop
        assert moved == span or (moved.start - span.start) * by > 0
        assert moved == span or not text[moved.start].isspace()
    else:
        assert moved.start == span.start
        assert moved == span or (moved.stop - span.stop) * by > 0
        assert moved == span or not text[moved.stop - 1].isspace()


@given(stretches(), st.sampled_from(Edge), st.sampled_from(Stride), st.sampled_from([-1, 1]))
def test_a_step_and_the_step_back_lead_to_the_same_edges(made, edge, stride, by) -> None:
    text, sentence, span = made
    on = step_edge(text, sentence, span, edge, stride, by)
    again = step_edge(text, sentence, on, edge, stride, by)
    if again != on:
        assert step_edge(text, sentence, again, edge, stride, -by) == on


@given(stretches(), st.sampled_from(Edge), st.sampled_from([-1, 1]))
def test_no_step_stops_inside_a_character(made, edge, by) -> None:
    text, sentence, span = made
    places = {sentence.start + place for place in boundaries(text[sentence.start : sentence.stop])}
    moved = step_edge(text, sentence, span, edge, Stride.CHARACTER, by)
    assert moved == span or (moved.start if edge is Edge.START else moved.stop) in places


@pytest.mark.parametrize("words", ["👨‍👩‍👧‍👦", "🏴‍☠️", "🇱🇻", "e\u0301\u0323", "👍🏽", "각", "\u1112\u1161\u11ab"])
def test_what_people_see_as_one_character_is_one_step(words: str) -> None:
    text = f"a{words}b"
    assert step_edge(text, Span(0, len(text)), Span(0, 1), Edge.STOP, Stride.CHARACTER, 1) == (0, 1 + len(words))


TEXT = "Citing officials, the Coast Wire said nearly 5,200 tonnes were lost. It rained."
CLAIM = Claim("c" * 32, 38, 67, frozenset({Flag.FACT}), (SourceLink("s" * 32),), starred=True)
CUE = Span(TEXT.index("said"), TEXT.index("said") + 4)
MENTION = Attribution("a" * 32, 18, 32, "s" * 32, (CUE,))
FIGURE = Figure("f" * 32, 45, 57, low=None, high=None, bound=Bound.EXACT, measure="other", unit="", claim_uid="c" * 32)  # type: ignore[arg-type]  # filled below


def reading() -> Reading:
    read = mentions.read_figure(TEXT[45:57])
    figure = replace(FIGURE, low=read.low, high=read.high, bound=read.bound, measure=read.measure, unit=read.unit)
    sentences = (Sentence(0, 0, 68, Kind.BODY), Sentence(1, 69, len(TEXT), Kind.BODY))
    return Reading(TEXT, sentences, (CLAIM,), (MENTION,), (figure,), (SourceCard("s" * 32, SourceType.OUTLET, None),))


def phrase(words: str) -> Phrase:
    start = TEXT.index(words)
    return Phrase(start, start + len(words), words)


def moved(uid: str, words: str) -> Reading:
    before = reading()
    return apply_changes(before, mentions.move_edges(before, uid, phrase(words)).changes)


def test_a_moved_annotation_keeps_uid_links_cues_and_marks() -> None:
    after = moved("c" * 32, "5,200 tonnes were lost").claims[0]
    assert after == replace(CLAIM, start=45, stop=67)
    mention = moved("a" * 32, "Coast Wire").attributions[0]
    assert mention == replace(MENTION, start=22)


def test_a_figure_is_read_again_unless_a_person_corrected_it() -> None:
    assert moved("f" * 32, "nearly 5,200 tonnes").figures[0].bound is Bound.ABOUT
    corrected = replace(reading().figures[0], bound=Bound.AT_LEAST)
    before = replace(reading(), figures=(corrected,))
    act = mentions.move_edges(before, "f" * 32, phrase("nearly 5,200 tonnes"))
    after = apply_changes(before, act.changes).figures[0]
    assert (after.bound, after.low, after.claim_uid) == (Bound.AT_LEAST, corrected.low, "c" * 32)


def test_a_cue_left_behind_in_another_sentence_goes() -> None:
    assert moved("a" * 32, "It rained").attributions[0].cues == ()


REFUSALS = [
    ("into the cue", "a" * 32, phrase("the Coast Wire said"), "span_cue"),
    ("over the end of the sentence", "c" * 32, phrase("were lost. It"), "span_crosses"),
    ("zero length", "c" * 32, Phrase(40, 40, ""), None),
    ("nothing but a blank", "c" * 32, Phrase(17, 18, " "), "span_blank"),
    ("outside the text", "c" * 32, Phrase(60, 600, "x"), None),
    ("turned round", "c" * 32, Phrase(60, 50, ""), None),
    ("between two sentences", "c" * 32, Phrase(68, 69, " "), "span_blank"),
]


@pytest.mark.parametrize(("uid", "to", "code"), [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS])
def test_edges_that_cannot_be_are_refused_in_words(uid: str, to: Phrase, code: str | None) -> None:
    with pytest.raises(Invalid) as error:
        mentions.move_edges(reading(), uid, to)
    assert code is None or error.value.code == code
    assert len(error.value.message) > 20


@given(st.sampled_from(["c", "a", "f"]), st.lists(st.tuples(st.sampled_from(Edge), st.sampled_from(Stride),
       st.sampled_from([-1, 1])), max_size=12))  # fmt: skip
def test_taking_the_moves_back_one_by_one_gives_the_first_reading(letter: str, steps) -> None:
    first = state = reading()
    done = []
    for edge, stride, by in steps:
        record = next(record for record in state.records if record.uid == letter * 32)
        span = step_edge(TEXT, state.home_of(record.start).span, record.span, edge, stride, by)
        if any(cue.overlaps(span) for cue in getattr(record, "cues", ())):
            continue
        act = mentions.move_edges(state, letter * 32, Phrase(*span, TEXT[span.start : span.stop]))
        done.append(act)
        state = apply_changes(state, act.changes)
    for act in reversed(done):
        state = apply_changes(state, invert(act.changes))
    assert state == first
