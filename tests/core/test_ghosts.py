"""Ghosts: what is shown follows from the reading and the rejections; taking one is one act that undo takes back."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.actions import apply_changes, invert
from annotator.core.adjusting import ClaimFields, KnownCard, adjust_ghost, seeded
from annotator.core.errors import Conflict, Invalid
from annotator.core.ghosts import GhostOutcome, list_items, open_ghosts, outcomes_of, reject_ghosts, take_ghosts
from annotator.core.mentions import CardFields, FigureFields, Phrase
from annotator.core.records import (
    Attribution,
    Bound,
    Check,
    Flag,
    Identity,
    Kind,
    Number,
    Outcome,
    Reading,
    Sentence,
    SourceCard,
    SourceType,
)
from annotator.core.reviews import contents_of, find_open_points, measure_progress
from annotator.core.sentences import sentence_spans
from annotator.core.suggestion_json import suggestions_from_json, suggestions_to_json
from annotator.core.suggestions import suggest
from annotator.demo.desk import load_desk

TEXT = (
    "Citing two officials, the Coast Wire reported on Monday that the fire was set. "
    "“It was planned,” one official said. “They had help.” "
    "Some 400 people were moved. Who set it?"
)


def start(text=TEXT):
    sentences = tuple(Sentence(at, *span, Kind.BODY) for at, span in enumerate(sentence_spans(text), 1))
    return Reading(text, sentences), suggest(text, sentences)


def minting():
    numbers = count(1)
    return lambda: f"{next(numbers):032x}"


def take(reading, suggestions, *items, rejected=()):
    act = take_ghosts(reading, open_ghosts(suggestions, reading, rejected), items, minting())
    return apply_changes(reading, act.changes), act


def items_of(reading, suggestions, ordinal):
    return [ghost.item for ghost in open_ghosts(suggestions, reading, ()).at(ordinal)]


def test_accepting_a_source_makes_its_card_with_its_relay_and_links_the_claim():
    reading, suggestions = start()
    after, _ = take(reading, suggestions, *items_of(reading, suggestions, 1))
    wire, officials = sorted(after.sources, key=lambda card: card.identity)
    assert (wire.identity, officials.identity) == (Identity.NAMED, Identity.UNNAMED)
    assert (officials.number, officials.relayed_by_uid, officials.confirmed) == (Number.TWO, wire.uid, True)
    assert [link.source_uid for link in after.claims[0].sources] == [officials.uid]
    assert len(after.attributions) == 2
    assert find_open_points(after)[0].ordinal == 2


def test_an_accepted_unnamed_body_stays_a_body_that_counts_nobody():
    reading, suggestions = start("Two hospitals said beds were short. An unsigned letter said the same.")
    after, _ = take(reading, suggestions, *items_of(reading, suggestions, 1), *items_of(reading, suggestions, 2))
    told = sorted((card.type.value, card.identity, card.number, card.confirmed) for card in after.sources)
    assert told == [("document", Identity.UNNAMED, None, True), ("organisation", Identity.UNNAMED, None, True)]


def test_a_claim_brings_the_source_it_rests_on_and_its_relay():
    reading, suggestions = start()
    claim = next(item for item in items_of(reading, suggestions, 1) if item.startswith("c"))
    after, act = take(reading, suggestions, claim)
    assert [after.quote(mention.span) for mention in after.attributions] == ["two officials", "the Coast Wire"]
    assert act.focus == after.claims[0].uid


def test_a_quotation_that_runs_on_rests_on_the_same_card():
    reading, suggestions = start()
    after, _ = take(reading, suggestions, *items_of(reading, suggestions, 3))
    card = after.claims[0].sources[0].source_uid
    assert [after.quote(m.span) for m in after.attributions if m.source_uid == card] == ["one official"]


def test_an_accepted_source_is_merged_with_the_card_that_is_there():
    reading, suggestions = start()
    at = TEXT.index("the Coast Wire")
    card = SourceCard("a" * 32, SourceType.OUTLET, Identity.NAMED, confirmed=True, position=1)
    by_hand = Attribution("b" * 32, at, at + 14, card.uid)
    there = Reading(TEXT, reading.sentences, attributions=(by_hand,), sources=(card,))
    left = open_ghosts(suggestions, there, ()).at(1)
    assert [ghost.span.start for ghost in left if ghost.tag == "attribution"] == [7]
    after, _ = take(there, suggestions, *items_of(there, suggestions, 1))
    assert len(after.sources) == 2
    assert after.sources[1].relayed_by_uid == card.uid


def test_ghosts_count_nowhere():
    reading, suggestions = start()
    assert open_ghosts(suggestions, reading, ()).by_ordinal
    assert measure_progress(contents_of(reading)).answered == 0


def test_a_check_hides_the_ghosts_of_its_sentence():
    reading, suggestions = start()
    sentence = reading.sentences[3]
    check = Check("c" * 32, sentence.start, sentence.stop, Outcome.NOTHING)
    checked = Reading(TEXT, reading.sentences, checks=(check,))
    assert items_of(reading, suggestions, 4)
    assert items_of(checked, suggestions, 4) == []


def test_a_rejected_ghost_is_gone_and_cannot_be_taken():
    reading, suggestions = start()
    item = items_of(reading, suggestions, 4)[0]
    ghosts = open_ghosts(suggestions, reading, ())
    assert reject_ghosts(ghosts, [item, "m99"]) == (item,)
    left = open_ghosts(suggestions, reading, {item})
    assert item not in [ghost.item for ghost in left.every()]
    with pytest.raises(Conflict):
        take_ghosts(reading, left, [item], minting())
    with pytest.raises(Conflict):
        reject_ghosts(left, [item])


def test_what_became_of_each_is_read_off_the_annotations():
    reading, suggestions = start()
    items = items_of(reading, suggestions, 4)
    claim, figure = items
    after, _ = take(reading, suggestions, claim, figure)
    told = after.claims[0]
    changed = Reading(
        TEXT, reading.sentences, figures=after.figures,
        claims=(type(told)(told.uid, told.start, told.stop, frozenset({Flag.OPINION})),),
    )  # fmt: skip
    outcomes = {item: outcome for item, (outcome, _) in outcomes_of(suggestions, changed, {"m0"}, {"m1"}).items()}
    assert outcomes[claim] is GhostOutcome.CHANGED
    assert outcomes[figure] is GhostOutcome.ACCEPTED
    assert outcomes["m0"] is GhostOutcome.REJECTED
    assert outcomes["m1"] is GhostOutcome.SHOWN


def test_suggestions_are_stored_as_they_are():
    for article in load_desk():
        found = suggest(article.cut.text, article.cut.sentences)
        assert suggestions_from_json(suggestions_to_json(found)) == found


PROPOSED = [(Reading(one.cut.text, one.cut.sentences), suggest(one.cut.text, one.cut.sentences)) for one in load_desk()]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6), st.sampled_from(range(len(PROPOSED))))
def test_whatever_is_taken_undo_brings_the_same_ghosts_back(picks, number):
    first, suggestions = PROPOSED[number]
    before = open_ghosts(suggestions, first, ())
    every = [ghost.item for ghost in list_items(suggestions)]
    chosen = [every[pick % len(every)] for pick in picks]
    act = take_ghosts(first, before, chosen, minting())
    after = apply_changes(first, act.changes)
    left = {ghost.item for ghost in open_ghosts(suggestions, after, ()).every()}
    assert not left & set(chosen)
    assert all(link.source_uid in {card.uid for card in after.sources} for c in after.claims for link in c.sources)
    back = apply_changes(after, invert(act.changes))
    assert open_ghosts(suggestions, back, ()) == before
    assert back == first


def test_a_ghost_adjusted_is_one_act_that_undo_takes_back():
    reading, suggestions = start()
    ghosts = open_ghosts(suggestions, reading, ())
    mention = next(ghost for ghost in ghosts.at(1) if ghost.tag == "attribution")
    fields = CardFields(SourceType.PERSON, Identity.UNNAMED, Number.THREE_OR_MORE)
    act = adjust_ghost(reading, ghosts, mention.item, fields, seeded("a"))
    after = apply_changes(reading, act.changes)
    (card,) = [card for card in after.sources if card.number is Number.THREE_OR_MORE]
    assert [m.uid for m in after.attributions if m.source_uid == card.uid] == [act.focus]
    assert len({change.uid for change in act.changes}) == len(act.changes)
    assert apply_changes(after, invert(act.changes)) == reading
    # The same taking makes the same rows; another taking makes others.
    assert adjust_ghost(reading, ghosts, mention.item, fields, seeded("a")) == act
    assert adjust_ghost(reading, ghosts, mention.item, fields, seeded("b")).focus != act.focus
    assert outcomes_of(suggestions, after, (), ())[mention.item] == (GhostOutcome.CHANGED, act.focus)


def test_a_claim_is_adjusted_in_flags_sources_and_words():
    reading, suggestions = start()
    ghosts = open_ghosts(suggestions, reading, ())
    claim = next(ghost for ghost in ghosts.at(1) if ghost.tag == "claim")
    words = Phrase(claim.span.start, claim.span.stop - 5, TEXT[claim.span.start : claim.span.stop - 5])
    act = adjust_ghost(reading, ghosts, claim.item, ClaimFields(frozenset({Flag.OPINION})), seeded("a"), words)
    (made,) = apply_changes(reading, act.changes).claims
    assert (made.flags, made.sources, made.stop) == ({Flag.OPINION}, (), len(words.quote.rstrip()) + made.start)
    with pytest.raises(Invalid, match="fact, a prediction"):
        adjust_ghost(reading, ghosts, claim.item, ClaimFields(frozenset()), seeded("a"))
    elsewhere = TEXT.index("They had")
    with pytest.raises(Invalid, match="lies on"):
        adjust_ghost(reading, ghosts, claim.item, ClaimFields(frozenset({Flag.FACT})), seeded("a"),
                     Phrase(elsewhere, elsewhere + 4, "They"))  # fmt: skip


def test_a_source_may_turn_out_to_be_a_card_that_is_there():
    reading, suggestions = start()
    reading, _ = take(reading, suggestions, *items_of(reading, suggestions, 1))
    ghosts = open_ghosts(suggestions, reading, ())
    mention = next(ghost for ghost in ghosts.every() if ghost.tag == "attribution")
    wire = next(card for card in reading.sources if card.identity is Identity.NAMED)
    act = adjust_ghost(reading, ghosts, mention.item, KnownCard(wire.uid), seeded("a"))
    after = apply_changes(reading, act.changes)
    assert len(after.sources) == len(reading.sources)
    assert after.attributions[-1].source_uid == wire.uid


def test_a_figure_is_adjusted_in_what_it_says():
    reading, suggestions = start()
    ghosts = open_ghosts(suggestions, reading, ())
    figure = next(ghost for ghost in ghosts.every() if ghost.tag == "figure")
    act = adjust_ghost(reading, ghosts, figure.item, FigureFields(bound=Bound.AT_LEAST), seeded("a"))
    (made,) = apply_changes(reading, act.changes).figures
    assert (made.bound, made.low) == (Bound.AT_LEAST, 400)


def test_she_who_was_no_source_before_is_left_to_be_decided():
    reading, suggestions = start("“We are late,” she said.")
    after, _ = take(reading, suggestions, *items_of(reading, suggestions, 1))
    assert [(after.quote(mention.span), mention.source_uid) for mention in after.attributions] == [
        ("she", after.sources[0].uid)
    ]
    assert (after.sources[0].identity, after.sources[0].confirmed) == (None, False)
    assert find_open_points(after)
