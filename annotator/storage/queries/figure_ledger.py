"""The figures of a project across its articles, and those that may count the same thing."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.orm import Session

from annotator.core.records import Bound, Measure
from annotator.core.search import Query
from annotator.core.sourcing.grounds import Footing
from annotator.core.sourcing.quantities import Counted, Quantity
from annotator.storage.queries.ledgers import (
    IN_ARTICLE,
    SENTENCE_WORDS,
    Articles,
    InArticle,
    choose_texts,
    has_words,
    with_place,
)
from annotator.storage.tables import Article, ArticleText, LedgerFigure


class FigureOrder(StrEnum):
    """In which order figures are listed."""

    NEWEST = "newest"
    OLDEST = "oldest"
    LARGEST = "largest"
    SMALLEST = "smallest"
    UNIT = "unit"


class Backing(StrEnum):
    """What a figure may rest on, as it is asked for."""

    NONE = "none"
    NAMED = "named"
    UNNAMED = "unnamed"


_NOTHING = Query()
#: SQLite takes 32,766 values a statement.
_A_STATEMENT = 10_000

#: "named" takes a spokesperson along, "unnamed" a missing source.
_BACKINGS = {
    Backing.NONE: (Footing.OWN,),
    Backing.NAMED: (Footing.NAMED, Footing.SPOKESPERSON),
    Backing.UNNAMED: (Footing.UNNAMED, Footing.MISSING),
}


@dataclass(frozen=True, slots=True)
class FigureFilters:
    """What is asked of figures beside their articles; `least` and `most` are inclusive, `noun` is what is counted."""

    query: Query = _NOTHING
    least: Decimal | None = None
    most: Decimal | None = None
    noun: str = ""
    measure: Measure | None = None
    bound: Bound | None = None
    backing: Backing | None = None
    order: FigureOrder = FigureOrder.NEWEST


@dataclass(frozen=True, slots=True)
class FigureRow(InArticle):
    """A figure in its article and sentence. `low` and `high` are as told; `footing` None: the tags do not say."""

    id: int
    quote: str
    low: str | None
    high: str | None
    bound: Bound
    measure: Measure
    unit: str
    noun: str
    footing: Footing | None
    sources: tuple[str, ...]
    ordinal: int
    start: int
    stop: int
    sentence: str


def list_figures(
    session: Session, articles: Articles, filters: FigureFilters, *, page: int, size: int
) -> tuple[tuple[FigureRow, ...], int, int]:
    """A page of the figures, how many there are, and which page it is: the last one for a number beyond it."""
    chosen = choose_texts(articles)
    if filters.order in (FigureOrder.NEWEST, FigureOrder.OLDEST):
        ids, total, page = _by_day(session, filters, chosen, page, size)
    else:
        total = session.scalar(_joined(select(func.count(LedgerFigure.id)), chosen).where(*_clauses(filters))) or 0
        page = _last(page, total, size)
        statement = _joined(select(LedgerFigure.id), chosen).where(*_clauses(filters))
        ordered = statement.order_by(*_order(filters.order, chosen)).offset((page - 1) * size).limit(size)
        ids = list(session.scalars(ordered))
    # First which, then their words: sorting carries no texts about.
    there = load_figures(session, ids)
    return tuple(there[id_] for id_ in ids), total, page


def _last(page: int, total: int, size: int) -> int:
    return min(max(page, 1), max(1, -(-total // size)))


def _by_day(
    session: Session, filters: FigureFilters, chosen: CTE, page: int, size: int
) -> tuple[list[int], int, int]:
    """The same in the order of days: counted by text first, so that only the texts of the page are gone through."""
    order = _order(filters.order, chosen)
    counted = session.execute(
        _joined(select(LedgerFigure.text_id, func.count()), chosen)
        .where(*_clauses(filters))
        .group_by(LedgerFigure.text_id, chosen.c.published_on, chosen.c.article_id)
        .order_by(*order[:2])
    ).all()
    total = sum(count for _, count in counted)
    page = _last(page, total, size)
    # The texts of the page, and how many figures of them stand before it.
    ends = list(accumulate(count for _, count in counted))
    start = bisect_right(ends, (page - 1) * size)
    stop = bisect_left(ends, page * size) + 1
    texts = [text_id for text_id, _ in counted[start:stop]]
    skipped = (page - 1) * size - (ends[start - 1] if start else 0)
    statement = _joined(select(LedgerFigure.id), chosen).where(*_clauses(filters)).order_by(*order)
    if len(texts) <= _A_STATEMENT:
        statement = statement.where(LedgerFigure.text_id.in_(texts))
    else:
        skipped = (page - 1) * size
    return list(session.scalars(statement))[skipped : skipped + size], total, page


def load_figures(session: Session, ids: list[int]) -> dict[int, FigureRow]:
    """These figures by id."""
    found: dict[int, FigureRow] = {}
    for start in range(0, len(ids), _A_STATEMENT):
        rows = session.execute(_rows().where(LedgerFigure.id.in_(ids[start : start + _A_STATEMENT])))
        found |= {row.id: row for row in map(_figure, rows)}
    return found


def list_nouns(
    session: Session, articles: Articles, filters: FigureFilters, *, offset: int, limit: int
) -> list[tuple[str, Measure]]:
    """What is counted in several texts with several values, most texts first."""
    texts = func.count(LedgerFigure.text_id.distinct())
    differs = or_(
        func.min(LedgerFigure.least) != func.max(LedgerFigure.least),
        func.min(LedgerFigure.most) != func.max(LedgerFigure.most),
    )
    rows = session.execute(
        _joined(select(LedgerFigure.noun, LedgerFigure.measure), choose_texts(articles))
        .where(*_clauses(filters), *_COMPARABLE)
        .group_by(LedgerFigure.noun, LedgerFigure.measure)
        .having(texts > 1, differs)
        .order_by(texts.desc(), LedgerFigure.noun, LedgerFigure.measure)
        .offset(offset)
        .limit(limit)
    )
    return [(noun, measure) for noun, measure in rows]


def list_counted(
    session: Session, articles: Articles, filters: FigureFilters, nouns: list[tuple[str, Measure]], *, each: int
) -> list[Counted]:
    """The figures that count this, the latest `each` of every noun."""
    if not nouns:
        return []
    chosen = choose_texts(articles)
    place = func.row_number().over(
        partition_by=(LedgerFigure.noun, LedgerFigure.measure),
        order_by=(chosen.c.published_on.desc(), LedgerFigure.id.desc()),
    )
    ranked = (
        _joined(select(LedgerFigure.id, place.label("place")), chosen)
        .where(
            *_clauses(filters), *_COMPARABLE, tuple_(LedgerFigure.noun, LedgerFigure.measure).in_(nouns)
        )
        .subquery()
    )
    # First which, then their words: ranking carries none about.
    ids = list(session.scalars(select(ranked.c.id).where(ranked.c.place <= each)))
    rows = session.execute(
        select(
            LedgerFigure.id, LedgerFigure.text_id, LedgerFigure.noun, LedgerFigure.names, LedgerFigure.context,
            LedgerFigure.measure, LedgerFigure.bound, LedgerFigure.low, LedgerFigure.high, Article.published_on,
        )
        .join(ArticleText, ArticleText.id == LedgerFigure.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(LedgerFigure.id.in_(ids))
        .order_by(LedgerFigure.id)
    )  # fmt: skip
    return [
        Counted(
            id_, text_id, Quantity(noun, tuple(names.split()), tuple(context.split())), measure, bound,
            Decimal(low or 0), None if high is None else Decimal(high), day,
        )
        for id_, text_id, noun, names, context, measure, bound, low, high, day in rows
    ]  # fmt: skip


# `least` is told where `low` is, and stands in the index.
_COMPARABLE = (LedgerFigure.noun != "", LedgerFigure.least.is_not(None))


def _joined(statement: Select[*tuple[Any, ...]], chosen: CTE) -> Select[*tuple[Any, ...]]:  # Any: whatever is asked
    return statement.join(chosen, chosen.c.text_id == LedgerFigure.text_id)


def _rows() -> Select[*tuple[Any, ...]]:  # Any: a row of many columns, read by _figure
    return with_place(
        select(
            *IN_ARTICLE, LedgerFigure.id, LedgerFigure.quote, LedgerFigure.low, LedgerFigure.high, LedgerFigure.bound,
            LedgerFigure.measure, LedgerFigure.unit, LedgerFigure.noun, LedgerFigure.footing, LedgerFigure.sources,
            LedgerFigure.ordinal, LedgerFigure.start, LedgerFigure.stop, SENTENCE_WORDS,
        ),
        LedgerFigure,
    )  # fmt: skip


def _figure(row: Any) -> FigureRow:  # Any: the row of _rows
    *values, sources, ordinal, start, stop, sentence = row
    words = " ".join((sentence or "").split())
    return FigureRow(*(*values, tuple(sources.splitlines()), ordinal, start, stop, words))


def _clauses(filters: FigureFilters) -> list[ColumnElement[bool]]:
    clauses = has_words(LedgerFigure.words, filters.query)
    if filters.least is not None:
        clauses.append(LedgerFigure.most >= float(filters.least))
    if filters.most is not None:
        clauses.append(LedgerFigure.least <= float(filters.most))
    if filters.noun:
        clauses.append(LedgerFigure.noun == filters.noun)
    if filters.measure:
        clauses.append(LedgerFigure.measure == filters.measure)
    if filters.bound:
        clauses.append(LedgerFigure.bound == filters.bound)
    if filters.backing:
        clauses.append(LedgerFigure.footing.in_(_BACKINGS[filters.backing]))
    return clauses


def _order(order: FigureOrder, chosen: CTE) -> tuple[Any, ...]:  # Any: columns and expressions have no common type
    newest = (chosen.c.published_on.desc(), chosen.c.article_id.desc(), LedgerFigure.ordinal, LedgerFigure.start)
    match order:
        case FigureOrder.NEWEST:
            return newest
        case FigureOrder.OLDEST:
            return (chosen.c.published_on, chosen.c.article_id, LedgerFigure.ordinal, LedgerFigure.start)
        case FigureOrder.LARGEST:
            return (LedgerFigure.most.is_(None), LedgerFigure.most.desc(), *newest)
        case FigureOrder.SMALLEST:
            return (LedgerFigure.least.is_(None), LedgerFigure.least, *newest)
        case FigureOrder.UNIT:
            return (LedgerFigure.noun == "", LedgerFigure.noun, *newest)
