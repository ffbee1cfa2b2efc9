"""The figures of a project across its articles, and those that may count the same thing."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.orm import Session

from annotator.core.records import Bound, Measure
from annotator.core.search import Query
from annotator.core.sourcing.grounds import Footing
from annotator.core.sourcing.quantities import Counted, Quantity
from annotator.storage.queries.ledgers import SENTENCE_WORDS, Articles, choose_texts, has_words, with_place
from annotator.storage.tables import Article, LedgerFigure, LedgerText, Review


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
class FigureRow:
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
    article_uid: str
    title: str
    outlet: str
    section: str
    published_on: str
    language: str
    review_uid: str
    is_gold: bool
    sentence: str


def count_figures(session: Session, articles: Articles, filters: FigureFilters) -> int:
    """How many figures `list_figures` has."""
    chosen = choose_texts(articles)
    statement = _joined(select(func.count(LedgerFigure.id)), chosen).where(*_clauses(articles, filters))
    return session.scalar(statement) or 0


def list_figures(
    session: Session, articles: Articles, filters: FigureFilters, *, offset: int, limit: int
) -> tuple[FigureRow, ...]:
    """A page of the figures."""
    chosen = choose_texts(articles)
    # First which, then their words: sorting carries no texts about.
    ids = list(
        session.scalars(
            _joined(select(LedgerFigure.id), chosen)
            .where(*_clauses(articles, filters))
            .order_by(*_order(filters.order, chosen))
            .offset(offset)
            .limit(limit)
        )
    )
    there = load_figures(session, ids)
    return tuple(there[id_] for id_ in ids)


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
        .where(*_clauses(articles, filters), *_COMPARABLE)
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
        _joined(
            select(
                LedgerFigure.id, LedgerFigure.text_id, LedgerFigure.noun, LedgerFigure.names, LedgerFigure.context,
                LedgerFigure.measure, LedgerFigure.bound, LedgerFigure.low, LedgerFigure.high,
                chosen.c.published_on, place.label("place"),
            ),
            chosen,
        )
        .where(
            *_clauses(articles, filters), *_COMPARABLE, tuple_(LedgerFigure.noun, LedgerFigure.measure).in_(nouns)
        )
        .subquery()
    )  # fmt: skip
    rows = session.execute(select(*list(ranked.c)[:-1]).where(ranked.c.place <= each).order_by(ranked.c.id))
    return [
        Counted(
            id_, text_id, Quantity(noun, tuple(names.split()), tuple(context.split())), measure, bound,
            Decimal(low), None if high is None else Decimal(high), day,
        )
        for id_, text_id, noun, names, context, measure, bound, low, high, day in rows
    ]  # fmt: skip


_COMPARABLE = (LedgerFigure.noun != "", LedgerFigure.low.is_not(None))


def _joined(statement: Select[*tuple[Any, ...]], chosen: CTE) -> Select[*tuple[Any, ...]]:  # Any: whatever is asked
    return statement.join(chosen, chosen.c.text_id == LedgerFigure.text_id)


def _rows() -> Select[*tuple[Any, ...]]:  # Any: a row of many columns, read by _figure
    return with_place(
        select(
            LedgerFigure.id, LedgerFigure.quote, LedgerFigure.low, LedgerFigure.high, LedgerFigure.bound,
            LedgerFigure.measure, LedgerFigure.unit, LedgerFigure.noun, LedgerFigure.footing, LedgerFigure.sources,
            LedgerFigure.ordinal, LedgerFigure.start, LedgerFigure.stop, Article.uid, Article.title,
            Article.outlet, Article.section, Article.published_on, Article.language, Review.uid,
            LedgerText.is_gold, SENTENCE_WORDS,
        ),
        LedgerFigure,
    )  # fmt: skip


def _figure(row: Any) -> FigureRow:  # Any: the row of _rows
    values = list(row)
    values[9] = tuple(values[9].splitlines())
    values[-1] = " ".join((values[-1] or "").split())
    return FigureRow(*values)


def _clauses(articles: Articles, filters: FigureFilters) -> list[ColumnElement[bool]]:
    clauses = [
        LedgerFigure.project_id == articles.project_id, *has_words(LedgerFigure.words, filters.query),
    ]  # fmt: skip
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
