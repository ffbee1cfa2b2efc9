"""Keeping the index of sentences by their words: what `storage.search` asks.

FTS5 keeps no copy of the words: it is told which to take out and which to take in. PostgreSQL's index is over the words
themselves.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, text
from sqlalchemy.orm import Session, aliased

from annotator.core.records import Sentence
from annotator.core.search import index_words
from annotator.storage.prepared import Prepared
from annotator.storage.tables import ArticleText, Segmentation, SentenceRow, SentenceWords
from annotator.storage.types import plain

_OTHER_CUT = aliased(Segmentation)
_FORGET = text(
    "INSERT INTO sentence_search (sentence_search, rowid, words) "
    "SELECT 'delete', id, words FROM sentence_words WHERE text_id = :text_id"
)
_REMEMBER = text(
    "INSERT INTO sentence_search (rowid, words) SELECT id, words FROM sentence_words WHERE text_id = :text_id"
)
_ADD = Prepared(insert(plain(SentenceWords)))
_REMEMBER_NEW = text(
    "INSERT INTO sentence_search (rowid, words) "
    "SELECT id, words FROM sentence_words WHERE text_id BETWEEN :first AND :last"
)


@dataclass(frozen=True, slots=True)
class NewCut:
    """The newest cut of a text that was stored just now and of which nothing is indexed yet."""

    text_id: int
    segmentation_id: int
    body: str
    sentences: Sequence[Sentence]


def index_text(session: Session | Connection, text_id: int) -> None:
    """Index the words of a text's newest cut, in the place of those of earlier cuts.

    To be called in the transaction that stores a cut; `find_unindexed` says where that was forgotten.
    """
    body, segmentation_id = session.execute(
        select(ArticleText.body, func.max(Segmentation.id))
        .join(Segmentation, Segmentation.text_id == ArticleText.id)
        .where(ArticleText.id == text_id, Segmentation.number == newest_cut())
        .group_by(ArticleText.id)
    ).one()
    cut = session.execute(
        select(SentenceRow.ordinal, SentenceRow.start, SentenceRow.stop)
        .where(SentenceRow.segmentation_id == segmentation_id)
        .order_by(SentenceRow.ordinal)
    ).all()
    connection = session.connection() if isinstance(session, Session) else session
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        connection.execute(_FORGET, {"text_id": text_id})
    connection.execute(delete(SentenceWords).where(SentenceWords.text_id == text_id))
    rows = _rows(is_sqlite, [(text_id, segmentation_id, ordinal, body[start:stop]) for ordinal, start, stop in cut])
    if rows:
        connection.execute(insert(plain(SentenceWords)), rows)
    if is_sqlite:
        connection.execute(_REMEMBER, {"text_id": text_id})


def index_new(session: Session, cuts: Sequence[NewCut]) -> None:
    """Index the words of new texts, whose ids no other text stands between: those of one import, in one go."""
    if not cuts:
        return
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    sentences = [
        (cut.text_id, cut.segmentation_id, sentence.ordinal, cut.body[sentence.start : sentence.stop])
        for cut in cuts
        for sentence in cut.sentences
    ]
    _ADD.write_all(session, _rows(is_sqlite, sentences))
    if is_sqlite:
        ids = [cut.text_id for cut in cuts]
        session.connection().execute(_REMEMBER_NEW, {"first": min(ids), "last": max(ids)})


def _rows(is_sqlite: bool, sentences: Sequence[tuple[int, int, int, str]]) -> list[dict[str, object]]:
    """The words of sentences as rows; each sentence with its text, its cut and its ordinal."""
    as_row = " ".join if is_sqlite else _tsvector
    return [
        {"text_id": text_id, "segmentation_id": cut_id, "ordinal": ordinal, "words": as_row(index_words(words))}
        for text_id, cut_id, ordinal, words in sentences
    ]


def rebuild_table(session: Session) -> None:
    """Make SQLite's full-text table again from the words it is over; PostgreSQL's index cannot differ from them."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO sentence_search (sentence_search) VALUES ('rebuild')"))


def find_unindexed(session: Session) -> list[int]:
    """The texts whose newest cut is not indexed, or not wholly, or that are indexed by an earlier cut."""
    cut = (
        select(Segmentation.text_id, func.count(SentenceRow.ordinal).label("sentences"))
        .outerjoin(SentenceRow, SentenceRow.segmentation_id == Segmentation.id)
        .where(Segmentation.number == newest_cut())
        .group_by(Segmentation.text_id)
        .subquery()
    )
    words = (
        select(SentenceWords.text_id, func.count().label("sentences"))
        .join(Segmentation, Segmentation.id == SentenceWords.segmentation_id)
        .where(Segmentation.number == newest_cut())
        .group_by(SentenceWords.text_id)
        .subquery()
    )
    return list(
        session.scalars(
            select(cut.c.text_id)
            .outerjoin(words, words.c.text_id == cut.c.text_id)
            .where(func.coalesce(words.c.sentences, 0) != cut.c.sentences)
            .order_by(cut.c.text_id)
        )
    )


def count_missing_rows(session: Session) -> int:
    """By how many sentences SQLite's full-text table differs from the words it is over; 0 on PostgreSQL."""
    if session.get_bind().dialect.name != "sqlite":
        return 0
    there = session.scalar(select(func.count()).select_from(SentenceWords)) or 0
    return abs(there - (session.scalar(text("SELECT count(*) FROM sentence_search_docsize")) or 0))


def list_text_ids(session: Session) -> list[int]:
    """All texts."""
    return list(session.scalars(select(ArticleText.id).order_by(ArticleText.id)))


def newest_cut() -> ColumnElement[int]:
    """The number of the newest cut of a segmentation's text, for a statement over segmentations."""
    return (
        select(func.max(_OTHER_CUT.number))
        .where(_OTHER_CUT.text_id == Segmentation.text_id)
        .correlate(Segmentation)
        .scalar_subquery()
    )


def _tsvector(words: Sequence[str]) -> str:
    """Words with their places. PostgreSQL keeps 255 places of a word: enough for any sentence."""
    places: dict[str, list[str]] = defaultdict(list)
    for place, word in enumerate(words, start=1):
        places[word].append(str(place))
    return " ".join(f"{lexeme}:{','.join(places[word])}" for word, lexeme in zip(places, lexemes(places), strict=True))


def lexemes(words: Iterable[str]) -> Iterable[str]:
    """Words as PostgreSQL reads them: in quotation marks, which no folded word contains."""
    return (f"'{word}'" for word in words)
