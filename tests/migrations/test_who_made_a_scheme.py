"""Revision 0004: schemes and what hangs on them survive the way up and down, on both engines."""

from annotator.core.records import Role
from annotator.storage.migrate import downgrade, upgrade
from annotator.storage.tables import SchemeVersion
from annotator.storage.transactions import Database
from tests import make
from tests.state import digest


def test_schemes_and_the_reviews_that_use_them_survive(database: Database) -> None:
    with database.writing() as session:
        project = make.project(session)
        make.review(session, make.article(session, project), make.member(session, project, Role.REVIEWER))
    before = digest(database)
    downgrade(database.engine, "0003")
    upgrade(database.engine)
    assert digest(database) == before
    with database.reading() as session:
        assert [(row.number, row.made_by_id) for row in session.query(SchemeVersion)] == [(1, None)]
