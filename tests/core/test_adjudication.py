"""Lining readings up and settling them: agreed by stated rules, differences by kind, the gold as it is picked."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import count, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.actions import apply_changes
from annotator.core.adjudication import Aspect, Item, LinedUp, Noun, Rule, shuffle
from annotator.core.errors import Invalid
from annotator.core.gold import Settled, settle, unused_cards
from annotator.core.lining_up import line_up
from annotator.core.picking import Pick
from annotator.core.records import Bound, Identity, Kind, Outcome, Reading, SourceCard, SourceLink, Who
from annotator.core.reviews import find_open_points
from annotator.core.rulings import Choice, Decision, Standing, readings_in_words, ruling_in_words, settle_items
from tests.fixtures.adjudicated import DIFFERENCES, three_passes
from tests.fixtures.drafts import Draft
from tests.fixtures.reference import read_sample


def lined(readings: Mapping[str, Reading], **options: bool) -> LinedUp:
    return line_up(readings, next(iter(readings.values())).sentences, **options)


def said(lined_up: LinedUp) -> list[tuple[object, ...]]:
    """Everything that must not depend on names and order."""
    return [
        (item.key, item.digest, item.rule, item.differs, [(o.digest, len(o.readings)) for o in item.options])
        for item in lined_up.items
    ]


def renamed(reading: Reading, name: str) -> Reading:
    """The same reading with other uids for its cards."""

    def new(uid: str | None) -> str | None:
        return None if uid is None else f"{name}-{uid[::-1]}"

    return replace(
        reading,
        sources=tuple(replace(c, uid=str(new(c.uid)), relayed_by_uid=new(c.relayed_by_uid)) for c in reading.sources),
        attributions=tuple(replace(a, source_uid=new(a.source_uid)) for a in reading.attributions),
        claims=tuple(
            replace(c, sources=tuple(replace(link, source_uid=str(new(link.source_uid))) for link in c.sources))
            for c in reading.claims
        ),
    )


_NUMBERS = count(1)


def settled(
    lined_up: LinedUp, picks: Mapping[str, Pick], gold: Reading | None = None, origins=None
) -> tuple[Reading, Settled]:
    first = next(iter(lined_up.readings.values()))
    gold = gold or Reading(first.text, lined_up.sentences)
    chosen = [(item, picks[item.key]) for item in lined_up.items if item.key in picks]
    made = settle(lined_up, gold, origins or {}, chosen, settled=set(picks), mint=lambda: f"gold-{next(_NUMBERS)}")
    return apply_changes(gold, made.changes), made


def take(item: Item, reading: str) -> Pick:
    option = next((option for option in item.options if reading in option.readings), None)
    return Pick(option if option and option.records else None)


def test_every_way_of_differing_has_its_kind_and_the_rest_is_agreed() -> None:
    found = lined(three_passes())
    assert {item.key: {a.value for a in item.differs} for item in found.differences} == DIFFERENCES
    agreed = {item.noun for item in found.agreed}
    assert agreed == {Noun.SOURCE, Noun.ATTRIBUTION, Noun.CLAIM, Noun.CHECK}
    assert {item.rule for item in found.agreed} == {Rule.ALL}


def test_punctuation_at_the_edges_is_no_difference_and_the_commonest_edges_are_taken() -> None:
    found = lined(three_passes())
    moved = next(item for item in found.items if item.key == "claim:83")
    assert moved.rule is Rule.ALL
    assert found.readings["ann"].quote(moved.options[0].records[0].span) == "Some 400 people were moved."


def test_a_majority_counts_only_of_three_and_where_it_is_allowed() -> None:
    passes = three_passes()
    by_majority = {item.key for item in lined(passes, majority=True).items if item.rule is Rule.MAJORITY}
    assert by_majority == {"source:29", "claim:64", "figure:83", "attribution:112", "claim:151"}
    two = {name: passes[name] for name in ("ann", "bob")}
    assert not any(item.rule is Rule.MAJORITY for item in lined(two, majority=True).items)


def test_a_card_that_one_divides_is_named_as_a_conflict_and_links_go_through_it() -> None:
    found = lined(three_passes())
    group = next(group for group in found.cards.groups if group.key == "source:29")
    assert group.is_divided
    assert {name: len(cards) for name, cards in group.cards.items()} == {"ann": 1, "bob": 2, "cid": 1}
    assert next(item for item in found.items if item.key == "claim:126").rule is Rule.ALL


def test_the_order_of_readings_and_the_names_of_cards_do_not_matter() -> None:
    passes = three_passes()
    expected = said(lined(passes))
    for order in permutations(passes):
        assert said(lined({name: passes[name] for name in order})) == expected
    assert said(lined({name: renamed(reading, name) for name, reading in passes.items()})) == expected


@given(st.lists(st.sampled_from(["ann", "bob", "cid"]), min_size=6, max_size=6), st.permutations(["x", "y", "z"]))
def test_any_choice_of_answers_makes_a_gold_that_says_just_that(choices: list[str], names: list[str]) -> None:
    passes = dict(zip(names, three_passes().values(), strict=True))
    who = dict(zip(["ann", "bob", "cid"], names, strict=True))
    found = lined(passes)
    wanted = {item.key: who[choice] for item, choice in zip(found.differences, choices, strict=True)}
    picks = {item.key: take(item, wanted.get(item.key, names[0])) for item in found.items}
    gold, made = settled(found, picks)
    again = lined({**passes, "gold": gold})
    for item in again.items:
        mine = next((option for option in item.options if "gold" in option.readings), None)
        reading = wanted.get(item.key, names[0])
        if item.noun is Noun.CHECK and item.key not in wanted:
            continue
        if mine is None or not any(reading in option.readings for option in item.options):
            continue  # a reading that says nothing of a caption differs from nobody there
        assert reading in mine.readings or item.noun is Noun.SOURCE or _follows(item), (item.key, choices)
    assert {origin.gold_uid for origin in made.origins} <= {record.uid for record in gold.records}
    for record in gold.records:
        if not hasattr(record, "outcome"):
            assert any(origin.gold_uid == record.uid for origin in made.origins), record


def _follows(item: Item) -> bool:
    """Mentions and claims of a divided source follow its division, which is settled apart."""
    return item.key.startswith(("attribution:", "claim:"))


@pytest.mark.parametrize("name", ["ann", "bob", "cid"])
def test_taking_one_reading_throughout_gives_that_reading(name: str) -> None:
    found = lined(three_passes())
    gold, _ = settled(found, {item.key: take(item, name) for item in found.items})
    pair = lined({"gold": gold, name: three_passes()[name]})
    assert [item.key for item in pair.differences] == []
    assert len(gold.sources) == len(three_passes()[name].sources)
    assert find_open_points(gold) == ()


def test_one_reading_alone_is_agreed_with_itself() -> None:
    reading = three_passes()["bob"]
    found = lined({"bob": reading})
    assert not found.differences
    gold, _ = settled(found, {item.key: take(item, "bob") for item in found.items})
    assert lined({"bob": reading, "gold": gold}).differences == ()


def test_parts_are_taken_from_different_readings() -> None:
    found = lined(three_passes())
    item = found.item("figure:83")
    assert item is not None
    assert item.parts == (Aspect.BOUND,)
    ann, bob = (next(o for o in item.options if name in o.readings) for name in ("ann", "bob"))
    gold, made = settled(found, {item.key: Pick(ann, {Aspect.BOUND: bob})})
    assert [figure.bound for figure in gold.figures] == [Bound.EXACT]
    assert {origin.reading for origin in made.origins} == {"ann", "bob", "cid"}
    words = ruling_in_words(found, ann, {Aspect.BOUND: bob})
    assert words == ({"extent": "Some 400 people", "value": "1", "bound": "exact", "measure": "count"},)
    assert readings_in_words(found, item)["cid"][0]["bound"] == "about"


def test_a_card_whose_item_is_open_keeps_the_gold_from_being_finished() -> None:
    found = lined(three_passes())
    agreed = {item.key: take(item, "ann") for item in found.agreed}
    gold, _ = settled(found, agreed)
    card = next(card for card in gold.sources if card.identity is None)
    assert not card.confirmed
    assert card.uid in {point.uid for point in find_open_points(gold)}


def test_settling_an_item_again_keeps_the_uid_of_what_is_there() -> None:
    found = lined(three_passes())
    item = found.item("claim:64")
    assert item is not None
    gold, made = settled(found, {item.key: take(item, "ann")})
    origins: dict[str, set[tuple[str, str]]] = {}
    for origin in made.origins:
        origins.setdefault(origin.gold_uid, set()).add((origin.reading, origin.uid))
    again, _ = settled(found, {item.key: take(item, "cid")}, gold, origins)
    assert [claim.uid for claim in again.claims] == [claim.uid for claim in gold.claims]
    assert len(again.claims[0].flags) == 2
    gone, _ = settled(found, {item.key: Pick(None)}, again, origins)
    assert gone.claims == ()


def test_a_divided_source_can_be_put_together_again() -> None:
    found = lined(three_passes())
    gold, made = settled(found, {item.key: take(item, "bob") for item in found.items})
    assert len(gold.sources) == 3
    origins: dict[str, set[tuple[str, str]]] = {}
    for origin in made.origins:
        origins.setdefault(origin.gold_uid, set()).add((origin.reading, origin.uid))
    item = found.item("source:29")
    assert item is not None
    one, _ = settled(found, {item.key: take(item, "ann")}, gold, origins)
    assert len(one.sources) == 2
    unnamed = next(card for card in one.sources if card.identity is Identity.UNNAMED)
    assert unnamed.who is Who.ROLE
    assert {link.source_uid for claim in one.claims for link in claim.sources} == {unnamed.uid}


def test_a_sentence_whose_items_are_settled_and_that_is_empty_is_checked() -> None:
    found = lined(three_passes())
    item = found.item("claim:151")
    assert item is not None
    gold, _ = settled(found, {item.key: take(item, "bob")})
    assert [check.outcome for check in gold.checks] == [Outcome.NOTHING]
    tagged, _ = settled(found, {item.key: take(item, "ann")}, gold, {})
    assert tagged.checks == ()
    assert len(tagged.claims) == 1


def test_untouched_is_missing_and_never_no() -> None:
    passes = three_passes()
    caption = lined(passes).item("check:181")
    assert caption is not None
    assert {reading for option in caption.options for reading in option.readings} == {"bob", "cid"}
    ann_and_bob = lined({name: passes[name] for name in ("ann", "bob")}).item("check:181")
    assert ann_and_bob is not None
    assert ann_and_bob.rule is Rule.ALL


def test_a_sourcing_only_pass_says_nothing_about_claims() -> None:
    passes = three_passes()
    only = replace(passes["cid"], claims=())
    found = line_up(passes | {"cid": only}, only.sentences, sourcing_only=["cid"])
    item = found.item("claim:64")
    assert item is not None
    assert item.rule is Rule.ALL
    assert item.options[0].readings == ("ann", "bob")


def test_a_range_cannot_be_put_together_from_halves() -> None:
    def figure(bound: Bound, high: int | None) -> Reading:
        draft = Draft().add("Some 5 to 7 boats", Kind.BODY).figure("F", "5 to 7 boats", bound)
        return replace(draft.reading, figures=(replace(draft.figures[0], high=Decimal(high) if high else None),))

    found = lined({"ann": figure(Bound.RANGE, 7), "bob": figure(Bound.ABOUT, None)})
    item = found.items[0]
    ann, bob = (next(o for o in item.options if name in o.readings) for name in ("ann", "bob"))
    with pytest.raises(Invalid, match="range"):
        settled(found, {item.key: Pick(ann, {Aspect.VALUE: bob})})


def test_a_claims_own_way_is_compared_and_carried_over() -> None:
    def reading(link: SourceLink) -> Reading:
        draft = Draft().outlet("S1").outlet("S3").card("S2", relay="S1")
        draft.add("Keller told the Wire and the Bird that boats burned.")
        draft.mention("S2", "Keller").mention("S1", "the Wire").mention("S3", "the Bird")
        return draft.claim("C", "boats burned", on=(link,)).reading

    direct = reading(SourceLink("S2", is_direct=True))
    found = lined({"ann": reading(SourceLink("S2")), "bob": direct, "cid": reading(SourceLink("S2", "S3"))})
    claim = next(item for item in found.items if item.noun is Noun.CLAIM)
    assert claim.differs == (Aspect.LINKS,)
    assert len(claim.options) == 3
    same_way = lined({"ann": reading(SourceLink("S2")), "bob": reading(SourceLink("S2", "S1"))})
    assert same_way.differences == ()
    gold, _ = settled(found, {item.key: take(item, "bob") for item in found.items})
    assert [link.is_direct for link in gold.claims[0].sources] == [True]
    gold, _ = settled(found, {item.key: take(item, "cid") for item in found.items})
    bird = gold.attributions[2].source_uid
    assert [link.relayed_by_uid for link in gold.claims[0].sources] == [bird]


def test_decisions_stand_as_long_as_the_readings_say_the_same() -> None:
    passes = three_passes()
    found = lined(passes)
    item = found.item("claim:64")
    assert item is not None
    decision = Decision(item.key, item.tag, item.span, item.digest, Choice.TAKE)
    assert {s.item.key: s.standing for s in settle_items(found, [decision])}[item.key] is Standing.SETTLED
    changed = replace(passes["bob"], claims=tuple(replace(c, attack=True) for c in passes["bob"].claims))
    now = {s.item.key: s for s in settle_items(lined(passes | {"bob": changed}), [decision])}
    assert now[item.key].standing is Standing.CHANGED
    assert now[item.key].is_to_do
    other = replace(passes["bob"], figures=())
    unmoved = {s.item.key: s for s in settle_items(lined(passes | {"bob": other}), [decision])}
    assert unmoved[item.key].standing is Standing.SETTLED


def test_a_decision_follows_its_item_when_an_edge_moves() -> None:
    passes = three_passes()
    item = lined(passes).item("attribution:112")
    assert item is not None
    decision = Decision(item.key, item.tag, item.span, item.digest, Choice.TAKE)
    moved = {
        name: replace(
            reading, attributions=tuple(replace(a, start=max(a.start, 116)) if a.start == 112 else a
                                        for a in reading.attributions)
        )
        for name, reading in passes.items()
    }  # fmt: skip
    found = {s.item.key: s for s in settle_items(lined(moved), [decision])}
    assert found["attribution:116"].decision == decision
    assert found["attribution:116"].standing is Standing.CHANGED


def test_what_was_agreed_and_is_agreed_again_is_accepted_in_bulk_but_no_ruling_is_overruled() -> None:
    found = lined(three_passes())
    item = found.agreed[0]
    by_rule = Decision(item.key, item.tag, item.span, "other", Choice.TAKE, rule=Rule.ALL)
    by_person = replace(by_rule, rule=None)
    assert next(s for s in settle_items(found, [by_rule]) if s.item == item).may_be_accepted
    ruled = next(s for s in settle_items(found, [by_rule, by_person]) if s.item == item)
    assert not ruled.may_be_accepted
    assert ruled.is_to_do


def test_answers_are_shuffled_by_the_seed_alone() -> None:
    options = lined(three_passes()).items[0].options
    orders = {next(o.digest for o in shuffle(found.options, f"{seed} {found.key}")) == found.options[0].digest
              for found in lined(three_passes()).differences for seed in "abcdefgh"}  # fmt: skip
    assert orders == {True, False}
    assert shuffle(options, "a") == shuffle(tuple(reversed(options)), "a")


def test_cards_that_nothing_uses_go_with_those_that_relayed_only_them() -> None:
    cards = (SourceCard("a", "person", None, relayed_by_uid="b"), SourceCard("b", "outlet", None))
    gone = unused_cards(Reading("x", (), sources=cards))
    assert {change.uid for change in gone} == {"a", "b"}


def test_the_sample_s_three_passes_differ_in_two_cards_and_the_captions() -> None:
    readings = {name: read_sample(name) for name in ("reference", "review_b", "review_c")}
    found = lined(readings)
    cards = [item for item in found.differences if item.noun is Noun.SOURCE]
    assert {item.differs for item in cards} == {(Aspect.TYPE,)}
    body = [i for i in found.differences if found.sentences[i.ordinal].is_body and i.noun is not Noun.SOURCE]
    assert {item.differs for item in body} <= {(Aspect.EXTENT,), (Aspect.CUES,), (Aspect.EXTENT, Aspect.CUES)}
    for name in readings:
        gold, _ = settled(found, {item.key: take(item, name) for item in found.items})
        assert lined({"gold": gold, name: readings[name]}).differences == ()
