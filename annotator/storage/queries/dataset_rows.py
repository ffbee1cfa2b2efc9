"""A dataset's records on their way in: many rows a statement, ids in the order of the records.

The caller has checked the records and exchanged their uids for those of the tables.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from annotator.core.codec import Record
from annotator.core.datasets import AccountRecord, ArticleRecord, ReviewRecord, SchemeRecord, TextRecord
from annotator.storage.prepared import Prepared
from annotator.storage.queries.changes import row_values
from annotator.storage.queries.decisions import add_decisions, add_origins
from annotator.storage.tables import (
    Account,
    Annotation,
    Article,
    ArticleText,
    ClaimSource,
    Cue,
    Membership,
    Project,
    Review,
    ReviewCheck,
    Round,
    SchemeVersion,
    Segmentation,
    SentenceRow,
    Source,
)
from annotator.storage.types import Base, plain
from annotator.storage.word_index import NewCut, index_new

#: SQLite takes 32,766 values a statement; this many uids fit with room.
_UIDS_A_STATEMENT = 500
_ADD: dict[type[Base], Prepared] = {
    table: Prepared(insert(plain(table)))
    for table in (SentenceRow, Source, Annotation, ClaimSource, Cue, ReviewCheck)
}
#: So many articles' rows are made at once: more take memory, fewer take statements.
_ARTICLES_A_STATEMENT = 200


def lock_project(session: Session, project_uid: str) -> Project | None:
    """The project with this uid, held until the transaction ends: nobody adds an article meanwhile."""
    return session.scalars(select(Project).where(Project.uid == project_uid).with_for_update()).one_or_none()


def is_project_uid_free(session: Session, uid: str) -> bool:
    """Say whether a new project can have this uid."""
    return session.scalar(select(Project.id).where(Project.uid == uid)) is None


def list_taken(session: Session, uids: Sequence[str]) -> frozenset[str]:
    """Those of these uids that an article, a text, a review or a round has already."""
    found: set[str] = set()
    for start in range(0, len(uids), _UIDS_A_STATEMENT):
        part = uids[start : start + _UIDS_A_STATEMENT]
        for column in (Article.uid, ArticleText.uid, Review.uid, Round.uid):
            found.update(session.scalars(select(column).where(column.in_(part))))
    return frozenset(found)


def find_accounts(session: Session, uids: Sequence[str]) -> dict[str, Account]:
    """The accounts among these uids that are here, by uid."""
    found: dict[str, Account] = {}
    for start in range(0, len(uids), _UIDS_A_STATEMENT):
        part = uids[start : start + _UIDS_A_STATEMENT]
        found |= {row.uid: row for row in session.scalars(select(Account).where(Account.uid.in_(part)))}
    return found


def add_accounts(session: Session, records: Sequence[AccountRecord], *, now: datetime) -> dict[str, int]:
    """Accounts that cannot sign in, for people who are not here; their ids by uid."""
    rows = [
        Account(
            uid=record.uid, name=record.name, login=None, password_hash=None, is_admin=False, can_sign_in=False,
            disabled_at=None, created_at=now,
        )
        for record in records
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    return {row.uid: row.id for row in rows}


def add_members(
    session: Session, project_id: int, records: Sequence[AccountRecord], ids: Mapping[str, int], *, now: datetime
) -> None:
    """Give people their role in the project; who is a member already keeps theirs."""
    present = set(session.scalars(select(Membership.account_id).where(Membership.project_id == project_id)))
    rows = [
        {"project_id": project_id, "account_id": ids[record.uid], "role": record.role, "created_at": now}
        for record in records
        if record.role is not None and ids[record.uid] not in present
    ]
    if rows:
        session.execute(insert(Membership), rows)


def replace_schemes(
    session: Session, project_id: int, records: Sequence[SchemeRecord], *, now: datetime
) -> dict[int, int]:
    """Put these versions in place of the project's, which nothing uses yet; their ids by number."""
    session.execute(delete(SchemeVersion).where(SchemeVersion.project_id == project_id))
    rows = [
        SchemeVersion(project_id=project_id, number=record.number, body=dict(record.body), created_at=now)
        for record in records
    ]
    session.add_all(rows)
    session.flush()
    return {row.number: row.id for row in rows}


@dataclass(frozen=True, slots=True)
class StoredTexts:
    """Ids of what `add_articles` stored: texts by article uid and number, cuts by text id and number, articles."""

    texts: dict[tuple[str, int], int] = field(default_factory=dict)
    cuts: dict[tuple[int, int], int] = field(default_factory=dict)
    articles: dict[str, int] = field(default_factory=dict)


def add_articles(
    session: Session,
    project_id: int,
    records: Sequence[ArticleRecord],
    *,
    import_id: str,
    now: datetime,
    made_by_id: int | None = None,
) -> StoredTexts:
    """Store articles with their texts and cuts; `made_by_id` is who made the cuts, as far as that is known."""
    stored = StoredTexts()
    for start in range(0, len(records), _ARTICLES_A_STATEMENT):
        part = records[start : start + _ARTICLES_A_STATEMENT]
        _add_some(session, project_id, part, stored, import_id=import_id, now=now, made_by_id=made_by_id)
    return stored


def _add_some(
    session: Session, project_id: int, records: Sequence[ArticleRecord], stored: StoredTexts, *, import_id: str,
    now: datetime, made_by_id: int | None,
) -> None:  # fmt: skip
    articles = _insert_for_ids(
        session, Article, [_article_row(record, project_id, import_id, now) for record in records], "uid"
    )
    pairs = [(record.uid, article, text) for article, record in zip(articles, records, strict=True)
             for text in record.texts]  # fmt: skip
    texts = _insert_for_ids(session, ArticleText, [_text_row(text, article, now) for _, article, text in pairs], "uid")
    cuts = [(text_id, text.body, cut) for text_id, (_, _, text) in zip(texts, pairs, strict=True)
            for cut in text.segmentations]  # fmt: skip
    cut_ids = _insert_for_ids(
        session,
        Segmentation,
        [
            {"text_id": text_id, "number": cut.number, "made_by_id": made_by_id, "created_at": now}
            for text_id, _, cut in cuts
        ],
        "text_id",
        "number",
    )
    _insert_all(
        session,
        SentenceRow,
        [
            {
                "segmentation_id": cut_id, "ordinal": sentence.ordinal, "start": sentence.start,
                "stop": sentence.stop, "kind": sentence.kind, "duplicate_of": sentence.duplicate_of,
            }
            for cut_id, (_, _, cut) in zip(cut_ids, cuts, strict=True)
            for sentence in cut.sentences
        ],
    )  # fmt: skip
    # A text's cuts rise in number: the last one is the newest.
    newest = {
        text_id: NewCut(text_id, cut_id, body, cut.sentences)
        for cut_id, (text_id, body, cut) in zip(cut_ids, cuts, strict=True)
    }
    index_new(session, list(newest.values()))
    stored.articles.update(zip((record.uid for record in records), articles, strict=True))
    stored.texts.update({(uid, text.number): text_id for text_id, (uid, _, text) in zip(texts, pairs, strict=True)})
    stored.cuts.update({(text_id, cut.number): cut_id for cut_id, (text_id, _, cut) in zip(cut_ids, cuts, strict=True)})


def _article_row(record: ArticleRecord, project_id: int, import_id: str, now: datetime) -> dict[str, object]:
    facts = record.facts
    return {
        "uid": record.uid, "project_id": project_id, "title": facts.title, "outlet": facts.outlet,
        "outlet_aliases": list(facts.outlet_aliases), "section": facts.section, "byline": facts.byline,
        "url": facts.url, "published_on": facts.published_on, "language": facts.language, "import_id": import_id,
        "created_at": now, "published": True, "version": 1,
    }  # fmt: skip


def _text_row(text: TextRecord, article_id: int, now: datetime) -> dict[str, object]:
    return {
        "uid": text.uid, "article_id": article_id, "number": text.number, "body": text.body, "sha256": text.sha256,
        "normaliser": text.normaliser, "created_at": now,
    }  # fmt: skip


def _insert_for_ids(
    session: Session, table: type[Base], rows: Sequence[Mapping[str, object]], *keys: str
) -> list[int]:
    """Add rows; their ids in the same order. `keys`: the columns by which the rows differ; asked for the ids in order,
    SQLite would be given one row at a time.
    """
    if not rows:
        return []
    into = plain(table)
    statement = insert(into).returning(into.c.id, *(into.c[key] for key in keys))
    ids = {tuple(row[1:]): row[0] for row in session.connection().execute(statement, list(rows))}
    return [ids[tuple(row[key] for key in keys)] for row in rows]


def add_reviews(
    session: Session,
    records: Sequence[ReviewRecord],
    stored: StoredTexts,
    accounts: Mapping[str, int],
    schemes: Mapping[int, int],
    rounds: Mapping[int, int],
) -> dict[str, int]:
    """Store reviews with everything in them but what was discussed; their ids by uid."""
    rows = []
    for record in records:
        text_id = stored.texts[record.article_uid, record.text_number]
        rows.append(
            Review(
                uid=record.uid, text_id=text_id,
                segmentation_id=stored.cuts[text_id, record.segmentation_number],
                account_id=accounts[record.account_uid], kind=record.kind,
                scheme_version_id=schemes[record.scheme_number], scope=record.scope, state=record.state,
                revises_id=None, started_at=record.started_at, finished_at=record.finished_at,
                suggestions_shown=record.suggestions_shown,
                round_id=None if record.round_number is None else rounds[record.round_number],
            )
        )  # fmt: skip
    session.add_all(rows)
    session.flush()
    ids = {row.uid: row.id for row in rows}
    revisions = [
        {"revision_id": ids[record.uid], "revised_id": ids[record.revises_uid]}
        for record in records
        if record.revises_uid is not None
    ]
    if revisions:
        table = Review.metadata.tables[Review.__tablename__]
        statement = update(table).where(table.c.id == bindparam("revision_id"))
        session.connection().execute(statement.values(revises_id=bindparam("revised_id")), revisions)
    _add_content(session, [(ids[record.uid], record) for record in records])
    for record in records:
        add_decisions(session, ids[record.uid], record.decisions, account_ids=accounts, action_id=None)
        add_origins(session, ids[record.uid], record.origins, review_ids=ids, action_id=None)
    return ids


def _add_content(session: Session, reviews: Collection[tuple[int, ReviewRecord]]) -> None:
    tags: tuple[tuple[str, str], ...] = (("claims", "claim"), ("attributions", "attribution"), ("figures", "figure"))
    _insert_all(session, Source, [_row(id_, card) for id_, review in reviews for card in review.sources])
    _insert_all(
        session,
        Annotation,
        [
            {**_row(id_, row), "tag": tag}
            for id_, review in reviews
            for name, tag in tags
            for row in getattr(review, name)
        ],
    )
    _insert_all(session, Annotation, [_row(id_, mark) for id_, review in reviews for mark in review.marks])
    _insert_all(
        session,
        ClaimSource,
        [
            {
                "review_id": id_, "annotation_uid": claim.uid, "source_uid": link.source_uid, "position": position,
                "relayed_by_uid": link.relayed_by_uid, "is_direct": link.is_direct,
            }
            for id_, review in reviews
            for claim in review.claims
            for position, link in enumerate(claim.sources)
        ],
    )  # fmt: skip
    _insert_all(
        session,
        Cue,
        [
            {"review_id": id_, "annotation_uid": row.uid, "start": cue.start, "stop": cue.stop}
            for id_, review in reviews
            for row in review.attributions
            for cue in row.cues
        ],
    )
    _insert_all(session, ReviewCheck, [_row(id_, check) for id_, review in reviews for check in review.checks])


def _row(review_id: int, record: Record) -> dict[str, object]:
    return {"review_id": review_id, "uid": record.uid, "version": 1, **row_values(record)}


def _insert_all(session: Session, table: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
    _ADD[table].write_all(session, rows)
