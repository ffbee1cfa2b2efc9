"""Items of a numbered list: "1. Turn left.", "2) ...", "• 9. ...", "a. ... b. ...".

A marker belongs to its item and ends no sentence. Items that run on within one line are told apart only where the
line opens with a marker and the next number, or letter, follows in the same form.
"""

import re
from collections.abc import Iterator

from annotator.core.spans import Span

_MARKER = r"(?P<bullet>[•⁃·▪◦‣*]?)\s{0,3}(?P<label>\d{1,3}|[A-Za-z])(?P<form>\.\)|\.|\))\s"
_FIRST = re.compile(r"\s{0,8}" + _MARKER)
_LATER = re.compile(r"(?<=\s)" + _MARKER)


def split_items(text: str, line: Span, *, has_ordinal_dots: bool = False) -> Iterator[tuple[Span, int]]:
    """Each item of a line with the offset where its words begin; the line itself where it is no list.

    `has_ordinal_dots`: "9. Mai" is a date, so a bare number tells no second item.
    """
    first = _FIRST.match(text, line.start, line.stop)
    if first is None:
        yield line, line.start
        return
    start, words = line.start, first.end()
    label = first["label"]
    is_bare = not first["bullet"] and first["form"] == "."
    if label.isupper() or (is_bare and (has_ordinal_dots or label not in ("1", "a"))):
        yield line, words
        return
    for later in _LATER.finditer(text, words - 1, line.stop):
        if later["label"] == _after(label) and (later["bullet"], later["form"]) == (first["bullet"], first["form"]):
            yield Span(start, later.start()), words
            start, words, label = later.start(), later.end(), later["label"]
    yield Span(start, line.stop), words


def _after(label: str) -> str:
    return str(int(label) + 1) if label.isdigit() else chr(ord(label) + 1)
