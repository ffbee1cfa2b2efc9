"""Questions and private notes over HTTP: who sees what, what is refused and why, what leaves and what does not."""

import csv
import io
import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from annotator.core.annotations import Verb
from annotator.core.records import Role
from annotator.services import annotations as tagging
from annotator.services.annotations import Stamp
from annotator.services.questions import list_threads
from annotator.services.reviews import finish_review, start_review
from annotator.storage.tables import Audit, Note, Question, QuestionPost
from tests import make
from tests.crawl import crawl, mask
from tests.state import digest

HX = {"HX-Request": "true"}
NAMES = {"Ada": Role.REVIEWER, "Ben": Role.REVIEWER, "Edi": Role.EDITOR, "Eva": Role.EDITOR, "Ron": Role.READER}
CANARY = "Is the <b>wharf</b> rumour ours?"


class Desk:
    """A project with its people, an article and Ada's pass over it."""

    def __init__(self, database, signed_in) -> None:
        self.database = database
        with database.writing() as session:
            project = make.project(session)
            self.project = project.uid
            self.article = make.article(session, project)
            self.accounts = {name: make.member(session, project, role, name) for name, role in NAMES.items()}
            self.accounts["Root"] = make.account(session, "Root", is_admin=True)
            self.actors = {name: make.actor(session, account) for name, account in self.accounts.items()}
            self.review = start_review(session, self.actors["Ada"], self.article.uid, now=make.NOW)
        self.browsers = {name: signed_in(account) for name, account in self.accounts.items()}

    def finish(self, name: str) -> str:
        with self.database.writing() as session:
            uid = start_review(session, self.actors[name], self.article.uid, now=make.NOW)
            tagging.answer_rest(session, self.actors[name], uid, Verb.NOTHING, stamp=Stamp(), now=make.NOW)
            finish_review(session, self.actors[name], uid, now=make.NOW)
        return uid

    def ask(self, name: str = "Ada", review: str = "", text: str = CANARY, **values: object):
        words = "Some 400 people"
        start = self.article.text.index(words)
        data = {"start": start, "stop": start + len(words), "quote": words, "text": text, **values}
        return self.browsers[name].post(f"/reviews/{review or self.review}/questions", data=data, headers=HX)

    def page(self, name: str) -> str:
        return self.browsers[name].get(f"/projects/{self.project}/questions").text

    def answer(self, name: str, uid: str, **values: object):
        return self.browsers[name].post(f"/questions/{uid}/posts", data={"project": self.project, **values})

    @property
    def uids(self) -> list[str]:
        with self.database.reading() as session:
            return [row.uid for row in session.query(Question).order_by(Question.id)]

    def mentioned(self, uid: str) -> list[str]:
        with self.database.reading() as session:
            threads = list_threads(session, self.actors["Edi"], self.project).threads
        return next(list(thread.mentioned) for thread in threads if thread.head.uid == uid)

    def state(self) -> str:
        with self.database.reading() as session:
            return session.query(Question).one().state


@pytest.fixture
def desk(database, signed_in) -> Desk:
    return Desk(database, signed_in)


ESCAPED = "Is the &lt;b&gt;wharf&lt;/b&gt; rumour ours?"


def test_a_question_goes_to_the_editors_and_their_answer_comes_back(desk):
    done = desk.ask(uid="a" * 32)
    assert done.status_code == 200, done.text
    assert ESCAPED in done.text
    assert CANARY not in done.text
    page = desk.page("Edi")
    assert "No question waits" not in page
    assert ESCAPED in page
    assert "Some 400 people" in page
    assert "One question waits for an answer" in page
    assert desk.answer("Edi", "a" * 32, text="It is.\r\nWe saw it.").status_code == 303
    assert desk.state() == "answered"
    assert "No question waits for an answer" in desk.page("Edi")
    mine = desk.page("Ada")
    assert "It is.\nWe saw it." in mine
    assert ">new<" in mine
    assert desk.browsers["Ada"].post(f"/projects/{desk.project}/questions/read").status_code == 303
    assert ">new<" not in desk.page("Ada")
    desk.answer("Ada", "a" * 32, text="Where?")
    assert desk.state() == "open", "who asked on asks again"


def test_a_thread_leads_to_its_sentence_in_one_s_own_pass_or_in_the_article(desk):
    desk.ask(uid="a" * 32)
    page = f"/projects/{desk.project}/questions"
    ways = [
        re.search(r'<p class="row"><a href="([^"]*)">[^<]* · sentence 3</a>', desk.browsers[name].get(page).text)
        for name in ("Ada", "Edi")
    ]
    assert [way and way[1] for way in ways] == [
        f"/reviews/{desk.review}?at=2#s2",
        f"/articles/{desk.article.uid}#s2",
    ]
    with desk.database.writing() as session:
        make.later_text(session, desk.article, "Another text altogether.\n")
    again = desk.browsers["Edi"].get(page).text
    assert f'<p class="row"><a href="/articles/{desk.article.uid}">' in again, "the article shows another text now"


def test_one_thread_is_read_by_a_request_of_its_own_and_never_by_looking(desk):
    desk.ask()
    desk.ask(text="And the other one?", start=0, stop=4, quote=desk.article.text[:4])
    for uid in desk.uids:
        desk.answer("Edi", uid, text="It is.")
    place = f"/reviews/{desk.review}/asking"
    for _ in range(2):
        assert desk.browsers["Ada"].get(place, headers=HX).text.count('<b class="new-') == 2
    assert desk.browsers["Ben"].post(f"/questions/{desk.uids[0]}/read", headers=HX).status_code == 404
    read = desk.browsers["Ada"].post(f"/questions/{desk.uids[0]}/read", headers=HX)
    assert (read.status_code, read.text.count(f"delete:.new-{desk.uids[0]}")) == (200, 1)
    seen = desk.browsers["Ada"].get(place, headers=HX).text
    assert [seen.count(f'<b class="new-{uid}"') for uid in desk.uids] == [0, 1]
    desk.answer("Edi", desk.uids[0], text="Or is it?")
    assert desk.browsers["Ada"].get(place, headers=HX).text.count('<b class="new-') == 2


def test_another_reviewer_and_a_reader_see_nothing_of_it(desk):
    desk.ask(uid="a" * 32)
    desk.finish("Ben")
    for name in ("Ben", "Ron", "Root"):
        answers = crawl(desk.browsers[name], ["/", f"/projects/{desk.project}", f"/articles/{desk.article.uid}"])
        assert not any("wharf" in answer.text for answer in answers.values()), name
        assert "wharf" not in desk.page(name)
        assert desk.answer(name, "a" * 32, text="hello").status_code == 404
        assert desk.browsers[name].post(f"/questions/{'a' * 32}/close").status_code == 404


def test_an_editor_who_is_tagging_the_article_reads_its_questions_afterwards(desk):
    desk.ask(uid="a" * 32)
    with desk.database.writing() as session:
        own = start_review(session, desk.actors["Edi"], desk.article.uid, now=make.NOW)
    assert "wharf" not in desk.page("Edi")
    assert desk.answer("Edi", "a" * 32, text="no").status_code == 404
    with desk.database.writing() as session:
        tagging.answer_rest(session, desk.actors["Edi"], own, Verb.NOTHING, stamp=Stamp(), now=make.NOW)
        finish_review(session, desk.actors["Edi"], own, now=make.NOW)
    assert "wharf" in desk.page("Edi")


def test_a_colleague_is_asked_in_only_when_they_have_finished(desk):
    desk.ask(uid="a" * 32)
    ben = desk.accounts["Ben"].uid
    refused = desk.answer("Edi", "a" * 32, text="Ben?", mention=ben)
    assert refused.status_code == 422
    assert "Ben has not finished this article" in refused.text
    assert ">Ben?</textarea>" in refused.text, "what was written is kept"
    assert "wharf" not in desk.page("Ben")
    desk.finish("Ben")
    assert desk.answer("Edi", "a" * 32, text="Ben?", mention=ben).status_code == 303
    assert "wharf" in desk.page("Ben")
    assert desk.answer("Ben", "a" * 32, text="It was the union.").status_code == 303
    reopened = desk.browsers["Ben"].get(f"/articles/{desk.article.uid}").text
    review = re.search(r"/reviews/(\w+)/reopen", reopened).group(1)
    desk.browsers["Ben"].post(f"/reviews/{review}/reopen")
    assert "wharf" not in desk.page("Ben"), "whoever tags it again is blind again"


def test_a_reviewer_knows_of_editors_and_of_nobody_else(desk):
    form = desk.browsers["Ada"].get(f"/reviews/{desk.review}/question?ordinal=2", headers=HX).text
    assert "@Edi" in form
    assert "@Ben" not in form
    desk.finish("Ben")
    refused = desk.ask(mention=desk.accounts["Ben"].uid)
    assert (refused.status_code, refused.headers["X-Error-Code"]) == (422, "cannot_ask")
    assert "finished" not in refused.text, "how far another is stays unsaid"
    assert desk.ask(mention=desk.accounts["Eva"].uid).status_code == 200


def test_an_at_sign_that_names_nobody_is_told_and_the_question_is_put(desk):
    told = "nobody whom you can ask in here is called so, so nobody was"
    asked = desk.ask(uid="a" * 32, text="@wharf, ours? @Ben? @eva!")
    assert asked.status_code == 200
    assert f"@wharf, @Ben: {told}" in LexborHTMLParser(asked.text).css_first(".notice.warning").text()
    assert desk.mentioned("a" * 32) == ["Eva"]
    assert told not in desk.ask(uid="b" * 32, text="Ours, @Eva?").text
    sent = desk.answer("Edi", "a" * 32, text="@Bennno?")
    assert sent.status_code == 303
    assert f"@Bennno: {told}" in desk.browsers["Edi"].get(sent.location).text
    waits = LexborHTMLParser(desk.browsers["Eva"].get("/", follow_redirects=True).text).css_first("main").text()
    assert "1 question waits, 1 asks you" in " ".join(waits.split())
    waits = LexborHTMLParser(desk.browsers["Edi"].get("/", follow_redirects=True).text).css_first("main").text()
    assert "1 question waits" in (said := " ".join(waits.split()))
    assert "asks you" not in said


def test_an_at_sign_and_a_name_ask_a_colleague_in(desk):
    desk.ask(uid="a" * 32, text="Ours, @eva? (Not @Ben, nor ben@Edi.example.)")
    assert desk.mentioned("a" * 32) == ["Eva"], "Ben is unknown to a reviewer, and an address calls nobody"
    refused = desk.answer("Edi", "a" * 32, text="@Ben?")
    assert (refused.status_code, "Ben has not finished this article" in refused.text) == (422, True)
    desk.finish("Ben")
    both = desk.answer("Edi", "a" * 32, text="@Ben, @BEN and @Benno", mention=desk.accounts["Ben"].uid)
    assert both.status_code == 303
    assert desk.mentioned("a" * 32) == ["Ben", "Eva"]


def test_the_list_of_articles_says_what_waits_as_the_page_of_questions_counts_it(desk):
    def waits(name: str) -> int:
        words = desk.browsers[name].get(f"/projects/{desk.project}").text
        found = re.search(r"(\d+) (?:questions? waits?|threads? ha(?:s|ve) news)", words)
        with desk.database.reading() as session:
            assert list_threads(session, desk.actors[name], desk.project).waiting == (int(found[1]) if found else 0)
        return int(found[1]) if found else 0

    desk.ask(uid="a" * 32)
    desk.ask(uid="b" * 32, text="And the other one?")
    assert [waits(name) for name in ("Ada", "Ben", "Edi", "Eva")] == [0, 0, 2, 2]
    desk.answer("Edi", "a" * 32, text="It is.")
    assert [waits(name) for name in ("Ada", "Ben", "Edi", "Eva")] == [1, 0, 1, 1]
    desk.finish("Ben")
    desk.answer("Edi", "a" * 32, text="@Ben?")
    assert [waits(name) for name in ("Ada", "Ben")] == [1, 1]
    desk.browsers["Ada"].post(f"/projects/{desk.project}/questions/read")
    with desk.database.writing() as session:
        start_review(session, desk.actors["Eva"], desk.article.uid, now=make.NOW)
    assert [waits(name) for name in ("Ada", "Eva")] == [0, 0], "who tags the article reads its questions afterwards"
    assert "waits" not in desk.browsers["Ron"].get(f"/projects/{desk.project}").text


REFUSED = [
    ({"text": ""}, 422, "empty_text"),
    ({"text": " \r\n "}, 422, "empty_text"),
    ({"text": "x" * 2001}, 422, "text_too_long"),
    ({"text": "a\0b"}, 422, "not_text"),
    ({"quote": "Some 401 people"}, 409, "quote_mismatch"),
    ({"start": 9, "stop": 3}, 422, None),
    ({"start": "x"}, 422, "bad_form"),
    ({"uid": "A" * 32}, 422, "bad_form"),
    ({"mention": "0" * 32}, 422, "cannot_ask"),
]


@pytest.mark.parametrize(("values", "status", "code"), REFUSED)
def test_a_bad_question_is_refused_and_changes_nothing(desk, values, status, code):
    before = digest(desk.database)
    answer = desk.ask(**values)
    assert answer.status_code == status
    assert code is None or answer.headers["X-Error-Code"] == code
    assert digest(desk.database) == before


def test_the_longest_question_is_taken_and_asked_once(desk):
    for _ in range(2):
        assert desk.ask(uid="a" * 32, text="😀" * 2000).status_code == 200
    assert desk.uids == ["a" * 32]
    other = desk.ask(uid="a" * 32, text="Something else")
    assert (other.status_code, other.headers["X-Error-Code"]) == (409, "key_reused")


def test_a_question_is_put_on_one_s_own_pass_only(desk):
    for name in ("Ben", "Edi", "Ron", "Root"):
        assert desk.ask(name).status_code in (403, 404)
    assert desk.uids == []


def test_a_closed_question_takes_no_answer_until_it_is_opened(desk):
    desk.ask(uid="a" * 32)
    ada = desk.browsers["Ada"]
    assert ada.post(f"/questions/{'a' * 32}/close").status_code == 303
    assert ada.post(f"/questions/{'a' * 32}/close").status_code == 303
    refused = desk.answer("Edi", "a" * 32, text="late")
    assert (refused.status_code, refused.headers["X-Error-Code"]) == (409, "question_closed")
    assert desk.browsers["Edi"].post(f"/questions/{'a' * 32}/open").status_code == 303
    assert desk.answer("Edi", "a" * 32, text="late").status_code == 303
    assert ada.post(f"/questions/{'a' * 32}/burn").status_code == 404
    assert ada.post(f"/questions/{'b' * 32}/close").status_code == 404


def test_a_saved_reply_stands_before_the_editor_s_own_words(desk):
    desk.ask(uid="a" * 32)
    edi = desk.browsers["Edi"]
    assert edi.post(f"/projects/{desk.project}/replies", data={"text": "See rule 9."}).status_code == 303
    assert edi.post(f"/projects/{desk.project}/replies", data={"text": ""}).status_code == 422
    reply = re.search(r'<option value="(\w{32})">See rule 9.', desk.page("Edi")).group(1)
    assert desk.answer("Edi", "a" * 32, reply=reply, text="And the example.").status_code == 303
    assert "See rule 9.\nAnd the example." in desk.page("Ada")
    assert "Saved replies" not in desk.page("Ada")
    assert desk.answer("Ada", "a" * 32, reply=reply).status_code == 403
    assert edi.post(f"/projects/{desk.project}/replies/{reply}/delete").status_code == 303
    assert edi.post(f"/projects/{desk.project}/replies/{reply}/delete").status_code == 404
    assert "See rule 9." in desk.page("Ada"), "what was answered stays"


def test_nothing_of_it_is_exported_unless_chosen(desk):
    desk.ask(uid="a" * 32, text="=1+1 is it the wharf?")
    desk.answer("Edi", "a" * 32, text="The wharf it is.")
    edi, base = desk.browsers["Edi"], f"/projects/{desk.project}/export"
    page = edi.get(base).text
    assert "There is one question." in page
    assert not re.search(r'name="include"[^>]*checked', page)
    for name in ("jsonl", "csv"):
        assert b"wharf" not in edi.get(f"{base}/{name}").data
    assert "wharf" not in edi.get(f"{base}/questions.csv").text
    rows = list(csv.reader(io.StringIO(edi.get(f"{base}/questions.csv?include=y").text)))
    assert [row[-1] for row in rows[1:]] == ["'=1+1 is it the wharf?", "The wharf it is."]
    assert desk.browsers["Ada"].get(f"{base}/questions.csv?include=y").status_code == 403


def test_asking_and_answering_are_in_the_log_without_a_word_of_them(desk):
    desk.ask(uid="a" * 32)
    desk.answer("Edi", "a" * 32, text="The wharf it is.")
    desk.browsers["Edi"].post(f"/questions/{'a' * 32}/close")
    with desk.database.reading() as session:
        rows = [(row.kind, str(row.detail)) for row in session.query(Audit).order_by(Audit.id)]
    assert [kind for kind, _ in rows if kind.startswith("question")] == [
        "question:ask", "question:answer", "question:close",
    ]  # fmt: skip
    assert "wharf" not in str(rows)


def note(desk: Desk, text: str, name: str = "Ada", ordinal: int = 2, review: str = ""):
    address = f"/reviews/{review or desk.review}/note"
    return desk.browsers[name].post(address, data={"ordinal": ordinal, "text": text}, headers=HX)


def test_a_note_is_kept_shown_to_its_author_and_emptied(desk):
    assert note(desk, "check the tide").status_code == 200
    assert note(desk, "check the <i>tide</i>").status_code == 200
    form = desk.browsers["Ada"].get(f"/reviews/{desk.review}/note?ordinal=2", headers=HX).text
    assert "check the &lt;i&gt;tide&lt;/i&gt;</textarea>" in form
    assert "tide" in desk.browsers["Ada"].get(f"/reviews/{desk.review}/asking", headers=HX).text
    taken = desk.browsers["Ada"].get(f"/projects/{desk.project}/notes")
    assert "check the <i>tide</i>" in taken.text
    assert note(desk, "x" * 2001).status_code == 422
    assert note(desk, "lost", ordinal=77).status_code == 404
    assert note(desk, " ").status_code == 200
    with desk.database.reading() as session:
        assert session.query(Note).count() == 0


def test_nobody_but_its_author_gets_another_byte_because_of_a_note(desk):
    """Two worlds, one with Ada's note: all pages, searches and files of everybody else are the same."""
    with desk.database.writing() as session:
        tagging.answer_rest(
            session, desk.actors["Ada"], desk.review, Verb.NOTHING, stamp=Stamp(), now=make.NOW
        )
        finish_review(session, desk.actors["Ada"], desk.review, now=make.NOW)
    starts = ["/", f"/projects/{desk.project}", f"/articles/{desk.article.uid}", f"/reviews/{desk.review}",
              f"/reviews/{desk.review}/asking", f"/reviews/{desk.review}/note?ordinal=2",
              f"/projects/{desk.project}/notes", f"/projects/{desk.project}/search?q=tide",
              f"/projects/{desk.project}/export/jsonl"]  # fmt: skip
    worlds = []
    for text in ("", "the tide canary"):
        assert note(desk, text).status_code == 200
        seen = {}
        for name in ("Ben", "Edi", "Ron", "Root"):
            for address, answer in crawl(desk.browsers[name], starts).items():
                seen[name, address] = mask(answer)
        worlds.append(seen)
    without, with_note = worlds
    assert len(without) > 40
    assert without == with_note
    assert "canary" not in str(with_note)
    for name in ("Ben", "Edi", "Root"):
        assert note(desk, "mine now", name).status_code in (403, 404)


def test_a_note_and_a_question_stay_through_a_revision(desk):
    desk.ask(uid="a" * 32)
    note(desk, "tide")
    with desk.database.writing() as session:
        tagging.answer_rest(
            session, desk.actors["Ada"], desk.review, Verb.NOTHING, stamp=Stamp(), now=make.NOW
        )
        finish_review(session, desk.actors["Ada"], desk.review, now=make.NOW)
    again = desk.browsers["Ada"].post(f"/reviews/{desk.review}/reopen").location
    margin = desk.browsers["Ada"].get(f"{again}/asking", headers=HX).text
    assert "wharf" in margin
    assert "tide" in margin


def test_the_posts_of_a_thread_have_an_end(desk):
    desk.ask(uid="a" * 32)
    with desk.database.writing() as session:
        question = session.query(Question).one()
        for number in range(49):
            post = QuestionPost(
                uid=f"{number:032x}", question_id=question.id, author_id=desk.accounts["Ada"].id, text="x", at=make.NOW
            )
            session.add(post)
    assert desk.answer("Edi", "a" * 32, text="one more").headers["X-Error-Code"] == "thread_full"


def marks(html: str) -> list[int]:
    """The sentences at which a fragment puts a mark."""
    return [int(n) for n in re.findall(r'id="asked-(\d+)"', html)]


def test_a_question_and_a_note_are_marked_at_their_sentence_for_who_may_see_them(desk):
    desk.ask(uid="a" * 32)
    ada, edi, ben = (desk.browsers[name] for name in ("Ada", "Edi", "Ben"))
    ada.post(f"/reviews/{desk.review}/note", data={"ordinal": 1, "text": "tide at nine"}, headers=HX)
    mine = ada.get(f"/reviews/{desk.review}/asking", headers=HX).text
    assert marks(mine) == [1, 2]
    assert "One question here" in mine
    assert "My note here" in mine
    page = f"/projects/{desk.project}/questions?article={desk.article.uid}"
    at_article = edi.get(page, headers=HX).text
    assert marks(at_article) == [2], "a note is its writer's alone"
    assert "tide" not in at_article
    assert 'id="q2"' in edi.get(f"/articles/{desk.article.uid}").text
    assert marks(edi.get(page).text) == [], "the page itself is not the article"
    assert marks(ben.get(page, headers=HX).text) == []
    gone = ada.post(f"/reviews/{desk.review}/note", data={"ordinal": 1, "text": ""}, headers=HX).text
    assert 'hx-swap-oob="innerHTML:#q1"' in gone, "the mark goes"
    assert marks(gone) == [2]


def test_an_editor_answers_at_the_place_and_reads_there_what_was_asked(desk):
    desk.ask(uid="a" * 32)
    answered = desk.browsers["Edi"].post(
        f"/questions/{'a' * 32}/posts", headers=HX, data={"project": desk.project, "text": "It is ours."}
    )
    assert answered.status_code == 200
    assert marks(answered.text) == [2]
    assert "It is ours." in answered.text
    mine = desk.browsers["Ada"].get(f"/reviews/{desk.review}/asking", headers=HX).text
    assert re.search(r'id="asked-2".*?answered.*?<b class="new-\w+">new</b>', mine, re.S)
    again = desk.browsers["Ada"].post(
        f"/questions/{'a' * 32}/posts", headers=HX, data={"review": desk.review, "text": "Sure?"}
    )
    assert 'id="asking"' in again.text
    assert marks(again.text) == [2]
    empty = desk.browsers["Edi"].post(f"/questions/{'a' * 32}/posts", headers=HX, data={"text": ""})
    assert empty.status_code == 422
    desk.finish("Ada")
    theirs = desk.browsers["Edi"].get(f"/reviews/{desk.review}/asking", headers=HX).text
    assert marks(theirs) == [2], "an editor sees it in the finished reading too"
    assert desk.browsers["Ben"].get(f"/reviews/{desk.review}/asking", headers=HX).status_code == 404
