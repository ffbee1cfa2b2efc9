"""What is typed while something is still on its way: nothing is lost, and nothing acts on what it was not meant for."""

import pytest
from playwright.sync_api import Route, expect

from annotator.core.records import Flag
from tests.browser.tagging import OpenReview, Wait, press, settle
from tests.browser.test_workbench import desk as desk  # the fixture

pytestmark = pytest.mark.browser

#: A browser whose own store takes long to let go of what was acknowledged, as on a busy disk.
SLOW_STORE = """
const native = IDBObjectStore.prototype.delete;
IDBObjectStore.prototype.delete = function (key) {
  const until = performance.now() + 600, asked = native.call(this, key);
  const wait = () => { if (performance.now() < until) this.get(0).onsuccess = wait; };
  asked.addEventListener("success", wait);
  return asked;
};
"""


def test_a_key_between_the_answer_and_the_next_one_is_used_however_slow_the_browsers_store_is(
    desk: OpenReview, wait_saved: Wait
) -> None:
    page = desk.served.page(desk.account)
    page.add_init_script(SLOW_STORE)
    page.goto(desk.url)
    page.wait_for_selector(".sentence:focus")
    press(page, "ArrowDown j t a")
    page.wait_for_selector("#slip .card")
    press(page, "u")
    with page.expect_response("**/mentions"):
        press(page, "Enter")
    page.wait_for_timeout(150)
    # Were `j` lost, `r` would open the rest of the article and Enter answer all of it.
    press(page, "j r f w Enter")
    settle(page, wait_saved)
    reading = desk.reading()
    assert [claim.flags for claim in reading.claims] == [{Flag.FACT}]
    assert reading.claims[0].starred
    assert len(reading.sources) == 1


def test_words_typed_right_after_the_key_that_finds_go_into_the_field(desk: OpenReview) -> None:
    page = desk.page()

    def slow(route: Route) -> None:
        page.wait_for_timeout(400)
        route.continue_()

    page.route("**/find.js*", slow)
    press(page, "/ p o r t")
    expect(page.locator("#find-words")).to_have_value("port")
    assert desk.reading().records == ()
