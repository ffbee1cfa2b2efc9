"""Revision 0002: what was stored before it is found after it, and nothing is lost on the way up or down."""

from annotator.storage.migrate import downgrade, upgrade
from annotator.storage.tables import SentenceWords
from annotator.storage.transactions import Database
from annotator.storage.word_index import count_missing_rows, find_unindexed
from tests import make
from tests.state import digest


def test_texts_that_are_there_are_indexed_on_the_way_up(database: Database) -> None:
    with database.writing() as session:
        project = make.project(session)
        for place in ("Harbour", "Market", "Station"):
            make.article(session, project, make.TEXT.replace("Harbour", place))
    before = digest(database, but=SentenceWords.__tablename__)
    downgrade(database.engine, "0001")
    upgrade(database.engine)
    assert digest(database, but=SentenceWords.__tablename__) == before
    with database.reading() as session:
        assert find_unindexed(session) == []
        assert count_missing_rows(session) == 0
        assert session.query(SentenceWords).count() == 18
