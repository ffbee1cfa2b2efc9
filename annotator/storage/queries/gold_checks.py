"""Is what gold reviews say of themselves sound: decisions and origins that point at nothing, for the doctor, and those
of them that can go, for the repair.
"""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Select, Table, delete, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from annotator.core.records import ReviewKind
from annotator.storage.tables import (
    Action,
    Annotation,
    ArticleText,
    Change,
    DecisionRow,
    OriginRow,
    Review,
    ReviewCheck,
    Source,
)


def find_loose_gold(session: Session) -> Iterator[str]:
    """What is wrong, a line a kind of fault with how many rows have it. Foreign keys are checked elsewhere."""
    for words, statement in _QUESTIONS:
        if count := session.scalar(statement):
            yield f"{count} {words}"
    if stale := session.scalar(select(func.count()).select_from(_stale().subquery())):
        yield f"{stale} origins were copied from an earlier gold review without their rows: annotator db recount"
    if count := _count_unknown_readings(session):
        yield f"{count} decisions name a review that is not there"


def _count_unknown_readings(session: Session) -> int:
    """Decisions whose readings are no reviews: their uids stand within what is stored as a whole."""
    known = frozenset(session.scalars(select(Review.uid)))
    rows = session.execute(select(DecisionRow.readings, DecisionRow.taken).execution_options(yield_per=1000))
    return sum(not {*readings, *taken.values()} <= known for readings, taken in rows)


# Both are rows of a gold review, and of the act that wrote them.
_Rows = type[DecisionRow] | type[OriginRow]


def _outside_gold(rows: _Rows) -> Select[int]:
    gold = aliased(Review)
    return select(func.count(rows.id)).join(gold, gold.id == rows.gold_id).where(gold.kind != ReviewKind.GOLD)


def _of_another_act(rows: _Rows) -> Select[int]:
    of_it = or_(Action.review_id.is_(None), Action.review_id != rows.gold_id)
    return select(func.count(rows.id)).join(Action, Action.id == rows.action_id).where(of_it)


def _beyond_the_text() -> Select[int]:
    return (
        select(func.count(DecisionRow.id))
        .join(Review, Review.id == DecisionRow.gold_id)
        .join(ArticleText, ArticleText.id == Review.text_id)
        .where(DecisionRow.stop > func.length(ArticleText.body))
    )


def _from_another_text() -> Select[int]:
    gold, reading = aliased(Review), aliased(Review)
    return (
        select(func.count(OriginRow.id))
        .join(gold, gold.id == OriginRow.gold_id)
        .join(reading, reading.id == OriginRow.review_id)
        .where(gold.text_id != reading.text_id)
    )


def _without_its_row(review_id: str, uid: str) -> Select[int]:
    """Origins one of whose rows was never there, but for those that can go."""
    statement = select(func.count(OriginRow.id)).where(*_never_there(review_id, uid))
    return statement.where(OriginRow.id.not_in(_stale()))


def _never_there(review_id: str, uid: str) -> list[ColumnElement[bool]]:
    """Of an origin: its row is not there and never was. One that went is known of by the act that took it away."""
    origin = OriginRow.__table__
    assert isinstance(origin, Table)
    its_review, its_uid = origin.c[review_id], origin.c[uid]
    there = [
        exists().where(rows.review_id == its_review, rows.uid == its_uid) for rows in (Annotation, Source, ReviewCheck)
    ]
    was_there = exists().where(Action.review_id == its_review, Change.action_id == Action.id, Change.uid == its_uid)
    return [*(~found for found in there), ~was_there]


def _stale() -> Select[int]:
    """Origins of gold reviews that an earlier version began again: it copied those of rows that had been removed. An
    earlier gold review of the text, which had the row, says the same.
    """
    gold, earlier, copied = aliased(Review), aliased(Review), aliased(OriginRow)
    stands_before = (
        exists()
        .where(copied.gold_id == earlier.id, copied.gold_uid == OriginRow.gold_uid)
        .where(earlier.text_id == gold.text_id, earlier.id < gold.id)
    )
    return (
        select(OriginRow.id)
        .join(gold, gold.id == OriginRow.gold_id)
        .where(gold.revises_id.is_not(None), OriginRow.action_id.is_(None), stands_before)
        .where(*_never_there("gold_id", "gold_uid"))
    )


def remove_stale_origins(session: Session, gold_id: int) -> int:
    """Take such origins out of a gold review; how many."""
    stale = session.scalars(_stale().where(OriginRow.gold_id == gold_id)).all()
    if stale:
        session.execute(delete(OriginRow).where(OriginRow.id.in_(stale)))
    return len(stale)


_QUESTIONS = (
    ("decisions are in a review that is no gold", _outside_gold(DecisionRow)),
    ("origins are in a review that is no gold", _outside_gold(OriginRow)),
    ("decisions are of an act in another review", _of_another_act(DecisionRow)),
    ("origins are of an act in another review", _of_another_act(OriginRow)),
    ("decisions are about words beyond their text", _beyond_the_text()),
    ("origins are in a review of another text", _from_another_text()),
    ("origins are told of a row that its gold never had", _without_its_row("gold_id", "gold_uid")),
    ("origins name a row that its review never had", _without_its_row("review_id", "origin_uid")),
)
