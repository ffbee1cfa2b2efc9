"""Cutting an article anew in a real browser: by keys alone; another page learns of it and loses nothing."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page

from annotator.core.annotations import Verb
from annotator.core.cuts import Cut, Cutting, CutVerb
from annotator.core.records import Kind, Reading, Role
from annotator.services.annotations import Stamp
from annotator.services.segmentations import ask_for_cut
from annotator.storage.tables import Account, Project
from tests import make
from tests.browser.conftest import ServedDesk
from tests.browser.tagging import Wait, barriers, press, stored

TEXT = (
    "Strikers hold the ferry port\n\n"
    "The port lost cargo. Some 5,200 tonnes were left on the quay.\n\n"
    "It was the third strike this year and the longest one. The minister has denied it.\n"
)
pytestmark = pytest.mark.browser


@dataclass
class Desk:
    """An editor and a reviewer with a review each of one article."""

    served: ServedDesk
    project_id: int
    people: dict[str, Account] = field(default_factory=dict)
    reviews: dict[str, tuple[int, str]] = field(default_factory=dict)

    def page(self, who: str, at: int, **options: object) -> Page:
        """A person's annotation page at a sentence."""
        page = self.served.page(self.people[who], **options)
        page.set_default_timeout(8_000)
        page.goto(f"{self.served.address}/reviews/{self.reviews[who][1]}?at={at}")
        if options.get("java_script_enabled", True):
            page.wait_for_selector(".sentence:focus")
        return page

    def reading(self, who: str) -> Reading:
        """What is stored now."""
        return stored(self.served, self.reviews[who][0])

    def words(self, who: str) -> list[str]:
        """The sentences as they are cut now."""
        reading = self.reading(who)
        return [reading.quote(sentence.span) for sentence in reading.sentences]


@pytest.fixture
def desk(served: ServedDesk) -> Desk:
    with served.database.writing() as session:
        project = make.project(session)
        made = Desk(served, project.id)
        article = make.article(session, project, TEXT)
        for name, role in (("eve", Role.EDITOR), ("ada", Role.REVIEWER)):
            made.people[name] = make.member(session, project, role, name)
            review = make.review(session, article, made.people[name])
            made.reviews[name] = review.id, review.uid
    return made


def learned(page: Page, number: int) -> None:
    page.wait_for_selector(f"#cut[data-number='{number}']:not(:has(template))", state="attached")


def shown(page: Page) -> list[str]:
    return page.locator(".sentence .words").all_text_contents()


def test_an_editor_splits_joins_and_gives_a_kind_by_keys_alone(desk: Desk, wait_saved: Wait) -> None:
    page = desk.page("eve", 3)
    press(page, "j a b")
    page.wait_for_selector(".cut")
    press(page, "Enter")
    learned(page, 2)
    wait_saved(page)
    assert shown(page)[3:5] == ["It was the third strike this year", "and the longest one."]
    assert shown(page) == desk.words("eve") == desk.words("ada")
    assert page.evaluate("document.activeElement.id") == "s4"  # where the caret stood
    press(page, "ArrowUp b ArrowDown")
    learned(page, 3)
    assert shown(page)[3] == "It was the third strike this year and the longest one."
    press(page, "k")
    page.wait_for_selector(".cut")
    press(page, "c")
    learned(page, 4)
    assert desk.reading("ada").sentences[3].kind is Kind.CAPTION
    press(page, "z")
    learned(page, 5)
    assert desk.reading("ada").sentences[3].kind is Kind.BODY
    press(page, "y")
    learned(page, 6)
    assert desk.reading("ada").sentences[3].kind is Kind.CAPTION
    press(page, "f")
    wait_saved(page)
    assert desk.reading("eve").quote(desk.reading("eve").claims[0].span).startswith("It was the third")


def test_another_page_learns_of_it_and_keeps_place_caret_focus_and_what_is_open(desk: Desk, wait_saved: Wait) -> None:
    ada, eve = desk.page("ada", 4), desk.page("eve", 1)
    press(ada, "f j h")
    wait_saved(ada)
    press(ada, "Shift+ArrowRight a")
    ada.wait_for_selector("#slip .card")
    ada.evaluate("window.kept = document.querySelector('#slip .card')")
    press(eve, "b ArrowDown")
    learned(eve, 2)
    ada.evaluate("document.getElementById('cut').dispatchEvent(new Event('recut'))")
    learned(ada, 2)
    assert shown(ada) == desk.words("ada")
    assert ada.evaluate("window.kept === document.querySelector('#slip .card')")
    assert ada.get_attribute(".sentence[aria-current=true]", "id") == "s3"
    assert ada.locator("#s3 .words").inner_text() == "The minister has denied it."
    assert ada.locator("#s3 + #bar").count() == 1
    press(ada, "n Enter")
    wait_saved(ada)
    assert [m.start for m in desk.reading("ada").attributions] == [TEXT.index("has")]
    press(ada, "o")
    wait_saved(ada)
    (claim,) = desk.reading("ada").claims
    assert claim.flags == {Verb.FACT, Verb.OPINION}


def test_an_act_from_a_page_upon_the_old_cut_lands_on_its_own_words(desk: Desk, wait_saved: Wait) -> None:
    ada, eve = desk.page("ada", 4), desk.page("eve", 1)
    press(eve, "b ArrowDown")
    learned(eve, 2)
    press(ada, "f")
    wait_saved(ada)
    learned(ada, 2)
    reading = desk.reading("ada")
    assert reading.quote(reading.claims[0].span) == "The minister has denied it."
    assert ada.get_attribute("#s3", "data-state") == "tagged"
    assert shown(ada) == desk.words("ada")


def test_an_act_upon_a_sentence_that_is_gone_is_refused_and_said_so(desk: Desk) -> None:
    ada, eve = desk.page("ada", 1), desk.page("eve", 1)
    press(eve, "b ArrowDown")
    learned(eve, 2)
    press(ada, "x")
    learned(ada, 2)
    assert "cut anew" in ada.inner_text("#notice") + ada.inner_text("#unsaved")
    assert desk.reading("ada").records == ()


def test_undo_at_a_cut_that_was_cut_again_goes_on_with_the_same_key(desk: Desk, wait_saved: Wait) -> None:
    with desk.served.database.writing() as session:
        session.get_one(Project, desk.project_id).cutting = Cutting.REVIEWERS
    page = desk.page("ada", 1)
    press(page, "f")
    page.wait_for_selector("#s1[data-state=tagged]")
    wait_saved(page)
    press(page, "b ArrowDown")
    learned(page, 2)
    wait_saved(page)
    joined = desk.reading("ada").sentences[1]
    with desk.served.database.writing() as session:
        cut = Cut(CutVerb.KIND, joined.span, kind=Kind.CAPTION)
        editor = make.actor(session, desk.people["eve"])
        ask_for_cut(session, editor, desk.reviews["eve"][1], cut, number=2, stamp=Stamp(), now=make.NOW)
    cuts = desk.words("ada")
    press(page, "z")
    page.wait_for_selector("#notice #act-leave")
    assert "cut again since" in page.locator("#notice").inner_text()
    assert barriers(page) == []
    press(page, "z")
    page.wait_for_selector("#notice #act-leave", state="detached")
    wait_saved(page)
    assert desk.words("ada") == cuts
    assert len(desk.reading("ada").claims) == 1
    press(page, "z")
    page.wait_for_selector(".sentence[data-state=tagged]", state="detached")
    wait_saved(page)
    assert desk.reading("ada").claims == ()


def test_a_reviewer_proposes_and_reads_the_state_at_that_place(desk: Desk) -> None:
    with desk.served.database.writing() as session:
        session.get(Project, desk.project_id).cutting = Cutting.PROPOSE
    page = desk.page("ada", 2)
    press(page, "k")
    page.wait_for_selector(".cut")
    press(page, "c")
    page.wait_for_selector("#s2 + .proposal, #s2 ~ .proposal")
    assert "An editor has not answered yet" in page.inner_text(".proposal")
    assert page.get_attribute(".sentence[aria-current=true]", "id") == "s2"
    assert desk.reading("ada").cut == 1


def test_where_others_cut_the_keys_say_so(desk: Desk) -> None:
    with desk.served.database.writing() as session:
        session.get(Project, desk.project_id).cutting = Cutting.EDITORS
    page = desk.page("ada", 2)
    for key in "bk":
        press(page, key)
        page.wait_for_selector("text=In this project others cut sentences")
        page.keyboard.press("Escape")
        page.reload()
        page.wait_for_selector(".sentence:focus")
    assert page.query_selector(".cut") is None
    style = page.locator("#act-recut").evaluate("e => [getComputedStyle(e).position, getComputedStyle(e).clipPath]")
    assert style == ["absolute", "inset(50%)"]
    assert barriers(page) == []


def test_a_proposal_is_taken_back_by_its_button_and_by_undo_and_comes_again(desk: Desk) -> None:
    with desk.served.database.writing() as session:
        session.get(Project, desk.project_id).cutting = Cutting.PROPOSE
    page = desk.page("ada", 2)
    for back in ("#text .proposal button", "z"):
        press(page, "k")
        page.wait_for_selector(".cut")
        press(page, "c")
        page.wait_for_selector(".proposal[data-state=open]")
        if back == "z":
            page.wait_for_selector(".sentence:focus")
            press(page, back)
        else:
            page.click(back)
        page.wait_for_selector(".proposal", state="detached")
        assert page.get_attribute(".sentence[aria-current=true]", "id") == "s2"
    press(page, "y")
    page.wait_for_selector(".proposal[data-state=open]")
    assert desk.reading("ada").cut == 1
    plain = desk.page("ada", 2, java_script_enabled=False)
    plain.click(".proposal button")
    plain.wait_for_selector("#s2")
    assert plain.query_selector(".proposal") is None


def test_a_sentence_is_split_without_a_script(desk: Desk) -> None:
    page = desk.page("eve", 2, java_script_enabled=False)
    page.click("#act-recut")
    page.click("button.split >> nth=2")
    assert desk.words("eve")[2:4] == ["Some 5,200 tonnes", "were left on the quay."]


def test_the_form_of_a_cut_and_a_proposal_have_no_barrier(desk: Desk) -> None:
    with desk.served.database.writing() as session:
        session.get(Project, desk.project_id).cutting = Cutting.PROPOSE
    page = desk.page("ada", 2)
    press(page, "b ArrowDown")
    page.wait_for_selector(".proposal")
    press(page, "j t b")
    page.wait_for_selector(".cut")
    for theme in ("light", "dark"):
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        assert barriers(page) == []
