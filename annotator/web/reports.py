"""Kept reports: the list of a project, one as it was kept, its document and its table, signing."""

import csv
import io
from dataclasses import dataclass

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from annotator.core.errors import NotFound
from annotator.core.permissions import Permission
from annotator.core.reports import versions_in_words
from annotator.formats.csv_tables import guard
from annotator.services import jobs
from annotator.services import reports as service
from annotator.services.projects import show_project
from annotator.services.reports import Closed, KeptReport, ReportList
from annotator.storage.queries.reports import ReportHead
from annotator.web.desk import now, reading, writing
from annotator.web.hx import render_page, see_other
from annotator.web.jobs import JobView, job_view
from annotator.web.report_kinds import find_kind
from annotator.web.report_places import report_places
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb
from annotator.web.tabs import Tab, project_tabs

blueprint = Blueprint("reports", __name__)
blueprint.app_template_global("report_places")(report_places)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report in the list; `closed` is why the reader may not open it now, None where they may."""

    head: ReportHead
    kind: str
    url: str
    closed: Closed | None


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """The kept reports of a project, and those that are being made. `earlier` and `later` are addresses or empty."""

    project: Crumb
    uid: str
    tabs: tuple[Tab, ...]
    lines: tuple[ReportLine, ...]
    total: int
    jobs: tuple[JobView, ...]
    agreement_url: str
    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One report as it was kept; `content` is what its kind's piece (`template`) sees, None for an unknown kind."""

    project: Crumb
    uid: str
    head: ReportHead
    kind: str
    template: str
    content: object
    texts: int
    reviews: int
    schemes: str
    product: str
    may_sign: bool
    styles: str


@blueprint.get("/projects/<project_uid>/reports")
def show_list(project_uid: str) -> Response:
    """The reports that a project has kept."""
    actor = require_actor()
    with reading() as session:
        listed = service.list_reports(session, actor, project_uid, page=request.args.get("page", 1, type=int))
        open_jobs = [job for job in jobs.list_jobs(session, actor, project_uid) if not job.state.is_ended]
        facts = show_project(session, actor, project_uid, Permission.READ_REPORTS)
    page = ReportsPage(
        Crumb(facts.name, _project_url(project_uid)), project_uid, project_tabs(project_uid, facts.role, "reports"),
        tuple(_line(head, listed.closed.get(head.uid)) for head in listed.rows), listed.total,
        tuple(job_view(job) for job in open_jobs),
        f"{_project_url(project_uid)}/agreement", _page_url(project_uid, listed, 1), _page_url(project_uid, listed, -1),
    )  # fmt: skip
    return render_page("reports/index.html", page)


@blueprint.get("/reports/<report_uid>")
def show(report_uid: str) -> Response:
    """A report, from its document alone."""
    kept = _read(report_uid)
    kind = find_kind(kept.head.kind)
    schemes, product = versions_in_words(kept.document["versions"])
    page = ReportPage(
        Crumb(kept.head.project_name, _project_url(kept.head.project_uid)), report_uid, kept.head,
        str(kind.name) if kind else kept.head.kind, kind.template if kind else "reports/_unknown.html",
        kind.show(kept.content, kept.filters, url_for("reports.show", report_uid=report_uid)) if kind else None,
        kept.text_count, len(kept.reviews), schemes, product,
        kept.head.signed_at is None and require_actor().may(Permission.MANAGE_PROJECT, kept.head.project_id),
        kind.styles if kind else "",
    )  # fmt: skip
    return render_page("reports/show.html", page)


@blueprint.get("/reports/<report_uid>/report.json")
def download_document(report_uid: str) -> Response:
    """The document, byte for byte: its hash is the report's."""
    kept = _read(report_uid)
    return _attach(kept, kept.body.encode(), "application/json", "json")


@blueprint.get("/reports/<report_uid>/report.csv")
def download_table(report_uid: str) -> Response:
    """The same numbers as a table."""
    kept = _read(report_uid)
    kind = find_kind(kept.head.kind)
    if kind is None:
        raise NotFound(_("This version of the desk writes no table of this kind of report. Take the JSON document."))
    table = io.StringIO()
    table.write("\ufeff")
    writer = csv.writer(table, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    for row in kind.rows(kept.content, kept.filters):
        writer.writerow(["" if cell is None else guard(cell) if isinstance(cell, str) else cell for cell in row])
    return _attach(kept, table.getvalue().encode(), "text/csv; charset=utf-8", "csv")


@blueprint.post("/reports/<report_uid>/sign")
def sign(report_uid: str) -> Response:
    """Put one's name under a report."""
    with writing() as session:
        service.sign(session, require_actor(), report_uid, now=now())
    flash(_("Signed."))
    return see_other(url_for("reports.show", report_uid=report_uid))


def _read(report_uid: str) -> KeptReport:
    with reading() as session:
        return service.read_report(session, require_actor(), report_uid)


def _line(head: ReportHead, closed: Closed | None) -> ReportLine:
    kind = find_kind(head.kind)
    url = url_for("reports.show", report_uid=head.uid)
    return ReportLine(head, str(kind.name) if kind else head.kind, url, closed)


def _project_url(project_uid: str) -> str:
    return f"{request.script_root}/projects/{project_uid}"


def _page_url(project_uid: str, listed: ReportList, step: int) -> str:
    if not 1 <= listed.page + step <= listed.pages:
        return ""
    return url_for("reports.show_list", project_uid=project_uid, page=listed.page + step)


def _attach(kept: KeptReport, data: bytes, media_type: str, suffix: str) -> Response:
    response = Response(data, content_type=media_type)
    name = f"annotator-{kept.head.kind.replace('_', '-')}-{kept.head.as_of:%Y-%m-%d}-{kept.head.uid[:8]}.{suffix}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
