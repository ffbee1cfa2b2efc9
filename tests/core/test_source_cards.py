"""What the words of a sentence tell of an unnamed source: a sentence a line, each phrase in braces with its card.

`n` is named, `s` a spokesperson, `m` missing; `u` has number, who, knowledge and reason by their first letters, as in
the fresh sets of `bench/fresh.py` ("{two aides=u 2 r n n}").
"""

import re
from pathlib import Path

import pytest

from annotator.core.kinds import cut_article
from annotator.core.records import Identity, Knowledge, Reason, SourceType, Who
from annotator.core.suggestions import suggest

FILE = Path(__file__).resolve().parents[1] / "fixtures" / "source_cards.txt"
LINES = FILE.read_text(encoding="utf-8").splitlines()
REASONS = {"none": "n", "formula": "f", "specific": "y"}


def marked(line: str) -> str:
    """The words of a line with each source that the rules find and what they tell of it."""
    text = re.sub(r"\{([^{}=]*)=[^{}]*\}", r"\1", line)
    found = suggest(text, cut_article(text), frozenset())
    cards = {card.key: card.reading for card in found.cards}
    for mention in sorted(found.mentions, key=lambda one: one.span, reverse=True):
        card = cards[mention.card]
        told = card.identity[0] if card.identity else "?"
        if card.identity is Identity.UNNAMED:
            number = "p" if card.number == "plural" else card.number
            told = f"u {number} {(card.who or 'n')[0]} {(card.knowledge or 'n')[0]} {REASONS[card.reason or 'none']}"
        start, stop = mention.span
        text = f"{text[:start]}{{{text[start:stop]}={told}}}{text[stop:]}"
    return text


def test_each_card_is_read_from_the_words() -> None:
    assert len(LINES) > 60
    assert [marked(line) for line in LINES] == LINES


@pytest.mark.parametrize("outlet", ["State radio", "The Bakhtar agency"])
def test_who_quotes_another_relays_it(outlet: str) -> None:
    text = f"{outlet} said on Monday, quoting an official, that the border would open."
    found = suggest(text, cut_article(text), frozenset())
    cards = {text[one.span.start : one.span.stop]: one.card for one in found.mentions}
    relays = {card.key: card.relayed_by for card in found.cards}
    assert relays[cards["an official"]] == cards[outlet]


@pytest.mark.parametrize("words", ["Hospitals", "Two banks", "Local councils"])
def test_several_bodies_without_a_name_are_an_unnamed_organisation(words: str) -> None:
    text = f"{words} said they had treated 61 people."
    found = suggest(text, cut_article(text), frozenset())
    reading = found.cards[0].reading
    assert (reading.type, reading.identity, reading.number) == (SourceType.ORGANISATION, Identity.UNNAMED, None)
    assert (reading.who, reading.knowledge, reading.reason) == (Who.NONE, Knowledge.NONE, Reason.NONE)


@pytest.mark.parametrize(
    "text",
    [
        "The talks are off, according to Coast Wire, which cited two officials.",
        "According to the Coast Wire, citing two officials, the talks are off.",
        "Coast Wire, which itself quoted two officials, said the talks were off.",
    ],
)
def test_an_outlet_relays_whom_it_cites(text: str) -> None:
    outlet, officials = suggest(text, cut_article(text), frozenset()).cards
    assert outlet.reading.identity is Identity.NAMED
    assert (officials.reading.identity, officials.relayed_by) == (Identity.UNNAMED, outlet.key)
