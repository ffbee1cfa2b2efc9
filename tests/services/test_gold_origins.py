"""Origins that gold reviews of earlier versions lack are told from their history, and nothing else is."""

import pytest
from sqlalchemy import delete, select

from annotator.core.annotations import Verb
from annotator.services.gold_origins import repair_origins
from annotator.storage.queries.decisions import list_gold_uids, load_origins
from annotator.storage.queries.gold_checks import find_loose_gold
from annotator.storage.tables import Action, OriginRow, Review
from tests.fixtures.adjudicated import stored_desk  # noqa: F401 - a fixture
from tests.services.test_gold_edits import AtWork


@pytest.fixture
def editor(database, desk) -> AtWork:
    return AtWork(database, desk)


def origins(database) -> dict[str, set[tuple[str, str, str]]]:
    """Of each gold review where its rows come from."""
    with database.reading() as session:
        golds = [session.query(Review).filter_by(uid=uid).one().id for uid in list_gold_uids(session)]
        assert not list(find_loose_gold(session))
        return {
            gold: {(one.origin.gold_uid, one.origin.reading, one.origin.uid) for one in load_origins(session, gold)}
            for gold in golds
        }


def forget_edits(database) -> int:
    """As an earlier version left it: nothing is recorded of edits by hand, nor taken along into revisions."""
    with database.writing() as session:
        by_hand = select(Action.id).where(Action.kind.in_(("sentence:answer", "annotation:edit", "claim:tag")))
        golds = select(Review.id).where(Review.kind == "gold")
        gone = session.execute(delete(OriginRow).where(OriginRow.action_id.in_(by_hand))).rowcount
        return gone + session.execute(delete(OriginRow).where(OriginRow.review_id.in_(golds))).rowcount


def repair(database) -> list[int]:
    with database.reading() as session:
        golds = list_gold_uids(session)
    found = []
    for uid in golds:
        with database.writing() as session:
            found.append(repair_origins(session, uid))
    return found


def test_what_was_written_by_hand_is_named_again_once_and_nothing_else(editor, database) -> None:
    editor.settle()
    editor.press(1, Verb.OPINION)
    editor.press(0, Verb.FACT)
    editor.finish()
    editor.reopen()
    before = origins(database)
    assert repair(database) == [0, 0], "a gold of this version lacks nothing"
    assert forget_edits(database) > 2
    assert origins(database) != before
    assert repair(database) == [2, 2]
    assert origins(database) == before
    assert repair(database) == [0, 0]


def test_what_a_decision_wrote_after_an_edit_is_the_decision_s(editor, database) -> None:
    editor.settle()
    editor.press(1, Verb.OPINION)
    editor.decide("claim:64", of="cid")
    before = origins(database)
    forget_edits(database)
    assert repair(database) == [0]
    assert origins(database) == before


def test_an_edit_that_was_taken_back_is_no_origin(editor, database) -> None:
    editor.settle()
    editor.press(1, Verb.OPINION)
    editor.undo()
    before = origins(database)
    forget_edits(database)
    assert repair(database) == [0]
    assert origins(database) == before
