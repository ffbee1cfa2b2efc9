"""The audit log: chained, without text."""

import threading

import pytest
from sqlalchemy import delete, select, text, update

from annotator.services.audit import GENESIS, record, verify_audit
from annotator.storage.tables import Audit


def _three(database, now) -> None:
    for number in range(3):
        with database.writing() as session:
            record(session, "project:create", "a" * 32, {"project": "b" * 32, "n": number, "admin": False}, now=now)


def test_an_untouched_log_is_whole(database, now) -> None:
    _three(database, now)
    with database.reading() as session:
        state = verify_audit(session)
        assert (state.rows, state.broken_at) == (3, None)
        assert state.head == session.scalars(select(Audit.hash).order_by(Audit.id.desc())).first()


def test_an_empty_log_is_whole(database) -> None:
    with database.reading() as session:
        assert verify_audit(session).head == GENESIS


@pytest.mark.parametrize("column", ["kind", "actor_uid", "detail", "at"])
def test_a_changed_row_is_found(database, now, column) -> None:
    _three(database, now)
    values = {"kind": "project:rename", "actor_uid": "c" * 32, "detail": {"n": 9}, "at": now.replace(year=2027)}
    with database.writing() as session:
        second = session.scalars(select(Audit.id).order_by(Audit.id)).all()[1]
        session.execute(update(Audit).where(Audit.id == second).values({column: values[column]}))
    with database.reading() as session:
        assert verify_audit(session).broken_at == second


def test_a_row_left_out_is_found(database, now) -> None:
    _three(database, now)
    with database.writing() as session:
        ids = session.scalars(select(Audit.id).order_by(Audit.id)).all()
        session.execute(delete(Audit).where(Audit.id == ids[1]))
    with database.reading() as session:
        assert verify_audit(session).broken_at == ids[2]


@pytest.mark.parametrize(
    ("kind", "detail"),
    [
        ("project:create", {"title": "Harbour fire was set"}),
        ("project create", {}),
        ("project:create", {"id": "x" * 65}),
    ],
)
def test_text_does_not_get_into_the_log(database, now, kind, detail) -> None:
    with pytest.raises(ValueError, match="audit"), database.writing() as session:
        record(session, kind, None, detail, now=now)
    with database.reading() as session:
        assert session.scalars(select(Audit)).all() == []


def test_writers_at_once_make_one_chain(database, now) -> None:
    start = threading.Barrier(4)

    def write() -> None:
        start.wait()
        for _ in range(5):
            with database.writing() as session:
                session.execute(text("SELECT 1"))
                record(session, "account:sign_in", "a" * 32, {"by": "password"}, now=now)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        state = verify_audit(session)
    assert (state.rows, state.broken_at) == (20, None)
