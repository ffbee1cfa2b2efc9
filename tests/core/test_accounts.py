"""Logins, names and passwords."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.accounts import MAX_PASSWORD, canonical_login, canonical_name, check_password
from annotator.core.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("Mia", "mia"), (" mia ", "mia"), ("Ｍia", "mia"), ("mia.lund@desk.example",) * 2, ("K7", "k7")],
)
def test_logins_that_look_alike_are_one_login(typed: str, stored: str) -> None:
    assert canonical_login(typed) == stored


@pytest.mark.parametrize(
    "typed", ["", "  ", "mia lund", "mіa", "admin\u200b", "\u202eaimda", "a" * 65, "mia\x00", ".mia", "mia/"]
)
def test_a_login_with_anything_but_plain_characters_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        canonical_login(typed)
    assert "login" in refused.value.fields


@given(st.text(max_size=80))
def test_a_canonical_login_stays_as_it_is(typed: str) -> None:
    try:
        login = canonical_login(typed)
    except Invalid:
        return
    assert canonical_login(login) == login
    assert login.isascii()


def test_a_name_keeps_its_letters_and_loses_doubled_blanks() -> None:
    assert canonical_name("  Zoë \t Ødegård ") == "Zoë Ødegård"


@pytest.mark.parametrize("typed", ["", " ", "a" * 81, "Mia\u202e", "Mia\u200bLund", "Mia\x00"])
def test_a_name_that_is_empty_too_long_or_invisible_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        canonical_name(typed)


@pytest.mark.parametrize(
    "password",
    [
        "", "elevenchars", "a" * 12, "abcabcabcabc", "123456789012", "qwertyuiopas", "lkjhgfdsapoiuytrewq",
        "password1234", "Password!2026", "passwordpassword", "Welcome_2025!", "mia.lund.1999", "MiaLundMiaLund",
        "x" * (MAX_PASSWORD + 1),
    ],
)  # fmt: skip
def test_a_password_that_is_short_endless_or_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_password(password, login="mia.lund", name="Mia Lund")
    assert "password" in refused.value.fields


@pytest.mark.parametrize(
    "password",
    [
        "four herons at noon", "839201748392", "  blanks at the ends ", "ключ от старой двери", "🦉 owl 🦉 owl 7!",
        "y7" * 5 + "kx", "d" + "x9" * 99,
    ],
)  # fmt: skip
def test_any_composition_is_taken(password: str) -> None:
    check_password(password, login="mia.lund", name="Mia Lund")


@given(st.text(min_size=0, max_size=300))
def test_checking_a_password_never_fails_otherwise(password: str) -> None:
    try:
        check_password(password, login="mia", name="Mia")
    except Invalid:
        return
    assert 12 <= len(password) <= MAX_PASSWORD
