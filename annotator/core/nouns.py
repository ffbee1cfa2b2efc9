"""What the words of a noun phrase tell of it: people, a paper, a body, or no source at all."""

from collections.abc import Sequence

from annotator.core import cues
from annotator.core.words import Word

PEOPLE = frozenset(
    {
        *cues.HEADS, *cues.HEADS.values(), "police", "persons", "staff", "others", "someone", "somebody", "figure",
    }
)  # fmt: skip
BODIES_AND_PAPERS = cues.BODY_NOUNS | cues.DOCUMENT_NOUNS | cues.OUTLET_WORDS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: One of its kind where it is definite: "the regulator said" is a body, "a regulator said" a person.
WATCHERS = _words(
    "regulator watchdog operator coastguard ombudsman retailer manufacturer developer forecaster publisher lender "
    "carrier exporter importer insurer brewer distiller city county town province"
)
#: Bodies by what they make, and places and houses that speak as themselves: "the hotel said", "a supermarket".
INSTITUTIONS = _words(
    "carmaker automaker chipmaker drugmaker planemaker steelmaker phonemaker truckmaker tyremaker toymaker shipbuilder "
    "housebuilder homebuilder conglomerate multinational consortium subsidiary supermarket store shop "
    "franchise brewery distillery refinery smelter factory plant mill dairy bakery abattoir farm estate "
    "port harbour airport aerodrome station depot hotel hostel restaurant pub bar cafe nightclub casino cinema venue "
    "arena stadium racecourse festival orchestra gallery studio label archive clinic surgery hospice pharmacy "
    "laboratory lab observatory college nursery kindergarten madrasa seminary mosque synagogue temple cathedral parish "
    "abbey monastery shrine prison jail barracks garrison lodge pier park reserve nonprofit non-profit thinktank "
    "think-tank cooperative co-operative collective syndicate broadcaster fund exchange startup marketplace "
    "registry monarchy presidency premiership papacy legislature electorate judiciary bench constabulary "
    "cartel junta militia regiment squadron fleet embassy mission delegation panel taskforce secretariat bloc"
)
_ADJECTIVES = _words(
    "recent early earlier latest first second third medical annual internal official new old own final"
)
DETERMINERS = _words(
    "a an the one two three four five six seven eight nine ten several some many another both his her its their our "
    "most multiple other all these those at"
)


#: Behind "those" where it stands for people.
_THOSE_ARE = _words("who close familiar briefed present involved in on at with affected interviewed")


def is_source_like(words: Sequence[Word]) -> bool:
    """Say whether a stretch could name or describe who said something."""
    for at, word in enumerate(words):
        if word.low in PEOPLE or word.low in cues.PRONOUNS or word.low in cues.OUTLETS:
            return True
        if word.low in BODIES_AND_PAPERS:
            return True
        is_name = word.is_word and word.is_capital and word.low not in DETERMINERS
        if is_name and (at > 0 or not word.is_adverb):
            return True
    return False


def is_noun_here(words: Sequence[Word], at: int) -> bool:
    """"report", "call", "state" and the like after a determiner, a preposition or an adjective are nouns."""
    word = words[at]
    if word.low not in cues.ALSO_NOUNS or at == 0:
        return False
    before = words[at - 1]
    after = words[at + 1].low if at + 1 < len(words) else ""
    if before.low in DETERMINERS or before.low in cues.PREPOSITIONS or before.low in _ADJECTIVES:
        return True
    if word.low in ("report", "note", "post") and (
        after in ("dated", "published", "released", "seen", "obtained", "leaked") or (
            at > 1 and words[at - 2].low in ("a", "an", "this", "that") and not before.low.endswith("s"))
    ):  # fmt: skip
        return True  # "a police report notes"
    if after in cues.AUXILIARIES or (after in cues.SPEECH_VERBS and after not in cues.ALSO_NOUNS):
        return True
    can_note = before.low in PEOPLE or before.low in cues.DOCUMENT_NOUNS or before.is_capital
    return word.low == "notes" and before.is_word and not can_note


def is_paper(words: Sequence[Word], first: int, stop: int) -> bool:
    """Say whether a stretch is about a document and no person: its noun stands before its description."""
    stretch = words[first:stop]
    ends = (at for at, word in enumerate(stretch) if word.low in cues.PREPOSITIONS or word.low == ",")
    core = stretch[: next(ends, len(stretch))]
    return any(word.low in cues.DOCUMENT_NOUNS for word in core) and not any(word.low in PEOPLE for word in core)


def is_person(words: Sequence[Word], first: int, stop: int) -> bool:
    """Say whether a stretch is about people: an office, a name or a pronoun, and no paper."""
    stretch = words[first:stop]
    return any(word.low in PEOPLE or word.low in cues.PRONOUNS for word in stretch) or (
        any(word.is_capital and word.low not in DETERMINERS for word in stretch)
        and not any(word.low in cues.DOCUMENT_NOUNS for word in stretch)
    )


def is_speaker(words: Sequence[Word], first: int, stop: int) -> bool:
    """Say whether a stretch is about people or about a body that speaks as itself."""
    is_ordinal = words[first].low == "a" and stop - first > 1 and words[first + 1].low in ("second", "third", "fourth")
    is_ordinal = is_ordinal or (
        words[first].low == "those" and stop - first > 1 and words[first + 1].low in _THOSE_ARE
    )
    is_some = is_ordinal or words[first].low in ("one", "some", "others", "another", "many", "several", "both")
    return is_person(words, first, stop) or is_some or any(
        word.low in cues.BODY_NOUNS or word.low in cues.OUTLETS for word in words[first:stop]
    )


def is_bare_plural(stretch: Sequence[Word]) -> bool:
    """Say whether a stretch is people by their noun alone: "organisers", "pupils in four cities"."""
    low = stretch[0].low
    return (
        len(stretch) <= 6 and len(low) > 3 and low.isalpha()
        and low.endswith("s") and not low.endswith(("ss", "us", "is"))
        and low not in cues.SPEECH_VERBS | cues.VERB_ADVERBS | cues.AUXILIARIES
        and not any(word.low in cues.AUXILIARIES for word in stretch)
    )  # fmt: skip
