"""Assembly: settings, database and clock become a Flask application."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from annotator.settings import Settings
from annotator.storage.transactions import Database
from annotator.web import register_pages
from annotator.web.assets import register_assets, template_root
from annotator.web.desk import Desk, attach_desk, nobody_waits
from annotator.web.errors import register_errors
from annotator.web.guards import guard
from annotator.web.hx import htmx
from annotator.web.kept_templates import DeskEnvironment
from annotator.web.limits import count_attempts
from annotator.web.sessions import DeskSessionInterface
from annotator.web.words import register_words

_MEGABYTE = 1024 * 1024


def utc_now() -> datetime:
    """The clock of a running desk."""
    return datetime.now(UTC)


class _DeskApp(Flask):
    """Flask as the desk runs it: from one thread to one answer."""

    jinja_environment = DeskEnvironment

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:  # Any: views and hooks of every shape
        """No view and no hook of ours is asynchronous; Flask looks at each of fifteen of them in every request."""
        return func


def create_app(
    settings: Settings,
    database: Database,
    secret_key: bytes,
    *,
    clock: Callable[[], datetime] = utc_now,
    ring: Callable[[], None] = nobody_waits,
    counts: Path | None = None,
    debug: bool = False,
) -> Flask:
    """Assemble the application over an open database. It reads no environment and no file of its own.

    `counts`: the file in which the processes that serve one desk count attempts to sign in; without it one counts.
    """
    app = _DeskApp(
        "annotator",
        template_folder=str(template_root()),
        static_folder=None,
        instance_path=str(settings.instance),
    )
    app.debug = debug
    app.secret_key = secret_key
    app.session_interface = DeskSessionInterface()
    app.config.update(
        MAX_CONTENT_LENGTH=2 * _MEGABYTE,
        MAX_FORM_MEMORY_SIZE=500_000,
        MAX_FORM_PARTS=200,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session; see web/sessions.py
        WTF_CSRF_SSL_STRICT=False,  # the Origin check of web/guards.py does it without Referer
    )
    attach_desk(app, Desk(settings, database, clock, ring))
    register_words(app)
    guard(app)
    CSRFProtect(app)
    htmx.init_app(app)
    count_attempts(app, counts)
    register_assets(app)
    register_errors(app)
    register_pages(app)
    return app
