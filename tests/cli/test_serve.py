"""`annotator serve`: safe by default, nothing lost between starts."""

import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from annotator.cli import main
from annotator.cli.serve import is_loopback
from annotator.cli.siblings import MOST_ENDS, Siblings, count_processes

ROOT = Path(__file__).resolve().parents[2]


def _command(instance: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "annotator", "--instance", str(instance), "serve", "--port", "0", *arguments]


@contextmanager
def served(instance: Path, *arguments: str) -> Iterator[tuple[str, str]]:
    """A desk in a process of its own; gives its address and what it printed. Ended as a service manager would."""
    process = subprocess.Popen(
        _command(instance, *arguments), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    printed = ""
    try:
        assert process.stdout
        while "account link" not in printed and "/links/" not in printed:
            line = process.stdout.readline()
            assert line, printed
            printed += line
        address = re.search(r"The desk is at (\S+)", printed)
        assert address, printed
        yield address[1], printed
    finally:
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=20)
        assert process.returncode == 0, rest
        assert "The desk is closed." in rest


def _rows(instance: Path, table: str) -> int:
    with closing(sqlite3.connect(instance / "annotator.db")) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_the_first_start_makes_everything_and_the_second_loses_nothing(tmp_path: Path) -> None:
    instance = tmp_path / "new" / "instance"
    with served(instance) as (address, printed):
        assert urllib.request.urlopen(f"{address}/healthz", timeout=10).read() == b"ok"
        assert printed.count("/links/") == 1
    with closing(sqlite3.connect(instance / "annotator.db")) as connection:
        assert connection.execute("SELECT name FROM account WHERE can_sign_in").fetchall() == [("Desk admin",)]
        assert connection.execute("SELECT count(*) FROM account WHERE password_hash IS NOT NULL").fetchone() == (0,)
        assert connection.execute("SELECT role FROM membership JOIN account ON account.id = account_id "
                                  "WHERE login = 'admin'").fetchall() == [("editor",)]  # fmt: skip
    before = {table: _rows(instance, table) for table in ("account", "project", "article", "review", "annotation")}
    assert before["article"] == 7
    key = (instance / "secret.key").read_bytes()
    with served(instance):
        pass
    assert {table: _rows(instance, table) for table in before} == before
    assert (instance / "secret.key").read_bytes() == key


def test_everything_in_the_instance_folder_is_its_owners_alone(tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    instance.mkdir()  # as a checkout brings it: for everybody, with files that say nothing
    instance.chmod(0o755)
    brought = [instance / "README.md", instance / ".gitignore"]
    for path in brought:
        path.touch()
    with served(instance, "--no-demo"):
        paths = [instance, *instance.iterdir()]
        assert {path.name for path in paths} >= {"instance", "annotator.db", "secret.key"}
        assert [path for path in paths if path not in brought and stat.S_IMODE(path.stat().st_mode) & 0o077] == []
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "somebody's.txt").touch()
    shared.chmod(0o755)
    CliRunner().invoke(main, ["--instance", str(shared), "db", "upgrade"])
    assert stat.S_IMODE(shared.stat().st_mode) == 0o755


def test_the_printed_link_signs_in_once_and_only_by_its_button(tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    with served(instance, "--no-demo") as (_, printed):
        link = re.search(r"http\S+/links/\S+", printed)[0]
        for _ in range(2):  # a preview that opens the link does not use it up
            page = urllib.request.urlopen(link, timeout=10).read().decode()
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
        assert token
    assert _rows(instance, "login_session") == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--host", "0.0.0.0"], "without HTTPS"),
        (["--host", "desk.example"], "without HTTPS"),
        (["--host", "0.0.0.0", "--debug"], "loopback only"),
    ],
)
def test_a_way_of_serving_that_shows_secrets_is_refused(tmp_path: Path, arguments, words) -> None:
    result = CliRunner().invoke(main, ["--instance", str(tmp_path / "i"), "serve", *arguments])
    assert result.exit_code == 1
    assert words in result.output
    assert not (tmp_path / "i").exists()


@pytest.mark.parametrize("content", ["", "short", "z" * 64, "ab" * 40])
def test_a_damaged_key_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "secret.key").write_text(content)
    (tmp_path / "secret.key").chmod(0o600)
    result = CliRunner().invoke(main, ["--instance", str(tmp_path), "serve", "--no-demo"])
    assert result.exit_code == 1
    assert "damaged" in result.output


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o620, 0o604])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    (tmp_path / "secret.key").write_text("ab" * 32)
    (tmp_path / "secret.key").chmod(mode)
    result = CliRunner().invoke(main, ["--instance", str(tmp_path), "serve", "--no-demo"])
    assert result.exit_code == 1
    assert "Others can read the secret key" in result.output


def test_a_database_of_a_later_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(main, ["--instance", str(tmp_path), "db", "upgrade"]).exit_code == 0
    with closing(sqlite3.connect(tmp_path / "annotator.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    for arguments in (["serve"], ["db", "upgrade"], ["account", "list"]):
        result = runner.invoke(main, ["--instance", str(tmp_path), *arguments])
        assert result.exit_code == 1
        assert "9999" in result.output
    assert "account" in (tmp_path / "annotator.db").read_bytes().decode("latin-1")


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "is gone"), (b"", "is gone"), (b"no database at all, " * 99, "damaged or no database")],
)
def test_a_lost_or_damaged_database_is_refused_in_words_and_left_alone(
    tmp_path: Path, content: bytes | None, words: str
) -> None:
    file = tmp_path / "annotator.db"
    (tmp_path / "address").write_text("http://127.0.0.1:8000\n")
    if content is not None:
        file.write_bytes(content)
    for arguments in (["serve"], ["db", "upgrade"]):
        result = CliRunner().invoke(main, ["--instance", str(tmp_path), *arguments])
        assert result.exit_code == 1
        assert words in result.output
    assert (file.read_bytes() if file.exists() else None) == content
    if content:
        assert words in CliRunner().invoke(main, ["--instance", str(tmp_path), "doctor"]).output


def test_a_folder_or_server_that_cannot_be_had_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    nowhere = tmp_path / "nowhere"
    nowhere.mkdir()
    (nowhere / "config.toml").write_text('database_url = "postgresql+psycopg://desk@127.0.0.1:1/desk"\n')
    for folder, words in ((tmp_path / "file" / "inside", "cannot be made"), (nowhere, "cannot be opened")):
        result = CliRunner().invoke(main, ["--instance", str(folder), "db", "upgrade"])
        assert result.exit_code == 1
        assert words in result.output


def test_a_misspelt_setting_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('prot = 8001\n')
    result = CliRunner().invoke(main, ["--instance", str(tmp_path), "serve"])
    assert result.exit_code == 1
    assert "prot" in result.output


def test_a_taken_port_is_said_in_words(tmp_path: Path) -> None:
    with served(tmp_path / "one", "--no-demo") as (address, _):
        port = address.rpartition(":")[2]
        second = subprocess.run(
            [*_command(tmp_path / "two", "--no-demo")[:-3], "--port", port, "--no-demo"],
            cwd=ROOT, capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
    assert second.returncode == 1
    assert f"Port {port}" in second.stderr
    assert "Traceback" not in second.stderr


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("127.8.8.8", True), ("0.0.0.0", False),
     ("192.168.1.4", False), ("desk.example", False), ("::", False)],
)  # fmt: skip
def test_loopback_is_told_from_a_network(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_a_foreign_host_name_is_refused(tmp_path: Path) -> None:
    with served(tmp_path, "--no-demo") as (address, _):
        request = urllib.request.Request(f"{address}/healthz", headers={"Host": "evil.example"})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=10)
        assert refused.value.code == 400
        refused.value.close()


def _siblings(instance: Path, least: int = 0) -> list[int]:
    """The processes that serve the instance, the first one first, once there are at least so many."""
    found: list[int] = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                if str(instance).encode() in (folder / "cmdline").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
    return sorted(found) if len(found) >= least else _siblings(instance, least)


def _status(address: str) -> int:
    with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:
        return answer.status


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at the processes as Linux shows them")
def test_two_processes_answer_and_one_that_dies_is_begun_again_and_none_outlives_the_first(tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    with _group(instance) as (process, address, pool), pool:
        assert set(pool.map(_status, [address] * 40)) == {200}
        assert len(_siblings(instance, 2)) == 2
        os.killpg(process.pid, signal.SIGINT)  # Ctrl-C
        assert "The desk is closed." in process.communicate(timeout=30)[0]
    assert _siblings(instance) == []
    with _group(instance) as (process, address, pool), pool:
        first, sibling = _siblings(instance, 2)
        # Whoever begins later answers as the desk does, not as the file says by then.
        (instance / "config.toml").write_text('trusted_hosts = ["elsewhere.example"]\n')
        os.kill(sibling, signal.SIGKILL)
        assert set(pool.map(_status, [address] * 40)) == {200}
        while sibling in (now := _siblings(instance, 2)) or first not in now or not _answers(sum(now) - first):
            time.sleep(0.01)
        os.kill(first, signal.SIGSTOP)  # the new one alone
        assert set(pool.map(_status, [address] * 2)) == {200}
        os.kill(first, signal.SIGKILL)
        process.communicate(timeout=10)  # until the last one that could print is gone
    assert _siblings(instance) == []


#: What is begun behind `&` or by nohup has Ctrl-C ignored, and so have its children: tests that run there too.
_IN_FRONT = "import os, signal as s, sys; s.signal(s.SIGINT, s.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"


@contextmanager
def _group(instance: Path) -> Iterator[tuple["subprocess.Popen[str]", str, ThreadPoolExecutor]]:
    """A desk of two processes with three threads each, as a shell runs it; its address and eight who ask."""
    command = _command(instance, "--no-demo", "--processes", "2", "--threads", "3")
    begun = [sys.executable, "-c", _IN_FRONT, *command]
    process = subprocess.Popen(begun, cwd=ROOT, stdout=subprocess.PIPE, text=True, process_group=0)
    try:
        assert process.stdout
        printed = ""
        while "account link" not in printed and "/links/" not in printed:
            line = process.stdout.readline()
            assert line, printed
            printed += line
        address = re.search(r"The desk is at (\S+)", printed)
        assert address
        yield process, address[1], ThreadPoolExecutor(8)
    finally:
        process.kill()
        process.communicate()


def test_a_sibling_is_told_to_end_once_so_that_it_finishes_what_it_is_answering(monkeypatch) -> None:
    told = []
    monkeypatch.setattr(os, "kill", lambda pid, kind: told.append((pid, kind)))
    siblings = Siblings(2, lambda: None)
    siblings._running[1] = 4711
    siblings._end_all()  # the first was told to stop
    siblings.close()  # it has stopped
    assert told == [(4711, signal.SIGTERM), (4711, signal.SIGKILL)]


def _answers(pid: int) -> bool:
    """Whether a process has begun its threads: those that answer, the loop and the one that ends it."""
    with suppress(OSError):
        return len(list(Path(f"/proc/{pid}/task").iterdir())) == 3 + 2
    return False


def test_siblings_ring_through_the_first_process_and_one_that_keeps_dying_is_given_up() -> None:
    rings: list[bool] = []
    siblings = Siblings(2, lambda: rings.append(True))
    # A new one is told its place, the socket, the shared memory, and what it rings with.
    anew = [sys.executable, "-c", "import os, sys; os.write(int(sys.argv[1].split(',')[3]), b'!')"]
    with socket.socket() as opened:
        siblings.fork(opened, anew, {})
        if siblings.number:
            try:
                siblings.ring()
            finally:
                os._exit(0)
        for thread in threading.enumerate():
            if thread.name == "sibling-1":
                thread.join(60)
        siblings.close()
    while len(rings) < MOST_ENDS:
        time.sleep(0.01)
    assert len(rings) == MOST_ENDS


@pytest.mark.parametrize("wanted", [1, 3])
def test_as_many_processes_answer_as_are_wanted(wanted: int) -> None:
    assert count_processes(wanted) == wanted
    assert count_processes(0) in (1, 2)
