"""Agency copy tagged by keys alone, counted, and typed faster than the server answers."""


import pytest
from playwright.sync_api import Page

from annotator.core.records import Identity, Knowledge, Number, Reading, Role, Who
from tests import make
from tests.browser.conftest import ServedDesk
from tests.browser.tagging import Wait, settle, stored
from tests.fixtures import agency

pytestmark = pytest.mark.browser



def open_article(served: ServedDesk, text: str, **values: object) -> tuple[Page, int]:
    with served.database.writing() as session:
        project = make.project(session)
        account = make.member(session, project, Role.REVIEWER)
        review = make.review(session, make.article(session, project, text, **values), account)
        review_id, uid = review.id, review.uid
    page = served.page(account)
    page.goto(f"{served.address}/reviews/{uid}")
    page.wait_for_selector(".sentence:focus")
    return page, review_id


def assert_reference(reading: Reading) -> None:
    names: dict[str, str] = {}
    for mention in reading.attributions:
        names.setdefault(mention.source_uid or "", reading.quote(mention.span))
    for ordinal, told in enumerate(agency.REFERENCE, start=1):
        span = reading.sentences[ordinal].span
        home = lambda record, span=span: span.start <= record.start < span.stop  # noqa: E731
        claims = [
            (",".join(claim.flags), reading.quote(claim.span), tuple(names[link.source_uid] for link in claim.sources))
            for claim in filter(home, reading.claims)
        ]
        assert claims == ([(told.flags, told.claim, told.sources)] if told.flags else []), ordinal
        mentions = {(reading.quote(m.span), names[m.source_uid or ""]) for m in filter(home, reading.attributions)}
        assert mentions == set(told.mentions), ordinal
        assert tuple(reading.quote(figure.span) for figure in filter(home, reading.figures)) == told.figures, ordinal
        outcomes = [check.outcome for check in filter(home, reading.checks)]
        assert outcomes == ([told.outcome] if told.outcome else []), ordinal
    cards = {
        names[card.uid]: (card.type, card.identity, card.number or "", card.who or "", card.knowledge or "",
                          card.reason or "", names.get(card.relayed_by_uid or "", ""))
        for card in reading.sources
    }  # fmt: skip
    assert cards == agency.CARDS


@pytest.mark.parametrize("pause", [0, 100])
def test_agency_copy_takes_at_most_six_and_a_half_presses_a_sentence_at_any_speed(
    served: ServedDesk, wait_saved: Wait, pause: int
) -> None:
    assert sum(len(line.split()) for line in agency.BODY_KEYS) / len(agency.BODY) <= 6.5
    page, review_id = open_article(served, agency.TEXT, sentences=agency.cut(), outlet=agency.OUTLET)
    if pause:
        served.delays["/reviews/"] = 0.3
    for key in f"{agency.HEAD_KEYS} {' '.join(agency.BODY_KEYS)}".split():
        page.keyboard.press(key)
        page.wait_for_timeout(pause)
    settle(page, wait_saved, timeout=60_000)
    assert_reference(stored(served, review_id))
    assert page.locator("#progress").inner_text() == "15 of 15"


def test_a_new_unnamed_source_with_everything_told_of_it_takes_at_most_ten_presses(
    served: ServedDesk, wait_saved: Wait
) -> None:
    said = "The Coast Wire cited a government official with knowledge of the talks as saying they failed."
    text = f"Port talks fail\n\n{said}\n"
    page, review_id = open_article(served, text)
    for key in ("ArrowDown", "a", "n", "a", "Enter", "f"):
        page.keyboard.press(key)
    presses = ["j", "g", "a", "u", "c", "r", "k", "v", "Enter"]
    for key in presses:
        page.keyboard.press(key)
    settle(page, wait_saved, timeout=60_000)
    assert len(presses) <= 10
    outlet, official = stored(served, review_id).sources
    assert (official.identity, official.number, official.who, official.knowledge, official.relayed_by_uid) == (
        Identity.UNNAMED, Number.TWO, Who.ROLE, Knowledge.CLAIMED, outlet.uid,
    )  # fmt: skip
