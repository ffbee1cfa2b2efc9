"""One reviewer's finished pass as a file that people can read and edit: words instead of offsets.

A pass lists its source cards and then, sentence by sentence in text order, what was tagged. A sentence is
found by the words it `starts` with; a claim, attribution, cue or figure by its `words` in that sentence,
either all of them, or `from … to`, or `whole`. Words that occur more than once need `nth`. Nothing is
guessed: words that are not there, a card that nobody mentions, a sentence left out all stop the reading.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from annotator.core.errors import Invalid
from annotator.core.fields import Fields
from annotator.core.records import (
    Attribution,
    Bound,
    Check,
    Claim,
    CutArticle,
    Figure,
    Flag,
    Identity,
    Knowledge,
    Measure,
    Number,
    Outcome,
    Reading,
    Reason,
    Sentence,
    SourceCard,
    SourceLink,
    SourceType,
    Span,
    Who,
)

#: Stands between the first and the last words of a longer stretch.
ELLIPSIS = " … "

#: Stands for all words of the sentence.
WHOLE = "whole"

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "annotator:demo-desk")

_CARD = {
    "number": None,
    "who": None,
    "knowledge": None,
    "reason": None,
    "distinct": False,
    "relayed_by": None,
}
_SENTENCE: dict[str, object] = {
    "attributions": [],
    "claims": [],
    "figures": [],
    "check": None,
    "unsure": False,
}
_CLAIM: dict[str, object] = {
    "nth": 0,
    "sources": [],
    "starred": False,
    "attack": False,
    "denial": False,
    "unsure": False,
}
_ATTRIBUTION = {"nth": 0, "cue": None}
_FIGURE = {"nth": 0, "high": None, "unit": ""}


@dataclass(frozen=True, slots=True)
class Pass:
    """What one reviewer made of one article."""

    reviewer: str
    reading: Reading


def uid_of(slug: str, reviewer: str, local_id: str) -> str:
    """The uid (32 hex digits) of a record in a demo pass: the same in every installation.

    `local_id` is a card's id in the file (S1), or the record's place in text order: C01, A01, F01 for
    claims, attributions and figures, K01 for checks.
    """
    return uuid.uuid5(_NAMESPACE, f"{slug}/{reviewer}/{local_id}").hex


def read_pass(slug: str, cut: CutArticle, data: Mapping[str, object]) -> Pass:
    """The pass that `data` (the JSON object of a pass file) describes, over the article's cut.

    Raises `Invalid` (`demo_pass` or `malformed_record`) that says in which sentence what is wrong.
    """
    fields = Fields("pass", data)
    reviewer = fields.text("reviewer", limit=100)
    cards = _Cards(slug, reviewer, fields)
    reader = _SentenceReader(slug, reviewer, cut, cards)
    place = -1
    for entry in fields.items("sentences"):
        place = reader.read(entry, after=place)
    fields.done()
    cards.check_mentioned(reader.attributions)
    reading = Reading(
        text=cut.text,
        sentences=cut.sentences,
        claims=tuple(reader.claims),
        attributions=tuple(reader.attributions),
        figures=tuple(reader.figures),
        sources=cards.records,
        checks=tuple(reader.checks),
    )
    _check_answered(reading)
    return Pass(reviewer, reading)


def find_words(text: str, words: str, *, nth: int = 0) -> Span:
    """Where `words` stand in `text`: whole words, once, or the `nth` time; `from … to` is a stretch.

    Raises `Invalid` when they do not occur, or more than once and `nth` does not say which.
    """
    first, elided, last = words.partition(ELLIPSIS)
    start = _find_once(text, first, nth)
    stop = start + len(first)
    if elided:
        stop += _find_once(text[stop:], last, 0) + len(last)
    return Span(start, stop)


def _find_once(text: str, words: str, nth: int) -> int:
    if not words:
        raise _wrong("there are no words to look for")
    places = [place for place in range(len(text)) if _stands_at(text, words, place)]
    if not places:
        raise _wrong(f"“{words}” is not in it")
    if nth == 0 and len(places) > 1:
        raise _wrong(f"“{words}” is there {len(places)} times: take more words along, or say which with nth")
    if nth > len(places):
        raise _wrong(f"“{words}” is there only {len(places)} times")
    return places[max(nth, 1) - 1]


def _stands_at(text: str, words: str, place: int) -> bool:
    """Say whether the words are there and are not a part of longer words ("port" in "report")."""
    stop = place + len(words)
    return (
        text.startswith(words, place)
        and not (place > 0 and text[place - 1].isalnum() and words[0].isalnum())
        and not (stop < len(text) and text[stop].isalnum() and words[-1].isalnum())
    )


class _Cards:
    """The pass's source cards, by their id in the file."""

    def __init__(self, slug: str, reviewer: str, fields: Fields) -> None:
        entries = [_fields("source", item, _CARD) for item in fields.items("sources")]
        ids = [entry.uid("id") for entry in entries]
        if len(set(ids)) != len(ids):
            raise _wrong("two source cards have the same id")
        self._uids = {local_id: uid_of(slug, reviewer, local_id) for local_id in ids}
        self.records = tuple(self._card(entry, position) for position, entry in enumerate(entries, start=1))
        for local_id, card in zip(ids, self.records, strict=True):
            _check_card(card, local_id)
        self._check_relays()

    def uid(self, local_id: str | None) -> str:
        """The uid of the card with this id."""
        if local_id is None or local_id not in self._uids:
            raise _wrong(f"there is no source card {local_id}")
        return self._uids[local_id]

    def check_mentioned(self, attributions: Iterable[Attribution]) -> None:
        """Refuse a card that no attribution mentions: it could not be called anything."""
        mentioned = {attribution.source_uid for attribution in attributions}
        for local_id, uid in self._uids.items():
            if uid not in mentioned:
                raise _wrong(f"no attribution mentions the source card {local_id}")

    def _card(self, entry: Fields, position: int) -> SourceCard:
        relay = entry.uid_or_none("relayed_by")
        card = SourceCard(
            uid=self.uid(entry.uid("id")),
            type=entry.word("type", SourceType),
            identity=entry.word("identity", Identity),
            number=entry.word_or_none("number", Number),
            who=entry.word_or_none("who", Who),
            knowledge=entry.word_or_none("knowledge", Knowledge),
            reason=entry.word_or_none("reason", Reason),
            distinct=entry.boolean("distinct"),
            relayed_by_uid=None if relay is None else self.uid(relay),
            confirmed=True,
            position=position,
        )
        entry.done()
        return card

    def _check_relays(self) -> None:
        by_uid = {card.uid: card for card in self.records}
        for card in self.records:
            if card.relayed_by_uid is None:
                continue
            relay = by_uid[card.relayed_by_uid]
            if relay.type is not SourceType.OUTLET or relay.relayed_by_uid is not None:
                raise _wrong("a source is relayed by a card that is not an outlet of its own")


def _check_card(card: SourceCard, local_id: str) -> None:
    """Refuse a card whose fields do not fit its identity: unnamed ones answer all, others none."""
    answers = (card.who, card.knowledge, card.reason)
    if card.identity is Identity.UNNAMED:
        people = card.type in (SourceType.PERSON, SourceType.GROUP)
        if None in answers or (people and card.number is None):
            raise _wrong(f"the unnamed source {local_id} needs number, who, knowledge and reason")
    elif card.number is not None or card.distinct or any(answer is not None for answer in answers):
        raise _wrong(f"the source {local_id} is not unnamed: number, who, knowledge and reason stay empty")


class _SentenceReader:
    """Reads the entries of a pass one after the other and numbers what they say."""

    def __init__(self, slug: str, reviewer: str, cut: CutArticle, cards: _Cards) -> None:
        self._slug = slug
        self._reviewer = reviewer
        self._cut = cut
        self._cards = cards
        self._counts: Counter[str] = Counter()
        self.claims: list[Claim] = []
        self.attributions: list[Attribution] = []
        self.figures: list[Figure] = []
        self.checks: list[Check] = []

    def read(self, entry: object, *, after: int) -> int:
        """Take one entry in; gives its sentence's ordinal, which must be greater than `after`."""
        fields = _fields("sentence", entry, _SENTENCE)
        starts = fields.text("starts")
        sentence = self._sentence(starts)
        try:
            if sentence.ordinal <= after:
                raise _wrong("it stands out of the text's order, or twice")
            self._read_tags(fields, sentence)
            fields.done()
        except Invalid as error:
            raise _wrong(f"sentence “{starts}”: {error.message}") from error
        return sentence.ordinal

    def _sentence(self, starts: str) -> Sentence:
        found = [
            sentence
            for sentence in self._cut.sentences
            if sentence.duplicate_of is None and _stands_at(self._cut.text, starts, sentence.start)
        ]
        if len(found) != 1:
            raise _wrong(f"{len(found)} sentences start with “{starts}”")
        return found[0]

    def _read_tags(self, fields: Fields, sentence: Sentence) -> None:
        unsure = fields.boolean("unsure")
        attributions = [self._attribution(item, sentence) for item in fields.items("attributions")]
        claims = [self._claim(item, sentence) for item in fields.items("claims")]
        figures = [self._figure(item, sentence, claims) for item in fields.items("figures")]
        for name, spans in (
            ("attributions", [record.span for record in attributions]),
            ("claims", [record.span for record in claims]),
            ("figures", [record.span for record in figures]),
        ):
            if any(one.stop > other.start for one, other in pairwise(spans)):
                raise _wrong(f"its {name} overlap or stand out of the text's order")
        self._read_check(fields, sentence, unsure, tagged=bool(attributions or claims or figures))
        self.attributions += attributions
        self.claims += [replace(claim, unsure=claim.unsure or unsure) for claim in claims]
        self.figures += figures

    def _read_check(self, fields: Fields, sentence: Sentence, unsure: bool, *, tagged: bool) -> None:
        outcome = fields.word_or_none("check", Outcome)
        if (outcome is not None) == tagged:
            raise _wrong("it needs tags or a check, and not both")
        if outcome is not None:
            self.checks.append(Check(self._uid("K"), sentence.start, sentence.stop, outcome, unsure))

    def _attribution(self, item: object, sentence: Sentence) -> Attribution:
        entry = _fields("attribution", item, _ATTRIBUTION)
        span = self._span(entry, sentence)
        cue = None if entry.value("cue") is None else self._locate(sentence, entry.text("cue"), 0)
        if cue is not None and cue.overlaps(span):
            raise _wrong("a cue stands beside its attribution, not in it")
        attribution = Attribution(
            uid=self._uid("A"),
            start=span.start,
            stop=span.stop,
            source_uid=self._cards.uid(entry.uid("source")),
            cues=() if cue is None else (cue,),
        )
        entry.done()
        return attribution

    def _claim(self, item: object, sentence: Sentence) -> Claim:
        entry = _fields("claim", item, _CLAIM)
        span = self._span(entry, sentence)
        words = [_text("flags", word) for word in entry.items("flags")]
        if not words or not set(words) <= set(Flag):
            raise entry.error("flags", "at least one of fact, prediction and opinion")
        links = [SourceLink(self._cards.uid(_text("sources", word))) for word in entry.items("sources")]
        claim = Claim(
            uid=self._uid("C"),
            start=span.start,
            stop=span.stop,
            flags=frozenset(Flag(word) for word in words),
            sources=tuple(links),
            starred=entry.boolean("starred"),
            attack=entry.boolean("attack"),
            denial=entry.boolean("denial"),
            unsure=entry.boolean("unsure"),
        )
        entry.done()
        return claim

    def _figure(self, item: object, sentence: Sentence, claims: Sequence[Claim]) -> Figure:
        entry = _fields("figure", item, {**_FIGURE, "claim": 0 if len(claims) == 1 else None})
        span = self._span(entry, sentence)
        index = None if entry.value("claim") is None else entry.integer("claim")
        if index is not None and index >= len(claims):
            raise _wrong(f"there is no claim {index} for its figure")
        figure = Figure(
            uid=self._uid("F"),
            start=span.start,
            stop=span.stop,
            low=entry.decimal_or_none("value"),
            high=entry.decimal_or_none("high"),
            bound=entry.word("bound", Bound),
            measure=entry.word("measure", Measure),
            unit=entry.text("unit", limit=100),
            claim_uid=None if index is None else claims[index].uid,
        )
        if (figure.bound is Bound.RANGE) != (figure.high is not None):
            raise _wrong("a range, and only a range, has both value and high")
        entry.done()
        return figure

    def _span(self, entry: Fields, sentence: Sentence) -> Span:
        return self._locate(sentence, entry.text("words"), entry.integer("nth"))

    def _locate(self, sentence: Sentence, words: str, nth: int) -> Span:
        if words == WHOLE:
            return sentence.span
        found = find_words(self._cut.text[sentence.start : sentence.stop], words, nth=nth)
        return Span(sentence.start + found.start, sentence.start + found.stop)

    def _uid(self, letter: str) -> str:
        self._counts[letter] += 1
        return uid_of(self._slug, self._reviewer, f"{letter}{self._counts[letter]:02}")


def _check_answered(reading: Reading) -> None:
    """Refuse a pass that leaves a headline, standfirst or body sentence untouched."""
    starts = [
        *(claim.start for claim in reading.claims),
        *(attribution.start for attribution in reading.attributions),
        *(figure.start for figure in reading.figures),
        *(check.start for check in reading.checks),
    ]
    answered = {home.ordinal for start in starts if (home := reading.home_of(start)) is not None}
    for sentence in reading.sentences:
        if sentence.is_asked and sentence.ordinal not in answered:
            raise _wrong(f"the pass leaves out “{reading.quote(sentence.span)[:60]}”")


def _fields(name: str, item: object, defaults: Mapping[str, object]) -> Fields:
    """Strict access to one object of the file; what it leaves out is what most have."""
    if not isinstance(item, Mapping):
        raise _wrong(f"{name} must be an object")
    return Fields(name, {**defaults, **item})


def _text(name: str, item: object) -> str:
    if not isinstance(item, str):
        raise _wrong(f"{name} must be a list of words")
    return item


def _wrong(message: str) -> Invalid:
    return Invalid(message, code="demo_pass")
