"""Statements that every save asks, compiled once and given to SQLite's driver as they are.

Between a statement and the driver SQLAlchemy looks up its compiled form, makes a context, a result and rows of rows:
ten times what SQLite itself takes. A `Prepared` does that work once and afterwards converts values alone, with the
same converters of the columns' types; a short document is read once for all rows that hold the same, and cannot be
changed. On PostgreSQL, and where somebody listens to statements, it is executed as any other.
"""

import json
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, Connection, CursorResult, Dialect, Engine, Executable
from sqlalchemy.orm import Session
from sqlalchemy.sql import Delete, Insert, Update
from sqlalchemy.sql.selectable import SelectBase

from annotator.storage.sealed import sealed

_DIRECT = "annotator-direct"
#: Longest document, in characters, that is kept: an annotation's attributes, of which a review holds few kinds.
_SHORT = 200

# Any, here and below: the values of columns of every type.
Values = Mapping[str, Any]
_Convert = Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class _Form:
    """A statement in the driver's words: what is bound in which order, and how rows come back."""

    sql: str
    binds: tuple[tuple[str, _Convert], ...]
    make: Callable[[Sequence[Any]], Any]

    def bind(self, values: Values) -> list[Any]:
        return [values[name] if convert is None else convert(values[name]) for name, convert in self.binds]


class Prepared:
    """One statement. Every value is a parameter by name; an INSERT or UPDATE sets the columns that are given."""

    def __init__(self, statement: Executable) -> None:
        self.statement = statement
        self._forms: dict[tuple[str, ...], _Form] = {}

    def all(self, session: Session, values: Values) -> list[Any]:
        """The rows, with the columns as attributes."""
        connection = _direct(session)
        if connection is None:
            return list(session.connection().execute(self.statement, values).all())
        form = self._form(connection.dialect, values)
        return list(map(form.make, _driver(connection).execute(form.sql, form.bind(values))))

    def write(self, session: Session, values: Values) -> int:
        """Carry it out; say how many rows an UPDATE or DELETE changed."""
        connection = _direct(session)
        if connection is None:
            result = session.connection().execute(self.statement, values)
            assert isinstance(result, CursorResult)
            return result.rowcount
        form = self._form(connection.dialect, values)
        changed: int = _driver(connection).execute(form.sql, form.bind(values)).rowcount
        return changed

    def write_all(self, session: Session, rows: Sequence[Values]) -> None:
        """Carry it out for each of the rows, which give the same columns."""
        if not rows:
            return
        connection = _direct(session)
        if connection is None:
            session.connection().execute(self.statement, rows)
            return
        form = self._form(connection.dialect, rows[0])
        _driver(connection).executemany(form.sql, map(form.bind, rows))

    def _form(self, dialect: Dialect, values: Values) -> _Form:
        key = tuple(values)
        form = self._forms.get(key)
        if form is None:
            form = self._forms[key] = _compile(self.statement, dialect, key)
        return form


def go_direct(session: Session) -> None:
    """Begin the session's transaction on SQLite; its prepared statements then go to the driver."""
    session.info[_DIRECT] = session.connection()


@contextmanager
def glance(engine: Engine) -> Iterator[Session]:
    """A session on SQLite that asks prepared questions, each in a transaction of its own that cannot write."""
    with engine.connect() as connection:
        _driver(connection).execute("PRAGMA query_only=ON")
        session = Session(connection, info={_DIRECT: connection})
        try:
            yield session
        finally:
            if session.in_transaction():  # a prepared question begins none, unless somebody listens
                session.close()


def _direct(session: Session) -> Connection | None:
    connection: Connection | None = session.info.get(_DIRECT)
    # Who listens to statements, to count or to log them, is told of these too.
    return None if connection is None or connection.dispatch.before_cursor_execute else connection


# Any: the DBAPI's connection has no common type.
def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _compile(statement: Executable, dialect: Dialect, names: tuple[str, ...]) -> _Form:
    # Any: a compiled statement of whatever kind; what is asked of it is SQLAlchemy's public interface.
    compiled: Any = statement.compile(  # type: ignore[attr-defined]  # every executable of ours compiles
        dialect=dialect, column_keys=list(names) if isinstance(statement, Insert | Update) else None
    )
    missing = [name for name in compiled.positiontup if name not in names]
    if missing or compiled.insert_prefetch or compiled.update_prefetch or "POSTCOMPILE" in compiled.string:
        raise ValueError(f"a prepared statement is given all its values: {missing}")
    binds = tuple((name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
                  for name in compiled.positiontup)  # fmt: skip
    columns = () if isinstance(statement, Delete) else tuple(_columns(statement))
    return _Form(compiled.string, binds, _maker([(c.key, c.type.dialect_impl(dialect)) for c in columns], dialect))


# Any: columns of every type.
def _columns(statement: Executable) -> Sequence[Any]:
    assert isinstance(statement, SelectBase | Insert | Update)
    return list(statement.exported_columns)


# Any: as above.
def _reader(kind: Any, dialect: Dialect) -> _Convert:
    """What turns the driver's value into ours, or None where it is the same."""
    if isinstance(kind, JSON):
        return _read_document
    convert: _Convert = kind.result_processor(dialect, None)
    return convert


# Any: a document of whatever shape.
def _read_document(words: str | None) -> Any:
    if words is None:
        return None
    return _read_short(words) if len(words) <= _SHORT else json.loads(words)


@lru_cache(2048)
def _read_short(words: str) -> Any:
    return sealed(json.loads(words))


def _maker(columns: Sequence[tuple[str, Any]], dialect: Dialect) -> Callable[[Sequence[Any]], Any]:
    """What makes a row of what the driver gives: a named tuple with converted values."""
    if not columns:
        return itemgetter(slice(None))
    row = namedtuple("Row", [name for name, _ in columns], rename=True)  # type: ignore[misc]  # names known at run time
    converts = [
        (at, convert) for at, (_, kind) in enumerate(columns) if (convert := _reader(kind, dialect))
    ]
    if not converts:
        return row._make

    def make(given: Sequence[Any]) -> Any:
        values = list(given)
        for at, convert in converts:
            values[at] = convert(values[at])
        return row._make(values)

    return make
