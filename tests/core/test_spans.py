"""What lies on a stretch is found, whatever overlaps; stretches kept as their edges are what they were."""

import gc
from array import array

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.records import Span
from annotator.core.sentences import sentence_spans
from annotator.core.spans import SpanIndex, Spans

SPANS = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 60), st.integers(1, 30))


@given(st.lists(SPANS, max_size=30), SPANS)
def test_an_index_finds_what_a_search_through_everything_finds(spans: list[Span], stretch: Span) -> None:
    index = SpanIndex((span, number) for number, span in enumerate(spans))
    expected = [(span, number) for number, span in enumerate(spans) if span.overlaps(stretch)]
    assert index.touching(stretch) == sorted(expected, key=lambda item: item[0])


@given(st.lists(SPANS, max_size=30), st.slices(30))
def test_spans_kept_as_edges_are_a_list_of_them(spans: list[Span], part: slice) -> None:
    kept = Spans(array("q", [edge for span in spans for edge in span]))
    assert kept == spans == list(kept)
    assert kept == tuple(spans)
    assert len(kept) == len(spans)
    assert kept[part] == spans[part]
    assert list(reversed(kept)) == spans[::-1]
    assert kept != [*spans, Span(0, 1)]
    assert kept == Spans(array("q", [edge for span in spans for edge in span]))
    assert repr(kept) == f"Spans({spans!r})"
    assert all(isinstance(span, Span) for span in kept)


def test_sentences_give_the_collector_of_cycles_nothing_to_walk() -> None:
    text = "。 " * 5_000
    before = len(gc.get_objects())
    found = sentence_spans(text)
    assert len(found) == 5_000
    assert len(gc.get_objects()) - before < 100
