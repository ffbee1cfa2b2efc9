"""`annotator backup` and `restore`, and the clock that makes backups while the desk is served."""

import os
import shlex
import sqlite3
import sys
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from annotator.cli import main
from annotator.cli.backup_clock import BackupClock
from annotator.cli.instance import utc_now
from annotator.core.backups import name_backup
from annotator.settings import load_settings


def run(instance: Path, *arguments: str):
    return CliRunner().invoke(main, ["--instance", str(instance), *arguments])


@pytest.fixture
def instance(tmp_path: Path, sqlite_template: Path) -> Path:
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    (folder / "annotator.db").write_bytes(sqlite_template.read_bytes())
    (folder / "annotator.db").chmod(0o600)
    assert run(folder, "account", "create", "mia", "Mia Lund").exit_code == 0
    return folder


def logins(instance: Path) -> list[str]:
    with closing(sqlite3.connect(instance / "annotator.db")) as connection:
        return [login for (login,) in connection.execute("SELECT login FROM account ORDER BY login")]


def only_backup(folder: Path) -> Path:
    (path,) = (one for one in folder.glob("annotator-2*.db"))
    return path


def test_a_backup_is_made_proved_and_put_back(instance: Path) -> None:
    made = run(instance, "backup")
    assert made.exit_code == 0, made.output
    backup = only_backup(instance / "backups")
    assert str(backup) in made.output
    assert "as its manifest says" in made.output
    run(instance, "account", "create", "ona", "Ona Berg")
    checked = run(instance, "restore", "--check", str(backup))
    assert checked.exit_code == 0, checked.output
    assert logins(instance) == ["mia", "ona"]
    refused = run(instance, "restore", str(backup))
    assert refused.exit_code == 1
    assert "not in the backup" in refused.output
    assert logins(instance) == ["mia", "ona"]
    restored = run(instance, "restore", "--replace-newer", str(backup))
    assert restored.exit_code == 0, restored.output
    assert "replaced" in restored.output
    assert logins(instance) == ["mia"]
    sound = run(instance, "doctor")
    assert sound.exit_code == 0, sound.output


def test_a_whole_copy_of_a_database_can_be_put_back_and_says_what_was_not_checked(instance: Path, tmp_path) -> None:
    copy = tmp_path / "friday.db"
    copy.write_bytes((instance / "annotator.db").read_bytes())
    restored = run(tmp_path / "new", "restore", str(copy))
    assert restored.exit_code == 0, restored.output
    assert "no manifest" in restored.output
    assert logins(tmp_path / "new") == ["mia"]
    assert (tmp_path / "new" / "secret.key").exists()


def test_elsewhere_nothing_is_deleted(instance: Path, tmp_path: Path) -> None:
    for day in (1, 2, 3):
        old = tmp_path / "disk" / f"{name_backup(utc_now() - timedelta(days=30 * day))}.json"
        old.parent.mkdir(exist_ok=True)
        old.write_text("{}")
    assert run(instance, "backup", "--to", str(tmp_path / "disk")).exit_code == 0
    assert len(list((tmp_path / "disk").iterdir())) == 5
    assert not (instance / "backups").exists()


def test_a_backup_of_the_other_engine_is_refused(instance: Path) -> None:
    run(instance, "backup")
    (instance / "config.toml").write_text('database_url = "postgresql+psycopg://desk@127.0.0.1:1/desk"\n')
    answer = run(instance, "restore", str(only_backup(instance / "backups")))
    assert answer.exit_code == 1
    assert "uses PostgreSQL" in answer.output


def test_the_doctor_finds_a_backup_that_was_changed(instance: Path) -> None:
    run(instance, "backup")
    with only_backup(instance / "backups").open("ab") as stream:
        stream.write(b"more")
    answer = run(instance, "doctor")
    assert answer.exit_code == 1
    assert "its hash differs" in answer.output


@pytest.mark.parametrize(("hours_ago", "due"), [(None, True), (25, True), (23, False)])
def test_a_backup_is_due_when_the_last_is_a_day_old(tmp_path: Path, hours_ago: int | None, due: bool) -> None:
    (tmp_path / "backups").mkdir()
    if hours_ago is not None:
        (tmp_path / "backups" / f"{name_backup(utc_now() - timedelta(hours=hours_ago))}.json").touch()
        (tmp_path / "backups" / "annotator-replaced-20260101T000000Z.db").touch()
    assert BackupClock(load_settings(tmp_path, {})).is_due() is due


def test_the_clock_has_a_backup_made_with_the_settings_of_the_desk(instance: Path) -> None:
    settings = load_settings(instance, {}, busy_seconds=3.5)
    clock = BackupClock(settings, first=0.0)
    clock.start()
    waiting = threading.Event()
    for _ in range(600):
        if not clock.is_due():
            break
        waiting.wait(0.05)
    clock.close()
    assert only_backup(instance / "backups").with_suffix(".json").exists()


def test_closing_the_desk_leaves_a_backup_in_hand_off(instance: Path, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    script = f"import os, pathlib, time; pathlib.Path({str(begun)!r}).write_text(str(os.getpid())); time.sleep(600)"
    clock = BackupClock(load_settings(instance, {}), [sys.executable, "-c", script], first=0.0)
    clock.start()
    waiting = threading.Event()
    while not (begun.exists() and begun.read_text()):
        waiting.wait(0.02)
    clock.close()
    assert "backups" not in {one.name for one in threading.enumerate()}
    with pytest.raises(ProcessLookupError):
        os.kill(int(begun.read_text()), 0)


def test_a_backup_that_fails_is_said_and_tried_again(instance: Path, tmp_path: Path, caplog) -> None:
    tries = tmp_path / "tries"
    script = f"echo try >> {shlex.quote(str(tries))}; echo 'no room' >&2; exit 1"
    clock = BackupClock(load_settings(instance, {}), ["/bin/sh", "-c", script], first=0.0, every=0.01)
    clock.start()
    waiting = threading.Event()
    while not tries.exists() or tries.read_text().count("try") < 2:
        waiting.wait(0.02)
    clock.close()
    assert "no room" in caplog.text


def test_never_means_never(instance: Path) -> None:
    clock = BackupClock(load_settings(instance, {}, backup_hours=0), ["/bin/false"], first=0.0)
    clock.start()
    assert "backups" not in {one.name for one in threading.enumerate()}
    clock.close()
