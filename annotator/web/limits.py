"""Rate limits: counted in memory by one process, in a small file by the processes that serve one desk together."""

import sqlite3
import time
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.storage import Storage

limiter = Limiter(key_func=get_remote_address, headers_enabled=True, in_memory_fallback_enabled=True)


_SCHEME = "desk-file"
_TABLE = "CREATE TABLE IF NOT EXISTS counted (key TEXT PRIMARY KEY, n INTEGER NOT NULL, ends REAL NOT NULL)"
_ADD = """
INSERT INTO counted VALUES (:key, :amount, :now + :seconds)
ON CONFLICT (key) DO UPDATE SET n = n + :amount RETURNING n
"""


def limit_attempts(app: Flask) -> None:
    """Let the addresses of `app` that have a limit keep it."""
    limiter.init_app(app)
    # It would look at every request for a limit that holds everywhere, and there is none: those that have one of
    # their own ask when they are called.
    app.before_request_funcs[None].remove(limiter._check_request_limit)


def address_of_counts(file: Path | None) -> str:
    """Where attempts are counted, as Flask-Limiter names it."""
    return "memory://" if file is None else f"{_SCHEME}:{quote(str(file))}"


class CountsInFile(Storage):
    """Counts in a SQLite file, opened for each: only signing in and links are counted. Who or what is counted is
    stored as a hash; what is over is deleted. A power cut may take it: it is no one's work.
    """

    STORAGE_SCHEME = [_SCHEME]  # noqa: RUF012 - the name and form by which limits finds it

    def __init__(self, uri: str, wrap_exceptions: bool = False, **_options: Any) -> None:  # Any: another storage's
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self._file = unquote(uri.removeprefix(f"{_SCHEME}:"))

    @property
    def base_exceptions(self) -> type[Exception]:
        """What goes wrong here."""
        return sqlite3.Error

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count, for so many seconds from the first time; say how often it was."""
        values = {"key": _hash(key), "amount": amount, "now": time.time(), "seconds": expiry}
        with closing(self._open()) as file, file:
            file.execute("BEGIN IMMEDIATE")
            file.execute("DELETE FROM counted WHERE ends <= :now", values)
            found: int = file.execute(_ADD, values).fetchone()[0]
        return found

    def get(self, key: str) -> int:
        """How often it was counted."""
        return int(self._read(key)[0])

    def get_expiry(self, key: str) -> float:
        """When its count ends."""
        return float(self._read(key)[1])

    def check(self) -> bool:
        """Say whether counting works."""
        self._read("")
        return True

    def reset(self) -> int:
        """Forget everything."""
        with closing(self._open()) as file, file:
            return file.execute("DELETE FROM counted").rowcount

    def clear(self, key: str) -> None:
        """Forget one count."""
        with closing(self._open()) as file, file:
            file.execute("DELETE FROM counted WHERE key = ?", (_hash(key),))

    def _read(self, key: str) -> tuple[int, float]:
        now = time.time()
        with closing(self._open()) as file:
            found = file.execute("SELECT n, ends FROM counted WHERE key = ? AND ends > ?", (_hash(key), now)).fetchone()
        return found or (0, now)

    def _open(self) -> sqlite3.Connection:
        file = sqlite3.connect(self._file, timeout=5)
        file.execute("PRAGMA synchronous=OFF")
        file.execute(_TABLE)
        return file


def _hash(key: str) -> str:
    return sha256(key.encode()).hexdigest()
