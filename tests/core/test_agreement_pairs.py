"""Two readings compared: each later question counts only what the earlier one left, as worked out by hand."""

from dataclasses import replace

import pytest

from annotator.core.agreement.differences import Indexed, Matter
from annotator.core.agreement.items import ITEMS, column_of_matter, columns_of, own_items
from annotator.core.agreement.pairs import compare_pair
from annotator.core.agreement.patterns import Facet, own_facet
from annotator.core.records import (
    Attribution,
    Bound,
    Check,
    Claim,
    Figure,
    Flag,
    Identity,
    Kind,
    Mark,
    Measure,
    Number,
    Outcome,
    Reading,
    Sentence,
    SourceCard,
    SourceLink,
    SourceType,
    Who,
)

TEXT = "Two officials said 400 left. The mayor said it rains. Boats sank. Crews slept."
CUT = tuple(
    Sentence(n, start, stop, Kind.BODY) for n, (start, stop) in enumerate(((0, 28), (29, 53), (54, 65), (66, 78)))
)
FACT = frozenset({Flag.FACT})


def card(uid, identity, **values):
    return SourceCard(uid, SourceType.PERSON, identity, confirmed=True, **values)


FIRST = Reading(
    TEXT,
    CUT,
    claims=(
        Claim("a1", 19, 28, FACT, (SourceLink("u"),)),
        Claim("a2", 44, 53, FACT, (SourceLink("n"),)),
        Claim("a3", 54, 65, FACT),
    ),
    attributions=(Attribution("m1", 0, 13, "u"), Attribution("m2", 29, 38, "n")),
    figures=(Figure("f1", 19, 22, 400, None, Bound.EXACT, Measure.COUNT),),
    sources=(
        card("u", Identity.UNNAMED, number=Number.TWO, who=Who.ROLE),
        card("n", Identity.NAMED),
    ),
    checks=(Check("x", 66, 78, Outcome.NOTHING),),
)
#: The same with: a shorter first mention, the mayor unnamed, the second claim an opinion of the officials, no third
#: claim but a check, the figure "about", and the last sentence untouched.
SECOND = Reading(
    TEXT,
    CUT,
    claims=(
        Claim("b1", 19, 28, FACT, (SourceLink("v"),)),
        Claim("b2", 44, 53, frozenset({Flag.OPINION}), (SourceLink("v"),)),
    ),
    attributions=(Attribution("k1", 4, 13, "v"), Attribution("k2", 29, 38, "w")),
    figures=(Figure("g1", 19, 22, 400, None, Bound.ABOUT, Measure.COUNT),),
    sources=(
        card("v", Identity.UNNAMED, number=Number.TWO),
        card("w", Identity.UNNAMED),
    ),
    checks=(Check("y", 54, 65, Outcome.NOTHING),),
)


def compared(first=FIRST, second=SECOND, own=()):
    return compare_pair(Indexed(first), Indexed(second), own)


def counts(totals, facet, key, own=()):
    """The columns of an item: a square of values becomes its cells by their words."""
    items = (*ITEMS, *(item for tag in own for item in own_items(own_facet(tag))))
    item = next(item for item in items if (item.facet, item.key) == (facet, key))
    found = [totals.get(column, 0) for column in columns_of(item, tuple(map(own_facet, own)))]
    if not item.values:
        return found
    size = len(item.values)
    return {
        (item.values[place // size], item.values[place % size]): n for place, n in enumerate(found) if n
    }


@pytest.mark.parametrize(
    ("facet", "key", "expected"),
    [
        # the third claim is of one alone: no extent is asked of it
        (Facet.CLAIM, "exact", [4, 4]),
        (Facet.ATTRIBUTION, "exact", [4, 2]),
        (Facet.ATTRIBUTION, "overlapping", [4, 4]),
        # of 13 and 9 characters, of 9 and 9; full stops at edges do not count
        (Facet.ATTRIBUTION, "characters", [40, 36]),
        (Facet.CLAIM, "characters", [32, 32]),
        (Facet.CLAIM, "fact", {("yes", "yes"): 1, ("yes", "no"): 1}),
        (Facet.CLAIM, "voice", {("attributed", "attributed"): 2}),
        # the second claim rests on the mayor here and on the officials there
        (Facet.CLAIM, "source", [4, 2]),
        # of the links to one source alone
        (Facet.CLAIM, "way", {("direct", "direct"): 1}),
        (Facet.ATTRIBUTION, "identity", {("unnamed", "unnamed"): 1, ("named", "unnamed"): 1}),
        # of unnamed sources on both sides alone, and only where both answered
        (Facet.ATTRIBUTION, "number", {("2", "2"): 1}),
        (Facet.ATTRIBUTION, "who", {}),
        (Facet.ATTRIBUTION, "relay", {("direct", "direct"): 2}),
        (Facet.ATTRIBUTION, "cards", [2, 2, 2]),
        (Facet.FIGURE, "bound", {("exact", "about"): 1}),
        (Facet.FIGURE, "value", [1, 1]),
    ],
)
def test_each_question_counts_what_the_one_before_left(facet, key, expected):
    assert counts(compared(), facet, key) == expected


def test_an_untouched_sentence_is_compared_with_nothing():
    tagged = replace(FIRST, claims=(*FIRST.claims, Claim("a4", 66, 78, FACT)), checks=())
    assert compared(tagged) == compared()


def through(reading, uid, outlet, *at):
    """The reading with this card relayed by an outlet's card, which is mentioned there or nowhere."""
    cards = tuple(replace(one, relayed_by_uid=outlet) if one.uid == uid else one for one in reading.sources)
    mentions = (Attribution(f"m{outlet}", *at, outlet),) if at else ()
    outlet_card = SourceCard(outlet, SourceType.OUTLET, Identity.NAMED)
    return replace(reading, sources=(*cards, outlet_card), attributions=(*reading.attributions, *mentions))


def test_another_outlet_between_is_told_from_the_same_one():
    same = compared(through(FIRST, "u", "o", 54, 59), through(SECOND, "v", "o", 54, 59))
    other = compared(through(FIRST, "u", "o", 54, 59), through(SECOND, "v", "o", 44, 46))
    assert counts(same, Facet.ATTRIBUTION, "relay")["relayed", "relayed"] == 1
    assert counts(other, Facet.ATTRIBUTION, "relay")["another_outlet", "relayed"] == 1


def linked(reading, uid, *links):
    """The reading with a claim that rests on these."""
    claims = tuple(replace(one, sources=links) if one.uid == uid else one for one in reading.claims)
    return replace(reading, claims=claims)


#: One of two officials is a source of its own here, relayed by an outlet, and the claim rests on both.
TWO_CARDS = linked(
    replace(
        SECOND,
        sources=(
            *SECOND.sources, card("x", Identity.NAMED, relayed_by_uid="p"),
            SourceCard("p", SourceType.OUTLET, Identity.NAMED),
        ),
        attributions=(*SECOND.attributions, Attribution("k3", 0, 3, "x")),
    ),
    "b1", SourceLink("v"), SourceLink("x"),
)  # fmt: skip
ONE_RELAYED, OTHER_RELAYED = through(FIRST, "u", "o", 54, 59), through(SECOND, "v", "p", 54, 59)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # As the cards say; the claim's own way stands before that; and a card's that no claim rests on is not asked.
        (ONE_RELAYED, SECOND, {("relayed", "direct"): 1}),
        (ONE_RELAYED, OTHER_RELAYED, {("relayed", "relayed"): 1}),
        (linked(ONE_RELAYED, "a1", SourceLink("u", is_direct=True)), OTHER_RELAYED, {("direct", "relayed"): 1}),
        (linked(ONE_RELAYED, "a1", SourceLink("u", is_direct=True)), SECOND, {("direct", "direct"): 1}),
        (through(FIRST, "n", "o", 54, 59), SECOND, {("direct", "direct"): 1}),
        # A way of the claim's own on one side, on cards that are alike.
        (linked(through(FIRST, "n", "o", 54, 59), "a1", SourceLink("u", "o")), SECOND, {("relayed", "direct"): 1}),
        # Another outlet: the one that the text names first is "relayed".
        (through(FIRST, "u", "o", 54, 59), through(SECOND, "v", "p", 44, 46), {("another_outlet", "relayed"): 1}),
        # Two links to one source each count; one to another source, and own voice, do not.
        (FIRST, linked(SECOND, "b2", SourceLink("w")), {("direct", "direct"): 2}),
        (linked(FIRST, "a1", SourceLink("u"), SourceLink("n")), linked(SECOND, "b1", SourceLink("v"), SourceLink("w")),
         {("direct", "direct"): 2}),
        (FIRST, linked(SECOND, "b1", SourceLink("w")), {}),
        (FIRST, linked(SECOND, "b1"), {}),
        # One has two cards for what the other has as one: both are compared with it.
        (FIRST, TWO_CARDS, {("direct", "direct"): 1, ("direct", "relayed"): 1}),
    ],
)  # fmt: skip
def test_the_way_of_each_link_to_one_source_is_compared(first, second, expected):
    assert counts(compared(first, second), Facet.CLAIM, "way") == expected
    mirrored = {(other, one): n for (one, other), n in expected.items()}
    assert counts(compared(second, first), Facet.CLAIM, "way") == mirrored


def test_a_way_of_one_claim_leaves_what_is_asked_of_cards_as_it_is():
    other = linked(through(FIRST, "n", "o", 54, 59), "a1", SourceLink("u", "o"))
    now, then = compared(other, SECOND), compared(through(FIRST, "n", "o", 54, 59), SECOND)
    assert counts(now, Facet.ATTRIBUTION, "relay") == counts(then, Facet.ATTRIBUTION, "relay")
    assert now[column_of_matter(Matter.RELAY)] == then[column_of_matter(Matter.RELAY)] + 1


def with_unit(reading, unit):
    return replace(reading, figures=tuple(replace(figure, unit=unit) for figure in reading.figures))


@pytest.mark.parametrize(
    ("unit", "other", "alike"),
    [("boats", "boats", 1), ("boats", " Boat", 1), ("km", "kilometres", 1), ("boats", "crews", 0), ("boats", "", 0)],
)
def test_a_value_is_a_number_with_its_unit(unit, other, alike):
    totals = compared(with_unit(FIRST, unit), with_unit(SECOND, other))
    assert counts(totals, Facet.FIGURE, "value") == [1, alike]
    assert counts(totals, Facet.FIGURE, "bound") == {("exact", "about"): 1}


def test_tags_of_the_desk_s_own_have_columns_of_their_own():
    one = replace(FIRST, marks=(Mark("k", 54, 65, "tone", (("how", "sharp"),)),))
    other = replace(SECOND, marks=(Mark("l", 54, 60, "tone", (("how", "mild"),)),), checks=())
    totals = compared(one, other, ("mood", "tone"))
    own = ("mood", "tone")
    assert counts(totals, own_facet("tone"), "exact", own) == [2, 0]
    assert counts(totals, own_facet("tone"), "overlapping", own) == [2, 2]
    assert counts(totals, own_facet("tone"), "characters", own) == [15, 10]
    assert counts(totals, own_facet("tone"), "told", own) == [1, 0]
    assert counts(totals, own_facet("mood"), "exact", own) == [0, 0]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (FIRST, SECOND),
        # Through different outlets: both named in the text, one of them, neither.
        (through(FIRST, "u", "o", 54, 59), through(SECOND, "v", "p", 44, 46)),
        (through(FIRST, "u", "o"), through(SECOND, "v", "p", 44, 46)),
        (through(FIRST, "u", "o"), through(SECOND, "v", "p")),
    ],
)
def test_exchanging_the_two_mirrors_every_table_and_leaves_the_rest(first, second):
    there, back = compared(first, second), compared(second, first)
    for item in ITEMS:
        one, other = (counts(totals, item.facet, item.key) for totals in (there, back))
        if item.values:
            assert other == {(b, a): n for (a, b), n in one.items()}
        else:
            assert other == one


def test_differing_sentences_are_counted_by_matter():
    totals = compared()
    assert totals[column_of_matter(Matter.IDENTITY)] == 1
    assert totals[column_of_matter(Matter.LINK)] == 1
    assert totals[column_of_matter(Matter.CLAIM)] == 1
    assert column_of_matter(Matter.FIGURE) not in totals


def test_a_reading_compared_with_itself_differs_in_nothing():
    totals = compared(FIRST, FIRST)
    assert not any(column_of_matter(matter) in totals for matter in Matter)
    for item in ITEMS:
        found = counts(totals, item.facet, item.key)
        if item.values:
            assert all(one == other for one, other in found)
        else:
            assert len(set(found)) == 1
