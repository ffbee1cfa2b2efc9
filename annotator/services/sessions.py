"""Signing browsers in and out. The cookie's token is random; the database knows only its hash, so a copied
database signs nobody in and a copied cookie is dead after sign-out.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from annotator.core.own_keys import OwnKeys
from annotator.core.permissions import Actor
from annotator.storage.queries import sessions as queries

#: `seen_at` is written at most this often: the one write that a GET may cause.
SEEN_EVERY = timedelta(minutes=5)


class Found(NamedTuple):
    """Who is behind a token; whether the session should be touched; the person's own keys and login."""

    actor: Actor | None
    is_stale: bool = False
    keys: OwnKeys = OwnKeys()
    login: str = ""


def hash_token(token: str) -> str:
    """What is stored of a token: it has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(session: Session, account_id: int, *, now: datetime) -> str:
    """Sign a browser in as the account; return the token for its cookie."""
    token = secrets.token_urlsafe(32)
    queries.add_login_session(session, account_id, hash_token(token), now)
    return token


def find_actor(
    session: Session, token: str, *, idle: timedelta, absolute: timedelta, now: datetime
) -> Found:
    """The person behind a cookie's token, if there is one."""
    found = queries.find_signed_in(session, hash_token(token))
    if found is None or now - found.seen_at > idle or now - found.created_at > absolute:
        return Found(None)
    return Found(found.actor, now - found.seen_at > SEEN_EVERY, found.keys, found.login)


def touch_session(session: Session, token: str, *, now: datetime) -> None:
    """Note that the browser was seen just now."""
    queries.touch_login_session(session, hash_token(token), now)


def close_session(session: Session, token: str) -> None:
    """Sign the browser out."""
    queries.delete_login_session(session, hash_token(token))


def close_sessions_of(session: Session, account_id: int, *, but_token: str | None = None) -> None:
    """Sign all browsers of a person out, but for the one with this token."""
    queries.delete_login_sessions_of(session, account_id, but=None if but_token is None else hash_token(but_token))
