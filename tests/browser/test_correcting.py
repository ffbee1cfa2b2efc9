"""Correcting a figure: its form comes when it is opened, and what was typed in it stays until it is saved."""

import pytest

from annotator.core.records import Bound
from tests.browser.conftest import ServedDesk
from tests.browser.tagging import Wait, barriers, open_review, press, settle

pytestmark = pytest.mark.browser
TEXT = "Strikers hold the ferry port\n\nSome 5,200 tonnes were left on the quay.\n"
FIELD = "#slip [name=low]"


def test_a_number_is_corrected_by_keys_and_typed_text_outlives_refusals_and_lost_lines(
    served: ServedDesk, wait_saved: Wait
) -> None:
    desk = open_review(served, TEXT)
    page = desk.page(1)
    press(page, "j s g g m")
    settle(page, wait_saved)
    assert desk.reading().figures[0].bound is Bound.AT_LEAST
    assert page.locator("#slip .card").count() == 0

    press(page, "Tab g")
    page.wait_for_selector("#correct-title:focus")
    assert page.locator("#s1").is_visible()
    assert barriers(page) == []
    press(page, "Tab Tab Tab Tab Tab Tab")
    assert page.evaluate("document.activeElement.name") == "low"
    page.fill(FIELD, "many")
    press(page, "Enter")
    page.wait_for_selector("#notice .notice:has-text('Write the number in digits')")
    assert page.input_value(FIELD) == "many"

    page.context.set_offline(True)
    page.fill(FIELD, "5300")
    press(page, "Enter")
    page.wait_for_selector("#unsaved[data-reason=offline]")
    assert page.input_value(FIELD) == "5300"
    page.context.set_offline(False)
    wait_saved(page)
    page.wait_for_selector("#slip:empty", state="attached")
    figure = desk.reading().figures[0]
    # Enter in a field saves: it presses none of the bounds.
    assert (figure.low, figure.bound) == (5300, Bound.AT_LEAST)
    assert page.evaluate("document.activeElement.id") == "s1"
