"""What is not in the numbers of an agreement report, and why: passes that do not count, and articles."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from annotator.core.reports import Json


class Why(StrEnum):
    """Why something is left out: the first four are said of passes, the others of articles. ALONE is what one of the
    people alone finished; IN_HAND what whoever asks is tagging; ADJUDICATED what they adjudicate with names hidden.
    """

    NOT_BEGUN = "not_begun"
    UNFINISHED = "unfinished"
    SKIPPED = "skipped"
    SOURCING_ONLY = "sourcing_only"
    ALONE = "alone"
    TRAINING = "training"
    CALIBRATION = "calibration"
    IN_HAND = "hidden"
    ADJUDICATED = "adjudicated"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """So many passes of a `person` (by name), or so many articles, where there is none."""

    why: Why
    n: int
    person: str = ""


def add_up(left: Iterable[LeftOut]) -> dict[str, int]:
    """How many there are of each reason, whoever the passes are of."""
    found: Counter[str] = Counter()
    for one in left:
        found[one.why] += one.n
    return {why: n for why, n in sorted(found.items()) if n}


def left_out_to_json(left: Iterable[LeftOut]) -> list[Json]:
    """One by one."""
    return [{"why": one.why.value, "reviewer": one.person or None, "n": one.n} for one in left]
