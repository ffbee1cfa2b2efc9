"""Decisions and origins of gold reviews in JSON Lines, and what rows of all kinds share: moments, quotations."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from annotator.core.adjudication import Rule
from annotator.core.datasets import quote_at
from annotator.core.errors import Invalid
from annotator.core.fields import Fields, malformed
from annotator.core.gold import Origin
from annotator.core.records import Span
from annotator.core.rulings import Choice, Decision, Why, Words

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
#: An answer has few parts, and their words come from the text.
_MOST_PARTS, _LONGEST_WORDS = 30, 10_000


def moment_text(moment: datetime) -> str:
    """A moment in UTC to the microsecond, always with the same number of digits."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_moment(fields: Fields, name: str) -> datetime:
    """The moment that `moment_text` wrote."""
    value = fields.text(name, limit=40)
    if not _MOMENT.fullmatch(value):
        raise fields.error(name, "a moment such as 2026-01-31T09:30:00.000000Z")
    try:
        return datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError:
        raise malformed(f"There is no such moment as the one in {name}.") from None


def other_words() -> Invalid:
    """The error for a quotation that the text does not have at its place."""
    return Invalid(
        "A quotation differs from the words at its place in the text: offsets count code points, not bytes or UTF-16.",
        code="quote_mismatch",
    )


def quoted(span: Span, body: str) -> dict[str, object]:
    """A span with the text's words at its place and around it."""
    found = quote_at(body, span)
    return {
        "start": span.start, "stop": span.stop, "quote": found.quote, "prefix": found.prefix, "suffix": found.suffix,
    }  # fmt: skip


def read_quoted(fields: Fields, body: str) -> Span:
    """The span that `quoted` wrote. Raises Invalid where the text has other words there."""
    span = fields.span()
    told = tuple(fields.value(name) for name in ("quote", "prefix", "suffix"))
    found = quote_at(body, span)
    if told != (found.quote, found.prefix, found.suffix):
        raise other_words()
    return span


def decision_to_json(decision: Decision, body: str) -> dict[str, object]:
    """A decision with the words that it is about."""
    return {
        "item": decision.item,
        "tag": decision.tag,
        **quoted(decision.span, body),
        "digest": decision.digest,
        "choice": decision.choice.value,
        "rule": None if decision.rule is None else decision.rule.value,
        "why": None if decision.why is None else decision.why.value,
        "guideline_section": decision.section,
        "taken": dict(sorted(decision.taken.items())),
        "readings": {uid: [_sorted(words) for words in said] for uid, said in sorted(decision.readings.items())},
        "ruling": None if decision.ruling is None else [_sorted(words) for words in decision.ruling],
        "by": decision.by,
        "independent": decision.independent,
        "at": None if decision.at is None else moment_text(decision.at),
    }


def origin_to_json(origin: Origin) -> dict[str, object]:
    """Where a row of the gold comes from."""
    return {"uid": origin.gold_uid, "review_uid": origin.reading, "origin_uid": origin.uid, "table": origin.table}


def read_decisions(fields: Fields, body: str) -> Iterator[Decision]:
    """The decisions of a review's line."""
    for entry in fields.entries("decisions"):
        span = read_quoted(entry, body)
        decision = Decision(
            item=entry.text("item", limit=64),
            tag=entry.text("tag", limit=32),
            span=span,
            digest=entry.text("digest", limit=16),
            choice=entry.word("choice", Choice),
            rule=entry.word_or_none("rule", Rule),
            why=entry.word_or_none("why", Why),
            section=entry.text("guideline_section", limit=64),
            taken=_texts(entry, "taken", entry.value("taken")),
            readings={uid: _said(entry, "readings", said) for uid, said in _object(entry, "readings").items()},
            ruling=None if entry.value("ruling") is None else _said(entry, "ruling", entry.value("ruling")),
            by=entry.uid("by"),
            independent=entry.boolean("independent"),
            at=read_moment(entry, "at"),
        )
        entry.done()
        yield decision


def read_origins(fields: Fields) -> Iterator[Origin]:
    """The origins of a review's line."""
    for entry in fields.entries("origins"):
        table = entry.text("table", limit=16)
        origin = Origin(entry.uid("uid"), entry.uid("review_uid"), entry.uid("origin_uid"), table)
        if table not in ("claim", "attribution", "figure", "mark", "source", "check"):
            raise entry.error("table", "a kind of record")
        entry.done()
        yield origin


def _object(fields: Fields, name: str) -> Mapping[str, object]:
    value = fields.value(name)
    if not isinstance(value, dict):
        raise fields.error(name, "an object")
    return value


def _said(fields: Fields, name: str, value: object) -> tuple[Words, ...]:
    if not isinstance(value, list):
        raise fields.error(name, "a list of objects")
    return tuple(_texts(fields, name, words) for words in value)


def _texts(fields: Fields, name: str, value: object) -> dict[str, str]:
    """An object of short texts."""
    if not isinstance(value, dict) or len(value) > _MOST_PARTS:
        raise fields.error(name, "an object")
    if any(not isinstance(words, str) or len(words) > _LONGEST_WORDS for words in value.values()):
        raise fields.error(name, "an object of texts")
    return {str(key): str(words) for key, words in value.items()}


def _sorted(words: Words) -> dict[str, str]:
    return dict(sorted(words.items()))
