"""Sentences of news copy with exact offsets, line by line, in linear time.

Own rules instead of a library, because news needs quotations split inside and kept with their speaker
(“…?” Trump asked), offsets that never move, and no input that takes quadratic time. A line break always
ends a sentence here; `split_stretch` is for callers that know better.
"""

import re

from annotator.core import abbreviations as words
from annotator.core.records import Span

#: What ends a line, Unicode separators included.
_LINE_END = re.compile(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
#: Trimmed at the edges of a sentence with white space: nobody sees them.
INVISIBLE = "\u200b\ufeff\u2060"
# Linear: a run may begin only where no terminator precedes it, and is possessive.
_STOP = re.compile(
    r"(?<![.!?…‽。！？؟۔।])(?P<run>[.!?…‽؟۔।]++(?:\s\.){0,3})(?P<closing>(?:''|[\"'”’)\]»›]){0,4})"
    r"(?P<note>(?:\[\d{1,3}\])*)(?P<space>[\s\u00a0\u200b\u2060\ufeff]++)"
    r"|(?P<wide>[。！？]++[”’」』）)\]»]{0,3}+)(?P<wide_space>[\s\u3000]*+)"
)
_OPENING = "\"'“‘([«‹*_•„¿¡"
_WORD_BEFORE = re.compile(r"[^\s\"“”‘(\[—–]+$")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]$")
_SPEAKER = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen)\.\s+)?(?:[A-Z][\w.’'-]*+\s+){1,4}(?:"
    + "|".join(sorted(words.SPEECH))
    + r")\b"
)
_STRONG = "!?‽؟"
_LOOK = 40


def sentence_spans(text: str) -> list[Span]:
    """The sentences of a text, in order, disjoint, covering all that is visible; a line break ends one."""
    found: list[Span] = []
    start = 0
    for line_end in _LINE_END.finditer(text):
        found += split_stretch(text, Span(start, line_end.start()))
        start = line_end.end()
    return found + split_stretch(text, Span(start, len(text)))


def split_stretch(text: str, stretch: Span) -> list[Span]:
    """The sentences of one paragraph, whatever line breaks it has inside."""
    found: list[Span] = []
    start = position = stretch.start
    while stop := _STOP.search(text, position, stretch.stop):
        position = stop.end()
        if stop["wide"] is not None:
            found.append(Span(start, stop.end("wide")))
            start = stop.end()
        elif _is_end(text, stop, stretch):
            found.append(Span(start, stop.end("note")))
            start = stop.end()
        else:
            # The space may be needed again: "a . . . b" has a run inside the space after a run.
            position = max(stop.end("run"), stop.end() - 1)
    found.append(Span(start, stretch.stop))
    return [trimmed for span in found if (trimmed := trim(text, span)).start < trimmed.stop]


def trim(text: str, span: Span) -> Span:
    """The span without white space and invisible characters at its edges."""
    start, stop = span
    while start < stop and (text[start].isspace() or text[start] in INVISIBLE):
        start += 1
    while stop > start and (text[stop - 1].isspace() or text[stop - 1] in INVISIBLE):
        stop -= 1
    return Span(start, stop)


def _is_end(text: str, stop: re.Match[str], stretch: Span) -> bool:
    """Say whether a sentence ends at a run of terminators, by what stands on either side."""
    at = stop.end()
    while at < stretch.stop and (text[at] in _OPENING or text[at].isspace()):
        at += 1
    if at >= stretch.stop:
        return False
    following = _word_at(text, at, stretch.stop)
    if not _may_open(following):
        return False
    word = following.rstrip(".,;:!?\"”’')]")
    run, closing = stop["run"], stop["closing"]
    if any(mark in _STRONG for mark in run):
        return _ends_strongly(text, stop, stretch, at, word)
    before = _word_before(text, stretch.start, stop.start())
    if run != ".":
        opened = text[stop.end() : at].strip() != ""
        return _ends_with_dots(run, before, closing, text[at], word, opened=opened)
    if closing and any(mark in closing for mark in "\"”’'»›"):
        if before.lower().strip("'’") not in words.TITLES:
            return True
    elif ")" in closing or "]" in closing:
        return _ends_bracket(before.lower().strip("'’"), word)
    return _ends_word(text, stop, stretch, before, at, word)


def _word_at(text: str, at: int, stop: int) -> str:
    end = at
    while end < stop and not text[end].isspace() and end - at < _LOOK:
        end += 1
    return text[at:end]


def _word_before(text: str, floor: int, stop: int) -> str:
    found = _WORD_BEFORE.search(text[max(floor, stop - _LOOK) : stop])
    return found.group().lstrip("'’*_") if found else ""


def _may_open(following: str) -> bool:
    """Say whether a sentence can open with this word: no dash or comma, no lower case but "iPhone" or links."""
    first = following[0]
    if first in "-–—,;" or (first == "." and following.strip(".") == ""):
        return False
    if not first.islower():
        return True
    word = following.rstrip(".,;:!?\"”’')]")
    return (len(word) > 1 and word[1].isupper()) or word.startswith(("http", "www."))


def _ends_strongly(text: str, stop: re.Match[str], stretch: Span, at: int, word: str) -> bool:
    """"?" and "!": an end, except before the speaker of the quotation and after names like Yahoo!"""
    if stop["closing"] and _SPEAKER.match(text[at : at + 90]):
        return False
    before = text[max(stretch.start, stop.start() - 12) : stop.start()]
    if "!" in stop["run"] and before.endswith(words.SHOUTED_NAMES) and not stop["closing"]:
        return word in words.OPENERS
    return True


def _ends_with_dots(run: str, before: str, closing: str, first: str, word: str, *, opened: bool) -> bool:
    """Two dots or more, or an ellipsis: an end before a capital; a spaced one inside a sentence is none."""
    if run.count(".") < 2 and "…" not in run:
        return True
    if run in ("...", "…", ".. .") and not before and not closing and not opened:
        return word in words.OPENERS
    return first.isupper() or first.isdigit() or opened or not first.isalpha()


def _ends_bracket(before: str, word: str) -> bool:
    if len(before) <= 5 and (before in words.SOFT or _INITIALS.search(before)):
        return word in words.OPENERS
    return True


def _ends_word(text: str, stop: re.Match[str], stretch: Span, before: str, at: int, word: str) -> bool:
    """A single full stop after a word: abbreviations decide."""
    low = before.lower().strip("'’")
    if low in words.NEVER or low.endswith((".e.g", ".i.e")):
        return False
    last_part = low.rsplit("-", 1)[-1]
    first = text[at]
    start_of_word = stop.start() - len(before)
    if last_part in words.TITLES and before[:1].isupper():
        has_before = text[max(stretch.start, start_of_word - 2) : start_of_word].strip() != ""
        return last_part in words.TITLES_THAT_END and word in words.OPENERS and has_before
    if last_part in words.MONTHS and before[:1].isupper():
        return not first.isdigit() and word in words.OPENERS
    if len(before) == 1 and before.isalpha() and before.isupper():
        return _ends_initial(before, text[max(stretch.start, start_of_word - 20) : start_of_word], first, word)
    if last_part in words.BEFORE_NUMBERS:
        if first.isdigit():
            return False
        if last_part in words.REFERENCES:
            return last_part in words.ENDING_BEFORE_CAPITALS and first.isupper()
        return word in words.OPENERS
    if last_part in words.CLOCK and "." in before:
        return first.isupper() and word not in words.TIME_ZONES
    if last_part in words.SOFT or _INITIALS.search(before):
        return _ends_soft(before, text[stop.end() : at], first, word)
    return True


def _ends_initial(initial: str, before: str, first: str, word: str) -> bool:
    """One capital letter with a stop: an initial ("John F. Kennedy"), unless it closes a name of its own."""
    if initial == "I":
        return True
    before = before.rstrip()
    name = before.rsplit(None, 1)[-1] if before else ""
    if name[:1].isupper() or not before or before[-1:] in "“\"(":
        return word in words.OPENERS and word not in ("A", "An", "I") and name.lower() in words.LETTER_NOUNS
    return word in words.OPENERS or (first.isupper() and name.lower() in ("the", "an", "a", "vitamin", "plan", "grade"))


def _ends_soft(before: str, opened: str, first: str, word: str) -> bool:
    """"Inc.", "U.S.", "Calif.": an end only before a word that commonly opens a sentence."""
    if opened.strip(" ") in ("(", "[") or not first.isalpha():
        return False
    if before.endswith(("Ph.D", "M.D", "etc")):
        return first.isupper()
    if word == "I" and _INITIALS.search(before):
        return True
    return (word in words.OPENERS and word not in words.NOT_AFTER_SOFT) or word in ("How", "What")
