"""What rounds tell back: explanations for trainees, discussions of a calibration, whether people are ranked

Revision: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

from annotator.storage.types import Instant

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "explanation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("start >= 0 AND start < stop", name=op.f("ck_explanation_span")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_explanation_by_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["text_id"], ["article_text.id"], name=op.f("fk_explanation_text_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_explanation")),
        sa.UniqueConstraint("text_id", "start", "stop", name=op.f("uq_explanation_text_id_start_stop")),
    )
    with op.batch_alter_table("question") as batch:
        batch.add_column(sa.Column("round_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("asker_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_question_round_id"), "round", ["round_id"], ["id"], ondelete="RESTRICT")
        batch.create_foreign_key(op.f("fk_question_asker_id"), "account", ["asker_id"], ["id"], ondelete="RESTRICT")
    op.add_column("project", sa.Column("ranks_people", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("project", "ranks_people")
    # A discussion has others' words at a pass: without its round it would be its reviewer's own question.
    discussed = "(SELECT id FROM question WHERE round_id IS NOT NULL)"
    for table in ("question_seen", "question_mention", "question_post"):
        op.execute(f"DELETE FROM {table} WHERE question_id IN {discussed}")  # noqa: S608 - no value of anybody's
    op.execute("DELETE FROM question WHERE round_id IS NOT NULL")
    with op.batch_alter_table("question") as batch:
        batch.drop_constraint(op.f("fk_question_asker_id"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_question_round_id"), type_="foreignkey")
        batch.drop_column("asker_id")
        batch.drop_column("round_id")
    op.drop_table("explanation")
