"""A round's agreement before its release and after: all its numbers, and the sentences behind each of them."""

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from annotator.core.rounds import When
from annotator.services.agreement import Choice, load_own_tags
from annotator.services.round_agreement import choose_round, report_round
from annotator.services.rounds import RoundView
from annotator.web.agreement import crumb_of
from annotator.web.agreement_asked import NumberLinks
from annotator.web.agreement_choice import Links
from annotator.web.agreement_sentences import show_sentences, show_sides
from annotator.web.agreement_tables import AgreementTables, make_tables
from annotator.web.desk import reading
from annotator.web.hx import render_page
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb

blueprint = Blueprint("round_agreement", __name__)


@dataclass(frozen=True, slots=True)
class RoundAgreementPage:
    """All four questions of one of a round's comparisons; `pair` names the two where it is narrowed to them."""

    project: Crumb
    round: Crumb
    when: str
    tables: AgreementTables
    pair: tuple[str, ...]
    all_url: str


@blueprint.get("/rounds/<round_uid>/agreement")
def show(round_uid: str) -> Response:
    """The numbers of `when`: before or after; of `reviewer=…&reviewer=…`, all where none is named."""
    with reading() as session:
        view, choice = _choose(session, round_uid)
        names = {reviewer.uid: reviewer.name for reviewer in choice.chosen}
        links = round_links(round_uid, _when(), _named(choice))
        tables = make_tables(report_round(choice), names, load_own_tags(session, choice), links=links)
    is_narrowed = len(choice.chosen) < len(choice.reviewers)
    page = RoundAgreementPage(
        crumb_of(choice), Crumb(view.round.name, url_for("rounds.show", round_uid=round_uid)), when_words()[_when()],
        tables, tuple(names.values()) if is_narrowed else (), round_links(round_uid, _when()).page(),
    )  # fmt: skip
    return render_page("rounds/agreement.html", page)


@blueprint.get("/rounds/<round_uid>/agreement/sentences")
def show_behind(round_uid: str) -> Response:
    """The sentences behind the number that the address names, else all on which the people of the round differ."""
    with reading() as session:
        view, choice = _choose(session, round_uid)
        return show_sentences(session, choice, round_links(round_uid, _when(), _named(choice)), _up(view))


@blueprint.get("/rounds/<round_uid>/agreement/differences/<text_uid>/<int(max=999999):ordinal>")
def show_difference(round_uid: str, text_uid: str, ordinal: int) -> Response:
    """One sentence as each of them read it."""
    with reading() as session:
        view, choice = _choose(session, round_uid)
        links = round_links(round_uid, _when(), _named(choice))
        return show_sides(session, choice, links, _up(view), (text_uid, ordinal))


def when_words() -> dict[When, str]:
    """Which passes are compared."""
    return {When.BEFORE: _("before"), When.AFTER: _("after")}


def numbers_of(round_uid: str, when: When) -> NumberLinks:
    """Where the numbers of one of a round's comparisons lead."""
    return NumberLinks(round_links(round_uid, when))


def round_links(round_uid: str, when: When, reviewers: tuple[str, ...] = ()) -> Links:
    """The addresses of one of a round's comparisons."""
    named = {"reviewer": reviewers} if reviewers else {}
    return Links(url_for("round_agreement.show", round_uid=round_uid), {"when": when.value, **named})


def _choose(session: Session, round_uid: str) -> tuple[RoundView, Choice]:
    return choose_round(session, require_actor(), round_uid, _when(), request.args.getlist("reviewer"))


def _when() -> When:
    return When.AFTER if request.args.get("when") == When.AFTER.value else When.BEFORE


def _named(choice: Choice) -> tuple[str, ...]:
    """The uids of the chosen where not all are."""
    return tuple(one.uid for one in choice.chosen) if len(choice.chosen) < len(choice.reviewers) else ()


def _up(view: RoundView) -> str:
    return f"{view.round.name}, {when_words()[_when()]}"
