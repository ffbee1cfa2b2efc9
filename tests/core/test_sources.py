"""What source cards are called, what rests on them, and which relays are refused."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.errors import Invalid
from annotator.core.names import find_names
from annotator.core.records import ArticleFacts, Identity, Kind, SourceCard, SourceLink, SourceType
from annotator.core.sources import (
    check_relay,
    claims_on,
    is_own_outlet,
    label_cards,
    label_of,
    mentions_of,
    number_cards,
    relay_chain,
    relay_of,
)
from tests.fixtures.drafts import Draft


def outlet(uid: str, relay: str | None = None) -> SourceCard:
    return SourceCard(uid, SourceType.OUTLET, Identity.NAMED, relayed_by_uid=relay)


def test_a_named_card_is_called_by_its_first_mention_with_a_proper_name() -> None:
    draft = Draft().outlet("S1").add("Ferry to stop - report", Kind.HEADLINE).mention("S1", "report")
    draft.add("The report cites no names.").mention("S1", "The report")
    draft.add("On Monday, Coast Wire said more.").mention("S1", "Coast Wire")
    assert label_of(draft.reading.sources[0], draft.reading) == "Coast Wire"


def test_a_name_that_only_ever_begins_sentences_still_beats_a_common_noun() -> None:
    draft = Draft().outlet("S1").add("Ferry to stop - report", Kind.HEADLINE).mention("S1", "report")
    draft.add("Meridian says the ferry stops.").mention("S1", "Meridian")
    assert label_of(draft.reading.sources[0], draft.reading) == "Meridian"


def test_capitals_of_a_headline_make_no_name() -> None:
    draft = Draft().outlet("S1").add("Ferry Line To Stop, Report Says", Kind.HEADLINE).mention("S1", "Report")
    draft.add("It was first told by the Coast Wire.").mention("S1", "the Coast Wire")
    assert label_of(draft.reading.sources[0], draft.reading) == "the Coast Wire"


def test_an_unnamed_card_is_called_by_the_words_of_its_first_mention() -> None:
    draft = Draft().unnamed("S1").add("One  source\u00a0said so.").mention("S1", "One  source")
    draft.add("The Velmari source left.").mention("S1", "The Velmari source")
    assert label_of(draft.reading.sources[0], draft.reading) == "One source"


def test_a_script_without_capitals_falls_back_to_the_first_mention() -> None:
    draft = Draft().card("S1").add("قال الوزير إن الميناء مغلق").mention("S1", "الوزير")
    draft.add("وأضاف وزير النقل").mention("S1", "وزير النقل")
    assert label_of(draft.reading.sources[0], draft.reading) == "الوزير"


def test_a_card_without_a_mention_is_called_by_its_number() -> None:
    draft = Draft().card("S1").unnamed("S2").add("Nothing.")
    assert label_of(draft.reading.sources[1], draft.reading) == "source 2"


def test_labels_of_a_list_are_those_of_its_cards() -> None:
    draft = Draft().outlet("S1").unnamed("S2", relay="S1")
    draft.add("The report cites a guard.").mention("S1", "The report").mention("S2", "a guard")
    draft.add("The guard told the Coast Wire more.").mention("S1", "the Coast Wire")
    reading = draft.reading
    assert label_cards(reading) == {card.uid: label_of(card, reading) for card in reading.sources}


def test_a_card_keeps_its_number_when_another_goes() -> None:
    draft = Draft().card("S1").card("S2").add("Nothing.")
    assert number_cards(replace(draft.reading, sources=draft.reading.sources[1:])) == {"S2": 2}


def test_mentions_and_claims_of_a_card_are_found() -> None:
    draft = Draft().card("S1").card("S2").add("Ruiz said it burned, Behr that it rained.")
    draft.mention("S1", "Ruiz").mention("S2", "Behr")
    draft.claim("C1", "it burned", on=("S1",)).claim("C2", "it rained", on=("S2",))
    assert [mention.uid for mention in mentions_of("S1", draft.reading)] == ["A1"]
    assert [claim.uid for claim in claims_on("S2", draft.reading)] == ["C2"]


def test_the_relay_of_one_claim_overrides_the_card() -> None:
    cards = {card.uid: card for card in (outlet("S1"), outlet("S2"), replace(outlet("S3"), relayed_by_uid="S1"))}
    assert relay_of(SourceLink("S3"), cards) == "S1"
    assert relay_of(SourceLink("S3", "S2"), cards) == "S2"


def test_a_relay_chain_runs_from_the_source_outwards() -> None:
    cards = {card.uid: card for card in (outlet("S1"), outlet("S2", "S1"), outlet("S3", "S2"))}
    assert relay_chain(SourceLink("S3"), cards) == ("S2", "S1")


def test_a_relay_of_itself_an_unknown_card_and_a_person_are_refused() -> None:
    person = SourceCard("S2", SourceType.PERSON, Identity.NAMED)
    cards = [outlet("S1"), person]
    check_relay(cards, "S2", None)
    check_relay(cards, "S2", "S1")
    for card_uid, relay in (("S1", "S1"), ("S1", "S9"), ("S1", "S2")):
        with pytest.raises(Invalid) as refused:
            check_relay(cards, card_uid, relay)
        assert set(refused.value.fields) == {"relayed_by"}


@given(st.lists(st.integers(0, 5), min_size=6, max_size=6))
def test_relays_that_are_checked_one_by_one_never_run_in_a_circle(wanted: list[int]) -> None:
    cards = {f"S{place}": outlet(f"S{place}") for place in range(6)}
    for place, target in enumerate(wanted):
        uid, relay = f"S{place}", f"S{target}"
        try:
            check_relay(cards.values(), uid, relay)
        except Invalid:
            continue
        cards[uid] = replace(cards[uid], relayed_by_uid=relay)
    for uid in cards:
        seen, current = set[str](), cards[uid].relayed_by_uid
        while current is not None:
            assert current != uid
            assert current not in seen
            seen.add(current)
            current = cards[current].relayed_by_uid


def test_the_own_outlet_is_known_under_any_of_its_names() -> None:
    draft = Draft().outlet("S1").add("The minister told the Coast Wire so.").mention("S1", "the Coast Wire")
    card = draft.reading.sources[0]
    assert is_own_outlet(card, draft.reading, ArticleFacts("t", outlet="The Coast Wire"))
    assert is_own_outlet(card, draft.reading, ArticleFacts("t", outlet="CW", outlet_aliases=("coast wire",)))
    assert not is_own_outlet(card, draft.reading, ArticleFacts("t", outlet="Meridian"))
    assert not is_own_outlet(card, draft.reading, ArticleFacts("t"))


def test_names_are_sure_by_capitals_inside_running_text() -> None:
    draft = Draft().add("Darvan’s men met al-Kesri near US posts.").add("The road opened. Darvan slept.")
    draft.add("“Officials lie,” said Darvan.")
    names = {(name.key, name.sure) for name in find_names(draft.text, draft.sentences)}
    assert names == {("darvan", True), ("al-kesri", True), ("us", True)}
