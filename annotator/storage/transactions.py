"""The only place that begins, commits or rolls back.

`reading()` cannot write. `writing()` commits when the block is left normally and rolls back when it
raises; on SQLite writers take turns (plain contention was unfair: the slowest of eight waited seconds).
Nothing slow (hashing, parsing, rendering) belongs inside `writing()`.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from annotator.core.errors import AnnotatorError, Busy, Conflict, StorageFull
from annotator.storage.engine import open_engine
from annotator.storage.prepared import glance, go_direct
from annotator.storage.turns import WritersTurn

#: PostgreSQL: serialisation failure, deadlock, lock not available, query cancelled by time-out.
_RETRYABLE = frozenset({"40001", "40P01", "55P03", "57014"})
_BUSY_WORDS = "The desk is busy just now. Nothing was lost; send it again."


class Database:
    """An open database and its two ways in."""

    def __init__(self, engine: Engine, *, busy_seconds: float = 5.0) -> None:
        self.engine = engine
        self._writing = engine.execution_options(writing=True)
        self._lock = WritersTurn(engine.url.database) if engine.dialect.name == "sqlite" else None
        self._busy_seconds = busy_seconds

    @classmethod
    def open(cls, address: str, *, busy_seconds: float = 5.0) -> "Database":
        """Open the database at a SQLAlchemy address."""
        return cls(open_engine(address, busy_seconds=busy_seconds), busy_seconds=busy_seconds)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session in a transaction that cannot write."""
        with _translated(), Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            if self._lock:
                go_direct(session)
            yield session

    @contextmanager
    def glancing(self) -> Iterator[Session]:
        """Give a session for one prepared question, which needs no transaction: what every request begins with."""
        if not self._lock:
            with self.reading() as session:
                yield session
            return
        with _translated(), glance(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose work is committed if the block ends well and undone if it raises.

        Raises Busy when the database cannot be had in time, Conflict when a constraint or a version says
        that the stored state has moved, StorageFull when the disk is full.
        """
        if self._lock and not self._lock.acquire(self._busy_seconds):
            raise Busy(_BUSY_WORDS)
        try:
            with _translated(), Session(self._writing, expire_on_commit=False) as session:
                if self._lock:
                    go_direct(session)
                yield session
                session.commit()
        finally:
            if self._lock:
                self._lock.release()

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()
        if self._lock:
            self._lock.close()


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the database's complaints into ours; our own errors pass."""
    try:
        yield
    except AnnotatorError:
        raise
    except StaleDataError as error:
        raise Conflict("Somebody changed this meanwhile. Nothing was overwritten; look again.", code="stale") from error
    except (IntegrityError, sqlite3.IntegrityError) as error:
        raise Conflict("This is already there, or what it belongs to is gone.", code="constraint") from error
    except PoolTimeoutError as error:
        raise Busy(_BUSY_WORDS) from error
    except DBAPIError as error:
        raise (_translate(error.orig) or error) from error
    except sqlite3.Error as error:  # of a prepared statement
        raise (_translate(error) or error) from error


def _translate(error: BaseException | None) -> AnnotatorError | None:
    """Our word for a complaint of the driver, or None."""
    words, state = str(error).lower(), getattr(error, "sqlstate", None)
    if isinstance(error, sqlite3.OperationalError) and ("locked" in words or "busy" in words):
        return Busy(_BUSY_WORDS)
    if state in _RETRYABLE:
        return Busy(_BUSY_WORDS)
    if "disk is full" in words or "no space left" in words or state == "53100":
        return StorageFull("The disk is full. Nothing was lost; make room and send it again.")
    return None
