"""The page of adjudication and the precedents: whole without a script, names hidden where the project says so."""

import json
import re

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select, update

from annotator.core.annotations import Request, Verb
from annotator.core.records import Identity, ReviewKind
from annotator.services import annotations as tagging
from annotator.services import questions
from annotator.services.agreement_counts import record_answers
from annotator.services.annotations import Stamp
from annotator.services.reviews import finish_review, reopen_review
from annotator.storage.tables import Project, Review, Source
from tests import make
from tests.fixtures.adjudicated import DIFFERENCES, stored_desk  # noqa: F401 - a fixture

NAMES = ("Ann", "Bob", "Cid")


class Visit:
    """The article's adjudication in somebody's browser."""

    def __init__(self, desk, client) -> None:
        self.client, self.desk = client, desk
        self.url = f"/articles/{desk.article.uid}/adjudicate"

    def page(self, item: str = "", status: int = 200) -> LexborHTMLParser:
        answer = self.client.get(f"{self.url}?item={item}" if item else self.url)
        assert answer.status_code == status, answer.text[:400]
        return LexborHTMLParser(answer.text)

    def post(self, step: str = "", **fields: str):
        """Send a step; what its form on the page holds goes along."""
        if step and (form := self.form_of(step)):
            fields = {node.attributes["name"]: node.attributes["value"] or "" for node in form.css("input")} | fields
        return self.client.post(f"{self.url}/{step}" if step else self.url, data=fields)

    def form_of(self, step: str):
        """A step's own form as the page has it now; a decision is sent as given."""
        page = LexborHTMLParser(self.client.get(self.url).text)
        return page.css_first(f"form[action$='/adjudicate/{step}']") if step != "decide" else None

    def decide(self, item: str, number: int = 1, why: str = "slip", **fields: str):
        """Send the form as it stands, with the button of an answer pressed."""
        page = self.page(item)
        hidden = page.css(".item input[type=hidden]")
        sent = {node.attributes["name"]: node.attributes["value"] or "" for node in hidden}
        button = page.css_first(f".answer:nth-of-type({number}) button")
        headers = fields.pop("headers", None)
        if headers:
            sent |= {"choice": button.attributes["value"], "why": why}
            return self.client.post(f"{self.url}/decide", data=sent, headers=headers)
        return self.post("decide", **{**sent, "choice": button.attributes["value"], "why": why, **fields})

    def settle_everything(self) -> None:
        self.post()
        self.post("agreed")
        for item in DIFFERENCES:
            assert self.decide(item).status_code == 303
        assert self.post("finish").status_code == 303


@pytest.fixture
def database(sqlite_database):
    """The services' tests have both engines."""
    return sqlite_database


@pytest.fixture
def visit(desk, signed_in):
    return lambda name: Visit(desk, signed_in(desk.people[name]))


def words(node) -> str:
    return re.sub(r"\s+", " ", node.text()).strip()


def test_an_article_is_adjudicated_from_start_to_finish_by_forms_alone(visit, desk) -> None:
    edi = visit("edi")
    assert edi.url in edi.client.get(f"/articles/{desk.article.uid}").text
    assert "6 differences" in edi.page().text()
    assert edi.post().status_code == 303
    page = edi.page()
    assert "Accept 7 agreed items" in words(page.css_first(".agreed"))
    assert [words(node) for node in page.css(".answer h3")] == ["Ann, Cid", "Bob"]
    assert edi.post("agreed").status_code == 303
    assert page.css_first(".item") is not None
    for n, item in enumerate(DIFFERENCES):
        assert f"{n} of 6" in words(edi.page(item).css_first(".differing-items"))
        assert edi.decide(item, section="claim").location.endswith("/adjudicate")
    assert "Everything is settled" in words(edi.page().css_first(".agreed"))
    assert edi.post("finish").status_code == 303
    assert "The gold review is finished" in edi.page().text()
    assert "Gold" in visit("rob").client.get(f"/articles/{desk.article.uid}").text
    assert visit("rob").client.get(f"/articles/{desk.article.uid}/report").status_code == 200


def test_what_a_majority_settles_is_not_said_to_be_what_all_say(visit, database) -> None:
    edi = visit("edi")
    edi.post()
    assert "All readings say the same." in words(edi.page().css_first(".agreed"))
    with database.writing() as session:
        session.execute(update(Project).values(adjudicates_by_majority=True))
    said = words(edi.page().css_first(".agreed"))
    assert "All readings say the same" not in said
    assert "Of 5 items more than half of at least three readings say the same" in said
    assert "; of 7 items all do." in said


def test_a_decision_without_a_reason_is_refused_with_what_was_chosen_kept(visit) -> None:
    edi = visit("edi")
    edi.post()
    answer = edi.decide("figure:83", why="")
    assert answer.status_code == 422
    page = LexborHTMLParser(answer.text)
    assert "Say why" in words(page.css_first("main [role=alert]"))
    assert page.css_first("input[name=item]").attributes["value"] == "figure:83"
    parts = {"choice": "parts", "why": "text"}
    kept = LexborHTMLParser(edi.decide("figure:83", **parts).text)
    assert kept.css_first("#why-text").attributes.get("checked", "no") != "no"
    assert kept.css_first("details.parts").attributes.get("open", "no") == "no"


def test_a_gold_is_finished_as_it_was_shown_or_not_at_all(visit) -> None:
    edi, eva = visit("edi"), visit("eva")
    edi.post()
    edi.post("agreed")
    for item in DIFFERENCES:
        edi.decide(item)
    eva.decide("claim:64", 2)
    last = edi.page().css_first("form[action$='/finish'] [name=last]").attributes["value"]
    eva.post("undo")
    for headers in ({}, {"HX-Request": "true"}):
        answer = edi.client.post(f"{edi.url}/finish", data={"last": last}, headers=headers)
        assert (answer.status_code, answer.headers["X-Error-Code"]) == (409, "acted_since")
        assert "Something was done in the gold review since this page was shown" in LexborHTMLParser(answer.text).text()
        assert "The last act is by Eva" in answer.text
    assert edi.post("finish").status_code == 303


def test_what_somebody_wrote_in_the_gold_is_told_before_it_is_decided(visit, database, desk) -> None:
    edi = visit("edi")
    edi.post()
    with database.writing() as session:
        gold = session.scalars(select(Review).where(Review.kind == ReviewKind.GOLD)).one()
        eva = desk.actor(session, "eva")
        tagging.answer(session, eva, gold.uid, Request(2, Verb.OPINION), stamp=Stamp(), now=make.NOW)
    told = " ".join(edi.page("claim:83").css_first(".item .remark").text().split())
    assert told.startswith("Written in the gold review by hand: “Some 400 people were moved”, opinion, ")
    edi.post("agreed")
    assert edi.page("claim:83").css_first(".item .remark") is not None, "the bulk leaves it alone"
    assert edi.decide("claim:83").status_code == 303
    assert edi.page("claim:83").css_first(".item .remark") is None


def test_what_another_editor_did_meanwhile_is_shown_with_what_was_chosen_and_nothing_is_overruled(visit) -> None:
    edi, eva = visit("edi"), visit("eva")
    edi.post()
    stale = edi.page("claim:64")
    eva.decide("claim:64", 2)
    assert "The last act is by Eva" in edi.page().text()
    hidden = {node.attributes["name"]: node.attributes["value"] or "" for node in stale.css(".item input[type=hidden]")}
    sent = hidden | {"choice": stale.css_first(".answer button").attributes["value"], "why": "text"}
    for headers in ({}, {"HX-Request": "true"}):
        answer = edi.client.post(f"{edi.url}/decide", data=sent, headers=headers)
        assert (answer.status_code, answer.headers["X-Error-Code"]) == (409, "decided")
        page = LexborHTMLParser(answer.text)
        assert "decided meanwhile" in page.text()
        # For a script also at the item: the notice area may be out of sight.
        assert bool(page.css_first(".item .refused")) is bool(headers)
        assert "Settled:" in words(page.css_first(".item h2 + p"))
        assert "(your choice, not saved)" in words(page.css_first(".answer button"))
        assert page.css_first("#why-text").attributes.get("checked", "no") != "no"
    fresh = page.css_first("input[name=upon]").attributes["value"]
    assert edi.client.post(f"{edi.url}/decide", data=sent | {"upon": fresh}).status_code == 303
    last = stale.css_first("input[name=last]").attributes["value"]
    assert eva.post("undo", last=last).status_code == 409


def test_parts_none_and_writing_anew(visit) -> None:
    edi = visit("edi")
    edi.post()
    digest = edi.page("figure:83").css(".parts input")[1].attributes["value"]
    assert edi.decide("figure:83", choice="parts", **{"part-bound": digest}).status_code == 303
    assert "exact" in words(edi.page("figure:83").css_first(".item h2 + p"))
    assert edi.decide("claim:151", choice="none").status_code == 303
    assert "nothing there" in words(edi.page("claim:151").css_first(".item h2 + p"))
    write = edi.decide("claim:64", choice="write")
    assert "/reviews/" in write.location
    gold = edi.client.get(write.location).text
    assert "To the adjudication" in gold
    assert "/finish" not in gold
    assert edi.post("undo").status_code == 303
    assert edi.page("claim:64").css_first(".differing-items [aria-current]").attributes["data-state"] == "open"


def test_where_one_has_two_cards_for_one_source_the_page_offers_what_each_of_them_says(visit) -> None:
    edi = visit("edi")
    edi.post()
    page = edi.page("source:29")
    assert "they differ in: one or several, how many, who, relayed by" in words(page.css_first("#item-title"))
    offered = {
        words(field.css_first("legend")): [words(label) for label in field.css("label")]
        for field in page.css(".parts fieldset")
    }
    divisions = [choice.replace("The officials", "officials") for choice in offered["one or several"]]
    assert divisions == ["two officials · officials 1", "two officials / officials 2"]
    assert offered["how many"] == ["2 1", "2 / plural 2", "plural 2"]
    assert offered["relayed by"] == ["the Coast Wire 1", "the Coast Wire / none 2", "none 2"]
    chosen = {
        field.css_first("input").attributes["name"]: field.css("input")[0].attributes["value"]
        for field in page.css(".parts fieldset")
    }
    alone = page.css("input[name=part-relay]")[2].attributes["value"]
    assert edi.decide("source:29", choice="parts", **chosen | {"part-relay": alone}).status_code == 303
    settled = words(edi.page("source:29").css_first(".item h2 + p"))
    assert "how many: 2, who: role" in settled
    assert "relayed by" not in settled


def test_parts_that_cannot_go_together_are_refused_with_what_was_chosen_kept(visit, desk, database) -> None:
    with database.writing() as session:
        bob = session.scalar(select(Review.id).where(Review.uid == desk.reviews["bob"]))
        told = {"identity": Identity.SPOKESPERSON, "number": None, "who": None, "knowledge": None, "reason": None}
        unnamed = (Source.review_id == bob, Source.identity == Identity.UNNAMED)
        session.execute(update(Source).where(*unnamed).values(**told))
    edi = visit("edi")
    edi.post()
    page = edi.page("source:29")
    chosen = {
        node.attributes["name"]: node.attributes["value"] for node in reversed(page.css(".parts fieldset input"))
    }
    named = page.css("input[name=part-identity]")[1].attributes["value"]
    answer = edi.decide("source:29", choice="parts", **chosen | {"part-identity": named})
    assert answer.status_code == 422
    refused = LexborHTMLParser(answer.text)
    said = words(refused.css_first("main [role=alert]"))
    assert "Only of an unnamed source can be told: how many, who, how it knows" in said
    assert "Choose “not told” there" in said
    assert refused.css_first(f"input[name=part-identity][value='{named}'][checked]") is not None
    assert edi.page("source:29").css_first(".differing-items [aria-current]").attributes["data-state"] == "open"
    # What it asks for can be chosen: that nothing is told is another answer than that the text tells none.
    for choice in page.css(".parts .choice"):
        if words(choice).startswith("not told"):
            field = choice.css_first("input").attributes
            chosen[field["name"]] = field["value"]
    assert edi.decide("source:29", choice="parts", **chosen | {"part-identity": named}).status_code == 303


def test_names_are_hidden_and_answers_shuffled_where_the_project_says_so(visit, desk, database) -> None:
    edi = visit("edi")
    edi.client.post(f"/projects/{desk.project_uid}/settings/adjudication", data={"version": "1", "blind": "1"})
    passes = f"/articles/{desk.article.uid}/passes"
    with database.writing() as session:
        asked = questions.Asked("", 0, 7, "Harbour", "Whose harbour?")
        questions.ask(session, desk.actor(session, "ann"), desk.reviews["ann"], asked, now=make.NOW)
    assert edi.client.post(passes, data={"account": desk.people["dan"].uid}).status_code == 303
    thread = f"/projects/{desk.project_uid}/questions"
    assert ["Dan" in edi.client.get(f"/articles/{desk.article.uid}").text, "Ann" in edi.client.get(thread).text] == [
        True, True,
    ]  # fmt: skip
    edi.post()
    for item in DIFFERENCES:
        one, other = (edi.page(item) for _ in range(2))
        assert not any(name in one.css_first("main").text() for name in NAMES)
        uids = [*desk.reviews.values(), *(desk.people[name.lower()].uid for name in NAMES)]
        for told in (one.html, edi.decide(item, why="", headers={"HX-Request": "true"}).text):
            assert not any(secret in told.replace("Annotator", "") for secret in (*NAMES, *uids))
        assert [n.attributes["value"] for n in one.css(".answer button")] == [
            n.attributes["value"] for n in other.css(".answer button")
        ]
    with database.reading() as session:
        assert session.query(Project).one().adjudicates_blind
    # Nor does another page tell the editors whose tagging is whose, until the gold is finished.
    article = desk.article.uid
    readings = [f"/reviews/{uid}" for uid in desk.reviews.values()]
    with database.writing() as session:
        record_answers(session, text_id=desk.article.text_id)
    pages = [*readings, f"{readings[0]}/history", f"/articles/{article}/report", thread, f"/articles/{article}"]
    for url in pages:
        answer = edi.client.get(url)
        assert answer.status_code == 200, url
        # On the page of questions everybody can be asked in: of who asked nothing is told.
        main = LexborHTMLParser(answer.text).css_first(".posts" if url == thread else "main").text()
        assert not any(name in main for name in (*NAMES, "Dan")), url
        assert url != thread or "Whose harbour?" in main
    # Of whom one can ask, those who are left would be who has no pass; and who is asked may have one.
    refused = edi.client.post(passes, data={"account": desk.people["ann"].uid})
    assert (refused.status_code, "Ann has" in refused.text) == (409, False)
    # An export has names: others' passes over this text stay out of an editor's, and the page says so.
    export = f"/projects/{desk.project_uid}/export"
    assert "names are hidden until their gold reviews are finished" in edi.client.get(export).text
    held = [json.loads(line)["record"] for line in edi.client.get(f"{export}/jsonl").text.splitlines()]
    assert held.count("article") == 1
    assert "review" not in held
    rob = visit("rob")
    assert any(name in rob.client.get(pages[-1]).text for name in NAMES), "who does not adjudicate reads on"
    stale = edi.client.post(f"/projects/{desk.project_uid}/settings/adjudication", data={"version": "1"})
    assert stale.status_code == 409


def test_an_article_adjudicated_with_names_hidden_is_in_no_number_of_who_adjudicates(visit, desk, database) -> None:
    """Chosen by itself, or as the difference of two choices, its numbers by person would tell who tagged what."""
    edi, rob = visit("edi"), visit("rob")
    with database.writing() as session:
        record_answers(session, text_id=desk.article.text_id)
    agreement, text = f"/projects/{desk.project_uid}/agreement", desk.article.text_uid
    addresses = [f"{agreement}{tail}" for tail in ("", f"?article={text}", f"?reviewer={desk.people['ann'].uid}")]
    lists = [f"{agreement}/sentences?facet=claim&said=two", f"{agreement}/reported?rule=SR02&said=any"]
    beside = f"{agreement}/differences/{text}/1"

    def counted(client):
        listed = [desk.article.uid in client.get(url).text for url in lists]
        return [client.get(f"{agreement}/file/json").json["articles"], client.get(beside).status_code == 200, *listed]

    edi.post()
    assert counted(edi.client) == [1, True, True, True], "names are not hidden in this project"
    edi.client.post(f"/projects/{desk.project_uid}/settings/adjudication", data={"version": "1", "blind": "1"})
    assert counted(edi.client) == [0, False, False, False]
    assert counted(visit("eva").client) == [0, False, False, False], "nor for another editor"
    for address in addresses:
        assert "1 article that is adjudicated with names hidden" in edi.client.get(address).text
    assert "it is adjudicated with names hidden; it counts again" in edi.client.get(addresses[1]).text
    assert edi.client.post(f"{agreement}/keep", data={"title": "None"}).status_code == 422
    assert counted(rob.client) == [1, True, True, True], "who adjudicates nothing reads on"
    assert "adjudicated with names hidden" not in rob.client.get(agreement).text
    edi.settle_everything()
    assert counted(edi.client) == [1, True, True, True], "with its finished gold names are back"


def test_a_sentence_that_is_tagged_says_so_beforehand_and_offers_no_answer(visit, desk, database) -> None:
    edi = visit("edi")
    edi.post()
    assert edi.page("check:181").css_first("#tagged") is None
    assert edi.page("check:181").css(".answer button")
    with database.writing() as session:
        gold = session.query(Review).filter_by(kind=ReviewKind.GOLD).one().uid
        tagging.answer(session, desk.actor(session, "edi"), gold, Request(6, Verb.FACT), stamp=Stamp(), now=make.NOW)
    page = edi.page("check:181")
    assert "no answer for a sentence without one can be taken" in page.css_first("#tagged").text()
    assert page.css_first("#tagged a").attributes["href"] == f"/reviews/{gold}?at=6#s6"
    assert not page.css(".answer button")
    assert [button.attributes["value"] for button in page.css(".others button")] == ["write"]
    assert edi.page("claim:64").css_first("#tagged") is None


def test_a_majority_settles_where_the_project_says_so_and_the_page_says_how_many(visit, desk) -> None:
    edi = visit("edi")
    edi.client.post(f"/projects/{desk.project_uid}/settings/adjudication", data={"version": "1", "majority": "1"})
    edi.post()
    assert "Accept 12 agreed items" in edi.page().text()
    assert "Of 5 items more than half" in edi.page().text()


def test_a_revised_reading_is_told_after_adjudication(visit, desk, database) -> None:
    edi = visit("edi")
    edi.settle_everything()
    with database.writing() as session:
        bob = desk.actor(session, "bob")
        revision = reopen_review(session, bob, desk.reviews["bob"], now=make.NOW)
        tagging.answer(session, bob, revision, Request(1, Verb.OPINION), stamp=Stamp(), now=make.NOW)
        finish_review(session, bob, revision, now=make.NOW)
    assert "A reading was revised since" in edi.page().text()
    assert edi.post("reopen").status_code == 303
    page = edi.page()
    assert [n.attributes["data-state"] for n in page.css(".differing-items a[data-state]")].count("changed") == 1
    assert "The readings say something else since" in page.text()


def test_precedents_tell_a_reviewer_what_was_decided_but_not_by_whom_nor_of_a_text_in_hand(visit, desk) -> None:
    edi, ann, dan = visit("edi"), visit("ann"), visit("dan")
    url = f"/projects/{desk.project_uid}/precedents"
    edi.post()
    edi.decide("claim:64", why="unclear", section="claim")
    assert "No precedent" in ann.client.get(url).text
    edi.post("agreed")
    for item in DIFFERENCES:
        edi.decide(item, why="unclear", section="claim")
    edi.post("finish")
    for client in (ann.client, dan.client, visit("rob").client):
        page = LexborHTMLParser(client.get(url).text)
        assert len(page.css(".precedent")) == len(DIFFERENCES)
        assert not any(name in page.css_first("main").text() for name in (*NAMES, "Edi", "Eva"))
    found = LexborHTMLParser(ann.client.get(f"{url}?q=FIRE+prediction&tag=claim&why=unclear&section=claim").text)
    assert [words(node) for node in found.css(".precedent q")] == ["the fire was set"]
    assert LexborHTMLParser(ann.client.get(f"{url}?tag=attribution").text).css(".precedent").__len__() == 2
    nothing = ann.client.get(f"{url}?q=zebra").text
    assert "No precedent is as you asked" in nothing
    assert "becomes a precedent when" not in nothing
    piece = ann.client.get(f"{url}?tag=claim", headers={"HX-Request": "true"}).text
    assert "<html" not in piece
    assert piece.count('class="precedent"') == 2
    found = ann.client.get(f"{url}?tag=claim&q=prediction", headers={"HX-Request": "true"}).text
    assert found.count('class="precedent"') == 1
    assert 'value="prediction"' in found
    begun = dan.client.post(f"/articles/{desk.article.uid}/reviews")
    assert "No precedent" in dan.client.get(url).text
    guide = dan.client.get(f"{begun.location}/guideline?tag=claim").text
    assert f"{url}?tag=claim" in guide


def test_an_editor_who_tags_the_text_is_told_to_finish_first_whatever_others_did(visit, desk) -> None:
    eva = visit("eva")
    eva.client.post(f"/articles/{desk.article.uid}/reviews")
    page = eva.page(status=409)
    assert "tagging this article yourself" in page.text()
    assert not any(name in page.css_first("main").text() for name in NAMES)
    assert eva.url not in eva.client.get(f"/articles/{desk.article.uid}").text
    for step in ("agreed", "decide", "undo", "finish", "reopen"):
        assert eva.post(step).status_code == 409


def test_a_step_that_is_none_is_not_found_and_hostile_fields_are_refused(visit) -> None:
    edi = visit("edi")
    edi.post()
    assert edi.post("dance").status_code == 404
    for fields in ({}, {"choice": "take:x"}, {"choice": "bow"}, {"choice": "parts", "part-nose": "x", "item": "y"}):
        assert edi.post("decide", **fields).status_code in (409, 422)
    assert edi.decide("claim:64", choice="take:0000000000000000").status_code == 422
