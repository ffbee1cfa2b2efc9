"""The report's numbers: what counts, what does not, and how many people there can be."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.records import ArticleFacts, Bound, Identity, Kind, Number, Reason, SourceCard, SourceType, Who
from annotator.core.sourcing.chains import draw_chains
from annotator.core.sourcing.grounds import Footing, Grounds
from annotator.core.sourcing.measures import Measures, PeopleRange, Share, count_people, measure
from annotator.core.sourcing.quotes import find_quotations
from tests.fixtures.drafts import Draft

FACTS = ArticleFacts("The fire", outlet="Meridian")


def measured(draft: Draft) -> Measures:
    return measure(Grounds(draft.reading, FACTS))


def people(*cards: tuple[Number | None, bool]) -> PeopleRange:
    return count_people(
        SourceCard(f"S{place}", SourceType.PERSON, Identity.UNNAMED, number=number, distinct=distinct)
        for place, (number, distinct) in enumerate(cards)
    )


@pytest.mark.parametrize(
    ("cards", "lower", "upper"),
    [
        ([], 0, 0),
        ([(Number.ONE, False)], 1, 1),
        ([(Number.ONE, False), (Number.TWO, False)], 2, 3),
        ([(Number.PLURAL, False), (Number.TWO, False), (Number.ONE, False)], 2, None),
        ([(Number.THREE_OR_MORE, False)], 3, None),
        ([(None, False)], 1, None),
        ([(Number.ONE, False), (Number.ONE, True)], 2, 2),
        ([(Number.TWO, False), (Number.ONE, False), (Number.ONE, True)], 3, 4),
        ([(Number.ONE, False), (Number.ONE, True), (Number.THREE_OR_MORE, False)], 3, None),
    ],
)
def test_distinct_unnamed_people_are_bounded(
    cards: list[tuple[Number | None, bool]], lower: int, upper: int | None
) -> None:
    assert people(*cards) == PeopleRange(lower, upper)


@given(st.lists(st.tuples(st.sampled_from([*Number, None]), st.booleans())))
def test_the_least_number_of_people_never_exceeds_the_most(cards: list[tuple[Number | None, bool]]) -> None:
    bounds = people(*cards)
    assert bounds.lower >= 0
    assert bounds.upper is None or bounds.lower <= bounds.upper


@pytest.mark.parametrize(
    ("count", "of", "percent"), [(5, 9, 56), (1, 6, 17), (6, 124, 5), (1, 8, 13), (0, 3, 0), (0, 0, None)]
)
def test_a_share_is_rounded_half_up_and_of_nothing_has_no_percent(count: int, of: int, percent: int | None) -> None:
    assert Share(count, of).percent == percent


def test_a_share_reaches_a_threshold_by_its_counts_not_by_its_rounded_percent() -> None:
    assert Share(149, 200).percent == 75
    assert not Share(149, 200).reaches(75)
    assert Share(3, 4).reaches(75)
    assert not Share(0, 0).reaches(0)


def test_words_of_a_claim_leave_out_attributions_and_cues_inside_it() -> None:
    draft = Draft().unnamed("S1").add("“They lied,” said one guard, “and left – today.”")
    draft.mention("S1", "one guard", "said").claim("C1", on=("S1",))
    assert measured(draft).named_by_word == Share(0, 6)  # They lied and left – today


def test_the_body_alone_is_measured() -> None:
    draft = Draft().card("S1").unnamed("S2").add("Ruiz says fire was set", Kind.HEADLINE)
    draft.mention("S1", "Ruiz").claim("C1", "fire was set", on=("S1",))
    draft.add("A guard said it burned.").mention("S2", "A guard").claim("C2", "it burned", on=("S2",))
    draft.add("Some 3 boats.", Kind.CAPTION).figure("F1", "Some 3 boats", Bound.ABOUT)
    draft.add("A guard said it burned.", duplicate_of=1)
    result = measured(draft)
    assert (result.sentences, result.words, result.claims, result.figures) == (1, 5, 1, 0)
    assert result.named_by_card == Share(0, 1)
    assert result.named_by_mention == Share(0, 1)


def test_a_spokesperson_is_neither_named_nor_unnamed() -> None:
    draft = Draft().card("S1", Identity.SPOKESPERSON).unnamed("S2").add("A spokesman said so.")
    draft.mention("S1", "A spokesman").claim("C1", "so", on=("S1",))
    result = measured(draft)
    assert result.on_spokesperson == Share(1, 1)
    assert result.on_named == result.on_unnamed == Share(0, 1)
    assert result.named_by_card == Share(0, 1)


def test_the_best_of_its_sources_is_what_a_claim_stands_on() -> None:
    draft = Draft().card("S1", Identity.MISSING).unnamed("S2").card("S3", Identity.SPOKESPERSON).card("S4")
    draft.add("It burned.")
    for number, links in enumerate([(), ("S1",), ("S1", "S2"), ("S2", "S3"), ("S3", "S4")]):
        draft.claim(f"C{number}", on=links)
    grounds = Grounds(draft.reading, FACTS)
    assert [grounds.footing(claim) for claim in draft.reading.claims] == [
        Footing.OWN, Footing.MISSING, Footing.UNNAMED, Footing.SPOKESPERSON, Footing.NAMED,
    ]  # fmt: skip


def wire_story(claim_on_the_wire: bool) -> Draft:
    draft = Draft().outlet("S1").unnamed("S2", relay="S1").card("S3")
    draft.add("A guard told the Coast Wire it burned.").mention("S2", "A guard").mention("S1", "the Coast Wire")
    draft.claim("C1", "it burned", on=("S2",)).add("Ruiz saw it.").mention("S3", "Ruiz").claim(
        "C2", "saw it", on=("S3",)
    )
    return draft.add("It rained, said the Wire.").claim("C3", on=("S1",) if claim_on_the_wire else ())


def test_an_outlet_that_merely_relays_is_no_original_source() -> None:
    assert measured(wire_story(claim_on_the_wire=False)).named_original == Share(1, 2)
    assert measured(wire_story(claim_on_the_wire=True)).named_original == Share(2, 3)


def test_a_claim_on_another_outlet_is_second_hand() -> None:
    assert measured(wire_story(claim_on_the_wire=False)).second_hand == Share(1, 2)
    result = measured(wire_story(claim_on_the_wire=True))
    assert result.second_hand == Share(2, 3)
    assert [(through.label, through.share) for through in result.through] == [("the Coast Wire", Share(2, 3))]


def test_the_own_outlet_is_neither_a_source_nor_a_way() -> None:
    draft = Draft().outlet("S1").card("S2", relay="S1").add("Ruiz told Meridian it burned.")
    draft.mention("S2", "Ruiz").mention("S1", "Meridian").claim("C1", "it burned", on=("S2",))
    result = measured(draft)
    assert result.second_hand == Share(0, 1)
    assert result.through == ()
    assert result.named_by_card == result.named_by_mention == Share(1, 1)
    assert result.named_individuals == 1


def test_what_unnamed_cards_tell_is_counted_with_what_nobody_answered() -> None:
    draft = Draft().unnamed("S1", who=Who.ROLE, reason=Reason.FORMULA).unnamed("S2", who=None)
    draft.add("An official and a man said so.").mention("S1", "An official").mention("S2", "a man")
    result = measured(draft)
    assert (result.who_told, result.reason_given, result.direct_knowledge) == (Share(1, 2), Share(2, 2), Share(2, 2))
    assert (result.unanswered, result.bare_officials) == (1, 1)


def test_an_official_of_whom_the_text_tells_more_is_not_bare() -> None:
    draft = Draft().unnamed("S1").add("Two officials left.").mention("S1", "Two officials")
    draft.add("The finance officials ran.").mention("S1", "The finance officials")
    assert measured(draft).bare_officials == 0


def test_an_empty_reading_measures_nothing() -> None:
    result = measured(Draft())
    assert (result.sentences, result.words, result.attributed) == (0, 0, Share(0, 0))
    assert result.unnamed_people == PeopleRange(0, 0)


def test_chains_run_from_the_sources_through_outlets_to_the_article() -> None:
    draft = Draft().outlet("S1").outlet("S2", relay="S1").unnamed("S3", relay="S2").unnamed("S4", relay="S1").card("S5")
    draft.add("Three and Ruiz told the Post and the Wire.").mention("S1", "the Wire").mention("S2", "the Post")
    draft.claim("C1", on=("S3",)).claim("C2", on=("S4", "S5")).claim("C3", on=("S4",))
    chains = draw_chains(Grounds(draft.reading, FACTS))
    assert [(chain.relays, [(root.source_uid, root.claim_uids) for root in chain.roots]) for chain in chains] == [
        (("S2", "S1"), [("S3", ("C1",))]),
        (("S1",), [("S4", ("C2", "C3"))]),
        ((), [("S5", ("C2",))]),
    ]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He said “a” and “b”.", ["“a”", "“b”"]),
        ("He said “a ‘b’ c”.", ["“a ‘b’ c”"]),
        ("It’s the ’90s and workers’ rights.", []),
        ('A 6" pipe and "a word".', ['"a word"']),
        ("“One goes on\n\n“and ends.” Then", ["“One goes on", "“and ends.”"]),
        ("“A slip of the pen\n\nThen more.", []),
        ("", []),
    ],
)
def test_quotations_are_found_by_paragraph(text: str, quoted: list[str]) -> None:
    assert [text[span.start : span.stop] for span in find_quotations(text)] == quoted


@given(st.text(alphabet="ab “”‘’\"'«»„.\n", max_size=40))
def test_quotations_never_overlap_and_stay_in_their_paragraph(text: str) -> None:
    spans = find_quotations(text)
    assert all(one.stop <= other.start for one, other in pairwise(spans))
    assert all("\n" not in text[span.start : span.stop] for span in spans)
