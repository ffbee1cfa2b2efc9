"""`annotator sourcing`: reports of an exported dataset, without a server."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result

from annotator.cli import main
from annotator.core.dataset_policies import PolicyRecord
from annotator.core.datasets import AccountRecord, ArticleRecord, Manifest, ReviewRecord
from annotator.core.records import ReviewKind, ReviewState
from annotator.core.sourcing.policy import Policy, Preset, policy_to_json, preset_policy
from annotator.demo.dataset import list_records
from annotator.demo.desk import load_desk
from annotator.formats import jsonl

TRAP = "border-talks"


def written(change=lambda review: review, *policies: Policy) -> bytes:
    """The demo's trap article with its three reviews, each changed or left out (None), and versions of a policy."""
    desk = [article for article in load_desk() if article.slug == TRAP]
    records = [change(one) if isinstance(one, ReviewRecord) else one for one in list_records(desk)]
    kept = [record for record in records if record is not None]
    reviews = sum(isinstance(record, ReviewRecord) for record in kept)
    manifest = kept[0]
    assert isinstance(manifest, Manifest)
    stream = io.BytesIO()
    by = next(record.uid for record in kept if isinstance(record, AccountRecord))
    versions = [PolicyRecord(policy, by, datetime(2026, 1, 1, tzinfo=UTC)) for policy in policies]
    first = next(place for place, record in enumerate(kept) if isinstance(record, ArticleRecord))
    counts = replace(manifest.counts, reviews=reviews, policies=len(versions))
    jsonl.write([replace(manifest, counts=counts), *kept[1:first], *versions, *kept[first:]], stream)
    return stream.getvalue()


def run(data: bytes, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["sourcing", "-", *arguments], input=data)


def only(number: int, **values: object):
    """Keep one of the three reviews, changed."""
    count = iter(range(3))
    return lambda review: replace(review, **values) if next(count) == number else None


def test_one_finished_review_is_what_the_report_rests_on() -> None:
    answer = run(written(only(0)), "--format", "json")
    assert answer.exit_code == 0, answer.output
    found = json.loads(answer.stdout)
    [report] = found["articles"]
    assert found["left_out"] == []
    assert report["rests_on"]["reviewer"] == "Ines Marlow"
    assert report["measures"]["on_unnamed"] == {"count": 6, "of": 8, "percent": 75}
    assert report["measures"]["unnamed_people"] == {"at_least": 2, "at_most": 5}
    [late, *_] = report["findings"]
    assert (late["rules"], late["proposed"]) == (["SR15"], True)
    for flag in report["flags"]:
        if flag["start"] is not None:
            assert len(flag["quote"]) == flag["stop"] - flag["start"]


def test_several_reviews_are_never_mixed_and_the_choice_is_named() -> None:
    answer = run(written(), "--format", "json")
    assert answer.exit_code == 1
    [left] = json.loads(answer.stdout)["left_out"]
    assert left["reviewers"] == ["Ines Marlow", "Priya Okafor", "Tomas Behr"]
    assert "choose one with --reviewer" in answer.stderr
    chosen = run(written(), "--format", "jsonl", "--reviewer", "priya okafor")
    assert json.loads(chosen.stdout)["rests_on"]["reviewer"] == "Priya Okafor"


def test_gold_comes_before_every_named_review() -> None:
    changes = iter([{}, {"kind": ReviewKind.GOLD}, {}])
    data = written(lambda review: replace(review, **next(changes)))
    report = json.loads(run(data, "--format", "jsonl", "--reviewer", "Ines Marlow").stdout)
    assert (report["rests_on"]["kind"], report["rests_on"]["reviewer"]) == ("gold", "Priya Okafor")


def test_a_review_in_hand_is_no_basis() -> None:
    answer = run(written(only(0, state=ReviewState.STARTED, finished_at=None)))
    assert answer.exit_code == 1
    assert "no finished review of its newest text" in answer.stderr


def test_the_table_has_a_row_for_each_number_and_each_rule() -> None:
    answer = run(written(only(0)), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(answer.stdout.removeprefix("\ufeff"))))
    told = {row["name"]: (row["value"], row["of"], row["percent"]) for row in rows}
    assert told["figures_with_source"] == ("1", "5", "20")
    assert told["SR16"] == ("4", "", "")
    assert told["SR05"] == ("0", "", "")
    assert told["unnamed_people_at_most"] == ("5", "", "")


def test_the_text_says_the_findings_as_the_page_does() -> None:
    lines = run(written(only(0))).stdout.splitlines()
    assert lines[1] == "  rests on: Ines Marlow"
    assert any("Six of eight attributed claims" in line for line in lines)


@pytest.mark.parametrize("data", [b"", b"{}\n", b"unit,reviewer,value\n"])
def test_what_is_no_dataset_is_refused_with_its_line(data: bytes) -> None:
    answer = run(data, "--format", "json")
    assert answer.exit_code == 2
    assert "Error: line " in answer.stderr
    assert "articles" not in answer.stdout


def test_an_article_can_be_asked_for_alone() -> None:
    answer = run(written(only(0)), "--article", "nowhere")
    assert (answer.exit_code, answer.stdout) == (1, "")


def test_a_desks_policy_decides_which_rules_speak(tmp_path) -> None:
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(policy_to_json(preset_policy(Preset.GUARDIAN))))
    report = json.loads(run(written(only(0)), "--format", "jsonl", "--policy", str(file)).stdout)
    assert report["policy"]["name"] == "Guardian"
    assert {flag["rule"] for flag in report["flags"]} == {"SR01", "SR06", "SR09", "SR18"}
    # Without a file of its own it is the version of the dataset that is in force for the article.
    versions = replace(preset_policy(Preset.GUARDIAN), number=1), replace(preset_policy(Preset.BBC), number=2)
    later = replace(versions[1], valid_from="9999-01-01")
    for number, told in ((1, versions[:1]), (2, versions), (1, (versions[0], later))):
        report = json.loads(run(written(only(0), *told), "--format", "jsonl").stdout)
        assert report["policy"]["number"] == number


@pytest.mark.parametrize("change", [{"rules": {"SR99": "ask"}}, {"thresholds": {"mostly_unnamed": 500}}, None])
def test_a_policy_with_unknown_rules_or_thresholds_out_of_range_is_refused(tmp_path, change) -> None:
    file = tmp_path / "policy.json"
    body = "no json" if change is None else json.dumps(policy_to_json(preset_policy(Preset.ALL)) | change)
    file.write_text(body)
    answer = run(written(only(0)), "--policy", str(file))
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "The policy was not taken" in answer.stderr
