"""Desk views: asking for one, and the job that builds it from what is kept of each article's report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from annotator.core.desk_views import By, DeskChoice, check_choice, choice_from_json
from annotator.core.errors import Invalid
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.reports import Draft, clean_title
from annotator.services import jobs, reports
from annotator.services.desk_articles import choose_articles, count_missing
from annotator.services.jobs import Order, Progress
from annotator.services.projects import ProjectFacts, find_project, show_project
from annotator.services.reports import Closed, list_closed
from annotator.storage.queries import desk as queries
from annotator.storage.queries.jobs import JobRow
from annotator.storage.queries.reports import ReportHead, list_reports
from annotator.storage.transactions import Database

#: The kind of its jobs and of its kept reports.
KIND = "desk"
#: The kind of a month's page, which its own module makes.
MONTH = "month"
LISTED = 10


@dataclass(frozen=True, slots=True)
class DeskState:
    """What the page offers: what can be chosen, the jobs in hand, and the last kept views and months, of which some may
    be closed to the person now.
    """

    project: ProjectFacts
    outlets: tuple[str, ...]
    sections: tuple[str, ...]
    months: tuple[str, ...]
    reviewers: tuple[tuple[str, str], ...]
    jobs: tuple[JobRow, ...]
    views: tuple[ReportHead, ...]
    kept_months: tuple[ReportHead, ...]
    closed: Mapping[str, Closed]


def show_desk(session: Session, actor: Actor | None, project_uid: str) -> DeskState:
    """The page's state. For everybody who reads reports."""
    person = permit(actor, Permission.SIGNED_IN)
    facts = show_project(session, person, project_uid, Permission.READ_REPORTS)
    project = find_project(session, project_uid)
    pairs = queries.list_outlets_and_sections(session, project.id)
    views = list_reports(session, project.id, kind=KIND, offset=0, limit=LISTED)
    months = list_reports(session, project.id, kind=MONTH, offset=0, limit=LISTED)
    in_hand = [job for job in jobs.list_jobs(session, person, project_uid) if job.kind in (KIND, MONTH)]
    return DeskState(
        project=facts,
        outlets=tuple(sorted({outlet for outlet, _ in pairs if outlet})),
        sections=tuple(sorted({section for _, section in pairs if section})),
        months=queries.list_months(session, project.id),
        reviewers=queries.list_finishers(session, project.id),
        jobs=tuple(job for job in in_hand if not job.state.is_ended),
        views=tuple(views),
        kept_months=tuple(months),
        closed=list_closed(session, person, project.id, [*views, *months]),
    )


def ask_for_view(
    session: Session, actor: Actor | None, project_uid: str, choice: DeskChoice, title: str, *, now: datetime
) -> str:
    """Ask for a desk view; the job's uid. Raises Invalid with the fields at fault, NotFound, Forbidden."""
    choice = check_choice(choice)
    person = permit(actor, Permission.SIGNED_IN)
    facts = show_project(session, person, project_uid, Permission.READ_REPORTS)
    _check_bylines(choice, groups=facts.groups_by_byline)
    params: dict[str, Any] = {"title": clean_title(title), **choice.to_json()}
    return jobs.ask(session, person, project_uid, KIND, params, now=now)


def run_view(database: Database, order: Order, progress: Progress) -> Mapping[str, Any]:  # Any: a job's result
    """The runner of the kind `desk`."""
    from annotator.core.sourcing.desk_document import desk_content  # numpy, which the server's start does without

    choice, at = choice_from_json(order.params), order.now()
    missing = count_missing(database, order, progress)
    progress(missing, missing + 2, "Adding up the articles")
    with database.reading() as session:
        _check_bylines(choice, groups=find_project(session, order.project_uid).groups_by_byline)
        found = choose_articles(session, order.actor, order.project_id, choice, now=at)
        if not found.chosen:
            n = len(found.published)
            none = "The article chosen has no" if n == 1 else f"None of the {n} articles chosen has a"
            raise Invalid(
                f"{none} finished review, so there is nothing to report yet. Finish a review, or choose others.",
                code="nothing_finished",
            )
        versions = reports.versions_of(session, order.project_id, found.review_ids)
    content = {**desk_content(found.counted, choice, found.rule_ids), "basis": found.basis_json()}
    content["choice"] = choice.to_json()
    draft = Draft(KIND, str(order.params["title"]), content, versions, found.review_uids, choice.to_json())
    progress(missing + 1, missing + 2, "Keeping the desk view")
    with database.writing() as session:
        return {"report": reports.keep(session, order.actor, order.project_uid, draft, now=at)}


def _check_bylines(choice: DeskChoice, *, groups: bool) -> None:
    if choice.goes_by_byline and not groups:
        words = "This project's desk views do not go by byline."
        fields = {"compare_by": words} if choice.compare_by is By.BYLINE else {"byline": words}
        raise Invalid(f"{words} An editor can allow it in the project's settings.", code="no_bylines", fields=fields)
