"""Forms in which English news copy writes figures, and numbers that are none: a sentence a line, each figure in braces
with its value, its bound and its measure.
"""

import re
from pathlib import Path

from annotator.core.figures import read_figures
from annotator.core.records import Span

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
LINES = (FIXTURES / "figures.txt").read_text(encoding="utf-8").splitlines()
ELSEWHERE = (FIXTURES / "figures_elsewhere.txt").read_text(encoding="utf-8").splitlines()


def marked(line: str) -> str:
    """The words of a line with what the rules find and read."""
    text = re.sub(r"\{([^{}=]*)=[^{}]*\}", r"\1", line)
    for span, read in reversed(read_figures(text, Span(0, len(text)))):
        value = "-" if read.low is None else f"{read.low}" if read.high is None else f"{read.low}..{read.high}"
        told = f"{value}|{read.bound}|{read.measure}"
        text = f"{text[: span.start]}{{{text[span.start : span.stop]}={told}}}{text[span.stop :]}"
    return text


def test_each_form_is_found_and_read_and_nothing_else() -> None:
    assert len(LINES) > 150
    assert [marked(line) for line in LINES] == LINES


def test_so_is_each_figure_in_six_other_languages() -> None:
    assert len(ELSEWHERE) > 10
    assert [marked(line) for line in ELSEWHERE] == ELSEWHERE
