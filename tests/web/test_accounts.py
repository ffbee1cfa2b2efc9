"""Signing in and out, links, one's own account."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from annotator.app import create_app
from annotator.services.accounts import OPERATOR
from annotator.services.links import LinkPurpose, make_link
from annotator.settings import Settings
from annotator.storage.tables import Account, Audit, LoginSession
from annotator.web.accounts import safe_next
from tests import make
from tests.apps import without_csrf
from tests.web.conftest import CHEAP_HASHER

PASSWORD = "four herons at noon"
HASH = CHEAP_HASHER.hash(PASSWORD)
OTHER = "nine slow barges home"


@pytest.fixture
def mia(database) -> Account:
    with database.writing() as session:
        account = make.account(session, "Mia")
        account.login, account.password_hash = "mia", HASH
        return account


@pytest.fixture
def limited(database, tmp_path, now) -> Flask:
    """The application with its rate limits."""
    application = create_app(Settings(instance=tmp_path), database, b"0" * 32, clock=lambda: now)
    without_csrf(application)
    return application


def sign_in(client, login="mia", password=PASSWORD, next_=""):
    return client.post("/sign-in", data={"login": login, "password": password, "next": next_})


def cookie(client, name="annotator"):
    found = client.get_cookie(name)
    return found.value if found else None


def link_for(database, account, now, purpose=LinkPurpose.SIGN_IN):
    with database.writing() as session:
        return make_link(session, OPERATOR, account.uid, purpose, hours=1, now=now).token


def is_signed_in(client) -> bool:
    return client.get("/account").status_code == 200


def test_the_right_password_signs_in(visitor, mia) -> None:
    answer = sign_in(visitor, " MIA ")
    assert (answer.status_code, answer.location) == (303, "/")
    assert is_signed_in(visitor)


@pytest.mark.parametrize("state", ["unknown", "wrong", "disabled", "no password", "cannot sign in"])
def test_every_refusal_has_the_same_answer(visitor, database, mia, now, state) -> None:
    values = {
        "disabled": {"disabled_at": now},
        "no password": {"password_hash": None},
        "cannot sign in": {"can_sign_in": False},
    }.get(state, {"is_admin": False})
    with database.writing() as session:
        session.execute(update(Account).values(**values))
    answer = sign_in(visitor, "mia" if state != "unknown" else "nobody", OTHER if state == "wrong" else PASSWORD)
    assert answer.status_code == 401
    body = answer.get_data(as_text=True)
    assert "Login or password is wrong." in body
    assert not is_signed_in(visitor)
    assert PASSWORD not in body
    # Same bytes, but for the login that was typed.
    reference = sign_in(visitor, "nobody", OTHER).get_data(as_text=True)
    assert body.replace('value="mia"', 'value="nobody"') == reference


def test_signing_in_takes_a_new_token_and_the_old_one_is_dead(visitor, mia) -> None:
    visitor.get("/sign-in")
    visitor.set_cookie("annotator", "chosen-before-sign-in")
    sign_in(visitor)
    assert cookie(visitor) != "chosen-before-sign-in"
    visitor.set_cookie("annotator", "chosen-before-sign-in")
    assert not is_signed_in(visitor)


def test_signing_in_again_ends_the_session_before(visitor, mia, database) -> None:
    sign_in(visitor)
    before = cookie(visitor)
    sign_in(visitor)
    visitor.set_cookie("annotator", before)
    assert not is_signed_in(visitor)


def test_a_cookie_copied_before_signing_out_is_dead_after_it(visitor, mia, database) -> None:
    sign_in(visitor)
    copied = cookie(visitor)
    answer = visitor.post("/sign-out")
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    visitor.set_cookie("annotator", copied)
    assert visitor.get("/account").status_code == 303
    assert visitor.post("/account", data={"change": "name", "name": "X"}).status_code == 401
    with database.reading() as session:
        assert session.scalars(select(LoginSession)).all() == []


def test_signing_out_is_no_get(visitor, mia) -> None:
    sign_in(visitor)
    assert visitor.get("/sign-out").status_code == 405
    assert is_signed_in(visitor)


def test_a_disabled_person_is_out_on_the_next_request(visitor, mia, database, now) -> None:
    sign_in(visitor)
    with database.writing() as session:
        session.execute(update(Account).values(disabled_at=now))
    assert not is_signed_in(visitor)


@pytest.mark.parametrize(("hours", "seen", "alive"), [(7.9, 0, True), (8.1, 0, False), (24.1, 23.9, False)])
def test_a_session_ends_when_idle_and_in_any_case(database, tmp_path, now, mia, hours, seen, alive) -> None:
    with database.writing() as session:
        token = make.token(session, mia)
        session.execute(update(LoginSession).values(seen_at=now + timedelta(hours=seen)))
    later = create_app(
        Settings(instance=tmp_path), database, b"0" * 32, clock=lambda: now + timedelta(hours=hours)
    ).test_client()
    later.set_cookie("annotator", token)
    assert is_signed_in(later) is alive


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one_under_a_new_token(app, mia) -> None:
    here, there = app.test_client(), app.test_client()
    sign_in(here)
    sign_in(there)
    copied = cookie(here)
    answer = here.post(
        "/account", data={"change": "password", "current": PASSWORD, "password": OTHER, "repeat": OTHER}
    )
    assert answer.status_code == 303
    assert is_signed_in(here)
    assert not is_signed_in(there)
    there.set_cookie("annotator", copied)
    assert not is_signed_in(there)
    assert sign_in(there).status_code == 401
    assert sign_in(there, password=OTHER).status_code == 303


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"current": OTHER}, "current"),
        ({"password": "short", "repeat": "short"}, "password"),
        ({"password": "mia mia mia mia", "repeat": "mia mia mia mia"}, "password"),
        ({"password": "x" * 201, "repeat": "x" * 201}, "password"),
        ({"repeat": "nine slow barges gone"}, "repeat"),
    ],
)
def test_a_refused_password_changes_nothing_and_says_where(visitor, mia, database, typed, field) -> None:
    sign_in(visitor)
    form = {"change": "password", "current": PASSWORD, "password": OTHER, "repeat": OTHER} | typed
    answer = visitor.post("/account", data=form)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    with database.reading() as session:
        assert session.get(Account, mia.id).password_hash == HASH


def test_a_name_is_changed_and_a_bad_one_comes_back_as_typed(visitor, mia, database) -> None:
    sign_in(visitor)
    assert visitor.post("/account", data={"change": "name", "name": "Mia Lund"}).status_code == 303
    refused = visitor.post("/account", data={"change": "name", "name": "Mia <b>" + "x" * 80})
    assert refused.status_code == 422
    assert "Mia &lt;b&gt;" in refused.get_data(as_text=True)
    with database.reading() as session:
        assert session.get(Account, mia.id).name == "Mia Lund"


def test_a_sign_in_link_works_once_by_its_button(app, database, mia, now) -> None:
    token = link_for(database, mia, now)
    first, second = app.test_client(), app.test_client()
    for _ in range(2):
        assert first.get(f"/links/{token}").status_code == 200
    assert not is_signed_in(first)
    assert first.post(f"/links/{token}").status_code == 303
    assert is_signed_in(first)
    for answer in (second.get(f"/links/{token}"), second.post(f"/links/{token}")):
        assert answer.status_code == 410
        assert "for a new one" in answer.get_data(as_text=True)
    assert not is_signed_in(second)


def test_an_old_or_guessed_link_is_gone(visitor, database, mia, now) -> None:
    token = link_for(database, mia, now - timedelta(hours=2))
    assert visitor.get(f"/links/{token}").status_code == 410
    assert visitor.post("/links/guessed").status_code == 410


def test_an_invitation_asks_for_name_and_password(visitor, database, now) -> None:
    with database.writing() as session:
        bo = make.account(session, "Bo")
    token = link_for(database, bo, now, LinkPurpose.INVITATION)
    refused = visitor.post(f"/links/{token}", data={"name": "Bo Ek", "password": "short", "repeat": "short"})
    assert refused.status_code == 422
    assert 'value="Bo Ek"' in refused.get_data(as_text=True)
    assert visitor.post(f"/links/{token}").status_code == 422
    joined = visitor.post(f"/links/{token}", data={"name": "Bo Ek", "password": OTHER, "repeat": OTHER})
    assert joined.status_code == 303
    assert "Bo Ek" in visitor.get("/account").get_data(as_text=True)
    assert visitor.get(f"/links/{token}").status_code == 410


def test_a_link_replaces_whoever_was_signed_in_here(visitor, database, mia, now) -> None:
    with database.writing() as session:
        bo = make.account(session, "Bo")
    sign_in(visitor)
    mias = cookie(visitor)
    visitor.post(f"/links/{link_for(database, bo, now)}")
    assert "Bo" in visitor.get("/account").get_data(as_text=True)
    visitor.set_cookie("annotator", mias)
    assert not is_signed_in(visitor)


@pytest.mark.parametrize(
    ("target", "goes_to"),
    [
        ("/account", "/account"),
        ("/account?a=1", "/account?a=1"),
        ("/projects/" + "a" * 32, "/projects/" + "a" * 32),
        ("", "/"),
        ("https://evil.example/account", "/"),
        ("//evil.example/account", "/"),
        ("/\t/evil.example", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("account", "/"),
        ("/no-such-page", "/"),
        ("/sign-out", "/"),
        ("/sign-in", "/"),
        ("/links/abc", "/"),
        ("/%2f/evil.example", "/"),
        ("/account\r\nX: y", "/"),
    ],
)
def test_after_signing_in_one_only_goes_to_our_own_pages(app, visitor, mia, target, goes_to) -> None:
    with app.test_request_context():
        assert safe_next(target) == goes_to
    assert sign_in(visitor, next_=target).location == goes_to


def test_asking_for_a_page_leads_through_sign_in_and_back(visitor, mia) -> None:
    answer = visitor.get("/account?x=1")
    assert answer.status_code == 303
    page = visitor.get(answer.location).get_data(as_text=True)
    target = re.search(r'name="next"[^>]*value="([^"]*)"', page)[1]
    assert sign_in(visitor, next_=target).location == "/account?x=1"


def test_guessing_is_slowed_down_and_the_right_password_elsewhere_still_works(limited, mia) -> None:
    here = limited.test_client()
    for _ in range(8):
        assert sign_in(here, password=OTHER).status_code == 401
    refused = sign_in(here)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 300
    assert "Wait" in refused.get_data(as_text=True)
    elsewhere = limited.test_client()
    assert elsewhere.post(
        "/sign-in", data={"login": "mia", "password": PASSWORD}, environ_base={"REMOTE_ADDR": "127.0.0.9"}
    ).status_code == 303  # fmt: skip


def test_one_password_on_many_names_is_slowed_down(limited, database) -> None:
    here = limited.test_client()
    statuses = [sign_in(here, f"person{n}", OTHER).status_code for n in range(42)]
    assert statuses[:40] == [401] * 40
    assert statuses[40:] == [429] * 2


def test_signing_in_successfully_is_never_slowed_down(limited, mia) -> None:
    here = limited.test_client()
    assert [sign_in(here).status_code for _ in range(12)] == [303] * 12


def test_a_forged_forwarding_header_does_not_dodge_the_limit(limited, mia) -> None:
    here = limited.test_client()
    for n in range(8):
        here.post("/sign-in", data={"login": "mia", "password": OTHER}, headers={"X-Forwarded-For": f"1.2.3.{n}"})
    assert here.post(
        "/sign-in", data={"login": "mia", "password": PASSWORD}, headers={"X-Forwarded-For": "9.9.9.9"}
    ).status_code == 429  # fmt: skip


def test_links_are_not_guessed_by_the_thousand(limited, database) -> None:
    here = limited.test_client()
    statuses = {here.get(f"/links/guess{n}").status_code for n in range(61)}
    assert statuses == {410, 429}


def test_a_form_without_its_token_is_refused_and_with_it_taken(limited, mia) -> None:
    limited.config.update(WTF_CSRF_ENABLED=True)
    client = limited.test_client()
    page = client.get("/sign-in").get_data(as_text=True)
    assert sign_in(client).status_code == 403
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    assert client.post("/sign-in", data={"login": "mia", "password": PASSWORD, "csrf_token": token}).status_code == 303
    # The visitor's token is worth nothing in the session that began by signing in.
    assert client.post("/account", data={"change": "name", "name": "X", "csrf_token": token}).status_code == 403


def test_a_form_sent_by_another_site_is_refused(visitor, mia) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = visitor.post("/sign-in", data={"login": "mia", "password": PASSWORD}, headers=headers)
        assert answer.status_code == 403


def test_there_is_no_sign_up(visitor) -> None:
    assert visitor.post("/register").status_code == 404
    assert visitor.get("/sign-up").status_code == 404


def test_signing_in_and_out_is_audited_without_the_login(visitor, mia, database) -> None:
    sign_in(visitor, "mia", OTHER)
    sign_in(visitor)
    visitor.post("/sign-out")
    with database.reading() as session:
        rows = [(row.kind, row.actor_uid, row.detail) for row in session.scalars(select(Audit).order_by(Audit.id))]
    assert rows == [
        ("account:sign_in_refused", None, {"account": mia.uid, "why": "wrong"}),
        ("account:sign_in", mia.uid, {"by": "password"}),
        ("account:sign_out", mia.uid, {}),
    ]
