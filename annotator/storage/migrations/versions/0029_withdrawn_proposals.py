"""What a reviewer proposed about a cut can be withdrawn

Revision: 0029
Revises: 0028

A proposal names the action that made it, so that undoing that action withdraws it. Each was stored with its action, so
that the first proposal of a review is of its first action of that kind; where the numbers differ, none is named.
"""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

from annotator.storage.types import Instant

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_OLD = ("open", "accepted", "declined")
_NEW = (*_OLD, "withdrawn")
_KINDS = ("headline", "standfirst", "body", "caption", "furniture")
_PROPOSAL = sa.table("cut_proposal", *map(sa.column, ("id", "review_id", "state", "action_id")))
_ACTION = sa.table("action", *map(sa.column, ("id", "review_id", "kind")))


def _closed(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=16)


def _allow(states: tuple[str, ...]) -> None:
    """Let these words alone be states. SQLite makes the table anew, with every row; nothing refers to it."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_cut_proposal_state"), "cut_proposal", type_="check")
        words = ", ".join(f"'{state}'" for state in states)
        op.create_check_constraint(op.f("ck_cut_proposal_state"), "cut_proposal", f"state IN ({words})")
        return
    table = sa.Table(
        "cut_proposal",
        sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"}),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("verb", _closed("verb", "split", "join", "kind"), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=True),
        sa.Column("kind", _closed("kind", *_KINDS), nullable=True),
        sa.Column("state", _closed("state", *states), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("start >= 0 AND start < stop", name=op.f("ck_cut_proposal_span")),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_cut_proposal_{column}"), ondelete="RESTRICT"
            )
            for column, table in (
                ("decided_by_id", "account"), ("review_id", "review"), ("text_id", "article_text"),
                ("action_id", "action"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cut_proposal")),
        sa.UniqueConstraint("uid", name=op.f("uq_cut_proposal_uid")),
        sa.Index(op.f("ix_cut_proposal_text_id_state"), "text_id", "state"),
        sa.Index(op.f("ix_cut_proposal_review_id"), "review_id"),
    )  # fmt: skip
    with op.batch_alter_table("cut_proposal", copy_from=table, recreate="always"):
        pass


def _name_actions() -> None:
    connection = op.get_bind()
    made, acts = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
    for found, table, where in ((made, _PROPOSAL, sa.true()), (acts, _ACTION, _ACTION.c.kind == "text:propose_cut")):
        rows = connection.execute(sa.select(table.c.review_id, table.c.id).where(where).order_by(table.c.id))
        for review_id, row_id in rows:
            found[review_id].append(row_id)
    for review_id, proposals in made.items():
        if len(proposals) == len(acts[review_id]):
            for proposal_id, action_id in zip(proposals, acts[review_id], strict=True):
                connection.execute(
                    _PROPOSAL.update().where(_PROPOSAL.c.id == proposal_id).values(action_id=action_id)
                )


def upgrade() -> None:
    # Both engines take a column with what it refers to.
    op.execute(
        "ALTER TABLE cut_proposal ADD COLUMN action_id INTEGER "
        "CONSTRAINT fk_cut_proposal_action_id REFERENCES action (id) ON DELETE RESTRICT"
    )
    _allow(_NEW)
    _name_actions()


def downgrade() -> None:
    # What was withdrawn nobody waits for, which earlier versions know as declined.
    op.execute(_PROPOSAL.update().where(_PROPOSAL.c.state == "withdrawn").values(state="declined"))
    _allow(_OLD)
    if op.get_bind().dialect.name != "sqlite":
        op.drop_column("cut_proposal", "action_id")
        return
    with op.batch_alter_table("cut_proposal") as table:
        table.drop_constraint(op.f("fk_cut_proposal_action_id"), type_="foreignkey")
        table.drop_column("action_id")
