"""Pieces of even ink: exact words, every tag on its words, numbers after mentions."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.inks import cut_inks
from annotator.core.records import (
    Attribution,
    Bound,
    Claim,
    Figure,
    Flag,
    Identity,
    Measure,
    Reading,
    SourceCard,
    SourceLink,
    SourceType,
    Span,
)

TEXT = "Citing two sources, the Post said some 400 people left."
FACT = frozenset({Flag.FACT})


def span(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


READING = Reading(
    TEXT,
    (),
    claims=(Claim("c", *span("some 400 people left"), FACT, (SourceLink("two"),)),),
    attributions=(
        Attribution("a", *span("two sources"), "two", (span("Citing"),)),
        Attribution("b", *span("the Post"), "post", (span("said"),)),
    ),
    figures=(Figure("f", *span("some 400 people"), Decimal(400), None, Bound.ABOUT, Measure.COUNT),),
    sources=(
        SourceCard("post", SourceType.OUTLET, Identity.NAMED, position=1),
        SourceCard("two", SourceType.PERSON, Identity.UNNAMED, relayed_by_uid="post", position=2),
    ),
)


def test_every_tag_lies_on_its_words():
    drawn = [(piece.words, piece.inks) for piece in cut_inks(READING, Span(0, len(TEXT))) if piece.inks]
    assert drawn == [
        ("Citing", ("cue",)),
        ("two sources", ("attribution-unnamed",)),
        ("the Post", ("attribution-named",)),
        ("said", ("cue",)),
        ("some 400 people", ("claim", "figure")),
        (" left", ("claim",)),
    ]


def test_a_mention_ends_in_the_numbers_of_its_card_and_its_relay():
    pieces = {piece.words: piece for piece in cut_inks(READING, Span(0, len(TEXT)))}
    assert (pieces["two sources"].card, pieces["two sources"].relay) == (2, 1)
    assert (pieces["the Post"].card, pieces["the Post"].relay) == (1, None)


def test_a_number_stands_once_after_a_mention_that_is_cut_by_another_tag():
    claim = Claim("d", *span("two"), FACT)
    pieces = cut_inks(Reading(TEXT, (), (claim,), READING.attributions, (), READING.sources), Span(0, len(TEXT)))
    assert [piece.card for piece in pieces if "attribution-unnamed" in piece.inks] == [None, 2]


def test_a_mention_without_a_decided_card_is_drawn_as_open():
    open_mention = Reading(TEXT, (), attributions=(Attribution("a", *span("two sources"), None),))
    [piece] = [piece for piece in cut_inks(open_mention, Span(0, len(TEXT))) if piece.inks]
    assert piece.inks == ("attribution-open",)


spans = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 12)).map(
    lambda pair: Span(pair[0], min(pair[0] + pair[1], len(TEXT)))
)


@given(st.lists(spans, max_size=6), st.lists(spans, max_size=6), spans)
def test_the_pieces_are_the_exact_words_and_know_all_that_lies_on_them(claims, mentions, stretch):
    reading = Reading(
        TEXT,
        (),
        claims=tuple(Claim(f"c{i}", *marked, FACT) for i, marked in enumerate(claims)),
        attributions=tuple(Attribution(f"a{i}", *marked, None) for i, marked in enumerate(mentions)),
    )
    pieces = cut_inks(reading, stretch)
    assert "".join(piece.words for piece in pieces) == reading.quote(stretch)
    for piece in pieces:
        at = Span(piece.start, piece.stop)
        marked = [item.uid for item in (*reading.claims, *reading.attributions) if item.span.overlaps(at)]
        assert sorted(piece.annotations) == sorted(marked)
        assert piece.is_claim == any(uid.startswith("c") for uid in marked)
        assert piece.is_mention == any(uid.startswith("a") for uid in marked)
