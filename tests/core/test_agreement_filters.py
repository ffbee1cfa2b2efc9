"""Which articles are compared: some values of some dimensions, as addresses, documents and words have them."""

import pytest

from annotator.core.agreement.filters import tell_values, values_of, values_to_json


@pytest.mark.parametrize(
    ("asked", "values", "document", "words"),
    [
        ({}, {}, {}, []),
        ({"outlet": "Post"}, {"outlet": ("Post",)}, {"outlet": "Post"}, ["outlet “Post”"]),
        ({"outlet": ["Post", "", "Bay", "Post"]}, {"outlet": ("Bay", "Post")}, {"outlet": ["Bay", "Post"]},
         ["outlet “Bay” or “Post”"]),
        ({"round": [], "period": ("",), "article": "a1"}, {"article": ("a1",)}, {"article": "a1"},
         ["article “No. 1”"]),
        ({"article": [f"b{n}" for n in range(9)]}, {"article": tuple(f"b{n}" for n in range(9))},
         {"article": [f"b{n}" for n in range(9)]}, ["9 articles that were chosen one by one"]),
    ],
)  # fmt: skip
def test_some_values_of_a_dimension_are_sorted_and_a_single_one_stands_as_it_always_did(
    asked, values, document, words
):
    assert values_of(asked) == values
    assert values_to_json(values) == document
    assert values_of(document) == values, "what was ordered or kept before reads the same"
    assert list(tell_values(values, {"a1": "No. 1"})) == words
