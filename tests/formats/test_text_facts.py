"""What a bare text tells of itself."""

import pytest

from annotator.formats.text import read_text

BODY = "The pier was closed on Monday after two beams failed, the port said. Nobody was hurt in the fall."


def facts(text):
    return read_text(text).facts


def test_byline_date_and_agency_are_read_from_lines_that_state_them():
    read = facts(f"Pier closed after beams fail\n\nBy Maria Quint\n\nMarch 3, 2026\n\nLUND (Harbour News) - {BODY}\n")
    assert (read.title, read.byline) == ("Pier closed after beams fail", "Maria Quint")
    assert (read.published_on, read.outlet) == ("2026-03-03", "Harbour News")


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Published 3 March 2026", "2026-03-03"),
        ("Updated: Sept. 14, 2025", "2025-09-14"),
        ("2026-02-28", "2026-02-28"),
        ("February 30, 2026", ""),
        ("Monday", ""),
    ],
)
def test_a_date_is_a_full_one_that_the_calendar_has(line, day):
    assert facts(f"Pier closed after beams fail\n\nBy Maria Quint\n\n{line}\n\n{BODY}\n").published_on == day


def test_a_printed_page_tells_where_it_is_from():
    lines = "Published on Tarn News (https://tarn.example)\n\nPier closed after beams fail\n\nPor Ana Reyes"
    read = facts(f"{lines}\n\n{BODY}\n\nSource URL: https://tarn.example/pier\n")
    assert (read.outlet, read.url, read.byline) == ("Tarn News", "https://tarn.example/pier", "Ana Reyes")


def test_nothing_is_read_where_nothing_is_stated():
    read = facts(f"Pier closed after beams fail\n\n{BODY} It happened on March 3, 2026, by night.\n")
    assert (read.byline, read.published_on, read.outlet) == ("", "", "")


def test_a_bracket_that_is_no_dateline_is_no_outlet():
    assert facts(f"Pier closed\n\nThe Port Authority (PA) - a public body - shut it. {BODY}\n").outlet == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (BODY, "en"),
        ("قال مسؤولان مطلعان على المحادثات إن المحادثات ستستأنف يوم الاثنين.", "ar"),
        ("שני גורמים המעורים בשיחות אמרו כי השיחות יתחדשו ביום שני.", "he"),
        ("Два чиновника, знакомые с ходом переговоров, заявили в понедельник.", "ru"),
        ("政府关系人士周一表示，港口将关闭。", "zh"),
        ("港は月曜日に閉鎖されたと当局者は述べた。", "ja"),
        ("40 % … 1,200!", "en"),
    ],
)
def test_the_language_is_proposed_by_the_script(text, language):
    assert facts(text + "\n").language == language
