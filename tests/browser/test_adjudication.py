"""Adjudicating by keys alone, in a real browser; the pages without findings."""

import pytest

from annotator.core.rulings import Choice, Why
from annotator.services.versions import add_text
from annotator.storage.tables import DecisionRow, Project, Review
from tests import make
from tests.browser.tagging import press
from tests.browser.test_cards import violations
from tests.fixtures.adjudicated import DIFFERENCES, adjudicated_desk
from tests.services.test_adjudication import Editor
from tests.web.test_versions import cut_of

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(served):
    with served.database.writing() as session:
        found = adjudicated_desk(session)
        session.query(Project).one().adjudicates_blind = True
        session.flush()
        session.expunge_all()
    return found


def test_a_text_is_adjudicated_by_keys_alone_from_start_to_precedent(served, desk):
    page = served.page(desk.people["edi"])
    page.goto(f"{served.address}/articles/{desk.article.uid}/adjudicate")

    def go(keys: str) -> None:
        """Press, and wait until what there is to settle has been put in place."""
        page.evaluate("document.getElementById('adjudicated').dataset.old = '1'")
        press(page, keys)
        page.wait_for_selector("#adjudicated:not([data-old])", state="attached")
        page.wait_for_selector("#save-state[data-state=saved]")

    assert violations(page) == []
    go("Enter")
    assert page.locator(".agreed button").inner_text().endswith("Accept 7 agreed items")
    go("Enter")
    assert violations(page) == []
    first = page.locator(".differing-items [aria-current]").inner_text()
    go("ArrowRight")
    assert page.locator(".differing-items [aria-current]").get_attribute("title") == "Claim"
    go("ArrowLeft")
    assert page.locator(".differing-items [aria-current]").inner_text() == first
    # A digit without a reason is refused in words; what was chosen stays.
    go("1")
    assert "Say why" in page.locator("#notice .danger").inner_text()
    go("s 1")
    go("z")
    assert "0 of 6" in page.locator(".differing-items").inner_text()
    go("g 2")
    go("u 1")
    press(page, "p")
    page.wait_for_selector("details.parts[open]")
    assert violations(page) == []
    page.check(".parts fieldset input >> nth=0")
    go("t Control+Enter")
    go("b 1")
    # None of the answers: the sentence is left empty, and checked.
    go("o n")
    go("s 1")
    assert "Everything is settled" in page.locator(".agreed").inner_text()
    go("Enter")
    with served.database.reading() as session:
        kept = session.query(DecisionRow).order_by(DecisionRow.id).all()
        rulings = [(row.choice, row.why) for row in kept if row.rule is None]
        assert rulings[1:] == [
            (Choice.TAKE, Why.GUIDELINE), (Choice.TAKE, Why.UNCLEAR), (Choice.PARTS, Why.TEXT),
            (Choice.TAKE, Why.DEFENSIBLE), (Choice.NONE, Why.OTHER), (Choice.TAKE, Why.SLIP),
        ]  # fmt: skip
        assert session.query(Review).filter_by(kind="gold").one().state.value == "finished"
    page.goto(f"{served.address}/projects/{desk.project_uid}/precedents")
    assert page.locator(".precedent").count() == len(DIFFERENCES)
    assert violations(page) == []


def test_an_adjudication_is_gone_on_with_and_finished_by_keys_after_a_later_text_came(served, desk):
    editor = Editor(served.database, desk)
    uid = editor.start()
    editor.accept()
    for item in list(DIFFERENCES)[1:]:
        editor.decide(item, of="bob")
    with served.database.writing() as session:
        later = cut_of(f"{desk.article.text}\nMore was said.\n")
        add_text(session, desk.actor(session, "edi"), desk.article.uid, later, now=make.NOW)
    page = served.page(desk.people["edi"])
    page.goto(f"{served.address}/articles/{desk.article.uid}")
    assert violations(page) == []
    page.click("text=Go on with it")
    page.wait_for_url("**/texts/1/adjudicate")
    assert "Text 1 of 2" in page.locator(".lead").inner_text()
    assert violations(page) == []

    def go(keys: str) -> None:
        page.evaluate("document.getElementById('adjudicated').dataset.old = '1'")
        press(page, keys)
        page.wait_for_selector("#adjudicated:not([data-old])", state="attached")
        page.wait_for_selector("#save-state[data-state=saved]")

    go("s 1")
    page.goto(f"{served.address}/reviews/{uid}")
    page.wait_for_selector(".sentence[aria-current=true]")
    press(page, "Control+Enter")
    page.wait_for_url("**/texts/1/adjudicate")
    assert "Everything is settled" in page.locator(".agreed").inner_text()
    go("Enter")
    page.reload()
    assert "The gold review is finished" in page.locator("main").inner_text()
    with served.database.reading() as session:
        gold = session.query(Review).filter_by(kind="gold").one()
        assert (gold.uid, gold.state.value) == (uid, "finished")
    page.set_viewport_size({"width": 360, "height": 800})
    for url in ("", "/versions", "/adjudicate"):
        page.goto(f"{served.address}/articles/{desk.article.uid}{url}")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_precedents_stand_beside_the_guideline_and_the_gold_is_written_at_the_desk(served, desk, wait_saved):
    page = served.page(desk.people["edi"])
    page.goto(f"{served.address}/articles/{desk.article.uid}/adjudicate")
    with page.expect_navigation():
        press(page, "Enter")
    press(page, "Enter")
    page.wait_for_selector("form.agreed", state="detached")
    with page.expect_navigation():
        press(page, "ArrowRight")
    with page.expect_navigation():
        press(page, "g w")
    assert "/reviews/" in page.url
    page.wait_for_selector("#s1[aria-current=true]")
    press(page, "p")
    wait_saved(page)
    press(page, "i")
    page.wait_for_selector("#guide-words .precedents")
    assert "Nothing was decided" in page.locator("#guide-words .precedents").inner_text()
    page.fill("#precedents-q", "fire")
    page.keyboard.press("Enter")
    page.wait_for_selector("#guide-words .precedents :text('No precedent has these words')")
    assert violations(page) == []
    with served.database.reading() as session:
        gold = session.query(Review).filter_by(kind="gold").one()
        assert session.query(DecisionRow).filter_by(gold_id=gold.id, choice="write").count() == 1


def test_a_decision_made_while_the_server_is_away_is_kept_and_sent_once_and_two_presses_are_one(served, desk):
    page = served.page(desk.people["edi"])
    page.goto(f"{served.address}/articles/{desk.article.uid}/adjudicate")
    with page.expect_navigation():
        press(page, "Enter")
    page.context.set_offline(True)
    press(page, "s 1 1")
    page.wait_for_selector("#save-state[data-state=waiting]")
    assert "cannot be reached" in page.locator("#unsaved").inner_text()
    page.context.set_offline(False)
    page.wait_for_selector("#save-state[data-state=saved]")
    page.wait_for_selector(".differing-items :text('1 of 6')")
    # What another editor did is not taken back, nor overruled, by who has not seen it.
    other = served.page(desk.people["eva"])
    other.goto(page.url)
    press(other, "u 1")
    other.wait_for_selector(".differing-items :text('2 of 6')")
    press(page, "z")
    page.wait_for_selector("#notice :text('nothing was taken back')")
    assert "2 of 6" in page.locator(".differing-items").inner_text()
    with served.database.reading() as session:
        rulings = session.query(DecisionRow).order_by(DecisionRow.id).all()
        assert [row.why for row in rulings] == [Why.SLIP, Why.UNCLEAR]
