"""A project's own abbreviations

Revision: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Both engines take a column with its default; nothing is rebuilt, so nothing can be lost.
    op.add_column("project", sa.Column("abbreviations", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("project", "abbreviations")
