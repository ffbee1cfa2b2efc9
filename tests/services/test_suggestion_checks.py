"""What the doctor asks of suggestions: nothing of sound answers, and each combination that cannot be."""

from contextlib import suppress

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from annotator.cli import main
from annotator.core.ghosts import GhostOutcome
from annotator.core.records import Role
from annotator.services import suggestions
from annotator.services.annotations import Stamp, undo
from annotator.services.reviews import finish_review, open_review, reopen_review, start_review
from annotator.storage.queries.suggestion_checks import find_wrong_answers
from annotator.storage.tables import Action, Review, Suggestion, SuggestionAnswer
from annotator.storage.transactions import Database
from tests import make

NOW = make.NOW
OF_ITEM = update(SuggestionAnswer).execution_options(synchronize_session=False)
ELSEWHERE = select(Review.id).where(~Review.suggestions_shown).scalar_subquery()


class _TakeBack(Exception):
    """Raised to roll a damage back."""


def answer(database: Database) -> None:
    """Two passes and the revision of one, with answers of every kind, and a pass over another text without any."""
    with database.writing() as session:
        project = make.project(session)
        project.shows_suggestions = True
        ada, ben = (make.actor(session, make.member(session, project, Role.REVIEWER, name)) for name in ("Ada", "Ben"))
        uid = make.article(session, project).uid
        other = make.article(session, project, "Another story\n\nNobody has read it.\n")
        elsewhere = make.review(session, other, make.member(session, project, Role.REVIEWER, "Cyra"))
        act = {"uid": make.uid(), "at": NOW, "kind": "check:add"}
        session.add(Action(**act, actor_id=elsewhere.account_id, review_id=elsewhere.id))
    with database.reading() as session:
        prepared = suggestions.prepare_suggestions(session, ada, uid)
    for person in (ada, ben):
        with database.writing() as session:
            review = start_review(session, person, uid, now=NOW, prepared=prepared)
        with database.reading() as session:
            first, second, *rest = [ghost.item for ghost in open_review(session, person, review).ghosts.every()]
        with database.writing() as session:
            suggestions.note_shown(session, person, review, [first], now=NOW)
            suggestions.reject_suggestions(session, person, review, [second], stamp=Stamp(), now=NOW)
            if person is ben:
                undo(session, person, review, stamp=Stamp(), now=NOW)
                suggestions.reject_suggestions(session, person, review, rest[:1], stamp=Stamp(), now=NOW)
            else:
                suggestions.accept_suggestions(session, person, review, [first, *rest], stamp=Stamp(), now=NOW)
    with database.writing() as session:
        ours = session.scalars(select(Review.uid).where(Review.suggestions_shown).order_by(Review.id)).first()
        finish_review(session, ada, ours, now=NOW)
    with database.writing() as session:
        reopen_review(session, ada, ours, now=NOW)


@pytest.fixture
def answered(database: Database) -> Database:
    answer(database)
    with database.reading() as session:
        assert set(session.scalars(select(SuggestionAnswer.outcome))) >= set(GhostOutcome) - {GhostOutcome.CHANGED}
    return database


@pytest.mark.parametrize(
    ("words", "damage"),
    [
        ("", None),
        ("suggestions were shown, and nothing says when",
         OF_ITEM.where(SuggestionAnswer.outcome == GhostOutcome.SHOWN).values(shown_at=None)),
        ("suggestions were shown, and nothing says when",
         OF_ITEM.where(SuggestionAnswer.outcome == GhostOutcome.OFFERED).values(outcome=GhostOutcome.SHOWN)),
        ("suggestions were only offered, and yet came onto the page",
         OF_ITEM.where(SuggestionAnswer.outcome == GhostOutcome.OFFERED).values(shown_at=NOW)),
        ("suggestions were only offered, and yet came onto the page",
         OF_ITEM.where(SuggestionAnswer.outcome == GhostOutcome.SHOWN).values(outcome=GhostOutcome.OFFERED)),
        ("suggestions were offered to a pass that is said to have had none",
         update(Review).values(suggestions_shown=False)),
        ("suggestions were offered to a pass over another text",
         update(Suggestion).values(text_id=select(Review.text_id).where(Review.id == ELSEWHERE).scalar_subquery())),
        ("suggestions were rejected by an act in another review", update(Action).values(review_id=ELSEWHERE)),
        ("suggestions were rejected by an act in another review", update(Action).values(review_id=None)),
        ("answers are to a suggestion that was never made",
         OF_ITEM.where(SuggestionAnswer.item == "c0").values(item="c99")),
    ],
)  # fmt: skip
def test_each_answer_that_cannot_be_is_found_and_nothing_in_sound_ones(answered, words, damage) -> None:
    found: list[str] = []
    with suppress(_TakeBack), answered.writing() as session:
        if damage is not None:
            assert session.execute(damage.execution_options(synchronize_session=False)).rowcount
        found += find_wrong_answers(session)
        raise _TakeBack
    assert [line.partition(" ")[2] for line in found] == ([words] if words else []), found


def test_the_doctor_says_so_in_its_own_line(sqlite_database: Database, tmp_path) -> None:
    answer(sqlite_database)
    with sqlite_database.writing() as session:
        session.execute(OF_ITEM.where(SuggestionAnswer.outcome == GhostOutcome.SHOWN).values(shown_at=None))
    sqlite_database.close()
    said = CliRunner().invoke(main, ["--instance", str(tmp_path), "doctor"])
    assert "suggestions were shown, and nothing says when" in said.output
    assert said.exit_code == 1
