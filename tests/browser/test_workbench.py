"""The annotation page in a real browser: keys, saving and failing to save, two windows, no script."""

import json

import pytest
from playwright.sync_api import Dialog, Page, Route

from annotator.core.records import Bound, Flag, Identity, Knowledge, Number, Outcome, Reading, SourceType, Who
from annotator.services.sessions import close_sessions_of
from tests import make
from tests.browser.conftest import ServedDesk
from tests.browser.tagging import OpenReview, Wait, barriers, open_review, press, settle

TEXT = (
    "Strikers hold the ferry port\n\n"
    "Citing two officials with knowledge of the talks, the Coast Wire reported on Monday that the port lost cargo. "
    "Some 5,200 tonnes were left on the quay. "
    "It was 🌊 the third strike this year 😀 and the longest one. "
    "The minister has denied it, but the union will walk out again.\n\n"
    "Will it end?\n\n"
    "The port of Vell on Sunday. (Coast Wire/Ana Ruiz)\n"
)
pytestmark = pytest.mark.browser


@pytest.fixture
def desk(served: ServedDesk) -> OpenReview:
    return open_review(served, TEXT)


def current(page: Page) -> str:
    return page.get_attribute(".sentence[aria-current=true]", "id") or ""


#: The whole article by keys alone.
WHOLE = (
    "f Space "
    "j c a n a Enter j o j o a u k c c c v Enter f Space "
    "f g g m Space "
    "f o w Space "
    "f p j b c 0 Space "
    "x"
)


def assert_whole(reading: Reading) -> None:
    headline, cited, tonnes, strike, first, second = reading.claims
    assert headline.flags == {Flag.FACT}
    assert reading.quote(cited.span) == "the port lost cargo"
    wire, officials = reading.sources
    assert (officials.identity, officials.number) == (Identity.UNNAMED, Number.ONE)
    assert (officials.who, officials.knowledge) == (Who.NONE, Knowledge.CLAIMED)
    assert (wire.identity, wire.type) == (Identity.NAMED, SourceType.OUTLET)
    assert [reading.quote(mention.span) for mention in reading.attributions] == [
        "two officials with knowledge of the talks", "the Coast Wire",
    ]  # fmt: skip
    assert [link.source_uid for link in cited.sources] == [officials.uid]
    assert officials.relayed_by_uid == wire.uid
    (figure,) = reading.figures
    assert (reading.quote(figure.span), figure.low, figure.bound) == ("Some 5,200 tonnes", 5200, Bound.AT_LEAST)
    assert figure.claim_uid == tonnes.uid
    assert strike.flags == {Flag.FACT, Flag.OPINION}
    assert strike.starred
    assert reading.quote(second.span).startswith("the union")
    assert first.stop <= second.start
    (check,) = reading.checks
    assert check.outcome is Outcome.NOTHING


def test_a_whole_article_is_tagged_by_keys_alone(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page()
    press(page, WHOLE)
    settle(page, wait_saved)
    assert_whole(desk.reading())
    page.reload()
    assert page.locator("#progress").inner_text() == "6 of 6"


def test_keys_typed_faster_than_the_server_answers_are_all_used_in_order(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page()
    desk.served.delays["/reviews/"] = 0.3
    for key in WHOLE.split():
        page.keyboard.press(key)
        page.wait_for_timeout(100)
    settle(page, wait_saved)
    assert_whole(desk.reading())


def test_space_refuses_to_accept_a_sentence_without_an_answer(desk: OpenReview) -> None:
    page = desk.page()
    press(page, "Space")
    assert "Nothing is tagged here yet" in page.inner_text("#notice")
    assert current(page) == "s0"


def test_a_selection_by_keys_is_stored_in_code_points(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page()
    press(page, "ArrowDown ArrowDown ArrowDown j t Shift+ArrowRight Shift+ArrowRight g")
    settle(page, wait_saved)
    reading = desk.reading()
    assert [reading.quote(figure.span) for figure in reading.figures] == ["the third"]
    assert page.text_content("#w3") == reading.text[slice(*reading.sentences[3].span)]


def test_a_selection_by_mouse_is_stored_in_code_points(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page()
    box = page.evaluate(
        """() => { const words = document.getElementById('w3').firstChild, range = document.createRange();
        const at = words.nodeValue.indexOf('longest'); range.setStart(words, at); range.setEnd(words, at + 11);
        const { left, right, top, height } = range.getBoundingClientRect(); return [left, right, top + height / 2]; }"""
    )
    page.mouse.move(box[0] + 1, box[2])
    page.mouse.down()
    page.mouse.move(box[1], box[2], steps=4)
    page.mouse.up()
    assert current(page) == "s3"
    press(page, "g")
    settle(page, wait_saved)
    reading = desk.reading()
    assert [reading.quote(figure.span) for figure in reading.figures] == ["longest one"]


def test_work_done_while_the_server_is_away_is_shown_kept_over_a_reload_and_sent_once(
    desk: OpenReview, wait_saved: Wait
) -> None:
    page = desk.page()
    cut = lambda route: route.abort() if route.request.method == "POST" else route.continue_()  # noqa: E731
    page.route("**/reviews/**", cut)
    press(page, "f")
    page.wait_for_selector("#unsaved[data-reason=offline]")
    assert "Not saved yet: 1" in page.inner_text("#unsaved")
    press(page, "ArrowDown o ArrowDown x")
    page.wait_for_selector("#unsaved :text('3')")
    assert page.locator("[data-pending=waiting]").count() == 3
    assert page.get_attribute("#save-state", "data-state") == "waiting"
    assert "waiting" in page.evaluate("getComputedStyle(document.querySelector('#s0 .flags'), '::after').content")
    asked: list[Dialog] = []
    page.once("dialog", lambda dialog: (asked.append(dialog), dialog.accept()))
    page.reload()
    assert [dialog.type for dialog in asked] == ["beforeunload"]
    page.wait_for_selector("#unsaved[data-reason=offline]")
    assert desk.reading().records == ()
    page.unroute("**/reviews/**")
    page.click("text=Send again")
    wait_saved(page)
    page.wait_for_selector("#unsaved", state="hidden")
    reading = desk.reading()
    assert [claim.flags for claim in reading.claims] == [{Flag.FACT}, {Flag.OPINION}]
    assert [check.outcome for check in reading.checks] == [Outcome.NOTHING]
    assert page.locator("#s1").get_attribute("data-state") == "tagged"


def test_an_answer_that_was_lost_on_its_way_back_is_not_done_twice(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page()
    lost: list[int] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/reviews/**", lose)
    press(page, "f")
    page.wait_for_selector("#s0[data-state=tagged]", timeout=10_000)
    wait_saved(page)
    assert lost == [200]
    assert [claim.flags for claim in desk.reading().claims] == [{Flag.FACT}]


@pytest.mark.parametrize(("status", "reason"), [(429, "often"), (500, "broken"), (503, "busy"), (507, "full")])
def test_a_server_in_trouble_is_asked_again_on_its_own(
    desk: OpenReview, wait_saved: Wait, status: int, reason: str
) -> None:
    page = desk.page()
    answers = iter([status])

    def trouble(route: Route) -> None:
        code = next(answers, None) if route.request.method == "POST" else None
        route.fulfill(status=code, body="no") if code else route.continue_()

    page.route("**/reviews/**", trouble)
    press(page, "f")
    page.wait_for_selector(f"#unsaved[data-reason={reason}]")
    assert page.locator("#unsaved p[data-when]:visible").count() == 1
    # Drawn, not a letter: not every machine has a font with a key or an hourglass in it.
    assert page.locator("#unsaved p[data-when]:visible > svg.icon :is(path, circle)").count() > 0
    assert page.locator("#unsaved p[data-when]:has(> svg.icon:empty)").count() == 0
    page.wait_for_selector("#s0[data-state=tagged]", timeout=10_000)
    wait_saved(page)
    assert len(desk.reading().claims) == 1


def test_signed_out_in_mid_work_loses_nothing(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page()
    with desk.served.database.writing() as session:
        close_sessions_of(session, desk.account.id)
    press(page, "f")
    page.wait_for_selector("#unsaved[data-reason=signed-out]")
    page.click("text=Send again")
    page.wait_for_selector("#unsaved[data-reason=signed-out]")
    desk.served.sign_in(page.context, desk.account)
    page.click("text=Send again")
    page.wait_for_selector("#s0[data-state=tagged]")
    wait_saved(page)
    press(page, "p")
    settle(page, wait_saved)
    assert [claim.flags for claim in desk.reading().claims] == [{Flag.FACT, Flag.PREDICTION}]


def test_work_is_never_sent_as_somebody_else(desk: OpenReview) -> None:
    page = desk.page()
    with desk.served.database.writing() as session:
        close_sessions_of(session, desk.account.id)
        other = make.account(session, "Grace")
    press(page, "f")
    page.wait_for_selector("#unsaved[data-reason=signed-out]")
    desk.served.sign_in(page.context, other)
    page.click("text=Send again")
    page.wait_for_selector("#unsaved[data-reason=other-person]")
    # The other person neither reads nor tags nor takes the work home.
    assert not page.is_visible("#text")
    assert page.locator("#unsaved [data-outbox-do]:visible").all_inner_texts() == ["Send again"]
    press(page, "p")
    page.wait_for_timeout(500)
    assert desk.reading().claims == ()
    assert "Not saved yet: 1" in page.inner_text("#unsaved")
    assert page.get_attribute("#unsaved", "data-reason") == "other-person"


def test_signing_out_waits_for_unsaved_work_which_can_be_rescued_or_discarded(desk: OpenReview) -> None:
    page = desk.page()
    page.route("**/sentences/**", lambda route: route.abort())
    press(page, "f")
    page.wait_for_selector("#unsaved[data-reason=offline]")
    page.click("summary:has-text('Account')")
    page.click("text=Sign out")
    assert page.is_visible("#leaving")
    with page.expect_download() as download:
        page.click("#leaving [data-outbox-do=rescue]")
    rescue = json.loads(download.value.path().read_text())
    assert (rescue["format"], rescue["number"], rescue["owner"]) == ("annotator-rescue", 1, desk.account.uid)
    assert ["verb", "fact"] in rescue["acts"][0]["values"]
    page.click("text=Discard and sign out")
    page.wait_for_url("**/sign-in*")
    assert desk.reading().claims == ()


def test_keys_typed_after_something_refused_are_dropped_and_said_so(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page()
    desk.served.delays["/mention"] = 0.5
    press(page, "ArrowDown ArrowDown a u k Enter")
    page.wait_for_selector("#notice :text('3 keys typed after it were not used.')")
    assert page.locator(".card").count() == 0
    assert desk.reading().records == ()


def test_undo_and_redo_survive_a_reload_and_lead_to_their_sentence(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page()
    press(page, "ArrowDown f ArrowDown x")
    settle(page, wait_saved)
    page.reload()
    page.wait_for_selector(".sentence:focus")
    press(page, "z z")
    settle(page, wait_saved)
    assert desk.reading().records == ()
    assert current(page) == "s1"
    press(page, "y")
    settle(page, wait_saved)
    assert len(desk.reading().claims) == 1


def test_the_text_is_one_tab_stop_and_the_tags_of_the_sentence_follow(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page()
    press(page, "f ArrowDown f")
    settle(page, wait_saved)
    assert page.locator(".sentence[tabindex='0']").count() == 1
    press(page, "Tab")
    assert page.locator("#s1 .tags > li:focus").count() == 1
    press(page, "Delete")
    settle(page, wait_saved)
    assert len(desk.reading().claims) == 1
    assert page.evaluate("document.activeElement.id") == "s1"


def test_the_toolbar_shows_what_the_sentence_says(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page()
    press(page, "f q")
    settle(page, wait_saved)
    pressed = page.eval_on_selector_all("#bar [aria-pressed=true]", "buttons => buttons.map(b => b.value)")
    assert sorted(pressed) == ["fact", "unsure"]
    assert page.is_visible("#act-denial")
    assert not page.is_visible("#act-declined")
    press(page, "ArrowDown")
    assert page.locator("#bar [aria-pressed=true]").count() == 0


def test_a_card_is_edited_by_key_and_saved_as_one_action(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page()
    press(page, "ArrowDown j t a u Enter e r k y Enter")
    settle(page, wait_saved)
    (card,) = desk.reading().sources
    assert (card.who, card.knowledge.value, card.reason.value) == (Who.ROLE, "claimed", "specific")
    press(page, "z")
    settle(page, wait_saved)
    (card,) = desk.reading().sources
    assert card.who is Who.NONE


def test_without_a_script_whole_sentences_are_tagged_and_one_goes_on(desk: OpenReview) -> None:
    page = desk.page(java_script_enabled=False)
    page.click("#act-fact")
    assert page.url.endswith("?at=0#s0")
    page.click("#act-go")
    page.click("#act-nothing")
    assert page.url.endswith("#s2")
    reading = desk.reading()
    assert len(reading.claims) == 1
    assert [check.start for check in reading.checks] == [reading.sentences[1].start]


def test_finishing_is_refused_with_a_list_that_leads_to_the_sentences(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page()
    press(page, "f")
    settle(page, wait_saved)
    press(page, "Control+Enter")
    page.wait_for_selector("#open-points")
    assert page.locator("#open-points li").count() == 5
    page.click("#open-points li:last-child a")
    assert current(page) == "s5"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_the_page_has_no_known_barrier(desk: OpenReview, wait_saved: Wait, scheme: str, width: int) -> None:
    page = desk.page(color_scheme=scheme, bypass_csp=True)
    page.set_viewport_size({"width": width, "height": 800})
    press(page, "f ArrowDown j t a u k Enter f")
    settle(page, wait_saved)
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    press(page, "a")
    page.wait_for_selector(".card, #notice .notice")
    assert barriers(page) == []


def test_the_first_load_of_sixty_sentences_keeps_its_budget(desk: OpenReview) -> None:
    line = "Some {n},000 people crossed the bay on Monday, two officials with knowledge of the matter told the paper."
    text = "Crossings rise\n\n" + "\n\n".join(line.format(n=n + 1) for n in range(60)) + "\n"
    desk = open_review(desk.served, text)
    context = desk.served.context(desk.account)
    page = context.new_page()
    sizes: dict[str, int] = {}
    page.on("requestfinished", lambda request: sizes.update({request.url: request.sizes()["responseBodySize"]}))
    page.goto(desk.url)
    page.wait_for_selector(".sentence:focus")
    page.wait_for_load_state("networkidle")
    assert len(sizes) <= 10
    assert sum(sizes.values()) <= 120_000
    assert all(url.startswith(desk.served.address) for url in sizes)


def test_what_is_typed_while_the_server_is_away_stays_with_its_sentences(desk: OpenReview, wait_saved: Wait) -> None:
    """Space goes on from a sentence whose answer is kept but not acknowledged: the next key is the next sentence's."""
    page = desk.page()
    press(page, "ArrowDown")
    page.context.set_offline(True)
    press(page, "f Space o Space p")
    page.wait_for_selector("#unsaved:not([hidden])")
    page.context.set_offline(False)  # which sends again by itself
    wait_saved(page)
    first, second, third = desk.reading().claims[:3]
    assert [claim.flags for claim in (first, second, third)] == [{Flag.FACT}, {Flag.OPINION}, {Flag.PREDICTION}]
    assert len({desk.reading().home_of(claim.start) for claim in (first, second, third)}) == 3


def test_a_refused_finish_can_be_reloaded(desk: OpenReview) -> None:
    page = desk.page()
    press(page, "Control+Enter")
    page.wait_for_selector("text=before this review can be finished")
    press(page, "ArrowDown")
    page.reload()
    page.wait_for_selector("#bar")
    assert "/finish" not in page.url


def test_without_a_script_no_button_is_shown_that_needs_one(desk: OpenReview) -> None:
    page = desk.served.page(desk.account, java_script_enabled=False)
    page.goto(desk.url)
    assert not page.locator("#act-attribution").is_visible()
    assert not page.locator("#act-cut").is_visible()
    assert page.locator("#act-fact").is_visible()


def test_a_jump_that_finds_no_word_says_so(desk: OpenReview) -> None:
    page = desk.page()
    press(page, "j 9")
    page.wait_for_selector("#notice .notice:has-text('No other word here begins so.')")
