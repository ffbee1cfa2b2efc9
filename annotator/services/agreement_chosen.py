"""Which of the articles that were chosen one by one are not in the numbers, and why."""

from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from annotator.services.agreement import Choice
from annotator.services.visibility import hidden_texts
from annotator.storage.queries.agreement_chosen import ChosenText, list_chosen_texts


class WhyNot(StrEnum):
    """Why an article that was chosen is not compared. IN_HAND goes first: nobody is told of an article that they are
    tagging whether it is practice.
    """

    REMOVED = "removed"
    IN_HAND = "in_hand"
    ADJUDICATED = "adjudicated"
    PRACTICE = "practice"
    UNFINISHED = "unfinished"
    ELSEWHERE = "elsewhere"
    NONE_OF_THEM = "none_of_them"
    ONE_OF_THEM = "one_of_them"


@dataclass(frozen=True, slots=True)
class NotCompared:
    """An article, by its text and title."""

    text_uid: str
    title: str
    why: WhyNot


def list_not_compared(session: Session, choice: Choice) -> tuple[NotCompared, ...]:
    """The articles that the choice names and its numbers leave out, by title. A step of who has a `Choice`."""
    uids = choice.filters.values.get("article", ())
    if not uids:
        return ()
    kept = choice.texts.kept
    finished_by = dict(zip(kept.texts, choice.texts.finished_by.tolist(), strict=True))
    found = list_chosen_texts(session, project_id=choice.project_id, text_uids=uids)
    person, project_id = choice.person, choice.project_id
    in_hand = hidden_texts(session, person, project_id) if person is not None else frozenset()
    told = ((one, _why_not(choice, one, in_hand, finished_by.get(one.text_id))) for one in found)
    return tuple(NotCompared(one.text_uid, one.title, why) for one, why in told if why is not None)


def _why_not(
    choice: Choice, one: ChosenText, in_hand: Container[int], finished_by: int | None
) -> WhyNot | None:
    """Why, None for what is compared; `finished_by` so many of the chosen, None where other choices leave it out."""
    if not one.is_published:
        return WhyNot.REMOVED
    if one.text_id in in_hand:
        return WhyNot.IN_HAND
    if one.text_id in choice.adjudicated:
        return WhyNot.ADJUDICATED
    if one.text_id in choice.excluded:
        return WhyNot.PRACTICE
    if not one.is_finished:
        return WhyNot.UNFINISHED
    if finished_by is None:
        return WhyNot.ELSEWHERE
    return {0: WhyNot.NONE_OF_THEM, 1: WhyNot.ONE_OF_THEM}.get(finished_by)
