"""Rounds: a project's list, making one, and one round with its articles and its agreement before and after."""

from dataclasses import dataclass

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, StringField, TextAreaField

from annotator.core.agreement.report import AgreementReport
from annotator.core.errors import Invalid
from annotator.core.permissions import GRANTS, Permission
from annotator.core.rounds import MOST_NAME, PASS_MARK, ArticleRole, RoundKind, RoundState
from annotator.services import rounds as service
from annotator.services.round_agreement import BeforeAfter, compare_round
from annotator.services.round_scores import ScoredPass, Verdict, score_round
from annotator.services.rounds import Plan, RoundsView, RoundView
from annotator.storage.queries.rounds import RoundRow
from annotator.web.agreement_rows import Value, number_value
from annotator.web.agreement_words import facet_word, percent, two_decimals
from annotator.web.desk import now, reading, writing
from annotator.web.forms import DeskForm, blame
from annotator.web.hx import render_page, see_other
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb
from annotator.web.tabs import Tab, project_tabs

blueprint = Blueprint("rounds", __name__)


class RoundForm(DeskForm):
    """What an editor asks for."""

    name = StringField(_l("Name"), render_kw={"maxlength": MOST_NAME, "autocomplete": "off"})
    kind = RadioField(_l("What for"), default=RoundKind.CALIBRATION.value)
    articles = TextAreaField(
        _l("Articles"),
        description=_l("The address of each article's page, one a line. Training and test articles need their gold."),
        render_kw={"rows": 4, "spellcheck": "false"},
    )
    gold = TextAreaField(
        _l("Articles with gold among them"),
        description=_l("In a production round only: people tag them like the others and are not told."),
        render_kw={"rows": 2, "spellcheck": "false"},
    )
    pass_mark = IntegerField(
        _l("Pass mark in per cent"), default=PASS_MARK, description=_l("For training and tests."),
        render_kw={"min": 1, "max": 100},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListedRound:
    """One line of the list."""

    round: RoundRow
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class RoundsPage:
    """A project's rounds and the form of a new one. `chosen` are the people ticked; `tags`: the person does."""

    project: Crumb
    view: RoundsView
    rounds: tuple[ListedRound, ...]
    form: RoundForm
    chosen: tuple[str, ...]
    tabs: tuple[Tab, ...]
    tags: bool


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One tag before and after: raw agreement, alpha and AC1. `after` is empty before anybody revised."""

    label: str
    sentences: int
    before: tuple[Value, ...]
    sentences_after: int
    after: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """The agreement of a round; `has_after`: somebody finished a revision after the release."""

    rows: tuple[ComparedRow, ...]
    articles: int
    revised: int
    has_after: bool


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A pass against gold: F1 of claims, attributions and figures, and identities alike; empty where there is none."""

    title: str
    url: str
    name: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoundPage:
    """One round."""

    project: Crumb
    view: RoundView
    kind: str
    state: str
    roles: dict[ArticleRole, str]
    compared: Compared | None
    scores: tuple[ScoreRow, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


@blueprint.get("/projects/<project_uid>/rounds")
def list_all(project_uid: str) -> Response:
    """The rounds that the person may know of."""
    return _render_list(project_uid, RoundForm(formdata=None))


@blueprint.post("/projects/<project_uid>/rounds")
def create(project_uid: str) -> Response:
    """Make a round and give its passes out."""
    form = RoundForm()
    plan = Plan(
        form.name.data or "", form.kind.data or "", form.articles.data or "", form.gold.data or "",
        request.form.getlist("people"), form.pass_mark.data,
    )  # fmt: skip
    try:
        with writing() as session:
            uid = service.create_round(session, require_actor(), project_uid, plan, now=now())
    except Invalid as error:
        blame(form, error)
        return _render_list(project_uid, form, status=422)
    flash(_("The round is open. Its articles stand first in the lists of its people."), "success")
    return see_other(url_for("rounds.show", round_uid=uid))


@blueprint.get("/rounds/<round_uid>")
def show(round_uid: str) -> Response:
    """One round."""
    with reading() as session:
        view, found = compare_round(session, require_actor(), round_uid)
        scores = score_round(session, require_actor(), view)
    page = RoundPage(
        Crumb(view.round.project_name, _project_url(view.round.project_uid)), view, kind_words()[view.round.kind],
        state_words()[view.round.state], role_words(), _compared(found) if found else None,
        tuple(map(_score_row, scores.passes)), scores.verdicts,
    )  # fmt: skip
    return render_page("rounds/page.html", page)


@blueprint.post("/rounds/<round_uid>/close")
def close(round_uid: str) -> Response:
    """Let nobody begin any more."""
    with writing() as session:
        service.close_round(session, require_actor(), round_uid, now=now())
    flash(_("Closed. What was begun can be finished."), "success")
    return see_other(url_for("rounds.show", round_uid=round_uid))


@blueprint.post("/rounds/<round_uid>/release")
def release(round_uid: str) -> Response:
    """Show its people what it was for."""
    with writing() as session:
        service.release_round(session, require_actor(), round_uid, now=now())
    flash(_("Released."), "success")
    return see_other(url_for("rounds.show", round_uid=round_uid))


def kind_words() -> dict[RoundKind, str]:
    """What a round is for."""
    return {
        RoundKind.CALIBRATION: _("calibration"),
        RoundKind.PRODUCTION: _("production"),
        RoundKind.TRAINING: _("training"),
        RoundKind.TEST: _("test"),
    }


def state_words() -> dict[RoundState, str]:
    """Where a round stands."""
    return {RoundState.OPEN: _("open"), RoundState.CLOSED: _("closed"), RoundState.RELEASED: _("released")}


def role_words() -> dict[ArticleRole, str]:
    """What an article is in a round for."""
    return {ArticleRole.OVERLAP: _("overlap"), ArticleRole.GOLD: _("gold"), ArticleRole.TRAINING: _("training")}


def _render_list(project_uid: str, form: RoundForm, *, status: int = 200) -> Response:
    person = require_actor()
    with reading() as session:
        view = service.list_rounds(session, person, project_uid)
    kinds, states = kind_words(), state_words()
    form.kind.choices = [
        (RoundKind.CALIBRATION.value, _("Calibration: tag blind, see each other's passes, revise")),
        (RoundKind.PRODUCTION.value, _("Production: counts in the project's agreement")),
        (RoundKind.TRAINING.value, _("Training: articles with gold, and a pass mark")),
        (RoundKind.TEST.value, _("Test: the same, with the result shown on release")),
    ]
    page = RoundsPage(
        Crumb(view.project_name, _project_url(project_uid)), view,
        tuple(ListedRound(row, kinds[row.kind], states[row.state]) for row in view.rounds), form,
        tuple(request.form.getlist("people")), project_tabs(project_uid, view.role, "rounds"),
        view.role in GRANTS[Permission.TAG],
    )  # fmt: skip
    return render_page("rounds/list.html", page, status)


def _project_url(project_uid: str) -> str:
    return f"{request.script_root}/projects/{project_uid}"


def _compared(found: BeforeAfter) -> Compared | None:
    if found.before is None:
        return None
    after = {facet.facet: facet for facet in found.after.facets} if found.after else {}
    numbers = _numbers(found.before)
    later = _numbers(found.after) if found.after else {}
    return Compared(
        tuple(
            ComparedRow(
                facet_word(facet.facet, found.own_tags), facet.shared, numbers[facet.facet],
                after[facet.facet].shared if facet.facet in after else 0, later.get(facet.facet, ()),
            )
            for facet in found.before.facets
        ),
        found.before.articles, found.revised, found.after is not None,
    )  # fmt: skip


def _numbers(report: AgreementReport) -> dict[str, tuple[Value, ...]]:
    """Raw agreement, alpha and AC1 with their limits, by facet."""
    return {
        facet.facet: (
            number_value(facet.observed, facet.intervals.get("observed"), percent),
            number_value(facet.alpha, facet.intervals.get("alpha"), two_decimals),
            number_value(facet.ac1, facet.intervals.get("ac1"), two_decimals),
        )
        for facet in report.facets
    }


def _score_row(one: ScoredPass) -> ScoreRow:
    told = (one.score.claims.f1, one.score.attributions.f1, one.score.figures.f1, one.score.identity.recall)
    return ScoreRow(
        one.title, url_for("articles.show", article_uid=one.article_uid), one.name,
        tuple("" if number is None else percent(number) for number in told),
    )  # fmt: skip
