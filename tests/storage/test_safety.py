"""What stands between two processes, a full disk or a network drive and somebody's work."""

import sqlite3
import threading
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from annotator.app import create_app
from annotator.core.actions import Change
from annotator.core.errors import Busy, Conflict, Invalid, StorageFull
from annotator.core.records import Check, Claim, Flag, Outcome, Role
from annotator.services.reviews import start_review
from annotator.settings import Settings
from annotator.storage import engine
from annotator.storage.queries.changes import write_changes
from annotator.storage.queries.readings import load_reading
from annotator.storage.tables import Account, Action, Review
from annotator.storage.transactions import Database
from tests import make
from tests.apps import without_csrf


def test_two_processes_that_read_and_then_write_wait_for_each_other(sqlite_database, now) -> None:
    """Each `Database` has its own lock, as two processes have; only the file is between them."""
    address = str(sqlite_database.engine.url)
    wrong: list[Busy] = []

    def write(name: str) -> None:
        database = Database.open(address, busy_seconds=10)
        for number in range(25):
            try:
                with database.writing() as session:
                    seen = session.scalar(select(func.count()).select_from(Account))
                    row = {"uid": f"{name}{number}", "name": f"{seen}", "created_at": now, "version": 1}
                    session.execute(insert(Account).values(is_admin=False, can_sign_in=True, **row))
            except Busy as error:
                wrong.append(error)
        database.close()

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    with sqlite_database.reading() as session:
        seen = [int(name) for name in session.scalars(select(Account.name).order_by(Account.id))]
    assert seen == list(range(100)), "a count was read that another had already changed"


def test_nobody_writes_between_what_a_writing_session_reads_and_writes(sqlite_database) -> None:
    """Not even a program that takes no turns: the database itself is held from the first look on."""
    with sqlite_database.writing() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 0
        with (
            closing(sqlite3.connect(sqlite_database.engine.url.database, timeout=0)) as other,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            other.execute("DELETE FROM account")


@pytest.fixture
def review(database, now):
    """A review with a claim and a check, and its reading."""
    with database.writing() as session:
        article = make.article(session, make.project(session))
        row = make.review(session, article, make.account(session))
        reading = load_reading(session, row.id)
        one, other = reading.sentences[1], reading.sentences[2]
        claim = Claim("c" * 32, one.start, one.stop, frozenset({Flag.FACT}))
        check = Check("d" * 32, other.start, other.stop, Outcome.NOTHING)
        write_changes(session, row.id, [Change(None, claim), Change(None, check)], reading)
        return row.id, claim, check


@pytest.mark.parametrize("which", ["claim", "check"])
@pytest.mark.parametrize("is_deleted", [False, True], ids=["changed", "deleted"])
def test_a_row_is_written_only_in_the_version_that_was_read(database, review, which, is_deleted) -> None:
    review_id, claim, check = review
    record = claim if which == "claim" else check
    with database.reading() as session:
        read = load_reading(session, review_id)
    flipped = replace(record, unsure=True)
    with database.writing() as session:
        write_changes(session, review_id, [Change(record, flipped)], load_reading(session, review_id))
    with database.writing() as session:
        write_changes(session, review_id, [Change(flipped, record)], load_reading(session, review_id))
    after = None if is_deleted else replace(record, unsure=True)
    with pytest.raises(Conflict), database.writing() as session:
        write_changes(session, review_id, [Change(record, after)], read)  # the same words, two versions later
    with database.reading() as session:
        stored = {row.uid: row for row in load_reading(session, review_id).records}[record.uid]
    assert (stored.unsure, stored.version) == (False, 3)


@contextmanager
def held(database: Database):
    """Somebody else, in another process, is writing and takes long."""
    with closing(sqlite3.connect(database.engine.url.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.fixture
def tagging(sqlite_database, tmp_path, now):
    """Post a tag to a started review on SQLite; the number of acts that are stored."""
    impatient = Database(sqlite_database.engine, busy_seconds=0.2)
    app = create_app(Settings(instance=tmp_path), impatient, b"0" * 32, clock=lambda: now)
    without_csrf(app)
    with sqlite_database.writing() as session:
        project = make.project(session)
        article = make.article(session, project)
        ada = make.member(session, project, Role.REVIEWER)
        uid = start_review(session, make.actor(session, ada), article.uid, now=now)
        token = make.token(session, ada)
    client = app.test_client()
    client.set_cookie("annotator", token)

    def post(key: str):
        data = {"verb": "fact", "request_key": key}
        return client.post(f"/reviews/{uid}/sentences/1", data=data, headers={"HX-Request": "true"})

    def stored() -> int:
        with sqlite_database.reading() as session:
            return session.scalar(select(func.count()).select_from(Action).where(Action.kind == "claim:tag"))

    return post, stored


def test_a_save_that_another_process_holds_up_is_told_so_and_works_when_sent_again(sqlite_database, tagging) -> None:
    post, stored = tagging
    with held(sqlite_database):
        answer = post("key-1")
    assert (answer.status_code, answer.headers["X-Error-Code"]) == (503, "busy")
    assert answer.headers["Retry-After"]
    assert "Nothing was lost" in answer.get_data(as_text=True)
    assert stored() == 0
    assert [post("key-1").status_code for _ in range(2)] == [200, 200]
    assert stored() == 1


def test_a_save_on_a_full_disk_is_told_so_and_works_when_there_is_room(tagging, monkeypatch) -> None:
    post, stored = tagging

    def commit(_session: object) -> None:
        raise OperationalError("COMMIT", None, sqlite3.OperationalError("database or disk is full"))

    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", commit)
        answer = post("key-1")
    assert (answer.status_code, answer.headers["X-Error-Code"]) == (507, "disk_full")
    assert stored() == 0
    assert post("key-1").status_code == 200
    assert stored() == 1


def test_a_database_that_may_not_grow_is_a_full_disk(sqlite_database, now) -> None:
    with pytest.raises(StorageFull), sqlite_database.writing() as session:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count={pages}"))
        make.article(session, make.project(session), "Fire\n\n" + "It burned all night. " * 20_000 + "End.")
    with sqlite_database.writing() as session:
        session.execute(text("PRAGMA max_page_count=1000000"))  # room was made
        make.article(session, make.project(session))
    with sqlite_database.reading() as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
        assert session.scalar(select(func.count()).select_from(Review)) == 0


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_network_drive_is_refused(tmp_path, monkeypatch, kind) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {tmp_path / 'share'} {kind} rw 0 0\n")
    monkeypatch.setattr(engine, "_MOUNTS", mounts)
    with pytest.raises(Invalid) as error:
        Database.open(f"sqlite:///{tmp_path / 'share' / 'desk' / 'annotator.db'}")
    assert error.value.code == "network_file_system"
    Database.open(f"sqlite:///{tmp_path / 'annotator.db'}").close()


def test_another_database_is_refused_in_words() -> None:
    with pytest.raises(Invalid, match="SQLite or PostgreSQL"):
        Database.open("mysql://localhost/annotator")
