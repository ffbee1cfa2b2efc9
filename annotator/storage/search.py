"""The index of sentences by their words, and the one question asked of it, on both engines.

Nothing that a person typed reaches FTS5 or a tsquery as it is: queries are put together from folded words, which
are letters and digits and nothing else (core/search.py).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.orm import Session, aliased

from annotator.core.records import Kind, ReviewKind, ReviewState, Span
from annotator.core.search import Filters, Order, Query
from annotator.storage.asked_cards import rests_on_asked
from annotator.storage.queries.reviews import texts_in_hand
from annotator.storage.tables import (
    Annotation,
    Article,
    ArticleText,
    Review,
    Segmentation,
    SentenceRow,
    SentenceWords,
)
from annotator.storage.told import is_figure_asked, is_told
from annotator.storage.types import WordsAsked
from annotator.storage.word_index import index_text as index_text  # where the second migration finds it
from annotator.storage.word_index import lexemes

#: Counting stops here: a common word stands in most sentences of a corpus.
COUNT_LIMIT = 1_000

#: Made once: an alias takes as long to make as a row to read.
_LATER, _REVISION = aliased(ArticleText), aliased(Review)


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose annotations a person may find. Made by `services.visibility.sight_of` alone."""

    account_id: int
    reads_others: bool


@dataclass(frozen=True, slots=True)
class FoundSentence:
    """A sentence that was found, with where it stands. `own_review_uid`: the asking person's latest pass over that
    text; `read_review_uid`: the latest finished one that they may read. `is_earlier`: the article has a later text.
    """

    article_id: int
    article_uid: str
    title: str
    outlet: str
    published_on: str
    language: str
    text_id: int
    segmentation_id: int
    ordinal: int
    start: int
    stop: int
    kind: Kind
    own_review_uid: str | None
    read_review_uid: str | None
    is_earlier: bool


def count_sentences(session: Session, project_id: int, query: Query, filters: Filters, sight: Sight) -> int:
    """How many sentences `find_sentences` has; counting stops at `COUNT_LIMIT` + 1."""
    found = _matching(session, project_id, query, filters, sight).limit(COUNT_LIMIT + 1)
    return session.scalar(select(func.count()).select_from(found.subquery())) or 0


def find_sentences(
    session: Session, project_id: int, query: Query, filters: Filters, sight: Sight, *, offset: int, limit: int
) -> list[FoundSentence]:
    """A page of the sentences that have all words of the query and an annotation as the filters say.

    Of each article the newest text in its newest cut; where annotations are asked for, the newest text that has a
    review in sight. Repeats are left out.
    """
    matching = _matching(session, project_id, query, filters, sight)
    # First which, then what is shown of them: sorting carries nothing about.
    keys = session.execute(matching.order_by(*_order(filters.order), SentenceRow.ordinal).offset(offset).limit(limit))
    places = {(cut, ordinal): place for place, (cut, ordinal) in enumerate(keys)}
    if not places:
        return []
    of_text = select(Review.uid).where(Review.text_id == ArticleText.id).order_by(Review.id.desc()).limit(1)
    own = of_text.where(Review.account_id == sight.account_id, Review.kind == ReviewKind.PASS)
    read = of_text.where(Review.state == ReviewState.FINISHED, _in_sight(sight))
    is_earlier = exists().where(_LATER.article_id == ArticleText.article_id, _LATER.number > ArticleText.number)
    columns = (
        Article.id, Article.uid, Article.title, Article.outlet, Article.published_on, Article.language,
        ArticleText.id, SentenceRow.segmentation_id, SentenceRow.ordinal, SentenceRow.start, SentenceRow.stop,
        SentenceRow.kind, own.correlate(ArticleText).scalar_subquery(), read.correlate(ArticleText).scalar_subquery(),
        is_earlier,
    )  # fmt: skip
    rows = session.execute(
        select(*columns)
        .select_from(SentenceRow)
        .join(Segmentation, Segmentation.id == SentenceRow.segmentation_id)
        .join(ArticleText, ArticleText.id == Segmentation.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(or_(*(and_(SentenceRow.segmentation_id == cut, SentenceRow.ordinal == at) for cut, at in places)))
    )
    return sorted((FoundSentence(*row) for row in rows), key=lambda one: places[one.segmentation_id, one.ordinal])


def load_words(
    session: Session, wanted: Collection[tuple[int, int]]
) -> dict[tuple[int, int], tuple[int, str]]:
    """Where sentences start and their words, by segmentation and ordinal."""
    clauses = [and_(SentenceRow.segmentation_id == cut, SentenceRow.ordinal == ordinal) for cut, ordinal in wanted]
    if not clauses:
        return {}
    words = func.substr(ArticleText.body, SentenceRow.start + 1, SentenceRow.stop - SentenceRow.start)
    rows = session.execute(
        select(SentenceRow.segmentation_id, SentenceRow.ordinal, SentenceRow.start, words)
        .join(Segmentation, Segmentation.id == SentenceRow.segmentation_id)
        .join(ArticleText, ArticleText.id == Segmentation.text_id)
        .where(or_(*clauses))
    )
    return {(cut, ordinal): (start, body) for cut, ordinal, start, body in rows}


def load_found_spans(
    session: Session, found: Sequence[FoundSentence], filters: Filters, sight: Sight
) -> Mapping[tuple[int, int], tuple[Span, ...]]:
    """The spans of the annotations for which sentences were found, by segmentation and ordinal."""
    if not found or not filters.asks_annotations:
        return {}
    homes = [
        and_(Review.text_id == there.text_id, Annotation.start >= there.start, Annotation.start < there.stop)
        for there in found
    ]
    rows = session.execute(
        select(Review.text_id, Annotation.start, Annotation.stop)
        .join(Review, Review.id == Annotation.review_id)
        .where(or_(*homes), _as_asked(filters), _in_sight(sight))
        .distinct()
        .order_by(Review.text_id, Annotation.start, Annotation.stop)
    )
    by_text: dict[int, list[Span]] = defaultdict(list)
    for text_id, start, stop in rows:
        by_text[text_id].append(Span(start, stop))
    return {
        (there.segmentation_id, there.ordinal): tuple(
            span for span in by_text[there.text_id] if there.start <= span.start < there.stop
        )
        for there in found
    }


def list_outlets(session: Session, project_id: int, *, limit: int = 200) -> list[str]:
    """The outlets of a project's articles by name."""
    statement = (
        select(Article.outlet)
        .where(Article.project_id == project_id, Article.published, Article.outlet != "")
        .distinct()
        .order_by(Article.outlet)
        .limit(limit)
    )
    return list(session.scalars(statement))


def _matching(
    session: Session, project_id: int, query: Query, filters: Filters, sight: Sight
) -> Select[int, int]:
    newer = select(_LATER.id).where(_LATER.article_id == ArticleText.article_id, _LATER.number > ArticleText.number)
    if filters.asks_annotations:
        newer = newer.join(Review, Review.text_id == _LATER.id).where(_in_sight(sight))
    statement = (
        select(SentenceWords.segmentation_id, SentenceWords.ordinal)
        .join(
            SentenceRow,
            (SentenceRow.segmentation_id == SentenceWords.segmentation_id)
            & (SentenceRow.ordinal == SentenceWords.ordinal),
        )
        .join(ArticleText, ArticleText.id == SentenceWords.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(Article.project_id == project_id, Article.published, SentenceRow.duplicate_of.is_(None))
        .where(~newer.correlate(ArticleText).exists())
    )
    if query:
        statement = statement.where(_has_words(session, query))
    if filters.outlet:
        statement = statement.where(Article.outlet == filters.outlet)
    if filters.since:
        statement = statement.where(Article.published_on >= filters.since)
    if filters.until:
        statement = statement.where(Article.published_on != "", Article.published_on <= filters.until)
    if filters.asks_annotations:
        home = (Annotation.start >= SentenceRow.start, Annotation.start < SentenceRow.stop)
        statement = statement.where(
            exists(
                select(Annotation.uid)
                .join(Review, Review.id == Annotation.review_id)
                .where(Review.text_id == ArticleText.id, *home, _as_asked(filters), _in_sight(sight))
                .correlate(ArticleText, SentenceRow)
            )
        )
    return statement


def _has_words(session: Session, query: Query) -> ColumnElement[bool]:
    if session.get_bind().dialect.name == "postgresql":
        return SentenceWords.words.op("@@")(cast(_tsquery(query), WordsAsked()))
    rows = text("SELECT rowid FROM sentence_search WHERE sentence_search MATCH :asked").bindparams(asked=_match(query))
    return SentenceWords.id.in_(rows.columns(SentenceWords.id).scalar_subquery())


def _as_asked(filters: Filters) -> ColumnElement[bool]:
    """What the filters say of an annotation; all of it must hold of the same one."""
    clauses: list[ColumnElement[bool]] = [true()]
    if filters.tag:
        clauses += [Annotation.tag == filters.tag, *map(is_told, filters.told)]
    if filters.flag:
        clauses += [Annotation.tag == "claim", Annotation.attributes["flags"].as_string().contains(f'"{filters.flag}"')]
    if filters.asks_figures:
        clauses.append(is_figure_asked(filters))
    if filters.asks_cards:
        clauses.append(rests_on_asked(filters))
    return and_(*clauses)


def _in_sight(sight: Sight) -> ColumnElement[bool]:
    """The reviews whose annotations may be found: of each pass the latest state that the person may read."""
    own = and_(Review.account_id == sight.account_id, Review.kind == ReviewKind.PASS)
    # That a revision is of the same text says nothing new, but there is an index by text.
    revises = and_(_REVISION.text_id == Review.text_id, _REVISION.revises_id == Review.id)
    revised = exists().where(revises)
    mine = and_(own, Review.state != ReviewState.SKIPPED, ~revised)
    if not sight.reads_others:
        return mine
    is_tagging = Review.text_id.in_(texts_in_hand(sight.account_id))
    replaced = exists().where(revises, _REVISION.state == ReviewState.FINISHED)
    return or_(mine, and_(~own, Review.state == ReviewState.FINISHED, ~is_tagging, ~replaced))


def _order(order: Order) -> tuple[Any, ...]:  # Any: columns and expressions have no common type
    undated = case((Article.published_on == "", 1), else_=0)
    match order:
        case Order.NEWEST:
            return undated, Article.published_on.desc(), Article.id.desc()
        case Order.OLDEST:
            return (undated, Article.published_on, Article.id)
        case Order.OUTLET:
            return (func.lower(Article.outlet), Article.outlet, undated, Article.published_on.desc(), Article.id.desc())


def _match(query: Query) -> str:
    """The query for FTS5: phrases of folded words in quotation marks, which no folded word contains."""
    return " AND ".join(f'"{" ".join(term.words)}"{" *" if term.is_open else ""}' for term in query.terms)


def _tsquery(query: Query) -> str:
    """The query for PostgreSQL: quoted lexemes, each following the one before."""
    return " & ".join(
        "(" + " <-> ".join(lexemes(term.words)) + (":*" if term.is_open else "") + ")" for term in query.terms
    )
