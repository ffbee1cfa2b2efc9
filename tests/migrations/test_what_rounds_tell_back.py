"""The revision of explanations and discussions, with data: questions survive their table being rebuilt, both ways."""

from sqlalchemy import text

from annotator.services.questions import Asked, ask
from annotator.services.round_discussions import open_discussion
from annotator.storage.migrate import downgrade, upgrade
from tests import make
from tests.fixtures.rounds import rounds_desk

BEFORE = "0020"


def test_questions_survive_the_way_down_and_up_and_discussions_go_with_their_rounds(database):
    desk = rounds_desk(database, articles=1)
    uid = desk.open(articles=(0,))
    own = desk.tag("ada", 0)
    desk.tag("ben", 0)
    desk.close(uid)
    desk.release(uid)
    with database.writing() as session:
        ask(session, desk.people["ada"], own, Asked("a" * 32, 0, 7, "Harbour", "Why?"), now=make.NOW)
        article = desk.articles[0].uid
        open_discussion(
            session, desk.people["edi"], uid, article, ordinal=1, words="See?", uid="b" * 32, now=make.NOW
        )
    counts = {name: f"SELECT count(*) FROM {name}" for name in ("question", "question_post", "review", "annotation")}

    def rows():
        with database.engine.connect() as connection:
            return {name: connection.execute(text(count)).scalar_one() for name, count in counts.items()}

    before = rows()
    assert (before["question"], before["question_post"]) == (2, 2)
    downgrade(database.engine, BEFORE)
    assert rows() == before | {"question": 1, "question_post": 1}
    upgrade(database.engine)
    assert rows() == before | {"question": 1, "question_post": 1}
    with database.engine.connect() as connection:
        found = connection.execute(text("SELECT uid, round_id, asker_id FROM question")).one()
        assert tuple(found) == ("a" * 32, None, None)
        assert connection.execute(text("SELECT count(*) FROM explanation")).scalar_one() == 0
