"""The figure ledger of a project: what its articles count, and where they may count the same and differ."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotator.core.permissions import Actor
from annotator.core.sourcing.quantities import Group, compare
from annotator.services.ledgers import Narrowing, OpenLedger, open_ledgers, permit_ledgers
from annotator.storage.queries import figure_ledger as queries
from annotator.storage.queries.figure_ledger import FigureFilters, FigureRow

PAGE_SIZE = 50
#: Things counted that one page compares, and of each the latest figures.
NOUNS_A_PAGE = 15
COMPARED = 60
#: No table is longer.
MOST_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class FigurePage:
    """A page of figures."""

    ledger: OpenLedger
    rows: tuple[FigureRow, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True, slots=True)
class ComparedPage:
    """Groups of figures that may count the same, with the figures by id. `is_last`: nothing more is counted twice."""

    ledger: OpenLedger
    groups: tuple[Group, ...]
    rows: Mapping[int, FigureRow]
    page: int
    is_last: bool


def list_figures(
    session: Session, actor: Actor | None, project_uid: str, asked: Narrowing, filters: FigureFilters, *, page: int
) -> FigurePage:
    """A page of the figures that the filters leave. For everybody who reads reports."""
    ledger = open_ledgers(session, actor, project_uid, asked)
    rows, total, page = queries.list_figures(session, ledger.articles, filters, page=page, size=PAGE_SIZE)
    return FigurePage(ledger, rows, total, page)


def compare_figures(
    session: Session, actor: Actor | None, project_uid: str, asked: Narrowing, filters: FigureFilters, *, page: int
) -> ComparedPage:
    """The same quantity with different values across articles, as far as words tell; a page covers some nouns."""
    ledger = open_ledgers(session, actor, project_uid, asked)
    page = min(max(page, 1), MOST_ROWS)
    offset = (page - 1) * NOUNS_A_PAGE
    nouns = queries.list_nouns(session, ledger.articles, filters, offset=offset, limit=NOUNS_A_PAGE + 1)
    counted = queries.list_counted(session, ledger.articles, filters, nouns[:NOUNS_A_PAGE], each=COMPARED)
    groups = compare(counted)
    rows = queries.load_figures(session, [figure.key for group in groups for figure in group.figures])
    return ComparedPage(ledger, groups, rows, page, len(nouns) <= NOUNS_A_PAGE)


def tabulate_figures(
    session: Session, actor: Actor | None, project_uid: str, asked: Narrowing, filters: FigureFilters
) -> tuple[FigureRow, ...]:
    """Every figure that the filters leave: for a table."""
    articles = permit_ledgers(session, actor, project_uid, asked)
    rows, _, _ = queries.list_figures(session, articles, filters, page=1, size=MOST_ROWS)
    return rows
