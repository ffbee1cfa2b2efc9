"""Cutting stored articles anew: who may in a project, what reviewers propose, what they say a sentence is

Revision: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from annotator.storage.types import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_KINDS = ("headline", "standfirst", "body", "caption", "furniture")


def _closed(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=16)


def upgrade() -> None:
    # Both engines take a column with its check; nothing is rebuilt, so nothing can be lost.
    op.execute(
        "ALTER TABLE project ADD COLUMN cutting VARCHAR(16) DEFAULT 'editors' NOT NULL "
        "CONSTRAINT ck_project_cutting CHECK (cutting IN ('nobody', 'editors', 'propose', 'reviewers'))"
    )
    op.create_table(
        "kind_vote",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("kind", _closed("kind", *_KINDS), nullable=False),
        sa.CheckConstraint("start >= 0 AND start < stop", name=op.f("ck_kind_vote_span")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_kind_vote_review_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("review_id", "start", "stop", name=op.f("pk_kind_vote")),
    )
    op.create_table(
        "cut_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("verb", _closed("verb", "split", "join", "kind"), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=True),
        sa.Column("kind", _closed("kind", *_KINDS), nullable=True),
        sa.Column("state", _closed("state", "open", "accepted", "declined"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("start >= 0 AND start < stop", name=op.f("ck_cut_proposal_span")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["account.id"], name=op.f("fk_cut_proposal_decided_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_cut_proposal_review_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["article_text.id"], name=op.f("fk_cut_proposal_text_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cut_proposal")),
        sa.UniqueConstraint("uid", name=op.f("uq_cut_proposal_uid")),
    )
    op.create_index(op.f("ix_cut_proposal_text_id_state"), "cut_proposal", ["text_id", "state"])
    op.create_index(op.f("ix_cut_proposal_review_id"), "cut_proposal", ["review_id"])


def downgrade() -> None:
    op.drop_table("cut_proposal")
    op.drop_table("kind_vote")
    op.drop_column("project", "cutting")
