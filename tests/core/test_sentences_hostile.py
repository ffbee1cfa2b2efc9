"""Sentences of hostile input: what is covered, and work that grows with the length alone."""

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core import list_items, sentences
from annotator.core.languages import ENGLISH, FALLBACK, LANGUAGES
from annotator.core.records import Span
from annotator.core.sentences import INVISIBLE, sentence_spans

HOSTILE = (". ", "U.S. ", "A.", "A. ", "!?", "? a", "? a. ", "“", '"', "'", "(", " ", "1. a\n", "1.", "1. ", "\n",
           "word ", "x", "。", ". . .", "z. B. ", "т. д. ", ". »", " » ", "?\u00a0» ", "i. i ", "؟ ",
           "1) ", "• ", "a. b. ", "1. x 2. x ", "\u200b. ",
           "ד\"ר. ", ". “", ".“", "?'", "!!! ", "3.5", ". \t", "e.g. i. ")  # fmt: skip
PROBES = (
    "One.\r\nTwo.\r\n", "👩‍👧 left. 👨‍👩‍👧 came.", "\u200bOne.\u200b \ufeffTwo.\ufeff", "One.\u00a0Two.",
    "“One.” ‘Two.’",
    "Cafe\u0301 shut. E\u0301cole too.", "渡轮沉没。没有人。", "\tOne.\tTwo.", "a\x0bb\x0cc\x85d\u2028e",
    "∯ One. ȸ Two. ☝",
    "𝓐. 𝓑𝓸𝓫 left. 𝓗𝓮 came.", "One.\x00Two. \x00", "One. One. One. One.", "   One. Two.", "", " \n\t ",
)  # fmt: skip
#: Every pattern that the splitter walks a text with.
PATTERNS = tuple(
    (module, name)
    for module, names in (
        (sentences, ("_MARK", "_STOP", "_OPENERS", "_WORD", "_NO_WORD", "_LINE_END", "_PAGE", "_TIME_ALONE")),
        (list_items, ("_FIRST", "_LATER")),
    )
    for name in names
)
_RUN = re.compile(r"[.!?…‽؟۔।。！？]*+")
TABLES = (*LANGUAGES.values(), FALLBACK)


class CountingPattern:
    """A pattern that counts its uses and the characters that each looks at: what it finds, or all of the window; for
    a match that fails, the run of terminators that it went through.
    """

    def __init__(self, pattern):
        self.pattern, self.calls, self.characters = pattern, 0, 0

    def search(self, text, *window):
        found = self.pattern.search(text, *window)
        self._count(text, found, *window)
        return found

    def match(self, text, start=0, stop=None):
        found = self.pattern.match(text, start, len(text) if stop is None else stop)
        self.calls += 1
        goes_on = start and _RUN.match(text, start - 1).end() > start - 1  # the look-behind ends it at once
        self.characters += found.end() - start if found else 1 if goes_on else _RUN.match(text, start).end() - start
        return found

    def fullmatch(self, text, start, stop):
        self.calls += 1
        self.characters += stop - start
        return self.pattern.fullmatch(text, start, stop)

    def finditer(self, text, *window):
        self.characters += window[1] - window[0] if len(window) > 1 else len(text)
        for found in self.pattern.finditer(text, *window):
            self.calls += 1
            yield found

    def _count(self, text, found, *window):
        self.calls += 1
        start = window[0] if window else 0
        self.characters += (found.end() if found else (window[1] if len(window) > 1 else len(text))) - start


def assert_covers(text, spans):
    edge = 0
    for start, stop in spans:
        assert edge <= start < stop <= len(text)
        assert all(mark.isspace() or mark in INVISIBLE for mark in text[edge:start])
        edge = stop
    assert all(mark.isspace() or mark in INVISIBLE for mark in text[edge:])


@pytest.mark.parametrize("language", TABLES, ids=lambda language: language.code or "fallback")
@pytest.mark.parametrize("text", [*PROBES, *(unit * 300 for unit in HOSTILE)])
def test_every_probe_is_covered_in_order(text, language):
    assert_covers(text, sentence_spans(text, language))


@given(
    st.lists(st.sampled_from([*HOSTILE, "The ", "am 3. ", "г. ", "EE. UU. ", "M. ", "« ", "„", "نعم ", "etc. "]),
             max_size=40).map("".join),
    st.sampled_from(TABLES),
)  # fmt: skip
def test_mixtures_are_covered_and_cut_as_their_lines(text, language):
    spans = sentence_spans(text, language)
    assert_covers(text, spans)
    by_line, start = [], 0
    for line in text.split("\n"):
        by_line += [Span(start + one.start, start + one.stop) for one in sentence_spans(line, language)]
        start += len(line) + 1
    assert spans == by_line


@pytest.mark.parametrize("unit", HOSTILE)
def test_the_work_grows_with_the_length_alone(unit, monkeypatch):
    patterns = {(module, name): getattr(module, name) for module, name in PATTERNS}

    def work(length):
        counting = [CountingPattern(pattern) for pattern in patterns.values()]
        for (module, name), one in zip(patterns, counting, strict=True):
            monkeypatch.setattr(module, name, one)
        sentence_spans((unit * length)[:length], ENGLISH)
        return sum(one.calls for one in counting), sum(one.characters for one in counting)

    few_calls, few_characters = work(2_000)
    many_calls, many_characters = work(20_000)
    assert many_calls <= 10.5 * few_calls + 10
    assert many_characters <= 10.5 * few_characters + 100


def test_a_run_of_terminators_is_entered_at_its_beginning_alone():
    assert sentences._STOP.match("!! x", 0)
    assert sentences._STOP.match("!! x", 1) is None


def test_the_splitter_loads_nothing_heavy():
    listing = "import sys, annotator.core.sentences; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"flask", "sqlalchemy", "numpy", "trafilatura", "selectolax", "wtforms", "click", "sklearn", "hypothesis"}
    assert not heavy & {name.partition(".")[0] for name in loaded}
    own = {name.removeprefix("annotator.core.") for name in loaded if name.startswith("annotator.")}
    assert own == {
        "annotator.core", "abbreviations", "abbreviations_of_languages", "errors", "languages", "list_items",
        "sentences", "spans",
    }  # fmt: skip
