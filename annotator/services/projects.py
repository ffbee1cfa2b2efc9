"""Projects: making, naming, listing, and the scheme they tag with."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core.accounts import canonical_name
from annotator.core.cuts import Cutting
from annotator.core.default_scheme import default_scheme
from annotator.core.errors import Conflict, Invalid, NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import Role, Scope
from annotator.core.scheme import Scheme
from annotator.core.scheme_json import scheme_from_json, scheme_to_json
from annotator.services.audit import record
from annotator.storage.queries import projects as queries
from annotator.storage.queries.projects import ProjectRow
from annotator.storage.tables import Project


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """A project as its pages name it, with the asking person's role in it (None: an administrator)."""

    uid: str
    name: str
    role: Role | None
    version: int
    shows_suggestions: bool = False
    cutting: Cutting = Cutting.EDITORS
    pass_scope: Scope = Scope.FULL
    adjudicates_blind: bool = False
    adjudicates_by_majority: bool = False
    groups_by_byline: bool = False
    ranks_people: bool = False


@dataclass(frozen=True, slots=True)
class SchemeFacts:
    """The newest version of a project's scheme."""

    project: ProjectFacts
    number: int
    scheme: Scheme


def create_project(session: Session, actor: Actor, name: str, *, now: datetime) -> Project:
    """Make a project with the default scheme; its maker becomes its editor. Raises Invalid for the name."""
    permit(actor, Permission.ADMINISTER)
    project = add_project(session, name, now=now)
    if actor.account_id:
        queries.add_member(session, project.id, actor.account_id, Role.EDITOR, now)
    record(session, "project:create", actor.uid, {"project": project.uid}, now=now)
    return project


def add_project(session: Session, name: str, *, now: datetime) -> Project:
    """Store a project with version 1 of the default scheme: a step of other use cases. Raises Invalid."""
    name = _free_name(session, name)
    uid = uuid4().hex  # what is exported from here has the uids of its addresses; an import changes dataset_uid
    project = queries.add_project(session, Project(uid=uid, dataset_uid=uid, name=name, created_at=now))
    queries.add_scheme_version(session, project.id, 1, scheme_to_json(default_scheme()), now)
    return project


def rename_project(
    session: Session, actor: Actor, project_uid: str, name: str, *, version: int, now: datetime
) -> None:
    """Give a project another name. Raises Conflict when it was changed since `version` was read."""
    project = _to_change(session, actor, project_uid, version)
    project.name = _free_name(session, name, but=project.uid)
    record(session, "project:rename", actor.uid, {"project": project.uid}, now=now)


def show_suggestions(
    session: Session, actor: Actor, project_uid: str, *, shows: bool, version: int, now: datetime
) -> None:
    """Let passes that are started from now on show suggestions, or not. Raises Conflict as `rename_project` does."""
    project = _to_change(session, actor, project_uid, version)
    if project.shows_suggestions != shows:
        project.shows_suggestions = shows
        record(session, "project:suggestions", actor.uid, {"project": project.uid, "shows": shows}, now=now)


def set_cutting(
    session: Session, actor: Actor, project_uid: str, cutting: str, *, version: int, now: datetime
) -> None:
    """Say who cuts a project's stored articles anew. Raises Invalid, and Conflict as `rename_project`."""
    project = _to_change(session, actor, project_uid, version)
    if cutting not in [word.value for word in Cutting]:
        raise Invalid("Choose who cuts articles anew.", code="bad_cutting")
    if project.cutting is not Cutting(cutting):
        project.cutting = Cutting(cutting)
        record(session, "project:cutting", actor.uid, {"project": project.uid, "cutting": cutting}, now=now)


def set_pass_scope(
    session: Session, actor: Actor, project_uid: str, scope: str, *, version: int, now: datetime
) -> None:
    """Say what passes ask for that are started from now on. Raises Invalid, and Conflict as `rename_project`."""
    project = _to_change(session, actor, project_uid, version)
    if scope not in [word.value for word in Scope]:
        raise Invalid("Choose what new passes ask for.", code="bad_scope")
    if project.pass_scope is not Scope(scope):
        project.pass_scope = Scope(scope)
        record(session, "project:scope", actor.uid, {"project": project.uid, "scope": scope}, now=now)


def set_adjudication(
    session: Session, actor: Actor, project_uid: str, *, blind: bool, majority: bool, version: int, now: datetime
) -> None:
    """Say how the project adjudicates: with names hidden and answers shuffled, and whether more than half of at least
    three readings settle an item. Raises Conflict as `rename_project` does.
    """
    project = _to_change(session, actor, project_uid, version)
    if (project.adjudicates_blind, project.adjudicates_by_majority) != (blind, majority):
        project.adjudicates_blind, project.adjudicates_by_majority = blind, majority
        detail: dict[str, str | int | bool | None] = {"project": project.uid, "blind": blind, "majority": majority}
        record(session, "project:adjudication", actor.uid, detail, now=now)


def set_bylines(session: Session, actor: Actor, project_uid: str, *, groups: bool, version: int, now: datetime) -> None:
    """Say whether desk views may go by byline. What is kept stays as it is. Raises Conflict as `rename_project`."""
    project = _to_change(session, actor, project_uid, version)
    if project.groups_by_byline != groups:
        project.groups_by_byline = groups
        record(session, "project:bylines", actor.uid, {"project": project.uid, "groups": groups}, now=now)


def set_ranking(session: Session, actor: Actor, project_uid: str, *, ranks: bool, version: int, now: datetime) -> None:
    """Say whether pages of rounds rank people. Raises Conflict as `rename_project`."""
    project = _to_change(session, actor, project_uid, version)
    if project.ranks_people != ranks:
        project.ranks_people = ranks
        record(session, "project:ranking", actor.uid, {"project": project.uid, "ranks": ranks}, now=now)


def list_projects(session: Session, actor: Actor) -> list[ProjectRow]:
    """The person's projects; an administrator sees the others too, without what is in them."""
    permit(actor, Permission.SIGNED_IN)
    return queries.list_projects(session, actor.account_id, everything=actor.is_admin)


def show_project(session: Session, actor: Actor, project_uid: str, permission: Permission) -> ProjectFacts:
    """The project, for a page that needs `permission` in it. Raises NotFound, Forbidden."""
    project = find_project(session, project_uid)
    permit(actor, permission, project.id)
    role = actor.roles.get(project.id)
    return ProjectFacts(
        project.uid, project.name, role, project.version, project.shows_suggestions, project.cutting,
        project.pass_scope, project.adjudicates_blind, project.adjudicates_by_majority, project.groups_by_byline,
        project.ranks_people,
    )


def show_scheme(
    session: Session, actor: Actor, project_uid: str, permission: Permission = Permission.READ_ARTICLES
) -> SchemeFacts:
    """The newest version of the project's scheme."""
    facts = show_project(session, actor, project_uid, permission)
    stored = queries.latest_scheme(session, find_project(session, project_uid).id)
    if stored is None:
        raise NotFound("This project has no scheme.")
    return SchemeFacts(facts, stored.number, scheme_from_json(stored.body))


def find_project(session: Session, project_uid: str) -> Project:
    """The project with this uid. Raises NotFound; permit before telling anything of it."""
    project = queries.find_project(session, project_uid)
    if project is None:
        raise NotFound
    return project


def _to_change(session: Session, actor: Actor, project_uid: str, version: int) -> Project:
    """The project, for who may manage it and saw it as it still is. Raises NotFound, Forbidden and Conflict."""
    project = find_project(session, project_uid)
    permit(actor, Permission.MANAGE_PROJECT, project.id)
    if project.version != version:
        raise Conflict("Somebody changed this project meanwhile. Nothing was overwritten; look again.", code="stale")
    return project


def _free_name(session: Session, name: str, *, but: str | None = None) -> str:
    name = canonical_name(name)
    if queries.is_name_taken(session, name, but=but):
        raise Invalid("This name is taken.", code="name_taken", fields={"name": "Another project has this name."})
    return name
