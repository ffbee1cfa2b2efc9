"""What the doctor asks of gold reviews: nothing in a sound one, and each thing that can point at nothing."""

from contextlib import suppress

import pytest
from sqlalchemy import select, update

from annotator.core.records import ReviewKind
from annotator.storage.queries.gold_checks import find_loose_gold
from annotator.storage.tables import Action, DecisionRow, OriginRow, Review
from tests import make
from tests.fixtures.adjudicated import store_adjudicated_desk
from tests.services.test_adjudication import Editor


class _TakeBack(Exception):
    """Raised to roll a damage back."""


NOTHING = "f" * 32
_PASS = select(Review.id).where(Review.kind != ReviewKind.GOLD).limit(1).scalar_subquery()


@pytest.fixture
def settled(database):
    desk = store_adjudicated_desk(database)
    Editor(database, desk).settle_everything()
    with database.writing() as session:
        make.review(session, make.article(session, make.project(session)), make.account(session))
    return database


def test_each_thing_that_points_at_nothing_is_found_and_nothing_in_a_sound_gold(settled) -> None:
    other = select(Review.id).where(Review.kind != ReviewKind.GOLD).order_by(Review.id.desc()).limit(1)
    for words, damage in (
        ("", ()),
        ("decisions are in a review that is no gold", (update(DecisionRow).values(gold_id=_PASS),)),
        ("origins are in a review that is no gold", (update(OriginRow).values(gold_id=_PASS),)),
        ("decisions are of an act in another review", (update(Action).values(review_id=_PASS),)),
        ("origins are of an act in another review", (update(Action).values(review_id=None),)),
        ("decisions are about words beyond their text", (update(DecisionRow).values(stop=10**6),)),
        ("origins are in a review of another text", (update(OriginRow).values(review_id=other.scalar_subquery()),)),
        ("origins are told of a row that its gold never had", (update(OriginRow).values(gold_uid=NOTHING),)),
        ("origins name a row that its review never had", (update(OriginRow).values(origin_uid=NOTHING),)),
        ("decisions name a review that is not there", (update(DecisionRow).values(readings={NOTHING: []}),)),
        ("decisions name a review that is not there", (update(DecisionRow).values(taken={"": NOTHING}),)),
    ):
        found: list[str] = []
        with suppress(_TakeBack), settled.writing() as session:
            for statement in damage:
                session.execute(statement.execution_options(synchronize_session=False))
            found += find_loose_gold(session)
            raise _TakeBack
        assert [line for line in found if words in line] if words else found == [], (words, found)
