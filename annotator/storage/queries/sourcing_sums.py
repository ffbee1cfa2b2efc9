"""What finished reviews' reports count, kept: written when a review is finished or its text is cut anew."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from annotator.core.records import ArticleFacts, ReviewState, Scope
from annotator.core.sourcing.summary import Summary, read_summary, write_summary
from annotator.storage.queries.sourcing import facts_of
from annotator.storage.tables import Article, ArticleText, Review, SourcingSum

#: SQLite takes 32,766 values a statement.
_A_STATEMENT = 10_000


@dataclass(frozen=True, slots=True)
class SummedReview:
    """A finished review with what its report needs besides its tags."""

    review_id: int
    text_id: int
    scope: Scope
    facts: ArticleFacts


def list_summed(session: Session, review_ids: Collection[int]) -> tuple[SummedReview, ...]:
    """The finished ones among these reviews."""
    rows = session.execute(
        select(Review.id, Review.text_id, Review.scope, Article)
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(Review.id.in_(list(review_ids)), Review.state == ReviewState.FINISHED)
        .order_by(Review.id)
    )
    return tuple(SummedReview(id_, text_id, scope, facts_of(article)) for id_, text_id, scope, article in rows)


def list_finished(session: Session, text_id: int) -> tuple[int, ...]:
    """The finished reviews of a text."""
    return tuple(
        session.scalars(select(Review.id).where(Review.text_id == text_id, Review.state == ReviewState.FINISHED))
    )


def put_sum(session: Session, *, review_id: int, text_id: int, summary: Summary) -> None:
    """Keep a review's summary in the place of an earlier one."""
    session.execute(delete(SourcingSum).where(SourcingSum.review_id == review_id))
    session.execute(
        insert(SourcingSum).values(review_id=review_id, text_id=text_id, body=write_summary(summary))
    )


def load_sums(session: Session, review_ids: Collection[int]) -> Mapping[int, Summary]:
    """The kept summaries by review id; those that are missing, or of an older version, are left out."""
    ids = sorted(review_ids)
    found: dict[int, Summary] = {}
    for start in range(0, len(ids), _A_STATEMENT):
        part = ids[start : start + _A_STATEMENT]
        rows = session.execute(
            select(SourcingSum.review_id, SourcingSum.body).where(SourcingSum.review_id.in_(part))
        )
        for review_id, body in rows:
            if (summary := read_summary(body)) is not None:
                found[review_id] = summary
    return found
