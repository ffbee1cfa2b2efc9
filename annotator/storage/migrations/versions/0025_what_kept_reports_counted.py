"""What the numbers of kept agreement reports were counted from

Revision: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Reports that are there get theirs from their passes, after the migrations: see cli/instance.py.
    op.create_table(
        "report_basis",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("layout", sa.Integer(), nullable=False),
        sa.Column("policy", sa.Integer(), nullable=False),
        sa.Column("is_alike", sa.Boolean(), nullable=False),
        sa.Column("texts", sa.LargeBinary(), nullable=False),
        sa.Column("patterns", sa.LargeBinary(), nullable=False),
        sa.Column("totals", sa.LargeBinary(), nullable=False),
        sa.Column("pairs", sa.LargeBinary(), nullable=False),
        sa.Column("reported", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_basis_report_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report_basis")),
    )


def downgrade() -> None:
    op.drop_table("report_basis")
