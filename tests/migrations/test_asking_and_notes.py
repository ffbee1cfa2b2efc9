"""Revision 0008, with data: what was there before survives the way down and up."""

from sqlalchemy import func, select

from annotator.core.records import Role
from annotator.services.reviews import start_review
from annotator.storage.migrate import downgrade, upgrade
from annotator.storage.tables import Note, Question, Review, SentenceRow
from tests import make


def test_reviews_and_texts_survive_the_tables_coming_and_going(database):
    with database.writing() as session:
        project = make.project(session)
        actor = make.actor(session, make.member(session, project, Role.REVIEWER))
        start_review(session, actor, make.article(session, project).uid, now=make.NOW)

    def counted():
        with database.reading() as session:
            return [session.scalar(select(func.count()).select_from(table)) for table in (Review, SentenceRow)]

    before = counted()
    downgrade(database.engine, "0007")
    assert counted() == before
    upgrade(database.engine)
    assert counted() == before
    with database.reading() as session:
        assert session.query(Note).count() + session.query(Question).count() == 0
