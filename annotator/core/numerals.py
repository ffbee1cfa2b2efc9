"""Numbers as news copy writes them: digits, words, scales and fractions, read as exact decimals."""

import re
from collections.abc import Callable
from decimal import Decimal

#: Beyond this no news figure goes; longer digit runs are identifiers and are given no value.
_TOO_LARGE = Decimal(10) ** 24
_MOST_DIGITS = 30
#: Shares of more than so many have more places.
_MANY = 100


def _words(text: str) -> list[str]:
    return text.split()


_ONES = {
    word: Decimal(value)
    for value, word in enumerate(
        _words(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
            "sixteen seventeen eighteen nineteen"
        )
    )
}
_TENS = {
    word: Decimal(10 * value)
    for value, word in enumerate(_words("twenty thirty forty fifty sixty seventy eighty ninety"), 2)
}
SCALES = {
    "hundred": Decimal(100), "thousand": Decimal(10**3), "million": Decimal(10**6), "billion": Decimal(10**9),
    "trillion": Decimal(10**12), "quadrillion": Decimal(10**15), "dozen": Decimal(12), "lakh": Decimal(10**5),
    "lakh crore": Decimal(10**12),
    "crore": Decimal(10**7), "k": Decimal(10**3), "m": Decimal(10**6), "mn": Decimal(10**6), "mln": Decimal(10**6),
    "b": Decimal(10**9),
    "bn": Decimal(10**9), "bln": Decimal(10**9), "t": Decimal(10**12), "tn": Decimal(10**12), "trn": Decimal(10**12),
}  # fmt: skip
#: What one part or whole of a ratio may be, in one word.
_NUMBERS = {**_ONES, **_TENS, **{name: SCALES[name] for name in ("hundred", "thousand", "million")}}
_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "hundredth": 100, "thousandth": 1000, "millionth": 10**6,
}  # fmt: skip
_VULGAR = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.3333", "⅔": "0.6667", "⅕": "0.2", "⅛": "0.125"}

_SMALL = "|".join(sorted([*list(_ONES)[1:], *_TENS], key=len, reverse=True))
_SCALE_WORDS = r"lakh\scrore|hundred|thousand|million|billion|trillion|quadrillion|dozen|lakh|crore"
#: How many times as much: "twice that", "three times", "tenfold".
TIMES = (
    rf"\b(?:(?:{_SMALL}|\d{{1,3}}(?:\.\d{{1,2}}(?=-?fold))?)(?:[\s-]times|-?fold)|twice|thrice)\b"
    r"|(?<!at\s)(?<!all\s)\bonce"
    r"(?=\s(?:an?|every|per)\s(?:day|week|fortnight|month|quarter|year|decade|hour)\b|[.;](?:\s|\Z))"
    r"|(?:(?<=,\s)|(?<=roughly\s)|(?<=nearly\s)|(?<=almost\s)|(?<=about\s)|(?<=than\s)|"
    r"(?<=was\s)|(?<=is\s)|(?<=were\s)|(?<=are\s))"
    r"(?:double|triple)(?=\s(?:the|that|what|its|their|his|her|last)\b)"
)
_PART_WORDS = (
    "halves|half|thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|hundredths?|"
    "thousandths?|millionths?"
)

#: "in the last three quarters" counts spans of time.
_NO_SPAN = "".join(
    rf"(?<!\b{before}\s{number}\squarters)"
    for before in ("last", "past", "next", "first", "previous") for number in ("two", "three", "four", "five", "six")
)
#: Digits: grouped by comma or space, decimals, "2 1/2", "2½".
DIGITS = (
    r"(?:\d{1,3}(?:,\d{3})++(?:\.\d+)?|\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3}(?!\d))++|\d++(?:\.\d++)?|\.\d++)"
    r"(?:[½¼¾⅓⅔⅕⅛]|(?:\s|(?<!\.\d)-)\d/\d(?!\d))?|[½¼¾⅓⅔⅕⅛]"
)
#: Grain is priced in parts of a cent: "$5.72-3/4".
_CENTS = re.compile(r"\.\d\d\Z")
#: A scale after digits: "1.2 million", "1.2bn", "3m". Whether an "m" means metres is told by what stands around it.
DIGIT_SCALE = (
    rf"(?:(?:[\s\u00a0-]|(?=[mbt]r?illion))(?:{_SCALE_WORDS})s?\b|[\s\u00a0]?(?:bn|mn|mln|bln|trn|tn)\b|[bkBK]\b|[mM]\b)"
)
#: Number words: "three", "two hundred and fifty", "two and a half million", "three dozen".
PART_OF_SCALE = (
    rf"\b(?:an?\s(?:quarter|third)|three[\s-]quarters|two[\s-]thirds|half)\sof\sa\s(?:{_SCALE_WORDS})\b"
)
#: "a single ship", but not "a single mother"
_A_SINGLE = (
    r"(?<!not\s)\ba\ssingle(?=\s(?!mother|father|parent|person|woman|man|adult|market|currency|file|bed|room|malt|payer|storey)[a-z])"
)
WORDS = (
    rf"(?:{PART_OF_SCALE}|{_A_SINGLE}|\b(?:{_SMALL}|half\sa(?=[\s-](?:{_SCALE_WORDS}))|an?(?=[\s-](?:{_SCALE_WORDS})\b))"
    rf"(?:[\s-](?:and[\s-]a[\s-](?:half|quarter)|(?:{_SMALL})(?=\b)|(?:{_SCALE_WORDS})(?=\b)"
    rf"|(?<=hundred\s)and\s(?:{_SMALL})\b|(?<=thousand\s)and\s(?:{_SMALL})\b))*+\b)"
)
_SEVERAL = "(?:two|three|four|five|six|seven|eight|nine)"
_PARTS_WORDS = (
    "halves|thirds|quarters|fourths|fifths|sixths|sevenths|eighths|ninths|tenths|hundredths|thousandths|millionths"
)
#: Shares: "two-thirds", "a quarter", "half", "one in five", "3 out of 10"; "four third-century coins" are none.
FRACTION = (
    rf"\b(?:(?:(?:an?|one)[\s-](?:{_PART_WORDS})|{_SEVERAL}[\s-](?:{_PARTS_WORDS})"
    rf"|{_SEVERAL}-(?:{_PART_WORDS})(?!-[a-z])|{_SEVERAL}\s(?:{_PART_WORDS})(?=\s(?:of|miles?|hours?|million|inch|cup|pint)\b))"
    rf"\b{_NO_SPAN}"
    r"|half(?![\s-]an?[\s-](?:hundred|thousand|million|billion|dozen))\b"
    r"|(?<![\w/.,-])[1-9]/\d{1,2}(?=[\s-](?:of|an?|inch|cups?|miles?|tea|table|pints?|pounds?)))"
)
_PART_OF_SOME = rf"(?:\d{{1,3}}|{_SMALL})"
_COUNT = rf"(?:\d{{1,3}}(?:,\d{{3}})++|\d++|{_SMALL})"
_OUT_OF = r"\s(?:(?:in|(?:[a-z]+\s)?out\sof)(?:\s(?:every|each))?|of\s(?:every|each))\s"
#: "12 in 58 packs" is no ratio: more than one in so many is told of a round number.
_NO_RATIO = r"(?!(?!1\s|one\s)[^\W_]+\sin\s(?!\d\b|25\b|\d[\d,]*0\b)\d)"
_FEW = "(?:two|three|four|seven|nine)"
#: What "one in three" does, and is no noun: "one pupil in three goes hungry".
_DOES = (
    "is|was|has|does|goes|lives|dies|says|leads|fails|gets|lacks|owns|needs|leaves|suffers|comes|takes|wants|faces|feels|"
    "thinks|makes|earns|pays|sees|finds|becomes|remains|misses|uses|believes|survives|develops|receives|vapes|smokes|drinks|"
    "votes|commutes|sleeps|skips|speaks|drives|drops|carries|relies|depends|knows|supports|backs|opposes|hopes|regrets|"
    "struggles|qualifies|recovers|returns|dropped|stays|eats|reports|exceeds|meets|passes|ends|turns|ranks|starts"
)
#: Behind a verb, as hardly behind a noun: "one victim in three reaches a hospital".
_OBJECT = r"\s(?:an?|the|his|her|its|their|no|it|them|that|more|less|fewer|only)\b"
BEFORE_OBJECT = re.compile(_OBJECT)
_NO_NOUN = rf"(?!\s(?!(?:{_DOES})\b)[a-z]+s\b(?!{_OBJECT})|,\d|['’]|\s(?:million|billion))"
_OF_A_SCALE = rf"{_COUNT}\s(?:million|billion)"
#: The forms of a ratio. `<part …>` and `<whole …>` hold its numbers: one table finds a ratio and reads it.
_RATIOS = (
    rf"\b<part one>\s(?!of\b|or\b|in\b)[a-z]+\sin\severy\s<whole {_COUNT}>\b(?!,\d|['’])",
    rf"(?<![\d,.-])\b<part one|1>\sin\s<whole {_OF_A_SCALE}>\b",
    rf"(?<![\d,.-])\b<part one|1>-in-(?:a-)?<whole {_COUNT}>(?!-year)\b",
    r"\b<part \d{1,2}\.\d{1,2}>\sout\sof\s(?:a\spossible\s)?<whole \d{1,3}|five|ten|twenty>\b(?![.,]\d)",
    rf"\b<part one>\s(?!of\b|or\b|in\b)[a-z]+\sin\s<whole {_COUNT}>\b{_NO_NOUN}",
    rf"\b<part {_FEW}>\s(?:[a-z]{{3,}}s|people|(?:wo)?men|children)\sin\s<whole \d?\d0+|\d|{_SMALL}>\b{_NO_NOUN}",
    rf"(?<![\d,.])\b{_NO_RATIO}<part {_PART_OF_SOME}>{_OUT_OF}<whole {_COUNT}|a\s(?:hundred|thousand|million)>\b"
    r"(?!\s(?:second|minute|hour|day|night|week|month|year|decade)s?\b|[,.]\d|\s(?:million|billion)"
    r"|(?<=\s(?:19|20)\d\d)(?!\s[a-z]+s\b))",
)
_HELD = re.compile(r"<(part|whole) ([^<>]+)>")
RATIO = "|".join(_HELD.sub(r"(?:\2)", form) for form in _RATIOS)
#: What a mark is given out of: "4.2 out of 10".
OUT_OF = re.compile(r"(?P<mark>\d+(?:\.\d+)?|[a-z]+)(?P<of>\sout\sof\s.+)", re.I)
#: One and a part of a unit: "a year and a half", "an hour and a quarter".
UNIT_AND_PART = (
    r"\b(?:an?|one)\s(?:year|month|week|day|hour|minute|decade|century|mile|tonne|ton|metre|meter|pound|litre|liter|pint|length)"
    r"\sand\sa\s(?:half|quarter)\b"
)
#: One or two of a unit: "a day or two", "an inch or two".
ONE_OR_TWO = (
    r"\ban?\s(?:year|month|week|day|night|hour|minute|second|decade|fortnight|mile|met(?:re|er)|kilomet(?:re|er)|"
    r"inch|foot|yard|degree|pound|kilo|ton|tonne|lit(?:re|er)|pint|dollar|euro|point)\sor\stwo\b"
)
#: Plurals that say only an order of magnitude: no value.
VAGUE = (
    r"\b(?:(?:many|untold|countless)\s)?(?:(?:tens|hundreds|dozens|scores)\sof\s)?(?:dozens|hundreds|thousands|millions|billions|trillions)\b"
    r"|(?<!the\s)\bscores(?=\sof\s[a-z])"
    rf"|\b(?:several|a\sfew|many|a\scouple\sof)\s(?:{_SCALE_WORDS})\b"
)

_MULTIPLES = {
    "a": Decimal(1), "an": Decimal(1), "a single": Decimal(1), "a whole": Decimal(1), "a full": Decimal(1),
    "once": Decimal(1), "half": Decimal("0.5"),
    "twice": Decimal(2), "double": Decimal(2), "thrice": Decimal(3), "triple": Decimal(3),
}  # fmt: skip
_RATIO_FORMS = tuple(re.compile(_HELD.sub(r"(?P<\1>\2)", form), re.I) for form in _RATIOS)
_PART_OF_SCALE = re.compile(PART_OF_SCALE, re.I)
_UNIT_AND_PART = re.compile(UNIT_AND_PART, re.I)
_VAGUE = re.compile(VAGUE, re.I)
_DIGITS_FIRST = re.compile(rf"({DIGITS})({DIGIT_SCALE}|t)?", re.I)
_FRACTION_PARTS = re.compile(rf"(\w+)[\s-]({_PART_WORDS})", re.I)
_FOLD = re.compile(r"(.+?)(?:[\s-]times|-?fold)", re.I)


def read_number(words: str) -> Decimal | None:
    """The value of a number as written, or None when it has none ("dozens", "several hundred").

    Shares come out as shares of one, to six places ("two-thirds" is 0.666667, "one in five" 0.2).
    """
    stripped = words.strip()
    if _VAGUE.fullmatch(stripped):
        return None
    if stripped.lower() in _MULTIPLES:
        return _MULTIPLES[stripped.lower()]
    for form, read in _FORMS:
        if found := form.fullmatch(stripped):
            return read(found)
    return _read_words(stripped)


def _ratio(found: re.Match[str]) -> Decimal | None:
    return _share(_small_count(found["part"]), _small_count(found["whole"]))


def _part_of_scale(found: re.Match[str]) -> Decimal | None:
    part, _, scale = found.group().lower().partition(" of a ")
    share = read_number(part)
    return None if share is None else plain((share * SCALES[scale]).quantize(Decimal(1)))


def _fraction(found: re.Match[str]) -> Decimal | None:
    whole = Decimal(1) if found[1].lower() in ("a", "an") else _ONES.get(found[1].lower())
    if whole is None:
        return _read_words(found.group())
    singular = found[2].lower()
    singular = "half" if singular == "halves" else singular.removesuffix("s")
    return _share(whole, Decimal(_PARTS[singular]))


def _small_count(words: str) -> Decimal:
    number, _, scale = words.lower().removeprefix("a ").partition(" ")
    count = Decimal(number.replace(",", "")) if number[0].isdecimal() else _NUMBERS[number]
    return count * SCALES[scale] if scale else count


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    digits = Decimal("0.000001") if whole < _MANY else Decimal("0.0000000001")
    return plain((part / whole).quantize(digits)) if whole else None


def _read_digits(digits: str, scale: str) -> Decimal | None:
    if len(digits) > _MOST_DIGITS:
        return None
    value = Decimal(0)
    bare = re.sub(r"(?<=\d)[, \u00a0\u2009\u202f](?=\d{3})", "", digits)
    if bare[-1] in _VULGAR:
        value += Decimal(_VULGAR[bare[-1]])
        bare = bare[:-1]
    elif mixed := re.fullmatch(r"(.+)[\s-](\d)/(\d)", bare):
        part = Decimal(mixed[2]) / Decimal(mixed[3]) if mixed[3] != "0" else Decimal(0)
        bare = mixed[1]
        value += part / 100 if _CENTS.search(bare) else part
    if bare:
        value += Decimal(bare)
    name = scale.strip(" \u00a0-").lower()
    if name:
        value *= SCALES[name if name in SCALES else name.removesuffix("s")]
    return plain(value) if value < _TOO_LARGE else None


def _read_words(words: str) -> Decimal | None:
    """Sum of groups: each group is a number below a thousand, or with its "hundred", times a scale."""
    total, group, seen, half_before = Decimal(0), Decimal(0), False, False
    for word in re.split(r"[\s-]+", words.lower()):
        if word in _ONES or word in _TENS:
            group += _ONES.get(word, Decimal(0)) + _TENS.get(word, Decimal(0))
            seen = True
        elif word in ("half", "quarter"):
            part = Decimal("0.5") if word == "half" else Decimal("0.25")
            half_before, seen = not seen, True
            group += part
        elif word in SCALES and len(word) > 3:
            factor = SCALES[word]
            if factor in (Decimal(100), Decimal(12)):
                group = (group or Decimal(1)) * factor
            else:
                total += (group or Decimal(1)) * factor
                group = Decimal(0)
            seen, half_before = True, False
        elif word not in ("a", "an", "and"):
            return None
        if group > _TOO_LARGE:
            return None
    return plain(total + group) if seen and not half_before else None


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros and without an exponent, so that it prints as people write."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Decimal | None]], ...] = (
    (_DIGITS_FIRST, lambda found: _read_digits(found[1], found[2] or "")),  # first, as most numbers are digits
    *((form, _ratio) for form in _RATIO_FORMS),
    (_PART_OF_SCALE, _part_of_scale),
    (_UNIT_AND_PART, lambda found: Decimal("1.5" if found.group().lower().endswith("half") else "1.25")),
    (_FOLD, lambda found: read_number(found[1])),
    (_FRACTION_PARTS, _fraction),
    (re.compile(r"(\d)/(\d{1,2})"), lambda found: _share(Decimal(found[1]), Decimal(found[2]))),
)
