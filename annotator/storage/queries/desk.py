"""What reports on many articles are made from: a project's articles, their finished reviews, and what is kept of these.

Each is one statement for the whole project, however many articles it has.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from annotator.core.desk_views import DeskChoice
from annotator.core.records import ReviewState
from annotator.core.sourcing.summary import SUMMARY_VERSION, Summary, read_summary
from annotator.storage.queries.sourcing import PassHead
from annotator.storage.tables import Account, Article, ArticleText, Review, SourcingSum


@dataclass(frozen=True, slots=True)
class PublishedArticle:
    """A published article with its texts, the newest first, as far as desk views look at it."""

    article_id: int
    uid: str
    title: str
    outlet: str
    section: str
    byline: str
    published_on: str
    text_ids: tuple[int, ...]


def list_published(session: Session, project_id: int, choice: DeskChoice) -> tuple[PublishedArticle, ...]:
    """The published articles that the choice is of, in the order of their ids."""
    rows = session.execute(
        select(
            Article.id, Article.uid, Article.title, Article.outlet, Article.section, Article.byline,
            Article.published_on, ArticleText.id,
        )
        .join(ArticleText, ArticleText.article_id == Article.id)
        .where(*_of_project(project_id), *_chosen(choice))
        .order_by(Article.id, ArticleText.number.desc())
    )  # fmt: skip
    found: dict[int, PublishedArticle] = {}
    for *told, text_id in rows:
        article = _article((*told, (text_id,)))
        before = found.get(article.article_id)
        found[article.article_id] = replace(before, text_ids=(*before.text_ids, text_id)) if before else article
    return tuple(found.values())


# Any: columns of several types.
def _article(row: Sequence[Any]) -> PublishedArticle:
    return PublishedArticle(*row)


def list_finished_passes(session: Session, project_id: int) -> Mapping[int, Sequence[PassHead]]:
    """The finished reviews of a project's texts by text: each person's last one of each kind. What a finished
    revision replaced is left out; here, since the engines would look through all reviews for each.
    """
    rows = session.execute(
        select(
            Review.revises_id, Review.id, Review.uid, Review.text_id, Review.account_id, Account.name, Review.kind,
            Review.state, Review.finished_at, Review.scope,
        )
        .join(Account, Account.id == Review.account_id)
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(*_of_project(project_id), Review.state == ReviewState.FINISHED)
        .order_by(Review.id)
    ).all()  # fmt: skip
    replaced = {row.revises_id for row in rows}
    found: dict[int, dict[tuple[int, str], PassHead]] = defaultdict(dict)
    for row in rows:
        if row.id not in replaced:
            head = _head(row[1:])
            found[head.text_id][head.account_id, head.kind] = head
    return {text_id: tuple(heads.values()) for text_id, heads in found.items()}


# Any: columns of many types.
def _head(row: Sequence[Any]) -> PassHead:
    return PassHead(*row)


def load_project_sums(session: Session, project_id: int, review_ids: Collection[int]) -> Mapping[int, Summary]:
    """What is kept of these reviews of a project; what is missing, or of an older version, is left out."""
    wanted = set(review_ids)
    rows = session.execute(
        select(SourcingSum.review_id, SourcingSum.body)
        .join(ArticleText, ArticleText.id == SourcingSum.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(*_of_project(project_id))
    )
    found = {review_id: read_summary(body) for review_id, body in rows if review_id in wanted}
    return {review_id: summary for review_id, summary in found.items() if summary is not None}


def list_uncounted(session: Session, project_id: int) -> tuple[int, ...]:
    """The finished reviews of a project of which nothing is kept that this version could read."""
    statement = _of_uncounted(select(Review.id)).where(Article.project_id == project_id).order_by(Review.id)
    return tuple(session.scalars(statement))


def count_uncounted(session: Session) -> int:
    """How many finished reviews of all projects are like that."""
    return session.scalar(_of_uncounted(select(func.count(Review.id)))) or 0


def _of_uncounted(what: Select[tuple[int]]) -> Select[tuple[int]]:
    # write_summary puts the version first; so no summary has to be read.
    older = SourcingSum.body.not_like(f'{{"v":{SUMMARY_VERSION},%')
    return (
        what.select_from(Review)
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .outerjoin(SourcingSum, SourcingSum.review_id == Review.id)
        .where(Review.state == ReviewState.FINISHED, or_(SourcingSum.review_id.is_(None), older))
    )


def list_outlets_and_sections(session: Session, project_id: int) -> tuple[tuple[str, str], ...]:
    """Every pair of outlet and section that a project's articles have."""
    rows = session.execute(
        select(Article.outlet, Article.section).where(Article.project_id == project_id, Article.published).distinct()
    )
    return tuple((outlet, section) for outlet, section in rows)


def list_months(session: Session, project_id: int) -> tuple[str, ...]:
    """The months in which a project's articles were published, the last first."""
    month = func.substr(Article.published_on, 1, 7)
    rows = session.scalars(
        select(month)
        .where(Article.project_id == project_id, Article.published)
        .distinct()
        .order_by(month.desc())
    )
    return tuple(month for month in rows if len(month) == len("2026-03"))


def list_finishers(session: Session, project_id: int) -> tuple[tuple[str, str], ...]:
    """Who has finished a review in a project: uids and names, by name."""
    rows = session.execute(
        select(Account.uid, Account.name)
        .join(Review, Review.account_id == Account.id)
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(Article.project_id == project_id, Review.state == ReviewState.FINISHED)
        .distinct()
        .order_by(Account.name, Account.uid)
    )
    return tuple((uid, name) for uid, name in rows)


def find_reviewer(session: Session, uid: str) -> tuple[int, str] | None:
    """The id and the name of an account."""
    row = session.execute(select(Account.id, Account.name).where(Account.uid == uid)).one_or_none()
    return (row[0], row[1]) if row else None


def _of_project(project_id: int) -> tuple[ColumnElement[bool], ...]:
    """A project's published articles."""
    return Article.project_id == project_id, Article.published.is_(True)


def _chosen(choice: DeskChoice) -> list[ColumnElement[bool]]:
    found = [
        column == value
        for column, value in (
            (Article.outlet, choice.outlet), (Article.section, choice.section), (Article.byline, choice.byline),
        )
        if value
    ]  # fmt: skip
    if choice.first_day:
        found.append(Article.published_on >= choice.first_day)
    if choice.last_day:
        found += [Article.published_on != "", Article.published_on <= choice.last_day]
    return found
