"""Who is in a project and as what: inviting, changing, removing. Work stays when a membership ends."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from annotator.core.accounts import canonical_login
from annotator.core.errors import Conflict, Forbidden, NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import Role
from annotator.services.accounts import add_account, find_account
from annotator.services.audit import record
from annotator.services.links import LinkPurpose, MadeLink, add_link
from annotator.services.projects import find_project
from annotator.storage.queries import accounts as account_queries
from annotator.storage.queries import projects as queries
from annotator.storage.queries.projects import MemberRow
from annotator.storage.tables import Account


@dataclass(frozen=True, slots=True)
class Invited:
    """What became of an invitation. `link` is None for somebody who `has_joined`, and for somebody whom another
    project or an administrator invited: their link comes from an administrator.
    """

    name: str
    login: str
    role: Role
    link: MadeLink | None
    has_joined: bool


def invite(
    session: Session,
    actor: Actor,
    project_uid: str,
    *,
    login: str,
    name: str,
    role: Role,
    link_hours: int,
    now: datetime,
) -> Invited:
    """Bring a person into a project, with a link if they are new. Inviting them again makes a new link.

    A person who has an account elsewhere gets no link from here: it would let an editor sign in as them.
    Raises Invalid for login or name, Conflict for somebody who is a member already and has joined.
    """
    project = find_project(session, project_uid)
    permit(actor, Permission.MANAGE_MEMBERS, project.id)
    account = account_queries.find_account_by_login(session, canonical_login(login))
    is_new = account is None
    if account is None:
        account = add_account(session, login=login, name=name, now=now)
    if account.disabled_at is not None:
        raise Conflict("This account is disabled. An administrator can enable it.", code="disabled")
    before = queries.find_role(session, project.id, account.id)
    may_link = _may_link(session, account, project.id)
    if before is not None and not may_link:
        raise Conflict(f"{account.name} is in this project already.", code="already_member")
    if before is None:
        queries.add_member(session, project.id, account.id, role, now)
    elif before is not role:
        queries.change_member(session, project.id, account.id, role)
    link = add_link(session, account, LinkPurpose.INVITATION, hours=link_hours, now=now) if may_link else None
    has_joined = account_queries.has_joined(session, account)
    if link is None and not has_joined:
        # The other project's editor still holds the person's first link; it must not open this project too.
        account_queries.delete_unused_links(session, account.id)
    detail = {"project": project.uid, "account": account.uid, "role": role.value, "new": is_new, "link": may_link}
    record(session, "membership:invite", actor.uid, detail, now=now)
    return Invited(account.name, account.login or "", role, link, has_joined)


def change_role(
    session: Session, actor: Actor, project_uid: str, account_uid: str, role: Role, *, now: datetime
) -> None:
    """Give a member another role, from their next request on. Raises NotFound for no member, Forbidden for an
    account that cannot sign in.
    """
    project = find_project(session, project_uid)
    permit(actor, Permission.MANAGE_MEMBERS, project.id)
    account = find_account(session, account_uid)
    before = queries.find_role(session, project.id, account.id)
    if before is None:
        raise NotFound("There is no such person in this project.")
    if not account.can_sign_in:
        raise Forbidden("This account belongs to a dataset; its role is part of the dataset.", code="cannot_sign_in")
    if before is not role:
        queries.change_member(session, project.id, account.id, role)
        detail = {"project": project.uid, "account": account.uid, "before": before.value, "after": role.value}
        record(session, "membership:role", actor.uid, detail, now=now)


def remove_member(session: Session, actor: Actor, project_uid: str, account_uid: str, *, now: datetime) -> None:
    """End a membership from the person's next request on; their work stays. Raises NotFound for no member."""
    project = find_project(session, project_uid)
    permit(actor, Permission.MANAGE_MEMBERS, project.id)
    account = find_account(session, account_uid)
    before = queries.find_role(session, project.id, account.id)
    if before is None:
        raise NotFound("There is no such person in this project.")
    queries.remove_member(session, project.id, account.id)
    detail = {"project": project.uid, "account": account.uid, "before": before.value}
    record(session, "membership:remove", actor.uid, detail, now=now)


def add_member(session: Session, project_id: int, account_id: int, role: Role, *, now: datetime) -> None:
    """Make somebody a member: a step of other use cases, which permit and record."""
    if queries.find_role(session, project_id, account_id) is None:
        queries.add_member(session, project_id, account_id, role, now)


def list_members(session: Session, actor: Actor, project_uid: str) -> list[MemberRow]:
    """The project's people, for those who manage them."""
    project = find_project(session, project_uid)
    permit(actor, Permission.MANAGE_MEMBERS, project.id)
    return queries.list_members(session, project.id)


def _may_link(session: Session, account: Account, project_id: int) -> bool:
    """Say whether a project's editor may hold a link of this account: only while nobody else relies on it."""
    if not account.can_sign_in or account.is_admin or account_queries.has_joined(session, account):
        return False
    return all(other == project_id for other in account_queries.project_ids_of(session, account.id))
