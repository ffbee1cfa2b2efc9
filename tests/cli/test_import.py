"""`annotator import`: many article files, each its own step, and datasets."""

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from annotator.cli import main
from annotator.settings import load_settings
from annotator.storage.migrate import upgrade
from annotator.storage.tables import Article, Project
from annotator.storage.transactions import Database
from tests import make


@pytest.fixture
def instance(tmp_path):
    """An installation with one empty project."""
    folder = tmp_path / "instance"
    folder.mkdir()
    database = Database.open(load_settings(folder, {}).database)
    upgrade(database.engine)
    with database.writing() as session:
        make.project(session, "Northern Desk")
        make.project(session, "Empty")
    database.close()
    return folder


def run(instance, *arguments):
    return CliRunner().invoke(main, ["--instance", str(instance), "import", *map(str, arguments)])


def articles(instance, what=Article.title):
    database = Database.open(load_settings(instance, {}).database)
    with database.reading() as session:
        found = list(session.scalars(select(what).order_by(Article.id)))
    database.close()
    return found


@pytest.fixture
def files(tmp_path):
    (tmp_path / "ferry.txt").write_text("Ferry sinks\n\nIt sank. Nobody was hurt.\n")
    (tmp_path / "mine.html").write_text("<h1>Mine leaks</h1><script>1</script><p>It leaks. It is shut.</p>")
    return [tmp_path / "ferry.txt", tmp_path / "mine.html"]


def test_every_file_is_stored_and_reported(instance, files):
    result = run(instance, *files, "--project", "northern desk", "--outlet", "Courier", "--language", "en-GB")
    assert result.exit_code == 0, result.output
    assert articles(instance) == ["Ferry sinks", "Mine leaks"]
    assert articles(instance, Article.outlet) == ["Courier", "Courier"]
    assert articles(instance, Article.language) == ["en-GB", "en-GB"]
    first, second = result.stdout.splitlines()
    assert first.startswith(f"{files[0]}: stored as article ")
    assert second.endswith("3 units (1 script was left out.)")
    assert "2 stored." in result.stderr


def test_a_text_that_is_there_is_said_and_not_stored_twice(instance, files):
    run(instance, files[0], "--project", "Northern Desk")
    [uid] = articles(instance, Article.uid)
    result = run(instance, *files, "--project", "Northern Desk")
    assert result.exit_code == 0
    assert f"{files[0]}: in the project already, as article {uid}" in result.stdout
    assert "1 stored, 1 in the project already." in result.stderr
    assert len(articles(instance)) == 2


def test_what_cannot_be_read_is_named_and_the_others_are_stored(instance, files, tmp_path):
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\xff\x00")
    result = run(instance, bad, tmp_path / "nowhere.txt", tmp_path, *files, "--project", "Northern Desk")
    assert result.exit_code == 1
    assert len(articles(instance)) == 2
    assert f"{bad}: " in result.stderr
    assert f"{tmp_path / 'nowhere.txt'}: cannot be read: No such file" in result.stderr
    assert "2 stored, 3 refused." in result.stderr


def test_facts_that_cannot_be_stored_refuse_the_file(instance, files):
    result = run(instance, files[0], "--project", "Northern Desk", "--language", "no language")
    assert result.exit_code == 1
    assert "language: Write a language tag" in result.stderr
    assert articles(instance) == []


def test_the_project_must_be_named_and_known(instance, files):
    assert run(instance, files[0]).exit_code == 2
    unknown = run(instance, files[0], "--project", "Nowhere")
    assert unknown.exit_code == 1
    assert "no project called “Nowhere”" in unknown.stderr


def test_a_dataset_goes_in_alone_into_an_empty_or_new_project(instance, files, tmp_path):
    run(instance, *files, "--project", "Northern Desk")
    data = tmp_path / "desk.jsonl"
    arguments = ["--instance", str(instance), "export", "--project", "Northern Desk", "--output", str(data)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert run(instance, data, files[0], "--project", "Empty").exit_code == 2
    assert run(instance, data).exit_code == 2
    assert run(instance, data, "--project", "Northern Desk").exit_code == 1
    assert len(articles(instance)) == 2
    result = run(instance, data, "--project", "Empty")
    assert result.exit_code == 0, result.output
    assert "2 articles, 0 reviews" in result.stdout
    assert run(instance, data, "--new", "--project", "Copy").exit_code == 0
    database = Database.open(load_settings(instance, {}).database)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Article)) == 6
    database.close()


def test_a_projects_own_abbreviations_cut_its_articles(instance, tmp_path):
    database = Database.open(load_settings(instance, {}).database)
    with database.writing() as session:
        session.scalars(select(Project).where(Project.name == "Empty")).one().abbreviations = "name: Abgd."
    database.close()
    file = tmp_path / "a.txt"
    file.write_text("Es kam Abgd. Roth. Er blieb.\n", encoding="utf-8")
    assert "3 units" in run(instance, file, "--project", "northern desk").stdout
    assert "2 units" in run(instance, file, "--project", "empty").stdout
