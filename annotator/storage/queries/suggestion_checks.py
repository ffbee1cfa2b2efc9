"""Is what is recorded of suggestions sound: answers that cannot be, for the doctor."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from annotator.core.ghosts import GhostOutcome, list_items
from annotator.core.suggestion_json import suggestions_from_json
from annotator.storage.tables import Action, Review, Suggestion, SuggestionAnswer


def find_wrong_answers(session: Session) -> Iterator[str]:
    """What is wrong, a line a kind of fault with how many rows have it. Foreign keys are checked elsewhere."""
    for words, statement in _QUESTIONS:
        if count := session.scalar(statement):
            yield f"{count} {words}"
    if count := _count_unknown_items(session):
        yield f"{count} answers are to a suggestion that was never made"


def _count_unknown_items(session: Session) -> int:
    """Answers whose item is none of what was proposed: items are places within a body that is stored as a whole."""
    answers: dict[int, Counter[str]] = defaultdict(Counter)
    by_item = (SuggestionAnswer.suggestion_id, SuggestionAnswer.item)
    for suggestion_id, item, count in session.execute(select(*by_item, func.count()).group_by(*by_item)):
        answers[suggestion_id][item] = count
    bodies = session.execute(select(Suggestion.id, Suggestion.body).execution_options(yield_per=100))
    made = ((answers[suggestion_id], list_items(suggestions_from_json(body))) for suggestion_id, body in bodies)
    return sum((there - Counter({one.item: there[one.item] for one in items})).total() for there, items in made)


def _which(wrong: ColumnElement[bool]) -> Select[int]:
    """How many answers are wrong so, with the pass that gave them and what was proposed."""
    return (
        select(func.count())
        .select_from(SuggestionAnswer)
        .join(Review, Review.id == SuggestionAnswer.review_id)
        .join(Suggestion, Suggestion.id == SuggestionAnswer.suggestion_id)
        .outerjoin(Action, Action.id == SuggestionAnswer.rejected_by_id)
        .where(wrong)
    )


def _is(outcome: GhostOutcome) -> ColumnElement[bool]:
    return SuggestionAnswer.outcome == outcome


_QUESTIONS = (
    ("suggestions were shown, and nothing says when", _which(
        and_(_is(GhostOutcome.SHOWN), SuggestionAnswer.shown_at.is_(None))
    )),
    ("suggestions were only offered, and yet came onto the page", _which(
        and_(_is(GhostOutcome.OFFERED), SuggestionAnswer.shown_at.is_not(None))
    )),
    ("suggestions were offered to a pass that is said to have had none", _which(~Review.suggestions_shown)),
    ("suggestions were offered to a pass over another text", _which(Suggestion.text_id != Review.text_id)),
    ("suggestions were rejected by an act in another review", _which(
        Action.id.is_not(None) & func.coalesce(Action.review_id != Review.id, True)
    )),
)  # fmt: skip
