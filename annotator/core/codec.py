"""Records of a reading as plain JSON values, and back: for undo snapshots and for datasets.

Keys are written in a fixed order, closed sets as their words, figures' numbers as decimal strings
(`5200`, `0.5`: no exponent, no trailing zeros, no float anywhere). Reading is strict: a missing or
unknown field, a wrong type or a value outside its closed set is refused, nothing is guessed.
`version` is a row's, not the record's: it is never written.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from annotator.core.fields import Fields, malformed
from annotator.core.records import (
    Attribution,
    Bound,
    Check,
    Claim,
    Figure,
    Flag,
    Identity,
    Knowledge,
    Mark,
    Measure,
    Number,
    Outcome,
    Reason,
    SourceCard,
    SourceLink,
    SourceType,
    Who,
)

Record: TypeAlias = Claim | Attribution | Figure | Mark | SourceCard | Check

_TAG = re.compile(r"[a-z][a-z0-9_]{0,23}", re.ASCII)
#: The longest text that an attribute of a desk's own tag takes, in code points.
MAX_TOLD = 500
_FLAG_ORDER = {flag: index for index, flag in enumerate(Flag)}


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
        case Mark():
            return _mark_to_json(record)
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

    `table` is claim, attribution, figure, mark, source or check. Raises `Invalid` with the code
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


def _claim_to_json(claim: Claim) -> dict[str, object]:
    return {
        "uid": claim.uid,
        "start": claim.start,
        "stop": claim.stop,
        "flags": [flag.value for flag in sorted(claim.flags, key=_FLAG_ORDER.__getitem__)],
        "sources": [_link_to_json(link) for link in claim.sources],
        "starred": claim.starred,
        "attack": claim.attack,
        "denial": claim.denial,
        "unsure": claim.unsure,
    }


def _link_to_json(link: SourceLink) -> dict[str, object]:
    """A link; `is_direct` is written only where it is said, as in records from before it could be."""
    plain: dict[str, object] = {"source_uid": link.source_uid, "relayed_by_uid": link.relayed_by_uid}
    return plain | {"is_direct": True} if link.is_direct else plain


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


def _mark_to_json(mark: Mark) -> dict[str, object]:
    return {
        "uid": mark.uid,
        "start": mark.start,
        "stop": mark.stop,
        "tag": mark.tag,
        "told": told_to_json(mark.told),
        "starred": mark.starred,
        "unsure": mark.unsure,
    }


def told_to_json(told: tuple[tuple[str, str | tuple[str, ...]], ...]) -> dict[str, object]:
    """What is told of a mark, as stored and exported: a string each, or a list of words."""
    return {key: value if isinstance(value, str) else list(value) for key, value in told}


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
        links.append(_link_from_json(entry))
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


def _link_from_json(fields: Fields) -> SourceLink:
    relayed_by_uid = fields.uid_or_none("relayed_by_uid")
    is_direct = fields.has("is_direct") and fields.boolean("is_direct")
    if is_direct and relayed_by_uid is not None:
        raise fields.error("is_direct", "false where relayed_by_uid is told")
    link = SourceLink(fields.uid("source_uid"), relayed_by_uid, is_direct)
    fields.done()
    return link


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


def _mark_from_json(fields: Fields, version: int) -> Mark:
    span = fields.span()
    tag = fields.text("tag", limit=24)
    if not _TAG.fullmatch(tag):
        raise fields.error("tag", "the key of a tag of the desk's own")
    return Mark(
        uid=fields.uid("uid"),
        start=span.start,
        stop=span.stop,
        tag=tag,
        told=told_from_json(fields.value("told")),
        starred=fields.boolean("starred"),
        unsure=fields.boolean("unsure"),
        version=version,
    )


def told_from_json(value: object) -> tuple[tuple[str, str | tuple[str, ...]], ...]:
    """What `told_to_json` wrote, in its one order. Raises Invalid for another shape."""
    if not isinstance(value, Mapping):
        raise malformed("mark.told must be an object.")
    told: list[tuple[str, str | tuple[str, ...]]] = []
    for key in sorted(value):
        given = value[key]
        words = tuple(given) if isinstance(given, list) else None
        if not isinstance(key, str) or not _TAG.fullmatch(key):
            raise malformed("mark.told has a key that no attribute has.")
        if isinstance(given, str) and 0 < len(given) <= MAX_TOLD:
            told.append((key, given))
        elif words and all(isinstance(word, str) and 0 < len(word) <= 64 for word in words):
            if words != tuple(sorted(set(words))):
                raise malformed("The words told of a mark stand in alphabetical order, each once.")
            told.append((key, words))
        else:
            raise malformed("What is told of a mark is a text or a list of words, and not empty.")
    return tuple(told)


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
    "mark": _mark_from_json,
    "source": _source_from_json,
    "check": _check_from_json,
}
