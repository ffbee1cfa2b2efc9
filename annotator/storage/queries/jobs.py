"""Background jobs: asked, taken by one worker, moved on, ended. Every change of state names the state before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, Update, func, insert, select, update
from sqlalchemy.orm import Session

from annotator.core.jobs import JobState
from annotator.storage.tables import Account, Job, Project
from annotator.storage.types import plain

_JOB = plain(Job)


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as its page shows it and as its runner reads it."""

    id: int
    uid: str
    project_id: int
    project_uid: str
    project_name: str
    kind: str
    # Any: see the table.
    params: Mapping[str, Any]
    state: JobState
    done: int
    total: int
    message: str
    # Any: see the table.
    result: Mapping[str, Any] | None
    asked_by_id: int
    asked_by: str
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    beat_at: datetime | None
    cancel_asked: bool
    tries: int


_ROWS = (
    select(
        Job.id, Job.uid, Job.project_id, Project.uid, Project.name, Job.kind, Job.params, Job.state, Job.done,
        Job.total, Job.message, Job.result, Job.asked_by_id, Account.name, Job.asked_at, Job.started_at, Job.ended_at,
        Job.beat_at, Job.cancel_asked, Job.tries,
    )
    .join(Project, Project.id == Job.project_id)
    .join(Account, Account.id == Job.asked_by_id)
)  # fmt: skip


def add_job(
    session: Session, *, uid: str, project_id: int, kind: str, params: Mapping[str, object], asked_by_id: int,
    now: datetime,
) -> None:  # fmt: skip
    """Store a job that is to be done."""
    session.execute(
        insert(_JOB).values(
            uid=uid, project_id=project_id, kind=kind, params=dict(params), state=JobState.QUEUED, done=0, total=0,
            message="", asked_by_id=asked_by_id, asked_at=now, cancel_asked=False, tries=0, version=1,
        )
    )  # fmt: skip


def find_job(session: Session, uid: str) -> JobRow | None:
    """The job with this uid: one statement."""
    row = session.execute(_ROWS.where(Job.uid == uid)).one_or_none()
    return JobRow(*row) if row else None


def list_jobs(session: Session, project_id: int, *, limit: int) -> list[JobRow]:
    """The newest jobs of a project."""
    rows = session.execute(_ROWS.where(Job.project_id == project_id).order_by(Job.id.desc()).limit(limit))
    return [JobRow(*row) for row in rows]


def list_running(session: Session) -> list[JobRow]:
    """All jobs that some worker is at, or was."""
    return [JobRow(*row) for row in session.execute(_ROWS.where(Job.state == JobState.RUNNING).order_by(Job.id))]


def count_waiting(session: Session) -> int:
    """How many jobs nobody has taken yet."""
    return session.scalar(select(func.count()).where(Job.state == JobState.QUEUED)) or 0


def is_any_open(session: Session) -> bool:
    """Say whether there is anything for a worker to do or to look after."""
    states = (JobState.QUEUED, JobState.RUNNING)
    return session.scalar(select(Job.id).where(Job.state.in_(states)).limit(1)) is not None


def claim_next(session: Session, *, now: datetime) -> str | None:
    """Take the oldest waiting job for the caller alone; its uid, or None when nothing waits."""
    # Two workers on PostgreSQL skip each other's row; on SQLite writers are one at a time.
    row = session.execute(
        select(Job.id, Job.uid).where(Job.state == JobState.QUEUED).order_by(Job.id).limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    taken = _changed(
        session,
        update(_JOB)
        .where(_JOB.c.id == row.id, _JOB.c.state == JobState.QUEUED)
        .values(
            state=JobState.RUNNING, started_at=now, beat_at=now, done=0, total=0, message="",
            tries=_JOB.c.tries + 1, version=_JOB.c.version + 1,
        ),
    )  # fmt: skip
    return row.uid if taken else None


def note_progress(
    session: Session, job_id: int, tries: int, *, done: int, total: int, message: str, now: datetime
) -> bool:
    """Write how far the worker is. False: the job is no longer this worker's."""
    return _changed(session, _of(job_id, tries).values(done=done, total=total, message=message, beat_at=now))


def note_beat(session: Session, job_id: int, tries: int, *, now: datetime) -> bool:
    """Write that the worker is at it. False: the job is no longer this worker's."""
    return _changed(session, _of(job_id, tries).values(beat_at=now))


def is_cancel_asked(session: Session, job_id: int) -> bool:
    """Say whether somebody wants the job to stop."""
    return bool(session.scalar(select(Job.cancel_asked).where(Job.id == job_id)))


def end_job(
    session: Session, job_id: int, tries: int, state: JobState, *, message: str, result: Mapping[str, object] | None,
    now: datetime,
) -> bool:  # fmt: skip
    """Write how the job ended. False: it is no longer this worker's, and nothing was written."""
    values = {
        "state": state, "message": message, "result": dict(result) if result is not None else None, "ended_at": now,
        "version": _JOB.c.version + 1,
    }  # fmt: skip
    return _changed(session, _of(job_id, tries).values(values))


def put_back(session: Session, job_id: int, tries: int) -> bool:
    """Let another worker take a job whose worker died. False: it has moved meanwhile."""
    values = {"state": JobState.QUEUED, "beat_at": None, "version": _JOB.c.version + 1}
    return _changed(session, _of(job_id, tries).values(values))


def cancel_waiting(session: Session, job_id: int, *, now: datetime) -> bool:
    """Cancel a job that nobody has taken. False: somebody has, meanwhile."""
    values = {"state": JobState.CANCELLED, "ended_at": now, "cancel_asked": True, "version": _JOB.c.version + 1}
    return _changed(
        session, update(_JOB).where(_JOB.c.id == job_id, _JOB.c.state == JobState.QUEUED).values(values)
    )


def ask_to_cancel(session: Session, job_id: int) -> bool:
    """Ask the worker of a running job to stop. False: it has ended meanwhile."""
    running = update(_JOB).where(_JOB.c.id == job_id, _JOB.c.state == JobState.RUNNING)
    return _changed(session, running.values(cancel_asked=True, version=_JOB.c.version + 1))


def _of(job_id: int, tries: int) -> Update:
    """The job as long as it is the turn of the worker that took it as the `tries`th."""
    return update(_JOB).where(_JOB.c.id == job_id, _JOB.c.state == JobState.RUNNING, _JOB.c.tries == tries)


def _changed(session: Session, statement: Update) -> bool:
    found = session.execute(statement)
    assert isinstance(found, CursorResult)
    return found.rowcount == 1
