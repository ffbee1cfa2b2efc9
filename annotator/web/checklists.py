"""Answering what no text can show, from the sourcing report's page."""

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from annotator.core.sourcing.checklist import ChecklistItem, Given
from annotator.services.checklists import answer_checklist
from annotator.web.desk import now, writing
from annotator.web.hx import see_other
from annotator.web.sessions import require_actor

blueprint = Blueprint("checklists", __name__)


@blueprint.post("/articles/<article_uid>/checklist")
def answer(article_uid: str) -> Response:
    """Store the answers of the form that are new."""
    review = request.form.get("review", "")
    given = [_given(item) for item in ChecklistItem]
    with writing() as session:
        count = answer_checklist(session, require_actor(), article_uid, review, given, now=now())
    if count:
        flash(ngettext("%(num)d answer is kept.", "%(num)d answers are kept.", count))
    else:
        flash(_("Nothing was answered anew."))
    return see_other(url_for("sourcing.show", article_uid=article_uid, review=review, _anchor="checklist"))


def _given(item: ChecklistItem) -> Given:
    told = request.form
    return Given(
        item, told.get(f"answer-{item}", ""), told.get(f"note-{item}", ""), told.get(f"after-{item}", 0, type=int)
    )
