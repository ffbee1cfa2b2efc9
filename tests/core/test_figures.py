"""Figures: which words are one, and what they say."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.figures import figure_around, find_figures, read_figure
from annotator.core.numerals import read_number
from annotator.core.records import Bound, Measure, Span
from tests.shared import load_shared, read_shared

E, A, L, M, R = Bound.EXACT, Bound.ABOUT, Bound.AT_LEAST, Bound.AT_MOST, Bound.RANGE
N, P, D, Q, O = Measure.COUNT, Measure.PERCENT, Measure.DURATION, Measure.MONEY, Measure.OTHER  # noqa: E741 - short in the table


@pytest.mark.parametrize(
    ("words", "low", "high", "bound", "measure", "unit"),
    [
        ("some 1,400 stranded passengers", "1400", None, A, N, "stranded passengers"),
        ("three-year", "3", None, E, D, "year"),
        ("more than 40 percent", "40", None, L, P, "percent"),
        ("5.5 per cent", "5.5", None, E, P, "percent"),
        ("1.5 percentage points", "1.5", None, E, P, "percentage points"),
        ("between 40 and 50", "40", "50", R, N, ""),
        ("between 2.1 million and 2.4 million crowns a year", "2100000", "2400000", R, Q, "crowns"),
        ("between 40 and 50 million people", "40000000", "50000000", R, N, "people"),
        ("40-50 people", "40", "50", R, N, "people"),
        ("180,000 to 220,000 litres", "180000", "220000", R, D, "litres"),
        ("two or three ships", "2", "3", R, N, "ships"),
        ("$4.6 billion to $4.9 billion", "4600000000", "4900000000", R, Q, "$"),
        ("up to $1.2bn", "1200000000", None, M, Q, "$"),
        ("£3.5m", "3500000", None, E, Q, "£"),
        ("10 million dollars", "10000000", None, E, Q, "dollars"),
        ("2.3 million", "2300000", None, E, N, ""),
        ("a dozen", "12", None, E, N, ""),
        ("half a million people", "500000", None, E, N, "people"),
        ("two-thirds", "66.7", None, E, P, "percent"),
        ("one in five", "20", None, E, P, "percent"),
        ("nearly half", "50", None, A, P, "percent"),
        ("fewer than 300 people", "300", None, M, N, "people"),
        ("at least 12", "12", None, L, N, ""),
        ("at least some 40 tonnes", "40", None, L, D, "tonnes"),
        ("as many as 2,200 layoffs", "2200", None, M, N, "layoffs"),
        ("no fewer than 19 children", "19", None, L, N, "children"),
        ("not more than 40,000 litres", "40000", None, M, D, "litres"),
        ("well above 35,000", "35000", None, L, N, ""),
        ("an estimated 30 trucks", "30", None, A, N, "trucks"),
        ("12 or more ships", "12", None, L, N, "ships"),
        ("40-odd", "40", None, A, N, ""),
        ("dozens of people", None, None, A, N, "people"),
        ("several hundred migrants", None, None, A, N, "migrants"),
        ("34-year-old", "34", None, E, D, "year"),
        ("a three-member panel", "3", None, E, N, "member"),
        ("twenty-five men", "25", None, E, N, "men"),
        ("one soldier", "1", None, E, N, "soldier"),
        ("62 metres", "62", None, E, D, "metres"),
        ("50 barrels a day", "50", None, E, D, "barrels a day"),
        ("two sources", "2", None, E, N, "sources"),
        ("2½ hours", "2.5", None, E, D, "hours"),
        ("51-49", None, None, E, O, ""),
        ("a lot of ships", None, None, E, O, ""),
        ("", None, None, E, O, ""),
    ],
)
def test_a_figure_is_read_from_its_words(words, low, high, bound, measure, unit):
    reading = read_figure(words)
    assert (reading.low, reading.high) == (low and Decimal(low), high and Decimal(high))
    assert (reading.bound, reading.measure, reading.unit) == (bound, measure, unit)


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        ("Some 5,200 tonnes were lost in a costly three-year campaign.", ["Some 5,200 tonnes", "three-year"]),
        ("On January 3, 2019 at 5:30 pm, or 9.14 GMT, it sank; see No. 2, F-16 and COVID-19 in the 1990s.", []),
        ("The crew of 40 men left 9/11 behind.", ["40 men"]),
        ("In 2011, about 2,000 protesters and 300 police clashed; 12 were hurt.",
         ["about 2,000 protesters", "300 police", "12"]),
        ("One of the ships, one another, no one, the one and the two met first on the 3rd.", []),
        ("A two-pronged strategy for a two-state solution.", []),
        ("Citing two sources, the agency said 40 people died.", ["40 people"]),
        ("Three officials said so, according to two diplomats and one source.", []),
        ("Three officials were killed.", ["Three officials"]),
        ("“It works,” said two aides.", []),
        ("He said two aides resigned.", ["two aides"]),
        ("Two sources of water dried up.", ["Two sources of water"]),
        ("Inflation rose from 40 to 50 percent in the 12 months to March.", ["40", "50 percent", "12 months"]),
        ("Some 5,000 US soldiers, 300 U.S. planes and 40 IT workers left the U.S. They met 40 of us.",
         ["Some 5,000 US soldiers", "300 U.S. planes", "40 IT workers", "40 of us"]),
        ("It killed 12 people Tuesday and wounded at least 40 more soldiers.",
         ["12 people", "at least 40 more soldiers"]),
        ("A $3bn four-year deal with a 40-strong crew.", ["$3bn", "four-year", "40-strong"]),
        ("Of 190 branches, 71 stand within half a mile; shares closed up 11.3 percent at $27.40.",
         ["190 branches", "71", "within half a mile", "11.3 percent", "$27.40"]),
        ("Boeing 737, Section 427, Gate 7 and World War Two.", []),
        ("From 2011 to 2014, in 2,014 days.", ["2,014 days"]),
        ("Various ships, a lot of people, vast areas.", []),
        ("Some 90 litres of fuel oil, 300 tonnes of wheat a year and a third of the boats were lost; two of them sank.",
     ["Some 90 litres of fuel oil", "300 tonnes of wheat a year", "a third of the boats", "two of them"]),
    ("It costs R48m, later N5,000, 30 times more than in 1990, after seven months of rain.",
     ["R48m", "N5,000", "30 times", "seven months"]),
    ("Built between 1859 and 1868, it opened at ten past the hour.", []),
    ("Nearly half of voters, or one in five, want two-thirds.", ["Nearly half of voters", "one in five", "two-thirds"]),
    ],
)  # fmt: skip
def test_figures_are_found_and_dates_names_and_numbers_of_sources_are_not(sentence, figures):
    assert [sentence[a:b] for a, b in find_figures(sentence, Span(0, len(sentence)))] == figures


def test_the_figure_at_or_nearest_to_the_caret_is_taken_within_the_sentence():
    text = "About 40 ships left. Some 12 stayed for three weeks. Then 9 sank."
    sentence = Span(21, 52)
    assert text[sentence.start : sentence.stop] == "Some 12 stayed for three weeks."
    at = text.index
    assert figure_around(text, sentence, at("stayed")) == Span(21, 28)
    assert figure_around(text, sentence, at("for")) == Span(at("three"), at(". Then"))
    assert figure_around(text, sentence, 21) == Span(21, 28)
    assert figure_around(text, Span(0, 5), 3) is None


COPY = st.lists(
    st.sampled_from(
        ["some ", "5,200 ", "troops ", "40", "-", "year", " percent", "$", "1.2bn ", "between ", " and ", "50 ", "one ",
         "in ", "five ", "two ", "hundred ", "and ", "million ", "half ", "a ", "dozen ", "of ", "May ", "3, ",
         "2011 ", "sources ", "said ", "½", "—", "\u00a0", ". ", "“",
         "99999999999999999999999999999999 ", "trillion "]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(COPY, st.integers(0, 80))
def test_found_figures_are_ordered_disjoint_inside_and_readable(text, caret):
    spans = find_figures(text, Span(0, len(text)))
    edge = 0
    for span in spans:
        assert edge <= span.start < span.stop <= len(text)
        assert text[span.start : span.stop].strip() == text[span.start : span.stop]
        edge = span.stop
        read_figure(text[span.start : span.stop])
    around = figure_around(text, Span(0, len(text)), caret)
    assert (around in spans) if spans else around is None


@given(st.integers(0, 10**15))
def test_grouped_digits_are_read_as_their_number(number):
    assert read_number(f"{number:,}") == number
    assert read_number(str(number)) == number


@given(st.integers(0, 10**9))
def test_numbers_print_without_exponent(number):
    assert "E" not in str(read_number(f"{number}.50"))
    assert "E" not in str(read_number(f"{number} million"))


@pytest.mark.parametrize(
    "unit", ["1", "1,", "one ", "hundred ", "some ", "40 ", "and ", "a ", "1.", "$", "2-", "1, ", "0 00 "]
)
def test_hostile_input_ends(unit):
    text = (unit * 50_000)[:50_000]
    find_figures(text, Span(0, len(text)))
    read_figure(text[:5_000])


def test_the_samples_figures_come_out_exactly():
    text, reference = read_shared("sample/article.txt"), load_shared("sample/reference.json")
    found = [
        span for unit in reference["units"] for span in find_figures(text, Span(unit["start"], unit["end"]))
    ]
    assert found == [tuple(figure["span"]) for figure in reference["figures"]]
    readings = [read_figure(text[a:b]) for a, b in found]
    assert [(r.low, r.bound, r.measure) for r in readings] == [(3, E, D), (5200, A, N)]
