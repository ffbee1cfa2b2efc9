"""The source ledger of a project: who and what its articles rest on, by what the texts call them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotator.core.permissions import Actor
from annotator.core.records import Identity
from annotator.services.ledgers import Narrowing, OpenLedger, open_ledgers, permit_ledgers
from annotator.storage.queries import source_ledger as queries
from annotator.storage.queries.ledgers import Articles
from annotator.storage.queries.source_ledger import Appearance, SourceFilters, SourceGroup

PAGE_SIZE = 30
#: Of each source so many appearances are shown in the list; more where one source was asked for.
SHOWN = 5
SHOWN_OF_ONE = 200
#: No table is longer.
MOST_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page of sources; `appearances` are the latest of each, by its identity and name."""

    ledger: OpenLedger
    groups: tuple[SourceGroup, ...]
    appearances: tuple[Appearance, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE_SIZE))


def list_sources(
    session: Session, actor: Actor | None, project_uid: str, asked: Narrowing, filters: SourceFilters, *, page: int
) -> SourcePage:
    """A page of the sources that the filters leave. For everybody who reads reports."""
    ledger = open_ledgers(session, actor, project_uid, asked)
    articles, page = ledger.articles, max(page, 1)
    names, total = _list_names(session, articles, filters, page)
    if not names and page > 1:
        _, total = _list_names(session, articles, filters, 1)
        page = max(1, -(-total // PAGE_SIZE))
        names, _ = _list_names(session, articles, filters, page)
    groups = queries.load_groups(session, articles, filters, names)
    each = SHOWN_OF_ONE if filters.name else SHOWN
    shown = queries.list_appearances(session, articles, filters, names, each=each)
    return SourcePage(ledger, groups, shown, total, page)


def _list_names(
    session: Session, articles: Articles, filters: SourceFilters, page: int
) -> tuple[list[tuple[Identity, str]], int]:
    offset = (min(page, MOST_ROWS) - 1) * PAGE_SIZE
    return queries.list_names(session, articles, filters, offset=offset, limit=PAGE_SIZE)


def tabulate_sources(
    session: Session, actor: Actor | None, project_uid: str, asked: Narrowing, filters: SourceFilters
) -> tuple[Appearance, ...]:
    """Every source card that the filters leave: for a table."""
    articles = permit_ledgers(session, actor, project_uid, asked)
    return queries.list_cards(session, articles, filters, limit=MOST_ROWS)
