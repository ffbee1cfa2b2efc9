"""The migrations give the tables of the code, on both engines, and go down again."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from annotator.core.errors import Busy
from annotator.storage import migrate
from annotator.storage.migrate import _config, downgrade, upgrade
from annotator.storage.revisions import current_revision, is_declared, known_revisions, latest_revision
from annotator.storage.types import Base


def test_the_migrated_tables_are_those_of_the_code(database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_declared})
        differences = compare_metadata(context, Base.metadata)
    assert differences == []
    assert current_revision(database.engine) == latest_revision()


def test_down_and_up_again_leaves_the_same_tables(database):
    before = {name: {c["name"] for c in inspect(database.engine).get_columns(name)} for name in Base.metadata.tables}
    downgrade(database.engine, "base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    upgrade(database.engine)
    after = {name: {c["name"] for c in inspect(database.engine).get_columns(name)} for name in Base.metadata.tables}
    assert after == before


def test_an_upgrade_beside_another_waits_its_turn_and_says_so_when_it_takes_too_long(database, monkeypatch):
    monkeypatch.setattr(migrate, "WAIT_MILLISECONDS", 50)
    is_sqlite = database.engine.dialect.name == "sqlite"
    with database.engine.connect().execution_options(writing=True) as other:  # in the middle of an upgrade of its own
        if not is_sqlite:
            other.exec_driver_sql(f"SELECT pg_advisory_xact_lock({migrate.UPGRADE_LOCK})")
        else:
            other.exec_driver_sql("SELECT 1")  # BEGIN IMMEDIATE
        with pytest.raises(Busy, match="Try again"):
            upgrade(database.engine)
        other.rollback()
    upgrade(database.engine)


def test_the_revisions_are_one_row_of_numbers_and_known_without_alembic():
    scripts = ScriptDirectory.from_config(_config())
    assert scripts.get_heads() == [latest_revision()]
    rows = list(scripts.walk_revisions())
    assert {script.revision for script in rows} == known_revisions()
    assert [script.revision for script in rows] == sorted(known_revisions(), reverse=True)
