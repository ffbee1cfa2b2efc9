"""Whom the words of a question call by an @."""

import pytest

from annotator.core.questions import Called, find_called

NAMES = ("Dina Lang", "Ann", "Ann Lee", "Bo Berg", "Bo Holm", "Zoë O’Hara", "A. (Sandy) Roy")


@pytest.mark.parametrize(
    ("words", "names", "unknown"),
    [
        ("Ours, @dina?", ("Dina Lang",), ()),
        ("@Dina Lang and @DINA", ("Dina Lang",), ()),
        ("@Ann Lee, not the other", ("Ann Lee",), ()),
        ("@Ann Leeds", ("Ann",), ()),
        ("@Bo: which?", (), ("Bo",)),
        ("@bo holm", ("Bo Holm",), ()),
        ("@Zoë", ("Zoë O’Hara",), ()),
        ("@A. (Sandy) Roy", ("A. (Sandy) Roy",), ()),
        ("@dinah, @Dina-Marie or ben@dina.example", (), ("dinah", "Dina-Marie")),
        ("Is @CoastWire. a source? And @CoastWire", (), ("CoastWire",)),
        ("a lone @ and @@", (), ()),
        ("nobody", (), ()),
    ],
)
def test_a_name_is_called_in_full_or_by_a_first_name_of_one_alone(words, names, unknown):
    assert find_called(words, NAMES) == Called(names, unknown)


def test_without_colleagues_everything_is_unknown():
    assert find_called("@dina, see (?!)", ()) == Called((), ("dina",))
