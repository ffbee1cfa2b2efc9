"""Two windows at one review: what was made against another state is answered with both versions and three answers."""

import re

import pytest
from sqlalchemy import event

from annotator.core.records import Flag, Outcome, Role
from annotator.services.reviews import finish_review, start_review
from annotator.storage.queries.readings import load_reading
from annotator.storage.queries.reviews import find_review
from tests import make
from tests.ledger import check_ledger
from tests.state import digest

HX = {"HX-Request": "true"}


@pytest.fixture
def desk(database, now, signed_in):
    """A reviewer's browser at a started review."""

    class Desk:
        pass

    desk = Desk()
    with database.writing() as session:
        desk.project = make.project(session)
        desk.article = make.article(session, desk.project)
        ada = make.member(session, desk.project, Role.REVIEWER, "Ada")
        desk.ada = make.actor(session, ada)
        desk.uid = start_review(session, desk.ada, desk.article.uid, now=now)
        desk.id = find_review(session, desk.uid).id
    desk.client = signed_in(ada)
    desk.address = f"/reviews/{desk.uid}"

    def post(path, *, hx=True, **values):
        return desk.client.post(f"{desk.address}{path}", data=values, headers=HX if hx else {})

    def reading():
        with database.reading() as session:
            check_ledger(session, desk.id)
            return load_reading(session, desk.id)

    desk.post, desk.reading, desk.database = post, reading, database
    return desk


def seen_in(html):
    """The last action that a page or an answer shows."""
    return re.search(r'id="progress" data-seen="(\w*)"', html).group(1)


def page(desk):
    """What a window knows: the last action that it shows."""
    return {"seen": seen_in(desk.client.get(desk.address).text)}


def fields_of(html):
    """The hidden fields of the conflict's form."""
    form = re.search(r'<details class="conflict".*?</details>', html, re.S).group(0)
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def clash(desk, theirs="fact", mine="opinion"):
    """Two windows answer the same untouched sentence; the second is refused."""
    window = page(desk)
    desk.post("/sentences/2", verb=theirs, shown="untouched", **window)
    return desk.post("/sentences/2", verb=mine, shown="untouched", request_key="mine-1", **window)


def test_a_conflict_shows_both_versions_and_changes_nothing(desk):
    window = page(desk)
    desk.post("/sentences/2", verb="fact", shown="untouched", **window)
    before = digest(desk.database)
    answer = desk.post("/sentences/2", verb="opinion", shown="untouched", **window)
    assert (answer.status_code, answer.headers["X-Error-Code"]) == (409, "stale")
    stored, mine, both = re.findall(r"<ul class=\"version\">(.*?)</ul>", answer.text, re.S)
    assert "fact" in stored
    assert "opinion" not in stored
    assert "opinion" in mine
    assert "fact" not in mine
    assert "fact, opinion" in both
    assert digest(desk.database) == before


def test_the_answer_to_a_conflict_shows_the_stored_sentence_anew(desk):
    answer = clash(desk)
    assert re.search(r'<section class="sentence" id="s2"[^>]*data-flags="fact"[^>]*hx-swap-oob', answer.text)
    assert seen_in(answer.text) == page(desk)["seen"]


@pytest.mark.parametrize(
    ("how", "flags"), [("mine", [{Flag.OPINION}]), ("both", [{Flag.FACT, Flag.OPINION}]), (None, [{Flag.FACT}])]
)
def test_each_answer_leaves_what_it_says_and_can_be_undone(desk, how, flags):
    fields = fields_of(clash(desk).text)
    if how:
        assert desk.post("/sentences/2", settle=how, **fields).status_code == 200
    assert [claim.flags for claim in desk.reading().claims] == flags
    if how:
        desk.post("/undo")
        assert [claim.flags for claim in desk.reading().claims] == [{Flag.FACT}]


def test_mine_over_a_check_and_a_check_over_mine(desk):
    fields = fields_of(clash(desk, theirs="nothing").text)
    assert "both" not in clash(desk, theirs="nothing").text
    desk.post("/sentences/2", settle="mine", **fields)
    assert (len(desk.reading().claims), desk.reading().checks) == (1, ())
    window = page(desk)
    desk.post("/sentences/1", verb="fact", shown="untouched", **window)
    answer = desk.post("/sentences/1", verb="nothing", shown="untouched", **window)
    desk.post("/sentences/1", settle="mine", **fields_of(answer.text))
    assert [check.outcome for check in desk.reading().checks] == [Outcome.NOTHING]


def test_an_answer_given_to_something_that_changed_again_is_a_conflict_again(desk):
    fields = fields_of(clash(desk).text)
    desk.post("/sentences/2", verb="prediction")
    again = desk.post("/sentences/2", settle="mine", **fields)
    assert again.status_code == 409
    assert [claim.flags for claim in desk.reading().claims] == [{Flag.FACT, Flag.PREDICTION}]
    desk.post("/sentences/1", verb="fact")
    assert desk.post("/sentences/2", settle="mine", **fields_of(again.text)).status_code == 200
    assert {Flag.OPINION} in [claim.flags for claim in desk.reading().claims]


def test_an_edit_over_a_tag_that_was_removed_meanwhile_brings_it_back(desk):
    desk.post("/sentences/2", verb="fact")
    claim = desk.reading().claims[0].uid
    window = page(desk)
    desk.post(f"/annotations/{claim}/delete", **window)
    answer = desk.post("/sentences/2", verb="star", focus=claim, version=1, **window)
    assert answer.status_code == 409
    assert "not answered" in re.search(r'<ul class="version">(.*?)</ul>', answer.text, re.S).group(1)
    assert desk.post("/sentences/2", settle="mine", **fields_of(answer.text)).status_code == 200
    (back,) = desk.reading().claims
    assert (back.uid, back.starred) == (claim, True)


def test_a_mention_whose_card_went_meanwhile_brings_the_card_back_when_it_is_put_over(desk):
    start = desk.article.text.index("two officials")
    span = {"start": start, "stop": start + 13, "quote": "two officials"}
    desk.post("/mentions", uid="a" * 32, card_uid="c" * 32, identity="unnamed", **span)
    desk.post("/sentences/1", verb="fact")
    desk.post("/sentences/2", verb="fact")
    second = next(claim for claim in desk.reading().claims if claim.start > start + 20)
    window = page(desk)
    desk.post(f"/annotations/{second.uid}/delete", **window)
    desk.post(f"/sources/{'c' * 32}/delete", **window)
    answer = desk.post("/sentences/2", verb="link:" + "c" * 32, focus=second.uid, version=1, **window)
    assert answer.status_code == 409
    assert desk.post("/sentences/2", settle="mine", **fields_of(answer.text)).status_code == 200
    reading = desk.reading()
    assert [card.uid for card in reading.sources] == ["c" * 32]
    assert [link.source_uid for claim in reading.claims for link in claim.sources] == ["c" * 32]


def test_a_card_written_in_two_windows_shows_both_cards(desk):
    start = desk.article.text.index("two officials")
    desk.post("/mentions", card_uid="c" * 32, identity="unnamed", start=start, stop=start + 13, quote="two officials")
    window = {**page(desk), "focus": "c" * 32, "version": 1}
    desk.post(f"/sources/{'c' * 32}", identity="named", type="group", **window)
    answer = desk.post(f"/sources/{'c' * 32}", identity="spokesperson", type="organisation", **window)
    stored, mine = re.findall(r"<ul class=\"version\">(.*?)</ul>", answer.text, re.S)
    assert "named" in stored
    assert "spokesperson" in mine
    desk.post(f"/sources/{'c' * 32}", settle="mine", **fields_of(answer.text))
    assert desk.reading().sources[0].identity == "spokesperson"


def test_an_answer_is_done_once_however_often_it_is_sent(desk):
    fields = fields_of(clash(desk).text)
    for _ in range(3):
        assert desk.post("/sentences/2", settle="both", request_key="answer-1", **fields).status_code == 200
    assert len(desk.reading().claims) == 1


def test_every_answer_brings_the_sentences_that_changed_elsewhere(desk):
    window = page(desk)
    desk.post("/sentences/3", verb="fact", **window)
    answer = desk.post("/sentences/1", verb="fact", **window)
    assert set(re.findall(r'<section[^>]* id="s(\d+)"', answer.text)) == {"1", "3"}


def test_a_page_that_was_left_learns_what_changed_and_nothing_when_nothing_did(desk):
    window = page(desk)
    assert desk.client.get(f"{desk.address}/changes", query_string=window, headers=HX).status_code == 204
    desk.post("/sentences/3", verb="fact")
    desk.post("/undo")
    answer = desk.client.get(f"{desk.address}/changes", query_string=window, headers=HX)
    assert set(re.findall(r'<section[^>]* id="s(\d+)"', answer.text)) == {"3"}
    window = {"seen": seen_in(answer.text)}
    assert desk.client.get(f"{desk.address}/changes", query_string=window, headers=HX).status_code == 204


def test_a_page_that_was_left_learns_that_the_review_was_finished(desk, now):
    window = page(desk)
    desk.post("/rest", verb="nothing")
    with desk.database.writing() as session:
        finish_review(session, desk.ada, desk.uid, now=now)
    answer = desk.client.get(f"{desk.address}/changes", query_string=window, headers=HX)
    assert "finished in another window" in answer.text


def test_what_is_new_costs_the_same_however_much_there_is(desk):
    statements = []
    event.listen(desk.database.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    def count(window):
        statements.clear()
        desk.client.get(f"{desk.address}/changes", query_string=window, headers=HX)
        return len([words for words in statements if not words.startswith(("PRAGMA", "BEGIN", "SET"))])

    window = page(desk)
    desk.post("/sentences/3", verb="fact")
    few = count(window)
    for verb in ("opinion", "fact", "prediction", "star"):
        desk.post("/sentences/2", verb=verb)
    assert count(window) == few <= 12


@pytest.mark.parametrize("seen", ["", "0" * 32, "nonsense"])
def test_a_page_that_names_an_unknown_action_is_answered_calmly(desk, seen):
    desk.post("/sentences/3", verb="fact")
    answer = desk.client.get(f"{desk.address}/changes", query_string={"seen": seen}, headers=HX)
    assert answer.status_code == 200
    assert ('id="s3"' in answer.text) is (seen == "")


def test_without_a_script_a_conflict_is_a_page_with_the_same_answers(desk):
    window = page(desk)
    desk.post("/sentences/2", verb="fact", **window)
    answer = desk.post("/sentences/2", hx=False, verb="opinion", shown="untouched", **window)
    assert answer.status_code == 409
    assert "<h1>Changed meanwhile</h1>" in answer.text
    settled = desk.post("/sentences/2", hx=False, settle="both", **fields_of(answer.text))
    assert settled.status_code == 303
    assert desk.reading().claims[0].flags == {Flag.FACT, Flag.OPINION}
