"""Suggestions, what reviews made of them, and whether a project and a review show them

Revision: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("segmentation_id", sa.Integer(), nullable=False),
        sa.Column("suggester", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["segmentation_id"], ["segmentation.id"], name=op.f("fk_suggestion_segmentation_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["article_text.id"], name=op.f("fk_suggestion_text_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
        sa.UniqueConstraint(
            "text_id", "segmentation_id", "suggester", "version",
            name=op.f("uq_suggestion_text_id_segmentation_id_suggester_version"),
        ),
    )  # fmt: skip
    op.create_table(
        "suggestion_answer",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=12), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("shown", "accepted", "changed", "rejected", name="outcome", native_enum=False,
                    create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("annotation_uid", sa.String(length=32), nullable=True),
        sa.Column("rejected_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["rejected_by_id"], ["action.id"], name=op.f("fk_suggestion_answer_rejected_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_suggestion_answer_review_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestion.id"], name=op.f("fk_suggestion_answer_suggestion_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("review_id", "suggestion_id", "item", name=op.f("pk_suggestion_answer")),
    )  # fmt: skip
    # Plain ADD COLUMN on both engines: nothing is rebuilt, so no row is at risk.
    op.add_column(
        "project", sa.Column("shows_suggestions", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("review", sa.Column("suggestions_shown", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("review", "suggestions_shown")
    op.drop_column("project", "shows_suggestions")
    op.drop_table("suggestion_answer")
    op.drop_table("suggestion")
