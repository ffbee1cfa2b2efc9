"""Marking phrases: attributions with their cards, and figures; editing, moving and removing them.

Pure functions from a reading to an `Act`, as in `annotations`.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from decimal import Decimal

from annotator.core.actions import ActionKind, Change, apply_changes
from annotator.core.annotations import Act, default_links, detach_figures, innermost, respan
from annotator.core.errors import Conflict, Invalid, NotFound
from annotator.core.figures import read_figure
from annotator.core.records import (
    Attribution,
    Bound,
    Claim,
    Figure,
    Identity,
    Knowledge,
    Mark,
    Measure,
    Number,
    Reading,
    Reason,
    SourceCard,
    SourceType,
    Span,
    Who,
)
from annotator.core.reviews import SentenceContent, contents_of, find_card
from annotator.core.sources import check_links, check_relay
from annotator.core.text import check_quote, check_span

_EDGES = " \t\n\u00a0"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch that a person marked, with the words they saw there."""

    start: int
    stop: int
    quote: str


@dataclass(frozen=True, slots=True)
class CardFields:
    """What a person says of a source on its card. There is no field for who an unnamed source is."""

    type: SourceType
    identity: Identity | None
    number: Number | None = None
    who: Who | None = None
    knowledge: Knowledge | None = None
    reason: Reason | None = None
    distinct: bool = False
    relayed_by_uid: str | None = None


@dataclass(frozen=True, slots=True)
class FigureFields:
    """What a person says of a figure; None leaves what is there.

    `values`: the number and, for a range, its upper end. A bound alone turns a range into its lower number.
    """

    values: tuple[Decimal | None, Decimal | None] | None = None
    bound: Bound | None = None
    measure: Measure | None = None
    unit: str | None = None


def add_mention(
    reading: Reading, uid: str, phrase: Phrase, cues: tuple[Span, ...], card: SourceCard | str | None
) -> Act:
    """Mark an attribution that mentions a card: a new one, an existing one by uid, or none yet.

    The check on its sentence goes; a claim there without a source of its own comes to rest on the card, and a
    card that the new one is relayed by makes room for it. One action.

    Raises Invalid or Conflict for a bad span or quote, NotFound for an unknown card, Conflict
    (`already_marked`) for a phrase that is marked already.
    """
    content, span = home_of_phrase(reading, uid, phrase)
    if any(mention.span == span for mention in content.attributions):
        raise Conflict("These words are marked as an attribution already.", code="already_marked")
    changes: list[Change] = [Change(check, None) for check in content.checks]
    match card:
        case SourceCard():
            placed = replace(card, position=1 + max((other.position for other in reading.sources), default=0))
            check_relay((*reading.sources, placed), placed.uid, placed.relayed_by_uid)
            changes.append(Change(None, placed))
            reading = replace(reading, sources=(*reading.sources, placed))
            source_uid: str | None = placed.uid
        case str():
            source_uid = _card(reading, card).uid
        case None:
            source_uid = None
    for cue in cues:
        check_span(len(reading.text), *cue)
    mention = Attribution(uid, span.start, span.stop, source_uid, tuple(sorted(cues)))
    changes.append(Change(None, mention))
    changes += _adapt_claim(reading, content, [*content.attributions, mention])
    return Act(ActionKind.TAG_ATTRIBUTION, tuple(changes), uid)


def add_figure(reading: Reading, uid: str, phrase: Phrase) -> Act:
    """Mark a figure; value, bound, measure and unit are read from its words, the claim is its sentence's."""
    content, span = home_of_phrase(reading, uid, phrase)
    if any(figure.span == span for figure in content.figures):
        raise Conflict("These words are marked as a figure already.", code="already_marked")
    read = read_figure(reading.quote(span))
    claim = _claim_around(content.claims, span)
    figure = Figure(
        uid, span.start, span.stop, read.low, read.high, read.bound, read.measure, read.unit,
        claim.uid if claim else None,
    )  # fmt: skip
    changes = (*(Change(check, None) for check in content.checks), Change(None, figure))
    return Act(ActionKind.TAG_FIGURE, changes, uid)


def edit_card(reading: Reading, uid: str, fields: CardFields) -> Act:
    """Write a card: one action, whatever changed on it. Raises as `check_card` does."""
    card = _card(reading, uid)
    changed = fill_card(card, fields)
    cards = tuple(changed if other.uid == uid else other for other in reading.sources)
    check_relay(cards, uid, changed.relayed_by_uid)
    if card.type is SourceType.OUTLET and changed.type is not SourceType.OUTLET and _relays(reading, uid):
        raise Invalid(
            "Other sources are relayed by this card, so it has to stay an outlet.", code="relays",
            fields={"type": "Take it off the cards that it relays first."},
        )  # fmt: skip
    check_links(cards, reading.claims)
    changes = () if changed == card else (Change(card, changed),)
    return Act(ActionKind.EDIT_SOURCE, changes, uid)


#: Unnamed ones of these are no people, and nobody asks how many they are: "two banks", "an unsigned note".
COUNTLESS = frozenset({SourceType.ORGANISATION, SourceType.DOCUMENT})


def fill_card(card: SourceCard, fields: CardFields) -> SourceCard:
    """The card with these fields, made consistent: what only an unnamed source has is empty on the others.

    A card counts as confirmed once it has an identity; its open questions are then answered "none". The number counts
    people: who tells one of an unnamed source tells of people, and without one a body or a paper stays what it is.
    """
    if fields.identity is not Identity.UNNAMED:
        kind = fields.type
        return replace(
            card, type=kind, identity=fields.identity, number=None, who=None, knowledge=None, reason=None,
            distinct=False, relayed_by_uid=fields.relayed_by_uid, confirmed=fields.identity is not None,
        )  # fmt: skip
    kind, number = fields.type, fields.number
    if kind not in COUNTLESS or number is not None:
        kind = SourceType.GROUP if kind is SourceType.GROUP else SourceType.PERSON
        number = number or Number.ONE
    return replace(
        card, type=kind, identity=Identity.UNNAMED, number=number, who=fields.who or Who.NONE,
        knowledge=fields.knowledge or Knowledge.NONE, reason=fields.reason or Reason.NONE,
        distinct=fields.distinct, relayed_by_uid=fields.relayed_by_uid, confirmed=True,
    )  # fmt: skip


def take_card(card: SourceCard, fields: CardFields) -> SourceCard:
    """The card with what somebody else said of the source, and no more: what they left open stays open.

    "None" is an answer and empty is not (DOMAIN.md 1.4), so `fill_card`, which writes down what a person is asked on
    the page, would here put answers into the mouth of who gave none. An unnamed source counts as confirmed once all
    that is asked of it is told.
    """
    is_counted = fields.type in COUNTLESS or fields.number is not None
    asked = (is_counted or None, fields.who, fields.knowledge, fields.reason)
    is_told = fields.identity is not None and (fields.identity is not Identity.UNNAMED or None not in asked)
    return replace(
        card, type=fields.type, identity=fields.identity, number=fields.number, who=fields.who,
        knowledge=fields.knowledge, reason=fields.reason, distinct=fields.distinct,
        relayed_by_uid=fields.relayed_by_uid, confirmed=is_told,
    )  # fmt: skip


def remove_card(reading: Reading, uid: str) -> Act:
    """Remove a card: its mentions stay without one, its claims fall back to their other sources."""
    card = _card(reading, uid)
    changes: list[Change] = [
        Change(mention, replace(mention, source_uid=None))
        for mention in reading.attributions
        if mention.source_uid == uid
    ]
    for claim in reading.claims:
        links = tuple(
            replace(link, relayed_by_uid=None) if link.relayed_by_uid == uid else link
            for link in claim.sources
            if link.source_uid != uid
        )
        if links != claim.sources:
            changes.append(Change(claim, replace(claim, sources=links)))
    changes += [
        Change(other, replace(other, relayed_by_uid=None)) for other in reading.sources if other.relayed_by_uid == uid
    ]
    return Act(ActionKind.REMOVE_SOURCE, (*changes, Change(card, None)))


def edit_figure(reading: Reading, uid: str, fields: FigureFields) -> Act:
    """Correct what was read from a figure's words. Raises Invalid for a range that runs backwards."""
    figure = next((figure for figure in reading.figures if figure.uid == uid), None)
    if figure is None:
        raise NotFound("This figure is gone.")
    bound = fields.bound or figure.bound
    low, high = fields.values or (figure.low, figure.high if bound is Bound.RANGE else None)
    if high is not None and (low is None or high < low):
        raise Invalid("A range runs from the smaller to the larger number.", fields={"high": "Larger than the first."})
    if (bound is Bound.RANGE) != (high is not None):
        message = "A range needs both its numbers; any other figure has one."
        raise Invalid(message, fields={"bound": message})
    changed = replace(
        figure,
        low=low,
        high=high,
        bound=bound,
        measure=fields.measure or figure.measure,
        unit=figure.unit if fields.unit is None else fields.unit,
    )
    return Act(ActionKind.EDIT_ANNOTATION, () if changed == figure else (Change(figure, changed),), uid)


def move_edges(reading: Reading, uid: str, phrase: Phrase) -> Act:
    """Give an annotation other edges; its identity, links and history stay. The check on its new sentence goes.

    A figure that says what was read from its words is read again; what a person corrected stays. A cue that is
    left behind in another sentence goes.

    Raises as `add_mention` does for the span, Conflict (`already_marked`) where one of its kind has these words,
    Invalid (`span_cue`) where an attribution would run into the words that introduce it.
    """
    records: list[Claim | Attribution | Figure | Mark] = [
        *reading.claims, *reading.attributions, *reading.figures, *reading.marks,
    ]  # fmt: skip
    record = next((record for record in records if record.uid == uid), None)
    if record is None:
        raise NotFound("This annotation is gone.")
    content, span = home_of_phrase(reading, "", phrase)
    if span == record.span:
        return Act(ActionKind.EDIT_ANNOTATION, (), uid)
    if any(_is_alike(other, record) and other.uid != uid and other.span == span for other in records):
        raise Conflict("These words are marked like this already.", code="already_marked")
    moved = Change(record, _at(reading, record, content, span))
    return Act(ActionKind.EDIT_ANNOTATION, (*(Change(check, None) for check in content.checks), moved), uid)


def _is_alike(one: Claim | Attribution | Figure | Mark, other: Claim | Attribution | Figure | Mark) -> bool:
    """Say whether two annotations have the same tag."""
    if isinstance(one, Mark) and isinstance(other, Mark):
        return one.tag == other.tag
    return type(one) is type(other)


def _at(
    reading: Reading, record: Claim | Attribution | Figure | Mark, content: SentenceContent, span: Span
) -> Claim | Attribution | Figure | Mark:
    """The record on its new words in the sentence of `content`."""
    moved = replace(record, start=span.start, stop=span.stop)
    if isinstance(moved, Figure):
        read, now = read_figure(reading.quote(record.span)), read_figure(reading.quote(span))
        if (moved.low, moved.high, moved.bound, moved.measure, moved.unit) == astuple(read):
            return replace(moved, low=now.low, high=now.high, bound=now.bound, measure=now.measure, unit=now.unit)
    elif isinstance(moved, Attribution):
        if any(cue.overlaps(span) for cue in moved.cues):
            raise Invalid("These words introduce the source. An attribution ends before them.", code="span_cue")
        return replace(moved, cues=tuple(cue for cue in moved.cues if content.sentence.span.contains(cue)))
    return moved


def remove_annotation(reading: Reading, uid: str) -> Act:
    """Take an annotation away. A card that nothing mentions or rests on any more goes with its last mention."""
    for claim in reading.claims:
        if claim.uid == uid:
            return Act(ActionKind.REMOVE_ANNOTATION, (*detach_figures(reading, uid), Change(claim, None)))
    for figure in reading.figures:
        if figure.uid == uid:
            return Act(ActionKind.REMOVE_ANNOTATION, (Change(figure, None),))
    for mark in reading.marks:
        if mark.uid == uid:
            return Act(ActionKind.REMOVE_ANNOTATION, (Change(mark, None),))
    for mention in reading.attributions:
        if mention.uid == uid:
            changes = [Change(mention, None), *_without_mention(reading, mention)]
            return Act(ActionKind.REMOVE_ANNOTATION, tuple(changes))
    raise NotFound("This annotation is gone.")


def _without_mention(reading: Reading, mention: Attribution) -> list[Change]:
    """What follows from a mention's going: its sentence's claim lets go of a source it had by default, and a card
    that nothing mentions or rests on any more goes too.
    """
    changes: list[Change] = []
    for content in contents_of(reading).values():
        if mention in content.attributions and len(content.claims) == 1:
            claim = content.claims[0]
            if claim.sources and claim.sources == default_links(reading, content.attributions):
                rest = [other for other in content.attributions if other.uid != mention.uid]
                freed = replace(claim, sources=default_links(reading, rest))
                changes.append(Change(claim, respan(reading, content, freed, rest)))
    uid = mention.source_uid
    if uid is None or _relays(reading, uid) or any(m.source_uid == uid for m in reading.attributions if m != mention):
        return changes
    after = apply_changes(reading, changes)
    if not any(link.source_uid == uid for claim in after.claims for link in claim.sources):
        changes.append(Change(_card(reading, uid), None))
    return changes


def _relays(reading: Reading, uid: str) -> bool:
    return any(card.relayed_by_uid == uid for card in reading.sources) or any(
        link.relayed_by_uid == uid for claim in reading.claims for link in claim.sources
    )


def _card(reading: Reading, uid: str) -> SourceCard:
    card = find_card(reading, uid)
    if card is None:
        raise NotFound("There is no such source card in this review.", code="no_card")
    return card


def home_of_phrase(reading: Reading, uid: str, phrase: Phrase) -> tuple[SentenceContent, Span]:
    """The sentence a marked phrase is at home in, and the phrase without blanks at its edges."""
    if uid and _is_taken(reading, uid):
        raise Conflict("This was saved already.", code="duplicate_uid")
    span = check_span(len(reading.text), phrase.start, phrase.stop)
    check_quote(reading.text, span, phrase.quote)
    words = reading.quote(span)
    start = span.start + len(words) - len(words.lstrip(_EDGES))
    stop = span.stop - (len(words) - len(words.rstrip(_EDGES)))
    if start >= stop:
        raise Invalid("Mark at least one word.", code="span_blank")
    for content in contents_of(reading).values():
        if content.sentence.start <= start < content.sentence.stop:
            if stop > content.sentence.stop:
                raise Invalid("A mark cannot run over the end of its sentence.", code="span_crosses")
            return content, Span(start, stop)
    raise Invalid("These words are not part of a sentence.", code="span_outside")


def _is_taken(reading: Reading, uid: str) -> bool:
    return any(record.uid == uid for record in reading.records)


def _claim_around(claims: Sequence[Claim], span: Span) -> Claim | None:
    holding = [claim for claim in claims if claim.span.contains(span)]
    overlapping = [claim for claim in claims if claim.span.overlaps(span)]
    candidates = holding or overlapping or (claims if len(claims) == 1 else [])
    return candidates[0] if candidates else None


def _adapt_claim(reading: Reading, content: SentenceContent, attributions: Sequence[Attribution]) -> list[Change]:
    """The sentence's only claim, resting on what its mentions say and cut free of them."""
    if len(content.claims) != 1:
        return []
    claim = content.claims[0]
    by_default = {link.source_uid for link in default_links(reading, content.attributions)}
    links = claim.sources
    if not links or {link.source_uid for link in links} == by_default:
        fresh = default_links(reading, attributions)
        links = fresh or innermost(reading, links)
    changed = respan(reading, content, replace(claim, sources=links), attributions)
    return [] if changed == claim else [Change(claim, changed)]

