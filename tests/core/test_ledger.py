"""How sources are compared across articles: as words, and never further than the words go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.records import ArticleFacts, Scope
from annotator.core.sourcing.ledger import aliases_of, fold_description, fold_name, write_ledger
from tests.fixtures.ledger_desk import DESCRIBED, first


@pytest.mark.parametrize(
    ("name", "same"),
    [("Reuters’s", "REUTERS"), ("the Coast Wire", "Coast Wire"), ("the ministers’", "Ministers"), ("A.P.", "a p"),
     ("Müller", "Muller"), ("the", "The")],
)  # fmt: skip
def test_names_are_the_same_by_their_words(name, same):
    assert fold_name(name) == fold_name(same)


def test_surnames_are_not_joined_to_full_names():
    assert fold_name("Ana Ruiz") != fold_name("Ruiz")


@given(st.text(min_size=1, max_size=80))
def test_folding_a_name_again_changes_nothing(name):
    assert fold_name(fold_name(name)) == fold_name(name)
    assert fold_description(fold_description(name)) == fold_description(name)


def test_an_alias_of_two_outlets_is_nobody_s():
    aliases = aliases_of([("Reuters", ["RTRS", "The Wire"]), ("Coast Wire", ["the wire"])])
    assert fold_name("RTRS", aliases) == "reuters"
    assert fold_name("The Wire", aliases) == "wire"


def test_a_reading_gives_its_sources_figures_and_stars():
    ledger = write_ledger(first().reading, ArticleFacts("Fire"))
    assert [(entry.name, entry.via_names, entry.claims, entry.ordinals) for entry in ledger.sources] == [
        ("reuters", (), 0, (0,)), (DESCRIBED, ("reuters",), 1, (0,)),
    ]  # fmt: skip
    (figure,) = ledger.figures
    assert (figure.quantity.noun, figure.footing, figure.ordinal) == ("soldier", "own", 1)
    (star,) = ledger.stars
    assert (star.tag, star.sources, star.footing) == ("claim", (DESCRIBED,), "unnamed")


def test_a_sourcing_only_pass_tells_nothing_of_what_figures_rest_on():
    ledger = write_ledger(first().reading, ArticleFacts("Fire"), Scope.SOURCING_ONLY)
    assert [figure.footing for figure in ledger.figures] == [None]
    assert ledger.stars == ()
