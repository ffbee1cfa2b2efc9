"""The ledger as proof: what is stored of a review is exactly what its actions, done in order, make of nothing."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.actions import apply_changes
from annotator.core.records import Reading
from annotator.storage.queries.actions import load_changes, load_history
from annotator.storage.queries.readings import load_reading
from annotator.storage.tables import Action


def check_ledger(session: Session, review_id: int) -> None:
    """Fail unless every action of the review is there with all its changes, and nothing else is."""
    stored = load_reading(session, review_id)
    reading = Reading(stored.text, stored.sentences)
    for action in load_history(session, review_id):
        reading = apply_changes(reading, load_changes(session, action.id))  # raises where a change is missing
    assert [replace(record, version=0) for record in reading.records] == [
        replace(record, version=0) for record in stored.records
    ]


def answered_keys(session: Session) -> list[str]:
    """The request keys of all actions, in the order of doing."""
    return [key for key in session.scalars(select(Action.request_key).order_by(Action.id)) if key]
