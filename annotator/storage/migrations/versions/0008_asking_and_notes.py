"""Questions with their threads, saved replies, private notes

Revision: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

from annotator.storage.types import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_saved_reply_project_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_reply")),
        sa.UniqueConstraint("uid", name=op.f("uq_saved_reply_uid")),
    )
    op.create_index(op.f("ix_saved_reply_project_id"), "saved_reply", ["project_id"], unique=False)
    op.create_table(
        "note",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.CheckConstraint("start >= 0 AND start < stop", name=op.f("ck_note_span")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_note_account_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["text_id"], ["article_text.id"], name=op.f("fk_note_text_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("account_id", "text_id", "start", name=op.f("pk_note")),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "answered", "closed", name="state", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("start >= 0 AND start < stop", name=op.f("ck_question_span")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_question_review_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("uid", name=op.f("uq_question_uid")),
    )
    op.create_index(op.f("ix_question_review_id"), "question", ["review_id"], unique=False)
    op.create_table(
        "question_mention",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_question_mention_account_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_mention_question_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("question_id", "account_id", name=op.f("pk_question_mention")),
    )
    op.create_table(
        "question_post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_question_post_author_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_post_question_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_post")),
        sa.UniqueConstraint("uid", name=op.f("uq_question_post_uid")),
    )
    op.create_index(op.f("ix_question_post_question_id"), "question_post", ["question_id"], unique=False)
    op.create_table(
        "question_seen",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_question_seen_account_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["question_post.id"], name=op.f("fk_question_seen_post_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_seen_question_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("question_id", "account_id", name=op.f("pk_question_seen")),
    )


def downgrade() -> None:
    op.drop_table("question_seen")
    op.drop_index(op.f("ix_question_post_question_id"), "question_post")
    op.drop_table("question_post")
    op.drop_table("question_mention")
    op.drop_index(op.f("ix_question_review_id"), "question")
    op.drop_table("question")
    op.drop_table("note")
    op.drop_index(op.f("ix_saved_reply_project_id"), "saved_reply")
    op.drop_table("saved_reply")
