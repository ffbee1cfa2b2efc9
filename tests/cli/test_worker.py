"""`annotator worker` as a process: killed, cancelled, closed or not rung for, no job is lost."""

import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from annotator.cli.supervisor import Supervisor
from annotator.core.jobs import JobState
from annotator.core.permissions import Permission
from annotator.core.records import Role
from annotator.services import jobs
from annotator.storage.tables import Job
from annotator.storage.transactions import Database
from tests import make
from tests.cli.test_serve import served

HERE = Path(__file__).resolve().parent


@pytest.fixture
def desk(sqlite_template, tmp_path, monkeypatch):
    """An instance folder with its database, a project and its editor."""
    monkeypatch.setenv("PYTHONPATH", str(HERE.parents[1]))
    monkeypatch.setitem(jobs.KINDS, "wait", jobs.JobKind(Permission.READ_REPORTS, ""))
    shutil.copyfile(sqlite_template, tmp_path / "annotator.db")
    database = Database.open(f"sqlite:///{tmp_path / 'annotator.db'}")
    with database.writing() as session:
        project = make.project(session)
        editor = make.actor(session, make.member(session, project, Role.EDITOR))
    yield tmp_path, database, project, editor
    database.close()


def ask(desk, gate):
    _, database, project, editor = desk
    with database.writing() as session:
        params = {"while": str(gate)}
        return jobs.ask(session, editor, project.uid, "wait", params, now=datetime.now(UTC))


def wait_for(desk, uid, state, *, tries=1):
    """Look until the job is in a state: within 20 s, or the test fails with what it was in."""
    _, database, _, editor = desk
    until = time.monotonic() + 20
    while True:
        with database.reading() as session:
            job = jobs.show_job(session, editor, uid)
        if job.state is state and job.tries >= tries and (state is not JobState.RUNNING or job.done):
            return job
        assert time.monotonic() < until, job
        time.sleep(0.05)


def test_no_job_is_lost_when_its_worker_is_killed_closed_or_not_rung_for(desk):
    folder, database, _, editor = desk
    gate = folder / "gate"
    gate.touch()
    supervisor = Supervisor(folder, [sys.executable, str(HERE / "slow_worker.py"), str(folder)])
    assert supervisor._process is None, "a desk without jobs has no worker"

    killed = ask(desk, gate)
    supervisor.ring()
    wait_for(desk, killed, JobState.RUNNING)
    first = supervisor._process.pid
    os.kill(first, signal.SIGKILL)
    wait_for(desk, killed, JobState.RUNNING, tries=2)
    assert supervisor._process.pid != first

    with database.writing() as session:
        jobs.cancel(session, editor, killed, now=datetime.now(UTC))
    wait_for(desk, killed, JobState.CANCELLED, tries=2)

    not_rung_for = ask(desk, folder / "open")
    assert wait_for(desk, not_rung_for, JobState.DONE).result == {"waited": True}

    in_hand = ask(desk, gate)
    wait_for(desk, in_hand, JobState.RUNNING)
    supervisor.close()
    assert supervisor._process.poll() == 0
    wait_for(desk, in_hand, JobState.QUEUED)


def test_a_worker_ends_with_the_desk_that_started_it(desk):
    process = subprocess.Popen(
        [sys.executable, "-m", "annotator", "--instance", str(desk[0]), "worker", "--supervised"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    said, _ = process.communicate(timeout=20)  # closes its standard input
    assert process.returncode == 0, said
    assert not (desk[0] / "queue.db").exists() or (desk[0] / "queue.db").stat().st_mode & 0o077 == 0


def test_serving_begins_with_what_was_left_waiting(desk):
    folder, database, project, editor = desk
    with database.writing() as session:
        session.add(Job(uid="a" * 32, project_id=project.id, kind="gone", params={}, asked_by_id=editor.account_id,
                        asked_at=make.NOW))  # fmt: skip
    with served(folder, "--no-demo"):
        assert "does not know" in wait_for(desk, "a" * 32, JobState.FAILED).message
