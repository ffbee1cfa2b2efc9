"""`annotator doctor` and `annotator db reindex` on the index of words."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from annotator.cli import main
from annotator.storage.transactions import Database
from tests import make


def run(instance: Path, *arguments: str):
    return CliRunner().invoke(main, ["--instance", str(instance), *arguments])


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """An instance with one imported article."""
    (tmp_path / "instance").mkdir(mode=0o700)
    text = tmp_path / "fire.txt"
    text.write_text("Harbour fire was set\n\nThe fire was set, two officials said.\n", encoding="utf-8")
    run(tmp_path / "instance", "db", "upgrade")
    database = Database.open(f"sqlite:///{tmp_path / 'instance' / 'annotator.db'}")
    with database.writing() as session:
        make.project(session, "Northern")
    database.close()
    result = run(tmp_path / "instance", "import", str(text), "--project", "Northern")
    assert result.exit_code == 0, result.output
    (tmp_path / "instance" / "secret.key").write_text("ab" * 32)
    (tmp_path / "instance" / "secret.key").chmod(0o600)
    return tmp_path / "instance"


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("DELETE FROM sentence_words WHERE ordinal = 0", "1 texts are not wholly indexed"),
        ("INSERT INTO sentence_search (sentence_search) VALUES ('delete-all')", "are missing from the full-text table"),
    ],
)
def test_a_damaged_index_is_found_and_made_again(instance: Path, damage: str, words: str) -> None:
    assert run(instance, "doctor").exit_code == 0
    with closing(sqlite3.connect(instance / "annotator.db")) as connection:
        connection.execute(damage)
        connection.commit()
    result = run(instance, "doctor")
    assert result.exit_code == 1
    assert words in result.output
    assert "1 texts are indexed" in run(instance, "db", "reindex").output
    result = run(instance, "doctor")
    assert result.exit_code == 0, result.output
