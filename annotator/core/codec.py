"""Records of a reading as plain JSON values, and back: for undo snapshots and for datasets.

Keys are written in a fixed order, closed sets as their words, figures' numbers as decimal strings
(`5200`, `0.5`: no exponent, no trailing zeros, no float anywhere). Reading is strict: a missing or
unknown field, a wrong type or a value outside its closed set is refused, nothing is guessed.
`version` is a row's, not the record's: it is never written.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias, TypeVar

from annotator.core.errors import Invalid
from annotator.core.records import (
    Attribution,
    Bound,
    Check,
    Claim,
    Figure,
    Flag,
    Identity,
    Knowledge,
    Measure,
    Number,
    Outcome,
    Reason,
    SourceCard,
    SourceLink,
    SourceType,
    Span,
    Who,
)

Record: TypeAlias = Claim | Attribution | Figure | SourceCard | Check
Word = TypeVar("Word", bound=StrEnum)

#: Digits before and after the point: far beyond any figure in a news text, and a bound on hostile input.
_DECIMAL = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,20})?", re.ASCII)
_FLAG_ORDER = {flag: index for index, flag in enumerate(Flag)}


def malformed(message: str) -> Invalid:
    """The error for a value that is not what the format says; names the field, never quotes text."""
    return Invalid(message, code="malformed_record")


def decimal_text(number: Decimal) -> str:
    """A finite decimal in its one plain spelling: equal numbers give equal strings."""
    if not number.is_finite() or number.adjusted() > 39:
        raise malformed("A figure's number must be finite and have at most 40 digits before the point.")
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def record_to_json(record: Record) -> dict[str, object]:
    """One record as plain JSON values with keys in a fixed order; its `version` is left out."""
    match record:
        case Claim():
            return _claim_to_json(record)
        case Attribution():
            return {
                "uid": record.uid,
                "start": record.start,
                "stop": record.stop,
                "source_uid": record.source_uid,
                "cues": [[cue.start, cue.stop] for cue in record.cues],
                "starred": record.starred,
                "unsure": record.unsure,
            }
        case Figure():
            return _figure_to_json(record)
        case SourceCard():
            return _source_to_json(record)
        case Check():
            return {
                "uid": record.uid,
                "start": record.start,
                "stop": record.stop,
                "outcome": record.outcome.value,
                "unsure": record.unsure,
            }


def record_from_json(table: str, data: Mapping[str, object], *, version: int = 1) -> Record:
    """The record that `record_to_json` wrote, with the row's `version`.

    `table` is claim, attribution, figure, source or check. Raises `Invalid` with the code
    `malformed_record` for anything that `record_to_json` would not have written.
    """
    try:
        parse = _PARSERS[table]
    except KeyError:
        raise malformed(f"There is no kind of record called “{table[:40]}”.") from None
    fields = Fields(table, data)
    record = parse(fields, version)
    fields.done()
    return record


class Fields:
    """Typed access to one JSON object: each read checks the type, `done` refuses what was not read."""

    def __init__(self, name: str, data: Mapping[str, object]) -> None:
        self._name = name
        self._data = data
        self._read: set[str] = set()

    def error(self, key: str, wanted: str) -> Invalid:
        """The error that says which field must be what."""
        return malformed(f"{self._name}.{key} must be {wanted}.")

    def value(self, key: str) -> object:
        """The raw value; refuses a missing key."""
        self._read.add(key)
        if key not in self._data:
            raise malformed(f"{self._name}.{key} is missing.")
        return self._data[key]

    def text(self, key: str, *, limit: int = 10_000) -> str:
        """A string of at most `limit` code points."""
        value = self.value(key)
        if not isinstance(value, str) or len(value) > limit:
            raise self.error(key, f"a text of at most {limit} characters")
        return value

    def uid(self, key: str) -> str:
        """A non-empty identifier."""
        value = self.value(key)
        if not isinstance(value, str) or not 0 < len(value) <= 64:
            raise self.error(key, "an identifier")
        return value

    def uid_or_none(self, key: str) -> str | None:
        """An identifier, or null."""
        return None if self.value(key) is None else self.uid(key)

    def integer(self, key: str, *, least: int = 0, most: int = 2**31 - 1) -> int:
        """A whole number within bounds; true and 1.0 are not numbers here."""
        value = self.value(key)
        if type(value) is not int or not least <= value <= most:
            raise self.error(key, f"a whole number from {least} to {most}")
        return value

    def boolean(self, key: str) -> bool:
        """True or false; 0 and 1 are refused."""
        value = self.value(key)
        if not isinstance(value, bool):
            raise self.error(key, "true or false")
        return value

    def word(self, key: str, words: type[Word]) -> Word:
        """One word of a closed set."""
        value = self.value(key)
        if isinstance(value, str):
            for word in words:
                if word.value == value:
                    return word
        raise self.error(key, "one of " + ", ".join(word.value for word in words))

    def word_or_none(self, key: str, words: type[Word]) -> Word | None:
        """One word of a closed set, or null: not answered."""
        return None if self.value(key) is None else self.word(key, words)

    def items(self, key: str) -> Sequence[object]:
        """A list."""
        value = self.value(key)
        if not isinstance(value, list | tuple):
            raise self.error(key, "a list")
        return value

    def entries(self, key: str) -> "list[Fields]":
        """A list of objects, each with typed access."""
        return [
            self._entry(f"{self._name}.{key}[{index}]", item) for index, item in enumerate(self.items(key))
        ]

    def entry(self, key: str) -> "Fields":
        """One object, with typed access."""
        return self._entry(f"{self._name}.{key}", self.value(key))

    def span(self) -> Span:
        """The object's own `start` and `stop`: `[start, stop)`, not empty."""
        return self._checked_span("stop", self.integer("start"), self.integer("stop"))

    def spans(self, key: str) -> tuple[Span, ...]:
        """A list of `[start, stop]` pairs."""
        found = []
        for item in self.items(key):
            if not isinstance(item, list | tuple) or len(item) != 2 or any(type(n) is not int for n in item):
                raise self.error(key, "a list of [start, stop] pairs")
            found.append(self._checked_span(key, item[0], item[1]))
        return tuple(found)

    def decimal_or_none(self, key: str) -> Decimal | None:
        """A decimal string ("5200", "0.5"), or null."""
        value = self.value(key)
        if value is None:
            return None
        if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
            raise self.error(key, "a decimal number in a string, such as \"5200\" or \"0.5\"")
        return Decimal(value)

    def done(self) -> None:
        """Refuse fields that nothing read: an unknown one may change what the rest means."""
        unknown = sorted(set(self._data) - self._read)
        if unknown:
            raise malformed(f"{self._name} has an unknown field: {unknown[0][:40]}.")

    def _checked_span(self, key: str, start: int, stop: int) -> Span:
        if not 0 <= start < stop < 2**31:
            raise self.error(key, "greater than its start, and neither below 0")
        return Span(start, stop)

    def _entry(self, name: str, value: object) -> "Fields":
        if not isinstance(value, Mapping):
            raise malformed(f"{name} must be an object.")
        return Fields(name, value)


def _claim_to_json(claim: Claim) -> dict[str, object]:
    return {
        "uid": claim.uid,
        "start": claim.start,
        "stop": claim.stop,
        "flags": [flag.value for flag in sorted(claim.flags, key=_FLAG_ORDER.__getitem__)],
        "sources": [
            {"source_uid": link.source_uid, "relayed_by_uid": link.relayed_by_uid} for link in claim.sources
        ],
        "starred": claim.starred,
        "attack": claim.attack,
        "denial": claim.denial,
        "unsure": claim.unsure,
    }


def _figure_to_json(figure: Figure) -> dict[str, object]:
    return {
        "uid": figure.uid,
        "start": figure.start,
        "stop": figure.stop,
        "low": None if figure.low is None else decimal_text(figure.low),
        "high": None if figure.high is None else decimal_text(figure.high),
        "bound": figure.bound.value,
        "measure": figure.measure.value,
        "unit": figure.unit,
        "claim_uid": figure.claim_uid,
        "starred": figure.starred,
        "unsure": figure.unsure,
    }


def _source_to_json(source: SourceCard) -> dict[str, object]:
    return {
        "uid": source.uid,
        "type": source.type.value,
        "identity": _word(source.identity),
        "number": _word(source.number),
        "who": _word(source.who),
        "knowledge": _word(source.knowledge),
        "reason": _word(source.reason),
        "distinct": source.distinct,
        "relayed_by_uid": source.relayed_by_uid,
        "confirmed": source.confirmed,
        "position": source.position,
    }


def _word(value: StrEnum | None) -> str | None:
    return None if value is None else value.value


def _claim_from_json(fields: Fields, version: int) -> Claim:
    span = fields.span()
    flags = []
    for item in fields.items("flags"):
        if not isinstance(item, str) or item not in Flag._value2member_map_ or Flag(item) in flags:
            raise fields.error("flags", "a list of fact, prediction and opinion, each at most once")
        flags.append(Flag(item))
    links = []
    for entry in fields.entries("sources"):
        links.append(SourceLink(entry.uid("source_uid"), entry.uid_or_none("relayed_by_uid")))
        entry.done()
    return Claim(
        uid=fields.uid("uid"),
        start=span.start,
        stop=span.stop,
        flags=frozenset(flags),
        sources=tuple(links),
        starred=fields.boolean("starred"),
        attack=fields.boolean("attack"),
        denial=fields.boolean("denial"),
        unsure=fields.boolean("unsure"),
        version=version,
    )


def _attribution_from_json(fields: Fields, version: int) -> Attribution:
    span = fields.span()
    return Attribution(
        uid=fields.uid("uid"),
        start=span.start,
        stop=span.stop,
        source_uid=fields.uid_or_none("source_uid"),
        cues=fields.spans("cues"),
        starred=fields.boolean("starred"),
        unsure=fields.boolean("unsure"),
        version=version,
    )


def _figure_from_json(fields: Fields, version: int) -> Figure:
    span = fields.span()
    return Figure(
        uid=fields.uid("uid"),
        start=span.start,
        stop=span.stop,
        low=fields.decimal_or_none("low"),
        high=fields.decimal_or_none("high"),
        bound=fields.word("bound", Bound),
        measure=fields.word("measure", Measure),
        unit=fields.text("unit", limit=500),
        claim_uid=fields.uid_or_none("claim_uid"),
        starred=fields.boolean("starred"),
        unsure=fields.boolean("unsure"),
        version=version,
    )


def _source_from_json(fields: Fields, version: int) -> SourceCard:
    return SourceCard(
        uid=fields.uid("uid"),
        type=fields.word("type", SourceType),
        identity=fields.word_or_none("identity", Identity),
        number=fields.word_or_none("number", Number),
        who=fields.word_or_none("who", Who),
        knowledge=fields.word_or_none("knowledge", Knowledge),
        reason=fields.word_or_none("reason", Reason),
        distinct=fields.boolean("distinct"),
        relayed_by_uid=fields.uid_or_none("relayed_by_uid"),
        confirmed=fields.boolean("confirmed"),
        position=fields.integer("position"),
        version=version,
    )


def _check_from_json(fields: Fields, version: int) -> Check:
    span = fields.span()
    return Check(
        uid=fields.uid("uid"),
        start=span.start,
        stop=span.stop,
        outcome=fields.word("outcome", Outcome),
        unsure=fields.boolean("unsure"),
        version=version,
    )


_PARSERS: Mapping[str, Callable[[Fields, int], Record]] = {
    "claim": _claim_from_json,
    "attribution": _attribution_from_json,
    "figure": _figure_from_json,
    "source": _source_from_json,
    "check": _check_from_json,
}
