"""Signed-in browsers: who is behind a token, with their roles, in one statement."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from annotator.core.own_keys import OwnKeys, own_keys_from_json
from annotator.core.permissions import Actor
from annotator.storage.prepared import Prepared
from annotator.storage.tables import Account, AccountKeys, LoginSession, Membership
from annotator.storage.types import plain

_ACCOUNT, _LOGIN, _MEMBER, _KEYS = plain(Account), plain(LoginSession), plain(Membership), plain(AccountKeys)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session's person with their keys and the name they sign in by, and its times."""

    actor: Actor
    created_at: datetime
    seen_at: datetime
    keys: OwnKeys
    login: str


# Built once: every request asks it.
_SIGNED_IN = Prepared(
    select(
        _ACCOUNT.c.id,
        _ACCOUNT.c.uid,
        _ACCOUNT.c.name,
        _ACCOUNT.c.is_admin,
        _LOGIN.c.created_at,
        _LOGIN.c.seen_at,
        _KEYS.c.body,
        _ACCOUNT.c.login,
        _MEMBER.c.project_id,
        _MEMBER.c.role,
    )
    .select_from(
        _LOGIN.join(_ACCOUNT, _ACCOUNT.c.id == _LOGIN.c.account_id)
        .outerjoin(_KEYS, _KEYS.c.account_id == _ACCOUNT.c.id)
        .outerjoin(_MEMBER, _MEMBER.c.account_id == _ACCOUNT.c.id)
    )
    .where(_LOGIN.c.token_hash == bindparam("token_hash"), _ACCOUNT.c.disabled_at.is_(None))
)


def find_signed_in(session: Session, token_hash: str) -> SignedIn | None:
    """The person behind a token's hash, unless their account was disabled."""
    rows = _SIGNED_IN.all(session, {"token_hash": token_hash})
    if not rows:
        return None
    account_id, uid, name, is_admin, created_at, seen_at, keys, login = rows[0][:8]
    # A row per membership; a person without any has one row without a project.
    roles = {row.project_id: row.role for row in rows if row.project_id is not None}
    actor = Actor(account_id, uid, name, is_admin, roles)
    return SignedIn(actor, created_at, seen_at, own_keys_from_json(keys), login)


def load_actor(session: Session, account_id: int, uid: str, name: str, *, is_admin: bool) -> Actor:
    """The person with their role in each project."""
    roles = session.execute(
        select(Membership.project_id, Membership.role).where(Membership.account_id == account_id)
    ).all()
    return Actor(account_id, uid, name, is_admin, {row.project_id: row.role for row in roles})


def find_actor(session: Session, account_id: int) -> Actor | None:
    """The person of an account as they are now, or None for one that is disabled."""
    account = session.get(Account, account_id)
    if account is None or account.disabled_at is not None:
        return None
    return load_actor(session, account.id, account.uid, account.name, is_admin=account.is_admin)


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


def delete_login_sessions(session: Session) -> None:
    """Sign everybody's browsers out."""
    session.execute(delete(LoginSession))


def delete_login_sessions_of(session: Session, account_id: int, *, but: str | None = None) -> None:
    """Sign a person's browsers out, but for the one whose token hash is given."""
    statement = delete(LoginSession).where(LoginSession.account_id == account_id)
    session.execute(statement if but is None else statement.where(LoginSession.token_hash != but))
