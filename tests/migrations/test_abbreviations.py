"""Revision 0016, with data: projects survive the column coming and going, and have no list of their own."""

from sqlalchemy import select

from annotator.core.records import Role
from annotator.storage.migrate import downgrade, upgrade
from annotator.storage.tables import Membership, Project
from tests import make


def test_projects_survive_the_column_coming_and_going(database):
    with database.writing() as session:
        project = make.project(session)
        project.abbreviations = "Kft."
        make.member(session, project, Role.REVIEWER)
    downgrade(database.engine, "0015")
    upgrade(database.engine)
    with database.reading() as session:
        assert session.execute(select(Project.name, Project.abbreviations)).all() == [("Northern Desk", "")]
        assert len(session.scalars(select(Membership.role)).all()) == 1
