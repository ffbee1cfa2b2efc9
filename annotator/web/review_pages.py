"""What the annotation page and its pieces show, built from a reading: frozen values, no words of the interface."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import url_for

from annotator.core.cuts import Power, ProposalState
from annotator.core.ghosts import NO_GHOSTS, Ghosts
from annotator.core.records import (
    Identity,
    Number,
    Reading,
    ReviewState,
    Sentence,
    SourceType,
    Span,
)
from annotator.core.reviews import OpenPoint, Progress, SentenceContent, SentenceState, contents_of, measure_progress
from annotator.core.scheme import Tag
from annotator.core.search import list_sentences_with
from annotator.core.sources import have_same_cards
from annotator.core.sourcing.drawing import Format, StripDrawing, draw_strip
from annotator.core.sourcing.strip import strip
from annotator.services.reviews import OpenedReview
from annotator.storage.queries.reviews import ReviewHead
from annotator.storage.queries.segmentations import Proposal
from annotator.web.directions import direction_of as direction_of
from annotator.web.review_views import CardView, SentenceView, view_cards, view_sentence
from annotator.web.shell import Crumb


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of sentences, or a run of captions, site words and repeats that is folded."""

    is_folded: bool
    sentences: tuple[SentenceView, ...]
    proposals: tuple[Proposal, ...] = ()


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
    own_tags: tuple[Tag, ...] = ()
    seen: str = ""
    find: str = ""
    found: tuple[int, ...] = ()
    cut: int = 1
    told: str = ""
    may_cut: bool = False
    may_ask: bool = True
    is_carried: bool = False

    @property
    def is_finished(self) -> bool:
        """Say whether the pass is finished."""
        return self.head.state is ReviewState.FINISHED


@dataclass(frozen=True, slots=True)
class CardNews:
    """What became of the source cards that a page shows, where no number and no place of theirs is another."""

    changed: tuple[CardView, ...] = ()
    added: tuple[CardView, ...] = ()


@dataclass(frozen=True, slots=True)
class DonePage:
    """The answer to an act: the sentences to show anew and what stands around them; of the strip their bars alone.

    With `card_news` the page's cards are changed by it; without, `cards` are all of them, to be shown anew. `along` is
    said so that it can be seen, with the way back.
    """

    head: ReviewHead
    message: str
    sentences: tuple[SentenceView, ...]
    cards: tuple[CardView, ...]
    progress: Progress
    strip: StripDrawing
    focus: str
    may_tag: bool = True
    seen: str = ""
    own_tags: tuple[Tag, ...] = ()
    card_news: CardNews | None = None
    along: str = ""


@dataclass(frozen=True, slots=True)
class CardPage:
    """The form of a source card: for a phrase that was marked (`phrase` set), or for a card that is there.

    With `item` it adjusts a suggestion: the card is as taking it would make it, unless it `is_stored` already.
    `known` are the cards that the phrase may mention instead.
    """

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
    item: str = ""
    known: tuple[CardView, ...] = ()
    is_stored: bool = True

    @property
    def is_of_nobody(self) -> bool:
        """Say whether the card is an unnamed body or paper, of which it is not told how many people it is."""
        return self.card is not None and self.card.identity is Identity.UNNAMED and self.card.count is None


def told_of(proposals: Sequence[Proposal], scheme: int) -> str:
    """What a page knows of the proposals made in its review, how many there are and how many are open no more; and the
    number of the scheme that its buttons are of.
    """
    return f"{len(proposals)}-{sum(proposal.state is not ProposalState.OPEN for proposal in proposals)}-{scheme}"


def project_crumb(head: ReviewHead) -> Crumb:
    """The project of a review, for the masthead."""
    return Crumb(head.project_name, url_for("articles.index", project_uid=head.project_uid))


def build_page(
    opened: OpenedReview, at: int | None, *, open_points: tuple[OpenPoint, ...] = (), message: str = "", find: str = "",
    may_ask: bool = True,
) -> ReviewPage:  # fmt: skip
    """The annotation page, at a sentence, else at the first that has the words to `find`, else the first untouched."""
    reading, head = opened.reading, opened.head
    contents = contents_of(reading)
    found = list_sentences_with(reading, find)
    current = _current(contents, found[0] if found and at is None else at)
    views = {
        ordinal: view_sentence(reading, content, current=current, ghosts=opened.ghosts)
        for ordinal, content in contents.items()
    }
    direction = direction_of(reading.text)
    return ReviewPage(
        project=project_crumb(head),
        head=head,
        may_tag=opened.may_tag,
        language=head.facts.language,
        direction=direction,
        blocks=tuple(view_block(run, views, opened.proposals) for run in group(reading.text, reading.sentences)),
        current=views[current],
        cards=view_cards(reading, head.facts),
        progress=measure_progress(contents),
        strip=draw_map(reading, head, direction),
        open_points=open_points,
        message=message,
        is_own=opened.is_own,
        own_tags=tuple(tag for tag in reading.own_tags if not tag.is_retired),
        seen=opened.seen,
        find=find,
        found=found,
        cut=reading.cut,
        told=told_of(opened.proposals, opened.head.scheme_number),
        may_cut=opened.may_tag and opened.power is not Power.NONE,
        may_ask=may_ask,
        is_carried=opened.is_carried,
    )


def build_answer(
    reading: Reading, head: ReviewHead, ordinals: Iterable[int], message: str, focus: str, *, seen: str,
    ghosts: Ghosts = NO_GHOSTS, before: Reading | None = None, along: str = "",
) -> DonePage:  # fmt: skip
    """The pieces to show anew after an act; `seen`: the last action that they show. `before`: what the page shows now;
    of the source cards only what is another since is sent. `along`: what the act changed beside what it is about.
    """
    contents = contents_of(reading)
    shown = frozenset(ordinals)
    is_same = before is not None and have_same_cards(before, reading)
    cards = () if is_same else view_cards(reading, head.facts)
    return DonePage(
        head=head,
        message=message,
        sentences=tuple(
            view_sentence(reading, contents[ordinal], focus=focus, swap=True, ghosts=ghosts)
            for ordinal in sorted(shown)
            if ordinal in contents
        ),
        cards=cards,
        progress=measure_progress(contents),
        strip=draw_map(reading, head, direction_of(reading.text), shown),
        focus=focus,
        may_tag=head.state is ReviewState.STARTED,
        seen=seen,
        own_tags=tuple(tag for tag in reading.own_tags if not tag.is_retired),
        along=along,
        card_news=CardNews() if is_same else _card_news(view_cards(before, head.facts), cards) if before else None,
    )


def _card_news(before: Sequence[CardView], after: Sequence[CardView]) -> CardNews | None:
    """What to send of the cards; None where all of them have to be sent: the first, one gone, another order."""
    if not before or [(card.uid, card.number) for card in before] != [(c.uid, c.number) for c in after[: len(before)]]:
        return None
    changed = tuple(card for card, old in zip(after, before, strict=False) if _as_drawn(card) != _as_drawn(old))
    return CardNews(changed, tuple(after[len(before) :]))


def _as_drawn(card: CardView) -> CardView:
    """A card as the list draws it: of its mentions only whether there are any, nothing of its claims."""
    return replace(card, mentions=min(card.mentions, 1), claims=0)


def draw_map(reading: Reading, head: ReviewHead, direction: str, only: frozenset[int] | None = None) -> StripDrawing:
    """The map beside the text; `only`: the bars of these sentences."""
    return draw_strip(strip(reading, head.facts, head.scope), Format.MAP, right_to_left=direction == "rtl", only=only)


def _current(contents: Mapping[int, SentenceContent], at: int | None) -> int:
    if at is not None and at in contents:
        return at
    asked = [content for content in contents.values() if content.sentence.is_asked]
    untouched = [content for content in asked if content.state is SentenceState.UNTOUCHED]
    return (untouched or asked or list(contents.values()))[0].sentence.ordinal


def group(text: str, sentences: Sequence[Sentence]) -> list[tuple[Sentence, ...]]:
    """Paragraphs as the text has them; what need not be read is gathered, to be folded."""
    runs: list[list[Sentence]] = []
    for sentence in sentences:
        if runs and _folds(sentence) == _folds(runs[-1][-1]) and _continues(text, runs[-1][-1], sentence):
            runs[-1].append(sentence)
        else:
            runs.append([sentence])
    return [tuple(run) for run in runs]


def view_block(
    run: Sequence[Sentence], views: Mapping[int, SentenceView], proposals: Sequence[Proposal] = ()
) -> Block:
    """A paragraph as the page shows it, with what the reviewer proposed about the cut of its sentences."""
    shown = tuple(
        p
        for p in proposals
        if p.state is not ProposalState.WITHDRAWN and run[0].start <= p.cut.place.start < run[-1].stop
    )
    return Block(_folds(run[0]), tuple(views[sentence.ordinal] for sentence in run), shown)


def _folds(sentence: Sentence) -> bool:
    return not sentence.is_asked


def _continues(text: str, before: Sentence, sentence: Sentence) -> bool:
    return _folds(sentence) or "\n" not in text[before.stop : sentence.start]
