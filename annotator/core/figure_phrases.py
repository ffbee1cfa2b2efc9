"""Where a figure begins and ends around its number: modifier, second number, unit or counted noun, and what of."""

import re
from dataclasses import dataclass

from annotator.core.numerals import DIGIT_SCALE, DIGITS, FRACTION, RATIO, TIMES, VAGUE, WORDS
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
    is_verb_form,
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
    is_multiple: bool
    is_negative: bool


CURRENCY = (
    r"(?:US\$|A\$|C\$|NZ\$|HK\$|S\$|R\$|[$£€¥₹₽₪₩₺]|\b(?:EUR|USD|GBP|CHF|NOK|SEK|DKK|CAD|AUD|JPY|INR|CNY|RMB|SGD|ZAR|NGN|KES|PLN|AED|SAR|MXN|BRL)\s?(?=\d)"
    r"|\b(?:Rs|KSh|Sh|Tk|RM|Rp)\.?\s?(?=\d)"
    r"|\b[RN](?=\d{1,3}(?:,\d{3})+\b|\d+(?:\.\d+)?\s?(?:m|bn|k|million|billion)\b))"
)
#: What "a" counts behind a modifier: "more than a decade".
_ONE_OF_A_KIND = (
    "year|month|week|day|hour|minute|second|decade|century|mile|kilomet(?:re|er)|met(?:re|er)|tonne|ton|acre|hectare"
)
NUMBER = re.compile(
    rf"(?P<vague>{VAGUE})|(?P<ratio>{RATIO})|(?P<times>{TIMES})|(?P<share>{FRACTION})"
    rf"|(?P<sign>(?<![\w.,)])[-−](?=[\d.$£€])|\bminus\s(?=[\d.$£€]))?(?P<currency>{CURRENCY}\s?)?"
    rf"(?P<digits>(?<![\w.,/])(?:{DIGITS})|(?<=[$£€¥₹₽₪₩₺RN \u00a0])(?:{DIGITS}))"
    rf"(?P<scale>{DIGIT_SCALE})?|(?P<words>{WORDS}|\ban?(?=\s(?:{_ONE_OF_A_KIND})\b))",
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
         "an average of", "something like", "getting on for", "not far off", "in the neighbourhood of"),
        Bound.ABOUT,
    ),
    **dict.fromkeys(
        ("at least", "more than", "over", "well over", "just over", "slightly over", "upwards of", "in excess of",
         "no fewer than", "not fewer than", "no less than", "not less than", "a minimum of", "as few as",
         "as little as", "above", "exceeding", "greater than", "slightly more than", "well above", "just above",
         "longer than", "higher than", "more like", "north of", "comfortably over", "older than"),
        Bound.AT_LEAST,
    ),
    **dict.fromkeys(
        ("up to", "fewer than", "less than", "as many as", "as much as", "at most", "no more than", "not more than",
         "under", "just under", "below", "a maximum of", "slightly less than", "slightly under", "well under",
         "just below", "within", "shorter than", "lower than", "barely", "south of", "younger than",
         "not even"),
        Bound.AT_MOST,
    ),
    **dict.fromkeys(("between", "anywhere between", "anything between", "anywhere from", "anything from"), Bound.RANGE),
    **dict.fromkeys(
        ("exactly", "precisely", "only", "a total of", "just", "a record", "another", "a further", "an additional",
         "a mere", "a combined", "an extra"),
        Bound.EXACT,
    ),
}  # fmt: skip
_MODIFIER_AT_END = re.compile(
    r"(?<![\w-])(?:" + "|".join(sorted(map(re.escape, MODIFIERS), key=len, reverse=True)) + r")\s+\Z", re.I
)
_LONGEST_MODIFIER = 24
POSTFIXES: dict[str, Bound] = {
    " or more": Bound.AT_LEAST, " or so": Bound.ABOUT, " or fewer": Bound.AT_MOST, " or less": Bound.AT_MOST,
    " at most": Bound.AT_MOST, " at least": Bound.AT_LEAST, " or thereabouts": Bound.ABOUT, " or under": Bound.AT_MOST,
    " or over": Bound.AT_LEAST,
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
_NEXT_WORD = re.compile(r"\s([^\W\d_]+)")
_TIMES = re.compile(r"\stimes\b")


def phrase_at(text: str, span: Span, found: re.Match[str]) -> FigurePhrase:
    """What stands around a number that was found in a sentence's `span`: modifiers, the end of a range, its unit."""
    modifier_start = _modifiers_before(text, span.start, found.start())
    modifier = text[modifier_start : found.start()].lower()
    number = Span(found.start("digits") if found["digits"] else found.start(), found.end())
    is_share = bool(found["ratio"] or found["share"])
    is_fixed = is_share or bool(found["times"] or found["vague"])
    second, stop = (None, found.end()) if is_fixed else _second_number(text, span, found, modifier)
    percent = percent_at(text, stop, span.stop)
    stop += len(percent)
    money = measured = counted = postfix = ""
    if found["ratio"] and (noun := counted_noun(text, stop, span.stop)):
        stop = noun.stop
    if not percent and not is_share and not found["times"]:
        postfix, stop = _postfix_at(text, stop, span.stop)
        of = _OF.match(text, stop, span.stop) if found["vague"] else None
        money, measured, counted, ends = _unit_at(
            text, of.end() if of else stop, span.stop, has_currency=bool(found["currency"])
        )
        stop = ends if money or measured or counted else stop
    if not postfix:
        postfix, stop = _postfix_at(text, stop, span.stop)
    if found["currency"] and (rate := RATE_AFTER.match(text, stop, span.stop)):
        stop = rate.end()
    if not (percent or money or found["currency"] or found["times"]):
        stop = _what_behind(text, stop, span.stop, has_unit=bool(
            counted or is_share or (measured and not TIME.fullmatch(measured))
        ))
    return FigurePhrase(
        span=Span(modifier_start, stop), modifier=modifier, postfix=postfix, number=number, second=second,
        currency=(found["currency"] or "").strip(), percent=percent, money=money, measured=measured, counted=counted,
        has_score=bool(second) and not (counted or measured or percent or money or modifier or found["currency"])
        and text[found.end()] in "-–",
        is_share=is_share, is_multiple=bool(found["times"]), is_negative=bool(found["sign"]),
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
    if found["second"] and found["second"].islower() and _ends_here(text, found.end("second"), stop):
        is_noun = not (is_function_word(found["second"]) or is_verb_form(found["second"]))
        return found.end() if is_noun else found.end("first")
    return found.end("first")


def _ends_here(text: str, start: int, stop: int) -> bool:
    """Say whether a noun phrase ends before `start`: at a mark, a function word or a verb."""
    following = _NEXT_WORD.match(text, start, stop)
    if following is None:
        return PHRASE_ENDS.match(text, start, stop) is not None
    return is_function_word(following[1]) or is_verb_form(following[1])


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
    number = after["number"]
    if number[0] in "$£€¥₹" and not found["currency"]:
        return None, found.end()  # "rose 3.2% to $14.10"
    has_percent = bool(percent_at(text, found.end(), span.stop))
    if has_percent and not percent_at(text, after.end(), span.stop):
        return None, found.end()
    if link == "to" and not modifier and _falls(text[found.start() : found.end()], number):
        return None, found.end()  # "58 to 41"
    if link == "and" and not modifier.startswith(("between", "anywhere")):
        return None, found.end()
    is_open = modifier.startswith(("anything", "anywhere"))
    before = text[max(span.start, found.start() - 6) : found.start()]
    if link == "to" and not is_open and re.search(r"\bfrom\s\Z", before, re.I):
        return None, found.end()
    return Span(*after.span("number")), after.end()


def _falls(first: str, second: str) -> bool:
    """Say whether two bare numbers with "to" between them are a result and no range: "58 to 41"."""
    return first.isdecimal() and second.isdecimal() and int(first) > int(second)


def percent_at(text: str, start: int, stop: int) -> str:
    """The sign or words for "in a hundred" at `start`, or ""."""
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
    if measured := HYPHEN_UNIT.match(text, start, stop):
        return "", measured["unit"], "", measured.end()
    if measured := SPACED_UNIT.match(text, start, stop):
        return "", text[measured.start("unit") : measured.end()], "", measured.end()  # "tonnes a year"
    if hyphened := HYPHEN_COUNT.match(text, start, stop):
        return "", "", hyphened["unit"], hyphened.end()
    noun = counted_noun(text, start, stop)
    return ("", "", text[noun.start : noun.stop], noun.stop) if noun else ("", "", "", start)
