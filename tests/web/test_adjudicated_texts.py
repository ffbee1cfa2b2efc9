"""The adjudication of an earlier text is found, gone on with and finished by links and forms alone."""

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select

from annotator.core.records import ReviewKind, ReviewState
from annotator.core.text import hash_of
from annotator.formats.text import read_text
from annotator.storage.tables import Review
from annotator.web.import_forms import write_cut
from tests.fixtures.adjudicated import DIFFERENCES, stored_desk  # noqa: F401 - a fixture
from tests.web.test_adjudication import Visit, words


@pytest.fixture
def database(sqlite_database):
    """The services' tests have both engines."""
    return sqlite_database


@pytest.fixture
def edi(desk, signed_in):
    return Visit(desk, signed_in(desk.people["edi"]))


def store_later_text(visit: Visit) -> LexborHTMLParser:
    """By the pages of an import; what is shown then."""
    body = read_text(f"{visit.desk.article.text}\nThe harbour master said that 7 boats returned.\n")
    form = {"text": body.text, "sha256": hash_of(body.text), "cut": write_cut(body.sentences)}
    answer = visit.client.post(f"/articles/{visit.desk.article.uid}/texts", data=form, follow_redirects=True)
    assert answer.status_code == 200
    return LexborHTMLParser(answer.text)


def links(page: LexborHTMLParser) -> dict[str, str]:
    return {words(node): node.attributes["href"] for node in page.css("main a")}


def states(database) -> list[ReviewState]:
    with database.reading() as session:
        return list(session.scalars(select(Review.state).where(Review.kind == ReviewKind.GOLD).order_by(Review.id)))


def test_storing_a_later_text_says_that_an_adjudication_is_unfinished_and_links_it(edi, database) -> None:
    edi.post()
    edi.post("agreed")
    for item in DIFFERENCES:
        edi.decide(item)
    stored = store_later_text(edi)
    assert "The adjudication of text 1 is not finished" in words(stored.css_first("main .notice.warning"))
    earlier = f"/articles/{edi.desk.article.uid}/texts/1/adjudicate"
    assert links(stored)["Go on with it"] == links(stored)["Go on adjudicating text 1"] == earlier
    versions = LexborHTMLParser(edi.client.get(f"/articles/{edi.desk.article.uid}/versions").text)
    assert links(versions)["Go on adjudicating text 1"] == earlier
    newest = edi.page()
    assert "Text 2 of 2" in words(newest.css_first(".lead"))
    assert "Nobody has finished this text yet" in words(newest)
    assert links(newest)["Go on adjudicating text 1"] == earlier
    gold = LexborHTMLParser(edi.client.get(links_to_gold(edi, earlier)).text)
    assert gold.css_first("#text .notice a").attributes["href"] == earlier
    assert gold.css_first("#act-finish").attributes["href"] == earlier
    page = LexborHTMLParser(edi.client.get(earlier).text)
    assert "Text 1 of 2 (not the newest) · 3 finished readings" in words(page.css_first(".lead"))
    finish = page.css_first(".agreed")
    assert finish.attributes["action"] == f"{earlier}/finish"
    assert edi.client.post(f"{earlier}/finish").headers["X-Error-Code"] == "acted_since", "without what it had seen"
    done = edi.client.post(f"{earlier}/finish", data={"last": finish.css_first("[name=last]").attributes["value"]})
    assert (done.status_code, done.location) == (303, earlier)
    said = edi.client.get(earlier).text
    assert "The gold review of text 1 is finished" in said
    assert states(database) == [ReviewState.FINISHED]
    after = LexborHTMLParser(edi.client.get(f"/articles/{edi.desk.article.uid}").text)
    assert after.css_first("main .notice.warning") is None
    assert links(after)["Adjudication of text 1"] == earlier
    assert edi.client.post(f"{earlier}/reopen").location == earlier
    assert states(database) == [ReviewState.FINISHED, ReviewState.STARTED]


def links_to_gold(visit: Visit, url: str) -> str:
    return links(LexborHTMLParser(visit.client.get(url).text))["Open the gold review"]


def test_a_page_from_before_the_later_text_acts_on_the_text_that_it_showed(edi) -> None:
    edi.post()
    page = edi.page()
    form = page.css_first("form.agreed")
    sent = {node.attributes["name"]: node.attributes["value"] or "" for node in form.css("input")}
    store_later_text(edi)
    answer = edi.client.post(form.attributes["action"], data=sent)
    assert (answer.status_code, answer.location) == (303, f"/articles/{edi.desk.article.uid}/texts/1/adjudicate")
    after = LexborHTMLParser(edi.client.get(answer.location).text)
    assert "0 of 6 differences settled" in words(after.css_first(".differing-items"))
    assert after.css_first("form.agreed") is None


def test_an_article_with_one_text_says_nothing_of_texts_and_one_that_is_not_there_is_not_found(edi) -> None:
    edi.post()
    assert words(edi.page().css_first(".lead")) == "3 finished readings: Ann, Bob, Cid"
    assert edi.page().css_first(".adjudicated-texts") is None
    assert edi.client.get(f"/articles/{edi.desk.article.uid}/texts/1/adjudicate").status_code == 200
    assert edi.client.get(f"/articles/{edi.desk.article.uid}/texts/2/adjudicate").status_code == 404


def test_who_reads_reports_finds_the_finished_gold_of_an_earlier_text_and_others_do_not(edi, desk, signed_in) -> None:
    edi.settle_everything()
    uid = links(edi.page())["Open the gold review"]
    store_later_text(edi)
    article = f"/articles/{desk.article.uid}"
    for name in ("edi", "rob"):
        client = signed_in(desk.people[name])
        found = links(LexborHTMLParser(client.get(article).text))
        assert found["Gold of text 1"] == uid
        assert client.get(uid).status_code == 200
        assert "agreed reading" in client.get(found["report on the gold of text 1"]).text
    assert "Gold of text" not in signed_in(desk.people["dan"]).get(article).text
    again = edi.client.post(f"{article}/texts/1/adjudicate/reopen")
    assert again.status_code == 303
    assert links(LexborHTMLParser(edi.client.get(article).text))["Gold of text 1"] == uid, "not the one in hand"


def test_only_editors_are_told_what_there_is_to_settle(edi, desk, signed_in) -> None:
    edi.post()
    store_later_text(edi)
    for name in ("rob", "dan", "ann"):
        client = signed_in(desk.people[name])
        for url in ("", "/versions"):
            page = LexborHTMLParser(client.get(f"/articles/{desk.article.uid}{url}").text)
            assert not [href for href in links(page).values() if href.endswith("/adjudicate")]
        assert client.get(f"/articles/{desk.article.uid}/texts/1/adjudicate").status_code in (403, 404)
