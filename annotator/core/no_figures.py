"""Numbers that are no figures: dates, years, clock times, ordinals, names, addresses, and numbers of sources."""

import re

from annotator.core import cues
from annotator.core.figure_phrases import FigurePhrase, is_race
from annotator.core.figure_tails import PHRASE_ENDS
from annotator.core.records import Span
from annotator.core.units import COUNTED_ALONE, is_function_word, is_verb_form

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
#: So many of these are counted, whatever the digits: "1709 schoolchildren".
_MANY = frozenset({"people", "men", "women", "children", "schoolchildren", "troops", "soldiers", "students", "homes"})
#: "30-something", "a 2.3-to-1 ratio"
_NO_NUMBER = re.compile(r"-(?:something\b|to-(?:\d|one\b))")
_INSIDE_WORD = re.compile(r"\w[^\W\d_]")
_NAME_BEFORE = re.compile(
    r"(?:\b(?:[A-Z][\w’'.-]*|the(?!\s[A-Z][\w’'-]+s\s))\s"
    r"(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)[A-Z][a-z][\w’'-]*|\b[A-Z]{3,})\s\Z"
)
_NO_VERB = re.compile(r"[,.;:?!”\"’]|\Z|\s(?:in|on|at|for|to|with|and|as|by)\s|\s[A-Z]|['’]s\b")
_YEAR_TO_COME = re.compile(r"21\d\d")
_FOR_EVERY = re.compile(
    r"\s(?:(?:for|to|in)\severy\s|(?:(?:or|has|have|is|was)\s)?(?:[a-z-]+\s){0,2}every\s(?:\d|two|three|four|five|six|ten|few))"
)
#: How many "one" is, told by what stands before it: "an average of one landing".
_TELLS_ONE = re.compile(r"\b(?:average|median|mean|minimum|maximum|total)\sof\s\Z")
_YEAR_AFTER = re.compile(r"\b(?:in|since|by|until|till|from|of|before|after|during|year|early|late|mid)[\s-]\Z", re.I)
#: "two to one", "eight votes to one": how a vote ended.
_RESULT_BEFORE = re.compile(r"(?:\d|\b[a-z]{3,5})(?:\svotes)?\sto\s\Z", re.I)
#: "The far left held on to one."
_KEPT_BEFORE = re.compile(r"\b(?:on|down|up|back)\sto\s\Z")
#: "One wind farm of 87 turbines"
_MADE_OF = re.compile(r"\sof\s\d")
#: Another number in a sentence tells that "one" counts, too: "has 11,000 voters and one doctor"; behind these it is an
#: article even there: "in one case", "said one aid worker", and so at the beginning.
_AMONG_NUMBERS = re.compile(
    r"\b(?!(?:in|at|from|on|by|of|as|said|says|told|the|this|that|no|any|every|each|another|than|like|or|for|"
    r"which|if|when)\s)[a-z]+\s\Z"
)
_LONGEST_BEFORE = 14
_ONE_THING_ENDS = re.compile(
    r"\s(?:[a-z-]+\s)?[a-z-]+(?:[.,;:!?]|\Z|\s(?:of|to|for|and|with|in|at|on|from|each|left|per|but)\b)"
)
_OTHER_DIGITS = re.compile(r"(?<![\w.,:/-])\d[\d,.]*(?!\w)")
#: Things that are told one after the other count alike: "two dogs, one ex-wife and a dozen cats".
_COUNTED = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a\sdozen|dozens)"
_LISTED_BEFORE = re.compile(rf"\b{_COUNTED}\s(?:[a-z-]+\s){{0,2}}[a-z-]+(?:,|,?\sand|\sbut)\s\Z", re.I)
_LONGEST_LISTED = 48
_DEFINITE = re.compile(r"\b(?:the|these|those|their|his|her|its|our|other|any|each|all|those|my|your)\s\Z", re.I)
_SOURCE_NOUNS = frozenset({"sources", "source", "insiders"})
_ROLE_PLURALS = frozenset(cues.HEADS.values())
_SPEECH_AFTER = re.compile(
    r"(?:\s(?:from|in|at|of|on|with|near|for|inside)\s(?:an?\s|the\s)?[\w’'-]+(?:\s[A-Z][\w’'-]+){0,2})?"
    r"\s(?:(?:also|have|has|had|later|both|all)\s)*(?:" + "|".join(sorted(cues.PLAIN_SPEECH_VERBS)) + r"|"
    r"(?:forecast|predicted|estimated|expected)(?!\s(?:to|in|at|on|for)\b))\b"
    r"|,?\s(?:familiar|close\sto|with\s(?:direct\s)?knowledge|briefed|who\s(?:spoke|asked|declined|requested))\b",
    re.I,
)
_CITED_BEFORE = re.compile(r"\b(?:cit(?:ing|ed|es)|quot(?:ing|ed|es)|according\sto|told\sby)\s\Z", re.I)
_A_THIRD = re.compile(
    r"an?\s(?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|hundredth|thousandth|millionth)", re.I
)
_NEXT_WORD = re.compile(r"\s([a-z][a-z’'-]+)")
#: Behind a share these begin no noun phrase.
_NO_NOUNS = frozenset({"more", "less", "said", "say", "says", "each", "compared", "do", "think", "want", "live"})
#: "opens at 6 on Thursdays", but "stands at 6".
_HOUR_AT = re.compile(r"(?<!stands\s)(?<!stood\s)(?<!put\s)(?<!is\s)(?<!was\s)(?<!remains\s)\bat\s\Z", re.I)
_HOUR_ENDS = re.compile(r"\s(?:on|every|sharp|each|tonight|tomorrow|today|yesterday|in\sthe)\b")
_AT_BEFORE = re.compile(r"\b(?:at|until|till)\s\Z", re.I)
#: "of 1,000 people asked"
_WORD_BEFORE = re.compile(r"(?<![^\s(“\"])([^\W\d_]+)\s\Z")
_NAME_WORD = re.compile(r"[A-Z][a-z]+")
#: "Two Men Held After Six Raids" has no other words of this length in small letters.
_WORD = re.compile(r"[^\W\d_]{5,}")
_LOWER_IN_TITLES = frozenset({"after", "about", "under", "against", "between", "during", "before", "within", "without"})
_LONGEST_NAME = 24
_NEARBY = 100
_OF_BEFORE = re.compile(r"\b(?:[Oo]f|[Aa]mong)\s(?:the\s)?\Z")
_SAID_BEFORE = re.compile(r"\b(?:said|says)\s\Z", re.I)


def is_no_figure(text: str, span: Span, found: re.Match[str], phrase: FigurePhrase) -> bool:
    """Say whether a number found in a sentence's `span` tells no quantity: a date, a name, a score, an address."""
    if found["digits"]:
        told = _is_no_figure_in_digits(text, span, found, phrase)
    elif found["words"]:
        told = _is_no_figure_in_words(text, span, found, phrase)
    else:
        told = True if found["share"] and _is_no_share(text, span, found) else None
    return _counts_sources(text, span, phrase) if told is None else told


def _has_unit(phrase: FigurePhrase) -> bool:
    return bool(phrase.counted or phrase.measured or phrase.money or phrase.percent or phrase.currency)


def _is_no_figure_in_digits(text: str, span: Span, found: re.Match[str], phrase: FigurePhrase) -> bool | None:
    """The same of digits: years, races, results and hours; None where they do not tell."""
    has_unit, digits = _has_unit(phrase), found["digits"]
    if phrase.second and not has_unit and all(
        _YEAR.fullmatch(text[one.start : one.stop]) for one in (phrase.number, phrase.second)
    ):
        return True
    if phrase.span.stop == found.end() and _INSIDE_WORD.match(text, found.end() - 1):
        return True  # "4chan"
    if _NO_NUMBER.match(text, found.end()):
        return True
    if not (has_unit or phrase.modifier or phrase.second) and _is_of_a_name(text, span, found):
        return True
    after_year_word = _YEAR_AFTER.search(text, max(span.start, found.start() - 8), phrase.span.start)
    if _YEAR_TO_COME.fullmatch(digits) and not has_unit and after_year_word:
        return True
    if is_race(text, span, found) or phrase.has_score:
        return True
    if not has_unit and not phrase.modifier and _is_clock(text, span, found):
        return True
    is_year = not found["scale"] and not phrase.second and _YEAR.fullmatch(digits) is not None
    if is_year and not phrase.percent and not phrase.currency:
        is_many = phrase.measured or phrase.money or (phrase.counted and (phrase.modifier or phrase.counted in _MANY))
        return not is_many or after_year_word is not None
    return None


def _is_of_a_name(text: str, span: Span, found: re.Match[str]) -> bool:
    """Say whether a bare number ends a name: "Internet Explorer 6", "HTML 5"."""
    before = _NAME_BEFORE.search(text, max(span.start, found.start() - 48), found.start())
    return before is not None and len(found.group()) < 3 and _NO_VERB.match(text, found.end(), span.stop) is not None


def _is_no_figure_in_words(text: str, span: Span, found: re.Match[str], phrase: FigurePhrase) -> bool | None:
    """The same of number words: articles, hours, pronouns; None where they do not tell."""
    has_unit, word, modifier = _has_unit(phrase), found["words"].lower(), phrase.modifier.strip()
    if word in ("a", "an"):
        is_bound = phrase.modifier or phrase.postfix  # "more than a week", "a week or so"
        return not (phrase.rest or (is_bound and (phrase.measured or phrase.money)))
    if word == "one" and modifier in ("only", "just"):
        return False
    is_part = text.startswith(" of ", found.end())
    if text.startswith(" past", found.end()) or (modifier in ("all", "just") and not has_unit and not is_part):
        return True  # a clock time; "all three said"
    near = max(span.start, found.start() - 8)
    is_bare = not (has_unit or phrase.modifier)
    if found["words"][0].isupper() and not phrase.modifier and _is_in_a_name(text, span, found, phrase):
        return True
    is_result = text.startswith(" apiece", found.end())
    if is_bare and not (phrase.second or is_result) and _AT_BEFORE.search(text, near, found.start()):
        return True  # "at eleven"
    if word == "one" and not phrase.second and not (phrase.percent or phrase.money or phrase.measured):
        return None if _counts_one(text, span, found, phrase) else True
    if text[found.end() : found.end() + 1] in ("-", "‑") and not has_unit and not phrase.second:
        return True
    if is_bare and text[found.start() - 2 : found.start() - 1].isalpha() and text[found.start() - 1] == "-":
        return True  # "high-five"
    return True if is_bare and _DEFINITE.search(text, near, found.start()) else None


def _is_in_a_name(text: str, span: Span, found: re.Match[str], phrase: FigurePhrase) -> bool:
    """Say whether a number word with a capital is part of a name inside a sentence: "the Six Nations"."""
    before = _WORD_BEFORE.search(text, max(span.start, found.start() - _LONGEST_NAME), found.start())
    if before is None or not (before[1].islower() or _NAME_WORD.fullmatch(before[1])):
        return False
    near = max(span.start, found.start() - _NEARBY), min(span.stop, found.end() + _NEARBY)
    words = _WORD.findall(text, *near)
    is_title_case = not any(word.islower() and word not in _LOWER_IN_TITLES for word in words)
    return not is_title_case and (phrase.counted[:1].isupper() or not phrase.counted)


def _counts_one(text: str, span: Span, found: re.Match[str], phrase: FigurePhrase) -> bool:
    """Say whether "one" is a number, and no pronoun or article."""
    if _TELLS_ONE.search(phrase.modifier):
        return True
    last_word = phrase.counted.rpartition(" ")[2]
    behind = _FOR_EVERY.match(text, phrase.span.stop, span.stop) or (
        phrase.counted and _MADE_OF.match(text, phrase.span.stop, span.stop)
    )
    if COUNTED_ALONE.fullmatch(last_word) or behind:
        return True
    near = max(span.start, found.start() - _LONGEST_BEFORE)
    if not phrase.counted:
        if PHRASE_ENDS.match(text, found.end(), span.stop) is None:
            return False
        if _RESULT_BEFORE.search(text, near, found.start()):
            return True
        is_kept = _KEPT_BEFORE.search(text, near, found.start()) is not None
        return is_kept and _OTHER_DIGITS.search(text, span.start, span.stop) is not None
    before = max(span.start, found.start() - _LONGEST_LISTED)
    if phrase.counted[0].islower() and _LISTED_BEFORE.search(text, before, found.start()):
        return _ONE_THING_ENDS.match(text, found.end(), span.stop) is not None
    return bool(
        phrase.counted[0].islower()
        and _AMONG_NUMBERS.search(text, near, found.start())
        and _ONE_THING_ENDS.match(text, found.end(), span.stop)
        and _OTHER_DIGITS.search(text, span.start, span.stop)
    )


_NO_SHARE = re.compile(r"-(?:hour|day|year|life)|[-\s](?:time|term|way|brother|sister|marathon|century|mast|board)\b")


def _is_no_share(text: str, span: Span, found: re.Match[str]) -> bool:
    """Say whether "a third" counts on, or "half" is part of a word: "half-time"."""
    return _is_ordinal(text, found, span) or _NO_SHARE.match(text, found.end()) is not None


def _is_clock(text: str, span: Span, found: re.Match[str]) -> bool:
    """Say whether a bare number behind "at" is an hour: "They meet at 6 on Thursdays"."""
    return bool(
        len(found["digits"]) < 3 and found["digits"].isdecimal() and 1 <= int(found["digits"]) <= 12
        and _HOUR_AT.search(text, max(span.start, found.start() - 24), found.start())
        and _HOUR_ENDS.match(text, found.end(), span.stop)
    )  # fmt: skip


def _is_ordinal(text: str, found: re.Match[str], span: Span) -> bool:
    """Say whether "a third" counts on ("a third goal") instead of telling a share."""
    if not _A_THIRD.fullmatch(found.group()):
        return False
    following = _NEXT_WORD.match(text, found.end(), span.stop)
    if following is None:
        return False
    word = following[1]
    return not (is_function_word(word) or is_verb_form(word) or word.endswith(("er", "ly")) or word in _NO_NOUNS)


def _counts_sources(text: str, span: Span, phrase: FigurePhrase) -> bool:
    """Say whether the number counts sources ("two sources", "three officials said"): the card's business."""
    words = phrase.counted.lower().split()
    if not words:
        return False
    head = words[-1]
    if head in _SOURCE_NOUNS:
        return not re.search(r"\s(?:sources?|insiders)\sof\b", text[phrase.span.start : phrase.span.stop + 4], re.I)
    if head not in _ROLE_PLURALS:
        return False
    before = max(span.start, phrase.span.start - 16)
    if _SPEECH_AFTER.match(text, phrase.span.stop, span.stop):
        return not _OF_BEFORE.search(text, before, phrase.span.start)
    if _SAID_BEFORE.search(text, before, phrase.span.start):
        return PHRASE_ENDS.match(text, phrase.span.stop) is not None
    return _CITED_BEFORE.search(text, before, phrase.span.start) is not None
