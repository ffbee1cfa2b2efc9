"""Words around a number that bound it, and that a figure takes along: "at least some", "or so", "a staggering"."""

import re

from annotator.core.records import Bound


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ABOUT = (
    "some", "about", "around", "approximately", "approx", "approx.", "c.", "ca.", "roughly", "nearly", "almost",
    "an estimated", "estimated", "perhaps", "possibly", "close to", "circa", "in the region of", "in the order of",
    "on the order of", "virtually", "on average", "an average", "something like",
    "getting on for", "not far off", "in the neighbourhood of", "close on", "nigh on", "approaching", "touching",
    "nudging", "near", "nearer", "at or near", "at or around", "the equivalent of", "around about", "more or less",
    "probably", "maybe", "plus or minus", "give or take", "a reported", "a projected", "an expected", "a suspected",
    "a forecast", "an approximate", "a presumed", "a claimed", "as good as",
)  # fmt: skip
_AT_LEAST = (
    "at least", "at the least", "at the very least", "at a minimum", "more than", "over", "upwards of", "upward of",
    "in excess of", "no fewer than", "not fewer than", "no less than", "not less than", "a minimum",
    "above", "at or above", "exceeding", "more like", "north of", "little more than", "a little more than", "a whole",
    "easily",
)  # fmt: skip
_AT_MOST = (
    "up to", "anything up to", "at most", "at the most", "at best", "fewer than", "less than", "no more than",
    "not more than", "under", "below", "at or below", "a maximum", "within", "barely", "hardly",
    "scarcely", "south of", "not even", "not quite", "shy of", "short of", "the best part of", "the better part of",
)  # fmt: skip
_RANGE = ("between", "anywhere between", "anything between", "anywhere from", "anything from", "somewhere between")
_EXACT = (
    "all", "all of", "exactly", "precisely", "only", "just", "fully", "another", "yet another", "still another",
)  # fmt: skip
MODIFIERS: dict[str, Bound] = {
    **dict.fromkeys(_ABOUT, Bound.ABOUT), **dict.fromkeys(_AT_LEAST, Bound.AT_LEAST),
    **dict.fromkeys(_AT_MOST, Bound.AT_MOST), **dict.fromkeys(_RANGE, Bound.RANGE),
    **dict.fromkeys(_EXACT, Bound.EXACT),
}  # fmt: skip
_LONGEST_FIRST = sorted(MODIFIERS, key=len, reverse=True)
#: "longer than", "as many as": the word compared tells the bound. "As well as" and "rather than" compare nothing.
_COMPARISON = (
    r"(?P<no>no\s|not\s)?(?!rather|other|either|later|earlier|sooner)(?P<than>[a-z]{3,}er)\sthan"
    r"|as\s(?!well|soon|early|late|recently|good|if|though)(?P<equal>[a-z]+)\sas"
)
_DOWNWARDS = re.compile(r"(?:few|little|low|small|young|short|cheap|light|slow|narrow|thin|shallow|weak|poor)(?:er)?")
#: "an average of", "a mandatory minimum of", "a combined total of": what kind of number follows tells the bound.
_KINDS = {
    "average": Bound.ABOUT, "median": Bound.ABOUT, "mean": Bound.ABOUT, "minimum": Bound.AT_LEAST,
    "maximum": Bound.AT_MOST, "total": Bound.EXACT, "tally": Bound.EXACT, "sum": Bound.EXACT,
}  # fmt: skip
_KIND_OF_NUMBER = (
    r"an?\s(?:[a-z]+ly\s)?(?:(?!(?:and|or|of|for|with|at|to|in|by|on)\b)[a-z]+(?:-[a-z]+)*\s)?"
    rf"(?P<kind>{'|'.join(_KINDS)})\sof"
)
_MODIFIER_AT_END = re.compile(
    rf"(?<![\w-])(?:(?P<name>{'|'.join(map(re.escape, _LONGEST_FIRST))})|{_COMPARISON}|{_KIND_OF_NUMBER})\s+\Z", re.I
)
_LAST_WORD = re.compile(r"([^\s“\"(—–]+)\s+\Z")
_LAST_WORDS = frozenset({"than", "as"} | {name.rpartition(" ")[2] for name in MODIFIERS})
_LONGEST_WORD = 20
_LONGEST = 40

#: Adjectives between "a" and a number that neither bound nor measure it: "a staggering 40 per cent".
_ADJECTIVES = _words(
    "record further additional mere combined extra staggering whopping paltry massive huge hefty measly modest "
    "cool full total net initial astonishing impressive solid mammoth meagre scant good final aggregate crushing "
    "stunning mouthwatering colossal disappointing annual monthly weekly daily conservative cumulative tidy "
    "healthy lowly lucky unlucky weighty lofty puny hearty costly princely miserly dismal nominal symbolic "
    "historic sobering shocking alarming striking surprising amazing astounding worrying depressing thumping "
    "towering punishing overwhelming bumper bargain decent significant insignificant excellent magnificent "
    "excessive collective typical similar derisory unlikely pathetic fantastic potential gross planned guaranteed "
    "estimated alleged rumoured supposed"
)
#: Others are told by how they end; "a hundred" and "a table" are none.
_LIKE_AN_ADJECTIVE = re.compile(
    r"[a-z]{3,}(?:less|ous|ful)|[a-z]{4,}(?:able|ible)|un[a-z]+(?:ed|en)"
    r"|[a-z]+-(?:high|low|best|worst|record|[a-z]+ing|[a-z]+ed)"
)
_A_SOMETHING = re.compile(r"(?<![\w-])an?\s(?:[a-z]{2,}ly\s|further\s)?(?P<how>[a-z]+(?:-[a-z]+)*)\s+\Z", re.I)

#: How far a comparison is off: "slightly fewer than", "a whisker under".
_DEGREE = (
    r"slightly|only\sjust|just|marginally|fractionally|narrowly|not\sfar|not\smuch|well|far|much|many|way|comfortably|"
    r"considerably|significantly|substantially|easily|markedly|vastly|somewhat|"
    r"a\s(?:little|bit|touch|tad|shade|fraction|whisker|hair|lot|good\sdeal|great\sdeal)"
)
_DEGREE_AT_END = re.compile(rf"(?<![\w-])(?:{_DEGREE})\s+\Z", re.I)
_COMPARES = re.compile(
    r"(?:over|under|above|below|(?:more|less|fewer|[a-z]{2,}er)\sthan|north\sof|south\sof|short\sof|shy\sof|in\sexcess)\b",
    re.I,
)
#: "somewhere in the region of"
_SOMEWHERE_AT_END = re.compile(r"(?<![\w-])somewhere\s+\Z", re.I)
_NEARBY = re.compile(r"(?:in\sthe|on\sthe|around|about|near|close|over|under|above|below|north|south)\b", re.I)
#: "~40", ">40%"
_SIGNS = {
    "~": Bound.ABOUT, "≈": Bound.ABOUT, "±": Bound.ABOUT, ">": Bound.AT_LEAST, "≥": Bound.AT_LEAST,
    "<": Bound.AT_MOST, "≤": Bound.AT_MOST,
}  # fmt: skip
_SIGN_AT_END = re.compile(r"[~≈±<>≤≥]\s?\Z")

#: At the beginning of a sentence "from 200 to 300" tells a range, elsewhere a change.
_FROM = re.compile(
    r"(?P<first>\A[“\"]?)?(?<!\w)"
    r"(?P<after>(?:rang(?:ing|ed|es?)|vary|var(?:ied|ies|ying)|priced?|prices)\s)?(?P<from>from\s)\Z",
    re.I,
)
_BEFORE_FROM = 16
_PLACE = re.compile(r"(?:under|over|above|below|around|about)\s+\Z", re.I)
#: "pulled from under two metres of mud" tells where; "fell from under 300" how many.
_UNDER = re.compile(r"(?:under|below|above)\s", re.I)
_TAKEN_FROM = re.compile(
    r"\b(?:pulled|dug|rescued|recovered|freed|saved|emerged|crawled|retrieved|dragged|lifted)\s(?:\w+\s){0,3}from\s\Z"
)
#: "buried the road under 9,000 tonnes of rock"
_BURIED = re.compile(
    r"\b(?:bur(?:y|ied|ies|ying)|trap(?:ped|s)?|crush(?:ed|es)?|pinned|entombed|submerged|hid(?:den)?|lay|lies?|lying|"
    r"disappeared|vanished|covered|groan(?:ed|s|ing)?|collapsed)\s(?:(?:[^\s,;.]|[,.](?=\d))+\s){0,6}\Z"
)
#: "to strike over 2,800 job losses" tells why; "fell short of 40" what did not happen.
_ABOUT_WHAT = re.compile(
    r"\b(?:str(?:ike|ikes|uck|iking)|row|rows|dispute|disputes|protest(?:s|ed|ing)?|anger|outrage|concerns?|feud|clash|sued|suing|"
    r"charged|tried|investigated|arrested|resign(?:s|ed|ing)?|sacked|criticism|criticised|criticized|argu(?:e|ed|ing|ment))"
    r"\s(?=over\s\Z)"
)
_TIMES_AS = re.compile(r"(?:times|twice|half|double|fold|thrice)\s(?=as\s[a-z]+\sas\s\Z)", re.I)
_FELL = re.compile(r"\b(?:falls?|fell|fallen|falling|stops?|stopped|came|comes)\s(?=short\sof\s\Z)")
_NEAR = re.compile(r"near\s", re.I)
_MONEY = re.compile(r"[A-Z]{0,3}[$£€¥₹]|\d[\d.,]*\s?(?:%|per\s?cent)")
_ROSE = re.compile(
    r"\b(?:shot|went|gone|go|goes|pushed|driven|moved|edged|brought|bumped|jumped|rose|crept)\sup\sto\s\Z", re.I
)
#: By how much something is more: "three times dearer than two years ago", "three cents more than a week ago".
_SO_MUCH_MORE = re.compile(
    r"(?:times|twice|fold|per\s?cent|%|points?|cents?|pence|dollars?|pounds?|euros?|rupees?|illion|years?|months?|weeks?|"
    r"days?|hours?|minutes?|metres?|miles?|degrees?)\s\Z"
)
#: "under-12s"
_AGE = re.compile(r"(?<!\w)(?P<name>under|over)-\Z", re.I)
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
    r"|\s(?:were|was|are|is|have|has|had|died|missing|dead|[a-z]+ed|in|on|of|at|and|to|by|from|who)\b))"
)
_POSTFIX = re.compile("|".join(_MORE if name == " more" else re.escape(name) for name in POSTFIXES), re.I)


def modifiers_before(
    text: str, floor: int, start: int, *, after: int, is_compound: bool
) -> tuple[int, Bound | None]:
    """Where the run of modifiers that ends at the number begins ("at least some 40"), and what it says of the number:
    the first that bounds it tells, None where none does.

    `after`: no modifier begins before this. `is_compound`: the number has its unit behind a hyphen, and an adjective
    is of the noun ("a costly three-year war").
    """
    place, bound = start, None
    if found := _AGE.search(text, max(floor, start - 6), start):
        return found.start(), MODIFIERS[found["name"].lower()]
    while found := _modifier_at_end(text, max(floor, place - _LONGEST), place, is_compound=is_compound):
        if found.start() < after or _compares_with(text, found, after):
            break
        if _is_of_the_place(text, floor, found, is_last=place == start):
            break
        told = _bound_of(found)
        bound = bound if told in (Bound.EXACT, Bound.RANGE) else told
        place = _degree_before(text, floor, found.start())
    window = max(floor, start - _BEFORE_FROM)
    if place == start and (found := _FROM.search(text[window:start])) and (
        found["after"] or (found["first"] is not None and window == floor)
    ):  # fmt: skip
        return window + found.start("from"), None
    return place, bound


def _compares_with(text: str, found: re.Match[str], after: int) -> bool:
    """Say whether a figure stands right before "more than": it tells by how much ("180,000 more than a year ago")."""
    is_compared = found.group().rstrip().lower().endswith(" than")
    return is_compared and after >= 0 and text[after : found.start()] == " "


def _is_of_the_place(text: str, floor: int, found: re.Match[str], *, is_last: bool) -> bool:
    """Say whether words that could be a modifier tell where, which way or how much more, and nothing of the number."""
    before = max(floor, found.start() - _LONGEST)
    if not is_last and _PLACE.match(text, found.start(), found.end()):
        return True  # "lies under almost 4 km of ice"
    if _ROSE.search(text, max(floor, found.start() - 10), found.end()):
        return True  # "shot up to 80"
    if _UNDER.match(text, found.start()) and (
        _TAKEN_FROM.search(text, before, found.start()) or _BURIED.search(text, before, found.start())
    ):
        return True
    near = text[max(floor, found.start() - _LONGEST_WORD) : found.end()]
    if _ABOUT_WHAT.search(near) or _FELL.search(near):
        return True
    if _NEAR.match(text, found.start()) and not _MONEY.match(text, found.end()):
        return True  # "near 40 Main Street", but "near $70 a barrel"
    if found.groupdict().get("equal") and _TIMES_AS.search(near):
        return True  # "twice as many as two years ago"
    return " than" in found.group() and (
        _SO_MUCH_MORE.search(text, max(floor, found.start() - 10), found.start()) is not None
    )


def _bound_of(found: re.Match[str]) -> Bound:
    """What one modifier says of its number."""
    told = found.groupdict()
    if told.get("kind"):
        return _KINDS[told["kind"].lower()]
    if compared := told.get("than") or told.get("equal"):
        is_down = _DOWNWARDS.fullmatch(compared.lower()) is not None
        is_most = (is_down != bool(told["no"])) if told["than"] else not is_down
        return Bound.AT_MOST if is_most else Bound.AT_LEAST
    name = re.sub(r"\s+", " ", found.group()).strip().lower()
    return _SIGNS.get(name) or MODIFIERS.get(name, Bound.EXACT)


def _modifier_at_end(text: str, floor: int, stop: int, *, is_compound: bool) -> re.Match[str] | None:
    """The modifier that ends at `stop`; the last word is looked up first, as few words are any."""
    if text[stop - 1 : stop] in _SIGNS or text[stop - 2 : stop - 1] in _SIGNS:
        return _SIGN_AT_END.search(text, floor, stop)
    word = _LAST_WORD.search(text, max(floor, stop - _LONGEST_WORD), stop)
    if word is None:
        return None
    low = word[1].lower()
    is_adjective = low in _ADJECTIVES or _LIKE_AN_ADJECTIVE.fullmatch(low) is not None
    if is_adjective and not is_compound and (found := _A_SOMETHING.search(text, floor, stop)):
        return found
    return _MODIFIER_AT_END.search(text, floor, stop) if low in _LAST_WORDS else None


def _degree_before(text: str, floor: int, start: int) -> int:
    """Where a modifier begins with what tells how far it is off: "well over", "somewhere in the region of"."""
    window = max(floor, start - _LONGEST_WORD)
    if _COMPARES.match(text, start) and (found := _DEGREE_AT_END.search(text, window, start)):
        start = found.start()
    if _NEARBY.match(text, start) and (found := _SOMEWHERE_AT_END.search(text, window, start)):
        start = found.start()
    return start


def without_over(text: str, start: int) -> int:
    """Where the phrase begins without an "over" that ties a time to what stands before ("£2m over ten years")."""
    found = _OVER.match(text, start)
    return found.end() if found else start


def postfix_at(text: str, start: int, stop: int) -> tuple[str, int]:
    """The modifier behind a number or its unit, or "", and where it ends."""
    found = _POSTFIX.match(text, start, stop)
    return (found.group().lower(), found.end()) if found else ("", start)
