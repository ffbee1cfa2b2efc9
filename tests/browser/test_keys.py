"""One's own keys in a real browser: chosen, shown, typed ahead, kept out of fields and off other pages."""


import pytest
from playwright.sync_api import Dialog, Page, Request

from annotator.core.key_presets import Preset
from annotator.core.own_keys import OwnKeys
from annotator.core.records import Flag, Identity, Outcome, Role
from annotator.services.keys import change_keys
from tests import make
from tests.browser.conftest import ServedDesk
from tests.browser.tagging import OpenReview, Wait, barriers, open_review, press, settle

pytestmark = pytest.mark.browser

TEXT = (
    "Strikers hold the ferry port\n\n"
    "Citing two officials with knowledge of the talks, the Coast Wire reported on Monday that the port lost cargo. "
    "Some 5,200 tonnes were left on the quay. "
    "The minister has denied it, but the union will walk out again.\n"
)
#: Every key that a map may have, as the browser calls it.
ALL_KEYS = (
    *"abcdefghijklmnopqrstuvwxyz0123456789", *";',./-=[]", "Space", "Enter", "Delete", "Escape", "ArrowUp",
    "ArrowDown", "ArrowLeft", "ArrowRight", "Control+Enter", "F2", "F3", "F4", "?",
)  # fmt: skip


@pytest.fixture
def desk(served: ServedDesk) -> OpenReview:
    return open_review(served, TEXT, Role.EDITOR)


def choose(desk: OpenReview, own: OwnKeys) -> None:
    """Give the person other keys."""
    with desk.served.database.writing() as session:
        change_keys(session, make.actor(session, desk.account), own, version=0, now=make.NOW)


def elsewhere(desk: OpenReview, path: str, **options: object) -> Page:
    """Another page of the person."""
    page = desk.served.page(desk.account, **options)
    page.goto(f"{desk.served.address}{path}")
    return page


def test_a_key_is_chosen_by_pressing_it_and_works_at_once(desk: OpenReview, wait_saved: Wait) -> None:
    page = elsewhere(desk, "/account/keys")
    page.focus("[name='sentence.fact']")
    press(page, "h")
    page.focus("[name='sentence.question']")
    press(page, "h h")
    assert page.input_value("[name='sentence.question']") == "hh"
    page.click("text=Save the keys")
    page.wait_for_selector("text=Your keys are saved.")
    page.goto(desk.url)
    page.wait_for_selector(".sentence:focus")
    press(page, "f")
    press(page, "h")
    settle(page, wait_saved, "F1")
    assert [claim.flags for claim in desk.reading().claims] == [{Flag.FACT}]
    assert page.inner_text("#act-fact kbd") == "h"


def test_a_refused_map_leads_to_the_first_refused_field(desk: OpenReview) -> None:
    page = elsewhere(desk, "/account/keys")
    page.fill("[id='sentence.prediction']", "f")
    page.fill("[id='sentence.nothing']", "o")
    page.click(".keys-save button[value=save]")
    page.wait_for_selector(".notice.danger")
    first = page.locator(".key-field[aria-invalid=true]").first.get_attribute("id")
    page.wait_for_function("id => document.activeElement.id === id", arg=first)
    assert page.locator("[autofocus]").count() == 1


def test_without_a_script_a_key_is_chosen_by_its_name(desk: OpenReview) -> None:
    page = elsewhere(desk, "/account/keys", java_script_enabled=False)
    page.fill("[name='page.undo']", "shift+u")
    page.fill("[name='sentence.star']", "o")
    page.click("text=Save the keys")
    assert page.locator("[aria-invalid=true]").count() == 2
    page.fill("[name='sentence.star']", "w")
    page.press("[name='sentence.star']", "Enter")
    assert page.input_value("[name='page.undo']") == "Shift+u"


def test_an_article_is_tagged_with_the_left_hand_alone(desk: OpenReview, wait_saved: Wait) -> None:
    choose(desk, OwnKeys(Preset.LEFT))
    page = desk.page()
    press(page, "f Space t c a q g Space t t a e v Shift+v Space f Space f g Space d t b Shift+s")
    settle(page, wait_saved, "F1")
    reading = desk.reading()
    fact, prediction = {Flag.FACT}, {Flag.PREDICTION}
    assert [claim.flags for claim in reading.claims] == [fact, fact, fact, prediction, prediction]
    assert [card.identity for card in reading.sources] == [Identity.NAMED, Identity.UNNAMED]
    assert reading.sources[1].relayed_by_uid == reading.sources[0].uid
    assert [reading.quote(figure.span) for figure in reading.figures] == ["Some 5,200 tonnes"]
    press(page, "Shift+Space")
    assert page.get_attribute(".sentence[aria-current=true]", "id") == "s2"


def test_letters_do_nothing_without_alt_where_a_person_wants_it_so(desk: OpenReview, wait_saved: Wait) -> None:
    choose(desk, OwnKeys(needs_alt=True))
    page = desk.page()
    press(page, "f x Shift+p 0")
    press(page, "Alt+o ArrowDown Alt+f")
    settle(page, wait_saved, "F1")
    assert [sorted(claim.flags) for claim in desk.reading().claims] == [["opinion"], ["fact"]]
    assert page.inner_text("#act-fact kbd") == "Alt+f"


def test_a_double_press_is_a_key_of_its_own_where_a_button_has_it(desk: OpenReview) -> None:
    page = desk.page()
    page.evaluate(
        """() => { const star = document.getElementById('act-star'); star.dataset.key = 'ww';
        star.addEventListener('click', (e) => { e.preventDefault(); window.hits = (window.hits || 0) + 1; }); }"""
    )
    press(page, "w")
    assert page.evaluate("window.hits || 0") == 0
    press(page, "w")
    assert page.evaluate("window.hits") == 1
    page.wait_for_timeout(700)
    press(page, "w")
    page.wait_for_timeout(700)
    press(page, "w")
    assert page.evaluate("window.hits") == 1


@pytest.mark.parametrize("key", ["?", "F1"])
def test_the_overlay_shows_every_place_with_the_persons_own_keys(desk: OpenReview, key: str) -> None:
    choose(desk, OwnKeys(changed=((("card", "unnamed"), "h"),)))
    page = desk.page()
    press(page, key)
    page.wait_for_selector("#keys[open]")
    words = page.inner_text("#keys")
    assert "With a source card open" in words
    assert "h identity: unnamed" in words.replace("\n", " ")
    # There is no card yet to find by its name.
    assert page.locator("#keys li[data-idle]:has-text('found by its name')").count() == 1
    assert page.locator("#keys li[data-idle]:has-text('claim: fact')").count() == 0
    press(page, key)
    page.wait_for_selector("#keys", state="hidden")


def test_without_a_script_the_keys_are_a_page(desk: OpenReview) -> None:
    page = desk.page(java_script_enabled=False)
    page.click("[data-shows-keys]")
    assert page.url.endswith("/account/keys")
    assert page.locator("caption:has-text('With a source card open')").count() == 1


def test_leaving_while_keys_wait_is_asked_about_and_names_them_afterwards(desk: OpenReview) -> None:
    page = desk.page()
    desk.served.delays["/mention"] = 1.5
    press(page, "ArrowDown a u k")
    asked: list[Dialog] = []
    page.once("dialog", lambda dialog: (asked.append(dialog), dialog.accept()))
    page.reload()
    assert [dialog.type for dialog in asked] == ["beforeunload"]
    page.wait_for_selector("#notice :text('not used: u k')")
    assert desk.reading().records == ()


def test_a_card_is_found_by_its_name_with_what_was_typed_ahead(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page()
    press(page, "ArrowDown a u Enter j t j t a n a Enter f")
    settle(page, wait_saved, "F1")
    assert len(desk.reading().sources) == 2
    desk.served.delays["/pick"] = 0.5
    press(page, "ArrowDown f m w i r e Enter Space x")
    settle(page, wait_saved, "F1")
    reading = desk.reading()
    wire = next(card for card in reading.sources if card.identity is Identity.NAMED)
    claim = next(claim for claim in reading.claims if reading.quote(claim.span).startswith("Some"))
    assert [link.source_uid for link in claim.sources] == [wire.uid]
    assert page.locator(".pick").count() == 0
    assert [check.outcome for check in reading.checks] == [Outcome.NOTHING]


def test_a_mention_is_given_a_known_card_by_its_name(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page()
    press(page, "ArrowDown a u Enter j t j t a l o f f i c Enter")
    settle(page, wait_saved, "F1")
    reading = desk.reading()
    assert len(reading.sources) == 1
    assert len(reading.attributions) == 2


def test_tab_walks_the_tags_and_not_their_buttons_also_typed_ahead(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page()
    press(page, "ArrowDown ArrowDown ArrowDown p j b c f")
    settle(page, wait_saved, "F1")
    page.focus("#s3")
    for index in (0, 1):
        press(page, "Tab")
        assert page.evaluate("document.activeElement.matches('#s3 .tags > li')")
        tags = "[...document.querySelectorAll('#s3 .tags > li')]"
        assert page.evaluate(f"{tags}.indexOf(document.activeElement)") == index
    desk.served.delays["/sentences/"] = 0.3
    press(page, "ArrowUp f Tab w")
    settle(page, wait_saved, "F1")
    claim = next(claim for claim in desk.reading().claims if desk.reading().quote(claim.span).startswith("Some"))
    assert claim.starred


def test_no_key_does_anything_on_any_other_page(desk: OpenReview) -> None:
    page = elsewhere(desk, "/account")
    changes: list[str] = []
    page.on("request", lambda request: changes.append(request.url) if request.method != "GET" else None)
    p = f"/projects/{desk.project}"
    for path in ("/", "/account", "/account/keys", p, f"{p}/scheme", f"{p}/settings", f"{p}/people", f"{p}/import",
                 f"{p}/agreement", f"{p}/export", f"/articles/{desk.article}",
                 f"/articles/{desk.article}/report"):  # fmt: skip
        page.goto(f"{desk.served.address}{path}")
        before = page.url
        page.evaluate("document.activeElement.blur()")
        for key in ALL_KEYS:
            page.keyboard.press(key)
        assert page.url == before, path
        assert page.locator("dialog[open]").count() == 0, path
    assert changes == []


def test_in_a_field_a_key_is_a_letter_and_nothing_else(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page()
    press(page, "ArrowDown ArrowDown f g g")
    page.wait_for_selector("#slip input[name=unit]")
    settled = desk.reading().records
    changes: list[Request] = []
    page.on("request", lambda request: changes.append(request) if request.method != "GET" else None)
    page.fill("input[name=unit]", "")
    page.focus("input[name=unit]")
    for key in "abcdefghijklmnopqrstuvwxyz0123456789/?":
        page.keyboard.press(key)
    assert page.input_value("input[name=unit]") == "abcdefghijklmnopqrstuvwxyz0123456789/?"
    assert changes == []
    assert desk.reading().records == settled


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_the_pages_of_keys_have_no_known_barrier(desk: OpenReview, wait_saved: Wait, scheme: str, width: int) -> None:
    page = elsewhere(desk, "/account/keys", color_scheme=scheme, bypass_csp=True)
    page.set_viewport_size({"width": width, "height": 800})
    page.fill("[name='page.undo']", "f")
    page.click("text=Save the keys")
    page.wait_for_selector("[aria-invalid=true]")
    assert barriers(page, answer=422) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(desk.url)
    page.wait_for_selector(".sentence:focus")
    press(page, "?")
    page.wait_for_selector("#keys[open]")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    press(page, "Escape")
    if width > 1000:
        press(page, "ArrowDown a u Enter m")
        page.wait_for_selector(".pick")
        assert barriers(page) == []
