"""What the words of a figure say, in whatever language."""

from dataclasses import dataclass
from decimal import Decimal

from annotator.core.records import Bound, Measure


@dataclass(frozen=True, slots=True)
class FigureReading:
    """What a figure's words say. `low` alone is the value, with `high` it is a range; both None: no value."""

    low: Decimal | None
    high: Decimal | None
    bound: Bound
    measure: Measure
    unit: str
