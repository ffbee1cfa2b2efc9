"""A background job on a page: how far it is, and Cancel. The piece refreshes itself until the job has ended.

Another page shows a job of its own with `{% from "jobs/_progress.html" import progress with context %}` and
`{{ progress(page.job) }}`, where `page.job` comes from `job_view`.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, request, url_for

from annotator.core.jobs import JobState
from annotator.services import jobs as service
from annotator.storage.queries.jobs import JobRow
from annotator.web.desk import now, reading, writing
from annotator.web.hx import render_page, see_other, wants_fragment
from annotator.web.job_words import result_url, title_of
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb

blueprint = Blueprint("jobs", __name__)


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as the piece shows it. Without a `total` nobody knows yet how long it takes."""

    uid: str
    title: str
    state: JobState
    done: int
    total: int
    message: str
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None
    cancel_asked: bool
    may_cancel: bool
    may_ask_again: bool
    url: str
    result_url: str


@dataclass(frozen=True, slots=True)
class JobPage:
    """One job on a page of its own."""

    project: Crumb
    job: JobView


def job_view(job: JobRow) -> JobView:
    """The job for the piece, as the asking person may handle it."""
    return JobView(
        job.uid, title_of(job), job.state, job.done, job.total, job.message, job.asked_by, job.asked_at, job.ended_at,
        job.cancel_asked, not job.state.is_ended and service.may_cancel(require_actor(), job),
        service.may_ask_again(job),
        url_for("jobs.show", job_uid=job.uid), result_url(job) if job.state is JobState.DONE else "",
    )  # fmt: skip


@blueprint.get("/jobs/<job_uid>")
def show(job_uid: str) -> Response:
    """How far the job is: a page, or the piece that replaces itself."""
    with reading() as session:
        job = service.show_job(session, require_actor(), job_uid)
    return _render(job)


@blueprint.post("/jobs/<job_uid>/cancel")
def cancel(job_uid: str) -> Response:
    """Cancel the job."""
    with writing() as session:
        service.cancel(session, require_actor(), job_uid, now=now())
        job = service.show_job(session, require_actor(), job_uid)
    return _render(job) if wants_fragment() else see_other(url_for("jobs.show", job_uid=job_uid))


@blueprint.post("/jobs/<job_uid>/again")
def ask_again(job_uid: str) -> Response:
    """Ask anew for what the job was to do."""
    with writing() as session:
        uid = service.ask_again(session, require_actor(), job_uid, now=now())
    return see_other(url_for("jobs.show", job_uid=uid))


def _render(job: JobRow) -> Response:
    page = JobPage(Crumb(job.project_name, f"{request.script_root}/projects/{job.project_uid}"), job_view(job))
    return render_page("jobs/_piece.html" if wants_fragment() else "jobs/page.html", page)
