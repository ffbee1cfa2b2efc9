"""Where the marks of a bar chart stand: a bar a group, from 0 to 1, with its interval as a line over its end.

As in `charts.py` values come with their words, and the page has the same numbers in a table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

_ROW = 36.0
#: From the top of a row to the baseline of its name, and to the middle of its bar.
_NAME, _BAR = 12.0, 23.0


@dataclass(frozen=True, slots=True)
class BarValue:
    """One bar: its name, its value with its interval, and its words. Without a value there is no bar."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in its place: `y` its middle, `end` where it ends, `low` and `high` the ends of its interval's line."""

    name: str
    name_y: float
    y: float
    end: float
    low: float | None
    high: float | None
    words: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars below each other, each under its name. `right` is where the value 1 stands."""

    title: str
    width: float
    height: float
    right: float
    bars: tuple[Bar, ...]


def draw_bars(title: str, values: Sequence[BarValue], *, width: float = 300) -> BarChart:
    """Lay out bars from the top. What lies outside 0 to 1 is cut off there."""
    right = width - 8

    def across(value: float) -> float:
        return round(min(max(value, 0.0), 1.0) * right, 1)

    bars = tuple(
        Bar(
            value.name,
            place * _ROW + _NAME,
            place * _ROW + _BAR,
            across(value.value or 0.0),
            None if value.low is None else across(value.low),
            None if value.high is None else across(value.high),
            value.words,
        )
        for place, value in enumerate(values)
    )
    return BarChart(title, width, len(values) * _ROW + 4, right, bars)
