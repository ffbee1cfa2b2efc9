"""Questions and their threads: what there is, whoever asks; who may see it is said in services/visibility.py."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, delete, func, insert, select, update
from sqlalchemy.orm import Session

from annotator.core.errors import Conflict
from annotator.core.questions import QuestionState
from annotator.core.records import ReviewKind, ReviewState, Role
from annotator.storage.tables import (
    Account,
    Article,
    ArticleText,
    Membership,
    Project,
    Question,
    QuestionMention,
    QuestionPost,
    QuestionSeen,
    Review,
    Round,
    SavedReply,
    Segmentation,
    SentenceRow,
)

#: Most threads of a page, newest first.
_MOST = 500


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question, or a discussion, with where it stands. `account_id` is the person's who opened it; `words` are the
    text's at its place, `ordinal` is its sentence's in the text's newest cut. `review_uid`: the asker's own pass.
    """

    id: int
    uid: str
    account_id: int
    asker: str
    text_id: int
    start: int
    stop: int
    words: str
    state: QuestionState
    version: int
    created_at: datetime
    article_uid: str
    title: str
    language: str
    project_id: int
    project_uid: str
    #: Of a discussion among the people of a round: which.
    round_id: int | None
    round_uid: str | None
    review_uid: str | None
    ordinal: int
    #: Whether its text is the article's newest, which is what the article's page shows.
    is_on_newest: bool


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post of a thread."""

    id: int
    uid: str
    author_id: int
    author: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ColleagueRow:
    """Somebody in the project who can be asked. `id` stays inside."""

    id: int
    uid: str
    name: str
    role: Role


_WORDS = func.substr(ArticleText.body, Question.start + 1, Question.stop - Question.start)
_ASKER = func.coalesce(Question.asker_id, Review.account_id)
_NEWEST_TEXT = select(func.max(ArticleText.id)).where(ArticleText.article_id == Article.id).correlate(Article)
_NEWEST_CUT = select(func.max(Segmentation.id)).where(Segmentation.text_id == Review.text_id).correlate(Review)
_ORDINAL = (
    select(func.coalesce(func.max(SentenceRow.ordinal), 0))
    .where(SentenceRow.segmentation_id == _NEWEST_CUT.scalar_subquery(), SentenceRow.start <= Question.start)
    .correlate(Review, Question)
)
_ROWS = (
    select(
        Question.id, Question.uid, _ASKER, Account.name, Review.text_id, Question.start, Question.stop,
        _WORDS, Question.state, Question.version, Question.created_at, Article.uid, Article.title, Article.language,
        Project.id, Project.uid, Question.round_id, Round.uid, case((Question.asker_id.is_(None), Review.uid)),
        _ORDINAL.scalar_subquery(), ArticleText.id == _NEWEST_TEXT.scalar_subquery(),
    )
    .join(Review, Review.id == Question.review_id)
    .join(Account, Account.id == _ASKER)
    .outerjoin(Round, Round.id == Question.round_id)
    .join(ArticleText, ArticleText.id == Review.text_id)
    .join(Article, Article.id == ArticleText.article_id)
    .join(Project, Project.id == Article.project_id)
    .where(Article.published)
)  # fmt: skip


def list_questions(
    session: Session, *project_ids: int, article_uid: str = "", only_open: bool = False, unread_by: int | None = None
) -> list[QuestionRow]:
    """The questions of projects, newest first. `only_open`: those that wait for an answer, discussions wait for none;
    `unread_by`: those with a post of somebody else's that the account has not read.
    """
    statement = _ROWS.where(Article.project_id.in_(project_ids)).order_by(Question.id.desc()).limit(_MOST)
    if article_uid:
        statement = statement.where(Article.uid == article_uid)
    if only_open:
        statement = statement.where(Question.state == QuestionState.OPEN, Question.round_id.is_(None))
    if unread_by is not None:
        read = and_(QuestionSeen.question_id == QuestionPost.question_id, QuestionSeen.account_id == unread_by)
        new = (
            select(QuestionPost.id)
            .outerjoin(QuestionSeen, read)
            .where(
                QuestionPost.question_id == Question.id,
                QuestionPost.author_id != unread_by,
                QuestionPost.id > func.coalesce(QuestionSeen.post_id, 0),
            )
            .correlate(Question)
        )
        statement = statement.where(new.exists())
    return [QuestionRow(*row) for row in session.execute(statement)]


def find_question(session: Session, uid: str) -> QuestionRow | None:
    """A question by its uid."""
    row = session.execute(_ROWS.where(Question.uid == uid)).one_or_none()
    return QuestionRow(*row) if row else None


def load_posts(session: Session, question_ids: Sequence[int]) -> dict[int, list[PostRow]]:
    """The posts of these questions, oldest first."""
    found: dict[int, list[PostRow]] = defaultdict(list)
    statement = (
        select(
            QuestionPost.question_id, QuestionPost.id, QuestionPost.uid, QuestionPost.author_id, Account.name,
            QuestionPost.text, QuestionPost.at,
        )
        .join(Account, Account.id == QuestionPost.author_id)
        .where(QuestionPost.question_id.in_(question_ids))
        .order_by(QuestionPost.id)
    )  # fmt: skip
    for question_id, id_, uid, author_id, author, text, at in session.execute(statement):
        found[question_id].append(PostRow(id_, uid, author_id, author, text, at))
    return found


def load_mentions(session: Session, question_ids: Sequence[int]) -> dict[int, dict[int, str]]:
    """Who was asked in: name by account, by question."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    statement = (
        select(QuestionMention.question_id, QuestionMention.account_id, Account.name)
        .join(Account, Account.id == QuestionMention.account_id)
        .where(QuestionMention.question_id.in_(question_ids))
        .order_by(func.lower(Account.name))
    )
    for question_id, account_id, name in session.execute(statement):
        found[question_id][account_id] = name
    return found


def load_seen(session: Session, account_id: int, question_ids: Sequence[int]) -> dict[int, int]:
    """The last post that the person has read of each of these questions."""
    rows = session.execute(
        select(QuestionSeen.question_id, QuestionSeen.post_id).where(
            QuestionSeen.account_id == account_id, QuestionSeen.question_id.in_(question_ids)
        )
    )
    return {row.question_id: row.post_id for row in rows}


def mark_seen(session: Session, account_id: int, last_posts: dict[int, int]) -> None:
    """Note that the person has read these threads up to these posts."""
    if not last_posts:
        return
    session.execute(
        delete(QuestionSeen).where(QuestionSeen.account_id == account_id, QuestionSeen.question_id.in_(last_posts))
    )
    rows = [
        {"question_id": question_id, "account_id": account_id, "post_id": post_id}
        for question_id, post_id in last_posts.items()
    ]
    session.execute(insert(QuestionSeen), rows)


def add_question(
    session: Session, uid: str, review_id: int, start: int, stop: int, *, now: datetime, round_id: int | None = None,
    asker_id: int | None = None,
) -> int:  # fmt: skip
    """Store a question, or a discussion of a round, without its words; return its id. `asker_id`: who opened it where
    that is not the review's person.
    """
    statement = insert(Question).values(
        uid=uid, review_id=review_id, start=start, stop=stop, state=QuestionState.OPEN, created_at=now, version=1,
        round_id=round_id, asker_id=asker_id,
    )  # fmt: skip
    return session.execute(statement.returning(Question.id)).scalar_one()


def add_post(session: Session, uid: str, question_id: int, author_id: int, text: str, *, now: datetime) -> int:
    """Store a post; return its id."""
    statement = insert(QuestionPost).values(uid=uid, question_id=question_id, author_id=author_id, text=text, at=now)
    return session.execute(statement.returning(QuestionPost.id)).scalar_one()


def find_post(session: Session, uid: str) -> tuple[int, int, str] | None:
    """A post's question, author and words by its uid."""
    row = session.execute(
        select(QuestionPost.question_id, QuestionPost.author_id, QuestionPost.text).where(QuestionPost.uid == uid)
    ).one_or_none()
    return (row[0], row[1], row[2]) if row else None


def list_called_in(session: Session, account_id: int, question_ids: Sequence[int]) -> frozenset[int]:
    """Those of these questions into which a person was asked."""
    if not question_ids:
        return frozenset()
    return frozenset(
        session.scalars(
            select(QuestionMention.question_id).where(
                QuestionMention.account_id == account_id, QuestionMention.question_id.in_(question_ids)
            )
        )
    )


def add_mentions(session: Session, question_id: int, account_ids: Sequence[int]) -> None:
    """Ask these people in; who is in already stays."""
    there = set(
        session.scalars(select(QuestionMention.account_id).where(QuestionMention.question_id == question_id))
    )
    rows = [{"question_id": question_id, "account_id": one} for one in account_ids if one not in there]
    if rows:
        session.execute(insert(QuestionMention), rows)


def set_question_state(session: Session, question: QuestionRow, state: QuestionState) -> None:
    """Move a question on, if it is still in the version that was seen. Raises Conflict otherwise."""
    moved = session.execute(
        update(Question)
        .where(Question.id == question.id, Question.version == question.version)
        .values(state=state, version=question.version + 1)
        .returning(Question.id)
        .execution_options(synchronize_session=False)
    ).all()
    if len(moved) != 1:
        raise Conflict("Somebody answered or closed this question meanwhile. Look again.", code="stale")


def list_colleagues(session: Session, project_id: int) -> list[ColleagueRow]:
    """The project's editors and reviewers who can sign in, by name."""
    rows = session.execute(
        select(Account.id, Account.uid, Account.name, Membership.role)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Membership.project_id == project_id,
            Membership.role.in_((Role.EDITOR, Role.REVIEWER)),
            Account.disabled_at.is_(None),
            Account.can_sign_in,
        )
        .order_by(func.lower(Account.name), Account.id)
    )
    return [ColleagueRow(*row) for row in rows]


def texts_finished_by(session: Session, project_id: int, account_id: int) -> frozenset[int]:
    """The texts of a project of which the person has finished a pass."""
    statement = (
        select(Review.text_id)
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(
            Article.project_id == project_id,
            Review.account_id == account_id,
            Review.state == ReviewState.FINISHED,
            Review.kind == ReviewKind.PASS,
        )
    )
    return frozenset(session.scalars(statement))


def texts_finished_in_rounds(session: Session, project_id: int, account_id: int) -> frozenset[tuple[int, int]]:
    """The texts of which the person has finished a pass in a round: round and text."""
    rows = session.execute(
        select(Review.round_id, Review.text_id)
        .join(Round, Round.id == Review.round_id)
        .where(
            Round.project_id == project_id, Review.account_id == account_id,
            Review.state == ReviewState.FINISHED, Review.kind == ReviewKind.PASS,
        )
    )  # fmt: skip
    return frozenset((row[0], row[1]) for row in rows if row[0] is not None)


def list_saved_replies(session: Session, project_id: int) -> list[tuple[str, str]]:
    """A project's saved replies: uid and words, oldest first."""
    rows = session.execute(
        select(SavedReply.uid, SavedReply.text).where(SavedReply.project_id == project_id).order_by(SavedReply.id)
    )
    return [(uid, words) for uid, words in rows]


def add_saved_reply(session: Session, uid: str, project_id: int, text: str, *, now: datetime) -> None:
    """Keep a reply ready."""
    session.execute(insert(SavedReply).values(uid=uid, project_id=project_id, text=text, created_at=now))


def delete_saved_reply(session: Session, project_id: int, uid: str) -> bool:
    """Take a saved reply away; say whether there was one."""
    gone = session.execute(
        delete(SavedReply).where(SavedReply.project_id == project_id, SavedReply.uid == uid).returning(SavedReply.id)
    ).all()
    return bool(gone)
