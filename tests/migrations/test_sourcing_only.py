"""Revision 0009, with data: what was there before survives the way down and up, and its projects ask for everything."""

from sqlalchemy import func, select

from annotator.core.records import Role, Scope
from annotator.services.reviews import start_review
from annotator.storage.migrate import downgrade, upgrade
from annotator.storage.tables import Project, Review, SchemeVersion
from tests import make


def test_projects_and_reviews_survive_the_column_coming_and_going(database):
    with database.writing() as session:
        project = make.project(session)
        project.pass_scope = Scope.SOURCING_ONLY
        actor = make.actor(session, make.member(session, project, Role.REVIEWER))
        start_review(session, actor, make.article(session, project).uid, now=make.NOW)

    def counted():
        with database.reading() as session:
            tables = (Review.__table__, SchemeVersion.__table__)
            return [session.scalar(select(func.count()).select_from(table)) for table in tables]

    before = counted()
    downgrade(database.engine, "0008")
    assert counted() == before
    upgrade(database.engine)
    assert counted() == before
    with database.reading() as session:
        assert session.scalars(select(Project.pass_scope)).all() == [Scope.FULL]
        assert session.scalars(select(Review.scope)).all() == [Scope.SOURCING_ONLY]
