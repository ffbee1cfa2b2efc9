"""What `a` and `g` take when nothing is selected: the phrase around the caret, or the nearest one still unmarked.

The person says that there is something and where about; the rules set its edges. A phrase that is marked
already is passed over, so that two layers ("Citing two officials, the paper reported") are marked by the
same key twice.
"""

from collections.abc import Iterable

from annotator.core.attributions import find_phrases, phrase_around
from annotator.core.extents import AttributionPhrase
from annotator.core.figures import distance, figure_around, find_figures
from annotator.core.records import Reading, Span


def snap_phrase(reading: Reading, sentence: Span, caret: int) -> AttributionPhrase | None:
    """The source phrase to mark in a sentence, or None when it has none that is unmarked."""
    marked = [mention.span for mention in reading.attributions]
    around = phrase_around(reading.text, sentence, caret)
    if around is not None and not _overlaps_any(around.span, marked):
        return around
    rest = [phrase for phrase in find_phrases(reading.text, sentence) if not _overlaps_any(phrase.span, marked)]
    return min(rest, key=lambda phrase: distance(phrase.span, caret), default=None)


def snap_figure(reading: Reading, sentence: Span, caret: int) -> Span | None:
    """The figure to mark in a sentence, or None when it has none that is unmarked."""
    marked = [figure.span for figure in reading.figures]
    around = figure_around(reading.text, sentence, caret)
    if around is not None and not _overlaps_any(around, marked):
        return around
    rest = [span for span in find_figures(reading.text, sentence) if not _overlaps_any(span, marked)]
    return min(rest, key=lambda span: distance(span, caret), default=None)


def _overlaps_any(span: Span, marked: Iterable[Span]) -> bool:
    return any(span.overlaps(other) for other in marked)
