"""Canonical text and span checks."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core import text as texts
from annotator.core.errors import Conflict, Invalid, TooLarge
from annotator.core.records import Span

XML_CHAR = st.characters(
    codec="utf-8", exclude_characters="".join(map(chr, [*range(9), 11, 12, *range(13, 32), 0xFFFE, 0xFFFF]))
)


def refusal(data):
    with pytest.raises((Invalid, TooLarge)) as caught:
        texts.canonical(data)
    return caught.value


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (b"Ferry sinks", "Ferry sinks"),
        (b"\xef\xbb\xbfFerry", "Ferry"),
        (b"\xef\xbb\xbf\xef\xbb\xbfFerry", "\ufeffFerry"),
        ("Ferry “sinks”".encode("utf-16"), "Ferry “sinks”"),
        ("\ufeffFerry".encode("utf-16-be"), "Ferry"),
        (b"a\r\nb\rc\n\nd", "a\nb\nc\n\nd"),
        ("\ufeffpasted\r\nwords", "pasted\nwords"),
        ("a\u2028b\x85c\u200bd e\u0301 \u202e", "a\u2028b\x85c\u200bd e\u0301 \u202e"),
        ("\nstarts with a line end", "\nstarts with a line end"),
        ("👩‍👩‍👧 🇫🇷 İ ﬁ {{ config }} %s", "👩‍👩‍👧 🇫🇷 İ ﬁ {{ config }} %s"),
    ],
)
def test_only_one_mark_and_line_ends_change(data, body):
    assert texts.canonical(data).body == body


def test_the_hash_is_that_of_the_canonical_utf8():
    assert texts.canonical(b"\xef\xbb\xbfa\r\nb").sha256 == hashlib.sha256(b"a\nb").hexdigest()


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        ("“€”".encode("cp1252"), "encoding_not_utf8", "Line 1, byte 0"),
        (b"fine\nab\xe9c", "encoding_not_utf8", "Line 2, byte 2"),
        (b"abc\xe2\x82", "encoding_not_utf8", "middle of a character (byte 3)"),
        (b"\xed\xa0\xbd\xed\xb8\x80", "encoding_not_utf8", "byte 0"),
        (b"\xff\xfea", "encoding_not_utf8", "UTF-16"),
        ("words".encode("utf-16-le"), "encoding_unknown", "Save it as UTF-8"),
        ("words".encode("utf-32"), "encoding_unknown", "Save it as UTF-8"),
        ("a\x00b enough others", "text_bad_characters", "Character 1 is a NUL"),
        ("ab\x0cc", "text_bad_characters", "Character 2 is a control character (U+000C)"),
        ("a\ud800b", "text_bad_characters", "half of a character (U+D800)"),
        ("a\uffffb", "text_bad_characters", "U+FFFF"),
        (b"", "text_empty", "no visible text"),
        (b" \n\t", "text_empty", "no visible text"),
        ("\u200b\n\u2060", "text_empty", "no visible text"),
        (b"%PDF-1.7 ...", "not_text", "a PDF"),
        (b"PK\x03\x04....", "not_text", "zip"),
        (b"MZ\x90\x00\x03", "not_text", "a program"),
        (b"{\\rtf1 hello}", "not_text", "rich text"),
    ],
)
def test_what_is_not_article_text_is_refused_with_its_reason(data, code, words):
    error = refusal(data)
    assert error.code == code
    assert words in error.message


def test_words_that_only_look_like_a_program_are_text():
    assert texts.canonical(b"MZ is a postcode.").body == "MZ is a postcode."


def test_exactly_the_limit_is_accepted_and_one_more_is_not():
    assert len(texts.canonical("é" * texts.MAX_CODE_POINTS).body) == texts.MAX_CODE_POINTS
    error = refusal("x" * (texts.MAX_CODE_POINTS + 1))
    assert isinstance(error, TooLarge)
    assert error.code == "text_too_long"
    assert "500,001" in error.message


def test_line_ends_are_counted_after_they_became_one():
    assert len(texts.canonical(b"x\r\n" * 250_000).body) == 500_000


@given(st.text(XML_CHAR, min_size=1).map(lambda words: "x" + words))
def test_canonical_form_is_stable(text):
    once = texts.canonical(text)
    assert "\r" not in once.body
    assert texts.canonical(once.body.encode()) == once


@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_a_refusal(data):
    try:
        body = texts.canonical(data).body
    except Invalid:
        return
    assert body.strip()


@pytest.mark.parametrize(
    ("start", "stop", "code"),
    [
        (-1, 3, "bad_offset"),
        (0, 11, "bad_offset"),
        (5, 5, "empty_span"),
        (9, 4, "bad_offset"),
        (2**70, 2**71, "bad_offset"),
        (True, 3, "wrong_type"),
        ("1", 3, "wrong_type"),
        (0, 1.5, "wrong_type"),
    ],
)
def test_a_span_outside_the_text_is_refused(start, stop, code):
    with pytest.raises(Invalid) as caught:
        texts.check_span(10, start, stop)
    assert caught.value.code == code


def test_a_span_in_the_text_is_given_back():
    assert texts.check_span(10, 0, 10) == Span(0, 10)


def test_a_quote_must_be_the_words_at_its_place():
    assert texts.check_quote("🚢 ferry", Span(2, 7), "ferry") == Span(2, 7)
    with pytest.raises(Conflict) as caught:
        texts.check_quote("🚢 ferry", Span(3, 7), "ferry")
    assert caught.value.code == "quote_mismatch"
    with pytest.raises(Invalid):
        texts.check_quote("ferry", Span(3, 9), "ry")
