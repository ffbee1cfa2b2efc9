"""Background jobs: the row is the truth; a job is run once, by one worker, and never lost."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select, update

from annotator.core.errors import Forbidden, Invalid, NotFound
from annotator.core.jobs import LOST_AFTER, MOST_TRIES, JobState
from annotator.core.permissions import Permission
from annotator.core.records import Role
from annotator.services import jobs
from annotator.storage.queries import jobs as queries
from annotator.storage.tables import Audit, Job
from tests import make

HERE = __name__


def counts(database, order, progress):
    """A runner: two steps and a result."""
    progress(1, 2, "One  of\ntwo")
    progress(2, 2, "Both")
    return {"count": order.params["count"], "by": order.actor.name}


def refuses(database, order, progress):
    """A runner that says no."""
    raise Invalid("There is nothing to count.")


def breaks(database, order, progress):
    """A runner with a mistake."""
    raise ZeroDivisionError("secret words of an article")


@pytest.fixture
def kinds(monkeypatch):
    for runner in ("counts", "refuses", "breaks", "cancels_itself", "stops"):
        monkeypatch.setitem(jobs.KINDS, runner, jobs.JobKind(Permission.READ_REPORTS, f"{HERE}:{runner}"))
    monkeypatch.setattr(jobs, "import_module", lambda name: SimpleNamespace(**globals()))


@pytest.fixture
def world(database, kinds):
    with database.writing() as session:
        project = make.project(session)
        people = {role.value: make.actor(session, make.member(session, project, role)) for role in Role}
        people["other"] = make.actor(session, make.member(session, make.project(session, "Other"), Role.EDITOR))
    return SimpleNamespace(project=project, **people)


def asked(database, world, kind="counts", by="reader"):
    with database.writing() as session:
        return jobs.ask(session, getattr(world, by), world.project.uid, kind, {"count": 3}, now=make.NOW)


def shown(database, world, uid):
    with database.reading() as session:
        return jobs.show_job(session, world.editor, uid)


def run(database, at=make.NOW):
    return jobs.run_waiting(database, now=lambda: at)


def audit(database):
    with database.reading() as session:
        return [(row.kind, row.detail.get("state")) for row in session.scalars(select(Audit).order_by(Audit.id))]


def test_a_job_is_run_once_in_the_order_of_asking_and_says_how_it_went(database, world):
    first, second = asked(database, world), asked(database, world, "refuses")
    assert run(database) == 2
    assert run(database) == 0
    done, refused = shown(database, world, first), shown(database, world, second)
    assert (done.state, done.done, done.total, done.message) == (JobState.DONE, 2, 2, "Both")
    assert done.result == {"count": 3, "by": "Reader"}
    assert (refused.state, refused.message) == (JobState.FAILED, "There is nothing to count.")
    assert audit(database) == [
        ("job:ask", None), ("job:ask", None), ("job:start", None), ("job:end", "done"), ("job:start", None),
        ("job:end", "failed"),
    ]  # fmt: skip


def test_a_mistake_in_a_runner_fails_its_job_with_words_and_no_other(database, world, caplog):
    broken, fine = asked(database, world, "breaks"), asked(database, world)
    run(database)
    assert shown(database, world, fine).state is JobState.DONE
    job = shown(database, world, broken)
    assert job.state is JobState.FAILED
    assert "log" in job.message
    assert "secret" not in job.message
    assert broken in caplog.text


def cancels_itself(database, order, progress):
    """A runner in the middle of which its asker presses Cancel."""
    progress(1, 9)
    with database.writing() as session:
        assert jobs.cancel(session, order.actor, order.job_uid, now=make.NOW) is JobState.RUNNING
    progress(9, 9)
    raise AssertionError("a cancelled job goes on")


def test_a_running_job_stops_at_its_next_step_after_cancel(database, world):
    uid = asked(database, world, "cancels_itself")
    run(database)
    assert shown(database, world, uid).state is JobState.CANCELLED
    assert audit(database)[-2:] == [("job:cancel", "running"), ("job:end", "cancelled")]


def test_a_waiting_job_is_cancelled_at_once_and_never_run(database, world):
    uid = asked(database, world)
    with database.writing() as session:
        assert jobs.cancel(session, world.reader, uid, now=make.NOW) is JobState.CANCELLED
        assert jobs.cancel(session, world.reader, uid, now=make.NOW) is JobState.CANCELLED
    assert run(database) == 0
    assert audit(database) == [("job:ask", None), ("job:cancel", "cancelled")]


def test_who_asked_or_manages_cancels_and_nobody_else(database, world):
    by_editor, by_reader = asked(database, world, by="editor"), asked(database, world)
    with pytest.raises(Forbidden), database.writing() as session:
        jobs.cancel(session, world.reader, by_editor, now=make.NOW)
    with database.writing() as session:
        assert jobs.cancel(session, world.editor, by_reader, now=make.NOW) is JobState.CANCELLED
    assert shown(database, world, by_editor).state is JobState.QUEUED


def test_reviewers_and_strangers_neither_ask_nor_see(database, world):
    uid = asked(database, world)
    for who, error in (("reviewer", Forbidden), ("other", NotFound)):
        with pytest.raises(error):
            asked(database, world, by=who)
        with pytest.raises(NotFound), database.reading() as session:
            jobs.show_job(session, getattr(world, who), uid)
        with pytest.raises(error), database.reading() as session:
            jobs.list_jobs(session, getattr(world, who), world.project.uid)
    with database.reading() as session:
        assert [job.uid for job in jobs.list_jobs(session, world.reader, world.project.uid)] == [uid]


def test_a_person_who_may_no_longer_gets_nothing_run(database, world):
    uid = asked(database, world)
    with database.writing() as session:
        from annotator.storage.queries.projects import remove_member

        remove_member(session, world.project.id, world.reader.account_id)
    run(database)
    assert shown(database, world, uid).state is JobState.FAILED


def test_two_workers_never_get_the_same_job(database, world):
    uids = {asked(database, world), asked(database, world)}
    taken = set()
    for _ in range(3):
        with database.writing() as session:
            taken.add(queries.claim_next(session, now=make.NOW))
    assert taken == uids | {None}


def test_a_job_whose_worker_fell_silent_goes_back_and_the_late_worker_writes_nothing(database, world):
    uid = asked(database, world)
    with database.writing() as session:
        queries.claim_next(session, now=make.NOW)
        old = queries.find_job(session, uid)
    early = make.NOW + LOST_AFTER
    assert jobs.put_back_lost(database, now=lambda: early) == 0
    late = early + timedelta(seconds=1)
    assert jobs.put_back_lost(database, now=lambda: late) == 1
    assert shown(database, world, uid).state is JobState.QUEUED
    assert run(database, late) == 1
    with database.writing() as session:  # the first worker wakes up
        assert not queries.note_progress(session, old.id, old.tries, done=0, total=1, message="", now=late)
        assert not queries.end_job(session, old.id, old.tries, JobState.FAILED, message="", result=None, now=late)
    assert shown(database, world, uid).state is JobState.DONE


def test_a_job_that_kills_its_worker_is_given_up_with_words(database, world):
    uid = asked(database, world)
    at = make.NOW
    for _ in range(MOST_TRIES):
        with database.writing() as session:
            assert queries.claim_next(session, now=at) == uid
        at += LOST_AFTER + timedelta(seconds=1)
        jobs.put_back_lost(database, now=lambda at=at: at)
    job = shown(database, world, uid)
    assert (job.state, job.tries) == (JobState.FAILED, MOST_TRIES)
    assert "Ask for it again" in job.message


def test_a_lost_job_that_was_to_be_cancelled_is_cancelled(database, world):
    uid = asked(database, world)
    with database.writing() as session:
        queries.claim_next(session, now=make.NOW)
        jobs.cancel(session, world.reader, uid, now=make.NOW)
    jobs.put_back_lost(database, now=lambda: make.NOW + 2 * LOST_AFTER)
    assert shown(database, world, uid).state is JobState.CANCELLED


def stops(database, order, progress):
    """A runner in the middle of which the desk is closed."""
    progress(1, 1)
    raise AssertionError("the worker was told to stop")


def test_a_worker_that_is_told_to_stop_gives_its_job_back(database, world):
    uid = asked(database, world, "stops")
    with database.writing() as session:
        queries.claim_next(session, now=make.NOW)
        job = queries.find_job(session, uid)
    jobs._run(jobs._Turn(database, job, lambda: make.NOW, lambda: True))
    assert shown(database, world, uid).state is JobState.QUEUED


def test_a_kind_that_is_gone_fails_its_jobs_with_words(database, world, monkeypatch):
    uid = asked(database, world)
    monkeypatch.delitem(jobs.KINDS, "counts")
    run(database)
    job = shown(database, world, uid)
    assert (job.state, "does not know" in job.message) == (JobState.FAILED, True)
    with pytest.raises(NotFound), database.reading() as session:
        jobs.show_job(session, world.reader, uid)


def test_a_beat_of_a_long_step_keeps_the_job(database, world, monkeypatch):
    monkeypatch.setattr(jobs, "BEAT_EVERY", timedelta(milliseconds=5))
    uid = asked(database, world)
    later = make.NOW + timedelta(hours=1)
    with database.writing() as session:
        queries.claim_next(session, now=make.NOW)
        job = queries.find_job(session, uid)
    turn = jobs._Turn(database, job, lambda: later, lambda: False)
    with turn.beating():
        while shown(database, world, uid).beat_at != later:
            pass
    with database.writing() as session:
        session.execute(update(Job).values(beat_at=later))
    assert jobs.put_back_lost(database, now=lambda: later) == 0
