"""Counting attempts: processes that serve one desk count together."""

import time
from pathlib import Path

import time_machine
from limits.storage import storage_from_string

from annotator.web.limits import address_of_counts


def test_processes_count_in_one_file_until_the_time_is_over(tmp_path: Path) -> None:
    address = address_of_counts(tmp_path / "at tempts.db")
    with time_machine.travel(1_000_000.0, tick=False) as clock:
        one, other = storage_from_string(address), storage_from_string(address)
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
    storage_from_string(address_of_counts(tmp_path / "attempts.db")).incr("LIMITER/ada@desk.example/127.0.0.1", 300)
    assert b"desk.example" not in (tmp_path / "attempts.db").read_bytes()


def test_one_process_counts_in_memory() -> None:
    assert address_of_counts(None) == "memory://"
