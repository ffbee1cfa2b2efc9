"""The desk view and the month in a real browser: asked for by form, nothing axe finds, nothing wider than a phone."""

import pytest

from annotator.core.records import Role
from annotator.services import jobs
from tests import make
from tests.browser.test_pages import findings
from tests.services.test_desk_views import add, story

pytestmark = pytest.mark.browser


class World:
    """What `add` asks of a desk."""


@pytest.fixture
def desk(served):
    world = World()
    with served.database.writing() as session:
        world.project = make.project(session)
        names = (("Edith", Role.EDITOR), ("Ann", Role.REVIEWER))
        world.people = {name: make.member(session, world.project, role, name) for name, role in names}
        for at in range(24):
            add(session, world, at, story(at % 5), outlet=("North", "The Very Long Name of an Outlet")[at % 3 == 0])
        session.flush()
        served.editor, served.project = world.people["Edith"], f"/projects/{world.project.uid}"
        session.expunge_all()
    return served


def test_a_view_and_a_month_are_made_and_read_on_any_screen(desk):
    page = desk.page(desk.editor)
    page.goto(f"{desk.address}{desk.project}/desk")
    page.get_by_label("Compare by").select_option("period")
    page.get_by_label("One group").fill("2026-02")
    page.get_by_label("The other").fill("2026-01")
    page.get_by_role("button", name="Make the desk view").click()
    jobs.run_waiting(desk.database, now=lambda: make.NOW)
    page.get_by_role("link", name="Open it").click()
    page.wait_for_url("**/reports/*")
    view = page.url
    page.goto(f"{desk.address}{desk.project}/desk")
    page.get_by_role("button", name="Make the page").click()
    jobs.run_waiting(desk.database, now=lambda: make.NOW)
    page.get_by_role("link", name="Open it").click()
    page.wait_for_url("**/reports/*")
    for address in (view, page.url, f"{desk.address}{desk.project}/desk"):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.goto(address)
            assert findings(page) == []
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.set_viewport_size({"width": 1280, "height": 900})
    assert desk.problems == []
