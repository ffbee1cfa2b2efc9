"""Bringing the database to the tables of this version, with Alembic, without an ini file.

On SQLite foreign keys are off while tables are rebuilt (a rebuild drops the old table, and a drop would
otherwise delete what hangs on it) and checked before the commit.
"""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from annotator.core.errors import Busy, Conflict

#: How long a migration waits for its turn. One at a time holds SQLite's one lock, on PostgreSQL that of this number.
WAIT_MILLISECONDS, UPGRADE_LOCK = 60_000, 0x616E6E6F

_SCRIPTS = Path(__file__).parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.set_main_option("path_separator", "os")
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database up to `revision`. Raises Conflict when rows would be left pointing nowhere."""
    _migrate(engine, lambda config: command.upgrade(config, revision))


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database down to `revision` ("base" for empty)."""
    _migrate(engine, lambda config: command.downgrade(config, revision))


def _migrate(engine: Engine, run: Callable[[Config], None]) -> None:
    """Run migrations, one process at a time: who comes second waits, and finds them done. Raises Busy."""
    try:
        _run_alone(engine, run)
    except OperationalError as error:
        if "locked" not in str(error.orig) and getattr(error.orig, "sqlstate", None) != "55P03":
            raise
        raise Busy("Another process holds the database, perhaps upgrading it. Try again in a moment.") from error


def _run_alone(engine: Engine, run: Callable[[Config], None]) -> None:
    if engine.dialect.name != "sqlite":
        with engine.execution_options(writing=True).begin() as connection:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            wait = {"wait": str(WAIT_MILLISECONDS), "lock": UPGRADE_LOCK}
            connection.execute(text("SELECT set_config('lock_timeout', :wait, true)"), wait)
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), wait)
            run(_config(connection))
        return
    # A connection of its own: foreign keys can only be switched off outside a transaction.
    plain = create_engine(engine.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with plain.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={WAIT_MILLISECONDS}")
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        connection.exec_driver_sql("PRAGMA synchronous=FULL")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            run(_config(connection))
            _refuse_dangling_rows(connection)
            connection.exec_driver_sql("COMMIT")
        except BaseException:
            connection.exec_driver_sql("ROLLBACK")
            raise
    plain.dispose()


def _refuse_dangling_rows(connection: Connection) -> None:
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        raise Conflict(f"The upgrade would leave {len(broken)} rows pointing nowhere; it was undone.", code="migration")
