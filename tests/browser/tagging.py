"""A review open in a served desk, and hands on its page: keys pressed, all saved, what is stored, barriers found."""

from collections.abc import Callable
from dataclasses import dataclass

from axe_core_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from annotator.core.records import Reading, Role
from annotator.storage.queries.readings import load_reading
from annotator.storage.tables import Account
from tests import make
from tests.browser.conftest import ServedDesk

Wait = Callable[[Page], None]


@dataclass
class OpenReview:
    """A review in a served desk, and its person. `project` and `article` are uids."""

    served: ServedDesk
    account: Account
    project: str
    article: str
    review_id: int
    url: str

    def page(self, at: int | None = None, **options: object) -> Page:
        """The annotation page, at a sentence where one is named."""
        page = self.served.page(self.account, **options)
        page.goto(self.url if at is None else f"{self.url}?at={at}")
        if options.get("java_script_enabled", True):
            page.wait_for_selector(".sentence:focus")
        return page

    def reading(self) -> Reading:
        """What is stored now."""
        return stored(self.served, self.review_id)


def open_review(served: ServedDesk, text: str, role: Role = Role.REVIEWER) -> OpenReview:
    """An untouched review of a text, in a project of its own."""
    with served.database.writing() as session:
        project = make.project(session, f"Desk {make.uid()[:6]}")
        account = make.member(session, project, role)
        article = make.article(session, project, text)
        review = make.review(session, article, account)
        url = f"{served.address}/reviews/{review.uid}"
        return OpenReview(served, account, project.uid, article.uid, review.id, url)


def stored(served: ServedDesk, review_id: int) -> Reading:
    """What a review holds in the database."""
    with served.database.reading() as session:
        return load_reading(session, review_id)


def press(page: Page, keys: str) -> None:
    """Press keys, named with blanks between them, as fast as they come."""
    for key in keys.split():
        page.keyboard.press(key)


def settle(page: Page, wait_saved: Wait, key: str = "?", *, timeout: int = 20_000) -> None:
    """Wait until everything typed has been used and saved: the key of the overlay after it, then its effect."""
    press(page, key)
    page.wait_for_selector("#keys[open]", timeout=timeout)
    press(page, "Escape")
    wait_saved(page)


#: Only what is broken comes back: all else that was looked at is a hundred times as much.
_BROKEN = """options => axe.run(document, options).then(found => found.violations.map(
    rule => [rule.id, rule.nodes.slice(0, 5).map(node => node.html.slice(0, 160))]))"""


_ANSWER = "performance.getEntriesByType('navigation')[0]?.responseStatus"


def barriers(page: Page, rules: tuple[str, ...] = (), *, answer: int = 200) -> list[tuple[str, list[str]]]:
    """What axe finds on the page: the rule, and where it is broken; by all of its rules, or by some sets of them. A
    page that is answered otherwise than with `answer` is none that was meant to be looked at.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    found = [(rule, places) for rule, places in page.evaluate(_BROKEN, options)]
    answered = page.evaluate(_ANSWER)
    return found if answered == answer else [("answer", [str(answered)]), *found]
