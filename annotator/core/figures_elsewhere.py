"""Figures in Spanish, French, German, Russian, Arabic and Hebrew copy: digits and plain number words with their
modifier, scale, unit, and what stands behind them in the form of a counted noun.

A table for each (`figure_words`, and `figure_shares` for parts of a whole); simpler than the rules for English:
compound number words and results are not read.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from annotator.core.figure_readings import FigureReading
from annotator.core.figure_shares import SHARE_WORDS
from annotator.core.figure_words import FIGURE_WORDS, FigureWords
from annotator.core.no_figure_forms import NO_FIGURE
from annotator.core.numerals import plain
from annotator.core.records import Bound, Measure, Span

_COMMA_GROUPS = r"\d{1,3}(?:[,٬]\d{3})+(?:[.٫]\d+)?|\d{1,15}(?:[.,٫]\d{1,4})?"
_DOT_GROUPS = r"\d{1,3}(?:[.\u00a0\u2009\u202f ]\d{3}(?!\d))+(?:,\d+)?|\d{1,3},\d{3}(?!\d)|\d{1,15}(?:,\d{1,4})?"
_GROUPS = re.compile(r"(?<=\d)[.,٬\u00a0\u2009\u202f ](?=\d{3}(?!\d))")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
#: Letters of a script that is written by one of the tables.
_SCRIPTS = (("he", re.compile("[א-ת]")), ("ar", re.compile("[ء-ي]")), ("ru", re.compile("[а-яё]", re.I)))
#: Common words by which copy in Latin letters is told apart.
_COMMON_WORDS = {
    "en": "the of and to in that is was for on with said by at from his her has have had were are",
    "es": "el los las una que en por con del se según su más años fue han millones mil unos al",
    "fr": "le les des une et dans que est pour par sur du selon au qui plus ont été avec ans près",
    "de": "der die das und den dem ein eine von mit ist nach auf für sich bei im wurden rund mehr als",
}
_COMMON = {code: frozenset(words.split()) for code, words in _COMMON_WORDS.items()}
_FOREIGN = frozenset(word for code, words in _COMMON.items() if code != "en" for word in words) - _COMMON["en"]
#: So many common words of a language make it that one, if English has fewer.
_FEWEST = 2
_LOOKED_AT = 2_000
#: "2 a 3 millones": the scale of the second number is that of the first, too.
_LEAST_SCALED = Decimal(1000)
#: Shares are told in per cent to one place.
_PER_CENT = Decimal("0.1")
#: How far back modifiers are looked for.
_BEFORE = 28


def language_of(text: str) -> str:
    """The language whose figures a text has, by script and by its commonest words; "en" for all others."""
    head = text[:_LOOKED_AT]
    if not head.isascii():
        for code, letters in _SCRIPTS:
            if len(letters.findall(head)) * 3 > len(head):
                return code
    words = head.lower().split()
    if _FOREIGN.isdisjoint(words):
        return "en"
    counts = {code: sum(word in common for word in words) for code, common in _COMMON.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] >= _FEWEST and counts[best] > counts["en"] else "en"


@dataclass(frozen=True, slots=True)
class _Forms:
    """The patterns of one language."""

    number: re.Pattern[str]
    before: re.Pattern[str]
    second: re.Pattern[str]
    unit: re.Pattern[str]
    noun: re.Pattern[str]
    postfix: re.Pattern[str]
    no_figure: re.Pattern[str]
    share: re.Pattern[str]
    of_share: re.Pattern[str]
    rate: re.Pattern[str]


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace("_", " ") for word in sorted(words, key=len, reverse=True))


@cache
def _forms(code: str) -> _Forms:
    words, parts = FIGURE_WORDS[code], SHARE_WORDS[code]
    digits = _COMMA_GROUPS if words.has_comma_groups else _DOT_GROUPS
    scale = rf"(?:[\s\u00a0](?P<scale>{_any_of(words.scales)})(?!\w))?"
    number = rf"(?P<number>(?<![\d.,])(?:{digits})(?!\d)|(?<!\w)(?:{_any_of(words.numbers)})(?!\w)){scale}"
    of = rf"(?:\s(?:{words.of})\s?)?" if words.of else ""
    link = rf"\s?[-–—]\s?|\s(?:{words.to})\s"
    before = _any_of([*words.modifiers, *(first for first, _ in words.between)])
    ratio = parts.ratio.replace("{n}", rf"(?:\d{{1,4}}|{_any_of(words.numbers)})")
    between = "|".join(rf"\s{re.escape(second)}\s?" for _, second in words.between)
    return _Forms(
        re.compile(rf"(?P<sign>[$£€₪]\s?)?{number}", re.I),
        re.compile(
            rf"(?:(?<!\w)|(?<=(?<!\w)[וو]))(?:{before})\s?\Z",
            re.I,
        ),
        re.compile(rf"(?P<link>{link}|{between}){number}", re.I),
        re.compile(
            rf"(?:[\s\u00a0]?(?P<percent>{words.percent})|{of}[\s\u00a0]?(?P<money>{words.money})"
            rf"|{of}[\s\u00a0]?(?P<unit>{words.units}))(?!\w)", re.I,
        ),
        re.compile(rf"{of}\s?(?P<noun>{words.noun})(?!\w)"),
        re.compile(rf"\s(?:{_any_of(words.postfixes)})(?!\w)", re.I),
        re.compile(rf"\s?(?:{words.no_figure})", re.I),
        re.compile(rf"(?:(?<![\w.,])|(?<=\s[מכ]))(?:(?P<share>{_any_of(parts.shares)})|{ratio})(?!\w)", re.I),
        re.compile(rf"(?:{parts.of})(?!\w)", re.I),
        re.compile(rf"(?:{parts.rate})(?!\w)", re.I),
    )  # fmt: skip


def read_figures_elsewhere(text: str, span: Span, code: str) -> Iterator[tuple[Span, FigureReading]]:
    """Every figure of a stretch in the language of `code`, a key of FIGURE_WORDS, in order, disjoint."""
    shares = deque(_shares(text, span, code))
    for found, reading in _numbers(text, span, code):
        while shares and shares[0][0].stop <= found.start:
            yield shares.popleft()
        if not (shares and shares[0][0].overlaps(found)):
            yield found, reading
    yield from shares


def _shares(text: str, span: Span, code: str) -> Iterator[tuple[Span, FigureReading]]:
    """Parts of a whole, with what they are of: "más de un tercio de los votos", "ein Kind von fünf"."""
    words, forms = FIGURE_WORDS[code], _forms(code)
    place = span.start
    while found := forms.share.search(text, place, span.stop):
        start, modifier = _modifiers(text, max(place, found.start() - _BEFORE), found.start(), forms)
        place = found.end()
        if found["share"]:
            value = SHARE_WORDS[code].shares[found["share"].lower()]
            behind = forms.of_share.match(text, place, span.stop)
        else:
            part, whole = (_small(found[name].lower(), words) for name in ("part", "whole"))
            if part >= whole:
                continue
            value = plain((100 * part / whole).quantize(_PER_CENT))
            behind = forms.noun.match(text, place, span.stop)
            behind = behind if behind and behind["noun"].lower() not in words.ends else None
        place = behind.end() if behind else place
        yield Span(start, place), FigureReading(value, None, _bound(modifier, words), Measure.PERCENT, "percent")


def _small(word: str, words: FigureWords) -> Decimal:
    """The number in a ratio; what the table does not have is one."""
    return Decimal(word) if word.isdecimal() else words.numbers.get(word.replace(" ", "_"), Decimal(1))


def _bound(modifier: str, words: FigureWords) -> Bound:
    return next((words.modifiers[name] for name in words.modifiers if modifier.startswith(name)), Bound.EXACT)


def _numbers(text: str, span: Span, code: str) -> Iterator[tuple[Span, FigureReading]]:
    words, forms = FIGURE_WORDS[code], _forms(code)
    barred = [found.span() for found in NO_FIGURE.finditer(text, span.start, span.stop) if found.group()[0].isdigit()]
    position, next_bar = span.start, 0
    while found := forms.number.search(text, position, span.stop):
        position = found.end()
        while next_bar < len(barred) and barred[next_bar][1] <= found.start("number"):
            next_bar += 1
        if next_bar < len(barred) and barred[next_bar][0] < found.end("number"):
            continue
        read = _read(text, Span(max(span.start, found.start() - _BEFORE), span.stop), found, code)
        if read is None:
            continue
        noun = read[1].unit.lower().split()
        position = max(position, read[0].stop)
        if not (noun and noun[-1] in words.sources):
            yield read


def _read(
    text: str, stretch: Span, found: re.Match[str], code: str
) -> tuple[Span, FigureReading] | None:
    words, forms = FIGURE_WORDS[code], _forms(code)
    start, modifier = _modifiers(text, stretch.start, found.start(), forms)
    low, high, stop = _value(found, words), None, found.end()
    second = forms.second.match(text, stop, stretch.stop)
    if second and _makes_range(second["link"], modifier, words):
        high, stop = _value(second, words), second.end()
        if second["scale"] and not found["scale"] and low is not None and low < _LEAST_SCALED:
            low *= words.scales[second["scale"].lower()]
    elif modifier in {first for first, _ in words.between}:
        start, modifier = found.start(), ""  # "le fonds de 2,3 milliards"
    if forms.no_figure.match(text, stop, stretch.stop):
        return None
    measure, unit, stop = _unit(text, stop, stretch.stop, forms, words, has_sign=bool(found["sign"]))
    is_bare = measure is Measure.COUNT and not unit and high is None
    if (is_bare or measure is Measure.COUNT) and _YEAR.fullmatch(found["number"]) and not found["scale"]:
        return None
    if is_bare and not found["number"][0].isdigit():
        return None  # a number word alone
    if is_bare and code == "de" and re.match(r"\.\s?[a-zäöü]", text[stop : stop + 3]):
        return None  # "am 3. ..."
    bound = _bound(modifier, words)
    if rate := forms.rate.match(text, stop, stretch.stop):
        unit, stop = (unit + rate.group() if unit else unit), rate.end()
    if postfix := forms.postfix.match(text, stop, stretch.stop):
        bound, stop = words.postfixes[postfix.group().strip().lower()], postfix.end()
    return Span(start, stop), FigureReading(low, high, Bound.RANGE if high is not None else bound, measure, unit)


def _modifiers(text: str, floor: int, start: int, forms: _Forms) -> tuple[int, str]:
    """Where the modifiers before a number begin, and what they are."""
    place = start
    while before := forms.before.search(text, floor, place):
        if before.start() == place:
            break
        place = before.start()
    return place, " ".join(text[place:start].lower().split())


def _makes_range(link: str, modifier: str, words: FigureWords) -> bool:
    """Say whether what links two numbers makes one figure of them: "entre 30 y 40", "30 a 40", "30-40"."""
    plain_link = link.strip().lower()
    if plain_link in ("-", "–", "—"):
        return True
    if any(modifier.endswith(first) and plain_link == second for first, second in words.between):
        return True
    return plain_link in words.to.split("|")


def _value(found: re.Match[str], words: FigureWords) -> Decimal | None:
    number = found["number"].lower()
    if number[0].isdigit():
        bare = _GROUPS.sub("", number).replace("٫", ".").replace(",", ".")
        value = Decimal(bare)
    else:
        value = words.numbers.get(number) or words.numbers[number.replace(" ", "_")]
    if found["scale"]:
        value *= words.scales[found["scale"].lower()]
    return plain(value)


def _unit(
    text: str, start: int, stop: int, forms: _Forms, words: FigureWords, *, has_sign: bool
) -> tuple[Measure, str, int]:
    """What is measured, paid or counted behind a number, and where it ends."""
    if has_sign:
        return Measure.MONEY, "", start
    if found := forms.unit.match(text, start, stop):
        if found["percent"]:
            return Measure.PERCENT, "percent", found.end()
        if found["money"]:
            return Measure.MONEY, found["money"], found.end()
        return Measure.DURATION, found["unit"], found.end()
    end, first = start, start
    while (noun := forms.noun.match(text, end, stop)) and noun["noun"].lower() not in words.ends:
        first = first if end > start else noun.start("noun")
        end = noun.end()
        if not words.of:
            break
    return Measure.COUNT, text[first:end] if end > start else "", end
