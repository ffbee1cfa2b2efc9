"""Rate limits: counted in memory by one process, in a small file by the processes that serve one desk together."""

import logging
import math
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import ParamSpec, TypeVar

from flask import Flask, Response, after_this_request, current_app, request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, Storage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

log = logging.getLogger("annotator.web")

_Given = ParamSpec("_Given")
_Said = TypeVar("_Said")
_KEY = "annotator-attempts"
_TABLE = "CREATE TABLE IF NOT EXISTS counted (key TEXT PRIMARY KEY, n INTEGER NOT NULL, ends REAL NOT NULL)"
_ADD = """
INSERT INTO counted VALUES (:key, :amount, :now + :seconds)
ON CONFLICT (key) DO UPDATE SET n = n + :amount RETURNING n
"""


def everybody() -> str:
    """All who ask, counted as one."""
    return "everybody"


def address() -> str:
    """Whoever asks from one address."""
    return str(request.remote_addr)


@dataclass(frozen=True, slots=True)
class Rate:
    """So often ("8 per 5 minutes") for each whom `of` names."""

    often: str
    of: Callable[[], str] = address


class Attempts:
    """What one application counts. Where the file is out of reach, memory counts instead: nobody is locked out."""

    def __init__(self, file: Path | None) -> None:
        self._in_memory = FixedWindowRateLimiter(MemoryStorage())
        self._counted = FixedWindowRateLimiter(CountsInFile(file)) if file else self._in_memory

    def count(self, rate: RateLimitItem, *of: str) -> bool:
        """Count an attempt; say whether it is one of those allowed."""
        return self._ask(lambda counted: counted.hit(rate, *of))

    def allow(self, rate: RateLimitItem, *of: str) -> bool:
        """Say whether one more is allowed."""
        return self._ask(lambda counted: counted.test(rate, *of))

    def ends(self, rate: RateLimitItem, *of: str) -> float:
        """When counting begins anew."""
        return self._ask(lambda counted: counted.get_window_stats(rate, *of).reset_time)

    def forget(self) -> None:
        """Begin anew with everybody."""
        self._ask(lambda counted: counted.storage.reset())

    def _ask(self, question: Callable[[FixedWindowRateLimiter], _Said]) -> _Said:
        try:
            return question(self._counted)
        except sqlite3.Error as error:
            log.warning("attempts are counted in memory: %s", error)
            return question(self._in_memory)


def count_attempts(app: Flask, file: Path | None) -> None:
    """Let the addresses of `app` that have a limit keep it; count in the file, or in memory."""
    app.extensions[_KEY] = Attempts(file)


def attempts_at(app: Flask) -> Attempts:
    """What `app` has counted."""
    found: Attempts = app.extensions[_KEY]
    return found


def limit_attempts(
    *rates: Rate, count_if: Callable[[Response], bool] | None = None
) -> Callable[[Callable[_Given, Response]], Callable[_Given, Response]]:
    """Refuse, with 429 and when to come again, whoever asks a view more often than one of `rates` allows.

    Every call counts, or with `count_if` those whose answer it picks; an error's is an answer as well.
    """
    parsed = [(parse(rate.often), rate.of) for rate in rates]

    def decorate(view: Callable[_Given, Response]) -> Callable[_Given, Response]:
        @wraps(view)
        def ask(*args: _Given.args, **kwargs: _Given.kwargs) -> Response:
            attempts = attempts_at(current_app)
            counted = [(rate, of(), str(request.endpoint)) for rate, of in parsed]
            is_allowed = attempts.allow if count_if else attempts.count
            passed = [one for one in counted if not is_allowed(*one)]
            if passed:
                wait = max(attempts.ends(*one) for one in passed) - time.time()
                raise TooManyRequests(retry_after=max(1, math.ceil(wait)))

            def count_answer(response: Response) -> Response:
                if count_if and count_if(response):
                    for one in counted:
                        attempts.count(*one)
                return response

            after_this_request(count_answer)
            return view(*args, **kwargs)

        return ask

    return decorate


class CountsInFile(Storage):
    """Counts in a SQLite file, opened for each: only signing in and links are counted. Who or what is counted is
    stored as a hash; what is over is deleted. A power cut may take it: it is no one's work.
    """

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

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
