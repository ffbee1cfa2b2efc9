"""The revisions of jobs and reports, with data: what hangs on projects and people survives the way up and down."""

from sqlalchemy import text

from annotator.core.records import Role
from annotator.core.reports import Basis, Draft, Versions
from annotator.services import reports
from annotator.storage.migrate import downgrade, upgrade
from tests import make

#: The revision before jobs and reports came.
BEFORE = "0009"


def test_projects_and_people_survive_the_tables_coming_and_going(database):
    with database.writing() as session:
        project = make.project(session)
        editor = make.actor(session, make.member(session, project, Role.EDITOR))
        article = make.article(session, project)
        draft = Draft("counts", "Counts", {}, Versions((1,), (), "0"))
        reports.keep(session, editor, project.uid, draft, now=make.NOW)
    downgrade(database.engine, BEFORE)
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT uid FROM article")).scalars().all() == [article.uid]
        assert connection.execute(text("SELECT count(*) FROM membership")).scalar_one() == 1
    upgrade(database.engine)
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM report")).scalar_one() == 0
        assert connection.execute(text("SELECT count(*) FROM job")).scalar_one() == 0


def test_kept_reports_survive_what_they_counted_coming_and_going(database):
    with database.writing() as session:
        project = make.project(session)
        editor = make.actor(session, make.member(session, project, Role.EDITOR))
        basis = Basis(1, 0, b"texts", b"patterns", b"", b"pairs", b"reported")
        draft = Draft("agreement", "March", {}, Versions((1,), (), "0"), basis=basis)
        uid = reports.keep(session, editor, project.uid, draft, now=make.NOW)
    downgrade(database.engine, "0024")
    with database.engine.connect() as connection:
        [(body, sha256)] = connection.execute(text("SELECT body, sha256 FROM report")).all()
    upgrade(database.engine)
    with database.reading() as session:
        kept = reports.take_up(session, uid)
        assert (kept.body, kept.head.sha256) == (body, sha256)
        assert session.execute(text("SELECT count(*) FROM report_basis")).scalar_one() == 0
