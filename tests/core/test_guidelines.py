"""Guidelines: a small strict Markdown, its sections, and the section about a tag."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.default_scheme import default_guideline
from annotator.core.errors import Invalid
from annotator.core.guidelines import (
    check_guideline,
    read_sections,
    section_for,
    section_text,
    with_section,
)
from annotator.core.markdown import MAX_LENGTH, Code, Items, Paragraph, Style, escape_words, read_blocks, read_pieces

WORDS = st.text(alphabet="ab *`[]()#>-_.!<&1\\\n\t", max_size=200)


def words_of(blocks) -> str:
    """Everything a reader sees."""
    found = []
    for block in blocks:
        match block:
            case Items():
                found += [piece.words for item in block.items for piece in item]
            case Code():
                found.append(block.words)
            case _:
                found += [piece.words for piece in block.pieces]
    return " ".join(found)


def test_blocks_are_read_in_order() -> None:
    text = "# Title {#top}\n\nRunning\nwords.\n\n- one\n- two\n  goes on\n\n"
    text += "3. three\n4. four\n\n> said\n> so\n\n```\n<b>\n```\n"
    heading, paragraph, plain, numbered, quotation, code = read_blocks(text)
    assert (heading.level, heading.title, heading.anchor) == (1, "Title", "top")
    assert words_of([paragraph]) == "Running words."
    assert (plain.start, words_of([plain])) == (None, "one two goes on")
    assert (numbered.start, words_of([numbered])) == (3, "three four")
    assert isinstance(quotation, Paragraph)
    assert quotation.is_quoted
    assert code == Code("<b>")


def test_emphasis_code_and_links_are_words_with_a_style() -> None:
    pieces = read_pieces("a **b** *c* `d*` [e](https://f.example) <i>g</i> \\*h")
    assert [(piece.words, piece.style) for piece in pieces if piece.style is not Style.PLAIN] == [
        ("b", Style.STRONG), ("c", Style.EMPHASIS), ("d*", Style.CODE),
    ]  # fmt: skip
    assert pieces[-1].words == " e (https://f.example) <i>g</i> *h"


@given(WORDS)
def test_any_text_can_be_read_and_reading_never_fails(text) -> None:
    read_blocks(text)
    read_sections(text)


@given(st.text(alphabet="ab*`[]() \\", min_size=1).map(lambda text: " ".join(text.split())).filter(bool))
def test_escaped_words_are_read_back_as_they_are(words) -> None:
    assert "".join(piece.words for piece in read_pieces(escape_words(words))) == words


def test_anchors_are_stable_and_never_repeat() -> None:
    sections = read_sections("Before.\n\n## Née: a Word\n\n## Same\n\n## Same\n\n## Own {#claim}\n")
    assert [section.anchor for section in sections] == ["", "nee-a-word", "same", "same-2", "claim"]


def test_the_section_of_a_tag_has_the_deeper_ones_and_no_more() -> None:
    text = "## Claim {#claim}\n\nOne.\n\n### Hard\n\nTwo.\n\n## Figure {#figure}\n\nThree.\n"
    section = section_for(text, "claim")
    assert section is not None
    assert words_of(section.blocks) == "One. Hard Two."
    assert section_for(text, "attribution") is None
    assert section_for(text, "") is None


@pytest.mark.parametrize("key", ["claim", "attribution", "figure"])
def test_the_default_guideline_has_a_section_about_each_tag(key) -> None:
    assert section_for(default_guideline(), key) is not None


def test_writing_a_section_leaves_the_rest_as_it_was() -> None:
    text = "Lead.\n\n## A {#a}\n\nOld.\n\n### Deep\n\nOlder.\n\n## B {#b}\n\nStays.\n"
    changed = with_section(text, "a", "ignored", "New.\n")
    assert changed == "Lead.\n\n## A {#a}\n\nNew.\n\n## B {#b}\n\nStays.\n"
    assert section_text(changed, "a") == "New."
    assert with_section(changed, "a", "A", "") == "Lead.\n\n## B {#b}\n\nStays.\n"


def test_a_section_that_was_not_there_comes_last() -> None:
    assert with_section("", "own", "Own tag", "Words.") == "## Own tag {#own}\n\nWords.\n"
    assert with_section("Lead.\n", "own", "Own *tag*", "Words.") == "Lead.\n\n## Own \\*tag\\* {#own}\n\nWords.\n"
    assert with_section("Lead.\n", "own", "Own", " ") == "Lead.\n"


def test_a_heading_inside_code_is_no_section() -> None:
    text = "```\n## A {#a}\n```\n"
    assert section_text(text, "a") == ""
    assert section_for(text, "a") is None


@given(WORDS.filter(lambda text: "#" not in text and "`" not in text))
def test_the_text_of_a_section_is_read_back(text) -> None:
    body = text.strip("\n")
    if body.strip():
        assert section_text(with_section("Lead.\n\n## Z {#z}\n\nx\n", "z", "Z", body), "z") == body.strip("\n")


def test_a_guideline_that_is_too_long_or_holds_control_characters_is_refused() -> None:
    assert check_guideline("a\r\nb\r") == "a\nb\n"
    for text in ("x" * (MAX_LENGTH + 1), "a\x00b"):
        with pytest.raises(Invalid):
            check_guideline(text)
