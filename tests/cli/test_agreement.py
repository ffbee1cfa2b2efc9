"""`annotator agreement`: the same numbers as the page, in words and as JSON."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from annotator.cli import main
from annotator.core.actions import Change
from annotator.core.records import Check, Claim, Flag, Outcome, Reading, ReviewState, Role
from annotator.services.agreement_counts import record_answers
from annotator.settings import load_settings
from annotator.storage.migrate import upgrade
from annotator.storage.queries.changes import write_changes
from annotator.storage.transactions import Database
from tests import make


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """An installation with one project in which Ann and Bob finished an article."""
    settings = load_settings(tmp_path, {})
    database = Database.open(settings.database)
    upgrade(database.engine)
    with database.writing() as session:
        project = make.project(session, "Northern Desk")
        article = make.article(session, project)
        people = [make.member(session, project, Role.REVIEWER, name) for name in ("Ann", "Bob")]
        finish(session, article, people, ("yyn", "ynn"))
    database.close()
    return tmp_path


def finish(session, article, people, answers) -> None:
    """Finish an article: a letter a sentence of the body says whether the person sees a claim in it."""
    body = [sentence for sentence in article.sentences if sentence.is_body]
    for person, letters in zip(people, answers, strict=True):
        review = make.review(session, article, person, state=ReviewState.FINISHED, finished_at=make.NOW)
        records = [
            Claim(make.uid(), sentence.start, sentence.stop, frozenset({Flag.FACT}))
            if letter == "y"
            else Check(make.uid(), sentence.start, sentence.stop, Outcome.NOTHING)
            for sentence, letter in zip(body, letters, strict=True)
        ]
        changes = [Change(None, record) for record in records]
        write_changes(session, review.id, changes, Reading(article.text, article.sentences))
    record_answers(session, text_id=article.text_id)


def run(instance: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--instance", str(instance), "agreement", *arguments])


def test_the_table_is_readable(instance):
    result = run(instance, "--project", "northern desk")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[0] == "Northern Desk. Articles finished by two or more of 2 reviewers: 1"
    [claim] = [line.split() for line in lines if line.startswith("claim ")]
    assert claim == ["claim", "3", "2", "1", "0.67", "0.50", "0.67", "0.67", "0.40", "0.44", "0.33"]
    assert "figure, alpha: undefined, nobody used the tag." in lines


def test_json_has_full_precision_and_reasons(instance):
    data = json.loads(run(instance, "--project", "Northern Desk", "--format", "json").output)
    rows = {row["facet"]: row for row in data["facets"]}
    assert rows["claim"]["alpha"] == {"value": 1 - 5 / 9, "reason": None}
    assert rows["figure"]["alpha"] == {"value": None, "reason": "never_used"}
    [pair] = rows["claim"]["pairs"]
    assert [pair[cell] for cell in ("both", "only_first", "only_second", "neither")] == [1, 1, 0, 1]
    assert [reviewer["name"] for reviewer in data["reviewers"]] == ["Ann", "Bob"]


def test_reviewers_are_chosen_by_name(instance):
    data = json.loads(run(instance, "--project", "Northern Desk", "--reviewer", "ann", "--format", "json").output)
    assert [reviewer["name"] for reviewer in data["reviewers"]] == ["Ann"]
    assert data["facets"][0]["alpha"] == {"value": None, "reason": "one_reviewer"}


@pytest.mark.parametrize("arguments", [["--project", "Southern"], ["--project", "Northern Desk", "--reviewer", "Cy"]])
def test_unknown_names_are_said(instance, arguments):
    result = run(instance, *arguments)
    assert result.exit_code == 1
    assert f"called “{arguments[-1]}”" in result.output
