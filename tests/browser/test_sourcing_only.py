"""A sourcing-only pass by keys, from its first sentence to its end."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from annotator.core.records import ReviewState, Role, Scope
from annotator.services.reviews import start_review
from annotator.storage.queries.readings import load_reading
from annotator.storage.queries.reviews import find_review
from tests import make
from tests.browser.conftest import ServedDesk
from tests.browser.test_pages import findings

pytestmark = pytest.mark.browser

TEXT = "Harbour fire was set\n\nRuiz said the fire was set. Some 400 people were moved overnight.\n"


def test_a_sourcing_only_pass_is_tagged_and_finished_by_keys(
    served: ServedDesk, wait_saved: Callable[[Page], None]
) -> None:
    with served.database.writing() as session:
        project = make.project(session)
        project.pass_scope = Scope.SOURCING_ONLY
        account = make.member(session, project, Role.REVIEWER)
        article = make.article(session, project, TEXT)
        session.flush()
        uid = start_review(session, make.actor(session, account), article.uid, now=make.NOW)
    page = served.page(account)
    page.goto(f"{served.address}/reviews/{uid}")
    page.wait_for_selector(".sentence:focus")
    assert findings(page) == []

    page.keyboard.press("x")
    page.wait_for_selector("#s1[aria-current=true]")
    page.keyboard.press("f")  # no claim verb is there to be pressed
    page.keyboard.press("a")
    page.wait_for_selector("#slip .card")
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    page.wait_for_selector("#s1 [data-tag=attribution]")
    page.keyboard.press("w")
    page.wait_for_selector("#s1 [data-tag=attribution][data-marks*=star]")
    page.keyboard.press("Space")
    page.wait_for_selector("#s2[aria-current=true]")
    page.keyboard.press("g")
    page.wait_for_selector("#s2 [data-tag=figure]")
    wait_saved(page)
    assert findings(page) == []
    page.set_viewport_size({"width": 360, "height": 800})
    assert findings(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/projects/**")

    with served.database.reading() as session:
        head = find_review(session, uid)
        reading = load_reading(session, head.id)
    assert head.state is ReviewState.FINISHED
    assert (reading.claims, [mention.starred for mention in reading.attributions]) == ((), [True])
    assert [figure.low for figure in reading.figures] == [400]
