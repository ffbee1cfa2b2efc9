"""What waits for a person, on the desk's front page and over a project's articles: how much, and the way to it."""

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import event, update

from annotator.core.cuts import Cutting
from annotator.core.records import ReviewKind, ReviewState, Role
from annotator.services.reviews import start_review
from annotator.storage.tables import Account, Action, CutProposal, Membership, Project, Review
from tests import make

HX = {"HX-Request": "true"}
LINK = re.compile(r'<a class="(?:button plain|link)" href="([^"]*)">([^<]*(?:wait|news|to finish)[^<]*)</a>')


class Desk:
    """Two projects with the same editor and the same two reviewers, and Ada's pass in each."""

    def __init__(self, database, signed_in) -> None:
        self.database = database
        with database.writing() as session:
            projects = [make.project(session, name) for name in ("Northern Desk", "Southern Desk")]
            accounts = {name: make.account(session, name) for name in ("Ada", "Ben", "Edi")}
            roles = {"Ada": Role.REVIEWER, "Ben": Role.REVIEWER, "Edi": Role.EDITOR}
            for project in projects:
                project.cutting = Cutting.PROPOSE
                session.add_all(
                    Membership(project_id=project.id, account_id=of.id, role=roles[name], created_at=make.NOW)
                    for name, of in accounts.items()
                )
            session.flush()
            self.articles = [make.article(session, project) for project in projects]
            self.actors = {name: make.actor(session, account) for name, account in accounts.items()}
            self.reviews = [
                start_review(session, self.actors["Ada"], article.uid, now=make.NOW) for article in self.articles
            ]
            self.projects = [project.uid for project in projects]
        self.browsers = {name: signed_in(account) for name, account in accounts.items()}

    def ask(self, which: int) -> str:
        uid, words = make.uid(), "Some 400 people"
        start = self.articles[which].text.index(words)
        data = {"uid": uid, "start": start, "stop": start + len(words), "quote": words, "text": "Counted by whom?"}
        answer = self.browsers["Ada"].post(f"/reviews/{self.reviews[which]}/questions", data=data, headers=HX)
        assert answer.status_code == 200
        return uid

    def propose(self, which: int) -> None:
        first = self.articles[which].sentences[1]
        data = {"act": "join", "sentence_start": first.start, "sentence_stop": first.stop, "number": 1}
        answer = self.browsers["Ada"].post(f"/reviews/{self.reviews[which]}/cut", data=data, headers=HX)
        assert answer.status_code == 200

    def waits(self, name: str, page: str = "/") -> list[tuple[str, str]]:
        """What a page says waits, with its address and in its words."""
        return [(html.unescape(way), words) for way, words in LINK.findall(self.browsers[name].get(page).text)]


@pytest.fixture
def desk(database, signed_in) -> Desk:
    return Desk(database, signed_in)


def test_the_front_page_says_where_questions_and_proposed_cuts_wait_for_an_editor_and_leads_there(desk):
    assert desk.waits("Edi") == []
    first = desk.ask(1)
    desk.ask(1)
    desk.propose(0)
    question = f"/projects/{desk.projects[1]}/questions#question-{first}"
    cut = f"/articles/{desk.articles[0].uid}#cut-proposals"
    assert desk.waits("Edi") == [(cut, "1 proposed cut waits"), (question, "2 questions wait")]
    assert desk.waits("Edi", f"/projects/{desk.projects[0]}") == [(cut, "1 proposed cut waits")]
    assert desk.waits("Edi", f"/projects/{desk.projects[1]}") == [(question, "2 questions wait")]
    for way in (cut, question):
        path, place = way.split("#")
        assert f'id="{place}"' in desk.browsers["Edi"].get(path).text
    assert desk.waits("Ada") == desk.waits("Ben") == []


def test_an_answer_waits_for_who_asked_until_it_is_read(desk):
    uid = desk.ask(0)
    desk.browsers["Edi"].post(f"/questions/{uid}/posts", data={"project": desk.projects[0], "text": "By the port."})
    assert desk.waits("Edi") == []
    assert desk.waits("Ada") == [(f"/projects/{desk.projects[0]}/questions#question-{uid}", "1 thread has news")]
    assert desk.waits("Ben") == []
    desk.browsers["Ada"].post(f"/questions/{uid}/read", headers=HX)
    assert desk.waits("Ada") == []


def test_an_editor_who_is_tagging_the_article_learns_of_neither(desk):
    desk.ask(0)
    desk.propose(0)
    with desk.database.writing() as session:
        start_review(session, desk.actors["Edi"], desk.articles[0].uid, now=make.NOW)
    assert desk.waits("Edi") == []


def test_an_adjudication_waits_for_editors_until_it_is_finished_on_whichever_text_it_is(desk):
    with desk.database.writing() as session:
        for article in desk.articles:
            ben = session.get_one(Account, desk.actors["Ben"].account_id)
            make.review(session, article, ben, state=ReviewState.FINISHED, finished_at=make.NOW)
    for article in desk.articles:
        desk.browsers["Edi"].post(f"/articles/{article.uid}/adjudicate")
    with desk.database.writing() as session:
        make.later_text(session, desk.articles[1], "Another text altogether.\n")
    ways = [f"/articles/{article.uid}/texts/1/adjudicate" for article in desk.articles]
    assert desk.waits("Edi") == [(way, "1 adjudication to finish") for way in ways]
    assert desk.waits("Edi", f"/projects/{desk.projects[1]}") == [(ways[1], "1 adjudication to finish")]
    assert all("Adjudicat" in desk.browsers["Edi"].get(way).text for way in ways)
    assert desk.waits("Ada") == desk.waits("Ben") == []
    with desk.database.writing() as session:
        start_review(session, desk.actors["Edi"], desk.articles[0].uid, now=make.NOW)
        gold = session.query(Review).filter_by(kind=ReviewKind.GOLD, text_id=desk.articles[1].text_id).one()
        gold.state, gold.finished_at = ReviewState.FINISHED, make.NOW
    assert desk.waits("Edi") == []


def test_an_answered_proposal_and_one_upon_an_earlier_text_wait_no_more(desk):
    desk.propose(0)
    desk.propose(1)
    page = desk.browsers["Edi"].get(f"/articles/{desk.articles[0].uid}").text
    decline = re.search(r'action="([^"]*/decline)"', page) or re.search(r'formaction="([^"]*/decline)"', page)
    desk.browsers["Edi"].post(decline[1], data={"reason": "One sentence."})
    with desk.database.writing() as session:
        make.later_text(session, desk.articles[1], "Another text altogether.\n")
    assert desk.waits("Edi") == []


def test_an_answer_to_a_proposal_waits_for_who_made_it_until_they_go_on_in_that_pass(desk):
    desk.propose(0)
    assert desk.waits("Ada") == []
    page = desk.browsers["Edi"].get(f"/articles/{desk.articles[0].uid}").text
    decline = re.search(r'action="([^"]*/decline)"', page)[1]
    desk.browsers["Edi"].post(decline, data={"reason": "One sentence."})
    [(way, words)] = desk.waits("Ada")
    assert words == "1 proposed cut has news"
    assert desk.waits("Ada", f"/projects/{desk.projects[0]}") == [(way, words)]
    assert desk.waits("Ben") == desk.waits("Edi") == []
    path, place = way.split("#")
    assert path.startswith(f"/reviews/{desk.reviews[0]}?at=")
    shown = desk.browsers["Ada"].get(path).text
    assert re.search(rf'id="{place}"[^>]*>.*?One sentence\.', shown, re.S)
    assert desk.waits("Ada") == [(way, words)], "looking alone is not going on"
    with desk.database.writing() as session:
        earlier = make.NOW - timedelta(minutes=5)
        session.execute(update(Action).values(at=earlier))
        session.execute(update(CutProposal).values(decided_at=earlier))
    desk.browsers["Ada"].post(f"/reviews/{desk.reviews[0]}/sentences/1", data={"verb": "fact"}, headers=HX)
    assert desk.waits("Ada") == []


def test_the_front_page_asks_as_often_for_many_projects_in_which_nothing_waits(desk):
    asked = []
    event.listen(desk.database.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))

    def count() -> int:
        asked.clear()
        desk.browsers["Edi"].get("/")
        return len([words for words in asked if words.startswith("SELECT")])

    before = count()
    with desk.database.writing() as session:
        for number in range(8):
            project = Project(
                uid=make.uid(), dataset_uid=make.uid(), name=f"Desk {number}", created_at=make.NOW
            )  # fmt: skip
            session.add(project)
            session.flush()
            account_id = desk.actors["Edi"].account_id
            session.add(Membership(project_id=project.id, account_id=account_id, role=Role.EDITOR, created_at=make.NOW))
    assert count() == before
