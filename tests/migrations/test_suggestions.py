"""The revision of suggestions, with data: passes and projects survive the way up and the way down."""

from sqlalchemy import text

from annotator.core.annotations import Request, Verb
from annotator.core.records import Role
from annotator.services import annotations as tagging
from annotator.services.annotations import Stamp
from annotator.services.reviews import start_review
from annotator.services.suggestions import prepare_suggestions
from annotator.storage.migrate import downgrade, upgrade
from tests import make

#: The revision before suggestions came.
BEFORE = "0006"


def test_passes_and_projects_survive_the_columns_coming_and_going(database):
    with database.writing() as session:
        project = make.project(session)
        project.shows_suggestions = True
        actor = make.actor(session, make.member(session, project, Role.REVIEWER))
        article = make.article(session, project)
        session.flush()
        prepared = prepare_suggestions(session, actor, article.uid)
        uid = start_review(session, actor, article.uid, now=make.NOW, prepared=prepared)
        done = tagging.answer(session, actor, uid, Request(2, Verb.FACT), stamp=Stamp(), now=make.NOW)
        claim = done.reading.claims[0].uid
    downgrade(database.engine, BEFORE)
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT uid FROM review")).scalars().all() == [uid]
        assert connection.execute(text("SELECT uid FROM annotation")).scalars().all() == [claim]
    upgrade(database.engine)
    with database.engine.connect() as connection:
        assert not connection.execute(text("SELECT suggestions_shown FROM review")).scalar_one()
        assert not connection.execute(text("SELECT shows_suggestions FROM project")).scalar_one()
        assert connection.execute(text("SELECT count(*) FROM suggestion")).scalar_one() == 0
