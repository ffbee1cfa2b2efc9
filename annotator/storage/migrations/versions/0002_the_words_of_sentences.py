"""The words of sentences, and the full-text index over them

Revision: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sentence_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("segmentation_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["segmentation_id", "ordinal"], ["sentence.segmentation_id", "sentence.ordinal"],
            name=op.f("fk_sentence_words_segmentation_id_ordinal"), ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["article_text.id"], name=op.f("fk_sentence_words_text_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sentence_words")),
        sa.UniqueConstraint("segmentation_id", "ordinal", name=op.f("uq_sentence_words_segmentation_id_ordinal")),
    )  # fmt: skip
    op.create_index(op.f("ix_sentence_words_text_id"), "sentence_words", ["text_id"])
    if op.get_bind().dialect.name == "sqlite":
        # The words are folded already: the ascii tokenizer leaves them as they are and parts them at blanks alone.
        # No triggers fill it: SQLite refuses them where the schema is not trusted, as it is not here.
        op.execute(
            "CREATE VIRTUAL TABLE sentence_search USING fts5"
            "(words, content='sentence_words', content_rowid='id', tokenize='ascii')"
        )
    else:
        op.execute("CREATE INDEX sentence_search ON sentence_words USING gin (words)")
    _index_what_is_there()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE sentence_search")
    op.drop_table("sentence_words")


def _index_what_is_there() -> None:
    # Not a copy of the rule but the rule itself: an index that folds otherwise than queries do finds nothing.
    from annotator.storage.search import index_text

    connection = op.get_bind()
    for text_id in connection.execute(sa.text("SELECT id FROM article_text ORDER BY id")).scalars().all():
        index_text(connection, text_id)
