"""Deciding, and what a finished gold review is good for: rules that ask nothing of the engine but what others test."""

import pytest
from sqlalchemy import event, func, select

from annotator.core.annotations import Request, Verb
from annotator.core.errors import Conflict, Invalid
from annotator.core.records import ReviewKind
from annotator.core.rulings import Choice, Why
from annotator.services import annotations as tagging
from annotator.services.acts import Stamp
from annotator.services.adjudication import open_adjudication
from annotator.services.deciding import Unsettled
from annotator.services.reviews import finish_review, open_review, start_review
from annotator.services.sourcing import article_report
from annotator.storage.queries.decisions import decisions_for_reviewer, load_origins
from annotator.storage.tables import Audit, DecisionRow
from tests import make
from tests.fixtures.adjudicated import DIFFERENCES, stored_desk  # noqa: F401 - a fixture
from tests.services.test_adjudication import Editor


@pytest.fixture
def database(sqlite_database):
    """One engine: the writes are those of test_adjudication.py, which has both."""
    return sqlite_database


@pytest.fixture
def editor(database, desk) -> Editor:
    return Editor(database, desk)


def test_a_gold_with_something_left_to_settle_is_not_finished(editor) -> None:
    editor.start()
    with pytest.raises(Unsettled, match=r"^13 items are not settled"):
        editor.finish()
    editor.accept()
    for item in set(DIFFERENCES) - {"check:181", "claim:151"}:
        editor.decide(item)
    editor.decide("claim:151", Choice.WRITE)
    with pytest.raises(Unsettled, match=r"^1 item is not settled yet"):
        editor.finish()
    editor.decide("check:181", of="bob")
    with pytest.raises(Unsettled, match=r"^1 thing is open .* answer it"):
        editor.finish()
    with editor.database.writing() as session:
        actor, uid = editor.desk.actor(session, "edi"), editor.open().gold.uid
        tagging.answer(session, actor, uid, Request(4, Verb.PREDICTION), stamp=Stamp(), now=make.NOW)
    editor.finish()
    assert editor.open().is_finished


def test_a_decision_needs_a_reason_and_is_refused_upon_other_readings(editor, database) -> None:
    editor.start()
    with pytest.raises(Invalid) as refused:
        editor.decide("claim:64", why=None)
    assert set(refused.value.fields) == {"why"}
    with pytest.raises(Conflict):
        editor.decide("claim:64", digest="0" * 16)
    with pytest.raises(Invalid):
        editor.decide("figure:83", Choice.PARTS, parts={})
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DecisionRow)) == 0


def test_another_decision_about_an_item_replaces_the_first_and_undo_brings_that_back(editor) -> None:
    editor.start()
    editor.decide("claim:64", of="ann")
    uid = editor.open().gold_reading.claims[0].uid
    editor.decide("claim:64", of="cid", why=Why.GUIDELINE)
    claim = editor.open().gold_reading.claims[0]
    assert (claim.uid, len(claim.flags)) == (uid, 2)
    editor.undo()
    settling = next(s for s in editor.open().settlings if s.item.key == "claim:64")
    assert settling.decision.why is Why.SLIP
    assert len(editor.open().gold_reading.claims[0].flags) == 1


def test_a_gold_in_hand_does_not_make_its_editor_a_reviewer_of_the_text(editor, desk, database) -> None:
    editor.start()
    with database.reading() as session:
        opened = open_review(session, desk.actor(session, "edi"), desk.reviews["ann"])
    assert not opened.is_own


def test_whether_the_adjudicator_had_reviewed_the_text_is_recorded(editor, database, desk) -> None:
    editor.start()
    editor.decide("claim:64")
    with database.writing() as session:
        eva = desk.actor(session, "eva")
        own = start_review(session, eva, desk.article.uid, now=make.NOW)
        tagging.answer_rest(session, eva, own, Verb.NOTHING, stamp=Stamp(), now=make.NOW)
        finish_review(session, eva, own, now=make.NOW)
    eva_at_work = Editor(database, desk, "eva")
    assert not eva_at_work.open().independent
    eva_at_work.decide("figure:83")
    with database.reading() as session:
        rows = session.execute(select(DecisionRow.item, DecisionRow.independent).order_by(DecisionRow.id)).all()
    assert [tuple(row) for row in rows] == [("claim:64", True), ("figure:83", False)]


def test_a_reviewer_s_feedback_tells_theirs_the_final_the_reason_and_the_section(editor, database, desk) -> None:
    editor.settle_everything()
    with database.reading() as session:
        told = {row.tag: row for row in decisions_for_reviewer(session, desk.reviews["cid"]) if row.span.start == 64}
        assert told["claim"].mine[0]["flags"] == "fact + prediction"
        assert told["claim"].final[0]["flags"] == "fact"
        assert told["claim"].why is Why.SLIP
        items = {row.tag for row in decisions_for_reviewer(session, desk.reviews["bob"])}
    assert items == {"claim", "figure", "attribution", "source", "check"}


def test_two_editors_have_one_gold_between_them(editor, database, desk) -> None:
    first = editor.start()
    eva = Editor(database, desk, "eva")
    assert eva.start() == first
    editor.accept()
    eva.decide("claim:64")
    assert len(editor.open().gold_reading.claims) == 3


def test_opening_costs_a_fixed_number_of_statements(editor, database, desk) -> None:
    editor.settle_everything()
    counted: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        counted.append(statement)

    with database.reading() as session:
        actor, engine = desk.actor(session, "edi"), session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        try:
            open_adjudication(session, actor, desk.article.uid)
        finally:
            event.remove(engine, "before_cursor_execute", note)
    assert len(counted) <= 20


def test_every_row_of_the_gold_has_its_origin_in_the_readings_that_gave_the_answer(editor, database, desk) -> None:
    editor.settle_everything()
    opened = editor.open()
    with database.reading() as session:
        origins = load_origins(session, opened.gold.id)
    by_uid: dict[str, set[str]] = {}
    for known in origins:
        by_uid.setdefault(known.origin.gold_uid, set()).add(known.origin.reading)
        theirs = opened.lined.readings[known.origin.reading]
        assert known.origin.uid in {record.uid for record in theirs.records}
    gold = opened.gold_reading
    assert {record.uid for record in gold.records if record not in gold.checks} <= set(by_uid)
    flagged = next(claim for claim in gold.claims if gold.quote(claim.span) == "the fire was set")
    assert by_uid[flagged.uid] == {desk.reviews["ann"], desk.reviews["bob"]}


def test_the_finished_gold_is_what_reports_rest_on(editor, database, desk) -> None:
    editor.settle_everything()
    for name in ("edi", "rob"):
        with database.reading() as session:
            actor = desk.actor(session, name)
            report = article_report(session, actor, desk.article.uid, None, now=make.NOW)
        assert report.chosen is not None
        assert report.chosen.kind is ReviewKind.GOLD
    with database.reading() as session:
        rows = session.scalars(select(Audit.kind).where(Audit.kind.like("gold:%")).order_by(Audit.id)).all()
    assert rows == ["gold:start", "gold:finish"]
