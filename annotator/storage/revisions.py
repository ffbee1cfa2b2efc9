"""Which tables a database has and which this version needs, without loading what changes them.

A start asks this each time and changes something once in a while: Alembic, with all it brings, is loaded only
then (`migrate.py`).
"""

from functools import cache
from pathlib import Path

from sqlalchemy import Engine, inspect, text

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
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return revision
