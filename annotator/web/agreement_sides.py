"""One sentence side by side: the words inked by each reviewer, and their tags in words, row by row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import format_decimal, gettext

from annotator.core.agreement.differences import Matter
from annotator.core.homes import covering_outcome, homes_of
from annotator.core.inks import Inked, cut_inks
from annotator.core.marks import told_words
from annotator.core.records import Claim, Figure, Flag, Identity, Mark, Number, Reading, Sentence, SourceCard
from annotator.core.scheme import Tag
from annotator.core.sources import label_cards, number_cards, relay_of
from annotator.services.agreement_sentences import Side, SideBySide
from annotator.web.tag_words import say_bound, say_measure, say_outcome


@dataclass(frozen=True, slots=True)
class Line:
    """One row across the sides: the same question to each reviewer. `entries` may be empty."""

    title: str
    entries: tuple[str, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One reviewer's column."""

    reviewer: str
    pieces: tuple[Inked, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The sentence with its neighbours' words and a column a reviewer."""

    ordinal: int
    before: str
    after: str
    matters: tuple[Matter, ...]
    columns: tuple[Column, ...]
    own_tags: Mapping[str, Tag]


_TITLES: tuple[tuple[str, frozenset[Matter]], ...] = (
    ("Claim", frozenset({Matter.CLAIM, Matter.FACT, Matter.PREDICTION, Matter.OPINION, Matter.CLAIM_WORDS})),
    ("Rests on", frozenset({Matter.LINK, Matter.RELAY})),
    ("Attribution", frozenset({Matter.ATTRIBUTION, Matter.PHRASE})),
    ("Source", frozenset({Matter.IDENTITY, Matter.TOLD, Matter.RELAY})),
    ("Figure", frozenset({Matter.FIGURE, Matter.VALUE, Matter.EXTENT})),
    ("Tags of this desk", frozenset({Matter.OWN_TAG, Matter.OWN_TOLD, Matter.OWN_WORDS})),
    ("No tag", frozenset({Matter.CLAIM, Matter.ATTRIBUTION, Matter.FIGURE})),
)


def compare_sides(found: SideBySide) -> Comparison:
    """Lay the readings out in rows; rows in which nobody has anything are left out."""
    answers = [_entries(side, found.sentence, found.own_tags) for side in found.sides]
    shown = [row for row in range(len(_TITLES)) if any(entries[row] for entries in answers)]
    matters = set(found.matters)
    columns = tuple(
        Column(
            side.reviewer.name,
            cut_inks(side.reading, found.sentence.span),
            tuple(
                Line(gettext(_TITLES[row][0]), entries[row], bool(_TITLES[row][1] & matters) and _vary(answers, row))
                for row in shown
            ),
        )
        for side, entries in zip(found.sides, answers, strict=True)
    )
    before, after = _neighbours(found.sides[0].reading, found.sentence)
    return Comparison(found.sentence.ordinal, before, after, found.matters, columns, found.own_tags)


def _vary(answers: list[tuple[tuple[str, ...], ...]], row: int) -> bool:
    return len({entries[row] for entries in answers}) > 1


def _neighbours(reading: Reading, sentence: Sentence) -> tuple[str, str]:
    """The words of the units just before and after, where they are body text too."""
    body = [unit for unit in reading.sentences if unit.is_body or unit.ordinal == sentence.ordinal]
    place = next(index for index, unit in enumerate(body) if unit.ordinal == sentence.ordinal)
    before = reading.quote(body[place - 1].span) if place else ""
    after = reading.quote(body[place + 1].span) if place + 1 < len(body) else ""
    return before, after


def _entries(side: Side, sentence: Sentence, own_tags: Mapping[str, Tag]) -> tuple[tuple[str, ...], ...]:
    """One reviewer's entries, row by row in the order of `_TITLES`."""
    reading = side.reading
    homes = homes_of(reading.sentences)
    labels, numbers = label_cards(reading), number_cards(reading)
    cards = {card.uid: card for card in reading.sources}

    def at_home(start: int) -> bool:
        home = homes.of(start)
        return home is not None and home.ordinal == sentence.ordinal

    claims = [claim for claim in reading.claims if at_home(claim.start)]
    mentions = [mention for mention in reading.attributions if at_home(mention.start)]
    figures = [figure for figure in reading.figures if at_home(figure.start)]
    marks = [mark for mark in reading.marks if at_home(mark.start)]
    linked = [link.source_uid for claim in claims for link in claim.sources]
    mentioned = [mention.source_uid for mention in mentions if mention.source_uid]
    here = [cards[uid] for uid in dict.fromkeys([*mentioned, *linked]) if uid in cards]
    return (
        tuple(_flags(claim) for claim in claims),
        tuple(_rests_on(claim, cards, labels) for claim in claims),
        tuple(f"“{_line(reading.quote(mention.span))}”" for mention in mentions),
        tuple(f"{numbers[card.uid]} {labels[card.uid]}: {_told(card, labels)}" for card in here),
        tuple(_figure(figure, reading) for figure in figures),
        tuple(_mark(mark, reading, own_tags) for mark in marks),
        () if claims or mentions or figures or marks else (_check(reading, sentence),),
    )


def _line(words: str) -> str:
    return " ".join(words.split())


def _flags(claim: Claim) -> str:
    words = {Flag.FACT: gettext("fact"), Flag.PREDICTION: gettext("prediction"), Flag.OPINION: gettext("opinion")}
    return " + ".join(words[flag] for flag in Flag if flag in claim.flags)


def _rests_on(claim: Claim, cards: Mapping[str, SourceCard], labels: Mapping[str, str]) -> str:
    if claim.is_own_voice:
        return gettext("own voice")
    return gettext(" and ").join(
        _via(labels.get(link.source_uid, ""), relay_of(link, cards), labels) for link in claim.sources
    )


def _via(words: str, relay: str | None, labels: Mapping[str, str]) -> str:
    return words if relay is None else gettext("%(source)s via %(outlet)s", source=words, outlet=labels.get(relay, ""))


def _told(card: SourceCard, labels: Mapping[str, str]) -> str:
    """Type, identity and, of an unnamed source, what the text tells of it."""
    facts = [gettext(card.type.value), _identity(card.identity)]
    if card.identity is Identity.UNNAMED:
        facts += list(_unnamed_facts(card))
    if card.relayed_by_uid is not None:
        facts.append(gettext("via %(outlet)s", outlet=labels.get(card.relayed_by_uid, "")))
    return ", ".join(facts)


def _identity(identity: Identity | None) -> str:
    words = {
        Identity.NAMED: gettext("named"),
        Identity.SPOKESPERSON: gettext("spokesperson"),
        Identity.UNNAMED: gettext("unnamed"),
        Identity.MISSING: gettext("source missing"),
    }
    return gettext("not decided") if identity is None else words[identity]


def _unnamed_facts(card: SourceCard) -> Iterable[str]:
    if card.number is not None:
        known = {Number.ONE: gettext("one"), Number.TWO: gettext("two"), Number.THREE_OR_MORE: gettext("three or more")}
        yield known.get(card.number, gettext("not counted"))
    for title, answer in (
        (gettext("who"), card.who),
        (gettext("knows"), card.knowledge),
        (gettext("reason"), card.reason),
    ):
        words = "open" if answer is None else "not told" if answer == "none" else answer.value
        yield f"{title}: {gettext(words)}"


def _figure(figure: Figure, reading: Reading) -> str:
    """Its words and what was read from them; the unit too, which may be all that two differ in."""
    words, unit = f"“{_line(reading.quote(figure.span))}”", _line(figure.unit)
    if figure.low is None:
        return f"{words}: {unit}" if unit else words
    value = format_decimal(figure.low)
    if figure.high is not None:
        value = f"{value}–{format_decimal(figure.high)}"
    told = " ".join(filter(None, (say_bound(figure.bound), value, unit)))
    return f"{words}: {told}, {say_measure(figure.measure)}"


def _mark(mark: Mark, reading: Reading, own_tags: Mapping[str, Tag]) -> str:
    tag = own_tags.get(mark.tag)
    told = "; ".join(f"{label}: {value}" for label, value in told_words(mark, tag))
    words = f"{tag.label if tag else mark.tag} “{_line(reading.quote(mark.span))}”"
    return f"{words}: {told}" if told else words


def _check(reading: Reading, sentence: Sentence) -> str:
    """What the reviewer said instead of tagging."""
    outcome = covering_outcome(reading.text, sentence, reading.checks)
    return gettext("not looked at") if outcome is None else say_outcome(outcome)
