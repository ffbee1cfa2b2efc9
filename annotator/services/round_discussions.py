"""What the people of a released calibration differ in, sentence by sentence, and what they say to each other there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core.adjudication import Item, LinedUp
from annotator.core.errors import Conflict, Invalid, NotFound
from annotator.core.lining_up import line_up
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.questions import clean_words
from annotator.core.records import ReviewKind, ReviewState, Scope, Sentence
from annotator.core.rounds import RoundKind, RoundState
from annotator.services import audit
from annotator.services.gold import list_passes, newest_sentences
from annotator.services.projects import SchemeFacts, show_scheme
from annotator.services.questions import Thread, Threads, list_threads
from annotator.services.rounds import find_permitted
from annotator.services.visibility import hidden_texts, is_own, may_see_discussion, without_names
from annotator.storage.queries import questions as queries
from annotator.storage.queries.readings import load_newest_readings
from annotator.storage.queries.reviews import ReviewHead, list_text_reviews, lock_review
from annotator.storage.queries.rounds import RoundArticleRow, RoundRow, list_round_articles


@dataclass(frozen=True, slots=True)
class DisputedSentence:
    """A sentence with what people differ in there, and what was said about it."""

    sentence: Sentence
    words: str
    items: tuple[Item, ...]
    threads: tuple[Thread, ...]


@dataclass(frozen=True, slots=True)
class Discussion:
    """An article of a released calibration: its finished passes lined up, the sentences that differ or are discussed.
    `names` are people's by their pass; `takes_part` where one of these is the person's own.
    """

    round: RoundRow
    facts: SchemeFacts
    article: RoundArticleRow
    names: Mapping[str, str]
    lined: LinedUp
    sentences: tuple[DisputedSentence, ...]
    found: Threads
    takes_part: bool


def show_discussion(session: Session, actor: Actor | None, round_uid: str, article_uid: str) -> Discussion:
    """What a calibration's people differ in, in an article. Raises NotFound before the release, for who has not
    finished the article in the round, and for who is tagging it (editors who are not may).
    """
    person, found, article = _permitted(session, actor, round_uid, article_uid)
    passes = without_names(session, person, _passes(session, found, article), project_id=found.project_id)
    readings = load_newest_readings(session, [head.id for head in passes])
    sentences = newest_sentences(session, article.text_id)
    lined = line_up(
        {head.uid: readings[head.id] for head in passes}, sentences,
        sourcing_only={head.uid for head in passes if head.scope is Scope.SOURCING_ONLY},
    )  # fmt: skip
    threads = list_threads(session, person, found.project_uid, article_uid=article_uid)
    here = [one for one in threads.threads if one.head.round_id == found.id and one.head.text_id == article.text_id]
    return Discussion(
        found,
        show_scheme(session, person, found.project_uid, Permission.TAG),
        article,
        {head.uid: head.account_name for head in passes},
        lined,
        _disputed(lined, sentences, here),
        threads,
        any(is_own(person, head) for head in passes),
    )


def open_discussion(
    session: Session, actor: Actor | None, round_uid: str, article_uid: str, *, ordinal: int, words: str, uid: str,
    now: datetime,
) -> None:  # fmt: skip
    """Say something about a sentence to everybody who finished the article in the round. The same again is taken once.

    Raises as `show_discussion`, Invalid for the words, or a sentence that is none.
    """
    person, found, article = _permitted(session, actor, round_uid, article_uid)
    said = clean_words(words)
    place = next((one for one in newest_sentences(session, article.text_id) if one.ordinal == ordinal), None)
    passes = _passes(session, found, article)
    if place is None or not passes:
        raise Invalid("This sentence is gone. Reload the page.", code="bad_place")
    own = next((head for head in passes if head.account_id == person.account_id), None)
    review = own or passes[0]
    lock_review(session, review)
    uid = uid or uuid4().hex
    if before := queries.find_question(session, uid):
        posts = queries.load_posts(session, [before.id])[before.id]
        if before.account_id != person.account_id or posts[0].text != said:
            raise Conflict("This was said already, in other words. Reload the page.", code="key_reused")
        return
    question_id = queries.add_question(
        session, uid, review.id, place.start, place.stop, now=now, round_id=found.id,
        asker_id=None if own else person.account_id,
    )  # fmt: skip
    post_id = queries.add_post(session, uuid4().hex, question_id, person.account_id, said, now=now)
    queries.mark_seen(session, person.account_id, {question_id: post_id})
    audit.record(session, "discussion:open", person.uid, {"round": round_uid, "question": uid}, now=now)


def _permitted(
    session: Session, actor: Actor | None, round_uid: str, article_uid: str
) -> tuple[Actor, RoundRow, RoundArticleRow]:
    person, found = find_permitted(session, actor, round_uid)
    permit(person, Permission.TAG, found.project_id)
    article = next((one for one in list_round_articles(session, found.id) if one.article_uid == article_uid), None)
    if article is None or found.kind is not RoundKind.CALIBRATION or found.state is not RoundState.RELEASED:
        raise NotFound
    may_see = may_see_discussion(
        person, project_id=found.project_id, text_id=article.text_id, round_id=found.id,
        in_hand=hidden_texts(session, person, found.project_id),
        took_part=queries.texts_finished_in_rounds(session, found.project_id, person.account_id),
    )  # fmt: skip
    if not may_see:
        raise NotFound
    return person, found, article


def _passes(session: Session, found: RoundRow, article: RoundArticleRow) -> tuple[ReviewHead, ...]:
    """Each person's last finished pass of the round."""
    return list_passes(
        [
            head
            for head in list_text_reviews(session, [article.text_id])
            if head.round_id == found.id and head.kind is ReviewKind.PASS and head.state is ReviewState.FINISHED
        ]
    )


def _disputed(
    lined: LinedUp, sentences: Sequence[Sentence], threads: Sequence[Thread]
) -> tuple[DisputedSentence, ...]:
    text = next((reading.text for reading in lined.readings.values()), "")
    found = []
    for sentence in sentences:
        items = tuple(item for item in lined.differences if item.ordinal == sentence.ordinal)
        here = tuple(
            sorted(
                (one for one in threads if sentence.start <= one.head.start < sentence.stop),
                key=lambda one: one.head.id,
            )
        )
        if items or here:
            found.append(DisputedSentence(sentence, text[sentence.start : sentence.stop], items, here))
    return tuple(found)
