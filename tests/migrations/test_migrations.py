"""The migrations give the tables of the code, on both engines, and go down again."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from annotator.storage.migrate import _config, downgrade, is_declared, upgrade
from annotator.storage.revisions import current_revision, known_revisions, latest_revision
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


def test_the_revisions_are_one_row_of_numbers_and_known_without_alembic():
    scripts = ScriptDirectory.from_config(_config())
    assert scripts.get_heads() == [latest_revision()]
    rows = list(scripts.walk_revisions())
    assert {script.revision for script in rows} == known_revisions()
    assert [script.revision for script in rows] == sorted(known_revisions(), reverse=True)
