"""Figures in Spanish, French, German, Russian, Arabic and Hebrew copy; their forms are in `test_figure_forms`."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.figure_words import FIGURE_WORDS
from annotator.core.figures import find_figures, read_figure
from annotator.core.figures_elsewhere import language_of, read_figures_elsewhere
from annotator.core.kinds import cut_article
from annotator.core.records import Bound, Span
from annotator.core.suggestions import suggest

LINES = (Path(__file__).resolve().parents[1] / "fixtures" / "figures_elsewhere.txt").read_text("utf-8").splitlines()


def test_every_language_has_lines_and_is_told_by_them():
    told = {language_of(re.sub(r"\{([^{}=]*)=[^{}]*\}", r"\1", line)) for line in LINES}
    assert told == set(FIGURE_WORDS)


@pytest.mark.parametrize(
    "text", ["At least 31 people died in Las Palmas, on the Rue de la Paix.", "Der Spiegel said 12 had died.", "12", ""]
)
def test_english_copy_with_foreign_names_stays_english(text):
    assert language_of(text) == "en"


def test_an_article_is_read_in_its_language_sentence_by_sentence():
    first = "El gobierno confirmó ayer los datos de la provincia."
    text = f"{first}\n\nHubo 1.200 muertos.\n\nSe abrirán 3,5 millones de plazas.\n"
    found = suggest(text, cut_article(text))
    told = [(text[one.span.start : one.span.stop], str(one.reading.low)) for one in found.figures]
    assert told == [("1.200 muertos", "1200"), ("3,5 millones de plazas", "3500000")]


def test_a_stretch_that_a_person_marks_is_read_too():
    assert (read_figure("قرابة 40 قتيلا").low, read_figure("قرابة 40 قتيلا").bound) == (40, Bound.ABOUT)
    assert find_figures("יותר מ-40 איש נהרגו", Span(0, 19)) == [Span(0, 13)]


@given(st.sampled_from(sorted(FIGURE_WORDS)), st.text("0123456789.,- %€$abюוא١\u00a0\n", max_size=60))
def test_figures_are_in_order_and_disjoint_and_never_break(code, text):
    found = [span for span, _ in read_figures_elsewhere(text, Span(0, len(text)), code)]
    assert all(one.stop <= other.start for one, other in pairwise(found))
    assert all(0 <= one.start < one.stop <= len(text) for one in found)
