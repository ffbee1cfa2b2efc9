"""The revision of adjudication, with data: passes, projects and the gold review survive the way up and the way down."""

from sqlalchemy import func, select, text

from annotator.core.rulings import mark_of_all
from annotator.services.acts import Stamp
from annotator.services.adjudication import open_adjudication
from annotator.services.deciding import accept_agreed
from annotator.services.gold import start_adjudication
from annotator.storage.migrate import downgrade, upgrade
from annotator.storage.tables import Annotation, DecisionRow, Project, Review
from tests import make
from tests.fixtures.adjudicated import adjudicated_desk

#: The revision before adjudication came.
BEFORE = "0011"


def rows(database) -> list[int]:
    with database.engine.connect() as connection:
        return [
            connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("project", "review", "annotation", "source", "action", "change")
        ]


def test_reviews_survive_the_tables_coming_and_going(database):
    with database.writing() as session:
        desk = adjudicated_desk(session)
        edi = desk.actor(session, "edi")
        start_adjudication(session, edi, desk.article.uid, now=make.NOW)
        opened = open_adjudication(session, edi, desk.article.uid)
        accept_agreed(session, edi, opened, shown=mark_of_all(opened.acceptable), stamp=Stamp(), now=make.NOW)
        assert session.scalar(select(func.count()).select_from(DecisionRow)) > 5
    before = rows(database)
    downgrade(database.engine, BEFORE)
    assert rows(database) == before
    upgrade(database.engine)
    assert rows(database) == before
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DecisionRow)) == 0
        assert not session.scalar(select(Project.adjudicates_blind))
        assert session.scalar(select(func.count()).select_from(Review)) == 4
        assert session.scalar(select(func.count()).select_from(Annotation)) > 0
