"""What every request passes and every answer carries.

Default-deny: an address without a row in `core.permissions.ROUTES` is refused. What a route needs within a
project is checked by its service, which knows the project.
"""

import uuid

from flask import Flask, Response, g, request
from werkzeug.exceptions import BadRequest
from werkzeug.sansio.utils import host_is_trusted

from annotator.core.errors import Forbidden
from annotator.core.permissions import ROUTES, Permission, permit
from annotator.web.desk import desk
from annotator.web.sessions import current_actor

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def guard(app: Flask) -> None:
    """Put the guards around `app`."""
    app.before_request(_identify)
    app.before_request(_refuse_strangers)
    app.before_request(_refuse_without_permission)
    app.after_request(_harden)


def route_permission(method: str, rule: str) -> Permission | None:
    """The permission an address needs, or None where the table has no row."""
    return ROUTES.get(("GET" if method in _SAFE else method, rule))


def _identify() -> None:
    g.request_id = uuid.uuid4().hex[:12]


def _refuse_strangers() -> None:
    """Refuse foreign hosts and requests that another site made the browser send."""
    if not host_is_trusted(request.host, desk().settings.trusted_hosts):
        raise BadRequest("Unknown host.")
    if request.method in _SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    if site not in ("same-origin", "none") or (origin not in (None, "null") and origin != request.host_url.rstrip("/")):
        raise Forbidden("This request did not come from the app.", code="csrf")


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
    headers.setdefault("Content-Security-Policy", CSP)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("X-Robots-Tag", "noindex, nofollow")
    if desk().settings.https:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    if not request.path.startswith("/assets/"):
        response.vary.update(("HX-Request", "Cookie"))
    return response
