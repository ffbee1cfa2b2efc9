"""A claim model is trained again by itself once enough passes were finished, for whom and when."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from annotator.core.jobs import JobState
from annotator.core.records import ReviewKind, ReviewState, Role, Scope
from annotator.services import claim_models as models
from annotator.services import jobs, retraining
from annotator.services.reviews import finish_review
from annotator.storage.queries import claim_models as queries
from annotator.storage.tables import Account, Audit, Job, Review
from annotator.suggest import training
from tests import make
from tests.fixtures import claim_desk

NOW = make.NOW
LATER = NOW + timedelta(days=1)
pytestmark = pytest.mark.skipif(not training.can_train(), reason="scikit-learn is not installed (requirements/dev.txt)")


@pytest.fixture
def desk(database):
    """A project with a model that Edi had trained; Ada has finished passes over nine more articles since, and has all
    but finished a tenth.
    """
    with database.writing() as session:
        project = make.project(session)
        ada, edi = (make.member(session, project, role, name)
                    for role, name in ((Role.REVIEWER, "Ada"), (Role.EDITOR, "Edi")))  # fmt: skip
        claim_desk.fill(session, project, ada)
        ids = project.id, edi.id
        actors, uid = (make.actor(session, ada), make.actor(session, edi)), project.uid
        queries.add_model(session, uid=make.uid(), project_id=project.id, made_by_id=edi.id, body=b"", sha256="",
                          report={}, text_ids=[], now=NOW)  # fmt: skip
        for number in range(10):
            stored = claim_desk.article(session, project, f"Skog {number}")
            review = claim_desk.judge(session, stored, ada)
            review.finished_at = LATER
    return Desk(database, *ids, uid, *actors, review.uid, review.id)


class Desk:
    """The project, with what a test does to it."""

    def __init__(self, database, project_id, edi_id, uid, ada, edi, review_uid, review_id):
        self.database, self.project_id, self.edi_id, self.uid = database, project_id, edi_id, uid
        self.ada, self.edi, self.review_uid, self.review_id = ada, edi, review_uid, review_id
        self.change(Review, self.review_id, state=ReviewState.STARTED, finished_at=None)

    def change(self, table, row_id, **values):
        with self.database.writing() as session:
            session.execute(update(table).where(table.id == row_id).values(**values))

    def finish(self):
        """Ada finishes her tenth pass; whether a worker is to be told, and the jobs that wait."""
        with self.database.writing() as session:
            finish_review(session, self.ada, self.review_uid, now=LATER)
            told = jobs.was_asked(session)
        with self.database.reading() as session:
            waiting = session.execute(select(Job.uid, Job.asked_by_id).where(Job.state == JobState.QUEUED)).all()
        return told, waiting


def test_the_tenth_pass_after_the_last_training_asks_for_the_next_in_the_editors_name(desk):
    told, [(uid, asked_by)] = desk.finish()
    assert told
    assert asked_by == desk.edi_id
    with desk.database.reading() as session:
        audits = session.execute(select(Audit.actor_uid, Audit.detail).where(Audit.kind == "job:ask")).all()
        assert [(by, detail["job"]) for by, detail in audits] == [(None, uid)]
    jobs.run_waiting(desk.database, now=lambda: LATER)
    with desk.database.reading() as session:
        shown = models.show_claim_model(session, desk.edi, desk.uid)
    assert (shown.newest.number, shown.report.articles, shown.left) == (2, 22, retraining.PASSES_BETWEEN)


@pytest.mark.parametrize("why", ["no model", "a pass fewer", "sourcing alone", "asked for already", "failed since",
                                 "no editor any more", "no extra"])  # fmt: skip
def test_nothing_is_asked_for(desk, why, monkeypatch):
    waiting = 0
    match why:
        case "no model":
            monkeypatch.setattr(queries, "find_last_training", lambda *_: None)
        case "a pass fewer":
            desk.change(Review, desk.review_id - 1, finished_at=NOW)
        case "sourcing alone":
            desk.change(Review, desk.review_id - 1, scope=Scope.SOURCING_ONLY)
        case "asked for already":
            with desk.database.writing() as session:
                models.ask_training(session, desk.edi, desk.uid, now=NOW)
            waiting = 1
        case "failed since":
            with desk.database.writing() as session:
                uid = models.ask_training(session, desk.edi, desk.uid, now=LATER)
                jobs.cancel(session, desk.edi, uid, now=LATER)
        case "no editor any more":
            desk.change(Account, desk.edi_id, disabled_at=NOW)
        case "no extra":
            monkeypatch.setattr(retraining, "can_train", lambda: False)
    told, jobs_waiting = desk.finish()
    assert (told, len(jobs_waiting)) == (False, waiting)


def test_finished_gold_counts_like_a_pass(desk):
    desk.change(Review, desk.review_id - 1, kind=ReviewKind.GOLD)
    assert desk.finish()[0]
