"""Suggestions as plain JSON values and back: how they are stored beside their text."""

import json
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from annotator.core.codec import decimal_text
from annotator.core.figure_readings import FigureReading
from annotator.core.records import Bound, Flag, Identity, Knowledge, Measure, Number, Reason, SourceType, Span, Who
from annotator.core.source_reading import SourceReading
from annotator.core.suggestions import SuggestedCard, SuggestedClaim, SuggestedFigure, SuggestedMention, Suggestions

W = TypeVar("W", bound=StrEnum)

# Any, here and below: JSON that this module wrote itself.
Json = dict[str, Any]


def suggestions_to_json(found: Suggestions) -> Json:
    """The suggestions for one text; spans as `[start, stop]`, what is not told as null."""
    return {
        "cards": [_card_to_json(card) for card in found.cards],
        "mentions": [
            {"at": list(one.span), "cue": list(one.cue) if one.cue else None, "card": one.card, **_why(one)}
            for one in found.mentions
        ],
        "claims": [
            {"at": list(one.span), "flags": sorted(one.flags), "cards": list(one.cards), "carried": one.is_carried,
             **_why(one)}
            for one in found.claims
        ],
        "figures": [
            {"at": list(one.span), **_figure_to_json(one.reading), **_why(one)} for one in found.figures
        ],
    }  # fmt: skip


@lru_cache(8)
def read_suggestions(words: str) -> Suggestions:
    """What was stored, from its text. Kept for the next act: of a long article it takes longer than the act."""
    return suggestions_from_json(json.loads(words))


def suggestions_from_json(body: Mapping[str, Any]) -> Suggestions:
    """What `suggestions_to_json` wrote."""
    return Suggestions(
        tuple(_card_from_json(one) for one in body["cards"]),
        tuple(
            SuggestedMention(Span(*one["at"]), Span(*one["cue"]) if one["cue"] else None, one["card"], one["why"],
                             one["score"])
            for one in body["mentions"]
        ),
        tuple(
            SuggestedClaim(Span(*one["at"]), frozenset(map(Flag, one["flags"])), tuple(one["cards"]), one["carried"],
                           one["why"], one["score"])
            for one in body["claims"]
        ),
        tuple(
            SuggestedFigure(Span(*one["at"]), _figure_from_json(one), one["why"], one["score"])
            for one in body["figures"]
        ),
    )  # fmt: skip


def _why(one: SuggestedMention | SuggestedClaim | SuggestedFigure) -> Json:
    return {"why": one.reason, "score": one.score}


def _card_to_json(card: SuggestedCard) -> Json:
    read = card.reading
    return {
        "key": card.key, "type": read.type, "identity": read.identity, "number": read.number, "who": read.who,
        "knowledge": read.knowledge, "reason": read.reason, "distinct": card.distinct, "via": card.relayed_by,
    }  # fmt: skip


def _card_from_json(one: Json) -> SuggestedCard:
    reading = SourceReading(
        SourceType(one["type"]), _word(one["identity"], Identity), _word(one["number"], Number),
        _word(one["who"], Who), _word(one["knowledge"], Knowledge), _word(one["reason"], Reason),
    )  # fmt: skip
    return SuggestedCard(one["key"], reading, one["distinct"], one["via"])


def _figure_to_json(read: FigureReading) -> Json:
    low, high = (None if end is None else decimal_text(end) for end in (read.low, read.high))
    return {"low": low, "high": high, "bound": read.bound, "measure": read.measure, "unit": read.unit}


def _figure_from_json(one: Json) -> FigureReading:
    low, high = (None if end is None else Decimal(end) for end in (one["low"], one["high"]))
    return FigureReading(low, high, Bound(one["bound"]), Measure(one["measure"]), one["unit"])


def _word(value: str | None, members: type[W]) -> W | None:
    return None if value is None else members(value)
