"""What the sourcing report says of each reviewer's tagging: the rules it raises and the shares it prints.

Agreement on what is reported: an editor reads flags and shares, not tags, and reviewers may differ in tags without
the report moving, or the other way round. The unit is the article. Kept in a few bytes a person, without numpy, and
without the desk's policy: what depends on it is decided when this is read, as in `core.sourcing.summary`.

The bytes of a text: one for the width of its numbers (1, 2 or 4), then a record a person: rules (8, a bit a rule),
`late` (1), the counts and wholes of the shares and `through`, all little-endian.
"""

import re
import struct
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotator.core.records import ArticleFacts, Reading
from annotator.core.sourcing.flags import Flag
from annotator.core.sourcing.measures import Share
from annotator.core.sourcing.policy import Policy
from annotator.core.sourcing.rules import RULES
from annotator.core.sourcing.summary import summarise

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
#: Numbers of one record: two of each share, and `through`.
NUMBERS = 2 * len(SHARES) + 1
_RECORDS = {width: struct.Struct(f"<QB{NUMBERS}{code}") for width, code in ((1, "B"), (2, "H"), (4, "I"))}


@dataclass(frozen=True, slots=True)
class Reported:
    """What the report says of one reading: the `rules` that raise anything whatever the thresholds, and the shares in
    the order of `SHARES`; `through` are the attributed claims of the outlet that most came through, `late` the
    sentences between a claim in own voice and the nearest one that attributes it, 0 for none.
    """

    rules: frozenset[str]
    shares: tuple[Share, ...]
    through: int = 0
    late: int = 0

    def raised(self, policy: Policy) -> frozenset[str]:
        """The rules that raise something under this policy."""
        limits, unnamed = policy.thresholds, self.shares[SHARES.index("on_unnamed")]
        enough = unnamed.of >= limits.least_claims
        found = {
            *self.rules,
            *(["SR15"] if 0 < self.late <= limits.late_within else []),
            *(["SR18"] if enough and unnamed.reaches(limits.mostly_unnamed) else []),
            *(["SR19"] if enough and Share(self.through, unnamed.of).reaches(limits.one_outlet) else []),
        }
        return frozenset(rule_id for rule_id in found if policy.applies(rule_id))


def reported_by(reading: Reading, facts: ArticleFacts) -> Reported:
    """What is compared of the report on one finished full reading."""
    told = summarise(reading, facts)
    rules = frozenset(rule_id for rule_id, n in told.fired.items() if n)
    return Reported(rules, tuple(told.shares[name] for name in SHARES), told.through, min(told.late, default=0))


def bit_of(rule_id: str) -> int:
    """The rule's bit in what is kept; 0 for a rule that is not compared."""
    return _BITS.get(rule_id, 0)


def pack_reported(readings: Iterable[Reading], facts: ArticleFacts) -> bytes:
    """What is reported of these readings, in their order, in bytes."""
    return pack_told(reported_by(reading, facts) for reading in readings)


def pack_told(reports: Iterable[Reported]) -> bytes:
    """The same of what is reported."""
    there = tuple(reports)
    numbers = [[*(n for share in told.shares for n in (share.count, share.of)), told.through] for told in there]
    most = max(map(max, numbers), default=0)
    width = next(width for width in _RECORDS if most < 1 << (8 * width))
    records = (
        _RECORDS[width].pack(sum(_BITS.get(rule_id, 0) for rule_id in told.rules), told.late, *row)
        for told, row in zip(there, numbers, strict=True)
    )
    return bytes([width]) + b"".join(records)


def unpack_reported(packed: bytes) -> tuple[Reported, ...]:
    """What `pack_reported` was given, person by person."""
    found = []
    for bits, late, *numbers in _RECORDS[packed[0]].iter_unpack(packed[1:]):
        shares = tuple(Share(count, of) for count, of in zip(numbers[:-1:2], numbers[1:-1:2], strict=True))
        rules = frozenset(rule_id for rule_id, bit in _BITS.items() if bits & bit)
        found.append(Reported(rules, shares, numbers[-1], late))
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
