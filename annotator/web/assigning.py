"""Asking for a pass on an article's page: one person, sources and figures alone."""

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from annotator.services import assigning as service
from annotator.web.desk import now, writing
from annotator.web.hx import see_other
from annotator.web.sessions import current_actor

blueprint = Blueprint("assigning", __name__, url_prefix="/articles/<article_uid>/passes")


@blueprint.post("")
def ask(article_uid: str) -> Response:
    """Ask somebody for a sourcing-only pass."""
    with writing() as session:
        service.ask_for_pass(session, current_actor(), article_uid, request.form.get("account", ""), now=now())
    flash(_("Asked. It stands first in their list of articles."), "success")
    return see_other(url_for("articles.show", article_uid=article_uid, _anchor="asked-passes"))


@blueprint.post("/<review_uid>/take-back")
def take_back(article_uid: str, review_uid: str) -> Response:
    """Take back what was asked, while it is not begun."""
    with writing() as session:
        service.take_back(session, current_actor(), article_uid, review_uid, now=now())
    flash(_("Taken back."), "success")
    return see_other(url_for("articles.show", article_uid=article_uid))
