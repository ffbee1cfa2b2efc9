"""The administrator's page of people."""

import re

import pytest
from sqlalchemy import select

from annotator.storage.tables import Account, Link
from tests import make


@pytest.fixture
def root(database) -> Account:
    with database.writing() as session:
        return make.account(session, "Root", is_admin=True)


def stored(database, account) -> Account:
    with database.reading() as session:
        return session.get(Account, account.id)


def test_only_administrators_see_it(visitor, signed_in, database) -> None:
    with database.writing() as session:
        mia = make.account(session, "Mia")
    assert visitor.get("/people").status_code == 303
    client = signed_in(mia)
    refused = client.get("/people")
    assert refused.status_code == 403
    assert "administrators" in refused.get_data(as_text=True)  # no role in a project would help
    assert client.post("/people", data={"login": "eve", "name": "Eve"}).status_code == 403
    assert client.post(f"/people/{mia.uid}/admin").status_code == 403
    assert not stored(database, mia).is_admin


def test_a_new_account_comes_with_a_link_that_is_shown_once(signed_in, root, visitor) -> None:
    client = signed_in(root)
    answer = client.post("/people", data={"name": "Mia Lund", "login": "Mia"})
    assert (answer.status_code, answer.location) == (303, "/people")
    page = client.get("/people").get_data(as_text=True)
    link = re.search(r"http://localhost(/links/[\w-]+)", page)[1]
    assert "/links/" not in client.get("/people").get_data(as_text=True)
    assert "Welcome" in visitor.get(link).get_data(as_text=True)


def test_a_taken_login_keeps_what_was_typed(signed_in, root, database) -> None:
    with database.writing() as session:
        make.account(session, "Mia").login = "mia"
    answer = signed_in(root).post("/people", data={"name": "Other Mia", "login": "MIA"})
    assert answer.status_code == 422
    body = answer.get_data(as_text=True)
    assert 'value="Other Mia"' in body
    assert "taken" in body


def test_the_last_administrator_cannot_take_the_office_away(signed_in, root, database) -> None:
    client = signed_in(root)
    for change in ("not_admin", "disable"):
        answer = client.post(f"/people/{root.uid}/{change}")
        assert answer.status_code == 409
        assert answer.headers["X-Error-Code"] == "last_admin"
    assert stored(database, root).is_admin
    assert stored(database, root).disabled_at is None


def test_changes_hold_on_the_next_request(signed_in, root, database) -> None:
    with database.writing() as session:
        mia = make.account(session, "Mia")
    admin, other = signed_in(root), signed_in(mia)
    admin.post(f"/people/{mia.uid}/admin")
    assert other.get("/people").status_code == 200
    admin.post(f"/people/{mia.uid}/not_admin")
    assert other.get("/people").status_code == 403
    admin.post(f"/people/{mia.uid}/disable")
    assert other.get("/account").status_code == 303
    admin.post(f"/people/{mia.uid}/enable")
    assert stored(database, mia).disabled_at is None


@pytest.mark.parametrize("change", ["link", "admin"])
def test_people_of_a_dataset_get_neither_link_nor_office(signed_in, root, database, change) -> None:
    with database.writing() as session:
        demo = make.account(session, "Demo", can_sign_in=False)
    assert signed_in(root).post(f"/people/{demo.uid}/{change}").status_code == 403
    with database.reading() as session:
        assert session.scalars(select(Link)).all() == []
    assert not stored(database, demo).is_admin


def test_an_unknown_person_or_change_is_not_found(signed_in, root) -> None:
    client = signed_in(root)
    assert client.post(f"/people/{'0' * 32}/disable").status_code == 404
    assert client.post(f"/people/{root.uid}/promote").status_code == 404
