"""The revision of the study on record, with data: what hangs on projects survives the way up and down."""

from sqlalchemy import text

from annotator.core.records import Role
from annotator.services import study
from annotator.services.study import Declared
from annotator.storage.migrate import downgrade, upgrade
from tests import make

#: The revision before the record came.
BEFORE = "0014"


def test_projects_and_people_survive_the_table_coming_and_going(database):
    with database.writing() as session:
        project = make.project(session)
        editor = make.actor(session, make.member(session, project, Role.EDITOR))
        study.declare(session, editor, project.uid, Declared("All", "", "", "independent", ""), number=0, now=make.NOW)
    downgrade(database.engine, BEFORE)
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT uid FROM project")).scalars().all() == [project.uid]
        assert connection.execute(text("SELECT count(*) FROM membership")).scalar_one() == 1
    upgrade(database.engine)
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM study_version")).scalar_one() == 0
