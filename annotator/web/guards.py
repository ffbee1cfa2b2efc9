"""What every request passes and every answer carries.

Default-deny: an address without a row in `core.permissions.ROUTES` is refused. What a route needs within a
project is checked by its service, which knows the project.
"""

import uuid
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, g, request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType
from werkzeug.sansio.utils import host_is_trusted

from annotator.core.errors import Forbidden, NotFound
from annotator.core.permissions import ROUTES, Permission, permit
from annotator.web.desk import desk
from annotator.web.sessions import current_actor

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: What every answer carries that does not say otherwise.
_HARD = (
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Robots-Tag", "noindex, nofollow"),
    ("Cache-Control", "no-store"),
)
_HARD_HTTPS = (*_HARD, ("Strict-Transport-Security", "max-age=31536000"))
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


class UnknownHost(BadRequest):
    """A name under which this desk is not served."""

    error_code = "bad_host"
    description = "This desk is not served under that name. See the setting trusted_hosts."


class NotUtf8(BadRequest):
    """An address or a form in another encoding; read anyway, its characters would be lost in silence."""

    error_code = "encoding_not_utf8"
    description = "The address or the form has unreadable characters: it is not in UTF-8."


class NotAForm(UnsupportedMediaType):
    """A body that is no form."""

    error_code = "unsupported_media_type"
    description = "This address takes a form. Send it from its page."


def guard(app: Flask) -> None:
    """Put the guards around `app`."""
    app.before_request(_identify)
    app.before_request(_refuse_strangers)
    app.before_request(_refuse_unreadable_address)
    app.before_request(_refuse_without_permission)
    app.before_request(_refuse_unreadable_form)
    app.after_request(_harden)


def route_permission(method: str, rule: str) -> Permission | None:
    """The permission an address needs, or None where the table has no row."""
    return ROUTES.get(("GET" if method in _SAFE else method, rule))


def _identify() -> None:
    g.request_id = uuid.uuid4().hex[:12]


def _refuse_strangers() -> None:
    """Refuse foreign hosts and requests that another site made the browser send."""
    if not host_is_trusted(request.host, desk().settings.trusted_hosts):
        raise UnknownHost
    if request.method in _SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    if site not in ("same-origin", "none") or (origin not in (None, "null") and origin != request.host_url.rstrip("/")):
        raise Forbidden("This request did not come from the app.", code="csrf")


def _refuse_unreadable_address() -> None:
    path = request.environ.get("PATH_INFO", "").encode("latin-1")
    query = unquote_to_bytes(request.query_string)
    _require_utf8(path)
    _require_utf8(query)
    if b"\0" in path or b"\0" in query:
        # No address of ours has one, and PostgreSQL would stumble over it where SQLite finds nothing.
        raise NotFound


def _refuse_unreadable_form() -> None:
    if request.content_encoding or (request.mimetype not in _FORMS and request.content_length):
        # Flask-WTF would read JSON as if it were a form; a packed body would be read as it came, as words.
        raise NotAForm
    if request.mimetype == "application/x-www-form-urlencoded":
        _require_utf8(unquote_to_bytes(request.get_data()))


def _require_utf8(sent: bytes) -> None:
    """Refuse what Werkzeug would read with replacement characters, or keep as `%` escapes."""
    try:
        sent.decode("utf-8")
    except UnicodeDecodeError:
        raise NotUtf8 from None


def _refuse_without_permission() -> None:
    if request.url_rule is None:
        return
    needed = route_permission(request.method, request.url_rule.rule)
    if needed is None:
        raise Forbidden("This address is not in the permission table.")
    if needed is Permission.ANYONE:
        return
    actor = permit(current_actor(), Permission.SIGNED_IN)
    if needed is Permission.ADMINISTER:
        permit(actor, needed)


def _harden(response: Response) -> Response:
    headers = response.headers
    there = {name.lower() for name, _ in headers}
    hard = _HARD_HTTPS if desk().settings.https else _HARD
    headers.extend([(name, value) for name, value in hard if name.lower() not in there])
    if not request.path.startswith("/assets/"):
        response.vary.update(("HX-Request", "Cookie"))
    return response
