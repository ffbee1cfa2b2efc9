"""The customer's sample article tagged by keys alone, counted: the budget of presses, and the reference as result."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from annotator.core.kinds import cut_article
from annotator.core.records import Kind, Reading, Role, Sentence, Span
from annotator.storage.queries.readings import load_reading
from tests import make
from tests.browser.conftest import ServedDesk
from tests.shared import load_shared, read_shared

pytestmark = pytest.mark.browser

#: What stands above the body: headline with its outlet, standfirst.
HEAD = "f j r a n a Enter Space f a 1 Space"
#: One line a body sentence, in order.
BODY = (
    "f Space",
    "j a a u k v Enter j r a 1 f Space",
    "f Space",
    "f Space",
    "j t a u v Enter j r a 1 f Space",
    "ArrowRight a 1 j p a u r i v Enter p Space",
    "j r a 1 j o a u v Enter o Space",
    "f p s Space",
    "f Space",
    "f j t g Space",
    "f g Space",
    "o Space",
    "a n Enter p j a j a c f p Space",
    "f o",
)


def read_sample() -> tuple[str, list[Sentence], dict]:
    text, reference = read_shared("sample/article.txt"), load_shared("sample/reference.json")
    place = {unit["id"]: number for number, unit in enumerate(reference["units"])}
    cut = [
        Sentence(number, unit["start"], unit["end"], Kind(unit["kind"]), place.get(unit.get("dup_of")))
        for number, unit in enumerate(reference["units"])
    ]
    return text, cut, reference


def assert_is_reference(reading: Reading, reference: dict) -> None:
    """The reading is the reference: every span, and of every card each answer, its relay and what rests on it."""
    words = {"F": "fact", "P": "prediction", "O": "opinion"}
    assert [mention.span for mention in reading.attributions] == [
        Span(*mention["span"]) for mention in reference["attributions"]
    ]
    called = {
        mention.source_uid: told["source"]
        for mention, told in zip(reading.attributions, reference["attributions"], strict=True)
    }
    assert [called[mention.source_uid] for mention in reading.attributions] == [
        mention["source"] for mention in reference["attributions"]
    ]
    claims = [
        (claim.span, sorted(claim.flags), [called[link.source_uid] for link in claim.sources])
        for claim in reading.claims
    ]
    assert claims == [
        (Span(*claim["span"]), sorted(words[flag] for flag in claim["flags"]), claim["sources"])
        for claim in reference["claims"]
    ]
    # No claim has a way of its own: its card's relay holds.
    assert not any(link.relayed_by_uid or link.is_direct for claim in reading.claims for link in claim.sources)
    assert [(figure.span, figure.low) for figure in reading.figures] == [
        (Span(*figure["span"]), figure["value"]) for figure in reference["figures"]
    ]
    asked = ("type", "identity", "number", "who", "knowledge", "reason")
    assert {
        called[card.uid]: (*(getattr(card, name) for name in asked), called.get(card.relayed_by_uid))
        for card in reading.sources
    } == {source["id"]: (*map(source.get, asked), source["relayed_by"]) for source in reference["sources"]}


@pytest.mark.parametrize("own_cut", [False, True], ids=["reference_cut", "own_cut"])
def test_the_sample_takes_at_most_six_and_a_half_presses_a_sentence(
    served: ServedDesk, wait_saved: Callable[[Page], None], own_cut: bool
) -> None:
    text, cut, reference = read_sample()
    cut = list(cut_article(text)) if own_cut else cut
    with served.database.writing() as session:
        project = make.project(session)
        account = make.member(session, project, Role.REVIEWER)
        review = make.review(session, make.article(session, project, text, sentences=cut), account)
        review_id, uid = review.id, review.uid
    page = served.page(account)
    page.goto(f"{served.address}/reviews/{uid}")
    page.wait_for_selector(".sentence:focus")
    for key in [*HEAD.split(), *" ".join(BODY).split(), "?"]:
        page.keyboard.press(key)
    page.wait_for_selector("#keys[open]", timeout=30_000)
    page.keyboard.press("Escape")
    wait_saved(page)
    with served.database.reading() as session:
        reading = load_reading(session, review_id)

    assert sum(len(line.split()) for line in BODY) / len(BODY) <= 6.5
    assert_is_reference(reading, reference)
    assert page.locator("#progress").inner_text() == "16 of 16"
