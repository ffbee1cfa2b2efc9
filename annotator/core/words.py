"""A sentence as words and marks, with what stands inside quotation marks."""

import re
from dataclasses import dataclass

from annotator.core.records import Span

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}|\b(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Sen|Rep|Gov|Capt|Maj|Sgt|St|Prof|Rev|Brig|Adm|Cmdr)\."
    r"|[^\W_](?:[^\W_]|[’'.&/-](?=[^\W_]))*+(?:[’'](?=\s))?|[^\w\s]|_"
)
_OPENING, _CLOSING, _STRAIGHT = "“«„", "”»", '"'


@dataclass(frozen=True, slots=True)
class Word:
    """A word or one mark of punctuation at `[start, stop)`; `low` is its lower-case form."""

    start: int
    stop: int
    text: str
    low: str
    is_word: bool
    is_quoted: bool

    @property
    def is_capital(self) -> bool:
        """Say whether it begins with an upper-case letter."""
        return self.text[:1].isupper()


def words_of(text: str, span: Span) -> list[Word]:
    """The words and marks of a stretch, in order.

    A closing mark without an opening one means that the quotation ran on from the sentence before.
    """
    found = list(_TOKEN.finditer(text, span.start, span.stop))
    inside = _starts_inside([match.group() for match in found])
    words = []
    for match in found:
        token = match.group()
        if token in _OPENING:
            inside = True
        is_mark = token in _OPENING or token in _CLOSING or token == _STRAIGHT
        words.append(
            Word(match.start(), match.end(), token, token.lower(), token[0].isalnum(), inside and not is_mark)
        )
        if token in _CLOSING:
            inside = False
        elif token == _STRAIGHT:
            inside = not inside
    return words


def _starts_inside(tokens: list[str]) -> bool:
    for token in tokens:
        if token in _OPENING or token == _STRAIGHT:
            return False
        if token in _CLOSING:
            return True
    return False
