"""The verbs of the annotation page, as rules over readings."""

import itertools
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.actions import ActionKind, PastAction, apply_changes, invert, next_to_redo, next_to_undo
from annotator.core.annotations import Request, Verb, answer_rest, answer_sentence
from annotator.core.cards import move_mention
from annotator.core.errors import AnnotatorError, Conflict, Invalid, NotFound
from annotator.core.mentions import (
    CardFields,
    FigureFields,
    Phrase,
    add_figure,
    add_mention,
    edit_card,
    edit_figure,
    fill_card,
    move_edges,
    remove_annotation,
    remove_card,
    take_card,
)
from annotator.core.records import (
    Bound,
    Flag,
    Identity,
    Knowledge,
    Measure,
    Number,
    Outcome,
    Reading,
    Reason,
    SourceCard,
    SourceType,
    Span,
    Who,
)
from annotator.core.reviews import (
    OpenReason,
    SentenceState,
    contents_of,
    find_open_points,
    measure_progress,
)
from tests.make import TEXT, plain_cut

EMPTY = Reading(TEXT, plain_cut(TEXT))
CITING, MOVED, THIRD, CAPTION = 1, 2, 3, 4
OUTLET = CardFields(SourceType.OUTLET, Identity.NAMED)


def minting():
    numbers = itertools.count(1)
    return lambda: f"u{next(numbers)}"


def phrase(words):
    start = TEXT.index(words)
    return Phrase(start, start + len(words), words)


def do(reading, ordinal, verb, **values):
    act = answer_sentence(reading, Request(ordinal, verb, **values), minting_for(reading))
    return apply_changes(reading, act.changes)


def minting_for(reading):
    taken = len(reading.claims) + len(reading.checks) + len(reading.attributions)
    numbers = itertools.count(taken + 100)
    return lambda: f"u{next(numbers)}"


def card(uid, fields):
    return fill_card(SourceCard(uid, fields.type, None), fields)


def mention(reading, uid, words, source, cues=()):
    return apply_changes(reading, add_mention(reading, uid, phrase(words), cues, source).changes)


def with_wire(reading=EMPTY):
    cue = phrase("reported")
    return mention(reading, "m1", "the Coast Wire", card("s1", OUTLET), (Span(cue.start, cue.stop),))


def with_officials(reading):
    fields = CardFields(
        SourceType.PERSON, Identity.UNNAMED, Number.TWO, Who.ROLE, Knowledge.CLAIMED, None, relayed_by_uid="s1"
    )
    cue = phrase("Citing")
    return mention(
        reading, "m2", "two officials with knowledge of the inquiry", card("s2", fields), (Span(cue.start, cue.stop),)
    )


def test_a_flag_makes_a_claim_of_the_whole_sentence_in_own_voice():
    reading = do(EMPTY, MOVED, Verb.FACT)
    (claim,) = reading.claims
    assert reading.quote(claim.span) == "Some 400 people were moved overnight."
    assert (claim.flags, claim.sources) == (frozenset({Flag.FACT}), ())


def test_flags_toggle_and_the_last_one_takes_the_claim_away():
    reading = do(do(EMPTY, MOVED, Verb.FACT), MOVED, Verb.OPINION)
    assert reading.claims[0].flags == {Flag.FACT, Flag.OPINION}
    reading = do(do(reading, MOVED, Verb.FACT), MOVED, Verb.OPINION)
    assert reading == EMPTY


def test_a_check_answers_a_sentence_and_a_tag_takes_the_check_away():
    reading = do(EMPTY, MOVED, Verb.NOTHING)
    assert contents_of(reading)[MOVED].state is SentenceState.NOTHING
    reading = do(reading, MOVED, Verb.FACT)
    assert contents_of(reading)[MOVED].state is SentenceState.TAGGED
    assert reading.checks == ()


def test_one_check_replaces_another():
    reading = do(do(EMPTY, CAPTION, Verb.NOTHING), CAPTION, Verb.NOT_ARTICLE)
    assert [check.outcome for check in reading.checks] == [Outcome.NOT_ARTICLE]


def test_a_check_is_refused_where_there_are_tags():
    with pytest.raises(Conflict, match="has tags"):
        do(do(EMPTY, MOVED, Verb.FACT), MOVED, Verb.NOTHING)


def test_declined_is_a_check_but_a_denial_on_a_claim():
    assert contents_of(do(EMPTY, MOVED, Verb.DECLINED))[MOVED].state is SentenceState.DECLINED
    assert do(do(EMPTY, MOVED, Verb.FACT), MOVED, Verb.DECLINED).claims[0].denial


def test_a_mention_gives_its_sentence_s_claim_its_source_and_trims_it():
    reading = with_officials(with_wire(do(EMPTY, CITING, Verb.FACT)))
    (claim,) = reading.claims
    assert [link.source_uid for link in claim.sources] == ["s2"]
    assert reading.quote(claim.span).startswith("the fire was set")


def test_a_claim_made_after_its_mentions_rests_on_the_innermost_source():
    reading = do(with_officials(with_wire()), CITING, Verb.FACT)
    assert [link.source_uid for link in reading.claims[0].sources] == ["s2"]


def test_own_voice_clears_the_sources_and_gives_the_whole_sentence_back():
    reading = do(do(with_officials(with_wire()), CITING, Verb.FACT), CITING, Verb.OWN_VOICE)
    assert reading.claims[0].sources == ()
    assert reading.claims[0].span == EMPTY.sentences[CITING].span


def test_a_digit_links_and_never_unlinks():
    reading = do(do(with_wire(), MOVED, Verb.FACT), MOVED, Verb.LINK, source_uid="s1")
    again = do(reading, MOVED, Verb.LINK, source_uid="s1")
    assert again == reading
    assert do(again, MOVED, Verb.UNLINK, source_uid="s1").claims[0].sources == ()


def test_the_same_source_is_carried_from_the_sentence_before():
    reading = do(do(with_officials(with_wire()), CITING, Verb.FACT), MOVED, Verb.PREDICTION)
    reading = do(reading, MOVED, Verb.SAME_SOURCE)
    carried = contents_of(reading)[MOVED].claims[0]
    assert [link.source_uid for link in carried.sources] == ["s2"]
    assert carried.span == reading.sentences[MOVED].span


def test_no_source_before_is_said_so():
    reading = do(do(EMPTY, CITING, Verb.FACT), MOVED, Verb.FACT)
    with pytest.raises(Invalid, match="rests on no source"):
        do(reading, MOVED, Verb.SAME_SOURCE)


def test_a_claim_is_cut_in_two_and_the_second_part_is_own_voice():
    text = "The council could close the pier, although it has not voted yet."
    reading = Reading(text, plain_cut("Head\n" + text)[1:])
    reading = replace(reading, sentences=(replace(reading.sentences[0], ordinal=0, start=0, stop=len(text)),))
    act = add_mention(reading, "m", Phrase(0, 11, "The council"), (), card("s", OUTLET))
    reading = apply_changes(reading, act.changes)
    reading = do(reading, 0, Verb.PREDICTION)
    reading = do(reading, 0, Verb.CUT, caret=text.index("although"))
    first, second = reading.claims
    assert [link.source_uid for link in first.sources] == ["s"]
    assert second.sources == ()
    assert reading.quote(second.span) == "it has not voted yet"


def test_a_figure_is_read_from_its_words_and_belongs_to_its_sentence_s_claim():
    reading = do(EMPTY, MOVED, Verb.FACT)
    reading = apply_changes(reading, add_figure(reading, "g1", phrase("Some 400 people")).changes)
    (figure,) = reading.figures
    assert (figure.low, figure.high, figure.bound, figure.measure) == (Decimal(400), None, Bound.ABOUT, Measure.COUNT)
    assert figure.claim_uid == reading.claims[0].uid


def test_a_claim_s_going_leaves_its_figure_without_claim():
    reading = do(EMPTY, MOVED, Verb.FACT)
    reading = apply_changes(reading, add_figure(reading, "g1", phrase("Some 400 people")).changes)
    reading = do(reading, MOVED, Verb.FACT)
    assert (reading.claims, reading.figures[0].claim_uid) == ((), None)


@pytest.mark.parametrize(
    ("start", "stop", "quote", "error"),
    [
        (0, 7, "Harbor ", Conflict),
        (5, 5, "", Invalid),
        (-1, 3, "Har", Invalid),
        (0, 10_000, TEXT, Invalid),
        (8, 4, "", Invalid),
    ],
)
def test_a_bad_span_is_refused(start, stop, quote, error):
    with pytest.raises(error):
        add_figure(EMPTY, "g", Phrase(start, stop, quote))


def test_a_mark_over_the_end_of_a_sentence_is_refused():
    with pytest.raises(Invalid, match="end of its sentence"):
        add_figure(EMPTY, "g", phrase("overnight. It"))


def test_blanks_at_the_edges_of_a_mark_fall_away():
    act = add_figure(EMPTY, "g", phrase(" 400 "))
    assert EMPTY.quote(act.changes[-1].after.span) == "400"


def test_the_same_words_are_marked_once():
    with pytest.raises(Conflict, match="already"):
        add_mention(with_wire(), "other", phrase("the Coast Wire"), (), None)


def test_a_card_of_a_named_source_has_no_answers_about_anonymity():
    named = card("s", CardFields(SourceType.PERSON, Identity.NAMED, Number.TWO, Who.ROLE, Knowledge.DIRECT))
    assert (named.number, named.who, named.knowledge, named.reason) == (None, None, None, None)


@pytest.mark.parametrize("kind", [SourceType.ORGANISATION, SourceType.DOCUMENT])
def test_an_unnamed_body_or_paper_is_no_person_until_people_are_counted(kind):
    unnamed = card("s", CardFields(kind, Identity.UNNAMED))
    assert (unnamed.type, unnamed.number, unnamed.who, unnamed.confirmed) == (kind, None, Who.NONE, True)
    counted = card("s", CardFields(kind, Identity.UNNAMED, Number.TWO))
    assert (counted.type, counted.number) == (SourceType.PERSON, Number.TWO)


def test_what_others_said_of_an_unnamed_body_is_all_that_is_asked_of_it():
    told = CardFields(SourceType.ORGANISATION, Identity.UNNAMED, None, Who.NONE, Knowledge.NONE, Reason.NONE)
    assert take_card(SourceCard("s", SourceType.PERSON, None), told).confirmed
    assert not take_card(SourceCard("s", SourceType.PERSON, None), replace(told, type=SourceType.PERSON)).confirmed


def test_an_unnamed_card_is_a_person_s_and_its_open_questions_are_answered_none():
    unnamed = card("s", CardFields(SourceType.PERSON, Identity.UNNAMED))
    assert (unnamed.type, unnamed.number, unnamed.who) == (SourceType.PERSON, Number.ONE, Who.NONE)
    assert (unnamed.knowledge, unnamed.reason, unnamed.confirmed) == (Knowledge.NONE, Reason.NONE, True)


def test_an_outlet_that_relays_others_stays_an_outlet():
    with pytest.raises(Invalid, match="stay an outlet"):
        edit_card(with_officials(with_wire()), "s1", CardFields(SourceType.ORGANISATION, Identity.NAMED))


def test_a_relay_in_a_circle_is_refused():
    reading = with_wire()
    reading = mention(reading, "m3", "officials say", card("s3", replace(OUTLET, relayed_by_uid="s1")))
    with pytest.raises(Invalid, match="circle"):
        edit_card(reading, "s1", replace(OUTLET, relayed_by_uid="s3"))


def test_removing_the_last_mention_takes_the_card_and_the_default_link_along():
    reading = do(mention(EMPTY, "m1", "the Coast Wire", card("s1", OUTLET)), CITING, Verb.FACT)
    reading = apply_changes(reading, remove_annotation(reading, "m1").changes)
    assert (reading.attributions, reading.sources) == ((), ())
    assert reading.claims[0].sources == ()
    assert reading.claims[0].span == reading.sentences[CITING].span


def test_removing_a_card_leaves_its_mentions_without_one():
    reading = do(with_officials(with_wire()), CITING, Verb.FACT)
    reading = apply_changes(reading, remove_card(reading, "s1").changes)
    assert [m.source_uid for m in reading.attributions] == ["s2", None]
    assert reading.sources[0].relayed_by_uid is None
    assert OpenReason.NO_CARD in {point.reason for point in find_open_points(reading)}


def test_a_mention_can_be_given_to_another_card():
    reading = with_officials(with_wire())
    reading = apply_changes(reading, move_mention(reading, "m2", "s1").changes)
    assert {m.source_uid for m in reading.attributions} == {"s1"}


def test_a_range_needs_two_numbers_in_order():
    reading = apply_changes(EMPTY, add_figure(EMPTY, "g", phrase("400")).changes)
    for values in ((Decimal(400), Decimal(300)), (Decimal(400), None)):
        with pytest.raises(Invalid):
            edit_figure(reading, "g", FigureFields(values, Bound.RANGE))
    fields = FigureFields((Decimal(400), Decimal(500)), Bound.RANGE, Measure.COUNT, "people")
    good = apply_changes(reading, edit_figure(reading, "g", fields).changes)
    assert (good.figures[0].low, good.figures[0].high) == (Decimal(400), Decimal(500))
    back = apply_changes(good, edit_figure(good, "g", FigureFields(bound=Bound.AT_LEAST)).changes)
    assert (back.figures[0].low, back.figures[0].high, back.figures[0].unit) == (Decimal(400), None, "people")


def test_edges_move_and_identity_stays():
    reading = apply_changes(EMPTY, add_figure(EMPTY, "g", phrase("400")).changes)
    moved = apply_changes(reading, move_edges(reading, "g", phrase("Some 400 people")).changes)
    assert [(f.uid, moved.quote(f.span)) for f in moved.figures] == [("g", "Some 400 people")]


def test_the_rest_is_answered_at_once_and_asked_kinds_only():
    reading = do(EMPTY, MOVED, Verb.OPINION)
    act = answer_rest(reading, Verb.NOTHING, minting())
    reading = apply_changes(reading, act.changes)
    assert measure_progress(contents_of(reading)).answered == 4
    assert contents_of(reading)[CAPTION].state is SentenceState.UNTOUCHED
    with pytest.raises(Invalid):
        answer_rest(reading, Verb.FACT, minting())


def test_finishing_asks_for_every_sentence_card_and_identity():
    reading = mention(EMPTY, "m1", "the Coast Wire", card("s1", CardFields(SourceType.PERSON, None)))
    reading = mention(reading, "m2", "officials say", None)
    reasons = {point.reason for point in find_open_points(reading)}
    assert reasons == set(OpenReason)
    done = apply_changes(EMPTY, answer_rest(EMPTY, Verb.FACT, minting()).changes)
    assert find_open_points(done) == ()


def test_an_unknown_sentence_or_card_is_not_found():
    with pytest.raises(NotFound):
        do(EMPTY, 99, Verb.FACT)
    with pytest.raises(NotFound):
        do(do(EMPTY, MOVED, Verb.FACT), MOVED, Verb.LINK, source_uid="nobody")


verbs = st.tuples(
    st.integers(0, 5), st.sampled_from(list(Verb)), st.sampled_from(["", "s1", "s2"]), st.integers(0, 250)
)


@given(st.lists(verbs, max_size=12))
def test_undoing_everything_gives_the_reading_back(steps):
    reading, past, mint = with_officials(with_wire()), [], minting()
    for ordinal, verb, source, caret in steps:
        try:
            act = answer_sentence(reading, Request(ordinal, verb, "", source, caret), mint)
        except AnnotatorError:
            continue
        past.append((reading, act.changes))
        reading = apply_changes(reading, act.changes)
        for claim in reading.claims:
            assert claim.flags
            assert 0 <= claim.start < claim.stop <= len(TEXT)
        for content in contents_of(reading).values():
            assert not (content.is_tagged and content.checks)
    for before, changes in reversed(past):
        reading = apply_changes(reading, invert(changes))
        assert reading == before


def test_a_change_over_another_state_is_refused():
    changes = answer_sentence(EMPTY, Request(MOVED, Verb.FACT), minting()).changes
    reading = apply_changes(EMPTY, changes)
    with pytest.raises(Conflict):
        apply_changes(reading, changes)


@given(st.lists(st.sampled_from("duy"), max_size=40))
def test_undo_and_redo_walk_a_stack(steps):
    history, done, undone = [], [], []
    for number, step in enumerate(steps, 1):
        if step == "d":
            history.append(PastAction(number, ActionKind.TAG_CLAIM))
            done.append(number)
            undone.clear()
        elif step == "u" and done:
            assert next_to_undo(history) == done[-1]
            history.append(PastAction(number, ActionKind.UNDO, done[-1]))
            undone.append((number, done.pop()))
        elif step == "y" and undone:
            assert next_to_redo(history) == undone[-1][0]
            history.append(PastAction(number, ActionKind.REDO, undone[-1][0]))
            done.append(undone.pop()[1])
    assert next_to_undo(history) == (done[-1] if done else None)
    assert next_to_redo(history) == (undone[-1][0] if undone else None)
