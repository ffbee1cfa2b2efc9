"""Making a round: its articles found and ticked, its people, what it is for."""

from dataclasses import dataclass

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import IntegerField, RadioField, StringField

from annotator.core.errors import Invalid
from annotator.core.rounds import MOST_NAME, PASS_MARK, RoundKind
from annotator.services.round_picking import Picking, pick_articles
from annotator.services.rounds import Plan, create_round
from annotator.storage.queries.round_picks import Pickable, PickFilter
from annotator.web.articles import day_of
from annotator.web.desk import now, reading, writing
from annotator.web.forms import DeskForm, blame
from annotator.web.hx import render_page, see_other
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb

blueprint = Blueprint("round_making", __name__)

_LONGEST = 100


class RoundForm(DeskForm):
    """What an editor asks for, but for its articles and people, which are ticked."""

    name = StringField(_l("Name"), render_kw={"maxlength": MOST_NAME, "autocomplete": "off"})
    kind = RadioField(_l("What for"), default=RoundKind.CALIBRATION.value)
    pass_mark = IntegerField(
        _l("Pass mark in per cent"), default=PASS_MARK, description=_l("For training and tests."),
        render_kw={"min": 1, "max": 100},
    )  # fmt: skip
    # Carry the problems of what is ticked.
    articles = StringField(_l("Articles"))
    people = StringField(_l("Who tags them"))


@dataclass(frozen=True, slots=True)
class PickLine:
    """An article to tick, with what is known of it in words."""

    uid: str
    title: str
    about: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class MakingPage:
    """The page of a new round. `asked` is what was looked for, as typed; `chosen_people` are uids."""

    project: Crumb
    picking: Picking
    form: RoundForm
    lines: tuple[PickLine, ...]
    asked: PickFilter
    gold: str
    chosen_people: tuple[str, ...]


@blueprint.get("/projects/<project_uid>/rounds/new")
def show(project_uid: str) -> Response:
    """The form of a new round."""
    return _render(project_uid, RoundForm(formdata=None))


@blueprint.post("/projects/<project_uid>/rounds/new")
def make(project_uid: str) -> Response:
    """Look for articles with everything kept that is ticked; or make the round and give its passes out."""
    form = RoundForm()
    if "find" in request.form:
        return _render(project_uid, form)
    plan = Plan(
        form.name.data or "", form.kind.data or "", request.form.getlist("article"), request.form.getlist("person"),
        form.pass_mark.data,
    )  # fmt: skip
    try:
        with writing() as session:
            uid = create_round(session, require_actor(), project_uid, plan, now=now())
    except Invalid as error:
        blame(form, error)
        return _render(project_uid, form, status=422)
    flash(_("The round is open. Its articles stand first in the lists of its people."), "success")
    return see_other(url_for("rounds.show", round_uid=uid))


def _render(project_uid: str, form: RoundForm, *, status: int = 200) -> Response:
    values = {name: request.form.get(name, "")[:_LONGEST] for name in ("words", "outlet", "since", "until", "gold")}
    gold = values.pop("gold")
    asked = PickFilter(**values, gold={"yes": True, "no": False}.get(gold), is_fresh="fresh" in request.form)
    with reading() as session:
        picking = pick_articles(session, require_actor(), project_uid, asked, request.form.getlist("article"))
    form.kind.choices = [
        (RoundKind.CALIBRATION.value, _("Calibration: tag blind, see each other's passes, discuss, revise")),
        (RoundKind.PRODUCTION.value, _("Production: counts in the project's agreement; who tags is not told of gold")),
        (RoundKind.TRAINING.value, _("Training: articles with gold, explanations and a pass mark")),
        (RoundKind.TEST.value, _("Test: the same, with the result shown on release")),
    ]
    lines = [_line(one, True) for one in picking.chosen] + [_line(one, False) for one in picking.found]
    page = MakingPage(
        Crumb(picking.project_name, url_for("articles.index", project_uid=project_uid)), picking, form, tuple(lines),
        asked, gold, tuple(request.form.getlist("person")),
    )  # fmt: skip
    return render_page("rounds/new.html", page, status)


def _line(one: Pickable, is_chosen: bool) -> PickLine:
    begun = ngettext("%(num)d person has a pass", "%(num)d people have a pass", one.begun) if one.begun else ""
    about = (one.outlet, day_of(one.published_on), _("gold") if one.has_gold else "", begun)
    return PickLine(one.uid, one.title, " · ".join(part for part in about if part), is_chosen)
