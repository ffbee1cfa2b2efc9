"""Opening the database: pragmas on SQLite, time-outs on PostgreSQL, nothing else."""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import QueuePool

from annotator.core.errors import Invalid

_NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "sshfs", "fuse.sshfs", "9p", "afs"})
_MOUNTS = Path("/proc/mounts")


def open_engine(address: str, *, busy_seconds: float = 5.0) -> Engine:
    """Open the database at a SQLAlchemy address (`sqlite:///file` or `postgresql+psycopg://...`).

    Raises Invalid for another engine, or for a SQLite file on a network file system: write-ahead logging
    needs all readers and writers on one host.
    """
    url = make_url(address)
    match url.get_backend_name():
        case "sqlite":
            if url.database and url.database != ":memory:":
                _refuse_network_file_system(Path(url.database))
            return _open_sqlite(address, busy_seconds)
        case "postgresql":
            engine = create_engine(
                url.set(drivername="postgresql+psycopg"),
                pool_size=10,
                max_overflow=10,
                pool_timeout=busy_seconds,
                hide_parameters=True,  # article text gets into no message
            )
            event.listen(engine, "connect", _set_up_postgresql)
            event.listen(engine, "begin", _begin_postgresql)
            return engine
        case other:
            raise Invalid(f"'{other}' is not supported: use SQLite or PostgreSQL.", code="bad_config")


def _open_sqlite(address: str, busy_seconds: float) -> Engine:
    # A connection is used by one transaction at a time and kept for the next: opening one with its pragmas took
    # a tenth of a save. Writers queue behind the lock of `transactions`, so the pool holds one of them and readers.
    engine = create_engine(
        address,
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=32,
        pool_use_lifo=True,  # the one used last still has its pages in memory
        pool_timeout=busy_seconds,
        connect_args={"timeout": busy_seconds, "check_same_thread": False},
        hide_parameters=True,
    )

    # Any: the DBAPI's connection has no common type.
    def set_up(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours (see _begin), not the driver's
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "fullfsync=ON",
            "foreign_keys=ON",
            f"busy_timeout={int(busy_seconds * 1000)}",
            "trusted_schema=OFF",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine, "connect", set_up)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads and then writes under plain BEGIN fails at once when another wrote meanwhile;
    # IMMEDIATE waits. Readers get query_only, so that a GET cannot write.
    writing = connection.get_execution_options().get("writing")
    # The driver itself is told: through SQLAlchemy these two took longer than a query.
    driver: Any = connection.connection.driver_connection  # Any: as in set_up
    # The connection may come from a transaction of the other sort.
    driver.execute("PRAGMA query_only=OFF" if writing else "PRAGMA query_only=ON")
    driver.execute("BEGIN IMMEDIATE" if writing else "BEGIN")


# Any: the DBAPI's connection has no common type.
def _set_up_postgresql(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '15s'")
        cursor.execute("SET lock_timeout = '5s'")
        cursor.execute("SET idle_in_transaction_session_timeout = '30s'")
        cursor.execute("SET timezone = 'UTC'")
    connection.commit()


def _begin_postgresql(connection: Connection) -> None:
    if not connection.get_execution_options().get("writing"):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def _refuse_network_file_system(path: Path) -> None:
    if not _MOUNTS.exists():
        return
    target = os.path.realpath(path.parent)
    best, kind = "", ""
    for line in _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines():
        _, mount, file_system, *_ = line.split(" ")
        if (target == mount or target.startswith(mount.rstrip("/") + "/")) and len(mount) >= len(best):
            best, kind = mount, file_system
    if kind in _NETWORK_FILE_SYSTEMS:
        raise Invalid(
            f"The instance folder is on a network file system ({kind}), where SQLite cannot keep saved work safe. "
            "Move the instance folder to a local disk, or use PostgreSQL.",
            code="network_file_system",
        )
