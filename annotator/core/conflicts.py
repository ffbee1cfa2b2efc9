"""Two people, or two windows, at the same place: what each made of it, and how one of them is put over the other.

A conflict has three readings: `past`, which both saw; `stored`, what has become of it; `mine`, what the refused act
would have made of `past`. Answering it is a new act upon `stored`, so nothing is overwritten unseen and undo takes
it back like any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from annotator.core.actions import Change, apply_changes, invert, same
from annotator.core.codec import Record
from annotator.core.errors import Conflict
from annotator.core.homes import Homes
from annotator.core.records import Attribution, Check, Claim, Figure, Mark, Reading, SourceCard, SourceLink
from annotator.core.reviews import contents_of
from annotator.core.sources import check_relay


class Settling(StrEnum):
    """How a person answers a conflict; keeping what is stored needs no act."""

    MINE = "mine"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Sides:
    """What a refused act and the stored state say. `changes`: what the act changed on the reading that it saw."""

    stored: Reading
    mine: Reading
    changes: tuple[Change, ...]

    @property
    def ordinals(self) -> frozenset[int]:
        """The sentences that the two differ about."""
        return _ordinals(self.mine, self.changes)

    @property
    def cards(self) -> tuple[str, ...]:
        """The source cards that the refused act wrote."""
        return tuple(change.uid for change in self.changes if change.table == "source")


def rewind(reading: Reading, later: tuple[Change, ...]) -> Reading:
    """The reading as it was before `later`, which are in the order of doing."""
    return apply_changes(reading, invert(later))


def put_mine(sides: Sides) -> tuple[Change, ...]:
    """The changes that make what is stored say what the refused act says, wherever that act changed something.

    Raises Conflict (`in_use`) where that would tear down something else that has come to rest on it.
    """
    return _put(sides.stored, sides.mine, sides)


def put_both(sides: Sides) -> tuple[Change, ...]:
    """The changes that add the refused act's annotations to the stored ones; empty where that means nothing.

    Claims on the same words become one claim that says all that both say.
    """
    there = contents_of(sides.stored)
    here = contents_of(sides.mine)
    if not all(there[n].is_tagged and here[n].is_tagged for n in sides.ordinals) or not sides.ordinals:
        return ()
    union = sides.stored
    for change in sides.changes:
        union = _with(union, change.after)
    changes = _put(sides.stored, union, sides)
    if _same_at(union, sides.mine, sides.ordinals):
        return ()
    return changes


def is_about(sides: Sides, later: tuple[Change, ...]) -> bool:
    """Say whether later changes touch what the sides differ about: then the answer was given to something else."""
    if {change.uid for change in later} & {*sides.cards, *(change.uid for change in sides.changes)}:
        return True
    return bool(_ordinals(sides.stored, later) & sides.ordinals)


def _with(reading: Reading, record: Record | None) -> Reading:
    """The reading with one more annotation, or with one that says more."""
    match record:
        case Claim():
            twin = next((c for c in reading.claims if c.uid == record.uid or c.span == record.span), None)
            claims = tuple(_merged(twin, record) if claim is twin else claim for claim in reading.claims)
            return replace(reading, claims=claims if twin else (*claims, record))
        case Attribution() if not _is_marked(reading.attributions, record):
            return replace(reading, attributions=(*reading.attributions, record))
        case Figure() if not _is_marked(reading.figures, record):
            return replace(reading, figures=(*reading.figures, record))
        case SourceCard() if not any(card.uid == record.uid for card in reading.sources):
            return replace(reading, sources=(*reading.sources, record))
        case _:
            return reading


def _is_marked(there: Sequence[Attribution | Figure], record: Attribution | Figure) -> bool:
    return any(other.uid == record.uid or other.span.overlaps(record.span) for other in there)


def _merged(one: Claim, other: Claim) -> Claim:
    known = {link.source_uid for link in one.sources}
    return replace(
        one,
        flags=one.flags | other.flags,
        sources=(*one.sources, *(link for link in other.sources if link.source_uid not in known)),
        starred=one.starred or other.starred,
        attack=one.attack or other.attack,
        denial=one.denial or other.denial,
        unsure=one.unsure or other.unsure,
    )


def _put(stored: Reading, wanted: Reading, sides: Sides) -> tuple[Change, ...]:
    before = {record.uid: record for record in stored.records}
    target = _at(wanted, sides.ordinals) | {card.uid: card for card in wanted.sources if card.uid in sides.cards}
    going = _at(stored, sides.ordinals).keys() | {card.uid for card in stored.sources if card.uid in sides.cards}
    gone = [before[uid] for uid in going - target.keys()]
    kept = _restore_cards(stored, wanted, target)
    claims = {c.uid for c in stored.claims if c not in gone} | {r.uid for r in kept.values() if isinstance(r, Claim)}
    changes = []
    for record in sorted(kept.values(), key=_rank):
        if isinstance(record, Figure) and record.claim_uid not in claims:
            record = replace(record, claim_uid=None)
        if not same(before.get(record.uid), record):
            changes.append(Change(before.get(record.uid), record))
    changes += [
        Change(figure, replace(figure, claim_uid=None))
        for figure in stored.figures
        if figure.claim_uid and figure.claim_uid not in claims and figure.uid not in kept and figure not in gone
    ]
    changes += [Change(record, None) for record in sorted(gone, key=_rank, reverse=True)]
    _refuse_loose_ends(apply_changes(stored, changes))
    return tuple(changes)


def _restore_cards(stored: Reading, wanted: Reading, target: dict[str, Record]) -> dict[str, Record]:
    """The target with the cards that it rests on and that are gone: they come back under new numbers."""
    there = {card.uid for card in stored.sources}
    known = {card.uid: card for card in wanted.sources}
    top = max((card.position for card in stored.sources), default=0)
    found = dict(target)
    asked = [uid for record in target.values() for uid in _cards_of(record)]
    while asked:
        uid = asked.pop()
        card = found.get(uid, known.get(uid))
        if uid in there or uid in found or not isinstance(card, SourceCard):
            continue
        top += 1
        found[uid] = replace(card, position=top)
        asked += _cards_of(card)
    return found


def _cards_of(record: Record) -> list[str]:
    match record:
        case Claim():
            links: list[SourceLink] = list(record.sources)
            return [uid for link in links for uid in (link.source_uid, link.relayed_by_uid) if uid]
        case Attribution():
            return [record.source_uid] if record.source_uid else []
        case SourceCard():
            return [record.relayed_by_uid] if record.relayed_by_uid else []
        case _:
            return []


def _refuse_loose_ends(reading: Reading) -> None:
    cards = {card.uid for card in reading.sources}
    if any(uid not in cards for record in reading.records for uid in _cards_of(record)):
        message = "Something else has come to rest on what this would take away. Keep what is stored, then do it anew."
        raise Conflict(message, code="in_use")
    for card in reading.sources:
        check_relay(reading.sources, card.uid, card.relayed_by_uid)


def _ordinals(reading: Reading, changes: tuple[Change, ...]) -> frozenset[int]:
    homes = Homes(reading.sentences)
    found: set[int] = set()
    for change in changes:
        for record in (change.before, change.after):
            if isinstance(record, Check):
                found |= {sentence.ordinal for sentence in homes.touching(record.start, record.stop)}
            elif record is not None and not isinstance(record, SourceCard):
                home = homes.of(record.start)
                found |= {home.ordinal} if home else set()
    return frozenset(found)


def _at(reading: Reading, ordinals: frozenset[int]) -> dict[str, Record]:
    contents = contents_of(reading)
    found: dict[str, Record] = {}
    for ordinal in ordinals:
        content = contents[ordinal]
        records: list[Record] = [
            *content.claims, *content.attributions, *content.figures, *content.marks, *content.checks,
        ]  # fmt: skip
        found |= {record.uid: record for record in records}
    return found


def _same_at(one: Reading, other: Reading, ordinals: frozenset[int]) -> bool:
    here, there = _at(one, ordinals), _at(other, ordinals)
    return here.keys() == there.keys() and all(same(record, there[uid]) for uid, record in here.items())


def _rank(record: Record) -> int:
    """The order in which rows may come: what others point at first."""
    match record:
        case SourceCard():
            return 0
        case Claim():
            return 1
        case Attribution():
            return 2
        case Figure() | Mark():
            return 3
        case Check():
            return 4
