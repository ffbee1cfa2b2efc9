"""Proper names as far as capitals tell them, for labels and for proposals that a person confirms.

A capital inside running text is good evidence; one at the start of a sentence or in a headline is
not, unless the same word stands capitalised inside a sentence elsewhere in the text. Scripts without
capitals give no names, and what uses them falls back.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.core.records import Kind, Sentence, Span

_TOKEN = re.compile(r"[^\W\d_](?:[\w.]|['’\-–](?=\w))*")
_POSSESSIVE = re.compile(r"['’]s$")
_OPENERS = "“„«‘\"'([—–-:"

#: Capitalised only because a sentence begins with them.
_FUNCTION_WORD_LIST = """
    a about above according after against all also although amid among an and another any anyone are as
    asked at based because before behind both but by can citing could despite did do does during each
    earlier either even every few following for four from had has have he her here his how however i if
    in into is it its last later less local many may meanwhile might more most much nearly neither new
    no nobody none nor not nothing now of officials on once one only or other others our over people
    police quoting report reports reportedly several shall she should since so some sources still such
    ten than that the their them then there these they this those though three through to today together
    tomorrow two under until up upon us was we were what when where whether which while who whose why
    will with within without witnesses would yesterday yet you your
"""
_FUNCTION_WORDS = frozenset(_FUNCTION_WORD_LIST.split())


@dataclass(frozen=True, slots=True)
class Name:
    """One capitalised word. `key` compares it (no possessive, folded case); `sure` when a capital
    inside running text says so.
    """

    span: Span
    key: str
    sure: bool


def find_names(text: str, sentences: Sequence[Sentence]) -> tuple[Name, ...]:
    """Find the capitalised words of all sentences, in text order, each told whether it is sure."""
    found: list[tuple[Span, str, bool]] = []
    for sentence in sentences:
        trusted = sentence.kind in (Kind.BODY, Kind.CAPTION)
        first = True
        for match in _TOKEN.finditer(text, sentence.start, sentence.stop):
            inside = trusted and not first and not _opens_a_clause(text, sentence.start, match.start())
            first = False
            token = _POSSESSIVE.sub("", match.group().rstrip("."))
            if _is_capitalised(token) and not _is_function_word(token):
                found.append((Span(match.start(), match.start() + len(token)), token.casefold(), inside))
    seen_inside = {key for _, key, inside in found if inside}
    return tuple(Name(span, key, key in seen_inside) for span, key, _ in found)


def names_within(names: Sequence[Name], span: Span) -> tuple[Name, ...]:
    """The names of a text-ordered list that start inside `span`."""
    first = bisect_left(names, span.start, key=_start)
    return tuple(names[first : bisect_left(names, span.stop, lo=first, key=_start)])


def _start(name: Name) -> int:
    return name.span.start


def _is_capitalised(token: str) -> bool:
    """Say whether a word, or a part of it after a hyphen ("al-Kawtharani"), begins with a capital."""
    if token[:1].isupper():
        return True
    return ("-" in token or "–" in token) and any(part[:1].isupper() for part in re.split(r"[-–]", token))


def _is_function_word(token: str) -> bool:
    """Say whether a capital means nothing here: "The", but not "US", which no "us" explains."""
    return token.casefold() in _FUNCTION_WORDS and not (token.isupper() and len(token) > 1)


def _opens_a_clause(text: str, start: int, position: int) -> bool:
    """Say whether a quotation, bracket, dash or colon stands right before, which may raise a capital."""
    before = text[start:position].rstrip()
    return bool(before) and before[-1] in _OPENERS
