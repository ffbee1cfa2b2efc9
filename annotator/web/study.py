"""The study on record of a project: what was decided before the numbers were known, and drawing the overlap."""

from dataclasses import dataclass

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import HiddenField, IntegerField, RadioField, TextAreaField

from annotator.core.errors import Invalid
from annotator.core.permissions import Permission
from annotator.core.study import MOST_SEED, MOST_WORDS, Exclusion, Independence
from annotator.services import study as service
from annotator.services.projects import ProjectFacts, show_project
from annotator.services.study import Declared, StudyView
from annotator.storage.queries.study import NamedArticle
from annotator.web.desk import now, reading, writing
from annotator.web.forms import DeskForm, blame
from annotator.web.hx import render_page, see_other
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb

blueprint = Blueprint("study", __name__)


class StudyForm(DeskForm):
    """What is declared; `number` is the version that the page showed."""

    frame = TextAreaField(
        _l("Sampling frame"),
        description=_l("Which articles the study is of and how they were chosen, as it may stand in a paper."),
        render_kw={"rows": 3, "maxlength": MOST_WORDS},
    )
    training = TextAreaField(
        _l("Training articles"),
        description=_l("The address of each article's page, one a line. They count in no agreement."),
        render_kw={"rows": 3, "spellcheck": "false"},
    )
    calibration = TextAreaField(
        _l("Calibration articles"),
        description=_l("The same for articles that people tagged to calibrate, with talk about them."),
        render_kw={"rows": 3, "spellcheck": "false"},
    )
    independence = RadioField(_l("Who adjudicates"), default=Independence.NOT_SAID.value)
    collapsed = TextAreaField(
        _l("Collapsed codings"),
        description=_l("Which answers are read as one, declared beforehand. The day of the last change is kept."),
        render_kw={"rows": 3, "maxlength": MOST_WORDS},
    )
    number = HiddenField()


class DrawForm(DeskForm):
    """What is drawn."""

    share = IntegerField(_l("Share in per cent"), default=20, render_kw={"min": 1, "max": 100})
    seed = IntegerField(
        _l("Seed"), description=_l("Any number, written down before: it gives the same articles again."),
        render_kw={"min": 0, "max": MOST_SEED},
    )  # fmt: skip
    number = HiddenField()


@dataclass(frozen=True, slots=True)
class StudyPage:
    """The page. `drawn` are the articles of the overlap, `excluded` the others that the record names."""

    project: Crumb
    project_uid: str
    view: StudyView
    form: StudyForm
    draw: DrawForm
    drawn: tuple[NamedArticle, ...]
    excluded: tuple[tuple[NamedArticle, str], ...]
    chosen: tuple[str, ...]


@blueprint.get("/projects/<project_uid>/study")
def show(project_uid: str) -> Response:
    """What is on record."""
    return _render(project_uid)


@blueprint.post("/projects/<project_uid>/study")
def declare(project_uid: str) -> Response:
    """Put the next version of the record."""
    form = StudyForm()
    words = (form.frame, form.training, form.calibration, form.independence, form.collapsed)
    declared = Declared(*(field.data or "" for field in words))
    try:
        with writing() as session:
            service.declare(
                session, require_actor(), project_uid, declared, number=_number(form.number.data), now=now()
            )
    except Invalid as error:
        blame(form, error)
        return _render(project_uid, form, status=422)
    flash(_("Put on record."))
    return see_other(url_for("study.show", project_uid=project_uid))


@blueprint.post("/projects/<project_uid>/study/draw")
def draw(project_uid: str) -> Response:
    """Draw the overlap and give it to the chosen people."""
    form, people = DrawForm(), request.form.getlist("people")
    try:
        with writing() as session:
            given = service.draw(
                session, require_actor(), project_uid, share=form.share.data or 0,
                seed=-1 if form.seed.data is None else form.seed.data, people=people,
                number=_number(form.number.data), now=now(),
            )  # fmt: skip
    except Invalid as error:
        blame(form, error)
        return _render(project_uid, draw_form=form, status=422)
    flash(ngettext("Drawn. %(num)d pass was given.", "Drawn. %(num)d passes were given.", given))
    return see_other(url_for("study.show", project_uid=project_uid))


def independence_words() -> dict[Independence, str]:
    """Each answer in words."""
    return {
        Independence.NOT_SAID: _("Not said"),
        Independence.NO_ADJUDICATION: _("Nobody: differences stay"),
        Independence.INDEPENDENT: _("Somebody who tagged none of these articles"),
        Independence.REVIEWER: _("One of the reviewers"),
    }


def _render(
    project_uid: str, form: StudyForm | None = None, draw_form: DrawForm | None = None, *, status: int = 200
) -> Response:
    with reading() as session:
        facts = show_project(session, require_actor(), project_uid, Permission.MANAGE_PROJECT)
        view = service.show_study(session, require_actor(), project_uid)
    form = form or _filled(view)
    form.independence.choices = [(word.value, words) for word, words in independence_words().items()]
    drawn = view.study.overlap.drawn if view.study.overlap else ()
    reasons = {Exclusion.TRAINING: _("training"), Exclusion.CALIBRATION: _("calibration")}
    page = StudyPage(
        _crumb(facts), project_uid, view, form, draw_form or DrawForm(formdata=None, number=view.number),
        tuple(view.articles[uid] for uid in drawn if uid in view.articles),
        tuple((view.articles[uid], reasons[why]) for uid, why in view.study.excluded.items() if uid in view.articles),
        tuple(request.form.getlist("people")),
    )  # fmt: skip
    return render_page("study/page.html", page, status)


def _filled(view: StudyView) -> StudyForm:
    study = view.study
    training, calibration = ("\n".join(study.excluded_as(reason)) for reason in Exclusion)
    return StudyForm(
        formdata=None, frame=study.frame, training=training, calibration=calibration,
        independence=study.independence.value, collapsed=study.collapsed, number=view.number,
    )  # fmt: skip


def _crumb(facts: ProjectFacts) -> Crumb:
    return Crumb(facts.name, f"{request.script_root}/projects/{facts.uid}")


def _number(raw: str | None) -> int:
    raw = raw or ""
    return int(raw) if raw.isdecimal() and len(raw) < 9 else 0
