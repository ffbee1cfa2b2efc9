"""A session that has ended opens nothing: every route, however it ended, on the very next request."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from annotator.app import create_app
from annotator.core.permissions import ROUTES, Permission
from annotator.core.records import Role
from annotator.services import memberships
from annotator.services.accounts import OPERATOR, disable_account, set_password
from annotator.services.sessions import close_session
from annotator.settings import Settings
from annotator.storage.tables import Account, LoginSession
from annotator.web.assets import asset_url
from tests import make


def address(rule: str, project_uid: str) -> str:
    """An address of the route; `project_uid` is real, the other ids lead nowhere."""
    path = rule.replace("<project_uid>", project_uid)
    return re.sub(r"<[^>]*>", lambda part: "1" if "int" in part[0] else "0" * 32, path)


@pytest.fixture
def world(database, now):
    """A project with an editor who is also administrator, and the token of their browser."""
    with database.writing() as session:
        project = make.project(session)
        editor = make.member(session, project, Role.EDITOR)
        editor.is_admin = True
        make.account(session, "Root", is_admin=True)
        return project, editor, make.token(session, editor)


def end(how: str, session, account: Account, token: str, now) -> None:
    match how:
        case "signed out":
            close_session(session, token)
        case "new password":
            set_password(session, session.get(Account, account.id), "$argon2id$other")
        case "disabled":
            disable_account(session, OPERATOR, account.uid, now=now)
        case "idle":
            session.execute(update(LoginSession).values(seen_at=now - timedelta(hours=9)))
        case "too old":
            session.execute(update(LoginSession).values(created_at=now - timedelta(hours=25)))


@pytest.mark.parametrize("how", ["signed out", "new password", "disabled", "idle", "too old"])
def test_an_ended_session_opens_no_route(app, database, world, now, how) -> None:
    project, editor, token = world
    client = app.test_client()
    client.set_cookie("annotator", token)
    assert client.get("/account").status_code == 200
    with database.writing() as session:
        end(how, session, editor, token, now)
    for (method, rule), permission in ROUTES.items():
        if permission is Permission.ANYONE:
            continue
        client.set_cookie("annotator", token)
        answer = client.open(address(rule, project.uid), method=method)
        expected = (303, "/sign-in") if method == "GET" else (401, None)
        assert (answer.status_code, answer.location and answer.location.partition("?")[0]) == expected, (method, rule)


def test_the_end_of_a_membership_closes_every_page_of_the_project(app, database, world, now) -> None:
    project, editor, token = world
    with database.writing() as session:
        session.execute(update(Account).where(Account.id == editor.id).values(is_admin=False))
        memberships.remove_member(session, OPERATOR, project.uid, editor.uid, now=now)
    client = app.test_client()
    client.set_cookie("annotator", token)
    for method, rule in ROUTES:
        if "<project_uid>" in rule:
            data = {"role": "editor", "login": "eve", "name": "Eve", "version": "1"}
            assert client.open(address(rule, project.uid), method=method, data=data).status_code == 404, (method, rule)


def test_a_token_of_any_length_or_shape_is_nobody(visitor) -> None:
    for token in ("", "x", "x" * 199, "x" * 3900, "%00", "'; DROP TABLE account; --"):
        visitor.set_cookie("annotator", token)
        assert visitor.get("/account").status_code == 303


def test_private_pages_are_kept_by_nobody_and_framed_by_nobody(app, world) -> None:
    _, _, token = world
    client = app.test_client()
    client.set_cookie("annotator", token)
    for path in ("/", "/account", "/people", "/no-such-page", "/links/guessed", "/sign-in"):
        headers = client.get(path).headers
        assert headers["Cache-Control"] == "no-store", path
        assert "Cookie" in headers["Vary"], path
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert "ETag" not in headers, path


@pytest.mark.parametrize("token", ["", "x" * 300])
def test_what_a_proxy_may_keep_carries_no_cookie(app, token) -> None:
    stranger = app.test_client()
    stranger.set_cookie("annotator", token)
    with app.test_request_context():
        style = asset_url("app.css")
    assert "public" in stranger.get(style).headers["Cache-Control"]
    assert "Set-Cookie" not in stranger.get(style).headers
    assert "Set-Cookie" not in stranger.get("/healthz").headers
    assert "Set-Cookie" in stranger.get("/sign-in").headers


def test_the_cookie_is_for_the_server_alone_and_secure_behind_https(database, tmp_path, now) -> None:
    for https, name in ((False, "annotator"), (True, "__Host-annotator")):
        settings = Settings(instance=tmp_path, https=https)
        answer = create_app(settings, database, b"0" * 32, clock=lambda: now).test_client().get("/sign-in")
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith(f"{name}=")
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
        assert ("Secure" in cookie) is https
