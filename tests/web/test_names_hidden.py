"""What a project that hides names in adjudication keeps from its editors while a gold review is in hand."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select

from annotator.core.annotations import Request, Verb
from annotator.core.records import ReviewState
from annotator.core.reports import Draft, TextVersion, Versions
from annotator.services import annotations as tagging
from annotator.services import reports
from annotator.services.acts import Stamp
from annotator.services.agreement_counts import record_answers
from annotator.services.reviews import finish_review, reopen_review
from annotator.storage.tables import ArticleText, Project, Report
from tests import make
from tests.fixtures.adjudicated import stored_desk  # noqa: F401 - a fixture
from tests.fixtures.rounds import rounds_desk
from tests.web.test_adjudication import NAMES, Visit


@pytest.fixture
def database(sqlite_database):
    """The services' tests have both engines."""
    return sqlite_database


@pytest.fixture
def visit(desk, database, signed_in):
    """Visits of people to a desk that hides names."""
    with database.writing() as session:
        session.query(Project).one().adjudicates_blind = True
        record_answers(session, text_id=desk.article.text_id)
    return lambda name: Visit(desk, signed_in(desk.people[name]))


def told(visit: Visit, url: str) -> str:
    answer = visit.client.get(url)
    assert answer.status_code == 200, url
    return " ".join(LexborHTMLParser(answer.text).css_first("main").text().split())


def test_a_kept_report_that_tells_what_people_tagged_is_closed_to_who_adjudicates_until_the_gold_is_finished(visit):
    """Beside a report without the article, or on fewer people, its numbers would tell who tagged what there."""
    edi, eva, rob = visit("edi"), visit("eva"), visit("rob")
    place = edi.client.post(f"/projects/{edi.desk.project_uid}/agreement/keep", data={"title": "Kept"}).location
    behind = f"{place}/sentences?facet=claim&said=two"
    pages = [place, f"{place}/report.json", f"{place}/report.csv", behind, f"{place}/reported?rule=SR02&said=any"]

    def answers(one):
        return [one.client.get(page).status_code for page in pages]

    assert answers(edi) == [200] * 5
    edi.post()
    assert answers(edi) == answers(eva) == [403] * 5
    refused = edi.client.get(place).text
    assert "opens again when that gold review is finished" in refused
    assert not any(name in LexborHTMLParser(refused).css_first("main").text() for name in NAMES)
    assert edi.client.post(f"{place}/sign").status_code == 403
    assert answers(rob) == [200] * 5, "who adjudicates nothing reads on"
    edi.settle_everything()
    assert answers(edi) == [200] * 5


def test_lists_of_kept_reports_say_which_are_closed_and_until_when_and_every_other_link_opens(visit, desk, database):
    edi, eva, rob = visit("edi"), visit("eva"), visit("rob")
    project, report = f"/projects/{desk.project_uid}", f"/articles/{desk.article.uid}/report"
    edi.client.post(f"{project}/agreement/keep", data={"title": "Agreement of May"})
    edi.client.post(f"/articles/{desk.article.uid}/findings/sign", data={"review": desk.reviews["ann"]})
    with database.writing() as session:
        text = session.query(ArticleText).one()
        texts = (TextVersion(desk.article.uid, text.uid, 1, text.sha256, 1),)
        for title, reviewer in (("On Ann alone", "Ann"), ("On whoever", "")):
            content = {"basis": {"reviewer": reviewer}}
            draft = Draft("desk", title, content, Versions((1,), texts, "1"), tuple(desk.reviews.values()))
            reports.keep(session, desk.actor(session, "edi"), desk.project_uid, draft, now=make.NOW)

    def lists(one):
        """Of each list, how many of its reports are closed, and the statuses behind its links to others."""
        for url in (f"{project}/reports", f"{project}/desk", f"{report}?review={desk.reviews['ann']}"):
            page = LexborHTMLParser(one.client.get(url).text)
            links = [a.attributes["href"] for a in page.css("main a[href^='/reports/']")]
            statuses = [one.client.get(f"{link}/report.json").status_code for link in links]
            yield page.css_first("main").text().count("Closed to you while"), statuses

    everything = [(0, [200] * 4), (0, [200] * 2), (0, [200])]
    assert list(lists(edi)) == everything
    edi.post()
    assert list(lists(edi)) == list(lists(eva)) == [(3, [200]), (1, [200]), (1, [])]
    page = LexborHTMLParser(edi.client.get(f"{project}/reports").text)
    row = next(row for row in page.css("tbody tr") if "Agreement of May" in row.text())
    assert "adjudicated with names hidden" in row.text()
    assert "opens when that gold review is finished" in row.text()
    assert list(lists(rob)) == everything, "who adjudicates nothing reads on"
    with database.writing() as session:
        make.review(session, desk.article, desk.people["eva"], state=ReviewState.STARTED)
    assert next(iter(lists(eva))) == (4, []), "whoever tags it reads none of them"
    assert "opens when your pass is finished" in eva.client.get(f"{project}/reports").text
    edi.settle_everything()
    assert list(lists(edi)) == everything


def test_a_kept_report_that_was_damaged_is_listed_and_says_so_where_it_is_opened(visit, desk, database):
    edi = visit("edi")
    edi.client.post(f"/articles/{desk.article.uid}/findings/sign", data={"review": desk.reviews["ann"]})
    edi.post()
    with database.writing() as session:
        kept = session.scalars(select(Report)).one()
        kept.body = kept.body.replace("Ann", "Amy")
    page = edi.client.get(f"/projects/{desk.project_uid}/reports").text
    assert f'href="/reports/{kept.uid}"' in page
    assert edi.client.get(f"/reports/{kept.uid}").status_code == 409


def test_a_signed_report_on_one_person_s_reading_is_closed_and_one_without_their_name_is_not(visit, desk, database):
    edi = visit("edi")
    for begins in (False, True):
        if begins:
            edi.post()
        answer = edi.client.post(f"/articles/{desk.article.uid}/findings/sign", data={"review": desk.reviews["ann"]})
        assert answer.status_code == 303
    with database.reading() as session:
        kept = session.scalars(select(Report.uid).order_by(Report.id)).all()
    named, nameless = [edi.client.get(f"/reports/{uid}") for uid in kept]
    assert (named.status_code, nameless.status_code) == (403, 200)
    assert "reading of Ann" not in nameless.text
    assert "reading of Ann" in visit("rob").client.get(f"/reports/{kept[0]}").text


def test_neither_the_day_nor_the_history_of_a_nameless_pass_tells_whose_it_is(visit, desk, database):
    with database.writing() as session:
        ann = desk.actor(session, "ann")
        uid = reopen_review(session, ann, desk.reviews["ann"], now=make.NOW)
        tagging.answer(session, ann, uid, Request(4, Verb.PREDICTION), stamp=Stamp(), now=make.NOW)
        tagging.undo(session, ann, uid, stamp=Stamp(), now=make.NOW)
        finish_review(session, ann, uid, now=make.NOW)
    edi, rob = visit("edi"), visit("rob")
    article, history = f"/articles/{desk.article.uid}", f"/reviews/{uid}/history"
    places = [article, f"{article}/report?review={uid}", f"/reviews/{uid}", history]
    day = re.compile("2 Mar 2026|Mar 2, 2026")
    edi.post()
    for place in places:
        said = told(edi, place)
        assert not any(name in said for name in NAMES), place
        assert not day.search(said), place
    assert "undone" not in told(edi, history)
    assert edi.client.get(f"{article}/report/json?review={uid}").json["rests_on"]["finished_at"] is None
    assert day.search(told(rob, article))
    assert day.search(told(rob, history))
    assert "Ann" in told(rob, history)


def test_passes_over_an_earlier_text_have_no_names_either(visit, desk, database):
    """Most of the words are the same, and so is what was tagged of them."""
    edi = visit("edi")
    with database.writing() as session:
        later = make.later_text(session, desk.article, f"{desk.article.text}\nMore was said.\n")
        make.review(session, later, desk.people["bob"], state=ReviewState.FINISHED, finished_at=make.NOW)
    with database.writing() as session:
        record_answers(session, text_id=desk.article.text_id)
    agreement = f"/projects/{desk.project_uid}/agreement/file/json"
    places = [f"/reviews/{desk.reviews['ann']}", f"/articles/{desk.article.uid}/report?review={desk.reviews['ann']}"]
    assert all("Ann" in told(edi, place) for place in places)
    assert edi.client.get(agreement).json["articles"] == 1
    edi.post()
    for place in places:
        said = told(edi, place)
        assert not any(name in said for name in NAMES), place
    assert edi.client.get(agreement).json["articles"] == 0
    assert "Ann" in told(visit("rob"), places[0])


def test_a_round_s_numbers_are_without_an_article_that_the_person_adjudicates_without_names(database, signed_in):
    desk = rounds_desk(database)
    uid = desk.open(kind="calibration")
    for who in ("ada", "ben"):
        for number in (0, 1):
            desk.tag(who, number, claims=(1, 2) if who == "ada" else (2,))
    edi, rea = (signed_in(desk.accounts[who]) for who in ("edi", "rea"))
    with database.writing() as session:
        session.get_one(Project, desk.project.id).adjudicates_blind = True
    behind = f"/rounds/{uid}/agreement/sentences?when=before&facet=claim&said=split"

    def articles(client):
        page = client.get(f"/rounds/{uid}").text
        found = LexborHTMLParser(page).css_first("#round-agreement")
        n = re.search(r"(\d+) articles?", found.parent.css_first("p").text())[1] if found else "0"
        listed = client.get(behind)
        named = [one.uid in listed.text for one in desk.articles[:2]]
        return int(n), listed.status_code, named, "with names hidden" in page

    assert articles(edi) == (2, 200, [True, True], False)
    edi.post(f"/articles/{desk.articles[0].uid}/adjudicate")
    assert articles(edi) == (1, 200, [False, True], True)
    assert articles(rea) == (2, 200, [True, True], False), "who adjudicates nothing reads on"
    edi.post(f"/articles/{desk.articles[1].uid}/adjudicate")
    assert articles(edi) == (0, 404, [False, False], True)
    assert edi.get(f"/rounds/{uid}/agreement?when=before").status_code == 404
