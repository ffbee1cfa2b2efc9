"""Decisions of adjudication, the origins of gold rows, and how a project adjudicates

Revision: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

from annotator.storage.types import Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_IN_HAND = sa.text("kind = 'gold' AND state IN ('assigned', 'started')")


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gold_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("tag", sa.String(length=32), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.Column(
            "choice",
            sa.Enum("take", "parts", "write", "none", name="choice", native_enum=False, create_constraint=True,
                    length=16),
            nullable=False,
        ),
        sa.Column(
            "rule",
            sa.Enum("all", "majority", name="rule", native_enum=False, create_constraint=True, length=16),
            nullable=True,
        ),
        sa.Column(
            "why",
            sa.Enum("slip", "unclear", "guideline", "defensible", "text", "other", name="why", native_enum=False,
                    create_constraint=True, length=16),
            nullable=True,
        ),
        sa.Column("guideline_section", sa.String(length=64), nullable=False),
        sa.Column("taken", sa.JSON(), nullable=False),
        sa.Column("readings", sa.JSON(), nullable=False),
        sa.Column("ruling", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("independent", sa.Boolean(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("start >= 0 AND start < stop", name=op.f("ck_decision_span")),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_decision_action_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_decision_by_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["gold_id"], ["review.id"], name=op.f("fk_decision_gold_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )  # fmt: skip
    op.create_index(op.f("ix_decision_gold_id_id"), "decision", ["gold_id", "id"], unique=False)
    op.create_table(
        "origin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gold_id", sa.Integer(), nullable=False),
        sa.Column("gold_uid", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("origin_uid", sa.String(length=32), nullable=False),
        sa.Column("table", sa.String(length=16), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_origin_action_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["gold_id"], ["review.id"], name=op.f("fk_origin_gold_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_origin_review_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_origin")),
    )
    op.create_index(op.f("ix_origin_gold_id_id"), "origin", ["gold_id", "id"], unique=False)
    op.create_index(op.f("ix_origin_review_id"), "origin", ["review_id"], unique=False)
    # Plain ADD COLUMN and an index: no table is rebuilt, so no row is at risk.
    for name in ("adjudicates_blind", "adjudicates_by_majority"):
        op.add_column("project", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(
        "uq_review_gold_in_hand", "review", ["text_id"], unique=True, sqlite_where=_IN_HAND, postgresql_where=_IN_HAND
    )


def downgrade() -> None:
    op.drop_index("uq_review_gold_in_hand", "review")
    op.drop_column("project", "adjudicates_by_majority")
    op.drop_column("project", "adjudicates_blind")
    op.drop_index(op.f("ix_origin_review_id"), "origin")
    op.drop_index(op.f("ix_origin_gold_id_id"), "origin")
    op.drop_table("origin")
    op.drop_index(op.f("ix_decision_gold_id_id"), "decision")
    op.drop_table("decision")
