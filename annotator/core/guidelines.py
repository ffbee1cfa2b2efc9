"""A guideline: one Markdown text, cut into sections by its headings.

A section's anchor is what its heading asks for with `{#anchor}`, else its words made plain. The section about a
tag is the one whose anchor is the tag's key: "## Loaded word {#loaded_word}".
"""

import re
import unicodedata
from dataclasses import dataclass

from annotator.core.errors import Invalid
from annotator.core.markdown import MAX_LENGTH, Block, Heading, escape_words, read_blocks

_HEADING_LINE = re.compile(r"#{1,4}[ \t]")


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading, deeper headings included. `anchor` is stable and never repeats in a guideline.

    What stands before the first heading is a section without anchor and title, of level 0.
    """

    anchor: str
    title: str
    level: int
    blocks: tuple[Block, ...]


def read_sections(guideline: str) -> tuple[Section, ...]:
    """The sections in order, each with its own blocks only; headings have their anchors filled in."""
    sections: list[tuple[Heading | None, list[Block]]] = [(None, [])]
    taken: set[str] = set()
    for block in read_blocks(guideline):
        if isinstance(block, Heading):
            anchor = _free(block.anchor or plain_word(block.title), taken)
            taken.add(anchor)
            sections.append((Heading(block.level, block.pieces, anchor), []))
        else:
            sections[-1][1].append(block)
    return tuple(
        Section(heading.anchor if heading else "", heading.title if heading else "", heading.level if heading else 0,
                tuple(blocks))
        for heading, blocks in sections
        if heading or blocks
    )  # fmt: skip


def section_for(guideline: str, tag_key: str) -> Section | None:
    """The section about a tag with everything under its heading, or None where the guideline has none."""
    sections = read_sections(guideline)
    for place, section in enumerate(sections):
        if section.anchor == tag_key and tag_key:
            blocks = list(section.blocks)
            for deeper in sections[place + 1 :]:
                if deeper.level <= section.level:
                    break
                title = read_blocks(f"{'#' * deeper.level} {escape_words(deeper.title)} {{#{deeper.anchor}}}")
                blocks += [*title, *deeper.blocks]
            return Section(section.anchor, section.title, section.level, tuple(blocks))
    return None


def section_text(guideline: str, tag_key: str) -> str:
    """The Markdown under the heading of a tag's section, without the heading; empty where there is none."""
    lines = guideline.split("\n")
    start, stop = _lines_of(lines, tag_key)
    return "\n".join(lines[start + 1 : stop]).strip("\n") if start < stop else ""


def with_section(guideline: str, tag_key: str, title: str, text: str) -> str:
    """The guideline with this text under the tag's heading, which is put at the end where there was none.

    An empty text takes the section away. The rest stays as it was typed.
    """
    lines = guideline.split("\n")
    start, stop = _lines_of(lines, tag_key)
    body = text.replace("\r\n", "\n").strip("\n")
    if start == stop:
        if not body.strip():
            return guideline
        before = guideline.rstrip("\n")
        return (f"{before}\n\n" if before else "") + f"## {escape_words(title)} {{#{tag_key}}}\n\n{body}\n"
    kept = [lines[start], "", *body.split("\n"), ""] if body.strip() else []
    return "\n".join([*lines[:start], *kept, *lines[stop:]]).rstrip("\n") + "\n"


def check_guideline(guideline: str) -> str:
    """The guideline as it is stored: line ends of one kind, nothing invisible. Raises Invalid when it is too long."""
    text = guideline.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_LENGTH:
        message = f"A guideline has at most {MAX_LENGTH:,} characters; this one has {len(text):,}."
        raise Invalid(message, code="too_long", fields={"guideline": message})
    if any(unicodedata.category(sign) == "Cc" and sign not in "\n\t" for sign in text):
        message = "There is an invisible control character in the text. Type the place anew."
        raise Invalid(message, code="bad_text", fields={"guideline": message})
    return text.strip("\n") + "\n" if text.strip() else ""


def plain_word(words: str, *, joint: str = "-", longest: int = 40) -> str:
    """Words as one word of small Latin letters and digits; empty where nothing is left."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", joint, plain).strip(joint)[:longest].strip(joint)


def _free(anchor: str, taken: set[str]) -> str:
    anchor = anchor or "section"
    number = 2
    free = anchor
    while free in taken:
        free, number = f"{anchor}-{number}", number + 1
    return free


def _lines_of(lines: list[str], tag_key: str) -> tuple[int, int]:
    """The lines of a tag's section, heading first; start == stop where there is none."""
    start, level, fenced = -1, 0, False
    for number, line in enumerate(lines):
        fenced ^= line.lstrip().startswith("```")
        if fenced or not _HEADING_LINE.match(line):
            continue
        depth = len(line) - len(line.lstrip("#"))
        if start >= 0 and depth <= level:
            return start, number
        if start < 0 and line.rstrip().endswith(f"{{#{tag_key}}}"):
            start, level = number, depth
    return (start, len(lines)) if start >= 0 else (0, 0)
