"""The sourcing report's page: what it says, in the order in which an editor reads it."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, request, url_for
from flask_babel import format_date, format_datetime

from annotator.core.records import ReviewKind, Scope
from annotator.core.sourcing.drawing import Format, StripDrawing, draw_strip
from annotator.core.sourcing.report import SourcingReport
from annotator.services.findings import open_findings
from annotator.services.reports import Closed
from annotator.services.sourcing import ArticleReport, article_report
from annotator.storage.queries.reports import ReportHead
from annotator.storage.queries.sourcing import ArticleHead, PassHead
from annotator.web.adjudication_words import reviewer_words
from annotator.web.checklist_views import Checklist, view_checklist
from annotator.web.desk import now, reading
from annotator.web.hx import render_page
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb, direction_of
from annotator.web.sourcing_behind import BehindList, list_behind
from annotator.web.sourcing_numbers import MeasureRow, Number, list_measures, list_numbers
from annotator.web.sourcing_questions import NumberRow, list_number_questions
from annotator.web.sourcing_text import Paragraph, write_paragraphs
from annotator.web.sourcing_words import (
    CardRow,
    ChainRow,
    FindingGroup,
    RestRow,
    RuleName,
    group_findings,
    list_cards,
    list_chains,
    list_rest,
    name_rule,
)

blueprint = Blueprint("sourcing", __name__)


@dataclass(frozen=True, slots=True)
class Choice:
    """A pass that the report can rest on."""

    uid: str
    name: str
    url: str
    finished_on: str
    is_gold: bool
    is_chosen: bool
    is_sourcing_only: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Everything below the title block, where there is something to report."""

    strip: StripDrawing
    numbers: tuple[Number, ...]
    groups: tuple[FindingGroup, ...]
    chains: tuple[ChainRow, ...]
    cards: tuple[CardRow, ...]
    rest: tuple[RestRow, ...]
    table: tuple[MeasureRow, ...]
    paragraphs: tuple[Paragraph, ...]
    checklist: Checklist
    has_claims: bool = True
    behind: tuple[BehindList, ...] = ()
    open_questions: tuple[str, ...] = ()
    policy: str = ""
    folded: tuple[RuleName, ...] = ()
    questions: tuple[NumberRow, ...] = ()


@dataclass(frozen=True, slots=True)
class SignedLine:
    """A signed report of this article: when it was kept, who signed it, and why the reader may not open it now."""

    url: str
    at: str
    by: str
    closed: Closed | None


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The page. `byline` is what is known of the article, as one line; `in_hand_url` leads to the reader's own
    unfinished review; `as_of` is the day of the report; `files` are its names as files with their addresses.
    """

    project: Crumb
    article: ArticleHead
    article_url: str
    direction: str
    byline: tuple[str, ...]
    choices: tuple[Choice, ...]
    chosen: Choice | None
    in_hand_url: str
    as_of: str
    report: Report | None
    files: tuple[tuple[str, str], ...] = ()
    may_act: bool = False
    signed: tuple[SignedLine, ...] = ()
    policy_url: str = ""
    #: The number of the newest text where the report is of an earlier one, else 0; and the page of its texts.
    newest: int = 0
    versions_url: str = ""
    #: Two articles side by side, this one chosen: for those who read others' reports.
    compare_url: str = ""


@blueprint.get("/articles/<article_uid>/report")
def show(article_uid: str) -> Response:
    """Show the report, or say what it can rest on."""
    actor = require_actor()
    with reading() as session:
        result = article_report(session, actor, article_uid, request.args.get("review"), now=now())
    return render_page("sourcing/page.html", _page(result))


def _page(result: ArticleReport) -> ReportPage:
    article = result.article
    choices = tuple(_choice(head, article, result.chosen) for head in result.choices)
    facts = article.facts
    return ReportPage(
        project=Crumb(article.project_name, url_for("articles.index", project_uid=article.project_uid)),
        article=article,
        article_url=url_for("articles.show", article_uid=article.uid),
        direction=direction_of(facts.language),
        byline=tuple(filter(None, (facts.outlet, facts.byline, _day(facts.published_on), facts.section))),
        choices=choices,
        chosen=next((choice for choice in choices if choice.is_chosen), None),
        in_hand_url=url_for("reviews.show", review_uid=result.in_hand.uid) if result.in_hand else "",
        as_of=format_date(result.as_of, "long"),
        report=_report(result, result.report, direction_of(facts.language)) if result.report else None,
        files=_files(article.uid, result.chosen),
        may_act=result.may_act,
        signed=tuple(_signed(head, result.closed.get(head.uid)) for head in result.kept),
        policy_url=url_for("policies.show", project_uid=article.project_uid) if result.knows else "",
        newest=result.newest_number if result.newest_number > article.text_number else 0,
        compare_url=url_for("comparisons.show", project_uid=article.project_uid, first=article.uid)
        if result.knows and result.report
        else "",
        versions_url=url_for("versions.show", article_uid=article.uid) if result.newest_number > 1 else "",
    )


def _signed(head: ReportHead, closed: Closed | None) -> SignedLine:
    at = format_datetime(head.as_of, "medium")
    return SignedLine(url_for("reports.show", report_uid=head.uid), at, head.signed_by or "", closed)


def _files(article_uid: str, chosen: PassHead | None) -> tuple[tuple[str, str], ...]:
    if chosen is None:
        return ()
    return tuple(
        (suffix.upper(), url_for("sourcing_files.download", article_uid=article_uid, suffix=suffix, review=chosen.uid))
        for suffix in ("csv", "json")
    )


def _choice(head: PassHead, article: ArticleHead, chosen: PassHead | None) -> Choice:
    return Choice(
        uid=head.uid,
        name=reviewer_words(head.account_name),
        url=url_for("sourcing.show", article_uid=article.uid, review=head.uid),
        finished_on=format_date(head.finished_at, "medium") if head.finished_at else "",
        is_gold=head.kind is ReviewKind.GOLD,
        is_chosen=chosen is not None and chosen.uid == head.uid,
        is_sourcing_only=head.scope is Scope.SOURCING_ONLY,
    )


def _report(result: ArticleReport, report: SourcingReport, direction: str) -> Report:
    return Report(
        strip=draw_strip(report.bars, Format.HEAD, right_to_left=direction == "rtl"),
        numbers=list_numbers(report.measures, report.scope),
        groups=group_findings(result),
        chains=list_chains(report),
        cards=list_cards(report),
        rest=list_rest(result),
        table=list_measures(report.measures, report.scope),
        paragraphs=write_paragraphs(report),
        has_claims=report.scope is Scope.FULL,
        behind=list_behind(report),
        open_questions=tuple(finding.question for finding in open_findings(result)),
        policy=report.policy.name,
        folded=tuple(name_rule(rule_id) for rule_id in report.folded),
        questions=list_number_questions(report),
        checklist=view_checklist(result.answers, may_answer=result.may_act),
    )


def _day(iso: str) -> str:
    """An ISO date as the reader's language writes it; as it stands where it is none."""
    try:
        return format_date(date.fromisoformat(iso), "long") if iso else ""
    except ValueError:
        return iso
