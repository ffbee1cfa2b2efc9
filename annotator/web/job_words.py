"""What each kind of job is called, and where what it made is to be seen."""

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from annotator.storage.queries.jobs import JobRow

#: kind -> its name. A kind without one is called a job.
TITLES: dict[str, LazyString] = {
    "claim_model": _l("Training the claim model"),
    "fill_ledgers": _l("Writing the ledgers"),
    "desk": _l("Making a desk view"),
    "month": _l("Making the page of a month"),
    "keep_agreement": _l("Keeping an agreement report"),
}


def title_of(job: JobRow) -> str:
    """What the job is called."""
    return str(TITLES[job.kind]) if job.kind in TITLES else _("Job")


def result_url(job: JobRow) -> str:
    """The address of what the job made: `{"report": uid}` or `{"path": "/…"}` of its result; empty without either."""
    result = job.result or {}
    if "report" in result:
        return url_for("reports.show", report_uid=str(result["report"]))
    path = str(result.get("path", ""))
    return f"{request.script_root}{path}" if path.startswith("/") and not path.startswith("//") else ""
