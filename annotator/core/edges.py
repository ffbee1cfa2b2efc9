"""Moving one edge of an annotation a step: by word, or by character as people see it.

An edge never passes the other one nor leaves the sentence, and never stops beside a blank: every step that
moves changes the words that are marked. The browser steps by the same rules (static/js/edge-steps.js).
"""

import re
from enum import StrEnum

from annotator.core.graphemes import boundaries
from annotator.core.records import Span

_WORD = re.compile(r"\S+")


class Edge(StrEnum):
    """Which edge moves."""

    START = "start"
    STOP = "stop"


class Stride(StrEnum):
    """How far a step goes."""

    WORD = "word"
    CHARACTER = "character"


def step_edge(text: str, sentence: Span, span: Span, edge: Edge, stride: Stride, by: int) -> Span:
    """The span with one edge a step on (`by` 1) or back (-1); the same span where it can go no further."""
    words = text[sentence.start : sentence.stop]
    places = [sentence.start + place for place in _places(words, edge, stride)]
    if edge is Edge.START:
        onward = [place for place in places if (place - span.start) * by > 0 and place < span.stop]
        return span if not onward else Span(min(onward) if by > 0 else max(onward), span.stop)
    onward = [place for place in places if (place - span.stop) * by > 0 and place > span.start]
    return span if not onward else Span(span.start, min(onward) if by > 0 else max(onward))


def _places(words: str, edge: Edge, stride: Stride) -> list[int]:
    """Where an edge may stand: at words' ends, or between characters with something visible inside of it."""
    if stride is Stride.WORD:
        return [word.start() if edge is Edge.START else word.end() for word in _WORD.finditer(words)]
    if edge is Edge.START:
        return [place for place in boundaries(words)[:-1] if not words[place].isspace()]
    return [place for place in boundaries(words)[1:] if not words[place - 1].isspace()]
