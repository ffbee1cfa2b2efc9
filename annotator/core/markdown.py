"""A small, strict Markdown for guidelines: what people write, as values that a template draws.

Headings, paragraphs, lists, quotations, code, emphasis. Whatever else stands there is words: markup of other
kinds is shown as it was typed, and a link as its words with the address behind them. Nothing here makes HTML,
so nothing that was written can become any.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

#: The longest guideline that is read, in code points.
MAX_LENGTH = 60_000

_HEADING = re.compile(r"(#{1,4})[ \t]+(.*?)[ \t]*(?:\{#([a-z0-9][a-z0-9_-]{0,39})\})?[ \t]*")
_ITEM = re.compile(r"(?:([-*+])|([0-9]{1,4})[.)])[ \t]+(\S.*)")
_QUOTED = re.compile(r">[ \t]?(.*)")
_FENCE = re.compile(r"[ \t]{0,3}```.*")
_ESCAPED = re.compile(r"\\([\\`*\[\]#>_+.-])")
_INLINE = re.compile(
    r"(?P<code>`[^`\n]+`)|(?P<strong>\*\*[^*\s](?:[^*\n]*[^*\s])?\*\*)|(?P<emphasis>\*[^*\s](?:[^*\n]*[^*\s])?\*)"
    r"|(?P<link>\[[^\[\]\n]{1,300}\]\([^()\s]{1,300}\))|(?P<escape>\\[\\`*\[\]#>_+.-])"
)


class Style(StrEnum):
    """How a stretch of words is set."""

    PLAIN = "plain"
    STRONG = "strong"
    EMPHASIS = "emphasis"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words set in one way."""

    words: str
    style: Style = Style.PLAIN


Pieces: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `anchor` is what was asked for with `{#anchor}`, or empty. Level 1 is the highest."""

    level: int
    pieces: Pieces
    anchor: str = ""

    @property
    def title(self) -> str:
        """The heading's bare words."""
        return "".join(piece.words for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running words; `is_quoted`: set apart, such as an example from an article."""

    pieces: Pieces
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """Lines that are kept as they are."""

    words: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list. `start` is the first number of a numbered one, None for one without numbers."""

    items: tuple[Pieces, ...]
    start: int | None = None


Block: TypeAlias = Heading | Paragraph | Code | Items


def read_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text, in order. Any text can be read."""
    return tuple(_blocks(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))


def read_pieces(words: str) -> Pieces:
    """The words of one paragraph, item or heading with their emphasis."""
    pieces: list[Piece] = []
    place = 0
    for found in _INLINE.finditer(words):
        pieces.append(Piece(words[place : found.start()]))
        pieces.append(_piece(found))
        place = found.end()
    pieces.append(Piece(words[place:]))
    return _joined(piece for piece in pieces if piece.words)


def escape_words(words: str) -> str:
    """The words so that they are read back as they are, whatever signs are in them."""
    return re.sub(r"([\\`*\[\]])", r"\\\1", words)


def _piece(found: re.Match[str]) -> Piece:
    words = found.group()
    match found.lastgroup:
        case "code":
            return Piece(words[1:-1], Style.CODE)
        case "strong":
            return Piece(_unescaped(words[2:-2]), Style.STRONG)
        case "emphasis":
            return Piece(_unescaped(words[1:-1]), Style.EMPHASIS)
        case "link":
            label, _, address = words[1:-1].partition("](")
            return Piece(label if label == address else f"{label} ({address})")
        case _:
            return Piece(words[1:])


def _unescaped(words: str) -> str:
    return _ESCAPED.sub(r"\1", words)


def _joined(pieces: Iterator[Piece]) -> Pieces:
    """Neighbours in the same style as one piece."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].style is piece.style:
            joined[-1] = Piece(joined[-1].words + piece.words, piece.style)
        else:
            joined.append(piece)
    return tuple(joined)


def _blocks(lines: list[str]) -> Iterator[Block]:
    place = 0
    while place < len(lines):
        line = lines[place]
        if not line.strip():
            place += 1
        elif heading := _HEADING.fullmatch(line):
            level, words, anchor = heading.groups()
            yield Heading(len(level), read_pieces(words), anchor or "")
            place += 1
        elif _FENCE.fullmatch(line):
            stop = next((n for n in range(place + 1, len(lines)) if _FENCE.fullmatch(lines[n])), len(lines))
            yield Code("\n".join(lines[place + 1 : stop]))
            place = stop + 1
        elif _ITEM.fullmatch(line):
            place, block = _items(lines, place)
            yield block
        elif _QUOTED.fullmatch(line):
            stop = _end_of(lines, place, lambda text: _QUOTED.fullmatch(text) is not None)
            quoted = (_QUOTED.fullmatch(text) for text in lines[place:stop])
            words = " ".join(found.group(1).strip() for found in quoted if found)
            yield Paragraph(read_pieces(words), is_quoted=True)
            place = stop
        else:
            stop = _end_of(lines, place + 1, _continues)
            yield Paragraph(read_pieces(" ".join(text.strip() for text in lines[place:stop])))
            place = stop


def _continues(line: str) -> bool:
    """Say whether a line runs on what stands above it."""
    starts = (_HEADING, _FENCE, _ITEM, _QUOTED)
    return bool(line.strip()) and not any(pattern.fullmatch(line) for pattern in starts)


def _items(lines: list[str], place: int) -> tuple[int, Items]:
    """The list that begins at a line, and the line after it. A blank line between two items does not end it."""
    first = _ITEM.fullmatch(lines[place])
    assert first is not None
    numbered = first.group(2) is not None
    found: list[str] = []
    while place < len(lines):
        item = _ITEM.fullmatch(lines[place])
        if item and (item.group(2) is not None) == numbered:
            found.append(item.group(3).strip())
            place += 1
        elif found and _continues(lines[place]) and lines[place - 1].strip():
            found[-1] += " " + lines[place].strip()
            place += 1
        elif not lines[place].strip() and place + 1 < len(lines) and _goes_on(lines[place + 1], numbered=numbered):
            place += 1
        else:
            break
    start = int(first.group(2)) if numbered else None
    return place, Items(tuple(read_pieces(words) for words in found), start)


def _goes_on(line: str, *, numbered: bool) -> bool:
    item = _ITEM.fullmatch(line)
    return item is not None and (item.group(2) is not None) == numbered


def _end_of(lines: list[str], place: int, belongs: Callable[[str], bool]) -> int:
    while place < len(lines) and belongs(lines[place]):
        place += 1
    return place
