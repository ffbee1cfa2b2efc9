"""`annotator agreement FILE`: a plain table or an exported dataset, without a server."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from annotator.cli import main
from annotator.core.agreement import tallies
from annotator.core.rounds import ArticleRole, RoundKind
from annotator.core.study import Exclusion, Study
from annotator.settings import load_settings
from annotator.storage.queries.study import add_version
from annotator.storage.tables import Account, Project, Round, RoundArticle
from annotator.storage.transactions import Database
from tests import make
from tests.cli.test_agreement import finish, instance  # noqa: F401 - the fixture of a project with two reviewers
from tests.cli.test_agreement import run as run_on

NAMES = ["observed", "alpha", "kappa", "pi", "fleiss", "conger", "ac1", "ac2"]
HEAD = "unit,reviewer,value\n"


def run(*arguments: str, table: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["agreement", *arguments], input=table)


def rows_of(table: str | bytes, *arguments: str) -> dict[str, dict[str, object]]:
    result = run("-", "--format", "json", *arguments, table=table)
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)["coefficients"]
    assert [row["name"] for row in rows] == NAMES
    assert all(list(row) == ["name", "value", "low", "high", "units", "reviewers", "reason"] for row in rows)
    assert all((row["value"] is None) == (row["reason"] is not None) for row in rows)
    assert all((row["low"] is None) == (row["high"] is None) for row in rows)
    return {row["name"]: row for row in rows}


def written(*units: str, clusters: bool = False) -> str:
    """A table from one string a unit with a letter a reviewer, `.` for missing; two units make a cluster."""
    lines = ["unit,reviewer,value" + ",cluster" * clusters]
    for unit, letters in enumerate(units):
        for reviewer, letter in enumerate(letters):
            lines.append(f"{unit},r{reviewer},{letter.strip('.')}" + f",c{unit // 2}" * clusters)
    return "\n".join(lines) + "\n"


def test_two_reviewers_get_every_coefficient_with_the_values_by_hand():
    rows = rows_of(written(*["yy"] * 20, *["yn"] * 5, *["ny"] * 10, *["nn"] * 15))
    assert {row["units"] for row in rows.values()} == {50}
    assert {row["reviewers"] for row in rows.values()} == {2}
    assert rows["observed"]["value"] == pytest.approx(0.7)
    expected = {"kappa": 0.4, "conger": 0.4, "alpha": 0.4, "ac1": 0.205 / 0.505, "ac2": 0.205 / 0.505}
    expected |= dict.fromkeys(("pi", "fleiss"), (0.7 - 0.505) / 0.495)
    assert {name: rows[name]["value"] for name in expected} == pytest.approx(expected)
    assert all(row["low"] < row["value"] < row["high"] for row in rows.values())


def test_three_reviewers_have_no_kappa_and_no_pi_and_are_told_why():
    rows = rows_of(written("yyn", "nnn", "yyy", "ny.", "n.."))
    assert rows["kappa"]["value"] is rows["pi"]["value"] is None
    assert "two reviewers" in rows["kappa"]["reason"]
    assert {row["units"] for row in rows.values()} == {4}
    assert rows["conger"]["value"] is not None


def test_intervals_leave_out_whole_clusters():
    units = ["yy", "yn", "nn", "nn", "yy", "ny", "yy", "nn", "nn", "nn", "yn", "yy"]
    by_unit, by_cluster = rows_of(written(*units)), rows_of(written(*units, clusters=True))
    assert by_unit["alpha"]["value"] == by_cluster["alpha"]["value"]
    assert by_unit["alpha"]["low"] != by_cluster["alpha"]["low"]
    data = json.loads(run("-", "--format", "json", table=written(*units, clusters=True)).stdout)
    assert data["interval"] == {"method": "jackknife", "over": "clusters", "n": 6}
    assert any("Few clusters" in remark for remark in data["remarks"])


def test_under_five_clusters_there_is_no_interval():
    data = json.loads(run("-", "--format", "json", table=written(*["yy", "nn"] * 4, clusters=True)).stdout)
    assert {row["low"] for row in data["coefficients"]} == {None}
    assert data["remarks"] == ["No intervals: they take 5 clusters that two or more judged, and there are 4."]


def test_an_interval_of_one_point_says_why():
    alike, apart = (
        json.loads(run("-", "--format", "json", table=written(*[letters] * 12)).stdout)["remarks"]
        for letters in ("yy", "yn")
    )
    assert alike == [
        "observed, ac1, ac2: the interval is one point, for there is no disagreement in 12 units; with 95 % confidence "
        "at most 25 % of all hold any."
    ]
    assert "the interval is one point, for all units are alike." in apart[0]


def test_the_bootstrap_is_the_same_for_the_same_seed():
    table = written(*["yy", "yn", "nn", "nn"] * 10)
    one, again, other = (
        rows_of(table, "--interval", "bootstrap", "--seed", seed)["alpha"]["low"] for seed in ("1", "1", "2")
    )
    assert one == again != other


def test_the_published_example_with_gaps_at_every_level():
    # Krippendorff 2011, section C: 12 units, 4 observers
    units = ["11.1", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", ".555", "..11", "..3."]
    values = {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849, "ratio": 0.797}
    for level, alpha in values.items():
        rows = rows_of(written(*units), "--level", level)
        assert rows["alpha"]["value"] == pytest.approx(alpha, abs=5e-4)
        assert (rows["alpha"]["units"], rows["alpha"]["reviewers"]) == (11, 4)
        assert rows["observed"]["value"] == pytest.approx(0.81818, abs=5e-6)
        assert rows["fleiss"]["value"] == pytest.approx(0.76117, abs=5e-6)
        assert rows["ac1"]["value"] == pytest.approx(0.77544, abs=5e-6)
    assert rows_of(written(*units), "--level", "interval")["ac2"]["value"] == pytest.approx(0.91400072, abs=1e-7)


def test_sets():
    table = HEAD + "1,a,l1|l2\n1,b,l1\n2,a,l2|l1\n2,b,l1|l2\n3,a,l1\n3,b,l1\n"
    for distance in ("masi", "jaccard"):
        rows = rows_of(table, "--level", "set", "--set-distance", distance)
        assert rows["alpha"]["value"] == pytest.approx(0.44444444, abs=1e-7)
    assert rows["observed"]["value"] == pytest.approx(2 / 3)


@pytest.mark.parametrize("table", [HEAD, HEAD + "1,a,x\n2,b,x\n", HEAD + "1,a,x\n1,b,\n"])
def test_without_a_second_judgement_everything_is_null_with_its_reason(table):
    assert {row["reason"] for row in rows_of(table).values()} == {"Needs two reviewers who judged the same unit."}


def test_without_variety_alpha_is_null_and_ac1_is_one():
    rows = rows_of(written(*["yy"] * 6))
    assert rows["alpha"] | {"reviewers": 2} == {
        "name": "alpha", "value": None, "low": None, "high": None, "units": 6, "reviewers": 2,
        "reason": "Undefined, all values are the same.",
    }  # fmt: skip
    assert (rows["ac1"]["value"], rows["observed"]["value"]) == (1, 1)


def test_a_table_too_large_for_intervals_says_so_and_not_that_it_is_small(monkeypatch):
    monkeypatch.setattr(tallies, "MOST_NUMBERS", 10)
    table = written(*["yy"] * 20, *["yn"] * 5)
    told = json.loads(run("-", "--format", "json", table=table).stdout)
    assert told["interval"]["n"] == 25
    assert not any("they take" in remark for remark in told["remarks"])
    assert "observed: no interval, there are too many units times different values." in told["remarks"]


def test_raw_agreement_of_nothing_alike_is_nought():
    """The sum of many quotients ends a hair beyond."""
    table = HEAD + "".join(f"{unit},{who},{unit}{who}\n" for unit in range(1000) for who in "abc")
    assert rows_of(table)["observed"]["value"] == 0


def test_words_for_people():
    result = run("-", table=written("yyn", "nnn", "yyy", "nyy"))
    lines = result.output.splitlines()
    assert lines[0].split() == ["value", "low", "high", "units", "reviewers"]
    assert lines[1].split() == ["observed", "0.67", "-", "-", "4", "3"]
    assert "kappa: Defined for two reviewers, and there are 3; conger is its form for more." in lines
    assert lines[-1].startswith("No intervals")


def test_a_zero_that_has_rounded_away_has_no_sign():
    table = written("xx", "yx", ".y")
    assert -1e-9 < rows_of(table)["conger"]["value"] < 0
    assert "-0.00" not in run("-", table=table).output


@pytest.mark.parametrize(
    ("table", "arguments", "words"),
    [
        (HEAD + "1,a,x\n1,a,y\n", (), "line 3"),
        (HEAD + "1,a,1\n1,b,high\n", ("--level", "interval"), "line 3"),
        ("unit,value\n", (), "line 1"),
        ("", (), "line 1"),
        (b"unit,reviewer,value\n1,a,\xff\n", (), "line 2"),
        ('{"record": "manifest"\n', (), "line 1"),
        ('{"record": "manifest"}\n', ("--level", "ratio"), "--level"),
        ("unit;reviewer;value\n1;a;x\n", (), "separated by semicolons"),
        (HEAD, ("--reviewer", "a"), "--reviewer"),
        (HEAD, ("--project", "desk"), "one of the two"),
        (HEAD, ("--level", "other"), "--level"),
    ],
)
def test_bad_input_is_one_clear_error_and_nothing_else(table, arguments, words):
    result = run("-", "--format", "json", *arguments, table=table)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr


def test_neither_a_file_nor_a_project_is_an_error(tmp_path):
    assert run().exit_code == 2
    assert run(str(tmp_path / "none.csv")).exit_code == 2


def export(instance: Path) -> Path:  # noqa: F811 - the fixture's value
    target = instance / "export.jsonl"
    result = CliRunner().invoke(
        main, ["--instance", str(instance), "export", "--project", "Northern Desk", "--output", str(target)]
    )
    assert result.exit_code == 0, result.output
    return target


def test_a_dataset_gives_the_numbers_of_its_project(instance):  # noqa: F811
    here = ["--instance", str(instance), "agreement", "--project", "Northern Desk", "--format", "json"]
    project = json.loads(CliRunner().invoke(main, here).stdout)
    dataset = json.loads(run(str(export(instance)), "--format", "json").stdout)
    for key in ("reviewers", "articles", "facets", "coefficients"):
        assert dataset[key] == project[key]
    claim = {row["name"]: row for row in dataset["coefficients"] if row["facet"] == "claim"}
    assert claim["alpha"]["value"] == pytest.approx(1 - 5 / 9)
    assert [row["name"] for row in dataset["coefficients"]] == NAMES * 6
    assert run(str(export(instance))).output.startswith("Northern Desk. Articles finished by two or more of 2")


def test_training_and_calibration_count_in_neither_unless_asked_for(instance):  # noqa: F811
    database = Database.open(load_settings(instance, {}).database)
    with database.writing() as session:
        project = session.scalars(select(Project)).one()
        people = session.scalars(select(Account).order_by(Account.name)).all()
        other, declared, produced = (make.article(session, project, title=f"No. {n}") for n in range(3))
        for article, answers in ((other, ("yyy", "nnn")), (declared, ("yny", "nyn")), (produced, ("yyn", "yyn"))):
            finish(session, article, people, answers)
        for number, (kind, article) in enumerate(
            ((RoundKind.CALIBRATION, other), (RoundKind.PRODUCTION, produced)), start=1
        ):
            row = Round(
                uid=make.uid(), project_id=project.id, number=number, name=kind.value, kind=kind, opened_at=make.NOW
            )
            session.add(row)
            session.flush()
            session.add(RoundArticle(article_id=article.id, round_id=row.id, role=ArticleRole.OVERLAP))
        study = Study(excluded={declared.uid: Exclusion.TRAINING})
        add_version(session, project.id, 1, study, made_by_id=people[0].id, now=make.NOW)
    database.close()
    told = {}
    for practice in ((), ("--practice",)):
        project = json.loads(run_on(instance, "--project", "Northern Desk", "--format", "json", *practice).stdout)
        dataset = json.loads(run(str(export(instance)), "--format", "json", *practice).stdout)
        for key in ("facets", "articles", "reviewers", "left_out"):
            assert dataset[key] == project[key]
        told[practice] = project["articles"], project["left_out"]
    assert told == {(): (2, 2), ("--practice",): (4, 0)}
    said = run(str(export(instance))).output.splitlines()
    assert said[1] == "Left out: 2 of training, calibration and tests (--practice counts them)"
    assert "--practice" in run("-", "--practice", table=written("yy")).output


def test_reviewers_of_a_dataset_are_chosen_by_name(instance):  # noqa: F811
    data = json.loads(run(str(export(instance)), "--reviewer", "ann", "--format", "json").stdout)
    assert [reviewer["name"] for reviewer in data["reviewers"]] == ["Ann"]
    unknown = run(str(export(instance)), "--reviewer", "Cy")
    assert unknown.exit_code == 2
    assert "called “Cy”" in unknown.stderr


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio", "set"])
@pytest.mark.parametrize("table", [HEAD, HEAD + "1,a,\n1,b,\n"])
def test_a_table_of_nothing_is_null_at_every_level(table, level):
    assert {row["value"] for row in rows_of(table, "--level", level).values()} == {None}


def test_the_bootstrap_draws_what_was_judged():
    # A cluster of which nothing is known could be drawn like the others, and the limits would be others.
    judged = written(*["yy", "yn", "nn", "nn"] * 5, clusters=True)
    beside = judged.replace(",cluster\n", ",cluster\n9a,r0,,first\n9a,r1,,first\n", 1)
    asked = "--interval", "bootstrap", "--seed", "4"
    assert rows_of(judged, *asked) == rows_of(beside, *asked)


def add_articles(folder: Path) -> None:
    """Six more articles that Ann and Bob finished."""
    database = Database.open(load_settings(folder, {}).database)
    with database.writing() as session:
        project = session.scalars(select(Project)).one()
        people = session.scalars(select(Account).order_by(Account.name)).all()
        for n, answers in enumerate((("yyy", "yny"), ("ynn", "ynn"), ("nyn", "yyn")) * 2):
            finish(session, make.article(session, project, title=f"No. {n}"), people, answers)
    database.close()


def test_a_dataset_and_its_project_have_the_intervals_that_were_asked_for(instance):  # noqa: F811
    add_articles(instance)
    told = {}
    for asked in ((), ("--interval", "bootstrap"), ("--interval", "bootstrap", "--seed", "7")):
        project = json.loads(run_on(instance, "--project", "Northern Desk", "--format", "json", *asked).stdout)
        dataset = json.loads(run(str(export(instance)), "--format", "json", *asked).stdout)
        assert (dataset["facets"], dataset["coefficients"]) == (project["facets"], project["coefficients"])
        facet = dataset["facets"][0]["intervals"]["alpha"]
        [row] = [row for row in dataset["coefficients"] if (row["facet"], row["name"]) == ("claim", "alpha")]
        assert (facet["low"], facet["high"]) == pytest.approx((row["low"], row["high"]))
        told[asked] = facet["method"], facet["low"], facet["high"]
    assert [method for method, _, _ in told.values()] == ["jackknife", "bootstrap", "bootstrap"]
    assert len(set(told.values())) == 3


def test_the_table_of_a_dataset_shows_its_intervals(instance):  # noqa: F811
    assert "95 % by" not in run(str(export(instance))).output
    add_articles(instance)
    asked = "--interval", "bootstrap"
    lines = run(str(export(instance)), *asked).output.splitlines()
    [head] = [line for line in lines if line.startswith("95 % by bootstrap")]
    claim = lines[lines.index(head) + 1]
    assert claim.startswith("claim ")
    facets = json.loads(run(str(export(instance)), *asked, "--format", "json").stdout)["facets"]
    limits = facets[0]["intervals"]["alpha"]
    assert f"{max(limits['low'], -1):.2f} to {limits['high']:.2f}" in claim


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--level", "ordinal"], "leave --level out"),
        (["--set-distance", "jaccard"], "--set-distance is of a table"),
        (["--seed", "3"], "--seed is of --interval bootstrap"),
    ],
)
def test_an_option_that_says_nothing_of_what_is_compared_is_refused(instance, arguments, words):  # noqa: F811
    for result in (run(str(export(instance)), *arguments), run_on(instance, "--project", "Northern Desk", *arguments)):
        assert result.exit_code == 2
        assert words in result.output


def test_cuts_have_no_practice():
    cuts = '{"text": "It burned. Nobody knew.", "reviewer": "Ann", "sentences": [[0, 10], [11, 23]]}\n'
    result = run("-", "--practice", table=cuts)
    assert result.exit_code == 2
    assert "--practice is for projects and datasets" in result.output
