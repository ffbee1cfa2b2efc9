"""Merging, splitting and moving: what the cards, their mentions and the claims on them say afterwards."""

import pytest

from annotator.core.actions import apply_changes, invert
from annotator.core.cards import (
    NEVER_MERGE,
    claims_of_cut,
    is_indefinite,
    merge_cards,
    move_mention,
    set_way,
    split_card,
)
from annotator.core.codec import record_from_json, record_to_json
from annotator.core.errors import Conflict, Invalid, NotFound
from annotator.core.records import ArticleFacts, Identity, Number, Reading, SourceLink, SourceType
from annotator.core.sources import relay_of
from annotator.core.sourcing.chains import draw_chains
from annotator.core.sourcing.grounds import Grounds
from tests.fixtures.drafts import Draft


def drafted() -> Draft:
    """Two sources through the Wire, one source direct, the officials again without an own phrase."""
    draft = Draft()
    draft.outlet("wire").unnamed("two", Number.TWO, relay="wire").unnamed("one")
    draft.add("Citing two sources, the Wire reported that the fire was set.")
    draft.mention("two", "two sources").mention("wire", "the Wire").claim("c1", "the fire was set", on=("two",))
    draft.add("The sources said 400 left.").mention("two", "The sources").claim("c2", "400 left", on=("two",))
    draft.add("The quay stayed closed.").claim("c3", on=("two",))
    draft.add("One source doubted it.").mention("one", "One source").claim("c4", "doubted it", "O", on=("one",))
    return draft


def done(reading: Reading, act) -> Reading:
    """The reading after an act whose undo gives back exactly what was there."""
    after = apply_changes(reading, act.changes)
    assert apply_changes(after, invert(act.changes)) == reading
    return after


def links_of(reading: Reading) -> dict[str, tuple[SourceLink, ...]]:
    return {claim.uid: claim.sources for claim in reading.claims}


@pytest.mark.parametrize(
    ("words", "indefinite"),
    [("two sources", True), ("one source", True), ("anonymous officials", True), ("Another official", True),
     ("the official", False), ("They", False), ("his aide", False)],
)  # fmt: skip
def test_an_indefinite_phrase_opens_a_card_and_a_definite_one_does_not(words, indefinite) -> None:
    assert is_indefinite(words) is indefinite


def test_two_indefinite_unnamed_sources_are_merged_only_when_somebody_says_so() -> None:
    reading = drafted().reading
    with pytest.raises(Conflict) as error:
        merge_cards(reading, "two", "one")
    assert error.value.code == "two_unnamed"
    assert NEVER_MERGE in error.value.message
    merged = done(reading, merge_cards(reading, "two", "one", agreed=True))
    assert [card.uid for card in merged.sources] == ["wire", "two"]
    assert [m.source_uid for m in merged.attributions] == ["two", "wire", "two", "two"]


def test_a_definite_mention_alone_needs_no_word() -> None:
    draft = drafted().unnamed("again").add("The source also spoke.")
    draft.mention("again", "The source").claim("c5", on=("again",))
    merged = done(draft.reading, merge_cards(draft.reading, "one", "again"))
    assert links_of(merged)["c5"] == (SourceLink("one"),)


def test_a_merged_claim_keeps_the_way_in_which_it_came() -> None:
    reading = drafted().reading
    merged = done(reading, merge_cards(reading, "two", "one", agreed=True))
    assert links_of(merged)["c4"] == (SourceLink("two", is_direct=True),)
    assert relay_of(links_of(merged)["c4"][0], {card.uid: card for card in merged.sources}) is None
    other = done(reading, merge_cards(reading, "one", "two", agreed=True))
    assert links_of(other)["c1"] == (SourceLink("one", "wire"),)


def test_links_that_are_the_same_after_a_merge_become_one() -> None:
    draft = drafted().add("Both said it burned.").claim("c5", on=("one", "two"))
    merged = done(draft.reading, merge_cards(draft.reading, "two", "one", agreed=True))
    assert links_of(merged)["c5"] == (SourceLink("two"),)


def test_relays_move_to_the_card_that_stays() -> None:
    draft = drafted().outlet("post").add("The Post agreed.").mention("post", "The Post")
    draft.claim("c5", on=(SourceLink("one", "wire"),))
    merged = done(draft.reading, merge_cards(draft.reading, "post", "wire"))
    assert next(card for card in merged.sources if card.uid == "two").relayed_by_uid == "post"
    assert links_of(merged)["c5"] == (SourceLink("one", "post"),)


@pytest.mark.parametrize(("kept", "gone"), [("wire", "two"), ("two", "wire")])
def test_a_source_is_not_merged_with_the_outlet_that_relayed_it(kept, gone) -> None:
    with pytest.raises(Invalid) as error:
        merge_cards(drafted().reading, kept, gone)
    assert error.value.code == "relay"


def test_a_merge_that_closes_a_circle_farther_away_is_refused() -> None:
    draft = Draft().outlet("a").outlet("b", relay="a").outlet("c", relay="b").add("A, B and C said so.")
    with pytest.raises(Invalid) as error:
        merge_cards(draft.reading, "a", "c")
    assert error.value.code == "relay"
    with pytest.raises(Invalid):
        merge_cards(draft.reading, "c", "a")


def test_what_relays_others_is_not_merged_into_what_is_no_outlet() -> None:
    draft = drafted().card("mayor", Identity.NAMED, SourceType.PERSON)
    with pytest.raises(Invalid, match="Only a news organisation"):
        merge_cards(draft.reading, "mayor", "wire")


def test_a_card_is_not_merged_with_itself_or_with_nothing() -> None:
    with pytest.raises(Invalid):
        merge_cards(drafted().reading, "two", "two")
    with pytest.raises(NotFound):
        merge_cards(drafted().reading, "two", "gone")


def test_a_split_takes_the_claims_of_its_mentions_sentences_and_asks_for_the_others() -> None:
    reading = drafted().reading
    definite = reading.attributions[2].uid
    cut = claims_of_cut(reading, "two", {definite})
    assert ([c.uid for c in cut.follow], [c.uid for c in cut.ask]) == (["c2"], ["c3"])
    split = done(reading, split_card(reading, "two", "new", {definite}))
    assert links_of(split) | {} == {
        "c1": (SourceLink("two"),), "c2": (SourceLink("new"),), "c3": (SourceLink("two"),), "c4": (SourceLink("one"),),
    }  # fmt: skip
    fresh = split.sources[-1]
    assert (fresh.uid, fresh.identity, fresh.relayed_by_uid, fresh.position, fresh.confirmed) == (
        "new", Identity.UNNAMED, "wire", 4, False,
    )  # fmt: skip
    with_third = done(reading, split_card(reading, "two", "new", {definite}, {"c3", "c1"}))
    assert links_of(with_third)["c3"] == (SourceLink("new"),)
    assert links_of(with_third)["c1"] == (SourceLink("two"),), "its mention stays"


def test_where_a_sentence_keeps_one_mention_and_loses_another_a_person_says_whose_the_claim_is() -> None:
    draft = Draft().unnamed("s").add("One source, the source said, saw it.").mention("s", "One source")
    draft.mention("s", "the source").claim("c", "saw it", on=("s",))
    assert [c.uid for c in claims_of_cut(draft.reading, "s", {"A2"}).ask] == ["c"]
    assert links_of(done(draft.reading, split_card(draft.reading, "s", "n", {"A2"})))["c"] == (SourceLink("s"),)


def test_a_split_needs_a_mention_for_each_of_the_two() -> None:
    reading = drafted().reading
    for chosen, code in ((set(), "no_mention"), ({"A1", "A3"}, "all_mentions")):
        with pytest.raises(Invalid) as error:
            split_card(reading, "two", "new", chosen)
        assert error.value.code == code
    with pytest.raises(NotFound):
        split_card(reading, "two", "new", {"A2"})


def test_a_claim_follows_a_mention_that_moves_and_an_empty_card_goes() -> None:
    reading = drafted().reading
    moved = done(reading, move_mention(reading, reading.attributions[3].uid, "two"))
    assert links_of(moved)["c4"] == (SourceLink("two"),)
    assert [card.uid for card in moved.sources] == ["wire", "two"]


def test_a_card_that_something_still_rests_on_stays_when_its_mention_moves() -> None:
    draft = drafted().add("It was cold.").claim("c5", on=("one",))
    moved = done(draft.reading, move_mention(draft.reading, "A4", "two"))
    assert [card.uid for card in moved.sources] == ["wire", "two", "one"]


def test_one_claim_can_say_that_it_was_not_relayed() -> None:
    reading = drafted().reading
    direct = done(reading, set_way(reading, "c2", "two", None))
    assert links_of(direct)["c2"] == (SourceLink("two", is_direct=True),)
    chains = draw_chains(Grounds(direct, ArticleFacts("A fire")))
    ways = {(chain.relays, root.claim_uids) for chain in chains for root in chain.roots if root.source_uid == "two"}
    assert ways == {(("wire",), ("c1", "c3")), ((), ("c2",))}
    back = done(direct, set_way(direct, "c2", "two", "wire"))
    assert links_of(back)["c2"] == (SourceLink("two"),), "what the card says needs no word of the claim's own"
    assert set_way(reading, "c2", "two", None, by_card=True).changes == ()


def test_a_way_leads_through_outlets_and_not_in_a_circle() -> None:
    reading = drafted().reading
    for way in ("one", "two"):
        with pytest.raises(Invalid):
            set_way(reading, "c2", "two", way)
    with pytest.raises(NotFound):
        set_way(reading, "c4", "two", None)


def test_a_direct_link_is_written_down_and_older_records_are_read() -> None:
    claim = apply_changes(drafted().reading, set_way(drafted().reading, "c2", "two", None).changes).claims[1]
    data = record_to_json(claim)
    assert data["sources"] == [{"source_uid": "two", "relayed_by_uid": None, "is_direct": True}]
    assert record_from_json("claim", data) == claim
    old = data | {"sources": [{"source_uid": "two", "relayed_by_uid": None}]}
    assert record_from_json("claim", old).sources == (SourceLink("two"),)
    both = {"source_uid": "two", "relayed_by_uid": "wire", "is_direct": True}
    with pytest.raises(Invalid):
        record_from_json("claim", data | {"sources": [both]})
