"""Forms in which English news copy tells its sources, and what looks like one and is none: a sentence a line, in
square brackets what is a source; each line is a text of its own.
"""

from pathlib import Path

from annotator.core.records import Kind, Sentence
from annotator.core.suggestions import suggest

FILE = Path(__file__).resolve().parents[1] / "fixtures" / "source_phrases.txt"
LINES = FILE.read_text(encoding="utf-8").splitlines()


def marked(line: str) -> str:
    """The words of a line with what the rules take for its sources in brackets."""
    text = line.replace("[", "").replace("]", "")
    kind = Kind.BODY if text[-1] in ".”!?" else Kind.HEADLINE
    found = suggest(text, [Sentence(0, 0, len(text), kind)])
    for mention in reversed(found.mentions):
        start, stop = mention.span
        text = f"{text[:start]}[{text[start:stop]}]{text[stop:]}"
    return text


def test_each_form_gives_its_sources_and_nothing_else() -> None:
    assert len(LINES) > 400
    assert [marked(line) for line in LINES] == LINES
