"""What is asked of the source card behind an annotation, as a question to the database: the same on both engines."""

from typing import TypeAlias

from sqlalchemy import ColumnElement, and_, case, exists, func, null, or_, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from annotator.core.records import Who
from annotator.core.search import Filters, Way
from annotator.storage.tables import Annotation, ArticleText, ClaimSource, Review, Source

#: The uid of a card, or nothing, as a statement has it.
_Card: TypeAlias = ColumnElement[str | None] | InstrumentedAttribute[str | None]

#: What tells both the role and the interest tells each of them.
_TELLING = {Who.ROLE: (Who.ROLE, Who.BOTH), Who.SIDE: (Who.SIDE, Who.BOTH)}

# Made once: an alias takes as long to make as a row to read.
_MENTION, _ITS_REVIEW, _ITS_TEXT = aliased(Annotation), aliased(Review), aliased(ArticleText)


def rests_on_asked(filters: Filters) -> ColumnElement[bool]:
    """Say whether an annotation mentions or rests on a card of which all that is asked of cards holds; of a claim the
    way that it came itself goes before the card's.
    """
    own_way = case(
        (ClaimSource.is_direct, null()), else_=func.coalesce(ClaimSource.relayed_by_uid, Source.relayed_by_uid)
    )
    linked = exists().where(
        ClaimSource.review_id == Annotation.review_id,
        ClaimSource.annotation_uid == Annotation.uid,
        Source.review_id == ClaimSource.review_id,
        Source.uid == ClaimSource.source_uid,
        _is_asked(filters, own_way),
    )
    mentioned = exists().where(
        Source.review_id == Annotation.review_id,
        Source.uid == Annotation.source_uid,
        _is_asked(filters, Source.relayed_by_uid),
    )
    return or_(linked, mentioned)


def _is_asked(filters: Filters, relay: _Card) -> ColumnElement[bool]:
    clauses: list[ColumnElement[bool]] = [true()]
    if filters.identity:
        clauses.append(Source.identity == filters.identity)
    if filters.type:
        clauses.append(Source.type == filters.type)
    if filters.number:
        clauses.append(Source.number == filters.number)
    if filters.who:
        clauses.append(Source.who.in_(_TELLING.get(filters.who, (filters.who,))))
    if filters.knowledge:
        clauses.append(Source.knowledge == filters.knowledge)
    if filters.reason:
        clauses.append(Source.reason == filters.reason)
    if filters.way:
        clauses.append(relay.is_(None) if filters.way is Way.DIRECT else relay.is_not(None))
    if filters.relay:
        clauses.append(_is_called(relay, filters.relay))
    return and_(*clauses)


def _is_called(card: _Card, words: str) -> ColumnElement[bool]:
    """Say whether a card of the annotation's review is mentioned by these words: cards have no other names."""
    mention = func.substr(_ITS_TEXT.body, _MENTION.start + 1, _MENTION.stop - _MENTION.start)
    return exists().where(
        _MENTION.review_id == Annotation.review_id,
        _MENTION.source_uid == card,
        _ITS_REVIEW.id == _MENTION.review_id,
        _ITS_TEXT.id == _ITS_REVIEW.text_id,
        func.lower(mention).contains(words.lower(), autoescape=True),
    )
