"""A project's own claim model: who may have it, what it learns from, what it may be shown for, and what it refuses."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select, update

from annotator.core.errors import Conflict, Forbidden
from annotator.core.jobs import JobState
from annotator.core.permissions import Actor
from annotator.core.records import Outcome, ReviewKind, Role, Scope
from annotator.services import claim_models as models
from annotator.services import jobs
from annotator.services.suggestions import prepare_suggestions
from annotator.storage.queries import claim_models as queries
from annotator.storage.tables import Audit, ClaimModel, Job, Project, ReviewCheck
from annotator.suggest import training
from tests import make
from tests.fixtures import claim_desk

NOW = make.NOW
pytestmark = pytest.mark.skipif(not training.can_train(), reason="scikit-learn is not installed (requirements/dev.txt)")


@dataclass
class Desk:
    """A project with twelve finished articles and one new one, its editor and a reviewer."""

    database: object
    project_id: int
    project_uid: str
    edi: Actor
    ada: Actor
    known: list
    fresh: make.StoredArticle

    def train(self):
        with self.database.writing() as session:
            uid = models.ask_training(session, self.edi, self.project_uid, now=NOW)
        jobs.run_waiting(self.database, now=lambda: NOW)
        return self.job(uid)

    def job(self, uid):
        with self.database.reading() as session:
            return jobs.show_job(session, self.edi, uid)

    def show(self):
        with self.database.reading() as session:
            return models.show_claim_model(session, self.edi, self.project_uid)

    def use(self, uses=True):
        with self.database.writing() as session:
            version = session.scalar(select(Project.version).where(Project.id == self.project_id))
            models.use_claim_model(session, self.edi, self.project_uid, uses=uses, version=version, now=NOW)

    def prepared(self, article):
        with self.database.reading() as session:
            return prepare_suggestions(session, self.ada, article.uid)


@pytest.fixture
def desk(database):
    with database.writing() as session:
        project = make.project(session)
        project.shows_suggestions = True
        ada = make.member(session, project, Role.REVIEWER, "Ada")
        edi = make.member(session, project, Role.EDITOR, "Edi")
        known = claim_desk.fill(session, project, ada)
        fresh = claim_desk.article(session, project, "Skog")
        return Desk(
            database, project.id, project.uid, make.actor(session, edi), make.actor(session, ada), known, fresh
        )


def test_a_model_is_trained_in_the_background_measured_and_kept(desk):
    assert desk.show().newest is None
    job = desk.train()
    assert (job.state, job.result["number"], job.done, job.total) == (JobState.DONE, 1, 100, 100)
    shown = desk.show()
    assert (shown.newest.number, shown.newest.made_by, shown.is_on, shown.fault) == (1, "Edi", False, "")
    assert (shown.report.articles, shown.report.sentences, shown.report.claims) == (12, 60, 36)
    assert shown.report.model["precision"].value > shown.report.cues["precision"].value
    assert shown.report.model["f1"].interval.low is not None
    assert [doubt.title for doubt in shown.doubts] == ["News from Skog"]
    assert all(words in desk.fresh.text for words, _ in shown.doubts[0].words)
    assert desk.train().result["number"] == 2
    with desk.database.reading() as session:
        assert len(session.scalars(select(ClaimModel.id)).all()) == 2
        assert session.scalars(select(Audit.kind).where(Audit.kind == "claim_model:train")).all() == [
            "claim_model:train"
        ] * 2


def test_suggestions_are_the_models_only_once_an_editor_says_so_and_name_it(desk):
    desk.train()
    assert desk.prepared(desk.fresh).suggester == "rules"
    desk.use()
    prepared = desk.prepared(desk.fresh)
    assert (prepared.suggester, prepared.version) == ("learned", 1)
    assert len(prepared.body["claims"]) == 3
    assert all(one["why"].startswith("learned: “") for one in prepared.body["claims"])
    desk.use(uses=False)
    assert desk.prepared(desk.fresh).suggester == "rules"


def test_suggestions_stay_hidden_where_the_project_shows_none(desk):
    desk.train()
    desk.use()
    with desk.database.writing() as session:
        session.execute(update(Project).values(shows_suggestions=False))
    assert desk.prepared(desk.fresh) is None


def test_a_model_never_proposes_for_an_article_that_it_learned_from(desk):
    desk.train()
    desk.use()
    assert [desk.prepared(article).suggester for article in desk.known] == ["rules"] * len(desk.known)


def test_a_stored_model_that_was_altered_is_refused_and_the_rules_propose(desk, caplog):
    desk.train()
    desk.use()
    with desk.database.writing() as session:
        body = session.scalar(select(ClaimModel.body))
        session.execute(update(ClaimModel).values(body=body[:200] + bytes([body[200] ^ 1]) + body[201:]))
    assert desk.prepared(desk.fresh).suggester == "rules"
    assert "model_altered" in caplog.text
    assert "altered" in desk.show().fault
    desk.use(uses=False)
    with pytest.raises(Conflict) as refused:
        desk.use()
    assert refused.value.code == "model_altered"


def test_gold_is_learned_from_alone_and_sourcing_only_passes_and_untouched_sentences_not_at_all(desk):
    with desk.database.writing() as session:
        project = session.get(Project, desk.project_id)
        ben = make.member(session, project, Role.REVIEWER, "Ben")
        first, second, third = (claim_desk.article(session, project, town) for town in ("Aa", "Bo", "Cy"))
        claim_desk.judge(session, first, ben, claims=(False,) * 5)
        gold = claim_desk.judge(session, first, ben, kind=ReviewKind.GOLD, claims=(True,) * 5)
        claim_desk.judge(session, second, ben, scope=Scope.SOURCING_ONLY, claims=(False,) * 5)
        claim_desk.judge(session, third, ben, claims=(True, False))
        gold_id, ids = gold.id, (first.text_id, second.text_id, third.text_id)
    with desk.database.reading() as session:
        texts = {one.text_id: one for one in queries.list_texts_to_learn_from(session, desk.project_id)}
    assert texts[ids[0]].review_ids == (gold_id,)
    assert texts[ids[0]].is_gold
    assert ids[1] not in texts
    desk.train()
    assert desk.show().report.sentences == 60 + 5 + 2


def test_too_few_articles_are_refused_before_anything_is_begun(desk):
    with desk.database.writing() as session:
        other = make.project(session, "Other")
        edi = make.member(session, other, Role.EDITOR, "Eva")
        claim_desk.fill(session, other, edi, claim_desk.TOWNS[:9])
        actor, uid = make.actor(session, edi), other.uid
    with desk.database.writing() as session, pytest.raises(Conflict, match="there are 9") as refused:
        models.ask_training(session, actor, uid, now=NOW)
    assert refused.value.code == "too_little"
    with desk.database.reading() as session:
        assert session.scalars(select(Job.id)).all() == []


def test_too_few_no_answers_end_the_job_with_what_is_missing(desk):
    with desk.database.writing() as session:
        session.execute(ReviewCheck.__table__.delete().where(ReviewCheck.outcome == Outcome.NOTHING))
    job = desk.train()
    assert job.state is JobState.FAILED
    assert "8 not; there are 36: 36 claims and 0 others" in job.message
    assert desk.show().newest is None


def test_asking_twice_is_one_job_and_a_cancelled_one_keeps_nothing(desk):
    with desk.database.writing() as session:
        uid = models.ask_training(session, desk.edi, desk.project_uid, now=NOW)
        assert models.ask_training(session, desk.edi, desk.project_uid, now=NOW) == uid
        jobs.cancel(session, desk.edi, uid, now=NOW)
    jobs.run_waiting(desk.database, now=lambda: NOW)
    assert desk.job(uid).state is JobState.CANCELLED
    assert desk.show().newest is None


def test_without_the_extra_nothing_is_asked_for_and_the_page_knows(desk, monkeypatch):
    monkeypatch.setattr(models, "can_train", lambda: False)
    assert not desk.show().can_train
    with desk.database.writing() as session, pytest.raises(Conflict, match="pip install") as refused:
        models.ask_training(session, desk.edi, desk.project_uid, now=NOW)
    assert refused.value.code == "learn_missing"


def test_switching_on_takes_a_model_the_newest_state_and_an_editor(desk):
    with pytest.raises(Conflict) as refused:
        desk.use()
    assert refused.value.code == "no_model"
    with desk.database.writing() as session, pytest.raises(Conflict) as refused:
        models.use_claim_model(session, desk.edi, desk.project_uid, uses=True, version=99, now=NOW)
    assert refused.value.code == "stale"
    for ask in (
        lambda session: models.show_claim_model(session, desk.ada, desk.project_uid),
        lambda session: models.ask_training(session, desk.ada, desk.project_uid, now=NOW),
        lambda session: models.use_claim_model(session, desk.ada, desk.project_uid, uses=True, version=1, now=NOW),
    ):
        with desk.database.writing() as session, pytest.raises(Forbidden):
            ask(session)
