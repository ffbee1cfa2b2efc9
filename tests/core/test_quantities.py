"""The same quantity with different values: what is compared, what is not, and what can all be true."""

from dataclasses import replace
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.names import find_names
from annotator.core.records import Bound, Figure, Kind, Measure, Sentence
from annotator.core.sourcing.quantities import (
    Counted,
    Quantity,
    compare,
    noun_of,
    quantity_of,
    reach_of,
    singular,
    unit_key,
)

KEYS = count()


def counted(text_id, low, noun="soldier", *, bound=Bound.EXACT, names=("iraq",), words=(), day="2026-03-01", **more):
    return Counted(
        next(KEYS), text_id, Quantity(noun, names, words), Measure.COUNT, bound, Decimal(low), day=day, **more
    )


@pytest.mark.parametrize(
    ("unit", "noun"),
    [
        ("American troops", "soldier"), ("soldiers", "soldier"), ("people", "person"),
        ("people a day", "person per day"),
        ("oil tankers", "tanker"), ("children", "child"), ("injuries", "injured"), ("houses", "house"),
        ("buses", "bus"), ("countries", "country"), ("", ""), ("square metres", "square metre"), ("metres", "metre"),
        ("sq km", "square kilometre"), ("cubic metres a day", "cubic metre per day"), ("square tables", "table"),
        ("nautical miles", "nautical mile"), ("square-metre", "square metre"),
    ],
)  # fmt: skip
def test_what_is_counted_is_the_noun_in_the_singular(unit, noun):
    assert noun_of(unit, Measure.COUNT) == noun


@pytest.mark.parametrize(
    "spellings",
    [
        ("tonnes", "Tonne", " tonnes ", "TONNES"), ("square metres", "Square  metre", "square-metres"),
        ("American troops", "american\u00a0troop"), ("km", "Kms", "kilometers", "kilometre"), ("m²", "m2"),
        ("$", "dollars", "US$", "US dollars"), ("%", "per cent", "percent"), ("",),
    ],
)  # fmt: skip
def test_a_unit_is_one_however_it_is_spelt(spellings):
    assert len({unit_key(unit) for unit in spellings}) == 1


def test_units_that_are_not_one_are_told_apart():
    units = ("tonnes", "metres", "square metres", "American troops", "troops", "km", "miles", "$", "€", "percent",
             "percentage points", "")  # fmt: skip
    assert len({unit_key(unit) for unit in units}) == len(units)


def test_money_and_shares_are_compared_by_their_unit():
    assert noun_of("$", Measure.MONEY) == noun_of("dollars", Measure.MONEY) == noun_of("US$", Measure.MONEY) == "dollar"
    assert noun_of("euros", Measure.MONEY) == "euro"
    assert noun_of("per cent", Measure.PERCENT) == noun_of("%", Measure.PERCENT) == "percent"
    assert noun_of("percentage points", Measure.PERCENT) == "percentage point"
    assert noun_of("km", Measure.DURATION) == noun_of("kilometers", Measure.DURATION) == "kilometre"


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12))
def test_a_singular_is_never_empty(word):
    assert singular(word)


def test_the_words_of_the_sentence_are_kept_without_the_number():
    text = "There are some 5,200 American troops in Iraq, the Pentagon said."
    figure = Figure("F", 10, 36, Decimal(5200), None, Bound.ABOUT, Measure.COUNT, "American troops")
    first = Sentence(0, 0, len(text), Kind.BODY)
    text += " Ferries to Basra stop."
    names = find_names(text, [first, Sentence(1, first.stop + 1, len(text), Kind.BODY)])
    told = quantity_of(figure, text, first, names, "Ferries to Basra: Troops Stay")
    assert told.noun == "soldier"
    assert told.names == ("american", "basra", "iraq", "pentagon")
    assert not {"5", "ferries", "troops", "stay"} & {*told.names, *told.words}


def test_troops_and_soldiers_of_two_articles_stand_side_by_side():
    (group,) = compare([counted(1, 5200, bound=Bound.ABOUT), counted(2, 5000, bound=Bound.ABOUT), counted(2, 40)])
    assert [figure.low for figure in group.figures] == [5200, 5000]
    assert group.all_hold


def test_exact_numbers_that_differ_cannot_all_be_true_and_come_first():
    groups = compare(
        [counted(1, 50, bound=Bound.AT_LEAST), counted(2, 60), counted(1, 40, "boat"), counted(2, 41, "boat")]
    )
    told = [(group.figures[0].quantity.noun, group.all_hold) for group in groups]
    assert told == [("boat", False), ("soldier", True)]


@pytest.mark.parametrize(
    "other",
    [
        counted(1, 60),  # the same text
        counted(2, 50),  # the same value
        counted(2, 60, "boat"),
        counted(2, 101),
        counted(2, 60, names=("norway",)),
        counted(2, 60, day="2026-09-01"),
    ],
)
def test_figures_that_need_not_count_the_same_are_not_compared(other):
    assert compare([counted(1, 50), other]) == ()


@pytest.mark.parametrize(
    ("high", "shared", "is_asked"),
    [
        (60, {}, True), (80, {}, False),  # one name alone speaks for numbers that are near each other
        (80, {"words": ("crossed",)}, True), (80, {"names": ("iraq", "basra")}, True),
        (80, {"names": (), "words": ("crossed", "river")}, True), (60, {"names": (), "words": ("crossed",)}, False),
    ],
)  # fmt: skip
def test_the_further_apart_numbers_are_the_more_has_to_be_shared(high, shared, is_asked):
    assert bool(compare([counted(1, 50, **shared), counted(2, high, **shared)])) is is_asked


def test_sums_of_money_near_each_other_need_one_word_beside_the_name():
    def money(text_id, low, *words):
        return replace(counted(text_id, low, "euro", words=words), measure=Measure.MONEY)

    assert compare([money(1, 23, "dam"), money(2, 26, "dam")])
    assert compare([money(1, 23, "dam"), money(2, 36, "dam")]) == ()
    assert compare([money(1, 23, "dam"), money(2, 26, "school")]) == ()


def test_common_nouns_need_more_than_a_shared_name():
    one, other = counted(1, 50, "person"), counted(2, 60, "person")
    assert compare([one, other]) == ()
    words = ("harbour", "moved")
    assert compare([counted(1, 50, "person", words=words), counted(2, 60, "person", words=words)])


@given(st.sampled_from([b for b in Bound if b is not Bound.RANGE]), st.decimals(1, 1_000_000, places=2))
def test_a_number_lies_within_its_own_reach(bound, value):
    low, high = reach_of(bound, value, None)
    assert low <= value <= high


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 30)), max_size=12))
def test_a_figure_is_in_one_group_at_most_and_groups_span_texts(pairs):
    groups = compare([counted(text, value) for text, value in pairs])
    keys = [figure.key for group in groups for figure in group.figures]
    assert len(keys) == len(set(keys))
    for group in groups:
        assert len({figure.text_id for figure in group.figures}) > 1
        assert max(f.low for f in group.figures) <= 2 * min(f.low for f in group.figures)
