"""Suggestions in place, by keys: taken sentence by sentence, one by one, rejected, undone; counted over the sample."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.core.ghosts import GhostOutcome
from annotator.core.records import Role
from annotator.services.ghosts import load_ghosts
from annotator.services.reviews import start_review
from annotator.services.suggestions import prepare_suggestions
from annotator.storage.queries.readings import load_reading
from annotator.storage.queries.reviews import find_review
from annotator.storage.queries.suggestions import load_shown
from tests import make
from tests.browser.conftest import ServedDesk
from tests.browser.tagging import stored
from tests.browser.test_pages import findings
from tests.browser.test_sample_by_keys import assert_is_reference, read_sample

pytestmark = pytest.mark.browser

TEXT = (
    "Harbour fire was set\n\n"
    "Citing two officials, the Coast Wire reported on Monday that the fire was set. "
    "Some 400 people were moved overnight. "
    "The minister will speak on Friday.\n"
)


def begin(served: ServedDesk, text: str, **article):
    """A review in a project that shows suggestions: its person, uid and id."""
    with served.database.writing() as session:
        project = make.project(session)
        project.shows_suggestions = True
        account = make.member(session, project, Role.REVIEWER)
        stored = make.article(session, project, text, **article)
        actor = make.actor(session, account)
        session.flush()
        prepared = prepare_suggestions(session, actor, stored.uid)
        uid = start_review(session, actor, stored.uid, now=make.NOW, prepared=prepared)
        review = find_review(session, uid)
    return account, uid, review.id


def opened(served: ServedDesk, account, uid: str) -> Page:
    page = served.page(account)
    page.goto(f"{served.address}/reviews/{uid}")
    page.wait_for_selector(".sentence:focus")
    return page


def test_with_suggestions_the_sample_takes_at_most_two_and_a_half_presses_a_sentence(
    served: ServedDesk, wait_saved: Callable[[Page], None]
) -> None:
    text, cut, reference = read_sample()
    account, uid, review_id = begin(served, text, sentences=cut)
    page = opened(served, account, uid)
    head, body = ["Space", "Space"], ["Space"] * 14
    for key in [*head, *body]:
        page.keyboard.press(key)
    wait_saved(page)
    reading = stored(served, review_id)

    assert len(body) / 14 <= 2.5
    assert_is_reference(reading, reference)
    assert page.locator("#progress").inner_text() == "16 of 16"


def test_ghosts_are_walked_by_tab_and_taken_or_rejected_by_a_key(
    served: ServedDesk, wait_saved: Callable[[Page], None]
) -> None:
    account, uid, review_id = begin(served, TEXT)
    page = opened(served, account, uid)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#s1 .ghost")).to_have_count(3)
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.locator("#s1 .ghost[data-ghost=attribution]").first).to_be_focused()
    page.keyboard.press("Enter")
    wait_saved(page)
    reading = stored(served, review_id)
    # The unnamed source brings its relay, which stands in the same sentence.
    assert [reading.quote(mention.span) for mention in reading.attributions] == ["two officials", "the Coast Wire"]
    assert reading.sources[0].relayed_by_uid or reading.sources[1].relayed_by_uid
    expect(page.locator("#s1 .ghost")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Delete")
    wait_saved(page)
    expect(page.locator("#s1 .ghost")).to_have_count(0)
    assert stored(served, review_id).claims == ()
    page.keyboard.press("z")
    wait_saved(page)
    expect(page.locator("#s1 .ghost[data-ghost=claim]")).to_have_count(1)
    page.keyboard.press("z")
    wait_saved(page)
    expect(page.locator("#s1 .ghost")).to_have_count(3)
    assert stored(served, review_id).sources == ()


def test_a_and_g_take_the_ghost_at_the_caret(served: ServedDesk, wait_saved: Callable[[Page], None]) -> None:
    account, uid, review_id = begin(served, TEXT)
    page = opened(served, account, uid)
    for key in ["ArrowDown", "j", "t", "a"]:
        page.keyboard.press(key)
    wait_saved(page)
    assert "two officials" in [stored(served, review_id).quote(m.span) for m in stored(served, review_id).attributions]
    for key in ["ArrowDown", "g"]:
        page.keyboard.press(key)
    wait_saved(page)
    assert [figure.low for figure in stored(served, review_id).figures] == [400]


def test_a_suggestion_is_adjusted_in_its_own_form_and_one_undo_takes_it_back(
    served: ServedDesk, wait_saved: Callable[[Page], None]
) -> None:
    account, uid, review_id = begin(served, TEXT)
    page = opened(served, account, uid)
    for key in ["ArrowDown", "Tab", "Tab", "e"]:
        page.keyboard.press(key)
    expect(page.locator("#slip .card")).to_be_visible()
    expect(page.locator("#slip .chip:has([name=relayed_by]:checked)")).to_have_text("1 the Coast Wire")
    assert stored(served, review_id).records == ()
    assert findings(page) == []
    for key in ["k", "Enter"]:
        page.keyboard.press(key)
    wait_saved(page)
    assert "claimed" in [card.knowledge for card in stored(served, review_id).sources]
    for key in ["Tab", "e"]:
        page.keyboard.press(key)
    expect(page.locator("#adjust-title")).to_be_visible()
    assert findings(page) == []
    for key in ["f", "p", "Enter"]:
        page.keyboard.press(key)
    wait_saved(page)
    assert [flag for claim in stored(served, review_id).claims for flag in claim.flags] == ["prediction"]
    # Each was one action, however much of it was adjusted.
    page.keyboard.press("z")
    page.keyboard.press("z")
    wait_saved(page)
    expect(page.locator("#s1 .ghost")).to_have_count(3)
    assert stored(served, review_id).records == ()


def test_nothing_of_a_ghost_is_in_the_words_and_axe_finds_nothing(served: ServedDesk) -> None:
    account, uid, _ = begin(served, TEXT)
    page = opened(served, account, uid)
    page.keyboard.press("ArrowDown")
    words = page.locator("#w1").evaluate("element => element.textContent")
    assert words == re.split(r"(?<=set\.) ", TEXT.split("\n\n")[1])[0]
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert findings(page) == []


def whole_of(served: ServedDesk, uid: str, review_id: int) -> dict[str, int]:
    """Every item that is offered, with the ordinal of its sentence."""
    with served.database.reading() as session:
        ghosts = load_ghosts(session, find_review(session, uid), load_reading(session, review_id))
    return {one.item: ordinal for ordinal, there in ghosts.by_ordinal.items() for one in there}


def shown_homes(served: ServedDesk, review_id: int, homes: dict[str, int]) -> set[int]:
    """The sentences whose suggestions are stored as shown."""
    with served.database.reading() as session:
        shown = load_shown(session, review_id)
    assert {item for item, outcome in shown.outcomes.items() if outcome is GhostOutcome.SHOWN} == set(shown.shown_at)
    return {homes[item] for item in shown.shown_at}


def wait_shown(page: Page, served: ServedDesk, review_id: int, homes: dict[str, int], expected: set[int]) -> None:
    """Wait until exactly these sentences' suggestions are stored as shown: the page does not wait for it."""
    for _ in range(100):
        if shown_homes(served, review_id, homes) >= expected:
            break
        page.wait_for_timeout(100)
    assert shown_homes(served, review_id, homes) == expected


def test_each_sentence_s_suggestions_are_shown_when_they_come_onto_the_page(served: ServedDesk) -> None:
    account, uid, review_id = begin(served, TEXT)
    homes = whole_of(served, uid, review_id)
    assert {1, 2} <= set(homes.values())
    page = opened(served, account, uid)
    first = int(page.locator(".sentence[aria-current=true]").get_attribute("data-ordinal"))
    seen = {first} & set(homes.values())
    wait_shown(page, served, review_id, homes, seen)
    for at in (1, 2):
        page.locator(f"#n{at}").click()
        expect(page.locator(f"#s{at} [data-takes]")).to_be_visible()
        seen |= {at}
        wait_shown(page, served, review_id, homes, seen)
    assert page.locator("[data-tells]").count() == 0


@pytest.mark.parametrize("trouble", ["500", "signed out", "offline"])
def test_what_cannot_be_told_is_not_spoken_of_nor_tried_again(served: ServedDesk, trouble: str) -> None:
    account, uid, review_id = begin(served, TEXT)
    homes = whole_of(served, uid, review_id)
    page = opened(served, account, uid)
    first = int(page.locator(".sentence[aria-current=true]").get_attribute("data-ordinal"))
    before = {first} & set(homes.values())
    wait_shown(page, served, review_id, homes, before)
    at = 2 if first != 2 else 1
    asked, words = [], page.locator("#notice").inner_text()
    page.context.on("request", lambda request: asked.append(request.url) if request.url.endswith("/shown") else None)
    if trouble == "500":
        page.context.route("**/suggestions/shown", lambda route: route.fulfill(status=500, body="<p>Broken</p>"))
    elif trouble == "signed out":
        page.context.clear_cookies()
    else:
        page.context.set_offline(True)
    page.locator(f"#n{at}").click()
    expect(page.locator(f"#s{at} [data-takes]")).to_be_visible()
    page.wait_for_timeout(2_500)  # longer than the outbox takes to try again
    assert len(asked) == 1
    assert page.locator("#notice").inner_text() == words
    assert page.locator("#save-state").get_attribute("data-state") == "saved"
    assert page.locator("#unsaved").is_hidden()
    assert shown_homes(served, review_id, homes) == before
    # When the sentence comes onto the page anew, it is told then.
    page.close()
    page = served.page(account)
    page.goto(f"{served.address}/reviews/{uid}?at={at}")
    expect(page.locator(f"#s{at} [data-takes]")).to_be_visible()
    wait_shown(page, served, review_id, homes, before | {at})
