"""Fixtures of the browser tests: a served desk on this machine and pages of the system's Chromium.

A page fails its test when it breaks the content security policy or throws.
"""

import logging
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask, request
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from waitress.server import create_server

from annotator.app import create_app, utc_now
from annotator.settings import Settings
from annotator.storage.tables import Account
from annotator.storage.transactions import Database
from annotator.web.desk import Desk, attach_desk
from annotator.web.limits import attempts_at
from tests import make

_NAMES = ("chromium", "chromium-browser", "google-chrome")
# How many times slower than this machine the browser is: a test that asks before the page has acted fails then.
SLOWER = float(os.environ.get("TEST_BROWSER_SLOWER", "1"))
CHROMIUM = next((path for name in _NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Delays(dict[str, float]):
    """Part of an address -> how many seconds its answers take longer."""

    def wait(self) -> None:
        """Answer as slowly as asked for."""
        for part, seconds in self.items():
            if part in request.path:
                time.sleep(seconds)
        if SLOWER > 1:
            time.sleep(0.01 * SLOWER)


@pytest.fixture(scope="session")
def assembled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, Delays]:
    """The application, put together once, and what slows its answers down."""
    settings, delays = Settings(instance=tmp_path_factory.mktemp("assembled")), Delays()
    app = create_app(settings, Database.open("sqlite://"), b"0" * 32)
    app.before_request(delays.wait)
    return app, delays


def _slow_down(page: Page) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


@dataclass
class ServedDesk:
    """A desk that answers on `address`."""

    address: str
    database: Database
    browser: Browser
    delays: Delays
    problems: list[str] = field(default_factory=list)

    def context(self, account: Account | None = None, **options: object) -> BrowserContext:
        """A browser profile of its own, signed in as an account."""
        context = self.browser.new_context(
            # Without motion nothing is looked at in the middle of fading in.
            **{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **options}
        )
        if account is not None:
            self.sign_in(context, account)
        context.on("console", lambda message: self._note(message.text))
        context.on("weberror", lambda error: self.problems.append(str(error.error)))
        if SLOWER > 1:
            context.on("page", _slow_down)
        return context

    def page(self, account: Account | None = None, **options: object) -> Page:
        """A page of a new profile."""
        return self.context(account, **options).new_page()

    def sign_in(self, context: BrowserContext, account: Account) -> None:
        """Give a profile a session of its own."""
        with self.database.writing() as session:
            token = make.token(session, account, utc_now())
        context.add_cookies([{"name": "annotator", "value": token, "url": self.address}])

    def _note(self, text: str) -> None:
        if "Content Security Policy" in text or "Refused to" in text:
            self.problems.append(text)


@pytest.fixture
def served(
    chromium: Browser, assembled: tuple[Flask, Delays], sqlite_database: Database, tmp_path: Path
) -> Iterator[ServedDesk]:
    """A desk over an empty database, served as in production."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    app, delays = assembled
    attach_desk(app, Desk(Settings(instance=tmp_path), sqlite_database, utc_now))
    attempts_at(app).forget()
    delays.clear()
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    desk = ServedDesk(f"http://127.0.0.1:{port}", sqlite_database, chromium, delays)
    server = create_server(app, host="127.0.0.1", port=port, threads=4)
    closing_down = threading.Event()

    def run() -> None:
        try:
            server.run()
        except (OSError, ValueError):  # its sockets are closed under the loop at the end of the test
            if not closing_down.is_set():
                raise

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield desk
    for context in list(chromium.contexts):
        context.close()
    closing_down.set()
    server.close()
    thread.join(timeout=5)
    assert desk.problems == []


@pytest.fixture
def wait_saved() -> Callable[[Page], None]:
    """Wait until a page says that everything is saved."""
    return lambda page: page.wait_for_selector("#save-state[data-state=saved]", state="attached", timeout=20_000)
