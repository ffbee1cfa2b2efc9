"""The search page by keyboard: to the field, through the results, into the text at the sentence."""

import re

import pytest
from playwright.sync_api import expect

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


PHONE, DESK = {"width": 360, "height": 740}, {"width": 1440, "height": 900}


@pytest.mark.parametrize("is_scripted", [True, False])
def test_on_a_phone_the_first_result_stands_on_the_first_screen_and_filters_unfold_by_key(desk, is_scripted):
    page = desk.page(desk.account, viewport=PHONE, java_script_enabled=is_scripted)
    page.goto(f"{desk.url}?q=fire&order=oldest&since=2020-01-01")
    assert page.locator("#search-since").is_hidden()
    assert "1 in use" in page.locator(".search-fold > summary").inner_text()
    page.goto(f"{desk.url}?q=fire&order=oldest")
    assert page.locator(".search-hit").first.bounding_box()["y"] < PHONE["height"]
    page.locator("#search-q").focus()
    for key in ("Tab", "Tab", "Enter"):  # the button, the fold
        page.keyboard.press(key)
    expect(page.locator("#search-since")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("#search-tag")).to_be_focused()
    page.locator("#search-outlet, #search-flag").first.focus()
    page.locator(".search-again button").press("Enter")
    page.wait_for_url(re.compile(r"tag=&flag="))
    expect(page.locator("#search-since")).to_be_hidden()


def test_where_there_is_room_nothing_is_folded(desk):
    page = desk.page(desk.account, viewport=DESK)
    page.goto(f"{desk.url}?q=fire&tag=claim")
    expect(page.locator(".search-fold > summary")).to_be_hidden()
    expect(page.locator("#search-order")).to_be_visible()
    page.locator("#search-q").focus()
    for key in ("Tab", "Tab"):
        page.keyboard.press(key)
    expect(page.locator("#search-tag")).to_be_focused()
    page.set_viewport_size(PHONE)
    expect(page.locator("#search-order")).to_be_hidden()
    expect(page.locator(".search-fold > summary")).to_be_visible()


def test_the_fold_reads_from_right_to_left_with_its_page(desk):
    page = desk.page(desk.account, viewport=PHONE)
    page.goto(f"{desk.url}?q=fire")
    page.evaluate("document.documentElement.dir = 'rtl'")
    fold, words = (page.locator(one).bounding_box() for one in (".search-fold > summary", ".search-words"))
    assert fold["x"] + fold["width"] == pytest.approx(words["x"] + words["width"], abs=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["", "?q=fire", "?q=nothinglikethis", "?flag=guess", "?tag=claim"])
def test_axe_finds_nothing_in_any_state(desk, query, scheme):
    page = desk.page(desk.account, color_scheme=scheme)
    page.goto(desk.url + query)
    assert findings(page, 422 if query == "?flag=guess" else 200) == []
    page.set_viewport_size({"width": 320, "height": 700})
    if not page.locator("#search-flag").is_visible():
        page.locator(".search-fold > summary").click()
    expect(page.locator("#search-flag")).to_be_visible()
    assert findings(page, 422 if query == "?flag=guess" else 200) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
