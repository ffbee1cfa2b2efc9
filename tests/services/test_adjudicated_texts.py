"""An adjudication belongs to a text: a later one takes nothing from it. On both engines."""

import pytest
from sqlalchemy import func, select

from annotator.core.errors import Conflict, NotFound
from annotator.core.records import ReviewKind, ReviewState
from annotator.services.reviews import start_review
from annotator.services.text_differences import compare_texts
from annotator.services.worklists import show_article
from annotator.storage.tables import DecisionRow, Review
from tests import make
from tests.fixtures.adjudicated import DIFFERENCES, AdjudicatedDesk, stored_desk  # noqa: F401 - a fixture
from tests.services.test_adjudication import Editor


def settle(editor: Editor) -> str:
    """Everything but finishing."""
    uid = editor.start()
    editor.accept()
    for item in DIFFERENCES:
        editor.decide(item, of="bob" if item == "check:181" else "ann")
    return uid


def add_later_text(database, desk: AdjudicatedDesk) -> None:
    with database.writing() as session:
        make.later_text(session, desk.article, f"{desk.article.text}\nThe harbour master said that 7 boats returned.\n")


def golds(database) -> list[tuple[str, int, ReviewState, int]]:
    """Each gold: its uid, text, state and how many decisions it has."""
    with database.reading() as session:
        decided = select(func.count()).where(DecisionRow.gold_id == Review.id).scalar_subquery()
        rows = session.execute(
            select(Review.uid, Review.text_id, Review.state, decided)
            .where(Review.kind == ReviewKind.GOLD)
            .order_by(Review.id)
        )
        return [tuple(row) for row in rows]


def test_a_gold_in_hand_is_finished_and_adjudicated_again_after_a_later_text_came(database, desk) -> None:
    earlier = Editor(database, desk, number=1)
    uid = settle(earlier)
    before = earlier.open()
    add_later_text(database, desk)
    newest = Editor(database, desk).open()
    assert (newest.article.text_number, newest.article.newest_number) == (2, 2)
    assert (newest.gold, newest.passes, newest.settlings) == (None, (), ())
    assert [(text.number, text.readings, text.is_in_hand) for text in newest.texts] == [(1, 3, True)]
    opened = earlier.open()
    assert (opened.article.text_number, opened.article.newest_number, opened.gold.uid) == (1, 2, uid)
    assert (opened.settlings, opened.passes, opened.sentences) == (before.settlings, before.passes, before.sentences)
    ((_uid, text_id, _state, decisions),) = golds(database)
    earlier.finish()
    assert golds(database) == [(uid, text_id, ReviewState.FINISHED, decisions)]
    again = earlier.reopen()
    assert golds(database)[1] == (again, text_id, ReviewState.STARTED, decisions)
    assert not earlier.open().to_do
    earlier.decide("claim:64", of="bob")
    earlier.finish()
    assert [(state, n) for _, _, state, n in golds(database)] == [
        (ReviewState.FINISHED, decisions), (ReviewState.FINISHED, decisions + 1),
    ]  # fmt: skip


def test_a_gold_can_be_begun_of_an_earlier_text_but_of_none_that_nobody_finished(database, desk) -> None:
    add_later_text(database, desk)
    with pytest.raises(Conflict, match="Nobody has finished"):
        Editor(database, desk).start()
    uid = settle(Editor(database, desk, number=1))
    assert [(row[0], row[1]) for row in golds(database)] == [(uid, desk.article.text_id)]
    for act in (Editor(database, desk, number=3).start, Editor(database, desk, number=3).open):
        with pytest.raises(NotFound):
            act()


def test_who_is_tagging_one_text_of_an_article_adjudicates_none_of_them(database, desk) -> None:
    editor = Editor(database, desk, number=1)
    settle(editor)
    editor.finish()
    add_later_text(database, desk)

    def told() -> list[tuple]:
        with database.reading() as session:
            edi = desk.actor(session, "edi")
            found = compare_texts(session, edi, desk.article.uid, None, None, now=make.NOW)
            return [show_article(session, edi, desk.article.uid).texts, found.adjudicated]

    assert [[(text.number, text.readings, text.is_in_hand) for text in texts] for texts in told()] == [
        [(1, 3, False)], [(1, 3, False)],
    ]  # fmt: skip
    with database.writing() as session:
        start_review(session, desk.actor(session, "edi"), desk.article.uid, now=make.NOW)
    for act in (editor.open, editor.start, editor.reopen):
        with pytest.raises(Conflict, match="tagging this article yourself"):
            act()
    assert told() == [(), ()]
    with database.reading() as session:
        assert show_article(session, desk.actor(session, "rob"), desk.article.uid).texts == ()
