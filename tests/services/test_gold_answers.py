"""How a sentence without a tag is answered, in a gold review that has tags there: nothing is decided that it denies."""

import pytest

from annotator.core.annotations import Request, Verb
from annotator.core.errors import Conflict, Invalid
from annotator.core.rulings import Choice, mark_of_all
from annotator.services import annotations as tagging
from annotator.services import deciding
from annotator.services.acts import Stamp
from tests import make
from tests.fixtures.adjudicated import DIFFERENCES, stored_desk  # noqa: F401 - a fixture
from tests.services.test_gold_edits import AtWork, revise


@pytest.fixture
def editor(database, desk) -> AtWork:
    return AtWork(database, desk)


def test_no_answer_is_taken_for_a_sentence_that_was_tagged_by_hand_before(editor) -> None:
    editor.start()
    editor.accept()
    for item in set(DIFFERENCES) - {"check:181"}:
        editor.decide(item)
    editor.press(6, Verb.FACT)
    gold = editor.open().gold_reading
    for name in ("bob", "cid"):
        with pytest.raises(Invalid, match="tagged in the gold review") as refused:
            editor.decide("check:181", of=name)
        assert refused.value.code == "tagged"
    assert (editor.decision("check:181"), editor.open().gold_reading) == (None, gold)
    editor.decide("check:181", Choice.WRITE)
    editor.finish()
    assert editor.precedent("check", 181).ruling == ({"outcome": "tagged"},)
    assert editor.feedback("bob", "check", 181).final == ({"outcome": "tagged"},)


def test_an_answer_is_taken_once_the_tags_are_gone_again(editor) -> None:
    editor.start()
    editor.press(6, Verb.FACT)
    editor.remove(editor.claim("Smoke over Vell").uid)
    editor.decide("check:181", of="bob")
    assert editor.decision("check:181").ruling == ({"outcome": "nothing"},)


def test_the_bulk_leaves_a_sentence_open_that_was_tagged_by_hand(editor) -> None:
    editor.start()
    shown = mark_of_all(editor.open().acceptable)
    editor.press(0, Verb.FACT)
    with pytest.raises(Conflict, match="What can be accepted has changed"):
        editor._do(deciding.accept_agreed, editor.open(), shown=shown, stamp=Stamp())
    assert "check:0" not in {settling.item.key for settling in editor.open().acceptable}
    assert "check:0" in {settling.item.key for settling in editor.open().to_do}
    editor.accept()
    assert editor.decision("check:0") is None
    for item in DIFFERENCES:
        editor.decide(item, of="bob" if item == "check:181" else "ann")
    with pytest.raises(deciding.Unsettled, match=r"^1 item is not settled"):
        editor.finish()
    editor.decide("check:0", Choice.WRITE)
    editor.finish()
    assert [claim.start for claim in editor.open().gold_reading.claims if claim.start < 20] == [0]


def test_an_answer_that_was_taken_is_written_anew_when_a_reading_s_tag_is_taken_there(editor, database, desk) -> None:
    revise(database, desk, "ann", lambda session, person, uid: tagging.answer(
        session, person, uid, Request(6, Verb.FACT), stamp=Stamp(), now=make.NOW
    ))  # fmt: skip
    editor.start()
    (desk.reviews["ann"],) = editor.open().lined.readings.keys() - set(desk.reviews.values())
    editor.decide("check:181", of="bob")
    before = editor.decision("check:181")
    assert before.ruling == ({"outcome": "nothing"},)
    editor.decide("claim:181", of="ann")
    now = editor.decision("check:181")
    assert (now.choice, now.ruling, now.by) == (Choice.WRITE, None, editor.decision("claim:181").by)
    assert now.readings == before.readings
    editor.undo()
    assert (editor.decision("check:181"), editor.decision("claim:181")) == (before, None)
    editor.redo()
    assert editor.decision("check:181") == now
