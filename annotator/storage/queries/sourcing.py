"""Which articles and passes a sourcing report can rest on."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from annotator.core.records import ArticleFacts, ReviewKind, ReviewState, Scope
from annotator.storage.tables import Account, Article, ArticleText, Project, Review

#: SQLite takes 32,766 values a statement.
_A_STATEMENT = 10_000


@dataclass(frozen=True, slots=True)
class ArticleHead:
    """An article with one of its texts, the newest unless another was asked for, and its project, as reports say it.
    `text_number` counts corrections; `newest_number` is the last of them.
    """

    article_id: int
    uid: str
    project_id: int
    project_uid: str
    project_name: str
    text_id: int
    text_number: int
    newest_number: int
    facts: ArticleFacts

    @property
    def earlier_number(self) -> int | None:
        """The number by which addresses name the text: none for the newest."""
        return self.text_number if self.text_number < self.newest_number else None


@dataclass(frozen=True, slots=True)
class PassHead:
    """One review of a text, with whose it is. `finished_at` is None while it is in hand."""

    review_id: int
    uid: str
    text_id: int
    account_id: int
    account_name: str
    kind: ReviewKind
    state: ReviewState
    finished_at: datetime | None
    scope: Scope = Scope.FULL
    # A report rests on one's own pass, the gold or what report readers may choose: not on others' of a calibration.
    is_shared: bool = False

    @property
    def is_finished(self) -> bool:
        """Say whether reports may rest on it."""
        return self.state is ReviewState.FINISHED

    @property
    def is_gold(self) -> bool:
        """Say whether it is the agreed reading."""
        return self.kind is ReviewKind.GOLD


def find_article(session: Session, *, article_uid: str, number: int | None = None) -> ArticleHead | None:
    """The article with this uid and its newest text, or the one with this number; None where it has none such."""
    sibling = aliased(ArticleText)
    newest = select(func.max(sibling.number)).where(sibling.article_id == Article.id).scalar_subquery()
    wanted = true() if number is None else ArticleText.number == number
    row = session.execute(
        select(Article, Project.uid, Project.name, ArticleText.id, ArticleText.number, newest)
        .join(Project, Project.id == Article.project_id)
        .join(ArticleText, ArticleText.article_id == Article.id)
        .where(Article.uid == article_uid, Article.published, wanted)
        .order_by(ArticleText.number.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    article, project_uid, project_name, text_id, text_number, newest_number = row
    return ArticleHead(
        article.id, article.uid, article.project_id, project_uid, project_name, text_id, text_number, newest_number,
        facts_of(article),
    )  # fmt: skip


def list_passes(session: Session, *, text_ids: Collection[int]) -> Mapping[int, tuple[PassHead, ...]]:
    """The reviews of these texts by text, gold first, then by name: each person's last finished one and, apart
    from it, the one in hand. What a finished revision replaced is left out; skipped ones are no passes.
    """
    found: dict[int, list[PassHead]] = defaultdict(list)
    wanted = list(text_ids)
    for start in range(0, len(wanted), _A_STATEMENT):
        rows = session.execute(
            select(
                Review.id, Review.uid, Review.text_id, Review.account_id, Account.name, Review.kind, Review.state,
                Review.finished_at, Review.scope, Review.revises_id,
            )
            .join(Account, Account.id == Review.account_id)
            .where(Review.text_id.in_(wanted[start : start + _A_STATEMENT]), Review.state != ReviewState.SKIPPED)
            .order_by(Review.kind != ReviewKind.GOLD, func.lower(Account.name), Review.id)
        ).all()  # fmt: skip
        # Chosen here: the engines would look through all reviews for what revises each.
        replaced = {row.revises_id for row in rows if row.state is ReviewState.FINISHED}
        heads = [_head(row[:-1]) for row in rows if row.id not in replaced]
        last: dict[tuple[int, int, str, str], int] = {}
        for head in heads:
            key = head.text_id, head.account_id, head.kind, head.state
            last[key] = max(head.review_id, last.get(key, 0))
        for head in heads:
            if last[head.text_id, head.account_id, head.kind, head.state] == head.review_id:
                found[head.text_id].append(head)
    return {text_id: tuple(passes) for text_id, passes in found.items()}


# Any: columns of many types.
def _head(row: Sequence[Any]) -> PassHead:
    return PassHead(*row)


def list_newest_texts(session: Session, *, article_ids: Collection[int]) -> Mapping[int, tuple[int, ArticleFacts]]:
    """The newest text's id and the facts of each of these articles, by article id."""
    if not article_ids:
        return {}
    newest = (
        select(func.max(ArticleText.number))
        .where(ArticleText.article_id == Article.id)
        .correlate(Article)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Article, ArticleText.id)
        .join(ArticleText, (ArticleText.article_id == Article.id) & (ArticleText.number == newest))
        .where(Article.id.in_(article_ids))
    )
    return {article.id: (text_id, facts_of(article)) for article, text_id in rows}


def facts_of(article: Article) -> ArticleFacts:
    """What is known of an article, as reports take it."""
    return ArticleFacts(
        article.title, article.outlet, tuple(article.outlet_aliases), article.section, article.byline, article.url,
        article.published_on, article.language,
    )  # fmt: skip


def list_reported_texts(
    session: Session, *, project_id: int, limit: int, hidden: Collection[int] = ()
) -> tuple[int, ...]:
    """Of a project's latest published articles the newest text that has a finished review, the latest first."""
    finished = select(Review.id).where(Review.text_id == ArticleText.id, Review.state == ReviewState.FINISHED)
    newest = (
        select(func.max(ArticleText.number))
        .where(ArticleText.article_id == Article.id, finished.exists())
        .correlate(Article)
        .scalar_subquery()
    )
    return tuple(
        session.scalars(
            select(ArticleText.id)
            .join(Article, (ArticleText.article_id == Article.id) & (ArticleText.number == newest))
            .where(
                Article.project_id == project_id,
                Article.published,
                finished.exists(),
                ArticleText.id.not_in(list(hidden)),
            )
            .order_by(Article.published_on.desc(), Article.id.desc())
            .limit(limit)
        )
    )


@dataclass(frozen=True, slots=True)
class ArticleTitle:
    """An article as a choice in a list."""

    uid: str
    title: str
    outlet: str
    published_on: str


def list_titles(session: Session, *, project_id: int, words: str, limit: int) -> tuple[ArticleTitle, ...]:
    """The latest articles of a project whose title or outlet holds `words`, case apart; all where there are none."""
    query = _titles(project_id)
    if words:
        query = query.where(
            func.lower(Article.title).contains(words.lower(), autoescape=True)
            | func.lower(Article.outlet).contains(words.lower(), autoescape=True)
        )
    rows = session.execute(query.order_by(Article.published_on.desc(), Article.id.desc()).limit(limit))
    return tuple(ArticleTitle(*row) for row in rows)


def list_titles_with_any(
    session: Session, *, project_id: int, words: Sequence[str], limit: int
) -> tuple[ArticleTitle, ...]:
    """The latest articles of a project whose title holds any of these lower-case words."""
    if not words:
        return ()
    holds = or_(*(func.lower(Article.title).contains(word, autoescape=True) for word in words))
    query = _titles(project_id).where(holds).order_by(Article.published_on.desc(), Article.id.desc())
    return tuple(ArticleTitle(*row) for row in session.execute(query.limit(limit)))


def find_titles(session: Session, *, project_id: int, uids: Collection[str]) -> tuple[ArticleTitle, ...]:
    """Those of these articles that the project has."""
    rows = session.execute(_titles(project_id).where(Article.uid.in_(uids)))
    return tuple(ArticleTitle(*row) for row in rows)


def _titles(project_id: int) -> Select[str, str, str, str]:
    return select(Article.uid, Article.title, Article.outlet, Article.published_on).where(
        Article.project_id == project_id, Article.published
    )
