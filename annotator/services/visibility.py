"""Blindness, in one place: whose work a person may see."""

from collections.abc import Collection, Container, Iterable
from dataclasses import replace
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from annotator.core.errors import NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import ReviewKind, ReviewState
from annotator.core.rounds import mix
from annotator.storage.queries.reviews import (
    ReviewHead,
    has_pass_in_hand,
    list_adjudicated_blind,
    list_all_adjudicated_blind,
    list_articles_of,
    list_texts_in_hand,
)
from annotator.storage.queries.rounds import finished_in_round, list_texts_of_running_rounds
from annotator.storage.queries.sourcing import PassHead
from annotator.storage.search import Sight


class Whose(Protocol):
    """What blindness asks of a review: whose it is, of which kind, in which state."""

    @property
    def account_id(self) -> int: ...

    @property
    def kind(self) -> ReviewKind: ...

    @property
    def state(self) -> ReviewState: ...

    @property
    def is_shared(self) -> bool: ...


_IN_HAND = (ReviewState.ASSIGNED, ReviewState.STARTED)

R = TypeVar("R", bound=Whose)
H = TypeVar("H", ReviewHead, PassHead)


def is_own(actor: Actor, review: Whose) -> bool:
    """Say whether a review is the person's own pass."""
    return review.account_id == actor.account_id and review.kind is ReviewKind.PASS


def may_read(actor: Actor, review: Whose, *, project_id: int, is_tagging_it: bool, took_part: bool = False) -> bool:
    """Say whether the person may read a review.

    One's own always. Others' only when finished, by those who read reports, and not while one is in the
    middle of tagging the same text: whoever edits and reviews is a reviewer first. Gold is for report readers.
    A pass of a released calibration is also for who finished one of the same text in that round (`took_part`).
    """
    if is_own(actor, review):
        return True
    if is_tagging_it or review.state is not ReviewState.FINISHED:
        return False
    if actor.may(Permission.READ_REPORTS, project_id):
        return True
    return took_part and review.is_shared and review.kind is ReviewKind.PASS


def is_joint(actor: Actor, review: Whose, *, project_id: int) -> bool:
    """Say whether a review is a gold one that the person adjudicates: it is the editors' together."""
    return review.kind is ReviewKind.GOLD and actor.may(Permission.ADJUDICATE, project_id)


def permit_writing(
    session: Session, actor: Actor | None, review: ReviewHead | None, around: Collection[ReviewHead] | None = None
) -> tuple[Actor, ReviewHead]:
    """Give the person and the review if they may write into it: their own pass, or as an editor a gold review, but
    not while they are tagging its text. The reviews `around` it are asked for where they are not known. Raises NotFound
    otherwise.
    """
    person = permit(actor, Permission.SIGNED_IN)
    if review is None:
        raise NotFound
    if is_own(person, review):
        permit(person, Permission.TAG, review.project_id)
        return person, review
    if not is_joint(person, review, project_id=review.project_id):
        raise NotFound
    if around is None:
        is_tagging_it = has_pass_in_hand(session, review.text_id, person.account_id)
    else:
        is_tagging_it = any(is_own(person, one) and one.state in _IN_HAND for one in around)
    if is_tagging_it:
        raise NotFound
    return person, review


def may_see_ruling(*, text_id: int, hidden: Container[int], is_released: bool) -> bool:
    """Say whether a ruling is for the person: released with its finished gold, and not of a text whose rulings are
    `hidden_rulings` of theirs. Who decided and who said what is in none.
    """
    return is_released and text_id not in hidden


def visible_of_text(actor: Actor, reviews: Iterable[R], *, project_id: int) -> tuple[R, ...]:
    """Of all reviews of one text, those that the person may read."""
    there = tuple(reviews)
    own = [review for review in there if is_own(actor, review)]
    is_tagging = any(review.state is not ReviewState.FINISHED for review in own)
    took_part = any(review.is_shared and review.state is ReviewState.FINISHED for review in own)
    return tuple(
        review
        for review in there
        if may_read(actor, review, project_id=project_id, is_tagging_it=is_tagging, took_part=took_part)
    )


def texts_without_names(
    session: Session, actor: Actor | None, text_ids: Collection[int], *, project_id: int
) -> frozenset[int]:
    """Of which of these texts the person is not told who tagged what: where a project hides names in adjudication, who
    may adjudicate is told none on any page from the beginning of the gold until it is finished, of the other texts of
    the article neither.
    """
    if actor is None or not text_ids or not actor.may(Permission.ADJUDICATE, project_id):
        return frozenset()
    return list_adjudicated_blind(session, text_ids)


def texts_without_numbers(session: Session, actor: Actor, *, project_id: int) -> frozenset[int]:
    """Of which texts of a project that hides names in adjudication the person is told no agreement either, for as long:
    of numbers with and without a text, or of two people of three, the difference is who tagged what.
    """
    if not actor.may(Permission.ADJUDICATE, project_id):
        return frozenset()
    return list_all_adjudicated_blind(session, project_id)


def articles_without_names(session: Session, actor: Actor, *, project_id: int) -> frozenset[int]:
    """The articles (ids) for a pass over which the person can ask nobody now: who is left to ask says who has one."""
    return list_articles_of(session, texts_without_numbers(session, actor, project_id=project_id))


def without_names(session: Session, actor: Actor, reviews: Iterable[H], *, project_id: int) -> tuple[H, ...]:
    """The reviews, without the names of their people (empty) where these are not for the person now, and without the
    day on which they were finished, which many an editor knows of whom it was; in an order of each text's own, since
    the same place on every article would be a name. Of a pass and its revision, which are nearly the same, the revision
    alone: who revised many an editor knows as well.
    """
    there = tuple(reviews)
    others = {one.uid for one in there if one.kind is ReviewKind.PASS and not is_own(actor, one)}
    texts = {one.text_id for one in there if one.uid in others}
    hidden = texts_without_names(session, actor, texts, project_id=project_id)
    shown = list(there)
    for text_id in hidden:
        places = {one.uid: n for n, one in enumerate(there) if one.uid in others and one.text_id == text_id}
        for place, uid in zip(places.values(), mix(places, str(text_id)), strict=True):
            shown[place] = replace(there[places[uid]], account_name="", finished_at=None)
    replaced = _list_replaced(one for one in there if one.uid in others and one.text_id in hidden)
    return tuple(one for one in shown if one.uid not in replaced)


def _list_replaced(reviews: Iterable[ReviewHead | PassHead]) -> frozenset[str]:
    """Of these the ones that another finished one revises. Where heads do not tell what they revise, only last ones are
    there.
    """
    heads = [one for one in reviews if isinstance(one, ReviewHead)]
    revised = {one.revises_id for one in heads if one.state is ReviewState.FINISHED}
    return frozenset(one.uid for one in heads if one.id in revised)


def hidden_texts(session: Session, actor: Actor, project_id: int) -> frozenset[int]:
    """The texts of a project on which others' passes are not for this person now: those they are tagging."""
    return list_texts_in_hand(session, project_id, actor.account_id)


def hidden_rulings(session: Session, actor: Actor, project_id: int) -> frozenset[int]:
    """The texts of whose rulings the person is not told now: those they are tagging; and, unless they read reports,
    those of their rounds until the release, so that nobody finds the articles with gold among them.
    """
    in_hand = hidden_texts(session, actor, project_id)
    if actor.may(Permission.READ_REPORTS, project_id):
        return in_hand
    return in_hand | list_texts_of_running_rounds(session, project_id, actor.account_id)


def permit_reading(
    session: Session, actor: Actor | None, review: ReviewHead | None, *, is_tagging_it: bool
) -> ReviewHead:
    """Give the review if the person may read it. Raises NotFound otherwise: that it exists is not for them."""
    if review is None:
        permit(actor, Permission.SIGNED_IN)
        raise NotFound
    person = permit(actor, Permission.READ_ARTICLES, review.project_id)
    if not is_tagging_it and is_joint(person, review, project_id=review.project_id):
        return review
    took_part = review.is_shared and finished_in_round(session, review.round_id, review.text_id, person.account_id)
    if not may_read(person, review, project_id=review.project_id, is_tagging_it=is_tagging_it, took_part=took_part):
        raise NotFound
    return without_names(session, person, [review], project_id=review.project_id)[0]


def sight_of(actor: Actor, project_id: int) -> Sight:
    """What a search may find: one's own annotations, and those that `may_read` gives to who reads reports."""
    return Sight(actor.account_id, actor.may(Permission.READ_REPORTS, project_id))


def may_see_thread(
    actor: Actor,
    *,
    asker_id: int,
    project_id: int,
    text_id: int,
    mentioned: Container[int],
    in_hand: Container[int],
    finished: Container[int],
) -> bool:
    """Say whether the person may see a question and its thread.

    One's own always. Others' never by whoever is tagging that text; else by editors, and by who was asked in and
    has finished the text. `in_hand` and `finished` are the person's texts.
    """
    if asker_id == actor.account_id:
        return True
    if text_id in in_hand:
        return False
    if actor.may(Permission.ANSWER_QUESTIONS, project_id):
        return True
    return actor.account_id in mentioned and text_id in finished


def may_see_discussion(
    actor: Actor,
    *,
    project_id: int,
    text_id: int,
    round_id: int,
    in_hand: Container[int],
    took_part: Container[tuple[int, int]],
) -> bool:
    """Say whether the person may see a discussion of a released calibration: editors, and who has finished that text
    in that round (`took_part`: round and text), but nobody who is tagging it, not even who opened it.
    """
    if text_id in in_hand:
        return False
    return actor.may(Permission.ANSWER_QUESTIONS, project_id) or (round_id, text_id) in took_part
