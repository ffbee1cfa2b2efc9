"""Agreement on what is reported: the page on rules and shares as each reviewer's tagging would give them."""

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from annotator.core.agreement.reported_json import reported_to_json
from annotator.core.errors import NotFound
from annotator.formats import agreement_files
from annotator.services.agreement import Choice
from annotator.services.reported_agreement import Reported, compare_reported, report_choice_reported
from annotator.web.agreement_choice import Links, address, choose
from annotator.web.agreement_reported_rows import ReportedTables, rule_name, show_reported
from annotator.web.desk import now, reading
from annotator.web.hx import render_page
from annotator.web.shell import Crumb

blueprint = Blueprint("agreement_reported", __name__)

_MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@dataclass(frozen=True, slots=True)
class ArticleLink:
    """An article's report."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ReportedPage:
    """The page. `rule` is the one whose articles are listed, empty for none."""

    project: Crumb
    back: str
    chosen: tuple[str, ...]
    tables: ReportedTables
    rule: str
    rule_name: str
    listed: tuple[ArticleLink, ...]
    files: tuple[tuple[str, str], ...]


@blueprint.get("/projects/<project_uid>/agreement/reported")
def show(project_uid: str) -> Response:
    """The rules and shares, and the articles of `?rule=…`."""
    with reading() as session:
        choice = choose(session, project_uid, people_only=True)
        found = compare_reported(session, choice, request.args.get("rule", ""), now=now())
    return render_page("agreement/reported.html", _page(choice, found))


@blueprint.get("/projects/<project_uid>/agreement/reported/file/<suffix>")
def download(project_uid: str, suffix: str) -> Response:
    """The numbers of the page as a CSV or JSON file."""
    if suffix not in _MEDIA:
        raise NotFound
    with reading() as session:
        choice = choose(session, project_uid, people_only=True)
        report = report_choice_reported(session, choice, now=now())
    write = agreement_files.write_reported_csv if suffix == "csv" else agreement_files.write_reported_json
    names = {reviewer.uid: reviewer.name for reviewer in choice.chosen}
    answer = Response(write(report, choice.project_name, names), content_type=_MEDIA[suffix])
    answer.headers["Content-Disposition"] = f'attachment; filename="agreement-reported.{suffix}"'
    return answer


def _page(choice: Choice, found: Reported) -> ReportedPage:
    def url(rule: str) -> str:
        return f"{address('agreement_reported.show', choice, rule=rule)}#articles"

    return ReportedPage(
        project=Crumb(choice.project_name, f"{request.script_root}/projects/{choice.project_uid}"),
        back=Links(choice).page(),
        chosen=tuple(reviewer.name for reviewer in choice.chosen),
        tables=show_reported(reported_to_json(found.report), url),
        rule=found.rule if found.articles else "",
        rule_name=rule_name(found.rule) if found.articles else "",
        listed=tuple(
            ArticleLink(head.title, url_for("sourcing.show", article_uid=head.article_uid)) for head in found.articles
        ),
        files=tuple((name.upper(), address("agreement_reported.download", choice, suffix=name)) for name in _MEDIA),
    )
