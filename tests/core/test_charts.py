"""Charts put values where they belong, and nothing where there is no value."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.charts import SHADES, HeatValue, LineValue, draw_heat_map, draw_lines, shade_of

values = st.none() | st.floats(-1, 1, allow_nan=False)


@given(st.floats(-1, 1))
def test_the_greater_value_is_never_lighter(value):
    assert 0 <= shade_of(min(value, 0.5)) <= shade_of(max(value, 0.5)) < SHADES


def test_a_heat_map_places_each_pair_in_its_row_and_column():
    chart = draw_heat_map("kappa", ["Ann", "Bob"], [HeatValue(1, 0, 0.9, ".90"), HeatValue(0, 1, None, "")])
    [known, unknown] = chart.cells
    assert (known.x, known.shade, known.words) == (chart.left, SHADES - 1, ".90")
    assert known.y == unknown.y + chart.side
    assert (unknown.shade, unknown.words) == (None, "")
    assert [label.words for label in chart.rows] == ["1  Ann", "2  Bob"]


@given(st.lists(values, max_size=40))
def test_points_stay_inside_the_frame_and_higher_values_stand_higher(numbers):
    chart = draw_lines("alpha", [LineValue(str(place), value, None, None, "") for place, value in enumerate(numbers)])
    known = [value for value in numbers if value is not None]
    assert len(chart.points) == len(known)
    assert all(chart.top <= point.y <= chart.bottom and chart.left <= point.x <= chart.right for point in chart.points)
    by_value = sorted(zip(known, chart.points, strict=True), key=lambda pair: pair[0])
    assert all(one[1].y >= other[1].y for one, other in pairwise(by_value))


def test_a_line_breaks_where_a_value_is_missing():
    numbers = [0.5, 0.6, None, 0.7, 0.8, None, 0.9]
    chart = draw_lines("alpha", [LineValue("", value, value, value, "") for value in numbers])
    assert len(chart.paths) == 2  # a value alone is a point, no line
    assert len(chart.points) == 5


def test_an_interval_is_drawn_from_its_upper_to_its_lower_end():
    [point] = draw_lines("alpha", [LineValue("2026-01", 0.5, 0.25, 0.75, "")]).points
    assert point.top < point.y < point.bottom
