"""The ledgers in a real browser: nothing axe finds, nothing wider than a phone, and the queue goes by keys."""

import os
from pathlib import Path

import pytest

from tests.browser.tagging import barriers
from tests.fixtures.ledger_desk import build

pytestmark = pytest.mark.browser

PAGES = ("sources", "figures", "figures/side-by-side", "to-check")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
#: Where pictures of the pages are put, if anywhere.
PICTURES = os.environ.get("ANNOTATOR_PICTURES", "")


def test_the_pages_are_accessible_fit_a_phone_and_the_queue_goes_by_keys(served):
    with served.database.writing() as session:
        desk = build(session)
        session.expunge_all()
    base = f"{served.address}/projects/{desk.project.uid}"
    for width, scheme in ((1440, "light"), (360, "dark")):
        page = served.page(desk.people["Rob"], viewport={"width": width, "height": 900}, color_scheme=scheme)
        for path in PAGES:
            page.goto(f"{base}/{path}")
            for summary in page.locator("main .ledger-places > summary").all():
                summary.click()
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert barriers(page, RULES) == [], (path, width)
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"{path.replace('/', '-')}-{width}-{scheme}.png", full_page=True)
    page.goto(f"{base}/to-check")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.className") == "star-way"
    page.keyboard.press("c")
    page.wait_for_selector(".empty")
    page.goto(f"{base}/to-check?state=checked")
    assert "✓ checked" in page.locator(".star-state").inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report?review=*#s0")
