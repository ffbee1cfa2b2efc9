"""What is marked when nothing is selected."""

from annotator.core.actions import apply_changes
from annotator.core.mentions import Phrase, add_figure, add_mention
from annotator.core.records import Kind, Reading, Sentence
from annotator.core.snapping import snap_figure, snap_phrase

TEXT = (
    "Citing two officials briefed on the talks, the Harbour Journal reported that some 40 ships and 300 crew left."
)
READING = Reading(TEXT, (Sentence(0, 0, len(TEXT), Kind.BODY),))
WHOLE = READING.sentences[0].span


def mark(reading, span, uid):
    phrase = Phrase(span.start, span.stop, reading.quote(span))
    return apply_changes(reading, add_mention(reading, uid, phrase, (), None).changes)


def test_the_same_key_twice_marks_both_layers():
    caret = TEXT.index("Journal")
    first = snap_phrase(READING, WHOLE, caret)
    reading = mark(READING, first.span, "m1")
    second = snap_phrase(reading, WHOLE, caret)
    assert {READING.quote(first.span), READING.quote(second.span)} == {
        "the Harbour Journal",
        "two officials briefed on the talks",
    }
    reading = mark(reading, second.span, "m2")
    assert snap_phrase(reading, WHOLE, caret) is None


def test_a_marked_figure_is_passed_over():
    reading = READING
    for number, words in enumerate(("some 40 ships", "300 crew")):
        span = snap_figure(reading, WHOLE, TEXT.index("40"))
        assert reading.quote(span) == words
        phrase = Phrase(span.start, span.stop, words)
        reading = apply_changes(reading, add_figure(reading, f"g{number}", phrase).changes)
    assert snap_figure(reading, WHOLE, 0) is None
