"""What is carried to a later text has the very same words; everything else is said to be missing."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.anchoring import Alignment, Loss
from annotator.core.carrying import carry
from annotator.core.records import (
    Attribution,
    Check,
    Claim,
    Flag,
    Identity,
    Outcome,
    Reading,
    Scope,
    SourceCard,
    SourceLink,
    SourceType,
    Span,
)
from annotator.core.text import canonical
from tests.make import TEXT, plain_cut

WORD = st.sampled_from(["fire", "set", "Ruiz", "said", "400", "the", "👩‍🚒", "حريق", "الميناء", "café", "“no", "end.”"])
SENTENCE = st.lists(WORD, min_size=1, max_size=8).map(lambda words: " ".join(words) + ".")
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=4).map(" ".join)
STORY = st.lists(PARAGRAPH, min_size=1, max_size=5).map("\n\n".join)
PLACES = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 80)), max_size=12)


def spans_in(text, places):
    return [Span(at % len(text), min(at % len(text) + length, len(text))) for at, length in places]


@settings(max_examples=60)
@given(STORY, STORY, PLACES)
def test_what_is_carried_has_identical_words(old, new, places):
    alignment = Alignment(old, new)
    for span in spans_in(old, places):
        found = alignment.find(span)
        if found.span is not None:
            assert new[found.span.start : found.span.stop].split() == old[span.start : span.stop].split()
        else:
            assert found.loss is not None
        if found.place is not None:
            assert 0 <= found.place.start < found.place.stop <= len(new)


@settings(max_examples=40)
@given(STORY, PLACES)
def test_an_unchanged_text_carries_everything_to_where_it_was(text, places):
    alignment = Alignment(text, text)
    whole = frozenset(alignment._edges)
    for span in spans_in(text, places):
        if text[span.start : span.stop].strip() and {span.start, span.stop} <= whole:
            assert alignment.find(span).span in (span, Span(*_bare(text, span)))


def _bare(text, span):
    words = text[span.start : span.stop]
    return span.start + len(words) - len(words.lstrip()), span.stop - len(words) + len(words.rstrip())


@settings(max_examples=40)
@given(STORY, PLACES, st.booleans())
def test_paragraphs_before_or_behind_move_everything_by_as_much(text, places, before):
    other = "Zebra quince vapour. Wholly other words here."
    new = f"{other}\n\n{text}" if before else f"{text}\n\n{other}"
    offset = len(other) + 2 if before else 0
    alignment = Alignment(text, new)
    for span in spans_in(text, places):
        start, stop = _bare(text, span)
        if start < stop and {start, stop} <= Alignment(text, text)._edges:
            assert alignment.find(Span(start, stop)).span == Span(start + offset, stop + offset)


def place(text, words):
    start = text.index(words)
    return Span(start, start + len(words))


OLD = (
    "Two officials said the fire was set. Some 400 people were moved. Ruiz declined to comment on it.\n\n"
    "The end came."
)


@pytest.mark.parametrize(
    ("new", "words", "expected"),
    [
        (OLD.replace("400", "500"), "Some 400 people", Loss.CHANGED),
        (OLD.replace("Some 400 people were moved. ", ""), "Some 400 people were moved", Loss.GONE),
        (OLD.replace("Two officials", "Three officials"), "said the fire was set", None),
        (OLD.replace("fire was set", "fire, was set"), "the fire was set", Loss.CHANGED),
        ("The end came.\n\n" + OLD.removesuffix("\n\nThe end came."), "Ruiz declined to comment", None),
        (OLD.replace("fire was set.", "fire.") + " Truly the fire was set then.", "fire was set", Loss.AMBIGUOUS),
    ],
)  # fmt: skip
def test_changed_gone_moved_and_ambiguous_words(new, words, expected):
    found = Alignment(OLD, new).find(place(OLD, words))
    assert found.loss is expected
    if expected is None:
        assert found.span == place(new, words)


def test_a_changed_figure_leads_to_what_stands_in_its_place():
    new = OLD.replace("400", "5,200")
    assert Alignment(OLD, new).find(place(OLD, "400")).place == place(new, "5,200")


def test_a_moved_paragraph_is_found_where_it_stands_once():
    moved = "Ruiz declined to comment on it.\n\nTwo officials said the fire was set. Some 400 people were moved."
    words = "Ruiz declined to comment"
    assert Alignment(OLD, moved).find(place(OLD, words)).span == place(moved, words)


def test_a_long_text_of_the_same_words_is_aligned_at_once():
    old = "said the fire " * 8_000
    alignment = Alignment(old, "a " + old[: len(old) // 2] + "b " + old)
    assert alignment.unchanged()


def reading_of(text):
    cards = (
        SourceCard("s1", SourceType.GROUP, Identity.UNNAMED, relayed_by_uid="s2", position=1, version=4),
        SourceCard("s2", SourceType.OUTLET, Identity.NAMED, position=2),
    )
    quote = lambda words: place(text, words)  # noqa: E731 - three words of shorthand
    return Reading(
        text, plain_cut(text),
        claims=(Claim("c1", *quote("the fire was set"), frozenset({Flag.FACT}), (SourceLink("s1"),)),
                Claim("c2", *quote("Some 400 people were moved overnight"), frozenset({Flag.FACT}))),
        attributions=(Attribution("a1", *quote("two officials"), "s1", (quote("Citing"),)),
                      Attribution("a2", *quote("the Coast Wire"), "s2", (quote("reported"),))),
        checks=(Check("k1", *quote("It was the third fire this year."), Outcome.NOTHING),),
        sources=cards,
    )  # fmt: skip


def upon(text):
    return Reading(text, plain_cut(text))


def test_an_unchanged_text_carries_the_whole_review():
    old = reading_of(TEXT)
    carried = carry(old, upon(TEXT))
    assert (carried.left, carried.cards) == ((), ())
    assert replace(carried.reading, sources=()) == replace(old, sources=())
    assert [card.version for card in carried.reading.sources] == [1, 1]


def test_a_claim_keeps_its_source_though_the_mention_went_and_both_are_said():
    new = canonical(TEXT.replace("Citing two officials with", "Citing three firemen with")).body
    carried = carry(reading_of(TEXT), upon(new))
    assert [(item.record.uid, item.quote, item.is_cue) for item in carried.left] == [("a1", "two officials", False)]
    assert [(item.card.uid, item.label, item.is_kept) for item in carried.cards] == [("s1", "two officials", True)]
    assert carried.reading.claims[0].sources == (SourceLink("s1"),)
    assert [card.uid for card in carried.reading.sources] == ["s1", "s2"]


def test_a_source_that_nothing_needs_goes_and_is_listed():
    new = TEXT.replace("Citing two officials with", "With").replace("that the fire was set", "nothing")
    carried = carry(reading_of(TEXT), upon(new))
    assert [(item.card.uid, item.is_kept) for item in carried.cards] == [("s1", False)]
    assert [card.uid for card in carried.reading.sources] == ["s2"]


def test_a_lost_cue_is_listed_and_its_mention_stays():
    carried = carry(reading_of(TEXT), upon(TEXT.replace("Coast Wire reported on", "Coast Wire told us on")))
    assert [(item.record.uid, item.quote, item.is_cue) for item in carried.left] == [("a2", "reported", True)]
    assert carried.reading.attributions[1].cues == ()


def test_between_passes_of_two_scopes_nothing_goes_that_was_not_asked():
    old, bare = reading_of(TEXT), upon(TEXT)
    narrow = carry(old, bare, to_scope=Scope.SOURCING_ONLY).reading
    assert (narrow.claims, len(narrow.attributions), len(narrow.checks)) == ((), 2, 1)
    assert carry(old, bare, from_scope=Scope.SOURCING_ONLY).reading.checks == ()
