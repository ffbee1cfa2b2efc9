"""The canonical form of an article's text, and checks of spans against it.

Canonical text is decided once, at import, and never again: what is hashed here is what sentences,
tags and exports count in. Unicode code points allowed by XML 1.0 `Char`, without U+000D; nothing is
normalised, because NFC changes lengths.
"""

import hashlib
import re
from dataclasses import dataclass

from annotator.core.errors import Conflict, Invalid, TooLarge
from annotator.core.records import Span

#: Longest article, in code points.
MAX_CODE_POINTS = 500_000

#: Numbers the rules below; stored with each text, so that a later change of rules is visible.
NORMALISER = 1

_BOM = "\ufeff"
#: Everything outside XML 1.0 Char; U+000D never gets here, it became U+000A.
_BAD_CHARACTER = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEWLINE = re.compile("\r\n?")
#: A text of these alone shows nothing to a reader.
_VISIBLE = re.compile(
    r"[^\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0]"
)

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip or Office file"),
    (b"PK\x05\x06", "a zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "a rich text file"),
    (b"\x7fELF", "a program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF87a", "a picture"),
    (b"GIF89a", "a picture"),
    (b"\x1f\x8b\x08", "a compressed file"),
    (b"BZh9", "a compressed file"),
    (b"\xfd7zXZ", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!\x1a", "a compressed file"),
    (b"SQLite format 3\x00", "a database"),
)
_SAVE_AS = "Open it in its program, choose “Save as” plain text in UTF-8, or paste the words instead."


@dataclass(frozen=True, slots=True)
class CanonicalText:
    """A text in canonical form with the SHA-256 (hex) of its UTF-8 bytes."""

    body: str
    sha256: str


def canonical(data: bytes | str, *, limit: int = MAX_CODE_POINTS) -> CanonicalText:
    """Bring an article as it arrived into canonical form, or say why that cannot be.

    One leading byte-order mark is dropped and line ends become U+000A; nothing else changes.
    Raises `Invalid` (codes `not_text`, `encoding_not_utf8`, `encoding_unknown`, `text_bad_characters`,
    `text_empty`) and `TooLarge` (`text_too_long`).
    """
    text = decode(data) if isinstance(data, bytes) else data
    body = _NEWLINE.sub("\n", text.removeprefix(_BOM))
    if len(body) > limit:
        raise TooLarge(
            f"The article is {len(body):,} characters; the limit is {limit:,}. Split it.",
            code="text_too_long",
        )
    _refuse_bad_characters(body)
    if not _VISIBLE.search(body):
        raise Invalid("The article has no visible text. Paste its words or choose another file.", code="text_empty")
    return CanonicalText(body, hash_of(body))


def decode(data: bytes) -> str:
    """The characters of a file in UTF-8, or in UTF-16 with its mark; never guessed, never replaced.

    Raises `Invalid` with code `not_text`, `encoding_not_utf8` or `encoding_unknown`.
    """
    _refuse_binary(data)
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise _unknown_encoding()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decode_utf16(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(data, error) from None
    if data.count(0) * 5 > len(data):
        # Latin text in UTF-16 without a mark decodes as UTF-8 with a NUL beside every letter.
        raise _unknown_encoding()
    return text


def hash_of(body: str) -> str:
    """The SHA-256 (hex) by which the same text is recognised."""
    return hashlib.sha256(body.encode("utf-8")).hexdigest()


def check_span(text_length: int, start: int, stop: int) -> Span:
    """Give the span if it lies in a text of that many code points and is not empty.

    Raises `Invalid` with code `wrong_type`, `bad_offset` or `empty_span`.
    """
    for name, value in (("start", start), ("stop", stop)):
        if isinstance(value, bool) or not isinstance(value, int):
            raise Invalid(f"{name} must be a whole number.", code="wrong_type", fields={name: "Not a whole number."})
        if not 0 <= value <= text_length:
            raise Invalid(f"{name} must be between 0 and {text_length:,}.", code="bad_offset",
                          fields={name: "Outside the text."})
    if start > stop:
        raise Invalid("The start is after the end. Select the words again.", code="bad_offset",
                      fields={"start": "After the end."})
    if start == stop:
        raise Invalid("A tag needs at least one character. Select some words.", code="empty_span",
                      fields={"stop": "Same as the start."})
    return Span(start, stop)


def check_quote(text: str, span: Span, quote: str) -> Span:
    """Give the span if the text has exactly `quote` there.

    Raises `Invalid` as `check_span`, and `Conflict` (`quote_mismatch`) when the words differ: the page
    was made from another text, or counted in other units than code points.
    """
    checked = check_span(len(text), span.start, span.stop)
    if text[checked.start : checked.stop] != quote:
        raise Conflict(
            f"The selected words are not at {checked.start:,}–{checked.stop:,} of the text. "
            "Reload the article and select them again.",
            code="quote_mismatch",
        )
    return checked


def _decode_utf16(data: bytes) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as error:
        raise Invalid(
            f"The file says it is UTF-16, but byte {error.start:,} does not fit. It may be incomplete; "
            "save it again, as UTF-8.",
            code="encoding_not_utf8",
        ) from None


def _not_utf8(data: bytes, error: UnicodeDecodeError) -> Invalid:
    if error.end == len(data) and error.reason == "unexpected end of data":
        return Invalid(
            f"The file ends in the middle of a character (byte {error.start:,}). It may be incomplete: "
            "send the whole file.",
            code="encoding_not_utf8",
        )
    line_start = data.rfind(b"\n", 0, error.start) + 1
    line = data.count(b"\n", 0, error.start) + 1
    return Invalid(
        f"Line {line:,}, byte {error.start - line_start:,} is not UTF-8. Save the file as UTF-8, or paste the words "
        "instead; the encoding is never guessed.",
        code="encoding_not_utf8",
    )


def _unknown_encoding() -> Invalid:
    return Invalid("The file's encoding cannot be told. Save it as UTF-8.", code="encoding_unknown")


def _refuse_binary(data: bytes) -> None:
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise Invalid(f"This is {name}, not text. {_SAVE_AS}", code="not_text")
    if data.startswith(b"MZ") and b"\x00" in data[:64]:
        raise Invalid(f"This is a program, not text. {_SAVE_AS}", code="not_text")


def _refuse_bad_characters(body: str) -> None:
    found = _BAD_CHARACTER.search(body)
    if found is None:
        return
    code_point = ord(found.group())
    if 0xD800 <= code_point <= 0xDFFF:
        what = f"is half of a character (U+{code_point:04X}): the sender cut a character in two"
    elif code_point == 0:
        what = "is a NUL (U+0000)"
    else:
        what = f"is a control character (U+{code_point:04X})"
    raise Invalid(
        f"Character {found.start():,} {what}, which cannot be stored. Remove it and send the text again.",
        code="text_bad_characters",
    )
