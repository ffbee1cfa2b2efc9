"""A sentence, its annotations and the source cards as the annotation page shows them: frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from annotator.core.extents import AttributionPhrase
from annotator.core.ghosts import NO_GHOSTS, Ghosts
from annotator.core.inks import Inked, cut_inks
from annotator.core.marks import told_words
from annotator.core.records import (
    ArticleFacts,
    Attribution,
    Bound,
    Claim,
    Figure,
    Identity,
    Kind,
    Knowledge,
    Mark,
    Number,
    Reading,
    Reason,
    SourceType,
    Who,
)
from annotator.core.reviews import SentenceContent, SentenceState
from annotator.core.scheme import Tag
from annotator.core.sources import label_cards, lone_unnamed, number_cards
from annotator.core.sourcing.chains import Chain, draw_chains
from annotator.core.sourcing.grounds import Grounds
from annotator.core.sourcing.quotes import list_run_on
from annotator.web.directions import direction_of, turned
from annotator.web.ghost_views import GhostView, view_ghosts
from annotator.web.tag_words import flag_words, grouped


@dataclass(frozen=True, slots=True)
class TagView:
    """One annotation of a sentence, for the list under it. Fields that its tag does not have are empty.

    `ways` tells for each card of a claim what it says of its own way: an outlet's number, 0 for direct, None for
    nothing of its own. `is_alone`: it rests on one unnamed person and nothing else.

    Of a desk's own tag: `own` is the tag as the review's scheme has it, `told` what is told of it in words, `given`
    the same as stored, by attribute.
    """

    uid: str
    tag: str
    start: int
    stop: int
    version: int
    words: str
    flags: tuple[str, ...] = ()
    cards: tuple[int, ...] = ()
    ways: tuple[int | None, ...] = ()
    is_alone: bool = False
    identity: str = ""
    value: str = ""
    low: str = ""
    high: str = ""
    unit: str = ""
    bound: str = ""
    measure: str = ""
    starred: bool = False
    unsure: bool = False
    attack: bool = False
    denial: bool = False
    own: Tag | None = None
    told: tuple[tuple[str, str], ...] = ()
    given: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SentenceView:
    """One sentence as the page shows it; `pieces` together are its exact words. `direction` is its own where it runs
    otherwise than the article, else empty.
    """

    ordinal: int
    start: int
    stop: int
    kind: Kind
    state: SentenceState
    is_asked: bool
    duplicate_of: int | None
    pieces: tuple[Inked, ...]
    tags: tuple[TagView, ...]
    flags: tuple[str, ...]
    linked: tuple[str, ...]
    is_unsure: bool
    is_starred: bool
    has_star: bool
    is_attack: bool
    is_denial: bool
    focus: str
    is_alone: bool = False
    is_current: bool = False
    swap: bool = False
    runs_on: bool = False
    own_tags: Mapping[str, Tag] = field(default_factory=dict)
    ghosts: tuple[GhostView, ...] = ()
    untold: tuple[str, ...] = ()
    direction: str = ""


@dataclass(frozen=True, slots=True)
class CardView:
    """A source card. `label` are words of the text; `number` is the digit that links it.

    `ways`: how it came, each the numbers and labels of the outlets on the way to this article (none: direct) and how
    many claims came so; empty where every claim came direct.
    """

    uid: str
    number: int
    label: str
    type: SourceType
    identity: Identity | None
    count: Number | None
    who: Who | None
    knowledge: Knowledge | None
    reason: Reason | None
    distinct: bool
    relayed_by: str
    relayed_by_number: int | None
    mentions: int
    claims: int
    version: int
    ways: tuple[tuple[tuple[tuple[int, str], ...], int], ...] = ()


def view_sentence(
    reading: Reading, content: SentenceContent, *, current: int | None = None, focus: str = "", swap: bool = False,
    ghosts: Ghosts = NO_GHOSTS,
) -> SentenceView:  # fmt: skip
    """One sentence with everything at home in it."""
    sentence = content.sentence
    numbers = number_cards(reading)
    claim = next((claim for claim in content.claims if claim.uid == focus), next(iter(content.claims), None))
    in_focus = focus if any(focus == record.uid for record in _records(content)) else claim.uid if claim else ""
    return SentenceView(
        ordinal=sentence.ordinal,
        start=sentence.start,
        stop=sentence.stop,
        kind=sentence.kind,
        state=content.state,
        is_asked=sentence.is_asked,
        duplicate_of=sentence.duplicate_of,
        pieces=cut_inks(reading, sentence.span, [(ghost.tag, ghost.span) for ghost in ghosts.at(sentence.ordinal)]),
        tags=tuple(view_tag(reading, record, numbers) for record in _records(content)),
        flags=flag_words(flag for claim in content.claims for flag in claim.flags),
        linked=tuple(link.source_uid for link in claim.sources) if claim else (),
        is_unsure=content.is_unsure,
        is_starred=bool(claim and claim.starred),
        has_star=any(record.starred for record in _records(content)),
        is_attack=bool(claim and claim.attack),
        is_denial=bool(claim and claim.denial),
        focus=in_focus,
        is_alone=any(lone_unnamed(claim, {card.uid: card for card in reading.sources}) for claim in content.claims),
        is_current=sentence.ordinal == current,
        swap=swap,
        runs_on=sentence.ordinal in list_run_on(reading),
        own_tags={tag.key: tag for tag in reading.own_tags},
        ghosts=view_ghosts(reading, ghosts, sentence.ordinal),
        untold=tuple(one.item for one in ghosts.at(sentence.ordinal) if one.item not in ghosts.shown),
        direction=turned(reading.quote(sentence.span), direction_of(reading.text)),
    )


def view_cards(reading: Reading, facts: ArticleFacts | None = None) -> tuple[CardView, ...]:
    """The source cards in the order of their numbers; with the facts of the article also how each came."""
    numbers, labels = number_cards(reading), label_cards(reading)
    chains = draw_chains(Grounds(reading, facts)) if facts else ()
    mentions = [mention.source_uid for mention in reading.attributions]
    claims = [link.source_uid for claim in reading.claims for link in claim.sources]
    return tuple(
        CardView(
            uid=card.uid,
            number=numbers[card.uid],
            label=labels[card.uid],
            type=card.type,
            identity=card.identity,
            count=card.number,
            who=card.who,
            knowledge=card.knowledge,
            reason=card.reason,
            distinct=card.distinct,
            relayed_by=card.relayed_by_uid or "",
            relayed_by_number=numbers.get(card.relayed_by_uid or ""),
            mentions=mentions.count(card.uid),
            claims=claims.count(card.uid),
            version=card.version,
            ways=_ways(card.uid, chains, numbers, labels),
        )
        for card in sorted(reading.sources, key=lambda card: numbers[card.uid])
    )


def _ways(
    uid: str, chains: tuple[Chain, ...], numbers: dict[str, int], labels: dict[str, str]
) -> tuple[tuple[tuple[tuple[int, str], ...], int], ...]:
    found = [
        (tuple((numbers[relay], labels[relay]) for relay in chain.relays), len(root.claim_uids))
        for chain in chains
        for root in chain.roots
        if root.source_uid == uid
    ]
    return tuple(found) if any(relays for relays, _ in found) else ()


def phrase_words(reading: Reading, phrase: AttributionPhrase) -> tuple[str, str]:
    """The words of a phrase and of its cue."""
    return reading.quote(phrase.span), reading.quote(phrase.cue) if phrase.cue else ""


def _records(content: SentenceContent) -> list[Claim | Attribution | Figure | Mark]:
    return [*content.claims, *content.attributions, *content.figures, *content.marks]


def view_tag(reading: Reading, record: Claim | Attribution | Figure | Mark, numbers: dict[str, int]) -> TagView:
    """One annotation; `numbers` are those of the cards."""
    words = reading.quote(record.span)
    match record:
        case Claim():
            return TagView(
                record.uid, "claim", record.start, record.stop, record.version, words,
                flags=flag_words(record.flags),
                cards=tuple(numbers.get(link.source_uid, 0) for link in record.sources),
                ways=tuple(0 if link.is_direct else numbers.get(link.relayed_by_uid or "") for link in record.sources),
                is_alone=lone_unnamed(record, {card.uid: card for card in reading.sources}) is not None,
                starred=record.starred, unsure=record.unsure, attack=record.attack, denial=record.denial,
            )  # fmt: skip
        case Attribution():
            card = next((card for card in reading.sources if card.uid == record.source_uid), None)
            return TagView(
                record.uid, "attribution", record.start, record.stop, record.version, words,
                cards=(numbers[card.uid],) if card else (),
                identity=card.identity.value if card and card.identity else "",
                starred=record.starred, unsure=record.unsure,
            )  # fmt: skip
        case Figure():
            return TagView(
                record.uid, "figure", record.start, record.stop, record.version, words,
                value=figure_value(record), low=_plain(record.low), high=_plain(record.high), unit=record.unit,
                bound=record.bound.value, measure=record.measure.value,
                starred=record.starred, unsure=record.unsure,
            )  # fmt: skip
        case Mark():
            own = next((tag for tag in reading.own_tags if tag.key == record.tag), None)
            return TagView(
                record.uid, "mark", record.start, record.stop, record.version, words,
                starred=record.starred, unsure=record.unsure, own=own, told=told_words(record, own),
                given=dict(record.told),
            )  # fmt: skip


def figure_value(figure: Figure) -> str:
    """A figure's number for people: thousands apart, a range with a dash; empty where none could be read."""
    if figure.low is None:
        return ""
    if figure.bound is Bound.RANGE and figure.high is not None:
        return f"{grouped(figure.low)}–{grouped(figure.high)}"
    return grouped(figure.low)


def _plain(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"
