"""Who tells of what they did, saw or counted themselves: an unnamed source that knows directly (DOMAIN 1.4, 1.8.11)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from annotator.core import cues
from annotator.core.extents import AttributionPhrase
from annotator.core.mention_heads import head_of
from annotator.core.records import Identity, Knowledge, Number, SourceType, Span
from annotator.core.referents import OpenCard, Referents

#: Past forms that tell what somebody thinks, wants or is, and nothing that they did.
_NOT_DONE = (
    r"(?:believed|hoped|feared|wanted|wished|expected|needed|planned|intended|agreed|supported|opposed|welcomed|doubted|liked|"
    r"loved|hated|preferred|remained|regretted|trusted|suspected|assumed|favou?red|backed|deserved|seemed|appeared|stayed|"
    r"lived|looked|respected|admired|accepted|rejected|denied|considered|worried|cared|mattered|required|tended|refused|hundred)"
)
#: What somebody was, felt or was meant to do, and that nobody did to them.
_NOT_SUFFERED = (
    r"(?:devastated|surprised|pleased|worried|delighted|concerned|disappointed|confused|relieved|shocked|saddened|convinced|"
    r"determined|prepared|committed|expected|supposed|opposed|satisfied|encouraged|alarmed|troubled|interested|excited|scared|"
    r"frightened|tired|resigned|dedicated|entitled|focused|aligned|required|married|related|based|disgusted|horrified|stunned|"
    r"deeply|very|so|not|also|still)"
)
_PAST = (
    rf"(?!{_NOT_DONE}\b)\w+ed|ran|left|sat|wrote|put|saw|went|came|got|kept|lost|found|felt|stood|held|paid|slept|hid|fled|fell|drove|"
    r"brought|heard|took|told|did|spent|made|gave|sent|met|swam|walked|ate|drank|lay|knelt|rang|flew|rode|dug|built|"
    r"fought|won|bought|sold|carried|buried|was|were|had\s\w+ed"
)
#: What befalls one's own: "said her tap ran brown for a week".
_ONES_OWN = (
    "house|home|flat|room|roof|street|tap|water|shop|stall|boat|car|truck|farm|field|fields|crops?|cows?|goats|sheep|animals|"
    "well|phone|leg|arm|hands?|throat|eyes|ears|lungs|skin|children|windows|door|garden|lights|power|school|class|ward|shift|"
    "neck|head|back|knees?|chest|face|feet|foot|stomach|hair|hotel|bus|train|nets?|unit|platoon|battalion|boss|manager|wages|pay|pension|bill|bills|rent|contract"
)
#: What may stand between the cue and what is told: "on Monday", "told the Ledger", "on condition of anonymity".
_BEFORE_TOLD = (
    r"[,\s]*(?:(?:on\s\w+day|in\s\w+)\s)?"
    r"(?:(?:(?:told|to)\s)?(?:the\s)?(?:[A-Z][\w’]*\s){1,4})?"
    r"(?:(?:the|an?|his|her|their|its)\s(?:[a-z]+\s){1,3}(?=that\b|(?:he|she|they)\b)|[a-z]+s\s(?=that\b))?"
    r"(?:on\scondition\sof\sanonymity\s)?(?:(?:that|how)\s)?"
)
#: Where, or in what state, somebody had been: "had been inside", "had been sleeping".
_BEEN = (
    r"(?:without|in|at|on|there|inside|outside|asleep|awake|alone|away|home|ill|sick|out|behind|"
    r"\w+(?:ing|en|wn|ught|orn|old|eft|ent|ost))"
)
_HAD_DONE = (
    r"(?:had|have|has)\s(?!been\s(?:briefed|informed|made\saware))"
    r"(?:(?:not|twice|once|often|also|since|just|only|even|himself|herself|themselves|\w{3,}ly)\s)?"
    rf"(?:been\s)?(?:(?!lived)\w+ed|(?<=been\s){_BEEN}|let|{_PAST}|"
    r"seen(?!\sno\b)|taken|done|given|written|sworn|driven|gone|eaten|slept|worn|begun|wept|"
    r"drunk|rung|sung|swum|flown|broken|chosen|hidden|bitten|stolen|woken|torn|shaken|ridden|fallen|lain|borne|dealt)"
)
_WAS_MADE_TO = (
    rf"(?:was|were)\s(?:never\s|not\s|later\s|often\s|repeatedly\s)?"
    rf"(?:(?!{_NOT_SUFFERED}\b)\w{{3,}}ed|hit|hurt|cut|put|thrown|shot|hidden|driven|stolen|struck|bitten|fed|owed|"
    r"asked|told|shown|given|ordered|forced|made|sent|beaten|held|kept|taken|paid|offered|handed|"
    r"left|there|present|inside|on\sduty|aboard|among|in\sthe)"
)
_DID = (
    rf"(?:(?:also|then|first|often|once|never|twice|just|only|later|\w{{3,}}ly)\s)?(?:(?!{_NOT_DONE}\b|had\b|was\b|were\b)"
    r"(?:\w{2,}ed|saw|heard|took|spent|found|ran|hid|felt|smelt|clung|fled|sat|wrote|put|went|came|got|kept|lost|stood|held|"
    r"paid|slept|fell|drove|brought|made|gave|sent|met|swam|walked|ate|drank|lay|knelt|rang|flew|rode|dug|built|fought|won|"
    r"bought|sold|woke|broke|caught|shook|hit|cut|threw|struck|spoke|began|grew|dealt|chose|swore|tore|wore|bled))\b"
    r"|(?:can|could)\s(?:only\s|still\s|not\s)?(?:see|hear|smell|feel|taste)\b|(?:did|do)\snot\s(?:see|hear|sleep|eat)\b"
    r"|(?:was|were)\s(?:asleep|awake|there|alone|home|at\swork|at\shome|on\s(?:the|a|his|her|their)|in\s(?:bed|his|her|their))\b"
)#: So many of something: "she had only two days".
_HAD_SOME = (
    r"(?:had|has|have)\s(?:had\s)?(?:no\s(?!knowledge|plans?|idea|doubt|intention|comment|objection|evidence|reason|position)[a-z]+"
    r"|(?:only\s|just\s)?(?:\d+|two|three|four|five|six|seven|eight|nine|ten))"
)
#: What others did to them: "said guards beat him", "managers had told them".
_TO_THEM = (
    r"(?:that\s)?(?:the\s|his\s|her\s|their\s)?[a-z]+(?:\s[a-z]+)?\s(?:had\s|have\s|has\s)?(?:never\s|not\s|also\s)?"
    r"(?:told|ordered|forced|made|asked|warned|beat|beaten|threatened|promised|offered|gave|given|paid|kicked|sacked|"
    r"shot\sat|searched|robbed|chased|punched|fired\sat|locked|tied|left|sent|kept|held|grabbed|slapped|pushed|shoved|groped|"
    r"touched|struck|assaulted|raped|dragged|followed|cheated|sued|evicted|arrested|detained|insulted|underpaid|lied\sto)"
)
#: What one senses: "told the Argus that the water had smelled of diesel".
_SENSED = re.compile(
    rf"\A{_BEFORE_TOLD}(?:the|their|his|her)\s[a-z]+\s(?:had\s|has\s)?(?:smell(?:s|ed|t)|tast(?:es|ed)|stank|reek(?:s|ed)|shook|shaken)\b"
)
#: What others did to something of theirs: "said soldiers had taken his camera".
_TO_THEIRS = (
    r"(?:that\s)?(?:the\s)?[a-z]+(?:\s[a-z]+)?\s(?:had\s|have\s|has\s)?"
    r"(?:taken|took|seized|stolen|stole|smashed|broken|broke|burned|burnt|destroyed|searched|confiscated|demolished|raided|"
    r"ransacked|looted|flooded|bulldozed|cut\soff|killed|shot|blocked|kept|withheld|opened|read)"
)
#: Telling of what one did or saw oneself: "he was asked to sign", "they had been told".
_OWN_ACT = re.compile(
    rf"\A{_BEFORE_TOLD}(?P<who>he|she|they)\s(?:{_HAD_DONE}|{_WAS_MADE_TO}|{_DID})\b"
    rf"|\A[,\s]*(?:(?:told|to)\s)?(?:(?:the|a|an)\s[a-z]+\s)?(?:that\s)?(?P<had>he|she|they)\s{_HAD_SOME}\b"
    rf"|\A[,\s]*(?:that\s)?(?P<whose>his|her|their)\s(?:own\s)?(?:{_ONES_OWN})\b"
    r"|\A\s(?P<own>hearing|seeing|watching|fleeing|being|feeling|smelling|finding|waking|running|hiding)\b"
    r"|\A\s(?:the\s|a\s)?(?P<seen>hearing|seeing|sounds?|scenes?|smell|noise|panic|chaos|moment)\b"
    rf"|\A\sof\s(?P<being>being|seeing|hearing|finding|having)\b"
)
#: Telling of what others did to one or to one's own: "managers told them", "he had grabbed them", "took his camera".
_SUFFERED = re.compile(
    rf"\A[,\s]*(?:{_TO_THEM}\s(?P<whom>him|her|them)|{_TO_THEIRS}\s(?P<theirs>his|her|their))\b"
)
#: In one's own words: "We ran", "There were eight of us", "I sat through every meeting".
_OWN_WORDS = re.compile(
    r"(?<![\w’])(?:I|We|we)\s(?:just\s|only\s|never\s|all\s|also\s|then\s|still\s)?"
    rf"(?:{_PAST}|(?:are|were|was|am)\s\w+ing)\b"
    r"|(?<![\w’])(?:I|[Ww]e)(?:\shave|['’]ve)\s(?:just\s|only\s|never\s|all\s|not\s)?(?:worked|been\s\w+ing|seen|lost|heard|"
    r"waited|lived\sthrough|had\sto|buried|counted|driven|slept|carried|tried|called|paid|found)\b"
    r"|(?<![\w’])(?:I|[Ww]e|[Yy]ou)\s(?:can|could)\s(?:only\s|still\s)?(?:see|hear|smell|feel)\b"
    r"|(?<![\w’])(?:I|[Ww]e)\s(?:hear|see|sleep|drink|eat|work|live|drive|carry)\b"
    rf"|(?<![\w’])(?:[Mm]y|[Oo]ur)\s(?:own\s)?(?:{_ONES_OWN})\b"
    r"|\b(?:on|at|around|behind|above|over|past|towards?)\s(?:me|us)\b|\blooked\s(?:me|us)\b"
    r"|\bof\sus\b|\bin\sfront\sof\s(?:me|us)\b|\bmy\sown\s(?:eyes|hands|ears)\b"
    r"|\b(?:told|asked|made|gave|showed|handed|hit|beat|shot\sat)\s(?:me|us)\b"
)
#: "said he had been briefed on the order"
_SAYS_WAS_TOLD = re.compile(
    rf"\A{_BEFORE_TOLD}(?:he|she|they)\s(?:was|were|is|are|had\sbeen|has\sbeen)\s"
    r"(?:briefed|informed|aware\sof|familiar\swith|told\s(?:of|about)|privy\sto)\b"
)
_POSSESSORS = {"his": "he", "him": "he", "her": "she", "their": "they", "them": "they"}
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
     "parent", "parents", "widow", "employer", "employers"}
)  # fmt: skip
#: Those who may have somebody else in mind whom others did something to: "a neighbour said police had beaten him".
_TELL_OF_OTHERS = frozenset(
    {"neighbour", "neighbours", "neighbor", "neighbors", "official", "officials", "officer", "officers", "analyst",
     "expert", "minister", "source", "sources", "aide", "diplomat", "doctor", "nurse", "witness", "witnesses",
     "resident", "villager"}
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
    head = head_of(words)
    saw = verb in _COUNTING or (head in _ON_THE_SPOT and (verb in _DESCRIBING or _SENSED.match(told) is not None))
    if _SAYS_WAS_TOLD.match(told) and head_of(words) not in _FOR_OTHERS and card.reading.knowledge in (
        None, Knowledge.NONE
    ):  # fmt: skip
        card.reading = replace(card.reading, knowledge=Knowledge.CLAIMED)
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
    is_person = card.reading.identity is Identity.UNNAMED and card.reading.type is not SourceType.ORGANISATION
    return is_person and card.reading.knowledge is not Knowledge.DIRECT


#: Where what is told goes on with another statement: "said he was leaving, and that he had paid".
_AND_THAT = re.compile(r"\b(?:and|but)\sthat\s(?=(?:he|she|they)\s)")


def _is_own_act(words: str, told: str, card: OpenCard) -> bool:
    if (more := _AND_THAT.search(told)) and _is_own_act(words, told[more.end() :], card):
        return True
    found = _OWN_ACT.search(told)
    if found is None or not _is_of(found, words, card):
        found = _SUFFERED.search(told)
        return found is not None and head_of(words) not in _TELL_OF_OTHERS and _is_of(found, words, card)
    return True


def _is_of(found: re.Match[str], words: str, card: OpenCard) -> bool:
    """Say whether the one who does or suffers something in what is told may be who tells it."""
    told = found.groupdict()
    if told.get("own") or told.get("being") or told.get("seen"):
        return head_of(words) not in _FOR_OTHERS  # "residents described hearing two blasts"
    theirs = told.get("whose") or told.get("whom") or told.get("theirs") or ""
    who = told.get("who") or told.get("had") or _POSSESSORS[theirs]
    is_of_them = who == "they" and card.reading.number not in (None, Number.ONE)
    if (head_of(words) in _FOR_OTHERS and not is_of_them) or _OF_SOMEBODY.search(words):
        return False
    if words.lower() in cues.PRONOUNS:
        return who == words.lower()
    return who == "they" or card.reading.number in (None, Number.ONE)


def _says_own(sentence: str) -> bool:
    return any(_OWN_WORDS.search(found[1]) for found in _QUOTED.finditer(sentence))
