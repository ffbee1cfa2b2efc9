"""Agreement reports that are kept: keeping one, and how a kept one is shown and written as a table."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from annotator.core.agreement.filters import values_of
from annotator.core.agreement.packing import Sight
from annotator.core.agreement.snapshot import table_rows
from annotator.core.agreement.snapshot_read import read_bootstraps, read_snapshot
from annotator.services import agreement_reports as service
from annotator.services import reports
from annotator.services.agreement_chosen import WhyNot
from annotator.storage.queries.agreement_texts import DIMENSIONS
from annotator.web.agreement_choice import choose, tell_filters
from annotator.web.agreement_reported import reported_links
from annotator.web.agreement_reported_rows import ReportedTables, show_reported
from annotator.web.agreement_tables import AgreementTables, make_tables
from annotator.web.agreement_then import report_links
from annotator.web.agreement_words import why_not_words
from annotator.web.desk import now, reading, writing
from annotator.web.hx import see_other
from annotator.web.report_kinds import ReportKind
from annotator.web.sessions import require_actor

blueprint = Blueprint("agreement_kept", __name__)


@dataclass(frozen=True, slots=True)
class KeptTag:
    """A tag of the desk's own as it was called."""

    label: str


@dataclass(frozen=True, slots=True)
class KeptAgreement:
    """What the piece shows, all of it from the document, in the tables of the agreement page. `told` is what was
    chosen, in words, `not_compared` the articles of it that are in no number, with the reason; `reported` is None in
    documents of earlier versions.
    """

    told: tuple[str, ...]
    not_compared: tuple[tuple[str, str], ...]
    tables: AgreementTables
    reported: ReportedTables | None
    methods: str
    study_version: int


@blueprint.post("/projects/<project_uid>/agreement/keep")
def keep(project_uid: str) -> Response:
    """Keep the report that the page of the same query shows: at once, or by a worker where it is a large one."""
    actor, reviewers, title = require_actor(), request.args.getlist("reviewer"), request.form.get("title", "")
    with reading() as session:
        choice = choose(session, project_uid)
        filters = choice.filters
        is_small = choice.texts.shared <= service.MOST_AT_ONCE
        moment = now()
        make = service.draft_report
        draft = make(session, actor, project_uid, reviewers, filters, title, now=moment) if is_small else None
    with writing() as session:
        if draft is not None:
            uid = reports.keep(session, actor, project_uid, draft, now=moment)
        else:
            uid = service.ask_to_keep(session, actor, project_uid, reviewers, filters, title, now=moment)
    if draft is None:
        return see_other(url_for("jobs.show", job_uid=uid))
    flash(_("Kept. It stays as it is now."))
    return see_other(url_for("reports.show", report_uid=uid))


Told = Mapping[str, Any]  # Any: JSON that core/agreement/snapshot.py made


def show(content: Told, filters: Told, url: str) -> KeptAgreement:
    """The document for the piece; its numbers lead to their sentences as of then."""
    report = read_snapshot(content)
    names = {reviewer["uid"]: reviewer["name"] for reviewer in content["reviewers"]}
    facets = content["facets"]
    own = {facet["facet"].partition(":")[2]: KeptTag(facet["label"]) for facet in facets if facet["label"]}
    told = [note for note in facets[0]["notes"] if all(note in facet["notes"] for facet in facets)]
    links = report_links(url)
    tables = make_tables(report, names, own, content.get("group_names", {}), links, read_bootstraps(content))
    return KeptAgreement(
        told=_tell(filters),
        not_compared=tuple(
            (one["title"], why_not_words(WhyNot(one["why"]), then=True)) for one in content.get("not_compared", ())
        ),
        tables=replace(
            tables,
            remarks=tuple(told),
            rows=tuple(
                # The warnings are in the document as they were told.
                replace(row, remarks=(*row.remarks, *(note for note in facet["notes"] if note not in told)))
                for row, facet in zip(tables.rows, facets, strict=True)
            ),
        ),
        reported=show_reported(content["reported"], names, reported_links(links)) if "reported" in content else None,
        methods=content["methods"],
        study_version=content["study"]["version"],
    )


def _tell(filters: Told) -> tuple[str, ...]:
    """What was chosen; articles, whose titles the methods paragraph has, by how many they are."""
    values = values_of({name: some for name, some in filters.items() if name in DIMENSIONS})
    articles = len(values.pop("article", ()))
    told = tell_filters(values, Sight(filters.get("suggestions", "")), {}, practice="practice" in filters)
    words = ngettext("%(num)d article chosen by itself", "%(num)d articles chosen one by one", articles)
    return (*told, words) if articles else told


KIND = ReportKind(_l("Agreement"), "agreement/_kept.html", show, table_rows)
