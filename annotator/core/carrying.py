"""A review of an earlier text upon a later one: what lies on unchanged words goes along, the rest is for a person."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from annotator.core.anchoring import Alignment, Loss, align
from annotator.core.records import (
    Attribution,
    Check,
    Claim,
    Figure,
    Mark,
    Reading,
    Scope,
    SourceCard,
    SourceLink,
    Span,
)
from annotator.core.sources import label_cards, mentions_of

Spanned = Claim | Attribution | Figure | Mark | Check
R = TypeVar("R", Claim, Attribution, Figure, Mark, Check)


@dataclass(frozen=True, slots=True)
class Left:
    """Something that was not carried: the words it lay on, and where in the later text it would be looked for."""

    record: Spanned
    quote: str
    loss: Loss
    place: Span | None
    #: The words introduced a source that was carried: the cue alone is missing.
    is_cue: bool = False


@dataclass(frozen=True, slots=True)
class LeftCard:
    """A source of which no mention was carried. `is_kept`: something that was carried rests on it or came through
    it, so that it is there without a mention.
    """

    card: SourceCard
    label: str
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Carried:
    """The reading on the later text, and what is not in it."""

    reading: Reading
    left: tuple[Left, ...]
    cards: tuple[LeftCard, ...]


def carry(old: Reading, upon: Reading, *, from_scope: Scope = Scope.FULL, to_scope: Scope = Scope.FULL) -> Carried:
    """What the review `old` says, as far as it can be said of the words of `upon` (an empty reading).

    To a pass for sources and figures no claims go along; from one no checks do, which said nothing about claims.
    """
    alignment = align(old.text, upon.text)
    left: list[Left] = []
    wide = to_scope is Scope.FULL
    claims = _moved(alignment, old, old.claims if wide else (), left)
    mentions = _moved(alignment, old, old.attributions, left)
    figures = _moved(alignment, old, old.figures, left)
    marks = _moved(alignment, old, old.marks if wide else (), left)
    asked = old.checks if from_scope is to_scope or not wide else ()
    checks = _moved(alignment, old, asked, left)
    cards, gone = _cards(old, claims, mentions)
    reading = replace(
        upon,
        claims=tuple(claims[record.uid] for record in old.claims if record.uid in claims),
        attributions=tuple(
            _with_cues(alignment, old, mentions[record.uid], left)
            for record in old.attributions
            if record.uid in mentions
        ),
        figures=tuple(
            replace(figure, claim_uid=figure.claim_uid if figure.claim_uid in claims else None)
            for figure in (figures[record.uid] for record in old.figures if record.uid in figures)
        ),
        marks=tuple(marks[record.uid] for record in old.marks if record.uid in marks),
        checks=tuple(checks[record.uid] for record in old.checks if record.uid in checks),
        sources=cards,
        own_tags=old.own_tags,
    )
    return Carried(reading, tuple(sorted(left, key=lambda item: item.record.start)), gone)


def _moved(
    alignment: Alignment, old: Reading, records: tuple[R, ...], left: list[Left]
) -> dict[str, R]:
    there: dict[str, R] = {}
    for record in records:
        found = alignment.find(record.span)
        if found.span is not None:
            there[record.uid] = replace(record, start=found.span.start, stop=found.span.stop, version=1)
        else:
            left.append(Left(record, old.quote(record.span), found.loss or Loss.GONE, found.place))
    return there


def _with_cues(alignment: Alignment, old: Reading, mention: Attribution, left: list[Left]) -> Attribution:
    cues = []
    for cue in mention.cues:
        found = alignment.find(cue)
        if found.span is not None:
            cues.append(found.span)
        else:
            left.append(Left(mention, old.quote(cue), found.loss or Loss.GONE, found.place, is_cue=True))
    return replace(mention, cues=tuple(cues))


def _cards(
    old: Reading, claims: Mapping[str, Claim], mentions: Mapping[str, Attribution]
) -> tuple[tuple[SourceCard, ...], tuple[LeftCard, ...]]:
    """The cards that go along, and those of which no mention did. No link of a carried claim is ever dropped: a claim
    without its source would be the newsroom's own voice.
    """
    mentioned = {mention.source_uid for mention in mentions.values()}
    needed = {uid for claim in claims.values() for link in claim.sources for uid in _uids(link)}
    stays = {
        card.uid for card in old.sources
        if card.uid in mentioned or card.uid in needed or not mentions_of(card.uid, old)
    }  # fmt: skip
    by_uid = {card.uid: card for card in old.sources}
    for uid in tuple(stays):
        relay = by_uid[uid].relayed_by_uid
        while relay is not None and relay not in stays:
            stays.add(relay)
            relay = by_uid[relay].relayed_by_uid
    labels = label_cards(old)
    gone = tuple(
        LeftCard(card, labels[card.uid], card.uid in stays)
        for card in old.sources
        if card.uid not in mentioned and mentions_of(card.uid, old)
    )
    return tuple(replace(card, version=1) for card in old.sources if card.uid in stays), gone


def _uids(link: SourceLink) -> tuple[str, ...]:
    return (link.source_uid,) if link.relayed_by_uid is None else (link.source_uid, link.relayed_by_uid)
