"""The revision that tells offered from shown, with data: what was answered stays answered, and no time is made up."""

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from annotator.core.ghosts import GhostOutcome
from annotator.core.records import Role
from annotator.storage.migrate import downgrade, upgrade
from annotator.storage.queries.suggestions import load_shown
from annotator.storage.tables import Suggestion
from tests import make

#: The revision before, in which everything that a pass was offered stood as shown from its beginning.
BEFORE = "0027"
OLD = {"c0": "shown", "m0": "accepted", "m1": "changed", "f0": "rejected"}
_COLUMNS = "review_id, suggestion_id, item, outcome, annotation_uid"


def _keep(database, review_id: int, suggestion_id: int, item: str, outcome: str) -> None:
    """Write one row as the version before did."""
    with database.engine.execution_options(writing=True).begin() as connection:
        connection.execute(
            text(f"INSERT INTO suggestion_answer ({_COLUMNS}, shown_at) VALUES (:review, :suggestion, :item, :outcome,"
                 " :uid, :at)"),
            {"review": review_id, "suggestion": suggestion_id, "item": item, "outcome": outcome,
             "uid": f"of-{item}" if outcome in ("accepted", "changed") else None, "at": "2026-03-02 09:30:00+00:00"},
        )  # fmt: skip


def _rows(database, *columns: str) -> dict[str, tuple[object, ...]]:
    with database.engine.connect() as connection:
        rows = connection.execute(text(f"SELECT item, {', '.join(columns)} FROM suggestion_answer"))
        return {row[0]: tuple(row[1:]) for row in rows}


@pytest.fixture
def old(database) -> tuple[int, int]:
    """A pass with answers of every kind under the revision before: its id and what it was offered."""
    with database.writing() as session:
        project = make.project(session)
        article = make.article(session, project)
        review = make.review(session, article, make.member(session, project, Role.REVIEWER), suggestions_shown=True)
        values = {"text_id": review.text_id, "segmentation_id": review.segmentation_id, "suggester": "rules",
                  "version": 1, "body": {}}  # fmt: skip
        suggestion_id = session.execute(insert(Suggestion).values(**values).returning(Suggestion.id)).scalar_one()
        ids = review.id, suggestion_id
    downgrade(database.engine, BEFORE)
    for item, outcome in OLD.items():
        _keep(database, *ids, item, outcome)
    return ids


def test_what_stood_as_shown_was_offered_and_answers_stay_answers(database, old):
    begun = _rows(database, "shown_at")
    upgrade(database.engine)
    assert _rows(database, "outcome", "annotation_uid", "shown_at") == {
        "c0": ("offered", None, None),
        "m0": ("accepted", "of-m0", None),
        "m1": ("changed", "of-m1", None),
        "f0": ("rejected", None, None),
    }
    assert _rows(database, "offered_at") == begun
    with database.reading() as session:
        shown = load_shown(session, old[0])
        assert shown.outcomes == {item: GhostOutcome(word) for item, word in (OLD | {"c0": "offered"}).items()}
        assert shown.shown_at == {}
        assert shown.rejected == {"f0"}


def test_the_way_down_gives_back_the_rows_of_before(database, old):
    begun = _rows(database, "shown_at", "outcome", "annotation_uid")
    upgrade(database.engine)
    with database.engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("UPDATE suggestion_answer SET shown_at = offered_at WHERE item = 'm0'"))
    downgrade(database.engine, BEFORE)
    assert _rows(database, "shown_at", "outcome", "annotation_uid") == begun
    with pytest.raises(IntegrityError):  # the word is closed again
        _keep(database, *old, "c1", "offered")
    upgrade(database.engine)
    assert {item: row[0] for item, row in _rows(database, "outcome").items()} == OLD | {"c0": "offered"}


def test_after_the_revision_the_words_are_closed_too(database, old):
    upgrade(database.engine)

    def write(outcome: str) -> None:
        with database.engine.execution_options(writing=True).begin() as connection:
            connection.execute(
                text("UPDATE suggestion_answer SET outcome = :outcome WHERE item = 'c0'"), {"outcome": outcome}
            )

    write("shown")
    with pytest.raises(IntegrityError):
        write("seen")
    assert _rows(database, "outcome")["c0"] == ("shown",)
