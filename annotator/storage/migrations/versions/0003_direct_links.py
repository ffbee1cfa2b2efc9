"""A claim can say that its source was not relayed here

Revision: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("claim_source", sa.Column("is_direct", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    # DROP COLUMN rather than a rebuild of the table: nothing is copied, so nothing can be lost.
    op.drop_column("claim_source", "is_direct")
