"""Who is behind a request: server-side sessions over `login_session`.

The cookie holds one random token. For a visitor it is known to nobody but the browser and serves the CSRF
check; signing in replaces it by a new one that the database knows. The CSRF secret is derived from the
token, so it lasts as long as the session and is stored nowhere. One-off messages travel in a second,
signed cookie; they never hold article text.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Any

from flask import Flask, Request, Response
from flask import session as flask_session
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadSignature, URLSafeSerializer

from annotator.core.errors import NotSignedIn
from annotator.core.own_keys import OwnKeys
from annotator.core.permissions import Actor
from annotator.services import sessions as service
from annotator.services.sessions import Found
from annotator.web.desk import desk, glancing, now, writing

_FLASHES = "_flashes"
_MAX_TOKEN = 200


class DeskSession(dict[str, Any], SessionMixin):  # Any: Flask's session holds what extensions put there
    """One browser's session: its token, its person with their own keys and login, and the messages to show once."""

    def __init__(self, token: str, actor: Actor | None, *, is_new: bool) -> None:
        super().__init__()
        self.token = token
        self.actor = actor
        self.own_keys = OwnKeys()
        self.login = ""
        self.is_new = is_new
        self.had_flashes = False


class DeskSessionInterface(SessionInterface):
    """Reads and writes the two cookies; everything else is in the database."""

    def open_session(self, app: Flask, request: Request) -> DeskSession:
        """Find the person behind the cookie. Assets and the health check ask nobody's name."""
        token = request.cookies.get(cookie_name(), "")
        fresh = not token or len(token) > _MAX_TOKEN
        nameless = request.path.startswith(("/assets/", "/healthz"))
        # What everybody may keep carries no cookie: a proxy that keeps it would hand one token to everybody.
        session = DeskSession(secrets.token_urlsafe(32) if fresh else token, None, is_new=fresh and not nameless)
        if not fresh and not nameless:
            found = _find_actor(token)
            session.actor, session.own_keys, session.login = found.actor, found.keys, found.login
        # Flask-WTF signs a token around this secret and compares; see csrf.generate_csrf.
        session["csrf_token"] = _derive(app, "csrf", session.token)
        session.update(_read_flashes(app, request))
        session.had_flashes = _FLASHES in session
        return session

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookies where they changed."""
        assert isinstance(session, DeskSession)
        secure = desk().settings.https
        options: dict[str, Any] = {"httponly": True, "secure": secure, "samesite": "Lax", "path": "/"}  # Any: keywords
        if session.is_new:
            response.set_cookie(cookie_name(), session.token, **options)
        if session.get(_FLASHES):
            response.set_cookie(_flash_cookie(), _flash_serializer(app).dumps(session[_FLASHES]), **options)
        elif session.had_flashes:
            response.delete_cookie(_flash_cookie(), **options)


def cookie_name() -> str:
    """The session cookie's name; not every browser takes a Secure one on plain-HTTP loopback."""
    return "__Host-annotator" if desk().settings.https else "annotator"


def current_session() -> DeskSession:
    """The session of the current request."""
    found = flask_session._get_current_object()  # type: ignore[attr-defined]  # werkzeug's LocalProxy
    assert isinstance(found, DeskSession)
    return found


def current_actor() -> Actor | None:
    """The person of the current request, or None."""
    return current_session().actor


def require_actor() -> Actor:
    """The person of the current request. Raises NotSignedIn."""
    actor = current_actor()
    if actor is None:
        raise NotSignedIn("Please sign in.")
    return actor


def adopt_token(token: str) -> None:
    """Make `token` the browser's session: after signing in. The old one means nothing any more."""
    session = current_session()
    session.clear()
    session.token, session.is_new = token, True


def forget_token() -> None:
    """Give the browser a visitor's session: after signing out."""
    adopt_token(secrets.token_urlsafe(32))
    current_session().actor = None


def _find_actor(token: str) -> Found:
    settings = desk().settings
    idle, absolute = timedelta(hours=settings.session_idle_hours), timedelta(hours=settings.session_absolute_hours)
    with glancing() as session:
        found = service.find_actor(session, token, idle=idle, absolute=absolute, now=now())
    if found.is_stale:
        with writing() as session:
            service.touch_session(session, token, now=now())
    return found


def _derive(app: Flask, purpose: str, token: str) -> str:
    key = app.secret_key
    assert key
    secret = key.encode() if isinstance(key, str) else key
    return hmac.new(secret, f"{purpose}\0{token}".encode(), hashlib.sha256).hexdigest()


def _flash_cookie() -> str:
    return f"{cookie_name()}-note"


def _flash_serializer(app: Flask) -> URLSafeSerializer:
    assert app.secret_key
    return URLSafeSerializer(app.secret_key, salt="annotator.flash")


def _read_flashes(app: Flask, request: Request) -> dict[str, Any]:  # Any: as above
    raw = request.cookies.get(_flash_cookie())
    if not raw:
        return {}
    try:
        return {_FLASHES: [tuple(message) for message in _flash_serializer(app).loads(raw)]}
    except (BadSignature, TypeError, ValueError):
        return {}
