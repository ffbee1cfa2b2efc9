"""What taggings would have reported, of many texts at once as arrays: who raises a rule, and the shares.

A rule's answer depends on the policy that is in force for the article, so that it is decided here and not when a text
is counted. People come first and texts last in every array: what is added up lies together in memory.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np

from annotator.core.agreement.packing import Sight, read_people
from annotator.core.agreement.reported import NUMBERS, SHARES, bit_of
from annotator.core.agreement.tables import Floats, Integers
from annotator.core.sourcing.flags import Thresholds
from annotator.core.sourcing.policy import Policy

_RECORDS = {
    width: np.dtype([("rules", "<u8"), ("late", "u1"), ("numbers", f"<u{width}", (NUMBERS,))]) for width in (1, 2, 4)
}
_UNNAMED = SHARES.index("on_unnamed")

#: A text, the day its article was published, its people and what is kept of their reports.
Row = tuple[int, str, str, bytes]

Said = np.ndarray[tuple[int, int], np.dtype[np.bool_]]
_Bits = np.ndarray[tuple[int, ...], np.dtype[np.uint64]]
_Counts = np.ndarray[tuple[int, ...], np.dtype[np.uint32]]


@dataclass(frozen=True, slots=True, eq=False)
class ReadReports:
    """People x texts: whether their tagging counts, the bits of the rules it raises whatever the thresholds, `late`;
    and the `numbers`, numbers x people x texts. `policy` is the place of each text's policy.
    """

    texts: Integers
    there: Said
    rules: _Bits
    late: Integers
    numbers: _Counts
    policies: tuple[Policy, ...]
    policy: Integers


def read_reported(
    rows: Sequence[Row], people: tuple[str, ...], sight: Sight, policy_on: Callable[[str], Policy]
) -> ReadReports:
    """What is kept of these people's taggings, as arrays."""
    texts, days, words, packed = (list(map(itemgetter(column), rows)) for column in range(4))
    kinds = {key: place for place, key in enumerate(dict.fromkeys(words))}
    kind = np.fromiter(map(kinds.__getitem__, words), np.int64, len(rows))
    everybody = [read_people(key) for key in kinds]
    sizes = np.array([len(there) for there in everybody], np.int64)[kind] if kinds else kind
    first = np.cumsum(sizes) - sizes
    rules, late, numbers = _records(packed)
    places = np.full((len(people), len(kinds)), -1, np.int64)
    for place, there in enumerate(everybody):
        bits = {person.key: bit for bit, person in enumerate(there) if sight.admits(person)}
        places[:, place] = [bits.get(key, -1) for key in people]
    bit = places[:, kind]
    at = np.where(bit >= 0, first + bit, 0)
    of_day = {day: policy_on(day) for day in dict.fromkeys(days)}
    policies = {policy.number: policy for policy in of_day.values()}
    order = {number: place for place, number in enumerate(policies)}
    in_force = {day: order[policy.number] for day, policy in of_day.items()}
    return ReadReports(
        np.array(texts, np.int64), bit >= 0, rules[at], late[at], np.take(numbers, at, 1), tuple(policies.values()),
        np.fromiter(map(in_force.__getitem__, days), np.int64, len(rows)),
    )  # fmt: skip


def _records(packed: Sequence[bytes]) -> tuple[_Bits, Integers, _Counts]:
    """All people's records, one text's after the other's; those of one width are read at once. There is always one, for
    who is not there.
    """
    widths = np.fromiter(map(itemgetter(0), packed), np.int64, len(packed))
    used = np.unique(widths)
    if len(used) < 2:
        width = int(used[0]) if len(used) else 1
        found = np.frombuffer(b"".join([one[1:] for one in packed]) or bytes(_RECORDS[width].itemsize), _RECORDS[width])
        return found["rules"], found["late"].astype(np.int64), _turned(found["numbers"])
    sizes = np.array([(len(one) - 1) // _RECORDS[one[0]].itemsize for one in packed], np.int64)
    first, total = np.cumsum(sizes) - sizes, int(sizes.sum())
    rules, late, numbers = np.zeros(total, np.uint64), np.zeros(total, np.int64), np.zeros((total, NUMBERS), np.uint32)
    for width in used:
        texts = np.flatnonzero(widths == width)
        found = np.frombuffer(b"".join(packed[text][1:] for text in texts.tolist()), _RECORDS[int(width)])
        within = np.arange(len(found)) - np.repeat(np.cumsum(sizes[texts]) - sizes[texts], sizes[texts])
        at = np.repeat(first[texts], sizes[texts]) + within
        rules[at], late[at], numbers[at] = found["rules"], found["late"], found["numbers"]
    return rules, late, _turned(numbers)


def _turned(numbers: np.ndarray[tuple[int, ...], np.dtype[np.unsignedinteger]]) -> _Counts:
    """Numbers x records, each number's own together."""
    turned: _Counts = np.ascontiguousarray(numbers.T, np.uint32)
    return turned


def shares_of(read: ReadReports) -> Floats:
    """Shares x people x texts, NaN where there is nothing to be a share of."""
    counts, wholes = read.numbers[:-1:2], read.numbers[1:-1:2]
    shares = np.full(counts.shape, np.nan)
    np.divide(counts, wholes, out=shares, where=read.there & (wholes > 0))
    return shares


def raised_by(rule_id: str, read: ReadReports) -> tuple[Said, Said]:
    """People x texts: whose tagging raises the rule, and whose is asked for it."""
    applies = np.array([policy.applies(rule_id) for policy in read.policies], bool)
    there: Said = read.there if applies.all() else read.there & applies[read.policy]
    return there & _raised(rule_id, read), there


def _raised(rule_id: str, read: ReadReports) -> Said:
    """People x texts: whether the rule raises anything, as `Reported.raised`."""
    limits = [policy.thresholds for policy in read.policies]

    def limit(of: Callable[[Thresholds], int]) -> Integers:
        return np.array([of(one) for one in limits], np.int64)[read.policy]

    match rule_id:
        case "SR15":
            found = (read.late > 0) & (read.late <= limit(lambda one: one.late_within))
        case "SR18" | "SR19":
            attributed = read.numbers[2 * _UNNAMED + 1].astype(np.int64)
            most = limit(lambda one: one.mostly_unnamed if rule_id == "SR18" else one.one_outlet)
            part = read.numbers[2 * _UNNAMED if rule_id == "SR18" else -1].astype(np.int64)
            found = (attributed > 0) & (attributed >= limit(lambda one: one.least_claims))
            found &= 100 * part >= most * attributed
        case _:
            found = (read.rules & np.uint64(bit_of(rule_id))) > 0
    raised: Said = found
    return raised
