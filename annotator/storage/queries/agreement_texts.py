"""The rows that agreement is computed from: writing a text's, and reading a project's at once.

Functions on a project leave out the texts that are `hidden` from who asks (services/visibility.py).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, case, delete, false, func, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from annotator.core.agreement.filters import Values
from annotator.core.agreement.items import LAYOUT
from annotator.core.agreement.packing import SHOWN, PackedText, Sight
from annotator.core.records import ArticleFacts, ReviewKind, ReviewState, Scope
from annotator.storage.queries.reviews import facts_of
from annotator.storage.tables import (
    AgreementDetail,
    AgreementText,
    Article,
    ArticleText,
    Review,
    Round,
    RoundArticle,
)
from annotator.storage.types import plain

#: What texts can be told apart by. One more is one more line here and its words in `web/agreement_words.py`.
DIMENSIONS: Mapping[str, InstrumentedAttribute[str]] = {
    "period": AgreementText.period,
    "outlet": Article.outlet,
    "article": ArticleText.uid,
    "round": Round.name,
}


#: A text as a project's page reads it: its id, its value in the dimension asked for, and the columns of its row.
KeptRow = tuple[int, str, str, str, int, bytes, bytes]
#: The same with the day of publication and what is reported of its taggings in the place of the counts.
ReportedRow = tuple[int, str, str, str, int, str, bytes]


_Select = Select[int, str, str, str, int, Any, bytes]
_AnySelect = TypeVar("_AnySelect", bound=Select[*tuple[Any, ...]])


@dataclass(frozen=True, slots=True)
class Counted:
    """What the annotations of a text give: its newest cut, the month of its last pass, and what is kept of it; None
    where no pass counts any more.
    """

    segmentation_id: int
    period: str
    packed: PackedText | None


def replace_kept(session: Session, counted: Mapping[int, Counted]) -> None:
    """Put what was counted in the place of what is kept of these texts, by text id."""
    for table in (AgreementDetail, AgreementText):
        session.execute(delete(table).where(table.text_id.in_(list(counted))))
    there = [(text_id, one, one.packed) for text_id, one in counted.items() if one.packed is not None]
    if not there:
        return
    session.execute(
        insert(AgreementText),
        [
            {
                "text_id": text_id, "segmentation_id": one.segmentation_id, "period": one.period,
                "people": packed.people, "own_tags": packed.own_tags, "layout": packed.layout,
                "patterns": packed.patterns, "totals": packed.totals,
            }
            for text_id, one, packed in there
        ],
    )  # fmt: skip
    session.execute(
        insert(AgreementDetail),
        [{"text_id": text_id, "reported": packed.reported, "pairs": packed.pairs} for text_id, _, packed in there],
    )


def find_kept(session: Session, *, text_id: int) -> tuple[int, str, PackedText] | None:
    """The text's rows: its cut, its period and what is kept. None without any."""
    found = session.execute(
        select(AgreementText, AgreementDetail.pairs, AgreementDetail.reported)
        .join(AgreementDetail, AgreementDetail.text_id == AgreementText.text_id)
        .where(AgreementText.text_id == text_id)
    ).one_or_none()
    if found is None:
        return None
    row, pairs, reported = found
    packed = PackedText(
        row.people, row.own_tags, row.layout, bytes(row.patterns), bytes(pairs), bytes(row.totals), bytes(reported)
    )
    return row.segmentation_id, row.period, packed


def load_kept(
    session: Session,
    *,
    project_id: int,
    hidden: Collection[int],
    by: str,
    filters: Values,
    in_pairs: bool | Sight,
) -> list[KeptRow]:
    """The rows of a project's published articles in the order of the texts; `by` and the keys of `filters` are
    dimensions. The last column has the comparisons `in_pairs` or added up: see `KeptTexts.of`.
    """
    comparisons: ColumnElement[bytes] | InstrumentedAttribute[bytes] = AgreementText.totals
    if in_pairs is True:
        comparisons = AgreementDetail.pairs
    elif isinstance(in_pairs, Sight):
        # Read of those texts alone that need them: it takes a third longer than reading what is added up.
        pairs = select(AgreementDetail.pairs).where(AgreementDetail.text_id == AgreementText.text_id).scalar_subquery()
        comparisons = case((_leaves_out(in_pairs), pairs), else_=AgreementText.totals)
    asked = _asked((AgreementText.patterns, comparisons), project_id, hidden, by, filters)
    return _in_order(session, _with_detail(asked) if in_pairs is True else asked)


def _leaves_out(sight: Sight) -> ColumnElement[bool]:
    """Say of a row whether a sight leaves out somebody of it."""
    people = AgreementText.people
    if sight is Sight.ANY:
        return false()
    if sight is Sight.HIDDEN:
        return people.contains(SHOWN, autoescape=True)
    of = func.length(people) - func.length(func.replace(people, ",", "")) + 1
    return func.length(people) - func.length(func.replace(people, SHOWN, "")) < of


def load_reported(
    session: Session, *, project_id: int, hidden: Collection[int], by: str, filters: Values
) -> list[ReportedRow]:
    """The same texts in the same order."""
    columns = Article.published_on, AgreementDetail.reported
    return _in_order(session, _with_detail(_asked(columns, project_id, hidden, by, filters)))


def _asked(
    columns: tuple[InstrumentedAttribute[Any], ColumnElement[bytes] | InstrumentedAttribute[bytes]], project_id: int,
    hidden: Collection[int], by: str, filters: Values,
) -> _Select:  # fmt: skip
    asked = (
        select(
            AgreementText.text_id, DIMENSIONS[by], AgreementText.people, AgreementText.own_tags, AgreementText.layout,
            *columns,
        )
        .join(ArticleText, ArticleText.id == AgreementText.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(*_of_project(project_id, hidden, filters))
    )  # fmt: skip
    return _with_rounds(asked) if "round" in (by, *filters) else asked


def _with_rounds(asked: _AnySelect) -> _AnySelect:
    return asked.outerjoin(RoundArticle, RoundArticle.article_id == Article.id).outerjoin(
        Round, Round.id == RoundArticle.round_id
    )


def _with_detail(asked: _Select) -> _Select:
    return asked.join(AgreementDetail, AgreementDetail.text_id == AgreementText.text_id)


# Any: a list of the rows that the statement asks for.
def _in_order(session: Session, asked: _Select) -> list[Any]:
    # The driver's own rows: making rows of rows takes longer than reading, and no type here needs a conversion. Put in
    # order here: they are read in it anyway, which the database does not see, and sorts them with all they hold.
    result = session.connection().execute(asked)
    rows = sorted(result.cursor.fetchall(), key=itemgetter(0))
    result.close()
    return rows


def _of_project(
    project_id: int, hidden: Collection[int], filters: Values
) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Article.project_id == project_id, Article.published.is_(True)]
    if hidden:
        conditions.append(AgreementText.text_id.not_in(list(hidden)))
    for name, values in filters.items():
        conditions.append(DIMENSIONS[name].in_(values))
    return conditions


def count_by_people(
    session: Session, *, project_id: int, hidden: Collection[int], filters: Values
) -> Mapping[str, int]:
    """How many of the texts that `load_kept` would read have which people, without reading what is counted of them."""
    asked = (
        select(AgreementText.people, func.count())
        .join(ArticleText, ArticleText.id == AgreementText.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(*_of_project(project_id, hidden, filters))
        .group_by(AgreementText.people)
    )
    return dict(session.execute(_with_rounds(asked) if "round" in filters else asked).all())


def list_values(session: Session, *, project_id: int, dimension: str) -> tuple[str, ...]:
    """The values of a dimension that occur in a project, sorted; empty ones left out."""
    column = DIMENSIONS[dimension]
    if dimension == "round":
        return tuple(session.scalars(select(column).where(Round.project_id == project_id).order_by(column)))
    if column.class_ is Article:
        # What articles say themselves is asked of them alone: the joined rows are ten times as long.
        asked = select(column).where(Article.project_id == project_id, Article.published, column != "")
        return tuple(session.scalars(asked.distinct().order_by(column)))
    # Each value with its first text: there are few values, and a hundred times as many texts.
    value = select(column.label("value")).distinct().subquery()
    kept = aliased(AgreementText)
    there = (
        select(kept.text_id)
        .join(ArticleText, ArticleText.id == kept.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(
            (kept.period if column.class_ is AgreementText else ArticleText.uid) == value.c.value,
            Article.project_id == project_id, Article.published,
        )
    )  # fmt: skip
    found = select(value.c.value).where(value.c.value != "", there.exists())
    return tuple(session.scalars(found.order_by(value.c.value)))


def list_titles(session: Session, *, project_id: int, text_uids: Collection[str]) -> Mapping[str, str]:
    """The titles of the articles of these texts of a project, by the uid of the text."""
    asked = select(ArticleText.uid, Article.title).join(Article, Article.id == ArticleText.article_id)
    rows = session.execute(asked.where(ArticleText.uid.in_(list(text_uids)), Article.project_id == project_id))
    return {row[0]: row[1] for row in rows}


def list_some_titles(
    session: Session, *, project_id: int, hidden: Collection[int], filters: Values, most: int
) -> Mapping[str, str]:
    """The same of at most so many of the texts that `load_kept` would read."""
    asked = (
        select(ArticleText.uid, Article.title)
        .join(Article, Article.id == ArticleText.article_id)
        .join(AgreementText, AgreementText.text_id == ArticleText.id)
        .where(*_of_project(project_id, hidden, filters))
        .limit(most)
    )
    rows = session.execute(_with_rounds(asked) if "round" in filters else asked)
    return {row[0]: row[1] for row in rows}


def list_facts(session: Session, *, text_ids: Collection[int]) -> Mapping[int, ArticleFacts]:
    """What is known of the articles of these texts, by the id of the text."""
    asked = select(ArticleText.id, Article).join(Article, Article.id == ArticleText.article_id)
    return {id_: facts_of(article) for id_, article in session.execute(asked.where(ArticleText.id.in_(list(text_ids))))}


def list_finished_texts(session: Session) -> tuple[int, ...]:
    """Every text that a counted pass may stand on: those with a finished full one."""
    review = plain(Review).c
    return tuple(
        session.scalars(
            select(review.text_id)
            .where(
                review.state == ReviewState.FINISHED, review.kind == ReviewKind.PASS, review.scope == Scope.FULL
            )
            .distinct()
            .order_by(review.text_id)
        )
    )


def list_stale_texts(session: Session) -> tuple[int, ...]:
    """The texts whose row is missing, or kept by another layout."""
    current = set(session.scalars(select(AgreementText.text_id).where(AgreementText.layout == LAYOUT)))
    return tuple(text_id for text_id in list_finished_texts(session) if text_id not in current)
