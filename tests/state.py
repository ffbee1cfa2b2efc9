"""The state of a database as one value, which must not move when a request is refused; and emptying one."""

import hashlib
import json

from sqlalchemy import select, text

from annotator.storage.queries.cuts import forget_cuts
from annotator.storage.tables import LoginSession
from annotator.storage.transactions import Database
from annotator.storage.types import Base


def digest(database: Database, *, but: str = "") -> str:
    """A digest of every row of every table but the sessions' `seen_at`, and the table named by `but`."""
    rows = {}
    with database.reading() as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in (LoginSession.__tablename__, but):
                rows[table.name] = sorted(repr(tuple(row)) for row in session.execute(select(table)))
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


def empty(database: Database) -> None:
    """Leave nothing in a PostgreSQL database but its tables.

    Row by row, and only where there are any: truncating makes new files for two hundred tables and indexes, which
    took longer than most tests.
    """
    asked = (f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in Base.metadata.tables)
    with database.engine.execution_options(writing=True).begin() as connection:
        full = connection.scalars(text(" UNION ALL ".join(asked))).all()
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # in any order: no references
        for table in full:
            connection.execute(text(f'DELETE FROM "{table}"'))
        connection.execute(text("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"))
    with database.reading() as session:
        forget_cuts(session)
