"""Marks with a desk's own tags: making, telling, giving them to another tag; sentences, inks and agreement."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.actions import ActionKind, PastAction, apply_changes, invert, next_to_redo, next_to_undo
from annotator.core.agreement.differences import Matter, find_differences
from annotator.core.agreement.patterns import Answer, answers, count_patterns, own_facet
from annotator.core.agreement.report import report_agreement
from annotator.core.annotations import Request, Verb, answer_sentence
from annotator.core.errors import Conflict, Invalid, NotFound
from annotator.core.inks import cut_inks
from annotator.core.marks import add_mark, check_told, edit_mark, give_tag, told_words, word_around
from annotator.core.mentions import Phrase, move_edges, remove_annotation
from annotator.core.records import Check, Kind, Mark, Outcome, Reading, Sentence, Span
from annotator.core.reviews import SentenceState, contents_of, find_open_points
from tests.fixtures.own_tags import GONE, LOADED, SLANTED

TEXT = "A regime fell today. “Hardliners,” he said, left."
FIRST, SECOND = Sentence(0, 0, 20, Kind.BODY), Sentence(1, 21, len(TEXT), Kind.BODY)
EMPTY = Reading(TEXT, (FIRST, SECOND))
WORD = Phrase(2, 8, "regime")
TAGS = {LOADED.key: LOADED}


def marked(uid: str = "m1", phrase: Phrase = WORD) -> Reading:
    """A reading with one mark."""
    return apply_changes(EMPTY, add_mark(EMPTY, uid, LOADED, phrase).changes)


def test_a_mark_answers_its_sentence_and_takes_its_check_away() -> None:
    checked = replace(EMPTY, checks=(Check("k", 0, 20, Outcome.NOTHING),))
    after = apply_changes(checked, add_mark(checked, "m1", LOADED, WORD).changes)
    assert contents_of(after)[0].state is SentenceState.TAGGED
    assert after.checks == ()
    assert [point.ordinal for point in find_open_points(after)] == [1]


@pytest.mark.parametrize(("tag", "error"), [(None, Invalid), (GONE, Conflict)])
def test_a_tag_that_is_not_there_or_retired_makes_no_mark(tag, error) -> None:
    with pytest.raises(error):
        add_mark(EMPTY, "m1", tag, WORD)


def test_the_same_words_get_a_tag_once_but_may_have_two_tags() -> None:
    with pytest.raises(Conflict):
        add_mark(marked(), "m2", LOADED, WORD)
    assert add_mark(marked(), "m2", SLANTED, WORD).changes


def test_a_mark_is_told_only_what_its_tag_asks() -> None:
    given = {"tone": ["blame"], "aims": ["person", "body"], "strength": ["1,200.50"], "plain": [" power "]}
    given["quoted"] = []
    act = edit_mark(marked(), "m1", TAGS, given)
    mark = apply_changes(marked(), act.changes).marks[0]
    assert mark.told == (("aims", ("body", "person")), ("plain", "power"), ("strength", "1200.5"), ("tone", "blame"))
    assert told_words(mark, LOADED) == (
        ("Tone", "blames"), ("Aims at", "a body, a person"), ("Strength", "1200.5"), ("Plainer word", "power"),
    )  # fmt: skip
    assert apply_changes(apply_changes(marked(), act.changes), invert(act.changes)) == marked()


@pytest.mark.parametrize(
    "given",
    [
        {"tone": ["praises"]}, {"tone": ["praise", "blame"]}, {"aims": ["nobody"]}, {"strength": ["many"]},
        {"strength": ["1e3"]}, {"strength": ["NaN"]}, {"plain": ["x" * 501]}, {"plain": ["a\x00"]}, {"quoted": ["no"]},
        {"name": ["Somebody"]},
    ],
)  # fmt: skip
def test_what_the_tag_does_not_ask_is_refused_field_by_field(given) -> None:
    with pytest.raises(Invalid) as refused:
        check_told(LOADED, given)
    assert set(refused.value.fields) == set(given)


def test_a_word_that_the_scheme_has_dropped_is_still_readable() -> None:
    mark = Mark("m", 0, 1, "loaded", (("old", "word"), ("tone", "shouting")))
    assert told_words(mark, LOADED) == (("Tone", "shouting"), ("old", "word"))
    assert told_words(mark, None) == (("old", "word"), ("tone", "shouting"))


@pytest.mark.parametrize(
    ("caret", "words"), [(0, "A"), (2, "regime"), (5, "regime"), (8, "fell"), (19, "today"), (20, "today")]
)
def test_a_key_marks_the_word_at_the_caret_without_its_punctuation(caret, words) -> None:
    span = word_around(EMPTY, FIRST, caret)
    assert span is not None
    assert TEXT[span.start : span.stop] == words


@pytest.mark.parametrize(
    ("text", "caret", "words"),
    [
        ("—", 0, None), ("“ … ”", 0, None), ("| * * *", 3, None), ("▪ ■ ►", 0, None), ("— A ferry —", 10, None),
        ("— A ferry", 0, "A"), ("ferries – and", 8, "and"), ("Smith & Sons", 6, "Sons"), ("▪ “Boats”", 0, "Boats"),
        ("rose 🌊 again", 5, "🌊"), ("5 % –", 0, "5"),
    ],
)  # fmt: skip
def test_a_key_passes_over_what_is_no_word_and_marks_none_where_none_follows(text, caret, words) -> None:
    sentence = Sentence(0, 0, len(text), Kind.BODY)
    span = word_around(Reading(text, (sentence,)), sentence, caret)
    assert (span and text[span.start : span.stop]) == words


@given(st.text(alphabet="ab  .“”’\n👩\u200d\u0301ש", min_size=1, max_size=30), st.integers(-3, 40))
def test_the_word_at_a_caret_is_never_blank_and_never_leaves_its_sentence(text, caret) -> None:
    sentence = Sentence(0, 0, len(text), Kind.BODY)
    span = word_around(Reading(text, (sentence,)), sentence, caret)
    if span is not None:
        assert 0 <= span.start < span.stop <= len(text)
        assert not any(sign.isspace() for sign in text[span.start : span.stop])


def test_a_mark_is_starred_doubted_moved_and_removed_like_the_others() -> None:
    reading = marked()
    for verb in (Verb.STAR, Verb.UNSURE):
        reading = apply_changes(reading, answer_sentence(reading, Request(0, verb, focus="m1"), lambda: "x").changes)
    assert (reading.marks[0].starred, reading.marks[0].unsure) == (True, True)
    reading = apply_changes(reading, move_edges(reading, "m1", Phrase(0, 8, "A regime")).changes)
    assert reading.marks[0].span == Span(0, 8)
    assert apply_changes(reading, remove_annotation(reading, "m1").changes).marks == ()
    with pytest.raises(NotFound):
        edit_mark(EMPTY, "m1", TAGS, {})


def test_pieces_carry_the_tags_on_them_and_are_the_exact_words() -> None:
    reading = apply_changes(marked(), add_mark(marked(), "m2", SLANTED, Phrase(2, 13, "regime fell")).changes)
    pieces = cut_inks(reading, FIRST.span)
    assert "".join(piece.words for piece in pieces) == TEXT[:20]
    assert [(piece.words, piece.marks) for piece in pieces if piece.marks] == [
        ("regime", ("slanted", "loaded")), (" fell", ("slanted",)),
    ]  # fmt: skip
    assert pieces[1].annotations == ("m2", "m1")


def test_merging_keeps_what_the_other_tag_can_hold_and_one_mark_for_the_same_words() -> None:
    told = (("plain", "rule"), ("strength", "3"), ("tone", "praise"))
    reading = replace(EMPTY, marks=(
        Mark("a", 2, 8, "loaded", told), Mark("b", 22, 32, "loaded"), Mark("c", 22, 32, "slanted"),
    ))  # fmt: skip
    found = {item.change.uid: item for item in give_tag(reading, LOADED, SLANTED)}
    assert found["a"].change.after == Mark("a", 2, 8, "slanted", (("strength", "3"),))
    assert found["a"].lost == ("plain", "tone")
    assert found["b"].change.after is None
    after = apply_changes(reading, [item.change for item in found.values()])
    assert apply_changes(after, invert(item.change for item in found.values())) == reading


def test_undo_does_not_reach_past_a_merge() -> None:
    done = [PastAction(1, ActionKind.TAG_MARK), PastAction(2, ActionKind.MERGE_TAGS)]
    assert (next_to_undo(done), next_to_redo(done)) == (None, None)
    assert next_to_undo([*done, PastAction(3, ActionKind.TAG_MARK)]) == 3


def test_each_own_tag_counts_in_agreement_like_the_others() -> None:
    one, other = marked(), replace(EMPTY, checks=(Check("k", 0, 20, Outcome.NOTHING),))
    facet = own_facet("loaded")
    assert [answer.on(facet) for answer in answers(one)] == [Answer.YES, Answer.MISSING]
    counts = count_patterns({"1": one, "2": other}, {"1": {"loaded"}, "2": {"loaded"}})
    assert [(c.pattern.key, c.n) for c in counts if c.facet == facet] == [("1/2", 1)]
    assert [row.facet for row in report_agreement(counts, ("1", "2")).facets][-1] == facet


def test_who_tagged_without_the_tag_in_their_scheme_gave_no_answer_to_it() -> None:
    other = replace(EMPTY, checks=(Check("k", 0, 20, Outcome.NOTHING),))
    counts = count_patterns({"1": marked(), "2": other}, {"1": {"loaded"}, "2": set()})
    assert [(c.pattern.key, c.n) for c in counts if c.facet == own_facet("loaded")] == [("1/", 1)]
    assert not [c for c in count_patterns({"1": marked()}) if c.facet == own_facet("loaded")]


def test_differences_in_own_tags_come_last_by_presence_telling_and_words() -> None:
    told = replace(marked(), marks=(Mark("m2", 2, 8, "loaded", (("tone", "blame"),)),))
    wider = replace(marked(), marks=(Mark("m2", 0, 8, "loaded"),))
    untagged = replace(EMPTY, checks=(Check("k", 0, 20, Outcome.NOTHING),))
    for other, matter in ((told, Matter.OWN_TOLD), (wider, Matter.OWN_WORDS), (untagged, Matter.OWN_TAG)):
        assert [item.matters for item in find_differences({"1": marked(), "2": other})] == [(matter,)]
