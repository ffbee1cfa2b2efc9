"""Counting attempts: processes that serve one desk count together, and nobody is locked out by a broken file."""

import time
from pathlib import Path

import pytest
import time_machine
from flask import Flask, Response

from annotator.core.errors import Invalid
from annotator.web.limits import CountsInFile, Rate, attempts_at, count_attempts, everybody, limit_attempts


def test_processes_count_in_one_file_until_the_time_is_over(tmp_path: Path) -> None:
    file = tmp_path / "at tempts.db"
    with time_machine.travel(1_000_000.0, tick=False) as clock:
        one, other = CountsInFile(file), CountsInFile(file)
        assert [one.incr("ada", 300), other.incr("ada", 300), other.incr("ada", 300, 2)] == [1, 2, 4]
        clock.shift(299)
        assert (one.get("ada"), one.get_expiry("ada"), one.get("ben")) == (4, 1_000_300.0, 0)
        clock.shift(1)
        assert (other.get("ada"), other.get_expiry("ada")) == (0, time.time())
        assert other.incr("ada", 300) == 1
        other.clear("ada")
        assert one.get("ada") == 0
        one.incr("ben", 300)
        assert (one.reset(), one.get("ben"), one.check()) == (1, 0, True)


def test_the_file_of_counts_names_nobody(tmp_path: Path) -> None:
    CountsInFile(tmp_path / "attempts.db").incr("LIMITS:LIMITER/ada@desk.example/127.0.0.1", 300)
    assert b"desk.example" not in (tmp_path / "attempts.db").read_bytes()


def _app(file: Path | None) -> Flask:
    """An application with two addresses that have limits."""
    app = Flask("limited")

    @app.get("/seen")
    @limit_attempts(Rate("2 per minute"), Rate("3 per minute", everybody))
    def seen() -> Response:
        return Response("seen")

    @app.get("/refused/<code>")
    @limit_attempts(Rate("1 per minute"), count_if=lambda response: response.status_code == 422)
    def refused(code: str) -> Response:
        if code == "422":
            raise Invalid("No.")
        return Response("fine")

    app.errorhandler(Invalid)(lambda _error: Response("no", 422))
    count_attempts(app, file)
    return app


def _statuses(app: Flask, *paths: str, by: str = "10.0.0.1") -> list[int]:
    client = app.test_client()
    return [client.get(path, environ_base={"REMOTE_ADDR": by}).status_code for path in paths]


@pytest.mark.parametrize("name", ["", "attempts.db", "missing/attempts.db"])
def test_every_rate_holds_wherever_attempts_are_counted(tmp_path: Path, name: str) -> None:
    app = _app(tmp_path / name if name else None)
    assert _statuses(app, *["/seen"] * 3) == [200, 200, 429]
    assert _statuses(app, "/seen", by="10.0.0.2") == [429]  # the fourth of everybody
    attempts_at(app).forget()
    assert _statuses(app, "/seen") == [200]


def test_two_processes_hold_one_limit_until_it_is_over(tmp_path: Path) -> None:
    one, other = _app(tmp_path / "attempts.db"), _app(tmp_path / "attempts.db")
    with time_machine.travel(1_000_000.0, tick=False) as clock:
        assert _statuses(one, "/seen") + _statuses(other, "/seen", "/seen") == [200, 200, 429]
        clock.shift(45.5)
        refused = one.test_client().get("/seen", environ_base={"REMOTE_ADDR": "10.0.0.1"})
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "15")
        clock.shift(15)
        assert _statuses(one, "/seen") == [200]


def test_what_an_error_answers_counts_as_what_a_view_answers() -> None:
    assert _statuses(_app(None), *["/refused/200"] * 3, "/refused/422", "/refused/200") == [200, 200, 200, 422, 429]
    assert _statuses(_app(None), "/refused/422", "/refused/422", "/seen") == [422, 429, 200]
