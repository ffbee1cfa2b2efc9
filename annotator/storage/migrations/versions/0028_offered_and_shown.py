"""What was offered to a pass is one thing, what was shown in it another

Revision: 0028
Revises: 0027

Earlier versions wrote every suggestion of the text as shown when the pass began: it was only offered then. When it came
before the eyes is not known of these rows, and no time is made up.
"""

import sqlalchemy as sa
from alembic import op

from annotator.storage.types import Instant

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_OLD = ("shown", "accepted", "changed", "rejected")
_NEW = ("offered", *_OLD)
_ANSWER = sa.table("suggestion_answer", sa.column("outcome", sa.String), sa.column("shown_at"), sa.column("offered_at"))


def _allow(outcomes: tuple[str, ...], instant: str, *, also: tuple[sa.Column[object], ...] = ()) -> None:
    """Let these words alone be outcomes. SQLite makes the table anew, with every row; nothing refers to it."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_suggestion_answer_outcome"), "suggestion_answer", type_="check")
        words = ", ".join(f"'{outcome}'" for outcome in outcomes)
        op.create_check_constraint(op.f("ck_suggestion_answer_outcome"), "suggestion_answer", f"outcome IN ({words})")
        return
    table = sa.Table(
        "suggestion_answer",
        sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"}),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=12), nullable=False),
        sa.Column(instant, Instant(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(*outcomes, name="outcome", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("annotation_uid", sa.String(length=32), nullable=True),
        sa.Column("rejected_by_id", sa.Integer(), nullable=True),
        *also,
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
    )
    with op.batch_alter_table("suggestion_answer", copy_from=table, recreate="always"):
        pass


def upgrade() -> None:
    op.execute("ALTER TABLE suggestion_answer RENAME COLUMN shown_at TO offered_at")
    op.add_column("suggestion_answer", sa.Column("shown_at", Instant(), nullable=True))
    _allow(_NEW, "offered_at", also=(sa.Column("shown_at", Instant(), nullable=True),))
    op.execute(_ANSWER.update().where(_ANSWER.c.outcome == "shown").values(outcome="offered"))


def downgrade() -> None:
    op.execute(_ANSWER.update().where(_ANSWER.c.outcome == "offered").values(outcome="shown"))
    op.drop_column("suggestion_answer", "shown_at")
    _allow(_OLD, "offered_at")
    op.execute("ALTER TABLE suggestion_answer RENAME COLUMN offered_at TO shown_at")
