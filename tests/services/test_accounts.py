"""Accounts: signing in, links, the last administrator."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from annotator.core.accounts import MAX_PASSWORD
from annotator.core.errors import Conflict, Forbidden, Gone, Invalid
from annotator.core.permissions import Actor
from annotator.services import accounts, links, passwords
from annotator.services.accounts import OPERATOR
from annotator.services.links import LinkPurpose
from annotator.services.sessions import find_actor
from annotator.storage.tables import Account, Audit, Link, LoginSession
from tests import make

PASSWORD = "four herons at noon"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def hashed() -> str:
    return passwords.hash_password(PASSWORD)


def _person(database, hashed=None, **values) -> Account:
    with database.writing() as session:
        account = make.account(session, "Mia", **{k: v for k, v in values.items() if k in ("is_admin", "can_sign_in")})
        account.login, account.password_hash = values.get("login", "mia"), hashed
        return account


def _try(database, login, password, now):
    with database.reading() as session:
        credentials = accounts.find_credentials(session, login)
    right = passwords.verify_password(credentials.password_hash, password)
    with database.writing() as session:
        return accounts.sign_in(session, credentials, is_right=right, now=now)


def _who(database, token, now) -> Actor | None:
    with database.reading() as session:
        return find_actor(session, token, idle=8 * HOUR, absolute=DAY, now=now)[0]


def _audited(database) -> list[tuple[str, dict]]:
    with database.reading() as session:
        return [(row.kind, row.detail) for row in session.scalars(select(Audit).order_by(Audit.id))]


def test_the_right_password_signs_in_whatever_the_case_of_the_login(database, now, hashed) -> None:
    mia = _person(database, hashed)
    token = _try(database, " MIA", PASSWORD, now)
    assert _who(database, token, now).uid == mia.uid


@pytest.mark.parametrize("why", ["unknown", "wrong", "disabled", "no_password", "cannot_sign_in"])
def test_every_refusal_is_the_same_to_the_visitor_and_told_apart_in_the_audit_log(database, now, hashed, why) -> None:
    mia = _person(database, None if why == "no_password" else hashed, can_sign_in=why != "cannot_sign_in")
    if why == "disabled":
        with database.writing() as session:
            session.execute(update(Account).where(Account.id == mia.id).values(disabled_at=now))
    login = "nobody" if why == "unknown" else "mia"
    assert _try(database, login, "wrong entirely" if why == "wrong" else PASSWORD, now) is None
    assert _audited(database) == [
        ("account:sign_in_refused", {"account": None if why == "unknown" else mia.uid, "why": why})
    ]


def test_an_unknown_name_costs_a_hash_like_a_known_one(monkeypatch) -> None:
    compared = []
    # argon2's own comparison is watched, not replaced.
    verify = passwords.HASHER.verify
    monkeypatch.setattr(type(passwords.HASHER), "verify", lambda _self, h, p: (compared.append(h), verify(h, p))[1])
    assert passwords.verify_password(None, PASSWORD) is False
    assert compared == [passwords.NOBODY]
    assert not passwords.HASHER.check_needs_rehash(passwords.NOBODY)


def test_a_password_over_the_limit_is_refused_without_hashing(monkeypatch, hashed) -> None:
    monkeypatch.setattr(type(passwords.HASHER), "verify", lambda *_: pytest.fail("hashed"))
    assert passwords.verify_password(hashed, "x" * (MAX_PASSWORD + 1)) is False


def test_at_most_two_passwords_are_hashed_at_a_time(monkeypatch) -> None:
    running, most, lock = 0, 0, threading.Lock()

    def slow(_self, _hash, _password):
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        threading.Event().wait(0.02)
        with lock:
            running -= 1
        return True

    monkeypatch.setattr(type(passwords.HASHER), "verify", slow)
    threads = [threading.Thread(target=passwords.verify_password, args=(None, PASSWORD)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_a_password_changed_while_it_was_compared_does_not_sign_in(database, now, hashed) -> None:
    mia = _person(database, hashed)
    with database.reading() as session:
        credentials = accounts.find_credentials(session, "mia")
    with database.writing() as session:
        session.execute(update(Account).where(Account.id == mia.id).values(password_hash="$other"))
    with database.writing() as session:
        assert accounts.sign_in(session, credentials, is_right=True, now=now) is None


def test_a_login_is_given_once_and_stays_given(database, now) -> None:
    with database.writing() as session:
        mia = accounts.create_account(session, OPERATOR, login="Mia", name="Mia Lund", now=now)
        uid = mia.uid
    with database.writing() as session:
        accounts.disable_account(session, OPERATOR, uid, now=now)
    with pytest.raises(Invalid) as refused, database.writing() as session:
        accounts.create_account(session, OPERATOR, login="ｍＩＡ ", name="Another", now=now)
    assert refused.value.fields.keys() == {"login"}


def test_only_an_administrator_makes_accounts(database, now) -> None:
    mia = _person(database)
    with pytest.raises(Forbidden), database.writing() as session:
        accounts.create_account(session, make.actor(session, mia), login="eve", name="Eve", now=now)


def test_a_new_password_ends_every_session_and_starts_one(database, now, hashed) -> None:
    mia = _person(database, hashed)
    with database.writing() as session:
        old = [make.token(session, mia) for _ in range(2)]
        actor = make.actor(session, mia)
    with database.reading() as session:
        before = accounts.own_credentials(session, actor)
    with database.writing() as session:
        new = accounts.change_own_password(session, actor, before, "$argon2id$new", now=now)
    assert [_who(database, token, now) for token in old] == [None, None]
    assert _who(database, new, now).uid == mia.uid


def test_disabling_takes_access_away_at_once_and_enabling_gives_no_session_back(database, now, hashed) -> None:
    mia = _person(database, hashed)
    with database.writing() as session:
        token = make.token(session, mia)
        link = links.make_link(session, OPERATOR, mia.uid, hours=1, now=now)
    with database.writing() as session:
        accounts.disable_account(session, OPERATOR, mia.uid, now=now)
    assert _who(database, token, now) is None
    with pytest.raises(Gone), database.reading() as session:
        links.look_at_link(session, link.token, now=now)
    with database.writing() as session:
        accounts.enable_account(session, OPERATOR, mia.uid, now=now)
    assert _who(database, token, now) is None
    assert _try(database, "mia", PASSWORD, now) is not None


@pytest.mark.parametrize("verb", ["demote", "disable"])
def test_the_last_administrator_stays(database, now, verb) -> None:
    mia = _person(database, is_admin=True)
    with database.writing() as session:  # neither counts: one is disabled, one cannot sign in
        make.account(session, "Off", is_admin=True).disabled_at = now
        make.account(session, "Demo", is_admin=True, can_sign_in=False)
    with pytest.raises(Conflict) as refused, database.writing() as session:
        if verb == "demote":
            accounts.set_admin(session, OPERATOR, mia.uid, is_admin=False, now=now)
        else:
            accounts.disable_account(session, OPERATOR, mia.uid, now=now)
    assert refused.value.code == "last_admin"
    with database.reading() as session:
        stored = session.get(Account, mia.id)
        assert stored.is_admin
        assert stored.disabled_at is None


def test_two_administrators_who_demote_each_other_at_once_leave_one(database, now) -> None:
    for _ in range(5):
        with database.writing() as session:
            session.execute(update(Account).values(is_admin=False))
            pair = [make.account(session, name, is_admin=True) for name in ("Ada", "Bo")]
        start, outcomes = threading.Barrier(2), []

        def demote(by, of, start=start, outcomes=outcomes) -> None:
            start.wait()
            try:
                with database.writing() as session:
                    accounts.set_admin(session, Actor(by.id, by.uid, by.name, True), of.uid, is_admin=False, now=now)
                outcomes.append("done")
            except Conflict as error:
                outcomes.append(error.code)

        threads = [threading.Thread(target=demote, args=(a, b)) for a, b in (pair, pair[::-1])]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["done", "last_admin"]
        with database.reading() as session:
            assert len(session.scalars(select(Account).where(Account.is_admin)).all()) == 1


def test_a_link_signs_in_once_and_looking_at_it_does_not_use_it(database, now) -> None:
    mia = _person(database)
    with database.writing() as session:
        made = links.make_link(session, OPERATOR, mia.uid, LinkPurpose.SIGN_IN, hours=1, now=now)
    for _ in range(2):
        with database.reading() as session:
            assert links.look_at_link(session, made.token, now=now).name == "Mia"
    with database.writing() as session:
        token = links.sign_in_by_link(session, made.token, now=now)
    assert _who(database, token, now).uid == mia.uid
    with pytest.raises(Gone), database.writing() as session:
        links.sign_in_by_link(session, made.token, now=now)


def test_a_link_used_by_two_browsers_at_once_works_for_one(database, now) -> None:
    mia = _person(database)
    with database.writing() as session:
        made = links.make_link(session, OPERATOR, mia.uid, LinkPurpose.SIGN_IN, hours=1, now=now)
    start, outcomes = threading.Barrier(4), []

    def use() -> None:
        start.wait()
        try:
            with database.writing() as session:
                links.sign_in_by_link(session, made.token, now=now)
            outcomes.append("in")
        except Gone:
            outcomes.append("gone")

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["gone", "gone", "gone", "in"]
    with database.reading() as session:
        assert len(session.scalars(select(LoginSession)).all()) == 1


def test_a_link_is_gone_when_too_old_replaced_or_never_made(database, now) -> None:
    mia = _person(database)
    with database.writing() as session:
        first = links.make_link(session, OPERATOR, mia.uid, hours=1, now=now)
        second = links.make_link(session, OPERATOR, mia.uid, hours=1, now=now)
    for token, moment in ((first.token, now), (second.token, now + HOUR), ("guessed", now)):
        with pytest.raises(Gone), database.reading() as session:
            links.look_at_link(session, token, now=moment)


def test_a_link_is_stored_only_as_a_hash(database, now) -> None:
    mia = _person(database)
    with database.writing() as session:
        made = links.make_link(session, OPERATOR, mia.uid, hours=1, now=now)
    with database.reading() as session:
        stored = session.scalars(select(Link)).one()
    assert made.token not in (stored.token_hash, stored.purpose)
    assert all(made.token not in str(detail) for _, detail in _audited(database))


def test_an_invitation_takes_name_and_password_and_a_bad_name_leaves_it_good(database, now, hashed) -> None:
    mia = _person(database)
    with database.writing() as session:
        made = links.make_link(session, OPERATOR, mia.uid, hours=1, now=now)
    assert made.purpose is LinkPurpose.INVITATION
    with pytest.raises(Invalid), database.writing() as session:
        links.join_by_link(session, made.token, name="\u200b", password_hash=hashed, now=now)
    with database.writing() as session:
        links.join_by_link(session, made.token, name="Mia Lund", password_hash=hashed, now=now)
    with database.reading() as session:
        assert session.get(Account, mia.id).name == "Mia Lund"
    assert _try(database, "mia", PASSWORD, now) is not None


def test_a_link_of_one_purpose_does_not_serve_another(database, now, hashed) -> None:
    mia = _person(database, hashed)
    with database.writing() as session:
        made = links.make_link(session, OPERATOR, mia.uid, hours=1, now=now)
    assert made.purpose is LinkPurpose.PASSWORD
    with pytest.raises(Gone), database.writing() as session:
        links.sign_in_by_link(session, made.token, now=now)


def test_an_account_of_a_dataset_gets_neither_link_nor_password_nor_office(database, now, hashed) -> None:
    demo = _person(database, can_sign_in=False)
    with pytest.raises(Forbidden), database.writing() as session:
        links.make_link(session, OPERATOR, demo.uid, hours=1, now=now)
    with pytest.raises(Forbidden), database.writing() as session:
        accounts.set_password(session, accounts.find_account(session, demo.uid), hashed)
    with pytest.raises(Forbidden), database.writing() as session:
        accounts.set_admin(session, OPERATOR, demo.uid, is_admin=True, now=now)
    with database.reading() as session:
        assert session.scalars(select(Link)).all() == []
        assert session.get(Account, demo.id).password_hash is None


def test_the_inviters_link_does_not_make_an_administrator(database, now) -> None:
    mia = _person(database)
    with database.writing() as session:
        made = links.make_link(session, OPERATOR, mia.uid, hours=1, now=now)
    with database.writing() as session:
        accounts.set_admin(session, OPERATOR, mia.uid, is_admin=True, now=now)
    with pytest.raises(Gone), database.reading() as session:
        links.look_at_link(session, made.token, now=now)
