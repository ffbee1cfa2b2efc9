"""`annotator doctor` on what desk views are summed from: said, and no fault."""

from click.testing import CliRunner

from annotator.cli import main
from annotator.cli.doctor_database import count_uncounted
from annotator.core.records import ReviewState, Role
from tests import make


def test_doctor_says_how_many_finished_reviews_are_not_counted(sqlite_database, tmp_path):
    assert count_uncounted(sqlite_database) == 0
    with sqlite_database.writing() as session:
        project = make.project(session)
        reviewer = make.member(session, project, Role.REVIEWER)
        article = make.article(session, project)
        make.review(session, article, reviewer, state=ReviewState.FINISHED, finished_at=make.NOW)
    sqlite_database.close()
    said = CliRunner().invoke(main, ["--instance", str(tmp_path), "doctor"]).output
    assert "ok     desk views: 1 finished reviews are still to be counted" in said
