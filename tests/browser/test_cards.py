"""Source cards in a real browser: lighting up, the list by keys, merging, splitting and moving by keys alone."""

import pytest
from playwright.sync_api import Page, expect

from annotator.core.records import Identity, Role, SourceLink
from annotator.services.reviews import start_review
from annotator.storage.queries.reviews import find_review
from tests import make
from tests.browser.tagging import barriers, press, stored
from tests.fixtures.cards_desk import TEXT, fill_review

pytestmark = pytest.mark.browser


class Desk:
    """A review with cards in a served desk."""

    def __init__(self, served) -> None:
        with served.database.writing() as session:
            project = make.project(session)
            article = make.article(session, project, TEXT)
            self.account = make.member(session, project, Role.REVIEWER)
            actor = make.actor(session, self.account)
            self.uid = start_review(session, actor, article.uid, now=make.NOW)
            self.cards = fill_review(session, actor, self.uid)
        self.served = served

    def page(self, at: int = 1, **options: object) -> Page:
        page = self.served.page(self.account, **options)
        page.goto(f"{self.served.address}/reviews/{self.uid}?at={at}")
        page.wait_for_selector(".sentence:focus")
        return page

    def reading(self):
        with self.served.database.reading() as session:
            review_id = find_review(session, self.uid).id
        return stored(self.served, review_id)


@pytest.fixture
def desk(served) -> Desk:
    return Desk(served)


def lit(page: Page, what: str) -> list[str]:
    return page.eval_on_selector_all(f"{what}.is-lit", "all => all.map((one) => one.id || one.textContent)")


def violations(page: Page, answer: int = 200) -> list[tuple[str, list[str]]]:
    return barriers(page, ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"), answer=answer)


def test_a_card_lights_up_its_mentions_claims_and_bars(desk):
    page = desk.page()
    page.hover(f"#card-{desk.cards.officials}")
    assert lit(page, ".source") == [f"card-{desk.cards.officials}"]
    assert {"two officials", "The officials"} <= set(lit(page, ".ink"))
    assert lit(page, ".voice-bar") == ["bar-1", "bar-2", "bar-3"]
    page.hover(".ink[data-annotations]:has-text('One source')")
    assert lit(page, ".source") == [f"card-{desk.cards.source}"]
    page.hover("h2#sources-title")
    assert lit(page, ".source") == []
    page.focus(f"#link-{desk.cards.mayor}")
    assert lit(page, ".voice-bar") == ["bar-5"]


def test_the_list_of_cards_is_walked_by_keys(desk):
    page = desk.page(2)
    press(page, "l ArrowDown ArrowDown")
    assert page.evaluate("document.activeElement.id") == f"link-{desk.cards.officials}"
    assert lit(page, ".source") == [f"card-{desk.cards.officials}"]
    press(page, "ArrowUp")
    assert page.evaluate("document.activeElement.id") == f"link-{desk.cards.wire}"
    press(page, "Escape")
    assert page.evaluate("document.activeElement.id") == "s2"
    press(page, "l ArrowDown ArrowDown m")
    page.wait_for_selector(".card #panel-title")
    assert violations(page) == []


def test_the_keys_that_a_card_shows_are_the_cards_where_the_mouse_opened_it(desk, wait_saved):
    page = desk.page(2)
    page.click(f"#edit-card-{desk.cards.source}")
    page.wait_for_selector(".card #card-title")
    press(page, "s Enter")  # Enter was taken by the link, which fetched the card anew
    page.wait_for_selector(".card", state="detached")
    wait_saved(page)
    cards = {card.uid: card for card in desk.reading().sources}
    assert cards[desk.cards.source].identity is Identity.SPOKESPERSON
    page.click(f"#panel-{desk.cards.source[:8]}")
    page.wait_for_selector(".card #panel-title")
    press(page, "m")  # and this by the list, as its key for the panel
    page.wait_for_selector("details[data-scope=merge][open]")
    press(page, "Escape Escape")
    assert page.evaluate("document.activeElement.id") == "s2"


def test_two_cards_become_one_by_keys_after_a_warning_in_words(desk, wait_saved):
    page = desk.page(4)
    press(page, "l ArrowDown ArrowDown ArrowDown m")
    page.wait_for_selector(".card #panel-title")
    press(page, "m 2")
    page.wait_for_selector("text=Never merge two indefinite unnamed sources")
    assert violations(page) == []
    press(page, "Enter")
    page.wait_for_selector(f"#card-{desk.cards.source}", state="detached")
    wait_saved(page)
    assert [card.uid for card in desk.reading().sources] == [desk.cards.wire, desk.cards.officials, desk.cards.mayor]
    press(page, "z")
    page.wait_for_selector(f"#card-{desk.cards.source}")
    wait_saved(page)
    assert len(desk.reading().sources) == 4


def test_a_card_is_split_by_keys(desk, wait_saved):
    page = desk.page(2)
    press(page, "l ArrowDown ArrowDown m")
    page.wait_for_selector(".card #panel-title")
    press(page, "2 s")
    page.wait_for_selector(".source:nth-child(5)")
    wait_saved(page)
    reading = desk.reading()
    assert [reading.quote(m.span) for m in reading.attributions if m.source_uid == reading.sources[-1].uid] == [
        "The officials"
    ]


def test_a_mention_moves_and_a_claim_tells_its_way_by_keys(desk, wait_saved):
    page = desk.page(4)
    for _ in range(6):
        if page.evaluate("document.activeElement.dataset.tag") == "attribution":
            break
        press(page, "Tab")
    press(page, "a")
    page.wait_for_selector("#pick-title")
    assert violations(page) == []
    press(page, "4")
    page.wait_for_selector(f"#card-{desk.cards.source}", state="detached")
    wait_saved(page)
    assert {claim.sources for claim in desk.reading().claims if claim.start > TEXT.index("One")} == {
        (SourceLink(desk.cards.mayor),)
    }
    press(page, "ArrowUp ArrowUp Tab h")
    page.wait_for_selector("#ways-title")
    assert violations(page) == []
    grounds = {
        way.get_attribute("value"): way.evaluate("way => getComputedStyle(way).backgroundColor")
        for way in page.locator("[data-scope=ways] .chip").all()
    }
    assert grounds["card"] != grounds["direct"], "one sees which way holds now"
    press(page, "d")
    page.wait_for_selector(".tags >> text=direct")
    wait_saved(page)
    assert SourceLink(desk.cards.officials, is_direct=True) in [
        link for claim in desk.reading().claims for link in claim.sources
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_with_cards_has_no_findings(desk, scheme):
    page = desk.page(4, color_scheme=scheme)
    page.hover(f"#card-{desk.cards.officials}")
    assert violations(page) == []


@pytest.mark.parametrize("way", ["button", "key"])
def test_what_goes_with_a_last_mention_is_seen_and_brought_back_in_one_step(desk, wait_saved, way):
    page = desk.page(5)
    before = desk.reading()
    press(page, "Tab")  # the claim; then the source
    mention = page.locator("#s5 [data-tag=attribution]")
    mention.focus()
    top = page.locator("#s5").bounding_box()["y"]
    press(page, "Delete")
    notice = page.locator("#notice .notice")
    expect(notice).to_contain_text("“Mayor Lind” is no source any more. Its card went with it")
    expect(notice).to_contain_text("it is own voice now. The claim is on the whole sentence now.")
    expect(notice).to_be_in_viewport()
    wait_saved(page)
    assert page.locator("#s5").bounding_box()["y"] == pytest.approx(top, abs=1)  # nothing moved for it
    assert violations(page) == []
    if way == "button":
        notice.get_by_role("button").click()
    else:
        press(page, "z")
    expect(notice).to_have_count(0)
    wait_saved(page)
    after = desk.reading()
    assert [(claim.span, claim.sources) for claim in after.claims] == [(one.span, one.sources) for one in before.claims]
    assert [card.uid for card in after.sources] == [card.uid for card in before.sources]
    assert page.evaluate("document.activeElement.closest('.sentence').id") == "s5"
