"""What is typed for others to read is never lost: offline, signed out, unanswered; the pages without findings."""

import pytest
from playwright.sync_api import expect

from annotator.storage.tables import Explanation, QuestionPost
from tests.browser.test_cards import violations
from tests.fixtures.adjudicated import store_adjudicated_desk
from tests.fixtures.rounds import rounds_desk
from tests.services.test_adjudication import Editor
from tests.services.test_round_scores import give, tag

pytestmark = pytest.mark.browser


def stored(served, table, column):
    with served.database.reading() as session:
        return [getattr(row, column) for row in session.query(table).order_by(table.id)]


def said(page):
    """The words that forms say of what was typed, as far as they are seen."""
    return " ".join(note.inner_text() for note in page.locator("[data-draft-note]").all() if note.is_visible())


def test_an_explanation_survives_a_lost_connection_and_a_lost_answer(served):
    desk = store_adjudicated_desk(served.database)
    Editor(served.database, desk).settle_everything()
    page = served.page(desk.people["edi"])
    page.goto(f"{served.address}/articles/{desk.article.uid}/explanations")
    page.get_by_text("Explain", exact=True).first.click()
    assert violations(page) == []
    field = page.get_by_label("Explanation", exact=True).first
    field.fill("Two layers here.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Keep it").nth(1).click()
    page.wait_for_selector("[data-draft-note]:not([hidden])")
    assert "cannot be reached" in said(page)
    assert (field.input_value(), stored(served, Explanation, "words")) == ("Two layers here.", [])
    page.context.set_offline(False)
    page.reload()
    page.wait_for_selector("[data-draft-note]:not([hidden])")
    assert "was not sent" in said(page)
    assert page.get_by_label("Explanation", exact=True).first.input_value() == "Two layers here."
    assert violations(page) == []

    def lose_the_answer(route):
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/explanations", lose_the_answer)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Keep it").nth(1).click()
    page.unroute("**/explanations")
    page.goto(f"{served.address}/articles/{desk.article.uid}/explanations")
    assert stored(served, Explanation, "words") == ["Two layers here."]
    assert said(page) == ""
    assert page.get_by_label("Explanation", exact=True).first.input_value() == "Two layers here."
    give(served.database, desk, "training")
    tag(served.database, desk, "cid")
    for options in ({}, {"viewport": {"width": 320, "height": 700}, "color_scheme": "dark"}):
        lesson = served.page(desk.people["dan"], **options)
        lesson.goto(f"{served.address}/articles/{desk.article.uid}/lesson")
        assert "Two layers here." in lesson.inner_text("main")
        assert violations(lesson) == []
        assert lesson.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_is_said_in_a_discussion_survives_signing_out_and_a_reload(served):
    desk = rounds_desk(served.database)
    uid = desk.open(articles=(0,))
    desk.tag("ada", 0, claims=(1, 2))
    desk.tag("ben", 0, claims=(2,))
    desk.close(uid)
    desk.release(uid)
    page = served.page(desk.accounts["ada"])
    page.goto(f"{served.address}/rounds/{uid}/differences/{desk.articles[0].uid}")
    page.get_by_text("Say something").click()
    page.get_by_label("Your words").fill("It says set.")
    other = page.context.new_page()
    other.goto(f"{served.address}/account")
    other.evaluate("document.querySelector('form[data-sign-out]').submit()")
    other.wait_for_url("**/sign-in**")
    page.get_by_role("button", name="Say it").click()
    page.wait_for_selector("[data-draft-note]:not([hidden])")
    assert "You are signed out" in said(page)
    assert stored(served, QuestionPost, "text") == []
    served.sign_in(page.context, desk.accounts["ada"])
    page.get_by_role("button", name="Say it").click()
    expect(page.locator(".thread .said")).to_have_text("It says set.")
    assert page.evaluate("localStorage.length") == 0
    page.get_by_text("Reply").click()
    page.locator(".thread textarea").fill("Both do.")
    page.reload()
    assert page.locator(".thread textarea").input_value() == "Both do."
    page.get_by_role("button", name="Discard what I typed").click()
    assert page.locator(".thread textarea").input_value() == ""
    page.reload()
    assert page.locator(".thread textarea").input_value() == ""
    assert stored(served, QuestionPost, "text") == ["It says set."]
