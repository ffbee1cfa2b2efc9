"""A review's whole content as a `Reading`, and the writing of changes to it. Seven statements to load,
whatever the article's length.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import CursorResult, Delete, Update, delete, insert, select, update
from sqlalchemy.orm import Session

from annotator.core.actions import Change, same
from annotator.core.codec import Record, decimal_text, told_from_json, told_to_json
from annotator.core.errors import Conflict
from annotator.core.records import (
    Attribution,
    Bound,
    Check,
    Claim,
    Figure,
    Flag,
    Mark,
    Measure,
    Reading,
    Sentence,
    SourceCard,
    SourceLink,
    Span,
)
from annotator.storage.tables import (
    Annotation,
    ArticleText,
    ClaimSource,
    Cue,
    Review,
    ReviewCheck,
    SentenceRow,
    Source,
)

_STALE = "Somebody changed this meanwhile, perhaps you in another window. Nothing was overwritten."


def load_sentences(session: Session, segmentation_id: int) -> tuple[Sentence, ...]:
    """The units of one cut, in order."""
    rows = session.execute(
        select(SentenceRow.ordinal, SentenceRow.start, SentenceRow.stop, SentenceRow.kind, SentenceRow.duplicate_of)
        .where(SentenceRow.segmentation_id == segmentation_id)
        .order_by(SentenceRow.ordinal)
    )
    return tuple(Sentence(*row) for row in rows)


def load_reading(session: Session, review_id: int) -> Reading:
    """Everything one review says, with its text and its cut."""
    text, segmentation_id = session.execute(
        select(ArticleText.body, Review.segmentation_id)
        .join(ArticleText, ArticleText.id == Review.text_id)
        .where(Review.id == review_id)
    ).one()
    return _assemble(text, load_sentences(session, segmentation_id), *_load_rows(session, [review_id]), review_id)


def load_readings(session: Session, review_ids: Sequence[int]) -> dict[int, Reading]:
    """The readings of several reviews by review id, in a constant number of statements."""
    if not review_ids:
        return {}
    heads = session.execute(
        select(Review.id, ArticleText.body, Review.segmentation_id)
        .join(ArticleText, ArticleText.id == Review.text_id)
        .where(Review.id.in_(review_ids))
    ).all()
    cuts: dict[int, list[Sentence]] = defaultdict(list)
    for segmentation_id, ordinal, start, stop, kind, duplicate_of in session.execute(
        select(
            SentenceRow.segmentation_id,
            SentenceRow.ordinal,
            SentenceRow.start,
            SentenceRow.stop,
            SentenceRow.kind,
            SentenceRow.duplicate_of,
        )
        .where(SentenceRow.segmentation_id.in_({head[2] for head in heads}))
        .order_by(SentenceRow.segmentation_id, SentenceRow.ordinal)
    ):
        cuts[segmentation_id].append(Sentence(ordinal, start, stop, kind, duplicate_of))
    rows = _load_rows(session, review_ids)
    return {
        review_id: _assemble(text, tuple(cuts[segmentation_id]), *rows, review_id)
        for review_id, text, segmentation_id in heads
    }


_CARD_COLUMNS = (
    "type", "identity", "number", "who", "knowledge", "reason", "distinct", "relayed_by_uid", "confirmed", "position",
)  # fmt: skip

_Rows = tuple[
    dict[int, list[Annotation]],
    dict[tuple[int, str], list[Span]],
    dict[tuple[int, str], list[SourceLink]],
    dict[int, list[SourceCard]],
    dict[int, list[Check]],
]


def _load_rows(session: Session, review_ids: Sequence[int]) -> _Rows:
    annotations: dict[int, list[Annotation]] = defaultdict(list)
    for row in session.scalars(
        select(Annotation)
        .where(Annotation.review_id.in_(review_ids))
        .order_by(Annotation.start, Annotation.stop, Annotation.uid)
    ):
        annotations[row.review_id].append(row)
    cues: dict[tuple[int, str], list[Span]] = defaultdict(list)
    for cue in session.execute(
        select(Cue.review_id, Cue.annotation_uid, Cue.start, Cue.stop)
        .where(Cue.review_id.in_(review_ids))
        .order_by(Cue.start)
    ):
        cues[cue.review_id, cue.annotation_uid].append(Span(cue.start, cue.stop))
    links: dict[tuple[int, str], list[SourceLink]] = defaultdict(list)
    for link in session.execute(
        select(
            ClaimSource.review_id, ClaimSource.annotation_uid, ClaimSource.source_uid, ClaimSource.relayed_by_uid,
            ClaimSource.is_direct,
        )
        .where(ClaimSource.review_id.in_(review_ids))
        .order_by(ClaimSource.position)
    ):
        links[link.review_id, link.annotation_uid].append(
            SourceLink(link.source_uid, link.relayed_by_uid, link.is_direct)
        )
    cards: dict[int, list[SourceCard]] = defaultdict(list)
    for source in session.scalars(
        select(Source).where(Source.review_id.in_(review_ids)).order_by(Source.position, Source.uid)
    ):
        cards[source.review_id].append(_card(source))
    checks: dict[int, list[Check]] = defaultdict(list)
    for check in session.scalars(
        select(ReviewCheck)
        .where(ReviewCheck.review_id.in_(review_ids))
        .order_by(ReviewCheck.start, ReviewCheck.stop, ReviewCheck.uid)
    ):
        checks[check.review_id].append(
            Check(check.uid, check.start, check.stop, check.outcome, check.unsure, check.version)
        )
    return annotations, cues, links, cards, checks


def _assemble(
    text: str,
    sentences: tuple[Sentence, ...],
    annotations: dict[int, list[Annotation]],
    cues: dict[tuple[int, str], list[Span]],
    links: dict[tuple[int, str], list[SourceLink]],
    cards: dict[int, list[SourceCard]],
    checks: dict[int, list[Check]],
    review_id: int,
) -> Reading:
    claims, attributions, figures, marks = [], [], [], []
    for row in annotations.get(review_id, []):
        match row.tag:
            case "claim":
                claims.append(_claim(row, tuple(links.get((review_id, row.uid), ()))))
            case "attribution":
                attributions.append(_attribution(row, tuple(cues.get((review_id, row.uid), ()))))
            case "figure":
                figures.append(_figure(row))
            case _:
                marks.append(_mark(row))
    return Reading(
        text,
        sentences,
        tuple(claims),
        tuple(attributions),
        tuple(figures),
        tuple(cards.get(review_id, ())),
        tuple(checks.get(review_id, ())),
        tuple(marks),
    )


def _claim(row: Annotation, links: tuple[SourceLink, ...]) -> Claim:
    marks = row.attributes
    return Claim(
        row.uid, row.start, row.stop, frozenset(Flag(flag) for flag in marks["flags"]), links,
        row.starred, marks["attack"], marks["denial"], row.unsure, row.version,
    )  # fmt: skip


def _attribution(row: Annotation, cues: tuple[Span, ...]) -> Attribution:
    return Attribution(row.uid, row.start, row.stop, row.source_uid, cues, row.starred, row.unsure, row.version)


def _figure(row: Annotation) -> Figure:
    marks = row.attributes
    low, high = (None if marks[end] is None else Decimal(marks[end]) for end in ("low", "high"))
    return Figure(
        row.uid, row.start, row.stop, low, high, Bound(marks["bound"]), Measure(marks["measure"]), marks["unit"],
        row.claim_uid, row.starred, row.unsure, row.version,
    )  # fmt: skip


def _mark(row: Annotation) -> Mark:
    told = told_from_json(row.attributes)
    return Mark(row.uid, row.start, row.stop, row.tag, told, row.starred, row.unsure, row.version)


def _card(row: Source) -> SourceCard:
    return SourceCard(
        row.uid, row.type, row.identity, row.number, row.who, row.knowledge, row.reason, row.distinct,
        row.relayed_by_uid, row.confirmed, row.position, row.version,
    )  # fmt: skip


def write_changes(session: Session, review_id: int, changes: Sequence[Change], now_there: Reading) -> None:
    """Write the changes to the review's rows. `now_there` is the reading they were computed from.

    A row is changed or deleted only in the version that `now_there` holds; raises Conflict otherwise, and the
    transaction is rolled back whole.
    """
    rows = {record.uid: record for record in now_there.records}
    for change in changes:
        current = rows.get(change.uid)
        if not same(current, change.before):
            raise Conflict(_STALE, code="stale")
        version = current.version if current else 0
        if change.after is None:
            _delete(session, review_id, change.table, change.uid, version)
        elif current is None:
            _insert(session, review_id, change.after)
        else:
            _update(session, review_id, change.after, version)


def _table(name: str) -> type[Source] | type[ReviewCheck] | type[Annotation]:
    return {"source": Source, "check": ReviewCheck}.get(name, Annotation)  # type: ignore[return-value]  # the dict's join


def row_values(record: Record) -> dict[str, object]:
    """The record as columns of its table; key, tag and version are the caller's."""
    match record:
        case SourceCard():
            return {name: getattr(record, name) for name in _CARD_COLUMNS}
        case Check():
            return {"start": record.start, "stop": record.stop, "outcome": record.outcome, "unsure": record.unsure}
        case Claim():
            marks: dict[str, object] = {
                "flags": sorted(record.flags), "attack": record.attack, "denial": record.denial,
            }  # fmt: skip
            links: dict[str, object] = {"source_uid": None, "claim_uid": None}
        case Attribution():
            marks, links = {}, {"source_uid": record.source_uid, "claim_uid": None}
        case Figure():
            low, high = (None if end is None else decimal_text(end) for end in (record.low, record.high))
            marks = {
                "low": low, "high": high, "bound": record.bound, "measure": record.measure, "unit": record.unit,
            }  # fmt: skip
            links = {"source_uid": None, "claim_uid": record.claim_uid}
        case Mark():
            # The tag is among the values: a merge of two tags gives a mark another one.
            marks, links = told_to_json(record.told), {"source_uid": None, "claim_uid": None, "tag": record.tag}
    common = {"start": record.start, "stop": record.stop, "starred": record.starred, "unsure": record.unsure}
    return {**common, "attributes": marks, **links}


def _insert(session: Session, review_id: int, record: Record) -> None:
    values = {"review_id": review_id, "uid": record.uid, "version": 1, **row_values(record)}
    match record:
        case SourceCard():
            session.execute(insert(Source).values(**values))
        case Check():
            session.execute(insert(ReviewCheck).values(**values))
        case Claim():
            session.execute(insert(Annotation).values(tag="claim", **values))
        case Attribution():
            session.execute(insert(Annotation).values(tag="attribution", **values))
        case Figure():
            session.execute(insert(Annotation).values(tag="figure", **values))
        case Mark():
            session.execute(insert(Annotation).values(**values))
    _insert_dependents(session, review_id, record)


def _insert_dependents(session: Session, review_id: int, record: Record) -> None:
    if isinstance(record, Claim) and record.sources:
        session.execute(
            insert(ClaimSource),
            [
                {
                    "review_id": review_id, "annotation_uid": record.uid, "source_uid": link.source_uid,
                    "position": position, "relayed_by_uid": link.relayed_by_uid, "is_direct": link.is_direct,
                }
                for position, link in enumerate(record.sources)
            ],
        )  # fmt: skip
    elif isinstance(record, Attribution) and record.cues:
        session.execute(
            insert(Cue),
            [
                {"review_id": review_id, "annotation_uid": record.uid, "start": cue.start, "stop": cue.stop}
                for cue in record.cues
            ],
        )


def _delete_dependents(session: Session, review_id: int, table: str, uid: str) -> None:
    if table == "claim":
        session.execute(
            delete(ClaimSource).where(ClaimSource.review_id == review_id, ClaimSource.annotation_uid == uid)
        )
    elif table == "attribution":
        session.execute(delete(Cue).where(Cue.review_id == review_id, Cue.annotation_uid == uid))


def _update(session: Session, review_id: int, record: Record, version: int) -> None:
    word = "source" if isinstance(record, SourceCard) else "check" if isinstance(record, Check) else "annotation"
    table = _table(word)
    _exactly_one(
        session,
        update(table)
        .where(table.review_id == review_id, table.uid == record.uid, table.version == version)
        .values(version=version + 1, **row_values(record)),
    )
    if isinstance(record, Claim | Attribution):
        _delete_dependents(session, review_id, "claim" if isinstance(record, Claim) else "attribution", record.uid)
        _insert_dependents(session, review_id, record)


def _delete(session: Session, review_id: int, name: str, uid: str, version: int) -> None:
    _delete_dependents(session, review_id, name, uid)
    table = _table(name)
    _exactly_one(
        session, delete(table).where(table.review_id == review_id, table.uid == uid, table.version == version)
    )


def _exactly_one(session: Session, statement: Update | Delete) -> None:
    result = session.execute(statement.execution_options(synchronize_session=False))
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        raise Conflict(_STALE, code="stale")
