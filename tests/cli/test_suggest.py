"""`annotator suggest`: one line a suggestion, from files or standard input, without a database."""

import json

import pytest
from click.testing import CliRunner

from annotator.cli import main
from annotator.formats import read_article

ARTICLE = "Ferry late — report\n\nCiting two officials, Reuters reported on Monday that some 40 ferries will stop.\n"


def run(*arguments, **options):
    return CliRunner().invoke(main, ["suggest", *map(str, arguments)], **options)


@pytest.fixture
def article(tmp_path):
    file = tmp_path / "ferry.txt"
    file.write_text(ARTICLE, encoding="utf-8")
    return file


def test_each_suggestion_is_one_object_on_a_line(article):
    result = run("--format", "jsonl", article)
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    fields = ["file", "start", "stop", "text", "tag", "attributes", "reason", "score"]
    assert all(list(line) == fields for line in lines)
    assert all(ARTICLE[line["start"] : line["stop"]] == line["text"] for line in lines)
    assert all(line["file"] == str(article) for line in lines)
    officials = next(line for line in lines if line["text"] == "two officials")
    assert officials["tag"] == "attribution"
    assert officials["attributes"] == {
        "identity": "unnamed", "number": "2", "who": "role", "knowledge": "none", "reason": "none",
        "relayed_by": "Reuters",
    }  # fmt: skip
    assert officials["reason"] == "“Citing” + number + “officials”"
    figure = next(line for line in lines if line["tag"] == "figure")
    assert figure["attributes"] == {"value": 40, "bound": "about", "measure": "count", "unit": "ferries"}
    claim = next(line for line in lines if line["tag"] == "claim" and "40" in line["text"])
    assert claim["attributes"] == {"flags": ["fact", "prediction"], "sources": ["two officials"]}


def test_plain_text_on_standard_input_works_too():
    result = run("--format", "jsonl", input="Between 40 and 50 ships sank.\n")
    figure = next(line for line in map(json.loads, result.stdout.splitlines()) if line["tag"] == "figure")
    assert (figure["file"], figure["attributes"]["low"], figure["attributes"]["high"]) == ("-", 40, 50)


def test_the_own_outlet_named_on_the_command_line_is_no_relay(article):
    result = run("--format", "jsonl", "--outlet", "Reuters", article)
    assert all(json.loads(line)["attributes"].get("relayed_by") is None for line in result.stdout.splitlines())


def test_people_can_read_the_other_form(article):
    lines = run(article).stdout.splitlines()
    assert lines[0].endswith("suggestions")
    assert any("two officials" in line for line in lines)


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_done(article, tmp_path):
    result = run("--format", "jsonl", tmp_path / "nowhere.txt", article)
    assert result.exit_code == 1
    assert "nowhere.txt" in result.stderr
    assert result.stdout


def test_progress_of_many_files_is_told_on_standard_error(article):
    result = run("--format", "jsonl", *[article] * 20)
    assert "20 of 20 files" in result.stderr
    assert "of 20 files" not in result.stdout


def test_a_language_and_own_abbreviations_cut_as_for_split(tmp_path):
    article, own = tmp_path / "a.txt", tmp_path / "own.txt"
    article.write_text("Am 3. Mai kam Abgd. Roth mit 400 Leuten.\n", encoding="utf-8")
    own.write_text("name: Abgd.\n", encoding="utf-8")
    lines = run("--format", "jsonl", "--language", "de", "--abbreviations", own, article).stdout.splitlines()
    assert [json.loads(line)["text"] for line in lines] == ["Am 3. Mai kam Abgd. Roth mit 400 Leuten.", "400"]


def test_work_that_is_stopped_says_how_many_files_were_done(article, monkeypatch):
    done = []

    def cut_until_stopped(name, *rest, **options):
        done.append(name)
        if len(done) == 2:
            raise KeyboardInterrupt
        return read_article(name, *rest, **options)

    monkeypatch.setattr("annotator.cli.article_files.read_article", cut_until_stopped)
    result = run("--format", "jsonl", article, article, article)
    assert result.exit_code == 1
    assert {json.loads(line)["file"] for line in result.stdout.splitlines()} == {str(article)}
    assert result.stderr.splitlines() == ["Stopped after 1 of 3 files.", "", "Aborted!"]


def test_a_text_longer_than_any_article_is_done_in_parts_and_says_how_far_it_is(tmp_path):
    file = tmp_path / "long.txt"
    opening = "Citing two officials, Reuters reported on Monday that some 40 ferries will stop.\n\n"
    filler = "The quay is quiet and the sea is calm today.\n\n" * 12_000
    ending = "The officials said 12 ships sank.\n"
    file.write_text(opening + filler + ending, encoding="utf-8")
    result = run("--format", "jsonl", file)
    assert result.exit_code == 0
    text = file.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert all(text[line["start"] : line["stop"]] == line["text"] for line in lines)
    assert {line["text"] for line in lines if line["tag"] == "figure"} == {"some 40 ferries", "12 ships"}
    known = {line["text"]: line["attributes"] for line in lines if line["tag"] == "attribution"}
    assert known["The officials"] == known["two officials"]
    assert known["The officials"]["relayed_by"] == "Reuters"
    told = result.stderr.splitlines()
    assert len(told) > 4
    assert told[-1] == f"{file}: {len(text) - 1:,} of {len(text):,} characters"


def test_a_text_longer_than_any_article_is_split_too(tmp_path):
    file = tmp_path / "long.txt"
    file.write_text("The quay is quiet and the sea is calm today.\n" * 12_000, encoding="utf-8")
    result = CliRunner().invoke(main, ["split", "--format", "json", str(file)])
    assert result.exit_code == 0
    assert len(json.loads(result.stdout)["units"]) == 12_000
