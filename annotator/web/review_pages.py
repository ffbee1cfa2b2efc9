"""What the annotation page and its pieces show, built from a reading: frozen values, no words of the interface."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask import url_for

from annotator.core.extents import AttributionPhrase
from annotator.core.inks import Inked, cut_inks
from annotator.core.records import (
    Attribution,
    Bound,
    Claim,
    Figure,
    Flag,
    Identity,
    Kind,
    Knowledge,
    Number,
    Reading,
    Reason,
    ReviewState,
    Sentence,
    SourceType,
    Span,
    Who,
)
from annotator.core.reviews import OpenPoint, Progress, SentenceContent, SentenceState, contents_of, measure_progress
from annotator.core.sources import label_cards, number_cards
from annotator.core.sourcing.drawing import Format, Mark, StripDrawing, draw_strip
from annotator.core.sourcing.strip import strip
from annotator.services.reviews import OpenedReview
from annotator.storage.queries.reviews import ReviewHead
from annotator.web.shell import Crumb


@dataclass(frozen=True, slots=True)
class TagView:
    """One annotation of a sentence, for the list under it. Fields that its tag does not have are empty."""

    uid: str
    tag: str
    start: int
    stop: int
    version: int
    words: str
    flags: tuple[str, ...] = ()
    cards: tuple[int, ...] = ()
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


@dataclass(frozen=True, slots=True)
class SentenceView:
    """One sentence as the page shows it; `pieces` together are its exact words."""

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
    is_attack: bool
    is_denial: bool
    focus: str
    is_current: bool = False
    swap: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of sentences, or a run of captions, site words and repeats that is folded."""

    is_folded: bool
    sentences: tuple[SentenceView, ...]


@dataclass(frozen=True, slots=True)
class CardView:
    """A source card. `label` are words of the text; `number` is the digit that links it."""

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


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """The annotation page."""

    project: Crumb
    head: ReviewHead
    may_tag: bool
    language: str
    direction: str
    blocks: tuple[Block, ...]
    current: SentenceView
    cards: tuple[CardView, ...]
    progress: Progress
    strip: StripDrawing
    open_points: tuple[OpenPoint, ...] = ()
    message: str = ""
    is_own: bool = True

    @property
    def is_finished(self) -> bool:
        """Say whether the pass is finished."""
        return self.head.state is ReviewState.FINISHED


@dataclass(frozen=True, slots=True)
class DonePage:
    """The answer to an act: the sentences to show anew and what stands around them."""

    head: ReviewHead
    message: str
    sentences: tuple[SentenceView, ...]
    cards: tuple[CardView, ...]
    progress: Progress
    strip: StripDrawing
    focus: str
    may_tag: bool = True

    @property
    def changed_marks(self) -> tuple[Mark, ...]:
        """The bars of the strip that belong to these sentences."""
        shown = {sentence.ordinal for sentence in self.sentences}
        return tuple(mark for mark in self.strip.marks if mark.ordinal in shown)


@dataclass(frozen=True, slots=True)
class CardPage:
    """The form of a source card: for a phrase that was marked (`phrase` set), or for a card that is there."""

    project: Crumb
    head: ReviewHead
    cards: tuple[CardView, ...]
    card: CardView | None
    proposed_type: SourceType
    proposed_number: Number | None
    latest_outlet: CardView | None
    ordinal: int
    uid: str = ""
    phrase: Span | None = None
    quote: str = ""
    cue: Span | None = None
    cue_words: str = ""


def direction_of(text: str) -> str:
    """Which way a text runs: by its first letter that has a direction."""
    for letter in text[:2000]:
        match unicodedata.bidirectional(letter):
            case "R" | "AL":
                return "rtl"
            case "L":
                return "ltr"
    return "ltr"


def project_crumb(head: ReviewHead) -> Crumb:
    """The project of a review, for the masthead."""
    return Crumb(head.project_name, url_for("articles.index", project_uid=head.project_uid))


def build_page(
    opened: OpenedReview, at: int | None, *, open_points: tuple[OpenPoint, ...] = (), message: str = ""
) -> ReviewPage:
    """The annotation page, at a sentence or at the first that is untouched."""
    reading, head = opened.reading, opened.head
    contents = contents_of(reading)
    current = _current(contents, at)
    views = {ordinal: view_sentence(reading, contents[ordinal], current=current) for ordinal in contents}
    direction = direction_of(reading.text)
    return ReviewPage(
        project=project_crumb(head),
        head=head,
        may_tag=opened.may_tag,
        language=head.facts.language,
        direction=direction,
        blocks=tuple(_blocks(reading, views)),
        current=views[current],
        cards=view_cards(reading),
        progress=measure_progress(contents),
        strip=_draw(reading, head, direction),
        open_points=open_points,
        message=message,
        is_own=opened.is_own,
    )


def build_answer(reading: Reading, head: ReviewHead, ordinals: Iterable[int], message: str, focus: str) -> DonePage:
    """The pieces to show anew after an act."""
    contents = contents_of(reading)
    return DonePage(
        head=head,
        message=message,
        sentences=tuple(
            view_sentence(reading, contents[ordinal], focus=focus, swap=True)
            for ordinal in sorted(ordinals)
            if ordinal in contents
        ),
        cards=view_cards(reading),
        progress=measure_progress(contents),
        strip=_draw(reading, head, direction_of(reading.text)),
        focus=focus,
        may_tag=head.state is ReviewState.STARTED,
    )


def view_sentence(
    reading: Reading, content: SentenceContent, *, current: int | None = None, focus: str = "", swap: bool = False
) -> SentenceView:
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
        pieces=cut_inks(reading, sentence.span),
        tags=tuple(_view_tag(reading, record, numbers) for record in _records(content)),
        flags=_flag_words(flag for claim in content.claims for flag in claim.flags),
        linked=tuple(link.source_uid for link in claim.sources) if claim else (),
        is_unsure=content.is_unsure,
        is_starred=bool(claim and claim.starred),
        is_attack=bool(claim and claim.attack),
        is_denial=bool(claim and claim.denial),
        focus=in_focus,
        is_current=sentence.ordinal == current,
        swap=swap,
    )


def view_cards(reading: Reading) -> tuple[CardView, ...]:
    """The source cards in the order of their numbers."""
    numbers, labels = number_cards(reading), label_cards(reading)
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
        )
        for card in sorted(reading.sources, key=lambda card: numbers[card.uid])
    )


def phrase_words(reading: Reading, phrase: AttributionPhrase) -> tuple[str, str]:
    """The words of a phrase and of its cue."""
    return reading.quote(phrase.span), reading.quote(phrase.cue) if phrase.cue else ""


def _draw(reading: Reading, head: ReviewHead, direction: str) -> StripDrawing:
    return draw_strip(strip(reading, head.facts), Format.MAP, right_to_left=direction == "rtl")


def _current(contents: dict[int, SentenceContent], at: int | None) -> int:
    if at is not None and at in contents:
        return at
    asked = [content for content in contents.values() if content.sentence.is_asked]
    untouched = [content for content in asked if content.state is SentenceState.UNTOUCHED]
    return (untouched or asked or list(contents.values()))[0].sentence.ordinal


def _blocks(reading: Reading, views: dict[int, SentenceView]) -> Iterable[Block]:
    """Paragraphs as the text has them; what need not be read is gathered and folded."""
    run: list[Sentence] = []
    for sentence in reading.sentences:
        if run and (_folds(sentence) != _folds(run[-1]) or not _continues(reading, run[-1], sentence)):
            yield _block(run, views)
            run = []
        run.append(sentence)
    if run:
        yield _block(run, views)


def _block(run: Sequence[Sentence], views: dict[int, SentenceView]) -> Block:
    return Block(_folds(run[0]), tuple(views[sentence.ordinal] for sentence in run))


def _folds(sentence: Sentence) -> bool:
    return not sentence.is_asked


def _continues(reading: Reading, before: Sentence, sentence: Sentence) -> bool:
    return _folds(sentence) or "\n" not in reading.text[before.stop : sentence.start]


def _records(content: SentenceContent) -> list[Claim | Attribution | Figure]:
    return [*content.claims, *content.attributions, *content.figures]


def _view_tag(reading: Reading, record: Claim | Attribution | Figure, numbers: dict[str, int]) -> TagView:
    words = reading.quote(record.span)
    match record:
        case Claim():
            return TagView(
                record.uid, "claim", record.start, record.stop, record.version, words,
                flags=_flag_words(record.flags),
                cards=tuple(numbers.get(link.source_uid, 0) for link in record.sources),
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


def _flag_words(flags: Iterable[Flag]) -> tuple[str, ...]:
    """Claim flags in the order in which the scheme names them, whatever the order of typing."""
    given = set(flags)
    return tuple(flag.value for flag in Flag if flag in given)


def figure_value(figure: Figure) -> str:
    """A figure's number for people: thousands apart, a range with a dash; empty where none could be read."""
    if figure.low is None:
        return ""
    if figure.bound is Bound.RANGE and figure.high is not None:
        return f"{_grouped(figure.low)}–{_grouped(figure.high)}"
    return _grouped(figure.low)


def _grouped(number: Decimal) -> str:
    return f"{number:,f}"


def _plain(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"


