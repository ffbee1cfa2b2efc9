"""What the words of a mention tell about its source: DOMAIN sections 1.3, 1.4 and 1.8 as rules."""

import re
from dataclasses import dataclass

from annotator.core import cues
from annotator.core.mention_heads import PERSON_HEADS, PLURAL_HEADS, core_in, head_in
from annotator.core.nouns import INSTITUTIONS, WATCHERS
from annotator.core.records import Identity, Knowledge, Number, Reason, SourceType, Span, Who
from annotator.core.source_traits import ALONE, ORDINALS, PARTISANS, PARTS, RELATIONS, knowledge_in, reason_in, who_in
from annotator.core.words import Word, words_of


@dataclass(frozen=True, slots=True)
class SourceReading:
    """A proposal for a source card. None: the words do not decide it, or it is not asked of this identity."""

    type: SourceType
    identity: Identity | None
    number: Number | None = None
    who: Who | None = None
    knowledge: Knowledge | None = None
    reason: Reason | None = None


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_HEDGE = re.compile(r"(?:" + "|".join(cues.HEDGES) + r")", re.I)
#: Bodies whose last word alone is none.
_LINES = ("shipping", "cruise", "ferry", "bus", "rail")
_BODIES_OF_TWO = frozenset({("coast", "guard"), *((kind, "line") for kind in _LINES)})
#: Whose figures are people: "industry figures", but "official figures".
_FIGURES_OF = _words(
    "industry senior party opposition leading prominent business church union cabinet establishment military political "
    "key public community religious club city sector underworld rebel top cultural tribal"
)
#: Bodies that go by their address.
_SEAT = re.compile(r"(?:no\.?|number)\s1[01]|(?:\d+ )?downing street|whitehall|capitol hill|foggy bottom", re.I)
_SPOKES = frozenset({*cues.SPOKES_HEADS, *cues.SPOKES_HEADS.values()})
_SINGLE = _words("one another neither either")
_INDEFINITE = _words("a an one another two three four five several some many both")
_TITLES = _words(
    "mr mr. mrs mrs. ms ms. dr dr. sheikh sir lord lady king queen prince princess pope ayatollah imam gen. sen. rep. "
    "gov. judge prof prof. professor"
)
_RANKS = _words("lt gen col maj capt sgt brig adm cmdr lieutenant general colonel major captain mr mrs ms dr")
_GROUPS = _words("houthis islamists")
_COLLECTIVES = _words("staff personnel crew troops crews")
_CREWS = _words("personnel staff crew crews")
_FAMILIES = _words("family families couple")
#: "The couple" alone are two; "a couple of traders" are some.
_THE_COUPLE = 2


def read_source(words: str) -> SourceReading:
    """Propose a card from the words of a mention; a person confirms or corrects it."""
    stripped = words.strip()
    found = words_of(stripped, Span(0, len(stripped)))
    lows = {word.low for word in found}
    if not found or _HEDGE.fullmatch(stripped):
        return SourceReading(SourceType.PERSON, Identity.MISSING)
    if len(found) == 1 and found[0].low in cues.PRONOUNS:
        return SourceReading(SourceType.PERSON, None)
    if _SEAT.fullmatch(stripped):
        return SourceReading(SourceType.ORGANISATION, Identity.NAMED)
    if _is_outlet(found):
        return SourceReading(SourceType.OUTLET, Identity.NAMED)
    head = head_in(found)
    if _is_partisan(found, head):
        return _unnamed(stripped, found, head)
    has_name = (_has_personal_name(found) and not _is_only_of_somebody(found, head)) or _is_post_with_name(found, head)
    if head in _SPOKES or (lows & _SPOKES and not has_name):
        if not has_name:
            return SourceReading(SourceType.PERSON, Identity.SPOKESPERSON)
        return SourceReading(SourceType.PERSON, Identity.NAMED)
    if tuple(word.low for word in core_in(found)[-2:]) in _BODIES_OF_TWO and not has_name:
        return SourceReading(SourceType.ORGANISATION, Identity.NAMED)
    if head == "figures" and len(core := core_in(found)) > 1 and core[-2].low in _FIGURES_OF:
        return _unnamed(stripped, found, head)
    if not has_name and head in cues.DOCUMENT_NOUNS and not {word.low for word in core_in(found)} & PERSON_HEADS:
        if lows & {"anonymous", "unsigned"}:
            return SourceReading(SourceType.DOCUMENT, Identity.UNNAMED, None, Who.NONE, Knowledge.NONE, Reason.NONE)
        return SourceReading(SourceType.DOCUMENT, Identity.NAMED)
    if not has_name and [word.low for word in core_in(found)] == [head] and (
        (head in ALONE and (len(found) == 1 or found[1].low == ","))
        or (_is_bare_plural(head) and not _is_body(head) and not _is_of_bodies(found, head))
    ):
        return _unnamed(stripped, found, head)
    if not has_name and _is_of_bodies(found, head):
        return SourceReading(
            SourceType.ORGANISATION, Identity.UNNAMED, None, Who.NONE, knowledge_in(stripped), reason_in(stripped)
        )
    if head in INSTITUTIONS and not has_name and not any(word.is_capital for word in core_in(found)[1:]):
        if found[0].low not in _INDEFINITE:
            return SourceReading(SourceType.ORGANISATION, Identity.NAMED)
        return SourceReading(
            SourceType.ORGANISATION, Identity.UNNAMED, None, Who.NONE, knowledge_in(stripped), reason_in(stripped)
        )
    if head in WATCHERS and found[0].low not in _INDEFINITE and not has_name:
        return SourceReading(SourceType.ORGANISATION, Identity.NAMED)
    if not has_name and (
        head in PERSON_HEADS or head in _CREWS or _is_common_noun(found, head) or _is_some_of_them(found)
    ):
        return _unnamed(stripped, found, head)
    return _named(found, head, has_name=has_name)


def _is_partisan(found: list[Word], head: str) -> bool:
    """Say whether somebody is called by a party: "a Senate Republican", "Tories", but not "the Conservatives"."""
    core = core_in(found)
    is_one = head in PARTISANS and found[0].low in _INDEFINITE and len(core) > 1
    is_many = _singular(head) in PARTISANS and head != _singular(head) and found[0].low != "the"
    return core[-1].is_capital and (is_one or is_many)


def _singular(head: str) -> str:
    return head.removesuffix("ies") + "y" if head.endswith("ies") else head.removesuffix("s")


#: Whoever is told of by what follows: "those who saw the letter", "everyone in the room".
_EVERYONE = _words("those everyone everybody anyone")
#: Nouns of people by how they end: "functionary", "rigger", "stylist"; "a Chinese ship" is none.
_AGENT = re.compile(r"[a-z]{2,}(?:er|or|ist|ian|ary|eer|man|woman|ant|ee|hand|master|mate|keeper)")
#: What "those" are, where it stands for people: "some of those present", "one of those who were there".
_OF_THOSE = _words(
    "present involved interviewed questioned briefed affected injured detained arrested invited attending taking "
    "familiar close who at in on with aboard there still asked ,"
)


def _is_some_of_them(found: list[Word]) -> bool:
    """Say whether people who were there before are counted: "two of them, who", "some of those present", "a third"."""
    lows = [word.low for word in found]
    if lows[0] in _EVERYONE:
        return len(lows) > 1 and (lows[1] in _OF_THOSE or lows[1] in ("who", "whose"))
    is_counted = lows[0] in _INDEFINITE or lows[0] in cues.COUNT_WORDS or lows[0].isdecimal() or lows[0] in PARTS
    if not is_counted:
        return False
    match lows[1:4]:
        case ["of", "them"] | ["of", "them", "," | "who"]:
            return True
        case ["of", "those", behind]:
            return behind in _OF_THOSE
        case [ordinal]:
            return lows[0] == "a" and ordinal in ORDINALS
    return False


def _is_only_of_somebody(found: list[Word], head: str) -> bool:
    """Say whether the names in an indefinite phrase are of others: "an aide to Senator Hollis", "a manager at the
    operator, Delta Basin Energy".
    """
    core = core_in(found)
    is_indefinite = found[0].low in _INDEFINITE or head in PLURAL_HEADS
    if not is_indefinite or head not in PERSON_HEADS or any(word.is_capital for word in core[1:]):
        return False
    comma = next((at for at, word in enumerate(found) if word.low == ","), None)
    if comma is None:
        return True
    behind = [word for word in found[comma + 1 :] if word.is_word]
    is_person = head in _SPOKES and behind and all(word.is_capital for word in behind) and (
        len(behind) == 2 or behind[0].low.rstrip(".") in _RANKS
    )  # fmt: skip
    return found[comma - 1].low in cues.BODY_NOUNS and not is_person


def _is_post_with_name(found: list[Word], head: str) -> bool:
    """Say whether a post without an article has its name at the end: "Minister of Education Stefania Giannini"."""
    tail = found[-2:]
    return (
        found[0].is_capital and found[0].low not in cues.ONE_WORDS | _LEADING | frozenset(cues.COUNT_WORDS)
        and head in cues.ROLE_HEADS and len(found) > 3 and all(word.is_word and word.is_capital for word in tail)
        and not any(word.low in cues.BODY_NOUNS or word.low in PERSON_HEADS or word.text.isupper() for word in tail)
        and found[-3].is_capital
    )  # fmt: skip


def _is_bare_plural(head: str) -> bool:
    return len(head) > 3 and head.endswith("s") and not head.endswith(("ss", "us", "is"))


def _is_of_bodies(found: list[Word], head: str) -> bool:
    """Say whether several bodies are told of without a name: "hospitals", "two banks"; "police forces" are one body."""
    one = _singular(head)
    is_many = head not in PERSON_HEADS | cues.BODY_NOUNS and head != one and one in cues.BODY_NOUNS | INSTITUTIONS
    return is_many and not any(word.is_capital for word in core_in(found)[1:])


def _is_body(head: str) -> bool:
    return head in cues.BODY_NOUNS or head in _GROUPS or head in cues.DOCUMENT_NOUNS


def _is_common_noun(found: list[Word], head: str) -> bool:
    """Say whether the phrase names nobody: a determiner, lower case, and no body, paper or outlet as its head."""
    core = core_in(found)
    lows = {word.low for word in core}
    is_agent = _AGENT.fullmatch(head) is not None and head not in cues.BODY_NOUNS
    if core[0].low in _INDEFINITE and len(core) > 2 and is_agent and not core[-1].is_capital and (
        core[-2].low in cues.BODY_NOUNS and core[-2].low not in cues.OUTLET_WORDS
    ):  # fmt: skip
        return True  # "a court stenographer"
    if lows & (cues.BODY_NOUNS | _GROUPS) or lows & cues.OUTLET_WORDS:
        return False
    if any(word.is_capital for word in core[1:]) and not _is_somebody_of(core, head):
        return False
    is_counted = core[0].low in cues.ONE_WORDS or core[0].low in cues.COUNT_WORDS or core[0].low in _LEADING
    is_theirs = core[0].low in ("his", "her", "their") and (  # "her registrar", "his grandson"
        _AGENT.fullmatch(head.removesuffix("s")) is not None or head in RELATIONS
    )
    return (is_counted or is_theirs) and len(core) > 1 and head not in cues.DOCUMENT_NOUNS


def _is_somebody_of(core: list[Word], head: str) -> bool:
    """Say whether an unknown noun behind a name tells what somebody is: "a BJP functionary", "one Shell rigger"."""
    is_one = core[0].low in _INDEFINITE and not core[-1].is_capital and len(core) > 2
    return is_one and _AGENT.fullmatch(head) is not None and head not in cues.OUTLET_NOUNS


def _unnamed(words: str, found: list[Word], head: str) -> SourceReading:
    return SourceReading(
        SourceType.PERSON,
        Identity.UNNAMED,
        number=_number(found, head),
        who=who_in(words, found, core=core_in(found), head=head),
        knowledge=knowledge_in(words),
        reason=reason_in(words),
    )


def _named(found: list[Word], head: str, *, has_name: bool) -> SourceReading:
    core = core_in(found)
    lows = {word.low for word in core}
    if has_name and (lows & PERSON_HEADS or _ends_in_name(found)):
        return SourceReading(SourceType.PERSON, Identity.NAMED)
    if lows & _GROUPS:
        return SourceReading(SourceType.GROUP, Identity.NAMED)
    if has_name and not (lows & cues.BODY_NOUNS) and head not in cues.DOCUMENT_NOUNS:
        return SourceReading(SourceType.PERSON, Identity.NAMED)
    if head in cues.DOCUMENT_NOUNS:
        return SourceReading(SourceType.DOCUMENT, Identity.NAMED)
    if lows & cues.BODY_NOUNS or any(len(word.text) > 1 and word.text.isupper() for word in core):
        return SourceReading(SourceType.ORGANISATION, Identity.NAMED)
    if has_name:
        return SourceReading(SourceType.PERSON, Identity.NAMED)
    if lows & cues.DOCUMENT_NOUNS:
        return SourceReading(SourceType.DOCUMENT, Identity.NAMED)
    names = [word for word in core if word.is_word and word.is_capital and word.low not in cues.ONE_WORDS]
    if len(names) == 1 and not (len(core) == 1 and _is_bare_plural(head)):
        return SourceReading(SourceType.PERSON, Identity.NAMED)
    return SourceReading(SourceType.ORGANISATION if names else SourceType.PERSON, Identity.NAMED if names else None)


def _ends_in_name(found: list[Word]) -> bool:
    """Say whether a post and then a name close the phrase ("the union's president Oscar Lind")."""
    at = len(found)
    while at and found[at - 1].is_capital:
        at -= 1
    return 0 < at < len(found) and found[at - 1].low in PERSON_HEADS


def _is_outlet(found: list[Word]) -> bool:
    """A known news organisation, "the newspaper", or a headline's bare "report"."""
    core = [word for word in core_in(found) if word.low not in cues.ONE_WORDS]
    lows = [word.low for word in core]
    if not lows:
        return False
    if len(found) == 1 and lows[0] in ("report", "reports"):
        return True
    if found[0].low == "the" and len(core) == 1 and core[0].is_capital and lows[0] in cues.OUTLET_WORDS:
        return True  # "the Courier", "the Observer"
    if lows[-1] in PERSON_HEADS and not (
        lows[-1] in cues.OUTLET_WORDS and len(core) > 1 and all(word.is_capital for word in core)
    ):  # "The Straits Observer" is a paper
        return False
    if lows[-1] in cues.OUTLET_NOUNS:
        return True
    if lows == ["agency"] or lows[-2:] == ["news", "agency"] or lows[-2:] in (["press", "agency"], ["media", "report"]):
        return True
    if any(low in cues.OUTLETS for low in lows):
        return lows[-1] not in ("report", "reports") or len(core) <= 3
    named = [word for word in core if word.is_capital]
    return len(named) == len(core) and any(low in cues.OUTLET_WORDS for low in lows) and len(core) > 1


def _has_personal_name(found: list[Word]) -> bool:
    """Two capitalised words in a row, or a title and one, that are no body, outlet, nationality or post."""
    run = 0
    for at, word in enumerate(found):
        plain = word.low.removesuffix("’s").removesuffix("'s")
        possessive = plain != word.low
        is_name = (
            word.is_word and word.is_capital and not word.text.isupper() and plain not in cues.BODY_NOUNS
            and plain not in PERSON_HEADS and plain not in cues.OUTLET_WORDS and plain not in cues.ONE_WORDS
            and not (at == 0 and plain in _LEADING) and not plain.startswith(("pro-", "anti-", "ex-"))
        )  # fmt: skip
        if is_name and word.low in _TITLES:
            return at + 1 < len(found) and found[at + 1].is_capital
        run = run + 1 if is_name else 0
        if run >= 2 and not possessive and not _names_a_place_of_work(found, at):
            return True
        if is_name and at > 0 and found[at - 1].low in PERSON_HEADS and not possessive:
            return True
    return False


_LEADING = _words(
    "two three four five six seven several some senior top former many anonymous unnamed other most both people local "
    "foreign state western european american arab all no multiple experts"
)


def _names_a_place_of_work(found: list[Word], at: int) -> bool:
    """Say whether a run of capitals is part of a body's or a post's name ("White House official")."""
    after = at + 1
    while after < len(found) and found[after].is_word and found[after].is_capital:
        after += 1
    rest = found[after].low if after < len(found) else ""
    within = {word.low for word in found[max(0, at - 2) : after]}
    before = at
    while before > 0 and found[before].is_capital:
        before -= 1
    follows_preposition = found[before].low in ("of", "for", "in", "at", "to", "from", "with", "the", "on")
    return bool(
        rest in PERSON_HEADS or rest in cues.BODY_NOUNS or within & cues.BODY_NOUNS
        or {"white", "house"} <= within or {"state", "department"} <= within
        or (follows_preposition and any(word.low in PERSON_HEADS for word in found[: before + 1]))
    )  # fmt: skip


def _number(found: list[Word], head: str) -> Number:
    lows = [word.low for word in core_in(found)]
    for low in lows:
        count = cues.COUNT_WORDS.get(low) or (int(low) if low.isdecimal() and len(low) < 4 else None)
        if count is not None:
            return Number.ONE if count == 1 else Number.TWO if count == 2 else Number.THREE_OR_MORE
    is_some = head in ALONE | PARTS and head not in _SINGLE
    is_many = is_some or head in PLURAL_HEADS | _COLLECTIVES or _is_bare_plural(head)
    if "pair" in lows or "trio" in lows:
        return Number.TWO if "pair" in lows else Number.THREE_OR_MORE
    if head in _FAMILIES or lows[0] in _EVERYONE:
        return Number.TWO if head == "couple" and len(lows) == _THE_COUPLE else Number.PLURAL
    if "one" in lows[:2] or not is_many:
        return Number.ONE
    return Number.PLURAL
