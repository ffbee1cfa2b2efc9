"""The revision of the ledgers, with data: reviews survive the way down and up, and their ledgers are made again."""

from sqlalchemy import func, select

from annotator.core.records import ReviewState, Role
from annotator.services.sourcing_sums import record_sums
from annotator.storage.migrate import downgrade, upgrade
from annotator.storage.queries.ledgers import list_waiting
from annotator.storage.tables import Article, LedgerSource, LedgerText, Review
from tests import make
from tests.fixtures.drafts import Draft
from tests.fixtures.stored import store_reading


def test_reviews_survive_and_their_ledgers_are_made_again(database):
    draft = Draft().unnamed("S1").add("It was set, one official said.").mention("S1", "one official")
    draft.claim("C1", "It was set", on=("S1",))
    with database.writing() as session:
        project = make.project(session)
        article = make.article(session, project, draft.text, sentences=draft.sentences)
        person = make.member(session, project, Role.REVIEWER)
        review = make.review(session, article, person, state=ReviewState.FINISHED, finished_at=make.NOW)
        store_reading(session, review, draft.reading)
        record_sums(session, [review.id])
        project_id = project.id

    def counted(*tables):
        with database.reading() as session:
            return [session.scalar(select(func.count()).select_from(table)) for table in tables]

    assert counted(Article, Review, LedgerText, LedgerSource) == [1, 1, 1, 1]
    downgrade(database.engine, "0016")
    assert counted(Article, Review) == [1, 1]
    upgrade(database.engine)
    assert counted(Article, Review, LedgerText, LedgerSource) == [1, 1, 0, 0]
    with database.writing() as session:
        waiting = list_waiting(session, project_id)
        assert len(waiting) == 1
        record_sums(session, waiting)
    assert counted(LedgerText, LedgerSource) == [1, 1]
