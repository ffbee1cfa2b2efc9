"""Cuts of texts into sentences by several reviewers, from JSON Lines: a line for each text and reviewer,

    {"text": "…", "reviewer": "Ann", "sentences": [[0, 31], [32, 60]]}

with offsets in code points, `stop` exclusive, or the sentences' words.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotator.core.datasets import Problem
from annotator.core.errors import Invalid
from annotator.core.records import Kind, Sentence, Span
from annotator.formats.gold import sentences_of
from annotator.formats.strict_json import parse_object


@dataclass(frozen=True, slots=True)
class CutText:
    """A text with the cut of each reviewer, by name."""

    text: str
    cuts: Mapping[str, tuple[Sentence, ...]]


def is_cuts(data: bytes) -> bool:
    """Say whether the first line is a cut."""
    try:
        first = json.loads(data.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0])
    except ValueError:
        return False
    return isinstance(first, dict) and {"text", "reviewer", "sentences"} <= first.keys()


def read_cuts(data: bytes) -> tuple[CutText, ...] | Problem:
    """All texts in the order of the file, or the first problem: a line that is no cut, or a second one by the same
    reviewer of the same text.
    """
    found: dict[str, dict[str, tuple[Sentence, ...]]] = {}
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            item = parse_object(line)
            text, spans = sentences_of(item, "the cut")
        except Invalid as error:
            return Problem(number, error.code, error.message.rstrip("."))
        reviewer, by_reviewer = item.get("reviewer"), found.setdefault(text, {})
        if not isinstance(reviewer, str) or not reviewer.strip():
            return Problem(number, "bad_cut", "A cut needs `text`, `reviewer` and `sentences`")
        if reviewer in by_reviewer:
            return Problem(number, "second_cut", f"A second cut of one text by “{reviewer}”")
        by_reviewer[reviewer] = _cut(spans)
    return tuple(CutText(text, cuts) for text, cuts in found.items())


def _cut(spans: Iterable[Span]) -> tuple[Sentence, ...]:
    return tuple(Sentence(place, span.start, span.stop, Kind.BODY) for place, span in enumerate(spans))
