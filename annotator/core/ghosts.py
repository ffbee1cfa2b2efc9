"""Ghosts: suggestions that nobody has answered yet, as one review shows them, and what taking them changes.

A ghost counts nowhere. It goes when somebody tags those words alike, answers its sentence with a check or rejects
it, and comes back when that is undone: what is shown follows from the reading and the rejections alone.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from annotator.core import mentions
from annotator.core.actions import ActionKind, Change, apply_changes
from annotator.core.annotations import Act, Mint
from annotator.core.errors import Conflict
from annotator.core.homes import Homes
from annotator.core.mentions import CardFields, Phrase
from annotator.core.records import (
    Attribution,
    Claim,
    Figure,
    Reading,
    SourceCard,
    SourceLink,
    SourceType,
    Span,
)
from annotator.core.reviews import contents_of, find_card
from annotator.core.suggestions import SuggestedCard, SuggestedClaim, SuggestedFigure, SuggestedMention, Suggestions

Tagged = Claim | Attribution | Figure
Proposal = SuggestedClaim | SuggestedMention | SuggestedFigure


class GhostOutcome(StrEnum):
    """What became of a suggestion that a review was offered. Shown: it came onto the page with its sentence."""

    OFFERED = "offered"
    SHOWN = "shown"
    ACCEPTED = "accepted"
    CHANGED = "changed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Ghost:
    """One suggestion. `item` names it among those of its text: c, m or f and its place."""

    item: str
    tag: str
    proposal: Proposal

    @property
    def span(self) -> Span:
        """The words that it lies on."""
        return self.proposal.span


@dataclass(frozen=True, slots=True)
class Ghosts:
    """The ghosts of a review by the ordinal of their sentence, with the cards they speak of; `spans` are each proposed
    card's mentions, taken ones too. `shown` are the items known to have come onto the page.
    """

    suggestions: Suggestions = field(default_factory=Suggestions)
    by_ordinal: Mapping[int, tuple[Ghost, ...]] = field(default_factory=dict)
    spans: Mapping[int, Sequence[Span]] = field(default_factory=dict)
    shown: Collection[str] = field(default=(), compare=False)

    def at(self, ordinal: int) -> tuple[Ghost, ...]:
        """The ghosts of one sentence: claim, sources, figures."""
        return self.by_ordinal.get(ordinal, ())

    def card(self, key: int) -> SuggestedCard:
        """A proposed card."""
        return self.suggestions.cards[key]

    def every(self) -> Iterable[Ghost]:
        """All of them."""
        return (ghost for ghosts in self.by_ordinal.values() for ghost in ghosts)


NO_GHOSTS = Ghosts()


def list_items(suggestions: Suggestions) -> tuple[Ghost, ...]:
    """Every suggestion of a text, whether it is still a ghost or not."""
    return (
        *(Ghost(f"c{at}", "claim", one) for at, one in enumerate(suggestions.claims)),
        *(Ghost(f"m{at}", "attribution", one) for at, one in enumerate(suggestions.mentions)),
        *(Ghost(f"f{at}", "figure", one) for at, one in enumerate(suggestions.figures)),
    )


def open_ghosts(
    suggestions: Suggestions, reading: Reading, rejected: Collection[str], shown: Collection[str] = ()
) -> Ghosts:
    """The suggestions that nobody has answered, by sentence."""
    homes = Homes(reading.sentences)
    checked = {sentence.ordinal for check in reading.checks for sentence in homes.touching(check.start, check.stop)}
    taken = _by_home(reading, homes)
    unanswered: dict[int, list[Ghost]] = {}
    for ghost in list_items(suggestions):
        home = homes.of(ghost.span.start)
        if home is None or home.ordinal in checked or ghost.item in rejected:
            continue
        if not any(_answers(record, ghost) for record in taken.get(home.ordinal, ())):
            unanswered.setdefault(home.ordinal, []).append(ghost)
    spans: dict[int, list[Span]] = {}
    for mention in suggestions.mentions:
        spans.setdefault(mention.card, []).append(mention.span)
    return Ghosts(suggestions, {ordinal: tuple(ghosts) for ordinal, ghosts in unanswered.items()}, spans, shown)


def _by_home(reading: Reading, homes: Homes) -> dict[int, list[Tagged]]:
    found: dict[int, list[Tagged]] = {}
    records: list[Tagged] = [*reading.claims, *reading.attributions, *reading.figures]
    for record in records:
        if home := homes.of(record.start):
            found.setdefault(home.ordinal, []).append(record)
    return found


def _answers(record: Tagged, ghost: Ghost) -> bool:
    """Say whether an annotation of the same sentence has taken a ghost's place."""
    match record, ghost.proposal:
        case (
            (Claim(), SuggestedClaim()) | (Attribution(), SuggestedMention()) | (Figure(), SuggestedFigure())
        ):
            return record.span.overlaps(ghost.span)
        case _:
            return False


def outcomes_of(
    suggestions: Suggestions, reading: Reading, rejected: Collection[str], shown: Collection[str]
) -> dict[str, tuple[GhostOutcome, str | None]]:
    """What became of each suggestion by now, and the annotation in its place, if there is one. `shown`: the items that
    came onto the page.
    """
    homes = Homes(reading.sentences)
    taken = _by_home(reading, homes)
    found: dict[str, tuple[GhostOutcome, str | None]] = {}
    known = known_cards(suggestions, reading)
    for ghost in list_items(suggestions):
        home = homes.of(ghost.span.start)
        there = [record for record in taken.get(home.ordinal, ()) if _answers(record, ghost)] if home else []
        if not there:
            unanswered = GhostOutcome.SHOWN if ghost.item in shown else GhostOutcome.OFFERED
            found[ghost.item] = (GhostOutcome.REJECTED if ghost.item in rejected else unanswered, None)
            continue
        same = next((record for record in there if _is_same(record, ghost, reading, suggestions, known)), None)
        record = same or there[0]
        found[ghost.item] = (GhostOutcome.ACCEPTED if same else GhostOutcome.CHANGED, record.uid)
    return found


def _is_same(
    record: Tagged, ghost: Ghost, reading: Reading, suggestions: Suggestions, known: dict[int, str]
) -> bool:
    """Say whether an annotation is what was proposed, word for word."""
    if record.span != ghost.span:
        return False
    match record, ghost.proposal:
        case Claim(), SuggestedClaim() as claim:
            linked = {link.source_uid for link in record.sources}
            return record.flags == claim.flags and linked == {known.get(key, "") for key in claim.cards}
        case Attribution(), SuggestedMention() as mention:
            card = find_card(reading, record.source_uid or "")
            return card is not None and _tells(card) == _tells(_made(suggestions.cards[mention.card], "", None))
        case Figure(), SuggestedFigure() as figure:
            read = figure.reading
            told = (record.low, record.high, record.bound, record.measure, record.unit)
            return told == (read.low, read.high, read.bound, read.measure, read.unit)
        case _:
            return False


def _tells(card: SourceCard) -> tuple[object, ...]:
    return card.type, card.identity, card.number, card.who, card.knowledge, card.reason


def known_cards(suggestions: Suggestions, reading: Reading) -> dict[int, str]:
    """Which cards of the review stand for proposed ones: those that the proposed mentions' words mention."""
    known: dict[int, str] = {}
    for mention in suggestions.mentions:
        for there in reading.attributions:
            if there.source_uid and there.span.overlaps(mention.span):
                known.setdefault(mention.card, there.source_uid)
    return known


def take_ghosts(reading: Reading, ghosts: Ghosts, items: Sequence[str], mint: Mint) -> Act:
    """Accept ghosts in one act: each with its card, new or the one that is there, with relay and links.

    A claim brings the mention of a source it rests on, a source its relay's mention in the same sentence, where
    these are still ghosts. Ghosts that are gone are passed over. Raises Conflict (`ghost_gone`) if all are.
    """
    taking = _Taking(reading, ghosts, mint)
    chosen = [ghost for ghost in ghosts.every() if ghost.item in set(items)]
    if not chosen:
        raise Conflict("This suggestion is gone: its words were tagged meanwhile.", code="ghost_gone")
    for ghost in _with_needed(chosen, ghosts, taking.known):
        taking.take(ghost)
    focus = taking.made.get(chosen[0].item, "") if len(chosen) == 1 else ""
    return Act(ActionKind.ACCEPT_SUGGESTION, squash(taking.changes), focus or taking.claim_uid)


def reject_ghosts(ghosts: Ghosts, items: Sequence[str]) -> tuple[str, ...]:
    """The items that are ghosts now and are rejected. Raises Conflict (`ghost_gone`) if none is."""
    found = tuple(ghost.item for ghost in ghosts.every() if ghost.item in set(items))
    if not found:
        raise Conflict("This suggestion is gone: its words were tagged meanwhile.", code="ghost_gone")
    return found


_ORDER = {"attribution": 0, "claim": 1, "figure": 2}


def _with_needed(chosen: Sequence[Ghost], ghosts: Ghosts, known: Mapping[int, str]) -> list[Ghost]:
    """The chosen ghosts with the mentions that they need, sources first."""
    found = {ghost.item: ghost for ghost in chosen}
    for ghost in chosen:
        if isinstance(ghost.proposal, SuggestedClaim):
            for key in ghost.proposal.cards:
                if key not in known and (mention := _nearest(ghosts, key, ghost.span.stop)):
                    found.setdefault(mention.item, mention)
    for ghost in tuple(found.values()):
        if isinstance(ghost.proposal, SuggestedMention):
            relay = ghosts.card(ghost.proposal.card).relayed_by
            beside = next((group for group in ghosts.by_ordinal.values() if ghost in group), ())
            mention = next((other for other in beside if _mentions(other, relay)), None)
            if mention is not None and relay not in known:
                found.setdefault(mention.item, mention)
    return sorted(found.values(), key=lambda ghost: (_ORDER[ghost.tag], ghost.span))


def _mentions(ghost: Ghost, key: int | None) -> bool:
    return isinstance(ghost.proposal, SuggestedMention) and ghost.proposal.card == key


def _nearest(ghosts: Ghosts, key: int, before: int) -> Ghost | None:
    """The last mention of a card before an offset that is still a ghost, else the first one."""
    there = sorted((ghost for ghost in ghosts.every() if _mentions(ghost, key)), key=lambda ghost: ghost.span)
    earlier = [ghost for ghost in there if ghost.span.start < before]
    return earlier[-1] if earlier else there[0] if there else None


class _Taking:
    """Ghosts being taken one after the other into a reading."""

    def __init__(self, reading: Reading, ghosts: Ghosts, mint: Mint) -> None:
        self.reading, self.ghosts, self.mint = reading, ghosts, mint
        self.known = known_cards(ghosts.suggestions, reading)
        self.changes: list[Change] = []
        self.made: dict[str, str] = {}
        self.claim_uid = ""

    def take(self, ghost: Ghost) -> None:
        """Make the annotation that a ghost proposes."""
        uid = self.made[ghost.item] = self.mint()
        quote = self.reading.quote(ghost.span)
        match ghost.proposal:
            case SuggestedMention() as mention:
                card = self._card(mention.card)
                cues = (mention.cue,) if mention.cue else ()
                self._apply(mentions.add_mention(self.reading, uid, Phrase(*ghost.span, quote), cues, card).changes)
            case SuggestedClaim() as claim:
                self.claim_uid = uid
                home = self.reading.home_of(claim.span.start)
                checks = contents_of(self.reading)[home.ordinal].checks if home else []
                links = tuple(SourceLink(uid) for uid in dict.fromkeys(self._card(key) for key in claim.cards))
                made = Claim(uid, *claim.span, claim.flags, links)
                self._apply((*(Change(check, None) for check in checks), Change(None, made)))
            case SuggestedFigure():
                self._apply(mentions.add_figure(self.reading, uid, Phrase(*ghost.span, quote)).changes)

    def _card(self, key: int) -> str:
        """The uid of the card that stands for a proposed one, made if it is not there; its relay first."""
        if key in self.known:
            return self.known[key]
        proposed = self.ghosts.card(key)
        relay = None if proposed.relayed_by is None else self._card(proposed.relayed_by)
        outlet = find_card(self.reading, relay or "")
        card = _made(proposed, self.mint(), relay if outlet and outlet.type is SourceType.OUTLET else None)
        position = 1 + max((other.position for other in self.reading.sources), default=0)
        self._apply((Change(None, replace(card, position=position)),))
        self.known[key] = card.uid
        return card.uid

    def _apply(self, changes: Iterable[Change]) -> None:
        done = tuple(changes)
        self.reading = apply_changes(self.reading, done)
        self.changes += done


def _made(proposed: SuggestedCard, uid: str, relay: str | None) -> SourceCard:
    """A card as it was proposed; who accepts it has confirmed it."""
    read = proposed.reading
    fields = CardFields(
        read.type, read.identity, read.number, read.who, read.knowledge, read.reason, proposed.distinct, relay
    )
    return mentions.fill_card(SourceCard(uid, read.type, None), fields)


def squash(changes: Iterable[Change]) -> tuple[Change, ...]:
    """One change a row: the first state before and the last after, in the order in which rows were first met."""
    rows: dict[str, Change] = {}
    for change in changes:
        before = rows[change.uid].before if change.uid in rows else change.before
        rows[change.uid] = Change(before, change.after)
    return tuple(change for change in rows.values() if change.before is not None or change.after is not None)
