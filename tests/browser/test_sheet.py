"""The keys of the margin at widths where it is a closed sheet over the text."""

import pytest

from tests.browser.test_pages import findings
from tests.browser.test_reading import LONG, Desk

pytestmark = pytest.mark.browser
WIDTHS = [360, 700]
OPEN = "document.getElementById('margin').matches(':popover-open')"


@pytest.fixture(params=WIDTHS)
def page(request, served):
    """A page with a closed sheet."""
    page = Desk(served).open(LONG, at=1, viewport={"width": request.param, "height": 800})
    assert not page.is_visible("#margin")
    return page


def state(page, ordinal=1):
    return page.get_attribute(f"#s{ordinal}", "data-state")


def test_undo_and_redo_work_while_the_sheet_is_closed(page, wait_saved):
    page.keyboard.press("f")
    page.wait_for_selector("#s1[data-state=tagged]")
    page.keyboard.press("z")
    page.wait_for_selector("#s1[data-state=untouched]")
    page.keyboard.press("y")
    page.wait_for_selector("#s1[data-state=tagged]")
    wait_saved(page)
    assert not page.evaluate(OPEN)


def test_find_opens_over_the_text(page):
    page.keyboard.press("/")
    page.wait_for_selector("#find[data-open] #find-words:focus")
    page.keyboard.type("number 7")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "s1"


def test_the_list_of_sources_opens_the_sheet_and_leaving_closes_it(page):
    page.keyboard.press("l")
    page.wait_for_selector("#sources:focus")
    assert page.evaluate(OPEN)
    page.keyboard.press("Escape")
    page.wait_for_selector("#s1:focus")
    assert not page.evaluate(OPEN)


def test_the_rest_is_asked_in_the_sheet_which_goes_with_the_answer(page, wait_saved):
    page.keyboard.press("r")
    page.wait_for_selector(".rest[open] button[value=nothing]")
    assert findings(page) == []
    page.keyboard.press("Escape")
    page.wait_for_function(f"() => !{OPEN}")
    assert state(page) == "untouched"
    page.keyboard.press("r")
    page.keyboard.press("x")
    wait_saved(page)
    page.wait_for_function(f"() => !{OPEN}")
    assert state(page) == state(page, 9) == "nothing"


def test_finishing_works_while_the_sheet_is_closed(page):
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=before this review can be finished")


def test_a_key_of_a_form_that_is_folded_in_the_sheet_does_nothing(page, wait_saved):
    """`x` belongs to the sentence as long as the question about the rest is not asked."""
    page.keyboard.press("x")
    wait_saved(page)
    assert (state(page, 1), state(page, 9)) == ("nothing", "untouched")


def test_what_opens_in_the_text_closes_the_sheet_and_leaves_the_words_in_sight(page, wait_saved):
    page.set_viewport_size({"width": page.viewport_size["width"], "height": 560})
    for key in ("Shift+ArrowRight", "Shift+ArrowRight", "a", "u", "Enter"):
        page.keyboard.press(key)
    page.wait_for_selector(".source", state="attached")
    wait_saved(page)
    page.click(".sheet-button")
    page.click(".source a.edit")
    page.wait_for_selector("#slip [data-scope=card]")
    page.wait_for_function(f"() => !{OPEN}")
    page.evaluate("document.querySelector('#slip button.primary').scrollIntoView({ block: 'end' })")
    box = page.locator("#w1").bounding_box()
    place = [box["x"] + 5, box["y"] + 5]
    assert page.evaluate("place => document.elementFromPoint(...place).closest('.sentence')?.id", place) == "s1"


def test_the_way_out_of_the_history_stays_in_sight_however_far_one_reads_back(page, wait_saved):
    page.set_viewport_size({"width": page.viewport_size["width"], "height": 560})
    for _ in range(12):
        page.keyboard.press("f")
    wait_saved(page)
    page.keyboard.press("-")
    page.wait_for_selector(".history .past > :nth-child(12)")
    page.evaluate("document.querySelector('.history .past').scrollTop = 9999")
    page.evaluate("document.querySelector('.history').scrollIntoView({ block: 'end' })")
    box = page.locator(".history [data-closes]").bounding_box()
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    seen = "place => document.elementFromPoint(...place)?.closest('[data-closes]') !== null"
    assert 0 < middle[1] < page.viewport_size["height"]
    assert page.evaluate(seen, middle)
    assert findings(page) == []
    page.mouse.click(*middle)
    page.wait_for_selector(".history", state="detached")
