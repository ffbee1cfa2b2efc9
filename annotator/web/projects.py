"""The desk's front page, and a project's name and people."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, StringField

from annotator.core.accounts import MAX_LOGIN, MAX_NAME
from annotator.core.cuts import Cutting
from annotator.core.errors import Invalid
from annotator.core.permissions import Permission
from annotator.core.records import Role, Scope
from annotator.services import memberships
from annotator.services import projects as service
from annotator.services.accounts import own_account
from annotator.services.backups import LastBackup, look_at_backups
from annotator.services.projects import ProjectFacts
from annotator.services.waiting import Waiting, list_waiting
from annotator.storage.queries.projects import MemberRow, ProjectRow
from annotator.web.desk import desk, now, reading, writing
from annotator.web.forms import DeskForm, blame
from annotator.web.hx import render_page, see_other
from annotator.web.links import announce_link
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb
from annotator.web.tabs import Tab, project_tabs

blueprint = Blueprint("projects", __name__)


def role_words() -> dict[Role, str]:
    """What each role may do, in a few words."""
    return {
        Role.REVIEWER: _("Reviewer: tags articles, sees only their own work"),
        Role.EDITOR: _("Editor: brings in articles, tags, reads all reports, manages the project"),
        Role.READER: _("Reader: reads articles and reports"),
    }


class ProjectForm(DeskForm):
    """A project's name; `version` is that of the page it was typed on."""

    name = StringField(
        _l("Name"), description=_l("Of the desk, the series or the corpus."), render_kw={"maxlength": MAX_NAME}
    )
    version = HiddenField()


class SuggestionsForm(DeskForm):
    """Whether passes that are started from now on show suggestions."""

    shows_suggestions = BooleanField(
        _l("Show suggestions to reviewers"),
        description=_l(
            "Passes begun from now on show what rules propose, outlined, until somebody accepts or rejects it. Such "
            "passes are marked: people who saw suggestions agree more than people who did not."
        ),
    )
    version = HiddenField()


class InvitationForm(DeskForm):
    """Somebody to bring into a project."""

    name = StringField(_l("Name"), render_kw={"autocomplete": "off", "maxlength": MAX_NAME})
    login = StringField(
        _l("Login"),
        description=_l("A short name or an address. Who has an account already keeps it."),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "maxlength": MAX_LOGIN},
    )
    role = RadioField(_l("Role"), default=Role.REVIEWER.value)


@dataclass(frozen=True, slots=True)
class HomePage:
    """The person's projects with what waits for them there, by the projects' uids; for an administrator the others and
    the last backup. `has_password`: else the page says how to get one.
    """

    mine: tuple[ProjectRow, ...]
    waiting: Mapping[str, Waiting]
    others: tuple[ProjectRow, ...]
    is_admin: bool
    has_password: bool
    backup: LastBackup | None


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """A page of a project with one form: its name. `project` is None while it is being made."""

    project: Crumb | None
    form: ProjectForm
    tabs: tuple[Tab, ...] = ()
    suggestions: SuggestionsForm | None = None
    uid: str = ""
    cutting: Cutting = Cutting.EDITORS
    version: int = 0
    pass_scope: Scope = Scope.FULL
    adjudicates_blind: bool = False
    adjudicates_by_majority: bool = False
    groups_by_byline: bool = False
    ranks_people: bool = False


@dataclass(frozen=True, slots=True)
class MembersPage:
    """Who is in a project."""

    project: Crumb
    uid: str
    members: tuple[MemberRow, ...]
    roles: dict[Role, str]
    form: InvitationForm
    own_uid: str
    tabs: tuple[Tab, ...]


@blueprint.get("/")
def show_home() -> Response:
    """The person's projects; whoever has one alone is led there."""
    actor = require_actor()
    with reading() as session:
        rows = service.list_projects(session, actor)
        if len(rows) == 1 and not actor.is_admin:
            return see_other(f"{request.script_root}/projects/{rows[0].uid}")
        waiting = list_waiting(session, actor, actor.roles.keys())
        has_password = own_account(session, actor).has_password
    mine = tuple(row for row in rows if row.role is not None)
    others = tuple(row for row in rows if row.role is None)
    settings = desk().settings
    backup = look_at_backups(settings.backups, hours=settings.backup_hours, now=now()) if actor.is_admin else None
    return render_page("projects/home.html", HomePage(mine, waiting, others, actor.is_admin, has_password, backup))


@blueprint.get("/projects/new")
def show_new() -> Response:
    """Ask for a new project's name."""
    return render_page("projects/new.html", ProjectPage(None, ProjectForm()))


@blueprint.post("/projects/new")
def create() -> Response:
    """Make a project."""
    form = ProjectForm()
    try:
        with writing() as session:
            project = service.create_project(session, require_actor(), form.name.data or "", now=now())
            uid = project.uid
    except Invalid as error:
        blame(form, error)
        return render_page("projects/new.html", ProjectPage(None, form), 422)
    return see_other(f"{request.script_root}/projects/{uid}")


@blueprint.get("/projects/<project_uid>/settings")
def show_settings(project_uid: str) -> Response:
    """A project's name."""
    facts = _facts(project_uid, Permission.MANAGE_PROJECT)
    return _settings_page(facts, ProjectForm(name=facts.name, version=facts.version))


@blueprint.post("/projects/<project_uid>/settings")
def change_settings(project_uid: str) -> Response:
    """Give a project another name."""
    facts = _facts(project_uid, Permission.MANAGE_PROJECT)
    form = ProjectForm()
    version = int(form.version.data) if (form.version.data or "").isdecimal() else 0
    try:
        with writing() as session:
            service.rename_project(
                session, require_actor(), project_uid, form.name.data or "", version=version, now=now()
            )
    except Invalid as error:
        blame(form, error)
        return _settings_page(facts, form, 422)
    flash(_("The name is changed."))
    return see_other(f"{request.script_root}/projects/{project_uid}/settings")


@blueprint.post("/projects/<project_uid>/settings/suggestions")
def change_suggestions(project_uid: str) -> Response:
    """Let passes show suggestions from now on, or not."""
    form = SuggestionsForm()
    version = int(form.version.data) if (form.version.data or "").isdecimal() else 0
    with writing() as session:
        service.show_suggestions(
            session, require_actor(), project_uid, shows=bool(form.shows_suggestions.data), version=version, now=now()
        )
    flash(_("Kept. It holds for passes that are started from now on."))
    return see_other(f"{request.script_root}/projects/{project_uid}/settings")


@blueprint.post("/projects/<project_uid>/settings/scope")
def set_pass_scope(project_uid: str) -> Response:
    """Say what passes ask for from now on."""
    version, word = request.form.get("version", 0, type=int), request.form.get("scope", "")
    with writing() as session:
        service.set_pass_scope(session, require_actor(), project_uid, word, version=version, now=now())
    flash(_("Kept. It holds for passes that are started from now on."))
    return see_other(f"{request.script_root}/projects/{project_uid}/settings")


@blueprint.get("/projects/<project_uid>/people")
def show_members(project_uid: str) -> Response:
    """Who is in the project."""
    return _members_page(project_uid, _invitation_form(fresh=True))


@blueprint.post("/projects/<project_uid>/people")
def invite(project_uid: str) -> Response:
    """Bring somebody in."""
    form = _invitation_form()
    try:
        with writing() as session:
            invited = memberships.invite(
                session, require_actor(), project_uid, login=form.login.data or "", name=form.name.data or "",
                role=_role(form.role.data), link_hours=desk().settings.link_hours, now=now(),
            )  # fmt: skip
    except Invalid as error:
        blame(form, error)
        return _members_page(project_uid, form, 422)
    if invited.link is not None:
        announce_link(invited.link)
    elif invited.has_joined:
        flash(_("%(name)s is in the project and can sign in as before.", name=invited.name))
    else:
        flash(_("%(name)s is in the project. Ask an administrator for a link to sign in with.", name=invited.name))
    return see_other(f"{request.script_root}/projects/{project_uid}/people")


@blueprint.post("/projects/<project_uid>/people/<account_uid>")
def change_member(project_uid: str, account_uid: str) -> Response:
    """Change a member's role, or end the membership."""
    _facts(project_uid, Permission.MANAGE_MEMBERS)  # who may not is told before the form is read
    actor, role = require_actor(), request.form.get("role", "")
    with writing() as session:
        if role == "remove":
            memberships.remove_member(session, actor, project_uid, account_uid, now=now())
        else:
            memberships.change_role(session, actor, project_uid, account_uid, _role(role), now=now())
    flash(_("No longer in the project. Their work stays.") if role == "remove" else _("The role is changed."))
    return see_other(f"{request.script_root}/projects/{project_uid}/people")


def _facts(project_uid: str, permission: Permission) -> ProjectFacts:
    with reading() as session:
        return service.show_project(session, require_actor(), project_uid, permission)


def _crumb(facts: ProjectFacts) -> Crumb:
    return Crumb(facts.name, f"{request.script_root}/projects/{facts.uid}")


def _tabs(facts: ProjectFacts, current: str) -> tuple[Tab, ...]:
    return project_tabs(facts.uid, facts.role, current, is_admin=require_actor().is_admin)


def _settings_page(facts: ProjectFacts, form: ProjectForm, status: int = 200) -> Response:
    told = SuggestionsForm(formdata=None, shows_suggestions=facts.shows_suggestions, version=facts.version)
    page = ProjectPage(
        _crumb(facts), form, _tabs(facts, "settings"), told, facts.uid, facts.cutting, facts.version, facts.pass_scope,
        facts.adjudicates_blind, facts.adjudicates_by_majority, facts.groups_by_byline,
        facts.ranks_people,
    )
    return render_page("projects/settings.html", page, status)


def _members_page(project_uid: str, form: InvitationForm, status: int = 200) -> Response:
    facts = _facts(project_uid, Permission.MANAGE_MEMBERS)
    actor = require_actor()
    with reading() as session:
        members = tuple(memberships.list_members(session, actor, project_uid))
    page = MembersPage(
        _crumb(facts), facts.uid, members, role_words(), form, actor.uid, _tabs(facts, "people")
    )
    return render_page("projects/people.html", page, status)


def _invitation_form(*, fresh: bool = False) -> InvitationForm:
    form = InvitationForm(formdata=None) if fresh else InvitationForm()
    form.role.choices = [(role.value, words) for role, words in role_words().items()]
    return form


def _role(word: str | None) -> Role:
    try:
        return Role(word or "")
    except ValueError:
        raise Invalid("Choose a role.", code="bad_role", fields={"role": _("Choose a role.")}) from None
