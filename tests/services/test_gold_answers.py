"""How a sentence without a tag is answered, in a gold review that has tags there: nothing is decided that it denies."""

import pytest

from annotator.core.adjudication import Rule
from annotator.core.annotations import Request, Verb
from annotator.core.errors import Conflict, Invalid
from annotator.core.records import Outcome, ReviewState, Role
from annotator.core.rulings import Choice, mark_of_all
from annotator.services import annotations as tagging
from annotator.services import deciding
from annotator.services.acts import Stamp
from tests import make
from tests.fixtures.adjudicated import DIFFERENCES, AdjudicatedDesk, stored_desk  # noqa: F401 - a fixture
from tests.fixtures.drafts import Draft
from tests.fixtures.stored import store_reading
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


def test_a_tag_and_an_answer_of_one_sentence_that_are_accepted_at_once_do_not_contradict_each_other(database) -> None:
    """Of nine readings five mark a claim; of the other four three say that there is nothing to tag."""
    with database.writing() as session:
        project = make.project(session)
        project.adjudicates_by_majority = True
        people = {"edi": make.member(session, project, Role.EDITOR, "Edi")}
        text = "Boats sank. It was late."
        article = make.article(session, project, text, sentences=Draft().add(text).sentences)
        reviews = {}
        for number in range(9):
            name = f"r{number}"
            draft = Draft().add(text)
            if number < 5:
                draft.claim("C", "Boats sank")
            else:
                draft.check(Outcome.NOT_ARTICLE if number == 8 else Outcome.NOTHING)
            people[name] = make.member(session, project, Role.REVIEWER, name.title())
            row = make.review(session, article, people[name], state=ReviewState.FINISHED, finished_at=make.NOW)
            store_reading(session, row, draft.reading)
            reviews[name] = row.uid
        desk = AdjudicatedDesk(project.uid, project.id, article, people, reviews)
        session.expunge_all()
    editor = AtWork(database, desk)
    editor.start()
    assert {one.item.key for one in editor.open().acceptable} == {"claim:0", "check:0"}
    editor.accept()
    gold = editor.open().gold_reading
    assert ([gold.quote(claim.span) for claim in gold.claims], gold.checks) == (["Boats sank"], ())
    claim, check = editor.decision("claim:0"), editor.decision("check:0")
    assert (claim.choice, claim.rule, check.choice, check.rule, check.ruling) == (
        Choice.TAKE, Rule.MAJORITY, Choice.WRITE, None, None,
    )  # fmt: skip
    editor.undo()
    assert editor.open().gold_reading.records == ()
    assert editor.decision("claim:0") is editor.decision("check:0") is None
    editor.accept()
    editor.finish()
    assert editor.open().is_finished
    assert editor.feedback("r5", "check", 0).final == ({"outcome": "tagged"},)


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
