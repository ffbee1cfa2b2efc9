"""Plain tables of judgements: what is read, and what is refused with its line."""

from io import BytesIO

import pytest

from annotator.core.agreement.distances import Level
from annotator.core.datasets import Problem
from annotator.formats.judgements import read


def table(text: str | bytes, level: Level = Level.NOMINAL):
    return read(BytesIO(text if isinstance(text, bytes) else text.encode()), level)


def problem(text: str | bytes, level: Level = Level.NOMINAL) -> tuple[int, str]:
    found = table(text, level)
    assert isinstance(found, Problem)
    assert "\n" not in found.message
    return found.line, found.code


def judged(found):
    codes = found.ratings
    return [
        (int(u), int(r), codes.values[c]) for u, r, c in zip(codes.units, codes.reviewers, codes.codes, strict=True)
    ]


def test_rows_are_read_by_the_names_of_their_columns():
    found = table("reviewer, Value ,unit\nann,x,1\nbob,y,1\nann,x,2\n")
    assert judged(found) == [(0, 0, "x"), (0, 1, "y"), (1, 0, "x")]
    assert (found.has_clusters, found.ignored) == (False, ())


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbfunit,reviewer,value\r\n1,ann,\xc3\xa9\r\n1,bob,\xc3\xa9\r\n",
        b"unit,reviewer,value\n\n1,ann,\xc3\xa9\n , ,\n1,bob, \xc3\xa9 ",
        b'"unit","reviewer","value"\r1,ann,"\xc3\xa9"\r1,bob,\xc3\xa9\r',
    ],
)
def test_marks_line_ends_blank_lines_and_blanks_are_no_part_of_the_data(text):
    assert judged(table(text)) == [(0, 0, "é"), (0, 1, "é")]


def test_quoted_commas_and_line_ends_belong_to_the_field():
    found = table('unit,reviewer,value\n"1,5",ann,"yes, ""maybe"""\n"a\nb",ann,no\n')
    assert set(found.ratings.values) == {'yes, "maybe"', "no"}
    assert problem('unit,reviewer,value\n"a\nb",ann,1\n2,ann,x\n', Level.INTERVAL) == (4, "not_a_number")


def test_a_word_is_one_value_however_its_letters_are_composed():
    found = table("unit,reviewer,value\n1,ann,caf\u00e9\n1,bob,cafe\u0301\n")
    assert judged(found) == [(0, 0, "caf\u00e9"), (0, 1, "caf\u00e9")]
    assert problem("unit,reviewer,value\ne\u0301,ann,x\n\u00e9,ann,x\n") == (3, "twice")


def test_an_empty_value_is_missing():
    assert judged(table("unit,reviewer,value\n1,ann,\n1,bob,x\n2,ann,  \n")) == [(0, 0, "x")]


def test_clusters_are_kept_and_other_columns_named():
    found = table("unit,reviewer,value,cluster,note\n1,ann,x,A,\n2,ann,x,B,\n3,ann,x,A,hm\n")
    assert found.has_clusters
    assert found.ratings.clusters.tolist() == [0, 1, 0]
    assert found.ignored == ("note",)


def test_numbers_are_values_and_not_their_spelling():
    assert table("unit,reviewer,value\n1,ann,1\n1,bob,1.0\n1,cy,1e0\n", Level.INTERVAL).ratings.values == (1.0,)
    assert table("unit,reviewer,value\n1,ann,1\n1,bob,1.0\n", Level.NOMINAL).ratings.values == ("1", "1.0")
    assert table("unit,reviewer,value\n1,ann,10\n1,bob,9\n", Level.ORDINAL).ratings.values == (9.0, 10.0)


def test_sets_are_separated_by_bars():
    found = table("unit,reviewer,value\n1,ann,a| b\n1,bob,b|a|\n2,ann,|\n2,bob,\n", Level.SET)
    assert judged(found) == [(0, 0, frozenset("ab")), (0, 1, frozenset("ab")), (1, 0, frozenset())]


HEAD = "unit,reviewer,value\n"


@pytest.mark.parametrize(
    ("text", "level", "expected"),
    [
        ("", Level.NOMINAL, (1, "empty")),
        ("\n\n", Level.NOMINAL, (1, "empty")),
        ("unit,value\n1,x\n", Level.NOMINAL, (1, "no_column")),
        ("unit;reviewer;value\n1;ann;x\n", Level.NOMINAL, (1, "not_commas")),
        ("unit,reviewer,value,value\n", Level.NOMINAL, (1, "column_twice")),
        (HEAD + "1,ann\n", Level.NOMINAL, (2, "columns")),
        (HEAD + "1,ann,x\n1,bob,x,y\n", Level.NOMINAL, (3, "columns")),
        (HEAD + ",ann,x\n", Level.NOMINAL, (2, "empty_field")),
        (HEAD + "1, ,x\n", Level.NOMINAL, (2, "empty_field")),
        ("unit,reviewer,value,cluster\n1,ann,x,\n", Level.NOMINAL, (2, "empty_field")),
        ("unit,reviewer,value,cluster\n1,ann,x,A\n1,bob,x,B\n", Level.NOMINAL, (3, "two_clusters")),
        (HEAD + "1,ann,x\n2,ann,x\n1,ann,x\n", Level.NOMINAL, (4, "twice")),
        (HEAD + "1,ann,\n1,ann,x\n", Level.NOMINAL, (3, "twice")),
        (HEAD + "1,ann,1\n1,bob,high\n", Level.ORDINAL, (3, "not_a_number")),
        (HEAD + '1,ann,"1,5"\n', Level.INTERVAL, (2, "not_a_number")),
        (HEAD + "1,ann,nan\n", Level.INTERVAL, (2, "not_a_number")),
        (HEAD + "1,ann,inf\n", Level.RATIO, (2, "not_a_number")),
        (HEAD + "1,ann,1_000\n", Level.RATIO, (2, "not_a_number")),
        (HEAD + "1,ann,١\n", Level.RATIO, (2, "not_a_number")),
        (HEAD + "1,ann,1e300\n", Level.INTERVAL, (2, "too_large")),
        (HEAD + "1,ann,-1\n", Level.RATIO, (2, "negative")),
        (HEAD + '1,ann,"x\n', Level.NOMINAL, (2, "not_csv")),
        (HEAD + '1,ann,"x"y\n', Level.NOMINAL, (2, "not_csv")),
        (HEAD + "1,ann," + "x" * 200_000 + "\n", Level.NOMINAL, (2, "not_csv")),
        (HEAD + "1,ann,x\n1,bob,x\0y\n", Level.NOMINAL, (3, "control_character")),
        (HEAD + "1,ann,x\n1,bob,\x1b[31mx\n", Level.INTERVAL, (3, "control_character")),
        (b"PK\x03\x04" + bytes(64), Level.NOMINAL, (1, "not_csv")),
        (b"unit,reviewer,value\n1,ann,x\n1,bob,\xff\n", Level.NOMINAL, (3, "not_utf8")),
        ("unit,reviewer,value\n1,ann,x\n".encode("utf-16"), Level.NOMINAL, (1, "not_utf8")),
    ],
)
def test_bad_input_is_refused_with_its_line(text, level, expected):
    assert problem(text, level) == expected
