"""Copying a whole database that may be in use, looking into the copy, and putting one in a database's place."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from annotator.core.backups import TableState
from annotator.core.errors import Conflict, Invalid
from annotator.storage.revisions import is_declared

_ROWS_AT_ONCE = 2_000


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database that may be in use, by SQLite's own backup; checked before it gets its name.

    The copy is one file that needs none beside it. Raises Conflict where it is damaged.
    """
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    try:
        with closing(_read_only(source)) as reading, closing(sqlite3.connect(unfinished)) as writing:
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode=DELETE")
            answer = writing.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        unfinished.unlink(missing_ok=True)
        raise Conflict(f"{source} cannot be copied ({error}). It was left as it is.", code="backup") from error
    if answer != "ok":
        raise Conflict(f"The copy of {source} is damaged ({answer}). It was left as it is.", code="backup")
    settle(unfinished)
    unfinished.rename(target)
    settle(target.parent)


def find_damage(file: Path) -> str:
    """What SQLite finds wrong with a database, or an empty string."""
    try:
        with closing(_read_only(file)) as connection:
            answer = str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    except sqlite3.DatabaseError as error:
        answer = str(error)
    return "" if answer == "ok" else answer


def settle(path: Path) -> None:
    """Have the disk hold what was written to a file, or which files a folder has where systems can be asked that."""
    if sys.platform == "win32" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_copy(file: Path) -> Engine:
    """Open a SQLite file that nobody uses to read in; nothing is made beside it."""
    return create_engine(f"sqlite:///{file.absolute().as_uri()}?mode=ro&immutable=1&uri=true", poolclass=NullPool)


def dump_postgresql(url: URL, target: Path, *, snapshot: str) -> None:
    """Have pg_dump write the snapshot of a database into a file. Raises Conflict with its words where it cannot."""
    target.touch(mode=0o600)
    _run_postgresql("pg_dump", url, "--format=custom", f"--snapshot={snapshot}", f"--file={target}")
    settle(target)


def load_postgresql(url: URL, source: Path) -> None:
    """Have pg_restore fill an empty database, all or nothing. Raises Conflict with its words where it cannot."""
    _run_postgresql("pg_restore", url, "--exit-on-error", "--single-transaction", str(source))


def _run_postgresql(program: str, url: URL, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; the password goes through the environment, where others do not see it."""
    found = shutil.which(program)
    if found is None:
        raise Invalid(
            f"{program} is not on the search path: install PostgreSQL's client programs.", code="no_program"
        )
    plain = url.set(drivername="postgresql", password=None)
    environ = dict(os.environ)
    if url.password is not None:
        environ["PGPASSWORD"] = str(url.password)
    options = ["--no-owner", "--no-privileges", f"--dbname={plain.render_as_string()}", *arguments]
    command = [found, *options]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)  # noqa: S603 - as found above
    if done.returncode:
        raise Conflict(f"{program} says: {done.stderr.strip()}", code="backup")


@contextmanager
def in_snapshot(engine: Engine) -> Iterator[tuple[Connection, str]]:
    """A connection to PostgreSQL that sees one moment, and the name of that moment for pg_dump."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        yield connection, str(connection.scalar(text("SELECT pg_export_snapshot()")))


def digest_tables(connection: Connection) -> dict[str, TableState]:
    """Every declared table: its rows counted and hashed in the order of their keys, as the driver gives them.

    The words of the full-text index follow from the texts and are left out.
    """
    found = inspect(connection)
    quote = connection.dialect.identifier_preparer.quote
    states = {}
    for table in sorted(name for name in found.get_table_names() if is_declared(name, "table")):
        keys = found.get_pk_constraint(table)["constrained_columns"] or [
            column["name"] for column in found.get_columns(table)
        ]
        order = ", ".join(map(quote, keys))
        streamed = connection.execution_options(stream_results=True, max_row_buffer=_ROWS_AT_ONCE)
        rows = streamed.exec_driver_sql(f"SELECT * FROM {quote(table)} ORDER BY {order}")  # noqa: S608 - names of tables
        digest, count = hashlib.sha256(), 0
        for batch in rows.partitions(_ROWS_AT_ONCE):
            count += len(batch)
            digest.update("\n".join(repr(tuple(row)) for row in batch).encode("utf-8", "surrogatepass") + b"\n")
        states[table] = TableState(count, digest.hexdigest())
    return states


def count_since(file: Path, backup: Path, table: str, mark: str) -> int:
    """The rows that a SQLite database has gained since a backup of it; of a backup of something else, all of its rows.

    `mark` is a column that no two rows share in any database. What cannot be read has no rows.
    """
    last = f"SELECT id, {mark} FROM {table} ORDER BY id DESC LIMIT 1"  # noqa: S608 - names of ours
    try:
        with closing(_read_only(backup)) as before, closing(_read_only(file)) as now:
            newest = before.execute(last).fetchone()
            known = newest and now.execute(
                f"SELECT id FROM {table} WHERE id = ? AND {mark} = ?", newest  # noqa: S608 - as above
            ).fetchone()
            rows = now.execute(
                f"SELECT count(*) FROM {table} WHERE id > ?", (known[0] if known else 0,)  # noqa: S608 - as above
            ).fetchone()
    except sqlite3.DatabaseError:
        return 0
    return int(rows[0])


def _read_only(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)


@contextmanager
def alone_with(file: Path) -> Iterator[None]:
    """Keep everybody else out of a SQLite database while the block runs, if it can be read at all.

    Raises Conflict where somebody has it open: a desk that is served.
    """
    with closing(sqlite3.connect(file, isolation_level=None, timeout=0)) as connection:
        try:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            # Out of write-ahead logging: the file is then all there is, and nothing of it is left beside it.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) and "busy" not in str(error):
                raise
            raise Conflict(
                f"Somebody has {file} open: stop the desk first (Ctrl-C where it is served). Nothing was changed.",
                code="in_use",
            ) from error
        except sqlite3.DatabaseError:  # damaged: what a backup is there for
            pass
        yield


def put_in_place(new: Path, file: Path, kept: Path) -> None:
    """Give `file` the content of `new` in one step; what was there is `kept`, with the files beside it."""
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.link(file, kept)
    kept.chmod(0o600)
    for ending in ("-wal", "-shm"):  # of a database too damaged to be tidied up
        beside = file.with_name(file.name + ending)
        if beside.exists():
            beside.rename(kept.with_name(kept.name + ending))
    new.replace(file)
    settle(file.parent)
