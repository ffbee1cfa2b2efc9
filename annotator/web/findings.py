"""Acting on a sourcing report: one step of one finding, all questions asked at once, signing off."""

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from annotator.services import findings as service
from annotator.web.desk import now, writing
from annotator.web.hx import see_other
from annotator.web.sessions import require_actor

blueprint = Blueprint("findings", __name__)


@blueprint.post("/articles/<article_uid>/findings")
def step(article_uid: str) -> Response:
    """Set one finding to a state."""
    review, place = request.form.get("review", ""), request.form.get("place", "")
    with writing() as session:
        service.take_step(
            session, require_actor(), article_uid, review, place, request.form.get("state", ""),
            reason=request.form.get("reason", ""), after=request.form.get("after", -1, type=int), now=now(),
        )  # fmt: skip
    return see_other(_report(article_uid, review, f"at-{place}"))


@blueprint.post("/articles/<article_uid>/findings/ask")
def ask(article_uid: str) -> Response:
    """Return the article to its author: all open findings are asked."""
    review = request.form.get("review", "")
    with writing() as session:
        asked = service.ask_all(session, require_actor(), article_uid, review, now=now())
    flash(ngettext("%(num)d finding is marked as asked.", "%(num)d findings are marked as asked.", len(asked)))
    return see_other(_report(article_uid, review, "to-author"))


@blueprint.post("/articles/<article_uid>/findings/sign")
def sign(article_uid: str) -> Response:
    """Keep the report as it stands, signed."""
    with writing() as session:
        uid = service.sign_off(session, require_actor(), article_uid, request.form.get("review", ""), now=now())
    flash(_("Signed. This is the report as it stood; nothing changes it any more."))
    return see_other(url_for("reports.show", report_uid=uid))


def _report(article_uid: str, review: str, anchor: str) -> str:
    return url_for("sourcing.show", article_uid=article_uid, review=review, _anchor=anchor)
