"""Sentences from Universal Dependencies files: `# text`, `# newpar` and `SpaceAfter=No` give a text and its cut.

A paragraph is followed by a blank line, a document by the end of its text.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from annotator.core.records import Span

_COMMENT = re.compile(r"#\s*(?P<key>newdoc|newpar|text)\b(?:\s*=\s?(?P<value>.*))?")


def read_conllu(file: Path) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Each document of the file as its text and the spans of its sentences, one document in memory at a time."""
    pieces: list[str] = []
    spans: list[Span] = []
    at, space = 0, ""
    with file.open(encoding="utf-8-sig") as lines:
        for sentence in _sentences(lines):
            if sentence.opens_document and spans:
                yield "".join(pieces), tuple(spans)
                pieces, spans, at, space = [], [], 0, ""
            gap = "" if not spans else "\n\n" if sentence.opens_paragraph else space
            pieces += (gap, sentence.text)
            spans.append(Span(at + len(gap), at + len(gap) + len(sentence.text)))
            at, space = spans[-1].stop, sentence.space_after
    if spans:
        yield "".join(pieces), tuple(spans)


class _Sentence:
    """One block of the file, as far as it was read."""

    def __init__(self) -> None:
        self.text = ""
        self.opens_document = self.opens_paragraph = False
        self.space_after = " "


def _sentences(lines: Iterator[str]) -> Iterator[_Sentence]:
    sentence = _Sentence()
    for line in lines:
        stripped = line.rstrip("\n")
        if not stripped:
            if sentence.text:
                yield sentence
            sentence = _Sentence()
        elif found := _COMMENT.match(stripped):
            sentence.opens_document |= found["key"] == "newdoc"
            sentence.opens_paragraph |= found["key"] in ("newdoc", "newpar")
            if found["key"] == "text":
                sentence.text = (found["value"] or "").strip()
        elif not stripped.startswith("#") and "-" not in stripped.split("\t", 1)[0]:
            sentence.space_after = "" if "SpaceAfter=No" in stripped.rsplit("\t", 1)[-1] else " "
    if sentence.text:
        yield sentence
