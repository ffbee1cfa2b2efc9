"""Later texts of an article: adding one, and taking one's own earlier tags along into a pass over it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core.actions import ActionKind, Change
from annotator.core.annotations import Act
from annotator.core.carrying import Carried, carry
from annotator.core.datasets import SegmentationRecord, TextRecord
from annotator.core.errors import Conflict, NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import CutArticle, Reading, ReviewKind, ReviewState
from annotator.core.segmentations import check_cut
from annotator.core.text import NORMALISER, canonical
from annotator.services.acts import Stamp, Step, perform
from annotator.services.articles import ArticleExists
from annotator.services.audit import record
from annotator.services.reviews import OpenedReview, open_review, start_review
from annotator.services.visibility import is_own
from annotator.storage.queries import versions as queries
from annotator.storage.queries.articles import find_same_text
from annotator.storage.queries.dataset_rows import lock_project
from annotator.storage.queries.readings import load_newest_readings
from annotator.storage.queries.reviews import ReviewHead, find_review, list_text_reviews
from annotator.storage.queries.sourcing import ArticleHead, find_article


@dataclass(frozen=True, slots=True)
class CarriedReview:
    """A pass over a later text, the earlier pass that it began with, and what of that could not be taken along.

    `earlier_number`: the number of the earlier pass's text.
    """

    opened: OpenedReview
    earlier: ReviewHead
    earlier_number: int
    carried: Carried


def open_addition(session: Session, actor: Actor | None, article_uid: str) -> ArticleHead:
    """The article, for somebody who may add a text to it. Raises NotFound, Forbidden."""
    article = find_article(session, article_uid=article_uid)
    if article is None:
        permit(actor, Permission.SIGNED_IN)
        raise NotFound
    permit(actor, Permission.IMPORT_ARTICLES, article.project_id)
    return article


def add_text(session: Session, actor: Actor | None, article_uid: str, cut: CutArticle, *, now: datetime) -> int:
    """Store a later text of an article with its first cut; return its number. It starts no review.

    Raises `ArticleExists` for a text that the project has, Invalid for a text or a cut that cannot be.
    """
    article = open_addition(session, actor, article_uid)
    person = permit(actor, Permission.IMPORT_ARTICLES, article.project_id)
    text = canonical(cut.text)
    check_cut(text.body, cut.sentences)
    lock_project(session, article.project_uid)
    there = find_same_text(session, article.project_id, text.sha256)
    if there is not None:
        raise ArticleExists(there)
    number = queries.list_texts(session, article.article_id)[-1].number + 1
    row = TextRecord(
        uuid4().hex, number, text.body, text.sha256, NORMALISER, (SegmentationRecord(1, cut.sentences),)
    )  # fmt: skip
    queries.add_text(session, article.article_id, row, made_by_id=person.account_id, now=now)
    record(session, "article:text", person.uid, {"article": article.uid, "text": row.uid, "number": number}, now=now)
    return number


def find_earlier_pass(session: Session, actor: Actor, article_id: int, number: int) -> ReviewHead | None:
    """The person's own last finished pass over a text of the article before this number, the latest text first."""
    for text in reversed(queries.list_texts(session, article_id)):
        if text.number < number:
            heads = list_text_reviews(session, [text.id])
            finished = [head for head in heads if is_own(actor, head) and head.state is ReviewState.FINISHED]
            if finished:
                return finished[-1]
    return None


def start_carried(session: Session, actor: Actor | None, article_uid: str, *, now: datetime) -> str:
    """Start one's pass over the newest text with what one tagged before: one action, undone as one. The pass's uid.

    Raises NotFound without a finished pass over an earlier text, Conflict (`tagged_already`) where the pass over the
    newest text has something in it.
    """
    person = permit(actor, Permission.SIGNED_IN)
    article = find_article(session, article_uid=article_uid)
    if article is None:
        raise NotFound
    permit(person, Permission.TAG, article.project_id)
    earlier = find_earlier_pass(session, person, article.article_id, article.text_number)
    if earlier is None:
        raise NotFound("You have finished no earlier text of this article. Begin with an empty pass.")
    uid = start_review(session, person, article_uid, now=now)
    old = load_newest_readings(session, [earlier.id])[earlier.id]

    def compute(_session: Session, review: ReviewHead, upon: Reading) -> Step:
        if upon.records:
            message = "Your pass over this text has tags already. Nothing was put over them."
            raise Conflict(message, code="tagged_already")
        carried = carry(old, upon, from_scope=earlier.scope, to_scope=review.scope)
        return Step(Act(ActionKind.CARRY_REVIEW, tuple(Change(None, row) for row in carried.reading.records)))

    perform(session, person, uid, compute, stamp=Stamp(), now=now)
    record(session, "review:carry", person.uid, {"review": uid, "from": earlier.uid}, now=now)
    return uid


def show_carried(session: Session, actor: Actor | None, review_uid: str) -> CarriedReview:
    """One's own pass over a later text beside what of the earlier one could not be taken along.

    Computed anew from the two texts, so that it says the same at every look.
    """
    person = permit(actor, Permission.SIGNED_IN)
    head = find_review(session, review_uid)
    if head is None or not is_own(person, head) or head.kind is not ReviewKind.PASS:
        raise NotFound
    permit(person, Permission.TAG, head.project_id)
    opened = open_review(session, person, review_uid)
    article = find_article(session, article_uid=head.article_uid)
    if article is None:
        raise NotFound
    numbers = {text.id: text.number for text in queries.list_texts(session, article.article_id)}
    earlier = find_earlier_pass(session, person, article.article_id, numbers[head.text_id])
    if earlier is None:
        raise NotFound("This pass began empty: there is no earlier one of yours.")
    old = load_newest_readings(session, [earlier.id])[earlier.id]
    upon = Reading(opened.reading.text, opened.reading.sentences, own_tags=opened.reading.own_tags)
    carried = carry(old, upon, from_scope=earlier.scope, to_scope=head.scope)
    return CarriedReview(opened, earlier, numbers[earlier.text_id], carried)

