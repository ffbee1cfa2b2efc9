"""Numbers that are no figures: dates, years, clock times, ordinals, names, addresses, and numbers of sources."""

import re

from annotator.core import cues
from annotator.core.figure_phrases import FigurePhrase, is_race
from annotator.core.figure_tails import PHRASE_ENDS
from annotator.core.records import Span
from annotator.core.units import is_function_word, is_verb_form

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
#: Months in Spanish, French, German, Russian, Arabic and Hebrew, as they stand behind a day.
_MONTH_ELSEWHERE = (
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janvier|février|mars|avril|"
    "mai|juin|juillet|août|septembre|octobre|novembre|décembre|Januar|Jänner|Februar|März|Mai|Juni|Juli|Oktober|Dezember|"
    "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|يناير|فبراير|مارس|أبريل|مايو|"
    "يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر|בינואר|בפברואר|במרץ|באפריל|במאי|ביוני|ביולי|באוגוסט|בספטמבר|"
    "באוקטובר|בנובמבר|בדצמבר"
)
#: Numbers that are no figures. Case matters for names ("May 5"), not for clock times.
NO_FIGURE = re.compile(
    rf"(?:(?![A-Za-z])|(?<![A-Za-z]))(?:(?=[JFMASOND])\b{_MONTH}(?:"
    r"\s\d{1,2}(?:,\s\d{1,2}){0,4}\s(?:to|and|or)\s\d{1,2}\b(?!\s[a-z])"
    r"|\.?\s\d{1,2}(?:st|nd|rd|th)?\b(?:[-–]\d{1,2}\b)?(?:,?\s(?:1[5-9]|20)\d\d\b)?|\.?,?\s(?:1[5-9]|20)\d\d\b)"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?:[-–]\d{{1,2}})?\s{_MONTH}\b\.?(?:,?\s\d{{4}}\b)?"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?:,\s\d{{1,2}}){{0,4}}\s(?:to|and|or)\s\d{{1,2}}\s{_MONTH}\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\s\d{1,2}\b(?![,.]\d|\s[a-z])|\b\d{1,2}\.\d{1,2}\.\d{2,4}\b|\b24/7\b"
    r"|(?<=\bat\s)\d{1,2}\.\d\d\b(?!\s?(?:%|per|million|billion|[a-z]+s\b|(?:to|and)\s\d[\d.]*\s?(?:%|per)))|\b[0-2]\d[0-5]\d\shours\b"
    r"|\bNos?\s\d+\b|\b(?!US|UN|EU|UK|RM|Rs)[A-Z]{2}\s\d{2,4}\b(?![.,]\d|\s?(?:%|per\b|million|billion|[a-z]{4,}s\b))"
    r"|(?=[A-Za-z]+\s[\dotfs])(?i:\b(?:phase|stage|part|chapter|level|grade|tier|step|category|class|type|option|page|paragraph|clause|article|"
    r"section|rule|number|floor|room|gate|platform|junction|exit|lane|top|"
    r"(?<!\b[ae] )(?<!\bper )(?<!every )(?<!each )(?<!one )day)\s(?:\d+|one|two|three|four|five|six|ten)\b(?!\stimes))"
    r"|\b(?:first|second|other|latter|better|upper|lower|top|bottom|northern|southern|eastern|western)\shalf\b"
    rf"|\b\d{{1,2}}(?:\.|er)?\s(?:de\s)?(?:{_MONTH_ELSEWHERE}|{_MONTH})\b"
    r"|\b\d{4}-\d\d-\d\d\b|\b\d{1,2}/\d{1,2}(?:/\d{2,4})\b|\b9/11\b"
    r"|\b\d{1,2}[:.]\d\d(?::\d\d)?\s?(?:[aApP]\.?[mM]\b\.?|GMT|UTC|CET|EST|EDT|BST|hrs)|\b\d{1,2}:\d\d(?::\d\d)?\b"
    r"|(?=[A-Za-z]+\s\d)(?i:\b(?:pages|sections|chapters|articles|items|rooms|gates|lots|plots|clauses|paragraphs|figures|tables)\s\d+"
    r"(?:,\s\d+)*(?:\s(?:and|to)\s\d+)?)\b|(?i:\b[a-z\d]+\so['’]clock\b)|-of-(?:one|two|three|four|five|six|seven|eight|nine|ten)\b"
    r"|\b\d{1,2}\s?[aApP]\.?[mM]\b\.?|\b\d{4}\sGMT\b"
    r"|\b(?:1[5-9]|20)\d\d[-–/](?:\d\d)\b|\b[Nn]os?\.\s?\d+(?:[-/]\d+)*|[#№]\s?\d+"
    r"|(?=[A-Zi])\b(?:Section|Article|Chapter|Route|Highway|Flight|Boeing|Airbus|Apollo|Title|Page|Rule|Phase|Type|"
    r"World War|Group|Channel|Studio|Fortune|Windows|Level|Grade|Room|Gate|Terminal|Platform|Line|Formula|Resolution|"
    r"Bill|Proposition|Area|Unit|Court|Pier|Hall|Block|Sector|Zone|Tier|Agenda|Catch|Division|Year|Day|iPhone|iPad|Galaxy|"
    r"PlayStation|Xbox|Model|Mark|Mk|Series|Version|Volume|Episode|Season|Exit|Junction|Stage|Heat|Lot|Flat|Apartment|"
    r"Suite|Ward|Bus|Train|Exhibit|Count|Clause|Schedule|Annex|Appendix|Table|Figure|Verse|Act|Scene|Part|Box|Lane|"
    r"Camp|Site|Reactor|Hangar|Runway|Party|Big|Covid|Group\sof|Gang\sof|Level|Track|Round|Week|Stand|Shaft|Well|Mine|Item|Plot|Row|Seat|FTSE|S&P|Nikkei|CAC|DAX|Stoxx|Hang\sSeng|ASX|Nifty|Sensex|Russell|Locker|Gallery|Cell)"
    r"\s(?:\d+\w*|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Twenty)\b"
    r"|\b\d+(?:st|nd|rd|th)\b|\b(?:1[89]|20)\d0s\b|['’‘]\d\d(?:s\b|\b(?!\d))(?=[\s.,;)])|\b\d0s\b"
    r"|(?=[A-Za-z]+\s[A-Zn])(?i:\b(?:passport|account|phone|telephone|reference|serial|registration|licence|license|case|file|badge)\s(?:number|no\.?)"
    r"\s?(?:is|was|:)?\s?[A-Z]{0,3}\d[\d-]*(?:\s\d+)*)|\b(?:480|720|1080|2160)p\b"
    r"|\b(?i:call|dial|dialled|ring|phone|text)\s\d{3}\b(?!\s(?:\d|[a-z]+s\b))|\b\d{1,3}\sfor\s(?:\d|10)\b(?!\s[a-z]+s\b|[%.,]\d)"
    r"|\b\d{1,4}[A-Z]?\s(?:[A-Z][\w’'-]+\s){1,3}(?:Street|St|Road|Rd|Lane|Avenue|Ave|Drive|Square|Terrace|Place|Close|"
    r"Way|Boulevard|Row|Gardens|Crescent|Quay|Hill|Park|Court|Alley|Mews)\b"
    r"|(?:\+\d{1,3}|\b0\d{1,4})(?:[\s-]\(?\d{2,6}\)?){1,5}\b|(?<![\d.,])(?<!\d[\s\u00a0])\b0\d+\b|\b\d{1,3}:\d{1,3}\b"
    r"|(?:https?://|www\.)\S+|\b(?!(?i:under|over)-\d)[A-Za-z]+-?\d[\w-]*|\b\d+[A-Za-z]+\d\w*|(?<![.,\d])\b\d+(?!(?:mn|mln|bn|bln|tn|trn|k|m|b|C|F|[MGT]Wh?|[GMT]B|[LVWK])\b)[A-Z]\w*"
    r"|\b\d{1,3}[-–]\d{1,3}(?=\s(?:[a-z]+\s)?(?:vote|win|victory|defeat|loss|draw|lead|ruling|decision|triumph|scoreline|shot|outsider|favourite)\b)"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|\d)[\s-]for[\s-]\d{1,3}\b(?!\s[a-z]+s\b|[%.,]\d)"
    r"|(?i:(?<!only )(?<!just )\bone of\b|\bone another\b|\bno one\b|(?<!only )(?<!just )\bone day\b|\bthe one\b"
    r"|\bone(?:self|['’]s)?\b(?=\s+(?:by|or\sthe)\b)))"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
#: So many of these are counted, whatever the digits: "1709 schoolchildren".
_MANY = frozenset({"people", "men", "women", "children", "schoolchildren", "troops", "soldiers", "students", "homes"})
_INSIDE_WORD = re.compile(r"\w[^\W\d_]")
_NAME_BEFORE = re.compile(
    r"(?:\b(?:[A-Z][\w’'.-]*|the)\s(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)[A-Z][a-z][\w’'-]*|\b[A-Z]{3,})\s\Z"
)
_NO_VERB = re.compile(r"[,.;:?!”\"’]|\Z|\s(?:in|on|at|for|to|with|and|as|by)\s|\s[A-Z]|['’]s\b")
_YEAR_TO_COME = re.compile(r"21\d\d")
_FOR_EVERY = re.compile(r"\s(?:for|to|in)\severy\s")
_YEAR_AFTER = re.compile(r"\b(?:in|since|by|until|till|from|of|before|after|during|year|early|late|mid)[\s-]\Z", re.I)
#: What "one" may count; any other "one" is a pronoun or an article ("one reason").
_ONE_COUNTS = re.compile(
    r"person|(?:police|)(?:wo)?man|child|boy|girl|soldier|officer|civilian|passenger|death|fatality|casualty|seat|vote"
    r"|goal|point|ship|plane|patient|prisoner|hostage|miner|sailor"
    r"|firefighter|suspect|building|house|home|car|vehicle|boat|missile|shell|drone|bomb|body|arrest|wicket",
    re.I,
)
_DEFINITE = re.compile(r"\b(?:the|these|those|their|his|her|its|our|other|any|each|all|those|my|your)\s\Z", re.I)
_SOURCE_NOUNS = frozenset({"sources", "source", "insiders"})
_ROLE_PLURALS = frozenset(cues.HEADS.values())
_SPEECH_AFTER = re.compile(
    r"\s(?:(?:also|have|has|had|later|both|all)\s)*(?:" + "|".join(sorted(cues.PLAIN_SPEECH_VERBS)) + r")\b"
    r"|,?\s(?:familiar|close\sto|with\s(?:direct\s)?knowledge|briefed|who\s(?:spoke|asked|declined|requested))\b",
    re.I,
)
_CITED_BEFORE = re.compile(r"\b(?:cit(?:ing|ed|es)|quot(?:ing|ed|es)|according\sto|told\sby)\s\Z", re.I)
_A_THIRD = re.compile(
    r"an?\s(?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|hundredth|thousandth|millionth)", re.I
)
_NEXT_WORD = re.compile(r"\s([a-z][a-z’'-]+)")
#: Behind a share these begin no noun phrase.
_NO_NOUNS = frozenset({"more", "less", "said", "say", "says", "each", "compared", "do", "think", "want", "live"})
#: "opens at 6 on Thursdays", but "stands at 6".
_HOUR_AT = re.compile(r"(?<!stands\s)(?<!stood\s)(?<!put\s)(?<!is\s)(?<!was\s)(?<!remains\s)\bat\s\Z", re.I)
_HOUR_ENDS = re.compile(r"\s(?:on|every|sharp|each|tonight|tomorrow|today|yesterday|in\sthe)\b")
_AT_BEFORE = re.compile(r"\b(?:at|until|till)\s\Z", re.I)
_SAID_BEFORE = re.compile(r"\b(?:said|says)\s\Z", re.I)


def is_no_figure(text: str, span: Span, found: re.Match[str], phrase: FigurePhrase) -> bool:
    """Say whether a number found in a sentence's `span` tells no quantity: a date, a name, a score, an address."""
    if found["digits"]:
        told = _is_no_figure_in_digits(text, span, found, phrase)
    elif found["words"]:
        told = _is_no_figure_in_words(text, span, found, phrase)
    else:
        told = True if found["share"] and _is_no_share(text, span, found) else None
    return _counts_sources(text, span, phrase) if told is None else told


def _has_unit(phrase: FigurePhrase) -> bool:
    return bool(phrase.counted or phrase.measured or phrase.money or phrase.percent or phrase.currency)


def _is_no_figure_in_digits(text: str, span: Span, found: re.Match[str], phrase: FigurePhrase) -> bool | None:
    """The same of digits: years, races, results and hours; None where they do not tell."""
    has_unit, digits = _has_unit(phrase), found["digits"]
    if phrase.second and not has_unit and all(
        _YEAR.fullmatch(text[one.start : one.stop]) for one in (phrase.number, phrase.second)
    ):
        return True
    if phrase.span.stop == found.end() and _INSIDE_WORD.match(text, found.end() - 1):
        return True  # "4chan"
    if not (has_unit or phrase.modifier or phrase.second) and _is_of_a_name(text, span, found):
        return True
    after_year_word = _YEAR_AFTER.search(text, max(span.start, found.start() - 8), phrase.span.start)
    if _YEAR_TO_COME.fullmatch(digits) and not has_unit and after_year_word:
        return True
    if is_race(text, span, found) or phrase.has_score:
        return True
    if not has_unit and not phrase.modifier and _is_clock(text, span, found):
        return True
    is_year = not found["scale"] and not phrase.second and _YEAR.fullmatch(digits) is not None
    if is_year and not phrase.percent and not phrase.currency:
        is_many = phrase.measured or phrase.money or (phrase.counted and (phrase.modifier or phrase.counted in _MANY))
        return not is_many or after_year_word is not None
    return None


def _is_of_a_name(text: str, span: Span, found: re.Match[str]) -> bool:
    """Say whether a bare number ends a name: "Internet Explorer 6", "HTML 5"."""
    before = _NAME_BEFORE.search(text, max(span.start, found.start() - 48), found.start())
    return before is not None and len(found.group()) < 3 and _NO_VERB.match(text, found.end(), span.stop) is not None


def _is_no_figure_in_words(text: str, span: Span, found: re.Match[str], phrase: FigurePhrase) -> bool | None:
    """The same of number words: articles, hours, pronouns; None where they do not tell."""
    has_unit, word, modifier = _has_unit(phrase), found["words"].lower(), phrase.modifier.strip()
    if word in ("a", "an"):
        return not (phrase.rest or (phrase.modifier and phrase.measured))
    if word == "one" and modifier in ("only", "just"):
        return False
    is_part = text.startswith(" of ", found.end())
    if text.startswith(" past", found.end()) or (modifier in ("all", "just") and not has_unit and not is_part):
        return True  # a clock time; "all three said"
    near = max(span.start, found.start() - 8)
    is_bare = not (has_unit or phrase.modifier)
    if is_bare and not phrase.second and _AT_BEFORE.search(text, near, found.start()):
        return True  # "at eleven"
    if word == "one" and not phrase.second and not (phrase.percent or phrase.money or phrase.measured):
        return not (_ONE_COUNTS.fullmatch(phrase.counted) or _FOR_EVERY.match(text, phrase.span.stop, span.stop))
    if text[found.end() : found.end() + 1] in ("-", "‑") and not has_unit and not phrase.second:
        return True
    if is_bare and text[found.start() - 2 : found.start() - 1].isalpha() and text[found.start() - 1] == "-":
        return True  # "high-five"
    return True if is_bare and _DEFINITE.search(text, near, found.start()) else None


_NO_SHARE = re.compile(r"-(?:hour|time|way|brother|sister|day|year|life|century)")


def _is_no_share(text: str, span: Span, found: re.Match[str]) -> bool:
    """Say whether "a third" counts on, or "half" is part of a word: "half-time"."""
    return _is_ordinal(text, found, span) or _NO_SHARE.match(text, found.end()) is not None


def _is_clock(text: str, span: Span, found: re.Match[str]) -> bool:
    """Say whether a bare number behind "at" is an hour: "They meet at 6 on Thursdays"."""
    return bool(
        len(found["digits"]) < 3 and found["digits"].isdecimal() and 1 <= int(found["digits"]) <= 12
        and _HOUR_AT.search(text, max(span.start, found.start() - 24), found.start())
        and _HOUR_ENDS.match(text, found.end(), span.stop)
    )  # fmt: skip


def _is_ordinal(text: str, found: re.Match[str], span: Span) -> bool:
    """Say whether "a third" counts on ("a third goal") instead of telling a share."""
    if not _A_THIRD.fullmatch(found.group()):
        return False
    following = _NEXT_WORD.match(text, found.end(), span.stop)
    if following is None:
        return False
    word = following[1]
    return not (is_function_word(word) or is_verb_form(word) or word.endswith(("er", "ly")) or word in _NO_NOUNS)


def _counts_sources(text: str, span: Span, phrase: FigurePhrase) -> bool:
    """Say whether the number counts sources ("two sources", "three officials said"): the card's business."""
    words = phrase.counted.lower().split()
    if not words:
        return False
    head = words[-1]
    if head in _SOURCE_NOUNS:
        return not re.search(r"\s(?:sources?|insiders)\sof\b", text[phrase.span.start : phrase.span.stop + 4], re.I)
    if head not in _ROLE_PLURALS:
        return False
    before = max(span.start, phrase.span.start - 16)
    if _SPEECH_AFTER.match(text, phrase.span.stop, span.stop):
        return True
    if _SAID_BEFORE.search(text, before, phrase.span.start):
        return PHRASE_ENDS.match(text, phrase.span.stop) is not None
    return _CITED_BEFORE.search(text, before, phrase.span.start) is not None
