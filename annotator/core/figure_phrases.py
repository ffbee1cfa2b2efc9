"""Where a figure begins and ends around its number: modifier, second number, unit or counted noun, and what of."""

import re
from dataclasses import dataclass

from annotator.core.numerals import DIGIT_SCALE, DIGITS, FRACTION, RATIO, VAGUE, WORDS
from annotator.core.records import Bound, Span
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
class FigurePhrase:
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


CURRENCY = (
    r"(?:US\$|A\$|C\$|NZ\$|HK\$|S\$|R\$|[$£€¥₹₽₪₩₺]|\b(?:EUR|USD|GBP|CHF|NOK|SEK|DKK)\s?(?=\d)"
    r"|\b[RN](?=\d{1,3}(?:,\d{3})+\b|\d+(?:\.\d+)?\s?(?:m|bn|k|million|billion)\b))"
)
NUMBER = re.compile(
    rf"(?P<vague>{VAGUE})|(?P<ratio>{RATIO})|(?P<share>{FRACTION})"
    rf"|(?P<currency>{CURRENCY}\s?)?(?P<digits>(?<![\w.,/])(?:{DIGITS})|(?<=[$£€¥₹₽₪₩₺RN \u00a0])(?:{DIGITS}))"
    rf"(?P<scale>{DIGIT_SCALE})?|(?P<words>{WORDS})",
    re.I,
)
_SECOND = re.compile(
    rf"(?P<link>\s?[-–—]\s?|\s(?:to|and|or)\s)(?P<number>(?:{CURRENCY})?(?:(?:{DIGITS})(?:{DIGIT_SCALE})?|{WORDS}))"
    r"(?![\w/])",
    re.I,
)
MODIFIERS: dict[str, Bound] = {
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
    r"(?<![\w-])(?:" + "|".join(sorted(map(re.escape, MODIFIERS), key=len, reverse=True)) + r")\s+\Z", re.I
)
_LONGEST_MODIFIER = 24
POSTFIXES: dict[str, Bound] = {
    " or more": Bound.AT_LEAST, " or so": Bound.ABOUT, " or fewer": Bound.AT_MOST, " or less": Bound.AT_MOST,
    "-plus": Bound.AT_LEAST, "+": Bound.AT_LEAST, "-odd": Bound.ABOUT,
}  # fmt: skip
_POSTFIX = re.compile("|".join(map(re.escape, POSTFIXES)), re.I)
PHRASE_ENDS = re.compile(r"\s*(?:[.,;:]|\Z|[”\"])")
_OF = re.compile(r"\sof(?=\s)")
#: What is counted or measured, behind "of": "litres of fuel oil", "eight of us", "a third of the harvest".
_OF_WHOM = re.compile(r"\sof\s(?:us|them|you|those)\b", re.I)
_OF_WHAT = re.compile(
    r"\sof\s(?:(?:the|its|their|his|her|our)\s)?(?P<first>[^\W\d_]{3,})(?:\s(?P<second>[^\W\d_]{3,}))?\b"
)
#: "half a mile"
_PART_OF_ONE = re.compile(r"(?<=half|rter)\san?(?=\s)", re.I)
_TIMES = re.compile(r"\stimes\b")


def phrase_at(text: str, span: Span, found: re.Match[str]) -> FigurePhrase:
    modifier_start = _modifiers_before(text, span.start, found.start())
    modifier = text[modifier_start : found.start()].lower()
    number = Span(found.start("digits") if found["digits"] else found.start(), found.end())
    is_share = bool(found["ratio"] or found["share"])
    second, stop = (None, found.end()) if is_share or found["vague"] else _second_number(text, span, found, modifier)
    percent = percent_at(text, stop, span.stop)
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
    return FigurePhrase(
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
    if found["second"] and found["second"].islower() and PHRASE_ENDS.match(text, found.end("second"), stop):
        return found.end() if not is_function_word(found["second"]) else found.end("first")
    return found.end("first")


def _modifiers_before(text: str, floor: int, start: int) -> int:
    """Where the run of modifiers that ends at the number begins ("at least some 40")."""
    while found := _MODIFIER_AT_END.search(text, max(floor, start - _LONGEST_MODIFIER), start):
        start = found.start()
    return start


def _second_number(text: str, span: Span, found: re.Match[str], modifier: str) -> tuple[Span | None, int]:
    """The upper end of a range: "40 to 50", "40-50", "between 40 and 50", "two or three"."""
    after = _SECOND.match(text, found.end() + len(percent_at(text, found.end(), span.stop)), span.stop)
    if after is None:
        return None, found.end()
    link = after["link"].strip().lower()
    if link == "and" and not modifier.startswith(("between", "anywhere")):
        return None, found.end()
    if link == "to" and re.search(r"\bfrom\s\Z", text[max(span.start, found.start() - 6) : found.start()], re.I):
        return None, found.end()
    return Span(*after.span("number")), after.end()


def percent_at(text: str, start: int, stop: int) -> str:
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
