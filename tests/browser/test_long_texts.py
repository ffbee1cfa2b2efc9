"""Long texts: what a step and a tag make the browser do does not grow with the article."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import ServedDesk
from tests.browser.tagging import OpenReview, open_review

pytestmark = pytest.mark.browser
SENTENCE = "Some {n} boats crossed the bay on day {n}, two officials with knowledge of it said."
#: Where its work is noted by the browser itself: the number of elements that each pass styles anew.
TRACED = ["devtools.timeline"]


def text_of(sentences: int) -> str:
    """An article of so many sentences, three a paragraph."""
    lines = [SENTENCE.format(n=n + 1) for n in range(sentences)]
    return "Crossings rise\n\n" + "\n\n".join(" ".join(lines[at : at + 3]) for at in range(0, sentences, 3)) + "\n"


def opened(desk: OpenReview) -> Page:
    """Its page, in the middle of its first screen, when nothing is under way any more."""
    page = desk.page(at=3)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("#s4[aria-current=true]")
    return page


def styled(page: Page, folder: Path, act: Callable[[], None]) -> int:
    """How many elements are styled anew by what an act does."""
    trace = folder / f"{page.url.rsplit('/', 1)[-1].split('?')[0]}.json"
    browser = page.context.browser
    assert browser is not None
    browser.start_tracing(page=page, path=str(trace), categories=TRACED)
    act()
    # Two frames: the second begins when the first is painted.
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    browser.stop_tracing()
    events = json.loads(trace.read_text())["traceEvents"]
    counts = [one["args"].get("elementCount", 0) for one in events if one["name"] == "UpdateLayoutTree"]
    assert counts
    return sum(counts)


def test_a_step_and_a_tag_style_as_little_anew_in_a_long_text_as_in_a_short_one(
    served: ServedDesk, tmp_path: Path, wait_saved: Callable[[Page], None]
) -> None:
    by_act: dict[str, list[int]] = {"step": [], "tag": []}
    for sentences in (30, 600):
        page = opened(open_review(served, text_of(sentences)))

        def step(page: Page = page) -> None:
            page.keyboard.press("ArrowDown")
            page.wait_for_selector("#s5[aria-current=true]")

        def tag(page: Page = page) -> None:
            page.keyboard.press("f")
            page.wait_for_selector("#s5[data-state=tagged]")
            wait_saved(page)

        by_act["step"].append(styled(page, tmp_path, step))
        by_act["tag"].append(styled(page, tmp_path, tag))
    # A page that asks of all in sight again at each step has hundreds more.
    for short, long in by_act.values():
        assert long <= short + 50, by_act


def test_the_bars_beside_a_long_text_are_one_drawing_in_which_a_tag_changes_one_bar(
    served: ServedDesk, wait_saved: Callable[[Page], None]
) -> None:
    page = opened(open_review(served, text_of(600)))
    assert page.locator("#strip svg").count() == 1
    kept = page.evaluate_handle("document.getElementById('bar-3')")
    assert page.get_attribute("#bar-4", "data-voice") == "untouched"
    page.keyboard.press("f")
    page.wait_for_selector("#bar-4[data-voice=own]", state="attached")
    wait_saved(page)
    assert page.locator("#strip .voice-bar").count() == 600
    assert page.evaluate("bar => bar === document.getElementById('bar-3')", kept)
    # The new bar is drawn, stands in its place, and leads to its sentence.
    box = page.locator("#bar-4").bounding_box()
    before = page.locator("#bar-3").bounding_box()
    assert box
    assert before
    assert box["height"] > 0
    assert before["y"] < box["y"] < before["y"] + 3
    page.locator("#bar-200 .hit").click()
    page.wait_for_selector("#s200[aria-current=true]")
