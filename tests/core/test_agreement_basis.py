"""What kept reports were counted from is read as it was written."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.agreement.basis import TextThen, read_column, read_texts, write_column, write_texts

_ids = st.integers(1, 2**31 - 1)
_words = st.text(max_size=8)


@st.composite
def texts(draw) -> list[TextThen]:
    """Texts in the order of their ids, each with as many reviews as people."""
    kinds = draw(st.lists(st.tuples(st.sets(_ids, max_size=4), _words), min_size=1, max_size=3))
    found = []
    for text_id in sorted(draw(st.sets(_ids, max_size=12))):
        people, own_tags = draw(st.sampled_from(kinds))
        words = ",".join(f"{key}{'*' if key % 2 else ''}" for key in sorted(people))
        reviews = tuple(draw(st.lists(_ids, min_size=len(people), max_size=len(people))))
        outlets = tuple(draw(st.lists(_words, min_size=1, max_size=3)))
        found.append(TextThen(text_id, draw(_words), words, own_tags, draw(_ids), reviews, outlets, draw(_words)))
    return found


@given(texts())
def test_every_text_is_read_as_it_was_written(written):
    read = read_texts(write_texts(written))
    assert read.texts == tuple(one.text_id for one in written)
    assert read.labels == tuple(one.label for one in written)
    for place, one in enumerate(written):
        assert read.kinds[read.kind[place]] == (one.people, one.own_tags)
        assert read.segmentation_of(one.text_id) == one.segmentation_id
        assert read.reviews_of(one.text_id) == one.reviews
        assert read.outlets_of(one.text_id) == one.outlets
        assert read.day_of(one.text_id) == one.day


@given(st.lists(st.binary(max_size=40)))
def test_columns_are_read_as_they_were_written(values):
    assert read_column(write_column(values)) == values


@given(texts(), st.data())
def test_the_texts_of_a_label_keep_their_counts(written, data):
    read = read_texts(write_texts(written))
    counts = [f"{one.text_id}".encode() for one in written]
    label = data.draw(st.sampled_from([one.label for one in written] or [""]))
    labels = {label, data.draw(st.text(max_size=2))}
    part = read.counted(counts, counts, labels, in_pairs=True)
    assert part.texts == tuple(one.text_id for one in written if one.label in labels)
    assert part.patterns == part.comparisons == tuple(f"{text_id}".encode() for text_id in part.texts)
    assert len(part.kind) == len(part.texts)
