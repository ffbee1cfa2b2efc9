"""The worklist and the page of an article: mine first, folded repeats, and nothing of others' work for reviewers."""

import pytest
from sqlalchemy import event, select

from annotator.core.annotations import Request, Verb
from annotator.core.records import Kind, Role, Sentence
from annotator.services import annotations as tagging
from annotator.services.annotations import Stamp
from annotator.services.reviews import finish_review, start_review
from annotator.storage.tables import Project
from tests import make

ROLES = (Role.REVIEWER, Role.REVIEWER, Role.READER, Role.EDITOR)


@pytest.fixture
def desk(database, now, signed_in):
    """Three articles: one that Ada has finished, one that she has in hand, one new; Ben has finished all."""

    class Desk:
        pass

    desk = Desk()
    with database.writing() as session:
        project = make.project(session)
        desk.articles = {
            name: make.article(session, project, title=name.title()) for name in ("finished", "started", "new")
        }
        accounts = {
            name: make.member(session, project, role, name.title())
            for name, role in zip(("ada", "ben", "rea", "edi"), ROLES, strict=True)
        }
        actors = {name: make.actor(session, account) for name, account in accounts.items()}
        for name in ("ada", "ben"):
            for title, article in desk.articles.items():
                if name == "ada" and title == "new":
                    continue
                uid = start_review(session, actors[name], article.uid, now=now)
                tagging.answer(session, actors[name], uid, Request(2, Verb.FACT), stamp=Stamp(), now=now)
                if name == "ben" or title == "finished":
                    tagging.answer_rest(session, actors[name], uid, Verb.NOTHING, stamp=Stamp(), now=now)
                    finish_review(session, actors[name], uid, now=now)
    desk.project = f"/projects/{project.uid}"
    desk.clients = {name: signed_in(account) for name, account in accounts.items()}
    return desk


def order(html):
    return sorted(("Finished", "Started", "New"), key=lambda title: html.index(f">{title}</a>"))


def test_what_is_in_hand_comes_first_and_what_is_finished_last(desk):
    html = desk.clients["ada"].get(desk.project).text
    assert order(html) == ["Started", "New", "Finished"]
    assert "2 articles that you have not finished" in html
    assert "1 of 4" in html


def test_whoever_does_not_tag_sees_the_newest_first(desk):
    html = desk.clients["rea"].get(desk.project).text
    assert order(html) == ["New", "Started", "Finished"]
    assert ">Tag<" not in html


def test_reviewers_learn_nothing_of_others_passes(desk):
    html = desk.clients["ada"].get(desk.project).text
    assert "finished pass" not in html
    assert html.count("strip-thumb") == 2
    page = desk.clients["ada"].get(f"/articles/{desk.articles['new'].uid}").text
    assert "Ben" not in page
    assert "strip" not in page


def test_readers_see_every_finished_pass_and_its_strip(desk):
    html = desk.clients["rea"].get(desk.project).text
    assert "2 finished passes" in html
    assert html.count("strip-thumb") == 3
    page = desk.clients["rea"].get(f"/articles/{desk.articles['started'].uid}").text
    assert "Ben" in page
    assert "Ada" not in page


def test_an_editor_in_the_middle_of_tagging_sees_no_other_reading_of_that_text(desk):
    address = f"/articles/{desk.articles['new'].uid}"
    assert "Ben" in desk.clients["edi"].get(address).text
    desk.clients["edi"].post(f"{address}/reviews")
    assert "Ben" not in desk.clients["edi"].get(address).text


def test_the_list_takes_a_constant_number_of_statements(desk, database):
    statements = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    def count():
        statements.clear()
        desk.clients["edi"].get(desk.project)
        return sum(not statement.startswith(("PRAGMA", "BEGIN", "SET")) for statement in statements)

    before = count()
    with database.writing() as session:
        project = session.scalars(select(Project)).one()
        for number in range(12):
            make.article(session, project, title=f"More {number}")
    assert count() == before <= 20


def test_the_list_comes_in_pages(desk, database):
    with database.writing() as session:
        project = session.scalars(select(Project)).one()
        for number in range(30):
            make.article(session, project, title=f"More {number}")
    first = desk.clients["rea"].get(desk.project).text
    second = desk.clients["rea"].get(f"{desk.project}?page=2").text
    assert first.count('class="work"') == 25
    assert second.count('class="work"') == 8
    for odd in ("0", "-4", "99999999999999999999", "x"):
        assert desk.clients["rea"].get(f"{desk.project}?page={odd}").status_code == 200


def test_an_empty_project_says_what_to_do_first(database, signed_in):
    with database.writing() as session:
        project = make.project(session)
        editor, reviewer = (make.member(session, project, role) for role in (Role.EDITOR, Role.REVIEWER))
    assert "Add the first article" in signed_in(editor).get(f"/projects/{project.uid}").text
    assert "An editor of this project adds them" in signed_in(reviewer).get(f"/projects/{project.uid}").text


def test_repeats_and_site_words_are_folded_and_the_title_is_said_once(database, signed_in):
    text = "Pier closed\nshare\nPier closed\nIt closed on Monday.\n"
    cut = (
        Sentence(0, 0, 11, Kind.HEADLINE),
        Sentence(1, 12, 17, Kind.FURNITURE),
        Sentence(2, 18, 29, Kind.HEADLINE, 0),
        Sentence(3, 30, 50, Kind.BODY),
    )
    with database.writing() as session:
        project = make.project(session)
        article = make.article(session, project, text, sentences=cut)
        reader = make.member(session, project, Role.READER)
    html = signed_in(reader).get(f"/articles/{article.uid}").text
    body = html[html.index('<article class="article-text"') : html.index("</article>")]
    assert body.count("Pier closed") == 1
    assert body.index("<details") < body.index("Pier closed") < body.index("</details>") < body.index("It closed")
