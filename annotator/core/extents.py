"""What of a sentence a claim covers when its attribution is taken away, and how a claim is cut in two.

DOMAIN section 1.3: own voice is the whole sentence; an attributed claim goes without the attribution and
its cue, the linking time phrase and "that", and a full stop outside quotation marks.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.core.errors import Invalid
from annotator.core.records import Span
from annotator.core.words import EMOJI


@dataclass(frozen=True, slots=True)
class AttributionPhrase:
    """A phrase that names or describes a source, with the words that introduce it where there are any."""

    span: Span
    cue: Span | None = None


_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.|Feb\.|Mar\.|Apr\.|"
    r"Aug\.|Sept\.|Oct\.|Nov\.|Dec\.)"
)
_DATE = rf"(?:{_MONTH}\s\d{{1,2}}|\d{{1,2}}\s{_MONTH})(?:,?\s\d{{4}})?"
_PART = r"(?:\s(?:morning|afternoon|evening|night))?"
#: When it was said: "on Tuesday", "late on Monday night", "earlier this week", "last year".
TIME_PHRASE = (
    rf"(?:(?:late|early|earlier|later)\s)?(?:on\s)?(?:{_DAY}{_PART}|{_DATE}|yesterday|today|tonight)"
    rf"|(?:earlier|later)(?:\s(?:on\s)?(?:this|that|in\sthe)\s(?:day|week|month|year|morning))?"
    r"|(?:last|this)\s(?:week|month|year|night|morning|evening)"
)
_WHERE = (
    r"in\s(?:an?|the|his|her|their|its)\s(?:(?:[\w’-]+)\s){0,3}?(?:statement|interview|tweet|post|speech|letter|email|"
    r"e-mail|report|briefing|message|memo|conference|call|address|remarks|release|article|note)"
    r"(?:\s(?:with|to|on|at)\s(?:the\s)?[A-Z][\w’-]*(?:\s[A-Z][\w’-]*){0,2})?"
    r"|at\s(?:an?|the)\s(?:news|press)\s(?:conference|briefing)|by\s(?:phone|telephone|email|e-mail)"
)
_HEARER = (
    r"(?:the\s)?(?:reporters|journalists|lawmakers|legislators|parliament|congress|supporters|colleagues|"
    r"(?:\w+\s){0,2}(?:media|television|TV|radio|assembly|committee|council|court|inquiry|hearing|newspaper|panel))"
)
_ANONYMITY = r"(?:speaking\s)?on\s(?:the\s)?condition\sof\sanonymity(?:\sbecause\s[^“”\",]{1,90}?(?=\sthat\s|,))?"
#: Words that link an attribution to its claim and belong to neither.
_GLUE = re.compile(
    rf"(?:{TIME_PHRASE}|{_WHERE}|{_HEARER}|{_ANONYMITY}|also|that|has|had|have|as|meanwhile|however|but|and|yet|still|again|told|"
    r"separately|privately|publicly|which(?:\sitself|\sin\sturn)*(?=\s(?:cit|quot)(?:ed|es?|ing)\b|\s\Z))(?![\w’'-])",
    re.I,
)
_SKIP = re.compile(rf"[\s,:—–{EMOJI}]+|-(?=\s)|\.{{3}}|…")
#: "Reuters quoted one source as saying of al-Kawtharani": whom the words were about.
_OBJECT_TAIL = re.compile(r"\s+(?:of|about|to|in|from|on)\s[^,;:“”\"()]{1,80}")
_OPENING = "“«„‘("
_WORD_INSIDE = re.compile(r"[^\s,;:—–“”\"()][^\s,;:—–.“”\"()]")
_LINKS = r"(?:although|though|but|and|while|whereas|because|as|or|nor|yet|so|adding|that|with)"
_LINK_AFTER = re.compile(rf"(?:[\s,;:—–]|-(?=\s)|{_LINKS}(?![\w’'-]))+", re.I)
_LINK_BEFORE = re.compile(rf"(?:[\s,;:—–]|(?<=\s)-|(?<![\w’'-]){_LINKS})\Z", re.I)


def claim_extent(text: str, sentence: Span, phrases: Sequence[AttributionPhrase]) -> Span:
    """The default span of the claim of a sentence that has these attributions.

    Without any it is the whole sentence; an attribution in the middle leaves the edges where they are.
    """
    zones = sorted(
        zone
        for phrase in phrases
        for zone in (phrase.span, phrase.cue)
        if zone is not None and zone.overlaps(sentence)
    )
    if not zones:
        return sentence
    start = _after_leading(text, sentence, zones)
    stop = _before_trailing(text, Span(start, sentence.stop), zones)
    stop = _without_full_stop(text, Span(start, stop))
    claim = _trimmed(text, Span(start, stop))
    return claim if claim.start < claim.stop else sentence


def split_extents(text: str, claim: Span, caret: int) -> tuple[Span, Span]:
    """Cut a claim in two at the word boundary before the caret.

    Linking words between the parts ("although", "but", "and") fall away, and so does a full stop outside
    quotation marks. Raises `Invalid` (`empty_part`) when nothing would be left on one side.
    """
    cut = min(max(caret, claim.start), claim.stop)
    while claim.start < cut < claim.stop and _WORD_INSIDE.match(text, cut - 1):
        cut -= 1
    first_stop, second_start = cut, cut
    while (found := _LINK_BEFORE.search(text, claim.start, first_stop)) and found.start() < first_stop:
        first_stop = found.start()
    if found := _LINK_AFTER.match(text, cut, claim.stop):
        second_start = found.end()
    first = _trimmed(text, Span(claim.start, first_stop))
    second = _trimmed(text, Span(second_start, claim.stop))
    second = _trimmed(text, Span(second.start, _without_full_stop(text, second)))
    if first.start >= first.stop or second.start >= second.stop:
        raise Invalid("Put the caret between the two parts of the claim.", code="empty_part")
    return first, second


def _after_leading(text: str, sentence: Span, zones: Sequence[Span]) -> int:
    """Where the claim begins once attributions at the head of the sentence are passed over."""
    position, reached = sentence.start, sentence.start
    has_zone = False
    while position < sentence.stop:
        position = _skip(text, position, sentence.stop)
        zone = next((zone for zone in zones if zone.start <= position < zone.stop), None)
        if zone is not None:
            position = reached = zone.stop
            has_zone = True
        elif glue := _GLUE.match(text, position, sentence.stop):
            if has_zone and not _links_more(text, glue, sentence, zones):
                reached = glue.end()
            position = glue.end()
        else:
            break
    reached = _skip(text, reached, sentence.stop)
    return reached if has_zone and reached < sentence.stop else sentence.start


def _links_more(text: str, glue: re.Match[str], sentence: Span, zones: Sequence[Span]) -> bool:
    """Conjunctions after an attribution open the claim, unless another attribution follows."""
    if glue.group().lower() not in ("but", "and", "yet", "still", "as", "has", "had", "have"):
        return False
    after = _skip(text, glue.end(), sentence.stop)
    return not any(zone.start <= after < zone.stop for zone in zones)


def _before_trailing(text: str, rest: Span, zones: Sequence[Span]) -> int:
    """Where the claim ends once attributions at the tail of the sentence are taken off."""
    end = _end_of_words(text, rest)
    stop = end
    for zone in reversed([zone for zone in zones if rest.start < zone.start]):
        between = Span(zone.stop, max(zone.stop, min(stop, end)))
        if not _is_tail(text, between, is_last=stop == end):
            break
        stop = zone.start
    if stop == end:
        return rest.stop
    return _back_over_links(text, Span(rest.start, stop))


def _is_tail(text: str, between: Span, *, is_last: bool) -> bool:
    """Say whether a stretch after an attribution is no claim: glue, or whom the words were about."""
    position = between.start
    while position < between.stop:
        position = _skip(text, position, between.stop)
        glue = _GLUE.match(text, position, between.stop)
        if glue is None:
            break
        position = glue.end()
    if position >= between.stop:
        return True
    tail = _OBJECT_TAIL.match(text, max(between.start, position - 1), between.stop) if is_last else None
    return tail is not None and tail.end() == between.stop


def _back_over_links(text: str, span: Span) -> int:
    """Strip what ties the claim to a trailing attribution: comma, dash, "as"."""
    stop = span.stop
    while stop > span.start:
        stripped = len(text[span.start : stop].rstrip()) + span.start
        if stripped > span.start and text[stripped - 1] in ",:—–-":
            stop = stripped - 1
        elif found := re.search(r"\s(?:as|but|and)\Z", text[span.start : stripped]):
            stop = span.start + found.start()
        elif found := re.search(rf"[,\s](?:{TIME_PHRASE})\Z", text[max(span.start, stripped - 30) : stripped], re.I):
            if not re.search(r"[,”\"]\s*\Z", text[span.start : max(span.start, stripped - 30) + found.start() + 1]):
                return stripped
            stop = max(span.start, stripped - 30) + found.start()
        else:
            return stripped
    return span.start


def _end_of_words(text: str, span: Span) -> int:
    stop = span.stop
    while stop > span.start and (text[stop - 1].isspace() or text[stop - 1] in ".!?"):
        stop -= 1
    return stop


def _without_full_stop(text: str, span: Span) -> int:
    """The end without a full stop that stands outside quotation marks; "U.S." and "..." keep theirs."""
    stop = len(text[span.start : span.stop].rstrip()) + span.start
    if stop - 1 > span.start and text[stop - 1] == "." and text[stop - 2] != ".":
        last = re.search(r"\S+\Z", text[span.start : stop - 1])
        if last is None or "." not in last.group():
            return stop - 1
        if not re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", last.group().lstrip(_OPENING)):
            return stop - 1
    return stop


def _skip(text: str, position: int, stop: int) -> int:
    found = _SKIP.match(text, position, stop)
    return found.end() if found else position


def _trimmed(text: str, span: Span) -> Span:
    start, stop = span
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return Span(start, stop)
