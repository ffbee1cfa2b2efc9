"""The scheme as data."""

import copy
import json
from dataclasses import replace
from pathlib import Path

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
    assert keys == {("sentence", "fact"), ("card", "formula"), ("cut", "furniture")}


OWN = {"ink": "blue", "line": "wavy", "key": "h", "retired": False, "merged_into": ""}
FIRST = json.loads((Path(__file__).parents[1] / "fixtures" / "scheme_format_1.json").read_text(encoding="utf-8"))


def test_the_first_format_is_read_into_the_same_values() -> None:
    old, new = scheme_from_json(FIRST), default_scheme()
    assert old.tags == new.tags
    assert FIRST["guideline"][0] in old.guideline
    assert FIRST["hard_cases"][-1] in old.guideline


def test_a_tag_of_the_desks_own_is_read_back_and_its_key_is_among_the_keys() -> None:
    body = scheme_to_json(default_scheme())
    scheme = scheme_from_json(body | {"tags": [*body["tags"], body["tags"][3] | {"key": "mine", "own": OWN}]})
    assert scheme_from_json(scheme_to_json(scheme)) == scheme
    assert [tag.key for tag in scheme.own_tags] == ["mine"]
    assert "mark:mine" in {binding.action for binding in scheme.keys_of("sentence")}


@pytest.mark.parametrize(
    "damage",
    [
        lambda body: body.pop("keys"),
        lambda body: body.update(extra=1),
        lambda body: body.update(format=3),
        lambda body: body.update(format=True),
        lambda body: body["tags"][0].update(label=7),
        lambda body: body["tags"].append(copy.deepcopy(body["tags"][0])),
        lambda body: body["tags"][0]["attributes"][0].update(type="anything"),
        lambda body: body["tags"][0]["attributes"][0].update(values=[]),
        lambda body: body["tags"][0].update(key="mine"),
        lambda body: body["tags"][0].update(own=OWN),
        lambda body: body["tags"].append(body["tags"][0] | {"key": "mine", "own": OWN | {"ink": "red;"}}),
        lambda body: body["tags"].append(body["tags"][0] | {"key": "mine", "own": OWN | {"key": "f"}}),
        lambda body: body["tags"].append(body["tags"][0] | {"key": "Not so", "own": OWN}),
        lambda body: body["keys"][0].update(place="elsewhere"),
        lambda body: body.update(guideline=["a line"]),
    ],
)
def test_a_damaged_scheme_is_refused(damage) -> None:
    body = copy.deepcopy(scheme_to_json(default_scheme()))
    damage(body)
    with pytest.raises(Invalid):
        scheme_from_json(body)
