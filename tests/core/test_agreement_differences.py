"""Where reviewers differ, in what, and in which order."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.agreement.differences import Difference, Matter, find_differences, trimmed
from annotator.core.records import (
    Attribution,
    Bound,
    Check,
    Claim,
    Figure,
    Flag,
    Identity,
    Kind,
    Knowledge,
    Measure,
    Number,
    Outcome,
    Reading,
    Sentence,
    SourceCard,
    SourceLink,
    SourceType,
    Span,
)

TEXT = (
    "Ferry crew on strike\n"
    "Citing two sources, the Harbour Post reported that the crew walked out. "
    "Some 5,200 tonnes were left. "
    "“It is hopeless,” one source said. "
    "The port is closed."
)


def span(words: str, after: int = 0) -> Span:
    start = TEXT.index(words, after)
    return Span(start, start + len(words))


def sentence(ordinal: int, first: str, last: str, kind: Kind = Kind.BODY) -> Sentence:
    return Sentence(ordinal, TEXT.index(first), TEXT.index(last) + len(last), kind)


SENTENCES = (
    sentence(0, "Ferry", "strike", Kind.HEADLINE),
    sentence(1, "Citing", "walked out."),
    sentence(2, "Some", "left."),
    sentence(3, "“It", "said."),
    sentence(4, "The port", "closed."),
)
POST = SourceCard("post", SourceType.OUTLET, Identity.NAMED, confirmed=True)
TWO = SourceCard("two", SourceType.PERSON, Identity.UNNAMED, Number.TWO, relayed_by_uid="post", confirmed=True)
ONE = SourceCard("one", SourceType.PERSON, Identity.UNNAMED, Number.ONE, relayed_by_uid="post", confirmed=True)
FACT, OPINION = frozenset({Flag.FACT}), frozenset({Flag.OPINION})
BASE = Reading(
    TEXT,
    SENTENCES,
    claims=(
        Claim("c1", *span("the crew walked out"), FACT, (SourceLink("two"),)),
        Claim("c2", *span("Some 5,200 tonnes were left."), FACT),
        Claim("c3", *span("“It is hopeless,”"), OPINION, (SourceLink("one"),)),
    ),
    attributions=(
        Attribution("a1", *span("two sources"), "two"),
        Attribution("a2", *span("the Harbour Post"), "post"),
        Attribution("a3", *span("one source"), "one"),
    ),
    figures=(
        Figure("f1", *span("Some 5,200 tonnes"), Decimal(5200), None, Bound.ABOUT, Measure.COUNT, "tonnes", "c2"),
    ),
    sources=(POST, TWO, ONE),
    checks=(Check("k", *span("The port is closed."), Outcome.NOTHING),),
)


def renamed(reading: Reading) -> Reading:
    """The same reading by somebody else: no uid is shared."""

    def new(uid: str | None) -> str | None:
        return uid and "x" + uid

    return replace(
        reading,
        claims=tuple(
            replace(
                claim,
                uid=new(claim.uid),
                sources=tuple(
                    replace(link, source_uid=new(link.source_uid), relayed_by_uid=new(link.relayed_by_uid))
                    for link in claim.sources
                ),
            )
            for claim in reading.claims
        ),
        attributions=tuple(
            replace(item, uid=new(item.uid), source_uid=new(item.source_uid)) for item in reading.attributions
        ),
        figures=tuple(replace(item, uid=new(item.uid)) for item in reading.figures),
        sources=tuple(
            replace(card, uid=new(card.uid), relayed_by_uid=new(card.relayed_by_uid)) for card in reading.sources
        ),
        checks=tuple(replace(item, uid=new(item.uid)) for item in reading.checks),
    )


def changed(part: str, uid: str, **values: object) -> Reading:
    """BASE with one item changed."""
    items = tuple(replace(item, **values) if item.uid == uid else item for item in getattr(BASE, part))
    return replace(BASE, **{part: items})


def without(part: str, uid: str, reading: Reading = BASE) -> Reading:
    return replace(reading, **{part: tuple(item for item in getattr(reading, part) if item.uid != uid)})


def differences_to(other: Reading) -> dict[int, tuple[Matter, ...]]:
    found = find_differences({"ann": BASE, "bob": renamed(other)})
    return {difference.ordinal: difference.matters for difference in found}


def test_the_same_reading_by_two_people_has_no_differences():
    assert differences_to(BASE) == {}


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        pytest.param(changed("sources", "one", identity=Identity.SPOKESPERSON), {3: (Matter.IDENTITY,)}, id="identity"),
        pytest.param(changed("sources", "one", relayed_by_uid=None), {3: (Matter.RELAY,)}, id="relay"),
        pytest.param(changed("sources", "one", knowledge=Knowledge.CLAIMED), {3: (Matter.TOLD,)}, id="told"),
        pytest.param(changed("sources", "two", number=Number.PLURAL), {1: (Matter.TOLD,)}, id="number"),
        pytest.param(changed("claims", "c3", sources=()), {3: (Matter.LINK,)}, id="own voice"),
        pytest.param(changed("claims", "c1", sources=(SourceLink("post"),)), {1: (Matter.LINK,)}, id="other card"),
        pytest.param(
            changed("claims", "c1", sources=(SourceLink("two"), SourceLink("post"))), {1: (Matter.LINK,)}, id="one more"
        ),
        pytest.param(
            changed("claims", "c1", sources=(SourceLink("two", "one"),)), {1: (Matter.RELAY,)}, id="relay of one claim"
        ),
        pytest.param(changed("claims", "c1", sources=(SourceLink("two", "post"),)), {}, id="relay said twice"),
        pytest.param(
            changed("claims", "c1", sources=(SourceLink("two", is_direct=True),)), {1: (Matter.RELAY,)}, id="direct"
        ),
        pytest.param(
            changed("claims", "c3", flags=frozenset({Flag.OPINION, Flag.FACT})), {3: (Matter.FACT,)}, id="flag"
        ),
        pytest.param(changed("figures", "f1", bound=Bound.EXACT), {2: (Matter.VALUE,)}, id="bound"),
        pytest.param(changed("figures", "f1", low=Decimal(5)), {2: (Matter.VALUE,)}, id="value"),
        pytest.param(changed("figures", "f1", unit="boxes"), {2: (Matter.VALUE,)}, id="unit"),
        pytest.param(changed("figures", "f1", unit=" Tonne"), {}, id="unit in other letters"),
        pytest.param(without("figures", "f1"), {2: (Matter.FIGURE,)}, id="no figure"),
        pytest.param(without("attributions", "a3"), {3: (Matter.LINK, Matter.ATTRIBUTION)}, id="no mention"),
        pytest.param(
            without("attributions", "a2"), {1: (Matter.RELAY, Matter.PHRASE), 3: (Matter.RELAY,)}, id="outlet"
        ),
        pytest.param(
            replace(without("checks", "k"), claims=(*BASE.claims, Claim("c4", *span("The port is closed."), FACT))),
            {4: (Matter.CLAIM, Matter.FACT)},
            id="claim or nothing",
        ),
    ],
)
def test_each_matter_is_found_at_its_sentence(other, expected):
    assert differences_to(other) == expected


def test_words_with_other_edges_differ_but_blanks_and_punctuation_do_not():
    start, stop = span("two sources")
    assert differences_to(changed("attributions", "a1", stop=stop + 2)) == {}  # the comma and the blank
    assert differences_to(changed("attributions", "a1", start=start + 4)) == {1: (Matter.PHRASE,)}
    start, stop = span("Some 5,200 tonnes")
    assert differences_to(changed("figures", "f1", start=start + 5)) == {2: (Matter.EXTENT,)}


def test_a_percent_sign_belongs_to_the_figure():
    assert trimmed("(5%),", Span(0, 5)) == Span(1, 3)


def test_who_did_not_answer_differs_from_nobody():
    unread = replace(BASE, claims=BASE.claims[:2], attributions=BASE.attributions[:2], checks=())
    assert differences_to(unread) == {}


def test_headlines_are_not_compared():
    other = replace(BASE, claims=(Claim("c0", 0, 20, FACT), *BASE.claims))
    assert differences_to(other) == {}


def test_a_card_that_differs_is_told_once_at_its_first_body_mention():
    again = replace(BASE, attributions=(*BASE.attributions, Attribution("a4", *span("The port"), "two")))
    other = replace(
        again,
        sources=tuple(replace(c, identity=Identity.NAMED) if c.uid == "two" else c for c in again.sources),
    )
    found = find_differences({"ann": again, "bob": renamed(other)})
    assert found == (Difference(1, (Matter.IDENTITY,)),)


def test_the_relay_of_a_card_that_both_mention_in_the_headline_alone_is_told_at_its_claim():
    cards = tuple(replace(card, relayed_by_uid=None) if card.uid == "one" else card for card in BASE.sources)
    mentions = (*BASE.attributions[:2], Attribution("a0", *span("crew"), "one"))
    mine, yours = replace(BASE, attributions=mentions), replace(BASE, attributions=mentions, sources=cards)
    assert find_differences({"ann": mine, "bob": renamed(yours)}) == (Difference(3, (Matter.RELAY,)),)


def test_a_half_in_own_voice_is_a_difference_of_links():
    start, stop = span("the crew walked out")
    halves = (
        Claim("c1", start, start + 8, FACT, (SourceLink("two"),)),
        Claim("c9", start + 9, stop, FACT),
    )
    assert differences_to(replace(BASE, claims=(*halves, *BASE.claims[1:]))) == {
        1: (Matter.LINK, Matter.CLAIM_WORDS)
    }


def test_what_weighs_most_in_the_sourcing_report_comes_first():
    other = changed("sources", "one", identity=Identity.NAMED)
    other = replace(other, claims=tuple(replace(claim, sources=()) for claim in other.claims))
    other = without("figures", "f1", other)
    found = find_differences({"ann": BASE, "bob": renamed(other)})
    assert [(difference.ordinal, difference.matters[0]) for difference in found] == [
        (3, Matter.IDENTITY),
        (1, Matter.LINK),
        (2, Matter.FIGURE),
    ]


def test_any_two_of_three_make_a_difference():
    odd = renamed(renamed(without("figures", "f1")))
    found = find_differences({"ann": BASE, "bob": renamed(BASE), "eve": odd})
    assert found == (Difference(2, (Matter.FIGURE,)),)


def test_one_reading_has_no_differences():
    assert find_differences({"ann": BASE}) == ()
    assert find_differences({}) == ()


def test_every_matter_has_words_and_a_rank_of_its_own():
    assert sorted(matter.rank for matter in Matter) == list(range(len(Matter)))
    assert len({matter.words for matter in Matter}) == len(Matter)


PARTS = [("claims", "c1"), ("claims", "c3"), ("attributions", "a1"), ("attributions", "a2"), ("figures", "f1")]


@given(st.lists(st.sampled_from(PARTS)), st.lists(st.sampled_from(PARTS)))
def test_it_does_not_matter_who_is_asked_first(mine, yours):
    ann, bob = BASE, renamed(BASE)
    for part, uid in mine:
        ann = without(part, uid, ann)
    for part, uid in yours:
        bob = without(part, "x" + uid, bob)
    assert find_differences({"ann": ann, "bob": bob}) == find_differences({"bob": bob, "ann": ann})
