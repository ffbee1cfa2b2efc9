"""Figures in news copy: where a number with its modifier and counted noun stands, and what it says.

Dates, years, clock times, ordinals, names with numbers, "one of" and numbers of sources ("two sources
said") are no figures. Rules by DOMAIN section 1.5: modifier + number + unit or counted noun; the thing
measured stays outside ("three-year" in "three-year campaign").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from annotator.core import cues
from annotator.core.numerals import DIGIT_SCALE, DIGITS, FRACTION, RATIO, VAGUE, WORDS, read_number
from annotator.core.records import Bound, Measure, Span
from annotator.core.units import (
    HYPHEN_COUNT,
    HYPHEN_UNIT,
    MONEY_UNIT,
    PERCENT,
    RATE_AFTER,
    SPACED_UNIT,
    TIME,
    counted_noun,
    is_function_word,
)


@dataclass(frozen=True, slots=True)
class FigureReading:
    """What a figure's words say. `low` alone is the value, with `high` it is a range; both None: no value."""

    low: Decimal | None
    high: Decimal | None
    bound: Bound
    measure: Measure
    unit: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A figure's parts in a text; `number` and `second` are spans with their scale, `unit` may be empty."""

    span: Span
    modifier: str
    postfix: str
    number: Span
    second: Span | None
    currency: str
    percent: str
    money: str
    measured: str
    counted: str
    has_score: bool
    is_share: bool


_CURRENCY = (
    r"(?:US\$|A\$|C\$|NZ\$|HK\$|S\$|R\$|[$£€¥₹₽₪₩₺]|\b(?:EUR|USD|GBP|CHF|NOK|SEK|DKK)\s?(?=\d)"
    r"|\b[RN](?=\d{1,3}(?:,\d{3})+\b|\d+(?:\.\d+)?\s?(?:m|bn|k|million|billion)\b))"
)
_NUMBER = re.compile(
    rf"(?P<vague>{VAGUE})|(?P<ratio>{RATIO})|(?P<share>{FRACTION})"
    rf"|(?P<currency>{_CURRENCY}\s?)?(?P<digits>(?<![\w.,/])(?:{DIGITS})|(?<=[$£€¥₹₽₪₩₺RN \u00a0])(?:{DIGITS}))"
    rf"(?P<scale>{DIGIT_SCALE})?|(?P<words>{WORDS})",
    re.I,
)
_SECOND = re.compile(
    rf"(?P<link>\s?[-–—]\s?|\s(?:to|and|or)\s)(?P<number>(?:{_CURRENCY})?(?:(?:{DIGITS})(?:{DIGIT_SCALE})?|{WORDS}))"
    r"(?![\w/])",
    re.I,
)
_MODIFIERS: dict[str, Bound] = {
    **dict.fromkeys(
        ("some", "about", "around", "approximately", "approx.", "roughly", "nearly", "almost", "an estimated",
         "estimated", "perhaps", "close to", "circa", "in the region of", "in the order of", "virtually",
         "an average of"),
        Bound.ABOUT,
    ),
    **dict.fromkeys(
        ("at least", "more than", "over", "well over", "just over", "slightly over", "upwards of", "in excess of",
         "no fewer than", "not fewer than", "no less than", "not less than", "a minimum of", "as few as",
         "as little as", "above", "exceeding", "greater than", "slightly more than", "well above", "just above",
         "longer than", "higher than"),
        Bound.AT_LEAST,
    ),
    **dict.fromkeys(
        ("up to", "fewer than", "less than", "as many as", "as much as", "at most", "no more than", "not more than",
         "under", "just under", "below", "a maximum of", "slightly less than", "slightly under", "well under",
         "just below", "within", "shorter than", "lower than"),
        Bound.AT_MOST,
    ),
    **dict.fromkeys(("between", "anywhere between"), Bound.RANGE),
    **dict.fromkeys(("exactly", "precisely", "only", "a total of"), Bound.EXACT),
}  # fmt: skip
_MODIFIER_AT_END = re.compile(
    r"(?<![\w-])(?:" + "|".join(sorted(map(re.escape, _MODIFIERS), key=len, reverse=True)) + r")\s+\Z", re.I
)
_LONGEST_MODIFIER = 24
_POSTFIXES: dict[str, Bound] = {
    " or more": Bound.AT_LEAST, " or so": Bound.ABOUT, " or fewer": Bound.AT_MOST, " or less": Bound.AT_MOST,
    "-plus": Bound.AT_LEAST, "+": Bound.AT_LEAST, "-odd": Bound.ABOUT,
}  # fmt: skip
_POSTFIX = re.compile("|".join(map(re.escape, _POSTFIXES)), re.I)

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
#: Numbers that are no figures. Case matters for names ("May 5"), not for clock times.
_NO_FIGURE = re.compile(
    rf"\b{_MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?\b(?:[-–]\d{{1,2}}\b)?(?:,?\s(?:1[5-9]|20)\d\d\b)?"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?:[-–]\d{{1,2}})?\s{_MONTH}\b\.?(?:,?\s\d{{4}}\b)?"
    rf"|\b{_MONTH}\.?,?\s(?:1[5-9]|20)\d\d\b"
    r"|\b\d{4}-\d\d-\d\d\b|\b\d{1,2}/\d{1,2}(?:/\d{2,4})\b|\b9/11\b"
    r"|\b\d{1,2}[:.]\d\d(?::\d\d)?\s?(?:[aApP]\.?[mM]\b\.?|GMT|UTC|CET|EST|EDT|BST|hrs)|\b\d{1,2}:\d\d(?::\d\d)?\b"
    r"|\b\d{1,2}\s?[aApP]\.?[mM]\b\.?|\b\d{4}\sGMT\b"
    r"|\b(?:1[5-9]|20)\d\d[-–/](?:\d\d)\b|\b[Nn]os?\.\s?\d+|[#№]\s?\d+"
    r"|\b(?:Section|Article|Chapter|Route|Highway|Flight|Boeing|Airbus|Apollo|Title|Page|Rule|Phase|Type|World War|"
    r"Group|Channel|Studio|Fortune|Windows|Level|Grade|Room|Gate|Terminal|Platform|Line|Formula|Resolution|Bill|"
    r"Proposition|Area|Unit|Court|Pier|Hall|Block|Sector|Zone|Tier|Agenda|Catch|Division|Year|Day)"
    r"\s(?:\d+\w*|One|Two|Three|Four|Five)\b"
    r"|\b\d+(?:st|nd|rd|th)\b|\b(?:1[89]|20)\d0s\b|['’]\d0s\b|\b\d0s\b"
    r"|(?:https?://|www\.)\S+|\b[A-Za-z]+-?\d[\w-]*|\b\d+[A-Za-z]+\d\w*|\b\d+(?!(?:mn|mln|bn|bln|tn|trn|k|m|b)\b)[A-Z]\w*"
    r"|(?i:\bone of\b|\bone another\b|\bno one\b|\bone day\b|\bthe one\b|\bone(?:self|['’]s)?\b(?=\s+(?:by|or\sthe)\b))"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_YEAR_AFTER = re.compile(r"\b(?:in|since|by|until|till|from|of|before|after|during|year|early|late|mid)[\s-]\Z", re.I)
#: What "one" may count; any other "one" is a pronoun or an article ("one reason").
_ONE_COUNTS = re.compile(
    r"person|(?:police|)(?:wo)?man|child|boy|girl|soldier|officer|civilian|passenger|death|fatality|casualty|seat|vote"
    r"|goal|point|ship|plane",
    re.I,
)
_DEFINITE = re.compile(r"\b(?:the|these|those|their|his|her|its|our|other|any|each|all|those|my|your)\s\Z", re.I)
_SOURCE_NOUNS = frozenset({"sources", "source", "insiders"})
_ROLE_PLURALS = frozenset(cues.HEADS.values())
_SPEECH_AFTER = re.compile(
    r"\s(?:(?:also|have|has|had|later|both|all)\s)*(?:" + "|".join(sorted(cues.PLAIN_SPEECH_VERBS)) + r")\b"
    r"|,?\s(?:familiar|close\sto|with\s(?:direct\s)?knowledge|briefed|who\s(?:spoke|asked|declined|requested))\b",
    re.I,
)
_CITED_BEFORE = re.compile(r"\b(?:cit(?:ing|ed|es)|quot(?:ing|ed|es)|according\sto|told\sby)\s\Z", re.I)
_SAID_BEFORE = re.compile(r"\b(?:said|says)\s\Z", re.I)
_PHRASE_ENDS = re.compile(r"\s*(?:[.,;:]|\Z|[”\"])")
_OF = re.compile(r"\sof(?=\s)")
#: What is counted or measured, behind "of": "litres of fuel oil", "eight of us", "a third of the harvest".
_OF_WHOM = re.compile(r"\sof\s(?:us|them|you|those)\b", re.I)
_OF_WHAT = re.compile(
    r"\sof\s(?:(?:the|its|their|his|her|our)\s)?(?P<first>[^\W\d_]{3,})(?:\s(?P<second>[^\W\d_]{3,}))?\b"
)
#: "half a mile"
_PART_OF_ONE = re.compile(r"(?<=half|rter)\san?(?=\s)", re.I)
_TIMES = re.compile(r"\stimes\b")


def read_figure(words: str) -> FigureReading:
    """Read a figure from the words that a person marked, whatever number they hold."""
    for phrase in _phrases(words, Span(0, len(words)), strict=False):
        return _reading(words, phrase)
    return FigureReading(None, None, Bound.EXACT, Measure.OTHER, "")


def find_figures(text: str, span: Span) -> list[Span]:
    """Every figure phrase within the stretch, in order, disjoint."""
    return [phrase.span for phrase in _phrases(text, span, strict=True)]


def figure_around(text: str, sentence: Span, caret: int) -> Span | None:
    """The figure phrase that holds the caret, else the nearest one in the sentence, else None."""
    found = find_figures(text, sentence)
    return min(found, key=lambda span: (distance(span, caret), span.start), default=None)


def distance(span: Span, caret: int) -> int:
    """How many code points lie between the caret and the span; 0 inside and at its edges."""
    return max(span.start - caret, caret - span.stop, 0)


def _phrases(text: str, span: Span, *, strict: bool) -> Iterator[_Phrase]:
    """Figure phrases left to right; `strict` leaves out what is no figure by the rules."""
    barred = [found.span() for found in _NO_FIGURE.finditer(text, span.start, span.stop)] if strict else []
    position, next_bar = span.start, 0
    while found := _NUMBER.search(text, position, span.stop):
        position = found.end()
        while next_bar < len(barred) and barred[next_bar][1] <= found.start():
            next_bar += 1
        is_barred = next_bar < len(barred) and barred[next_bar][0] < found.end() and not found["currency"]
        if is_barred and not _percent_at(text, found.end(), span.stop):
            position = max(position, barred[next_bar][1])
            continue
        phrase = _phrase_at(text, span, found)
        if strict and _is_no_figure(text, span, found, phrase):
            continue
        position = max(position, phrase.span.stop)
        yield phrase


def _phrase_at(text: str, span: Span, found: re.Match[str]) -> _Phrase:
    modifier_start = _modifiers_before(text, span.start, found.start())
    modifier = text[modifier_start : found.start()].lower()
    number = Span(found.start("digits") if found["digits"] else found.start(), found.end())
    is_share = bool(found["ratio"] or found["share"])
    second, stop = (None, found.end()) if is_share or found["vague"] else _second_number(text, span, found, modifier)
    percent = _percent_at(text, stop, span.stop)
    stop += len(percent)
    money = measured = counted = postfix = ""
    if not percent and not is_share:
        postfix, stop = _postfix_at(text, stop, span.stop)
        of = _OF.match(text, stop, span.stop) if found["vague"] else None
        money, measured, counted, ends = _unit_at(
            text, of.end() if of else stop, span.stop, has_currency=bool(found["currency"])
        )
        stop = ends if money or measured or counted else stop
    if not postfix:
        postfix, stop = _postfix_at(text, stop, span.stop)
    if not (percent or money or found["currency"]):
        stop = _what_behind(text, stop, span.stop, has_unit=bool(
            counted or is_share or (measured and not TIME.fullmatch(measured))
        ))
    return _Phrase(
        span=Span(modifier_start, stop), modifier=modifier, postfix=postfix, number=number, second=second,
        currency=(found["currency"] or "").strip(), percent=percent, money=money, measured=measured, counted=counted,
        has_score=bool(second) and not (counted or measured or percent or money or modifier or found["currency"])
        and text[found.end()] in "-–",
        is_share=is_share,
    )  # fmt: skip


def _what_behind(text: str, start: int, stop: int, *, has_unit: bool) -> int:
    """Where what is counted or measured ends: "cubic metres of silt", "25 of them", "300 times"."""
    if found := _OF_WHOM.match(text, start, stop) or (None if has_unit else _TIMES.match(text, start, stop)):
        return found.end()
    if (part := _PART_OF_ONE.match(text, start, stop)) and (unit := SPACED_UNIT.match(text, part.end(), stop)):
        return unit.end()
    found = _OF_WHAT.match(text, start, stop) if has_unit else None
    if found is None or is_function_word(found["first"]):
        return start
    rate = RATE_AFTER.match(text, found.end("first"), stop)
    if rate:
        return rate.end()
    if found["second"] and found["second"].islower() and _PHRASE_ENDS.match(text, found.end("second"), stop):
        return found.end() if not is_function_word(found["second"]) else found.end("first")
    return found.end("first")


def _modifiers_before(text: str, floor: int, start: int) -> int:
    """Where the run of modifiers that ends at the number begins ("at least some 40")."""
    while found := _MODIFIER_AT_END.search(text, max(floor, start - _LONGEST_MODIFIER), start):
        start = found.start()
    return start


def _second_number(text: str, span: Span, found: re.Match[str], modifier: str) -> tuple[Span | None, int]:
    """The upper end of a range: "40 to 50", "40-50", "between 40 and 50", "two or three"."""
    after = _SECOND.match(text, found.end() + len(_percent_at(text, found.end(), span.stop)), span.stop)
    if after is None:
        return None, found.end()
    link = after["link"].strip().lower()
    if link == "and" and not modifier.startswith(("between", "anywhere")):
        return None, found.end()
    if link == "to" and re.search(r"\bfrom\s\Z", text[max(span.start, found.start() - 6) : found.start()], re.I):
        return None, found.end()
    return Span(*after.span("number")), after.end()


def _percent_at(text: str, start: int, stop: int) -> str:
    found = PERCENT.match(text, start, stop)
    return found.group() if found else ""


def _postfix_at(text: str, start: int, stop: int) -> tuple[str, int]:
    found = _POSTFIX.match(text, start, stop)
    return (found.group().lower(), found.end()) if found else ("", start)


def _unit_at(text: str, start: int, stop: int, *, has_currency: bool) -> tuple[str, str, str, int]:
    """The unit after a number: money word, unit of measure or counted noun, and where it ends."""
    if has_currency:
        return "", "", "", start
    if money := MONEY_UNIT.match(text, start, stop):
        return money["unit"], "", "", money.end()
    if measured := HYPHEN_UNIT.match(text, start, stop) or SPACED_UNIT.match(text, start, stop):
        return "", measured["unit"], "", measured.end()
    if hyphened := HYPHEN_COUNT.match(text, start, stop):
        return "", "", hyphened["unit"], hyphened.end()
    noun = counted_noun(text, start, stop)
    return ("", "", text[noun.start : noun.stop], noun.stop) if noun else ("", "", "", start)


def _is_no_figure(text: str, span: Span, found: re.Match[str], phrase: _Phrase) -> bool:
    has_unit = bool(phrase.counted or phrase.measured or phrase.money or phrase.percent or phrase.currency)
    if digits := found["digits"]:
        if phrase.second and not has_unit and all(
            _YEAR.fullmatch(text[one.start : one.stop]) for one in (phrase.number, phrase.second)
        ):
            return True
        is_year = not found["scale"] and not phrase.second and _YEAR.fullmatch(digits) is not None
        after_year_word = _YEAR_AFTER.search(text, max(span.start, found.start() - 8), phrase.span.start)
        if is_year and not phrase.percent and not phrase.currency:
            return not (phrase.counted and phrase.modifier) or after_year_word is not None
    if found["words"]:
        word = found["words"].lower()
        if word in ("a", "an"):
            return not (phrase.modifier and phrase.measured)
        if text[found.end() : found.end() + 5] == " past":  # a clock time
            return True
        if word == "one" and not phrase.second and not (phrase.percent or phrase.money or phrase.measured):
            return not _ONE_COUNTS.fullmatch(phrase.counted)
        after = text[found.end() : found.end() + 1]
        if after in ("-", "‑") and not has_unit and not phrase.second:
            return True
        if not has_unit and not phrase.modifier and _DEFINITE.search(text, max(span.start, found.start() - 8),
                                                                     found.start()):
            return True
    if found["share"] and re.match(r"-(?:hour|time|way|brother|sister|day|year|life|century)", text[found.end() :][:9]):
        return True
    return _counts_sources(text, span, phrase)


def _counts_sources(text: str, span: Span, phrase: _Phrase) -> bool:
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
        return True
    if _SAID_BEFORE.search(text, before, phrase.span.start):
        return _PHRASE_ENDS.match(text, phrase.span.stop) is not None
    return _CITED_BEFORE.search(text, before, phrase.span.start) is not None


def _reading(text: str, phrase: _Phrase) -> FigureReading:
    low, high = _values(text, phrase)
    if low is not None and high is not None and high < low:
        if phrase.has_score:
            return FigureReading(None, None, Bound.EXACT, Measure.OTHER, "")
        low, high = high, low
    measure, unit = _measure(phrase, low)
    return FigureReading(low, high, _bound(phrase, low, high), measure, unit)


def _values(text: str, phrase: _Phrase) -> tuple[Decimal | None, Decimal | None]:
    first = text[phrase.number.start : phrase.number.stop]
    low = read_number(first)
    if phrase.second is None:
        return low, None
    second = re.sub(rf"^{_CURRENCY}\s?", "", text[phrase.second.start : phrase.second.stop], flags=re.I)
    high = read_number(second)
    scale = re.search(rf"{DIGIT_SCALE}$", second, re.I)
    if scale and low is not None and not re.search(rf"{DIGIT_SCALE}$", first, re.I):
        scaled = read_number(first + scale.group())
        low = scaled if scaled is not None else low
    return low, high


def _bound(phrase: _Phrase, low: Decimal | None, high: Decimal | None) -> Bound:
    if high is not None:
        return Bound.RANGE
    if phrase.postfix:
        return _POSTFIXES[phrase.postfix]
    words = re.sub(r"\s+", " ", phrase.modifier).strip()
    bound = Bound.ABOUT if low is None else Bound.EXACT
    for name in sorted(_MODIFIERS, key=len, reverse=True):
        if words == name or words.startswith(name + " "):
            bound = _MODIFIERS[name]
            break
    return bound if bound is not Bound.RANGE else Bound.EXACT


def _measure(phrase: _Phrase, low: Decimal | None) -> tuple[Measure, str]:
    if phrase.currency or phrase.money:
        return Measure.MONEY, phrase.money or phrase.currency
    if phrase.percent:
        is_points = "point" in phrase.percent.lower()
        return Measure.PERCENT, "percentage points" if is_points else "percent"
    if phrase.is_share:
        return Measure.OTHER, ""
    if phrase.measured:
        return Measure.DURATION, phrase.measured
    if phrase.counted:
        return Measure.COUNT, phrase.counted
    is_whole = low is None or low == low.to_integral_value()
    return (Measure.COUNT if is_whole else Measure.OTHER), ""
