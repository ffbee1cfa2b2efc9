"""Revisions 0016 and 0019, with data: projects survive their columns coming and going, which are as at first then."""

from sqlalchemy import select

from annotator.core.records import Role
from annotator.storage.migrate import downgrade, upgrade
from annotator.storage.tables import Membership, Project
from tests import make


def test_projects_survive_columns_coming_and_going(database):
    with database.writing() as session:
        project = make.project(session)
        project.abbreviations, project.groups_by_byline = "Kft.", True
        make.member(session, project, Role.REVIEWER)
    downgrade(database.engine, "0015")
    upgrade(database.engine)
    with database.reading() as session:
        columns = (Project.name, Project.abbreviations, Project.groups_by_byline)
        assert session.execute(select(*columns)).all() == [("Northern Desk", "", False)]
        assert len(session.scalars(select(Membership.role)).all()) == 1
