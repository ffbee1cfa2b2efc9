"""The queue of what is starred for the fact-checkers, and that something in it has been checked."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, insert, select
from sqlalchemy.orm import Session

from annotator.core.records import Span
from annotator.core.sourcing.grounds import Footing
from annotator.storage.queries.ledgers import IN_ARTICLE, SENTENCE_WORDS, Articles, InArticle, of_articles
from annotator.storage.tables import (
    Account,
    Article,
    ArticleText,
    LedgerStar,
    LedgerText,
    Review,
    SentenceRow,
    StarCheck,
)


class StarState(StrEnum):
    """Whether somebody has looked; never what came of it."""

    OPEN = "open"
    CHECKED = "checked"


@dataclass(frozen=True, slots=True)
class StarRow(InArticle):
    """Something starred, in its sentence. `start` and `stop` are in the text, `sentence_start` where the words of
    `sentence` begin; `checked_by` is empty while it is to check.
    """

    text_id: int
    text_uid: str
    tag: str
    start: int
    stop: int
    ordinal: int
    footing: Footing | None
    checked_by: str
    checked_at: datetime | None
    quote: str
    sentence_start: int
    sentence: str
    sources: tuple[str, ...]


def count_stars(session: Session, articles: Articles) -> dict[StarState, int]:
    """How many are to check, and how many are checked."""
    rows = session.execute(
        _joined(select(StarCheck.id.is_(None), func.count()))
        .where(*_clauses(articles, None))
        .group_by(StarCheck.id.is_(None))
    )
    found = {StarState.OPEN if is_open else StarState.CHECKED: count for is_open, count in rows}
    return {state: found.get(state, 0) for state in StarState}


def list_stars(
    session: Session, articles: Articles, state: StarState | None, *, offset: int, limit: int
) -> tuple[StarRow, ...]:
    """A page of the queue: the latest article first, each as it reads."""
    rows = (
        _rows()
        .where(*_clauses(articles, state))
        .order_by(Article.published_on.desc(), Article.id.desc(), LedgerStar.start, LedgerStar.tag)
        .offset(offset)
        .limit(limit)
    )
    return tuple(_star(row) for row in session.execute(rows))


def find_star(session: Session, articles: Articles, text_uid: str, tag: str, span: Span) -> StarRow | None:
    """What is starred at a place, or None."""
    place = (ArticleText.uid == text_uid, LedgerStar.tag == tag, LedgerStar.start == span.start,
             LedgerStar.stop == span.stop)  # fmt: skip
    row = session.execute(_rows().where(*_clauses(articles, None), *place).limit(1)).one_or_none()
    return None if row is None else _star(row)


def add_check(session: Session, star: StarRow, *, account_id: int, now: datetime) -> None:
    """Store that a person has checked it."""
    session.execute(
        insert(StarCheck).values(
            text_id=star.text_id, tag=star.tag, start=star.start, stop=star.stop, checked_by_id=account_id,
            checked_at=now,
        )
    )  # fmt: skip


def remove_check(session: Session, star: StarRow) -> None:
    """It is to check again."""
    session.execute(
        delete(StarCheck).where(
            StarCheck.text_id == star.text_id, StarCheck.tag == star.tag, StarCheck.start == star.start,
            StarCheck.stop == star.stop,
        )
    )  # fmt: skip


def _joined(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:  # Any: whatever is asked for
    return (
        statement.select_from(LedgerStar)
        .join(ArticleText, ArticleText.id == LedgerStar.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .outerjoin(
            StarCheck,
            (StarCheck.text_id == LedgerStar.text_id)
            & (StarCheck.tag == LedgerStar.tag)
            & (StarCheck.start == LedgerStar.start)
            & (StarCheck.stop == LedgerStar.stop),
        )
    )


def _rows() -> Select[*tuple[Any, ...]]:  # Any: a row of many columns, read by _star
    quote = func.substr(ArticleText.body, LedgerStar.start + 1, LedgerStar.stop - LedgerStar.start)
    return (
        _joined(
            select(
                *IN_ARTICLE, LedgerStar.text_id, ArticleText.uid, LedgerStar.tag, LedgerStar.start, LedgerStar.stop,
                LedgerStar.ordinal, LedgerStar.footing, func.coalesce(Account.name, ""), StarCheck.checked_at, quote,
                SentenceRow.start, SENTENCE_WORDS, LedgerStar.sources,
            )
        )
        .join(LedgerText, LedgerText.text_id == LedgerStar.text_id)
        .join(Review, Review.id == LedgerText.review_id)
        .outerjoin(Account, Account.id == StarCheck.checked_by_id)
        .join(
            SentenceRow,
            (SentenceRow.segmentation_id == LedgerText.segmentation_id)
            & (SentenceRow.ordinal == LedgerStar.ordinal),
        )
    )  # fmt: skip


def _star(row: Any) -> StarRow:  # Any: the row of _rows
    *values, sources = row
    return StarRow(*(*values, tuple(sources.splitlines())))


def _clauses(articles: Articles, state: StarState | None) -> list[ColumnElement[bool]]:
    clauses = [LedgerStar.project_id == articles.project_id, *of_articles(articles)]
    if state is not None:
        clauses.append(StarCheck.id.is_(None) if state is StarState.OPEN else StarCheck.id.is_not(None))
    return clauses
