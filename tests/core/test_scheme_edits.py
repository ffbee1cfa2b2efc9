"""What a desk may do to its scheme, and the differences between two versions in words."""

from dataclasses import replace

import pytest

from annotator.core.default_scheme import default_scheme
from annotator.core.errors import Conflict, Invalid, NotFound
from annotator.core.guidelines import section_text
from annotator.core.keys import DEFAULT_KEYS, TOGETHER
from annotator.core.scheme import Ask, Ink, Line
from annotator.core.scheme_differences import SchemeChange, compare_schemes, compare_texts
from annotator.core.scheme_edits import (
    AttributeDraft,
    TagDraft,
    add_tag,
    change_tag,
    choices_text,
    merge_tags,
    only_adds,
    restore_tag,
    retire_tag,
    uses_of_key,
    write_guideline,
)
from annotator.core.scheme_json import scheme_from_json, scheme_to_json
from tests.fixtures.own_tags import scheme_with_own_tags

PLAIN, OWN = default_scheme(), scheme_with_own_tags()
TONE = AttributeDraft("", "Tone", Ask.CHOICE, "praises\nfinds fault")
DRAFT = TagDraft("Loaded word", "A word that takes sides.", "Mark it alone.", "h", Ink.ROSE, Line.OVER, (TONE,))


def kinds(old, new) -> list[SchemeChange]:
    return [difference.change for difference in compare_schemes(old, new)]


def test_a_new_tag_has_a_key_for_ever_and_a_section_of_the_guideline() -> None:
    scheme, key = add_tag(PLAIN, DRAFT)
    tag = scheme.tag(key)
    assert key == "loaded_word"
    assert [(a.key, [v.word for v in a.values]) for a in tag.attributes] == [("tone", ["praises", "finds_fault"])]
    assert section_text(scheme.guideline, key) == "Mark it alone."
    assert scheme_from_json(scheme_to_json(scheme)) == scheme
    again, other = add_tag(scheme, replace(DRAFT, label="Loaded – word", key=""))
    assert other == "loaded_word_2"
    reworded = change_tag(again, key, replace(DRAFT, label="Slanted word"))
    assert reworded.tag(key).label == "Slanted word"


@pytest.mark.parametrize("label", ["وصف", "1st", "claim", "¿?"])
def test_every_label_gives_a_key_that_can_be_stored(label) -> None:
    scheme, key = add_tag(PLAIN, replace(DRAFT, label=label if label != "claim" else "Claim!"))
    assert scheme_from_json(scheme_to_json(scheme)).tag(key).label


def test_a_choice_keeps_its_word_when_it_is_reworded() -> None:
    scheme, key = add_tag(PLAIN, DRAFT)
    tone = scheme.tag(key).attributes[0]
    typed = choices_text(tone).replace("praises", "praises = speaks well of") + "\nmocks"
    changed = change_tag(scheme, key, replace(DRAFT, attributes=(AttributeDraft("tone", "Tone", Ask.CHOICE, typed),)))
    after = changed.tag(key).attributes[0]
    assert [(v.word, v.label) for v in after.values] == [
        ("praises", "speaks well of"), ("finds_fault", "finds fault"), ("mocks", "mocks"),
    ]  # fmt: skip
    assert change_tag(changed, key, replace(DRAFT, attributes=(
        AttributeDraft("tone", "Tone", Ask.CHOICE, choices_text(after)),))) == changed  # fmt: skip
    assert kinds(scheme, changed) == [SchemeChange.CHOICE_RELABELLED, SchemeChange.CHOICE_ADDED]


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (replace(DRAFT, label=" "), {"label"}),
        (replace(DRAFT, label="x" * 61), {"label"}),
        (replace(DRAFT, label="claim"), {"label"}),
        (replace(DRAFT, explains=""), {"explains"}),
        (replace(DRAFT, key="F"), {"key"}),
        (replace(DRAFT, key="ab"), {"key"}),
        (replace(DRAFT, key="5"), {"key"}),
        (replace(DRAFT, attributes=(replace(TONE, choices="one"),)), {"attribute-0"}),
        (replace(DRAFT, attributes=(replace(TONE, choices="a\na"),)), {"attribute-0"}),
        (replace(DRAFT, attributes=(TONE, TONE)), {"attribute-1"}),
        (replace(DRAFT, label="", key="f", attributes=(replace(TONE, choices=""),)), {"label", "key", "attribute-0"}),
        (replace(DRAFT, guideline="x" * 60_001), {"guideline"}),
    ],
)
def test_what_cannot_be_is_refused_with_all_fields_at_fault(draft, fields) -> None:
    with pytest.raises(Invalid) as refused:
        add_tag(PLAIN, draft)
    assert set(refused.value.fields) == fields


@pytest.mark.parametrize("stroke", sorted({b.key for b in DEFAULT_KEYS if b.place in TOGETHER and len(b.key) == 1
                                            and b.key.isalpha()} | {"j", "k", "b", "n"}))  # fmt: skip
def test_a_key_that_is_in_use_is_refused_with_both_uses(stroke) -> None:
    with pytest.raises(Invalid) as refused:
        add_tag(PLAIN, replace(DRAFT, key=stroke))
    assert "“Loaded word” and “" in refused.value.fields["key"]
    assert uses_of_key(PLAIN, stroke) in refused.value.fields["key"]


def test_the_key_of_another_own_tag_is_taken_until_that_is_retired() -> None:
    with pytest.raises(Invalid, match="Loaded word"):
        add_tag(OWN, replace(DRAFT, label="Another"))
    assert add_tag(retire_tag(OWN, "loaded"), replace(DRAFT, label="Another"))


@pytest.mark.parametrize(
    ("tag", "label"),
    [("Leak", "Real name"), ("Unnamed source", "Name"), ("Tip", "Identity"), ("Leak", "Source's phone"),
     ("Anonymous voice", "E-mail"), ("Voice", "Name of the informant")],
)  # fmt: skip
@pytest.mark.parametrize("asks", [Ask.TEXT, Ask.NUMBER])
def test_no_field_asks_who_an_unnamed_source_is(tag, label, asks) -> None:
    with pytest.raises(Invalid, match="who an unnamed source is"):
        add_tag(PLAIN, replace(DRAFT, label=tag, attributes=(AttributeDraft("", label, asks),)))


@pytest.mark.parametrize("label", ["Real name of the source", "Source's e-mail", "Who the insider is"])
def test_no_tag_asks_who_an_unnamed_source_is(label) -> None:
    with pytest.raises(Invalid, match="who an unnamed source is"):
        add_tag(PLAIN, replace(DRAFT, label=label))
    assert add_tag(PLAIN, replace(DRAFT, label="Name of a ship"))


def test_a_field_of_a_thing_may_be_a_name() -> None:
    add_tag(PLAIN, replace(DRAFT, label="Ship", attributes=(AttributeDraft("", "Name", Ask.TEXT),)))


def test_a_field_keeps_its_kind() -> None:
    scheme, key = add_tag(PLAIN, DRAFT)
    with pytest.raises(Invalid):
        change_tag(scheme, key, replace(DRAFT, attributes=(AttributeDraft("tone", "Tone", Ask.TEXT),)))


def test_the_built_in_tags_keep_everything_but_their_words() -> None:
    changed = change_tag(PLAIN, "claim", replace(DRAFT, label="Statement"))
    assert changed.tag("claim").attributes == PLAIN.tag("claim").attributes
    assert changed.tag("claim").look is None
    assert changed.keys == PLAIN.keys
    assert section_text(changed.guideline, "claim") == "Mark it alone."
    for refuse in (retire_tag, lambda scheme, key: merge_tags(scheme, key, "loaded")):
        with pytest.raises((Conflict, Invalid)):
            refuse(OWN, "claim")
    with pytest.raises(NotFound):
        change_tag(PLAIN, "nothing", DRAFT)


def test_a_retired_tag_stays_and_comes_back_without_its_key() -> None:
    retired = retire_tag(OWN, "loaded")
    assert retired.tag("loaded").is_retired
    assert retired.tag("loaded").look.key == ""
    assert kinds(OWN, retired) == [SchemeChange.RETIRED, SchemeChange.KEY]
    assert kinds(retired, restore_tag(retired, "loaded")) == [SchemeChange.RESTORED]


@pytest.mark.parametrize(("key", "into"), [("loaded", "loaded"), ("loaded", "gone"), ("loaded", "claim")])
def test_tags_that_cannot_be_merged_are_refused(key, into) -> None:
    with pytest.raises(Invalid):
        merge_tags(OWN, key, into)
    assert kinds(OWN, merge_tags(OWN, "loaded", "slanted"))[0] is SchemeChange.MERGED


def test_adding_and_rewording_only_adds_but_taking_away_does_not() -> None:
    more, key = add_tag(PLAIN, DRAFT)
    assert only_adds(PLAIN, more)
    assert not only_adds(more, PLAIN)
    same = replace(DRAFT, label="Other", key="", attributes=(replace(TONE, key="tone"),))
    assert only_adds(more, write_guideline(change_tag(more, key, same), "New."))
    assert not only_adds(more, change_tag(more, key, replace(DRAFT, attributes=())))
    fewer = (AttributeDraft("tone", "Tone", Ask.CHOICE, "praises\nmocks"),)
    assert not only_adds(more, change_tag(more, key, replace(DRAFT, attributes=fewer)))
    assert not only_adds(more, retire_tag(more, key))
    assert only_adds(retire_tag(more, key), more)


def test_two_texts_are_compared_line_by_line_with_gaps_told() -> None:
    old = "\n".join("abcdefgh")
    lines = compare_texts(old, old.replace("b", "B").replace("h", "H"))
    assert [(line.sign, line.words) for line in lines] == [
        (" ", "a"), ("-", "b"), ("+", "B"), (" ", "c"), ("", "…"), (" ", "g"), ("-", "h"), ("+", "H"),
    ]  # fmt: skip
    assert compare_texts(old, old) == ()
