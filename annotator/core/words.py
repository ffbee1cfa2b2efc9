"""A sentence as words and marks, with what stands inside quotation marks."""

import re
from dataclasses import dataclass

from annotator.core.records import Span

#: Pictures, and what joins or colours them: live pages and newsletters set them between words; they are none.
EMOJI = "\u200d\ufe0e\ufe0f\u20e3\u2600-\u27bf\u2b50-\u2b55\U0001f000-\U0001faff"
_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}|\b(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Sen|Rep|Gov|Capt|Maj|Sgt|St|Prof|Rev|Brig|Adm|Cmdr)\."
    r"|[^\W_](?:[^\W_]|[’'.&/-](?=[^\W_])|(?<=\d),(?=\d))*+(?:[’'](?=\s))?"
    rf"|[^\w\s{EMOJI}]|_"
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

    @property
    def is_adverb(self) -> bool:
        """Say whether it ends like an adverb and is no noun that does."""
        return self.low.endswith("ly") and self.low not in _NOUNS_IN_LY


_NOUNS_IN_LY = frozenset(
    {"family", "italy", "july", "ally", "assembly", "supply", "reply", "bully", "monopoly", "anomaly", "daily",
     "weekly", "monthly", "jelly", "belly", "rally", "tally", "sally", "emily", "molly", "sicily", "fly"}
)  # fmt: skip


def words_of(text: str, span: Span) -> list[Word]:
    """The words and marks of a stretch, in order.

    A closing mark without an opening one means that the quotation ran on from the sentence before.
    """
    found = list(_TOKEN.finditer(text, span.start, span.stop))
    inside = _starts_inside(text, found)
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


def _starts_inside(text: str, tokens: list[re.Match[str]]) -> bool:
    """Say whether the first mark of a stretch closes: a straight one does where it follows a word and a blank it."""
    for token in tokens:
        mark = token.group()
        if mark in _OPENING or mark in _CLOSING:
            return mark in _CLOSING
        if mark == _STRAIGHT:
            before, after = text[max(token.start() - 1, 0) : token.start()], text[token.end() : token.end() + 1]
            return token is not tokens[0] and not (before.isspace() or before in "([—–-") and not after.isalnum()
    return False
