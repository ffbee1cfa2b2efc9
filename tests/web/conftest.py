"""Fixtures of the page tests: the application on each engine, and browsers signed in as somebody."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from annotator.app import create_app
from annotator.settings import Settings
from annotator.storage.tables import Account
from annotator.storage.transactions import Database
from tests import make


@pytest.fixture
def app(database: Database, tmp_path: Path, now) -> Flask:
    """The application over an empty database, at a standing moment. CSRF is tested where it matters."""
    application = create_app(Settings(instance=tmp_path), database, b"0" * 32, clock=lambda: now)
    application.config.update(TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    application.testing = False  # errors are answered as in production
    return application


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
