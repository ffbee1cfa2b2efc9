"""Asking and noting by keys alone, in a real browser; the pages of questions without findings."""

import pytest

from annotator.core.records import Role
from annotator.storage.tables import Article, Membership, Note, Question
from tests import make
from tests.browser.tagging import press
from tests.browser.test_cards import Desk, violations

pytestmark = pytest.mark.browser


def stored(desk: Desk, table) -> list:
    with desk.served.database.reading() as session:
        return session.query(table).all()


def test_a_question_and_a_note_by_keys_alone(served, wait_saved):
    desk = Desk(served)
    page = desk.page(0)
    page.wait_for_selector("#asking-title")
    # Nothing is tagged here: the doubt alone says so, and its question is simply asked.
    press(page, "q")
    assert "Nothing is tagged here yet" in page.inner_text("#notice")
    assert page.get_attribute("#save-state", "data-state") == "saved"
    press(page, "q")
    page.wait_for_selector("#ask-text:focus")
    assert page.inner_text("#notice") == ""
    assert violations(page) == []
    page.keyboard.type("f is it the wharf? x")
    press(page, "Control+Enter")
    page.wait_for_selector("#asking .thread")
    wait_saved(page)
    (question,) = stored(desk, Question)
    text = desk.reading().quote(desk.reading().sentences[0].span)
    assert desk.reading().text[question.start : question.stop] == text
    assert page.evaluate("document.activeElement.id") == "s0"
    press(page, "n")
    page.wait_for_selector("#note-text:focus")
    assert violations(page) == []
    page.keyboard.type("tide at nine")
    press(page, "Escape")
    page.wait_for_selector("#asking .own-note")
    wait_saved(page)
    assert [note.text for note in stored(desk, Note)] == ["tide at nine"]
    page.reload()
    page.wait_for_selector(".sentence:focus")
    press(page, "n")
    page.wait_for_selector("#note-text:focus")
    assert page.input_value("#note-text") == "tide at nine"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_questions_page_and_the_article_have_no_findings(served, scheme):
    desk = Desk(served)
    page = desk.page(3)
    press(page, "q q")
    page.wait_for_selector("#ask-text:focus")
    page.keyboard.type("Is it the wharf?")
    press(page, "Control+Enter")
    page.wait_for_selector("#asking .thread")
    with served.database.writing() as session:
        project_id = session.query(Membership).first().project_id
        editor = make.account(session, "Edi")
        session.add(Membership(project_id=project_id, account_id=editor.id, role=Role.EDITOR, created_at=make.NOW))
    edi = served.page(editor, color_scheme=scheme)
    edi.goto(f"{served.address}/")
    edi.click(".tabs >> text=Questions")
    edi.wait_for_selector(".thread")
    edi.click("summary:has-text('Answer')")
    assert violations(edi) == []
    edi.fill(".thread textarea", "It is.")
    edi.click(".thread >> button:text-is('Send')")
    edi.wait_for_selector(".thread .posts li:nth-child(2)")
    edi.click(".thread > p > a")
    edi.wait_for_selector("#questions .thread")
    assert edi.inner_text(":target") == "Nobody worked there."
    assert violations(edi) == []


def test_a_mark_opens_what_stands_at_its_sentence_and_stays_when_the_sentence_is_tagged(served, wait_saved):
    desk = Desk(served)
    page = desk.page(0)
    press(page, "q q")
    page.wait_for_selector("#ask-text:focus")
    page.keyboard.type("Whose headline?")
    press(page, "Control+Enter")
    page.wait_for_selector("#asked-0")
    press(page, "f")
    wait_saved(page)
    assert page.get_attribute("#s0", "data-state") == "tagged"
    mark = page.locator("#asked-0")
    assert "One question here: open" in (mark.text_content() or "")
    mark.focus()
    press(page, "Enter")
    page.wait_for_selector("#place-0:popover-open")
    assert violations(page) == []
    press(page, "Escape")
    page.wait_for_selector("#place-0", state="hidden")
    with served.database.writing() as session:
        project_id = session.query(Membership).first().project_id
        editor = make.account(session, "Edi")
        session.add(Membership(project_id=project_id, account_id=editor.id, role=Role.EDITOR, created_at=make.NOW))
        article = session.query(Article).one().uid
    theirs = served.page(editor, viewport={"width": 1280, "height": 420})
    theirs.goto(f"{served.address}/articles/{article}")
    theirs.click("#asked-0")
    box = theirs.locator("#place-0")
    placed = box.bounding_box() or {}
    assert 0 <= placed["y"] <= placed["y"] + placed["height"] <= 420, "there is room neither above nor below"
    box.locator("textarea").fill("The desk's.")
    assert violations(theirs) == []
    box.get_by_role("button", name="Send").click()
    theirs.wait_for_selector("#asked-0 >> text=answered", state="attached")
    page.reload()
    page.wait_for_selector("#asked-0 b")
    assert page.locator("#asked-0 b").text_content() == "new"
    around = "document.getElementById('asked-0').closest('.paragraph')"
    assert page.evaluate(f"getComputedStyle({around}).contentVisibility") == "visible", "else it is cut off at the edge"
    page.click("#asked-0")
    page.wait_for_selector("#asked-0 b", state="detached")
    assert page.locator("#place-0 .badge").is_visible()
    page.reload()
    page.wait_for_selector("#asked-0")
    assert page.locator("#asked-0 b, #asking .badge").count() == 0
