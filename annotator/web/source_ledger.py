"""The source ledger's page: sources by what the texts call them, each with its articles and sentences."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from annotator.core.records import Identity, Reason, SourceType
from annotator.core.search import read_query
from annotator.core.sourcing.ledger import fold_name
from annotator.services import source_ledger as service
from annotator.services.source_ledger import SourcePage
from annotator.storage.queries.source_ledger import Appearance, SourceFilters, SourceGroup, SourceOrder
from annotator.web.articles import day_of
from annotator.web.desk import reading
from annotator.web.hx import render_page
from annotator.web.ledgers import (
    ARTICLE_COLUMNS,
    Cell,
    LedgerPage,
    article_cells,
    asked_or_told,
    head_of,
    one_of,
    page_asked,
    read_articles,
    report_url,
    table_file,
)
from annotator.web.sessions import require_actor

blueprint = Blueprint("source_ledger", __name__)

_COLUMNS = (
    *ARTICLE_COLUMNS, "source",
    "compared_as", "identity", "type", "number", "who", "knowledge", "reason", "via", "mentions", "claims", "sentences",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A source in one article; `links` are its sentences in the article's report."""

    there: Appearance
    published: str
    url: str
    links: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source of the list. `all_url` leads to all its articles, where more are than shown."""

    group: SourceGroup
    first: str
    last: str
    places: tuple[PlaceRow, ...]
    all_url: str


@dataclass(frozen=True, slots=True)
class SourcesPage(LedgerPage):
    """The form as it was sent, and a page of sources."""

    filters: SourceFilters
    typed: str
    via: str
    rows: tuple[SourceRow, ...]
    total: int


@blueprint.get("/projects/<project_uid>/sources")
def show(project_uid: str) -> Response:
    """The sources of a project that the address asks for."""
    asked, filters, error = asked_or_told(_read_filters, SourceFilters())
    with reading() as session:
        found = service.list_sources(session, require_actor(), project_uid, asked, filters, page=page_asked())
    head = head_of(found.ledger, asked, "source_ledger.download", page=found.page, pages=found.pages, error=error)
    page = SourcesPage(
        head, filters, request.args.get("q", ""), request.args.get("via", ""), tuple(_rows(found)), found.total
    )
    return render_page("ledgers/sources.html", page, 422 if error else 200)


@blueprint.get("/projects/<project_uid>/sources.csv")
def download(project_uid: str) -> Response:
    """Every source card that the address asks for."""
    with reading() as session:
        rows = service.tabulate_sources(session, require_actor(), project_uid, read_articles(), _read_filters())
    return table_file("sources", "", [_COLUMNS, *map(_cells, rows)])


def _read_filters() -> SourceFilters:
    args = request.args
    relayed = args.get("relayed", "")
    return SourceFilters(
        query=read_query(args.get("q", "")),
        identity=one_of(Identity, "identity"),
        type=one_of(SourceType, "type"),
        reason=one_of(Reason, "reason"),
        relayed=relayed if relayed in ("yes", "no") else "",
        via=fold_name(args.get("via", "")) if args.get("via") else "",
        name=args.get("name", "")[:300],
        order=one_of(SourceOrder, "order") or SourceOrder.ARTICLES,
    )


def _rows(found: SourcePage) -> Iterator[SourceRow]:
    places: dict[tuple[Identity, str], list[PlaceRow]] = defaultdict(list)
    for there in found.appearances:
        links = tuple((ordinal + 1, _url(there, ordinal)) for ordinal in there.ordinals)
        first = links[0][1] if links else _url(there, 0)
        places[there.identity, there.name].append(PlaceRow(there, day_of(there.published_on), first, links))
    for group in found.groups:
        shown = tuple(places[group.identity, group.name])
        more = url_for(
            "source_ledger.show", project_uid=found.ledger.project.uid, identity=group.identity.value, name=group.name
        )
        yield SourceRow(group, day_of(group.first), day_of(group.last), shown, more if group.cards > len(shown) else "")


def _url(there: Appearance, ordinal: int) -> str:
    return report_url(there.article_uid, there.review_uid, ordinal)


def _cells(row: Appearance) -> tuple[Cell, ...]:
    return (
        *article_cells(row), row.label, row.name, row.identity.value, row.type.value, row.number,
        row.who, row.knowledge, row.reason, "; ".join(row.via), row.mentions, row.claims,
        " ".join(str(ordinal + 1) for ordinal in row.ordinals),
    )  # fmt: skip
