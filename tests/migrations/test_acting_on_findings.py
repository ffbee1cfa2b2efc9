"""Revision 0013, with data: reviews and articles survive the way down and up."""

from sqlalchemy import func, select

from annotator.core.records import ReviewState, Role
from annotator.services.sourcing_sums import record_sums
from annotator.storage.migrate import downgrade, upgrade
from annotator.storage.tables import Article, Review, SourcingSum
from tests import make


def test_reviews_survive_the_tables_coming_and_going(database):
    with database.writing() as session:
        project = make.project(session)
        article = make.article(session, project)
        review = make.review(
            session, article, make.member(session, project, Role.REVIEWER), state=ReviewState.FINISHED,
            finished_at=make.NOW,
        )  # fmt: skip
        record_sums(session, [review.id])

    def counted():
        with database.reading() as session:
            return [session.scalar(select(func.count()).select_from(table)) for table in (Article, Review)]

    before = counted()
    downgrade(database.engine, "0012")
    assert counted() == before == [1, 1]
    upgrade(database.engine)
    assert counted() == before
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SourcingSum)) == 0
