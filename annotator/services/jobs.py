"""Background jobs: asking for one, watching it, cancelling it; and what a worker does: take the next, run it, look
after those whose worker died.

A kind of job is one row of `KINDS`: who may ask for it, and where its runner is. A runner is a function
`run(database, order, progress) -> result`: it opens its own short transactions (`database.reading()`,
`database.writing()`), acts as `order.actor`, says with `progress(done, total, words)` how far it is, *outside* its
transactions, and returns a small mapping of ids and counts (`{"report": uid}` or `{"path": "/projects/…"}` becomes a
link on the job's page). `progress` raises where somebody cancelled or the desk is closed: let it pass. Raising one of
`core.errors` fails the job with that sentence. A runner may be begun again after its worker died, so what it writes
it writes in one transaction at the end, or so that doing it twice is the same as once.

To ask: `uid = ask(session, actor, project_uid, "kind", params, now=now)` within a `writing()`; after it the edge
rings where `was_asked(session)` (`web.desk.writing()` does). The page piece `jobs/_progress.html` shows it.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, Protocol
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core.errors import AnnotatorError, Busy, Conflict, Forbidden, NotFound
from annotator.core.jobs import (
    BEAT_EVERY,
    FAULT_WORDS,
    GONE_WORDS,
    LOST_WORDS,
    TOLD_EVERY,
    JobState,
    after_loss,
    clean_message,
    is_lost,
)
from annotator.core.permissions import Actor, Permission, permit
from annotator.services.audit import record
from annotator.services.projects import find_project
from annotator.storage.queries import jobs as queries
from annotator.storage.queries.jobs import JobRow
from annotator.storage.queries.sessions import find_actor
from annotator.storage.tables import Project
from annotator.storage.transactions import Database

LISTED = 50
_ASKED = "job asked for"

_log = logging.getLogger("annotator.jobs")

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class JobKind:
    """Who may ask for a kind of job, and where its runner is ("package.module:function", imported when it runs)."""

    permission: Permission
    runner: str


#: kind -> what it takes. What each kind is called stands in web/job_words.py.
KINDS: dict[str, JobKind] = {
    "fill_ledgers": JobKind(Permission.READ_REPORTS, "annotator.services.ledger_filling:fill_ledgers"),
    "keep_agreement": JobKind(Permission.READ_REPORTS, "annotator.services.agreement_reports:run_keep"),
    "desk": JobKind(Permission.READ_REPORTS, "annotator.services.desk_views:run_view"),
    "month": JobKind(Permission.READ_REPORTS, "annotator.services.desk_months:run_month"),
    "claim_model": JobKind(Permission.MANAGE_PROJECT, "annotator.services.claim_models:train_model"),
}


@dataclass(frozen=True, slots=True)
class Order:
    """What a runner is to do, and for whom: the person as they are now, not as they were when they asked."""

    job_uid: str
    project_id: int
    project_uid: str
    # Any: the kind's own parameters.
    params: Mapping[str, Any]
    actor: Actor
    now: Clock


class Cancelled(Exception):
    """Somebody wants the running job to stop, or it is another worker's by now."""


class Stopped(Exception):
    """The worker is told to stop: the job goes back and is begun again."""


class Progress(Protocol):
    """How a runner says how far it is. Raises Cancelled or Stopped where it should stop."""

    def __call__(self, done: int, total: int, message: str = "") -> None: ...


# Any: a runner's result is a small JSON document of its own.
Runner = Callable[[Database, Order, Progress], Mapping[str, Any]]


def ask(
    session: Session, actor: Actor | None, project_uid: str, kind: str, params: Mapping[str, object], *, now: datetime
) -> str:
    """Ask for a job; its uid. The edge rings for a worker after the transaction. Raises NotFound, Forbidden."""
    person = permit(actor, Permission.SIGNED_IN)
    project = find_project(session, project_uid)
    permit(person, KINDS[kind].permission, project.id)
    return _add(session, person.uid, person.account_id, project, kind, params, now=now)


def ask_by_itself(session: Session, account_id: int, project_id: int, kind: str, *, now: datetime) -> str | None:
    """Ask for a job that nobody pressed a button for, in the name of somebody who asked for one before; its uid.

    None where that person may no longer ask for it: then somebody who may has to press the button.
    """
    person, project = find_actor(session, account_id), session.get_one(Project, project_id)
    if person is None or not person.may(KINDS[kind].permission, project_id):
        return None
    return _add(session, None, account_id, project, kind, {}, now=now)


def _add(
    session: Session, by: str | None, account_id: int, project: Project, kind: str, params: Mapping[str, object], *,
    now: datetime,
) -> str:  # fmt: skip
    uid = uuid4().hex
    queries.add_job(session, uid=uid, project_id=project.id, kind=kind, params=params, asked_by_id=account_id, now=now)
    record(session, "job:ask", by, {"job": uid, "project": project.uid, "kind": kind}, now=now)
    session.info[_ASKED] = True
    return uid


def ask_again(session: Session, actor: Actor | None, job_uid: str, *, now: datetime) -> str:
    """Ask anew for what a failed or cancelled job was to do; the uid of the new job, or of the one that is at the
    same already. Raises NotFound, Forbidden, Conflict where the job has not failed.
    """
    job = show_job(session, actor, job_uid)
    if not may_ask_again(job):
        raise Conflict("This job has not failed: there is nothing to ask for again.", code="not_failed")
    for other in queries.list_jobs(session, job.project_id, limit=LISTED):
        if not other.state.is_ended and (other.kind, other.params) == (job.kind, job.params):
            return other.uid
    return ask(session, actor, job.project_uid, job.kind, job.params, now=now)


def may_ask_again(job: JobRow) -> bool:
    """Say whether the job came to nothing and could be asked for anew."""
    return job.state in (JobState.FAILED, JobState.CANCELLED) and job.kind in KINDS


def was_asked(session: Session) -> bool:
    """Say whether a job was asked for in this session: then a worker is to be told, once it is committed."""
    return _ASKED in session.info


def show_job(session: Session, actor: Actor | None, job_uid: str) -> JobRow:
    """One job, for those who might have asked for it. Raises NotFound for everybody else."""
    person = permit(actor, Permission.SIGNED_IN)
    job = queries.find_job(session, job_uid)
    if job is None or not _may_see(person, job):
        raise NotFound
    return job


def list_jobs(session: Session, actor: Actor | None, project_uid: str) -> list[JobRow]:
    """The newest jobs of a project that the person may see."""
    person = permit(actor, Permission.SIGNED_IN)
    project = find_project(session, project_uid)
    permit(person, Permission.READ_REPORTS, project.id)
    return [job for job in queries.list_jobs(session, project.id, limit=LISTED) if _may_see(person, job)]


def cancel(session: Session, actor: Actor | None, job_uid: str, *, now: datetime) -> JobState:
    """Cancel a job: at once while it waits; a running one stops at its next step. One that has ended stays as it is.

    Who asked may, and who manages the project. Raises NotFound, Forbidden.
    """
    job = show_job(session, actor, job_uid)
    person = permit(actor, Permission.SIGNED_IN)
    if not may_cancel(person, job):
        raise Forbidden("Who asked for this job can cancel it, or an editor of the project.")
    if job.state.is_ended:
        return job.state
    if queries.cancel_waiting(session, job.id, now=now):
        record(session, "job:cancel", person.uid, {"job": job.uid, "state": "cancelled"}, now=now)
        return JobState.CANCELLED
    if not job.cancel_asked and queries.ask_to_cancel(session, job.id):
        record(session, "job:cancel", person.uid, {"job": job.uid, "state": "running"}, now=now)
    return JobState.RUNNING


def may_cancel(actor: Actor, job: JobRow) -> bool:
    """Say whether the person may cancel the job."""
    return job.asked_by_id == actor.account_id or actor.may(Permission.MANAGE_PROJECT, job.project_id)


def _may_see(actor: Actor, job: JobRow) -> bool:
    """Those who read reports and hold what the kind takes: reviewers, who are blind, see no jobs."""
    kind = KINDS.get(job.kind)
    needed = kind.permission if kind else Permission.MANAGE_PROJECT
    return actor.may(Permission.READ_REPORTS, job.project_id) and actor.may(needed, job.project_id)


def is_work_open(database: Database) -> bool:
    """Say whether a worker has anything to do or to look after."""
    with database.reading() as session:
        return queries.is_any_open(session)


def is_any_waiting(database: Database) -> bool:
    """Say whether some job waits for a worker."""
    with database.reading() as session:
        return queries.count_waiting(session) > 0


def run_waiting(database: Database, *, now: Clock, stopping: Callable[[], bool] = lambda: False) -> int:
    """Run all jobs that wait, one after another, in this thread; how many there were. A worker's one task, and how
    tests run jobs in place.
    """
    count = 0
    while not stopping() and (job := _claim(database, now)) is not None:
        _run(_Turn(database, job, now, stopping))
        count += 1
    return count


def put_back_lost(database: Database, *, now: Clock) -> int:
    """Find running jobs whose worker has fallen silent; put them back, or end them with words. How many there were."""
    with database.reading() as session:
        lost = [job for job in queries.list_running(session) if is_lost(job.state, job.beat_at, now())]
    for job in lost:
        state = after_loss(job.tries, cancel_asked=job.cancel_asked)
        with database.writing() as session:
            if state is JobState.QUEUED:
                moved = queries.put_back(session, job.id, job.tries)
            else:
                words = LOST_WORDS if state is JobState.FAILED else ""
                moved = queries.end_job(session, job.id, job.tries, state, message=words, result=None, now=now())
            if moved:
                record(session, "job:lost", None, {"job": job.uid, "state": state.value, "tries": job.tries}, now=now())
    return len(lost)


def _claim(database: Database, now: Clock) -> JobRow | None:
    with database.writing() as session:
        uid = queries.claim_next(session, now=now())
        job = queries.find_job(session, uid) if uid else None
        if job is not None:
            record(session, "job:start", None, {"job": job.uid, "tries": job.tries}, now=now())
        return job


def _run(turn: "_Turn") -> None:
    """Run a job that was taken, and write how it ended."""
    try:
        with turn.beating():
            turn.check()
            result = _runner_of(turn.job)(turn.database, _order(turn), turn)
    except Cancelled:
        turn.end(JobState.CANCELLED)
    except Stopped:
        turn.give_back()
    except AnnotatorError as error:
        turn.end(JobState.FAILED, error.message)
    except Exception:  # noqa: BLE001 - the edge of all runners: whatever goes wrong is logged once and told in the row
        _log.exception("job %s (%s) failed", turn.job.uid, turn.job.kind)
        turn.end(JobState.FAILED, FAULT_WORDS)
    else:
        turn.end(JobState.DONE, turn.last_words, result)


def _runner_of(job: JobRow) -> Runner:
    if job.kind not in KINDS:
        raise Conflict(GONE_WORDS, code="unknown_job")
    module, _, name = KINDS[job.kind].runner.partition(":")
    found: Runner = getattr(import_module(module), name)
    return found


def _order(turn: "_Turn") -> Order:
    """The order with the person as they are now. Raises NotFound or Forbidden where they may no longer."""
    job = turn.job
    with turn.database.reading() as session:
        actor = find_actor(session, job.asked_by_id)
    if actor is None:
        raise Forbidden("Who asked for this no longer has an account here.")
    permit(actor, KINDS[job.kind].permission, job.project_id)
    return Order(job.uid, job.project_id, job.project_uid, job.params, actor, turn.now)


class _Turn:
    """One worker's turn at one job: progress, beat and end are written only as long as it is its turn."""

    def __init__(self, database: Database, job: JobRow, now: Clock, stopping: Callable[[], bool]) -> None:
        self.database, self.job, self.now = database, job, now
        self.last_words = ""
        self._stopping = stopping
        self._written_at: datetime | None = None
        self._is_ours = True

    def __call__(self, done: int, total: int, message: str = "") -> None:
        """Write how far it is, at most twice a second. Raises Cancelled, Stopped."""
        words = clean_message(message)
        # What was said on the way ("Counting ...") is not what there is to say of a job that is done.
        self.last_words = words if done >= total else ""
        at = self.now()
        if self._written_at is not None and at - self._written_at < TOLD_EVERY and done < total:
            return
        self._written_at = at
        try:
            with self.database.writing() as session:
                self._is_ours = queries.note_progress(
                    session, self.job.id, self.job.tries, done=done, total=total, message=words, now=at
                )
        except Busy:
            return  # how far it is can be told later
        self.check()

    def check(self) -> None:
        """Raise where the job should stop."""
        with self.database.reading() as session:
            if not self._is_ours or queries.is_cancel_asked(session, self.job.id):
                raise Cancelled
        if self._stopping():
            raise Stopped

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Beat from a thread of its own while the block runs: a long step is not a death."""
        done = threading.Event()
        thread = threading.Thread(target=self._beat, args=(done,), name="beat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _beat(self, done: threading.Event) -> None:
        while not done.wait(BEAT_EVERY.total_seconds()):
            try:
                with self.database.writing() as session:
                    self._is_ours &= queries.note_beat(session, self.job.id, self.job.tries, now=self.now())
            except AnnotatorError as error:  # busy or full: the next beat may get through
                _log.warning("a beat was not written: %s", error.message)

    def give_back(self) -> None:
        """Let another worker begin it again."""
        with self.database.writing() as session:
            if queries.put_back(session, self.job.id, self.job.tries):
                record(session, "job:give_back", None, {"job": self.job.uid}, now=self.now())

    # Any: the runner's own small document.
    def end(self, state: JobState, words: str = "", result: Mapping[str, Any] | None = None) -> None:
        """Write how it ended, unless it is another worker's turn by now."""
        at = self.now()
        with self.database.writing() as session:
            ended = queries.end_job(
                session, self.job.id, self.job.tries, state, message=clean_message(words), result=result, now=at
            )
            if ended:
                record(session, "job:end", None, {"job": self.job.uid, "state": state.value}, now=at)
