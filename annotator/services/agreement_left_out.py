"""What a choice of agreement leaves out of its numbers: the same for the page, its files and a kept report."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from annotator.core.agreement.left_out import LeftOut, Why
from annotator.core.records import ReviewState, Scope
from annotator.core.study import Exclusion
from annotator.services.agreement import Choice, list_uncounted
from annotator.services.study import study_with_rounds
from annotator.storage.queries import agreement as queries

_WHY = {
    ReviewState.ASSIGNED: Why.NOT_BEGUN, ReviewState.STARTED: Why.UNFINISHED, ReviewState.SKIPPED: Why.SKIPPED,
}  # fmt: skip
_PRACTICE = {Exclusion.TRAINING: Why.TRAINING, Exclusion.CALIBRATION: Why.CALIBRATION}


def list_left_out(session: Session, choice: Choice) -> tuple[LeftOut, ...]:
    """Passes person by person, then articles, each of what was chosen alone. A step of who has a `Choice`."""
    articles = [
        LeftOut(Why.ALONE, choice.texts.alone if len(choice.chosen) > 1 else 0),
        *_practice(session, choice),
        LeftOut(Why.IN_HAND, _count(session, choice, choice.hidden - choice.excluded - choice.adjudicated)),
        LeftOut(Why.ADJUDICATED, _count(session, choice, choice.adjudicated)),
    ]
    return (*_passes(session, choice), *(one for one in articles if one.n))


def _passes(session: Session, choice: Choice) -> Iterator[LeftOut]:
    for left in list_uncounted(session, choice):
        is_partial = left.state is ReviewState.FINISHED and left.scope is not Scope.FULL
        yield LeftOut(Why.SOURCING_ONLY if is_partial else _WHY[left.state], left.n, left.account_name)


def _practice(session: Session, choice: Choice) -> Iterator[LeftOut]:
    if not choice.excluded:
        return
    _, study = study_with_rounds(session, choice.project_id)
    there = queries.list_articles_within(
        session, project_id=choice.project_id, uids=list(study.excluded), filters=choice.filters.values
    )
    reasons = [reason for uid, reason in study.excluded.items() if uid in there]
    yield from (LeftOut(why, reasons.count(reason)) for reason, why in _PRACTICE.items())


def _count(session: Session, choice: Choice, text_ids: frozenset[int]) -> int:
    return queries.count_articles_within(
        session, project_id=choice.project_id, text_ids=text_ids, filters=choice.filters.values
    )
