"""The pages that report on many articles of a project, in the order of the line that leads to them."""

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

#: key -> endpoint and name. A page names its own key to the macro `places` of `templates/reports/_places.html`.
PLACES: tuple[tuple[str, str, LazyString], ...] = (
    ("kept", "reports.show_list", _l("Kept reports")),
    ("desk", "desk_views.show", _l("Desk view")),
    ("sources", "source_ledger.show", _l("Sources")),
    ("figures", "figure_ledger.show", _l("Figures")),
    ("compare", "comparisons.show", _l("Two articles")),
    ("queue", "star_queue.show", _l("To check")),
    ("policy", "policies.show", _l("Policy on sources")),
    ("waivers", "policies.show_waivers", _l("Waivers")),
)


def report_places(project_uid: str) -> tuple[tuple[str, str, LazyString], ...]:
    """The places with their addresses in one project."""
    return tuple((key, url_for(endpoint, project_uid=project_uid), name) for key, endpoint, name in PLACES)
