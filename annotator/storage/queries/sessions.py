"""Signed-in browsers: who is behind a token, with their roles, in two statements."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from annotator.core.permissions import Actor
from annotator.storage.tables import Account, LoginSession, Membership


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session's person and its times."""

    actor: Actor
    created_at: datetime
    seen_at: datetime


def find_signed_in(session: Session, token_hash: str) -> SignedIn | None:
    """The person behind a token's hash, unless their account was disabled."""
    row = session.execute(
        select(
            Account.id, Account.uid, Account.name, Account.is_admin, LoginSession.created_at, LoginSession.seen_at
        )
        .join(Account, Account.id == LoginSession.account_id)
        .where(LoginSession.token_hash == token_hash, Account.disabled_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    account_id, uid, name, is_admin, created_at, seen_at = row
    return SignedIn(load_actor(session, account_id, uid, name, is_admin=is_admin), created_at, seen_at)


def load_actor(session: Session, account_id: int, uid: str, name: str, *, is_admin: bool) -> Actor:
    """The person with their role in each project."""
    roles = session.execute(
        select(Membership.project_id, Membership.role).where(Membership.account_id == account_id)
    ).all()
    return Actor(account_id, uid, name, is_admin, {row.project_id: row.role for row in roles})


def add_login_session(session: Session, account_id: int, token_hash: str, now: datetime) -> None:
    """Note a newly signed-in browser."""
    session.execute(
        insert(LoginSession).values(token_hash=token_hash, account_id=account_id, created_at=now, seen_at=now)
    )


def touch_login_session(session: Session, token_hash: str, now: datetime) -> None:
    """Note that the browser was seen."""
    session.execute(update(LoginSession).where(LoginSession.token_hash == token_hash).values(seen_at=now))


def delete_login_session(session: Session, token_hash: str) -> None:
    """Sign one browser out."""
    session.execute(delete(LoginSession).where(LoginSession.token_hash == token_hash))


def delete_login_sessions_of(session: Session, account_id: int, *, but: str | None = None) -> None:
    """Sign a person's browsers out, but for the one whose token hash is given."""
    statement = delete(LoginSession).where(LoginSession.account_id == account_id)
    session.execute(statement if but is None else statement.where(LoginSession.token_hash != but))
