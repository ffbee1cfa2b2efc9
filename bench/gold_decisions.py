"""The decisions of the adjudication, and whether the gold holds what both passes say and what was decided, no more.

A line of `gold/decisions.jsonl` is one record on which the passes differ; `gold/README.md` tells its form.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from gold_differences import Difference, Pairing

from annotator.core.records import CutArticle, Reading

#: The name of the whole record among the fields of a decision.
PRESENCE = "presence"


class Choice(StrEnum):
    """Whose version was taken. Parts: some fields of each; other: neither's; none: the record was dropped."""

    A = "a"
    B = "b"
    PARTS = "parts"
    OTHER = "other"
    NONE = "none"


class Why(StrEnum):
    """Why the passes differ, or what decided."""

    SLIP = "slip"
    GUIDELINE = "guideline"
    BOTH_DEFENSIBLE = "both_defensible"
    TEXT_UNCLEAR = "text_unclear"


@dataclass(frozen=True, slots=True)
class FieldDecision:
    """What the passes say of one field, in words, and whose version was taken."""

    choice: Choice
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One record on which the passes differ; see `gold/README.md`."""

    text: str
    starts: str
    item: str
    choice: Choice
    reason: Why
    guideline: str
    ruling: str
    fields: dict[str, FieldDecision]


#: What a difference is found by in its text: the unit's ordinal, the record and the field.
Key = tuple[int, str, str]


def read_decisions(file: Path) -> tuple[Decision, ...]:
    """All decisions in order. Raises ValueError for a choice or reason that is none."""
    found = []
    for line in file.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        fields = {
            name: FieldDecision(Choice(one["choice"]), one["a"], one["b"]) for name, one in told["fields"].items()
        }
        found.append(Decision(told["text"], told["starts"], told["item"], Choice(told["choice"]), Why(told["reason"]),
                              told["guideline"], told["ruling"], fields))  # fmt: skip
    return tuple(found)


def problems(slug: str, cut: CutArticle, readings: dict[str, Reading], decisions: Iterable[Decision]) -> Iterator[str]:
    """What does not fit in one text: a difference without decision, a decision without difference or sentence, an
    item of the gold that neither both passes nor a decision account for.
    """
    decided: dict[Key, FieldDecision] = {}
    for one in decisions:
        units = [unit for unit in cut.sentences if cut.text.startswith(one.starts, unit.start)]
        if one.text != slug or not units:
            yield f"{slug}: no sentence starts with “{one.starts}”"
            continue
        decided |= {(units[0].ordinal, one.item, name): field for name, field in one.fields.items()}
    differing = _by_key(Pairing.of(readings["a"], readings["b"]).differences())
    for key in differing.keys() - decided.keys():
        yield f"{slug}: not decided: {_told(key)}"
    for key in decided.keys() - differing.keys():
        yield f"{slug}: the passes do not differ on {_told(key)}"
    from_a = _by_key(Pairing.of(readings["a"], readings["gold"]).differences())
    wanted = {key for key, field in decided.items() if field.choice is not Choice.A}
    for key in from_a.keys() - wanted:
        yield f"{slug}: the gold has without origin or decision {_told(key)}"
    for key in wanted - from_a.keys():
        yield f"{slug}: the gold keeps pass a's {_told(key)}"
    for key in wanted & from_a.keys() & differing.keys():
        if decided[key].choice is Choice.B and from_a[key].b != differing[key].b:
            yield f"{slug}: the gold has not pass b's {_told(key)}"


def _by_key(differences: Iterable[Difference]) -> dict[Key, Difference]:
    return {(one.ordinal, one.key, one.field or PRESENCE): one for one in differences}


def _told(key: Key) -> str:
    return f"{key[1]} ({key[2]}) in sentence {key[0]}"
