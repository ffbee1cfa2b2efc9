"""Each sourcing rule on the smallest reading that raises it, and on one that just does not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.core.records import (
    ArticleFacts,
    Bound,
    Identity,
    Kind,
    Knowledge,
    Number,
    Outcome,
    Reason,
    SourceLink,
    SourceType,
    Who,
)
from annotator.core.sourcing.flags import Flag, Mode, Thresholds, rule
from annotator.core.sourcing.grounds import Grounds
from annotator.core.sourcing.rules import RULES, raise_flags
from tests.fixtures.drafts import Draft

FACTS = ArticleFacts("The fire", outlet="Meridian", outlet_aliases=("Meridian News",))


def flags_of(draft: Draft, rule_id: str, thresholds: Thresholds | None = None) -> list[Flag]:
    grounds = Grounds(draft.reading, FACTS)
    raised = raise_flags(grounds, thresholds) if thresholds else raise_flags(grounds)
    return [flag for flag in raised if flag.rule == rule_id]


def subjects(draft: Draft, rule_id: str) -> list[str]:
    return [flag.subject_uid for flag in flags_of(draft, rule_id)]


def guard(**told: object) -> Draft:
    """One unnamed guard behind one claim."""
    draft = Draft().unnamed("S1", **told)  # type: ignore[arg-type]  # the fields under test
    return (
        draft.add("A guard said the fire was set.").mention("S1", "A guard").claim("C1", "the fire was set", on=("S1",))
    )


@pytest.mark.parametrize(
    ("rule_id", "raising", "silent"),
    [
        ("SR01", {"who": Who.NONE}, {"who": Who.ROLE}),
        ("SR02", {"reason": Reason.NONE}, {"reason": Reason.FORMULA}),
        ("SR03", {"reason": Reason.FORMULA}, {"reason": Reason.SPECIFIC}),
        ("SR05", {"number": Number.PLURAL}, {"number": Number.THREE_OR_MORE}),
        ("SR06", {"knowledge": Knowledge.NONE}, {"knowledge": Knowledge.CLAIMED}),
        ("SR07", {"knowledge": Knowledge.CLAIMED}, {"knowledge": Knowledge.DIRECT}),
    ],
)
def test_what_the_text_does_not_tell_of_an_unnamed_source(
    rule_id: str, raising: dict[str, object], silent: dict[str, object]
) -> None:
    [flag] = flags_of(guard(**raising), rule_id)
    assert (flag.subject_uid, flag.ordinal, flag.span) == ("S1", 0, (0, 7))
    assert subjects(guard(**silent), rule_id) == []


@pytest.mark.parametrize("rule_id", ["SR01", "SR02", "SR06"])
def test_an_unanswered_field_is_not_an_answer(rule_id: str) -> None:
    assert subjects(guard(who=None, knowledge=None, reason=None), rule_id) == []


@pytest.mark.parametrize("rule_id", ["SR01", "SR02", "SR03", "SR05", "SR06", "SR07", "SR13"])
def test_rules_about_unnamed_sources_leave_a_spokesperson_alone(rule_id: str) -> None:
    draft = Draft().card("S1", Identity.SPOKESPERSON).add("A spokesman said so.").mention("S1", "A spokesman")
    assert subjects(draft, rule_id) == []


def test_a_card_that_only_a_caption_uses_is_not_reported() -> None:
    draft = Draft().unnamed("S1", who=Who.NONE).add("Smoke, a source says.", Kind.CAPTION).mention("S1", "a source")
    assert subjects(draft, "SR01") == []


def test_sr04_one_unnamed_person_and_nothing_else() -> None:
    assert subjects(guard(), "SR04") == ["C1"]
    assert subjects(guard(number=Number.TWO), "SR04") == []
    two = guard().unnamed("S2").add("A cook and a guard agreed.").claim("C2", "agreed", on=("S1", "S2"))
    assert subjects(two, "SR04") == ["C1"]


@pytest.mark.parametrize(("flags", "raised"), [("O", ["C1"]), ("P", ["C1"]), ("FP", ["C1"]), ("F", [])])
def test_sr08_opinion_or_forecast_from_unnamed_sources_only(flags: str, raised: list[str]) -> None:
    draft = Draft().unnamed("S1").add("A guard said it was bad.").claim("C1", "it was bad", flags, on=("S1",))
    assert subjects(draft, "SR08") == raised


def test_sr08_is_silent_when_a_named_source_says_it_too() -> None:
    draft = (
        Draft().unnamed("S1").card("S2").add("Both said it was bad.").claim("C1", "it was bad", "O", on=("S1", "S2"))
    )
    assert subjects(draft, "SR08") == []


def test_sr09_an_attack_from_an_unnamed_source_is_proposed() -> None:
    draft = Draft().unnamed("S1").card("S2").add("He is finished, they said.")
    draft.claim("C1", "He is finished", "O", on=("S1",), attack=True)
    draft.claim("C2", "they said", "O", on=("S2",), attack=True)
    assert subjects(draft, "SR09") == ["C1"]
    assert RULES["SR09"].is_proposed


@pytest.mark.parametrize(
    ("sentence", "claim", "raised"),
    [
        ("“They lied to us,” a guard said.", "“They lied to us,”", ["C1"]),
        ('"They lied to us," a guard said.', '"They lied to us,"', ["C1"]),
        ("„Sie logen“, sagte er.", "„Sie logen“", ["C1"]),
        ("«Ils mentent», dit-il.", "«Ils mentent»", ["C1"]),
        ("‘They don’t care,’ a guard said.", "‘They don’t care,’", ["C1"]),
        ("A guard said they “lied to us.”", "they “lied to us.”", []),
        ("A guard said they lied.", "they lied", []),
    ],
)
def test_sr10_a_claim_quoted_from_end_to_end(sentence: str, claim: str, raised: list[str]) -> None:
    assert subjects(Draft().unnamed("S1").add(sentence).claim("C1", claim, on=("S1",)), "SR10") == raised


def test_sr10_looks_past_an_attribution_in_the_middle_of_a_quotation() -> None:
    draft = Draft().unnamed("S1").add("“They lied,” said a guard, “and left.”").mention("S1", "a guard", "said")
    assert subjects(draft.claim("C1", on=("S1",)), "SR10") == ["C1"]


def test_sr10_follows_a_quotation_into_its_later_sentences() -> None:
    draft = Draft().unnamed("S1").add("“They lied. They left. We stayed,” a guard said.")
    draft.claim("C1", "They left.", on=("S1",))
    assert subjects(draft, "SR10") == ["C1"]


def test_sr11_headline_standfirst_and_first_attributed_claim() -> None:
    draft = Draft().unnamed("S1").card("S2").add("Fire was set, guard says", Kind.HEADLINE)
    draft.claim("C1", "Fire was set", on=("S1",))
    draft.add("A mayor speaks", Kind.STANDFIRST).claim("C2", "A mayor speaks", on=("S2",))
    draft.add("It burned.").claim("C3", "It burned")
    draft.add("A guard said it was set.").claim("C4", "it was set", on=("S1",))
    draft.add("A guard said more.").claim("C5", "more", on=("S1",))
    assert subjects(draft, "SR11") == ["C1", "C4"]


def outlet_on_top(second: Identity) -> Draft:
    draft = Draft().outlet("S1").unnamed("S2", relay="S1").card("S3", second, relay="S1")
    draft.add("Fire was set - report", Kind.HEADLINE).mention("S1", "report").claim("C1", "Fire was set", on=("S1",))
    return draft.add("Ruiz left.").claim("C2", "Ruiz left", on=("S3",)).add("He ran.").claim("C3", "He ran", on=("S2",))


def test_sr11_an_outlet_counts_as_unnamed_only_when_all_that_it_relays_is() -> None:
    assert subjects(outlet_on_top(Identity.UNNAMED), "SR11") == ["C1", "C2"]
    assert subjects(outlet_on_top(Identity.NAMED), "SR11") == []


@pytest.mark.parametrize(
    ("on", "raised"),
    [(("S1", "S2"), ["C1"]), (("S2",), []), (("S1", "S3"), []), (("S1", "S2", "S3"), [])],
)
def test_only_unnamed_means_the_same_in_every_rule(on: tuple[str, ...], raised: list[str]) -> None:
    draft = Draft().unnamed("S1").card("S2", Identity.MISSING).card("S3", Identity.SPOKESPERSON)
    draft.add("They will leave, it is said.").claim("C1", "They will leave", "P", on=on)
    assert [subjects(draft, rule) for rule in ("SR08", "SR11")] == [raised, raised]


def test_sr11_an_outlet_that_relays_nobody_is_itself_the_source() -> None:
    draft = Draft().outlet("S1").add("Fire was set - report", Kind.HEADLINE).claim("C1", "Fire was set", on=("S1",))
    assert subjects(draft, "SR11") == []


def test_sr12_the_first_words_quoted_from_a_source() -> None:
    draft = Draft().unnamed("S1").card("S2").add("The “Bear” was caught.").claim("C1")
    draft.add("A guard called it “a mess.”").claim("C2", "it “a mess.”", on=("S1",))
    draft.add("Ruiz called it “fine.”").claim("C3", "it “fine.”", on=("S2",))
    [flag] = flags_of(draft, "SR12")
    assert flag.subject_uid == "C2"
    assert draft.text[slice(*flag.span or (0, 0))] == "“a mess.”"


def test_sr12_is_silent_when_the_first_quote_has_a_name() -> None:
    draft = Draft().unnamed("S1").card("S2").add("Ruiz called it “fine.”").claim("C1", "it “fine.”", on=("S2",))
    draft.add("A guard called it “a mess.”").claim("C2", "it “a mess.”", on=("S1",))
    assert subjects(draft, "SR12") == []


def relayed(outlet_name: str, identity: Identity = Identity.UNNAMED) -> Draft:
    draft = Draft().outlet("S1").card("S2", identity, relay="S1").add(f"A guard told the {outlet_name} it burned.")
    return draft.mention("S2", "A guard").mention("S1", f"the {outlet_name}").claim("C1", "it burned", on=("S2",))


def test_sr13_an_unnamed_source_through_another_outlet() -> None:
    assert subjects(relayed("Coast Wire"), "SR13") == ["S2"]
    assert subjects(relayed("Coast Wire", Identity.NAMED), "SR13") == []


@pytest.mark.parametrize("name", ["Meridian", "Meridian News"])
@pytest.mark.parametrize("rule_id", ["SR13", "SR19"])
def test_the_own_outlet_is_never_a_relay(name: str, rule_id: str) -> None:
    draft = relayed(name)
    for place in range(2, 6):
        draft.add("It burned on.").claim(f"C{place}", on=("S2",))
    assert subjects(draft, rule_id) == []


def test_sr13_sees_a_relay_that_holds_for_one_claim_only() -> None:
    draft = Draft().outlet("S1").unnamed("S2").add("A guard told the Coast Wire it burned.")
    draft.mention("S2", "A guard").mention("S1", "the Coast Wire").claim(
        "C1", "it burned", on=(SourceLink("S2", "S1"),)
    )
    assert subjects(draft, "SR13") == ["S2"]


def test_sr14_and_sr23_list_own_voice_facts_and_opinions_of_the_body() -> None:
    draft = Draft().card("S1").add("A fine fire", Kind.HEADLINE).claim("C0", flags="FO")
    draft.add("It burned.").claim("C1").add("It was fine.").claim("C2", flags="O")
    draft.add("It burned well.").claim("C3", flags="FO").add("It will burn.").claim("C4", flags="P")
    draft.add("Ruiz called it fine.").claim("C5", "it fine", "FO", on=("S1",))
    assert subjects(draft, "SR14") == ["C1", "C3"]
    assert subjects(draft, "SR23") == ["C2", "C3"]


def late(first: str, gap: int, second: str) -> Draft:
    draft = Draft().unnamed("S1").add("Much is said of Darvan and of Kessar in Sarenia.").check()
    draft.add(first).claim("C1")
    for _ in range(gap):
        draft.add("Rain fell.").check()
    return draft.add(f"A guard said {second}.").mention("S1", "A guard", "said").claim("C2", second, on=("S1",))


@pytest.mark.parametrize(
    ("first", "gap", "second", "raised"),
    [
        ("Darvan has opened the road.", 0, "Darvan took money for it", ["C1"]),
        ("Darvan has opened the road.", 2, "Darvan’s men took money for it", ["C1"]),
        ("Darvan has opened the road.", 3, "Darvan took money for it", []),
        ("Darvan has opened the road.", 0, "Kessar was open", []),
        ("Darvan has opened the road.", 0, "the road was opened by friends and cousins of Darvan", []),
        ("The road was opened by Darvan.", 0, "Darvan took money for it", []),
        ("The road has been opened.", 0, "the road was shut", []),
        ("The Sarenian guard has left.", 0, "Sarenian guards took money", []),
    ],
)
def test_sr15_a_later_claim_that_opens_with_the_same_named_actor(
    first: str, gap: int, second: str, raised: list[str]
) -> None:
    assert subjects(late(first, gap, second), "SR15") == raised


def test_sr15_is_proposed_and_tells_the_claim_that_follows() -> None:
    [flag] = flags_of(late("Darvan has opened the road.", 0, "Darvan took money for it"), "SR15")
    assert flag.related_uid == "C2"
    assert RULES["SR15"].mode is Mode.HELP


def test_sr15_does_not_look_back() -> None:
    draft = Draft().card("S1").add("Behr said that Darvan left.").mention("S1", "Behr", "said")
    draft.claim("C1", "Darvan left", on=("S1",)).add("In fact Darvan has stayed.").claim("C2")
    assert subjects(draft, "SR15") == []


def test_sr16_and_sr17_figures_without_a_source() -> None:
    draft = Draft().card("S1").add("Some 40 of 90 boats burned.").claim("C1")
    draft.figure("F1", "Some 40", Bound.ABOUT).figure("F2", "90 boats", claim="C1")
    draft.add("Ruiz said some 30 sank.").claim("C2", "some 30 sank", on=("S1",)).figure("F3", "some 30", Bound.ABOUT)
    draft.add("Over 20 boats", Kind.CAPTION).figure("F4", "Over 20 boats", Bound.AT_LEAST)
    assert subjects(draft, "SR16") == ["F1", "F2"]
    assert subjects(draft, "SR17") == ["F1"]


def test_a_figure_belongs_to_the_claim_around_it_before_the_only_one() -> None:
    draft = Draft().card("S1").add("Ruiz said 30 sank, though 40 were seen.")
    draft.claim("C1", "30 sank", on=("S1",)).claim("C2", "40 were seen")
    draft.figure("F1", "30").figure("F2", "40")
    assert subjects(draft, "SR16") == ["F2"]


def test_a_figure_without_any_claim_has_no_source() -> None:
    assert subjects(Draft().add("Only 3 left.").figure("F1", "3"), "SR16") == ["F1"]


def attributed(unnamed_count: int, named_count: int, relay: str | None = None) -> Draft:
    draft = Draft().outlet("S0").unnamed("S1", relay=relay).card("S2")
    draft.add("The Coast Wire spoke to a guard and to Ruiz.")
    draft.mention("S0", "The Coast Wire").mention("S1", "a guard").mention("S2", "Ruiz")
    for place in range(unnamed_count + named_count):
        source = "S1" if place < unnamed_count else "S2"
        draft.add("It burned.").claim(f"C{place}", on=(source,))
    return draft


@pytest.mark.parametrize(
    ("unnamed_count", "named_count", "raised"), [(3, 1, [""]), (3, 0, []), (5, 2, []), (6, 2, [""]), (0, 4, [])]
)
def test_sr18_needs_four_attributed_claims_and_three_quarters(
    unnamed_count: int, named_count: int, raised: list[str]
) -> None:
    assert subjects(attributed(unnamed_count, named_count), "SR18") == raised
    flags = flags_of(attributed(unnamed_count, named_count, relay="S0"), "SR19")
    assert [flag.related_uid for flag in flags] == ["S0" for _ in raised]


def test_thresholds_are_a_desks_own() -> None:
    draft = attributed(1, 1)
    assert flags_of(draft, "SR18") == []
    assert len(flags_of(draft, "SR18", Thresholds(mostly_unnamed=50, least_claims=2))) == 1


def test_sr19_counts_claims_on_the_outlet_itself_and_through_two_outlets() -> None:
    draft = Draft().outlet("S1").outlet("S2", relay="S1").card("S3", relay="S2")
    draft.add("Ruiz told the Post, says the Wire.")
    draft.mention("S3", "Ruiz").mention("S2", "the Post").mention("S1", "the Wire")
    for place, source in enumerate(("S1", "S2", "S3", "S3")):
        draft.add("It burned.").claim(f"C{place}", on=(source,))
    assert [flag.related_uid for flag in flags_of(draft, "SR19")] == ["S1", "S2"]


def test_sr19_does_not_count_a_claim_that_also_has_a_source_of_ones_own() -> None:
    draft = attributed(0, 0, relay="S0")
    for place in range(4):
        draft.add("It burned.").claim(f"C{place}", on=("S1", "S2"))
    assert subjects(draft, "SR19") == []


def test_sr20_a_hedge_instead_of_a_source() -> None:
    draft = Draft().card("S1", Identity.MISSING).add("The mine reportedly shut.").mention("S1", "reportedly")
    draft.claim("C1", on=("S1",))
    assert subjects(draft, "SR20") == ["S1"]
    assert subjects(guard(), "SR20") == []


def test_sr21_two_unnamed_cards_that_may_overlap() -> None:
    assert subjects(guard(), "SR21") == []
    assert subjects(guard(number=Number.PLURAL), "SR21") == [""]
    for counted in (Number.TWO, Number.THREE_OR_MORE, None):  # "five officials" are counted, nobody may be among them
        assert subjects(guard(number=counted), "SR21") == []
    overlapping = guard().unnamed("S2").add("A cook left.").mention("S2", "A cook")
    assert subjects(overlapping, "SR21") == [""]
    distinct = guard().unnamed("S2", distinct=True).add("Another guard left.").mention("S2", "Another guard")
    assert subjects(distinct, "SR21") == []


def accused(*, attack: bool = False, on: tuple[str, ...] = ("S1",)) -> Draft:
    """What a guard, or nobody, says of Ida Brandt, whom a capital inside a sentence makes a name."""
    draft = Draft().unnamed("S1").card("S2").add("The mayor met Ida Brandt in May.").check()
    draft.add("A guard said Ida Brandt set the fire.").mention("S1", "A guard")
    return draft.claim("C1", "Ida Brandt set the fire", on=on, attack=attack)


def test_sr22_a_named_party_that_gets_no_word_in_is_proposed() -> None:
    [flag] = flags_of(accused(), "SR22")
    assert (flag.subject_uid, flag.words) == ("C1", "The text holds no answer, and no refusal, from “Ida Brandt”.")
    assert RULES["SR22"].mode is Mode.HELP


@pytest.mark.parametrize(("attack", "raised"), [(False, []), (True, ["C1"])])
def test_sr22_asks_for_an_answer_to_an_attack_whoever_makes_it(attack: bool, raised: list[str]) -> None:
    assert subjects(accused(attack=attack, on=()), "SR22") == raised
    assert subjects(accused(attack=attack, on=("S2",)), "SR22") == raised


def test_sr22_is_silent_once_the_party_is_heard() -> None:
    speaks = accused().add("Brandt said she was away.").mention("S2", "Brandt").claim("C2", "she was away", on=("S2",))
    refuses = accused().add("Brandt declined to comment.").check(Outcome.DECLINED)
    denies = accused().add("Brandt did not set the fire.").claim("C2", denial=True)
    assert [subjects(draft, "SR22") for draft in (speaks, refuses, denies)] == [[], [], []]


def test_sr22_is_not_silenced_by_an_unnamed_voice_or_by_a_sentence_that_tells_of_no_refusal() -> None:
    unnamed = accused().add("A friend of Brandt said so.").mention("S1", "A friend of Brandt").claim("C2", on=("S1",))
    assert subjects(unnamed, "SR22") == ["C1"]
    assert subjects(accused().add("Brandt waited outside.").check(), "SR22") == ["C1"]


def test_sr22_names_a_party_once_and_each_party_for_itself() -> None:
    draft = accused().add("The guard said Brandt fled and met Karl Osten.").mention("S1", "The guard")
    draft.claim("C2", "Brandt fled and met Karl Osten", on=("S1",))
    draft.add("The guard said Osten had paid.").mention("S1", "The guard").claim("C3", "Osten had paid", on=("S1",))
    assert [flag.words[-13:-1] for flag in flags_of(draft, "SR22")] == ["“Ida Brandt”", "“Karl Osten”"]


def test_sr22_leaves_names_behind_a_preposition_alone() -> None:
    draft = accused().add("A guard said the fire began after Osten left, in Osten.").mention("S1", "A guard")
    draft.claim("C2", "the fire began after Osten left", on=("S1",))
    assert subjects(draft, "SR22") == ["C1"]


def test_all_rules_are_there() -> None:
    assert sorted(RULES) == [f"SR{number:02}" for number in range(1, 24)]
    assert {rule_id for rule_id, entry in RULES.items() if entry.is_proposed} == {"SR09", "SR15", "SR22"}


def test_a_rules_number_cannot_be_used_twice() -> None:
    with pytest.raises(ValueError, match="SR01"):
        rule("SR01", "Again", "nobody")(lambda grounds, thresholds: ())


@pytest.mark.parametrize("empty", [Draft, lambda: Draft().add("search", Kind.FURNITURE)])
def test_no_rule_fires_on_a_reading_without_tags(empty: Callable[[], Draft]) -> None:
    assert raise_flags(Grounds(empty().reading, FACTS)) == ()


def test_duplicates_count_nowhere() -> None:
    draft = Draft().unnamed("S1", who=Who.NONE).add("A guard said it burned.").check()
    draft.add("A guard said it burned.", duplicate_of=0).mention("S1", "A guard").claim(
        "C1", "it burned", "FPO", on=("S1",)
    )
    assert raise_flags(Grounds(draft.reading, FACTS)) == ()


def test_no_words_speak_of_the_reporter() -> None:
    draft = attributed(4, 1, relay="S0").card("S4", Identity.MISSING, SourceType.PERSON)
    draft.add("It reportedly burned some 3 boats.").mention("S4", "reportedly").claim("C9", "burned", "FO", on=("S4",))
    for flag in raise_flags(Grounds(draft.reading, FACTS)):
        assert not {"reporter", "journalist", "failed"} & set(flag.words.split())


def test_the_documented_rules_are_the_rules() -> None:
    page = (Path(__file__).parents[2] / "docs" / "sourcing.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("| SR")]
    assert [(row[0], row[1], row[3], row[4] == "proposed") for row in rows] == [
        (entry.id, entry.name, entry.basis, entry.is_proposed) for entry in RULES.values()
    ]
