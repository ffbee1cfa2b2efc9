"""The ledgers of a project, and what the fact-checkers have checked

Revision: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

from annotator.storage.types import Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "star_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=16), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=False),
        sa.Column("checked_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["account.id"], name=op.f("fk_star_check_checked_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["article_text.id"], name=op.f("fk_star_check_text_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_star_check")),
        sa.UniqueConstraint("text_id", "tag", "start", "stop", name=op.f("uq_star_check_text_id_tag_start_stop")),
    )
    op.create_table(
        "ledger_text",
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("segmentation_id", sa.Integer(), nullable=False),
        sa.Column("is_gold", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_ledger_text_project_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_ledger_text_review_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["segmentation_id"], ["segmentation.id"], name=op.f("fk_ledger_text_segmentation_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["article_text.id"], name=op.f("fk_ledger_text_text_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("text_id", name=op.f("pk_ledger_text")),
    )
    op.create_index(op.f("ix_ledger_text_project_id"), "ledger_text", ["project_id"], unique=False)
    op.create_table(
        "ledger_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("quote", sa.String(length=300), nullable=False),
        sa.Column("low", sa.String(length=64), nullable=True),
        sa.Column("high", sa.String(length=64), nullable=True),
        sa.Column("least", sa.Float(), nullable=True),
        sa.Column("most", sa.Float(), nullable=True),
        sa.Column(
            "bound",
            sa.Enum(
                "exact",
                "about",
                "at_least",
                "at_most",
                "range",
                name="bound",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column(
            "measure",
            sa.Enum(
                "count",
                "money",
                "percent",
                "duration",
                "other",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("unit", sa.String(length=300), nullable=False),
        sa.Column("noun", sa.String(length=300), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column(
            "footing",
            sa.Enum(
                "own",
                "named",
                "spokesperson",
                "unnamed",
                "missing",
                name="footing",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=True,
        ),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_ledger_figure_project_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["ledger_text.text_id"], name=op.f("fk_ledger_figure_text_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_figure")),
    )
    op.create_index(op.f("ix_ledger_figure_project_id_least"), "ledger_figure", ["project_id", "least"], unique=False)
    op.create_index(op.f("ix_ledger_figure_project_id_noun"), "ledger_figure", ["project_id", "noun"], unique=False)
    op.create_index(op.f("ix_ledger_figure_text_id"), "ledger_figure", ["text_id"], unique=False)
    op.create_table(
        "ledger_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "person",
                "group",
                "organisation",
                "document",
                "outlet",
                name="type",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column(
            "identity",
            sa.Enum(
                "named",
                "spokesperson",
                "unnamed",
                "missing",
                name="identity",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column(
            "number",
            sa.Enum("1", "2", "3+", "plural", name="number", native_enum=False, create_constraint=True, length=16),
            nullable=True,
        ),
        sa.Column(
            "who",
            sa.Enum("none", "role", "side", "both", name="who", native_enum=False, create_constraint=True, length=16),
            nullable=True,
        ),
        sa.Column(
            "knowledge",
            sa.Enum(
                "none", "claimed", "direct", name="knowledge", native_enum=False, create_constraint=True, length=16
            ),
            nullable=True,
        ),
        sa.Column(
            "reason",
            sa.Enum("none", "formula", "specific", name="reason", native_enum=False, create_constraint=True, length=16),
            nullable=True,
        ),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("via_names", sa.Text(), nullable=False),
        sa.Column("mentions", sa.Integer(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("ordinals", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_ledger_source_project_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["ledger_text.text_id"], name=op.f("fk_ledger_source_text_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_source")),
    )
    op.create_index(op.f("ix_ledger_source_project_id_name"), "ledger_source", ["project_id", "name"], unique=False)
    op.create_index(op.f("ix_ledger_source_text_id"), "ledger_source", ["text_id"], unique=False)
    op.create_table(
        "ledger_star",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=16), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column(
            "footing",
            sa.Enum(
                "own",
                "named",
                "spokesperson",
                "unnamed",
                "missing",
                name="footing",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=True,
        ),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_ledger_star_project_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["ledger_text.text_id"], name=op.f("fk_ledger_star_text_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_star")),
    )
    op.create_index(op.f("ix_ledger_star_project_id"), "ledger_star", ["project_id"], unique=False)
    op.create_index(op.f("ix_ledger_star_text_id"), "ledger_star", ["text_id"], unique=False)


def downgrade() -> None:
    for table in ("ledger_star", "ledger_source", "ledger_figure", "ledger_text", "star_check"):
        op.drop_table(table)
