"""`annotator split`: cutting files without a database."""

import hashlib
import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from annotator.cli import main

ARTICLE = "Ferry sinks off Viken\nsearch\n\nFerry sinks off Viken\n\nThe “Maid” sank. Nobody was hurt.\n"


def run(*arguments):
    return CliRunner().invoke(main, ["split", *map(str, arguments)])


@pytest.fixture
def article(tmp_path):
    file = tmp_path / "ferry.txt"
    file.write_bytes(b"\xef\xbb\xbf" + ARTICLE.replace("\n", "\r\n").encode())
    return file


def test_one_object_a_line_for_each_file(article, tmp_path):
    page = tmp_path / "page.HTML"
    page.write_text("<h1>Mine leaks</h1><p>The mine leaks. It is shut.</p>")
    result = run("--format", "json", article, page)
    assert result.exit_code == 0
    first, second = map(json.loads, result.stdout.splitlines())
    assert first == {
        "file": str(article),
        "sha256": hashlib.sha256(ARTICLE.encode()).hexdigest(),
        "units": [
            {"start": 0, "stop": 21, "kind": "headline", "duplicate_of": None},
            {"start": 22, "stop": 28, "kind": "furniture", "duplicate_of": None},
            {"start": 30, "stop": 51, "kind": "headline", "duplicate_of": 0},
            {"start": 53, "stop": 69, "kind": "body", "duplicate_of": None},
            {"start": 70, "stop": 86, "kind": "body", "duplicate_of": None},
        ],
    }
    assert [unit["kind"] for unit in second["units"]] == ["headline", "body", "body"]


def test_people_can_read_the_other_form(article):
    lines = run(article).stdout.splitlines()
    assert lines[0].endswith("5 units")
    assert lines[4].split() == ["3", "body", "53-69", "The", "“Maid”", "sank."]
    assert lines[3].endswith("= 0")


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_done(article, tmp_path):
    empty, picture, pdf = tmp_path / "empty.txt", tmp_path / "photo.jpg", tmp_path / "copy.txt"
    empty.write_bytes(b"")
    picture.write_bytes(b"\xff\xd8\xff")
    pdf.write_bytes(b"%PDF-1.7")
    result = run("--format", "json", empty, picture, pdf, tmp_path / "nowhere.txt", tmp_path, article)
    assert result.exit_code == 1
    assert [json.loads(line)["file"] for line in result.stdout.splitlines()] == [str(article)]
    errors = result.stderr.splitlines()
    named = [line.split(": ")[0] for line in errors]
    assert named == [str(empty), str(picture), str(pdf), str(tmp_path / "nowhere.txt"), str(tmp_path)]
    assert "no visible text" in errors[0]
    assert ".txt, .html, .htm" in errors[1]
    assert "a PDF" in errors[2]
    assert errors[4].endswith("This is a folder. Name the files in it.")


def test_no_web_framework_or_database_is_loaded(article):
    script = (
        "import sys; from annotator.cli import main; main(['split', sys.argv[1]], standalone_mode=False);"
        "assert not {'flask', 'sqlalchemy', 'trafilatura', 'selectolax'} & set(sys.modules), 'heavy'"
    )
    assert subprocess.run([sys.executable, "-c", script, str(article)], capture_output=True).returncode == 0


def test_the_language_and_a_desks_own_abbreviations_decide_where_an_article_is_cut(tmp_path):
    file, own = tmp_path / "a.txt", tmp_path / "own.txt"
    file.write_text("Am 3. Mai kam Abgd. Roth.\n", encoding="utf-8")
    own.write_text("name: Abgd. # house style\n", encoding="utf-8")
    units = lambda *options: len(json.loads(run("--format", "json", *options, file).stdout)["units"])  # noqa: E731
    assert (units(), units("--language", "de"), units("--language", "de-AT", "--abbreviations", own)) == (3, 2, 1)
    own.write_text("two words", encoding="utf-8")
    refused = run("--abbreviations", own, file)
    assert refused.exit_code == 2
    assert "Line 1" in refused.output


def test_a_page_is_cut_in_the_language_it_states(tmp_path):
    page = tmp_path / "a.html"
    page.write_text('<html lang="de"><h1>Fest</h1><p>Am 3. Mai war Fest. Es regnete.</p></html>', encoding="utf-8")
    assert len(json.loads(run("--format", "json", page).stdout)["units"]) == 3


def test_plain_text_on_standard_input_is_cut_too():
    for arguments in (["split", "--format", "json"], ["split", "--format", "json", "-"]):
        result = CliRunner().invoke(main, arguments, input="Ferry sinks\n\nIt left at 5 p.m. on Monday. Nobody died.\n")
        line = json.loads(result.stdout)
        assert (line["file"], [unit["kind"] for unit in line["units"]]) == ("-", ["headline", "body", "body"])


def test_progress_of_many_files_is_told_on_standard_error(article):
    result = CliRunner().invoke(main, ["split", *[str(article)] * 21])
    assert result.stderr.splitlines() == ["20 of 21 files", "21 of 21 files"]


def test_no_more_of_a_file_is_read_than_an_article_may_have(article, tmp_path, monkeypatch):
    monkeypatch.setattr("annotator.cli.article_files.MAX_BYTES", 2**20)
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as stream:
        stream.truncate(2**40)  # a terabyte of nothing, which no machine could hold
    result = run(huge, article)
    assert result.exit_code == 1
    assert "huge.txt: This is over 1 MB" in result.stderr
    assert "ferry.txt" in result.stdout
