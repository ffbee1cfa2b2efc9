"""A project's records on their way out: one constant number of statements for each batch of articles.

Uids are those of the tables; `services.datasets` exchanges them for the dataset's.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session, aliased

from annotator.core.datasets import (
    AccountRecord,
    ArticleRecord,
    ReviewRecord,
    SchemeRecord,
    SegmentationRecord,
    TextRecord,
)
from annotator.core.records import ArticleFacts, ReviewKind, ReviewState, Sentence
from annotator.storage.queries.dataset_rounds import load_discussions, load_explanations, load_places
from annotator.storage.queries.decisions import load_decisions_of, load_origins_of
from annotator.storage.queries.readings import load_contents
from annotator.storage.queries.text_acts import load_acts
from annotator.storage.tables import (
    Account,
    Article,
    ArticleText,
    Membership,
    Project,
    Review,
    Round,
    SchemeVersion,
    Segmentation,
    SentenceRow,
)
from annotator.storage.types import plain

_SENTENCE = plain(SentenceRow)


@dataclass(frozen=True, slots=True)
class ProjectHead:
    """What an export needs of its project."""

    id: int
    uid: str
    dataset_uid: str
    name: str
    dataset_name: str
    abbreviations: str


@dataclass(frozen=True, slots=True)
class ReviewKey:
    """A review as blindness looks at it, before anything in it is loaded."""

    id: int
    text_id: int
    account_id: int
    kind: ReviewKind
    state: ReviewState
    is_shared: bool = False  # who exports reads reports anyway


def hold_one_state(session: Session) -> None:
    """Let every statement of this transaction see the same state of the database. Must be its first work.

    SQLite does so anyway; PostgreSQL under READ COMMITTED would show what others commit between statements.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


def find_project(session: Session, project_uid: str) -> ProjectHead | None:
    """The project with this uid, or None."""
    row = session.execute(
        select(Project.id, Project.uid, Project.dataset_uid, Project.name, Project.dataset_name,
               Project.abbreviations).where(
            Project.uid == project_uid
        )
    ).one_or_none()
    return None if row is None else ProjectHead(*row)


def has_articles(session: Session, project_id: int) -> bool:
    """Say whether the project holds any article, one whose import is unfinished included."""
    return session.scalar(select(Article.id).where(Article.project_id == project_id).limit(1)) is not None


def list_article_ids(session: Session, project_id: int) -> tuple[int, ...]:
    """The published articles in the order of their coming."""
    rows = session.scalars(
        select(Article.id).where(Article.project_id == project_id, Article.published).order_by(Article.id)
    )
    return tuple(rows)


def list_reviews(session: Session, project_id: int) -> tuple[ReviewKey, ...]:
    """All reviews of the published articles, whoever may see them; the caller decides that."""
    rows = session.execute(
        select(Review.id, Review.text_id, Review.account_id, Review.kind, Review.state)
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(Article.project_id == project_id, Article.published)
        .order_by(Review.id)
    )
    return tuple(ReviewKey(*row) for row in rows)


def list_accounts(session: Session, project_id: int, account_ids: Collection[int]) -> tuple[AccountRecord, ...]:
    """These people by uid, with their present role in the project, None where they are no member."""
    rows = session.execute(
        select(Account.uid, Account.name, Membership.role)
        .outerjoin(Membership, (Membership.account_id == Account.id) & (Membership.project_id == project_id))
        .where(Account.id.in_(account_ids))
    )
    return tuple(sorted((AccountRecord(*row) for row in rows), key=lambda account: account.uid))


def list_schemes(session: Session, project_id: int) -> tuple[SchemeRecord, ...]:
    """The versions of the project's scheme, by number."""
    rows = session.execute(
        select(SchemeVersion.number, SchemeVersion.body)
        .where(SchemeVersion.project_id == project_id)
        .order_by(SchemeVersion.number)
    )
    return tuple(SchemeRecord(*row) for row in rows)


def load_articles(
    session: Session, article_ids: Sequence[int], review_ids: Collection[int], closed: Collection[int] = ()
) -> list[tuple[ArticleRecord, list[ReviewRecord]]]:
    """These articles with their texts and cuts, and those of their reviews that are in `review_ids`, in the
    order given; of texts that are `closed` not what was done about their reports, explained or discussed. Twenty-four
    statements at most.
    """
    rows = {row.id: row for row in session.scalars(select(Article).where(Article.id.in_(article_ids)))}
    texts = _load_texts(session, article_ids, closed)
    reviews = _load_reviews(session, article_ids, review_ids, closed)
    places = load_places(session, article_ids)
    found = []
    for article_id in article_ids:
        row = rows[article_id]
        facts = ArticleFacts(
            title=row.title, outlet=row.outlet, outlet_aliases=tuple(row.outlet_aliases), section=row.section,
            byline=row.byline, url=row.url, published_on=row.published_on, language=row.language,
        )  # fmt: skip
        record = ArticleRecord(row.uid, facts, tuple(texts[article_id]), places.get(article_id))
        found.append((record, reviews[article_id]))
    return found


def _load_texts(
    session: Session, article_ids: Sequence[int], closed: Collection[int]
) -> dict[int, list[TextRecord]]:
    rows = session.scalars(
        select(ArticleText)
        .where(ArticleText.article_id.in_(article_ids))
        .order_by(ArticleText.article_id, ArticleText.number)
    ).all()
    cuts = _load_cuts(session, [row.id for row in rows])
    told = [row.id for row in rows if row.id not in closed]
    acts, explanations = load_acts(session, told), load_explanations(session, told)
    texts: dict[int, list[TextRecord]] = defaultdict(list)
    for row in rows:
        texts[row.article_id].append(
            TextRecord(
                row.uid, row.number, row.body, row.sha256, row.normaliser, tuple(cuts[row.id]),
                *acts.get(row.id, ((), ())), explanations.get(row.id, ()),
            )
        )
    return texts


def _load_cuts(session: Session, text_ids: Sequence[int]) -> dict[int, list[SegmentationRecord]]:
    heads = session.execute(
        select(Segmentation.id, Segmentation.text_id, Segmentation.number)
        .where(Segmentation.text_id.in_(text_ids))
        .order_by(Segmentation.text_id, Segmentation.number)
    ).all()
    sentences: dict[int, list[Sentence]] = defaultdict(list)
    # On the connection itself, all rows at once: nearly everything in a dataset are sentences.
    for segmentation_id, ordinal, start, stop, kind, double in session.connection().execute(
        select(_SENTENCE.c.segmentation_id, _SENTENCE.c.ordinal, _SENTENCE.c.start, _SENTENCE.c.stop,
               _SENTENCE.c.kind, _SENTENCE.c.duplicate_of)
        .where(_SENTENCE.c.segmentation_id.in_([head.id for head in heads]))
        .order_by(_SENTENCE.c.segmentation_id, _SENTENCE.c.ordinal)
    ).all():  # fmt: skip
        sentences[segmentation_id].append(Sentence(ordinal, start, stop, kind, double))
    cuts: dict[int, list[SegmentationRecord]] = defaultdict(list)
    for head in heads:
        cuts[head.text_id].append(SegmentationRecord(head.number, tuple(sentences[head.id])))
    return cuts


def _load_reviews(
    session: Session, article_ids: Sequence[int], review_ids: Collection[int], closed: Collection[int]
) -> dict[int, list[ReviewRecord]]:
    revised = aliased(Review)
    everything = session.execute(
        select(
            Review, ArticleText.article_id, Article.uid, ArticleText.number, Segmentation.number, Account.uid,
            SchemeVersion.number, revised.uid, Round.number,
        )
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .join(Segmentation, Segmentation.id == Review.segmentation_id)
        .join(Account, Account.id == Review.account_id)
        .join(SchemeVersion, SchemeVersion.id == Review.scheme_version_id)
        .outerjoin(revised, revised.id == Review.revises_id)
        .outerjoin(Round, Round.id == Review.round_id)
        .where(ArticleText.article_id.in_(article_ids))
        .order_by(Review.id)
    )  # fmt: skip
    # Gold last: it names the readings that it comes from.
    rows = [row for row in everything if row[0].id in review_ids]
    rows.sort(key=lambda row: row[0].kind is ReviewKind.GOLD)
    golds = [row[0].id for row in rows if row[0].kind is ReviewKind.GOLD]
    decisions = load_decisions_of(session, golds) if golds else {}
    origins = load_origins_of(session, golds) if golds else {}
    readings = load_contents(session, [row[0].id for row in rows])
    discussions = load_discussions(session, [row[0].id for row in rows if row[0].text_id not in closed])
    found: dict[int, list[ReviewRecord]] = defaultdict(list)
    for (
        review, article_id, article_uid, text_number, cut_number, account_uid, scheme_number, revises_uid, round_number,
    ) in rows:  # fmt: skip
        reading = readings[review.id]
        found[article_id].append(
            ReviewRecord(
                uid=review.uid, article_uid=article_uid, text_number=text_number, segmentation_number=cut_number,
                account_uid=account_uid, kind=review.kind, scheme_number=scheme_number, scope=review.scope,
                state=review.state, revises_uid=revises_uid, started_at=review.started_at,
                finished_at=review.finished_at, sources=reading.sources, claims=reading.claims,
                attributions=reading.attributions, figures=reading.figures, checks=reading.checks,
                marks=reading.marks, suggestions_shown=review.suggestions_shown,
                decisions=decisions.get(review.id, ()),
                origins=tuple(known.origin for known in origins.get(review.id, ())),
                round_number=round_number, discussions=discussions.get(review.id, ()),
            )
        )  # fmt: skip
    return found
