"""The sentences behind a number of a project's claim model."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from flask_babel import format_decimal
from flask_babel import gettext as _

from annotator.core.errors import NotFound
from annotator.core.measured_claims import Counted, Proposal, Side
from annotator.services.measured_claims import ListedClaim, MeasuredList, list_measured_claims
from annotator.web.desk import reading
from annotator.web.hx import render_page
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb

blueprint = Blueprint("measured_claims", __name__)


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A sentence: whether it is a claim, and what is said of each side that is asked about, wrong or not."""

    title: str
    url: str
    words: str
    is_claim: bool
    said: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class MeasuredClaimsPage:
    """The sentences that a number counts. `name` is the number's; `before` and `after` are addresses, empty at the
    ends.
    """

    project: Crumb
    up: Crumb
    name: str
    side: Side
    of: Counted
    n: int
    right: int
    wrong: int
    hidden: bool
    rows: tuple[ClaimRow, ...]
    page: int
    pages: int
    before: str
    after: str


@blueprint.get("/projects/<project_uid>/claim-model/sentences")
def show(project_uid: str) -> Response:
    """What `?side=…&of=…` counts."""
    side, of = request.args.get("side", ""), request.args.get("of", "")
    if side not in list(Side) or of not in list(Counted):
        raise NotFound("There is no such number.")
    asked = Side(side), Counted(of)
    with reading() as session:
        found = list_measured_claims(
            session, require_actor(), project_uid, *asked, page=request.args.get("page", 1, type=int)
        )
    return render_page("claim_models/sentences.html", _page(found, *asked))


def measure_names() -> dict[Counted, str]:
    """What the numbers are called."""
    return {
        Counted.PRECISION: _("precision"), Counted.RECALL: _("recall"), Counted.F1: _("F1"),
        Counted.AVERAGE_PRECISION: _("average precision"), Counted.AUC: _("AUC"),
    }  # fmt: skip


def side_names() -> dict[Side, str]:
    """Whose numbers they are."""
    return {Side.MODEL: _("the model"), Side.CUES: _("cues alone"), Side.DIFFERENCE: _("difference")}


def behind_url(project_uid: str) -> Callable[[Side, str], str]:
    """Where the sentences of each side's numbers are listed, by the measure's name."""
    path = url_for("measured_claims.show", project_uid=project_uid)
    return lambda side, of: f"{path}?side={side.value}&of={of}"


def _page(found: MeasuredList, side: Side, of: Counted) -> MeasuredClaimsPage:
    url = behind_url(found.project.uid)(side, of.value)
    return MeasuredClaimsPage(
        Crumb(found.project.name, url_for("articles.index", project_uid=found.project.uid)),
        Crumb(_("Claim model"), url_for("claim_models.show", project_uid=found.project.uid)),
        f"{measure_names()[of]}, {side_names()[side]}", side, of, found.n, found.n - found.wrong, found.wrong,
        found.hidden, tuple(_row(one, side) for one in found.sentences), found.page, found.pages,
        f"{url}&page={found.page - 1}" if found.page > 1 else "",
        f"{url}&page={found.page + 1}" if found.page < found.pages else "",
    )  # fmt: skip


def _row(one: ListedClaim, side: Side) -> ClaimRow:
    sentence = one.sentence
    sides = (Side.MODEL, Side.CUES) if side is Side.DIFFERENCE else (side,)
    return ClaimRow(
        one.text.title or _("Untitled article"),
        url_for("articles.show", article_uid=one.text.article_uid),
        one.words,
        sentence.is_claim,
        tuple((side_names()[some], _said(sentence.by(some)), sentence.is_wrong(some)) for some in sides),
    )


def _said(proposal: Proposal) -> str:
    score = format_decimal(round(proposal.score, 2) + 0.0, "0.00")
    return _("proposed, %(score)s", score=score) if proposal.is_proposed else _("not proposed, %(score)s", score=score)
