"""Errors become answers, once: a page for a person, a notice for a script, the same status and code."""

import logging
from dataclasses import dataclass
from urllib.parse import quote

from flask import Flask, Response, g, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from annotator.core.errors import (
    AnnotatorError,
    Busy,
    Conflict,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    NotSignedIn,
    StorageFull,
    TooLarge,
)
from annotator.web.hx import render_page, see_other, wants_fragment
from annotator.web.logs import frames_of

log = logging.getLogger("annotator.web")

#: The one mapping from what went wrong to the status of the answer.
STATUS: dict[type[AnnotatorError], int] = {
    NotSignedIn: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    Gone: 410,
    TooLarge: 413,
    Invalid: 422,
    Busy: 503,
    StorageFull: 507,
}


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What an error page says."""

    status: int
    title: str
    message: str
    code: str
    request_id: str
    action_url: str = ""
    action_name: str = ""


def register_errors(app: Flask) -> None:
    """Answer every error of `app`."""
    app.register_error_handler(AnnotatorError, answer_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unforeseen)


def status_of(error: AnnotatorError) -> int:
    """The status of the answer to one of our errors."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 500)


def answer_error(error: AnnotatorError) -> Response:
    """The answer to one of our errors."""
    status = status_of(error)
    if status == 401 and request.method == "GET" and not wants_fragment():
        target = request.full_path.rstrip("?")
        return see_other(f"{request.script_root}/sign-in?next={quote(target, safe='')}")
    if status >= 500:
        log.warning("%s %s request=%s", status, error.code, g.get("request_id", ""))
    return _answer(status, error.message, error.code)


def _csrf_error(_error: CSRFError) -> Response:
    return _answer(403, _("This page is out of date. Reload it and send it again; nothing was lost."), "csrf")


def _http_error(error: HTTPException) -> Response:
    code = error.code or 500
    messages = {
        400: _("This request is not readable."),
        404: _("There is nothing here, or it is not yours to see."),
        405: _("This address does not do that. Use the button on its page."),
        413: _("This is more than can be sent at once. An article has at most 500,000 characters."),
        429: _("Too many attempts. Wait a minute and try again."),
    }
    own_code = getattr(error, "error_code", "")
    message = (None if own_code else messages.get(code)) or str(error.description or error.name)
    response = _answer(code, message, own_code or error.name.lower().replace(" ", "_"))
    for name, value in error.get_headers():
        if name.lower() in ("retry-after", "allow"):
            response.headers[name] = value
    return response


def _unforeseen(error: Exception) -> Response:
    log.error("unforeseen %s request=%s\n%s", type(error).__name__, g.get("request_id", ""), frames_of(error))
    message = _("Something went wrong on our side. What you see on the page is still there; try again.")
    return _answer(500, message, "internal")


def _answer(status: int, message: str, code: str) -> Response:
    titles = {
        401: _("Please sign in"),
        403: _("Not allowed"),
        404: _("Not found"),
        409: _("Changed meanwhile"),
        410: _("No longer valid"),
        413: _("Too large"),
        422: _("Please check"),
        429: _("One moment"),
        503: _("Busy"),
        507: _("Disk full"),
    }
    page = ErrorPage(status, titles.get(status, _("That did not work")), message, code, g.get("request_id", ""))
    template = "errors/_notice.html" if wants_fragment() else "errors/page.html"
    response = render_page(template, page, status)
    response.headers["X-Error-Code"] = code
    if status == 503:
        response.headers["Retry-After"] = "2"
    return response
