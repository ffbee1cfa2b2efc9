"""`annotator account`, `db` and `doctor` on an instance."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from annotator.cli import COMMANDS, main
from annotator.storage.copies import copy_sqlite

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    folder = tmp_path / "instance"
    assert run(folder, "db", "upgrade").exit_code == 0
    return folder


def run(instance: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--instance", str(instance), *arguments])


def test_an_account_is_made_with_an_invitation(instance: Path) -> None:
    made = run(instance, "account", "create", "Mia", "Mia Lund", "--admin")
    assert made.exit_code == 0
    assert made.stdout.startswith("http://127.0.0.1:8000/links/")
    assert run(instance, "account", "list").stdout == "mia\tMia Lund\tadministrator, not joined yet\n"


def test_a_lost_link_is_made_anew_for_the_first_administrator(instance: Path) -> None:
    run(instance, "account", "create", "mia", "Mia Lund", "--admin")
    first, second = (run(instance, "account", "link").stdout for _ in range(2))
    assert first != second
    with closing(sqlite3.connect(instance / "annotator.db")) as connection:
        assert connection.execute("SELECT count(*) FROM link").fetchone() == (1,)


@pytest.mark.parametrize(
    "arguments",
    [
        ["account", "link", "nobody"],
        ["account", "link"],
        ["account", "create", "a b", "Mia"],
        ["account", "create", "a", ""],
    ],
)
def test_what_cannot_be_done_is_said_in_words(instance: Path, arguments: list[str]) -> None:
    result = run(instance, *arguments)
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert "Traceback" not in result.output


@pytest.mark.parametrize("arguments", [["account", "list"], ["db", "revision"], ["doctor"]])
def test_looking_at_an_instance_that_is_not_there_makes_none(tmp_path: Path, arguments: list[str]) -> None:
    run(tmp_path / "nowhere", *arguments)
    assert not (tmp_path / "nowhere").exists()


def test_the_instance_may_be_named_by_the_environment(instance: Path) -> None:
    run(instance, "account", "create", "mia", "Mia Lund")
    result = CliRunner().invoke(main, ["account", "list"], env={"ANNOTATOR_INSTANCE": str(instance)})
    assert "Mia Lund" in result.stdout


def test_the_doctor_finds_nothing_wrong_with_a_new_instance(instance: Path) -> None:
    run(instance, "account", "create", "mia", "Mia Lund")
    (instance / "secret.key").write_text("ab" * 32)
    (instance / "secret.key").chmod(0o600)
    result = run(instance, "doctor")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("UPDATE audit SET detail = '{}' WHERE id = 1", "chain breaks at row 1"),
        ("UPDATE alembic_version SET version_num = '0000'", "revision 0000"),
        ("INSERT INTO membership VALUES (7, 7, 'reader', '2026-01-01 00:00:00')", "membership points nowhere"),
    ],
)
def test_the_doctor_finds_damage(instance: Path, damage: str, words: str) -> None:
    run(instance, "account", "create", "mia", "Mia Lund")
    with closing(sqlite3.connect(instance / "annotator.db")) as connection:
        connection.execute(damage)
        connection.commit()
    result = run(instance, "doctor")
    assert result.exit_code == 1
    assert words in result.output


def test_the_doctor_finds_files_that_others_can_read(instance: Path) -> None:
    (instance / "annotator.db").chmod(0o644)
    result = run(instance, "doctor")
    assert result.exit_code == 1
    assert "others can read" in result.output


def test_a_copy_of_a_database_in_use_holds_what_was_committed(instance: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(instance / "annotator.db")) as connection:
        connection.execute("CREATE TABLE kept (n INTEGER)")
        connection.executemany("INSERT INTO kept VALUES (?)", [(n,) for n in range(300)])
        connection.commit()  # still in the write-ahead log
        copy_sqlite(instance / "annotator.db", tmp_path / "backups" / "copy.db")
    with closing(sqlite3.connect(tmp_path / "backups" / "copy.db")) as copy:
        assert copy.execute("SELECT count(*) FROM kept").fetchone() == (300,)
    assert (tmp_path / "backups" / "copy.db").stat().st_mode & 0o077 == 0


def test_a_database_is_copied_before_it_is_upgraded(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(instance, "account", "create", "mia", "Mia Lund")
    with closing(sqlite3.connect(instance / "annotator.db")) as connection:
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    # A later revision that this checkout does not have yet: what an upgrade looks like from before.
    monkeypatch.setattr("annotator.cli.instance.latest_revision", lambda: "later")
    result = run(instance, "db", "upgrade")
    assert result.exit_code == 0, result.output
    (copy,) = (instance / "backups").iterdir()
    assert version in copy.name
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT login FROM account").fetchall() == [("mia",)]


def test_the_command_line_imports_no_web_framework_until_it_serves() -> None:
    code = (
        "import sys; from annotator.cli import main; main(['--help'], standalone_mode=False); "
        "bad = {'flask', 'sqlalchemy', 'alembic', 'trafilatura', 'waitress'} & set(sys.modules); "
        "sys.exit(str(bad) if bad else 0)"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_in_the_table_is_there_and_explains_itself(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert "Usage:" in result.output
