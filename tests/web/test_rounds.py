"""Pages of rounds: a trainee's result in words, and the agreement page's choice of practice."""

import re
from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser

from annotator.services import rounds
from annotator.services.reviews import finish_review, reopen_review, start_review
from annotator.services.rounds import Plan
from annotator.storage.tables import Project, Review, Round, RoundArticle
from tests import make
from tests.fixtures.adjudicated import store_adjudicated_desk, three_passes
from tests.fixtures.rounds import rounds_desk
from tests.fixtures.stored import store_reading
from tests.services.test_adjudication import Editor


@pytest.fixture
def database(sqlite_database):
    """The services' tests have both engines."""
    return sqlite_database


def practise(database):
    """A training round of an adjudicated article, in which Dan has tagged it as Cid did: the desk, and the uids of the
    round and of his pass in hand.
    """
    desk = store_adjudicated_desk(database)
    Editor(database, desk).settle_everything()
    with database.writing() as session:
        dan = desk.actor(session, "dan")
        plan = Plan("Practice", "training", [desk.article.uid], [desk.people["dan"].uid])
        uid = rounds.create_round(session, desk.actor(session, "edi"), desk.project_uid, plan, now=make.NOW)
        review = start_review(session, dan, desk.article.uid, now=make.NOW)
        store_reading(session, session.query(Review).filter_by(uid=review).one(), three_passes()["cid"])
    return desk, uid, review


def test_a_trainee_reads_their_own_result_and_nobody_else_s(database, signed_in):
    desk, uid, review = practise(database)
    client = signed_in(desk.people["dan"])
    # What one did is read before anything else is tagged.
    assert client.post(f"/reviews/{review}/finish").location == f"/articles/{desk.article.uid}/lesson"
    page = client.get(f"/rounds/{uid}").text
    assert "try the next one" in page
    assert "67%" in page
    behind = f"/articles/{desk.article.uid}/lesson?review={review}"
    assert f'href="{behind}">All that differs</a>' in page
    dan = desk.people["dan"].uid
    number = f"/rounds/{uid}/scores?who={dan}&of=attributions&article={desk.article.uid}"
    assert f'href="{number.replace("&", "&amp;")}">67%</a>' in page
    told = LexborHTMLParser(client.get(number).text)
    assert told.css_first("#score").text() == "67%"
    assert [item.css_first("b").text() for item in told.css(".said li") if item.css_first("b")] == [
        "in the gold alone", "not in the gold"
    ]
    verdict = f"/rounds/{uid}/scores?who={dan}&of=attributions"
    assert f'href="{verdict.replace("&", "&amp;")}">67% of attributions</a>' in page
    for address in (number, verdict):
        assert signed_in(desk.people["edi"]).get(address).status_code == 200
        for who in ("ann", "rob", "cid"):
            assert signed_in(desk.people[who]).get(address).status_code == 404, who
    for wrong in (f"{verdict}&article=none", f"/rounds/{uid}/scores?who={dan}&of=all", f"/rounds/{uid}/scores"):
        assert client.get(wrong).status_code == 404
    identity = client.get(number.replace("attributions", "identity")).text
    assert "3 of the sources of 3 attributions" in identity
    for who, words in (("dan", "How you did"), ("edi", "Dan beside the gold")):
        told = signed_in(desk.people[who]).get(behind)
        assert (told.status_code, words in told.text, "fact + prediction" in told.text) == (200, True, True)
    for who in ("ann", "rob", "cid"):
        assert signed_in(desk.people[who]).get(behind).status_code in (403, 404), who
    other = behind.replace(review, desk.reviews["ann"])
    assert signed_in(desk.people["edi"]).get(other).status_code == 404  # a pass of no round has no score
    assert "In the order" not in signed_in(desk.people["edi"]).get(f"/rounds/{uid}").text
    lesson = client.get(f"/articles/{desk.article.uid}/lesson").text
    assert f"/articles/{desk.article.uid}/lesson" in page
    assert "fact + prediction" in lesson
    assert f'<a href="/rounds/{uid}"><bdi>Practice</bdi></a>' in lesson
    editor = signed_in(desk.people["edi"])
    url = f"/articles/{desk.article.uid}/explanations"
    form = LexborHTMLParser(editor.get(url).text).css_first("form[action$=explanations]")
    sent = {node.attributes["name"]: node.attributes["value"] for node in form.css("input")} | {"text": "<b>Mind</b>"}
    assert editor.post(url, data=sent).status_code == 303
    again = editor.post(url, data=sent | {"text": "Another"})
    assert again.status_code == 409
    assert "Another" in again.text
    assert "&lt;b&gt;Mind" in client.get(f"/articles/{desk.article.uid}/lesson").text
    assert signed_in(desk.people["ann"]).get(f"/rounds/{uid}").status_code == 404
    assert "Against gold" not in signed_in(desk.people["rob"]).get(f"/rounds/{uid}").text


def test_a_pass_and_its_revision_are_told_apart(database, signed_in):
    desk, uid, first = practise(database)
    with database.writing() as session:
        finish_review(session, desk.actor(session, "dan"), first, now=make.NOW)

    def said(name: str) -> list[str]:
        page = LexborHTMLParser(signed_in(desk.people[name]).get(f"/rounds/{uid}").text)
        return [" ".join(node.text().split()) for node in page.css("#round-articles + ul a[href^='/reviews/']")]

    assert (said("dan"), said("edi")) == (["Your pass"], ["Dan"])
    with database.writing() as session:
        second = reopen_review(session, desk.actor(session, "dan"), first, now=make.NOW)
    with database.writing() as session:
        finish_review(session, desk.actor(session, "dan"), second, now=make.NOW + timedelta(days=1))
    for name, whose in (("dan", "Your pass"), ("edi", "Dan")):
        earlier, later = said(name)
        assert earlier == f"{whose} first pass"
        assert re.fullmatch(rf"{whose} revised .*\d.*", later), later


def test_while_names_are_hidden_a_round_tells_how_many_passes_are_revisions_and_not_which(database, signed_in):
    """Who revised many an editor knows, and a pass and its revision are nearly the same."""
    desk = rounds_desk(database)
    uid = desk.open(kind="calibration")
    first = {who: desk.tag(who, 0, claims=(1, 2) if who == "ada" else (2,)) for who in ("ada", "ben")}
    desk.close(uid, now=make.NOW + timedelta(hours=1))
    desk.release(uid, now=make.NOW + timedelta(hours=1))
    with database.writing() as session:
        session.get_one(Project, desk.project.id).adjudicates_blind = True
        later = make.NOW + timedelta(days=1)
        revision = reopen_review(session, desk.people["ada"], first["ada"], now=later)
        finish_review(session, desk.people["ada"], revision, now=later)
    article = desk.articles[0].uid

    def passes(who, url, css):
        page = LexborHTMLParser(signed_in(desk.accounts[who]).get(url).text)
        links = {a.attributes["href"].split("/")[2].split("?")[0] for a in page.css(f"{css} a[href^='/reviews/']")}
        return links & {*first.values(), revision}, " ".join(page.css_first(css).text().split())

    listed = "#round-articles + ul > li"
    everything = {*first.values(), revision}
    there, named = passes("edi", f"/rounds/{uid}", listed)
    assert there == everything
    assert "Ada first pass" in named
    assert re.search(r"Ada revised after the release, 3 Mar", named)
    assert signed_in(desk.accounts["edi"]).post(f"/articles/{article}/adjudicate").status_code == 303
    there, said = passes("edi", f"/rounds/{uid}", listed)
    assert there == {first["ben"], revision}
    assert said.count("a reviewer") == 2
    assert "1 of these is a revision, 1 of them begun after the release" in said
    assert not re.search("Ada|Ben|first pass|revised|Mar", said)
    assert passes("edi", f"/articles/{article}", "main")[0] == {first["ben"], revision}
    for who in ("rea", "ben"):
        assert passes(who, f"/rounds/{uid}", listed)[0] == everything, "who adjudicates nothing reads on"
    assert "first pass" in passes("rea", f"/rounds/{uid}", listed)[1]


def test_after_a_lesson_the_next_article_is_begun_and_no_other_round_tells_when_finished(database, signed_in):
    desk = store_adjudicated_desk(database)
    Editor(database, desk).settle_everything()
    with database.writing() as session:
        dan, edi = desk.actor(session, "dan"), desk.actor(session, "edi")
        other = make.article(session, session.query(Project).one(), title="Next")
        for name, kind, article in (("One", "test", desk.article), ("Two", "production", other)):
            plan = Plan(name, kind, [article.uid], [desk.people["dan"].uid])
            tested = rounds.create_round(session, edi, desk.project_uid, plan, now=make.NOW)
            if kind == "test":
                review = start_review(session, dan, article.uid, now=make.NOW)
                store_reading(session, session.query(Review).filter_by(uid=review).one(), three_passes()["cid"])
                test = tested
    client = signed_in(desk.people["dan"])
    following = client.post(f"/reviews/{review}/finish").location
    assert following.startswith("/reviews/")
    with database.writing() as session:
        edi = desk.actor(session, "edi")
        rounds.close_round(session, edi, test, now=make.NOW)
        rounds.release_round(session, edi, test, now=make.NOW)
    lesson = LexborHTMLParser(client.get(f"/articles/{desk.article.uid}/lesson").text)
    assert lesson.css_first("a.button.primary").attributes["href"] == following
    assert LexborHTMLParser(signed_in(desk.people["edi"]).get(
        f"/articles/{desk.article.uid}/lesson?review={review}"
    ).text).css_first("a.button.primary") is None  # fmt: skip


@pytest.mark.parametrize(("step", "who", "words"), [
    ("open", "cy", "kept for the people of a round"), ("closed", "ada", "its round is closed"),
])  # fmt: skip
def test_what_a_round_keeps_from_somebody_is_not_offered_to_them(database, signed_in, step, who, words):
    desk = rounds_desk(database)
    uid = desk.open(articles=(0,), people=("ada", "ben"))
    if step == "closed":
        desk.close(uid)
    client, address = signed_in(desk.accounts[who]), f"/articles/{desk.articles[0].uid}"
    for page in (client.get(address).text, client.get(f"/projects/{desk.project.uid}").text):
        assert words in page
        assert f'action="{address}/reviews"' not in page
    assert client.post(f"{address}/reviews").status_code == 409
    free = f"/articles/{desk.articles[1].uid}"
    assert f'action="{free}/reviews"' in client.get(free).text


def test_the_agreement_page_says_that_practice_is_left_out_and_takes_it_in_when_asked(database, signed_in):
    desk = rounds_desk(database)
    desk.open(articles=(0,))
    for number in (0, 1):
        for who in ("ada", "ben"):
            desk.tag(who, number)
    address = f"/projects/{desk.project.uid}/agreement"
    client = signed_in(desk.accounts["rea"])
    assert "1 calibration article; choose" in client.get(address).text
    asked = client.get(f"{address}?practice=1").text
    assert "1 calibration article" not in asked
    assert 'name="practice" value="1" checked' in asked


def test_a_round_is_made_of_articles_that_are_found_and_ticked_and_nothing_ticked_is_lost_by_looking(
    database, signed_in
):
    desk = rounds_desk(database)
    client, url = signed_in(desk.accounts["edi"]), f"/projects/{desk.project.uid}/rounds/new"
    first, other = (article.uid for article in desk.articles[:2])
    asked = {"name": "Dry", "kind": "calibration", "article": [first], "person": [desk.accounts["ada"].uid]}
    found = LexborHTMLParser(client.post(url, data=asked | {"find": "1", "words": "no. 1"}).text)
    ticked = [node.attributes["value"] for node in found.css(".picks input") if "checked" in node.attributes]
    shown = [node.attributes["value"] for node in found.css(".picks input")]
    assert (ticked, shown) == ([first], [first, other])
    assert found.css_first(f"#tagger-{desk.accounts['ada'].uid}").attributes.get("checked", "no") != "no"
    assert found.css_first("#name").attributes["value"] == "Dry"
    refused = client.post(url, data=asked | {"article": [first, other]})
    assert refused.status_code == 422
    assert "at least two people" in refused.text
    everybody = [desk.accounts[who].uid for who in ("ada", "ben")]
    made = client.post(url, data=asked | {"article": [first, other], "person": everybody})
    assert made.status_code == 303
    assert "No. 1" in client.get(made.location).text


def test_a_calibration_is_discussed_on_its_page(database, signed_in):
    desk = rounds_desk(database)
    uid = desk.open(articles=(0,))
    desk.tag("ada", 0, claims=(1,))
    desk.tag("ben", 0, claims=(2,))
    desk.close(uid)
    desk.release(uid)
    ada, ben = (signed_in(desk.accounts[who]) for who in ("ada", "ben"))
    url = f"/rounds/{uid}/differences/{desk.articles[0].uid}"
    assert url in ada.get(f"/rounds/{uid}").text
    page = LexborHTMLParser(ada.get(url).text)
    assert [node.text(strip=True)[:6] for node in page.css(".disputed-words")] == ["Citing", "Some 4"]
    said = {node.attributes["name"]: node.attributes["value"] for node in page.css_first(".disputed form").css("input")}
    assert ada.post(url, data=said | {"text": " "}).status_code == 422
    assert ada.post(url, data=said | {"text": "It says set."}).location.endswith("#d1")
    reply = LexborHTMLParser(ben.get(url).text).css_first(".thread form")
    hidden = {node.attributes["name"]: node.attributes["value"] for node in reply.css("input[type=hidden]")}
    back = ben.post(reply.attributes["action"], data=hidden | {"text": "So it does."})
    assert f"{url}#thread-" in back.location
    assert "So it does." in ada.get(url).text
    assert signed_in(desk.accounts["cy"]).get(url).status_code == 404
    for who, words, revises in (
        ("ada", "What you and the others differ in", True), ("edi", "What the people of the round differ in", False)
    ):  # fmt: skip
        told = signed_in(desk.accounts[who]).get(url).text
        assert (words in told, "to revise your own" in told) == (True, revises), who


def test_a_ranking_is_switched_on_in_the_settings(database, signed_in):
    desk = rounds_desk(database)
    client, url = signed_in(desk.accounts["edi"]), f"/projects/{desk.project.uid}/settings/rounds"
    assert client.post(url, data={"version": "1", "ranks": "1"}).status_code == 303
    assert client.post(url, data={"version": "1"}).status_code == 409
    with database.reading() as session:
        assert session.query(Project).one().ranks_people


def test_a_ranking_and_what_is_left_lead_to_what_they_are_made_of(database, signed_in):
    desk = store_adjudicated_desk(database)
    Editor(database, desk).settle_everything()
    with database.writing() as session:
        project = session.query(Project).one()
        project.ranks_people = True
        other = make.article(session, project, title="Another").id
        dan = desk.actor(session, "dan")
        plan = Plan("Test", "test", [desk.article.uid], [desk.people["dan"].uid])
        uid = rounds.create_round(session, desk.actor(session, "edi"), desk.project_uid, plan, now=make.NOW)
        session.add(RoundArticle(article_id=other, round_id=session.query(Round).one().id, role="gold"))
        review = start_review(session, dan, desk.article.uid, now=make.NOW)
        store_reading(session, session.query(Review).filter_by(uid=review).one(), three_passes()["ann"])
        finish_review(session, dan, review, now=make.NOW)
    client = signed_in(desk.people["edi"])
    page = LexborHTMLParser(client.get(f"/rounds/{uid}").text)
    ranked = [(link.text(), link.attributes["href"]) for link in page.css("#round-ranking ~ .table-wrap a")]
    behind = f"/rounds/{uid}/scores?who={desk.people['dan'].uid}&of=attributions"
    assert ranked == [("1", behind), ("100%", behind)]
    assert [link.attributes["href"] for link in page.css("p .opens")] == [behind, f"{behind}#left"]
    told = LexborHTMLParser(client.get(behind).text)
    assert [link.text() for link in told.css("#left a")] == ["Another"]
    assert len(told.css(".said li")) == 3
    assert signed_in(desk.people["dan"]).get(behind).status_code == 404  # a test tells with its release
