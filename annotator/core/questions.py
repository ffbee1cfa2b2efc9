"""Questions about a place in a text, their short threads, and private notes: limits, states, who may be asked."""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from annotator.core.errors import Invalid
from annotator.core.records import Role

#: Most characters of a question, an answer, a saved reply or a note.
MAX_WORDS = 2_000
#: Most posts of one thread: a longer one is a conversation to have in person.
MAX_POSTS = 50
MAX_MENTIONS = 5


class QuestionState(StrEnum):
    """Where a question stands: nobody has answered yet, somebody has, nothing more is to be said."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


def clean_words(raw: str, *, may_be_empty: bool = False) -> str:
    """What a person wrote, with plain line ends and no blanks around it.

    Raises Invalid with the field `text` for nothing, too much, or characters that are no text.
    """
    words = raw.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not words and not may_be_empty:
        raise _refuse("Write a question or an answer first.", "empty_text")
    if len(words) > MAX_WORDS:
        raise _refuse(f"At most {MAX_WORDS:,} characters, please; these are {len(words):,}.", "text_too_long")
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t" for letter in words):
        raise _refuse("There are characters in it that are no text. Type it again.", "not_text")
    return words


def named_in(words: str, names: Iterable[str]) -> list[str]:
    """Those of the names that the words call with an @ before them, in any case; of "Ann" and "Ann Lee" the longer."""
    called = sorted(set(names), key=len, reverse=True)
    if not called:
        return []
    pattern = re.compile(rf"(?<!\w)@({'|'.join(map(re.escape, called))})(?!\w)", re.IGNORECASE)
    said = {match.casefold() for match in pattern.findall(words)}
    return [name for name in called if name.casefold() in said]


def may_be_asked(role: Role, *, by: Role, has_finished: bool) -> bool:
    """Say whether a colleague may be shown a place and the question about it.

    An editor always. A reviewer only once they have finished that text, and only by an editor: that they have
    finished is not for other reviewers to learn.
    """
    return role is Role.EDITOR or (by is Role.EDITOR and role is Role.REVIEWER and has_finished)


def _refuse(words: str, code: str) -> Invalid:
    return Invalid(words, code=code, fields={"text": words})
