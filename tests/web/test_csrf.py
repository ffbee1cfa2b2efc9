"""Every form needs its session's own token, which lasts as long as the session does."""

import re
from datetime import timedelta

import pytest
import time_machine

from annotator.app import create_app
from annotator.core.permissions import ROUTES
from annotator.core.records import Role
from annotator.services.reviews import start_review
from annotator.settings import Settings
from tests import make
from tests.apps import STILL
from tests.state import digest


@pytest.fixture
def desk(database, tmp_path):
    """The application as it is served, on a clock that can be moved, with two people signed in."""

    class Desk:
        now = make.NOW

    desk = Desk()
    app = create_app(Settings(instance=tmp_path), database, b"0" * 32, clock=lambda: desk.now)
    with database.writing() as session:
        project = make.project(session)
        article = make.article(session, project)
        people = [make.member(session, project, Role.EDITOR, name) for name in ("Edi", "Ada")]
        people[0].is_admin = True
        desk.review = start_review(session, make.actor(session, people[0]), article.uid, now=make.NOW)
        tokens = [make.token(session, account) for account in people]
    desk.project, desk.article = project.uid, article.uid
    desk.visitor, desk.edi, desk.ada = app.test_client(), app.test_client(), app.test_client()
    for client, token in zip((desk.edi, desk.ada), tokens, strict=True):
        client.set_cookie("annotator", token)
    return desk


def token_of(client, path="/account"):
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).get_data(as_text=True))[1]


def address(rule, desk):
    path = rule.replace("<project_uid>", desk.project).replace("<review_uid>", desk.review)
    path = path.replace("<article_uid>", desk.article)
    return re.sub(r"<[^>]*>", lambda part: "1" if "int" in part[0] else "0" * 32, path)


def test_no_form_is_taken_without_its_token_or_with_another_s(desk, database) -> None:
    visitors = token_of(desk.visitor, "/sign-in")
    foreign = {"none": "", "no token": "x" * 90, "another's": token_of(desk.ada), "a visitor's": visitors}
    before = digest(database)
    for method, rule in ROUTES:
        if method == "GET":
            continue
        for name, token in foreign.items():
            body = {"verb": "fact", "name": "X", "version": "1"} | ({"csrf_token": token} if token else {})
            for headers in ({}, {"HX-Request": "true", "X-CSRFToken": token}):
                answer = desk.edi.post(address(rule, desk), data=body, headers=headers)
                assert (answer.status_code, answer.headers["X-Error-Code"]) == (403, "csrf"), (rule, name)
    assert digest(database) == before


def test_a_token_is_good_as_long_as_the_session(desk) -> None:
    with time_machine.travel(make.NOW, tick=False) as clock:
        token = token_of(desk.edi)
        for _ in range(3):
            clock.shift(timedelta(hours=7))
            desk.now += timedelta(hours=7)
            answer = desk.edi.post(f"/reviews/{desk.review}/sentences/1", data={"verb": "fact", "csrf_token": token})
            assert answer.status_code == 303
            headers = {"X-CSRFToken": token, "HX-Request": "true"}
            answer = desk.edi.post(f"/reviews/{desk.review}/undo", headers=headers)
            assert answer.status_code == 200


def test_a_token_means_nothing_in_an_address(desk) -> None:
    answer = desk.edi.post(f"/reviews/{desk.review}/undo?csrf_token={token_of(desk.edi)}")
    assert answer.status_code == 403


def test_a_form_without_referer_behind_https_is_taken(database, tmp_path, now) -> None:
    app = create_app(Settings(instance=tmp_path, https=True), database, b"0" * 32, clock=lambda: now)
    client = app.test_client()
    with database.writing() as session:
        account = make.account(session, "Ada")
        token = make.token(session, account)
    client.set_cookie("__Host-annotator", token, secure=True)
    page = client.get("/account", base_url="https://localhost")
    assert page.headers["Strict-Transport-Security"]
    csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.get_data(as_text=True))[1]
    body = {"change": "name", "name": "Ada L", "csrf_token": csrf}
    assert client.post("/account", base_url="https://localhost", data=body).status_code == 303


def test_pages_under_test_print_nothing_by_chance(app, visitor) -> None:
    """A signed token can spell a name; where tests switch the tokens off, pages are the same bytes every time."""
    pages = {visitor.get("/sign-in").data for _ in range(2)}
    assert len(pages) == 1
    page = pages.pop().decode()
    assert set(re.findall(r'csrf[-_]token"[^>]*(?:value|content)="([^"]*)"', page)) == {STILL}
    app.config.update(WTF_CSRF_ENABLED=True)
    real = token_of(visitor, "/sign-in")
    assert real != STILL
    assert abs(len(real) - len(STILL)) < 8
