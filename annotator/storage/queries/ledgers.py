"""Writing the ledgers of a project, and what all questions asked of them share."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, String, cast, delete, exists, func, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from annotator.core.codec import decimal_text
from annotator.core.records import ArticleFacts, Identity, ReviewKind, ReviewState, Scope
from annotator.core.search import Query
from annotator.core.sourcing.ledger import FigureEntry, Ledger, SourceEntry, StarEntry
from annotator.storage.queries.sourcing import facts_of
from annotator.storage.tables import (
    Article,
    ArticleText,
    LedgerFigure,
    LedgerSource,
    LedgerStar,
    LedgerText,
    Review,
    Segmentation,
    SentenceRow,
)


@dataclass(frozen=True, slots=True)
class LedgerHead:
    """A review on which a text's ledger is to rest, with what writing it needs besides the tags."""

    review_id: int
    text_id: int
    project_id: int
    is_gold: bool
    scope: Scope
    facts: ArticleFacts


@dataclass(frozen=True, slots=True)
class Articles:
    """Which articles of a project are asked about: not those of the texts `hidden` from who asks (all texts of an
    article are, or none); `since` and `until` are ISO dates or empty, both inclusive.
    """

    project_id: int
    hidden: frozenset[int] = frozenset()
    outlet: str = ""
    section: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class InArticle:
    """Of which article a row of a ledger is, and on whose tags; `is_earlier`: it has a later text that nobody has
    finished.
    """

    article_uid: str
    title: str
    outlet: str
    section: str
    published_on: str
    language: str
    review_uid: str
    is_gold: bool
    is_earlier: bool


_LATER, _LATER_REVIEW = aliased(ArticleText), aliased(Review)
_IS_LATER = (_LATER.article_id == ArticleText.article_id, _LATER.number > ArticleText.number)
#: Whether a row's text has a later one, which nobody has finished reviewing.
IS_EARLIER = exists().where(*_IS_LATER)

#: What every row of a ledger says of its article, in the order of `InArticle`.
IN_ARTICLE = (
    Article.uid, Article.title, Article.outlet, Article.section, Article.published_on, Article.language, Review.uid,
    LedgerText.is_gold, IS_EARLIER,
)  # fmt: skip

#: The words of the sentence that a row stands in, with its blanks.
SENTENCE_WORDS = func.substr(ArticleText.body, SentenceRow.start + 1, SentenceRow.stop - SentenceRow.start)


# Any: whatever is asked of the rows.
def with_place(
    statement: Select[*tuple[Any, ...]], table: type[LedgerSource] | type[LedgerFigure]
) -> Select[*tuple[Any, ...]]:
    """Rows of a ledger with the text, article and review that they are of, and the sentence that they stand in."""
    return (
        statement.join(ArticleText, ArticleText.id == table.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .join(LedgerText, LedgerText.text_id == table.text_id)
        .join(Review, Review.id == LedgerText.review_id)
        .outerjoin(
            SentenceRow,
            (SentenceRow.segmentation_id == LedgerText.segmentation_id) & (SentenceRow.ordinal == table.ordinal),
        )
    )


@dataclass(frozen=True, slots=True)
class Coverage:
    """On what the ledgers rest: articles with the agreed reading and with the first finished one, how many of these
    with an earlier text than their newest, those with a finished review that is not in the ledgers yet, and those
    without any.
    """

    gold: int
    first: int
    earlier: int
    waiting: int
    untagged: int


def list_heads(session: Session, review_ids: Collection[int]) -> tuple[LedgerHead, ...]:
    """These reviews with their articles."""
    rows = session.execute(
        select(Review.id, Review.text_id, Review.kind, Review.scope, Article)
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(Review.id.in_(list(review_ids)))
        .order_by(Review.id)
    )
    return tuple(
        LedgerHead(id_, text_id, article.project_id, kind is ReviewKind.GOLD, scope, facts_of(article))
        for id_, text_id, kind, scope, article in rows
    )


def list_outlet_names(session: Session, project_id: int) -> list[tuple[str, tuple[str, ...]]]:
    """The outlets of a project that go by other names, with these."""
    told = cast(Article.outlet_aliases, String)
    rows = session.execute(
        select(Article.outlet, told)
        .where(Article.project_id == project_id, Article.outlet != "", told != "[]")
        .group_by(Article.outlet, told)
    )
    return [(outlet, tuple(json.loads(aliases))) for outlet, aliases in rows]


def put_ledger(session: Session, head: LedgerHead, ledger: Ledger, *, cut: int) -> None:
    """Write a text's rows in the place of earlier ones; `cut` is the number of the cut that they count in."""
    for table in (LedgerSource, LedgerFigure, LedgerStar, LedgerText):
        session.execute(delete(table).where(table.text_id == head.text_id))
    segmentation = (
        select(Segmentation.id)
        .where(Segmentation.text_id == head.text_id, Segmentation.number == cut)
        .scalar_subquery()
    )
    session.execute(
        insert(LedgerText).values(
            text_id=head.text_id, project_id=head.project_id, review_id=head.review_id, segmentation_id=segmentation,
            is_gold=head.is_gold,
        )
    )  # fmt: skip
    common = {"project_id": head.project_id, "text_id": head.text_id}
    for table, rows in (
        (LedgerSource, [common | _source_row(entry) for entry in ledger.sources]),
        (LedgerFigure, [common | _figure_row(entry) for entry in ledger.figures]),
        (LedgerStar, [common | _star_row(entry) for entry in ledger.stars]),
    ):
        if rows:
            session.execute(insert(table), rows)


def _source_row(entry: SourceEntry) -> dict[str, object]:
    card = entry.card
    return {
        "name": entry.name, "label": entry.label, "type": card.type, "identity": card.identity or Identity.MISSING,
        "number": card.number, "who": card.who, "knowledge": card.knowledge, "reason": card.reason,
        "via": "\n".join(entry.via), "via_names": "".join(f"\n{name}\n" for name in entry.via_names),
        "mentions": entry.mentions, "claims": entry.claims, "ordinal": min(entry.ordinals, default=0),
        "ordinals": ",".join(map(str, entry.ordinals)), "words": entry.words,
    }  # fmt: skip


def _figure_row(entry: FigureEntry) -> dict[str, object]:
    low, high = entry.low, entry.high
    return {
        "start": entry.span.start, "stop": entry.span.stop, "ordinal": entry.ordinal, "quote": entry.quote,
        "low": None if low is None else decimal_text(low), "high": None if high is None else decimal_text(high),
        "least": None if low is None else float(low),
        "most": None if low is None else float(low if high is None else high),
        "bound": entry.bound, "measure": entry.measure, "unit": entry.unit, "noun": entry.quantity.noun,
        "names": " ".join(entry.quantity.names), "context": " ".join(entry.quantity.words),
        "footing": entry.footing, "sources": "\n".join(entry.sources), "words": entry.words,
    }  # fmt: skip


def _star_row(entry: StarEntry) -> dict[str, object]:
    return {
        "tag": entry.tag, "start": entry.span.start, "stop": entry.span.stop, "ordinal": entry.ordinal,
        "footing": entry.footing, "sources": "\n".join(entry.sources),
    }  # fmt: skip


def load_coverage(session: Session, articles: Articles) -> Coverage:
    """On what the ledgers of these articles rest."""
    written = session.execute(
        select(LedgerText.is_gold, IS_EARLIER, func.count())
        .join(ArticleText, ArticleText.id == LedgerText.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(*of_articles(articles))
        .group_by(LedgerText.is_gold, IS_EARLIER)
    ).all()
    waiting = session.scalar(select(func.count()).select_from(_waiting(articles).subquery())) or 0
    gold, first = (sum(count for is_gold, _, count in written if is_gold is wanted) for wanted in (True, False))
    every = session.scalar(select(func.count(Article.id)).where(*_of_facts(articles), *_not_hidden(articles))) or 0
    return Coverage(
        gold, first, sum(count for _, earlier, count in written if earlier), waiting, every - gold - first - waiting
    )


def list_waiting(session: Session, project_id: int) -> tuple[int, ...]:
    """The finished reviews of texts whose ledger was never written."""
    texts = _waiting(Articles(project_id))
    return tuple(
        session.scalars(
            select(Review.id)
            .where(Review.text_id.in_(texts), Review.state == ReviewState.FINISHED)
            .order_by(Review.text_id, Review.id)
        )
    )


def _waiting(articles: Articles) -> Select[int]:
    finished = exists().where(Review.text_id == ArticleText.id, Review.state == ReviewState.FINISHED)
    written = exists().where(LedgerText.text_id == ArticleText.id)
    return (
        select(ArticleText.id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(*of_articles(articles), finished, ~written)
    )


def of_articles(articles: Articles) -> list[ColumnElement[bool]]:
    """What holds of the texts that these articles stand with: of each the newest that has a finished review, as far as
    later texts tell; the statement joins ArticleText and Article, and says of the text that it has one.
    """
    finished = (_LATER_REVIEW.text_id == _LATER.id, _LATER_REVIEW.state == ReviewState.FINISHED)
    finished_later = exists().where(*_IS_LATER, *finished)
    clauses = [*_of_facts(articles), ~finished_later]
    if articles.hidden:
        clauses.append(ArticleText.id.not_in(sorted(articles.hidden)))
    return clauses


def _not_hidden(articles: Articles) -> list[ColumnElement[bool]]:
    if not articles.hidden:
        return []
    hidden = select(ArticleText.article_id).where(ArticleText.id.in_(sorted(articles.hidden)))
    return [Article.id.not_in(hidden)]


def _of_facts(articles: Articles) -> list[ColumnElement[bool]]:
    clauses = [Article.project_id == articles.project_id, Article.published.is_(True)]
    if articles.outlet:
        clauses.append(Article.outlet == articles.outlet)
    if articles.section:
        clauses.append(Article.section == articles.section)
    if articles.since:
        clauses.append(Article.published_on >= articles.since)
    if articles.until:
        clauses += [Article.published_on != "", Article.published_on <= articles.until]
    return clauses


def choose_texts(articles: Articles) -> CTE:
    """The texts that these articles stand with in the ledgers, and what lists of them are ordered by; looked up once
    for a statement.
    """
    return (
        select(ArticleText.id.label("text_id"), Article.id.label("article_id"), Article.published_on, Article.outlet)
        .join(Article, Article.id == ArticleText.article_id)
        .join(LedgerText, LedgerText.text_id == ArticleText.id)
        .where(*of_articles(articles))
        .cte("chosen")
        .prefix_with("MATERIALIZED")
    )


def has_words(column: InstrumentedAttribute[str], query: Query) -> list[ColumnElement[bool]]:
    """Every term of the query among folded words between blanks; folded words have no `%` and no `_` in them."""
    return [column.like(f"% {' '.join(term.words)}{'%' if term.is_open else ' %'}") for term in query.terms]


def list_sections(session: Session, project_id: int, *, limit: int = 200) -> list[str]:
    """The sections of a project's articles by name."""
    statement = (
        select(Article.section)
        .where(Article.project_id == project_id, Article.published, Article.section != "")
        .distinct()
        .order_by(Article.section)
        .limit(limit)
    )
    return list(session.scalars(statement))
