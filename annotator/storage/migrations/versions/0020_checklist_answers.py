"""An editor's answers to what no text can show

Revision: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

from annotator.storage.types import Instant

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def _closed(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=16)


def upgrade() -> None:
    items = ("identity_known", "approved", "motive_weighed", "not_on_record", "corroborated")
    op.create_table(
        "checklist_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("item", _closed("item", *items), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answer", _closed("answer", "yes", "no", "not_known"), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["account.id"], name=op.f("fk_checklist_answer_made_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["article_text.id"], name=op.f("fk_checklist_answer_text_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_answer")),
        sa.UniqueConstraint("text_id", "item", "number", name=op.f("uq_checklist_answer_text_id_item_number")),
    )


def downgrade() -> None:
    op.drop_table("checklist_answer")
