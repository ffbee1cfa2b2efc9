"""The history of a review: who did what when, what is undone, and undoing back to a moment."""

import re

import pytest
from sqlalchemy import event

from annotator.core.actions import ActionKind
from annotator.core.cuts import Cutting
from annotator.core.records import Role
from annotator.services.reviews import finish_review, start_review
from annotator.storage.queries.readings import load_reading
from annotator.storage.queries.reviews import find_review
from annotator.storage.tables import Project
from annotator.web.act_words import kind_words
from tests import make
from tests.ledger import check_ledger

HX = {"HX-Request": "true"}


@pytest.fixture
def desk(database, now, signed_in):
    """A reviewer's browser at a started review, an editor's and another reviewer's beside it."""

    class Desk:
        pass

    desk = Desk()
    with database.writing() as session:
        project = make.project(session)
        desk.article = make.article(session, project)
        people = {role: make.member(session, project, role) for role in Role}
        other = make.member(session, project, Role.REVIEWER, "Ben")
        desk.ada = make.actor(session, people[Role.REVIEWER])
        desk.uid = start_review(session, desk.ada, desk.article.uid, now=now)
        desk.id = find_review(session, desk.uid).id
    desk.client, desk.editor = signed_in(people[Role.REVIEWER]), signed_in(people[Role.EDITOR])
    desk.other = signed_in(other)
    desk.address, desk.database = f"/reviews/{desk.uid}", database

    def post(path, *, hx=True, **values):
        return desk.client.post(f"{desk.address}{path}", data=values, headers=HX if hx else {})

    def reading():
        with database.reading() as session:
            check_ledger(session, desk.id)
            return load_reading(session, desk.id)

    desk.post, desk.reading = post, reading
    return desk


def rows(desk, **query):
    html = desk.client.get(f"{desk.address}/history", query_string=query).text
    return re.findall(r'<li id="past-(\w+)"(.*?)</li>', html, re.S)


def test_it_says_who_did_what_where_with_the_words(desk):
    desk.post("/sentences/2", verb="fact")
    _, row = rows(desk)[0]
    plain = " ".join(re.sub(r"<[^>]+>", " ", row).split())
    assert "Reviewer" in plain
    assert "marked a claim: fact Some 400 people were moved overnight." in plain
    assert "sentence 3" in plain


def test_a_card_saved_as_it_stood_is_no_row_of_it(desk):
    words = "two officials"
    start = desk.article.text.index(words)
    place = {"start": start, "stop": start + len(words), "quote": words}
    card = {"type": "person", "identity": "unnamed", "number": "2"}
    assert desk.post("/mentions", ordinal=1, **place, **card).status_code == 200
    [source] = desk.reading().sources
    before = rows(desk)
    assert desk.post(f"/sources/{source.uid}", **card).status_code == 200
    assert rows(desk) == before
    desk.post("/undo")
    assert desk.reading().sources == ()


def test_cutting_the_article_anew_is_in_it_and_taken_back_by_it(desk):
    with desk.database.writing() as session:
        session.get(Project, find_review(session, desk.uid).project_id).cutting = Cutting.REVIEWERS
    desk.post("/sentences/2", verb="fact")
    first, second = desk.reading().sentences[1:3]
    joined = {"act": "join", "sentence_start": first.start, "sentence_stop": first.stop, "number": 1}
    assert desk.post("/cut", **joined).status_code == 200
    (uid, row), before = rows(desk)[:2]
    assert "cut the article into sentences anew" in row
    assert "marked a claim" in before[1]
    assert desk.post(f"/history/{uid}/undo").status_code == 200
    assert desk.reading().sentences[1:3] == (first, second)
    assert "undid: cut the article into sentences anew" in rows(desk)[0][1]


def test_every_kind_of_act_has_words(app):
    with app.test_request_context():
        assert all(kind_words(kind) for kind in ActionKind)


def test_it_says_what_was_marked_and_not_the_answer_or_the_card_that_went_with_it(desk):
    words = "two officials with knowledge of the inquiry"
    start = desk.article.text.index(words)
    desk.post("/sentences/1", verb="nothing")
    span = {"start": start, "stop": start + len(words), "quote": words}
    desk.post("/mentions", uid=make.uid(), identity="unnamed", number="2", **span)
    desk.post("/sentences/1", verb="fact")
    desk.post("/sentences/1", verb="unsure")
    desk.post("/sentences/1", verb="unsure")
    said = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for _, row in rows(desk)]
    assert "changed a tag: not unsure any more" in said[0]
    assert "changed a tag: unsure" in said[1]
    assert f"marked a source: unnamed {words} and 2 more changes sentence 2" in said[3]
    assert "answered: nothing to tag" in said[4]


def test_what_is_undone_is_struck_through_until_it_is_done_again(desk):
    desk.post("/sentences/2", verb="fact")
    desk.post("/undo")
    undo, tag = rows(desk)[:2]
    assert "undid: marked a claim" in undo[1]
    assert "<s>" in tag[1]
    assert "undone by Reviewer" in tag[1]
    desk.post("/redo")
    assert "<s>" not in rows(desk)[2][1]


def test_one_goes_back_to_a_moment_in_one_request_and_forward_step_by_step(desk):
    desk.post("/sentences/1", verb="fact")
    before = desk.reading()
    for ordinal, verb in ((2, "fact"), (2, "opinion"), (3, "nothing")):
        desk.post(f"/sentences/{ordinal}", verb=verb)
    after = desk.reading()
    target = rows(desk)[2][0]
    answer = desk.post(f"/history/{target}/undo", request_key="back-1")
    assert set(re.findall(r'<section[^>]* id="s(\d+)"', answer.text)) == {"2", "3"}
    assert desk.reading().claims == before.claims
    assert desk.post(f"/history/{target}/undo", request_key="back-1").status_code == 200
    assert desk.reading().claims == before.claims, "sent again it is not done again"
    for _ in range(3):
        desk.post("/redo")
    assert [claim.flags for claim in desk.reading().claims] == [claim.flags for claim in after.claims]
    assert len(desk.reading().checks) == 1


@pytest.mark.parametrize("which", ["undone", "unknown"])
def test_what_is_undone_already_cannot_be_a_target_and_nothing_is_undone_half(desk, which):
    desk.post("/sentences/1", verb="fact")
    desk.post("/sentences/2", verb="fact")
    target = rows(desk)[0][0] if which == "undone" else "0" * 32
    if which == "undone":
        desk.post("/undo")
    before = desk.reading()
    answer = desk.post(f"/history/{target}/undo")
    assert (answer.status_code, answer.headers["X-Error-Code"]) == (422, "not_to_undo")
    assert desk.reading() == before


def test_fifty_a_page_in_a_constant_number_of_statements(desk):
    statements = []
    event.listen(desk.database.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    def count():
        statements.clear()
        shown = rows(desk)
        return len(shown), len([words for words in statements if not words.startswith(("PRAGMA", "BEGIN", "SET"))])

    desk.post("/sentences/1", verb="star")
    desk.post("/sentences/1", verb="fact")
    desk.post("/undo")
    _, few = count()
    for _ in range(55):
        desk.post("/sentences/1", verb="opinion")
    assert count() == (50, few)
    last = rows(desk)[-1][0]
    assert [uid for uid, _ in rows(desk, before=last)]
    assert last not in [uid for uid, _ in rows(desk, before=last)]
    assert few <= 16


def test_others_see_it_when_it_is_finished_and_they_may_read_it(desk, now):
    address = f"{desk.address}/history"
    desk.post("/rest", verb="nothing")
    assert [client.get(address).status_code for client in (desk.editor, desk.other)] == [404, 404]
    with desk.database.writing() as session:
        finish_review(session, desk.ada, desk.uid, now=now)
    assert [client.get(address).status_code for client in (desk.editor, desk.other)] == [200, 404]
    assert "what came after" not in desk.editor.get(address).text


def test_within_the_annotation_page_it_is_a_piece(desk):
    html = desk.client.get(f"{desk.address}/history", headers=HX).text
    assert "<html" not in html
    assert 'data-scope="history"' in html
