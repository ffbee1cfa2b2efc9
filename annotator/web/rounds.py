"""Rounds: a project's list, making one, and one round with its articles and its agreement before and after."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from annotator.core.permissions import GRANTS, Permission
from annotator.core.rounds import ArticleRole, RoundKind, RoundState
from annotator.services import rounds as service
from annotator.services.projects import set_ranking
from annotator.services.round_agreement import compare_round
from annotator.services.round_scores import score_round
from annotator.services.rounds import RoundsView, RoundView
from annotator.storage.queries.rounds import RoundRow
from annotator.web.desk import now, reading, writing
from annotator.web.hx import render_page, see_other
from annotator.web.lessons import lesson_urls
from annotator.web.round_compared import Compared, compare
from annotator.web.round_scores import RankRow, ScoreRow, VerdictRow, score_rows
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb
from annotator.web.tabs import Tab, project_tabs

blueprint = Blueprint("rounds", __name__)


@dataclass(frozen=True, slots=True)
class ListedRound:
    """One line of the list."""

    round: RoundRow
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class RoundsPage:
    """A project's rounds; `tags`: the person does."""

    project: Crumb
    view: RoundsView
    rounds: tuple[ListedRound, ...]
    tabs: tuple[Tab, ...]
    tags: bool


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
    verdicts: tuple[VerdictRow, ...] = ()
    ranking: tuple[RankRow, ...] = ()
    #: Where the person reads how they did, by article.
    lessons: Mapping[str, str] = field(default_factory=dict)
    #: How many of its articles are in no number because the person adjudicates them without names.
    adjudicated: int = 0


@blueprint.get("/projects/<project_uid>/rounds")
def list_all(project_uid: str) -> Response:
    """The rounds that the person may know of."""
    with reading() as session:
        view = service.list_rounds(session, require_actor(), project_uid)
    kinds, states = kind_words(), state_words()
    page = RoundsPage(
        Crumb(view.project_name, _project_url(project_uid)), view,
        tuple(ListedRound(row, kinds[row.kind], states[row.state]) for row in view.rounds),
        project_tabs(project_uid, view.role, "rounds"), view.role in GRANTS[Permission.TAG],
    )  # fmt: skip
    return render_page("rounds/list.html", page)


@blueprint.post("/projects/<project_uid>/settings/rounds")
def change_settings(project_uid: str) -> Response:
    """Say whether people are ranked."""
    version = request.form.get("version", 0, type=int)
    with writing() as session:
        set_ranking(
            session, require_actor(), project_uid, ranks="ranks" in request.form, version=version, now=now()
        )
    flash(_("Kept."))
    return see_other(url_for("projects.show_settings", project_uid=project_uid))


@blueprint.get("/rounds/<round_uid>")
def show(round_uid: str) -> Response:
    """One round."""
    with reading() as session:
        view, found = compare_round(session, require_actor(), round_uid)
        scores = score_round(session, require_actor(), view)
    page = RoundPage(
        Crumb(view.round.project_name, _project_url(view.round.project_uid)), view, kind_words()[view.round.kind],
        state_words()[view.round.state], role_words(), compare(round_uid, view, found) if found else None,
        *score_rows(round_uid, scores), lesson_urls(view), view.adjudicated,
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


def _project_url(project_uid: str) -> str:
    return f"{request.script_root}/projects/{project_uid}"
