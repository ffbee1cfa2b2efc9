"""What reading() and writing() promise."""

import os
import subprocess
import sys
import threading
import time

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from annotator.core.errors import Busy, Conflict, StorageFull
from annotator.storage.tables import Account
from annotator.storage.transactions import Database, _translate
from annotator.storage.turns import FairLock, WritersTurn


def _account(uid, now):
    return insert(Account).values(uid=uid, name="Ada", is_admin=False, can_sign_in=True, created_at=now, version=1)


def _count(database):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Account))


def test_leaving_the_block_commits_and_raising_rolls_back(database, now):
    with database.writing() as session:
        session.execute(_account("a", now))
    with pytest.raises(LookupError), database.writing() as session:
        session.execute(_account("b", now))
        raise LookupError
    assert _count(database) == 1


def test_a_reading_session_cannot_write(database, now):
    with pytest.raises(DBAPIError), database.reading() as session:
        session.execute(_account("a", now))
    assert _count(database) == 0


def test_a_broken_constraint_is_a_conflict(database, now):
    with pytest.raises(Conflict), database.writing() as session:
        session.execute(_account("a", now))
        session.execute(_account("a", now))
    assert _count(database) == 0


def test_moments_come_back_in_utc(database, now):
    with database.writing() as session:
        session.execute(_account("a", now))
    with database.reading() as session:
        assert session.scalar(select(Account.created_at)) == now


def test_sqlite_syncs_every_commit_and_checks_foreign_keys(sqlite_database):
    with sqlite_database.reading() as session:
        names = ("journal_mode", "synchronous", "foreign_keys")
        pragma = {name: session.scalar(text(f"PRAGMA {name}")) for name in names}
    assert pragma == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_writer_that_waits_too_long_is_told_the_desk_is_busy(sqlite_database):
    impatient = Database(sqlite_database.engine, busy_seconds=0.05)
    with impatient.writing(), pytest.raises(Busy), impatient.writing():
        pass


def test_eight_writers_lose_nothing(sqlite_database, now):
    def write(writer):
        for number in range(20):
            with sqlite_database.writing() as session:
                session.scalar(select(func.count()).select_from(Account))
                session.execute(_account(f"{writer}-{number}", now))

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _count(sqlite_database) == 160


def test_the_lock_is_granted_in_the_order_of_asking():
    lock, order = FairLock(), []
    assert lock.acquire(1)

    def wait(number):
        assert lock.acquire(5)
        order.append(number)
        lock.release()

    threads = []
    for number in range(5):
        thread = threading.Thread(target=wait, args=(number,))
        thread.start()
        threads.append(thread)
        while len(lock._waiting) <= number:
            time.sleep(0.001)
    lock.release()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("state", "expected"), [("40001", Busy), ("40P01", Busy), ("55P03", Busy), ("53100", StorageFull)]
)
def test_what_postgresql_gives_up_on_is_told_as_busy_or_full(state, expected):
    complaint = DBAPIError("COMMIT", None, type("Complaint", (Exception,), {"sqlstate": state})())
    assert isinstance(_translate(complaint.orig), expected)


def test_processes_take_turns_at_writing_and_a_dead_one_gives_its_turn_back(tmp_path):
    file = str(tmp_path / "a.db")
    # Another process, that dies in its turn.
    program = (
        "import os, sys; from annotator.storage.turns import WritersTurn\n"
        f"turn = WritersTurn({file!r}); assert turn.acquire(1); print('mine', flush=True); sys.stdin.read()"
    )
    mine = WritersTurn(file)
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "mine\n"
        assert not mine.acquire(0.05)
        other.kill()
    assert mine.acquire(5)
    assert not WritersTurn(file).acquire(0.05)
    mine.release()
    mine.close()


def test_a_forked_process_has_no_part_in_its_parents_turn(tmp_path):
    turn = WritersTurn(str(tmp_path / "a.db"))
    assert turn.acquire(1)
    turn.release()
    pid = os.fork()
    if not pid:
        os._exit(0 if turn.acquire(1) else 1)  # it dies with the turn
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert turn.acquire(1)
    turn.release()
    turn.close()
