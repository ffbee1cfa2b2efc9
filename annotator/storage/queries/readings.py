"""A review's whole content as a `Reading`. Five statements where its head is at hand, two more where the text is not
kept in memory, whatever the article's length.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Executable,
    Integer,
    Row,
    Select,
    String,
    bindparam,
    cast,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from annotator.core.codec import told_from_json
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
    SourceCard,
    SourceLink,
    Span,
)
from annotator.storage.prepared import Prepared
from annotator.storage.queries.cuts import Cut, CutKey, load_cuts
from annotator.storage.queries.own_tags import load_own_tags
from annotator.storage.queries.reviews import ReviewHead
from annotator.storage.tables import (
    Annotation,
    ArticleText,
    ClaimSource,
    Cue,
    Review,
    ReviewCheck,
    Segmentation,
    Source,
)
from annotator.storage.types import Base, plain

# Statements are built once: building one takes longer than running it.
_REVIEW, _TEXT, _CUT = plain(Review), plain(ArticleText), plain(Segmentation)
_TEXTS = (
    select(_REVIEW.c.id, _REVIEW.c.segmentation_id, _TEXT.c.uid, _TEXT.c.sha256)
    .join_from(_REVIEW, _TEXT, _TEXT.c.id == _REVIEW.c.text_id)
    .where(_REVIEW.c.id.in_(bindparam("reviews", expanding=True)))
)

_NEWEST_CUT = (
    select(_CUT.c.id).where(_CUT.c.text_id == _REVIEW.c.text_id).order_by(_CUT.c.number.desc()).limit(1)
    .correlate(_REVIEW).scalar_subquery()
)
_NEWEST_TEXTS = (
    select(_REVIEW.c.id, _NEWEST_CUT, _TEXT.c.uid, _TEXT.c.sha256)
    .join_from(_REVIEW, _TEXT, _TEXT.c.id == _REVIEW.c.text_id)
    .where(_REVIEW.c.id.in_(bindparam("reviews", expanding=True)))
)


# Any: the columns of a whole table.
_Columns = ReadOnlyColumnCollection[str, Column[Any]]
_Asked = Callable[[_Columns], ColumnElement[bool]]


def _of_reviews(table: type[Base], asked: _Asked, *order: str) -> Select[*tuple[Any, ...]]:
    columns = plain(table).c
    return select(plain(table)).where(asked(columns)).order_by(*(columns[name] for name in order))


def _contents(asked: _Asked) -> tuple[Executable, Executable, Executable, Executable]:
    """What is asked of reviews: annotations, cues with links, cards, checks."""
    cue, link = plain(Cue).c, plain(ClaimSource).c
    # Cues and links in one statement; what only the other has is empty. `place`: a cue's start, a link's position.
    dependents = union_all(
        select(
            cue.review_id, cue.annotation_uid, cue.start.label("place"), cue.stop,
            cast(null(), String).label("source_uid"), cast(null(), String).label("relayed_by_uid"),
            cast(null(), Boolean).label("is_direct"),
        ).where(asked(cue)),
        select(
            link.review_id, link.annotation_uid, link.position, cast(null(), Integer),
            link.source_uid, link.relayed_by_uid, link.is_direct,
        ).where(asked(link)),
    ).order_by("place")  # fmt: skip
    return (
        _of_reviews(Annotation, asked, "start", "stop", "uid"),
        dependents,
        _of_reviews(Source, asked, "position", "uid"),
        _of_reviews(ReviewCheck, asked, "start", "stop", "uid"),
    )


_OF_MANY = _contents(lambda columns: columns.review_id.in_(bindparam("reviews", expanding=True)))
_OF_ONE = tuple(map(Prepared, _contents(lambda columns: columns.review_id == bindparam("review"))))


def load_reading(session: Session, review_id: int) -> Reading:
    """Everything one review says, with its text and its cut."""
    return load_readings(session, [review_id])[review_id]


def load_content(session: Session, head: ReviewHead) -> Reading:
    """The same with the desk's own tags, where the review's head is at hand: one statement less."""
    return load_content_among(session, head, ())[0]


def load_content_among(
    session: Session, head: ReviewHead, other_ids: Sequence[int]
) -> tuple[Reading, dict[int, Reading]]:
    """The same, and beside it what other reviews of the text hold, by id and on the same cut: as many statements."""
    key = head.segmentation_id, head.text_uid, head.text_sha256
    cut, rows = load_cuts(session, [key])[key], _load_rows(session, [head.id, *other_ids])
    reading = _assemble(cut, *rows, head.id)
    return (
        replace(reading, own_tags=load_own_tags(session, head.scheme_version_id, head.project_uid)),
        {review_id: _assemble(cut, *rows, review_id) for review_id in other_ids},
    )


def load_readings(session: Session, review_ids: Sequence[int]) -> dict[int, Reading]:
    """The readings of several reviews by review id, each on its own cut, in a constant number of statements."""
    return _load(session, review_ids, _TEXTS)


def load_contents(session: Session, review_ids: Sequence[int]) -> dict[int, Reading]:
    """What several reviews hold, by review id, each as a reading without its text and its cut: for who has those."""
    if not review_ids:
        return {}
    rows = _load_rows(session, review_ids)
    return {review_id: _assemble(("", (), 0), *rows, review_id) for review_id in review_ids}


def load_newest_readings(session: Session, review_ids: Sequence[int]) -> dict[int, Reading]:
    """The same on the newest cut of each text, as reports take them: nothing in a review moves, only the sentences
    may be other ones than it was made on.
    """
    return _load(session, review_ids, _NEWEST_TEXTS)


def _load(
    session: Session, review_ids: Sequence[int], texts: Select[int, int, str, str]
) -> dict[int, Reading]:
    if not review_ids:
        return {}
    keys: dict[int, CutKey] = {
        review_id: (segmentation_id, uid, sha256)
        for review_id, segmentation_id, uid, sha256 in session.execute(texts, {"reviews": review_ids})
    }
    cuts = load_cuts(session, keys.values())
    rows = _load_rows(session, review_ids)
    return {review_id: _assemble(cuts[key], *rows, review_id) for review_id, key in keys.items()}


_FLAGS = {flag.value: flag for flag in Flag}  # a third of the time that the enumeration takes

# Any: a row of a whole table has the types of its columns, which a Core statement does not tell.
_Stored = Row[*tuple[Any, ...]]
_Rows = tuple[
    dict[int, list[_Stored]],
    dict[tuple[int, str], list[Span]],
    dict[tuple[int, str], list[SourceLink]],
    dict[int, list[SourceCard]],
    dict[int, list[Check]],
]


def _load_rows(session: Session, review_ids: Sequence[int]) -> _Rows:
    if len(review_ids) == 1:
        found = [statement.all(session, {"review": review_ids[0]}) for statement in _OF_ONE]
    else:
        asked = {"reviews": review_ids}
        # On the connection itself: the session would only look up, each time, where to send them.
        found = [list(session.connection().execute(statement, asked)) for statement in _OF_MANY]
    annotations: dict[int, list[_Stored]] = defaultdict(list)
    for row in found[0]:
        annotations[row.review_id].append(row)
    cues: dict[tuple[int, str], list[Span]] = defaultdict(list)
    links: dict[tuple[int, str], list[SourceLink]] = defaultdict(list)
    for row in found[1]:
        of = row.review_id, row.annotation_uid
        if row.source_uid is None:
            cues[of].append(Span(row.place, row.stop))
        else:
            links[of].append(SourceLink(row.source_uid, row.relayed_by_uid, row.is_direct))
    cards: dict[int, list[SourceCard]] = defaultdict(list)
    for source in found[2]:
        cards[source.review_id].append(_card(source))
    checks: dict[int, list[Check]] = defaultdict(list)
    for check in found[3]:
        checks[check.review_id].append(
            Check(check.uid, check.start, check.stop, check.outcome, check.unsure, check.version)
        )
    return annotations, cues, links, cards, checks


def _assemble(
    cut: Cut,
    annotations: dict[int, list[_Stored]],
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
    text, sentences, number = cut
    return Reading(
        text,
        sentences,
        tuple(claims),
        tuple(attributions),
        tuple(figures),
        tuple(cards.get(review_id, ())),
        tuple(checks.get(review_id, ())),
        tuple(marks),
        cut=number,
    )


def _claim(row: _Stored, links: tuple[SourceLink, ...]) -> Claim:
    marks = row.attributes
    return Claim(
        row.uid, row.start, row.stop, frozenset(map(_FLAGS.__getitem__, marks["flags"])), links,
        row.starred, marks["attack"], marks["denial"], row.unsure, row.version,
    )  # fmt: skip


def _attribution(row: _Stored, cues: tuple[Span, ...]) -> Attribution:
    return Attribution(row.uid, row.start, row.stop, row.source_uid, cues, row.starred, row.unsure, row.version)


def _figure(row: _Stored) -> Figure:
    marks = row.attributes
    low, high = (None if marks[end] is None else Decimal(marks[end]) for end in ("low", "high"))
    return Figure(
        row.uid, row.start, row.stop, low, high, Bound(marks["bound"]), Measure(marks["measure"]), marks["unit"],
        row.claim_uid, row.starred, row.unsure, row.version,
    )  # fmt: skip


def _mark(row: _Stored) -> Mark:
    told = told_from_json(row.attributes)
    return Mark(row.uid, row.start, row.stop, row.tag, told, row.starred, row.unsure, row.version)


def _card(row: _Stored) -> SourceCard:
    return SourceCard(
        row.uid, row.type, row.identity, row.number, row.who, row.knowledge, row.reason, row.distinct,
        row.relayed_by_uid, row.confirmed, row.position, row.version,
    )  # fmt: skip
