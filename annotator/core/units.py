"""What a number counts or measures: units of measure, money, percent, and the counted noun phrase."""

import re
from collections.abc import Iterator

from annotator.core.records import Span

_TIME = (
    "years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?|centur(?:y|ies)|nights?|fortnights?|hrs?|winters?|"
    r"summers?|(?:(?<=\d)|(?<=\d\s))(?:mins?|secs?)"
)
_SIZE = (
    "miles?|kilomet(?:er|re)s?|met(?:er|re)s?|centimet(?:er|re)s?|millimet(?:er|re)s?|micromet(?:er|re)s?|microns?|"
    r"nanomet(?:er|re)s?|yards?|feet|foot(?!\s(?:passenger|soldier|patrol))|inch(?:es)?|"
    "acres?|hectares?|km|cm|mm|nm|km2|km²|m2|m²|m3|m³|ha|ft|tons?|tonnes?|kilogram(?:me)?s?|kilos?|grams?|milligrams?|"
    "micrograms?|kg|mg|mcg|[µμ]g|lbs?|ounces?|oz|stones?|"
    r"lit(?:er|re)s?|millilit(?:er|re)s?|ml|gallons?|pints?|cups?(?=\sof\b)|knots?|mph|kph|km/h|degrees?(?:\s(?:Celsius|Fahrenheit|Kelvin|[CF](?!\w)))?|°C|°F|(?<=\d)[CF]|"
    r"(?<=\d\s)[CF](?=[).,;:]|\s[a-z]|\Z)|(?<=\d)g|(?<=\d\s)g(?=\sof\b)|(?<=\d)in(?=[.,;:)]|\Z|\s(?:long|wide|high|deep|tall|thick|too|of|by|x)\b)|"
    r"pounds?(?=\sof\b)|(?:kilo|mega|giga|tera)watt[- ]hours?|megawatts?|gigawatts?|kilowatts?|watts?|"
    r"MW|GW|kW|bpd|b/d|(?<=\d\s)L|(?<=\d)L|(?<=\d\s)t|(?<=\d)t|mi|kilobytes?|decibels?|horsepower|hp|volts?|calories|basis\spoints?|"
    "MWh|GWh|TWh|kWh|megabytes?|gigabytes?|terabytes?|GB|MB|TB|light[ -]years?|storeys?|stor(?:y|ies)|barrels?|"
    "bushels?|TEUs?|dwt|Mbps|Gbps|MHz|GHz|m"
)
TIME = re.compile(_TIME, re.I)
#: "-year", "-year-old", "-mile-long" after a hyphenated number; also what a hyphen counts ("three-member").
HYPHEN_UNIT = re.compile(
    rf"[-‑](?P<unit>(?:square-|cubic-|nautical-)?(?:{_TIME}|{_SIZE}|pound))(?:[-‑](?:olds?|long|high|tall|wide|deep|thick|strong)"
    r"|[-‑](?:a|an|per)[-‑](?:second|minute|hour|day|night|week|month|year))?(?:(?![\w-])|(?<=foot)(?=-\d))",
    re.I,
)
#: Any noun that a hyphen counts ("three-member", "18-hole"), but for idioms ("two-pronged", "seven-figure").
HYPHEN_COUNT = re.compile(
    r"[-‑](?P<unit>man|bed|car|set|lap|run|gun|leg|ton|row|bus|cow|egg|van|cup|"
    r"(?!pronged|state|tier|way|off|faced|tone|step|dimensional|poster|star|figure|time|horse|sided|legged|handed|"
    r"something|fold|party|third|quarter|half|and-|plus|year|odd|wheeler|square|quart|million|billion|hundred|thousand|"
    r"dozen|cent|edged|course-)[a-z]{4,12}s?)(?![\w-])",
    re.I,
)
_HOW_OFTEN = (
    "second|minute|hour|day|night|week|weekend|fortnight|month|quarter|season|year|decade|century|annum|game|match"
)
#: "per 100,000", "per million people", "per 1,000 live births"
_SO_MANY = (
    r"(?:\d++(?:,\d{3})*+(?![\w-])|(?:million|thousand|hundred)\b)"
    r"(?:\s(?:[a-z]+\s)?(?:people|population|women|men|children|head|(?!is\b|was\b|has\b|as\b|its\b|this\b)[a-z-]{2,}s)\b)?"
)
#: "a day", "per 100,000 people", "to the gallon": a rate that belongs to a unit; "a week earlier" is none.
RATE = re.compile(
    rf"\s(?:per\s(?!cent\b)(?:{_SO_MANY}|(?:\d+(?:kg|g|lb|oz|ml|km|-[a-z]+)\s|(?:cubic|square|sq\.?|metric)\s)?"
    r"[^\W\d_]+(?:(?<=watt)[\s-]hour)?)"
    rf"|an?\s(?:{_HOW_OFTEN}|head)\b(?!\s(?:earlier|ago|later|before(?!\stax\b)|after(?!\stax\b)|previously|or\b|and\sa\s(?:half|quarter)\b(?!\sof)|on(?=[.,;]|\sfrom\b|\Z)|from\snow\b|into\b))"
    r"|(?:daily|weekly|monthly|yearly|annually|nightly)"
    r"(?=[.,;:!?)”\"]|\Z|\s(?:in|on|at|from|to|by|for|and|or|but|with|between|via|across|since|until)\b)"
    r"|to\sthe\s(?:gallon|dollar|pound|euro|acre|hectare|litre|mile)|in\sthe\s(?:pound|dollar|euro))(?!\w)"
)
#: What money is paid for: "$81 a barrel", "£4 million-a-year".
MONEY_RATE = re.compile(
    rf"{RATE.pattern}"
    r"|\san?\s(?:share|barrel|lit(?:re|er)|tonne|ton|unit|kilo|kilogram|kg|pound|ounce|gallon|bushel|person|piece|pop|time|go"
    r"|ticket|bottle|pint|pack|packet|cup|bag|sack|loaf|dozen|session|game|match|child|pupil|student|household|family|shift"
    r"|met(?:re|er)|mile|acre|hectare|megawatt|kilowatt|word|seat|room|dose|bed|place|plate|tray|crate|vote|home|flat)"
    r"(?![\w-])(?!\s(?:earlier|ago|later))"
    r"|\sa\s(?!year|month|week|day|total|record|lot|bit|few|little|half|third|quarter|fifth|tenth)[a-z]{3,}"
    r"(?=[.,;:!?)”\"]|\Z|\s(?:and|but|or|in|on|at|from|to|last|this|when|while|because|by|than|if)\b)"
    r"|[-‑](?:an?|per)[-‑](?!half\b|quarter\b|third\b)[a-z]{3,}(?![\w-])"
    r"|/(?:oz|lb|kg|t|tonne|ton|MWh|kWh|hr|hour|day|week|month|bbl|barrel|gallon|share|litre)\b"
)
_RATE = f"(?:{RATE.pattern})?"
#: "second homes", "a second-hand car", "year-long courses": what looks like a unit is part of what is counted.
_NO_UNIT = r"(?!(?<!\bone\s)(?<!\b1\s)second\s(?:[a-z-]+\s)?[a-z]+s\b)"
_NO_COMPOUND = r"(?!(?:(?<=[a-z]{4})|(?<=\s[a-z]{3}))[-‑][a-z])"
SPACED_UNIT = re.compile(
    rf"[\s\u00a0]?{_NO_UNIT}(?:(?:more|further|additional|extra|full|straight|solid)\s)?"
    r"(?P<unit>(?:(?:square|sq\.?|cubic|cu\.?|nautical|metric|consecutive|straight)\s)?"
    rf"(?:{_TIME}|{_SIZE})){_NO_COMPOUND}"
    rf"(?![\w/]|['’]\w)(?:-(?:long|high|deep|wide|tall|thick)\b)?{_RATE}"
)
#: Whose money it is, before its name.
_WHOSE_MONEY = (
    r"US|U\.S\.|American|Canadian|Australian|Hong\sKong|British|Swiss|Saudi|Israeli|Iranian|Iraqi|Turkish|Indian|Russian|"
    r"Chinese|Japanese|Egyptian|Lebanese|Syrian|Danish|Norwegian|Swedish|Kenyan|Ugandan|Pakistani|Mexican|Brazilian|"
    r"Singapore|New\sZealand"
)
#: "200 pounds of cocaine" weigh; "200 pounds of debt" are owed.
_MONEY_FOR = (
    r"(?:[a-z]+\s)?(?:public|taxpayers?|government|council|state|debts?|damages?|cuts|savings|funding|funds|investment|aid|fines|losses|"
    r"spending|tax|taxes|grants?|loans?|cash|money|profits?|revenue|business|assets|property|equipment|goods|work|arrears|"
    r"compensation|borrowing|sales|exports|imports|subsidies|support|contracts?|repairs|jewellery|benefits?|credit|rent|"
    r"fraud|their|its|his|her|our|your|my|the|new|extra|unpaid|back|lost|help|income|wages|pay|fees|costs|orders)\b"
)
_MONEY = (
    rf"dollars?|euros?|pounds?\ssterling|(?<=illion\s)pounds?|pounds?(?!\sof\s(?!{_MONEY_FOR})[a-z])|pence|cents?|rials?|riyals?|dinars?|dirhams?|lira|liras|rupees?|"
    r"roubles?|rubles?|yen|yuan|francs?|shekels?|kron(?:er|or)|crowns?(?!\scourts?\b)|pesos?|reais|rand|(?:(?<=\d{3}\s)|(?<=illion\s)|(?<=bn\s))won(?!\s(?:the|an?|it|seats?|by|their|gold|silver|medals?)\b)|zlotys?|"
    r"bitcoins?(?!\s[a-z]+s\b)|shillings?|naira|cedis?|ringgit|baht|dong|hryvnias?|lev|leu|taka|birr|kwacha|kyat|rupiah|tenge|forints?|"
    r"korun[ay]|manat|lari|drams?|afghanis?|riels?|dalasi|meticais|pula|bol[ií]vares|quetzales|gourdes|tugriks?|"
    r"guaran[ií]es|soms?|tala|kina|quid|bob"
)
MONEY_UNIT = re.compile(
    r"(?:(?:[\s\u00a0]|[-‑](?=(?:cent|dollar|euro|rupee|rand)\b))"
    rf"(?P<unit>(?:(?:{_WHOSE_MONEY})\s)?(?:{_MONEY}))\b(?!\s\w*weight)"
    rf"|(?<=\d)(?P<coin>(?-i:[pc]))(?!\w))(?:{MONEY_RATE.pattern})?",
    re.I,
)
PERCENT = re.compile(
    r"[\s\u00a0]?%(?:[\s-]points?\b)?|[\s-]per\s?cent(?:age)?(?:[\s-]points?)?\b|\s?pct\b|(?<=\d)pc\b", re.I
)

#: A word; "U.S." keeps its last stop where the phrase goes on.
_AIRCRAFT = (
    r"(?:Boeing|Airbus|ATR|Embraer|Bombardier|Sukhoi|Antonov|Cessna|Fokker)\s[A-Z]{0,2}-?\d{2,4}(?:-\d{1,4})?"
    r"(?:\sMAX(?:\s\d{1,2})?)?s?(?![\w-])"
)
_NOUN_WORD = re.compile(rf"[\s\u00a0]+(near\smisses|{_AIRCRAFT}|[2-6]G(?=\s)"
    r"|(?:[A-Z]\.){2,}(?=\s[a-z])|[A-Z][A-Za-z]{0,5}-?\d{1,4}"
    r"(?:[A-Z]|neo|er|LR|XLR)?(?:-[A-Z]{1,2}\d{0,4})?s?(?![\w-])|(?:[^\W\d_]|[’'.&-](?=\w))+(?:’(?=\s))?)")
_FURTHEST = 5
#: "one Israeli soldier": what "one" counts and two words before it.
_MOST_BEFORE_ONE = 3
_ONE_BEFORE = re.compile(r"(?:\bone|\bsingle|(?<![\d.,])1)\Z", re.I)
#: What "one" may count, wherever it stands; before any other noun it may be an article ("one reason").
COUNTED_ALONE = re.compile(
    r"person|(?:police|)(?:wo)?man|child|boy|girl|soldier|officer|civilian|passenger|death|fatality|casualty|seat|vote"
    r"|goal|point|ship|plane|patient|prisoner|hostage|miner|sailor"
    r"|firefighter|suspect|building|house|home|car|vehicle|boat|missile|shell|drone|bomb|body|arrest|wicket",
    re.I,
)
#: The last letters of "one" and "a single".
_ENDS_OF_ONE = ("one", "gle")


def _word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PLURALS = _word_set(
    "people men women children schoolchildren grandchildren police rohingya maori inuit hurt "
    "troops staff personnel cattle aircraft spacecraft sheep fish mice feet teeth "
    "media crew dead injured wounded missing homeless firemen policemen servicemen servicewomen fishermen "
    "businessmen gunmen militiamen lives wives knives crises analyses criteria alumni fatalities livestock infantry "
    "head folk folks countrymen spokesmen congressmen clergymen salesmen airmen seamen craft"
)
#: Words that end the noun phrase: function words, time words, and verbs that follow a bare number.
_ENDS = _word_set(
    "a an the this that these those of in on at to for from with without by as into onto over under after before "
    "since until till during between among against about around near inside outside across through per via off out "
    "up down and or but nor so yet if when while where which who whom whose what how because although though than "
    "then is are was were be been being am has have had having do does did will would can could shall should may "
    "might must he she it they we you i him her them us his its their our my your there here not no all both each "
    "every any some monday tuesday wednesday thursday friday saturday sunday january february march april june july "
    "august september october november december today yesterday tomorrow last next ago early late later now just "
    "only also said says say told still already otherwise currently on: died killed involved including according "
    "plus minus times versus vs behind ahead goes lives lies stands sits sells costs takes makes remains needs "
    "wants uses suffers faces comes gets gives keeps leaves loses earns owns pays spends receives worth two three "
    "four five six seven eight nine ten eleven twelve twenty apart above below beyond within throughout toward "
    "towards alongside alone together away back against despite like amid left right instead again soon once twice "
    "thrice first abroad ashore overseas nationwide worldwide online overnight outright indoors outdoors downstream "
    "upstream underground elsewhere altogether afterwards beforehand aboard apiece afloat anyway too rather "
    "thereafter meanwhile everywhere nearby downhill uphill offline annually "
    # What one does, where no plural is spelled so: "a third of the harvest rots".
    "arrives becomes belongs brings buys consists contains depends disappears escapes evaporates exists expires flees "
    "grows happens ignores includes involves keeps knows lacks lets occurs owes perishes prefers produces provides "
    "qualifies relies remembers requires rots seems spends spoils survives tells thrives understands vanishes wears "
    "withers"
)
#: "40 two-bedroom flats": a figure of its own begins.
_NUMBER_FIRST = re.compile(
    r"(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty)-"
    r"(?!pronged|tier|way|star|[a-z]+-olds)"
)
#: In capitals these are no pronouns ("5,000 US soldiers", "300 IT workers").
_NO_PRONOUNS = ("US", "IT")
#: "Israelis", "Iraqis", "Saudis" and the like end as words in the singular do.
_PEOPLES = ("anis", "aqis", "elis", "audis", "emenis", "alis", "uwaitis", "manis", "engalis", "unjabis", "azis", "ese")
_SINGULAR_S = re.compile(r"(?:ss|us|is|ous|news|’s|'s)$", re.I)
#: Verbs that may stand behind "of the crew": they are no part of what is counted.
_PAST = _word_set(
    "went fell sank rose came left died fled lost won voted said met drowned burned burnt agreed lay stood sat held "
    "hung ran swam flew grew drew threw knew blew took gave made got brought bought caught taught thought sought "
    "fought told sold kept slept swept wept crept felt dealt built sent spent meant paid laid had began drank ate "
    "sang rang sprang swung stuck struck clung shook spoke broke woke froze chose rode drove wrote bore tore wore "
    "swore became overcame hid bit led fed bled sped lit shrank showed proved"
)
_BEFALLEN = _word_set("injured wounded hurt missing homeless")
#: "were killed in the blast and more than" before "40 wounded"
_PASSIVE_BEFORE = re.compile(
    r"\b(?:was|were|been|are|is)\s(?:[a-z]+ed|hurt|shot|taken|held|dead|found)\b[^.,;:]*,?\sand\s(?:[a-z]+\s){0,3}\S+\Z"
)
#: As far back as one clause is looked at.
_CLAUSE = 90
_ADJECTIVE_ED = _word_set("dead injured wounded missing homeless")


def counted_noun(text: str, start: int, stop: int, *, is_single: bool = False, is_joined: bool = True) -> Span | None:
    """The counted noun phrase right after a number: adjectives up to the last word of a run of plurals.

    "American troops", "people", "former and serving officers"; None when no plural noun follows in the phrase.
    `is_single`: one plural ends it, as what follows may be a verb ("one in 100 cases leads"). `is_joined`: "and" may
    join adjectives; behind "of" it goes on with something else ("12 bags of cement and left tools").
    """
    if text[max(0, start - 3) : start].lower() in _ENDS_OF_ONE and (only := _single_noun(text, start, stop)):
        return only
    position, first, last = start, None, None
    for _ in range(_FURTHEST):
        found = _NOUN_WORD.match(text, position, stop)
        if is_joined and found and found[1] == "and" and first is not None and last is None:
            position = found.end()
            continue
        if found and found[1].lower() == "first" and last is None and (
            _plural_follows(text, found.end(), stop)
            or ((aid := _NOUN_WORD.match(text, found.end(), stop)) and not is_function_word(aid[1])
                and not is_verb_form(aid[1]) and _plural_follows(text, aid.end(), stop))
        ):  # fmt: skip
            first = found.start(1) if first is None else first
            position = found.end()
            continue  # "a dozen first editions"
        if found is None or is_function_word(found[1]) or (last is not None and is_single):
            break
        if _NUMBER_FIRST.match(found[1]):
            return None if last is None else Span(first or start, last)
        first = found.start(1) if first is None else first
        if found[1][-1] == "’" and _is_plural(found[1][:-1]):
            return Span(first, found.end(1) - 1)  # "20 million bottles’ worth"
        plural = _is_plural(found[1])
        if last is not None and not plural:
            break
        if plural:
            last = found.end(1)
            if found[1].lower() in _ADJECTIVE_ED and _plural_follows(text, found.end(), stop):
                last = None
        position = found.end()
    if first is None or (last and _is_elliptical(text, start, text[first:last])):
        return None
    if last is None:
        return _single_noun(text, start, stop)
    rate = RATE.match(text, last, stop)
    return Span(first, rate.end() if rate else last)


def _is_elliptical(text: str, start: int, noun: str) -> bool:
    """Say whether a word that may be a noun goes on with the verb before: "six were killed and 40 wounded"."""
    return noun in _BEFALLEN and _PASSIVE_BEFORE.search(text, max(0, start - _CLAUSE), start) is not None


def is_verb_form(word: str) -> bool:
    """Say whether a lower-case word is a past form rather than a noun."""
    return word in _PAST or word.endswith("ed")


def is_function_word(word: str) -> bool:
    """Say whether a noun phrase ends before this word."""
    return word.lower() in _ENDS and word not in _NO_PRONOUNS


def _plural_follows(text: str, start: int, stop: int) -> bool:
    found = _NOUN_WORD.match(text, start, stop)
    return found is not None and not is_function_word(found[1]) and _is_plural(found[1])


def _single_noun(text: str, start: int, stop: int) -> Span | None:
    """After "one" or "1": what is counted, with its adjectives ("one Israeli soldier"); None before a verb."""
    if not _ONE_BEFORE.search(text, max(0, start - 7), start):
        return None
    words = list(_phrase_words(text, start, stop))
    if not words or (len(words) == 1 and is_verb_form(words[0][1])):
        return None  # "only one remained", but "one wounded soldier"
    return Span(words[0].start(1), words[-1].end(1))


def _phrase_words(text: str, start: int, stop: int) -> Iterator[re.Match[str]]:
    """The next words up to one that ends a noun phrase, at most as many as stand before a noun."""
    place = start
    for position in range(_MOST_BEFORE_ONE):
        found = _NOUN_WORD.match(text, place, stop)
        if found is None or is_function_word(found[1]):
            return
        if position and (is_verb_form(found[1]) or _is_plural(found[1])):
            return  # "one nurse sees"
        yield found
        place = found.end()


def _is_plural(word: str) -> bool:
    low = word.lower()
    if len(word) > 2 and word[-1] == "s" and word[:-1].isupper():
        return True  # "RBIs", "F-16s"
    if low in _PLURALS or (word[0].isupper() and low.endswith(_PEOPLES)):
        return True
    return low.endswith("s") and len(low) > 2 and not word.isupper() and not _SINGULAR_S.search(low)
