"""The audit log: who did what to people, projects, articles and reviews. Ids, states and roles only, never text.

Each row's hash covers its content and the hash of the row before, so that a row that is changed, left out
or put in is found by `verify_audit`. Rows cut off at the end are found by comparing the head with one that
was noted elsewhere.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from annotator.storage.queries import audit as queries

#: What the first row is chained to.
GENESIS = "0" * 64

_KIND = re.compile(r"[a-z][a-z_]*:[a-z][a-z_]*", re.ASCII)
_WORD = re.compile(r"[A-Za-z0-9._:+-]{0,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class AuditState:
    """The log as found: its rows, the hash of the last one, and the row at which the chain breaks (or None)."""

    rows: int
    head: str
    broken_at: int | None


def record(
    session: Session,
    kind: str,
    actor_uid: str | None,
    detail: Mapping[str, str | int | bool | None],
    *,
    now: datetime,
) -> None:
    """Append what was done: `kind` is `subject:verb`, `detail` holds ids, states, roles and counts.

    `actor_uid` is None for the command line and for visitors. Call it last in a use case: from here to the
    end of the transaction nobody else can append. Raises ValueError for anything that could be text.
    """
    if not _KIND.fullmatch(kind) or len(kind) > 48:
        raise ValueError(f"an audit kind is subject:verb, not {kind!r}")
    for name, value in detail.items():
        if isinstance(value, str) and not _WORD.fullmatch(value):
            raise ValueError(f"the audit log takes ids, states and roles only: {name}")
    queries.lock_chain(session)
    previous = queries.last_hash(session) or GENESIS
    row = dict(detail)
    digest = _digest(previous, now, actor_uid, kind, row)
    queries.add_entry(
        session, at=now, actor_uid=actor_uid or None, kind=kind, detail=row, previous=previous, digest=digest
    )


def verify_audit(session: Session) -> AuditState:
    """Recompute the whole chain."""
    previous, rows = GENESIS, 0
    for entry in queries.entries(session):
        expected = _digest(previous, entry.at, entry.actor_uid, entry.kind, entry.detail)
        if entry.previous != previous or entry.hash != expected:
            return AuditState(rows, previous, entry.id)
        previous, rows = entry.hash, rows + 1
    return AuditState(rows, previous, None)


def _digest(
    previous: str,
    at: datetime,
    actor_uid: str | None,
    kind: str,
    detail: Mapping[str, str | int | bool | None],
) -> str:
    content = [previous, at.astimezone(UTC).isoformat(timespec="microseconds"), actor_uid or None, kind, dict(detail)]
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
