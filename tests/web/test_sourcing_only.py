"""A sourcing-only pass over HTTP: set by an editor, its page, its marks in lists, its report."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from annotator.core.records import Knowledge, Reason, ReviewState, Role, Scope, Who
from annotator.core.sourcing.rules import OF_SOURCES, RULES
from tests import make
from tests.fixtures.drafts import Draft
from tests.fixtures.stored import store_reading

HX = {"HX-Request": "true"}


@pytest.fixture
def desk(database, signed_in):
    """A project that an editor set to sourcing-only passes, by the form, and a reviewer's fresh pass."""

    class Desk:
        pass

    desk = Desk()
    with database.writing() as session:
        project = make.project(session)
        article = make.article(session, project)
        ada, edi = (make.member(session, project, role) for role in (Role.REVIEWER, Role.EDITOR))
        desk.project, desk.article = project.uid, article.uid
    desk.ada, desk.edi = signed_in(ada), signed_in(edi)
    settings = f"/projects/{project.uid}/settings"
    version = re.search(r'name="version"[^>]*value="(\d+)"', desk.edi.get(settings).text)[1]
    data = {"version": version, "scope": "sourcing_only"}
    assert desk.ada.post(f"{settings}/scope", data=data).status_code == 403
    assert desk.edi.post(f"{settings}/scope", data=data | {"scope": "half"}).status_code == 422
    assert desk.edi.post(f"{settings}/scope", data=data).status_code == 303
    assert 'value="sourcing_only" checked' in desk.edi.get(settings).text
    desk.address = desk.ada.post(f"/articles/{article.uid}/reviews").location
    return desk


def test_the_page_says_what_the_pass_is_and_offers_only_what_it_asks_for(desk):
    html = LexborHTMLParser(desk.ada.get(desk.address).text)
    assert "Sourcing-only pass" in html.css_first("main").text()
    verbs = [node.attributes["value"] for node in html.css("#bar [name=verb]")]
    assert verbs == ["nothing", "not_article", "star", "unsure"]
    assert [node.attributes["value"] for node in html.css(".rest [name=verb]")] == ["nothing"]
    assert html.css_first("#act-attribution")
    assert html.css_first("#act-figure")


def test_a_claim_is_refused_with_the_reason(desk):
    answer = desk.ada.post(f"{desk.address}/sentences/1", data={"verb": "fact"}, headers=HX)
    assert answer.status_code == 409
    assert answer.headers["X-Error-Code"] == "sourcing_only"
    assert "sources and figures only" in answer.text


def test_lists_and_history_say_it_in_words(desk):
    assert "sourcing-only pass" in desk.ada.get(f"/projects/{desk.project}").text
    assert "sourcing only" in desk.ada.get(f"/articles/{desk.article}").text
    assert "Sourcing-only pass" in desk.ada.get(f"{desk.address}/history").text


def story() -> Draft:
    draft = Draft().outlet("S1")
    draft.unnamed("S2", who=Who.NONE, knowledge=Knowledge.NONE, reason=Reason.NONE, relay="S1")
    draft.add("It was set, one source told the Coast Wire.").mention("S2", "one source").mention("S1", "the Coast Wire")
    return draft.add("Some 40 boats burned.", paragraph=False).figure("F1", "40 boats").add("It rained.")


@pytest.fixture
def report(database, signed_in):
    """The report on the same reading, by the scope of its pass."""

    def get(scope):
        with database.writing() as session:
            project = make.project(session, f"Desk {scope}")
            draft, account = story(), make.member(session, project, Role.EDITOR, "Ann")
            article = make.article(session, project, draft.text, sentences=draft.sentences)
            review = make.review(session, article, account, state=ReviewState.FINISHED, finished_at=make.NOW)
            review.scope = scope
            store_reading(session, review, draft.reading)
            uid = article.uid
        return signed_in(account).get(f"/articles/{uid}/report").text

    return get


def test_the_report_leaves_out_what_needs_claims_and_says_so(report):
    page = report(Scope.SOURCING_ONLY)
    html = LexborHTMLParser(page)
    assert "it has no claims" in html.css_first(".report-basis").text()
    assert {node.text() for node in html.css(".rules abbr, .report-rest abbr")} <= OF_SOURCES
    labels = " ".join(node.text() for node in html.css(".report-measures th"))
    assert "laim" not in labels
    assert "laim" not in html.css_first(".report-numbers").text()
    assert len(html.css(".report-numbers li")) == 3
    assert html.css_first("#chains-title") is None
    assert [node.attributes["data-voice"] for node in html.css(".strip .voice-bar")] == [
        "second_hand_unnamed", "figures", "untouched",
    ]  # fmt: skip
    assert "2 sources and figures" in page
    full = report(Scope.FULL)
    assert "SR16" in full
    assert "SR16" not in page
    assert "SR01" in page


def test_every_rule_of_sources_is_a_rule():
    assert set(RULES) >= OF_SOURCES


def test_the_keys_and_the_guideline_of_such_a_pass_name_nothing_about_claims(desk):
    html = LexborHTMLParser(desk.ada.get(desk.address).text)
    words = html.css_first("#keys").text()
    assert "mark the selection, or the number around the caret" in words
    for gone in ("claim: fact", "the claim rests on", "own voice", "same source", "cut the claim", "this claim came"):
        assert gone not in words, gone
    guide = desk.ada.get(f"{desk.address}/guideline?tag=claim", headers=HX).text
    assert 'id="guide-attribution"' in guide
    assert 'id="guide-claim"' not in guide
    assert "tells a checker" not in guide
    full = LexborHTMLParser(desk.edi.get("/account/keys").text)
    assert "claim: fact" in full.css_first("main").text(), "one's own map has them all"


def test_an_editor_asks_one_person_for_a_sourcing_only_pass(database, signed_in):
    with database.writing() as session:
        project = make.project(session)
        article = make.article(session, project)
        ada, ben, edi = (make.member(session, project, role, name) for role, name in (
            (Role.REVIEWER, "Ada"), (Role.REVIEWER, "Ben"), (Role.EDITOR, "Edi")))  # fmt: skip
        page = f"/articles/{article.uid}"
    editor, reviewer = signed_in(edi), signed_in(ada)
    assert editor.post(f"{page}/passes", data={"account": ada.uid}).status_code == 303
    assert editor.post(f"{page}/passes", data={"account": ada.uid}).status_code == 409
    assert editor.post(f"{page}/passes", data={"account": "0" * 32}).status_code == 422
    assert reviewer.post(f"{page}/passes", data={"account": ben.uid}).status_code == 403
    assert "asked, not begun" in editor.get(page).text
    assert "Begin the sourcing-only pass" in reviewer.get(page).text
    assert "passes-title" not in reviewer.get(page).text, "a heading over nothing"
    assert "sourcing-only pass" in reviewer.get(f"/projects/{project.uid}").text
    address = reviewer.post(f"{page}/reviews").location
    assert "Sourcing-only pass" in reviewer.get(address).text
    assert reviewer.post(f"{address}/sentences/1", data={"verb": "fact"}, headers=HX).status_code == 409
    assert reviewer.post(f"{address}/sentences/1", data={"verb": "nothing"}, headers=HX).status_code == 200
    begun = address.rsplit("/", 1)[1]
    assert editor.post(f"{page}/passes/{begun}/take-back").status_code == 404, "it is its person's now"
    editor.post(f"{page}/passes", data={"account": ben.uid})
    waiting = re.search(r"passes/(\w+)/take-back", editor.get(page).text)[1]
    assert editor.post(f"{page}/passes/{waiting}/take-back").status_code == 303
    full = signed_in(ben).post(f"{page}/reviews").location
    assert "Sourcing-only pass" not in signed_in(ben).get(full).text


def test_an_editor_who_is_tagging_an_article_learns_of_nobody_s_pass_by_asking(database, signed_in):
    with database.writing() as session:
        project = make.project(session)
        article = make.article(session, project)
        ada, edi = (make.member(session, project, role) for role in (Role.REVIEWER, Role.EDITOR))
    editor = signed_in(edi)
    editor.post(f"/articles/{article.uid}/reviews")
    assert "asked-passes" not in editor.get(f"/articles/{article.uid}").text
    answer = editor.post(f"/articles/{article.uid}/passes", data={"account": ada.uid})
    assert (answer.status_code, answer.headers["X-Error-Code"]) == (409, "tagging_it")
