"""Who a claim is about, as far as the names in its opening words tell: for proposals that a person confirms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotator.core.names import Name, names_within
from annotator.core.records import Claim, Span
from annotator.core.sourcing.grounds import Grounds
from annotator.core.spans import runs_of

#: How many words at a claim's beginning can name its actor.
_OPENING = 8
#: Verbs that end the naming of the actor.
_AUXILIARIES_LIST = """
    is are was were be been has have had do does did will would can could may might must shall should
    said says
"""
_AUXILIARIES = frozenset(_AUXILIARIES_LIST.split())
#: Words after which a name is no longer the subject's: "the meetings started after the US airstrike".
_TURNS_LIST = """
    about after against amid among around as at because before behind between but by during for from how if in into
    like near on over since through throughout to toward towards under until upon what when where whether which while
    who whom whose why with within without
"""
_TURNS = _AUXILIARIES | frozenset(_TURNS_LIST.split())
#: Capitalised words that name no actor: titles, days, months, and the commonest national adjectives.
_NO_ACTORS_LIST = """
    mr mrs ms dr sir lord lady president vice prime minister general colonel captain sheikh king queen
    prince princess pope senator governor mayor judge professor secretary chancellor chairman chairwoman
    monday tuesday wednesday thursday friday saturday sunday january february march april june july
    august september october november december western eastern northern southern central french german
    dutch swiss greek iraqi israeli saudi kuwaiti afghan pakistani thai arab african
"""
_NO_ACTORS = frozenset(_NO_ACTORS_LIST.split())
_NATIONAL_ENDINGS = ("ese", "ish", "ian", "ean", "ican")
_MARKS = "“”\"'’‘,;:("


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody, or some body, that a claim is about: its name in the text's words (`span`), and the word by which
    it is found again (`key`: the last of the name, case folded).
    """

    span: Span
    key: str


def find_actors(grounds: Grounds) -> Mapping[str, frozenset[str]]:
    """For each body claim by uid, the names in its opening words up to the first auxiliary verb, case folded."""
    return {
        claim.uid: frozenset(name.key for name in _opening(claim, grounds, _AUXILIARIES))
        for claim in grounds.claims
    }


def find_parties(grounds: Grounds, claims: Iterable[Claim]) -> Mapping[str, tuple[Party, ...]]:
    """For each of the claims by uid, the parties that its subject names: names in its opening words before the
    first auxiliary, preposition or conjunction, words of one name taken together ("Mohammad al-Kawtharani").
    """
    return {claim.uid: _together(grounds.reading.text, _opening(claim, grounds, _TURNS)) for claim in claims}


def _opening(claim: Claim, grounds: Grounds, ends: frozenset[str]) -> list[Name]:
    text = grounds.reading.text
    content = set(grounds.content(claim))
    runs = [run for run in runs_of(text, claim.span) if run.start in content or run.stop - 1 in content]
    stop = claim.start
    for run in runs[:_OPENING]:
        if text[run.start : run.stop].casefold().strip(_MARKS) in ends:
            break
        stop = run.stop
    opening = names_within(grounds.names, Span(claim.start, stop))
    return [name for name in opening if name.span.start in content and _can_act(name)]


def _together(text: str, names: Sequence[Name]) -> tuple[Party, ...]:
    parties: list[Party] = []
    for name in names:
        if parties and text[parties[-1].span.stop : name.span.start] == " ":
            parties[-1] = Party(Span(parties[-1].span.start, name.span.stop), name.key)
        else:
            parties.append(Party(name.span, name.key))
    return tuple(parties)


def _can_act(name: Name) -> bool:
    return name.sure and name.key not in _NO_ACTORS and not name.key.endswith(_NATIONAL_ENDINGS)
