"""Searching the words of articles: what a word is, what a person asked for, and where it stands.

Words are found by these rules alone, on every engine: the index stores `fold`ed words and is asked for folded
words, so that no engine's own reading of a text or of a query comes into it. Offsets are code points, `stop`
exclusive.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from annotator.core.errors import Invalid
from annotator.core.records import (
    Bound,
    Flag,
    Identity,
    Knowledge,
    Measure,
    Number,
    Reading,
    Reason,
    SourceType,
    Span,
    Who,
)

#: Bounds on what a person can ask for at once.
MAX_QUERY = 1_000
MAX_TERMS = 20
#: Words are cut here, in the index and in the query alike: longer ones are addresses and noise.
MAX_WORD = 64
#: Of one sentence that many words are indexed; no sentence has more, a table pasted as one line may.
MAX_WORDS = 4_000

#: Scripts written without blanks between words: each character is a word, and a run of them a phrase.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Japanese, Chinese
)
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"'))
_ASCII_WORD = re.compile("[a-z0-9]+")
#: A phrase in quotation marks (the last one may be left open), or a run without blanks.
_PIECE = re.compile(r'"([^"]*)(?:"\*?|$)|[^\s"]+')


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: `[start, stop)` in code points, and how it is compared."""

    start: int
    stop: int
    folded: str


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand one after the other. `is_open`: the last one is only how the word begins."""

    words: tuple[str, ...]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What a person is looking for: every term, in one sentence, in any order."""

    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        """Say whether there is anything to look for."""
        return bool(self.terms)


class Order(StrEnum):
    """In which order sentences are shown; within an article always as it reads."""

    NEWEST = "newest"
    OLDEST = "oldest"
    OUTLET = "outlet"


class Way(StrEnum):
    """How what a source says came to the article: from the source itself, or through an outlet."""

    DIRECT = "direct"
    RELAYED = "relayed"


@dataclass(frozen=True, slots=True)
class Told:
    """What must be told of a desk's own tag in one of its attributes (`key`): all of `words` chosen, a number from
    `low` to `high` (both inclusive), a text that has `text` in it.
    """

    key: str
    words: tuple[str, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What else must hold. `tag`, `told`, `flag`, what is asked of figures and what is asked of cards must hold of one
    annotation in the sentence, what is asked of cards of one card that it mentions or rests on; `since` and `until` are
    ISO dates or empty, both inclusive. `told` is about the attributes of `tag`, `relay` words that an outlet's card
    is mentioned by, `low` and `high` (both inclusive) the values that a figure may have, of a range any of them, `unit`
    the unit that it is told in or a part of it.
    """

    tag: str = ""
    flag: Flag | None = None
    identity: Identity | None = None
    bound: Bound | None = None
    outlet: str = ""
    since: str = ""
    until: str = ""
    order: Order = Order.NEWEST
    told: tuple[Told, ...] = ()
    who: Who | None = None
    knowledge: Knowledge | None = None
    reason: Reason | None = None
    way: Way | None = None
    relay: str = ""
    type: SourceType | None = None
    number: Number | None = None
    measure: Measure | None = None
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def is_narrowed(self) -> bool:
        """Say whether anything is asked for beside the order."""
        return self.asks_annotations or bool(self.outlet or self.since or self.until)

    @property
    def asks_annotations(self) -> bool:
        """Say whether a sentence needs an annotation to be found."""
        return bool(self.tag or self.flag or self.asks_figures or self.asks_cards)

    @property
    def asks_figures(self) -> bool:
        """Say whether anything is asked of a figure."""
        return bool(self.bound or self.measure or self.unit or self.low is not None or self.high is not None)

    @property
    def asks_cards(self) -> bool:
        """Say whether anything is asked of a source card."""
        asked = (self.identity, self.type, self.number, self.who, self.knowledge, self.reason, self.way, self.relay)
        return any(asked)


def list_words(text: str) -> list[Word]:
    """The words of a text in order: runs of letters, digits and the marks on them."""
    found = []
    for match in _pattern(_marks_in(text)).finditer(text):
        if folded := fold(match.group()):
            found.append(Word(match.start(), match.end(), folded))
    return found


def index_words(text: str) -> list[str]:
    """The words by which a sentence is found."""
    if text.isascii():  # the same, without a look at each character for what ASCII has none of
        return [word[:MAX_WORD] for word in _ASCII_WORD.findall(text.lower())[:MAX_WORDS]]
    return [word.folded for word in list_words(text)[:MAX_WORDS]]


def read_query(typed: str) -> Query:
    """Read what a person typed: words, "phrases" in any quotation marks, and `word*` for how a word begins.

    Whatever else is in it separates words and means nothing. Raises Invalid for more than can be asked at once.
    """
    if len(typed) > MAX_QUERY:
        raise Invalid(
            f"Search for at most {MAX_QUERY:,} characters at once.", code="query_too_long", fields={"q": "Shorten it."}
        )
    terms: dict[Term, None] = {}
    for match in _PIECE.finditer(typed.translate(_QUOTES)):
        words = tuple(word.folded for word in list_words(match.group()))
        if words:
            terms[Term(words, match.group().endswith("*"))] = None
    if len(terms) > MAX_TERMS:
        raise Invalid(
            f"Search for at most {MAX_TERMS} words or phrases at once.", code="query_too_long",
            fields={"q": f"These are {len(terms)}."},
        )  # fmt: skip
    return Query(tuple(terms))


def find_hits(text: str, query: Query) -> tuple[Span, ...]:
    """Where the terms stand in a sentence: spans in order, without overlaps; empty if one of them is missing."""
    words = list_words(text)[:MAX_WORDS]
    found: list[Span] = []
    for term in query.terms:
        spans = list(_occurrences(words, term))
        if not spans:
            return ()
        found += spans
    return _merge(sorted(found))


def list_sentences_with(reading: Reading, typed: str) -> tuple[int, ...]:
    """The sentences of one article in which what was typed stands just so, by ordinal; case and the width of blanks
    make no difference. For finding one's place, where `find_hits` is for finding what was said.
    """
    asked = " ".join(typed.split()).casefold()
    if not asked:
        return ()
    return tuple(
        sentence.ordinal
        for sentence in reading.sentences
        if asked in " ".join(reading.quote(sentence.span).split()).casefold()
    )


@lru_cache(maxsize=65_536)
@lru_cache(maxsize=8192)  # a text has few words that the last ones had not
def fold(word: str) -> str:
    """How a word is compared: without case, accents, vowel points and tatweel, cut at `MAX_WORD`."""
    flat = unicodedata.normalize("NFD", unicodedata.normalize("NFC", word).casefold())
    return "".join(c for c in flat if c.isalnum() and c != "\u0640")[:MAX_WORD]


def _occurrences(words: Sequence[Word], term: Term) -> Iterator[Span]:
    size = len(term.words)
    for place in range(len(words) - size + 1):
        run = words[place : place + size]
        *exact, last = (word.folded for word in run)
        if tuple(exact) == term.words[:-1] and (
            last.startswith(term.words[-1]) if term.is_open else last == term.words[-1]
        ):
            yield Span(run[0].start, run[-1].stop)


def _merge(spans: Sequence[Span]) -> tuple[Span, ...]:
    merged: list[Span] = list(spans[:1])
    for _, span in pairwise(spans):
        if span.start < merged[-1].stop:
            merged[-1] = Span(merged[-1].start, max(merged[-1].stop, span.stop))
        else:
            merged.append(span)
    return tuple(merged)


def _marks_in(text: str) -> str:
    """The combining marks that a text has: few, so that the pattern for a text is made once for most texts."""
    if text.isascii():
        return ""
    return "".join(sorted(c for c in set(text) if c == "\u00ad" or unicodedata.category(c)[0] == "M"))


@lru_cache(maxsize=256)
def _pattern(marks: str) -> re.Pattern[str]:
    """A word: one character of a script without blanks, or a run of other letters and digits, with their marks."""
    also = f"[{re.escape(marks)}]*" if marks else ""
    return re.compile(rf"[{_UNSPACED}]{also}|(?:(?![{_UNSPACED}])[^\W_]{also})+")
