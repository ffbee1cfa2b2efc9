"""The search page by keyboard: to the field, through the results, into the text at the sentence."""

import re

import pytest

from annotator.core.records import Role
from annotator.services.reviews import start_review
from tests import make
from tests.browser.test_pages import findings

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(served, now):
    with served.database.writing() as session:
        project = make.project(session)
        articles = [make.article(session, project, make.TEXT.replace("Harbour", name)) for name in ("Harbour", "Tower")]
        account = make.member(session, project, Role.REVIEWER)
        served.review = start_review(session, make.actor(session, account), articles[1].uid, now=now)
        served.article = articles[0].uid
    served.url = f"{served.address}/projects/{project.uid}/search"
    served.account = account
    return served


def test_from_the_worklist_to_the_sentence_without_a_mouse(desk):
    page = desk.page(desk.account)
    page.goto(desk.url)
    page.keyboard.type("/people moved")  # the field has the focus where nothing was asked yet
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"q=people\+moved"))
    page.locator("body").press("/")
    assert page.evaluate("document.activeElement.id") == "search-q"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('li').matches(':last-child')")
    page.keyboard.press("ArrowDown")  # no further than the last
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/reviews/{desk.review}\?at=2#s2"))
    assert page.locator("#s2").get_attribute("aria-current") == "true"


def test_escape_leads_back_to_the_field(desk):
    page = desk.page(desk.account)
    page.goto(f"{desk.url}?q=fire")
    page.locator("body").press("ArrowDown")
    assert page.evaluate("document.activeElement.className") == "search-hit"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "search-q"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["", "?q=fire", "?q=nothinglikethis", "?flag=guess", "?tag=claim"])
def test_axe_finds_nothing_in_any_state(desk, query, scheme):
    page = desk.page(desk.account, color_scheme=scheme)
    page.goto(desk.url + query)
    assert findings(page, 422 if query == "?flag=guess" else 200) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
