"""Never lose, never overwrite, as it looks in a browser: conflicts at their sentence, signing in again in place, two
tabs, the way back, signing out.
"""


import pytest
from playwright.sync_api import Page, expect

from annotator.core.records import Flag
from annotator.services.passwords import hash_password
from annotator.services.sessions import close_sessions_of
from annotator.storage.tables import Account
from tests import make
from tests.browser.tagging import OpenReview, Wait, barriers, press, settle
from tests.browser.test_workbench import desk as desk  # the fixture

pytestmark = pytest.mark.browser
PASSWORD = "a long enough password"
#: By script: work that waits is also sent on its own, and the button goes while a mouse is on its way to it.
SEND = "document.querySelector('#unsaved [data-outbox-do=send]').click()"


def second_tab(page: Page, desk: OpenReview, at: int = 0) -> Page:
    """Another tab of the same browser at the same review."""
    other = page.context.new_page()
    other.goto(f"{desk.url}?at={at}")
    other.wait_for_selector(".sentence:focus")
    return other


def without_looking(page: Page) -> None:
    """Keep a tab from learning what the other one did, as if both keys were pressed in the same moment."""
    page.evaluate("document.getElementById('workbench').removeAttribute('data-changes')")


def conflict(desk: OpenReview, wait_saved: Wait) -> Page:
    """A tab that is told of a conflict at the headline: fact stored, opinion refused."""
    one = desk.page()
    other = second_tab(one, desk)
    without_looking(other)
    press(one, "f")
    settle(one, wait_saved)
    press(other, "o")
    other.wait_for_selector("#s0 + .conflict[open]")
    return other


def flags(desk: OpenReview) -> list[set[Flag]]:
    return [set(claim.flags) for claim in desk.reading().claims]


def test_a_conflict_shows_both_versions_at_its_sentence_and_keeps_both_until_answered(
    desk: OpenReview, wait_saved: Wait
) -> None:
    page = conflict(desk, wait_saved)
    assert "fact" in page.inner_text(".conflict section:nth-of-type(1)")
    assert "opinion" in page.inner_text(".conflict section:nth-of-type(2)")
    assert page.get_attribute("#s0", "data-pending") == "refused"
    assert page.get_attribute("#save-state", "data-state") == "refused"
    assert not page.is_visible("#unsaved")
    assert flags(desk) == [{Flag.FACT}]
    page.evaluate("window.onbeforeunload = null")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.wait_for_selector("#s0 + .conflict")
    assert "opinion" in page.inner_text(".conflict section:nth-of-type(2)")
    assert flags(desk) == [{Flag.FACT}]


@pytest.mark.parametrize(
    ("key", "stored"), [("s", {Flag.FACT}), ("m", {Flag.OPINION}), ("b", {Flag.FACT, Flag.OPINION})]
)
def test_a_conflict_is_answered_by_one_key(desk: OpenReview, wait_saved: Wait, key: str, stored: set[Flag]) -> None:
    page = conflict(desk, wait_saved)
    press(page, f"Enter {key}")  # Enter opens it; it is open, and stays so
    wait_saved(page)
    expect(page.locator(".conflict")).to_have_count(0)
    assert flags(desk) == [stored]
    assert set((page.get_attribute("#s0", "data-flags") or "").split()) == {flag.value for flag in stored}
    press(page, "w")
    settle(page, wait_saved)
    assert desk.reading().claims[0].starred


def test_other_sentences_go_on_while_a_conflict_waits_and_its_own_queue_waits_for_the_answer(
    desk: OpenReview, wait_saved: Wait
) -> None:
    page = conflict(desk, wait_saved)
    press(page, "Escape w ArrowDown x")
    page.wait_for_selector("#s1[data-state=nothing]")
    assert page.get_attribute("#s0", "data-pending") == "refused"
    assert not desk.reading().claims[0].starred
    press(page, "ArrowUp Enter b")
    wait_saved(page)
    (claim,) = desk.reading().claims
    assert (set(claim.flags), claim.starred) == ({Flag.FACT, Flag.OPINION}, True)


def test_undo_waits_for_a_conflict_instead_of_taking_back_something_else(desk: OpenReview, wait_saved: Wait) -> None:
    page = conflict(desk, wait_saved)
    press(page, "Escape z")
    page.wait_for_timeout(500)
    assert flags(desk) == [{Flag.FACT}]
    press(page, "Enter m")
    wait_saved(page)
    expect(page.locator("#s0")).to_have_attribute("data-flags", "fact")
    assert flags(desk) == [{Flag.FACT}]


def test_a_tab_that_comes_into_view_shows_what_the_other_one_did(desk: OpenReview, wait_saved: Wait) -> None:
    one = desk.page()
    other = second_tab(one, desk)
    one.bring_to_front()
    press(one, "f ArrowDown x")
    settle(one, wait_saved)
    other.bring_to_front()
    other.evaluate("window.dispatchEvent(new Event('focus'))")
    other.wait_for_selector("#s1[data-state=nothing]")
    assert other.get_attribute("#s0", "data-flags") == "fact"
    press(other, "o")
    settle(other, wait_saved)
    assert flags(desk) == [{Flag.FACT, Flag.OPINION}]
    assert other.locator(".conflict").count() == 0


def test_two_tabs_never_share_a_name_even_when_one_is_a_copy_of_the_other(desk: OpenReview) -> None:
    one = desk.page()
    with one.context.expect_page() as opening:
        one.evaluate("window.open(location.href)")
    opening.value.wait_for_selector(".sentence:focus")
    names = "navigator.locks.query().then(({ held }) => held.map((lock) => lock.name).filter((n) => n.includes('tab')))"
    held = opening.value.evaluate(names)
    assert len(held) == len(set(held)) == 2


def test_the_way_back_shows_what_is_stored_now(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page()
    press(page, "f")
    settle(page, wait_saved)
    page.goto(f"{desk.served.address}/account")
    other = second_tab(page, desk)
    press(other, "o")
    settle(other, wait_saved)
    page.bring_to_front()
    page.go_back()
    page.wait_for_selector(".sentence:focus")
    page.wait_for_selector("#s0[data-flags='fact opinion']")
    press(page, "p")
    settle(page, wait_saved)
    assert flags(desk) == [{Flag.FACT, Flag.OPINION, Flag.PREDICTION}]


def sign_in_again(page: Page, login: str) -> None:
    page.fill("#signing-in [name=login]", login)
    page.fill("#signing-in [name=password]", PASSWORD)
    page.click("#signing-in button[type=submit]:has-text('Sign in')")


@pytest.fixture
def signed_out(desk: OpenReview) -> Page:
    """A page whose person was signed out in the middle of work; three acts wait."""
    with desk.served.database.writing() as session:
        session.get(Account, desk.account.id).password_hash = hash_password(PASSWORD)
    page = desk.page()
    with desk.served.database.writing() as session:
        close_sessions_of(session, desk.account.id)
    press(page, "f ArrowDown x ArrowDown o")
    page.wait_for_selector("#unsaved[data-reason=signed-out]")
    page.wait_for_selector("#unsaved :text('3')")
    return page


def test_one_signs_in_again_in_place_and_everything_is_sent_in_order(
    desk: OpenReview, signed_out: Page, wait_saved: Wait
) -> None:
    page = signed_out
    page.click("text=Sign in again")
    page.wait_for_selector("#signing-in[open] [name=password]:focus")
    assert page.input_value("#signing-in [name=login]") == desk.account.login, "who is asked is known"
    page.fill("#signing-in [name=password]", "not this one at all")
    page.keyboard.press("Enter")
    page.wait_for_selector("#signing-in :text('Login or password is wrong.')")
    sign_in_again(page, desk.account.login)
    page.wait_for_selector("#signing-in", state="hidden")
    wait_saved(page)
    reading = desk.reading()
    assert [claim.flags for claim in reading.claims] == [{Flag.FACT}, {Flag.OPINION}]
    assert len(reading.checks) == 1
    press(page, "p")
    settle(page, wait_saved)
    assert desk.reading().claims[1].flags == {Flag.OPINION, Flag.PREDICTION}


def test_another_person_cannot_sign_in_over_somebody_s_unsent_work(desk: OpenReview, signed_out: Page) -> None:
    page = signed_out
    with desk.served.database.writing() as session:
        grace = make.account(session, "Grace")
        grace.password_hash = hash_password(PASSWORD)
    page.click("text=Sign in again")
    sign_in_again(page, grace.login)
    page.wait_for_selector("#signing-in :text('belong to another person')")
    assert page.inner_text("#unsaved [data-count]") == "3"
    page.keyboard.press("Escape")
    assert desk.reading().records == ()
    answer = page.request.get(f"{desk.served.address}/account", max_redirects=0)
    assert answer.status == 303, "nobody was signed in"


def test_signing_out_waits_until_unsent_work_is_sent(desk: OpenReview) -> None:
    page = desk.page()
    page.route("**/sentences/**", lambda route: route.abort())
    press(page, "f")
    page.wait_for_selector("#unsaved[data-reason=offline]")
    page.click(".menu:has([data-sign-out]) summary")
    page.click("text=Sign out")
    page.wait_for_selector("#leaving[open]")
    page.click("#leaving >> text=Stay")
    page.unroute("**/sentences/**")
    page.click(".menu button:has-text('Sign out')")
    # What was unsent may have been sent meanwhile by itself; then nothing is asked.
    page.locator("#leaving[open], input[name=login]").first.wait_for()
    if page.is_visible("#leaving"):
        page.click("text=Send, then sign out")
    page.wait_for_url("**/sign-in*")
    assert flags(desk) == [{Flag.FACT}]


def test_what_another_window_has_not_sent_survives_signing_out(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page()
    other = second_tab(page, desk)
    other.route("**/sentences/**", lambda route: route.abort())
    press(other, "ArrowDown o")
    other.wait_for_selector("#unsaved[data-reason=offline]")
    page.bring_to_front()
    page.click(".menu:has([data-sign-out]) summary")
    page.click("text=Sign out")
    page.wait_for_url("**/sign-in*")
    other.unroute("**/sentences/**")
    other.evaluate(SEND)
    other.wait_for_selector("#unsaved[data-reason=signed-out]")
    desk.served.sign_in(other.context, desk.account)
    other.evaluate(SEND)
    wait_saved(other)
    assert flags(desk) == [{Flag.OPINION}]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_conflict_and_signing_in_have_no_known_barrier(
    desk: OpenReview, wait_saved: Wait, scheme: str, width: int
) -> None:
    one = desk.page(color_scheme=scheme, bypass_csp=True)
    one.set_viewport_size({"width": width, "height": 800})
    other = second_tab(one, desk)
    other.set_viewport_size({"width": width, "height": 800})
    without_looking(other)
    press(one, "f")
    settle(one, wait_saved)
    press(other, "o")
    other.wait_for_selector(".conflict[open]")
    assert barriers(other) == []
    assert other.evaluate("document.documentElement.scrollWidth") <= width
    press(other, "s")
    wait_saved(other)
    with desk.served.database.writing() as session:
        close_sessions_of(session, desk.account.id)
    press(other, "w")
    other.wait_for_selector("#unsaved[data-reason=signed-out]")
    assert barriers(other) == []
    other.click("text=Sign in again")
    other.wait_for_selector("#signing-in[open] [name=login]")
    assert barriers(other) == []
