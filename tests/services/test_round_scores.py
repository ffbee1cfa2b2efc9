"""Scores against gold and one's own feedback: who sees them and when, and only one's own."""

import pytest

from annotator.core.errors import Forbidden
from annotator.core.rulings import Why
from annotator.services import rounds
from annotator.services.feedback import list_feedback
from annotator.services.reviews import finish_review, reopen_review, start_review
from annotator.services.round_scores import score_round
from annotator.services.rounds import Plan
from annotator.storage.tables import Review, Round
from tests import make
from tests.fixtures.adjudicated import DIFFERENCES, store_adjudicated_desk, three_passes
from tests.fixtures.stored import store_reading
from tests.services.test_adjudication import Editor


@pytest.fixture
def desk(database):
    found = store_adjudicated_desk(database)
    Editor(database, found).settle_everything()
    return found


def give(database, desk, kind, who="dan"):
    with database.writing() as session:
        people = [desk.people[who].uid]
        plan = Plan("Practice", kind, [desk.article.uid], people, pass_mark=80)
        return rounds.create_round(session, desk.actor(session, "edi"), desk.project_uid, plan, now=make.NOW)


def tag(database, desk, like, who="dan"):
    with database.writing() as session:
        person = desk.actor(session, who)
        uid = start_review(session, person, desk.article.uid, now=make.NOW)
        store_reading(session, session.query(Review).filter_by(uid=uid).one(), three_passes()[like])
        finish_review(session, person, uid, now=make.NOW)
        return uid


def scores(database, desk, uid, who):
    with database.reading() as session:
        person = desk.actor(session, who)
        return score_round(session, person, rounds.show_round(session, person, uid))


def test_a_trainee_is_told_at_once_and_passes_or_tries_the_next_one(database, desk):
    uid = give(database, desk, "training")
    assert scores(database, desk, uid, "dan").passes == ()
    tag(database, desk, "ann")
    found = scores(database, desk, uid, "dan")
    assert [(one.name, one.score.attributions.f1) for one in found.passes] == [("Dan", 1.0)]
    assert [(one.passed, one.left) for one in found.verdicts] == [(True, 0)]


def test_a_pass_below_the_mark_tries_the_next_one(database, desk):
    uid = give(database, desk, "training")
    tag(database, desk, "cid")
    assert [one.passed for one in scores(database, desk, uid, "dan").verdicts] == [False]


def test_a_test_is_told_to_editors_at_once_and_to_its_person_with_the_release(database, desk):
    uid = give(database, desk, "test")
    tag(database, desk, "ann")
    assert len(scores(database, desk, uid, "edi").passes) == 1
    assert scores(database, desk, uid, "dan").passes == ()
    assert scores(database, desk, uid, "rob").passes == ()
    with database.writing() as session:
        rounds.close_round(session, desk.actor(session, "edi"), uid, now=make.NOW)
        rounds.release_round(session, desk.actor(session, "edi"), uid, now=make.NOW)
    assert len(scores(database, desk, uid, "dan").passes) == 1
    assert scores(database, desk, uid, "rob").passes == ()


def feedback(database, desk, who, **asked):
    with database.reading() as session:
        view = list_feedback(session, desk.actor(session, who), desk.project_uid, **asked)
        return [item for text in view.texts for item in text.items]


def test_feedback_has_what_one_said_what_was_decided_why_and_the_sentence(database, desk):
    items = feedback(database, desk, "bob")
    assert len(items) == len(DIFFERENCES)
    figure = next(item for item in items if item.said.tag == "figure")
    assert figure.sentence == "Some 400 people were moved."
    assert figure.said.mine != figure.said.final
    assert {item.said.why for item in items} <= set(Why)
    assert [item.said.tag for item in feedback(database, desk, "bob", tag="figure")] == ["figure"]
    kept = {item.said.why for item in items}
    assert feedback(database, desk, "bob", why=next(why for why in Why if why not in kept)) == []


def test_feedback_is_one_s_own_and_for_who_tags(database, desk):
    assert feedback(database, desk, "dan") == []
    mine = {id_: [item.said.mine for item in feedback(database, desk, id_)] for id_ in ("ann", "bob")}
    assert mine["ann"] != mine["bob"]
    with pytest.raises(Forbidden):
        feedback(database, desk, "rob")


def test_feedback_waits_for_the_release_of_its_round_and_while_one_tags_the_text_again(database, desk):
    with database.writing() as session:
        row = Round(
            uid="0" * 32, project_id=desk.project_id, number=1, name="March", kind="production", opened_at=make.NOW
        )
        session.add(row)
        session.flush()
        review = session.query(Review).filter_by(uid=desk.reviews["bob"]).one()
        review.round_id = row.id
    assert feedback(database, desk, "bob") == []
    with database.writing() as session:
        session.query(Round).one().state = "released"
    assert feedback(database, desk, "bob") != []
    with database.writing() as session:
        reopen_review(session, desk.actor(session, "bob"), desk.reviews["bob"], now=make.NOW)
    assert feedback(database, desk, "bob") == []
