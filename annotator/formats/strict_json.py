"""One JSON object from one line of bytes, strictly: what the standard leaves open is refused here.

UTF-8 only and no byte-order mark; no NaN, no duplicate keys, no numbers with a point or an exponent
(decimals travel in strings), at most `MAX_DEPTH` levels; no character that a text may not hold.
"""

import json
import re
from collections.abc import Mapping
from typing import NoReturn

from annotator.core.errors import Invalid

MAX_DEPTH = 32

#: Outside XML 1.0 Char: NUL, other controls, halves of surrogate pairs, non-characters.
_BAD_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: By which JSON writes such a character, among others.
_ESCAPES = ("\\u", "\\b", "\\f")


def parse_object(line: bytes) -> Mapping[str, object]:
    """The object on one line. Raises Invalid with the code `bad_json`, `duplicate_key`, `too_deep`,
    `encoding_not_utf8`, `wrong_type` or `text_bad_characters`.
    """
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Invalid(
            f"Byte {error.start:,} of the line is not UTF-8. Save the file as UTF-8.", code="encoding_not_utf8"
        ) from None
    if text.startswith("\ufeff"):
        raise Invalid("The file begins with a byte-order mark. Save it as UTF-8 without one.", code="bad_json")
    try:
        value: object = _DECODER.decode(text)
    except RecursionError:
        raise _too_deep() from None
    except ValueError:  # not JSON, or a whole number of thousands of digits
        raise Invalid("The line is not one JSON object.", code="bad_json") from None
    if not isinstance(value, dict):
        raise Invalid("The line must be one JSON object.", code="wrong_type")
    _check_depth(value)
    # Nearly every line has none of these characters, written plainly or by an escape: one look at it is enough.
    if _BAD_CHARACTER.search(text) or any(escape in text for escape in _ESCAPES):
        _check_texts(value)
    return value


def _check_depth(value: object) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for item in level
            if isinstance(item, dict | list)
            for inner in (item.values() if isinstance(item, dict) else item)
        ]
        if not level:
            return
    raise _too_deep()


def _check_texts(value: object) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, list):
        for item in value:
            _check_texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_text(key)
            _check_texts(item)


def _check_text(text: str) -> None:
    if found := _BAD_CHARACTER.search(text):
        raise Invalid(
            f"A text holds U+{ord(found.group()):04X}, which cannot be stored.", code="text_bad_characters"
        )


def _too_deep() -> Invalid:
    return Invalid(f"The line is nested more than {MAX_DEPTH} deep.", code="too_deep")


def _refuse_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise Invalid("A field stands twice in one object.", code="duplicate_key")
    return values


def _refuse_number(number: str) -> NoReturn:
    raise Invalid(
        f"“{number[:20]}” is not allowed: numbers are whole, decimals are strings such as “0.5”.", code="bad_json"
    )


_DECODER = json.JSONDecoder(
    object_pairs_hook=_refuse_duplicates, parse_constant=_refuse_number, parse_float=_refuse_number
)
