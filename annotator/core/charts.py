"""Where the marks of a chart stand, in units of its drawing: `templates/_ui/charts.html` only writes them down.

Values come with their words, since every chart has a table beside it and both say the same. Left to right, from the
top; what has no value has no place.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor

#: Steps of ink between the least and the greatest value of a heat map.
SHADES = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A square of a heat map: its place, its words (empty without a value), and how dark it is, from 0 up. `url` is
    where it leads, `label` what it is called there.
    """

    x: float
    y: float
    words: str
    shade: int | None
    url: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class AxisLabel:
    """Words beside an axis; `at` is the middle of what they name."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A square of squares: things against the same things. `rows` stand at the left, `columns` above."""

    title: str
    width: float
    height: float
    left: float
    side: float
    rows: tuple[AxisLabel, ...]
    columns: tuple[AxisLabel, ...]
    cells: tuple[Cell, ...]

    @property
    def has_links(self) -> bool:
        """Say whether a square leads somewhere."""
        return any(cell.url for cell in self.cells)


@dataclass(frozen=True, slots=True)
class HeatValue:
    """What stands where two things meet: a value from 0 to 1 for the ink, or None, and how it is printed."""

    row: int
    column: int
    value: float | None
    words: str
    url: str = ""
    label: str = ""


def draw_heat_map(
    title: str, names: Sequence[str], values: Sequence[HeatValue], *, left: float = 150, side: float = 46
) -> HeatMap:
    """Lay out a heat map of things against themselves. Columns carry the numbers of the rows, which fit any name."""
    head = 24.0

    def middle(place: int, start: float) -> float:
        return start + (place + 0.5) * side

    return HeatMap(
        title,
        left + len(names) * side,
        head + len(names) * side,
        left,
        side,
        tuple(AxisLabel(middle(place, head), f"{place + 1}  {name}") for place, name in enumerate(names)),
        tuple(AxisLabel(middle(place, left), str(place + 1)) for place in range(len(names))),
        tuple(
            Cell(
                left + value.column * side, head + value.row * side, value.words, shade_of(value.value), value.url,
                value.label,
            )
            for value in values
        ),
    )


def shade_of(value: float | None) -> int | None:
    """The step of ink of a value from 0 to 1; what lies outside gets the nearest step."""
    if value is None:
        return None
    return min(max(floor(value * SHADES), 0), SHADES - 1)


@dataclass(frozen=True, slots=True)
class LineValue:
    """One point of a line: its label on the axis, its value with its interval, and its words."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A value in its place, and the ends of its interval's line where there is one."""

    x: float
    y: float
    top: float | None
    bottom: float | None
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """A line across the chart at a value that matters."""

    y: float
    words: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """Values in an order, joined where neighbours both have one. `paths` are the joined stretches as SVG paths."""

    title: str
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    labels: tuple[AxisLabel, ...]
    limits: tuple[Limit, ...]
    points: tuple[Point, ...]
    paths: tuple[str, ...]

    @property
    def has_links(self) -> bool:
        """Say whether a point leads somewhere."""
        return any(point.url for point in self.points)


def draw_lines(
    title: str,
    values: Sequence[LineValue],
    *,
    limits: Sequence[tuple[float, str]] = (),
    width: float = 640,
    height: float = 200,
    words_of: Callable[[float], str] = "{:g}".format,
) -> LineChart:
    """Lay out values from 0 to 1, lower where some lie lower, in equal steps from left to right."""
    left, right, top, bottom = 44.0, width - 16, 12.0, height - 28
    lowest = min((v for value in values for v in (value.value, value.low) if v is not None), default=0.0)
    least = max(min(0.0, floor(lowest * 5) / 5), -1.0)

    def up(value: float) -> float:
        return round(bottom - (min(max(value, least), 1.0) - least) / (1 - least) * (bottom - top), 1)

    step = (right - left) / max(len(values), 1)
    across = [round(left + (place + 0.5) * step, 1) for place in range(len(values))]
    points: list[Point] = []
    paths: list[list[str]] = [[]]
    for x, value in zip(across, values, strict=True):
        if value.value is None:
            paths.append([])
            continue
        high = None if value.high is None else up(value.high)
        low = None if value.low is None else up(value.low)
        points.append(Point(x, up(value.value), high, low, value.words, value.url))
        paths[-1].append(f"{x} {up(value.value)}")
    every = max(1, -(-len(values) * 60 // int(right - left)))  # a label is some 60 wide
    return LineChart(
        title,
        width,
        height,
        left,
        right,
        top,
        bottom,
        tuple(AxisLabel(x, value.label) for x, value in list(zip(across, values, strict=True))[::every]),
        tuple(Limit(up(value), words) for value, words in ((least, words_of(least)), *limits, (1.0, words_of(1.0)))),
        tuple(points),
        tuple("M" + "L".join(stretch) for stretch in paths if len(stretch) > 1),
    )
