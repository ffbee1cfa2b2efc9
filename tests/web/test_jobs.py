"""A job's page: how far it is, asking again until it has ended, Cancel as a real form; for those it is for."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from annotator.core.jobs import JobState
from annotator.core.permissions import Permission
from annotator.core.records import Role
from annotator.services import jobs
from annotator.storage.queries import jobs as queries
from annotator.storage.tables import Job
from annotator.web.desk import attach_desk, desk
from tests import make

HX = {"HX-Request": "true"}


def keeps(database, order, progress):
    """A runner that makes something to look at."""
    return {"path": f"/projects/{order.project_uid}/reports"}


@pytest.fixture
def world(database, signed_in, monkeypatch):
    monkeypatch.setitem(jobs.KINDS, "counts", jobs.JobKind(Permission.READ_REPORTS, "tests:keeps"))
    monkeypatch.setattr(jobs, "import_module", lambda name: SimpleNamespace(keeps=keeps))
    with database.writing() as session:
        project = make.project(session)
        accounts = {role.value: make.member(session, project, role) for role in Role}
        actor = make.actor(session, accounts["reader"])
        uid = jobs.ask(session, actor, project.uid, "counts", {}, now=make.NOW)
    browsers = {name: signed_in(account) for name, account in accounts.items()}
    return SimpleNamespace(uid=uid, url=f"/jobs/{uid}", project=project, **browsers)


def waiting(database):
    with database.reading() as session:
        return session.scalars(select(Job.uid).where(Job.state == JobState.QUEUED)).all()


def claim(database):
    with database.writing() as session:
        uid = queries.claim_next(session, now=make.NOW)
        return queries.find_job(session, uid)


def test_the_page_says_how_far_it_is_and_asks_again_until_it_has_ended(database, world):
    page = world.reader.get(world.url)
    assert page.status_code == 200
    assert "It waits for its turn." in page.text
    assert 'hx-trigger="every 1s"' in page.text
    job = claim(database)
    with database.writing() as session:
        queries.note_progress(session, job.id, 1, done=3, total=9, message="Counting <b>", now=make.NOW)
    piece = world.reader.get(world.url, headers=HX)
    assert piece.text.lstrip().startswith(f'<section id="job-{world.uid}"')
    assert "Counting &lt;b&gt;" in piece.text
    assert 'max="9" value="3"' in piece.text
    with database.writing() as session:
        queries.put_back(session, job.id, 1)
    jobs.run_waiting(database, now=lambda: make.NOW)
    ended = world.reader.get(world.url, headers=HX).text
    assert "hx-trigger" not in ended
    assert "Cancel" not in ended
    assert f'href="/projects/{world.project.uid}/reports"' in ended


def test_cancel_is_a_form_that_works_without_script(database, world):
    page = world.reader.get(world.url).text
    assert f'<form method="post" action="{world.url}/cancel"' in page
    answer = world.reader.post(f"{world.url}/cancel")
    assert (answer.status_code, answer.location) == (303, world.url)
    assert "It was cancelled." in world.reader.get(world.url).text
    assert jobs.run_waiting(database, now=lambda: make.NOW) == 0


def test_what_failed_or_was_cancelled_is_asked_for_again_and_not_twice(app, database, world):
    rung = []
    with app.app_context():
        attach_desk(app, replace(desk(), ring=lambda: rung.append(len(waiting(database)))))
    again = f"{world.url}/again"
    assert again not in world.reader.get(world.url).text
    assert world.reader.post(again).headers["X-Error-Code"] == "not_failed"
    world.reader.post(f"{world.url}/cancel")
    assert rung == []
    assert f'action="{again}"' in world.reader.get(world.url, headers=HX).text
    anew = world.reader.post(again).location
    assert anew != world.url
    assert rung == [1]  # the worker is told once the job can be read, and of no act that asked for none
    assert world.reader.post(again).location == anew
    assert "It waits for its turn." in world.reader.get(anew).text
    assert world.reviewer.post(again).status_code == 404
    assert jobs.run_waiting(database, now=lambda: make.NOW) == 1


def test_what_was_said_on_the_way_is_not_said_of_a_job_that_is_done(database, world, monkeypatch):
    def counts(database, order, progress):
        progress(1, 2, "Counting the boats")
        return {}

    monkeypatch.setattr(jobs, "import_module", lambda name: SimpleNamespace(keeps=counts))
    jobs.run_waiting(database, now=lambda: make.NOW)
    page = world.reader.get(world.url).text
    assert "Done." in page
    assert "Counting the boats" not in page
    assert "the job goes on" not in page


def test_a_running_job_says_that_it_will_stop(database, world):
    claim(database)
    piece = world.reader.post(f"{world.url}/cancel", headers=HX)
    assert "It stops at its next step." in piece.text
    assert "Cancel" not in piece.text


def test_nobody_but_those_it_is_for_gets_at_it(database, world, visitor):
    before = world.editor.get(world.url).text
    for browser, statuses in ((world.reviewer, {404}), (visitor, {303, 401})):
        assert browser.get(world.url).status_code in statuses
        assert browser.post(f"{world.url}/cancel").status_code in statuses
    assert "It waits for its turn." in before
    assert world.editor.get(f"/projects/{world.project.uid}/reports").text.count("It waits for its turn.") == 1
    assert world.reviewer.get(f"/projects/{world.project.uid}/reports").status_code == 403


def test_a_path_of_a_result_stays_on_the_desk(app, database, world, monkeypatch):
    monkeypatch.setattr(jobs, "import_module", lambda name: SimpleNamespace(keeps=lambda *_: {"path": "//elsewhere"}))
    jobs.run_waiting(database, now=lambda: make.NOW)
    assert "elsewhere" not in world.reader.get(world.url).text
