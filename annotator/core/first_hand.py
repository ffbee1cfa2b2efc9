"""Who tells of what they did, saw or counted themselves: an unnamed source that knows directly (DOMAIN 1.4, 1.8.11)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from annotator.core import cues
from annotator.core.extents import AttributionPhrase
from annotator.core.records import Identity, Knowledge, Number, Span
from annotator.core.referents import OpenCard
from annotator.core.source_reading import head_of

_PAST = (
    r"\w+ed|ran|left|sat|wrote|put|saw|went|came|got|kept|lost|found|felt|stood|held|paid|slept|hid|fled|fell|drove|brought|"
    r"heard|took|told|did|spent|made|gave|sent|met|swam|walked|ate|drank|lay|knelt|rang|flew|rode|dug|built|fought|won|bought|"
    r"sold|carried|buried|was|were|had\s\w+ed"
)
#: Telling of what one did or saw oneself: "he was asked to sign", "they had been told".
_OWN_ACT = re.compile(
    r"\A[,\s]*(?:(?:on\s\w+day|in\s\w+)\s)?(?:(?:(?:told|to)\s)?(?:the\s)?(?:[A-Z][\w’]*\s){1,4})?(?:on\scondition\sof\sanonymity\s)?"
    r"(?:(?:that|how)\s)?(?P<who>he|she|they)\s"
    rf"(?:(?:had|have|has)\s(?:not\s)?(?:been\s)?(?:(?!lived)\w+ed|(?<=been\s)(?:without|in|at|on|there|inside|\w+(?:ing|en|wn|ught|orn|old|eft|ent|ost))|let|{_PAST}|seen|taken|done|given|written|sworn|driven|gone|eaten|slept|worn|begun|wept)"
    r"|(?:was|were)\s(?:never\s|not\s)?(?:asked|told|shown|given|ordered|forced|made|sent|beaten|held|kept|taken|paid|offered|"
    r"handed|left|there|present|inside|on\sduty|aboard|among|in\sthe)"
    r"|(?:saw|heard|took|spent|helped|signed|counted|found|carried|watched|ran|hid|felt|smelled|smelt|clung|fled))\b"
    r"|\A\s(?P<own>hearing|seeing|watching|fleeing|being|feeling|smelling|finding|waking|running|hiding)\b",
)
#: In one's own words: "We ran", "There were eight of us", "I sat through every meeting".
_OWN_WORDS = re.compile(
    rf"(?<![\w’])(?:I|We|we)\s(?:just\s|only\s|never\s|all\s|also\s|then\s|still\s)?(?:{_PAST}|(?:are|were|was|am)\s\w+ing)\b"
    r"|\bof\sus\b|\bin\sfront\sof\s(?:me|us)\b|\bmy\sown\s(?:eyes|hands|ears)\b"
    r"|\b(?:told|asked|made|gave|showed|handed|hit|beat|shot\sat)\s(?:me|us)\b"
)
_QUOTED = re.compile(r"[“\"]([^”\"]{1,600})")
#: Cues that say how one knows.
_COUNTING = frozenset({"counted", "recalled", "recalls", "recounted", "remembered", "saw", "witnessed"})
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
    if text[cue.start : cue.stop].lower() in _COUNTING or _is_own_act(words, told, card) or _says_own(
        text[sentence.start : sentence.stop]
    ):  # fmt: skip
        card.reading = replace(card.reading, knowledge=Knowledge.DIRECT)


def set_by_quotation(text: str, sentence: Span, cards: Sequence[OpenCard]) -> None:
    """The same where a quotation runs on: whoever speaks in this sentence, without being mentioned in it."""
    if len(cards) == 1 and _may_learn(cards[0]) and _OWN_WORDS.search(text, sentence.start, sentence.stop):
        cards[0].reading = replace(cards[0].reading, knowledge=Knowledge.DIRECT)


def _may_learn(card: OpenCard) -> bool:
    return card.reading.identity is Identity.UNNAMED and card.reading.knowledge is not Knowledge.DIRECT


def _is_own_act(words: str, told: str, card: OpenCard) -> bool:
    found = _OWN_ACT.search(told)
    if found is None:
        return False
    if found["own"]:
        return head_of(words) not in _FOR_OTHERS  # "residents described hearing two blasts"
    is_of_them = found["who"] == "they" and card.reading.number not in (None, Number.ONE)
    if (head_of(words) in _FOR_OTHERS and not is_of_them) or _OF_SOMEBODY.search(words):
        return False
    if words.lower() in cues.PRONOUNS:
        return found["who"] == words.lower()
    return found["who"] == "they" or card.reading.number in (None, Number.ONE)


def _says_own(sentence: str) -> bool:
    return any(_OWN_WORDS.search(found[1]) for found in _QUOTED.finditer(sentence))
