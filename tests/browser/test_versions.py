"""A later text in the browser: added, begun with one's own tags, compared; no barrier at any width."""

import pytest

from annotator.core.records import Role
from annotator.services.versions import add_text
from tests import make
from tests.browser.conftest import ServedDesk
from tests.browser.test_pages import findings
from tests.web.test_versions import LATER, cut_of, tagged

pytestmark = pytest.mark.browser


def test_a_later_text_is_begun_with_ones_tags_and_compared(served: ServedDesk) -> None:
    with served.database.writing() as session:
        project = make.project(session)
        account = make.member(session, project, Role.EDITOR, "Ada")
        article = make.article(session, project, title="Harbour fire was set, officials say")
        actor = make.actor(session, account)
        tagged(session, actor, article.uid, make.NOW)
        add_text(session, actor, article.uid, cut_of(LATER), now=make.NOW)
    page = served.page(account)
    url = f"{served.address}/articles/{article.uid}"
    page.goto(f"{url}/texts")
    assert findings(page) == []
    page.goto(url)
    page.click("text=Begin with what you tagged before")
    page.wait_for_url("**/carried")
    assert findings(page) == []
    page.click("text=Likely place >> nth=0")
    page.wait_for_selector(".sentence[aria-current=true]")
    page.goto(f"{url}/versions")
    assert page.locator("ins").count() > 0
    assert findings(page) == []
    page.set_viewport_size({"width": 360, "height": 800})
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
