"""What the page of adjudication shows: one item in its sentence with the answers side by side, and all around it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import uuid4

from flask import url_for
from flask_babel import gettext as _

from annotator.core.adjudication import Aspect, Item, Noun, Option, Said, Told, shuffle
from annotator.core.guidelines import Section
from annotator.core.inks import Inked, cut_inks
from annotator.core.lessons import say_gold
from annotator.core.matched_cards import mentions_in
from annotator.core.records import Attribution, Claim, Figure, Mark, Reading, SourceCard, Span
from annotator.core.rulings import Choice, Settling, Standing, Why, Words, mark_of_all, words_of
from annotator.core.scheme import Tag
from annotator.services.adjudication import Adjudication
from annotator.web.adjudicated_texts import TextToSettle, adjudication_url, other_texts
from annotator.web.adjudication_words import (
    WHY_KEYS,
    aspect_words,
    choice_words,
    noun_words,
    said_words,
    told_rows,
    value_words,
    why_words,
)
from annotator.web.gold_origins import OriginLine, list_origins
from annotator.web.review_pages import direction_of
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb


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
    #: Names the decision that is shown: one upon another is refused.
    upon: str


@dataclass(frozen=True, slots=True)
class Step:
    """One difference in the list of all: its place in the text and where it stands."""

    key: str
    ordinal: int
    title: str
    state: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """What was sent and not taken: the message, and what had been chosen (`choice`: the button that was pressed)."""

    message: str
    why: str = ""
    section: str = ""
    parts: Mapping[str, str] | None = None
    choice: str = ""


@dataclass(frozen=True, slots=True)
class AdjudicationPage:
    """The page. `state`: nothing (no finished pass), start, open or finished."""

    project: Crumb
    article_uid: str
    title: str
    language: str
    direction: str
    state: str
    names: tuple[str, ...]
    readings: int
    gold_uid: str
    independent: bool
    blind: bool
    agreed: int
    by_majority: int
    left: int
    settled: int
    lost: int
    open_points: int
    first_open: int
    steps: tuple[Step, ...]
    item: ItemView | None
    previous: str
    following: str
    whys: tuple[tuple[Why, str, str], ...]
    sections: tuple[Section, ...]
    request_key: str
    own_tags: Mapping[str, Tag]
    project_uid: str = ""
    #: Which text it is of how many; what is sent names it, since a later one may come meanwhile.
    text_number: int = 1
    newest_number: int = 1
    others: tuple[TextToSettle, ...] = ()
    refused: Refused | None = None
    #: What names what the page offers to accept, and the last act that it knows of; whose that was if another's.
    shown: str = ""
    last: str = ""
    last_by: str = ""
    #: For a script: what is said of the act, and where to go on.
    message: str = ""
    go_on: str = ""
    is_piece: bool = False
    #: Of a finished gold review, where everything in it comes from.
    origins: tuple[OriginLine, ...] = ()

    @property
    def differences(self) -> int:
        """How many differences there are."""
        return len(self.steps)


def build_page(opened: Adjudication, asked: str = "", refused: Refused | None = None) -> AdjudicationPage:
    """The page at an item, else at the first that is to be settled."""
    own = _own_tags(opened)
    listed = _listed(opened)
    keys = [settling.item.key for settling in listed]
    current = asked if asked in keys else next((s.item.key for s in listed if s.is_to_do), keys[0] if keys else "")
    place = keys.index(current) if current else 0
    chosen = listed[place] if current else None
    to_do = opened.to_do
    return AdjudicationPage(
        project=Crumb(
            opened.article.project_name, url_for("articles.index", project_uid=opened.article.project_uid)
        ),
        article_uid=opened.article.uid,
        title=opened.article.facts.title,
        language=opened.article.facts.language,
        direction=direction_of(opened.gold_reading.text if opened.gold_reading else opened.article.facts.title),
        state=_state(opened),
        names=() if opened.blind else tuple(head.account_name for head in opened.passes),
        readings=len(opened.passes),
        gold_uid=opened.gold.uid if opened.gold else "",
        independent=opened.independent,
        blind=opened.blind,
        agreed=len(opened.acceptable),
        by_majority=sum(s.item.rule is not None and s.item.rule.value == "majority" for s in opened.acceptable),
        left=len(to_do),
        settled=sum(settling.standing is Standing.SETTLED for settling in listed),
        lost=opened.lost,
        open_points=len(opened.open_points),
        first_open=opened.open_points[0].ordinal if opened.open_points else 0,
        steps=tuple(_step(opened, settling, own, settling.item.key == current) for settling in listed),
        item=_item(opened, chosen, own) if chosen else None,
        previous=_url(opened, keys[place - 1]) if place > 0 else "",
        following=_url(opened, keys[place + 1]) if place + 1 < len(keys) else "",
        whys=tuple((why, words, WHY_KEYS[why]) for why, words in why_words().items()),
        sections=opened.sections,
        request_key=uuid4().hex,
        own_tags=own,
        project_uid=opened.article.project_uid,
        text_number=opened.article.text_number,
        newest_number=opened.article.newest_number,
        others=other_texts(opened.article, opened.texts),
        refused=refused,
        shown=mark_of_all(opened.acceptable),
        last=opened.last.uid if opened.last else "",
        last_by=_other_s_name(opened),
        origins=list_origins(opened),
    )


def _other_s_name(opened: Adjudication) -> str:
    """Who did the last act, if it was not the person who looks."""
    return opened.last.name if opened.last and opened.last.account_id != require_actor().account_id else ""


def _own_tags(opened: Adjudication) -> Mapping[str, Tag]:
    """The desk's own tags by key."""
    return {tag.key: tag for tag in opened.own_tags}


def _state(opened: Adjudication) -> str:
    if opened.gold is None:
        return "start" if opened.passes else "nothing"
    return "finished" if opened.is_finished else "open"


def _listed(opened: Adjudication) -> list[Settling]:
    """What is listed: differences, and whatever a person has decided."""
    return [
        settling
        for settling in opened.settlings
        if settling.is_to_do
        or settling.item.rule is None
        or (settling.decision is not None and settling.decision.rule is None)
    ]


def _url(opened: Adjudication, key: str) -> str:
    return adjudication_url(opened.article, key)


def _step(opened: Adjudication, settling: Settling, own: Mapping[str, Tag], current: bool) -> Step:
    item = settling.item
    return Step(
        item.key, item.ordinal, noun_words(item.tag, own), settling.standing.value, _url(opened, item.key), current
    )


def _item(opened: Adjudication, settling: Settling, own: Mapping[str, Tag]) -> ItemView:
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
