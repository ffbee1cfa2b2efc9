"""The desk view's page: asking for a view of many articles or for a month, and the last ones that were kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from annotator.core.desk_views import LONGEST_VALUE, By, DeskChoice
from annotator.core.errors import Invalid
from annotator.core.reports import MOST_TITLE
from annotator.services import desk_months, desk_views, projects
from annotator.services.desk_views import DeskState
from annotator.services.reports import Closed
from annotator.storage.queries.reports import ReportHead
from annotator.web.desk import now, reading, writing
from annotator.web.desk_words import WAYS
from annotator.web.forms import DeskForm, blame
from annotator.web.hx import render_page, see_other
from annotator.web.jobs import JobView, job_view
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb
from annotator.web.tabs import Tab, project_tabs

blueprint = Blueprint("desk_views", __name__)

_GROUP = {"maxlength": LONGEST_VALUE, "list": "desk-groups"}


class DeskViewForm(DeskForm):
    """Which articles, on whose tags, and what to set side by side."""

    title = StringField(_l("Title"), [InputRequired(), Length(max=MOST_TITLE)], render_kw={"maxlength": MOST_TITLE})
    first_day = DateField(_l("Published from"), [Optional()])
    last_day = DateField(_l("to"), [Optional()])
    outlet = SelectField(_l("Outlet"), default="")
    section = SelectField(_l("Section"), default="")
    # The three that go by byline are there only where the project allows it.
    byline = StringField(_l("Byline"), render_kw={"maxlength": LONGEST_VALUE})
    reviewer = SelectField(
        _l("Without gold, rest on"),
        default="",
        description=_l("Gold comes first. An article without either rests on its first finished review."),
    )
    bylines = BooleanField(
        _l("Group by byline too"),
        description=_l("A byline is a line of the text, and no judgement of a person: desks assign the stories."),
    )
    compare_by = SelectField(_l("Compare by"), default="")
    first = StringField(_l("One group"), render_kw=_GROUP, description=_l("A name; of periods, such as 2026-03."))
    second = StringField(_l("The other"), render_kw=_GROUP)


class MonthForm(DeskForm):
    """Which month."""

    month = SelectField(_l("Month"))


@dataclass(frozen=True, slots=True)
class DeskPage:
    """The page. `groups` are names to compare; `closed` says why the reader may not open a kept one now, by uid."""

    project: Crumb
    tabs: tuple[Tab, ...]
    uid: str
    form: DeskViewForm
    month_form: MonthForm
    groups: tuple[str, ...]
    has_months: bool
    jobs: tuple[JobView, ...]
    views: tuple[ReportHead, ...]
    months: tuple[ReportHead, ...]
    closed: Mapping[str, Closed]


@blueprint.get("/projects/<project_uid>/desk")
def show(project_uid: str) -> Response:
    """What can be asked for, what is being made, and what was kept."""
    return _page(_state(project_uid))


@blueprint.post("/projects/<project_uid>/desk")
def ask(project_uid: str) -> Response:
    """Ask for a desk view."""
    state = _state(project_uid)
    form = _view_form(state)
    if not form.validate():
        return _page(state, form, status=422)
    try:
        with writing() as session:
            uid = desk_views.ask_for_view(
                session, require_actor(), project_uid, _choice(form), form.title.data or "", now=now()
            )
    except Invalid as error:
        blame(form, error)
        return _page(state, form, status=422)
    return see_other(url_for("jobs.show", job_uid=uid))


@blueprint.post("/projects/<project_uid>/desk/month")
def ask_for_month(project_uid: str) -> Response:
    """Ask for the page of a month."""
    state = _state(project_uid)
    form = _month_form(state)
    if not form.validate():
        return _page(state, month_form=form, status=422)
    with writing() as session:
        uid = desk_months.ask_for_month(session, require_actor(), project_uid, form.month.data, now=now())
    return see_other(url_for("jobs.show", job_uid=uid))


@blueprint.post("/projects/<project_uid>/desk/bylines")
def set_bylines(project_uid: str) -> Response:
    """Let desk views go by byline, or not."""
    groups, version = request.form.get("bylines") == "1", request.form.get("version", 0, type=int)
    with writing() as session:
        projects.set_bylines(session, require_actor(), project_uid, groups=groups, version=version, now=now())
    flash(_("Kept. What was made before stays as it is."))
    return see_other(url_for("projects.show_settings", project_uid=project_uid))


def _state(project_uid: str) -> DeskState:
    with reading() as session:
        return desk_views.show_desk(session, require_actor(), project_uid)


def _view_form(state: DeskState, *, empty: bool = False) -> DeskViewForm:
    form = DeskViewForm(formdata=None, title=_("Desk view of %(project)s", project=state.project.name)[:MOST_TITLE]) \
        if empty else DeskViewForm()  # fmt: skip
    form.outlet.choices = [("", _("all outlets")), *((name, name) for name in state.outlets)]
    form.section.choices = [("", _("all sections")), *((name, name) for name in state.sections)]
    form.reviewer.choices = [("", _("the first finished review")), *state.reviewers]
    ways = {by: words for by, words in WAYS.items() if by is not By.BYLINE or state.project.groups_by_byline}
    form.compare_by.choices = [("", _("nothing")), *((by.value, str(words)) for by, words in ways.items())]
    if not state.project.groups_by_byline:
        del form.byline, form.bylines
    return form


def _month_form(state: DeskState, *, empty: bool = False) -> MonthForm:
    form = MonthForm(formdata=None) if empty else MonthForm()
    form.month.choices = [(month, month) for month in state.months]
    return form


def _choice(form: DeskViewForm) -> DeskChoice:
    return DeskChoice(
        first_day=form.first_day.data.isoformat() if form.first_day.data else "",
        last_day=form.last_day.data.isoformat() if form.last_day.data else "",
        outlet=form.outlet.data or "",
        section=form.section.data or "",
        byline=(form.byline.data or "") if form.byline else "",
        reviewer=form.reviewer.data or "",
        bylines=form.bylines.data if form.bylines else False,
        compare_by=By(form.compare_by.data) if form.compare_by.data else None,
        first=form.first.data or "",
        second=form.second.data or "",
    )


def _page(
    state: DeskState, form: DeskViewForm | None = None, month_form: MonthForm | None = None, status: int = 200
) -> Response:
    uid = state.project.uid
    page = DeskPage(
        Crumb(state.project.name, url_for("articles.index", project_uid=uid)),
        project_tabs(uid, state.project.role, "reports"),
        uid,
        form or _view_form(state, empty=True),
        month_form or _month_form(state, empty=True),
        tuple(sorted({*state.outlets, *state.sections, *state.months})),
        bool(state.months),
        tuple(job_view(job) for job in state.jobs),
        state.views,
        state.kept_months,
        state.closed,
    )
    return render_page("desk/page.html", page, status)
