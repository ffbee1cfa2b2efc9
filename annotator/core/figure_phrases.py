"""Where a figure begins and ends around its number: modifier, second number, unit or counted noun, and what of."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from annotator.core.figure_modifiers import modifiers_before, postfix_at
from annotator.core.figure_tails import OF_A_POINT, joined_noun, share_of, smaller_unit, unit_at, what_behind
from annotator.core.numerals import (
    BEFORE_OBJECT,
    DIGIT_SCALE,
    DIGITS,
    FRACTION,
    ONE_OR_TWO,
    PART_OF_SCALE,
    RATIO,
    TIMES,
    UNIT_AND_PART,
    VAGUE,
    WORDS,
    read_number,
)
from annotator.core.records import Bound, Span
from annotator.core.unit_ratios import ratio_of
from annotator.core.units import MONEY_RATE, MONEY_UNIT, PERCENT, RATE, SPACED_UNIT, TIME, counted_noun


@dataclass(frozen=True, slots=True)
class FigurePhrase:
    """A figure's parts in a text; `number` and `second` are spans with their scale, `unit` may be empty."""

    span: Span
    modifier: str
    number: Span
    second: Span | None
    currency: str
    has_score: bool
    is_share: bool
    is_multiple: bool
    is_negative: bool
    postfix: str = ""
    percent: str = ""
    money: str = ""
    measured: str = ""
    counted: str = ""
    #: What its modifiers say of the number; None where they say nothing.
    bound: Bound | None = None
    #: What a smaller unit adds, in the larger: a third in "11 hours and 20 minutes".
    rest: Decimal | None = None


#: Signs of currencies, before a number.
_SIGNS = "$£€¥₹₽₪₩₺₦₵₫₱₴₸฿₨₾৳"
_CODES = (
    "EUR|USD|GBP|CHF|NOK|SEK|DKK|CAD|AUD|JPY|INR|CNY|RMB|SGD|ZAR|NGN|KES|PLN|AED|SAR|MXN|BRL|CFA|XOF|XAF|UGX|TZS|GHS|EGP|"
    "THB|PHP|IDR|VND|KRW|TWD|HKD|NZD|PKR|BDT|LKR|NPR|QAR|KWD|OMR|BHD|ETB|RWF|ZMW|MWK|BWP|NAD|AOA|ARS|CLP|COP|CZK|HUF|RON|"
    "ISK|RUB|UAH|KZT|Dhs|Php"
)
#: What is paid for with "N14 a litre", which without it is a road.
_SOLD_BY = (
    "lit(?:re|er)|kilo(?:gram)?|kg|tonne|ton|bag|sack|loaf|crate|unit|bottle|gallon|barrel|share|ticket|trip|head|person|"
    "household|hectare|hour|day|week|month|year"
)
CURRENCY = (
    rf"(?:(?:US|AU|CA|NZ|HK|NT|TT|EC|BZ|FJ|Bds|A|C|S|R|J|G)\$|GH[₵¢]|[{_SIGNS}]|\b(?:{_CODES})\s?(?=\d)"
    r"|\b(?:Rs|[KTU]?Sh|[KTU]sh|Tk|RM|Rp)\.?\s?(?=\d)"
    r"|\b(?:zł|Kč)\s?(?=\d)"
    r"|(?:(?<=\bcosts\s)|(?<=\bcost\s)|(?<=\bpaid\s)|(?<=\bpay\s)|(?<=\bpays\s)|(?<=\bfetched\s)|(?<=\bworth\s))"
    r"[RNPK](?=\d{2,}\b(?![-/]))"
    r"|\b[RNPK](?=\d{1,3}(?:[,\s]\d{3})+\b|\d+\.\d\d\b"
    rf"|\d+(?:\.\d+)?\s?(?:m|bn|k|million|billion|(?:an?|per)\s(?:{_SOLD_BY}))\b))"
)
#: What "a" counts behind a modifier: "more than a decade".
_ONE_OF_A_KIND = (
    "year|month|week|day|hour|minute|second|decade|century|fortnight|"
    "mile|kilomet(?:re|er)|met(?:re|er)|centimet(?:re|er)|millimet(?:re|er)|inch|foot|yard|"
    "tonne|ton|acre|hectare|gram|kilo(?:gram)?|pound|ounce|lit(?:re|er)|pint|gallon|degree|barrel|"
    "dollar|euro|cent|penny|rupee|shilling|point|percentage\\spoint"
)
_ONE_THING = rf"\ban?(?=\s(?:{_ONE_OF_A_KIND})\b)|\ba\s(?:whole|full)(?=\s(?:{_ONE_OF_A_KIND})\b)"
_MINUS = r"(?<![\w.,)])[-−](?=[\d.$£€])|(?<!plus\sor\s)\bminus\s(?=[\d.$£€])"
#: A number begins a word or is a sign: elsewhere none of its forms needs to be tried.
_MAY_BEGIN = rf"(?:(?<![^\W\d_])(?=[a-z])|(?=[\d{_SIGNS}½¼¾⅓⅔⅕⅛.−-]))"
NUMBER = re.compile(
    rf"{_MAY_BEGIN}(?:(?P<mixed>{UNIT_AND_PART})|(?P<few>{ONE_OR_TWO})|(?P<vague>{VAGUE})|(?P<ratio>{RATIO})|(?P<times>{TIMES})"
    rf"|(?P<part>{PART_OF_SCALE})|(?P<share>{FRACTION})"
    rf"|(?P<sign>{_MINUS})?(?P<currency>{CURRENCY}\s?)?"
    rf"(?P<digits>(?(currency)|(?<![\w.,/]))(?:{DIGITS}))(?P<scale>{DIGIT_SCALE}|(?(currency)t\b|(?!)))?"
    rf"|(?P<words>{WORDS}|{_ONE_THING}))",
    re.I,
)
#: "under-12s", "over-65s"
_AGES = re.compile(r"s?\b")
_SECOND = re.compile(
    r"(?P<link>-\s(?:to|or)\s|-to-(?=[a-z\d]+[\s-](?!one\b)[a-z])|\s?[-–—]\s?|\s(?:to|and|or)\s)"
    rf"(?P<number>(?:{CURRENCY})?(?:(?:{DIGITS})(?:{DIGIT_SCALE})?|{WORDS}))"
    r"(?:(?![\w/])|(?=(?:cm|mm|km|kg|g|mg|ft|mph|kph|p|c|C|F)\b))",
    re.I,
)
#: "rose 12 rupees to 58 rupees": by so much, to so much.
_MOVED = re.compile(
    r"\b(?:r[oi]se[ns]?|rises|fell|falls?|fallen|up|down|gain(?:ed|s)?|lost|loses?|climb(?:ed|s)|dropp?(?:ed|s)?|"
    r"sl(?:id|ipped)|jumped|gr[eo]wn?|added|adds|shed|increased?|decreased?|cut|raised|reduced|advanced|declined|eased|"
    r"edged|from)\s(?:[a-z]+\s){0,2}\Z"
)
_RANGING = re.compile(r"\b(?:rang(?:ing|ed|es?)|vary|var(?:ied|ies|ying)|anywhere|anything)\sfrom\s\Z", re.I)
_IN_A_YEAR = re.compile(r"\b(?:in|since|of|by|during)\s(?:1[5-9]|20)\d\d\Z")
_WOULD_MOVE = re.compile(r"\b(?:could|may|might|can|would|will)\s(?:[a-z]+\s){1,2}\Z")
#: "three-year"
_COMPOUND = re.compile(r"[-‑][a-z]", re.I)
_FROM_BEFORE = re.compile(r"\bfrom\s\Z", re.I)
_SCALED = re.compile(rf"(?<=[\d\s]){DIGIT_SCALE}\Z|\s(?:hundred|thousand|million|billion|trillion)\Z", re.I)
_SECOND_SHARE = re.compile(rf"\s(?P<link>and|to|or)\s(?P<number>{RATIO}|{FRACTION})", re.I)
_BETWEEN = ("between", "anywhere", "somewhere")
_STROKES = ("-", "–")
#: "1-3" is a result, "18-24" a range.
_LEAST_OF_RANGE = 10
#: "one person in every 40": what is counted stands before.
_COUNTED_FIRST = re.compile(r"[a-z]+\s(?!in\b|out\b|of\b)[a-z]+\sin\b", re.I)
#: "by 12 to 340" is a move, "by 2 to 5 degrees" a range.
_FURTHEST_RANGE = 3
_OF = re.compile(r"\sof(?=\s)")
_OF_THE = re.compile(r"\sof\s(?:the|these|those|its|their|his|her|our|[A-Z][a-z]+['’]s)\s")


def phrase_at(text: str, span: Span, found: re.Match[str], floor: int) -> FigurePhrase:
    """What stands around a number that was found in a sentence's `span`: modifiers, the end of a range, its unit.

    `floor`: where the figure before it ends; none of its words modify this one.
    """
    is_compound = _COMPOUND.match(text, found.end(), span.stop) is not None
    start, bound = modifiers_before(text, span.start, found.start(), after=floor, is_compound=is_compound)
    modifier = text[start : found.start()].lower()
    is_share = bool(found["ratio"] or found["share"])
    if found["few"]:
        return _one_or_two(found, start, modifier, bound)
    is_fixed = is_share or bool(found["times"] or found["vague"] or found["mixed"])
    end = found.end() - 1 if is_metres(text, span, found) else found.end()
    number = Span(found.start("digits") if found["digits"] else found.start(), end)
    second, stop = None, end
    if found["share"] and is_compound and not modifier and found["share"][:2].lower() == "a ":
        start += len("a ")  # "a half-cent rise"
    if is_share:
        second, stop = _second_share(text, span, found, modifier)
    elif not is_fixed:
        second, stop = _second_number(text, span, found, end, modifier)
    if second is None and modifier == "from ":
        start, modifier = found.start(), ""
    phrase = FigurePhrase(
        span=Span(start, stop), modifier=modifier, number=number, second=second,
        currency=(found["currency"] or "").strip(), is_share=is_share, is_multiple=bool(found["times"]),
        is_negative=bool(found["sign"]), has_score=_is_score(text, found, second), bound=bound,
    )  # fmt: skip
    if is_share:
        return _with_share(text, span, found, phrase)
    if found["mixed"]:
        unit = found["mixed"].split()[1]
        end = stop if TIME.fullmatch(unit) else what_behind(text, stop, span.stop, has_unit=True, after_comma=False)
        return replace(phrase, span=Span(start, end), measured=unit)
    if found["times"]:
        rate = RATE.match(text, stop, span.stop)
        return replace(phrase, span=Span(start, rate.end() if rate else stop))
    return _with_unit(text, span, found, phrase)


def _one_or_two(found: re.Match[str], start: int, modifier: str, bound: Bound | None) -> FigurePhrase:
    """One or two of what stands between: "a day or two"."""
    article, unit = found["few"].split()[:2]
    return FigurePhrase(
        span=Span(start, found.end()), modifier=modifier, number=Span(found.start(), found.start() + len(article)),
        second=Span(found.end() - len("two"), found.end()), currency="", has_score=False, is_share=False,
        is_multiple=False, is_negative=False, measured=unit, bound=bound,
    )  # fmt: skip


def _with_share(text: str, span: Span, found: re.Match[str], phrase: FigurePhrase) -> FigurePhrase:
    """A share with the noun it is of: "one in twelve children", "half of what is needed"."""
    stop = phrase.span.stop
    if found["ratio"] and not _COUNTED_FIRST.match(found["ratio"]) and (
        noun := counted_noun(text, stop, span.stop, is_single=True)
    ) and not BEFORE_OBJECT.match(text, noun.stop, span.stop):  # fmt: skip
        return replace(phrase, span=Span(phrase.span.start, noun.stop))
    postfix, stop = postfix_at(text, stop, span.stop)
    stop = share_of(text, stop, span.stop)
    if not postfix:
        postfix, stop = postfix_at(text, stop, span.stop)
    return replace(phrase, span=Span(phrase.span.start, stop), postfix=postfix)


def _with_unit(text: str, span: Span, found: re.Match[str], phrase: FigurePhrase) -> FigurePhrase:
    """A number with what is per cent, money, measured or counted behind it, and what that is of."""
    percent = percent_at(text, phrase.span.stop, span.stop)
    if not percent and (point := OF_A_POINT.match(text, phrase.span.stop, span.stop)):
        percent = point.group()
    stop = phrase.span.stop + len(percent)
    money = measured = counted = postfix = ""
    rest = None
    if phrase.modifier.endswith("-") and (ages := _AGES.match(text, stop, span.stop)):
        return replace(phrase, span=Span(phrase.span.start, ages.end()), measured="years")
    if not percent:
        postfix, stop = postfix_at(text, stop, span.stop)
        of = _OF.match(text, stop, span.stop) if found["vague"] else None
        money, measured, counted, ends = unit_at(
            text, of.end() if of else stop, span.stop, has_currency=bool(found["currency"])
        )
        stop = ends if money or measured or counted else stop
        if counted and (joined := joined_noun(text, stop, span.stop)):
            counted, stop = f"{counted} and {joined[5:]}", stop + len(joined)
        if not (money or measured or counted or found["vague"]):
            counted, stop = _of_the_counted(text, stop, span.stop)
    if not postfix:
        postfix, stop = postfix_at(text, stop, span.stop)
    rate_form = MONEY_RATE if found["currency"] else RATE if percent else None
    if rate_form:
        while rate := rate_form.match(text, stop, span.stop):
            stop = rate.end()
    elif not money:
        rest, stop = smaller_unit(text, stop, span.stop, measured)
        is_place = phrase.modifier.startswith("within")  # "within two shots of the lead"
        stop = what_behind(
            text, stop, span.stop,
            has_unit=not is_place and bool(counted or (measured and not TIME.fullmatch(measured))),
            after_comma=text[max(span.start, phrase.span.start - 2) : phrase.span.start] == ", ", measured=measured,
        )  # fmt: skip
        if rate := RATE.match(text, stop, span.stop):
            stop = rate.end()
    return replace(
        phrase, span=Span(phrase.span.start, stop), postfix=postfix, percent=percent, money=money, measured=measured,
        counted=counted, rest=rest,
        has_score=phrase.has_score and not (counted or measured or percent or money),
    )  # fmt: skip


def _of_the_counted(text: str, start: int, stop: int) -> tuple[str, int]:
    """What is counted behind "of the": "eleven of the dead", but not "48 of the 50 questions"."""
    of_the = _OF_THE.match(text, start, stop)
    if of_the is None or NUMBER.match(text, of_the.end(), stop):
        return "", start
    noun = counted_noun(text, of_the.end() - 1, stop)
    return (text[noun.start : noun.stop], noun.stop) if noun else ("", start)


def _is_score(text: str, found: re.Match[str], second: Span | None) -> bool:
    """Say whether two bare numbers with a stroke between them are a result and no range: "3-1", "50-50"."""
    if second is None or found["currency"] or found["scale"]:
        return False
    if text[found.end() : second.start].strip() not in _STROKES:
        return False
    if "." in found.group():
        return False  # "3.5-4.0"
    first, other = read_number(found.group()), read_number(text[second.start : second.stop])
    return first is not None and other is not None and (first >= other or first < _LEAST_OF_RANGE)


#: "by", "high" and the like behind "4m" tell metres, as do verbs of moving before it.
_METRES_AFTER = re.compile(
    r"\s(?:(?:high|long|wide|deep|tall|thick)(?![\w-])|above|below|away|off|up|down|by|from|apart|behind|ahead|inside|outside|beneath|"
    r"underground|offshore|north|south|east|west|to\sthe|x|sprint\w*|race|hurdl\w+|final|freestyle|relay|heat|butterfly|"
    r"breaststroke|backstroke|medley|runner|swimmer|champion\w*|title|track|pool|runway|wall|fence|tower|drop|cliff|tunnel|"
    r"yacht|vessel|ship|boat|crane|mast|tree|statue|radius|stretch|waves?|swell|"
    r"of\s(?:cable|rope|pipe|road|track|wire|snow|rubble|fencing|rock|soil|water|ice|mud|sand))\b"
)
_METRES_BEFORE = re.compile(
    r"(?:\b(?:[Ww]aves?|[Ss]wells?|[Ss]eas|[Tt]ides?|[Ss]now|[Rr]ainfall|[Dd]rifts?|[Dd]epths?|[Hh]eights?|[Ll]engths?|[Ww]idths?"
    r"|[Dd]istances?|[Aa]ltitudes?|[Cc]lear(?:s|ance\sof)|draws|within)\s(?:of\s|at\s|up\sto\s)*|[\dm]\s?[x×]\s)\Z|\b(?:by|ran|run|runs|swam|swim|walked|walk|fell|fall|dropped|plunged|climbed|jumped|dived|dive|threw|throw|leapt|"
    r"cleared|hurled|dragged|flung|visibility|depth\sof|height\sof|[Dd]raughts?\s(?:of|(?:[a-z]+\s){0,2}to))\s(?:to\s)?"
    r"(?:(?:about|some|only|just|over|around|nearly|almost)\s)?\Z"
)
#: "400m-long"
_LONG = re.compile(r"-(?:long|high|deep|wide|tall|thick)\b")
_FURTHEST_MOVE = 28
#: "snow above 600m"
_LEVEL = re.compile(r"\b(?:above|below)\s\Z")
#: "the 100m", "her 200m heat": a race by its name.
RACE_BEFORE = re.compile(r"(?:\bthe|\bher|\bhis|\ba|[a-z](?:’s|'s|s’|s')|Olympic|European|[Ww]orld|indoor)\s\Z")
RACES = frozenset(["50", "60", "80", "100", "110", "200", "400", "800", "1500", "3000", "5000", "10000"])


def is_metres(text: str, span: Span, found: re.Match[str]) -> bool:
    """Say whether the "m" behind digits means metres: "100m sprint", "4m by 3m", "ran 200m"."""
    if found["scale"] not in ("m", "M") or found["currency"] or text[found.end() : found.end() + 1] == "-":
        return found["scale"] == "m" and _LONG.match(text, found.end(), span.stop) is not None
    before = max(span.start, found.start() - _FURTHEST_MOVE)
    if _METRES_AFTER.match(text, found.end(), span.stop) or _METRES_BEFORE.search(text, before, found.start()):
        return True
    is_level = len(found["digits"].partition(".")[0]) > 2 and _LEVEL.search(text, before, found.start()) is not None
    return is_level or is_race(text, span, found)


def is_race(text: str, span: Span, found: re.Match[str]) -> bool:
    """Say whether digits and an "m" name a distance that is run or swum, without a noun that is counted."""
    if found["scale"] != "m" or found["currency"] or found["digits"].replace(",", "") not in RACES:
        return False
    is_named = RACE_BEFORE.search(text, max(span.start, found.start() - 9), found.start()) is not None
    return is_named and counted_noun(text, found.end(), span.stop) is None


def _second_number(
    text: str, span: Span, found: re.Match[str], end: int, modifier: str
) -> tuple[Span | None, int]:
    """The upper end of a range: "40 to 50", "40-50", "between 40 and 50", "two or three", "5km to 10km"."""
    percent = percent_at(text, end, span.stop)
    unit = None if percent else SPACED_UNIT.match(text, end, span.stop) or MONEY_UNIT.match(text, end, span.stop)
    after = _SECOND.match(text, end + len(percent), span.stop)
    is_framed = modifier.startswith(("between", "anywhere", "anything", "somewhere", "from"))
    if after is None and unit and (after := _SECOND.match(text, unit.end(), span.stop)):
        is_move = _moves(text, span, found) and not (unit.re is SPACED_UNIT and _would_move(text, span, found))
        after = after if is_framed or not (is_move or after["link"] == " and ") else None
    ratio = None
    if after is not None and unit:
        same = (SPACED_UNIT if unit.re is SPACED_UNIT else MONEY_UNIT).match(text, after.end(), span.stop)
        if same and same["unit"] != unit["unit"]:
            ratio = ratio_of(unit["unit"], same["unit"])
        is_same = same is not None and (same["unit"] == unit["unit"] or ratio is not None)
        is_long = end < found.end() and after["number"][-1] in "mM"  # "waves of 0.6m to 1.1m"
        after = after if is_same or is_long else None
    if after is None or not _is_range(text, span, found, modifier, after, has_percent=bool(percent), ratio=ratio):
        return None, end
    second = Span(*after.span("number"))
    is_long = after["number"][-1] in "mM" and after["number"][0].isdecimal() and end < found.end()
    return (Span(second.start, second.stop - 1), after.end() - 1) if is_long else (second, after.end())


def _second_share(text: str, span: Span, found: re.Match[str], modifier: str) -> tuple[Span | None, int]:
    """The upper end of a range of shares: "between a quarter and a third", "a third to a half"."""
    after = _SECOND_SHARE.match(text, found.end(), span.stop)
    is_between = modifier.startswith(_BETWEEN)
    if after is None or (after["link"] == "and") != is_between:
        return None, found.end()
    if not modifier and _FROM_BEFORE.search(text, max(span.start, found.start() - 6), found.start()):
        return None, found.end()  # "grew from a third to a half"
    return Span(*after.span("number")), after.end()


def _moves(text: str, span: Span, found: re.Match[str]) -> bool:
    """Say whether a verb of change stands before a number: it tells by how much, and "to" where that led."""
    return _MOVED.search(text, max(span.start, found.start() - 24), found.start()) is not None


def _would_move(text: str, span: Span, found: re.Match[str]) -> bool:
    """Say whether the verb of change tells what could be: "seas could rise 60cm to one metre" gives a range."""
    return _WOULD_MOVE.search(text, max(span.start, found.start() - 32), found.start()) is not None


def _is_range(
    text: str, span: Span, found: re.Match[str], modifier: str, after: re.Match[str], *, has_percent: bool,
    ratio: Decimal | None,
) -> bool:
    """Say whether what links two numbers makes them the ends of one figure. `ratio` is that of their units."""
    link, number = after["link"].strip().lower(), after["number"]
    if number[0] in _SIGNS and not found["currency"]:
        return False  # "rose 3.2% to $14.10"
    if found["currency"] and percent_at(text, after.end(), span.stop):
        return False  # "an increase of £111 or 6.4%"
    if has_percent:
        first, other = percent_at(text, found.end(), span.stop), percent_at(text, after.end(), span.stop)
        if not other or ("point" in first) != ("point" in other):
            return False  # "fell nine points to 54%"
    if link == "and":
        return modifier.startswith(_BETWEEN)
    if link == "to" and found["currency"] and number[0].isalnum() and counted_noun(text, after.end(), span.stop):
        return False  # "gave $5m to six states"
    if link == "to" and _IN_A_YEAR.search(text, max(span.start, found.start() - 8), found.end()):
        return False  # "from 10,000 in 2008 to 2,060"
    if link == "to":
        is_open = modifier.startswith(("anything", "anywhere", "from", "somewhere"))
        begin = found.start() - len(modifier)  # "cut from just under 12% to 9%", but "ranging from about 40 to 60"
        if not is_open and _FROM_BEFORE.search(text, max(span.start, begin - 6), begin):
            return _RANGING.search(text, max(span.start, begin - _FURTHEST_MOVE), begin) is not None
        if not modifier and _moves(text, span, found) and (
            number[0] in _SIGNS or (not has_percent and _is_far(text[found.start() : found.end()], number))
        ):  # fmt: skip
            return False  # "added $62 to $9,540", "rose by 12 to 340"
        return bool(modifier) or not _falls(text[found.start() : found.end()], number, ratio or Decimal(1))
    return ratio is None


def _is_far(first: str, second: str) -> bool:
    """Say whether the second number is so much larger that the first can only tell how far it moved."""
    before, after = read_number(first), read_number(second)
    return before is not None and after is not None and after > _FURTHEST_RANGE * before and not _SCALED.search(second)


def _falls(first: str, second: str, ratio: Decimal) -> bool:
    """Say whether two bare numbers with "to" between them are a result and no range: "58 to 41"."""
    before, after = read_number(first), read_number(second)
    is_scaled = _SCALED.search(second) is not None and first.isdecimal()
    return before is not None and after is not None and before * ratio > after and not is_scaled


def percent_at(text: str, start: int, stop: int) -> str:
    """The sign or words for "in a hundred" at `start`, or ""."""
    found = PERCENT.match(text, start, stop)
    return found.group() if found else ""
