"""Adjusting a suggestion: taken in other words, or saying something else than proposed, in one act."""

from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import count

from annotator.core import mentions
from annotator.core.actions import ActionKind, Change, apply_changes
from annotator.core.annotations import Act, Mint
from annotator.core.errors import Conflict, Invalid
from annotator.core.ghosts import Ghost, Ghosts, squash, take_ghosts
from annotator.core.mentions import CardFields, FigureFields, Phrase
from annotator.core.records import Flag, Reading, SourceLink, Span
from annotator.core.reviews import find_card
from annotator.core.sources import check_links
from annotator.core.suggestions import SuggestedClaim, SuggestedMention


@dataclass(frozen=True, slots=True)
class ClaimFields:
    """What a person says of a suggested claim: its flags, which of its proposed cards (keys) it rests on, and which
    cards of the review (uids). None of either: the newsroom's own voice.
    """

    flags: frozenset[Flag]
    proposed: frozenset[int] = frozenset()
    card_uids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownCard:
    """A mention's card is not the proposed one but one of the review."""

    uid: str


Adjusted = CardFields | KnownCard | FigureFields | ClaimFields


def seeded(uid: str) -> Mint:
    """Uids that follow from one: what a form shows of rows to be made has the uids that sending it gives them."""
    numbers = count()
    return lambda: sha256(f"{uid}-{next(numbers)}".encode()).hexdigest()[:32]


def find_ghost(ghosts: Ghosts, item: str) -> Ghost:
    """A ghost by its item. Raises Conflict (`ghost_gone`)."""
    ghost = next((ghost for ghost in ghosts.every() if ghost.item == item), None)
    if ghost is None:
        raise Conflict("This suggestion is gone: its words were tagged meanwhile.", code="ghost_gone")
    return ghost


def adjust_ghost(
    reading: Reading, ghosts: Ghosts, item: str, adjusted: Adjusted | None, mint: Mint, phrase: Phrase | None = None
) -> Act:
    """Take a ghost as a person adjusts it: on the words of `phrase`, and saying what `adjusted` says. One act.

    Raises Conflict (`ghost_gone`), Invalid for words that are not the suggestion's own (`span_elsewhere`) and for a
    claim without a flag, and what the editing of such an annotation raises.
    """
    ghost = find_ghost(ghosts, item)
    if phrase is not None:
        ghost = _moved(reading, ghost, phrase)
    match ghost.proposal, adjusted:
        case SuggestedMention() as mention, KnownCard(uid):
            words = Phrase(*mention.span, reading.quote(mention.span))
            cues = (mention.cue,) if mention.cue else ()
            act = mentions.add_mention(reading, mint(), words, cues, uid)
            return replace(act, kind=ActionKind.ACCEPT_SUGGESTION)
        case SuggestedClaim() as claim, ClaimFields() as fields:
            if not fields.flags:
                message = "A claim is a fact, a prediction or an opinion."
                raise Invalid(message, code="no_flag", fields={"flag": message})
            cards = tuple(key for key in claim.cards if key in fields.proposed)
            ghost = replace(ghost, proposal=replace(claim, flags=fields.flags, cards=cards))
    taken = take_ghosts(reading, _with(ghosts, ghost), [item], mint)
    after = apply_changes(reading, taken.changes)
    return replace(taken, changes=squash((*taken.changes, *_say(after, taken.focus, adjusted))))


def _say(after: Reading, uid: str, adjusted: Adjusted | None) -> tuple[Change, ...]:
    """What is left to write once the ghost is taken."""
    match adjusted:
        case CardFields():
            mention = next(mention for mention in after.attributions if mention.uid == uid)
            return mentions.edit_card(after, mention.source_uid or "", adjusted).changes
        case FigureFields():
            return mentions.edit_figure(after, uid, adjusted).changes
        case ClaimFields():
            claim = next(claim for claim in after.claims if claim.uid == uid)
            there = {link.source_uid for link in claim.sources}
            more = tuple(SourceLink(uid) for uid in dict.fromkeys(adjusted.card_uids) if uid not in there)
            if any(find_card(after, link.source_uid) is None for link in more):
                raise Invalid("There is no such source card in this review.", code="no_card")
            changed = replace(claim, sources=(*claim.sources, *more))
            check_links(after.sources, (changed,))
            return (Change(claim, changed),) if more else ()
        case _:
            return ()


def _moved(reading: Reading, ghost: Ghost, phrase: Phrase) -> Ghost:
    """The ghost on other words of its sentence, some of which are its own."""
    content, span = mentions.home_of_phrase(reading, "", phrase)
    if not (span.overlaps(ghost.span) and content.sentence.span.contains(ghost.span)):
        raise Invalid("Choose words that the suggestion lies on, or reject it.", code="span_elsewhere")
    proposal = replace(ghost.proposal, span=span)
    if isinstance(proposal, SuggestedMention) and proposal.cue and proposal.cue.overlaps(span):
        proposal = replace(proposal, cue=None)
    return replace(ghost, proposal=proposal)


def _with(ghosts: Ghosts, ghost: Ghost) -> Ghosts:
    """The ghosts with one of them as it was adjusted."""
    by_ordinal = {
        ordinal: tuple(ghost if other.item == ghost.item else other for other in there)
        for ordinal, there in ghosts.by_ordinal.items()
    }
    return replace(ghosts, by_ordinal=by_ordinal)


def words_for(ghost: Ghost, selected: Span | None) -> Span:
    """The words that a form about a ghost opens with: the selection, where it lies on the ghost."""
    return selected if selected is not None and selected.overlaps(ghost.span) else ghost.span
