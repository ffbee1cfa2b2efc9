"""Cutting a stored article anew over HTTP: the form, what open pages are told, proposals and their answers."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import event

from annotator.core.cuts import Cutting
from annotator.core.records import Kind, Role
from annotator.core.scheme_edits import TagDraft
from annotator.services.reviews import start_review
from annotator.services.schemes import save_tag
from annotator.storage.queries.readings import load_reading
from annotator.storage.queries.reviews import find_review
from annotator.storage.queries.segmentations import list_proposals
from annotator.storage.tables import Account, Project
from tests import make
from tests.forms import hidden_of

HX = {"HX-Request": "true"}
SPLIT_AT = make.TEXT.index("the Coast Wire")


@pytest.fixture
def desk(database, now, signed_in):
    """An editor, two reviewers and their reviews of one article; a second editor who tags nothing."""

    class Desk:
        pass

    desk = Desk()
    desk.clients, desk.reviews = {}, {}
    with database.writing() as session:
        project = make.project(session)
        desk.project_id, desk.project_uid = project.id, project.uid
        desk.article = make.article(session, project)
        roles = {"eve": Role.EDITOR, "una": Role.EDITOR, "ada": Role.REVIEWER, "ben": Role.REVIEWER}
        people = {name: make.member(session, project, role, name) for name, role in roles.items()}
        for name in ("eve", "ada", "ben"):
            desk.reviews[name] = start_review(session, make.actor(session, people[name]), desk.article.uid, now=now)
    desk.clients = {name: signed_in(account) for name, account in people.items()}

    def reading(name):
        with database.reading() as session:
            return load_reading(session, find_review(session, desk.reviews[name]).id)

    def cut(name, act, ordinal=1, *, hx=True, **more):
        said = reading(name)
        sentence = said.sentences[ordinal]
        data = {"act": act, "sentence_start": sentence.start, "sentence_stop": sentence.stop, "number": said.cut}
        headers = HX if hx else {}
        return desk.clients[name].post(f"/reviews/{desk.reviews[name]}/cut", data=data | more, headers=headers)

    def allow(cutting):
        with database.writing() as session:
            session.get(Project, desk.project_id).cutting = cutting

    desk.reading, desk.cut, desk.allow = reading, cut, allow
    desk.news = lambda name, since, told="0-0-1": desk.clients[name].get(
        f"/reviews/{desk.reviews[name]}/cut?since={since}&told={told}", headers=HX
    )
    return desk


def sentences_in(html):
    return re.findall(r'<section[^>]* id="s(\d+)"', html)


def test_open_pages_are_told_which_paragraphs_changed_and_nothing_else(desk):
    assert desk.news("ada", 1).status_code == 204
    answer = desk.cut("eve", f"split {SPLIT_AT}")
    assert (answer.status_code, answer.headers["X-Cut"]) == (200, "2")
    news = desk.news("ada", 1)
    assert news.status_code == 200
    assert 'data-before="1" data-after="0"' in news.text
    assert 'data-number="2"' in news.text
    assert sentences_in(news.text) == ["1", "2", "3", "4", "5", "6"]
    assert 'id="progress" hx-swap-oob' in news.text
    assert 'id="strip" hx-swap-oob' in news.text
    assert desk.news("ada", 2).status_code == 204


def test_a_kind_changes_its_own_paragraph_alone(desk):
    desk.cut("eve", "kind standfirst", 0)
    news = desk.news("ada", 1)
    assert 'data-before="0"' in news.text
    assert sentences_in(news.text) == ["0"]
    assert desk.reading("ada").sentences[0].kind is Kind.STANDFIRST


def test_asking_whether_something_changed_is_one_statement_beside_the_session(desk, database):
    statements = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    desk.news("ada", 1)
    about = [words for words in statements if "segmentation" in words]
    assert len(about) == 1
    plain = [words for words in statements if not words.startswith(("PRAGMA", "BEGIN", "SET"))]
    assert len(plain) <= 4


def test_every_answer_to_an_act_says_which_cut_it_stands_upon(desk):
    desk.cut("eve", f"split {SPLIT_AT}")
    place = desk.article.sentences[3]
    answer = desk.clients["ada"].post(
        f"/reviews/{desk.reviews['ada']}/sentences/3",
        data={"verb": "fact", "sentence_start": place.start, "sentence_stop": place.stop}, headers=HX,
    )  # fmt: skip
    assert (answer.status_code, answer.headers["X-Cut"]) == (200, "2")
    assert sentences_in(answer.text) == ["4"]
    assert desk.reading("ada").claims[0].span == place.span


def test_an_act_upon_a_sentence_that_is_gone_is_refused_in_words(desk):
    old = desk.article.sentences[1]
    desk.cut("eve", f"split {SPLIT_AT}")
    address = f"/reviews/{desk.reviews['ada']}"
    for path, data in (
        ("/sentences/1", {"verb": "fact", "sentence_start": old.start, "sentence_stop": old.stop}),
        ("/sentences/1", {"verb": "nothing"}),
        ("/annotations", {"tag": "figure", "ordinal": 2, "caret": old.start, "sentence_start": old.start,
                          "sentence_stop": old.stop}),
    ):  # fmt: skip
        answer = desk.clients["ada"].post(address + path, data=data, headers=HX)
        assert (answer.status_code, answer.headers["X-Error-Code"]) == (409, "recut")
        assert "cut anew" in answer.text
    assert desk.reading("ada").records == ()


def test_a_second_editors_cut_from_an_older_page_is_refused_and_names_the_first(desk, database, now, signed_in):
    desk.cut("eve", "join", 2)
    answer = desk.cut("eve", "join", 1, number=1)
    assert (answer.status_code, answer.headers["X-Error-Code"]) == (409, "recut")
    assert "by eve" in answer.text
    assert "cut 2" in answer.text


def test_the_form_offers_what_can_be_done_with_and_without_a_script(desk):
    sentence = desk.article.sentences[1]
    address = f"/reviews/{desk.reviews['eve']}/cut/form?sentence_start={sentence.start}&sentence_stop={sentence.stop}"
    piece = desk.clients["eve"].get(f"{address}&caret={SPLIT_AT}", headers=HX).text
    assert f'name="at" value="{SPLIT_AT}"' in piece
    assert re.search(r'id="cut-split"[^>]*data-key="Enter"', piece)
    assert re.search(r'id="cut-join"[^>]*data-key="ArrowDown"', piece)
    whole = desk.clients["eve"].get(address).text
    assert f'value="split {SPLIT_AT}"' in whole
    answer = desk.cut("eve", f"split {SPLIT_AT}", hx=False)
    assert answer.status_code == 303
    assert desk.reading("ben").cut == 2


def test_by_default_a_reviewer_has_no_button_and_no_way(desk):
    hidden = {}
    for name in ("ada", "eve"):
        page = LexborHTMLParser(desk.clients[name].get(f"/reviews/{desk.reviews[name]}").text)
        hidden[name] = "visually-hidden" in page.css_first("#act-recut").attributes["class"]
    assert hidden == {"ada": True, "eve": False}
    form = f"/reviews/{desk.reviews['ada']}/cut/form?sentence_start=0&sentence_stop=9"
    asked = desk.clients["ada"].get(form, headers=HX)
    assert (asked.status_code, asked.headers["X-Error-Code"]) == (422, "no_cutting")
    assert desk.cut("ada", "join").status_code == 403


def test_an_open_page_learns_once_that_the_tags_were_changed(desk, database):
    assert desk.news("ada", 1).status_code == 204
    with database.writing() as session:
        editor = make.actor(session, session.query(Account).filter_by(name="eve").one())
        draft = TagDraft("Loaded", "A word that takes sides.")
        save_tag(session, editor, desk.project_uid, "", draft, based_on=1, now=make.NOW)
    told = desk.news("ada", 1)
    assert told.status_code == 200
    assert "An editor changed the tags of this project" in told.text
    assert 'class="paragraph"' not in told.text, "no sentence is another"
    later = re.search(r"told=([\w-]+)", told.text).group(1)
    assert later == "0-0-2"
    assert desk.news("ada", 1, later).status_code == 204
    desk.cut("eve", "join", 2)
    assert "An editor changed" not in desk.news("ada", 1, later).text


BAD = [
    ({"act": "dance"}, 422), ({"act": "kind mood"}, 422), ({"act": "kind"}, 422), ({"act": "split x"}, 422),
    ({"act": "split"}, 422), ({"act": "split 9"}, 422), ({"act": "join", "sentence_start": ""}, 422),
    ({"act": "join", "number": ""}, 422), ({"act": "join", "number": "9"}, 409),
    ({"act": "join", "sentence_stop": "9"}, 409), ({"act": ""}, 422), ({"act": "kind body"}, 422),
]  # fmt: skip


@pytest.mark.parametrize(("data", "status"), BAD)
def test_a_bad_cut_gets_its_answer_and_changes_nothing(desk, data, status):
    for hx in (True, False):
        answer = desk.cut("eve", **{"act": "join"} | data, hx=hx)
        assert answer.status_code == status
    assert desk.reading("eve").cut == 1


def test_a_proposal_is_answered_at_that_place_and_seen_by_nobody_else(desk, database):
    desk.allow(Cutting.PROPOSE)
    assert desk.cut("ada", "join", 2).headers["X-Cut"] == "proposed"
    desk.cut("ada", "kind caption", 1)
    news = desk.news("ada", 1)
    assert news.text.count("An editor has not answered yet") == 2
    for name in ("ben", "eve"):
        assert desk.news(name, 1).status_code == 204
        assert "propose" not in desk.clients[name].get(f"/reviews/{desk.reviews[name]}").text.lower().replace(
            "propose for", "")  # fmt: skip
        assert "Proposed cuts" not in desk.clients[name].get(f"/articles/{desk.article.uid}").text
    page = desk.clients["una"].get(f"/articles/{desk.article.uid}").text
    assert page.count("A reviewer proposes:") == 2
    assert ">ada<" not in page.split("Proposed cuts")[1]
    with database.reading() as session:
        kind, join = list_proposals(session, text_id=desk.article.text_id)
    base = f"/articles/{desk.article.uid}/proposals"
    assert desk.clients["una"].post(f"{base}/{join.uid}/accept").status_code == 303
    assert desk.reading("ben").cut == 2
    answer = desk.clients["una"].post(f"{base}/{kind.uid}/decline", data={"reason": "It is <b>running</b> text."})
    assert answer.status_code == 303
    news = desk.news("ada", 1, "2-0").text
    assert "An editor did so." in desk.clients["ada"].get(f"/reviews/{desk.reviews['ada']}").text
    assert "It is &lt;b&gt;running&lt;/b&gt; text." in news
    assert desk.clients["una"].post(f"{base}/{kind.uid}/accept").status_code == 409
    assert desk.clients["ben"].post(f"{base}/{kind.uid}/accept").status_code == 403


def test_what_a_reviewer_sees_of_an_article_does_not_depend_on_others_proposals(desk, database, now):
    """Two worlds that differ in another's proposals alone look the same to a reviewer."""

    def look():
        client = desk.clients["ben"]
        pages = (f"/articles/{desk.article.uid}", f"/reviews/{desk.reviews['ben']}",
                 f"/projects/{desk.project_uid}", f"/reviews/{desk.reviews['ben']}/cut?since=1&told=0-0-1")  # fmt: skip
        answers = [client.get(page) for page in pages]
        return [(a.status_code, re.sub(r'"[^"]{60,}"', "", a.text)) for a in answers]

    desk.allow(Cutting.PROPOSE)
    before = look()
    desk.cut("ada", "join", 2)
    desk.cut("ada", "kind caption", 0)
    assert look() == before


def test_an_editor_takes_the_last_cut_back_on_the_article_s_page(desk):
    desk.cut("eve", "join", 2)
    page = desk.clients["una"].get(f"/articles/{desk.article.uid}").text
    assert "by eve" in page
    address = f"/articles/{desk.article.uid}/cut/undo"
    assert desk.clients["ada"].post(address, data={"number": 2}).status_code == 403
    assert desk.clients["una"].post(address, data={"number": 1}).status_code == 409
    assert desk.clients["una"].post(address, data={"number": 2}).status_code == 303
    assert desk.reading("ada").sentences == desk.article.sentences
    assert desk.reading("ada").cut == 3


def test_an_editor_says_in_the_settings_who_cuts(desk):
    address = f"/projects/{desk.project_uid}/settings"
    page = desk.clients["una"].get(address).text
    assert re.search(r'value="editors" checked', page)
    version = re.search(r'name="version" value="(\d+)">\s*<fieldset', page)[1]
    for data, status in (({"cutting": "all"}, 422), ({"cutting": "propose", "version": "99"}, 409),
                         ({"cutting": "propose"}, 303)):  # fmt: skip
        answer = desk.clients["una"].post(f"{address}/cutting", data={"version": version} | data)
        assert answer.status_code == status
    assert desk.clients["ada"].post(f"{address}/cutting", data={"cutting": "reviewers"}).status_code == 403
    assert desk.cut("ada", "join", 2).headers["X-Cut"] == "proposed"


def test_a_cut_that_met_another_one_shows_both_and_can_be_made_upon_what_is_stored(desk):
    first = desk.reading("ada").sentences[0]
    stale = {"number": 1, "request_key": "k1"}
    desk.allow(Cutting.REVIEWERS)
    desk.cut("eve", "kind caption", 0)
    words = desk.reading("ada").sentences[1]
    answer = desk.cut("ada", f"split {SPLIT_AT}", 1, **stale)
    assert (answer.status_code, answer.headers["X-Error-Code"]) == (409, "recut")
    assert "Stored now: cut 2, by eve" in answer.text
    assert 'name="settles" value="k1"' in answer.text
    assert "cut it my way as well" in answer.text
    assert desk.reading("ada").cut == 2
    again = hidden_of(answer.text)
    assert again["number"] == "2"
    assert desk.clients["ada"].post(f"/reviews/{desk.reviews['ada']}/cut", data=again, headers=HX).status_code == 200
    after = desk.reading("ada")
    assert (after.cut, after.sentences[0].kind) == (3, Kind.CAPTION), "the other cut stays"
    assert after.sentences[1].stop < words.stop
    # What cannot be made upon the stored cut any more is shown as it was meant, without that answer.
    gone = desk.cut("ada", "join", 0, sentence_start=first.start, sentence_stop=words.start + 3, **stale)
    assert gone.status_code == 409
    assert "cannot be done any more" in gone.text
    assert "my way" not in gone.text
    page = desk.cut("ada", "join", 0, hx=False, **stale)
    assert page.status_code == 409
    assert "<h1>Cut anew meanwhile</h1>" in page.text


def test_undo_at_a_cut_that_was_cut_again_says_why_and_offers_the_way_on(desk):
    desk.allow(Cutting.REVIEWERS)
    address, client = f"/reviews/{desk.reviews['ada']}", desk.clients["ada"]
    client.post(f"{address}/sentences/3", data={"verb": "fact"}, headers=HX)
    desk.cut("ada", f"split {SPLIT_AT}", 1)
    desk.cut("eve", "kind caption", 1)
    cut = desk.reading("ada").sentences
    stopped = client.post(f"{address}/undo", headers=HX)
    assert (stopped.status_code, stopped.headers["X-Error-Code"]) == (409, "cut_since")
    assert "were cut again since, and stay as they are" in stopped.text
    assert 'data-key="z"' in stopped.text
    page = client.post(f"{address}/undo")
    assert page.status_code == 409
    assert "<h1>Cut again since</h1>" in page.text
    answer = client.post(f"{address}/undo", data=hidden_of(stopped.text), headers=HX)
    assert answer.status_code == 200
    assert "The cut stays as it is." in answer.text
    assert desk.reading("ada").sentences == cut
    assert desk.reading("ada").claims
    history = client.get(f"{address}/history").text
    assert "passed over: cut the article into sentences anew" in history
    assert "cut again since: stays as it is, passed over by ada" in history
    assert client.post(f"{address}/undo", headers=HX).status_code == 200
    assert desk.reading("ada").claims == ()
