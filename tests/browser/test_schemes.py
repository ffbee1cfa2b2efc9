"""A desk's own tags in a real browser: made by keyboard, tagged with, told of, undone; every page of it under axe."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from annotator.app import utc_now
from annotator.core.records import Role
from annotator.core.scheme_edits import TagDraft
from annotator.services.reviews import start_review
from annotator.services.scheme_merges import merge
from annotator.services.schemes import retire_tag, save_tag
from annotator.storage.queries.readings import load_reading
from annotator.storage.tables import Account, Review
from tests import make
from tests.browser.conftest import ServedDesk
from tests.browser.tagging import barriers
from tests.services.test_schemes import LOADED, SLANTED

pytestmark = pytest.mark.browser
TEXT = "Strikers hold the ferry port\n\nThe regime fell 👩🏽‍⚕️ today, hardliners said.\n"


@dataclass
class Desk:
    """A project of an editor who tags, with one article."""

    served: ServedDesk
    project: str
    editor: Account
    article: make.StoredArticle

    def reading(self):
        """What the editor's review holds."""
        with self.served.database.reading() as session:
            review = session.scalars(select(Review)).one()
            return load_reading(session, review.id)

    def save_tags(self) -> None:
        """Two tags, a third one that is retired, and a merge."""
        with self.served.database.writing() as session:
            actor = make.actor(session, self.editor)
            for number, draft in enumerate((LOADED, SLANTED), start=1):
                save_tag(session, actor, self.project, "", draft, based_on=number, now=utc_now())
            third = save_tag(
                session, actor, self.project, "", TagDraft("Old", "An old one."), based_on=3, now=utc_now()
            )
            retire_tag(session, actor, self.project, third.tag, based_on=4, now=utc_now())


@pytest.fixture
def desk(served: ServedDesk) -> Desk:
    with served.database.writing() as session:
        project = make.project(session)
        editor = make.member(session, project, Role.EDITOR)
        return Desk(served, project.uid, editor, make.article(session, project, TEXT))


def serious(page: Page, answer: int = 200) -> list:
    """What axe finds once nothing fades in any more: half-way there the contrast is half."""
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
    return barriers(page, answer=answer)


def tab_to(page: Page, selector: str) -> None:
    """Go to an element with Tab alone."""
    for _ in range(80):
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")


def test_an_open_page_is_told_of_a_new_tag_and_loads_it(desk: Desk) -> None:
    with desk.served.database.writing() as session:
        review = start_review(session, make.actor(session, desk.editor), desk.article.uid, now=utc_now())
    page = desk.served.page(desk.editor)
    page.goto(f"{desk.served.address}/reviews/{review}?at=1")
    page.wait_for_selector(".sentence:focus")
    with desk.served.database.writing() as session:
        save_tag(session, make.actor(session, desk.editor), desk.project, "", LOADED, based_on=1, now=utc_now())
    page.evaluate("document.getElementById('cut').dispatchEvent(new Event('recut'))")
    page.wait_for_selector("text=An editor changed the tags of this project")
    assert page.query_selector("text=Loaded") is None
    assert page.get_attribute(".sentence[aria-current=true]", "id") == "s1"
    assert serious(page) == []
    page.click("text=Load them")
    page.wait_for_selector("#bar :text('Loaded')")
    assert page.query_selector("text=An editor changed the tags") is None


def test_a_tag_is_made_and_used_and_undone_by_keyboard_alone(desk: Desk, wait_saved) -> None:
    page = desk.served.page(desk.editor)
    page.set_default_timeout(8_000)
    page.goto(f"{desk.served.address}/projects/{desk.project}/scheme/edit/new")
    for selector, words in (
        ("#label", "Loaded word"), ("#explains", "A word that takes sides."), ("#field-0-label", "Tone"),
        ("#field-0-choices", "praise\nblame"), ("#guideline", "Mark it **alone**."),
    ):  # fmt: skip
        tab_to(page, selector)
        page.keyboard.type(words)
    tab_to(page, "button[value=save]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/scheme/edit")
    assert page.locator("#name-loaded_word kbd").inner_text() == "h"

    page.goto(f"{desk.served.address}/articles/{desk.article.uid}")
    tab_to(page, "form[action$='/reviews'] button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".sentence:focus")
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open] li:has(kbd:text-is('h')):has-text('Loaded word')")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("h")
    wait_saved(page)
    page.wait_for_selector(".tags > li[data-tag=mark]:focus")
    assert [desk.reading().quote(mark.span) for mark in desk.reading().marks] == ["regime"]
    assert page.locator(".words .ink.own").inner_text() == "regime"
    page.keyboard.press("h")
    page.wait_for_selector("#slip [data-scope=mark]")
    key, choice = (page.locator(f"#slip .chip:has-text('blame'){part}").bounding_box() for part in (" kbd", ""))
    assert key["width"] < choice["width"] / 2, "the key stands before its word, not over it"
    assert serious(page) == []
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.wait_for_selector(".tags > li[data-tag=mark]:has-text('Tone: blame')")
    wait_saved(page)
    assert desk.reading().marks[0].told == (("tone", "blame"),)
    for left in ((), None):
        page.keyboard.press("z")
        page.wait_for_function("() => !document.querySelector('[data-pending]')")
        wait_saved(page)
        marks = desk.reading().marks
        assert marks[0].told == left if left is not None else marks == ()
    assert serious(page) == []


def test_a_tag_without_a_key_is_used_by_its_name(desk: Desk, wait_saved) -> None:
    with desk.served.database.writing() as session:
        actor = make.actor(session, desk.editor)
        for number, label in enumerate(("Loaded word", "Slanted number"), start=1):
            save_tag(
                session, actor, desk.project, "", TagDraft(label, "It takes sides."), based_on=number, now=utc_now()
            )
    page = desk.served.page(desk.editor)
    page.set_default_timeout(8_000)
    page.goto(f"{desk.served.address}/articles/{desk.article.uid}")
    page.click("form[action$='/reviews'] button")
    page.wait_for_selector(".sentence:focus")
    for key in ("ArrowDown", "ArrowRight", "m"):
        page.keyboard.press(key)
    page.wait_for_selector("#pick-name:focus")
    assert serious(page) == []
    page.keyboard.type("SLANT")
    page.keyboard.press("Enter")
    page.wait_for_selector(".tags > li[data-tag=mark]:focus")
    wait_saved(page)
    marks = desk.reading().marks
    assert [(desk.reading().quote(mark.span), mark.tag) for mark in marks] == [("regime", "slanted_number")]
    assert page.locator(".pick").count() == 0


def assert_in_order(page: Page, where: str) -> None:
    """Neither by day on a wide screen nor by night on the narrowest has a page findings or runs over."""
    for colours, width in (("light", 1280), ("dark", 320)):
        page.emulate_media(color_scheme=colours)
        page.set_viewport_size({"width": width, "height": 700})
        assert serious(page) == [], (where, colours)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where


def test_no_page_of_the_editor_has_findings_or_runs_over(desk: Desk) -> None:
    desk.save_tags()
    page = desk.served.browser.new_context().new_page()
    desk.served.sign_in(page.context, desk.editor)
    base = f"{desk.served.address}/projects/{desk.project}/scheme"
    for path in ("", "/edit", "/edit/new", "/edit/tags/loaded", "/edit/tags/claim", "/edit/guideline", "/versions",
                 "/versions/3", "/edit/tags/loaded/retire", "/edit/tags/loaded/merge",
                 "/edit/tags/loaded/merge?into=slanted"):  # fmt: skip
        page.goto(base + path)
        assert_in_order(page, path)
    with desk.served.database.writing() as session:
        actor = make.actor(session, desk.editor)
        merge(session, actor, desk.project, "loaded", "slanted", based_on=5, now=utc_now())
    page.goto(f"{base}/versions/6")
    assert page.get_by_role("button", name="Take the merge back").is_visible()
    assert_in_order(page, "/versions/6")


def test_a_refused_tag_and_another_editors_text_leave_what_was_typed(desk: Desk) -> None:
    desk.save_tags()
    mine, theirs = desk.served.page(desk.editor), desk.served.page(desk.editor)
    for page in (mine, theirs):
        page.goto(f"{desk.served.address}/projects/{desk.project}/scheme/edit/guideline")
    theirs.fill("#guideline", "Theirs.")
    theirs.click("button[value=save]")
    mine.fill("#guideline", "Mine.")
    mine.click("button[value=preview]")
    assert mine.locator(".guide-editor .guide").inner_text().endswith("Mine.")
    mine.click("button[value=save]")
    assert mine.locator("#guideline").input_value() == "Mine."
    assert mine.locator(".meanwhile del").first.inner_text() == "Theirs."
    assert serious(mine, 409) == []
    mine.goto(f"{desk.served.address}/projects/{desk.project}/scheme/edit/new")
    mine.fill("#label", "Another")
    mine.fill("#explains", "One more.")
    mine.fill("#key", "h")
    mine.click("button[value=save]")
    assert "“Another” and “Loaded”" in mine.locator("#key-error").inner_text()
    assert mine.locator("#label").input_value() == "Another"
    assert serious(mine, 422) == []
