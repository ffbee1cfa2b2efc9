"""Which tables a database has and which this version needs, without loading what changes them.

A start asks this each time and changes something once in a while: Alembic, with all it brings, is loaded only
then (`migrate.py`).
"""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

_VERSIONS = Path(__file__).parent / "migrations" / "versions"


@cache
def known_revisions() -> frozenset[str]:
    """All revisions that this version of the product knows: the numbers that its scripts begin with."""
    return frozenset(path.name.partition("_")[0] for path in _VERSIONS.glob("[0-9]*_*.py"))


def latest_revision() -> str:
    """The revision that this version of the product needs: each follows the one before, so it is the last."""
    return max(known_revisions())


def current_revision(engine: Engine) -> str | None:
    """The revision the database is at, or None for an empty one."""
    with engine.connect() as connection:
        return read_revision(connection)


def read_revision(connection: Connection) -> str | None:
    """The same, over a connection that is open."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def is_declared(name: str | None, kind: str, _parents: object = None) -> bool:
    """Say whether a table or an index is one of the declared ones; the full-text index is its migration's alone."""
    return not (kind in ("table", "index") and (name or "").startswith("sentence_search"))
