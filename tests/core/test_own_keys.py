"""The key map and what a person may change of it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.errors import Invalid
from annotator.core.key_names import is_sign, read_key, script_name
from annotator.core.key_presets import PRESETS, Preset
from annotator.core.keys import DEFAULT_KEYS, FIXED, PLACES, level_of
from annotator.core.own_keys import OwnKeys, choose_keys, key_map, own_keys_from_json, own_keys_to_json

SPOTS = {(binding.place, binding.action) for binding in DEFAULT_KEYS} - FIXED

#: What a hand reaches on a QWERTY keyboard without leaving its half; the thumb's Space belongs to both.
BOTH = {"Space"}
LEFT = BOTH | set("qwertasdfgzxcvb12345`") | {"Esc", "F1", "F2", "F3", "F4"}
LEFT |= {f"Shift+{letter}" for letter in "qwertasdfgzxcvb"} | {"Shift+Space", "Shift+F2", "Shift+F4", "qq"}
RIGHT = BOTH | set("yuiophjklnm67890[];',./\\-=?") | {"Enter", "Ctrl+Enter", "Delete", "↑", "↓", "←", "→"}
RIGHT |= {f"Shift+{key}" for key in (*"yuiophjklnm", "←", "→")} | {"pp"}


def refused(typed: dict[tuple[str, str], str], preset: Preset = Preset.STANDARD) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        choose_keys(preset, typed, needs_alt=False)
    return caught.value.fields


def test_every_action_is_named_once_and_in_a_place_that_is_shown() -> None:
    spots = [(binding.place, binding.action) for binding in DEFAULT_KEYS]
    assert len(set(spots)) == len(spots)
    assert {place for place, _action in spots} == {place.word for place in PLACES}


@pytest.mark.parametrize("preset", list(Preset))
def test_a_ready_made_map_has_one_key_for_every_action_and_none_twice(preset: Preset) -> None:
    keys = PRESETS[preset]
    assert set(keys) == SPOTS
    assert choose_keys(preset, keys, needs_alt=False) == OwnKeys(preset)
    assert all(read_key(key) == key for key in keys.values())
    assert len({(level_of(place), key) for (place, _action), key in keys.items()}) == len(keys)


@pytest.mark.parametrize(("preset", "reach"), [(Preset.LEFT, LEFT), (Preset.RIGHT, RIGHT)])
def test_a_map_for_one_hand_is_within_the_reach_of_that_hand(preset: Preset, reach: set[str]) -> None:
    assert set(PRESETS[preset].values()) - reach == set()


def test_digits_stay_source_cards_and_a_key_that_the_hand_reaches_finds_them_by_name() -> None:
    for preset, reach in ((Preset.LEFT, LEFT), (Preset.RIGHT, RIGHT)):
        keys = key_map(OwnKeys(preset))
        assert keys.key_of("sentence", "link") == keys.key_of("card", "card") == "1-9"
        assert {keys.key_of("sentence", "by_name"), keys.key_of("card", "by_name")} <= reach
    for digit in "123456789":
        assert refused({("sentence", "fact"): digit}).keys() == {"sentence.fact"}


def test_a_key_that_is_taken_is_refused_beside_both_with_the_names_of_both() -> None:
    problems = refused({("sentence", "fact"): "z"})
    assert problems.keys() == {"sentence.fact", "page.undo"}
    assert all("claim: fact, on or off" in words and "“undo”" in words for words in problems.values())


def test_the_same_key_may_mean_something_else_in_a_place_that_stands_alone() -> None:
    own = choose_keys(Preset.STANDARD, {("card", "named"): "z"}, needs_alt=False)
    assert key_map(own).key_of("card", "named") == key_map(own).key_of("page", "undo") == "z"


def test_two_keys_are_swapped_in_one_go() -> None:
    own = choose_keys(Preset.STANDARD, {("sentence", "fact"): "o", ("sentence", "opinion"): "f"}, needs_alt=False)
    keys = key_map(own)
    assert (keys.key_of("sentence", "fact"), keys.key_of("sentence", "opinion")) == ("o", "f")


def test_a_key_that_a_person_chose_wins_over_one_that_came_later() -> None:
    """A newer version may use for something new what a person has long been using: theirs goes on working."""
    keys = key_map(OwnKeys(changed=((("sentence", "star"), "b"),)))
    assert keys.key_of("sentence", "star") == "b"
    assert keys.key_of("sentence", "boundary") == ""


def test_a_desks_own_tag_has_its_key_unless_the_person_uses_it_for_something_else() -> None:
    assert key_map(OwnKeys()).free_for("h") == "h"
    assert key_map(OwnKeys(Preset.RIGHT)).free_for("h") == ""


def test_an_action_may_be_left_without_a_key() -> None:
    own = choose_keys(Preset.STANDARD, {("sentence", "attack"): ""}, needs_alt=False)
    assert key_map(own).key_of("sentence", "attack") == ""


@pytest.mark.parametrize(
    "typed", ["Tab", "Ctrl+f", "F5", "F12", "ab", "1", "aaa", "Alt+x", "Shift+1", "é", "x" * 99, "11"]
)
def test_keys_of_the_browser_and_of_nobody_are_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        read_key(typed)


def test_the_arrows_always_move_and_f1_always_helps() -> None:
    assert refused({("sentence", "fact"): "F1", ("page", "keys"): ""}) == {
        "sentence.fact": "F1 always shows the keys."
    }
    assert refused({("page", "undo"): "Shift+←", ("move", "grow_left"): ""}) == {
        "page.undo": "The arrow keys always move."
    }


@pytest.mark.parametrize(
    ("typed", "key"),
    [("F", "f"), (" shift + F ", "Shift+f"), ("spacebar", "Space"), (" ", "Space"), ("return", "Enter"), ("esc", "Esc"),
     ("ArrowUp", "↑"), ("shift+left", "Shift+←"), ("control+enter", "Ctrl+Enter"), ("QQ", "qq"), ("f3", "F3"),
     ("", ""), ("backspace", "Delete"), ("comma", ",")],
)  # fmt: skip
def test_a_key_is_called_as_people_call_it(typed: str, key: str) -> None:
    assert read_key(typed) == key


@given(st.text(max_size=30))
def test_reading_a_key_s_name_gives_a_name_that_reads_as_itself_or_says_no(typed: str) -> None:
    try:
        key = read_key(typed)
    except Invalid:
        return
    assert read_key(key) == key


def test_letters_digits_and_signs_wait_for_alt_and_named_keys_do_not() -> None:
    keys = key_map(OwnKeys(needs_alt=True))
    assert [keys.shown(key) for key in ("f", "qq", "Shift+f", "1-9", "?", "Space", "F1", "Ctrl+Enter", "")] == [
        "Alt+f", "Alt+qq", "Alt+Shift+f", "Alt+1-9", "Alt+?", "Space", "F1", "Ctrl+Enter", "",
    ]  # fmt: skip
    assert not is_sign("Esc")


def test_the_page_s_script_has_its_own_names() -> None:
    assert [script_name(key) for key in ("↓", "Shift+←", "Esc", "Ctrl+Enter", "f", "")] == [
        "ArrowDown", "Shift+ArrowLeft", "Escape", "Control+Enter", "f", "",
    ]  # fmt: skip


@given(
    st.sampled_from(Preset), st.booleans(),
    st.dictionaries(st.sampled_from(sorted(SPOTS)), st.sampled_from(["h", "m", "Shift+v", "F9", "", "`"])),
)  # fmt: skip
def test_what_was_chosen_is_stored_and_read_back_and_never_means_two_things(preset, needs_alt, typed) -> None:
    try:
        own = choose_keys(preset, typed, needs_alt=needs_alt)
    except Invalid:
        return
    assert own_keys_from_json(json.loads(json.dumps(own_keys_to_json(own)))) == own
    keys = [(level_of(b.place), b.key) for b in key_map(own).bindings if b.key and not b.is_fixed]
    assert len(set(keys)) == len(keys)
    assert all(key_map(own).key_of(*spot) == read_key(key) for spot, key in typed.items())


@pytest.mark.parametrize("stored", [None, [], "x", {"preset": "none"}, {"keys": [1, {"place": "x"}]}, {"keys": "x"}])
def test_what_cannot_be_read_is_left_out(stored: object) -> None:
    assert own_keys_from_json(stored) == OwnKeys()
