"""Facts of an article before they are stored."""

import pytest

from annotator.core.articles import tidy_facts
from annotator.core.errors import Invalid
from annotator.core.records import ArticleFacts


def test_facts_are_brought_onto_one_line_and_repeats_of_names_dropped():
    facts = tidy_facts(ArticleFacts(" Ferry\n sinks \u200b", outlet_aliases=(" SC", "", "SC"), byline="Ana\tReyes"))
    assert facts == ArticleFacts("Ferry sinks", outlet_aliases=("SC",), byline="Ana Reyes")


@pytest.mark.parametrize(
    "title",
    [
        "👩\u200d👩\u200d👧\u200d👦 march",
        "می\u200cشود",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f wins",
    ],
)
def test_what_joins_emoji_and_letters_stays_in_a_title(title):
    assert tidy_facts(ArticleFacts(title)).title == title


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", " \u200b"),
        ("title", " \u200d \u0301"),
        ("title", "x" * 501),
        ("outlet", "x" * 201),
        ("outlet_aliases", tuple(map(str, range(21)))),
        ("outlet_aliases", ("x" * 201,)),
        ("url", "javascript:alert(1)"),
        ("url", "https://a.example/x y"),
        ("published_on", "2025-02-31"),
        ("published_on", "03/04/2025"),
        ("published_on", "20250304"),
        ("language", ""),
        ("language", "English, mostly"),
    ],
)
def test_what_cannot_be_stored_is_named_by_its_field(field, value):
    with pytest.raises(Invalid) as caught:
        tidy_facts(ArticleFacts(**{"title": "Ferry", field: value}))
    assert list(caught.value.fields) == [field]


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", "x" * 500), ("url", "https://a.example/ä?b=1"), ("published_on", "2024-02-29"), ("language", "pt-BR")],
)
def test_what_can_be_stored_stays_as_it_is(field, value):
    facts = ArticleFacts(**{"title": "Ferry", field: value})
    assert tidy_facts(facts) == facts
