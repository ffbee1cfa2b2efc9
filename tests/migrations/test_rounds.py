"""The revision of rounds, with data: reviews survive their table being rebuilt, and its partial indexes come along."""

import pytest
from sqlalchemy import text

from annotator.core.errors import Conflict
from annotator.storage.migrate import downgrade, upgrade
from annotator.storage.queries.readings import load_reading
from annotator.storage.tables import Review
from tests.fixtures.rounds import rounds_desk

#: The revision before rounds came.
BEFORE = "0017"


def test_reviews_survive_the_way_down_and_up(database):
    desk = rounds_desk(database)
    uid = desk.tag("ada", 3)
    desk.open()
    with database.reading() as session:
        review = session.query(Review).filter_by(uid=uid).one()
        before, review_id = load_reading(session, review.id), review.id
    counts = [text(f"SELECT count(*) FROM {name}") for name in ("review", "annotation", "review_check", "action")]
    with database.engine.connect() as connection:
        rows = [connection.execute(count).scalar_one() for count in counts]
    downgrade(database.engine, BEFORE)
    upgrade(database.engine)
    with database.engine.connect() as connection:
        assert [connection.execute(count).scalar_one() for count in counts] == rows
        assert connection.execute(text("SELECT count(*) FROM round")).scalar_one() == 0
    with database.reading() as session:
        assert load_reading(session, review_id) == before
    again = (
        "INSERT INTO review (uid, text_id, segmentation_id, account_id, kind, scheme_version_id, scope, state,"
        " started_at, version) SELECT 'x', text_id, segmentation_id, account_id, kind, scheme_version_id, scope,"
        " state, started_at, version FROM review WHERE state = 'assigned' LIMIT 1"
    )
    with pytest.raises(Conflict), database.writing() as session:
        session.execute(text(again))  # one in hand per person and text: the partial index is there
