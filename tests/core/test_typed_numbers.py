"""Numbers that people type into fields: read as meant, or refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.typed_numbers import MAX_DIGITS, read_typed_number


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5200", "5200"),
        (" 5,200 ", "5200"),
        ("5 200", "5200"),
        ("5\u00a0200.5", "5200.5"),
        ("5\u202f200", "5200"),
        ("5'200", "5200"),
        ("5\u2019200", "5200"),
        ("1,234,567.25", "1234567.25"),
        ("12,34,567", "1234567"),
        ("-2.5", "-2.5"),
        ("\u22122.5", "-2.5"),
        ("\u0665\u066c\u0662\u0660\u0660\u066b\u0665", "5200.5"),
        ("0", "0"),
        (".5", "0.5"),
    ],
)
def test_a_number_is_read_as_it_was_meant(typed: str, meant: str) -> None:
    assert read_typed_number(typed) == Decimal(meant)


@pytest.mark.parametrize(
    "typed",
    [
        "2,5",
        "-2,5",
        "0,25",
        "5.200,50",
        "5,20",
        "1234,567",
        "1,2345",
        ",500",
        "5,",
        "1.2.3",
        "1.",
        "12 5",
        "2.5 6",
        "",
        "  ",
        "abc",
        "1e3",
        "1_000",
        "NaN",
        "inf",
        "--1",
        "1-2",
        "1,234.5,6",
        "9" * (MAX_DIGITS + 1),
        "0." + "1" * (MAX_DIGITS + 1),
    ],
)
def test_what_may_mean_something_else_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"comma|not a number"):
        read_typed_number(typed)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**20), max_value=10**20))
def test_every_way_of_writing_thousands_gives_the_number_itself(number: Decimal) -> None:
    written = f"{number:,f}"
    for sign in (",", " ", "\u00a0", "'"):
        assert read_typed_number(written.replace(",", sign)) == number


@given(st.integers(0, 10**6), st.integers(1, 999).filter(lambda tenths: len(str(tenths)) != 3))
def test_a_comma_before_tenths_is_never_dropped(whole: int, tenths: int) -> None:
    with pytest.raises(ValueError, match="comma"):
        read_typed_number(f"{whole},{tenths}")
