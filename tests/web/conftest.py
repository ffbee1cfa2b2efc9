"""Fixtures of the page tests: the application on each engine, and browsers signed in as somebody."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from annotator.app import create_app
from annotator.services import passwords
from annotator.settings import Settings
from annotator.storage.tables import Account
from annotator.storage.transactions import Database
from annotator.web.desk import Desk, attach_desk
from annotator.web.limits import attempts_at
from tests import make
from tests.apps import without_csrf

CHEAP_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_NOBODY = CHEAP_HASHER.hash("nobody")


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a hash has to cost is asked in tests/services; pages make them by the hundred."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP_HASHER)
    monkeypatch.setattr(passwords, "NOBODY", _NOBODY)


@pytest.fixture(scope="session")
def assembled(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application, put together once: its two hundred addresses take longer than most tests."""
    settings = Settings(instance=tmp_path_factory.mktemp("assembled"))
    return create_app(settings, Database.open("sqlite://"), b"0" * 32)


@pytest.fixture
def app(assembled: Flask, database: Database, tmp_path: Path, now) -> Iterator[Flask]:
    """The application over an empty database, at a standing moment. CSRF is tested where it matters."""
    attach_desk(assembled, Desk(Settings(instance=tmp_path), database, lambda: now))
    attempts_at(assembled).forget()
    before = dict(assembled.config)
    without_csrf(assembled)  # errors are answered as in production
    yield assembled
    assembled.config.update(before)


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """A browser that is not signed in."""
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask, database: Database) -> Callable[[Account], FlaskClient]:
    """Give a browser signed in as an account."""

    def sign_in(account: Account) -> FlaskClient:
        with database.writing() as session:
            token = make.token(session, account)
        client = app.test_client()
        client.set_cookie("annotator", token)
        return client

    return sign_in
