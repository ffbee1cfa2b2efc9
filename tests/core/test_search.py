"""Words, queries and hits: offsets in code points, and nothing that a person types is a language."""

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.errors import Invalid
from annotator.core.records import Span
from annotator.core.search import (
    MAX_QUERY,
    MAX_TERMS,
    MAX_WORD,
    Query,
    Term,
    find_hits,
    fold,
    index_words,
    list_words,
    read_query,
)

ALPHABET = st.sampled_from([
    *'aAéE\u0301ß5 .,\'"“”-*:()&|!\n\u00ad', *"כש\u05c1ك\u064eـ東京ก\u0e34👩\u200d\U0001f1f1𝒳½",
    "NEAR", " AND ", " OR ",
])  # fmt: skip
TEXTS = st.lists(ALPHABET, max_size=60).map("".join)


@given(st.text(st.characters(max_codepoint=127), max_size=80))
def test_plain_letters_are_indexed_as_they_are_looked_for(text):
    assert index_words(text) == [word.folded for word in list_words(text)]


@given(TEXTS)
def test_a_word_s_offsets_are_code_points_and_give_the_word(text):
    words = list_words(text)
    for word in words:
        assert fold(text[word.start : word.stop]) == word.folded
        assert 0 < len(word.folded) <= MAX_WORD
        assert all(c.isalnum() for c in word.folded)
    assert all(before.stop <= after.start for before, after in pairwise(words))


@given(TEXTS)
def test_every_letter_and_digit_is_in_a_word(text):
    inside = {place for word in list_words(text) for place in range(word.start, word.stop)}
    for place, letter in enumerate(text):
        if letter.isalnum() and fold(letter):
            assert place in inside


@given(TEXTS, TEXTS)
def test_hits_are_in_order_and_hold_the_words_asked_for(text, typed):
    query = read_query(typed)
    hits = find_hits(text, query)
    asked = {word for term in query.terms for word in term.words}
    for hit in hits:
        first = list_words(text[hit.start : hit.stop])[0].folded
        assert any(first.startswith(word) for word in asked)
        assert text[hit.start].isalnum()
    assert all(before.stop <= after.start for before, after in pairwise(hits))


@given(TEXTS, st.data())
def test_a_phrase_of_a_text_s_own_words_is_found_where_it_stands(text, data):
    words = list_words(text)
    if not words:
        return
    start = data.draw(st.integers(0, len(words) - 1))
    stop = data.draw(st.integers(start + 1, len(words)))
    span = Span(words[start].start, words[stop - 1].stop)
    query = Query((Term(tuple(word.folded for word in words[start:stop])),))
    assert any(hit.start <= span.start and span.stop <= hit.stop for hit in find_hits(text, query))


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("", ()),
        ("  \t ", ()),
        ('" " * : ( ) -- NOT', (Term(("not",)),)),
        ("two officials", (Term(("two",)), Term(("officials",)))),
        ("“two officials” said", (Term(("two", "officials")), Term(("said",)))),
        ("„zwei Beamte“", (Term(("zwei", "beamte")),)),
        ('"left open', (Term(("left", "open")),)),
        ("offic*", (Term(("offic",), True),)),
        ('"two offic"*', (Term(("two", "offic"), True),)),
        ("well-known", (Term(("well", "known")),)),
        ("Hezbollah's", (Term(("hezbollah", "s")),)),
        ("CAFÉ cafe\u0301", (Term(("cafe",)),)),
        ("STRASSE straße", (Term(("strasse",)),)),
        ("a NEAR(b, 3)", (Term(("a",)), Term(("near", "b")), Term(("3",)))),
        ("words:x OR y", (Term(("words", "x")), Term(("or",)), Term(("y",)))),
        ("a\0b", (Term(("a", "b")),)),
        ("👩‍👩‍👧 🇱🇧", ()),
        ("東京都", (Term(("東", "京", "都")),)),
        ("كِتابٌ", (Term(("كتاب",)),)),
        ("שָׁלוֹם", (Term(("שלום",)),)),
    ],
)
def test_what_is_typed_is_read_as_words_and_phrases_alone(typed, terms):
    assert read_query(typed).terms == terms


def test_hits_are_marked_behind_letters_of_two_utf16_units():
    text = "👩‍👩‍👧 said the 𝒳 café burned"
    hits = find_hits(text, read_query("CAFE"))
    assert [text[hit.start : hit.stop] for hit in hits] == ["café"]


def test_one_missing_word_is_no_hit_at_all():
    assert find_hits("The fire was set.", read_query("fire flood")) == ()


def test_touching_phrases_are_one_mark():
    text = "two senior officials"
    assert find_hits(text, read_query('"two senior" "senior officials"')) == (Span(0, len(text)),)


@pytest.mark.parametrize("typed", ["x" * (MAX_QUERY + 1), " ".join(f"w{n}" for n in range(MAX_TERMS + 1))])
def test_more_than_can_be_asked_at_once_is_refused_in_words(typed):
    with pytest.raises(Invalid, match="at most") as caught:
        read_query(typed)
    assert caught.value.code == "query_too_long"
    assert caught.value.fields["q"]


def test_a_word_without_end_is_cut_in_the_index_as_in_the_query():
    text = "x" * 5_000
    assert index_words(text) == ["x" * MAX_WORD]
    assert find_hits(text, read_query("x" * 900)) == (Span(0, 5_000),)


@given(st.text(max_size=200))
def test_folding_is_the_same_whatever_the_form_of_the_letters(text):
    for form in ("NFC", "NFD"):
        assert fold(unicodedata.normalize(form, text)) == fold(text)
    assert not re.search(r"\s", fold(text))
