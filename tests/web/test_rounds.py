"""Pages of rounds: a trainee's result in words, and the agreement page's choice of practice."""

from annotator.services import rounds
from annotator.services.reviews import finish_review, start_review
from annotator.services.rounds import Plan
from annotator.storage.tables import Review
from tests import make
from tests.fixtures.adjudicated import adjudicated_desk, three_passes
from tests.fixtures.rounds import rounds_desk
from tests.fixtures.stored import store_reading
from tests.services.test_adjudication import Editor


def test_a_trainee_reads_their_own_result_and_nobody_else_s(database, signed_in):
    with database.writing() as session:
        desk = adjudicated_desk(session)
        session.expunge_all()
    Editor(database, desk).settle_everything()
    with database.writing() as session:
        dan = desk.actor(session, "dan")
        plan = Plan("Practice", "training", desk.article.uid, people=[desk.people["dan"].uid])
        uid = rounds.create_round(session, desk.actor(session, "edi"), desk.project_uid, plan, now=make.NOW)
        review = start_review(session, dan, desk.article.uid, now=make.NOW)
        store_reading(session, session.query(Review).filter_by(uid=review).one(), three_passes()["cid"])
        finish_review(session, dan, review, now=make.NOW)
    page = signed_in(desk.people["dan"]).get(f"/rounds/{uid}").text
    assert "try the next one" in page
    assert "67%" in page
    assert signed_in(desk.people["ann"]).get(f"/rounds/{uid}").status_code == 404
    assert "Against gold" not in signed_in(desk.people["rob"]).get(f"/rounds/{uid}").text


def test_the_agreement_page_says_that_practice_is_left_out_and_takes_it_in_when_asked(database, signed_in):
    desk = rounds_desk(database)
    desk.open(articles=(0,))
    for number in (0, 1):
        for who in ("ada", "ben"):
            desk.tag(who, number)
    address = f"/projects/{desk.project.uid}/agreement"
    client = signed_in(desk.accounts["rea"])
    assert "1 training or calibration article" in client.get(address).text
    asked = client.get(f"{address}?practice=1").text
    assert "training or calibration article" not in asked
    assert 'name="practice" value="1" checked' in asked
