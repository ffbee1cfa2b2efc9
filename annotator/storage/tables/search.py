"""The words by which sentences are found. Nobody's work: all of it can be made again from the texts."""

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotator.storage.types import Base, Words


class SentenceWords(Base):
    """The folded words of one sentence of a text's newest cut, parted by blanks.

    The full-text index over it is made by its migration: an FTS5 table on SQLite, a GIN index on PostgreSQL.
    `storage.word_index` fills both.
    """

    __tablename__ = "sentence_words"
    # Answers "the words of this sentence"; and "is this text indexed".
    __table_args__ = (
        UniqueConstraint("segmentation_id", "ordinal"),
        ForeignKeyConstraint(
            ["segmentation_id", "ordinal"], ["sentence.segmentation_id", "sentence.ordinal"], ondelete="RESTRICT"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("article_text.id", ondelete="RESTRICT"), index=True)
    segmentation_id: Mapped[int]
    ordinal: Mapped[int]
    words: Mapped[str] = mapped_column(Text().with_variant(Words(), "postgresql"))
