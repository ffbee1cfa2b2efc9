"""Suggestions: stored once a text, and what became of each in the reviews that show them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, case, cast, func, insert, literal, select, update
from sqlalchemy.orm import Session

from annotator.core.ghosts import GhostOutcome
from annotator.core.records import ArticleFacts, Sentence
from annotator.storage.prepared import Prepared
from annotator.storage.queries.cuts import load_sentences
from annotator.storage.queries.reviews import facts_of
from annotator.storage.tables import Action, Article, ArticleText, Project, Segmentation, Suggestion, SuggestionAnswer
from annotator.storage.types import plain

_ANSWERS = plain(SuggestionAnswer)
_WRITE_OUTCOME = Prepared(
    update(_ANSWERS).where(
        _ANSWERS.c.review_id == bindparam("of_review"), _ANSWERS.c.item == bindparam("of_item")
    )
)


@dataclass(frozen=True, slots=True)
class TextToSuggestFor:
    """The newest text of an article with its newest cut, in a project that shows suggestions."""

    text_id: int
    segmentation_id: int
    project_id: int
    body: str
    sentences: tuple[Sentence, ...]
    facts: ArticleFacts


@dataclass(frozen=True, slots=True)
class ShownSuggestion:
    """What a review shows: the stored body as it is written, and what became of its items."""

    suggestion_id: int
    body: str
    outcomes: Mapping[str, GhostOutcome]
    #: When each item that came onto the page did so first.
    shown_at: Mapping[str, datetime]
    #: What an act under way answers: it is written anew, also where the answer is the one that was there.
    answered: frozenset[str] = frozenset()

    @property
    def rejected(self) -> frozenset[str]:
        """The items that were rejected."""
        return frozenset(item for item, outcome in self.outcomes.items() if outcome is GhostOutcome.REJECTED)


def find_text_to_suggest_for(session: Session, article_uid: str) -> TextToSuggestFor | None:
    """What suggestions for a new review of the article would be of; None where its project shows none."""
    row = session.execute(
        select(ArticleText.id, Segmentation.id, ArticleText.body, Article)
        .join(Article, Article.id == ArticleText.article_id)
        .join(Project, Project.id == Article.project_id)
        .join(Segmentation, Segmentation.text_id == ArticleText.id)
        .where(Article.uid == article_uid, Article.published, Project.shows_suggestions)
        .order_by(ArticleText.number.desc(), Segmentation.number.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    text_id, segmentation_id, body, article = row
    sentences = load_sentences(session, segmentation_id)
    return TextToSuggestFor(text_id, segmentation_id, article.project_id, body, sentences, facts_of(article))


def find_suggestion(
    session: Session, text_id: int, segmentation_id: int, suggester: str, version: int
) -> int | None:
    """The id of what a suggester proposed for a cut of a text."""
    return session.scalar(
        select(Suggestion.id).where(
            Suggestion.text_id == text_id,
            Suggestion.segmentation_id == segmentation_id,
            Suggestion.suggester == suggester,
            Suggestion.version == version,
        )
    )


def add_suggestion(
    session: Session, text_id: int, segmentation_id: int, suggester: str, version: int, body: Mapping[str, Any]
) -> int:
    """Store what was proposed; return its id."""
    values = {
        "text_id": text_id, "segmentation_id": segmentation_id, "suggester": suggester, "version": version,
        "body": body,
    }  # fmt: skip
    return session.execute(insert(Suggestion).values(**values).returning(Suggestion.id)).scalar_one()


def add_answers(
    session: Session, review_id: int, suggestion_id: int, outcomes: Mapping[str, GhostOutcome], *, now: datetime,
    shown_at: Mapping[str, datetime],
) -> None:
    """Note that a review is offered these items; `shown_at`: those that were shown in what it revises."""
    rows = [
        {"review_id": review_id, "suggestion_id": suggestion_id, "item": item, "offered_at": now, "outcome": outcome,
         "shown_at": shown_at.get(item)}
        for item, outcome in outcomes.items()
    ]  # fmt: skip
    if rows:
        session.execute(insert(SuggestionAnswer), rows)


def load_shown(session: Session, review_id: int) -> ShownSuggestion | None:
    """What a review shows; None where it shows nothing."""
    rows = session.execute(
        select(_ANSWERS.c.suggestion_id, _ANSWERS.c.item, _ANSWERS.c.outcome, _ANSWERS.c.shown_at).where(
            _ANSWERS.c.review_id == review_id
        )
    ).all()
    if not rows:
        return None
    suggestion_id = rows[0].suggestion_id
    # As text: whoever reads it anew for each act knows by it that he has read it before.
    body = session.execute(select(cast(Suggestion.body, Text)).where(Suggestion.id == suggestion_id)).scalar_one()
    outcomes = {row.item: row.outcome for row in rows}
    return ShownSuggestion(suggestion_id, body, outcomes, {row.item: row.shown_at for row in rows if row.shown_at})


def mark_shown(session: Session, review_id: int, items: Collection[str], *, now: datetime) -> None:
    """Note that these items of those offered came onto the page, where that is not known yet."""
    of_these = (_ANSWERS.c.review_id == review_id, _ANSWERS.c.item.in_(items), _ANSWERS.c.shown_at.is_(None))
    waiting = _ANSWERS.c.outcome == GhostOutcome.OFFERED
    outcome = case((waiting, literal(GhostOutcome.SHOWN, _ANSWERS.c.outcome.type)), else_=_ANSWERS.c.outcome)
    session.execute(update(_ANSWERS).where(*of_these).values(shown_at=now, outcome=outcome))


def reject_items(session: Session, review_id: int, items: Collection[str], action_uid: str, *, now: datetime) -> None:
    """Note that an action rejected these items, which its person has seen thereby if nothing told so before."""
    action_id = select(Action.id).where(Action.uid == action_uid).scalar_subquery()
    shown_at = func.coalesce(SuggestionAnswer.shown_at, literal(now, SuggestionAnswer.shown_at.type))
    session.execute(
        update(SuggestionAnswer)
        .where(SuggestionAnswer.review_id == review_id, SuggestionAnswer.item.in_(items))
        .values(outcome=GhostOutcome.REJECTED, rejected_by_id=action_id, shown_at=shown_at)
        .execution_options(synchronize_session=False)
    )


def turn_rejection(session: Session, review_id: int, action_id: int, *, is_rejected: bool) -> None:
    """Reject again what an action rejected, or take it back: of what earlier versions kept it is not known when it was
    shown, and that is all that can be said of it then.
    """
    session.execute(
        update(SuggestionAnswer)
        .where(SuggestionAnswer.review_id == review_id, SuggestionAnswer.rejected_by_id == action_id)
        .values(outcome=GhostOutcome.REJECTED if is_rejected else _unanswered())
        .execution_options(synchronize_session=False)
    )


def list_rejected(session: Session, review_id: int, action_ids: Collection[int]) -> list[tuple[int, str]]:
    """The items that these actions rejected, each with its action; also those that came back since."""
    rows = session.execute(
        select(SuggestionAnswer.rejected_by_id, SuggestionAnswer.item).where(
            SuggestionAnswer.review_id == review_id, SuggestionAnswer.rejected_by_id.in_(action_ids)
        )
    )
    return [(action_id, item) for action_id, item in rows if action_id is not None]


def _unanswered() -> ColumnElement[GhostOutcome]:
    kind = _ANSWERS.c.outcome.type
    shown, offered = (literal(one, kind) for one in (GhostOutcome.SHOWN, GhostOutcome.OFFERED))
    return case((SuggestionAnswer.shown_at.is_not(None), shown), else_=offered)


def undone_by(session: Session, undo_id: int) -> int | None:
    """The action that an undo took back."""
    return session.scalar(select(Action.undoes_id).where(Action.id == undo_id))


def write_outcomes(
    session: Session, review_id: int, rows: Sequence[tuple[str, GhostOutcome, str | None, datetime | None]]
) -> None:
    """Write what became of these items, and when each was shown."""
    _WRITE_OUTCOME.write_all(
        session,
        [
            {"outcome": outcome, "annotation_uid": annotation_uid, "shown_at": shown_at, "of_review": review_id,
             "of_item": item}
            for item, outcome, annotation_uid, shown_at in rows
        ],
    )
