"""Questions about a place in a text, their short threads, and private notes: limits, states, who may be asked."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Called:
    """Whom words call with an @: `names` of those who are there, and the `unknown` words that name none of them."""

    names: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def find_called(words: str, names: Iterable[str]) -> Called:
    """Whom the words call by @ and their name, in any case, or by a first name that one of them alone has; of "Ann" and
    "Ann Lee" the longer. What is called otherwise may be an account elsewhere, and is told as unknown.
    """
    there = sorted(set(names), key=len, reverse=True)
    firsts = Counter(name.split()[0].casefold() for name in there if name.split())
    meant = {name.split()[0].casefold(): name for name in there if name.split()}
    meant = {first: name for first, name in meant.items() if firsts[first] == 1}
    meant |= {name.casefold(): name for name in there}
    known = "|".join(map(re.escape, sorted(meant, key=len, reverse=True)))
    # Without a colleague nothing is known: what matches nothing stands for their names.
    pattern = re.compile(rf"(?<!\w)@(?:({known or '(?!)'})(?!\w|-\w)|(\w[\w.\-]*))", re.IGNORECASE)
    said, unknown = set[str](), dict[str, None]()
    for name, other in pattern.findall(words):
        if name:
            said.add(meant[name.casefold()])
        else:
            unknown[other.rstrip(".-")] = None
    return Called(tuple(name for name in there if name in said), tuple(unknown))


def may_be_asked(role: Role, *, by: Role, has_finished: bool) -> bool:
    """Say whether a colleague may be shown a place and the question about it.

    An editor always. A reviewer only once they have finished that text, and only by an editor: that they have
    finished is not for other reviewers to learn.
    """
    return role is Role.EDITOR or (by is Role.EDITOR and role is Role.REVIEWER and has_finished)


def _refuse(words: str, code: str) -> Invalid:
    return Invalid(words, code=code, fields={"text": words})
