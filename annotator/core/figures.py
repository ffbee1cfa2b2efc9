"""Figures in news copy: where a number with its modifier and counted noun stands, and what it says.

Dates, years, clock times, ordinals, names with numbers, "one of" and numbers of sources ("two sources
said") are no figures. Rules by DOMAIN section 1.5: modifier + number + unit or counted noun; the thing
measured stays outside ("three-year" in "three-year campaign").
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from annotator.core.figure_modifiers import POSTFIXES, without_over
from annotator.core.figure_phrases import CURRENCY, NUMBER, FigurePhrase, percent_at, phrase_at
from annotator.core.figure_readings import FigureReading
from annotator.core.figure_tails import unit_of_one
from annotator.core.figures_elsewhere import language_of, read_figures_elsewhere
from annotator.core.no_figure_forms import NO_FIGURE
from annotator.core.no_figures import is_no_figure
from annotator.core.numerals import DIGIT_SCALE, OUT_OF, plain, read_number
from annotator.core.records import Bound, Measure, Span
from annotator.core.unit_ratios import ratio_of
from annotator.core.units import MONEY_UNIT, SPACED_UNIT, TIME

#: "half a mile", "a quarter of an hour", "three-quarters mile"
_PART_OF_ONE = re.compile(r"(?:\s(?:of\s)?an?(?=\s))?", re.I)
_HALF_A = re.compile(r"half\san?\s(?P<unit>[^\W\d_]{3,}(?:\s[a-z]+)?)", re.I)
_RATIO_WORD = re.compile(r"\s(?:in|of)\s", re.I)
#: Before "over five years" and behind it: these tell a length, and no time in which.
_MORE_THAN = re.compile(
    r"\b(?:for|after|took|takes|lasted|spent|waited|is|was|were|are|of|to|than|by|served|lived|worked|and)\s\Z", re.I
)
#: What is counted and lasts, as a time does.
_TERMS = frozenset({"seasons", "terms", "semesters"})
_STRETCH = re.compile(r"(?:km|kilomet\w+|miles?|met(?:re|er)s?|m)\b")
_AGO = re.compile(r"\s(?:ago|old|late|later|after|before|behind|early|earlier|long)\b", re.I)
_ONE_IN_A_HUNDRED = Decimal("0.01")
#: "rated it seven out of 10"
_MARKED = re.compile(
    r"\b(?:rat(?:ed?|es|ing)|scor(?:ed?|es|ing)|marks?|marked|gave|gives?|given|awarded|graded?|got|gets)\b"
)
_NEAR_A_MARK = 90
_TO_PLACES = Decimal("0.0001")
#: What stands around an age.
_AGED = re.compile(r"\b(?:aged|age)\s\Z", re.I)
_AFTER_NAME = re.compile(r"[A-Z][\w’'-]+,\s\Z")
#: Between the ages of several people: "aged 18, 19 and 31".
_LISTING = (", ", " and ", ", and ")
_BEFORE_MORE = re.compile(r"\s?[,.;)]|\sand\b|\swho\b")


def read_figure(words: str) -> FigureReading:
    """Read a figure from the words that a person marked, whatever number they hold."""
    if (code := language_of(words)) != "en":
        for _, reading in read_figures_elsewhere(words, Span(0, len(words)), code):
            return reading
    for phrase in _phrases(words, Span(0, len(words)), strict=False):
        return _reading(words, phrase)
    return FigureReading(None, None, Bound.EXACT, Measure.OTHER, "")


def find_figures(text: str, span: Span) -> list[Span]:
    """Every figure phrase within the stretch, in order, disjoint."""
    if (code := language_of(text[span.start : span.stop])) != "en":
        return [found for found, _ in read_figures_elsewhere(text, span, code)]
    return [phrase.span for phrase in _phrases(text, span, strict=True)]


def read_figures(text: str, span: Span, language: str = "") -> list[tuple[Span, FigureReading]]:
    """Every figure phrase of the stretch with what it says where it stands: "Osei, 24," is an age.

    `language` is that of the text, as `language_of` tells it; it is asked where none is given.
    """
    code = language or language_of(text[span.start : span.stop])
    if code != "en":
        return list(read_figures_elsewhere(text, span, code))
    found: list[tuple[Span, FigureReading]] = []
    age_stop = -1
    for phrase in _phrases(text, span, strict=True):
        reading = _reading(text, phrase)
        is_bare = not (phrase.counted or phrase.second) and reading.measure is Measure.COUNT
        is_listed = age_stop >= 0 and text[age_stop : phrase.span.start] in _LISTING
        if is_bare and (is_listed or _is_age(text, span, phrase)):
            reading = replace(reading, measure=Measure.DURATION, unit="years")
            age_stop = phrase.span.stop
        found.append((phrase.span, reading))
    return found


def _is_age(text: str, span: Span, phrase: FigurePhrase) -> bool:
    """Say whether a bare number tells how old somebody is: "aged 45", "Osei, 24, said"."""
    start = phrase.number.start
    if _AGED.search(text, max(span.start, start - 8), start):
        return True
    follows_name = _AFTER_NAME.search(text, max(span.start, start - 24), start) is not None
    return follows_name and _BEFORE_MORE.match(text, phrase.span.stop) is not None


def figure_around(text: str, sentence: Span, caret: int) -> Span | None:
    """The figure phrase that holds the caret, else the nearest one in the sentence, else None."""
    found = find_figures(text, sentence)
    return min(found, key=lambda span: (distance(span, caret), span.start), default=None)


def distance(span: Span, caret: int) -> int:
    """How many code points lie between the caret and the span; 0 inside and at its edges."""
    return max(span.start - caret, caret - span.stop, 0)


def _phrases(text: str, span: Span, *, strict: bool) -> Iterator[FigurePhrase]:
    """Figure phrases left to right; `strict` leaves out what is no figure by the rules."""
    found = NUMBER.search(text, span.start, span.stop)
    # Most sentences hold no number: only those that do are searched for what is no figure.
    barred = [bar.span() for bar in NO_FIGURE.finditer(text, span.start, span.stop)] if strict and found else []
    position, next_bar, stop = span.start, 0, -2
    while found := NUMBER.search(text, position, span.stop):
        position = found.end()
        while next_bar < len(barred) and barred[next_bar][1] <= found.start():
            next_bar += 1
        is_free = found["currency"] or found["ratio"]
        is_barred = next_bar < len(barred) and barred[next_bar][0] < found.end() and not is_free
        if is_barred and not percent_at(text, found.end(), span.stop):
            position = max(position, barred[next_bar][1])
            continue
        if found["ratio"] and (read_number(found["ratio"]) or 0) > 1:  # "eight in three attacks"
            found = NUMBER.match(text, found.start(), text.index(" ", found.start())) or found
            position = found.end()
        phrase = phrase_at(text, span, found, stop)
        if strict and is_no_figure(text, span, found, phrase):
            position = max(position, phrase.second.stop) if phrase.has_score and phrase.second else position
            continue
        if stop >= 0 and _ties_time(text, span, phrase):
            start = without_over(text, phrase.span.start)
            phrase = replace(phrase, modifier="", bound=None, span=Span(start, phrase.span.stop))
        position = stop = max(position, phrase.span.stop)
        yield phrase


def _ties_time(text: str, span: Span, phrase: FigurePhrase) -> bool:
    """Say whether "over" behind another figure is during, not more than: "sold $2m over ten years", "over 187km"."""
    is_stretch = TIME.match(phrase.measured) or _STRETCH.match(phrase.measured) or phrase.counted in _TERMS
    if not phrase.modifier.startswith("over") or not is_stretch:
        return False
    is_more = _MORE_THAN.search(text, max(span.start, phrase.span.start - 12), phrase.span.start)
    return is_more is None and _AGO.match(text, phrase.span.stop, span.stop) is None


def _reading(text: str, phrase: FigurePhrase) -> FigureReading:
    low, high = _values(text, phrase)
    if phrase.is_share and low is not None:
        return _share_reading(text, phrase, low, high)
    if phrase.has_score:
        return FigureReading(None, None, Bound.EXACT, Measure.OTHER, "")
    if low is not None and high is not None and high < low:
        low, high = high, low
    measure, unit = _measure(phrase, low)
    if low is not None and phrase.rest is not None:
        low += phrase.rest
    return FigureReading(low, high, _bound(phrase, low, high), measure, unit)


def _share_reading(text: str, phrase: FigurePhrase, low: Decimal, high: Decimal | None) -> FigureReading:
    """A part of a unit is told in it ("half a mile", "a tenth of a cent"), a part of anything else per cent, so that
    "a third" and "33 per cent" can be compared.
    """
    bound = _bound(phrase, low, None)
    if text[phrase.span.start : phrase.span.stop].lower().removesuffix(phrase.postfix).endswith("point"):
        return FigureReading(low, None, bound, Measure.PERCENT, "percentage points")
    mark = OUT_OF.fullmatch(text, phrase.number.start, phrase.number.stop)
    if mark and _is_mark(text, phrase, mark):
        return FigureReading(read_number(mark["mark"]), None, bound, Measure.OTHER, mark["of"].strip())
    is_ratio = _RATIO_WORD.search(text, phrase.number.start, phrase.number.stop) is not None
    of_one = None if is_ratio else _PART_OF_ONE.match(text, phrase.number.stop, phrase.span.stop)
    if of_one and (part := unit_of_one(text, of_one.end(), phrase.span.stop)):
        measure = Measure.MONEY if part.re is MONEY_UNIT else Measure.DURATION
        return FigureReading(low, None, bound, measure, part["unit"])
    if half := _HALF_A.match(text, phrase.number.start, phrase.span.stop):
        return FigureReading(low, None, bound, Measure.COUNT, half["unit"])
    share, upper = _per_cent(low), None if high is None else _per_cent(high)
    return FigureReading(share, upper, _bound(phrase, share, upper), Measure.PERCENT, "percent")


def _is_mark(text: str, phrase: FigurePhrase, mark: re.Match[str]) -> bool:
    """Say whether "so many out of so many" is a mark that something got, and no part of many things."""
    if phrase.span.stop > phrase.number.stop:
        return False  # "four out of ten customers"
    near = max(0, phrase.span.start - _NEAR_A_MARK)
    return "." in mark["mark"] or _MARKED.search(text, near, phrase.span.start) is not None


def _per_cent(share: Decimal) -> Decimal:
    """A share of one in per cent, to one place, a small one to three digits."""
    if share > _ONE_IN_A_HUNDRED:
        return plain((100 * share).quantize(Decimal("0.1")))
    return plain(Decimal(f"{100 * share:.3g}"))


def _values(text: str, phrase: FigurePhrase) -> tuple[Decimal | None, Decimal | None]:
    first = text[phrase.number.start : phrase.number.stop]
    low = read_number(first)
    if phrase.is_negative and low is not None:
        low = -low
    if phrase.second is None:
        return low, None
    second = re.sub(rf"^{CURRENCY}\s?", "", text[phrase.second.start : phrase.second.stop], flags=re.I)
    high = read_number(second)
    unit = SPACED_UNIT.match(text, phrase.number.stop, phrase.second.start)
    if unit and low is not None and (ratio := ratio_of(unit["unit"], phrase.measured.partition(" ")[0])):
        return plain((low * ratio).quantize(_TO_PLACES)), high  # "60cm to one metre"
    scale = re.search(rf"{DIGIT_SCALE}$", second, re.I)
    if scale and low is not None and not re.search(rf"{DIGIT_SCALE}$", first, re.I):
        scaled = read_number(first + scale.group())
        low = scaled if scaled is not None else low
    return low, high


def _bound(phrase: FigurePhrase, low: Decimal | None, high: Decimal | None) -> Bound:
    if high is not None:
        return Bound.RANGE
    if phrase.postfix:
        return POSTFIXES[phrase.postfix]
    return phrase.bound or (Bound.EXACT if low is not None or phrase.modifier else Bound.ABOUT)


def _measure(phrase: FigurePhrase, low: Decimal | None) -> tuple[Measure, str]:
    if phrase.currency or phrase.money:
        return Measure.MONEY, phrase.money or phrase.currency
    if phrase.percent:
        is_points = "point" in phrase.percent.lower()
        return Measure.PERCENT, "percentage points" if is_points else "percent"
    if phrase.is_multiple:
        return Measure.OTHER, "times"
    if phrase.measured:
        return Measure.DURATION, phrase.measured
    if phrase.counted:
        return Measure.COUNT, phrase.counted
    is_whole = low is None or low == low.to_integral_value()
    return (Measure.COUNT if is_whole else Measure.OTHER), ""
