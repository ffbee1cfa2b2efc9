"""Projects, their members and the versions of their scheme."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from annotator.core.records import Role
from annotator.storage.tables import Account, Article, Membership, Project, SchemeVersion


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project in a list. `role` is the asking person's; None for an administrator who is not a member."""

    uid: str
    name: str
    role: Role | None
    articles: int
    members: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A person in a project."""

    uid: str
    name: str
    login: str | None
    role: Role
    is_disabled: bool
    can_sign_in: bool
    since: datetime


def find_project(session: Session, uid: str) -> Project | None:
    """The project with this uid."""
    return session.scalar(select(Project).where(Project.uid == uid))


def is_name_taken(session: Session, name: str, *, but: str | None = None) -> bool:
    """Say whether another project than the one with the uid `but` has this name."""
    rows = session.execute(select(Project.uid, Project.name))
    return any(uid != but and other.casefold() == name.casefold() for uid, other in rows)


def list_projects(session: Session, account_id: int, *, everything: bool) -> list[ProjectRow]:
    """The person's projects by name, then (if `everything`) the others: one statement."""
    published = select(func.count()).where(Article.project_id == Project.id, Article.published)
    articles = published.correlate(Project).scalar_subquery()
    members = select(func.count()).where(Membership.project_id == Project.id).correlate(Project).scalar_subquery()
    mine = select(Membership).where(Membership.account_id == account_id).subquery()
    statement = (
        select(Project.uid, Project.name, mine.c.role, articles, members)
        .join(mine, mine.c.project_id == Project.id, isouter=everything)
        .order_by(mine.c.role.is_(None), func.lower(Project.name), Project.id)
    )
    return [ProjectRow(*row) for row in session.execute(statement)]


def add_project(session: Session, project: Project) -> Project:
    """Store a new project and give it its id."""
    session.add(project)
    session.flush()
    return project


def add_scheme_version(
    session: Session, project_id: int, number: int, body: dict[str, object], now: datetime,
    made_by_id: int | None = None,
) -> int:  # fmt: skip
    """Store one version of a project's scheme; return its id."""
    row = SchemeVersion(
        project_id=project_id, number=number, body=body, created_at=now, made_by_id=made_by_id
    )
    session.add(row)
    session.flush()
    return row.id


def latest_scheme(session: Session, project_id: int) -> SchemeVersion | None:
    """The newest version of the project's scheme."""
    return session.scalar(
        select(SchemeVersion)
        .where(SchemeVersion.project_id == project_id)
        .order_by(SchemeVersion.number.desc())
        .limit(1)
    )


def list_members(session: Session, project_id: int) -> list[MemberRow]:
    """The project's people, by name."""
    rows = session.execute(
        select(Account, Membership.role, Membership.created_at)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.project_id == project_id)
        .order_by(func.lower(Account.name), Account.id)
    )
    return [
        MemberRow(
            uid=account.uid,
            name=account.name,
            login=account.login,
            role=role,
            is_disabled=account.disabled_at is not None,
            can_sign_in=account.can_sign_in,
            since=since,
        )
        for account, role, since in rows
    ]


def find_role(session: Session, project_id: int, account_id: int) -> Role | None:
    """The person's role in the project, or None for no member."""
    return session.scalar(
        select(Membership.role).where(Membership.project_id == project_id, Membership.account_id == account_id)
    )


def add_member(session: Session, project_id: int, account_id: int, role: Role, now: datetime) -> None:
    """Make somebody a member."""
    session.execute(
        insert(Membership).values(project_id=project_id, account_id=account_id, role=role, created_at=now)
    )


def change_member(session: Session, project_id: int, account_id: int, role: Role) -> None:
    """Give a member another role."""
    session.execute(
        update(Membership)
        .where(Membership.project_id == project_id, Membership.account_id == account_id)
        .values(role=role)
    )


def remove_member(session: Session, project_id: int, account_id: int) -> None:
    """End a membership; what the person made stays."""
    session.execute(
        delete(Membership).where(Membership.project_id == project_id, Membership.account_id == account_id)
    )
