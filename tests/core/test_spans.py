"""What lies on a stretch is found, whatever overlaps."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.records import Span
from annotator.core.spans import SpanIndex

SPANS = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 60), st.integers(1, 30))


@given(st.lists(SPANS, max_size=30), SPANS)
def test_an_index_finds_what_a_search_through_everything_finds(spans: list[Span], stretch: Span) -> None:
    index = SpanIndex((span, number) for number, span in enumerate(spans))
    expected = [(span, number) for number, span in enumerate(spans) if span.overlaps(stretch)]
    assert index.touching(stretch) == sorted(expected, key=lambda item: item[0])
