"""Two texts beside each other: nothing of either is left out, and only what differs is marked."""

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.text_differences import pair_paragraphs

WORD = st.sampled_from(["fire", "set", "Ruiz", "said", "400", "the", "🚢", "حريق", "end."])
STORY = st.lists(st.lists(WORD, min_size=1, max_size=9).map(" ".join), min_size=1, max_size=6).map("\n\n".join)


@settings(max_examples=60)
@given(STORY, STORY)
def test_both_texts_are_there_whole_and_in_order(old, new):
    pairs = pair_paragraphs(old, new)
    for side, text in (("before", old), ("after", new)):
        shown = ["".join(piece.words for piece in getattr(pair, side)) for pair in pairs if getattr(pair, side)]
        assert shown == text.split("\n\n")


@settings(max_examples=30)
@given(STORY)
def test_a_text_does_not_differ_from_itself(text):
    assert all(pair.is_same for pair in pair_paragraphs(text, text))


def test_only_the_words_that_differ_are_marked_without_the_blanks_around_them():
    (pair,) = pair_paragraphs("Some 400 people were moved.", "Some 520 people were moved.")
    assert [piece.words for piece in pair.before if piece.differs] == ["400"]
    assert [piece.words for piece in pair.after if piece.differs] == ["520"]
