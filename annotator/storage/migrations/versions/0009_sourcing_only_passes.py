"""What a project's passes ask for from now on: everything, or sources and figures alone

Revision: 0009
Revises: 0008
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Both engines take a column with its check; nothing is rebuilt, so nothing can be lost.
    op.execute(
        "ALTER TABLE project ADD COLUMN pass_scope VARCHAR(16) DEFAULT 'full' NOT NULL "
        "CONSTRAINT ck_project_pass_scope CHECK (pass_scope IN ('full', 'sourcing_only'))"
    )


def downgrade() -> None:
    op.drop_column("project", "pass_scope")
