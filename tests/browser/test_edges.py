"""Moving the edges of a tag in a real browser: by keys alone, by buttons, by selecting, from right to left."""


import pytest
from playwright.sync_api import Page

from annotator.core.records import Bound
from tests.browser.conftest import ServedDesk
from tests.browser.tagging import OpenReview, Wait, barriers, open_review, press

TEXT = (
    "Strikers hold the ferry port\n\n"
    "Citing two officials with knowledge of the talks, the Coast Wire reported that the port lost cargo. "
    "Some 5,200 tonnes 👩🏽‍⚕️ were left on the cafe\u0301 quay.\n"
)
ARABIC = "قال مسؤولان مطلعان\n\nقال مسؤولان إن نحو 400 شخص نُقلوا.\n"
pytestmark = pytest.mark.browser


@pytest.fixture
def desk(served: ServedDesk) -> OpenReview:
    return open_review(served, TEXT)


def saved(page: Page, wait_saved: Wait) -> None:
    page.wait_for_selector(".edges", state="detached")
    wait_saved(page)


def figure_words(desk: OpenReview) -> str:
    reading = desk.reading()
    return reading.quote(reading.figures[0].span)


def tag_figure(page: Page, wait_saved: Wait) -> None:
    """Mark "Some 5,200 tonnes"; the new tag has the focus."""
    press(page, "f g")
    page.wait_for_selector(".tags > li[data-tag=figure]:focus")
    wait_saved(page)


def test_edges_move_by_word_and_by_character_with_keys_alone_as_one_act(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page(2)
    tag_figure(page, wait_saved)
    before = desk.reading().figures[0]
    press(page, "v")
    page.wait_for_selector(".edges fieldset[data-edge=start]:focus")
    press(page, "ArrowRight Tab ArrowRight Shift+ArrowLeft Enter")
    saved(page, wait_saved)
    assert figure_words(desk) == "5,200 tonnes"  # one character back from the joined emoji: the blank is passed over
    after = desk.reading().figures[0]
    assert (after.uid, after.claim_uid, after.version) == (before.uid, before.claim_uid, before.version + 1)
    assert after.bound is Bound.EXACT
    press(page, "z")
    wait_saved(page)
    page.wait_for_function("document.querySelector('.tags [data-tag=figure] q').textContent === 'Some 5,200 tonnes'")
    assert figure_words(desk) == "Some 5,200 tonnes"


def test_keys_typed_before_the_form_is_there_move_the_edges_in_order(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page(2)
    tag_figure(page, wait_saved)
    desk.served.delays["/reviews/"] = 0.3
    press(page, "v v ArrowRight ArrowRight v ArrowRight Enter ?")
    page.wait_for_selector("#keys[open]")
    saved(page, wait_saved)
    assert figure_words(desk) == "5,200 tonnes 👩🏽‍⚕️ were"


def test_characters_are_whole_for_the_person(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page(2)
    tag_figure(page, wait_saved)
    press(page, "v")
    page.wait_for_selector(".edges fieldset:focus")
    press(page, "v Shift+ArrowRight")
    assert page.inner_text(".edges output") == "Some 5,200 tonnes 👩🏽‍⚕️"
    assert page.evaluate("CSS.highlights.get('edges').size") == 1
    press(page, "ArrowRight ArrowRight ArrowRight ArrowRight ArrowRight Shift+ArrowLeft Shift+ArrowRight Enter")
    saved(page, wait_saved)
    assert figure_words(desk).endswith("on the cafe\u0301")


def test_escape_leaves_the_edges_where_they_were(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page(2)
    tag_figure(page, wait_saved)
    press(page, "v")
    page.wait_for_selector(".edges fieldset:focus")
    press(page, "ArrowRight Escape")
    page.wait_for_selector(".edges", state="detached")
    assert page.evaluate("CSS.highlights.get('edges').size") == 0
    assert figure_words(desk) == "Some 5,200 tonnes"


def test_with_a_mouse_the_selected_words_become_the_edges(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page(2)
    tag_figure(page, wait_saved)
    page.click(".sentence[aria-current=true] li[data-tag=figure] button[form=edges]")
    page.wait_for_selector(".edges fieldset:focus")
    page.evaluate("""() => {
        const words = document.querySelector('#w2'), range = document.createRange();
        const find = (text) => [...words.childNodes].flatMap((n) => n.nodeType === 3 ? [n] : [...n.childNodes])
            .map((n) => [n, n.textContent.indexOf(text)]).find(([, at]) => at >= 0);
        const [node, at] = find('5,200');
        range.setStart(node, at);
        range.setEnd(node, at + 5);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
    }""")
    page.wait_for_function("document.querySelector('.edges output').textContent === '5,200'")
    page.click(".edges button.primary")
    saved(page, wait_saved)
    assert figure_words(desk) == "5,200"


def test_selected_words_are_taken_as_the_claim_s_edges_with_two_keys(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page(1)
    press(page, "f")
    wait_saved(page)
    press(page, "j r Shift+ArrowRight Shift+ArrowRight v")
    page.wait_for_selector(".edges fieldset:focus")
    press(page, "Enter")
    saved(page, wait_saved)
    assert desk.reading().quote(desk.reading().claims[0].span) == "reported that"


def test_in_a_right_to_left_text_the_arrows_follow_the_eye(served: ServedDesk, wait_saved: Wait) -> None:
    desk = open_review(served, ARABIC)
    page = desk.page(1)
    press(page, "f")
    wait_saved(page)
    press(page, "v")
    page.wait_for_selector(".edges fieldset:focus")
    press(page, "ArrowLeft v ArrowRight Enter")  # the start one word on, to the left; the end one back, to the right
    saved(page, wait_saved)
    assert desk.reading().quote(desk.reading().claims[0].span) == "مسؤولان إن نحو 400 شخص"


def test_in_a_sentence_that_runs_otherwise_than_its_article_the_arrows_follow_the_eye_too(
    served: ServedDesk, wait_saved: Wait
) -> None:
    desk = open_review(served, f"{ARABIC.rstrip()}\n\nSome 5,200 tonnes were left on the quay, he said.\n")
    page = desk.page(len(desk.reading().sentences) - 1)
    assert page.get_attribute(".sentence:focus .words", "dir") == "ltr"
    assert page.get_attribute("#w1", "dir") is None
    press(page, "f")
    wait_saved(page)
    press(page, "v")
    page.wait_for_selector(".edges fieldset:focus")
    press(page, "ArrowRight v ArrowLeft Enter")  # the start one word on, to the right; the end one back, to the left
    saved(page, wait_saved)
    assert desk.reading().quote(desk.reading().claims[0].span) == "5,200 tonnes were left on the quay, he"
    # The caret, too: two words to the right, and the third is selected.
    press(page, "ArrowRight ArrowRight Shift+ArrowRight g")
    wait_saved(page)
    [figure] = desk.reading().figures
    assert desk.reading().quote(figure.span) == "tonnes"


def test_edges_move_without_a_script(desk: OpenReview) -> None:
    scripted = desk.page(2)
    tag_figure(scripted, lambda page: page.wait_for_selector("#save-state[data-state=saved]", state="attached"))
    page = desk.page(2, java_script_enabled=False)
    page.click(".sentence[aria-current=true] li[data-tag=figure] button[form=edges]")
    page.click("#move-start-word-on")
    page.click("#move-stop-word-back")
    assert page.inner_text("mark") == "5,200"
    page.click("text=Back to the sentence")
    assert page.url.endswith("?at=2#s2")
    assert figure_words(desk) == "5,200"


def test_the_form_of_edges_has_no_barrier_in_either_light(desk: OpenReview, wait_saved: Wait) -> None:
    page = desk.page(2)
    tag_figure(page, wait_saved)
    press(page, "v")
    page.wait_for_selector(".edges fieldset:focus")
    for theme in ("light", "dark"):
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        assert barriers(page) == []
