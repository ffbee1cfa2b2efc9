"""The state of a database as one value, which must not move when a request is refused; and emptying one."""

import hashlib
import json

from sqlalchemy import Connection, text

from annotator.storage.queries.cuts import forget_cuts
from annotator.storage.tables import LoginSession
from annotator.storage.transactions import Database
from annotator.storage.types import Base


def digest(database: Database, *, but: str = "") -> str:
    """A digest of every row of every table but the sessions' `seen_at`, and the table named by `but`."""
    rows = {}
    with database.engine.connect() as connection:
        for table in _full(connection):
            if table not in (LoginSession.__tablename__, but):
                # As the driver gives them: what is stored, without what is made of it.
                rows[table] = sorted(map(repr, map(tuple, connection.exec_driver_sql(f'SELECT * FROM "{table}"'))))
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


def empty(database: Database) -> None:
    """Leave nothing in a PostgreSQL database but its tables.

    Row by row, and only where there are any: truncating makes new files for two hundred tables and indexes, which
    took longer than most tests.
    """
    with database.engine.execution_options(writing=True).begin() as connection:
        full = _full(connection)
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # in any order: no references
        for table in full:
            connection.execute(text(f'DELETE FROM "{table}"'))
        connection.execute(text("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"))
    with database.reading() as session:
        forget_cuts(session)


def _full(connection: Connection) -> list[str]:
    """The tables that have rows."""
    asked = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in Base.metadata.tables)
    return sorted(connection.scalars(text(" UNION ALL ".join(asked))))
