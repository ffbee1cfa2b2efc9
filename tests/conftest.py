"""Fixtures of the whole suite. `database` runs a test on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import create_engine

from annotator.storage.migrate import upgrade
from annotator.storage.transactions import Database
from tests.postgres import find_server_programs, private_server
from tests.state import empty

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

# No example has a deadline: a busy machine says nothing about a rule, and speed is measured in bench/.
settings.register_profile(
    "untimed",
    parent=settings.get_profile(settings.get_current_profile_name()),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("untimed")


class TemplatesOnce(BytecodeCache):
    """Compiled templates in memory: each once a process, however many applications its tests assemble."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Jinja compares the source's checksum."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one template."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


Flask.jinja_options = {"bytecode_cache": TemplatesOnce()}


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database.open(f"sqlite:///{path}")
    upgrade(database.engine)
    with database.engine.execution_options(writing=True).connect() as connection:
        connection.commit()
    database.close()
    with create_engine(f"sqlite:///{path}", isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """The address of a migrated database on a private server."""
    programs = find_server_programs()
    if programs is None:
        pytest.skip("PostgreSQL's server programs are not on this machine (Debian: apt-get install postgresql)")
    with private_server(programs) as address:
        database = Database.open(address)
        upgrade(database.engine)
        database.close()
        yield address


@pytest.fixture(scope="session")
def postgres_database(postgres_address: str) -> Iterator[Database]:
    database = Database.open(postgres_address)
    yield database
    database.close()


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database of this test alone."""
    path = tmp_path / "annotator.db"
    shutil.copyfile(sqlite_template, path)
    # Patient: on a machine with other work a writer may stand still for seconds. Who asks for Busy opens their own.
    database = Database.open(f"sqlite:///{path}", busy_seconds=10)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty database; the test runs once on each engine."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_database")
    else:
        postgres: Database = request.getfixturevalue("postgres_database")
        yield postgres
        empty(postgres)


@pytest.fixture
def now() -> datetime:
    """The moment at which tests happen."""
    return NOW
