"""The sources of a project across its articles: grouped by what the texts call them, and where each appears."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, case, func, select, tuple_
from sqlalchemy.orm import Session

from annotator.core.records import Identity, Knowledge, Number, Reason, SourceType, Who
from annotator.core.search import Query
from annotator.storage.queries.ledgers import (
    IN_ARTICLE,
    SENTENCE_WORDS,
    Articles,
    InArticle,
    choose_texts,
    has_words,
    with_place,
)
from annotator.storage.tables import (
    Article,
    LedgerSource,
)


class SourceOrder(StrEnum):
    """In which order sources are listed."""

    ARTICLES = "articles"
    CLAIMS = "claims"
    LATEST = "latest"
    NAME = "name"


_NOTHING = Query()
#: What tells sources apart.
_KEY = tuple_(LedgerSource.identity, LedgerSource.name)


@dataclass(frozen=True, slots=True)
class SourceFilters:
    """What is asked of sources beside their articles. `reason` and `relayed` are empty for any; `via` is the folded
    name of an outlet; `name` is one source as it is compared.
    """

    query: Query = _NOTHING
    identity: Identity | None = None
    type: SourceType | None = None
    reason: Reason | None = None
    relayed: str = ""
    via: str = ""
    name: str = ""
    order: SourceOrder = SourceOrder.ARTICLES


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """Sources of the same name or description, with counts over their cards. `type` is None where they differ;
    `first` and `last` are ISO dates or empty.
    """

    identity: Identity
    name: str
    label: str
    type: SourceType | None
    articles: int
    outlets: int
    cards: int
    mentions: int
    claims: int
    relayed: int
    reasons: int
    told_who: int
    told_knowledge: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Appearance(InArticle):
    """A source card in an article: `sentence` is the first one that speaks of it, `ordinals` are all."""

    identity: Identity
    name: str
    label: str
    type: SourceType
    number: Number | None
    who: Who | None
    knowledge: Knowledge | None
    reason: Reason | None
    via: tuple[str, ...]
    mentions: int
    claims: int
    ordinals: tuple[int, ...]
    sentence: str


def list_names(
    session: Session, articles: Articles, filters: SourceFilters, *, offset: int, limit: int
) -> tuple[list[tuple[Identity, str]], int]:
    """A page of the sources, one a name or description and identity, and how many there are; a page beyond the last
    is empty, and then the number is not known and 0.
    """
    chosen = choose_texts(articles)
    rows = session.execute(
        _joined(select(LedgerSource.identity, LedgerSource.name, func.count().over()), chosen)
        .where(*_clauses(filters))
        .group_by(LedgerSource.name, LedgerSource.identity)
        .order_by(*_order(filters.order, chosen))
        .offset(offset)
        .limit(limit)
    ).all()
    return [(identity, name) for identity, name, _ in rows], rows[0][2] if rows else 0


def load_groups(
    session: Session, articles: Articles, filters: SourceFilters, names: Sequence[tuple[Identity, str]]
) -> tuple[SourceGroup, ...]:
    """These sources with their counts, in the order given."""
    if not names:
        return ()
    grouped = _grouped(filters, choose_texts(articles)).where(_KEY.in_(names))
    found = {
        (identity, name): SourceGroup(identity, name, label, kind if kind == other else None, *counts)
        for identity, name, label, kind, other, *counts in session.execute(grouped)
    }
    return tuple(found[one] for one in names)


def list_appearances(
    session: Session, articles: Articles, filters: SourceFilters, names: Sequence[tuple[Identity, str]], *, each: int
) -> tuple[Appearance, ...]:
    """Where these sources appear, the latest `each` of every one."""
    if not names:
        return ()
    chosen = choose_texts(articles)
    place = func.row_number().over(
        partition_by=(LedgerSource.identity, LedgerSource.name),
        order_by=(chosen.c.published_on.desc(), LedgerSource.id.desc()),
    )
    # First which, then their words: ranking carries no texts about.
    ranked = (
        _joined(select(LedgerSource.id, place.label("place")), chosen)
        .where(*_clauses(filters), _KEY.in_(names))
        .subquery()
    )
    ids = list(session.scalars(select(ranked.c.id).where(ranked.c.place <= each)))
    rows = _appearances().where(LedgerSource.id.in_(ids)).order_by(*_newest())
    return tuple(_appearance(row) for row in session.execute(rows))


def list_cards(session: Session, articles: Articles, filters: SourceFilters, *, limit: int) -> tuple[Appearance, ...]:
    """Every source card that is asked for, the latest article first: for tables."""
    chosen = choose_texts(articles)
    rows = (
        _appearances()
        .join(chosen, chosen.c.text_id == LedgerSource.text_id)
        .where(*_clauses(filters))
        .order_by(*_newest())
        .limit(limit)
    )
    return tuple(_appearance(row) for row in session.execute(rows))


def _newest() -> tuple[Any, ...]:  # Any: columns of several types
    return (Article.published_on.desc(), Article.id.desc(), LedgerSource.id)


def _appearances() -> Select[*tuple[Any, ...]]:  # Any: a row of many columns, read by _appearance
    return with_place(
        select(
            *IN_ARTICLE, LedgerSource.identity, LedgerSource.name, LedgerSource.label, LedgerSource.type,
            LedgerSource.number, LedgerSource.who, LedgerSource.knowledge, LedgerSource.reason, LedgerSource.via,
            LedgerSource.mentions, LedgerSource.claims, LedgerSource.ordinals, SENTENCE_WORDS,
        ),
        LedgerSource,
    )  # fmt: skip


def _appearance(row: Any) -> Appearance:  # Any: the row of _appearances
    *values, via, mentions, claims, ordinals, sentence = row
    places = tuple(map(int, ordinals.split(","))) if ordinals else ()
    words = " ".join((sentence or "").split())
    return Appearance(*(*values, tuple(via.splitlines()), mentions, claims, places, words))


def _joined(statement: Select[*tuple[Any, ...]], chosen: CTE) -> Select[*tuple[Any, ...]]:  # Any: whatever is asked
    return statement.join(chosen, chosen.c.text_id == LedgerSource.text_id)


def _grouped(filters: SourceFilters, chosen: CTE) -> Select[*tuple[Any, ...]]:  # Any: counts and names
    dated = case((chosen.c.published_on == "", None), else_=chosen.c.published_on)
    told = func.coalesce
    # Of several spellings the plain name, where a text has it.
    plain = func.min(case((func.lower(LedgerSource.label) == LedgerSource.name, LedgerSource.label), else_=None))
    return (
        _joined(
            select(
                LedgerSource.identity, LedgerSource.name, told(plain, func.min(LedgerSource.label)),
                func.min(LedgerSource.type),
                func.max(LedgerSource.type), func.count(LedgerSource.text_id.distinct()),
                func.count(chosen.c.outlet.distinct()), func.count(), func.sum(LedgerSource.mentions),
                func.sum(LedgerSource.claims), _count(LedgerSource.via != ""),
                _count(LedgerSource.reason.in_([Reason.FORMULA, Reason.SPECIFIC])),
                _count(LedgerSource.who.in_([Who.ROLE, Who.SIDE, Who.BOTH])),
                _count(LedgerSource.knowledge.in_([Knowledge.CLAIMED, Knowledge.DIRECT])),
                told(func.min(dated), ""), told(func.max(dated), ""),
            ),
            chosen,
        )
        .where(*_clauses(filters))
        .group_by(LedgerSource.name, LedgerSource.identity)
    )  # fmt: skip


def _count(holds: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((holds, 1), else_=0))


def _clauses(filters: SourceFilters) -> list[ColumnElement[bool]]:
    clauses = has_words(LedgerSource.words, filters.query)
    if filters.identity:
        clauses.append(LedgerSource.identity == filters.identity)
    if filters.type:
        clauses.append(LedgerSource.type == filters.type)
    if filters.reason:
        clauses.append(LedgerSource.reason == filters.reason)
    if filters.relayed:
        clauses.append(LedgerSource.via != "" if filters.relayed == "yes" else LedgerSource.via == "")
    if filters.via:
        clauses.append(LedgerSource.via_names.contains(f"\n{filters.via}\n", autoescape=True))
    if filters.name:
        clauses.append(LedgerSource.name == filters.name)
    return clauses


def _order(order: SourceOrder, chosen: CTE) -> tuple[Any, ...]:  # Any: columns and expressions have no common type
    articles = func.count(LedgerSource.text_id.distinct()).desc()
    name = (LedgerSource.name, LedgerSource.identity)
    match order:
        case SourceOrder.ARTICLES:
            return articles, func.sum(LedgerSource.claims).desc(), *name
        case SourceOrder.CLAIMS:
            return func.sum(LedgerSource.claims).desc(), articles, *name
        case SourceOrder.LATEST:
            return func.max(chosen.c.published_on).desc(), articles, *name
        case SourceOrder.NAME:
            return name
