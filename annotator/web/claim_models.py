"""The page of a project's own claim model: how good it is beside the cues, training it, switching it on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import format_decimal
from flask_babel import gettext as _

from annotator.core.measured_claims import Counted, Side
from annotator.services import claim_models as service
from annotator.services.claim_models import ClaimModelView
from annotator.suggest.model_reports import MEASURES, Estimated, ModelReport
from annotator.web.desk import now, reading, writing
from annotator.web.hx import render_page, see_other
from annotator.web.jobs import JobView, job_view
from annotator.web.measured_claims import behind_url, measure_names
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb
from annotator.web.tabs import Tab, project_tabs

blueprint = Blueprint("claim_models", __name__)


@dataclass(frozen=True, slots=True)
class Told:
    """A number in words with its interval in words; both empty where there is none. `url` leads to its sentences."""

    text: str
    interval: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure of the model, of the cues alone, and the one less the other."""

    key: str
    name: str
    model: Told
    cues: Told
    difference: Told


@dataclass(frozen=True, slots=True)
class DoubtLine:
    """An article that the model is unsure of, with the sentences it is least sure of and how likely each is a claim."""

    url: str
    title: str
    sentences: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ClaimModelPage:
    """What an editor sees. `verdict`: better, worse or equal, as far as the interval of the difference in F1 tells."""

    project: Crumb
    uid: str
    tabs: tuple[Tab, ...]
    version: int
    is_on: bool
    shows_suggestions: bool
    can_train: bool
    lack: str
    fault: str
    articles: int
    left: int
    number: int
    made_by: str
    made_at: datetime | None
    learned_articles: int
    sentences: int
    claims: int
    verdict: str
    rows: tuple[MeasureRow, ...]
    job: JobView | None
    doubts: tuple[DoubtLine, ...]
    sentences_url: str = ""
    claims_url: str = ""


@blueprint.get("/projects/<project_uid>/claim-model")
def show(project_uid: str) -> Response:
    """The model of a project, or what is missing for one."""
    with reading() as session:
        found = service.show_claim_model(session, require_actor(), project_uid)
    return render_page("claim_models/page.html", _page(found))


@blueprint.post("/projects/<project_uid>/claim-model/train")
def train(project_uid: str) -> Response:
    """Have a model trained in the background."""
    with writing() as session:
        service.ask_training(session, require_actor(), project_uid, now=now())
    return see_other(url_for("claim_models.show", project_uid=project_uid))


@blueprint.post("/projects/<project_uid>/claim-model/use")
def use(project_uid: str) -> Response:
    """Let the model propose claims, or the cues alone."""
    version, uses = request.form.get("version", 0, type=int), request.form.get("claims") == "model"
    with writing() as session:
        service.use_claim_model(session, require_actor(), project_uid, uses=uses, version=version, now=now())
    flash(_("Kept. It holds for passes that are started from now on."))
    return see_other(url_for("claim_models.show", project_uid=project_uid))


def _page(found: ClaimModelView) -> ClaimModelPage:
    facts, newest, report = found.project, found.newest, found.report
    return ClaimModelPage(
        project=Crumb(facts.name, url_for("articles.index", project_uid=facts.uid)),
        uid=facts.uid,
        tabs=project_tabs(facts.uid, facts.role, "settings", is_admin=require_actor().is_admin),
        version=facts.version,
        is_on=found.is_on,
        shows_suggestions=facts.shows_suggestions,
        can_train=found.can_train,
        lack=found.lack,
        fault=found.fault,
        articles=found.articles,
        left=found.left if found.can_train else 0,
        number=newest.number if newest else 0,
        made_by=newest.made_by if newest else "",
        made_at=newest.made_at if newest else None,
        learned_articles=report.articles if report else 0,
        sentences=report.sentences if report else 0,
        claims=report.claims if report else 0,
        verdict=_verdict(report.difference["f1"]) if report else "",
        rows=_rows(report, behind_url(facts.uid) if found.opens else None) if report else (),
        sentences_url=behind_url(facts.uid)(Side.MODEL, Counted.AUC.value) if found.opens else "",
        claims_url=behind_url(facts.uid)(Side.MODEL, Counted.RECALL.value) if found.opens else "",
        job=job_view(found.job) if found.job else None,
        doubts=tuple(
            DoubtLine(
                url_for("articles.show", article_uid=doubt.article_uid),
                doubt.title or _("Untitled article"),
                tuple((words, format_decimal(round(score, 2) + 0.0, "0.00")) for words, score in doubt.words),
            )
            for doubt in found.doubts
        ),
    )


def _verdict(difference: Estimated) -> str:
    low, high = difference.interval.low, difference.interval.high
    if low is None or high is None:
        return "unknown"
    return "better" if low > 0 else "worse" if high < 0 else "equal"


def _rows(report: ModelReport, url: Callable[[Side, str], str] | None) -> tuple[MeasureRow, ...]:
    names = measure_names()
    sides = {Side.MODEL: report.model, Side.CUES: report.cues, Side.DIFFERENCE: report.difference}
    return tuple(
        MeasureRow(
            name, names[Counted(name)],
            *(
                replace(_told(told, name, "+" if side is Side.DIFFERENCE else ""), url=url(side, name) if url else "")
                for side, told in sides.items()
            ),
        )
        for name in MEASURES
    )  # fmt: skip


def _told(side: Mapping[str, Estimated], name: str, sign: str = "") -> Told:
    """A number to two digits; `sign`: a difference, whose sign is told."""
    estimated = side[name]
    pattern = f"{sign}0.00;−0.00"
    low, high = estimated.interval.shown
    if estimated.value is None:
        return Told("", "")
    if not sign and low is not None and high is not None:
        low, high = max(low, 0.0), min(high, 1.0)
    words = "" if low is None or high is None else _(
        "%(low)s to %(high)s", low=_decimal(low, pattern), high=_decimal(high, pattern)
    )  # fmt: skip
    return Told(_decimal(estimated.value, pattern), words)


def _decimal(value: float, pattern: str) -> str:
    rounded = round(value, 2) + 0.0
    return format_decimal(rounded, pattern if rounded else "0.00")
