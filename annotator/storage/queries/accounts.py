"""Accounts and their one-time links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CursorResult, delete, func, insert, select, update
from sqlalchemy.orm import Session

from annotator.storage.tables import Account, Link, LoginSession, Membership, Project


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account with what is known of its use. `has_joined`: has a password or has used a link."""

    uid: str
    name: str
    login: str | None
    is_admin: bool
    is_disabled: bool
    can_sign_in: bool
    has_password: bool
    has_joined: bool
    seen_at: datetime | None
    projects: tuple[str, ...]


def find_account(session: Session, uid: str) -> Account | None:
    """The account with this uid."""
    return session.scalar(select(Account).where(Account.uid == uid))


def find_account_by_id(session: Session, account_id: int, *, lock: bool = False) -> Account | None:
    """The account with this internal id, as it is in the database now; locked until the end if asked."""
    statement = select(Account).where(Account.id == account_id).execution_options(populate_existing=True)
    return session.scalar(statement.with_for_update() if lock else statement)


def find_account_by_login(session: Session, login: str) -> Account | None:
    """The account with this canonical login."""
    return session.scalar(select(Account).where(Account.login == login))


def is_empty(session: Session) -> bool:
    """Say whether there is no account at all: a first start."""
    return session.scalar(select(Account.id).limit(1)) is None


def first_admin(session: Session) -> Account | None:
    """The oldest enabled administrator who can sign in."""
    return session.scalar(
        select(Account)
        .where(Account.is_admin, Account.can_sign_in, Account.disabled_at.is_(None))
        .order_by(Account.id)
        .limit(1)
    )


def has_anybody_signed_in(session: Session) -> bool:
    """Say whether any account has a password or has used a link."""
    with_password = select(Account.id).where(Account.password_hash.is_not(None)).limit(1)
    return session.scalar(with_password) is not None or (
        session.scalar(select(Link.id).where(Link.used_at.is_not(None)).limit(1)) is not None
    )


def lock_admins(session: Session) -> list[Account]:
    """The enabled administrators who can sign in, locked until the transaction ends, in one order for all.

    On PostgreSQL a second transaction waits here and then sees what the first left; on SQLite it waited
    before it began.
    """
    return list(
        session.scalars(
            select(Account)
            .where(Account.is_admin, Account.can_sign_in, Account.disabled_at.is_(None))
            .order_by(Account.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def list_accounts(session: Session) -> list[AccountRow]:
    """Everybody, by name, with the names of their projects: three statements, whatever their number."""
    projects: dict[int, list[str]] = {}
    for account_id, name in session.execute(
        select(Membership.account_id, Project.name)
        .join(Project, Project.id == Membership.project_id)
        .order_by(Project.name, Project.id)
    ):
        projects.setdefault(account_id, []).append(name)
    joined = set(session.scalars(select(Link.account_id).where(Link.used_at.is_not(None)).distinct()))
    seen = select(func.max(LoginSession.seen_at)).where(LoginSession.account_id == Account.id).scalar_subquery()
    return [
        AccountRow(
            uid=account.uid,
            name=account.name,
            login=account.login,
            is_admin=account.is_admin,
            is_disabled=account.disabled_at is not None,
            can_sign_in=account.can_sign_in,
            has_password=account.password_hash is not None,
            has_joined=account.password_hash is not None or account.id in joined,
            seen_at=seen_at,
            projects=tuple(projects.get(account.id, ())),
        )
        for account, seen_at in session.execute(select(Account, seen).order_by(func.lower(Account.name), Account.id))
    ]


def add_account(session: Session, account: Account) -> Account:
    """Store a new account and give it its id."""
    session.add(account)
    session.flush()
    return account


def has_joined(session: Session, account: Account) -> bool:
    """Say whether the person has a password or has used a link."""
    used = select(Link.id).where(Link.account_id == account.id, Link.used_at.is_not(None)).limit(1)
    return account.password_hash is not None or session.scalar(used) is not None


def add_link(session: Session, *, account_id: int, purpose: str, token_hash: str, expires_at: datetime) -> None:
    """Store a link that nobody has used."""
    session.execute(
        insert(Link).values(account_id=account_id, purpose=purpose, token_hash=token_hash, expires_at=expires_at)
    )


def find_link(session: Session, token_hash: str) -> tuple[Link, Account] | None:
    """A link with its account, whatever its state."""
    row = session.execute(
        select(Link, Account).join(Account, Account.id == Link.account_id).where(Link.token_hash == token_hash)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def spend_link(session: Session, link_id: int, now: datetime) -> bool:
    """Mark a link as used; say whether this was the one use."""
    result = session.execute(
        update(Link).where(Link.id == link_id, Link.used_at.is_(None), Link.expires_at > now).values(used_at=now)
    )
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


def delete_unused_links(session: Session, account_id: int | None = None) -> None:
    """Make the person's unused links worthless, or everybody's."""
    statement = delete(Link).where(Link.used_at.is_(None))
    session.execute(statement if account_id is None else statement.where(Link.account_id == account_id))


def project_ids_of(session: Session, account_id: int) -> Sequence[int]:
    """The projects of which the person is a member."""
    return session.scalars(select(Membership.project_id).where(Membership.account_id == account_id)).all()
