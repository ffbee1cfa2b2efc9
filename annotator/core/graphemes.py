"""Characters as people see them: where one may stop and the next begin, in code points.

The rules of Unicode's grapheme clusters (UAX 29) as far as the standard library knows the properties they rest
on: marks, joined emoji, skin tones, flags, Hangul syllables. Browsers use their own `Intl.Segmenter`; the
vectors of tests/fixtures hold both to the same answers.
"""

import unicodedata

_ZERO_WIDTH_JOINER = "\u200d"
_ZERO_WIDTH_NON_JOINER = "\u200c"


def boundaries(text: str) -> list[int]:
    """The offsets at which a character begins or ends, both ends of the text included. Linear."""
    found = [0]
    flags = 0  # regional indicators in a row: each two make a flag
    is_picture = False  # the character so far is an emoji with nothing but marks and joiners after it
    for at in range(1, len(text)):
        before, here = text[at - 1], text[at]
        flags = flags + 1 if _is_flag(before) else 0
        is_picture = _is_picture(before) or (is_picture and extends(before))
        if not _stays_together(before, here, odd_flag=flags % 2 == 1, is_picture=is_picture):
            found.append(at)
    return [*found, len(text)] if text else found


def _stays_together(before: str, here: str, *, odd_flag: bool, is_picture: bool) -> bool:
    if before == "\r" and here == "\n":
        return True
    if _is_control(before) or _is_control(here):
        return False
    if extends(here):
        return True
    if before == _ZERO_WIDTH_JOINER and is_picture and _is_picture(here):
        return True
    if _is_flag(here) and odd_flag:
        return True
    return _hangul(before, here)


def extends(mark: str) -> bool:
    """Say whether a code point belongs to the character before it."""
    if mark in (_ZERO_WIDTH_JOINER, _ZERO_WIDTH_NON_JOINER):
        return True
    code = ord(mark)
    if 0x1F3FB <= code <= 0x1F3FF or 0xE0020 <= code <= 0xE007F or code in (0xFF9E, 0xFF9F):
        return True
    return unicodedata.category(mark) in ("Mn", "Me", "Mc")


def _is_control(mark: str) -> bool:
    return unicodedata.category(mark) in ("Cc", "Cf", "Zl", "Zp", "Cs") and not extends(mark)


def _is_flag(mark: str) -> bool:
    return 0x1F1E6 <= ord(mark) <= 0x1F1FF


def _is_picture(mark: str) -> bool:
    code = ord(mark)
    if code < 0x2190:
        return code in (0xA9, 0xAE, 0x203C, 0x2049, 0x2122, 0x2139)
    if 0x1F000 <= code <= 0x1FAFF:
        return not (_is_flag(mark) or extends(mark))
    return code <= 0x3299 and unicodedata.category(mark) in ("So", "Sm", "Po")


def _hangul(before: str, here: str) -> bool:
    one, other = _syllable(before), _syllable(here)
    return (one == "L" and other in ("L", "V", "LV", "LVT")) or (
        (one in ("LV", "V") and other in ("V", "T")) or (one in ("LVT", "T") and other == "T")
    )


def _syllable(mark: str) -> str:
    code = ord(mark)
    if 0xAC00 <= code <= 0xD7A3:
        return "LVT" if (code - 0xAC00) % 28 else "LV"
    if 0x1100 <= code <= 0x115F or 0xA960 <= code <= 0xA97C:
        return "L"
    if 0x1160 <= code <= 0x11A7 or 0xD7B0 <= code <= 0xD7C6:
        return "V"
    return "T" if 0x11A8 <= code <= 0x11FF or 0xD7CB <= code <= 0xD7FB else ""
