"""Where the head of a mention stands: the noun that a source is called by, before its description begins."""

from annotator.core import cues
from annotator.core.records import Span
from annotator.core.words import Word, words_of


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Nouns of people in the plural.
PLURAL_HEADS = frozenset({*cues.HEADS.values(), "persons", "others"})
#: Nouns of people.
PERSON_HEADS = PLURAL_HEADS | {*cues.HEADS, "someone", "somebody", "figure"}
_PARTICIPLES = _words(
    "commissioned released seen obtained reviewed posted published made dated conducted based documenting describing "
    "showing sent written prepared signed drawn leaked shared stationed assigned polled privy apprised read hired "
    "appointed employed engaged retained elected attributed surveyed working speaking living briefing held contacted "
    "reached interviewed"
)
#: Before who did something to whoever stands before them.
_OWNERS = frozenset({"the", "his", "her", "its", "their"})


def head_of(words: str) -> str:
    """The noun that a mention turns on, in lower case: "official" in "a senior official at the ministry"."""
    stripped = words.strip()
    return head_in(words_of(stripped, Span(0, len(stripped))))


def core_of(words: str) -> tuple[Word, ...]:
    """The words of a mention up to where its description begins."""
    stripped = words.strip()
    return tuple(core_in(words_of(stripped, Span(0, len(stripped)))))


def core_in(found: list[Word]) -> list[Word]:
    """The phrase up to its first preposition, relative or comma: where its head stands."""
    ends = {"of", "for", "in", "at", "with", "from", "to", "close", "familiar", "briefed", "who", "that", "on", "by",
            "inside", "within", "near", "involved", "between", "among", "against", "during", "outside", "behind",
            "whose", ",", "(", "about", "not", "aware", "privy", "present",
            "acquainted", "opposed", "loyal", "sympathetic", "hostile", "able", "unable", "downstream"}  # fmt: skip
    for at, word in enumerate(found):
        behind = found[at + 1].low if at + 1 < len(found) else ""
        if word.low == "close" and behind != "to":
            continue  # "a close ally"
        near = {behind, found[at + 2].low if at + 2 < len(found) else ""}
        if word.low in _PARTICIPLES and at and near & (cues.DOCUMENT_NOUNS | PERSON_HEADS) and behind not in ends:
            continue  # "a leaked memo", "a leaked internal letter"
        if at and word.low in cues.PRONOUNS and word.text != "IT":
            return found[:at]  # "a memo they wrote"
        is_one = at > 1 and (found[at - 1].low in PERSON_HEADS or found[at - 2].low in cues.ONE_WORDS)
        if is_one and word.low in _OWNERS:
            return found[:at]  # "a planner the council hired"
        if at and (word.low in ends or (word.low in _PARTICIPLES and not word.is_capital)):
            return found[:at]
        if at and word.low.endswith("ed") and not word.is_capital and found[at - 1].low in PERSON_HEADS and (
            behind in ends or behind in cues.PREPOSITIONS
        ):  # fmt: skip
            return found[:at]  # "a soldier captured near the river"
        if at and (_is_described_behind(found, at) or _is_about_something(found, at)):
            return found[:at]
    return found


def _is_about_something(found: list[Word], at: int) -> bool:
    """Say whether a person stands before what he is doing: "a source monitoring the talks", but "a police training
    officer".
    """
    behind = {word.low for word in found[at + 1 : at + 3]}
    is_doing = found[at].low.endswith(("ing", "ised", "ized")) and found[at].is_word and not found[at].is_capital
    return is_doing and found[at - 1].low in PERSON_HEADS and not behind & PERSON_HEADS


def _is_described_behind(found: list[Word], at: int) -> bool:
    """Say whether people stand before a word that describes them: "villagers downstream", "parents gathered here"."""
    is_noun = found[at].low in PERSON_HEADS or found[at].low in cues.BODY_NOUNS or found[at].low in cues.DOCUMENT_NOUNS
    return (
        found[at - 1].low in PLURAL_HEADS and found[at].is_word and not found[at].is_capital
        and found[at].low not in ("and", "or") and not is_noun
    )  # fmt: skip


def head_in(found: list[Word]) -> str:
    """The last noun of the core; past a group that is counted ("a group of officials") its members."""
    words = [word for word in core_in(found) if word.is_word]
    head = words[-1].low if words else ""
    if head in ("number", "group", "dozen", "dozens", "handful", "couple", "pair", "one", "two", "three", "some",
                "several", "many", "few"):  # fmt: skip
        heads = [word.low for word in found if word.low in PERSON_HEADS]
        return heads[0] if heads else head
    return head
