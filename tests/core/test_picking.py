"""Parts of several answers: what is written of them is what the ruling says, or they are refused with a reason."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.adjudication import Aspect, Item, LinedUp, Noun, Option
from annotator.core.errors import Invalid
from annotator.core.picking import Pick, pick_parts
from annotator.core.records import (
    Bound,
    Identity,
    Knowledge,
    Number,
    Reading,
    Reason,
    SourceCard,
    SourceType,
    Span,
    Who,
)
from annotator.core.rulings import readings_in_words, ruling_in_words
from tests.core.test_adjudication import lined, settled, take
from tests.fixtures.drafts import Draft


def _pass(name: str) -> Reading:
    """Ann: an unnamed source with everything told. Bob: a named spokesperson. Cid: two cards for the one."""
    draft = Draft().outlet("W")
    if name == "bob":
        draft.unnamed("S")
    else:
        draft.unnamed("S", number=Number.TWO, who=Who.ROLE, relay="W")
    if name == "cid":
        draft.unnamed("T", number=Number.PLURAL, who=Who.NONE)
    draft.add("An aide at the port told the Wire that some 40 boats sank.")
    draft.mention("S", "An aide" if name == "ann" else "An aide at the port", "told" if name != "bob" else "at the")
    draft.mention("W", "the Wire")
    if name == "cid":
        draft.claim("C", "some 40 boats", "F", on=("S",)).claim("D", "sank", "P", on=("W",))
    else:
        draft.claim("C", "some 40 boats sank", "F" if name == "ann" else "O", on=("S",) if name == "ann" else ())
    draft.figure("F", "some 40 boats", Bound.ABOUT if name == "ann" else Bound.EXACT)
    draft.add("The aide feared more.")
    draft.mention("T" if name == "cid" else "S", "The aide").claim("E", "feared more", on=("S",))
    reading = draft.reading
    told = {
        "ann": {"knowledge": Knowledge.CLAIMED, "reason": Reason.FORMULA},
        "bob": {
            "identity": Identity.SPOKESPERSON, "number": None, "who": None, "knowledge": None, "reason": None,
            "type": SourceType.ORGANISATION,
        },
        "cid": {"knowledge": Knowledge.NONE, "reason": Reason.NONE},
    }[name]  # fmt: skip
    cards = tuple(
        replace(card, confirmed=True, **(told if card.uid == "S" else {})) for card in reading.sources
    )
    mentions = reading.attributions
    if name == "bob":  # a cue within what the others take for the source's words
        mentions = (replace(mentions[0], start=0, stop=7, cues=(Span(8, 14),)), *mentions[1:])
    return replace(reading, sources=cards, attributions=mentions)


PASSES = {name: _pass(name) for name in ("ann", "bob", "cid")}
LINED = lined(PASSES)


def _item(noun: Noun) -> Item:
    return next(item for item in LINED.items if item.noun is noun and item.parts)


def _of(item: Item, name: str) -> Option:
    return next(option for option in item.options if name in option.readings)


def _choose(item: Item, **said: str) -> Pick:
    """The pick of parts by who said them; whatever is not told is Ann's. `cid.2` is the second thing that Cid has."""

    def value(name: str) -> str:
        who, _, number = name.partition(".")
        return _of(item, who).digest + (f".{number}" if number else "")

    return pick_parts(item, {aspect: value(said.get(aspect.value, "ann")) for aspect in item.parts})


def _gold_says(found: LinedUp, item: Item, pick: Pick) -> list[dict[str, str]]:
    picks = {one.key: take(one, "ann") for one in found.items} | {item.key: pick}
    gold, _ = settled(found, picks)
    again = lined({**PASSES, "gold": gold})
    there = [one for one in again.items if one.noun is item.noun and one.span.overlaps(item.span)]
    return [_compared(words) for one in there for words in readings_in_words(again, one)["gold"]]


def _compared(words: dict[str, str]) -> dict[str, str]:
    # How many of the shared mentions a card has depends on what else is lined up.
    return {part: said for part, said in words.items() if part != Aspect.DIVISION}


@given(st.data())
def test_what_is_written_of_parts_is_what_the_ruling_says_or_they_are_refused(data) -> None:
    item = data.draw(st.sampled_from([item for item in LINED.items if item.parts]))
    chosen = {}
    for aspect in item.parts:
        option = data.draw(st.sampled_from([option for option in item.options if option.records]))
        places = ["", *(f".{n}" for n in range(1, len(option.records) + 1))]
        chosen[aspect] = option.digest + (data.draw(st.sampled_from(places)) if aspect is not Aspect.DIVISION else "")
    try:
        pick = pick_parts(item, chosen)
        said = _gold_says(LINED, item, pick)
    except Invalid:
        return
    assert said == [_compared(words) for words in ruling_in_words(LINED, pick.option, pick.parts)]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"identity": "bob", "type": "bob", "number": "bob", "who": "bob"}, "how it knows, reason"),
        ({"identity": "ann", "number": "bob"}, "has to be told: how many"),
        ({"identity": "ann", "type": "bob"}, "a body or a paper is none"),
        ({"identity": "ann", "type": "ann", "number": "bob"}, "has to be told: how many"),
    ],
)
def test_parts_that_no_card_can_have_together_are_refused_with_what_is_wrong(said, why) -> None:
    item = _item(Noun.SOURCE)
    pick = _choose(item, **{"division": "ann", **said})
    with pytest.raises(Invalid, match=why) as refused:
        _gold_says(LINED, item, pick)
    assert set(refused.value.fields) == {"parts"}


def test_a_named_identity_goes_with_what_its_answer_leaves_untold() -> None:
    item = _item(Noun.SOURCE)
    everything = dict.fromkeys(("type", "identity", "number", "who", "knowledge", "reason"), "bob")
    (card,) = _gold_says(LINED, item, _choose(item, **everything))
    assert (card["identity"], card["number"], card["reason"], card["relay"]) == ("spokesperson", "", "", "the Wire")


_CARDS = st.builds(
    SourceCard, st.just("S"), st.sampled_from(SourceType), st.none() | st.sampled_from(Identity),
    st.none() | st.sampled_from(Number), st.none() | st.sampled_from(Who), st.none() | st.sampled_from(Knowledge),
    st.none() | st.sampled_from(Reason),
)  # fmt: skip


def _with(name: str, card: SourceCard) -> Reading:
    """A pass that says this of its one source."""
    reading = Draft().unnamed("S").add("An aide told it.").mention("S", "An aide", "told").reading
    return replace(reading, sources=(replace(card, uid=f"{name}-S"),), attributions=tuple(
        replace(mention, source_uid=f"{name}-S") for mention in reading.attributions
    ))  # fmt: skip


@given(_CARDS, _CARDS)
def test_a_card_taken_whole_says_what_its_answer_says_and_what_that_leaves_open_stays_open(mine, other) -> None:
    passes = {"ann": _with("ann", mine), "bob": _with("bob", other)}
    found = lined(passes)
    item = next(item for item in found.items if item.noun is Noun.SOURCE)
    gold, _ = settled(found, {one.key: take(one, "ann") for one in found.items})
    again = lined({**passes, "gold": gold})
    words = readings_in_words(again, next(one for one in again.items if one.key == item.key))
    assert words["gold"] == words["ann"] == ruling_in_words(found, _of(item, "ann"), {})
    (card,) = gold.sources
    number = card.number or card.type in (SourceType.ORGANISATION, SourceType.DOCUMENT) or None
    asked = (number, card.who, card.knowledge, card.reason)
    is_told = card.identity is not Identity.UNNAMED or None not in asked
    assert card.confirmed is (card.identity is not None and is_told)


def test_what_readings_that_took_a_source_for_unnamed_leave_open_can_be_taken_as_a_part() -> None:
    bare = SourceCard("S", SourceType.PERSON, Identity.UNNAMED)
    full = replace(bare, number=Number.TWO, who=Who.ROLE, knowledge=Knowledge.NONE, reason=Reason.NONE)
    found = lined({"ann": _with("ann", bare), "bob": _with("bob", full)})
    item = next(item for item in found.items if item.noun is Noun.SOURCE)
    picked = {one.key: take(one, "ann") for one in found.items}
    gold, _ = settled(found, picked | {item.key: _choose(item, number="bob", who="ann", knowledge="bob", reason="ann")})
    (card,) = gold.sources
    assert (card.number, card.who, card.knowledge, card.reason) == (Number.TWO, None, Knowledge.NONE, None)
    assert not card.confirmed


def _taken(other: SourceType, **said: str) -> SourceCard:
    """The card of an unnamed source of Ann's and a named one of another sort, by the parts that are chosen."""
    told = {"number": Number.TWO, "who": Who.ROLE, "knowledge": Knowledge.NONE, "reason": Reason.NONE}
    people = SourceCard("S", SourceType.PERSON, Identity.UNNAMED, **told)
    found = lined({"ann": _with("ann", people), "bob": _with("bob", SourceCard("S", other, Identity.NAMED))})
    item = next(item for item in found.items if item.noun is Noun.SOURCE)
    gold, _ = settled(found, {one.key: take(one, "ann") for one in found.items} | {item.key: _choose(item, **said)})
    return gold.sources[0]


@pytest.mark.parametrize("other", [SourceType.ORGANISATION, SourceType.DOCUMENT])
def test_an_unnamed_source_can_be_a_body_or_a_paper_that_has_no_number_of_people(other) -> None:
    card = _taken(other, type="bob", number="bob")
    assert (card.type, card.identity, card.number, card.who) == (other, Identity.UNNAMED, None, Who.ROLE)
    assert card.confirmed
    with pytest.raises(Invalid, match="counts people"):
        _taken(other, type="bob")


def test_an_unnamed_source_is_a_group_with_a_number_and_no_outlet() -> None:
    assert _taken(SourceType.GROUP, type="bob").type is SourceType.GROUP
    with pytest.raises(Invalid, match="how many"):
        _taken(SourceType.GROUP, type="bob", number="bob")
    with pytest.raises(Invalid, match="no outlet"):
        _taken(SourceType.OUTLET, type="bob")


def test_a_cue_within_the_words_of_another_answer_is_refused() -> None:
    item = _item(Noun.ATTRIBUTION)
    with pytest.raises(Invalid, match="words and cue together"):
        _gold_says(LINED, item, _choose(item, extent="cid", cues="bob"))


def test_items_that_differ_in_division_say_in_what_else_and_their_parts_can_be_taken() -> None:
    source, claim = _item(Noun.SOURCE), _item(Noun.CLAIM)
    assert set(source.differs) >= {Aspect.DIVISION, Aspect.IDENTITY, Aspect.NUMBER, Aspect.RELAY}
    assert set(claim.differs) == {Aspect.DIVISION, Aspect.EXTENT, Aspect.FLAGS, Aspect.LINKS}
    assert source.parts[0] is claim.parts[0] is Aspect.DIVISION
    assert Aspect.EXTENT not in claim.parts


def test_the_relay_of_one_of_two_cards_is_taken_alone() -> None:
    item = _item(Noun.SOURCE)
    (card,) = _gold_says(LINED, item, _choose(item, relay="cid.2"))
    assert (card["number"], card["relay"]) == ("2", "")
    (card,) = _gold_says(LINED, item, _choose(item, relay="cid.1"))
    assert card["relay"] == "the Wire"
    with pytest.raises(Invalid, match="several things"):
        _choose(item, relay="cid")


def test_a_division_keeps_what_each_of_its_own_says_and_takes_another_part_for_all() -> None:
    item = _item(Noun.CLAIM)
    said = _gold_says(LINED, item, _choose(item, division="cid", flags="cid", links="ann"))
    assert [(words["extent"], words["flags"], words["links"]) for words in said] == [
        ("some 40 boats", "fact", "An aide"), ("sank", "prediction", "An aide"),
    ]  # fmt: skip


def test_an_origin_of_one_of_several_is_that_one() -> None:
    item = _item(Noun.CLAIM)
    picks = {one.key: take(one, "ann") for one in LINED.items}
    gold, made = settled(LINED, picks | {item.key: _choose(item, flags="cid.2")})
    claim = next(claim for claim in gold.claims if claim.start == item.span.start)
    assert {o.uid for o in made.origins if o.gold_uid == claim.uid and o.reading == "cid"} == {"D"}


@pytest.mark.parametrize("name", ["", "0" * 16, "{}.3", "{}.0", "{}.x", "{}.²"])
def test_a_part_that_no_answer_has_is_refused(name: str) -> None:
    item = _item(Noun.SOURCE)
    chosen = dict.fromkeys(item.parts, _of(item, "ann").digest)
    with pytest.raises(Invalid):
        pick_parts(item, chosen | {Aspect.RELAY: name.format(_of(item, "cid").digest)})
