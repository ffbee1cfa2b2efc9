"""Words around a number that bound it, and that a figure takes along: "at least some", "or so", "a staggering"."""

import re

from annotator.core.records import Bound

_ABOUT = (
    "some", "about", "around", "approximately", "approx.", "roughly", "nearly", "almost", "an estimated", "estimated",
    "perhaps", "close to", "circa", "in the region of", "in the order of", "virtually", "an average of",
    "something like", "getting on for", "not far off", "in the neighbourhood of", "close on", "nigh on", "approaching",
    "touching", "nudging", "near", "the equivalent of", "somewhere around", "more or less", "probably", "maybe",
    "plus or minus", "give or take", "a reported", "a projected", "an expected", "a median of", "an average",
)  # fmt: skip
_AT_LEAST = (
    "at least", "more than", "over", "well over", "just over", "slightly over", "upwards of", "upward of",
    "in excess of", "no fewer than", "not fewer than", "no less than", "not less than", "a minimum of", "as few as",
    "as little as", "as low as", "as small as", "as young as", "above", "exceeding", "greater than",
    "slightly more than", "well above", "just above", "longer than", "higher than", "taller than", "deeper than",
    "wider than", "bigger than", "larger than", "heavier than", "faster than", "further than", "more like", "north of",
    "comfortably over", "older than", "a little over", "a little more than", "little more than", "a bit more than",
    "a bit over", "a shade over", "far more than", "many more than", "well in excess of", "a minimum", "a whole",
    "not much more than", "much more than",
)  # fmt: skip
_AT_MOST = (
    "up to", "anything up to",
    "fewer than", "less than", "as many as", "as much as", "as high as", "as long as", "as far as",
    "as large as", "as big as", "as tall as", "as deep as", "as old as", "as fast as", "at most", "no more than",
    "not more than", "under", "just under", "below", "a maximum of", "slightly less than", "slightly under",
    "well under", "just below", "within", "shorter than", "lower than", "smaller than", "barely", "hardly", "scarcely",
    "south of", "younger than", "not even", "not quite", "just shy of", "shy of", "just short of", "short of",
    "a little under", "a little less than", "a bit less than", "a bit under", "a shade under", "a maximum",
    "no longer than", "no higher than", "no bigger than", "no larger than", "the best part of", "the better part of",
    "far fewer than", "far less than", "well below", "much less than",
)  # fmt: skip
_RANGE = ("between", "anywhere between", "anything between", "anywhere from", "anything from", "somewhere between")
#: A word between "a" and a number that neither bounds nor measures it: "a staggering 40 per cent".
_A_SOMETHING = (
    "record further additional mere combined extra staggering whopping paltry massive huge hefty measly modest "
    "cool full total net initial unbeaten astonishing remarkable impressive solid mammoth meagre scant good "
    "planned guaranteed possible potential crushing mouthwatering stunning incredible colossal derisory "
    "disappointing career-high season-high career-best season-best world-record"
)
_EXACT = (
    "all", "exactly", "precisely", "only", "a total of", "a combined total of", "a grand total of", "just", "another",
    "fully", "all of", "a tally of", *(f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
    for word in _A_SOMETHING.split()),
)  # fmt: skip

MODIFIERS: dict[str, Bound] = {
    **dict.fromkeys(_ABOUT, Bound.ABOUT), **dict.fromkeys(_AT_LEAST, Bound.AT_LEAST),
    **dict.fromkeys(_AT_MOST, Bound.AT_MOST), **dict.fromkeys(_RANGE, Bound.RANGE),
    **dict.fromkeys(_EXACT, Bound.EXACT),
}  # fmt: skip
_LONGEST_FIRST = sorted(MODIFIERS, key=len, reverse=True)
_MODIFIER_AT_END = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, _LONGEST_FIRST)) + r")\s+\Z", re.I)
_LAST_WORD = re.compile(r"([^\s“\"(—–]+)\s+\Z")
_LAST_WORDS = frozenset(name.rpartition(" ")[2] for name in MODIFIERS)
_LONGEST_WORD = max(map(len, _LAST_WORDS)) + 4
_LONGEST = len(_LONGEST_FIRST[0]) + 4
#: At the beginning of a sentence "from 200 to 300" tells a range, elsewhere a change.
_FROM = re.compile(
    r"(?P<first>\A[“\"]?)?(?<!\w)"
    r"(?P<after>(?:rang(?:ing|ed|es?)|vary|var(?:ied|ies|ying)|priced?|prices)\s)?(?P<from>from\s)\Z",
    re.I,
)
_BEFORE_FROM = 16
_PLACE = re.compile(r"(?:under|over|above|below|around|about)\s+\Z", re.I)
_NEAR = re.compile(r"near\s", re.I)
_MONEY = re.compile(r"[A-Z]{0,3}[$£€¥₹]|\d[\d.,]*\s?(?:%|per\s?cent)")
_ROSE = re.compile(
    r"\b(?:shot|went|gone|go|goes|pushed|driven|moved|edged|brought|bumped|jumped|rose|crept)\sup\sto\s\Z", re.I
)
#: "under-12s"
_AGE = re.compile(r"(?<!\w)(?:under|over)-\Z", re.I)
#: "gap of two over five years": a time that begins behind another figure is not "more than".
_OVER = re.compile(r"over\s+", re.I)

POSTFIXES: dict[str, Bound] = {
    " or more": Bound.AT_LEAST, " or so": Bound.ABOUT, " or fewer": Bound.AT_MOST, " or less": Bound.AT_MOST,
    " at most": Bound.AT_MOST, " at least": Bound.AT_LEAST, " or thereabouts": Bound.ABOUT, " or under": Bound.AT_MOST,
    " or over": Bound.AT_LEAST, " and over": Bound.AT_LEAST, " or older": Bound.AT_LEAST, " and older": Bound.AT_LEAST,
    " or above": Bound.AT_LEAST, " and above": Bound.AT_LEAST, " or younger": Bound.AT_MOST,
    " and under": Bound.AT_MOST, " or higher": Bound.AT_LEAST, " or longer": Bound.AT_LEAST, " more": Bound.EXACT,
    "-plus": Bound.AT_LEAST, "+": Bound.AT_LEAST, "-odd": Bound.ABOUT,
}  # fmt: skip
#: "two more" ends a phrase; "two more ships" and "40 more than in May" do not.
_MORE = (
    r" more(?=\s*(?:[.,;:!?”\"]|\Z"
    r"|\s(?:were|was|are|is|have|has|had|died|missing|dead|[a-z]+ed|in|on|at|and|to|by|from|who)\b))"
)
_POSTFIX = re.compile("|".join(_MORE if name == " more" else re.escape(name) for name in POSTFIXES), re.I)


def modifiers_before(text: str, floor: int, start: int) -> int:
    """Where the run of modifiers that ends at the number begins ("at least some 40")."""
    place = start
    if found := _AGE.search(text, max(floor, start - 6), start):
        return found.start()
    while found := _modifier_at_end(text, max(floor, place - _LONGEST), place):
        if place < start and _PLACE.match(text, found.start(), place):
            break  # "lies under almost 4 km of ice"
        if _ROSE.search(text, max(floor, found.start() - 10), place):
            break  # "shot up to 80"
        if _NEAR.match(text, found.start()) and not _MONEY.match(text, place):
            break  # "near 40 Main Street", but "near $70 a barrel"
        place = found.start()
    window = max(floor, start - _BEFORE_FROM)
    if place == start and (found := _FROM.search(text[window:start])) and (
        found["after"] or (found["first"] is not None and window == floor)
    ):  # fmt: skip
        return window + found.start("from")
    return place


def _modifier_at_end(text: str, floor: int, stop: int) -> re.Match[str] | None:
    """The modifier that ends at `stop`; the last word is looked up first, as few words are any."""
    word = _LAST_WORD.search(text, max(floor, stop - _LONGEST_WORD), stop)
    return _MODIFIER_AT_END.search(text, floor, stop) if word and word[1].lower() in _LAST_WORDS else None


def without_over(text: str, start: int) -> int:
    """Where the phrase begins without an "over" that ties a time to what stands before ("£2m over ten years")."""
    found = _OVER.match(text, start)
    return found.end() if found else start


def postfix_at(text: str, start: int, stop: int) -> tuple[str, int]:
    """The modifier behind a number or its unit, or "", and where it ends."""
    found = _POSTFIX.match(text, start, stop)
    return (found.group().lower(), found.end()) if found else ("", start)


def bound_of(modifier: str, postfix: str, *, has_value: bool) -> Bound:
    """What the modifiers of a number that is no range say of it."""
    if postfix:
        return POSTFIXES[postfix]
    words = re.sub(r"\s+", " ", modifier).strip(" -")
    name = next((name for name in _LONGEST_FIRST if words == name or words.startswith(name + " ")), None)
    bound = MODIFIERS[name] if name else Bound.EXACT if has_value else Bound.ABOUT
    return bound if bound is not Bound.RANGE else Bound.EXACT
