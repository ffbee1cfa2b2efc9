"""Agreement on what is reported: the page on rules and shares as each reviewer's tagging would give them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext

from annotator.core.agreement.report import Note, NoteKind
from annotator.core.agreement.values import LEAST_ARTICLES, SHAKY_BELOW, Coefficient, Interval, Undefined
from annotator.core.errors import NotFound
from annotator.core.sourcing.rules import RULES
from annotator.formats import agreement_files
from annotator.services.agreement import Choice
from annotator.services.reported_agreement import Reported, compare_reported, report_choice_reported
from annotator.web.agreement_choice import address, choose, page_url
from annotator.web.agreement_rows import Value, number_value
from annotator.web.agreement_words import note_words, percent, two_decimals
from annotator.web.desk import now, reading
from annotator.web.hx import render_page
from annotator.web.shell import Crumb

if TYPE_CHECKING:  # numpy, which the server's start does without
    from annotator.core.agreement.reported_report import PolicyUse, ReportedAgreement, RuleReport

blueprint = Blueprint("agreement_reported", __name__)

_MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
#: What is said of a rule's numbers; the other warnings speak of sentences, or of all rules alike.
_NOTES = frozenset({NoteKind.SKEWED, NoteKind.ONE_ARTICLE, NoteKind.NO_DISAGREEMENT})
_SHARES = {
    "attributed": "claims that are attributed",
    "on_unnamed": "attributed claims that rest on unnamed sources",
    "on_named": "attributed claims that rest on named sources",
    "second_hand": "attributed claims that are second-hand",
    "named_by_mention": "mentions of named sources",
    "named_by_card": "sources that are named",
    "named_by_word": "attributed words of named sources",
    "named_original": "original sources that are named",
    "reason_given": "unnamed sources with a reason",
    "direct_knowledge": "unnamed sources with direct knowledge",
    "who_told": "unnamed sources of whom it is told who they are",
    "figures_with_source": "figures with a source",
}


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule; `url` leads to the articles in which taggings differ, empty where they agree. `articles` are those
    under whose policy it speaks.
    """

    rule: str
    name: str
    articles: int
    any_raise: int
    all_raise: int
    split: int
    positive: Value
    alpha: Value
    ac1: Value
    remarks: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One share: how far two taggings are apart, in percentage points, and alpha."""

    label: str
    articles: int
    apart: Value
    alpha: Value
    remark: str


@dataclass(frozen=True, slots=True)
class ArticleLink:
    """An article's report."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ReportedPage:
    """The page. `rule` is the one whose articles are listed, empty for none; `policies` say under what the rules speak,
    `remark` what there is to know of all intervals.
    """

    project: Crumb
    back: str
    chosen: tuple[str, ...]
    articles: int
    policies: tuple[str, ...]
    remark: str
    rules: tuple[RuleRow, ...]
    quiet_rules: tuple[str, ...]
    rules_off: tuple[str, ...]
    shares: tuple[ShareRow, ...]
    rule: str
    rule_name: str
    listed: tuple[ArticleLink, ...]
    files: tuple[tuple[str, str], ...]


@blueprint.get("/projects/<project_uid>/agreement/reported")
def show_reported(project_uid: str) -> Response:
    """The rules and shares, and the articles of `?rule=…`."""
    with reading() as session:
        choice = choose(session, project_uid)
        found = compare_reported(session, choice, request.args.get("rule", ""), now=now())
    return render_page("agreement/reported.html", _page(choice, found))


@blueprint.get("/projects/<project_uid>/agreement/reported/file/<suffix>")
def download(project_uid: str, suffix: str) -> Response:
    """The numbers of the page as a CSV or JSON file."""
    if suffix not in _MEDIA:
        raise NotFound
    with reading() as session:
        choice = choose(session, project_uid)
        report = report_choice_reported(session, choice, now=now())
    write = agreement_files.write_reported_csv if suffix == "csv" else agreement_files.write_reported_json
    names = {reviewer.uid: reviewer.name for reviewer in choice.chosen}
    answer = Response(write(report, choice.project_name, names), content_type=_MEDIA[suffix])
    answer.headers["Content-Disposition"] = f'attachment; filename="agreement-reported.{suffix}"'
    return answer


def _page(choice: Choice, found: Reported) -> ReportedPage:
    report = found.report
    names = {reviewer.uid: reviewer.name for reviewer in choice.chosen}
    return ReportedPage(
        project=Crumb(choice.project_name, f"{request.script_root}/projects/{choice.project_uid}"),
        back=page_url(choice),
        chosen=tuple(reviewer.name for reviewer in choice.chosen),
        articles=report.articles,
        policies=tuple(_policy_words(use, alone=len(report.policies) == 1) for use in report.policies),
        remark=_remark(report),
        rules=tuple(_rule_row(choice, rule, names) for rule in report.rules if rule.any_raise),
        quiet_rules=tuple(rule.rule for rule in report.rules if not rule.any_raise),
        rules_off=report.off,
        shares=tuple(_share_rows(report)),
        rule=found.rule if found.articles else "",
        rule_name=gettext(RULES[found.rule].name) if found.articles else "",
        listed=tuple(
            ArticleLink(head.title, url_for("sourcing.show", article_uid=head.article_uid)) for head in found.articles
        ),
        files=tuple((name.upper(), address("agreement_reported.download", choice, suffix=name)) for name in _MEDIA),
    )


def _rule_row(choice: Choice, rule: "RuleReport", names: Mapping[str, str]) -> RuleRow:
    row = rule.numbers
    return RuleRow(
        rule=rule.rule,
        name=gettext(RULES[rule.rule].name),
        articles=row.shared,
        any_raise=rule.any_raise,
        all_raise=rule.all_raise,
        split=len(rule.split),
        positive=_number(row.positive, row.intervals.get("positive"), is_share=True),
        alpha=_number(row.alpha, row.intervals.get("alpha")),
        ac1=_number(row.ac1, row.intervals.get("ac1")),
        remarks=tuple(_rule_remarks(row.alpha, row.notes, names)),
        url=f"{address('agreement_reported.show_reported', choice, rule=rule.rule)}#articles" if rule.split else "",
    )


def _rule_remarks(alpha: Coefficient, notes: Iterable[Note], names: Mapping[str, str]) -> Iterable[str]:
    if alpha.reason is Undefined.ALWAYS_USED:
        yield gettext("Alpha: undefined, every tagging of every article raises it.")
    yield from (note_words(note, names) for note in notes if note.kind in _NOTES)


def _share_rows(report: "ReportedAgreement") -> Iterable[ShareRow]:
    for share in report.shares:
        if share.articles:
            reason = share.alpha.reason
            yield ShareRow(
                gettext(_SHARES[share.name]),
                share.articles,
                _number(share.apart, share.intervals.get("apart"), is_share=True),
                _number(share.alpha, share.intervals.get("alpha")),
                gettext("Alpha: undefined, all taggings give the same share.") if reason else "",
            )


def _policy_words(use: "PolicyUse", *, alone: bool) -> str:
    policy = use.policy
    name = gettext(policy.name) if not policy.number else policy.name
    version = gettext("“%(name)s”, version %(number)d", name=name, number=policy.number) if policy.number else name
    return version if alone else gettext("%(policy)s (%(articles)d articles)", policy=version, articles=use.articles)


def _remark(report: "ReportedAgreement") -> str:
    if report.articles < LEAST_ARTICLES:
        kind = NoteKind.NO_INTERVAL
    elif report.articles < SHAKY_BELOW:
        kind = NoteKind.SHAKY_INTERVAL
    else:
        return ""
    return note_words(Note(kind, report.articles, report.articles), {})


def _number(coefficient: Coefficient, interval: Interval | None, *, is_share: bool = False) -> Value:
    return number_value(coefficient, interval, percent if is_share else two_decimals)
