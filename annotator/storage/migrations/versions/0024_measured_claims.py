"""The sentences that a claim model was measured on

Revision: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "measured_claims",
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_id"], ["claim_model.id"], name=op.f("fk_measured_claims_model_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_measured_claims_project_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["article_text.id"], name=op.f("fk_measured_claims_text_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("text_id", name=op.f("pk_measured_claims")),
    )
    op.create_index(op.f("ix_measured_claims_project_id"), "measured_claims", ["project_id"], unique=False)
    op.create_index(op.f("ix_measured_claims_model_id"), "measured_claims", ["model_id"], unique=False)


def downgrade() -> None:
    op.drop_table("measured_claims")
