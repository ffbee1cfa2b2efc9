"""The guideline beside the text, by key."""

import pytest

from tests.browser.test_pages import findings
from tests.browser.test_reading import LONG, Desk

pytestmark = pytest.mark.browser
FOCUS = "document.activeElement.id"
TEXT = LONG.replace("The boat number 1 left.", "The boat and 40 people left.")


@pytest.fixture
def page(served):
    """A page whose second sentence has a claim and a figure."""
    page = Desk(served).open(TEXT, at=1)
    page.keyboard.press("f")
    page.wait_for_selector("#s1 .tags > li[data-tag=claim]")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("g")
    page.wait_for_selector("#s1 .tags > li[data-tag=figure]:focus")
    page.wait_for_selector("#save-state[data-state=saved]", state="attached")
    return page


def open_guide(page):
    page.keyboard.press("i")
    page.wait_for_selector("#guide:not([hidden]) #guide-words h3")


def test_the_section_about_the_tag_in_focus_opens_and_gives_the_focus_back(page):
    figure = page.evaluate(FOCUS)
    for key in ("i", "Escape"):
        open_guide(page)
        assert page.get_attribute("#guide-words [aria-current]", "id") == "guide-figure"
        assert page.evaluate(FOCUS) == "guide"
        assert findings(page) == []
        page.keyboard.press(key)
        page.wait_for_selector("#guide", state="hidden")  # what the key opens and closes is fetched with its first use
        assert page.evaluate(FOCUS) == figure


def test_keys_still_act_on_the_sentence_while_it_is_open(page, wait_saved):
    page.keyboard.press("ArrowDown")
    page.keyboard.press("i")
    page.wait_for_selector("#guide-words p")
    page.keyboard.press("x")
    wait_saved(page)
    assert page.get_attribute("#s2", "data-state") == "nothing"
    assert not page.is_visible("#guide")  # not pinned: one is back in the text


def test_pinned_it_follows_the_tag_at_the_cursor_and_fetches_only_another_one(page):
    asked = []

    def note(request):
        if "/guideline?" in request.url:
            asked.append(request.url.split("?")[1])

    page.on("request", note)
    open_guide(page)
    page.click("#guide-pin")
    page.focus("#s1 .tags > li[data-tag=claim]")
    page.wait_for_selector("#guide-words #guide-claim[aria-current]")
    page.keyboard.press("ArrowDown")  # no tag there: what is shown stays
    page.keyboard.press("ArrowUp")
    page.focus("#s1 .tags > li[data-tag=claim]")
    page.wait_for_timeout(400)
    assert page.is_visible("#guide")
    assert asked == ["tag=figure", "tag=claim"]
    page.focus("#s1")
    page.keyboard.press("Escape")
    page.wait_for_selector("#guide", state="hidden")
    assert page.evaluate(FOCUS) == "s1"


def test_an_open_card_takes_escape_first(page):
    open_guide(page)
    page.click("#guide-pin")
    page.focus("#s1")
    page.keyboard.press("n")
    page.wait_for_selector("#slip [data-scope]")
    page.keyboard.press("Escape")
    assert page.is_visible("#guide")
    page.wait_for_selector("#slip:not(:has([data-scope]))", state="attached")
    page.keyboard.press("Escape")
    page.wait_for_selector("#guide", state="hidden", timeout=5_000)


@pytest.mark.parametrize("width", [360, 700])
def test_where_the_margin_is_a_sheet_it_opens_there(served, width):
    page = Desk(served).open(LONG, at=1, viewport={"width": width, "height": 800})
    page.keyboard.press("i")
    page.wait_for_selector("#guide-words a")
    assert page.is_visible("#guide")
    assert findings(page) == []
    page.keyboard.press("i")
    page.wait_for_function("() => !document.getElementById('margin').matches(':popover-open')")
    assert page.evaluate(FOCUS) == "s1"
    page.keyboard.press("i")
    page.wait_for_selector("#guide:not([hidden])")


def test_without_a_script_the_button_leads_to_a_page(page, served):
    context = served.browser.new_context(java_script_enabled=False)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(page.url)
    plain.click("#act-guideline")
    plain.click("#guide-figure")
    assert "tag=figure" in plain.url
    assert plain.is_visible(".prose h3")
    context.close()
