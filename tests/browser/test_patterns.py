"""Every piece of the interface on one page: readable, within the screen, without known barriers."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from waitress.server import create_server

from tests.browser.tagging import barriers
from tests.dev.pattern_book import create_pattern_book

pytestmark = pytest.mark.browser


@pytest.fixture
def address() -> Iterator[str]:
    server = create_server(create_pattern_book(), host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
@pytest.mark.parametrize("query", ["", "?tried=1"], ids=["fresh", "failed form"])
def test_no_piece_has_a_known_barrier(chromium: Browser, address: str, scheme: str, width: int, query: str) -> None:
    context = chromium.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{address}/patterns{query}")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_paper_or_night_is_kept_for_the_next_page(chromium: Browser, address: str) -> None:
    context = chromium.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(f"{address}/patterns")
    page.click("#reading-menu > summary")
    page.click("[data-choose=theme][data-value=dark]")
    night = page.evaluate("getComputedStyle(document.body).backgroundColor")
    # In a cookie: asking for a page's storage kept its first words back for 50 ms.
    assert page.evaluate("[document.cookie, localStorage.length]") == ["annotator-reading=theme=dark", 0]
    page.reload()
    assert page.get_attribute("html", "data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == night
    page.click("#reading-menu > summary")
    page.click("[data-choose=theme][data-value='']")
    assert page.get_attribute("html", "data-theme") is None
    assert page.evaluate("document.cookie") == ""
    page.evaluate("document.cookie = 'annotator-reading=theme=purple&constructor=x&textSize=large; Path=/'")
    page.reload()
    assert page.evaluate("({...document.documentElement.dataset})") == {"textSize": "large", "script": "on"}
    context.close()
