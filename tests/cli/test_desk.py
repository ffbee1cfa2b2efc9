"""`annotator doctor` on what desk views are summed from: said, and no fault."""

from contextlib import nullcontext

from annotator.cli.doctor import uncounted_words
from annotator.core.records import ReviewState, Role
from annotator.settings import Settings
from tests import make


def test_doctor_says_how_many_finished_reviews_are_not_counted(sqlite_database, tmp_path, monkeypatch):
    monkeypatch.setattr("annotator.cli.doctor.open_database", lambda settings: nullcontext(sqlite_database))
    assert uncounted_words(Settings(instance=tmp_path)) == "desk views"
    with sqlite_database.writing() as session:
        project = make.project(session)
        reviewer = make.member(session, project, Role.REVIEWER)
        article = make.article(session, project)
        make.review(session, article, reviewer, state=ReviewState.FINISHED, finished_at=make.NOW)
    assert uncounted_words(Settings(instance=tmp_path)) == "desk views: 1 finished reviews are still to be counted"
