"""What a figure counts, made comparable, and the same quantity with different values across articles.

Nothing here is a verdict: a group says that several texts may speak of one thing and give different numbers. Few
groups that are worth a look matter more than all of them, so what is counted has to be the same, the numbers of one
size, the days near, and the sentences have to share words.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from annotator.core.figures import read_figure
from annotator.core.names import Name, find_names, names_within
from annotator.core.records import Bound, Figure, Kind, Measure, Sentence, Span
from annotator.core.search import fold, list_words


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Nouns of which the plural is no matter of endings.
_IRREGULAR = {
    "people": "person", "men": "man", "women": "woman", "children": "child", "feet": "foot", "lives": "life",
    "wives": "wife", "knives": "knife", "mice": "mouse", "servicemen": "serviceman", "servicewomen": "servicewoman",
    "policemen": "policeman", "fishermen": "fisherman", "gunmen": "gunman", "crises": "crisis", "bases": "base",
    "buses": "bus", "heroes": "hero", "dead": "death", "houses": "house", "horses": "horse", "cases": "case",
    "nurses": "nurse", "licences": "licence", "species": "species", "series": "series", "pence": "penny",
    "movies": "movie", "tonnes": "tonne", "axes": "axe", "caches": "cache",
}  # fmt: skip
#: Words that newspapers use for one and the same thing, whatever the story.
SYNONYMS = {
    "troop": "soldier", "serviceman": "soldier", "servicemember": "soldier", "fatality": "death", "kid": "child",
    "individual": "person", "automobile": "car", "lorry": "truck", "airplane": "plane", "aeroplane": "plane",
    "injury": "injured", "wounded": "injured", "vessel": "ship", "km": "kilometre", "kilometer": "kilometre",
    "kms": "kilometre", "meter": "metre", "liter": "litre", "kilo": "kilogram", "kg": "kilogram", "pct": "percent",
    "hr": "hour", "hrs": "hour", "min": "minute", "mins": "minute", "sec": "second", "ft": "foot", "mi": "mile",
    "lb": "pound", "lbs": "pound", "sqm": "square metre", "mph": "mile per hour", "kph": "kilometre per hour",
    "$": "dollar", "us$": "dollar", "usd": "dollar", "us dollar": "dollar", "€": "euro", "eur": "euro",
    "£": "pound sterling", "gbp": "pound sterling", "¥": "yen", "₹": "rupee", "chf": "franc", "%": "percent",
    "per cent": "percent",
}  # fmt: skip
#: "Square metres" are no metres.
_SHAPES = {
    "square": "square ", "sq": "square ", "sq.": "square ", "cubic": "cubic ", "cu": "cubic ", "cu.": "cubic ",
    "nautical": "nautical ",
}  # fmt: skip
_LENGTHS = _set("metre kilometre mile foot yard inch centimetre centimeter millimetre millimeter")
#: What so many sentences count that a shared name alone says nothing.
_COMMON = _set(
    "person dollar euro percent death year month week day hour minute child man woman point time pound yen "
    "kilometre mile metre injured case country percentage square cubic nautical"
)
_STOP = _set(
    "about after again against almost also among another around because been before being between both could does "
    "down during each either even every from have having here into just last least less like many more most much "
    "nearly only other over said says same several should since some such than that their them then there these "
    "they this those through told under until upon very were what when where which while will with would year years "
    "currently according reported report reports week month monday tuesday wednesday thursday friday saturday sunday "
    "january february march april june july august september october november december "
    "million billion thousand hundred trillion percent officials official sources people spokesman spokeswoman "
    "spokesperson ministry minister government agency office statistics police union president statement"
)
_RATE = re.compile(r"\s(?:per|a|an|each|every)\s+(\w+)\Z", re.I)
_LEAST_LETTERS = 4
#: Figures are compared when the larger is at most so many times the smaller, ...
MOST_TIMES = 2
#: ... at most a quarter more where little else speaks for it, ...
_CLOSE_TIMES = Decimal("1.25")
#: ... and their articles, where both have a day, are at most so many days apart.
MOST_DAYS = 62
#: How far a rounded number ("some", "about") reaches to either side.
_ROUNDED = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a figure counts, by which figures are compared: `noun` in the singular and without adjectives, `names` and
    `words` of its sentence (and the names of the title), folded, in alphabetical order.
    """

    noun: str
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure of one text as the comparison sees it. `day` is an ISO date or empty."""

    key: int
    text_id: int
    quantity: Quantity
    measure: Measure
    bound: Bound
    low: Decimal
    high: Decimal | None = None
    day: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of different texts that may count the same and differ; `all_hold`: as worded, all of them can be true."""

    figures: tuple[Counted, ...]
    all_hold: bool


def singular(word: str) -> str:
    """The singular of an English noun as far as its ending tells, and its synonym's where there is one."""
    low = word.lower()
    if low in SYNONYMS:
        return SYNONYMS[low]
    base = _IRREGULAR.get(low) or _without_ending(low)
    return SYNONYMS.get(base, base)


def _without_ending(low: str) -> str:
    if len(low) < _LEAST_LETTERS or not low.endswith("s") or low.endswith(("ss", "us", "is")):
        return low
    if low.endswith("ies") and len(low) > _LEAST_LETTERS:
        return f"{low[:-3]}y"
    if low.endswith(("sses", "shes", "ches", "xes", "zes")):
        return low[:-2]
    return low[:-1]


def noun_of(unit: str, measure: Measure) -> str:
    """What a unit or counted noun phrase counts: "American troops" and "soldiers" are both "soldier"; a rate keeps its
    "per". Empty where nothing is counted.
    """
    unit = " ".join(unit.lower().replace("-", " ").split())
    if unit in SYNONYMS:
        return SYNONYMS[unit]
    rate = _RATE.search(unit)
    base = unit[: rate.start()] if rate else unit
    last = base.split()[-1] if base else ""
    shape = _SHAPES.get(base.split()[-2], "") if len(base.split()) > 1 and singular(last) in _LENGTHS else ""
    if measure is Measure.PERCENT:
        return "percentage point" if last.startswith("point") else "percent"
    if last and rate:
        return f"{shape}{singular(last)} per {singular(rate[1])}"
    return f"{shape}{singular(last)}" if last else ""


@lru_cache(1024)
def unit_key(unit: str) -> str:
    """A unit by which two tellings of it are the same: case, blanks, hyphens, singular or plural and abbreviations make
    no difference ("Km" and "kilometres", "$" and "dollars"), every other word does ("square metres" and "metres").
    """
    words = unicodedata.normalize("NFKC", unit).lower().replace("-", " ").replace("‑", " ").split()
    whole = " ".join(words)
    singulars = " ".join(map(singular, words))
    return SYNONYMS.get(whole) or SYNONYMS.get(singulars, singulars)


def quantity_of(
    figure: Figure, text: str, sentence: Sentence | None, names: Sequence[Name], title: str = ""
) -> Quantity:
    """What a figure of this text counts, with the words around it in its sentence. `names` are those of the whole text:
    a capital at the start of a sentence or in the title means a name only where the text has it inside a sentence too.
    """
    quote = text[figure.start : figure.stop]
    unit = figure.unit or read_figure(quote).unit
    noun = noun_of(unit, figure.measure)
    if sentence is None:
        return Quantity(noun)
    sure = {name.key for name in names if name.sure}
    told = {name.key for name in names_within(names, sentence.span)}
    told |= {name.key for name in find_names(title, [Sentence(0, 0, len(title), Kind.HEADLINE)])}
    around = f"{text[sentence.start : figure.start]} {unit} {text[figure.stop : sentence.stop]}"
    words = {singular(word.folded) for word in list_words(around) if _tells(word.folded)}
    folded = {fold(name) for name in told & sure}
    folded = {name for name in folded if name not in _STOP and singular(name) not in noun.split()}
    return Quantity(noun, tuple(sorted(folded)), tuple(sorted(words - {noun, *noun.split()})))


def _tells(word: str) -> bool:
    return len(word) >= _LEAST_LETTERS and word not in _STOP and not word[0].isdigit()


def compare(figures: Iterable[Counted]) -> tuple[Group, ...]:
    """Groups of figures from at least two texts that may count the same and give different numbers.

    Those that cannot all be true as they are worded come first, then the groups with most texts.
    """
    open_groups: list[list[Counted]] = []
    for figure in sorted(figures, key=lambda item: (item.day, item.key)):
        home = next((group for group in open_groups if _joins(figure, group)), None)
        if home is None:
            open_groups.append([figure])
        else:
            home.append(figure)
    found = [Group(tuple(group), _all_hold(group)) for group in open_groups if _differs(group)]
    return tuple(sorted(found, key=lambda group: (group.all_hold, -len({f.text_id for f in group.figures}))))


def _joins(figure: Counted, group: Sequence[Counted]) -> bool:
    return all(_is_comparable(figure, other) for other in group) and any(_shares(figure, other) for other in group)


def _is_comparable(one: Counted, other: Counted) -> bool:
    if (one.quantity.noun, one.measure) != (other.quantity.noun, other.measure) or not one.quantity.noun:
        return False
    small, large = sorted((abs(_middle(one)), abs(_middle(other))))
    return small > 0 and large <= MOST_TIMES * small and _is_near(one.day, other.day)


def _is_near(one: str, other: str) -> bool:
    try:
        return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) <= MOST_DAYS
    except ValueError:
        return True


def _shares(one: Counted, other: Counted) -> bool:
    names = set(one.quantity.names) & set(other.quantity.names)
    words = (set(one.quantity.words) & set(other.quantity.words)) - names
    if one.quantity.noun.split()[0] not in _COMMON:
        return len(names) + len(words) >= 2 or (bool(names) and _is_close(one, other))
    needed = 1 if one.measure is Measure.MONEY and _is_close(one, other) else 2
    return bool(names) and len(words) >= needed


def _is_close(one: Counted, other: Counted) -> bool:
    small, large = sorted((abs(_middle(one)), abs(_middle(other))))
    return large <= _CLOSE_TIMES * small


def _differs(group: Sequence[Counted]) -> bool:
    return len({item.text_id for item in group}) > 1 and len({(item.low, item.high) for item in group}) > 1


def _all_hold(group: Sequence[Counted]) -> bool:
    """Say whether one number fits all: intervals on a line have a point in common where every two have one."""
    reaches = [reach_of(item.bound, item.low, item.high) for item in group]
    lowest, highest = max(low for low, _ in reaches), min(high for _, high in reaches)
    return lowest <= highest


def reach_of(bound: Bound, low: Decimal, high: Decimal | None) -> tuple[Decimal, Decimal]:
    """From where to where the number may lie as it is worded; a rounded one a tenth to either side."""
    match bound:
        case Bound.RANGE if high is not None:
            return low, high
        case Bound.ABOUT:
            return low - abs(low) * _ROUNDED, (low if high is None else high) + abs(low) * _ROUNDED
        case Bound.AT_LEAST:
            return low, Decimal("Infinity")
        case Bound.AT_MOST:
            return Decimal("-Infinity"), low if high is None else high
        case _:
            return low, low if high is None else high


def _middle(figure: Counted) -> Decimal:
    return figure.low if figure.high is None else (figure.low + figure.high) / 2


def gap_between(text: str, one: Span, other: Span) -> str:
    """The words between two stretches of a text, the first before the second, blanks folded."""
    return " ".join(text[one.stop : other.start].split())
