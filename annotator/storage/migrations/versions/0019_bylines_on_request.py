"""Whether a project's desk views may go by byline

Revision: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Both engines take a column with its default; nothing is rebuilt, so nothing can be lost.
    op.add_column("project", sa.Column("groups_by_byline", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("project", "groups_by_byline")
