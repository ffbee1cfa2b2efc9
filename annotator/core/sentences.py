"""Sentences of news copy with exact offsets, line by line, in linear time.

Own rules instead of a library, because news needs quotations split inside and kept with their speaker
(“…?” Trump asked), offsets that never move, and no input that takes quadratic time. A line break always
ends a sentence here; `split_stretch` is for callers that know better.
"""

import re
from array import array

from annotator.core.abbreviations import SHOUTED_NAMES
from annotator.core.languages import ENGLISH, Language
from annotator.core.list_items import split_items
from annotator.core.spans import Span, Spans

#: What ends a line, Unicode separators included.
_LINE_END = re.compile(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
#: Trimmed at the edges of a sentence with white space: nobody sees them.
INVISIBLE = "\u200b\ufeff\u2060"
# Linear: a run may begin only where no terminator precedes it, and is possessive.
_STOP = re.compile(
    r"(?<![.!?…‽。！？؟۔।])(?P<run>[.!?…‽؟۔।]++(?:\s\.){0,3})(?P<closing>(?:''|[\"'”’“‘)\]»›«]){0,4}"
    r"(?:[ \u00a0\u202f][»›](?=\s))?)"
    r"(?P<note>(?:\[\d{1,3}\])*)(?P<space>[\s\u00a0\u200b\u2060\ufeff]++)"
    r"|(?P<wide>[。！？]++[”’」』）)\]»]{0,3}+)(?P<wide_space>[\s\u3000]*+)"
)
#: Where `_STOP` can begin: sought first, because a set of characters alone is found much faster.
_MARK = re.compile(r"[.!?…‽؟۔।。！？]")
_OPENERS = re.compile(r"[\s\"'“‘(\[«‹*_•„¿¡]*+")
_WORD = re.compile(r"\S{0,40}+")
#: All up to the last character that no word holds.
_NO_WORD = re.compile(r".*[\s\"“”‘(\[—–„«»¿¡]", re.S)
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?)+[^\W\d_]$")
_STRONG = "!?‽؟"
#: What may follow closing marks alone: « Nous attendons. », a-t-il dit.
_NOTHING = ("", ",", ".", ";", ":", "?", "!")
_ORDINAL = re.compile(r"\d{1,3}|[IVX]{1,5}")
_LONE_I = re.compile(r"(?<![\w.’'])i(?=[\s’'])")
#: “…” (Smith 55). The page that a quotation is from.
_PAGE = re.compile(r"\([^()\n.!?]{0,40}\d[-–\d]{0,12}\)[.,;]")
#: "At 5 a.m. Mr. Lee ...": a time that opens a sentence does not end it.
_TIME_ALONE = re.compile(
    r"\W{0,3}(?:At|By|Around|About|After|Before|Until|Since|From|Shortly (?:after|before))\s\S{1,8}\s"
)
_LOOK = 40


def sentence_spans(text: str, language: Language = ENGLISH) -> Spans:
    """The sentences of a text, in order, disjoint, covering all that is visible; a line break ends one."""
    edges = array("q")
    start = 0
    for line_end in _LINE_END.finditer(text):
        _split(text, Span(start, line_end.start()), language, edges)
        start = line_end.end()
    _split(text, Span(start, len(text)), language, edges)
    return Spans(edges)


def split_stretch(text: str, stretch: Span, language: Language = ENGLISH) -> Spans:
    """The sentences of one paragraph, whatever line breaks it has inside."""
    edges = array("q")
    _split(text, stretch, language, edges)
    return Spans(edges)


def _split(text: str, stretch: Span, language: Language, edges: "array[int]") -> None:
    for item, position in split_items(text, stretch, has_ordinal_dots=language.has_ordinal_dots):
        _split_item(text, item, position, language, edges)


def _split_item(text: str, stretch: Span, position: int, language: Language, edges: "array[int]") -> None:
    """Add the edges of a stretch's sentences; terminators before `position` end none."""
    rest = stretch  # the sentence in hand and all after it
    is_chatty: bool | None = None
    while stop := _next_stop(text, position, stretch.stop):
        position = stop.end()
        if stop["wide"] is not None:
            _add(text, rest.start, stop.end("wide"), edges)
            rest = Span(position, stretch.stop)
        elif _is_end(text, stop, rest, language) or (
            _opens_low(text, stop, stretch, language)
            and (is_chatty := _is_chatty(text, stretch, language) if is_chatty is None else is_chatty)
        ):
            _add(text, rest.start, stop.end("note"), edges)
            rest = Span(position, stretch.stop)
        else:
            # The space may be needed again: "a . . . b" has a run inside the space after a run.
            position = max(stop.end("run"), stop.end() - 1)
    _add(text, rest.start, stretch.stop, edges)


def _add(text: str, start: int, stop: int, edges: "array[int]") -> None:
    start, stop = _trimmed(text, start, stop)
    if start < stop:
        edges.append(start)
        edges.append(stop)


def _next_stop(text: str, position: int, limit: int) -> re.Match[str] | None:
    """The next run of terminators, as `_STOP.search` would find it."""
    while mark := _MARK.search(text, position, limit):
        if stop := _STOP.match(text, mark.start(), limit):
            return stop
        position = mark.end()
    return None


def trim(text: str, span: Span) -> Span:
    """The span without white space and invisible characters at its edges."""
    return Span(*_trimmed(text, span.start, span.stop))


def _trimmed(text: str, start: int, stop: int) -> tuple[int, int]:
    while start < stop and (text[start].isspace() or text[start] in INVISIBLE):
        start += 1
    while stop > start and (text[stop - 1].isspace() or text[stop - 1] in INVISIBLE):
        stop -= 1
    return start, stop


def _is_end(text: str, stop: re.Match[str], rest: Span, language: Language) -> bool:
    """Say whether a sentence ends at a run of terminators, by what stands on either side."""
    openers = _OPENERS.match(text, stop.end(), rest.stop)
    at = openers.end() if openers else stop.end()
    if at >= rest.stop:
        return False
    found = _WORD.match(text, at, rest.stop)
    following = found.group() if found else ""
    if not _may_open(following):
        return False
    word = following.rstrip(".,;:!?\"”’')]")
    run, closing = stop["run"], stop["closing"]
    if closing and text[at - 1] == "(" and _PAGE.match(text, at - 1, rest.stop):
        return False
    if run != "." and any(mark in _STRONG for mark in run):
        return _ends_strongly(text, stop, rest, at, word, language)
    before = _word_before(text, rest.start, stop.start())
    if run != ".":
        opened = text[stop.end() : at].strip() != ""
        return _ends_with_dots(run, before, closing, text[at], word, language, opened=opened)
    if closing and any(mark in closing for mark in "\"”’'»›"):
        if before.lower().strip("'’") not in language.titles:
            return True
    elif ")" in closing or "]" in closing:
        return _ends_bracket(before.lower().strip("'’"), word, language)
    return _ends_word(text, stop, rest, before, at, word, language)


def _word_before(text: str, floor: int, stop: int) -> str:
    start = max(floor, stop - _LOOK)
    if stop > start and text[stop - 1] == "\n":
        stop -= 1  # one line end after a word is looked over
    found = _NO_WORD.match(text, start, stop)
    return text[found.end() if found else start : stop].lstrip("'’*_")


def _may_open(following: str) -> bool:
    """Say whether a sentence can open with this word: no dash or comma, no lower case but "iPhone" or links."""
    first = following[0]
    if first in "-–—,;" or following.strip("»›”’)]") in _NOTHING or (first == "." and following.strip(".") == ""):
        return False
    if not first.islower():
        return True
    word = following.rstrip(".,;:!?\"”’')]")
    return (len(word) > 1 and word[1].isupper()) or word.startswith(("http", "www."))


def _ends_strongly(
    text: str, stop: re.Match[str], rest: Span, at: int, word: str, language: Language
) -> bool:
    """"?" and "!": an end, except before the speaker of the quotation and after names like Yahoo!"""
    if stop["closing"] and language.is_speaker(text[at : at + 90]):
        return False
    before = text[max(rest.start, stop.start() - 12) : stop.start()]
    if "!" in stop["run"] and before.endswith(SHOUTED_NAMES) and not stop["closing"]:
        return word in language.openers
    return True


def _ends_with_dots(
    run: str, before: str, closing: str, first: str, word: str, language: Language, *, opened: bool
) -> bool:
    """Two dots or more, or an ellipsis: an end before a capital; a spaced one inside a sentence is none."""
    if run.count(".") < 2 and "…" not in run:
        return True
    if "." in run and run.endswith(" .") and word.partition("’")[0].partition("'")[0] == "I":
        return False
    if run in ("...", "…", ".. .") and not before and not closing and not opened:
        return word in language.openers
    return first.isupper() or first.isdigit() or opened or not first.isalpha()


def _ends_bracket(before: str, word: str, language: Language) -> bool:
    if len(before) <= 5 and (before in language.soft or _INITIALS.search(before)):
        return word in language.openers
    return True


def _ends_word(
    text: str, stop: re.Match[str], rest: Span, before: str, at: int, word: str, language: Language
) -> bool:
    """A single full stop after a word: abbreviations decide."""
    low = before.lower().strip("'’")
    is_numbered = low.endswith(language.suffixes_before_numbers)
    if len(low) > 5 and low.isalpha() and low not in language.abbreviations and not is_numbered:
        return True
    if low in language.never or low.endswith((".e.g", ".i.e")):
        return False
    if len(before) == 1 and (spelled := _pair_before(text, rest, stop.start() - 1)):
        told = _ends_pair(spelled, low, text[at], word, language)
        if told is not None:
            return told
    if language.has_ordinal_dots and _ORDINAL.fullmatch(before):
        return word in language.openers
    last_part = (low.replace("’", "-").replace("'", "-") if language.has_elision else low).rsplit("-", 1)[-1]
    start_of_word = stop.start() - len(before)
    if last_part in language.titles and (before[:1].isupper() or not language.titles_are_capital):
        has_before = text[max(rest.start, start_of_word - 2) : start_of_word].strip() != ""
        return last_part in language.titles_that_end and word in language.openers and has_before
    if last_part in language.months and (before[:1].isupper() or not language.months_are_capital):
        return not text[at].isdigit() and word in language.openers
    if len(before) == 1 and before.isalpha() and (language.has_no_case or before.isupper()):
        return _ends_letter(text, rest, before, start_of_word, at, word, language)
    if last_part in language.before_numbers or is_numbered:
        return _ends_before_number(last_part, text[at], word, language)
    if last_part in language.clock and "." in before:
        is_alone = start_of_word - rest.start < _LOOK and _TIME_ALONE.fullmatch(text, rest.start, start_of_word)
        return not is_alone and text[at].isupper() and word not in language.time_zones
    if last_part in language.soft or _INITIALS.search(before):
        return _ends_soft(before, text[stop.end() : at], text[at], word, language)
    return True


def _ends_pair(spelled: str, low: str, first: str, word: str, language: Language) -> bool | None:
    """Two letters with stops, parted by a blank ("z. B."); None where they make no abbreviation."""
    if (pair := f"{spelled}.{low}") in language.soft:
        return word in language.openers or (pair in language.endings and first.isupper())
    return False if spelled in language.never else None


def _ends_letter(
    text: str, rest: Span, before: str, start_of_word: int, at: int, word: str, language: Language
) -> bool:
    """One letter with a stop: an initial, or the end of a word that is spelled with gershayim."""
    if language.has_no_case:
        return _is_spelled(text, start_of_word)
    if len(word) == 1 and text[at + 1 : at + 2] == ".":
        return False  # one initial after the other
    ahead = text[max(rest.start, start_of_word - 20) : start_of_word]
    return _ends_initial(before, ahead, text[at], word, language)


def _ends_before_number(last_part: str, first: str, word: str, language: Language) -> bool:
    """"No.", "p." and the like: no end before their number."""
    if first.isdigit():
        return False
    if last_part in language.references:
        return last_part in language.ending_before_capitals and first.isupper()
    return word in language.openers


def _pair_before(text: str, rest: Span, at: int) -> str:
    """The letters before a single letter, where they stand with a stop of their own: "z. B.", "т. д."."""
    ahead = text[max(rest.start, at - 6) : at].rstrip()
    return _word_before(ahead, 0, len(ahead) - 1).lower() if ahead.endswith(".") else ""


def _is_spelled(text: str, start_of_word: int) -> bool:
    """Say whether a letter is the last of a word with gershayim (ד"ר) and no initial."""
    return start_of_word > 1 and text[start_of_word - 1] in "\"”“״" and text[start_of_word - 2].isalpha()


def _ends_initial(initial: str, before: str, first: str, word: str, language: Language) -> bool:
    """One capital letter with a stop: an initial ("John F. Kennedy"), unless it closes a name of its own."""
    before = before.rstrip()
    name = before.rsplit(None, 1)[-1] if before else ""
    if initial == "I":
        return word in language.openers or not (name[:1].isupper() and first.isupper())
    if name[:1].isupper() or not before or before[-1:] in "“\"(":
        return word in language.openers and word not in ("A", "An", "I") and name.lower() in language.letter_nouns
    is_letter = name.lower() in ("the", "an", "a", "vitamin", "plan", "grade")
    return word in language.openers or (first.isupper() and is_letter)


def _ends_soft(before: str, opened: str, first: str, word: str, language: Language) -> bool:
    """"Inc.", "U.S.", "Calif.": an end only before a word that commonly opens a sentence."""
    if opened.strip(" ") in ("(", "[") or not first.isalpha():
        return False
    if before.endswith(language.endings):
        return first.isupper()
    if word == "I" and _INITIALS.search(before):
        return True
    return (word in language.openers and word not in language.not_after_soft) or word in ("How", "What")


def _opens_low(text: str, stop: re.Match[str], stretch: Span, language: Language) -> bool:
    """Say whether a plain word, one terminator and a lower-case letter follow each other: an end in chatty text."""
    run = stop["run"]
    if stop["closing"] or not (run == "." or (run and run[0] in _STRONG)):
        return False
    if stop.end() >= stretch.stop or not text[stop.end()].islower():
        return False
    before = _word_before(text, stretch.start, stop.start())
    low = before.lower()
    known = (language.soft, language.never, language.titles, language.months, language.before_numbers, language.clock)
    if not low.isalpha() or any(low in words for words in known):
        return False
    return len(low) > 1 and not before.endswith(SHOUTED_NAMES) and not (language.titles and before.isupper())


def _is_chatty(text: str, stretch: Span, language: Language) -> bool:
    """Say whether a line is written without capitals: asked once a line, in one pass.

    It needs two such starts that are at least half of all, or one where the line itself opens in lower case or
    the writer is "i". News has none: its lower-case words follow abbreviations or quotations.
    """
    low = high = 0
    position = stretch.start
    while stop := _next_stop(text, position, stretch.stop):
        position = stop.end()
        if stop["wide"] is None and _opens_low(text, stop, stretch, language):
            low += 1
        elif stop.end() < stretch.stop and text[stop.end()].isupper():
            high += 1
    if low > 1 and low >= high:
        return True
    opening = trim(text, stretch)
    opens_low = opening.start < opening.stop and text[opening.start].islower()
    if low == 0 or opens_low:
        return low > 0
    return language.code == "en" and _LONE_I.search(text, stretch.start, stretch.stop) is not None
