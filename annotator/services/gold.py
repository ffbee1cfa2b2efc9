"""The gold review of a text: who may begin it and on which passes it rests, beginning it, opening it again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from annotator.core.actions import ActionKind, Change
from annotator.core.errors import Conflict, NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import Reading, ReviewKind, ReviewState, Scope, Sentence
from annotator.services import audit
from annotator.storage.queries import decisions as queries
from annotator.storage.queries.actions import add_action
from annotator.storage.queries.changes import write_changes
from annotator.storage.queries.cuts import load_sentences
from annotator.storage.queries.decisions import KnownOrigin
from annotator.storage.queries.projects import latest_scheme
from annotator.storage.queries.readings import load_content
from annotator.storage.queries.reviews import (
    ReviewHead,
    TextToReview,
    add_review,
    list_article_reviews,
    lock_text,
)
from annotator.storage.queries.segmentations import find_newest_cut
from annotator.storage.queries.sourcing import ArticleHead, find_article

_IN_HAND = (ReviewState.STARTED, ReviewState.ASSIGNED)


@dataclass(frozen=True, slots=True)
class AdjudicatedText:
    """One text of an article as an editor settles it: how many people have finished it, and its gold review."""

    number: int
    readings: int
    gold: ReviewHead | None

    @property
    def is_in_hand(self) -> bool:
        """Say whether its gold review is begun and not finished."""
        return self.gold is not None and self.gold.state in _IN_HAND


def start_adjudication(
    session: Session, actor: Actor | None, article_uid: str, number: int | None = None, *, now: datetime
) -> str:
    """Begin the gold review of an article's newest text, or of the one with this number, or give the one that is
    there; return its uid.

    Raises Conflict (`nothing_finished`) where no pass is finished, and as `open_adjudication`.
    """
    article, person = find_text(session, actor, article_uid, number)
    lock_text(session, article.text_id)
    reviews = of_text(article, list_to_adjudicate(session, person, article))
    if gold := find_gold(reviews):
        return gold.uid
    passes = list_passes(reviews)
    if not passes:
        raise Conflict("Nobody has finished this article yet. There is nothing to adjudicate.", code="nothing_finished")
    only_sources = all(head.scope is Scope.SOURCING_ONLY for head in passes)
    scope = Scope.SOURCING_ONLY if only_sources else Scope.FULL
    uid = uuid4().hex
    text = _to_review(session, article, scope)
    gold_id = add_review(session, uid, text, person.account_id, now=now, kind=ReviewKind.GOLD)
    note_gold(session, person, gold_id, uid, ActionKind.START_REVIEW, reviews, now)
    return uid


def reopen_adjudication(
    session: Session, actor: Actor | None, article_uid: str, number: int | None = None, *, now: datetime
) -> str:
    """Open a revision of the finished gold with its content, decisions and origins; the finished one stays and goes
    on counting. Returns the uid of the one in hand.
    """
    article, person = find_text(session, actor, article_uid, number)
    lock_text(session, article.text_id)
    reviews = of_text(article, list_to_adjudicate(session, person, article))
    gold = find_gold(reviews)
    if gold is None:
        raise NotFound
    if gold.state in _IN_HAND:
        return gold.uid
    uid = uuid4().hex
    text = _to_review(session, article, gold.scope)
    gold_id = add_review(
        session, uid, text, person.account_id, now=now, revises_id=gold.id, kind=ReviewKind.GOLD
    )
    _copy(session, gold, gold_id, reviews)
    note_gold(session, person, gold_id, uid, ActionKind.REOPEN_REVIEW, reviews, now)
    return uid


def _to_review(session: Session, article: ArticleHead, scope: Scope) -> TextToReview:
    """The article's text with its newest cut and the newest scheme of its project."""
    scheme = latest_scheme(session, article.project_id)
    assert scheme is not None
    newest = find_newest_cut(session, article.text_id)
    return TextToReview(article.text_id, newest.id, scheme.id, article.project_id, scope)


def _copy(session: Session, gold: ReviewHead, gold_id: int, reviews: Sequence[ReviewHead]) -> None:
    reading = load_content(session, gold)
    changes = [Change(None, record) for record in reading.records]
    write_changes(session, gold_id, changes, Reading(reading.text, reading.sentences))
    decisions = queries.load_decisions(session, gold.id)
    accounts = queries.find_account_ids(session, {decision.by for decision in decisions})
    queries.add_decisions(session, gold_id, decisions, account_ids=accounts, action_id=None)
    # Of rows that went while it was in hand this one never has any.
    there = {record.uid for record in reading.records}
    known_origins = (known.origin for known in queries.load_origins(session, gold.id))
    origins = [origin for origin in known_origins if origin.gold_uid in there]
    # What an editor wrote names the gold that it stands in.
    review_ids = {head.uid: head.id for head in reviews} | {gold.uid: gold_id}
    queries.add_origins(session, gold_id, origins, review_ids=review_ids, action_id=None)


def find_text(
    session: Session, actor: Actor | None, article_uid: str, number: int | None = None
) -> tuple[ArticleHead, Actor]:
    """The article with its newest text, or the one with this number, for an editor. Raises NotFound, Forbidden."""
    article = find_article(session, article_uid=article_uid, number=number)
    if article is None:
        permit(actor, Permission.SIGNED_IN)
        raise NotFound
    return article, permit(actor, Permission.ADJUDICATE, article.project_id)


def list_to_adjudicate(session: Session, person: Actor, article: ArticleHead) -> list[ReviewHead]:
    """The reviews of all texts of an article. Raises Conflict (`tagging_it`) for who is in the middle of tagging one of
    them, most of whose words the others have too: a reviewer first.
    """
    reviews = list_article_reviews(session, article.article_id)
    if _is_tagging(person, reviews):
        raise Conflict(
            "You are tagging this article yourself. Finish your own pass first, then adjudicate.", code="tagging_it"
        )
    return reviews


def _is_tagging(person: Actor, reviews: Sequence[ReviewHead]) -> bool:
    return any(
        head.account_id == person.account_id and head.kind is ReviewKind.PASS and head.state in _IN_HAND
        for head in reviews
    )


def of_text(article: ArticleHead, reviews: Sequence[ReviewHead]) -> list[ReviewHead]:
    """Of the reviews of all texts of the article those of the one that is looked at."""
    return [head for head in reviews if head.text_id == article.text_id]


def list_adjudicated(reviews: Sequence[ReviewHead]) -> tuple[AdjudicatedText, ...]:
    """The texts of an article, from their reviews, in which something is to be settled or was; the first one first."""
    found = []
    for number in sorted({head.text_number for head in reviews}):
        there = [head for head in reviews if head.text_number == number]
        passes, gold = list_passes(there), find_gold(there)
        if passes or gold:
            found.append(AdjudicatedText(number, len(passes), gold))
    return tuple(found)


def texts_to_adjudicate(session: Session, person: Actor, article: ArticleHead) -> tuple[AdjudicatedText, ...]:
    """The same for a page around an article with later texts; none for who may not adjudicate it now."""
    if article.newest_number == 1 or not person.may(Permission.ADJUDICATE, article.project_id):
        return ()
    reviews = list_article_reviews(session, article.article_id)
    return () if _is_tagging(person, reviews) else list_adjudicated(reviews)


def is_independent(person: Actor, reviews: Sequence[ReviewHead]) -> bool:
    """Say whether the person has no pass over the text."""
    return not any(head.account_id == person.account_id and head.kind is ReviewKind.PASS for head in reviews)


def list_passes(reviews: Sequence[ReviewHead]) -> tuple[ReviewHead, ...]:
    """Each person's last finished pass; what a finished revision replaced is left out."""
    finished = [
        head for head in reviews if head.kind is ReviewKind.PASS and head.state is ReviewState.FINISHED
    ]
    replaced = {head.revises_id for head in finished}
    last = {head.account_id: head for head in finished if head.id not in replaced}
    return tuple(sorted(last.values(), key=lambda head: head.id))


def find_gold(reviews: Sequence[ReviewHead]) -> ReviewHead | None:
    """The last gold review of a text, finished or in hand."""
    golds = [head for head in reviews if head.kind is ReviewKind.GOLD and head.state is not ReviewState.SKIPPED]
    return golds[-1] if golds else None


def origins_now(known: Iterable[KnownOrigin], passes: Sequence[ReviewHead]) -> Mapping[str, list[tuple[str, str]]]:
    """From which rows of these passes the rows of a gold come, by uid. A later pass of the same person has the same
    rows under the same uids; what an editor wrote comes from none.
    """
    by_account = {head.account_id: head.uid for head in passes}
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in known:
        if one.kind is ReviewKind.PASS and (current := by_account.get(one.account_id)):
            found[one.origin.gold_uid].append((current, one.origin.uid))
    return found


def newest_sentences(session: Session, text_id: int) -> tuple[Sentence, ...]:
    """The sentences of a text's newest cut."""
    return load_sentences(session, find_newest_cut(session, text_id).id)


def note_gold(
    session: Session, person: Actor, gold_id: int, uid: str, kind: ActionKind, reviews: Sequence[ReviewHead],
    now: datetime,
) -> None:  # fmt: skip
    """Note what was done with a gold review, and audit it with how independent its editor is."""
    add_action(session, uid=uuid4().hex, at=now, actor_id=person.account_id, review_id=gold_id, kind=kind, changes=())
    detail: dict[str, str | int | bool | None] = {
        "review": uid, "readings": len(list_passes(reviews)), "independent": is_independent(person, reviews),
    }  # fmt: skip
    audit.record(session, f"gold:{kind.value.partition(':')[2]}", person.uid, detail, now=now)
