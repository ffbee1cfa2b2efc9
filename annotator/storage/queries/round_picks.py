"""Which articles of a project a round can be made of."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, exists, func, select
from sqlalchemy.orm import Session

from annotator.core.records import ReviewKind, ReviewState
from annotator.storage.tables import Article, ArticleText, Review, RoundArticle


@dataclass(frozen=True, slots=True)
class PickFilter:
    """What is looked for: words of the title, an outlet, days of publication, with gold or without (None: either), and
    whether nobody may have begun it.
    """

    words: str = ""
    outlet: str = ""
    since: str = ""
    until: str = ""
    gold: bool | None = None
    is_fresh: bool = False


@dataclass(frozen=True, slots=True)
class Pickable:
    """An article that is in no round. `begun` counts the people with a pass of it, in any state."""

    uid: str
    title: str
    outlet: str
    published_on: str
    has_gold: bool
    begun: int


_OF_ARTICLE = select(Review.id).join(ArticleText, ArticleText.id == Review.text_id).where(
    ArticleText.article_id == Article.id
)  # fmt: skip
_HAS_GOLD: ColumnElement[bool] = exists(
    _OF_ARTICLE.where(Review.kind == ReviewKind.GOLD, Review.state == ReviewState.FINISHED)
)
_BEGUN = (
    select(func.count(func.distinct(Review.account_id)))
    .join(ArticleText, ArticleText.id == Review.text_id)
    .where(ArticleText.article_id == Article.id, Review.kind == ReviewKind.PASS)
    .scalar_subquery()
)
_COLUMNS = (Article.uid, Article.title, Article.outlet, Article.published_on, _HAS_GOLD, _BEGUN)


def list_pickable(
    session: Session, project_id: int, asked: PickFilter, *, but: Collection[str], limit: int
) -> tuple[list[Pickable], int]:
    """The newest `limit` articles in no round that fit, without those chosen already, and how many fit."""
    free = Article.uid.not_in(list(but))
    fits = (free, *_fits(project_id, asked))
    found = select(*_COLUMNS).where(*fits).order_by(Article.id.desc()).limit(limit)
    count = select(func.count(Article.id)).where(*fits)
    return [_pickable(row) for row in session.execute(found)], session.scalar(count) or 0


def list_chosen(session: Session, project_id: int, uids: Collection[str]) -> list[Pickable]:
    """These articles, newest first."""
    rows = session.execute(
        select(*_COLUMNS)
        .where(Article.project_id == project_id, Article.published, Article.uid.in_(list(uids)))
        .order_by(Article.id.desc())
    )
    return [_pickable(row) for row in rows]


def list_outlets(session: Session, project_id: int) -> list[str]:
    """The outlets of a project's articles, by name."""
    rows = session.scalars(
        select(Article.outlet)
        .where(Article.project_id == project_id, Article.published, Article.outlet != "")
        .distinct()
        .order_by(Article.outlet)
    )
    return list(rows)


def _fits(project_id: int, asked: PickFilter) -> list[ColumnElement[bool]]:
    fits: list[ColumnElement[bool]] = [
        Article.project_id == project_id, Article.published.is_(True),
        ~exists().where(RoundArticle.article_id == Article.id),
    ]  # fmt: skip
    fits += [func.lower(Article.title).contains(word.lower(), autoescape=True) for word in asked.words.split()]
    if asked.outlet:
        fits.append(Article.outlet == asked.outlet)
    if asked.since:
        fits.append(Article.published_on >= asked.since)
    if asked.until:
        fits += [Article.published_on <= asked.until, Article.published_on != ""]
    if asked.gold is not None:
        fits.append(_HAS_GOLD if asked.gold else ~_HAS_GOLD)
    if asked.is_fresh:
        fits.append(~exists(_OF_ARTICLE.where(Review.kind == ReviewKind.PASS)))
    return fits


def _pickable(row: Row[*tuple[object, ...]]) -> Pickable:
    return Pickable(*row)  # type: ignore[arg-type]  # the columns are those of the fields
