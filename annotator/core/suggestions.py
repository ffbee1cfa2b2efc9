"""What rules propose for a whole article: cards with their mentions, claims, figures, each with its reason.

Nothing here is anybody's work: a person accepts, adjusts or rejects it. Reasons are terms joined by " + "
("“Citing” + number + “sources”"); words of the article stand in quotation marks. Scores are between 0 and 1 and
order suggestions; they are no probabilities.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from annotator.core import cues
from annotator.core.anonymity import find_anonymity
from annotator.core.claim_cues import read_claim
from annotator.core.claim_ranking import Run, rank_claim
from annotator.core.errors import Invalid
from annotator.core.extents import AttributionPhrase, claim_extent, split_extents
from annotator.core.figure_readings import FigureReading
from annotator.core.figures import read_figures
from annotator.core.figures_elsewhere import language_of
from annotator.core.first_hand import set_by_quotation
from annotator.core.mention_heads import core_of
from annotator.core.named_posts import name_posts
from annotator.core.nouns import PEOPLE
from annotator.core.quotations import carry_speakers, follow_quotations
from annotator.core.records import Flag, Identity, Kind, Sentence, SourceType, Span
from annotator.core.referents import OpenCard, Referents
from annotator.core.source_mentions import Mention, mentions_in, phrases_of
from annotator.core.source_reading import SourceReading
from annotator.core.spans import SpanIndex


@dataclass(frozen=True, slots=True)
class SuggestedCard:
    """A source as its mentions describe it. `relayed_by` is another card's key; keys count in text order. `words` are
    those of its first mentions, also of those in parts of a long text that came before.
    """

    key: int
    reading: SourceReading
    distinct: bool
    relayed_by: int | None
    words: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class SuggestedMention:
    """A phrase that mentions a card, with its cue."""

    span: Span
    cue: Span | None
    card: int
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class SuggestedClaim:
    """A statement with its flags; no `cards`: the newsroom's own voice. `is_carried`: its quotation began before."""

    span: Span
    flags: frozenset[Flag]
    cards: tuple[int, ...]
    is_carried: bool
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class SuggestedFigure:
    """A figure with what its words say."""

    span: Span
    reading: FigureReading
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Everything proposed for one text, each sequence in text order."""

    cards: tuple[SuggestedCard, ...] = ()
    mentions: tuple[SuggestedMention, ...] = ()
    claims: tuple[SuggestedClaim, ...] = ()
    figures: tuple[SuggestedFigure, ...] = ()


#: Longer stretches without an end are no sentences of an article (code points).
_LONGEST = 4_000
#: A part of a long text goes on to the end of its paragraph, but never so much further (code points).
_PART, _MOST_PARAGRAPH = 100_000, 20_000


def suggest(text: str, sentences: Sequence[Sentence], own_outlets: Collection[str] = ()) -> Suggestions:
    """Propose cards, mentions, claims and figures for the sentences that a review is asked about.

    `own_outlets` are the names of the article's own outlet, which is never a source that relays. Linear in the
    text: sentences longer than any in a newspaper are passed over. Offsets are code points.
    """
    return _suggest(text, Span(0, len(text)), sentences, Referents(own_outlets), language_of(text))


def suggest_in_parts(
    text: str, sentences: Sequence[Sentence], own_outlets: Collection[str] = (), *, part: int = _PART
) -> Iterator[tuple[Span, Suggestions]]:
    """Propose for a text of any length: part after part, each with where it stands, cut where a paragraph ends.

    Cards go on from one part to the next as far back as within one text; what a later part tells of how a source knows
    or why it is unnamed does not reach back. A card has a key of its own in each part. A text of one part gets what
    `suggest` gives.
    """
    referents, language = Referents(own_outlets), language_of(text)
    first = 0
    while first < len(sentences):
        last = _last_of_part(text, sentences, first, part)
        span = Span(sentences[first].start if first else 0, sentences[last].stop)
        yield span, _suggest(text, span, sentences[first : last + 1], referents, language)
        referents = referents.carried(last + 1 - first)
        first = last + 1


def _last_of_part(text: str, sentences: Sequence[Sentence], first: int, part: int) -> int:
    """The sentence that ends the part which begins with the `first` one."""
    begin = sentences[first].start
    for at in range(first, len(sentences) - 1):
        size = sentences[at + 1].stop - begin
        is_end = "\n" in text[sentences[at].stop : sentences[at + 1].start]
        if size > part + _MOST_PARAGRAPH or (size > part and is_end):
            return at
    return len(sentences) - 1


def _suggest(
    text: str, part: Span, sentences: Sequence[Sentence], referents: Referents, language: str
) -> Suggestions:
    """Propose for the sentences of one part of a text; `referents` are what the parts before it left."""
    asked = [sentence for sentence in sentences if sentence.is_asked and sentence.stop - sentence.start <= _LONGEST]
    phrases = [phrases_of(text, sentence) for sentence in asked]
    mentions: list[Mention] = []
    for at in sorted(range(len(asked)), key=lambda at: (asked[at].kind is not Kind.BODY, at)):
        mentions += mentions_in(text, asked, at, phrases[at], referents)
    counted = SpanIndex((mention.phrase.span, mention) for mention in mentions)
    figures = tuple(
        _figure(span, reading)
        for sentence in asked
        for span, reading in read_figures(text, sentence.span, language)
        if not _is_of_sources(text, span, counted)
    )
    by_sentence: list[list[Mention]] = [[] for _ in asked]
    for mention in mentions:
        by_sentence[mention.sentence].append(mention)
    keys = _number_in_text_order(mentions)
    own = [tuple(keys[card.key] for card in _innermost(mentions)) for mentions in by_sentence]
    speakers = carry_speakers(follow_quotations(text, [sentence.span for sentence in asked]), own)
    by_key = {keys[card.key]: card for card in referents.cards if card.key in keys}
    for at, sentence in enumerate(asked):
        if not own[at]:
            set_by_quotation(text, sentence.span, [by_key[key] for key in speakers[at]])
    name_posts(text[part.start : part.stop], referents.cards)
    claims = _claims(text, asked, phrases, own, speakers, figures)
    proposed = tuple(
        SuggestedMention(mention.phrase.span, mention.phrase.cue, keys[mention.card.key], *_grounds(text, mention))
        for mention in sorted(mentions, key=lambda mention: mention.phrase.span)
    )
    cards = sorted((_card(card, keys) for card in referents.cards if card.key in keys), key=lambda card: card.key)
    return Suggestions(tuple(cards), proposed, claims, figures)


_PEOPLE_BEHIND = re.compile(r"\sof\s(?:the|those|his|her|its|their)\s(?P<noun>[a-z]+)")


def _is_of_sources(text: str, figure: Span, mentions: SpanIndex[Mention]) -> bool:
    """Say whether a number within a mention counts its people: that is told of the card."""
    for phrase, _ in mentions.touching(figure):
        if phrase.start == figure.start:
            return True
        behind = _PEOPLE_BEHIND.match(text, figure.stop, phrase.stop)
        noun = behind["noun"] if behind else text[figure.start : figure.stop].split()[-1]
        if phrase.contains(figure) and noun.lower() in PEOPLE:
            return True
    return False


def _number_in_text_order(mentions: Sequence[Mention]) -> dict[int, int]:
    """Card keys by where their first mention stands; behind them outlets that relay and are mentioned before."""
    ordered = sorted(mentions, key=lambda mention: mention.phrase.span)
    mentioned = [mention.card.key for mention in ordered]
    relays = [mention.card.relayed_by for mention in ordered if mention.card.relayed_by is not None]
    return {key: place for place, key in enumerate(dict.fromkeys([*mentioned, *relays]))}


def _card(card: OpenCard, keys: dict[int, int]) -> SuggestedCard:
    relay = keys.get(card.relayed_by) if card.relayed_by is not None else None
    return SuggestedCard(keys[card.key], card.reading, card.distinct, relay, tuple(card.words))


def _grounds(text: str, mention: Mention) -> tuple[str, float]:
    """Why a phrase is taken for a source, in words, and how sure the rule is."""
    cue = mention.phrase.cue
    word = text[cue.start : cue.stop] if cue else ""
    reading = mention.card.reading
    low = mention.words.lower()
    if reading.identity is Identity.MISSING:
        return f"“{mention.words}” + no source named", 0.8
    if word:
        terms, score = [f"“{word}”"], 0.92
    elif mention.is_heading:
        terms, score = ["after the dash"], 0.7
    elif reading.type is SourceType.OUTLET:
        terms, score = ["told or shown to"], 0.8
    else:
        terms, score = ["beside a source"], 0.65
    if low in cues.PRONOUNS:
        return " + ".join([*terms, f"“{mention.words}”", "source before"]), round(score - 0.15, 2)
    if low.split()[0] in ("the", "that", "these", "those") and not mention.is_first:
        return " + ".join([*terms, f"“{' '.join(mention.words.split()[:2])}”", "source before"]), round(score - 0.04, 2)
    if reading.identity is Identity.UNNAMED and reading.number is not None and mention.words[:1].isalnum():
        first = low.split()[0]
        counted = first in cues.COUNT_WORDS or first in ("one", "several", "multiple") or first.isdigit()
        terms.append("number" if counted else "nobody named")
        terms.append(f"“{_noun_of(mention.words)}”")
        return " + ".join(terms), score
    terms.append({SourceType.OUTLET: "news organisation", SourceType.DOCUMENT: "document",
                  SourceType.ORGANISATION: "body", SourceType.GROUP: "group"}.get(reading.type, "person"))  # fmt: skip
    if word and word.lower().split()[-1] not in cues.PLAIN_SPEECH_VERBS and "accord" not in word.lower():
        score -= 0.12
    return " + ".join(terms), round(score, 2)


def _noun_of(words: str) -> str:
    """The noun as it stands in a mention, plural or not."""
    nouns = [word.text for word in core_of(words) if word.is_word]
    return nouns[-1] if nouns else words


def _claims(
    text: str,
    asked: Sequence[Sentence],
    phrases: Sequence[Sequence[AttributionPhrase]],
    own: Sequence[tuple[int, ...]],
    speakers: Sequence[tuple[int, ...]],
    figures: Sequence[SuggestedFigure],
) -> tuple[SuggestedClaim, ...]:
    starts = [figure.span.start for figure in figures]
    found = []
    for at, sentence in enumerate(asked):
        inside = starts[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.stop)]
        is_carried = not own[at]
        span = claim_extent(text, sentence.span, phrases[at])
        parts = _parts(text, span, phrases[at]) if own[at] else None
        for part, cards in ((parts[0], speakers[at]), (parts[1], ())) if parts else ((span, speakers[at]),):
            claim = _claim(text, sentence, part, cards, inside, is_carried=is_carried)
            if claim is not None and (phrases[at] or find_anonymity(text, sentence.span) is None):
                found.append(claim)
    return tuple(found)


_CONTRAST = re.compile(
    r",[”\"]?\s(?=(?:although|though|but|while|whereas)\s(?:[^\s,;“”\"]+\s){1,6}?(?:has|have|had|was|were|is|are|did)\s)"
)


def _parts(text: str, claim: Span, phrases: Sequence[AttributionPhrase]) -> tuple[Span, Span] | None:
    """What a source says and what the newsroom sets against it: "The ministry said ..., but tracks were visible".

    Only where one source comes first and nobody is quoted or cited in the second part.
    """
    heads = [phrase for phrase in phrases if phrase.cue is not None]
    if len(phrases) != 1 or not heads or heads[0].span.stop > claim.start:
        return None
    found = list(_CONTRAST.finditer(text, claim.start, claim.stop))
    if not found or any(mark in text[found[-1].end() : claim.stop] for mark in "“”\""):
        return None
    try:
        return split_extents(text, claim, found[-1].end())
    except Invalid:
        return None


def _innermost(mentions: Sequence[Mention]) -> list[OpenCard]:
    """The sources that a sentence's claim rests on: without those that only relay one of them."""
    relays = {mention.card.relayed_by for mention in mentions}
    cards = {mention.card.key: mention.card for mention in mentions if mention.card.key not in relays}
    named = [card for card in cards.values() if card.reading.identity is not Identity.MISSING]
    return named or list(cards.values())


def _claim(
    text: str,
    sentence: Sentence,
    span: Span,
    cards: tuple[int, ...],
    figures: Sequence[int],
    *,
    is_carried: bool,
) -> SuggestedClaim | None:
    words = text[span.start : span.stop]
    has_figure = any(span.start <= start < span.stop for start in figures)
    is_heading = sentence.kind is not Kind.BODY
    reading = read_claim(words, is_attributed=bool(cards), has_figure=has_figure, is_heading=is_heading)
    if reading is None:
        return None
    run = None if not cards else Run.CARRIED if is_carried else Run.HERE
    score, reason = rank_claim(words, reading, source=run, has_figure=has_figure, is_heading=is_heading)
    return SuggestedClaim(span, reading.flags, cards, bool(cards) and is_carried, reason, score)


def _figure(span: Span, reading: FigureReading) -> SuggestedFigure:
    terms = [reading.measure.value]
    if reading.bound.value not in ("exact",):
        terms.insert(0, reading.bound.value.replace("_", " "))
    if reading.unit:
        terms.append(f"“{reading.unit}”")
    return SuggestedFigure(span, reading, " + ".join(["number", *terms]), 0.95 if reading.unit else 0.8)
