"""Origins that gold reviews of earlier versions lack are told from their history, and nothing else is."""

from itertools import pairwise

import pytest
from sqlalchemy import delete, select

from annotator.core.annotations import Verb
from annotator.services.gold_origins import Repaired, repair_origins
from annotator.storage.queries.decisions import list_gold_uids, load_origins
from annotator.storage.queries.gold_checks import find_loose_gold
from annotator.storage.tables import Action, OriginRow, Review
from tests.fixtures.adjudicated import stored_desk  # noqa: F401 - a fixture
from tests.services.test_gold_edits import AtWork

NOTHING = Repaired()


@pytest.fixture
def editor(database, desk) -> AtWork:
    return AtWork(database, desk)


def faults(database) -> list[str]:
    with database.reading() as session:
        return list(find_loose_gold(session))


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


def copy_stale(database) -> int:
    """As an earlier version began golds again: with the origins of what had been removed from them."""
    with database.writing() as session:
        golds = session.scalars(select(Review).where(Review.kind == "gold").order_by(Review.id)).all()
        copied = 0
        for before, gold in pairwise(golds):
            there = set(session.scalars(select(OriginRow.gold_uid).where(OriginRow.gold_id == gold.id)))
            rows = select(OriginRow).where(OriginRow.gold_id == before.id, OriginRow.gold_uid.not_in(there))
            for row in session.scalars(rows.order_by(OriginRow.id)).all():
                review_id = gold.id if row.review_id == before.id else row.review_id
                values = {"review_id": review_id, "origin_uid": row.origin_uid, "table": row.table}
                session.add(OriginRow(gold_id=gold.id, gold_uid=row.gold_uid, action_id=None, **values))
                copied += 1
            session.flush()
        return copied


def repair(database) -> list[Repaired]:
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
    assert repair(database) == [NOTHING] * 2, "a gold of this version lacks nothing"
    assert forget_edits(database) > 2
    assert origins(database) != before
    assert repair(database) == [Repaired(named=2)] * 2
    assert origins(database) == before
    assert repair(database) == [NOTHING] * 2


def test_what_a_decision_wrote_after_an_edit_is_the_decision_s(editor, database) -> None:
    editor.settle()
    editor.press(1, Verb.OPINION)
    editor.decide("claim:64", of="cid")
    before = origins(database)
    forget_edits(database)
    assert repair(database) == [NOTHING]
    assert origins(database) == before


def test_an_edit_that_was_taken_back_is_no_origin(editor, database) -> None:
    editor.settle()
    editor.press(1, Verb.OPINION)
    editor.undo()
    before = origins(database)
    forget_edits(database)
    assert repair(database) == [NOTHING]
    assert origins(database) == before


def begun_again(editor) -> None:
    """A gold with a claim edited by hand, from which two others were removed, one of them edited before, begun again
    twice.
    """
    editor.settle()
    editor.press(1, Verb.OPINION)
    editor.press(3, Verb.OPINION)
    for words in ("feared for their posts", "Some 400 people were moved"):
        editor.remove(editor.claim(words).uid)
    for _ in range(2):
        editor.finish()
        editor.reopen()


def test_what_an_earlier_version_took_along_of_removed_rows_goes_and_nothing_else(editor, database) -> None:
    begun_again(editor)
    before = origins(database)
    assert len(before) == 3
    stale = copy_stale(database)
    assert stale > 2
    assert faults(database) == [
        f"{stale} origins were copied from an earlier gold review without their rows: annotator db recount"
    ]
    first, *others = repair(database)
    assert first == NOTHING, "the gold that had the rows still says where they came from"
    assert [one.named for one in others] == [0, 0]
    assert sum(one.removed for one in others) == stale
    assert origins(database) == before
    assert repair(database) == [NOTHING] * 3


def test_an_origin_of_a_row_that_nobody_ever_had_is_damage_and_stays(editor, database) -> None:
    begun_again(editor)
    with database.writing() as session:
        last = session.scalars(select(OriginRow).order_by(OriginRow.gold_id.desc(), OriginRow.id)).first()
        last.gold_uid = "f" * 32
    assert repair(database) == [NOTHING] * 3
    assert faults(database) == ["1 origins are told of a row that its gold never had"]
