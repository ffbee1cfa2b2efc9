"""The rule about those who are not heard: claims about somebody who gets no word in."""

from collections.abc import Iterable

from annotator.core.names import names_within
from annotator.core.records import Claim, Identity, Outcome, Span
from annotator.core.sourcing.actors import Party, find_parties
from annotator.core.sourcing.flags import Flag, Mode, Thresholds, flag_claim, rule
from annotator.core.sourcing.grounds import Footing, Grounds
from annotator.core.sourcing.wording import quote

_UNHEARD_FOOTINGS = frozenset({Footing.UNNAMED, Footing.MISSING})


@rule("SR22", "No answer from the accused", "BBC, general", Mode.HELP)
def find_unanswered(grounds: Grounds, _: Thresholds) -> Iterable[Flag]:
    """A named party that a claim speaks of, resting on no named source or marked as an attack, and the text holds
    neither a word from that party, nor a denial, nor a refusal.

    Proposed once for each party, at the first such claim.
    """
    claims = [claim for claim in grounds.claims if _needs_answer(claim, grounds)]
    if not claims:
        return
    parties = find_parties(grounds, claims)
    told = _heard(grounds)
    for claim in claims:
        for party in parties[claim.uid]:
            if party.key not in told:
                told.add(party.key)
                words = f"The text holds no answer, and no refusal, from {_called(party, grounds)}."
                yield flag_claim("SR22", claim, grounds, words, span=party.span)


def _needs_answer(claim: Claim, grounds: Grounds) -> bool:
    return not claim.denial and (claim.attack or grounds.footing(claim) in _UNHEARD_FOOTINGS)


def _heard(grounds: Grounds) -> set[str]:
    """The names, case folded, of all who get a word in: in the words of named sources and spokespersons, in denials,
    and in sentences that tell of a refusal.
    """
    reading = grounds.reading
    heard = [
        mention.span
        for mention in reading.attributions
        if mention.source_uid
        and grounds.cards[mention.source_uid].identity in (Identity.NAMED, Identity.SPOKESPERSON)
    ]
    heard += [claim.span for claim in reading.claims if claim.denial]
    heard += [Span(check.start, check.stop) for check in reading.checks if check.outcome is Outcome.DECLINED]
    return {name.key for span in heard for name in names_within(grounds.names, span)}


def _called(party: Party, grounds: Grounds) -> str:
    return quote(grounds.reading.quote(party.span))
