"""Cutting a text anew: what an act does, where it may land, and that nothing anchored to the text moves."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.cuts import Cut, Cutting, CutVerb, Power, carry_out, power_of, resolve_ordinal, take_back
from annotator.core.errors import Conflict, Invalid
from annotator.core.homes import covering_outcome
from annotator.core.records import Check, Kind, Outcome, Reading, Span
from annotator.core.reviews import SentenceState, contents_of
from annotator.core.segmentations import check_cut, with_duplicates
from tests.make import TEXT, plain_cut

SENTENCES = with_duplicates(TEXT, plain_cut(TEXT))
FIRST, SECOND = SENTENCES[1], SENTENCES[2]


def at(words: str) -> int:
    return TEXT.index(words)


def test_a_split_stands_between_two_words_whatever_letter_the_caret_is_in() -> None:
    for caret in (at("the Coast Wire reported"), at("the Coast Wire reported") + 2):
        units = carry_out(TEXT, SENTENCES, Cut(CutVerb.SPLIT, FIRST.span, caret))
        assert TEXT[units[2].start : units[2].stop].startswith("the Coast Wire")
        assert len(units) == len(SENTENCES) + 1


def test_a_text_without_blanks_is_split_at_the_caret() -> None:
    text = "两名官员表示，谈判已经破裂。部长否认。"
    (unit,) = with_duplicates(text, plain_cut(text))
    units = carry_out(text, (unit,), Cut(CutVerb.SPLIT, unit.span, 14))
    assert [text[u.start : u.stop] for u in units] == ["两名官员表示，谈判已经破裂。", "部长否认。"]


@pytest.mark.parametrize("caret", [None, FIRST.start, FIRST.start + 2, FIRST.stop, 0])
def test_a_split_that_leaves_nothing_on_one_side_is_refused(caret: int | None) -> None:
    with pytest.raises(Invalid):
        carry_out(TEXT, SENTENCES, Cut(CutVerb.SPLIT, FIRST.span, caret))


def test_a_kind_goes_to_the_repeats_as_well() -> None:
    text = "Fire in Vell.\nIt burned.\nFire in Vell.\n"
    cut = with_duplicates(text, plain_cut(text))
    units = carry_out(text, cut, Cut(CutVerb.KIND, cut[0].span, kind=Kind.CAPTION))
    assert [unit.kind for unit in units] == [Kind.CAPTION, Kind.BODY, Kind.CAPTION]
    assert units[2].duplicate_of == 0


def test_what_is_so_already_makes_no_next_cut() -> None:
    with pytest.raises(Invalid) as error:
        carry_out(TEXT, SENTENCES, Cut(CutVerb.KIND, FIRST.span, kind=Kind.BODY))
    assert error.value.code == "cut_already"


ACTS = st.lists(st.tuples(st.sampled_from(CutVerb), st.integers(0, 9), st.integers(0, 300), st.sampled_from(Kind)),
                max_size=10)  # fmt: skip


@given(ACTS)
def test_any_cuts_cover_the_text_and_splitting_and_joining_undo_each_other(acts) -> None:
    units = SENTENCES
    for verb, which, caret, kind in acts:
        unit = units[which % len(units)]
        cut = Cut(verb, unit.span, unit.start + caret % (unit.stop - unit.start), kind)
        try:
            after = carry_out(TEXT, units, cut)
        except Invalid:
            continue
        check_cut(TEXT, after)
        if verb is CutVerb.SPLIT:
            joined = carry_out(TEXT, after, Cut(CutVerb.JOIN, after[unit.ordinal].span))
            assert [u.span for u in joined] == [u.span for u in units]
        units = after


@given(ACTS)
def test_an_act_upon_an_older_cut_lands_on_the_same_words_or_nowhere(acts) -> None:
    units = SENTENCES
    for verb, which, caret, kind in acts:
        unit = units[which % len(units)]
        try:
            units = carry_out(TEXT, units, Cut(verb, unit.span, unit.start + caret % (unit.stop - unit.start), kind))
        except Invalid:
            continue
    reading = Reading(TEXT, units, cut=2)
    for old in SENTENCES:
        try:
            ordinal = resolve_ordinal(reading, old.span, old.ordinal)
        except Conflict:
            assert old.span not in [unit.span for unit in units]
        else:
            assert units[ordinal].span == old.span


def test_an_ordinal_alone_is_good_only_while_the_text_was_never_cut_anew() -> None:
    assert resolve_ordinal(Reading(TEXT, SENTENCES), None, 3) == 3
    with pytest.raises(Conflict) as error:
        resolve_ordinal(Reading(TEXT, SENTENCES, cut=2), None, 3)
    assert error.value.code == "recut"


def test_a_sentence_is_checked_when_agreeing_checks_cover_it() -> None:
    third = SENTENCES[3]
    checks = (
        Check("a" * 32, SECOND.start, SECOND.stop, Outcome.NOTHING),
        Check("b" * 32, third.start, third.stop, Outcome.NOTHING),
    )
    joined = carry_out(TEXT, SENTENCES, Cut(CutVerb.JOIN, SECOND.span))
    assert covering_outcome(TEXT, joined[2], checks) is Outcome.NOTHING
    differing = (checks[0], replace(checks[1], outcome=Outcome.NOT_ARTICLE))
    assert covering_outcome(TEXT, joined[2], differing) is None
    assert covering_outcome(TEXT, joined[2], checks[:1]) is None
    split = carry_out(TEXT, SENTENCES, Cut(CutVerb.SPLIT, SECOND.span, at("people were")))
    states = [content.state for content in contents_of(Reading(TEXT, split, checks=checks[:1])).values()]
    assert states[2:4] == [SentenceState.NOTHING, SentenceState.NOTHING]


POWERS = [
    (Cutting.NOBODY, Power.NONE, Power.NONE),
    (Cutting.EDITORS, Power.CUT, Power.NONE),
    (Cutting.PROPOSE, Power.CUT, Power.PROPOSE),
    (Cutting.REVIEWERS, Power.CUT, Power.CUT),
]


@pytest.mark.parametrize(("cutting", "editor", "reviewer"), POWERS)
def test_who_may_cut_is_the_projects_choice(cutting: Cutting, editor: Power, reviewer: Power) -> None:
    assert power_of(cutting, is_editor=True) is editor
    assert power_of(cutting, is_editor=False) is reviewer


def test_a_sentence_that_is_gone_is_not_cut() -> None:
    with pytest.raises(Conflict) as error:
        carry_out(TEXT, SENTENCES, Cut(CutVerb.JOIN, Span(FIRST.start, FIRST.stop - 1)))
    assert error.value.code == "recut"


DRAWN = st.tuples(
    st.sampled_from(list(CutVerb)), st.integers(0, 20), st.integers(0, 400), st.sampled_from(list(Kind))
)


def cut_by_chance(sentences, drawn):
    """The sentences after a cut that was drawn, or as they are where it cannot be made."""
    verb, ordinal, offset, kind = drawn
    unit = sentences[ordinal % len(sentences)]
    cut = Cut(verb, unit.span, unit.start + offset % (unit.stop - unit.start), kind)
    try:
        return carry_out(TEXT, sentences, cut)
    except Invalid:
        return sentences


@given(DRAWN, st.lists(DRAWN, min_size=1, max_size=6))
def test_taking_a_cut_back_gives_its_place_back_and_leaves_all_else_or_refuses(one, later) -> None:
    after = cut_by_chance(SENTENCES, one)
    newest = after
    for drawn in later:
        newest = cut_by_chance(newest, drawn)
    try:
        units = take_back(TEXT, newest, SENTENCES, after)
    except Conflict:
        return
    check_cut(TEXT, units)
    was, made, stored, got = (
        {(unit.start, unit.stop, unit.kind) for unit in cut} for cut in (SENTENCES, after, newest, units)
    )
    assert was - made <= got
    assert not (made - was) & got
    assert stored - made <= got, "what was cut elsewhere stays"


def test_taking_the_newest_cut_back_gives_the_sentences_before_it() -> None:
    after = carry_out(TEXT, SENTENCES, Cut(CutVerb.JOIN, FIRST.span))
    assert take_back(TEXT, after, SENTENCES, after) == SENTENCES
    assert take_back(TEXT, SENTENCES, SENTENCES, after) == SENTENCES, "it was taken back already"
    again = carry_out(TEXT, after, Cut(CutVerb.KIND, after[1].span, kind=Kind.CAPTION))
    with pytest.raises(Conflict) as error:
        take_back(TEXT, again, SENTENCES, after)
    assert error.value.code == "recut"
