"""What the sourcing report says of each reviewer's tagging: the rules it raises and the shares it prints.

Agreement on what is reported: an editor reads flags and shares, not tags, and reviewers may differ in tags without
the report moving, or the other way round. The unit is the article. Kept in a few bytes a person, without numpy.
"""

import re
import struct
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotator.core.records import ArticleFacts, Reading
from annotator.core.sourcing.flags import Flag
from annotator.core.sourcing.measures import Measures, Share
from annotator.core.sourcing.report import report_on
from annotator.core.sourcing.rules import RULES

#: The shares that are compared, by their name in `Measures`. New ones are added at the end.
SHARES: tuple[str, ...] = (
    "attributed",
    "on_unnamed",
    "on_named",
    "second_hand",
    "named_by_mention",
    "named_by_card",
    "named_by_word",
    "named_original",
    "reason_given",
    "direct_knowledge",
    "who_told",
    "figures_with_source",
)
#: The bit of each rule is its number, so that a new rule moves no other.
_BITS: Mapping[str, int] = {rule_id: 1 << int(rule_id[2:]) for rule_id in RULES if re.fullmatch(r"SR\d\d", rule_id)}
_ONE = struct.Struct("<Q" + "II" * len(SHARES))


@dataclass(frozen=True, slots=True)
class Reported:
    """What the report says of one reading: rules that raise anything, and the shares in the order of `SHARES`."""

    rules: frozenset[str]
    shares: tuple[Share, ...]


def reported_by(reading: Reading, facts: ArticleFacts) -> Reported:
    """Compute the report of one finished full reading and keep what is compared."""
    report = report_on(reading, facts)
    return Reported(frozenset(flag.rule for flag in report.flags), _shares(report.measures))


def _shares(measures: Measures) -> tuple[Share, ...]:
    return tuple(getattr(measures, name) for name in SHARES)


def bit_of(rule_id: str) -> int:
    """The rule's bit in what is kept; 0 for a rule that is not compared."""
    return _BITS.get(rule_id, 0)


def pack_reported(readings: Iterable[Reading], facts: ArticleFacts) -> bytes:
    """What is reported of these readings, in their order, in bytes."""
    return pack_told(reported_by(reading, facts) for reading in readings)


def pack_told(reports: Iterable[Reported]) -> bytes:
    """The same of what is reported."""
    parts = []
    for told in reports:
        numbers = (number for share in told.shares for number in (share.count, share.of))
        parts.append(_ONE.pack(sum(_BITS.get(rule_id, 0) for rule_id in told.rules), *numbers))
    return b"".join(parts)


def unpack_reported(packed: bytes) -> tuple[Reported, ...]:
    """What `pack_reported` was given, person by person."""
    found = []
    for bits, *numbers in _ONE.iter_unpack(packed):
        shares = tuple(Share(count, of) for count, of in zip(numbers[::2], numbers[1::2], strict=True))
        found.append(Reported(frozenset(rule_id for rule_id, bit in _BITS.items() if bits & bit), shares))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Raised:
    """How many of the finished taggings of an article raise a flag of this rule at the same place."""

    n: int
    of: int


def count_raised(flag: Flag, others: Sequence[Collection[Flag]]) -> Raised:
    """Of these taggings' flags, how many hold this one: the same rule, on words that overlap (a flag on the whole
    article needs the rule alone).
    """
    return Raised(sum(any(_is_same(flag, other) for other in flags) for flags in others), len(others))


def _is_same(flag: Flag, other: Flag) -> bool:
    if flag.rule != other.rule:
        return False
    if flag.span is None or other.span is None:
        return flag.span is other.span
    return flag.span.overlaps(other.span)
