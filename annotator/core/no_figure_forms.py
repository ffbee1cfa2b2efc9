"""Forms in which news copy writes numbers that tell no quantity, as data: dates, hours, names, results, idioms.

Case matters for names ("May 5", "Gate 3"); where it does not, the form says so. In order: the first that fits
counts.
"""

import re


def _any_of(words: str) -> str:
    """One of the words, which are parted by blanks; an underline stands for a blank inside one."""
    return "(?:" + "|".join(words.replace("_", r"\s").split()) + ")"


MONTH = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?)"
)
#: Months in Spanish, French, German, Russian, Arabic and Hebrew, as they stand behind a day.
_MONTH_ELSEWHERE = _any_of(
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre "
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre "
    "Januar Jänner Februar März Mai Juni Juli Oktober Dezember "
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря "
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر "
    "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר"
)
_YEAR = r"(?:1[5-9]|20)\d\d"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
#: "12, 13 and 14"
_DAYS_BEFORE = r"(?:,\s\d{1,2}){0,4}\s(?:to|and|or)\s"
_WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DIGIT_WORDS = "one two three four five six seven eight nine ten"
_ZONE = "GMT|UTC|CET|EST|EDT|BST|hrs"

#: With a capital these have a number for a name: "Gate 3", "World War Two".
_NAMED_BY_NUMBER = _any_of(
    "Section Article Chapter Route Highway Flight Boeing Airbus Apollo Title Page Rule Phase Type World_War Group "
    "Channel Studio Fortune Windows Level Grade Room Gate Terminal Platform Line Formula Resolution Bill Proposition "
    "Area Unit Court Pier Hall Block Sector Zone Tier Agenda Catch Division Year Day iPhone iPad Galaxy PlayStation "
    "Xbox Model Mark Mk Series Version Volume Episode Season Exit Junction Stage Heat Lot Flat Apartment Suite Ward "
    "Bus Train Exhibit Count Clause Schedule Annex Appendix Table Figure Verse Act Scene Part Box Lane Camp Site "
    "Reactor Hangar Runway Party Big Covid Group_of Gang_of Track Round Week Stand Shaft Well Mine Item Plot Row Seat "
    "Mach FTSE S&P Nikkei CAC DAX Stoxx STOXX Hang_Seng ASX Nifty Sensex Russell Locker Gallery Cell "
    "Amendment Measure Question Directive Regulation Protocol Ordinance Decree Form Circular Category Class Layer Wave "
    "Radio Psalm Sonnet Symphony Opus Voyager Android iOS Super_Bowl Interstate Freeway Motorway Battalion"
)
#: The same without a capital: "level 4", "on page nine", but not "a day 10 times".
_NUMBERED = _any_of(
    "phase stage part chapter level grade tier step category class type option page paragraph clause article section "
    "rule number floor room gate platform junction exit lane "
    "runway route ward court channel bay berth hole lap verse psalm cell pitch"
)
_NUMBERED_IN_ROWS = _any_of(
    "pages sections chapters articles items rooms gates lots plots clauses paragraphs figures tables junctions exits "
    "platforms routes berths wards lanes volumes episodes seasons verses"
)
#: "a hole 40 feet deep", "a route 12 miles long" have no number for a name.
_MEASURES = (
    r"m|km|cm|ft|met(?:re|er)s?|kilomet(?:re|er)s?|miles?|feet|foot|inch(?:es)?|yards?|years?|months?|weeks?|days?|hours?|"
    r"minutes?|seconds?|per|percent|degrees?|tonnes?|acres?|hectares?"
)
_KEPT_UNDER = _any_of("passport account phone telephone reference serial registration licence license case file badge")
_STREET = _any_of(
    "Street St Road Rd Lane Avenue Ave Drive Square Terrace Place Close Way Boulevard Row Gardens Crescent Quay Hill "
    "Park Court Alley Mews"
)
_HALVES = _any_of("first second other latter better upper lower top bottom northern southern eastern western")
_CONTESTS = _any_of(
    "vote win victory defeat loss draw lead ruling decision triumph scoreline shot outsider favourite"
)
#: Behind digits these are scales or units and begin no name ("5C", "400MW", but "5G").
_NO_NAME = "(?:mn|mln|bn|bln|tn|trn|k|m|b|C|F|[MGT]Wh?|[GMT]B|[LVWK])"

_DATES = (
    # "March 3, 5 and 7"; "March 3-5, 2020", "May 2021"
    rf"(?=[JFMASOND])\b{MONTH}(?:\s\d{{1,2}}{_DAYS_BEFORE}\d{{1,2}}\b(?!\s[a-z])"
    rf"|\.?\s{_DAY}\b(?:[-–]\d{{1,2}}\b)?(?:,?\s{_YEAR}\b)?|\.?,?\s{_YEAR}\b)",
    rf"\b{_DAY}(?:[-–]\d{{1,2}})?\s{MONTH}\b\.?(?:,?\s\d{{4}}\b)?",
    rf"\b{_DAY}{_DAYS_BEFORE}\d{{1,2}}\s{MONTH}\b",
    rf"\b{_WEEKDAY}\s\d{{1,2}}\b(?![,.]\d|\s[a-z])",
    r"\b\d{1,2}\.\d{1,2}\.\d{2,4}\b",
    r"\b24/7\b",
    # "7/7", "140/90", but "1/4 inch" and "13 1/2"
    r"(?<![\d.,])(?<!\d[\s-])\b\d{1,3}/\d{1,3}\b(?![\s-](?:of|an?|inch|cups?|miles?|tea|table|pints?|pounds?)\b)",
    # "half past two", a lap of "1m 32.4s"
    r"(?i:\b(?:half|(?:a\s)?quarter)\s(?:past|to)\s"
    r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b)(?!\s(?:per|%))",
    r"\b\d{1,2}m\s?\d{1,2}(?:\.\d+)?s(?:ecs?)?\b",
    # "14-under", at golf
    r"\b\d{1,2}-(?:under|over)\b(?!-)",
    # the numbers of a section in brackets
    r"(?<=\d)\(\d{1,2}\)",
    r"\b(?i:vols?|pp?|ch|paras?|art|sec|figs?)\.\s?\d+(?:[-–]\d+)?\b",
)
_HOURS_BEFORE_NAMES = (
    # "at 6.30", but "at 6.30 per cent"
    r"(?<=\bat\s)\d{1,2}\.\d\d\b"
    r"(?!\s?(?:%|per|million|billion|[a-z]+s\b|(?:to|and)\s\d[\d.]*\s?(?:%|per)))",
    r"\b[0-2]\d[0-5]\d\shours\b",
    # what a line of a live page opens with: "11.42: The road is shut"
    r"(?<![^\n])[0-2]?\d\.[0-5]\d(?=(?::|\s?[–—|-])\s)",
    # "the 8.15 from Leeds", "the 7.40 ferry"
    r"(?<=\b[Tt]he\s)(?:[01]?\d|2[0-3])\.[0-5]\d"
    r"(?=\s(?:(?:from|to|for)\s[A-Z]|(?:[a-z]+\s)?(?:train|bus|ferry|service|flight|boat|sailing|departure|tram|race)\b))",
    # "one minute past midnight", "five minutes to six"
    rf"(?i:\b(?:[a-z]+|\d+)\sminutes?\s(?:(?:past|to|before|after)\s(?:midnight|noon|midday)"
    rf"|(?:past|to)\s(?:{_any_of(_DIGIT_WORDS)}|eleven|twelve|\d{{1,2}}))\b)(?!\s[a-z]+s\b)",
)
_NUMBERED_THINGS = (
    r"\bNos?\s\d+\b",
    # "a 737-800", "issue 212", but "issue 40 fines"
    r"\b7[0-8]7-\d{1,3}s?\b",
    r"(?i:\b(?:issue|edition|episode|season|series|lesson|module|volume|appendix|annex)\s\d+)\b"
    r"(?=[.,;:!?)”\"]|\Z|\s(?:of|in|on|and|was|is|has)\b)(?![.,]\d)",
    r"\b(?!US|UN|EU|UK|RM|Rs)[A-Z]{2}\s\d{2,4}\b(?![.,]\d|\s?(?:%|per\b|million|billion|[a-z]{4,}s\b))",
    rf"(?=[A-Za-z]+\s[\dotfs])(?i:\b(?:{_NUMBERED}"
    r"|(?<!\b[ae] )(?<!\bper )(?<!every )(?<!each )(?<!one )day)"
    rf"\s(?:\d+|{_any_of('one two three four five six ten')})\b(?!\stimes|[.,]\d|\s?(?:{_MEASURES})\b))",
    # "since week 9", but "this week 40 people"
    r"(?i:\b(?:since|in|by|of|until|till|after|before|from|during|for|at|on|to|into|and)\s"
    r"(?:week|round|game|match|race|year|grade|month|gameweek|matchday|day)\s\d{1,2}\b)(?![.,]\d|\stimes\b)",
    # "a hundred and one excuses"
    r"(?i:\ba\s(?:(?:hundred|thousand|million)\sand\sone|million)\s(?:other\s|different\s|little\s)?"
    r"(?:things?|reasons?|excuses|ways|questions|details|uses|jobs|problems)\b)",
    # "the top 10", but "the top 10 teams"
    rf"\b[Tt]op\s(?:\d+|{_any_of(_DIGIT_WORDS)})\b(?!\s?(?:per|%)|[.,]\d|\s(?:[a-z]+\s)?[a-z]+s\b)",
    rf"\b{_HALVES}\shalf\b",
)
_DATES_AND_HOURS = (
    rf"\b\d{{1,2}}(?:\.|er)?\s(?:de\s)?(?:{_MONTH_ELSEWHERE}|{MONTH})\b",
    r"\b\d{4}-\d\d-\d\d\b",
    r"\b\d{1,2}/\d{1,2}(?:/\d{2,4})\b",
    r"\b9/11\b",
    rf"\b\d{{1,2}}[:.]\d\d(?::\d\d)?\s?(?:[aApP]\.?[mM]\b\.?|{_ZONE})",
    r"\b\d{1,2}:\d\d(?::\d\d)?\b",
    rf"(?=[A-Za-z]+\s\d)(?i:\b{_NUMBERED_IN_ROWS}\s\d+(?:,\s\d+)*(?:\s(?:and|to)\s\d+)?)\b",
    r"(?i:\b[a-z\d]+\so['’]clock\b)",
    rf"-of-{_any_of(_DIGIT_WORDS)}\b",
    r"\b\d{1,2}\s?[aApP]\.?[mM]\b\.?",
    r"\b\d{4}\sGMT\b",
    rf"\b{_YEAR}[-–/](?:\d\d)\b",
    rf"\b{_YEAR}\s(?:levels?|figures?|prices|elections?|census|season|budget|report|survey|results|crop|harvest|war)\b",
)
_NAMES = (
    r"\b[Nn]os?\.\s?\d+(?:[-/]\d+)*",
    r"[#№]\s?\d+",
    rf"(?=[A-Zi])\b{_NAMED_BY_NUMBER}\s(?:\d+\w*(?:[-/.]\d+\w*)*|{_any_of(_DIGIT_WORDS.title() + ' Twenty')})\b",
    r"\b\d+(?:st|nd|rd|th)\b",
    # "the 1990s", "’68", "in their 30s"
    r"\b(?:1[89]|20)\d0s\b",
    r"['’‘]\d\d(?:s\b|\b(?!\d))(?=[\s.,;)])",
    r"\b\d0s\b",
    rf"(?=[A-Za-z]+\s[A-Zn])(?i:\b{_KEPT_UNDER}\s(?:number|no\.?)\s?(?:is|was|:)?\s?[A-Z]{{0,3}}\d[\d-]*(?:\s\d+)*)",
    r"\b(?:480|720|1080|2160)p\b",
    r"\b(?i:call(?:ed|ing)?|dial(?:led|ling)?|r[aiu]ng|phoned?|text(?:ed)?)\s\d{3}\b(?!\s(?:\d|[a-z]+s\b))",
    r"\b(?:999|911|112)(?=\s(?:calls?|operators?|dispatchers?|services?|handlers?|emergency)\b)",
    r"(?i:\bone[\s-]in[\s-](?:a[\s-])?[a-z\d,]+[\s-]years?\b)",
)
_RESULTS_AND_PLACES = (
    r"\b\d{1,3}\sfor\s(?:\d|10)\b(?!\s[a-z]+s\b|[%.,]\d)",
    rf"\b\d{{1,4}}(?:[-–]\d{{1,4}}|[A-Z])?\s(?:[A-Z][\w’'-]+\s){{1,3}}{_STREET}\b",
    # telephone numbers and what begins with a nought; "3:1"
    r"(?:\+\d{1,3}|\b0\d{1,4})(?:[\s-]\(?\d{2,6}\)?){1,5}\b",
    r"(?<![\d.,])(?<!\d[\s\u00a0])\b0\d+\b",
    r"\b\d{1,3}:\d{1,3}\b",
    r"(?:https?://|www\.)\S+",
    # "F-16", "x86", "5G"
    r"\b(?!(?i:under|over)-\d)[A-Za-z]+-?\d[\w-]*",
    r"\b\d+[A-Za-z]+\d\w*",
    rf"(?<![.,\d])\b\d+(?!{_NO_NAME}\b)[A-Z]\w*",
    rf"\b\d{{1,3}}[-–]\d{{1,3}}(?=\s(?:[a-z]+\s)?{_CONTESTS}\b)",
    r"\b(?:two|three|four|five|six|seven|eight|nine|\d)[\s-]for[\s-]\d{1,3}\b(?!\s[a-z]+s\b|[%.,]\d)",
)
_PRONOUNS = (
    r"(?i:(?<!only )(?<!just )\bone of\b|\bone another\b|\bno one\b|(?<!only )(?<!just )\bone day\b|\bthe one\b"
    r"|\bone(?:self|['’]s)?\b(?=\s+(?:by|or\sthe)\b))",
)

#: Any of these. One that begins with a letter begins a word: elsewhere none needs to be tried.
NO_FIGURE = re.compile(
    "(?:(?![A-Za-z])|(?<![A-Za-z]))(?:"
    + "|".join(
        _DATES + _HOURS_BEFORE_NAMES + _NUMBERED_THINGS + _DATES_AND_HOURS + _NAMES + _RESULTS_AND_PLACES + _PRONOUNS
    )
    + ")"
)
