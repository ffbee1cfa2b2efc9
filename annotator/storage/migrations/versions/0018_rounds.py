"""Rounds with their articles and people, and the round of a review

Revision: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

from annotator.storage.types import Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def _closed(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=16)


def upgrade() -> None:
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", _closed("kind", "calibration", "production", "training", "test"), nullable=False),
        sa.Column("state", _closed("state", "open", "closed", "released"), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=True),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("released_at", Instant(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_round_project_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_round_project_id_name")),
        sa.UniqueConstraint("project_id", "number", name=op.f("uq_round_project_id_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_round_uid")),
    )
    op.create_table(
        "round_article",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("role", _closed("role", "overlap", "gold", "training"), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_round_article_article_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_article_round_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_round_article")),
    )
    op.create_index(op.f("ix_round_article_round_id"), "round_article", ["round_id"], unique=False)
    op.create_table(
        "round_reviewer",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_round_reviewer_account_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_reviewer_round_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("round_id", "account_id", name=op.f("pk_round_reviewer")),
    )
    # SQLite rebuilds the table for a named reference; its partial indexes come along, which a test looks at.
    with op.batch_alter_table("review") as batch:
        batch.add_column(sa.Column("round_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_review_round_id"), "round", ["round_id"], ["id"], ondelete="RESTRICT")
    op.create_index(op.f("ix_review_round_id"), "review", ["round_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_review_round_id"), "review")
    with op.batch_alter_table("review") as batch:
        batch.drop_constraint(op.f("fk_review_round_id"), type_="foreignkey")
        batch.drop_column("round_id")
    op.drop_table("round_reviewer")
    op.drop_index(op.f("ix_round_article_round_id"), "round_article")
    op.drop_table("round_article")
    op.drop_table("round")
