"""A month on one page: five counts beside the month before, waivers, three examples, and how much was tagged."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from annotator.core.desk_views import DeskChoice, check_month, month_before
from annotator.core.errors import Invalid
from annotator.core.permissions import Actor
from annotator.core.records import ArticleFacts
from annotator.core.reports import Draft, Json
from annotator.core.sourcing.report import report_on
from annotator.services import jobs, reports
from annotator.services.desk_articles import Chosen, DeskArticles, choose_articles, count_missing
from annotator.services.desk_views import MONTH
from annotator.services.jobs import Order, Progress
from annotator.storage.queries.readings import load_newest_readings
from annotator.storage.queries.sourcing import list_newest_texts
from annotator.storage.transactions import Database

EXAMPLES = 3
#: Articles whose findings are looked at for examples: some may have none that is not waived.
CANDIDATES = 9
#: Rules on what stands on top, or on the article as a whole.
_ON_TOP = ("SR11", "SR15", "SR18", "SR19")


def ask_for_month(session: Session, actor: Actor | None, project_uid: str, month: str, *, now: datetime) -> str:
    """Ask for a month's page; the job's uid. Raises Invalid for what is no month, NotFound, Forbidden."""
    return jobs.ask(session, actor, project_uid, MONTH, {"month": check_month(month)}, now=now)


def run_month(database: Database, order: Order, progress: Progress) -> Mapping[str, Any]:  # Any: a job's result
    """The runner of the kind `month`."""
    month, at = check_month(str(order.params["month"])), order.now()
    missing = count_missing(database, order, progress)
    progress(missing, missing + 2, "Adding up the articles")
    with database.reading() as session:
        draft = _draft(session, order, month, at)
    progress(missing + 1, missing + 2, "Keeping the month")
    with database.writing() as session:
        return {"report": reports.keep(session, order.actor, order.project_uid, draft, now=at)}


def _draft(session: Session, order: Order, month: str, at: datetime) -> Draft:
    from annotator.core.sourcing.desk_document import month_content  # numpy, which the server's start does without

    before = month_before(month)
    # A day beyond the 28th compares right as words, whether the month has it or not.
    choice = DeskChoice(first_day=f"{before}-01", last_day=f"{month}-31")
    found = choose_articles(session, order.actor, order.project_id, choice, now=at)
    of_month = [one for one in found.chosen if one.article.published_on.startswith(month)]
    if not of_month:
        raise Invalid(
            f"No article of {month} has a finished review, so there is nothing to report yet.", code="nothing_finished"
        )
    content: dict[str, Json] = {
        **month_content(found.counted, month, before),
        "coverage": _coverage(found, month),
        "coverage_before": _coverage(found, before),
        "waivers": _waivers(found, of_month),
        "examples": _examples(session, found, of_month),
        "basis": found.basis_json(),
    }
    versions = reports.versions_of(session, order.project_id, found.review_ids)
    return Draft(MONTH, f"The month {month}", content, versions, found.review_uids, {"month": month})


def _coverage(found: DeskArticles, month: str) -> dict[str, Json]:
    published = [article for article in found.published if article.published_on.startswith(month)]
    return {"tagged": sum(article.article_id in found.tagged for article in published), "published": len(published)}


def _waivers(found: DeskArticles, of_month: Sequence[Chosen]) -> list[Json]:
    """What is waived in the month's articles, the latest first."""
    texts = {one.text_id for one in of_month}
    return [
        {
            "article": waiver.article_uid, "title": waiver.title, "words": waiver.words, "rules": list(waiver.rules),
            "reason": waiver.reason, "by": waiver.by, "at": waiver.at.isoformat(timespec="seconds"),
        }
        for waiver in found.waivers
        if waiver.text_id in texts
    ]  # fmt: skip


def _examples(session: Session, found: DeskArticles, of_month: Sequence[Chosen]) -> list[Json]:
    """The first findings of three articles: of those that rest most on unnamed sources and on what stands on top."""
    waived = {(waiver.text_id, waiver.words) for waiver in found.waivers}
    ranked = sorted(of_month, key=_weight)[:CANDIDATES]
    readings = load_newest_readings(session, [one.head.review_id for one in ranked])
    facts = list_newest_texts(session, article_ids=[one.article.article_id for one in ranked])
    examples: list[Json] = []
    for one in ranked:
        known: ArticleFacts = facts[one.article.article_id][1]
        report = report_on(readings[one.head.review_id], known, one.policy, scope=one.scope)
        top = [finding for finding in report.findings if not finding.is_proposed]
        finding = next((item for item in top if (one.text_id, item.sentence) not in waived), None)
        if finding is None:
            continue
        examples.append({
            "article": one.article.uid, "title": one.article.title, "outlet": one.article.outlet,
            "published_on": one.article.published_on, "review": one.head.uid, "sentence": finding.sentence,
            "question": finding.question, "rules": list(finding.rules),
        })  # fmt: skip
        if len(examples) == EXAMPLES:
            break
    return examples


def _weight(one: Chosen) -> tuple[int, int, str]:
    """Rules on top first, then many flags; the uid decides among equals, so that the same month gives the same page."""
    fired = one.counted.fired
    return -sum(rule in fired for rule in _ON_TOP), -sum(fired.values()), one.article.uid
