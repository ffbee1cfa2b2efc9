"""Agreement on what is reported: the page on rules and shares as each reviewer's tagging would give them."""

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext

from annotator.core.agreement.values import Coefficient, Interval
from annotator.core.sourcing.rules import RULES
from annotator.services.agreement import Choice
from annotator.services.reported_agreement import Reported, compare_reported
from annotator.web.agreement_choice import address, choose, page_url
from annotator.web.agreement_rows import Value, number_value
from annotator.web.agreement_words import percent, two_decimals
from annotator.web.desk import reading
from annotator.web.hx import render_page
from annotator.web.shell import Crumb

blueprint = Blueprint("agreement_reported", __name__)

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
    """One rule; `url` leads to the articles in which taggings differ, empty where they agree."""

    rule: str
    name: str
    any_raise: int
    all_raise: int
    split: int
    positive: Value
    alpha: Value
    ac1: Value
    url: str


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One share: how far two taggings are apart, in percentage points, and alpha."""

    label: str
    articles: int
    apart: Value
    alpha: Value


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
    articles: int
    rules: tuple[RuleRow, ...]
    quiet_rules: tuple[str, ...]
    shares: tuple[ShareRow, ...]
    rule: str
    rule_name: str
    listed: tuple[ArticleLink, ...]


@blueprint.get("/projects/<project_uid>/agreement/reported")
def show_reported(project_uid: str) -> Response:
    """The rules and shares, and the articles of `?rule=…`."""
    with reading() as session:
        choice = choose(session, project_uid)
        found = compare_reported(session, choice, request.args.get("rule", ""))
    return render_page("agreement/reported.html", _page(choice, found))


def _page(choice: Choice, found: Reported) -> ReportedPage:
    rows = tuple(
        RuleRow(
            rule.rule,
            gettext(RULES[rule.rule].name),
            rule.any_raise,
            rule.all_raise,
            len(rule.split),
            _number(rule.numbers.positive, rule.numbers.intervals.get("positive"), is_share=True),
            _number(rule.numbers.alpha, rule.numbers.intervals.get("alpha")),
            _number(rule.numbers.ac1, rule.numbers.intervals.get("ac1")),
            f"{address('agreement_reported.show_reported', choice, rule=rule.rule)}#articles" if rule.split else "",
        )
        for rule in found.report.rules
        if rule.any_raise
    )
    return ReportedPage(
        Crumb(choice.project_name, f"{request.script_root}/projects/{choice.project_uid}"),
        page_url(choice),
        tuple(reviewer.name for reviewer in choice.chosen),
        found.report.articles,
        rows,
        tuple(rule.rule for rule in found.report.rules if not rule.any_raise),
        tuple(
            ShareRow(
                gettext(_SHARES[share.name]),
                share.articles,
                _number(share.apart, share.intervals.get("apart"), is_share=True),
                _number(share.alpha, share.intervals.get("alpha")),
            )
            for share in found.report.shares
            if share.articles
        ),
        found.rule if found.articles else "",
        gettext(RULES[found.rule].name) if found.articles else "",
        tuple(
            ArticleLink(head.title, url_for("sourcing.show", article_uid=head.article_uid)) for head in found.articles
        ),
    )


def _number(coefficient: Coefficient, interval: Interval | None, *, is_share: bool = False) -> Value:
    return number_value(coefficient, interval, percent if is_share else two_decimals)
