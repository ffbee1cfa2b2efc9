"""The agreement page: the numbers for chosen reviewers and articles, and the same as files."""

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from sqlalchemy.orm import Session

from annotator.core.agreement.filters import choice_to_json
from annotator.core.agreement.left_out import LeftOut
from annotator.core.agreement.packing import Sight
from annotator.core.agreement.report import AgreementReport
from annotator.core.errors import NotFound
from annotator.formats import agreement_files
from annotator.services.agreement import (
    Choice,
    Reviewer,
    Wider,
    load_own_tags,
    look_wider,
    name_groups,
    report_choice,
)
from annotator.services.agreement_chosen import NotCompared, list_not_compared
from annotator.services.agreement_left_out import list_left_out
from annotator.storage.queries.agreement_texts import DIMENSIONS
from annotator.web.agreement_asked import NumberLinks
from annotator.web.agreement_choice import Links, Option, Pick, address, choose, picks, tell_choice
from annotator.web.agreement_tables import AgreementTables, make_tables
from annotator.web.agreement_words import dimension_word, why_not_words
from annotator.web.desk import reading
from annotator.web.hx import render_page
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb
from annotator.web.tabs import Tab, project_tabs

blueprint = Blueprint("agreement", __name__)

_MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """The page. `state`: nothing (is finished at all), one (person finished), left_out (two did, but nothing that was
    chosen), choose, apart (no article in common), ready. `all_url` takes all filters away, `practice_url` counts the
    `practice_left` articles that were chosen but are practice; both are empty where there is nothing of that.
    `picks_rows`: articles are chosen in the table that tells them apart; `told` is what is chosen, in words;
    `not_compared` are titles of chosen articles that are in no number, with the reason.
    """

    project: Crumb
    project_uid: str
    state: str
    reviewers: tuple[Reviewer, ...]
    chosen: tuple[Reviewer, ...]
    sight: Sight
    picks: tuple[Pick, ...]
    picks_rows: bool
    told: tuple[str, ...]
    not_compared: tuple[tuple[str, str], ...]
    dimensions: tuple[Option, ...]
    left_out: tuple[LeftOut, ...]
    alone_url: str
    practice: bool
    practice_left: int
    practice_url: str
    all_url: str
    tables: AgreementTables
    files: tuple[tuple[str, str], ...]
    reported_url: str
    tabs: tuple[Tab, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the page says of the choice: what there is to choose, what is chosen, and what of that is not compared."""

    picks: tuple[Pick, ...]
    told: tuple[str, ...]
    not_compared: tuple[NotCompared, ...]


@blueprint.get("/projects/<project_uid>/agreement")
def show_agreement(project_uid: str) -> Response:
    """The numbers for `?reviewer=…&reviewer=…` (all, if none is named) on the articles that the address chooses."""
    with reading() as session:
        choice = choose(session, project_uid)
        report = report_choice(session, choice)
        people = request.args.getlist("reviewer")
        wider = None if choice.texts.shared else look_wider(session, choice, people)
        page = _agreement_page(
            choice,
            wider,
            report,
            list_left_out(session, choice),
            make_tables(
                report,
                {reviewer.uid: reviewer.name for reviewer in choice.chosen},
                load_own_tags(session, choice),
                name_groups(session, choice, report),
                Links.of(choice),
            ),
            Chosen(picks(session, choice), tell_choice(session, choice), list_not_compared(session, choice)),
        )
    return render_page("agreement/page.html", page)


@blueprint.get("/projects/<project_uid>/agreement/file/<suffix>")
def download(project_uid: str, suffix: str) -> Response:
    """The numbers of the page as a CSV or JSON file."""
    if suffix not in _MEDIA:
        raise NotFound
    with reading() as session:
        choice = choose(session, project_uid)
        report, made = report_choice(session, choice), made_of(session, choice)
    write = agreement_files.write_csv if suffix == "csv" else agreement_files.write_json
    answer = Response(write(report, made), content_type=_MEDIA[suffix])
    answer.headers["Content-Disposition"] = f'attachment; filename="agreement.{suffix}"'
    return answer


def made_of(session: Session, choice: Choice) -> agreement_files.Made:
    """What its files state of a choice."""
    names = {reviewer.uid: reviewer.name for reviewer in choice.chosen}
    filters = choice_to_json(choice.filters, names)
    not_compared = tuple((one.text_uid, one.title, one.why.value) for one in list_not_compared(session, choice))
    return agreement_files.Made(
        choice.project_name, names, filters, list_left_out(session, choice), not_compared
    )


def crumb_of(choice: Choice) -> Crumb:
    """The way back to the project."""
    return Crumb(choice.project_name, f"{request.script_root}/projects/{choice.project_uid}")


def _agreement_page(
    choice: Choice,
    wider: Wider | None,
    report: AgreementReport,
    left_out: tuple[LeftOut, ...],
    tables: AgreementTables,
    chosen: Chosen,
) -> AgreementPage:
    links = Links.of(choice)
    return AgreementPage(
        project=crumb_of(choice),
        project_uid=choice.project_uid,
        state=_state(choice, wider),
        reviewers=choice.reviewers if wider is None else wider.everybody,
        chosen=choice.chosen,
        sight=choice.filters.sight,
        picks=chosen.picks,
        picks_rows=choice.filters.by == "article" and all(one.name != "article" for one in chosen.picks),
        told=chosen.told,
        not_compared=tuple((one.title, why_not_words(one.why)) for one in chosen.not_compared),
        dimensions=tuple(Option(name, dimension_word(name), name == report.by) for name in DIMENSIONS),
        left_out=left_out,
        alone_url=NumberLinks(links).articles(alone=True),
        practice=bool(choice.filters.practice),
        practice_left=wider.practice if wider is not None else 0,
        practice_url=links.page(practice="1") if wider is not None and wider.practice else "",
        all_url=url_for("agreement.show_agreement", project_uid=choice.project_uid) if choice.is_narrowed else "",
        tables=tables,
        files=tuple((name.upper(), address("agreement.download", choice, suffix=name)) for name in _MEDIA),
        reported_url=address("agreement_reported.show", choice),
        tabs=project_tabs(choice.project_uid, require_actor().roles.get(choice.project_id), "agreement"),
    )


def _state(choice: Choice, wider: Wider | None) -> str:
    if wider is None:
        return "ready"
    if len(wider.everybody) < 2:
        return "one" if wider.everybody else "nothing"
    if sum(reviewer.is_chosen for reviewer in wider.everybody) < 2:
        return "choose"
    return "left_out" if choice.is_narrowed or wider.practice else "apart"
