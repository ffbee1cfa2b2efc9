"""The strip as shapes: in its frame, in the text's direction, comparable between articles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.sourcing.drawing import Format, StripDrawing, draw_strip
from annotator.core.sourcing.strip import VOICES, Bar, Voice, name_voice, voice_words

BARS = st.lists(st.builds(Bar, st.integers(0, 500), st.sampled_from(Voice), st.integers(0, 9)), max_size=300)


def lengths(drawing: StripDrawing) -> list[float]:
    return [max(mark.width, mark.height) if drawing.format is Format.MAP else mark.height for mark in drawing.marks]


@given(BARS, st.sampled_from(Format), st.booleans())
def test_every_bar_stays_inside_the_drawing(bars: list[Bar], format_: Format, mirrored: bool) -> None:
    drawing = draw_strip(bars, format_, right_to_left=mirrored)
    assert len(drawing.marks) == len(bars)
    for mark in drawing.marks:
        assert mark.left >= -0.02
        assert mark.left + mark.width <= drawing.width + 0.02
        assert mark.top >= -0.02
        assert mark.top + mark.height <= drawing.height + 0.02


@given(BARS, st.sampled_from([Format.HEAD, Format.THUMB]), st.booleans())
def test_bars_stand_in_the_texts_direction(bars: list[Bar], format_: Format, mirrored: bool) -> None:
    places = [mark.x1 for mark in draw_strip(bars, format_, right_to_left=mirrored).marks]
    assert places == sorted(places, reverse=mirrored)


@given(BARS)
def test_a_map_has_a_room_of_its_own_for_each_bar_in_their_order(bars: list[Bar]) -> None:
    drawing = draw_strip(bars, Format.MAP)
    assert [mark.ordinal for mark in drawing.marks] == [bar.ordinal for bar in bars]
    assert drawing.hit_height * len(bars) == pytest.approx(drawing.height, abs=0.01 * len(bars) + 0.01)
    for place, mark in enumerate(drawing.marks):
        assert mark.hit_top == pytest.approx(place * drawing.hit_height, abs=0.01 * len(bars) + 0.01)
        assert mark.top >= mark.hit_top - 0.02
        assert mark.top + mark.height <= mark.hit_top + drawing.hit_height + 0.02
        assert mark.y1 == mark.y2 == pytest.approx(mark.hit_top + drawing.hit_height / 2, abs=0.02)


def test_a_map_of_a_right_to_left_text_grows_from_the_right() -> None:
    drawing = draw_strip([Bar(0, Voice.OWN, 1)], Format.MAP, right_to_left=True)
    [mark] = drawing.marks
    assert mark.x1 == drawing.width
    assert mark.left + mark.width == drawing.width


@pytest.mark.parametrize("format_", Format)
def test_a_longer_article_gets_thinner_bars_not_a_longer_strip(format_: Format) -> None:
    short, long = (draw_strip([Bar(0, Voice.OWN, 1)] * count, format_) for count in (30, 3000))
    assert max(long.width, long.height) <= {"head": 944, "thumb": 160, "map": 640}[format_]
    assert long.thickness < short.thickness


def test_what_rests_on_a_sentence_is_its_bars_length_on_one_scale_for_all_articles() -> None:
    reaches = lengths(draw_strip([Bar(n, Voice.OWN, n) for n in range(6)]))
    assert reaches == sorted(reaches)
    assert len(set(reaches)) == 5
    assert lengths(draw_strip([Bar(0, Voice.OWN, 2)])) == [reaches[2]]


def test_a_strip_tells_its_voices_in_one_order_and_in_words() -> None:
    drawing = draw_strip([Bar(3, Voice.UNTOUCHED, 0), Bar(4, Voice.OWN, 2), Bar(6, Voice.OWN, 1)])
    assert drawing.tally == ((Voice.OWN, 2), (Voice.UNTOUCHED, 1))
    assert drawing.words == "3 body sentences: 2 own voice, 1 not looked at yet."
    assert [mark.words for mark in drawing.marks] == [
        "4: not looked at yet",
        "5: own voice, 2 claims and figures",
        "7: own voice, 1 claim or figure",
    ]


def test_every_voice_has_a_name() -> None:
    assert set(VOICES) == set(Voice)
    assert all(name_voice(voice) in voice_words(Bar(0, voice, 1)) for voice in Voice)


@given(BARS, st.sampled_from(Format), st.booleans(), st.sets(st.integers(0, 500)))
def test_some_bars_stand_where_they_stand_among_all(
    bars: list[Bar], format_: Format, mirrored: bool, only: set[int]
) -> None:
    whole = draw_strip(bars, format_, right_to_left=mirrored)
    some = draw_strip(bars, format_, right_to_left=mirrored, only=only)
    assert some.marks == tuple(mark for mark in whole.marks if mark.ordinal in only)
    assert (some.words, some.tally, some.width, some.height) == (whole.words, whole.tally, whole.width, whole.height)
