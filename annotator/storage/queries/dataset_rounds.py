"""Rounds, the study, explanations and discussions on their way out of a project and into one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from annotator.core.dataset_rounds import (
    DiscussionRecord,
    ExplanationRecord,
    PostRecord,
    RoundPlace,
    RoundRecord,
    StudyRecord,
)
from annotator.core.datasets import ArticleRecord, ReviewRecord
from annotator.core.records import Span
from annotator.core.study import study_from_json, study_to_json
from annotator.storage.queries.dataset_rows import StoredTexts
from annotator.storage.tables import (
    Account,
    Article,
    ArticleText,
    Explanation,
    Question,
    QuestionMention,
    QuestionPost,
    Review,
    Round,
    RoundArticle,
    RoundReviewer,
    StudyVersion,
)


def list_speaking(session: Session, project_id: int, hidden: Collection[int]) -> set[int]:
    """The accounts that are in a round, declared the study, or explained or discussed a text of the project; what is
    said of texts that are `hidden` left out.
    """
    in_rounds = select(RoundReviewer.account_id).join(Round, Round.id == RoundReviewer.round_id)
    found = set(session.scalars(in_rounds.where(Round.project_id == project_id)))
    found |= set(session.scalars(select(StudyVersion.made_by_id).where(StudyVersion.project_id == project_id)))
    explained = (
        select(Explanation.by_id, Explanation.text_id)
        .join(ArticleText, ArticleText.id == Explanation.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(Article.project_id == project_id, Article.published)
    )
    posts, mentions = QuestionPost, QuestionMention
    said, asked = (
        select(who, Review.text_id)
        .join(Question, Question.id == question_id)
        .join(Review, (Review.id == Question.review_id) & (Review.round_id == Question.round_id))
        .join(ArticleText, ArticleText.id == Review.text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(Article.project_id == project_id, Article.published)
        for who, question_id in (
            (posts.author_id, posts.question_id), (mentions.account_id, mentions.question_id)
        )
    )  # fmt: skip
    for statement in (explained, said, asked):
        found |= {account_id for account_id, text_id in session.execute(statement) if text_id not in hidden}
    return found


def list_rounds(session: Session, project_id: int) -> tuple[RoundRecord, ...]:
    """The rounds of a project by number, with their people."""
    people: dict[int, list[str]] = defaultdict(list)
    for round_id, uid in session.execute(
        select(RoundReviewer.round_id, Account.uid)
        .join(Account, Account.id == RoundReviewer.account_id)
        .join(Round, Round.id == RoundReviewer.round_id)
        .where(Round.project_id == project_id)
    ):
        people[round_id].append(uid)
    rows = session.scalars(select(Round).where(Round.project_id == project_id).order_by(Round.number))
    return tuple(
        RoundRecord(
            row.uid, row.number, row.name, row.kind, row.state, row.pass_mark, row.opened_at, row.closed_at,
            row.released_at, tuple(sorted(people[row.id])),
        )
        for row in rows
    )  # fmt: skip


def list_study(session: Session, project_id: int) -> tuple[StudyRecord, ...]:
    """The versions of a project's study by number."""
    rows = session.execute(
        select(StudyVersion.number, StudyVersion.body, Account.uid, StudyVersion.created_at)
        .join(Account, Account.id == StudyVersion.made_by_id)
        .where(StudyVersion.project_id == project_id)
        .order_by(StudyVersion.number)
    )
    return tuple(StudyRecord(number, study_from_json(body), uid, at) for number, body, uid, at in rows)


def load_places(session: Session, article_ids: Collection[int]) -> dict[int, RoundPlace]:
    """The place in a round of each of these articles that is in one."""
    rows = session.execute(
        select(RoundArticle.article_id, Round.number, RoundArticle.role)
        .join(Round, Round.id == RoundArticle.round_id)
        .where(RoundArticle.article_id.in_(article_ids))
    )
    return {article_id: RoundPlace(number, role) for article_id, number, role in rows}


def load_explanations(session: Session, text_ids: Collection[int]) -> Mapping[int, tuple[ExplanationRecord, ...]]:
    """What is explained in these texts, in its order."""
    found: dict[int, list[ExplanationRecord]] = defaultdict(list)
    for row, uid in session.execute(
        select(Explanation, Account.uid)
        .join(Account, Account.id == Explanation.by_id)
        .where(Explanation.text_id.in_(text_ids))
        .order_by(Explanation.text_id, Explanation.start, Explanation.stop)
    ):
        found[row.text_id].append(ExplanationRecord(Span(row.start, row.stop), row.words, uid, row.at))
    return {text_id: tuple(records) for text_id, records in found.items()}


def load_discussions(session: Session, review_ids: Collection[int]) -> Mapping[int, tuple[DiscussionRecord, ...]]:
    """The discussions that were opened about these passes, oldest first; never a question to an editor."""
    rows = session.scalars(
        select(Question)
        .join(Review, (Review.id == Question.review_id) & (Review.round_id == Question.round_id))
        .where(Question.review_id.in_(review_ids))
        .order_by(Question.id)
    ).all()
    ids = [row.id for row in rows]
    posts: dict[int, list[PostRecord]] = defaultdict(list)
    for post, uid in session.execute(
        select(QuestionPost, Account.uid)
        .join(Account, Account.id == QuestionPost.author_id)
        .where(QuestionPost.question_id.in_(ids))
        .order_by(QuestionPost.id)
    ):
        posts[post.question_id].append(PostRecord(post.uid, uid, post.text, post.at))
    asked: dict[int, list[str]] = defaultdict(list)
    for question_id, uid in session.execute(
        select(QuestionMention.question_id, Account.uid)
        .join(Account, Account.id == QuestionMention.account_id)
        .where(QuestionMention.question_id.in_(ids))
    ):
        asked[question_id].append(uid)
    found: dict[int, list[DiscussionRecord]] = defaultdict(list)
    for row in rows:
        span, said, asked_in = Span(row.start, row.stop), tuple(posts[row.id]), tuple(sorted(asked[row.id]))
        found[row.review_id].append(DiscussionRecord(row.uid, span, row.state, said, asked_in))
    return {review_id: tuple(records) for review_id, records in found.items()}


def add_rounds(
    session: Session, project_id: int, records: Iterable[RoundRecord], accounts: Mapping[str, int]
) -> dict[int, int]:
    """Store rounds with their people; their ids by number."""
    found: dict[int, int] = {}
    for record in records:
        row = Round(
            uid=record.uid, project_id=project_id, number=record.number, name=record.name, kind=record.kind,
            state=record.state, pass_mark=record.pass_mark, opened_at=record.opened_at, closed_at=record.closed_at,
            released_at=record.released_at,
        )  # fmt: skip
        session.add(row)
        session.flush()
        found[record.number] = row.id
        people = [{"round_id": row.id, "account_id": accounts[uid]} for uid in record.people]
        if people:
            session.execute(insert(RoundReviewer), people)
    return found


def replace_study(
    session: Session, project_id: int, records: Sequence[StudyRecord], accounts: Mapping[str, int]
) -> None:
    """Put these versions in place of the project's, which speak of no article; none of them leaves what is there."""
    if not records:
        return
    session.execute(delete(StudyVersion).where(StudyVersion.project_id == project_id))
    rows = [
        {
            "project_id": project_id, "number": record.number, "body": study_to_json(record.study),
            "made_by_id": accounts[record.account_uid], "created_at": record.at,
        }
        for record in records
    ]  # fmt: skip
    session.execute(insert(StudyVersion), rows)


def add_places(
    session: Session, articles: Iterable[ArticleRecord], ids: Mapping[str, int], rounds: Mapping[int, int]
) -> None:
    """Put stored articles (their ids by uid) into the rounds (their ids by number) that they are in."""
    rows = [
        {
            "article_id": ids[article.uid], "round_id": rounds[article.place.round_number],
            "role": article.place.role,
        }
        for article in articles
        if article.place is not None
    ]  # fmt: skip
    if rows:
        session.execute(insert(RoundArticle), rows)


def add_explanations(
    session: Session, articles: Iterable[ArticleRecord], stored: StoredTexts, accounts: Mapping[str, int]
) -> None:
    """Store the explanations of texts that are stored."""
    rows = [
        {
            "text_id": stored.texts[article.uid, text.number], "start": one.span.start, "stop": one.span.stop,
            "words": one.words, "by_id": accounts[one.account_uid], "at": one.at, "version": 1,
        }
        for article in articles
        for text in article.texts
        for one in text.explanations
    ]  # fmt: skip
    if rows:
        session.execute(insert(Explanation), rows)


def add_discussions(
    session: Session, reviews: Iterable[ReviewRecord], ids: Mapping[str, int], rounds: Mapping[int, int],
    accounts: Mapping[str, int],
) -> None:  # fmt: skip
    """Store the discussions of reviews that are stored (their ids by uid)."""
    for review in reviews:
        for one in review.discussions:
            assert review.round_number is not None  # the records were checked
            opened_by = one.posts[0].account_uid
            row = Question(
                uid=one.uid, review_id=ids[review.uid], start=one.span.start, stop=one.span.stop, state=one.state,
                created_at=one.posts[0].at, round_id=rounds[review.round_number],
                asker_id=None if opened_by == review.account_uid else accounts[opened_by],
            )  # fmt: skip
            session.add(row)
            session.flush()
            posts = [
                {
                    "uid": post.uid, "question_id": row.id, "author_id": accounts[post.account_uid],
                    "text": post.words, "at": post.at,
                }
                for post in one.posts
            ]  # fmt: skip
            session.execute(insert(QuestionPost), posts)
            asked = [{"question_id": row.id, "account_id": accounts[uid]} for uid in one.asked_in]
            if asked:
                session.execute(insert(QuestionMention), asked)
