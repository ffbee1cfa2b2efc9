"""The report of two articles that were worked through by hand: the shared sample and our demo article."""

import json
from collections import defaultdict
from dataclasses import fields
from pathlib import Path

import pytest

from annotator.core.records import ArticleFacts, CutArticle, Kind, Sentence
from annotator.core.sourcing.causes import Remedy
from annotator.core.sourcing.measures import PeopleRange, Share
from annotator.core.sourcing.report import SourcingReport, report_on
from annotator.core.sourcing.strip import strip_words
from annotator.demo.passes import read_pass, uid_of
from tests.fixtures.reference import read_sample

EXPECTED = json.loads((Path(__file__).parents[1] / "fixtures" / "demo_trap_expected.json").read_text(encoding="utf-8"))


def flagged(report: SourcingReport) -> dict[str, list[str]]:
    found = defaultdict(list)
    for flag in report.flags:
        found[flag.rule].append(flag.subject_uid)
    return dict(found)


@pytest.fixture(scope="module")
def sample() -> SourcingReport:
    return report_on(read_sample(), ArticleFacts("Hezbollah coordinating Iraqi Shiite militias"))


def test_the_sample_gives_the_measures_worked_out_by_hand(sample: SourcingReport) -> None:
    m = sample.measures
    assert (m.sentences, m.words, m.claims) == (14, 383, 15)
    assert (m.attributed, m.own_voice, m.on_unnamed, m.on_named) == (
        Share(6, 15),
        Share(9, 15),
        Share(5, 6),
        Share(1, 6),
    )
    assert m.attributing_sentences == Share(5, 14)
    assert (m.named_by_mention, m.named_by_mention.percent) == (Share(5, 9), 56)
    assert (m.named_by_card, m.named_by_card.percent) == (Share(2, 6), 33)
    assert (m.on_named, m.on_named.percent) == (Share(1, 6), 17)
    assert (m.named_by_word, m.named_by_word.percent) == (Share(6, 124), 5)
    assert (m.second_hand, m.second_hand.percent) == (Share(5, 6), 83)
    assert [(through.label, through.share) for through in m.through] == [("Reuters", Share(5, 6))]
    assert m.unnamed_people == PeopleRange(2, None)
    assert (m.reason_given, m.direct_knowledge, m.who_told) == (Share(0, 4), Share(0, 4), Share(1, 4))
    assert m.named_individuals == 0
    assert (m.figures, m.figures_with_source, m.figures_rounded) == (2, Share(0, 2), Share(1, 2))
    assert m.named_original == Share(1, 5)


def test_the_sample_raises_the_flags_worked_out_by_hand(sample: SourcingReport) -> None:
    assert flagged(sample) == {
        "SR01": ["S2", "S3", "S5"],
        "SR02": ["S2", "S3", "S4", "S5"],
        "SR04": ["C08", "C09", "C10"],
        "SR05": ["S2"],
        "SR06": ["S3", "S4", "S5"],
        "SR07": ["S2"],
        "SR08": ["C08", "C09", "C10"],
        "SR10": ["C09", "C10"],
        "SR11": ["C01", "C02", "C04"],
        "SR12": ["C04"],
        "SR13": ["S2", "S3", "S4", "S5"],
        "SR14": ["C03", "C05", "C06", "C11", "C12", "C13", "C16", "C17"],
        "SR15": ["C03"],
        "SR16": ["F01", "F02"],
        "SR17": ["F02"],
        "SR18": [""],
        "SR19": [""],
        "SR21": [""],
        "SR22": ["C04", "C04"],
        "SR23": ["C14", "C17"],
    }


def test_the_sample_asks_for_the_answer_of_both_whom_unnamed_sources_speak_of(sample: SourcingReport) -> None:
    assert [flag.words for flag in sample.rest if flag.rule == "SR22"] == [
        "The text holds no answer, and no refusal, from “Hezbollah”.",
        "The text holds no answer, and no refusal, from “Mohammad al-Kawtharani”.",
    ]


def test_the_sample_comes_down_to_five_findings_in_their_order(sample: SourcingReport) -> None:
    assert [(finding.sentence, finding.rules) for finding in sample.findings] == [
        (
            "The first sentence states in the newsroom’s own voice what the next one attributes to unnamed sources.",
            ("SR15",),
        ),
        (
            "Five of six attributed claims, the headline and the standfirst rest on unnamed people, "
            "all through Reuters.",
            ("SR11", "SR12", "SR13", "SR18", "SR19", "SR21"),
        ),
        (
            "“One source” gives opinion and forecast in direct quotation; "
            "the text does not say who, how they know or why unnamed.",
            ("SR01", "SR02", "SR04", "SR06", "SR08", "SR10"),
        ),
        ("“Some 5,200 American troops”: rounded, no source.", ("SR16", "SR17")),
        (
            "Opinion in the newsroom’s own voice: “The relationship is especially rocky in the aftermath of the "
            "American …” and “A withdrawal of US troops from Iraq would be a victory for Iran, and …”.",
            ("SR23",),
        ),
    ]


def test_the_samples_findings_keep_their_order_when_grouped_by_what_one_would_do(sample: SourcingReport) -> None:
    remedies = [finding.remedy for finding in sample.findings]
    assert remedies == [Remedy.ASK, Remedy.ASK, Remedy.ADD, Remedy.ADD, Remedy.ATTRIBUTE]


def test_the_samples_cards_are_called_by_the_words_of_the_text(sample: SourcingReport) -> None:
    assert list(sample.grounds.labels.values()) == [
        "Reuters",
        "anonymous sources with knowledge of the matter",
        "two sources",
        "a pro-Iranian official",
        "one source",
        "The Iraqi government",
    ]


def test_the_samples_strip_reads_as_a_sentence(sample: SourcingReport) -> None:
    assert strip_words(sample.bars) == "14 body sentences: 8 own voice, 1 named, 5 second-hand unnamed."


@pytest.mark.parametrize("name", ["review_b", "review_c"])
def test_other_passes_over_the_sample_can_be_reported(name: str) -> None:
    report = report_on(read_sample(name), ArticleFacts("x"))
    assert report.measures.sentences == 14
    assert len(report.findings) == 5


@pytest.fixture(scope="module")
def demo() -> SourcingReport:
    desk = Path(__file__).parents[2] / "annotator" / "demo" / "desk"
    text = (desk / f"{EXPECTED['article']}.txt").read_text(encoding="utf-8")
    units = tuple(
        Sentence(ordinal, unit["start"], unit["stop"], Kind(unit["kind"]), unit["duplicate_of"])
        for ordinal, unit in enumerate(EXPECTED["units"])
    )
    facts = ArticleFacts("Border colonel", outlet="The Velmar Courier")
    data = json.loads((desk / f"{EXPECTED['article']}.ines-marlow.json").read_text(encoding="utf-8"))
    return report_on(read_pass(EXPECTED["article"], CutArticle(text, facts, units), data).reading, facts)


def demo_uid(local_id: str) -> str:
    return "" if local_id == "article" else uid_of(EXPECTED["article"], EXPECTED["reviewer"], local_id)


def test_the_demo_article_raises_the_flags_worked_out_by_hand(demo: SourcingReport) -> None:
    expected = {rule: [demo_uid(item) for item in items] for rule, items in EXPECTED["rules"].items() if items}
    assert flagged(demo) == expected


@pytest.mark.parametrize("name", [name for name in EXPECTED["measures"] if name not in ("through", "unnamed_people")])
def test_the_demo_article_gives_the_measures_worked_out_by_hand(demo: SourcingReport, name: str) -> None:
    expected = EXPECTED["measures"][name]
    assert getattr(demo.measures, name) == (Share(*expected) if isinstance(expected, list) else expected)


def test_the_demo_articles_people_and_ways_are_those_worked_out_by_hand(demo: SourcingReport) -> None:
    assert demo.measures.unnamed_people == PeopleRange(*EXPECTED["measures"]["unnamed_people"])
    assert [[through.source_uid, through.share] for through in demo.measures.through] == [
        [demo_uid(card), Share(*share)] for card, share in EXPECTED["measures"]["through"]
    ]


def test_the_demo_article_comes_down_to_five_findings(demo: SourcingReport) -> None:
    assert [finding.rules for finding in demo.findings] == [
        ("SR15",),
        ("SR11", "SR12", "SR13", "SR18", "SR19", "SR21"),
        ("SR01", "SR03", "SR04", "SR06", "SR08", "SR09", "SR10"),
        ("SR20",),
        ("SR16", "SR17"),
    ]


def test_the_guide_tells_every_measure_with_a_true_example(demo: SourcingReport) -> None:
    """docs/measures.md: a row for each field of the measures, its example that of the demo article."""
    page = (Path(__file__).parents[2] / "docs" / "measures.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("| `")]
    assert [row[0].strip("`") for row in rows if not all(row)] == []
    told = {row[0].strip("`"): row[4] for row in rows}
    m = demo.measures
    expected = {field.name: str(getattr(m, field.name)) for field in fields(m)}
    expected["through"] = str(m.through[0].share)
    expected["unnamed_people"] = f"{m.unnamed_people.lower} to {m.unnamed_people.upper}"
    assert told == expected
