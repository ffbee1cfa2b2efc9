"""Quotations that run on over sentences and paragraphs, and finding one's place in a text."""

import pytest

from annotator.core.records import Kind, Reading, Sentence
from annotator.core.search import list_sentences_with
from annotator.core.sourcing.quotes import list_run_on


def reading_of(*lines):
    """A reading whose sentences are parted by a bar in these lines."""
    sentences, text = [], ""
    for line in lines:
        for piece in line.split("|"):
            text += " " if text and not text.endswith("\n") else ""
            sentences.append(Sentence(len(sentences), len(text), len(text) + len(piece), Kind.BODY))
            text += piece
        text += "\n"
    return Reading(text, tuple(sentences))


@pytest.mark.parametrize(
    ("lines", "run_on"),
    [
        (["“We left.|It burned,” she said.|It rained."], {1}),
        (["“We left,” she said.|“It burned,” he said."], set()),
        (["“We left.|It burned.", "“Nobody came.|We waited,” she said.|It rained."], {1, 2, 3}),
        (["“We left.", "It rained."], set()),
        (["«قال.|ثم ذهب».|انتهى."], {1}),
        (['She said: "We left.|It burned."|Over.'], {1}),
        (["It’s late.|Don’t go."], set()),
        (["No quotation.|None here."], set()),
    ],
)
def test_a_sentence_runs_on_when_a_quotation_begun_before_it_covers_its_start(lines, run_on):
    assert list_run_on(reading_of(*lines)) == run_on


@pytest.mark.parametrize(
    ("typed", "found"),
    [("boat", (0, 1)), ("  THE   boat ", (0,)), ("boat.", (1,)), ("(", ()), ("", ()), ("STRASSE", (2,)), ("it|", ())],
)
def test_finding_takes_what_is_typed_as_it_stands(typed, found):
    reading = reading_of("The boat left.|It was a boat.", "Die Straße brannte.")
    assert list_sentences_with(reading, typed) == found
