"""Page or fragment: the only place that asks whether htmx is asking."""

import gzip

from flask import Response, make_response, redirect, render_template, request
from flask_htmx import HTMX

from annotator.web.sessions import current_actor, current_session
from annotator.web.shell import LOOKS_COOKIE, Crumb, read_looks, shell_for
from annotator.web.words import language

htmx = HTMX()


def wants_fragment() -> bool:
    """Say whether a script asks for a piece; otherwise the answer is a whole page."""
    return bool(htmx)


def render_page(template: str, page: object, status: int = 200) -> Response:
    """Render a page or a piece from its one context object; `page.project`, if there, names the project at hand."""
    project = getattr(page, "project", None)
    shell = shell_for(
        current_actor(),
        language=language(),
        project=project if isinstance(project, Crumb) else None,
        looks=read_looks(request.cookies.get(LOOKS_COOKIE, "")),
        login=current_session().login,
    )
    return make_response(render_template(template, page=page, shell=shell), status)


def squeeze(response: Response) -> Response:
    """Compress an answer for a browser that takes it.

    Only for pages that echo nothing a stranger could choose, and for pieces without a token: compression beside
    secrets (the CSRF token) would otherwise let them be guessed by length (BREACH).
    """
    if "gzip" not in request.accept_encodings:
        return response
    response.set_data(gzip.compress(response.get_data(), 6, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


def see_other(url: str) -> Response:
    """Go on to `url` after a change (303)."""
    response = redirect(url, code=303)
    assert isinstance(response, Response)
    return response
