"""`annotator export`, and datasets through the command line: the same bytes, and no half files."""

import io
import stat
import subprocess
import sys
import zipfile

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from annotator.cli import main
from annotator.cli.datasets import import_dataset_file
from annotator.core.errors import AnnotatorError, Conflict, Invalid, NotFound
from annotator.core.records import Role
from annotator.settings import load_settings
from annotator.storage.migrate import upgrade
from annotator.storage.tables import Article, Project
from annotator.storage.transactions import Database
from tests import make
from tests.fixtures.dataset_lines import file_of
from tests.services.test_datasets import lines


@pytest.fixture
def instance(tmp_path):
    """An installation with one project in which Ann has begun an article, and an empty one."""
    folder = tmp_path / "instance"
    folder.mkdir()
    database = Database.open(load_settings(folder, {}).database)
    upgrade(database.engine)
    with database.writing() as session:
        project = make.project(session, "Northern Desk")
        make.review(session, make.article(session, project), make.member(session, project, Role.REVIEWER, "Ann"))
        make.project(session, "Empty")
    database.close()
    return folder


def run(instance, *arguments):
    return CliRunner().invoke(main, ["--instance", str(instance), *arguments])


def export(instance, file, project="northern desk", format_name="jsonl"):
    return run(instance, "export", "--project", project, "--format", format_name, "--output", str(file))


def bring_in(instance, file, words="", *, new=False):
    context = click.Context(main, obj=instance)
    return import_dataset_file(context, file, words, new=new)


def articles(instance):
    database = Database.open(load_settings(instance, {}).database)
    with database.reading() as session:
        found = session.scalar(select(func.count()).select_from(Article))
    database.close()
    return found


def test_an_export_is_a_private_file_that_can_be_imported_and_exported_the_same(instance, tmp_path):
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    assert export(instance, first).exit_code == 0
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert run(instance, "import", str(first), "--project", "empty").exit_code == 0
    assert export(instance, second, "Empty").exit_code == 0
    assert second.read_bytes() == first.read_bytes()


def test_a_project_can_be_made_for_a_dataset(instance, tmp_path):
    file = tmp_path / "desk.jsonl"
    file.write_bytes(file_of(*lines()))
    assert bring_in(instance, file, new=True).project_name == "Desk"
    assert bring_in(instance, file, "Again", new=True).project_name == "Again"
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    export(instance, one, "Desk")
    export(instance, two, "Again")
    assert one.read_bytes() == two.read_bytes()


def test_tables_are_an_archive(instance, tmp_path):
    file = tmp_path / "tables.zip"
    assert export(instance, file, format_name="csv").exit_code == 0
    assert "claims.csv" in zipfile.ZipFile(file).namelist()


@pytest.mark.parametrize("format_name", ["jsonl", "csv"])
def test_standard_output_holds_the_file_and_nothing_else(instance, tmp_path, format_name):
    file = tmp_path / "file"
    export(instance, file, format_name=format_name)
    arguments = ["export", "--project", "Northern Desk", "--format", format_name, "--output", "-"]
    done = subprocess.run(
        [sys.executable, "-m", "annotator", "--instance", str(instance), *arguments], capture_output=True, check=True
    )
    assert done.stdout == file.read_bytes()


def test_an_unknown_project_is_told_with_those_that_are_there(instance, tmp_path):
    result = export(instance, tmp_path / "x.jsonl", "Southern Desk")
    assert result.exit_code == 1
    assert "“Northern Desk”" in result.output
    assert not (tmp_path / "x.jsonl").exists()


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_left(instance, tmp_path):
    result = export(instance, tmp_path / "missing" / "x.jsonl")
    assert result.exit_code == 1
    assert "cannot be written" in result.output


def test_a_failed_export_keeps_the_file_that_was_there(instance, tmp_path, monkeypatch):
    file = tmp_path / "desk.jsonl"
    file.write_bytes(b"last week's")

    def fail(records, stream):
        stream.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(sys.modules["annotator.cli.export"].WRITERS, "jsonl", fail)
    result = export(instance, file)
    assert result.exit_code == 1
    assert "disk is full" in result.output
    assert file.read_bytes() == b"last week's"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["desk.jsonl"]


def test_problems_are_printed_by_line_and_nothing_is_stored(instance, tmp_path, capsys):
    broken = lines()
    broken[3] = broken[3] | {"language": "x" * 40}
    file = tmp_path / "broken.jsonl"
    file.write_bytes(file_of(*broken))
    before = articles(instance)
    with pytest.raises(Invalid):
        bring_in(instance, file, "Empty")
    assert "broken.jsonl, line 4: language must be" in capsys.readouterr().err
    assert articles(instance) == before


@pytest.mark.parametrize(
    ("words", "error"), [("Northern Desk", Conflict), ("Nowhere", NotFound)]
)
def test_a_dataset_goes_only_into_an_empty_project_that_is_there(instance, tmp_path, words, error):
    file = tmp_path / "desk.jsonl"
    file.write_bytes(file_of(*lines()))
    with pytest.raises(error):
        bring_in(instance, file, words)


def test_a_file_that_is_not_there_is_told(instance, tmp_path):
    with pytest.raises(AnnotatorError, match="cannot be read"):
        bring_in(instance, tmp_path / "nothing.jsonl", "Empty")


def test_two_projects_of_one_name_need_the_uid(instance, tmp_path):
    database = Database.open(load_settings(instance, {}).database)
    with database.writing() as session:
        twin = make.project(session, "northern desk")
        uid = twin.uid
        assert session.scalar(select(func.count()).select_from(Project)) == 3
    database.close()
    assert "more than one" in export(instance, tmp_path / "x.jsonl").output
    assert export(instance, tmp_path / "x.jsonl", uid).exit_code == 0
    assert io.BytesIO((tmp_path / "x.jsonl").read_bytes()).readline().startswith(b'{"record":"manifest"')
