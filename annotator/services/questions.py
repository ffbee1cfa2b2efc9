"""Questions at a place in a text: asking, answering, asking a colleague in, what is new, replies kept ready.

Nothing of it is part of a review: it changes no answer, counts nowhere and leaves only in a file of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core.errors import Conflict, NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.questions import MAX_POSTS, QuestionState, clean_words
from annotator.core.records import Role
from annotator.core.text import check_quote, check_span
from annotator.services import audit
from annotator.services.colleagues import find_asked, list_colleagues
from annotator.services.notes import open_own_review
from annotator.services.projects import find_project
from annotator.services.reviews import OpenedReview
from annotator.services.visibility import may_see_discussion, may_see_thread, texts_without_names
from annotator.storage.queries import questions as queries
from annotator.storage.queries.questions import ColleagueRow, PostRow, QuestionRow
from annotator.storage.queries.reviews import list_texts_in_hand, lock_review
from annotator.storage.tables import Project


@dataclass(frozen=True, slots=True)
class Thread:
    """A question with its posts as one person sees it."""

    head: QuestionRow
    posts: tuple[PostRow, ...]
    mentioned: tuple[str, ...]
    is_own: bool
    is_unread: bool


@dataclass(frozen=True, slots=True)
class Threads:
    """What the questions' page of a project shows to one person."""

    project: Project
    role: Role | None
    may_answer: bool
    threads: tuple[Thread, ...]
    replies: tuple[tuple[str, str], ...]
    colleagues: tuple[ColleagueRow, ...]

    @property
    def waiting(self) -> int:
        """For an editor the questions that nobody has answered, for others the threads with something new."""
        if self.may_answer:
            open_ones = (thread for thread in self.threads if thread.head.round_id is None)
            return sum(thread.head.state is QuestionState.OPEN for thread in open_ones)
        return sum(thread.is_unread for thread in self.threads)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a person writes it: a place with the words seen there, the question, who is asked in."""

    uid: str
    start: int
    stop: int
    quote: str
    text: str
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A post as a person writes it: a saved reply, words of one's own or both, and who is asked in."""

    uid: str
    text: str
    reply_uid: str = ""
    mentions: tuple[str, ...] = ()


def list_threads(session: Session, actor: Actor | None, project_uid: str, *, article_uid: str = "") -> Threads:
    """The questions of a project that the person may see: an editor all but those on texts they are tagging."""
    person = permit(actor, Permission.SIGNED_IN)
    project = find_project(session, project_uid)
    permit(person, Permission.TAG, project.id)
    rows = queries.list_questions(session, project.id, article_uid=article_uid)
    may_answer = person.may(Permission.ANSWER_QUESTIONS, project.id)
    return Threads(
        project=project,
        role=person.roles.get(project.id),
        may_answer=may_answer,
        threads=_without_names(session, person, _threads(session, person, _visible(session, person, project.id, rows))),
        replies=tuple(queries.list_saved_replies(session, project.id)) if may_answer else (),
        colleagues=list_colleagues(session, person, project.id),
    )


def list_unsettled(session: Session, person: Actor, project_ids: Iterable[int]) -> list[QuestionRow]:
    """What `Threads.waiting` counts in each of these projects, newest first, without reading the threads; nothing of
    projects in which the person does not tag.
    """
    tagged = [project_id for project_id in project_ids if person.may(Permission.TAG, project_id)]
    answers = [project_id for project_id in tagged if person.may(Permission.ANSWER_QUESTIONS, project_id)]
    reads = [project_id for project_id in tagged if project_id not in answers]
    rows = queries.list_questions(session, *answers, only_open=True) if answers else []
    rows += queries.list_questions(session, *reads, unread_by=person.account_id) if reads else []
    of_projects: dict[int, list[QuestionRow]] = {}
    for row in rows:
        of_projects.setdefault(row.project_id, []).append(row)
    return [row for project_id, some in of_projects.items() for row in _visible(session, person, project_id, some)]


def export_threads(session: Session, actor: Actor | None, project_uid: str) -> Threads:
    """The threads that would leave the project in a file of their own."""
    permit(permit(actor, Permission.SIGNED_IN), Permission.EXPORT, find_project(session, project_uid).id)
    return list_threads(session, actor, project_uid)


def ask(session: Session, actor: Actor | None, review_uid: str, asked: Asked, *, now: datetime) -> OpenedReview:
    """Put a question at a place of one's own pass. The same question again is answered as the first time.

    Raises NotFound for another's review, Invalid for a bad place or words, or a colleague who may not be asked.
    """
    person = permit(actor, Permission.SIGNED_IN)
    opened = open_own_review(session, person, review_uid)
    permit(person, Permission.TAG, opened.head.project_id)
    words = clean_words(asked.text)
    span = check_span(len(opened.reading.text), asked.start, asked.stop)
    check_quote(opened.reading.text, span, asked.quote)
    lock_review(session, opened.head)
    uid = asked.uid or uuid4().hex
    if before := queries.find_question(session, uid):
        posts = queries.load_posts(session, [before.id])[before.id]
        if before.account_id != person.account_id or posts[0].text != words:
            raise Conflict("This question was asked already, in other words. Reload the page.", code="key_reused")
        return opened
    head = opened.head
    mentions = find_asked(session, person, head.project_id, head.text_id, chosen=asked.mentions, words=words)
    question_id = queries.add_question(session, uid, opened.head.id, *span, now=now)
    post_id = queries.add_post(session, uuid4().hex, question_id, person.account_id, words, now=now)
    queries.add_mentions(session, question_id, mentions)
    queries.mark_seen(session, person.account_id, {question_id: post_id})
    detail: dict[str, str | int] = {"question": uid, "review": review_uid, "asked_in": len(mentions)}
    audit.record(session, "question:ask", person.uid, detail, now=now)
    return opened


def answer(session: Session, actor: Actor | None, question_uid: str, given: Answer, *, now: datetime) -> QuestionRow:
    """Add to a thread: its asker opens it again, anybody else answers it.

    Raises NotFound for one that the person may not see, Conflict for a closed one (`question_closed`) or a full one.
    """
    person, question = _seen_question(session, actor, question_uid)
    uid = given.uid or uuid4().hex
    words = _words_of(session, person, question, given)
    if before := queries.find_post(session, uid):
        if before != (question.id, person.account_id, words):
            raise Conflict("This was sent already, in other words. Reload the page.", code="key_reused")
        return question
    if question.state is QuestionState.CLOSED:
        raise Conflict("This question is closed. Open it again to write more.", code="question_closed")
    if len(queries.load_posts(session, [question.id])[question.id]) >= MAX_POSTS:
        raise Conflict("This thread is full. Talk it over, and ask anew.", code="thread_full")
    mentions = find_asked(
        session, person, question.project_id, question.text_id, chosen=given.mentions, words=given.text
    )
    post_id = queries.add_post(session, uid, question.id, person.account_id, words, now=now)
    queries.add_mentions(session, question.id, mentions)
    queries.mark_seen(session, person.account_id, {question.id: post_id})
    # A discussion waits for nobody's answer: it is open until somebody closes it.
    is_open = person.account_id == question.account_id or question.round_id is not None
    queries.set_question_state(session, question, QuestionState.OPEN if is_open else QuestionState.ANSWERED)
    detail: dict[str, str | int] = {"question": question.uid, "asked_in": len(mentions)}
    audit.record(session, "question:answer", person.uid, detail, now=now)
    return question


def set_closed(
    session: Session, actor: Actor | None, question_uid: str, *, closed: bool, now: datetime
) -> QuestionRow:
    """Close a question or open it again: its asker and editors do. Doing it twice changes nothing."""
    person, question = _seen_question(session, actor, question_uid)
    if person.account_id != question.account_id:
        permit(person, Permission.ANSWER_QUESTIONS, question.project_id)
    if (question.state is QuestionState.CLOSED) is closed:
        return question
    queries.set_question_state(session, question, QuestionState.CLOSED if closed else QuestionState.OPEN)
    kind = "question:close" if closed else "question:open"
    audit.record(session, kind, person.uid, {"question": question.uid}, now=now)
    return question


def mark_read(session: Session, actor: Actor | None, project_uid: str) -> int:
    """Note that the person has read everything there is for them now; say how many threads had something new."""
    found = list_threads(session, actor, project_uid)
    person = permit(actor, Permission.SIGNED_IN)
    unread = {thread.head.id: thread.posts[-1].id for thread in found.threads if thread.is_unread}
    queries.mark_seen(session, person.account_id, unread)
    return len(unread)


def mark_thread_read(session: Session, actor: Actor | None, question_uid: str) -> QuestionRow:
    """Note that the person has read one thread as it stands. Raises NotFound for one that they may not see."""
    person, question = _seen_question(session, actor, question_uid)
    posts = queries.load_posts(session, [question.id])[question.id]
    queries.mark_seen(session, person.account_id, {question.id: posts[-1].id})
    return question


def add_reply(session: Session, actor: Actor | None, project_uid: str, raw: str, *, now: datetime) -> None:
    """Keep a reply ready for the project's editors."""
    person = permit(actor, Permission.SIGNED_IN)
    project = find_project(session, project_uid)
    permit(person, Permission.ANSWER_QUESTIONS, project.id)
    uid = uuid4().hex
    queries.add_saved_reply(session, uid, project.id, clean_words(raw), now=now)
    audit.record(session, "reply:save", person.uid, {"project": project.uid, "reply": uid}, now=now)


def remove_reply(session: Session, actor: Actor | None, project_uid: str, uid: str, *, now: datetime) -> None:
    """Take a saved reply away; answers that were given with it stay. Raises NotFound."""
    person = permit(actor, Permission.SIGNED_IN)
    project = find_project(session, project_uid)
    permit(person, Permission.ANSWER_QUESTIONS, project.id)
    if not queries.delete_saved_reply(session, project.id, uid):
        raise NotFound("This reply is gone.")
    audit.record(session, "reply:remove", person.uid, {"project": project.uid, "reply": uid}, now=now)


def _seen_question(session: Session, actor: Actor | None, uid: str) -> tuple[Actor, QuestionRow]:
    person = permit(actor, Permission.SIGNED_IN)
    question = queries.find_question(session, uid)
    if question is None or not person.may(Permission.TAG, question.project_id):
        raise NotFound
    if not _visible(session, person, question.project_id, [question]):
        raise NotFound
    return person, question


def _visible(session: Session, person: Actor, project_id: int, rows: Sequence[QuestionRow]) -> list[QuestionRow]:
    if not rows:
        return []
    mentioned = queries.load_mentions(session, [row.id for row in rows])
    in_hand = list_texts_in_hand(session, project_id, person.account_id)
    finished = queries.texts_finished_by(session, project_id, person.account_id)
    discussed = any(row.round_id is not None for row in rows)
    took_part = queries.texts_finished_in_rounds(session, project_id, person.account_id) if discussed else ()

    def may_see(row: QuestionRow) -> bool:
        if row.round_id is not None:
            return may_see_discussion(
                person, project_id=project_id, text_id=row.text_id, round_id=row.round_id, in_hand=in_hand,
                took_part=took_part,
            )  # fmt: skip
        return may_see_thread(
            person, asker_id=row.account_id, project_id=project_id, text_id=row.text_id,
            mentioned=mentioned.get(row.id, {}), in_hand=in_hand, finished=finished,
        )  # fmt: skip

    return [row for row in rows if may_see(row)]


def _threads(session: Session, person: Actor, rows: Sequence[QuestionRow]) -> tuple[Thread, ...]:
    ids = [row.id for row in rows]
    posts, mentioned = queries.load_posts(session, ids), queries.load_mentions(session, ids)
    seen = queries.load_seen(session, person.account_id, ids)
    return tuple(
        Thread(
            row,
            tuple(posts[row.id]),
            tuple(mentioned.get(row.id, {}).values()),
            row.account_id == person.account_id,
            any(post.id > seen.get(row.id, 0) and post.author_id != person.account_id for post in posts[row.id]),
        )
        for row in rows
    )


def _without_names(session: Session, person: Actor, threads: tuple[Thread, ...]) -> tuple[Thread, ...]:
    """The threads of one project; of texts that the person adjudicates without names, without those of others."""
    if not threads:
        return ()
    texts = {thread.head.text_id for thread in threads}
    hidden = texts_without_names(session, person, texts, project_id=threads[0].head.project_id)
    return tuple(
        replace(
            thread,
            head=thread.head if thread.is_own else replace(thread.head, asker=""),
            posts=tuple(
                post if post.author_id == person.account_id else replace(post, author="") for post in thread.posts
            ),
            mentioned=(),
        )
        if thread.head.text_id in hidden
        else thread
        for thread in threads
    )


def _words_of(session: Session, person: Actor, question: QuestionRow, given: Answer) -> str:
    if not given.reply_uid:
        return clean_words(given.text)
    permit(person, Permission.ANSWER_QUESTIONS, question.project_id)
    reply = dict(queries.list_saved_replies(session, question.project_id)).get(given.reply_uid)
    if reply is None:
        raise NotFound("This reply is gone.")
    return clean_words(f"{reply}\n{given.text}")
