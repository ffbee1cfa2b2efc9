"""Which way words run: a text as a whole, and a sentence in it that runs the other way."""

import unicodedata
from collections import Counter
from functools import lru_cache


@lru_cache(maxsize=64)  # every sentence of a text asks for the text's
def direction_of(text: str) -> str:
    """Which way a text runs: as most of its first letters do, whichever script a name at its head is in."""
    return _told_by(text) or "ltr"


def turned(words: str, direction: str) -> str:
    """The direction of a sentence that runs otherwise than the text around it; empty for one that runs like it, and for
    one without letters.
    """
    if direction == "ltr" and words.isascii():
        return ""
    own = _told_by(words)
    return own if own != direction else ""


def _told_by(words: str) -> str:
    letters = Counter(map(unicodedata.bidirectional, words[:500]))
    leftward, rightward = letters["R"] + letters["AL"], letters["L"]
    return "" if not leftward + rightward else "rtl" if leftward > rightward else "ltr"
