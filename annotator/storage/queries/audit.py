"""The audit log's rows: the last one, one more, all of them in order."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from annotator.storage.tables import Audit

#: Any number, the same in every process: it names the lock on the end of the chain.
_CHAIN_LOCK = 7_305_213


def lock_chain(session: Session) -> None:
    """Let nobody else add a row before this transaction ends. On SQLite writers are already one at a time."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})


def last_hash(session: Session) -> str | None:
    """The hash of the newest row, or None while there is none."""
    return session.scalar(select(Audit.hash).order_by(Audit.id.desc()).limit(1))


def add_entry(
    session: Session,
    *,
    at: datetime,
    actor_uid: str | None,
    kind: str,
    detail: dict[str, str | int | bool | None],
    previous: str,
    digest: str,
) -> None:
    """Append one row."""
    session.execute(
        insert(Audit).values(
            at=at, actor_uid=actor_uid, kind=kind, detail=detail, previous=previous, hash=digest
        )
    )


def entries(session: Session) -> Iterator[Audit]:
    """All rows, oldest first, a thousand at a time."""
    last = 0
    while batch := session.scalars(select(Audit).where(Audit.id > last).order_by(Audit.id).limit(1000)).all():
        yield from batch
        last = batch[-1].id
