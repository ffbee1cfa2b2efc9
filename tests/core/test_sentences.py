"""Sentence boundaries in news copy."""

import json
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.core.languages import language_for
from annotator.core.records import Span
from annotator.core.sentences import INVISIBLE, sentence_spans, split_stretch, trim
from tests.shared import load_shared, read_shared


def cut(text):
    return [text[start:stop] for start, stop in sentence_spans(text)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["The U.K. Parliament sat until 5 p.m. GMT on Monday.", "Nobody left."],
        ["Col. Ana Reyes met Lt. Gov. Tom Hale in St. Olaf on Feb. 9.", "Hale, D-Conn., had no comment."],
        ["He lives in the U.S.", "She does not."],
        ["The port, run by Norvik Inc. since 2009, is No. 3 in the region.", "It closed."],
        ["“Will the ferry sail?” Dahl asked reporters.", "“No.”"],
        ["“We wait. ", "We were told to wait!” Captain Moe said."],
        ["It cost $1.2 million, vs. $900,000 a year ago (see p. 4).", "“Too much,” said John F. Kennard."],
        ["VIKEN, Norway (NPA) — Talks failed. ", "They will resume."],
        ["She said: “Go.” ", "He went."],
        ["The rest … was silence. ", "Then rain."],
        ["Is it over? ", "Yes! ", "Finally."],
        ["The talks “failed.” ", "The end."],
        ["The iPhone fell. ", "iOS did not."],
        ["It was decided by you and I. ", "Ruth I. Berg agreed."],
        ["At 5 a.m. Mr. Lund left. ", "He was back at 6 p.m. ", "Mr. Berg stayed."],
        ["“The stairs […] were steep [...]” (Lund 55). ", "“They fell.” ", "(No page is given.)"],
        ["The form asks for N°. 1026.253. ", "Nobody knew it."],
        ["1. Read the article once. ", "Then begin."],
        ["1.) Turn left ", "2.) Turn right. ", "Then stop. ", "3.) Wait"],
        ["• 9. The harbour ", "• 10. The ferry"],
        ["a. The crew lost c. 40 men ", "b. The captain"],
    ],
)
def test_news_copy_is_cut_where_a_reader_would(sentences):
    trimmed = [sentence.strip() for sentence in sentences]
    assert cut(" ".join(trimmed)) == trimmed


@pytest.mark.parametrize(
    ("text", "language", "sentences"),
    [
        # Initials, numbers that do not follow, dates: no list of items.
        ("A. Lund met B. Berg on Monday.", "en", ["A. Lund met B. Berg on Monday."]),
        ("1. The mayor won 14. The rest lost.", "en", ["1. The mayor won 14.", "The rest lost."]),
        ("7. The mayor won 8. The rest lost.", "en", ["7. The mayor won 8.", "The rest lost."]),
        ("1. Mai bis 2. Mai.", "de", ["1. Mai bis 2. Mai."]),
        ("2019. The year closed.", "en", ["2019.", "The year closed."]),
    ],
)
def test_a_list_is_told_by_markers_that_follow_each_other(text, language, sentences):
    assert [text[start:stop] for start, stop in sentence_spans(text, language_for(language))] == sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("سقطت السفينة. هل نجا أحد؟ لا نعرف.", ["سقطت السفينة.", "هل نجا أحد؟", "لا نعرف."]),
        ("המעבורת טבעה. איש לא נפגע.", ["המעבורת טבעה.", "איש לא נפגע."]),
        ("渡轮沉没。没有人受伤！“谁说的？”他问。", ["渡轮沉没。", "没有人受伤！", "“谁说的？”", "他问。"]),
    ],
)
def test_other_scripts_are_cut_at_their_own_marks(text, sentences):
    assert cut(text) == sentences


def test_a_line_break_always_ends_a_sentence():
    assert cut("Ferry sinks\nsearch\n\nNobody was hurt. The\nship") == [
        "Ferry sinks", "search", "Nobody was hurt.", "The", "ship",
    ]  # fmt: skip
    assert cut("a\u2028b\x85c") == ["a", "b", "c"]


def test_a_stretch_may_run_over_line_breaks():
    text = "The ferry sank off\nthe coast. Nobody\nwas hurt."
    assert [text[a:b] for a, b in split_stretch(text, Span(0, len(text)))] == [
        "The ferry sank off\nthe coast.", "Nobody\nwas hurt.",
    ]  # fmt: skip


def test_invisible_characters_at_the_edges_are_left_outside():
    assert sentence_spans("\ufeff Ferry sank.\u200b ") == [Span(2, 13)]
    assert sentence_spans(" \u200b\n\u2060") == []


COPY = st.lists(
    st.sampled_from(
        ["The", "ship", "sank", ".", ". ", "U.S. ", "Mr. ", "Inc. ", "“", "”", '"', "’", "!?", "… ", ". . .", "(", ")",
         "\n", "\n\n", " ", "No. 2 ", "p.m. ", "A. ", "。", "؟ ", "\u200b", "[1]", "Lee said", "é", "👩‍👧",
         ",", "-", "I. "]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@given(st.one_of(COPY, st.text(max_size=80)))
@example("a . . . b. C")
def test_sentences_are_ordered_disjoint_and_cover_all_that_is_visible(text):
    spans = sentence_spans(text)
    edge = 0
    for start, stop in spans:
        assert edge <= start < stop <= len(text)
        assert trim(text, Span(start, stop)) == (start, stop)
        edge = stop
    covered = {at for start, stop in spans for at in range(start, stop)}
    assert all(at in covered for at, mark in enumerate(text) if not mark.isspace() and mark not in INVISIBLE)


@given(COPY)
def test_the_whole_text_is_cut_as_its_lines_one_by_one(text):
    by_line, start = [], 0
    for line in text.split("\n"):
        by_line += [Span(a + start, b + start) for a, b in sentence_spans(line)]
        start += len(line) + 1
    assert sentence_spans(text) == by_line


HOSTILE = [". ", "U.S. ", "!?", "“", "'", "(", " ", "1. a\n", "A.", "\n", "word ", "。", ". . ."]


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_input_of_the_greatest_length_is_cut(unit):
    text = (unit * 500_000)[:500_000]
    spans = sentence_spans(text)
    assert len(spans) <= len(text)
    assert all(a.stop <= b.start for a, b in pairwise(spans))


def test_all_hard_news_cases_are_right():
    cases = load_shared("data/news_cases_en.json")
    assert [cut(case["text"]) for case in cases] == [case["sentences"] for case in cases]


def test_of_the_golden_rules_all_but_one_are_kept():
    cases = load_shared("data/golden_rules_en.json")
    broken = [text for text, wanted in cases if cut(text) != [sentence.strip() for sentence in wanted]]
    assert [text[:20] for text in broken] == ["One further habit wh"]


def test_the_news_of_a_treebank_is_cut_as_well_as_measured():
    right = extra = missed = 0
    for line in read_shared("data/gum_news_dev.jsonl").splitlines():
        document = json.loads(line)
        wanted = {stop for _, stop in document["sentences"]}
        found = {stop for _, stop in sentence_spans(document["text"])}
        right, extra, missed = right + len(wanted & found), extra + len(found - wanted), missed + len(wanted - found)
    assert 2 * right / (2 * right + extra + missed) >= 0.98
