"""Page or fragment: the only place that asks whether htmx is asking."""

from flask import Response, make_response, redirect, render_template
from flask_babel import get_locale
from flask_htmx import HTMX

from annotator.web.sessions import current_actor
from annotator.web.shell import Crumb, shell_for

htmx = HTMX()


def wants_fragment() -> bool:
    """Say whether a script asks for a piece; otherwise the answer is a whole page."""
    return bool(htmx)


def render_page(template: str, page: object, status: int = 200) -> Response:
    """Render a page or a piece from its one context object; `page.project`, if there, names the project at hand."""
    project = getattr(page, "project", None)
    shell = shell_for(
        current_actor(), language=str(get_locale() or "en"), project=project if isinstance(project, Crumb) else None
    )
    return make_response(render_template(template, page=page, shell=shell), status)


def see_other(url: str) -> Response:
    """Go on to `url` after a change (303)."""
    response = redirect(url, code=303)
    assert isinstance(response, Response)
    return response
