"""Who made a version of a scheme, and where a desk's own tags are used

Revision: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_OWN = "tag NOT IN ('claim', 'attribution', 'figure')"


def upgrade() -> None:
    with op.batch_alter_table("scheme_version") as batch:
        batch.add_column(sa.Column("made_by_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_scheme_version_made_by_id"), "account", ["made_by_id"], ["id"], ondelete="RESTRICT"
        )
    op.create_index(
        "ix_annotation_own_tag", "annotation", ["tag", "review_id"],
        sqlite_where=sa.text(_OWN), postgresql_where=sa.text(_OWN),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_annotation_own_tag", "annotation")
    with op.batch_alter_table("scheme_version") as batch:
        batch.drop_constraint(op.f("fk_scheme_version_made_by_id"), type_="foreignkey")
        batch.drop_column("made_by_id")
