"""Our own test set: the gold is whole, and everything in it comes from both passes or from a decision."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench"))

import fresh
import gold_agreement
import gold_decisions
import gold_differences
import goldset

from annotator.formats import gold


@pytest.fixture(scope="module")
def texts() -> dict[str, goldset.GoldText]:
    return {text.slug: text for text in goldset.load_gold()}


@pytest.fixture(scope="module")
def decisions() -> tuple[gold_decisions.Decision, ...]:
    return gold_decisions.read_decisions(goldset.GOLD / "decisions.jsonl")


@pytest.mark.parametrize("tag", ["figures", "attributions"])
def test_every_mark_of_the_fresh_sets_can_be_read_and_few_are_found_otherwise(tag):
    lines = [line for number in fresh.sets_of(tag) for line in fresh.lines_of(tag, number)]
    read = [fresh.figures_of(line) if tag == "figures" else fresh.attributions_of(line) for line in lines]
    assert all("{" not in one["text"] for one in read)
    assert sum(len(list(fresh.errors(tag, number))) for number in fresh.sets_of(tag)) <= len(lines) / 9


def test_every_text_has_both_passes_and_the_gold(texts):
    assert len(texts) == 46
    assert all(set(text.passes) == {"a", "b", "gold"} for text in texts.values())
    assert sum(text.is_held_out for text in texts.values()) == 23


def test_the_gold_is_what_both_passes_say_and_what_was_decided_and_nothing_else():
    assert list(goldset.check_gold()) == []


def test_every_decision_is_on_a_text_names_a_ruling_that_is_written_down_and_sums_up_its_fields(texts, decisions):
    rulings = (goldset.GOLD / "README.md").read_text(encoding="utf-8")
    for one in decisions:
        assert one.text in texts
        assert f"\n| {one.ruling} | " in rulings, one.ruling
        choices = {field.choice for field in one.fields.values()}
        assert one.choice == (choices.pop() if len(choices) == 1 else "parts"), one


def wrong(text: goldset.GoldText, decisions) -> list[str]:
    """What the check says of one text."""
    own = [one for one in decisions if one.text == text.slug]
    return list(gold_decisions.problems(text.slug, text.cut, text.passes, own))


def test_an_item_of_the_gold_without_origin_or_decision_is_told(texts, decisions):
    text = texts["01-harbour-dredging"]
    gold = text.passes["gold"]
    less = replace(text, passes=text.passes | {"gold": replace(gold, figures=gold.figures[1:])})
    assert any("without origin or decision figure" in one for one in wrong(less, decisions))


def test_a_difference_without_decision_and_a_decision_without_difference_are_told(texts, decisions):
    text = texts["01-harbour-dredging"]
    own = [one for one in decisions if one.text == text.slug]
    assert any("not decided" in one for one in wrong(text, own[1:]))
    elsewhere = replace(own[0], item="figure “nothing”")
    assert any("do not differ on" in one for one in wrong(text, [*own, elsewhere]))
    assert any("no sentence starts" in one for one in wrong(text, [*own, replace(own[0], starts="Nowhere")]))


def test_a_sentence_of_a_set_stands_alone_with_its_own_cards(texts):
    alone = texts["sentences-1"].apart()
    assert len(alone) == 50
    for one in alone:
        reading = one.passes["gold"]
        assert len(reading.sentences) == 1
        assert reading.sentences[0].stop == len(reading.text)
        assert {card.uid for card in reading.sources} == {each.source_uid for each in reading.attributions}
        assert all(0 <= each.start < each.stop <= len(reading.text) for each in (*reading.claims, *reading.figures))


def test_two_equal_passes_do_not_differ(texts):
    reading = texts["02-minister-reshuffle"].passes["gold"]
    assert gold_differences.Pairing.of(reading, reading).differences() == ()


def test_a_half_of_the_gold_is_printed_in_a_form_that_evaluate_reads(capsys, tmp_path, texts):
    passes = [text.passes["gold"] for text in texts.values() if not text.is_held_out]
    file = tmp_path / "odd.jsonl"
    for tag, read, field in (
        ("attributions", gold.read_attributions, "mentions"),
        ("figures", gold.read_figures, "figures"),
    ):
        goldset.print_gold(tag, "odd")
        file.write_text(capsys.readouterr().out, encoding="utf-8")
        items = list(read(file))
        assert sum(len(getattr(item, field)) for item in items) == sum(len(getattr(one, tag)) for one in passes)
        assert all(item.text[one.span.start : one.span.stop].strip() for item in items for one in getattr(item, field))


def test_links_are_told_by_matched_cards_and_one_that_lacks_its_source_is_missed(texts):
    reading = texts["02-minister-reshuffle"].passes["gold"]
    same = gold_differences.Pairing.of(reading, reading)
    whole = gold_agreement.count_links(same)
    assert whole.overlapping == whole.first == whole.second > 0
    claims = tuple(replace(one, sources=()) if at == 0 else one for at, one in enumerate(reading.claims))
    less = gold_agreement.count_links(gold_differences.Pairing.of(reading, replace(reading, claims=claims)))
    assert (less.first, less.second, less.overlapping) == (whole.first, whole.first - 1, whole.first - 1)
