"""Links that work once: to sign in, to accept an invitation, to choose a new password.

The token has 256 random bits and is stored only as a hash. Looking at a link does not use it up. A new link
replaces the older ones of the same person.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from annotator.core.accounts import canonical_name
from annotator.core.errors import Forbidden, Gone
from annotator.core.permissions import Actor, Permission, permit
from annotator.services.accounts import find_account, set_password
from annotator.services.audit import record
from annotator.services.sessions import hash_token, open_session
from annotator.storage.queries import accounts as queries
from annotator.storage.tables import Account, Link

GONE = (
    "This link no longer works: it was used, it is too old, or a newer one replaced it. "
    "Ask whoever sent it, or an administrator, for a new one."
)


class LinkPurpose(StrEnum):
    """What a link is for: sign in; choose a name and a password, then sign in; the same without the name."""

    SIGN_IN = "sign_in"
    INVITATION = "invitation"
    PASSWORD = "password"  # noqa: S105 - a purpose, not a secret


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A new link. The token is known here and to whoever gets the link, nowhere else."""

    token: str
    purpose: LinkPurpose
    name: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A link that still works, as its page shows it."""

    purpose: LinkPurpose
    name: str
    login: str


def make_link(
    session: Session, actor: Actor, account_uid: str, purpose: LinkPurpose | None = None, *, hours: int, now: datetime
) -> MadeLink:
    """Make a link for somebody, as an administrator. Without `purpose`: an invitation until the person has a
    password, then one to choose a new password. Raises Forbidden for an account that cannot sign in.
    """
    permit(actor, Permission.ADMINISTER)
    account = find_account(session, account_uid)
    if purpose is None:
        purpose = LinkPurpose.INVITATION if account.password_hash is None else LinkPurpose.PASSWORD
    made = add_link(session, account, purpose, hours=hours, now=now)
    record(session, "link:make", actor.uid, {"account": account.uid, "purpose": purpose.value}, now=now)
    return made


def add_link(session: Session, account: Account, purpose: LinkPurpose, *, hours: int, now: datetime) -> MadeLink:
    """Store a new link in place of the older ones: a step of other use cases, which permit and record."""
    if not account.can_sign_in:
        raise Forbidden("This account belongs to a dataset and cannot sign in.", code="cannot_sign_in")
    if account.disabled_at is not None:
        raise Forbidden("This account is disabled. Enable it first.", code="disabled")
    queries.delete_unused_links(session, account.id)
    token, expires_at = secrets.token_urlsafe(32), now + timedelta(hours=hours)
    queries.add_link(
        session, account_id=account.id, purpose=purpose.value, token_hash=hash_token(token), expires_at=expires_at
    )
    return MadeLink(token, purpose, account.name, expires_at)


def look_at_link(session: Session, token: str, *, now: datetime) -> OpenLink:
    """What a link is for, without using it. Raises Gone."""
    link, account = _find(session, token, now)
    return OpenLink(LinkPurpose(link.purpose), account.name, account.login or "")


def sign_in_by_link(session: Session, token: str, *, now: datetime) -> str:
    """Use a sign-in link; return the browser's token. Raises Gone."""
    link, account = _find(session, token, now)
    if link.purpose != LinkPurpose.SIGN_IN:
        raise Gone(GONE)
    return _use(session, link, account, now)


def join_by_link(session: Session, token: str, *, name: str | None, password_hash: str, now: datetime) -> str:
    """Use an invitation or a password link with what the person chose; return the browser's token.

    Raises Gone, or Invalid for the name (the link is then still good).
    """
    link, account = _find(session, token, now)
    if link.purpose == LinkPurpose.SIGN_IN:
        raise Gone(GONE)
    if link.purpose == LinkPurpose.INVITATION and name is not None:
        account.name = canonical_name(name)
    return _use(session, link, account, now, password_hash=password_hash)


def _use(session: Session, link: Link, account: Account, now: datetime, *, password_hash: str | None = None) -> str:
    if not queries.spend_link(session, link.id, now):
        raise Gone(GONE)
    if password_hash is not None:
        set_password(session, account, password_hash)
    token = open_session(session, account.id, now=now)
    record(session, "link:use", account.uid, {"account": account.uid, "purpose": link.purpose}, now=now)
    return token


def _find(session: Session, token: str, now: datetime) -> tuple[Link, Account]:
    found = queries.find_link(session, hash_token(token))
    if found is None:
        raise Gone(GONE)
    link, account = found
    usable = link.used_at is None and link.expires_at > now
    if not usable or account.disabled_at is not None or not account.can_sign_in:
        raise Gone(GONE)
    return link, account
