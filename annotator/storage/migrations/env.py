"""Alembic's entry: runs inside the connection and transaction that storage/migrate.py opened."""

from alembic import context

import annotator.storage.tables  # noqa: F401 - registers the tables
from annotator.storage.revisions import is_declared
from annotator.storage.types import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=False,  # the transaction is the caller's
    compare_type=True,
    include_name=is_declared,
)
context.run_migrations()
