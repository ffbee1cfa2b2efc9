"""The item in focus on the page of adjudication: its sentence, the answers side by side, the parts that differ."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from annotator.core.adjudication import Aspect, Item, Noun, Option, Said, Told, shuffle
from annotator.core.inks import Inked, cut_inks
from annotator.core.lessons import say_gold
from annotator.core.matched_cards import mentions_in
from annotator.core.records import Attribution, Claim, Figure, Mark, Reading, SourceCard, Span
from annotator.core.rulings import Choice, Settling, Standing, Words, words_of
from annotator.core.scheme import Tag
from annotator.services.adjudication import Adjudication
from annotator.web.adjudication_words import (
    aspect_words,
    choice_words,
    noun_words,
    said_words,
    told_rows,
    value_words,
    why_words,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One part of an answer; `differs` where not all answers say the same."""

    label: str
    value: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its number is its key. `names` are empty where the project hides them."""

    number: int
    digest: str
    names: tuple[str, ...]
    pieces: tuple[Inked, ...]
    records: tuple[tuple[Row, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part that differs, with what each answer says of it: number, digest, words."""

    aspect: str
    label: str
    choices: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier decision, in words; `holds`: the readings say the same still."""

    words: str
    why: str
    by_rule: bool
    holds: bool


@dataclass(frozen=True, slots=True)
class ItemView:
    """The item in focus."""

    key: str
    digest: str
    ordinal: int
    title: str
    differs: str
    words: str
    before: str
    after: str
    answers: tuple[Answer, ...]
    parts: tuple[Part, ...]
    decision: Before | None
    section: str
    may_be_none: bool
    #: It asks how a sentence without a tag is answered that the gold has tagged: no answer can be taken.
    is_tagged: bool
    #: What an editor wrote into the gold there before anything was decided, in words.
    by_hand: str
    #: Names the decision and the edit that are shown: a ruling upon others is refused.
    upon: str


def show_item(opened: Adjudication, settling: Settling, own: Mapping[str, Tag]) -> ItemView:
    """The item in focus, with `own` the desk's own tags by key."""
    item, lined = settling.item, opened.lined
    assert lined is not None
    reading = next(iter(lined.readings.values()))
    sentences = {sentence.ordinal: sentence for sentence in opened.sentences}
    sentence = sentences[item.ordinal]
    around = [sentences.get(item.ordinal + step) for step in (-1, 1)]
    before, after = (reading.quote(unit.span) if unit else "" for unit in around)
    answers = _ordered(opened, item)
    anchors = {section.anchor for section in opened.sections}
    tag = "attribution" if item.noun is Noun.SOURCE else item.tag
    return ItemView(
        key=item.key,
        digest=item.digest,
        ordinal=item.ordinal,
        title=noun_words(item.tag, own),
        differs=", ".join(aspect_words(aspect) for aspect in item.differs),
        words=reading.quote(sentence.span),
        before=before,
        after=after,
        answers=tuple(_answer(opened, item, number, option) for number, option in enumerate(answers, start=1)),
        parts=tuple(_part(opened, item, aspect, answers) for aspect in item.parts),
        decision=_before(opened, settling),
        section=tag if tag in anchors else "",
        may_be_none=item.noun not in (Noun.SOURCE, Noun.CHECK),
        is_tagged=settling.is_tagged,
        by_hand=_by_hand(opened, settling),
        upon=settling.mark,
    )


def _ordered(opened: Adjudication, item: Item) -> tuple[Option, ...]:
    """The answers: shuffled for each item where names are hidden, else in the order in which people finished."""
    if opened.blind:
        return shuffle(item.options, f"{opened.gold.uid if opened.gold else ''} {item.key}")
    order = [head.uid for head in opened.passes]
    return tuple(sorted(item.options, key=lambda option: min(order.index(uid) for uid in option.readings)))


def _answer(opened: Adjudication, item: Item, number: int, option: Option) -> Answer:
    assert opened.lined is not None
    sentence = next(sentence for sentence in opened.sentences if sentence.ordinal == item.ordinal)
    return Answer(
        number=number,
        digest=option.digest,
        names=()
        if opened.blind
        else tuple(head.account_name for head in opened.passes if head.uid in option.readings),
        pieces=_inked(opened.lined.readings[option.by], option, sentence.span),
        records=tuple(
            _rows(opened.lined.readings[option.by], item, record, words)
            for record, words in zip(option.records, words_of(opened.lined, option.told), strict=False)
        ),
    )


def _rows(reading: Reading, item: Item, record: Said, words: Words) -> tuple[Row, ...]:
    """An answer's parts; of a card that some divide, the words of its mentions say how."""
    division = _division_words(reading, item, record)
    return tuple(
        Row(label, division if aspect is Aspect.DIVISION else value, aspect in item.differs)
        for aspect, label, value in told_rows(words)
    )


def _inked(reading: Reading, option: Option, span: Span) -> tuple[Inked, ...]:
    """The sentence with this answer alone inked on it; of a card its mentions."""
    cards = {record.uid for record in option.records}
    mentions = tuple(m for m in reading.attributions if m.source_uid in cards)
    said = replace(
        reading,
        claims=tuple(record for record in option.records if isinstance(record, Claim)),
        attributions=mentions or tuple(record for record in option.records if isinstance(record, Attribution)),
        figures=tuple(record for record in option.records if isinstance(record, Figure)),
        marks=tuple(record for record in option.records if isinstance(record, Mark)),
        checks=(),
    )
    return cut_inks(said, span)


def _part(opened: Adjudication, item: Item, aspect: Aspect, answers: tuple[Option, ...]) -> Part:
    """A part with what each answer says of it; where one has several, all as they are there and each of them alone."""
    choices, seen = [], set[tuple[object, ...]]()
    for number, option in enumerate(answers, start=1):
        said = [_told_of(item, aspect, told) for told in option.told] if option.records else []
        words = [_said_of(opened, item, option, aspect, place) for place in range(len(said))]
        is_division = aspect is Aspect.DIVISION
        alike = not is_division and len(set(said)) == 1
        offered = [((said[0],) if alike else tuple(said), option.digest, words[:1] if alike else words)] if said else []
        if not alike and not is_division:
            offered += [
                ((one,), f"{option.digest}.{place}", [word])
                for place, (one, word) in enumerate(zip(said, words, strict=True), start=1)
            ]
        for key, value, parts in offered:
            if key not in seen:
                seen.add(key)
                choices.append((number, value, " / ".join(parts)))
    return Part(aspect.value, aspect_words(aspect), tuple(choices))


def _told_of(item: Item, aspect: Aspect, told: Told) -> tuple[str, ...] | None:
    """What two answers have to have in common for one to be offered for both: of a division the words or mentions."""
    spanned = aspect is Aspect.DIVISION and item.noun is not Noun.SOURCE
    return dict(told).get(Aspect.EXTENT if spanned else aspect)


def _said_of(opened: Adjudication, item: Item, option: Option, aspect: Aspect, place: int) -> str:
    """What the record at a place of an answer says of a part; of a division, the words that it takes as one."""
    assert opened.lined is not None
    if aspect is Aspect.DIVISION:
        return _division_words(opened.lined.readings[option.by], item, option.records[place])
    value = words_of(opened.lined, option.told)[place].get(aspect.value, "")
    return value_words(aspect, value) or _("none")


def _division_words(reading: Reading, item: Item, record: Said) -> str:
    """A record by its own words; of a card those of its mentions."""
    if item.noun is Noun.SOURCE:
        spans = [mention.span for mention in mentions_in(reading, frozenset({record.uid}))]
    else:
        assert not isinstance(record, SourceCard)
        spans = [record.span]
    return " · ".join(" ".join(reading.quote(span).split()) for span in spans)


def _by_hand(opened: Adjudication, settling: Settling) -> str:
    """What the gold holds of an item that nobody decided and somebody wrote."""
    if opened.gold_reading is None or settling.decision is not None or not settling.by_hand:
        return ""
    return said_words(say_gold(opened.gold_reading, settling.item.tag, settling.item.span))


def _before(opened: Adjudication, settling: Settling) -> Before | None:
    decision = settling.decision
    if decision is None:
        return None
    words = choice_words(decision.choice) if decision.ruling is None else said_words(decision.ruling)
    gold = opened.gold_reading if decision.choice is Choice.WRITE else None
    if gold and (written := say_gold(gold, decision.tag, decision.span)):
        words = f"{words}: {said_words(written)}"
    why = why_words()[decision.why] if decision.why else ""
    return Before(words, why, decision.rule is not None, settling.standing is Standing.SETTLED)
