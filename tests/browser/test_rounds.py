"""A calibration from its making to the revision, in a real browser; the pages without findings, light and narrow."""

import pytest

from tests.browser.test_cards import violations
from tests.fixtures.rounds import rounds_desk

pytestmark = pytest.mark.browser


def test_a_calibration_is_opened_closed_and_released_by_its_page(served):
    desk = rounds_desk(served.database)
    page = served.page(desk.accounts["edi"])
    page.goto(f"{served.address}/projects/{desk.project.uid}/rounds")
    assert violations(page) == []
    page.get_by_role("link", name="New round").click()
    assert violations(page) == []
    page.get_by_label("Name").fill("Dry run")
    page.get_by_label("Words of the title").fill("no. 0")
    page.keyboard.press("Enter")
    page.get_by_label("No. 0").check()
    page.get_by_label("Ada").check()
    page.get_by_role("button", name="Open the round").click()
    assert "at least two people" in page.locator("#people-error").inner_text()
    assert page.get_by_label("Name").input_value() == "Dry run"
    assert violations(page, 422) == []
    page.get_by_label("Ben").check()
    page.get_by_role("button", name="Open the round").click()
    address = page.url
    desk.tag("ada", 0, claims=(1, 2))
    desk.tag("ben", 0, claims=(2,))
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Release").click()
    assert "released" in page.locator("main").inner_text()
    assert violations(page) == []
    page.get_by_role("link", name="Differences").click()
    assert violations(page) == []
    page.get_by_text("Say something").click()
    page.get_by_label("Your words").fill("It says set.")
    page.get_by_role("button", name="Say it").click()
    assert "It says set." in page.locator(".thread").inner_text()
    assert violations(page) == []
    narrow = served.page(desk.accounts["ada"], viewport={"width": 320, "height": 700}, color_scheme="dark")
    narrow.goto(address)
    assert violations(narrow) == []
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 320
    heights = "[...document.querySelectorAll('.numbers tbody tr:not(.remarks)')].map(row => row.offsetHeight)"
    assert max(narrow.evaluate(heights)) < 80, "a warning stands under its row, not in its first column"
    narrow.get_by_role("link", name="before", exact=True).click()
    assert violations(narrow) == []
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 320
    narrow.goto(address)
    with narrow.expect_navigation():
        narrow.get_by_role("link", name="Ben", exact=True).click()
    assert "/reviews/" in narrow.url
    narrow.goto(f"{served.address}/projects/{desk.project.uid}/feedback")
    assert violations(narrow) == []
