"""Who tells of what they did, saw or counted themselves: an unnamed source that knows directly (DOMAIN 1.4, 1.8.11)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from annotator.core import cues
from annotator.core.extents import AttributionPhrase
from annotator.core.records import Identity, Knowledge, Number, Span
from annotator.core.referents import OpenCard, Referents
from annotator.core.source_reading import head_of

_PAST = (
    r"\w+ed|ran|left|sat|wrote|put|saw|went|came|got|kept|lost|found|felt|stood|held|paid|slept|hid|fled|fell|drove|"
    r"brought|heard|took|told|did|spent|made|gave|sent|met|swam|walked|ate|drank|lay|knelt|rang|flew|rode|dug|built|"
    r"fought|won|bought|sold|carried|buried|was|were|had\s\w+ed"
)
#: What befalls one's own: "said her tap ran brown for a week".
_ONES_OWN = (
    "house|home|flat|room|roof|street|tap|water|shop|stall|boat|car|truck|farm|field|fields|crops?|cows?|goats|sheep|animals|"
    "well|phone|leg|arm|hands?|throat|eyes|ears|lungs|skin|children|windows|door|garden|lights|power|school|class|ward|shift|"
    "boss|manager|wages|pay|pension|bill|bills|rent|contract"
)
#: What may stand between the cue and what is told: "on Monday", "told the Ledger", "on condition of anonymity".
_BEFORE_TOLD = (
    r"[,\s]*(?:(?:on\s\w+day|in\s\w+)\s)?"
    r"(?:(?:(?:told|to)\s)?(?:the\s)?(?:[A-Z][\w’]*\s){1,4})?"
    r"(?:on\scondition\sof\sanonymity\s)?(?:(?:that|how)\s)?"
)
#: Where, or in what state, somebody had been: "had been inside", "had been sleeping".
_BEEN = r"(?:without|in|at|on|there|inside|\w+(?:ing|en|wn|ught|orn|old|eft|ent|ost))"
_HAD_DONE = (
    rf"(?:had|have|has)\s(?:not\s)?(?:been\s)?(?:(?!lived)\w+ed|(?<=been\s){_BEEN}|let|{_PAST}|"
    r"seen|taken|done|given|written|sworn|driven|gone|eaten|slept|worn|begun|wept)"
)
_WAS_MADE_TO = (
    r"(?:was|were)\s(?:never\s|not\s)?"
    r"(?:asked|told|shown|given|ordered|forced|made|sent|beaten|held|kept|taken|paid|offered|handed|"
    r"left|there|present|inside|on\sduty|aboard|among|in\sthe)"
)
_DID = r"(?:saw|heard|took|spent|helped|signed|counted|found|carried|watched|ran|hid|felt|smelled|smelt|clung|fled)"
#: So many of something: "she had only two days".
_HAD_SOME = r"(?:had|has|have)\s(?:only\s|just\s)?(?:\d+|two|three|four|five|six|seven|eight|nine|ten)"
#: Telling of what one did or saw oneself: "he was asked to sign", "they had been told".
_OWN_ACT = re.compile(
    rf"\A{_BEFORE_TOLD}(?P<who>he|she|they)\s(?:{_HAD_DONE}|{_WAS_MADE_TO}|{_DID})\b"
    rf"|\A[,\s]*(?:(?:told|to)\s)?(?:(?:the|a|an)\s[a-z]+\s)?(?:that\s)?(?P<had>he|she|they)\s{_HAD_SOME}\b"
    rf"|\A[,\s]*(?:that\s)?(?P<whose>his|her|their)\s(?:own\s)?(?:{_ONES_OWN})\b"
    r"|\A\s(?P<own>hearing|seeing|watching|fleeing|being|feeling|smelling|finding|waking|running|hiding)\b",
)
#: In one's own words: "We ran", "There were eight of us", "I sat through every meeting".
_OWN_WORDS = re.compile(
    r"(?<![\w’])(?:I|We|we)\s(?:just\s|only\s|never\s|all\s|also\s|then\s|still\s)?"
    rf"(?:{_PAST}|(?:are|were|was|am)\s\w+ing)\b"
    r"|\bof\sus\b|\bin\sfront\sof\s(?:me|us)\b|\bmy\sown\s(?:eyes|hands|ears)\b"
    r"|\b(?:told|asked|made|gave|showed|handed|hit|beat|shot\sat)\s(?:me|us)\b"
)
_POSSESSORS = {"his": "he", "her": "she", "their": "they"}
_QUOTED = re.compile(r"[“\"]([^”\"]{1,600})")
#: Cues that say how one knows.
_COUNTING = frozenset({"counted", "recalled", "recalls", "recounted", "remembered", "saw", "witnessed"})
#: The same of those who only live there or were there: "Villagers described a wall of water".
_DESCRIBING = frozenset({"described", "describe", "describes"})
_ON_THE_SPOT = frozenset(
    {"resident", "residents", "villager", "villagers", "neighbour", "neighbours", "neighbor", "neighbors", "people",
     "locals", "passenger", "passengers", "survivor", "survivors", "witness", "witnesses", "bystanders", "onlookers",
     "man", "woman"}
)  # fmt: skip
#: Those who mostly speak of somebody else: "his lawyer said he was told".
_FOR_OTHERS = frozenset(
    {"lawyer", "lawyers", "attorney", "attorneys", "barrister", "solicitor", "prosecutor", "prosecutors", "judge",
     "judges", "magistrate", "coroner", "detective", "detectives", "investigator", "investigators", "friend",
     "friends", "relative", "relatives", "mother", "father", "wife", "husband", "ally", "allies", "aide", "aides",
     "adviser", "advisers", "agent", "coach", "police", "associate", "associates", "colleague", "colleagues",
     "parent", "parents", "widow"}
)  # fmt: skip
_OF_SOMEBODY = re.compile(
    r"\bclose to\b|\bof (?:the|his|her) (?:accused|suspect|couple|victim|family|minister)\b", re.I
)


def set_first_hand(text: str, sentence: Span, phrase: AttributionPhrase, card: OpenCard) -> None:
    """Note on an unnamed card that its mention in this sentence tells what it did or saw itself."""
    cue = phrase.cue
    if cue is None or not _may_learn(card):
        return
    words = text[phrase.span.start : phrase.span.stop]
    told = text[cue.stop : sentence.stop]
    verb = text[cue.start : cue.stop].lower()
    saw = verb in _COUNTING or (verb in _DESCRIBING and head_of(words) in _ON_THE_SPOT)
    if saw or _is_own_act(words, told, card) or _says_own(
        text[sentence.start : sentence.stop]
    ):  # fmt: skip
        card.reading = replace(card.reading, knowledge=Knowledge.DIRECT)


def set_by_quotation(text: str, sentence: Span, cards: Sequence[OpenCard]) -> None:
    """The same where a quotation runs on: whoever speaks in this sentence, without being mentioned in it."""
    if len(cards) == 1 and _may_learn(cards[0]) and _OWN_WORDS.search(text, sentence.start, sentence.stop):
        cards[0].reading = replace(cards[0].reading, knowledge=Knowledge.DIRECT)


#: Who a later sentence goes on about, and what it tells of how they know: "The officials were briefed on the plan".
_GOES_ON = re.compile(
    r"\A(?P<who>He|She|They|Both|All|The\s[a-z]+(?:\s[a-z]+)?)(?:\s(?:of\sthem|two|three|four|five|six))?\s"
    r"(?=(?:was|were|is|are|had|has|have|"
    r"saw|heard|read|attended|witnessed|took|helped|watched|showed|reviewed|wrote)\b)"
)
_OBJECT = r"(?:to\s\w+\s)?(?:the|a|an|it|them|part|copies|both|some|those|that|this|what|how|his|her|their)\b"
_IN_PLACES = r"in\sthe\s(?:room|meeting|building|car|cell|courtroom|crowd|queue)"
_AT_EVENTS = r"at\sthe\s(?:meeting|dinner|table|scene|rally|event)"
_ON_BOARD = r"on\sthe\s(?:call|bus|train|plane|ship|bridge|ward)"
_EVENTS = r"(?:meetings?|talks|dinner|briefings?|session|hearing|call|vote|raid|trial|funeral)"
_WAS_THERE = re.compile(
    r"(?:was|were|had\sbeen|has\sbeen|have\sbeen)\s(?:also\s|both\s|all\s)?"
    r"(?:present|there\b|on\s(?:duty|shift|board)|aboard|shown\b|among\s(?:the|those)|"
    rf"{_IN_PLACES}|{_AT_EVENTS}|{_ON_BOARD}|involved\sin\s(?:the|those|drafting|writing|planning))"
    r"|(?:(?:had|has|have)\s)?(?:also\s|both\s|all\s)?"
    rf"(?:seen|read|reviewed|heard|witnessed|taken|took|helped|watched|drafted|saw|wrote|written)\s{_OBJECT}"
    rf"|(?:(?:had|has|have)\s)?attended\s(?:the|a|that|those|both)\s(?:\w+\s)?{_EVENTS}\b"
    r"|showed\s(?:reporters|a\sreporter|the\s(?:paper|newspaper|agency)|this\snewspaper|[A-Z])"
)
_WAS_TOLD = re.compile(
    r"(?:was|were|is|are|had\sbeen|has\sbeen|have\sbeen)\s(?:\w+\s)?"
    r"(?:briefed|familiar\swith|aware\sof|close\sto|told\s(?:of|about)|informed|privy\sto)\b"
    r"|(?:has|have|had)\s(?:[\w-]+\s){0,2}knowledge\b"
)


def set_by_telling(text: str, sentence: Span, at: int, referents: Referents) -> None:
    """Note how an unnamed source knows where a later sentence is about nothing else; none is mentioned in it."""
    found = _GOES_ON.match(text[sentence.start : sentence.stop])
    if found is None:
        return
    told = text[sentence.start + found.end() : sentence.stop]
    knowledge = Knowledge.DIRECT if _WAS_THERE.match(told) else Knowledge.CLAIMED if _WAS_TOLD.match(told) else None
    if knowledge is None:
        return
    is_all = found["who"] in ("Both", "All")
    card = referents.latest_unnamed(at) if is_all else referents.known(found["who"], at)
    if card is not None and _may_learn(card) and (
        knowledge is Knowledge.DIRECT or card.reading.knowledge in (None, Knowledge.NONE)
    ):  # fmt: skip
        card.reading = replace(card.reading, knowledge=knowledge)


def _may_learn(card: OpenCard) -> bool:
    return card.reading.identity is Identity.UNNAMED and card.reading.knowledge is not Knowledge.DIRECT


def _is_own_act(words: str, told: str, card: OpenCard) -> bool:
    found = _OWN_ACT.search(told)
    if found is None:
        return False
    if found["own"]:
        return head_of(words) not in _FOR_OTHERS  # "residents described hearing two blasts"
    who = found["who"] or found["had"] or _POSSESSORS[found["whose"]]
    is_of_them = who == "they" and card.reading.number not in (None, Number.ONE)
    if (head_of(words) in _FOR_OTHERS and not is_of_them) or _OF_SOMEBODY.search(words):
        return False
    if words.lower() in cues.PRONOUNS:
        return who == words.lower()
    return who == "they" or card.reading.number in (None, Number.ONE)


def _says_own(sentence: str) -> bool:
    return any(_OWN_WORDS.search(found[1]) for found in _QUOTED.finditer(sentence))
