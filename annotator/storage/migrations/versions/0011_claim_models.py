"""Claim models of a project's own, and whether it uses them

Revision: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

from annotator.storage.types import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claim_model",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("text_ids", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["account.id"], name=op.f("fk_claim_model_made_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_claim_model_project_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_model")),
        sa.UniqueConstraint("project_id", "number", name=op.f("uq_claim_model_project_id_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_claim_model_uid")),
    )
    op.create_table(
        "claim_doubt",
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("doubt", sa.Float(), nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_id"], ["claim_model.id"], name=op.f("fk_claim_doubt_model_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_claim_doubt_project_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["article_text.id"], name=op.f("fk_claim_doubt_text_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("text_id", name=op.f("pk_claim_doubt")),
    )
    op.create_index(op.f("ix_claim_doubt_project_id_doubt"), "claim_doubt", ["project_id", "doubt"], unique=False)
    # Plain ADD COLUMN on both engines: nothing is rebuilt, so no row is at risk.
    op.add_column("project", sa.Column("uses_claim_model", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("project", "uses_claim_model")
    op.drop_index(op.f("ix_claim_doubt_project_id_doubt"), "claim_doubt")
    op.drop_table("claim_doubt")
    op.drop_table("claim_model")
