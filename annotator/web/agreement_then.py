"""The sentences behind the numbers of a kept agreement report, as they were when it was kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from flask_babel import format_datetime
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from annotator.core.agreement.filters import values_of
from annotator.core.errors import NotFound
from annotator.services.agreement_then import Then, choose_reported_then, choose_then
from annotator.services.reported_agreement import list_reported
from annotator.storage.queries.agreement_texts import DIMENSIONS
from annotator.web.agreement import crumb_of
from annotator.web.agreement_choice import Links
from annotator.web.agreement_reported import ListedArticles, asked_reported, list_articles
from annotator.web.agreement_sentences import show_sentences, show_sides
from annotator.web.desk import reading
from annotator.web.hx import render_page
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb

blueprint = Blueprint("agreement_then", __name__)


class KeptLinks(Links):
    """The addresses of a kept report: its numbers are all on its page, so that parts of them have no page of theirs."""

    def page(self, **other: str | Sequence[str]) -> str:
        """The report; nowhere for a part of it."""
        return "" if other else self._page


@dataclass(frozen=True, slots=True)
class ReportedThenPage:
    """The articles behind a number of what is reported; `notice` says as of when, and what changed since."""

    project: Crumb
    up: Crumb
    notice: tuple[str, ...]
    chosen: tuple[str, ...]
    listed: ListedArticles


@blueprint.get("/reports/<report_uid>/sentences")
def show(report_uid: str) -> Response:
    """The sentences behind the number that the address names, as of then."""
    with reading() as session:
        then = _choose(session, report_uid)
        return show_sentences(session, then.choice, _links(then), then.kept.head.title, _notice(then))


@blueprint.get("/reports/<report_uid>/differences/<text_uid>/<int(max=999999):ordinal>")
def show_difference(report_uid: str, text_uid: str, ordinal: int) -> Response:
    """One sentence as each of its people had read it."""
    with reading() as session:
        then = _choose(session, report_uid)
        place = text_uid, ordinal
        return show_sides(session, then.choice, _links(then), then.kept.head.title, place, _notice(then))


@blueprint.get("/reports/<report_uid>/reported")
def show_reported(report_uid: str) -> Response:
    """The articles of `?rule=…&said=…` or `?share=…`, as of then."""
    with reading() as session:
        then = choose_reported_then(session, require_actor(), report_uid)
        asked = asked_reported(then.choice)
        if asked is None:
            raise NotFound("There is no such number.")
        found = list_reported(
            session, then.choice, asked, page=request.args.get("page", 1, type=int), now=then.kept.head.as_of
        )
    head = then.kept.head
    page = ReportedThenPage(
        crumb_of(then.choice), Crumb(head.title, report_url(head.uid)), _notice(then),
        tuple(reviewer.name for reviewer in then.choice.chosen),
        list_articles(report_links(report_url(head.uid)), then.choice, found, asked),
    )  # fmt: skip
    return render_page("agreement/reported_then.html", page)


def report_url(report_uid: str) -> str:
    """A kept report."""
    return url_for("reports.show", report_uid=report_uid)


def report_links(url: str) -> KeptLinks:
    """The addresses of all of a kept report, which is at `url`."""
    return KeptLinks(url, {})


def _choose(session: Session, report_uid: str) -> Then:
    return choose_then(session, require_actor(), report_uid, request.args.getlist("reviewer"), _groups())


def _groups() -> dict[str, tuple[str, ...]]:
    """The groups that the address names, by their dimension."""
    return values_of({name: request.args.getlist(name) for name in DIMENSIONS})


def _links(then: Then) -> KeptLinks:
    """The addresses of what was chosen of a report."""
    query: dict[str, str | Sequence[str]] = dict(_groups())
    if len(then.choice.chosen) < len(then.choice.reviewers):
        query["reviewer"] = [one.uid for one in then.choice.chosen]
    return KeptLinks(report_url(then.kept.head.uid), query)


def _notice(then: Then) -> tuple[str, ...]:
    """As of when, and whether all of it is found again."""
    told = [_("As it was when the report was kept, %(at)s UTC.", at=format_datetime(then.kept.head.as_of, "medium"))]
    if not then.is_alike:
        words = _("Not every count of the report is found again: this list may hold more or less than its number says.")
        told.append(words)
    return tuple(told)
