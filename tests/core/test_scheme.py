"""The scheme as data."""

import copy
from dataclasses import replace

import pytest

from annotator.core.default_scheme import default_scheme
from annotator.core.errors import Invalid
from annotator.core.keys import KeyBinding
from annotator.core.records import Flag, Identity
from annotator.core.scheme import check_scheme
from annotator.core.scheme_json import scheme_from_json, scheme_to_json


def test_a_scheme_is_read_back_as_it_was_written() -> None:
    assert scheme_from_json(scheme_to_json(default_scheme())) == default_scheme()


def test_the_default_scheme_has_the_closed_sets_of_the_records() -> None:
    attributes = {(tag.key, a.key): [v.word for v in a.values] for tag in default_scheme().tags for a in tag.attributes}
    assert attributes["claim", "flags"] == list(Flag)
    assert attributes["attribution", "identity"] == list(Identity)


def test_a_key_that_means_two_things_in_one_place_is_refused() -> None:
    scheme = default_scheme()
    with pytest.raises(Invalid):
        check_scheme(replace(scheme, keys=(*scheme.keys, KeyBinding("sentence", "f", "other", "something else"))))


def test_the_same_key_may_mean_something_else_in_another_place() -> None:
    keys = {(binding.place, binding.action) for binding in default_scheme().keys if binding.key == "f"}
    assert keys == {("sentence", "fact"), ("card", "formula")}


@pytest.mark.parametrize(
    "damage",
    [
        lambda body: body.pop("keys"),
        lambda body: body.update(extra=1),
        lambda body: body.update(format=2),
        lambda body: body["tags"][0].update(label=7),
        lambda body: body["tags"].append(copy.deepcopy(body["tags"][0])),
        lambda body: body["tags"][0]["attributes"][0].update(many="yes"),
        lambda body: body["keys"][0].update(place="elsewhere"),
        lambda body: body.update(guideline="one long line"),
    ],
)
def test_a_damaged_scheme_is_refused(damage) -> None:
    body = copy.deepcopy(scheme_to_json(default_scheme()))
    damage(body)
    with pytest.raises(Invalid):
        scheme_from_json(body)
