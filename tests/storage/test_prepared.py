"""Prepared statements: the same rows, values and errors as through SQLAlchemy, on both engines."""

import json
import sqlite3
from datetime import datetime

import pytest
from sqlalchemy import bindparam, delete, event, insert, select, update

from annotator.core.errors import Busy, Conflict
from annotator.core.records import Role
from annotator.storage.prepared import Prepared
from annotator.storage.tables import Account, Action, Change, Membership, Project
from annotator.storage.transactions import _translated
from annotator.storage.types import plain
from tests import make

ACCOUNT, CHANGE, MEMBER = plain(Account), plain(Change), plain(Membership)
FIND = select(ACCOUNT.c.uid, ACCOUNT.c.name, ACCOUNT.c.is_admin, ACCOUNT.c.created_at, ACCOUNT.c.disabled_at).where(
    ACCOUNT.c.uid == bindparam("uid")
)


def test_rows_come_as_through_sqlalchemy(database, now):
    with database.writing() as session:
        make.member(session, make.project(session), Role.EDITOR, "Ada")
        uid = session.scalar(select(ACCOUNT.c.uid))
    roles = select(MEMBER.c.role, plain(Project).c.name.label("project")).join_from(MEMBER, plain(Project))
    with database.reading() as session:
        for statement, values in ((FIND, {"uid": uid}), (roles, {})):
            expected = session.execute(statement, values).one()
            (row,) = Prepared(statement).all(session, values)
            assert tuple(row) == tuple(expected)
            assert [type(value) for value in row] == [type(value) for value in expected]
            assert all(getattr(row, name) == value for name, value in expected._mapping.items())
        (row,) = Prepared(FIND).all(session, {"uid": uid})
        assert isinstance(row.created_at, datetime)
        assert row.created_at.tzinfo is not None
        assert row.is_admin is False
        assert Prepared(FIND).all(session, {"uid": "nobody"}) == []


def test_values_are_stored_as_through_sqlalchemy(database, now):
    add = Prepared(insert(plain(Action)).returning(plain(Action).c.id))
    with database.writing() as session:
        person = make.member(session, make.project(session), Role.REVIEWER)
        values = {"uid": "a", "at": now, "actor_id": person.id, "kind": "tag", "review_id": None}
        ((action,),) = add.all(session, values)
        rows = [
            {"action_id": action, "position": n, "table": "claim", "uid": "c", "before": None, "after": {"é": [n]}}
            for n in range(3)
        ]
        Prepared(insert(CHANGE)).write_all(session, rows)
        Prepared(insert(CHANGE)).write_all(session, [])
    with database.reading() as session:
        stored = session.execute(select(CHANGE).order_by(CHANGE.c.position)).all()
        assert [row.after for row in stored] == [{"é": [n]} for n in range(3)]
        assert session.scalars(select(CHANGE.c.uid).where(CHANGE.c.before.is_(None))).all() == ["c"] * 3
        assert session.scalar(select(plain(Action).c.at)) == now


def test_a_document_that_rows_share_cannot_be_changed_by_one_of_them(sqlite_database, now):
    kept = {"flags": ["fact"], "of": {"card": 1}}
    find = Prepared(select(CHANGE.c.after).order_by(CHANGE.c.position))
    with sqlite_database.writing() as session:
        action = Action(uid="a", at=now, actor_id=make.account(session).id, kind="tag")
        session.add(action)
        session.flush()
        rows = [{"action_id": action.id, "position": n, "table": "claim", "uid": "c", "before": None, "after": kept}
                for n in range(2)]  # fmt: skip
        Prepared(insert(CHANGE)).write_all(session, rows)
        one, other = (row.after for row in find.all(session, {}))
        dict_acts = ("__setitem__", "__delitem__", "__ior__", "clear", "pop", "popitem", "setdefault", "update")
        list_acts = ("__setitem__", "__delitem__", "__iadd__", "__imul__", "append", "clear", "extend", "insert", "pop",
                     "remove", "reverse", "sort")  # fmt: skip
        for document, acts in ((one, dict_acts), (one["of"], dict_acts), (one["flags"], list_acts)):
            for act in acts:
                with pytest.raises(TypeError, match="change a copy"):
                    getattr(document, act)(0)
        assert one == other == kept
        assert (type(one.copy()), type([*one["flags"]]), json.loads(json.dumps(one))) == (dict, list, kept)


def test_writing_tells_how_many_rows_changed(database, now):
    rename = Prepared(update(ACCOUNT).where(ACCOUNT.c.uid == bindparam("of_uid")))
    remove = Prepared(delete(ACCOUNT).where(ACCOUNT.c.uid == bindparam("of_uid")))
    row = {"uid": "a", "name": "Ada", "is_admin": False, "can_sign_in": True, "created_at": now, "version": 1}
    with database.writing() as session:
        Prepared(insert(ACCOUNT)).write(session, row)
        assert rename.write(session, {"name": "Bea", "of_uid": "a"}) == 1
        assert rename.write(session, {"name": "Cleo", "version": 2, "of_uid": "b"}) == 0
        assert session.scalar(select(ACCOUNT.c.name)) == "Bea"
        assert remove.write(session, {"of_uid": "a"}) == 1
        assert remove.write(session, {"of_uid": "a"}) == 0


def test_what_a_prepared_statement_wrote_goes_back_with_its_transaction(database, now):
    row = {"uid": "a", "name": "Ada", "is_admin": False, "can_sign_in": True, "created_at": now, "version": 1}
    with pytest.raises(Conflict), database.writing() as session:
        Prepared(insert(ACCOUNT)).write(session, row)
        Prepared(insert(ACCOUNT)).write(session, row)
    with database.reading() as session:
        assert Prepared(FIND).all(session, {"uid": "a"}) == []


def test_a_reading_session_refuses_a_prepared_write(database, now):
    row = {"uid": "a", "name": "Ada", "is_admin": False, "can_sign_in": True, "created_at": now, "version": 1}
    with pytest.raises(Exception, match=r"readonly|read-only"), database.reading() as session:
        Prepared(insert(ACCOUNT)).write(session, row)
    with database.reading() as session:
        assert session.scalars(select(ACCOUNT.c.uid)).all() == []


def test_who_counts_statements_counts_prepared_ones_too(database):
    statements = []
    with database.reading() as session:
        Prepared(FIND).all(session, {"uid": "a"})
    event.listen(database.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    with database.reading() as session:
        Prepared(FIND).all(session, {"uid": "a"})
    assert len([words for words in statements if words.startswith("SELECT")]) == 1


def test_a_statement_that_would_need_more_than_its_values_is_refused(sqlite_database):
    with sqlite_database.writing() as session:
        with pytest.raises(ValueError, match="uid"):
            Prepared(FIND).all(session, {})
        expanding = select(ACCOUNT.c.id).where(ACCOUNT.c.uid.in_(bindparam("uids", expanding=True)))
        with pytest.raises(ValueError, match="prepared"):
            Prepared(expanding).all(session, {"uids": ["a"]})
        with pytest.raises(ValueError, match="prepared"):  # the column's default is SQLAlchemy's to fill in
            Prepared(insert(plain(Project))).write(session, {"uid": "p", "name": "Desk"})


def test_the_drivers_own_complaints_have_our_words():
    with pytest.raises(Busy), _translated():
        raise sqlite3.OperationalError("database is locked")
    with pytest.raises(sqlite3.OperationalError, match="syntax"), _translated():
        raise sqlite3.OperationalError("near x: syntax error")
