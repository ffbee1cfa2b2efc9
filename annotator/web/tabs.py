"""The pages of a project that a person may open, as a row of tabs."""

from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _

from annotator.core.permissions import ADMIN_GRANTS, GRANTS, Permission
from annotator.core.records import Role


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of a project. `current`: the one that is shown."""

    name: str
    url: str
    current: bool


def project_tabs(project_uid: str, role: Role | None, current: str, *, is_admin: bool = False) -> tuple[Tab, ...]:
    """The tabs for a role; `current` is the last part of the page's address ("" for the articles)."""
    pages = (
        ("", _("Articles"), Permission.READ_ARTICLES),
        ("search", _("Search"), Permission.READ_ARTICLES),
        ("agreement", _("Agreement"), Permission.READ_REPORTS),
        ("reports", _("Reports"), Permission.READ_REPORTS),
        ("rounds", _("Rounds"), Permission.READ_ARTICLES),
        ("questions", _("Questions"), Permission.TAG),
        ("export", _("Export"), Permission.EXPORT),
        ("scheme", _("Guideline and keys"), Permission.READ_ARTICLES),
        ("people", _("People"), Permission.MANAGE_MEMBERS),
        ("settings", _("Settings"), Permission.MANAGE_PROJECT),
    )
    base = f"{request.script_root}/projects/{project_uid}"
    return tuple(
        Tab(name, f"{base}/{place}" if place else base, place == current)
        for place, name, permission in pages
        if role in GRANTS[permission] or (is_admin and permission in ADMIN_GRANTS)
    )
