"""Writing changes to the rows of a review, each over the version that it was computed from."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, bindparam, delete, insert, update
from sqlalchemy.orm import Session

from annotator.core.actions import Change, same
from annotator.core.codec import Record, decimal_text, told_to_json
from annotator.core.errors import Conflict
from annotator.core.records import Attribution, Check, Claim, Figure, Mark, Reading, SourceCard
from annotator.storage.prepared import Prepared
from annotator.storage.tables import Annotation, ClaimSource, Cue, ReviewCheck, Source
from annotator.storage.types import Base, plain

_STALE = "Somebody changed this meanwhile, perhaps you in another window. Nothing was overwritten."
_ADD: dict[type[Base], Prepared] = {
    table: Prepared(insert(plain(table))) for table in (Annotation, Source, ReviewCheck, ClaimSource, Cue)
}


def _one_version(table: type[Base]) -> ColumnElement[bool]:
    columns = plain(table).c
    # Other names than the columns': those are what an update sets.
    return and_(
        columns.review_id == bindparam("of_review"),
        columns.uid == bindparam("of_uid"),
        columns.version == bindparam("of_version"),
    )


_ROWS = (Annotation, Source, ReviewCheck)
_UPDATE = {table: Prepared(update(plain(table)).where(_one_version(table))) for table in _ROWS}
_DELETE = {table: Prepared(delete(plain(table)).where(_one_version(table))) for table in _ROWS}
_CLEAR = {
    table: Prepared(
        delete(plain(table)).where(
            plain(table).c.review_id == bindparam("review"), plain(table).c.annotation_uid == bindparam("annotation")
        )
    )
    for table in (ClaimSource, Cue)
}

_CARD_COLUMNS = (
    "type", "identity", "number", "who", "knowledge", "reason", "distinct", "relayed_by_uid", "confirmed", "position",
)  # fmt: skip


def write_changes(session: Session, review_id: int, changes: Sequence[Change], now_there: Reading) -> None:
    """Write the changes to the review's rows. `now_there` is the reading they were computed from.

    A row is changed or deleted only in the version that `now_there` holds; raises Conflict otherwise, and the
    transaction is rolled back whole.
    """
    rows = {record.uid: record for record in now_there.records}
    fresh: list[Record] = []
    for change in changes:
        current = rows.get(change.uid)
        if not same(current, change.before):
            raise Conflict(_STALE, code="stale")
        if current is None and change.after is not None:
            fresh.append(change.after)
            continue
        # What stands before a change in the act may be what it points at.
        _insert(session, review_id, fresh)
        fresh = []
        version = current.version if current else 0
        if change.after is None:
            _delete(session, review_id, change.table, change.uid, version)
        else:
            _update(session, review_id, change.after, version, current)
    _insert(session, review_id, fresh)


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


def _insert(session: Session, review_id: int, records: Sequence[Record]) -> None:
    """Add new rows, one statement a table: cards first, which annotations point at."""
    rows: dict[type[Base], list[dict[str, object]]] = {Source: [], ReviewCheck: [], Annotation: []}
    for record in records:
        values = {"review_id": review_id, "uid": record.uid, "version": 1, **row_values(record)}
        match record:
            case SourceCard():
                rows[Source].append(values)
            case Check():
                rows[ReviewCheck].append(values)
            case Claim():
                rows[Annotation].append({"tag": "claim", **values})
            case Attribution():
                rows[Annotation].append({"tag": "attribution", **values})
            case Figure():
                rows[Annotation].append({"tag": "figure", **values})
            case Mark():
                rows[Annotation].append(values)
    for table, those in rows.items():
        _ADD[table].write_all(session, those)
    _insert_dependents(session, review_id, records)


def _insert_dependents(session: Session, review_id: int, records: Sequence[Record]) -> None:
    links: list[dict[str, object]] = [
        {
            "review_id": review_id, "annotation_uid": record.uid, "source_uid": link.source_uid,
            "position": position, "relayed_by_uid": link.relayed_by_uid, "is_direct": link.is_direct,
        }
        for record in records if isinstance(record, Claim)
        for position, link in enumerate(record.sources)
    ]  # fmt: skip
    cues: list[dict[str, object]] = [
        {"review_id": review_id, "annotation_uid": record.uid, "start": cue.start, "stop": cue.stop}
        for record in records if isinstance(record, Attribution)
        for cue in record.cues
    ]  # fmt: skip
    _ADD[ClaimSource].write_all(session, links)
    _ADD[Cue].write_all(session, cues)


def _dependents(record: Record | None) -> object:
    """What stands in rows of its own beside an annotation."""
    match record:
        case Claim():
            return record.sources
        case Attribution():
            return record.cues
        case _:
            return None


def _delete_dependents(session: Session, review_id: int, table: str, uid: str) -> None:
    if table == "claim":
        _CLEAR[ClaimSource].write(session, {"review": review_id, "annotation": uid})
    elif table == "attribution":
        _CLEAR[Cue].write(session, {"review": review_id, "annotation": uid})


def _update(session: Session, review_id: int, record: Record, version: int, before: Record | None) -> None:
    word = "source" if isinstance(record, SourceCard) else "check" if isinstance(record, Check) else "annotation"
    values = {"version": version + 1, **row_values(record), **_row(review_id, record.uid, version)}
    _exactly_one(_UPDATE[_table(word)].write(session, values))
    # Most edits leave a claim's links and an attribution's cues as they are.
    if isinstance(record, Claim | Attribution) and _dependents(record) != _dependents(before):
        _delete_dependents(session, review_id, "claim" if isinstance(record, Claim) else "attribution", record.uid)
        _insert_dependents(session, review_id, [record])


def _delete(session: Session, review_id: int, name: str, uid: str, version: int) -> None:
    _delete_dependents(session, review_id, name, uid)
    _exactly_one(_DELETE[_table(name)].write(session, _row(review_id, uid, version)))


def _row(review_id: int, uid: str, version: int) -> dict[str, object]:
    """What `_one_version` asks for."""
    return {"of_review": review_id, "of_uid": uid, "of_version": version}


def _exactly_one(changed: int) -> None:
    if changed != 1:
        raise Conflict(_STALE, code="stale")
