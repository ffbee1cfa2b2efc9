"""Findings: what is gathered, in which order, and how the sentences read."""

import pytest

from annotator.core.records import ArticleFacts, Bound, Identity, Kind, Knowledge, Measure, Number, Outcome, Reason, Who
from annotator.core.sourcing.causes import Cause, Finding, Remedy
from annotator.core.sourcing.measures import Share
from annotator.core.sourcing.report import SourcingReport, report_on
from annotator.core.sourcing.strip import Bar, Voice, strip, strip_words
from annotator.core.sourcing.wording import capitalise, enumerate_words, quote, spell_share
from tests.fixtures.drafts import Draft

FACTS = ArticleFacts("The fire", outlet="Meridian")


def report(draft: Draft) -> SourcingReport:
    return report_on(draft.reading, FACTS)


def only(draft: Draft, cause: Cause) -> Finding:
    [finding] = [finding for finding in report(draft).findings if finding.cause is cause]
    return finding


def named_story(claims: int = 5) -> Draft:
    """A story that no rule minds: every claim has a named source of its own."""
    draft = Draft().card("S1")
    for place in range(claims):
        draft.add("Ruiz saw it.").mention("S1", "Ruiz").claim(f"C{place}", "saw it", on=("S1",))
    return draft


def test_a_well_sourced_story_has_no_finding() -> None:
    assert report(named_story()).flags == ()
    assert report(named_story()).findings == ()


def test_every_flag_is_in_a_finding_or_in_the_rest_and_never_in_both() -> None:
    draft = named_story(1).unnamed("S2", who=Who.NONE, knowledge=Knowledge.NONE, reason=Reason.NONE)
    draft.add("“It was bad,” a man said, over 3 times.").mention("S2", "a man")
    draft.claim("C8", "“It was bad,”", "O", on=("S2",)).figure("F1", "over 3", Bound.AT_LEAST).add("Sad.").claim(
        "C9", flags="FO"
    )
    result = report(draft)
    gathered = [flag for finding in result.findings for flag in finding.flags]
    assert set(gathered) | set(result.rest) == set(result.flags)
    assert not set(gathered) & set(result.rest)


def crowded() -> Draft:
    """Causes for seven findings: an unnamed story, three cards, figures, opinion, a hedge."""
    draft = Draft().card("S0", Identity.MISSING)
    for number in (1, 2, 3):
        draft.unnamed(f"S{number}", who=Who.NONE)
    draft.add("It reportedly burned.").mention("S0", "reportedly").claim("C0", on=("S0",))
    for number in (1, 2, 3):
        draft.add("A man said it is bad.").mention(f"S{number}", "A man").claim(
            f"C{number}", "it is bad", "O", on=(f"S{number}",)
        )
    draft.add("Some 40 boats burned.").claim("C4").figure("F1", "Some 40 boats", Bound.ABOUT)
    return draft.add("A sad day.").claim("C5", flags="O")


def test_there_are_at_most_five_findings_and_every_cause_comes_before_a_second_card() -> None:
    causes = [finding.cause for finding in report(crowded()).findings]
    assert causes == [Cause.UNNAMED_STORY, Cause.CARD, Cause.MISSING_SOURCE, Cause.FIGURES, Cause.OWN_OPINION]


def test_what_rests_on_the_first_claims_comes_before_the_rest() -> None:
    late = named_story().add("Some 40 boats burned.").claim("C8").figure("F1", "Some 40 boats", Bound.ABOUT)
    late.add("A sad day.").claim("C9", flags="O")
    assert [finding.cause for finding in report(late).findings] == [Cause.FIGURES, Cause.OWN_OPINION]
    early = Draft().add("A sad day.").claim("C9", flags="O").add("It burned.").claim("C8")
    early.add("Some 40 boats burned.").claim("C7").figure("F1", "Some 40 boats", Bound.ABOUT)
    assert [finding.cause for finding in report(early).findings] == [Cause.OWN_OPINION, Cause.FIGURES]


def unnamed_story(unnamed_count: int, named_count: int, *, relay: str | None, headline: bool) -> Draft:
    draft = Draft().outlet("S0").unnamed("S1", relay=relay).card("S2")
    if headline:
        draft.add("Fire was set, guard says", Kind.HEADLINE).claim("C", "Fire was set", on=("S1",))
    draft.add("The Wire spoke to a guard.").mention("S0", "The Wire").mention("S1", "a guard")
    for place in range(unnamed_count + named_count):
        draft.add("It burned.").claim(f"C{place}", on=("S1" if place < unnamed_count else "S2",))
    return draft


@pytest.mark.parametrize(
    ("story", "sentence"),
    [
        (
            (4, 0, "S0", True),
            "All four attributed claims and the headline rest on unnamed people, all through The Wire.",
        ),
        ((3, 1, None, False), "Three of four attributed claims rest on unnamed people."),
        ((1, 5, None, False), "One of six attributed claims, the first, rests on unnamed people."),
        ((2, 12, None, False), "2 of 14 attributed claims, among them the first, rest on unnamed people."),
        ((1, 0, None, False), "The only attributed claim rests on unnamed people."),
        ((1, 5, None, True), "One of six attributed claims, the first, and the headline rest on unnamed people."),
    ],
)  # fmt: skip
def test_a_story_on_unnamed_people_is_one_sentence(story: tuple[int, int, str | None, bool], sentence: str) -> None:
    draft = unnamed_story(story[0], story[1], relay=story[2], headline=story[3])
    assert only(draft, Cause.UNNAMED_STORY).sentence == sentence


def test_a_headline_on_an_outlet_that_relays_only_unnamed_people_needs_no_body_claim() -> None:
    draft = Draft().outlet("S1").unnamed("S2", relay="S1").add("Fire was set - Wire", Kind.HEADLINE)
    draft.mention("S1", "Wire").claim("C1", "Fire was set", on=("S1",))
    assert only(draft, Cause.UNNAMED_STORY).sentence == "The headline rests on unnamed people, through Wire."


def test_a_story_through_one_outlet_with_names_says_so() -> None:
    draft = Draft().outlet("S0").card("S1", relay="S0").add("Ruiz told the Coast Wire.")
    draft.mention("S0", "the Coast Wire").mention("S1", "Ruiz")
    for place in range(4):
        draft.add("It burned.").claim(f"C{place}", on=("S1",))
    finding = only(draft, Cause.ONE_OUTLET)
    assert finding.sentence == "All four attributed claims come through the Coast Wire."
    assert (finding.rules, finding.remedy) == (("SR19",), Remedy.ASK)


def source_story(flags: str, words: str = "it is bad", **told: object) -> Draft:
    draft = named_story().unnamed("S2", **told)  # type: ignore[arg-type]  # the fields under test
    draft.add(f"A man said {words}.").mention("S2", "A man", "said")
    return draft.claim("C9", words, flags, on=("S2",))


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        (
            source_story("OP", "“it is bad”", who=Who.NONE, knowledge=Knowledge.NONE, reason=Reason.NONE),
            "“A man” gives opinion and forecast in direct quotation; "
            "the text does not say who, how they know or why unnamed.",
        ),
        (source_story("P"), "“A man” gives a forecast."),
        (source_story("F", "“it is bad”"), "“A man” is quoted in full."),
        (source_story("F"), "“A man” alone carries one claim."),
        (
            source_story("F", number=Number.PLURAL, knowledge=Knowledge.CLAIMED),
            "The text does not say of “A man” how many or how they know.",
        ),
        (
            source_story("F", number=Number.TWO, reason=Reason.FORMULA),
            "The reason given for “A man” is a stock formula.",
        ),
    ],
)
def test_an_unnamed_source_gets_one_sentence(draft: Draft, sentence: str) -> None:
    finding = only(draft, Cause.CARD)
    assert finding.sentence == sentence
    assert finding.remedy is Remedy.ADD


def test_missing_reason_and_basis_alone_make_no_finding() -> None:
    draft = source_story("F", number=Number.TWO, knowledge=Knowledge.NONE, reason=Reason.NONE)
    assert report(draft).findings == ()
    assert {flag.rule for flag in report(draft).rest} == {"SR02", "SR06"}


def test_an_attack_makes_the_source_the_gravest_and_is_proposed() -> None:
    draft = named_story().unnamed("S2", who=Who.NONE).unnamed("S3")
    draft.add("A man says it is bad.").mention("S2", "A man").claim("C7", "it is bad", "OP", on=("S2",))
    draft.add("A guard says he lies.").mention("S3", "A guard").claim("C8", "he lies", "O", on=("S3",), attack=True)
    first = next(finding for finding in report(draft).findings if finding.cause is Cause.CARD)
    assert first.key == "card:S3"
    assert first.is_proposed
    assert first.sentence == "“A guard” attacks a person or body and gives opinion."


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ([("some 40 boats", Bound.ABOUT, Measure.COUNT)], "“Some 40 boats”: rounded, no source."),
        ([("some 40 boats", Bound.EXACT, Measure.MONEY)], "“Some 40 boats”: no source."),
        (
            [("some 40 boats", Bound.ABOUT, Measure.COUNT), ("9 ferries", Bound.EXACT, Measure.COUNT)],
            "Two figures without a source, one rounded: “some 40 boats” and “9 ferries”.",
        ),
    ],
)
def test_figures_without_a_source_are_one_sentence(figures: list[tuple[str, Bound, Measure]], sentence: str) -> None:
    draft = named_story().add("It took some 40 boats and 9 ferries.").claim("C9")
    for place, (words, bound, measure) in enumerate(figures):
        draft.figure(f"F{place}", words, bound, measure)
    assert only(draft, Cause.FIGURES).sentence == sentence


def test_an_exact_duration_without_a_source_waits_in_the_table() -> None:
    draft = named_story().add("It took three years.").claim("C9").figure("F1", "three years", measure=Measure.DURATION)
    assert [finding.cause for finding in report(draft).findings] == []
    assert "SR16" in {flag.rule for flag in report(draft).rest}


def test_late_attribution_is_proposed_and_names_its_place() -> None:
    draft = Draft().card("S1").add("Darvan has fled.").claim("C1").add("It rained on Darvan.").check()
    draft.add("Ruiz said Darvan left.").mention("S1", "Ruiz", "said").claim("C2", "Darvan left", on=("S1",))
    finding = only(draft, Cause.LATE_ATTRIBUTION)
    assert finding.is_proposed
    sentence = "The first sentence states in the newsroom’s own voice what a later one attributes to Ruiz."
    assert finding.sentence == sentence
    assert finding.ordinals == (0,)


def test_bars_say_what_each_body_sentence_rests_on_and_how_much_does() -> None:
    draft = Draft().outlet("S1").unnamed("S2", relay="S1").unnamed("S3").card("S4").card("S5", Identity.MISSING)
    draft.add("A title", Kind.HEADLINE).claim("C0")
    draft.add("It burned 3 boats.").claim("C1").figure("F1", "3 boats")
    draft.add("A guard told the Wire.").mention("S1", "the Wire").claim("C2", on=("S2",))
    draft.add("A cook said so; Ruiz too.").claim("C3", "A cook", on=("S3",)).claim("C4", "Ruiz", on=("S4",))
    draft.add("Ruiz left.").claim("C5", on=("S4",)).add("It reportedly sank.").claim("C6", on=("S5",))
    draft.add("Who knows?").check(Outcome.NOTHING).add("Nobody looked.")
    draft.add("He spoke.").mention("S4", "He").add("He spoke.", duplicate_of=8)
    bars = strip(draft.reading, FACTS)
    assert bars == (
        Bar(1, Voice.OWN, 2), Bar(2, Voice.SECOND_HAND_UNNAMED, 1), Bar(3, Voice.UNNAMED, 2), Bar(4, Voice.NAMED, 1),
        Bar(5, Voice.MISSING, 1), Bar(6, Voice.NOTHING, 0), Bar(7, Voice.UNTOUCHED, 0), Bar(8, Voice.NOTHING, 0),
    )  # fmt: skip
    assert strip_words(bars) == (
        "8 body sentences: 1 own voice, 1 named, 1 unnamed, 1 second-hand unnamed, 1 source missing, "
        "2 nothing to tag, 1 not looked at yet."
    )
    assert strip_words(()) == "No body sentences."


@pytest.mark.parametrize(
    ("share", "words"),
    [
        ((5, 6), "five of six"),
        ((6, 6), "all six"),
        ((0, 6), "none of six"),
        ((5, 14), "5 of 14"),
        ((1, 1), "one of one"),
    ],
)
def test_counts_are_words_up_to_twelve(share: tuple[int, int], words: str) -> None:
    assert spell_share(Share(*share)) == words


def test_quoted_words_are_cut_after_a_whole_word_and_keep_one_pair_of_marks() -> None:
    assert quote("“It was bad.”") == "“It was bad”"
    assert quote("one two three four", 12) == "“one two …”"
    assert quote("x" * 20, 12) == "“" + "x" * 12 + " …”"


def test_lists_and_capitals_read_as_english() -> None:
    assert enumerate_words(["a", "b", "c"]) == "a, b and c"
    assert enumerate_words([]) == ""
    assert capitalise("“one source” left") == "“One source” left"
