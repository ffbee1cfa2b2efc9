"""What stands behind a number and belongs to its figure: the unit, what it is of, how often, and smaller units."""

import re
from decimal import Decimal

from annotator.core.units import (
    HYPHEN_COUNT,
    HYPHEN_UNIT,
    MONEY_UNIT,
    RATE,
    SPACED_UNIT,
    TIME,
    counted_noun,
    is_function_word,
    is_verb_form,
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PHRASE_ENDS = re.compile(r"\s*(?:[.,;:]|\Z|[”\"])")
#: "eight of us", "25 of them"
_OF_WHOM = re.compile(
    r"\sof\s(?:us|them|you|those(?:\s[a-z]+(?:ed|en|wn|ld|nt)\b(?:\s(?:the|an?)\s[a-z]+\b)?)?)\b",
    re.I,
)
_OF_WHAT = re.compile(
    r"\sof\s(?P<the>(?:the|its|their|his|her|our|all|all\sthe|both|both\sthe)\s)?"
    r"(?P<first>CO2|[^\W\d_]{2,}(?:-[^\W\d_]+)*)(?:\s(?P<second>[^\W\d_]{3,}))?\b"
)
#: "tonnes of rock and mud": a second stuff that closes the phrase.
_AND_ALSO = re.compile(
    r"\sand\s([a-z]{3,})(?=\s*(?:[.,;:!?)”\"]|\Z)|\sand\s[\d£$€]"
    r"|\s(?:to|from|in|on|at|into|across|by|were|was|are|is|have|has|had)\b)"
)
_OWNER = re.compile(r"['’]s?(?=\s)")
#: "half the staff"; with these nouns it compares: "half the size", "half the price".
_HALF_THE = re.compile(
    r"(?<=half)\s(?:the|its|their|his|her|our)\s"
    r"(?!(?:size|price|cost|rate|number|average|usual|length|width|height|weight|amount|level|speed|pay|salary|value|"
    r"time|distance|strength|age|population|national|total|normal)\b)",
    re.I,
)
#: "half a mile", "a tenth of a cent"
_PART_OF_ONE = re.compile(r"(?:(?<=half)|\sof)\san?(?=\s)", re.I)
#: "a tenth of a day's demand"
_OF_AN_OWNER = re.compile(r"\sof\san?\s[^\W\d_]+['’]s(?=\s)")
#: "tons of Ukrainian wheat"
_OF_A_NATION = re.compile(
    r"[A-Z][a-z]+(?:an|ese|ish|ch|aqi|eli|audi|tani|utch|reek)\s[a-z]{3,}(?:\s(?:ore|oil|gas|meat|beef))?\b"
)
_NEXT_WORD = re.compile(r"\s([^\W\d_]+(?:-[^\W\d_]+)*)")
#: These stand before a noun, whatever follows it: "four engines of the stricken freighter lie on a beach".
_PARTICIPLE = re.compile(r"stricken|sunken|broken|fallen|stolen|frozen|swollen|[a-z]{2,}[^aeiou\W]ed")
#: "prime farm land": so many words of a noun phrase behind its first, none shorter than that.
_FURTHEST = 3
_SHORTEST = 3
#: "homes and businesses were", but "homes and two schools", "workers and says".
_JOINED = re.compile(
    r"(?<=\bmen)\sand\s(?:women|boys)\b|(?<=\bwomen)\sand\s(?:men|children|girls)\b"
    r"|\sand\s(?P<noun>[a-z]{3,}s|(?:wo)?men|children|police|staff|cattle|sheep)(?=\s*(?:[.,;:!?)”\"]|\Z)"
    r"|\s(?:were|was|are|is|have|had|who|that|will|would|could|may|in|on|at|from|to|by|for|with|without|across|near|after|"
    r"before|since|under|remain|remained|still|lost|died|alike)\b)(?<!ss)(?<!us)"
)
_SAME_AS_VERBS = _words(
    "works runs walks studies teaches plays plans hopes aims calls trains travels returns leads serves offers "
    "covers ends starts begins opens closes moves turns helps shows seats sleeps weighs measures stretches spans "
    "writes reads drives visits asks talks speaks feels thinks sees looks tries means sits rises falls drops "
    "climbs stays rests others counts reports denies claims"
)
#: What many things do, behind what they are of: "12 bags of rice remain".
_DO = _words(
    "remain face lie go come need await wait contain cost cover die exist flow follow get give hold include leave make "
    "reach run take want sit stand arrive burn rot show"
)
_TIMES = re.compile(r"\stimes\b")
#: Distances are of a place ("within 5 km of the border"), or of a stuff ("5 km of cable").
_DISTANCE = re.compile(r"(?:miles?|kilomet\w+|km|met(?:re|er)s?|yards?|f(?:ee|oo)t|m)\Z", re.I)
_POINT = re.compile(r"\s(?:of\s)?an?\s(?:percentage\s)?point\b")
#: "0.5 of a percentage point"
OF_A_POINT = re.compile(r"\sof\sa\s(?:percentage\s)?point\b")
#: "half of what is needed"
_OF_WHAT_IS = re.compile(r"\sof\swhat(?:\s[a-z’']+){1,5}?(?=[,.;:]|\Z|\s\d|\s(?:and|but|in|on|for|by|after|before)\b)")
_HALF_A_NOUN = re.compile(r"(?<=half)\san?\s(?:(?:square|cubic)\s)?[^\W\d_]{3,}\b", re.I)
#: How many of the smaller unit make one of the larger.
_SMALLER = {
    ("year", "month"): 12, ("year", "week"): 52, ("year", "day"): 365, ("month", "week"): 4, ("month", "day"): 30,
    ("week", "day"): 7, ("day", "hour"): 24, ("hour", "minute"): 60, ("minute", "second"): 60, ("foot", "inch"): 12,
    ("hour", "second"): 3600, ("pound", "ounce"): 16, ("stone", "pound"): 14,
}  # fmt: skip
_ONE_OF = {"feet": "foot", "ft": "foot", "inches": "inch", "in": "inch", "hrs": "hour", "lb": "pound", "lbs": "pound",
           "oz": "ounce", "st": "stone"}  # fmt: skip
_REST = re.compile(
    r",?\s(?:and\s)?(?P<number>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r"(?:\s(?P<unit>months?|weeks?|days?|hours?|minutes?|seconds?|inch(?:es)?|ounces?|pounds?)|(?P<short>oz|in|lb))\b(?!-)"
)
#: "5-pound, 3-ounce", "6-foot-4"
_HYPHENED_REST = re.compile(
    r",?[\s-](?P<number>\d{1,2})"
    r"(?:-(?P<unit>month|week|day|hour|minute|second|inch|ounce)|(?P<short>(?<=-\d)|(?<=-1[01])))(?![\w-])"
)
#: Behind a unit that is so much smaller no other follows.
_LEAST_SMALL = 100
_SMALL = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip


def unit_at(text: str, start: int, stop: int, *, has_currency: bool) -> tuple[str, str, str, int]:
    """The unit after a number: money word, unit of measure or counted noun, and where it ends."""
    if has_currency:
        return "", "", "", start
    if money := MONEY_UNIT.match(text, start, stop):
        return money["unit"] or money["coin"], "", "", money.end()
    if measured := HYPHEN_UNIT.match(text, start, stop):
        return "", measured["unit"], "", measured.end()
    if measured := SPACED_UNIT.match(text, start, stop):
        return "", text[measured.start("unit") : measured.end()], "", measured.end()  # "tonnes a year"
    if hyphened := HYPHEN_COUNT.match(text, start, stop):
        return "", "", hyphened["unit"], hyphened.end()
    noun = counted_noun(text, start, stop)
    return ("", "", text[noun.start : noun.stop], noun.stop) if noun else ("", "", "", start)


def smaller_unit(text: str, start: int, stop: int, measured: str) -> tuple[Decimal | None, int]:
    """What a smaller unit adds to the larger one, in the larger, and where it ends: "11 hours and 20 minutes"."""
    rest, end = Decimal(0), start
    form = _HYPHENED_REST if text[start - len(measured) - 1 : start - len(measured)] == "-" else _REST
    while found := form.match(text, end, stop):
        ratio = _SMALLER.get((_singular(measured), _singular(found["unit"] or found["short"] or "inch")))
        if ratio is None:
            break
        number = int(found["number"]) if found["number"].isdecimal() else _SMALL[found["number"]]
        if number >= ratio:
            break  # "four years, 18 months longer than planned"
        rest, end = rest + Decimal(number) / ratio, found.end()
        if ratio > _LEAST_SMALL:
            break
    return (rest.quantize(Decimal("0.0001")), end) if end > start else (None, start)


def _singular(unit: str) -> str:
    low = unit.lower()
    return _ONE_OF.get(low, low.removesuffix("s"))


def joined_noun(text: str, start: int, stop: int) -> str:
    """A second noun that the same number counts: " and businesses" behind "40 homes"; "" where a clause goes on."""
    found = _JOINED.match(text, start, stop)
    if found and found["noun"] is None:
        return found.group()
    is_noun = found is not None and not (is_function_word(found["noun"]) or found["noun"] in _SAME_AS_VERBS)
    return found.group() if found and is_noun else ""


_OF_THAT = re.compile(r"\sof\s(?:that|this)(?=[.,;:!?)”\"]|\Z)")


def share_of(text: str, start: int, stop: int) -> int:
    """Where a share ends that is of a unit ("a quarter of a percentage point"), or of all of something ("half the")."""
    if found := _POINT.match(text, start, stop) or _OF_WHAT_IS.match(text, start, stop):
        return found.end()
    if found := _OF_THAT.match(text, start, stop):
        return found.end()  # "a third of that"
    part = _PART_OF_ONE.match(text, start, stop)
    if owner := _OF_AN_OWNER.match(text, start, stop):
        return _noun_end(text, owner.end() + 1, stop, fallback=start)
    if unit := unit_of_one(text, part.end() if part else start, stop):
        is_stuff = unit.re is SPACED_UNIT and not TIME.match(unit["unit"])
        return what_behind(text, unit.end(), stop, has_unit=is_stuff, after_comma=False, measured=unit["unit"])
    if found := _HALF_A_NOUN.match(text, start, stop):
        return found.end()
    if found := _HALF_THE.match(text, start, stop):
        return _noun_end(text, found.end(), stop, fallback=start)
    return what_behind(text, start, stop, has_unit=True, after_comma=False)


def unit_of_one(text: str, start: int, stop: int) -> re.Match[str] | None:
    """The unit that a part is of: "mile" in "half a mile", "cent" in "a tenth of a cent"."""
    return SPACED_UNIT.match(text, start, stop) or MONEY_UNIT.match(text, start, stop)


def what_behind(text: str, start: int, stop: int, *, has_unit: bool, after_comma: bool, measured: str = "") -> int:
    """Where what is counted or measured ends: "cubic metres of silt", "25 of them", "300 times"."""
    if found := _OF_WHOM.match(text, start, stop):
        return start if after_comma and not PHRASE_ENDS.match(text, found.end(), stop) else found.end()
    if not has_unit and (found := _TIMES.match(text, start, stop)):
        return found.end()
    found = _OF_WHAT.match(text, start, stop) if has_unit else None
    if found is None or is_function_word(found["first"]) or (found["the"] and _DISTANCE.match(measured)):
        return start
    rate = RATE.match(text, found.end("first"), stop)
    if rate:
        return rate.end()
    end = _noun_end(text, found.start("first"), stop, fallback=start)
    also = _AND_ALSO.match(text, end, stop) if end > start else None
    return also.end() if also and not (is_function_word(also[1]) or _ends_before(also)) else end


def _noun_end(text: str, start: int, stop: int, *, fallback: int) -> int:
    """Where a noun phrase ends that begins at `start`: its plural, else its first word or two, with its owner."""
    noun = counted_noun(text, start - 1, stop, is_joined=False)
    if noun is not None:
        end = noun.stop
        following = _NEXT_WORD.match(text, end, stop)
        if following and following[1][0].isupper() and text[noun.start : noun.stop][0].isupper():
            end = _capitals_end(text, end, stop)
        return end
    found = _NEXT_WORD.match(text, start - 1, stop)
    if found is None:
        return fallback
    end = place = found.end()
    if owner := _OWNER.match(text, end, stop):
        if text[owner.end() + 1 : owner.end() + 2].isdigit():
            return fallback  # "half of the city’s 86 schools"
        return _noun_end(text, owner.end() + 1, stop, fallback=end)
    if found[1][0].isupper():
        stuff = _OF_A_NATION.match(text, found.start(1), stop)
        return stuff.end() if stuff and _ends_here(text, stuff.end(), stop) else _capitals_end(text, end, stop)
    is_kept = _PARTICIPLE.fullmatch(found[1]) is not None
    for _ in range(_FURTHEST):
        word = _NEXT_WORD.match(text, place, stop)
        if word is None or not word[1].islower() or len(word[1]) < _SHORTEST or _ends_before(word):
            break
        place = word.end()
        if is_kept or _ends_here(text, place, stop):
            return place
    return end


def _ends_before(word: re.Match[str]) -> bool:
    return is_function_word(word[1]) or is_verb_form(word[1]) or word[1] in _DO


def _capitals_end(text: str, end: int, stop: int) -> int:
    while (found := _NEXT_WORD.match(text, end, stop)) and found[1][0].isupper():
        end = found.end()
    found = _NEXT_WORD.match(text, end, stop)
    is_noun = found is not None and found[1].endswith("s") and not is_function_word(found[1])
    return found.end() if is_noun and found else end


def _ends_here(text: str, start: int, stop: int) -> bool:
    """Say whether a noun phrase ends before `start`: at a mark, a function word or a verb."""
    following = _NEXT_WORD.match(text, start, stop)
    if following is None:
        return PHRASE_ENDS.match(text, start, stop) is not None
    return _ends_before(following)
