"""Keeping what reports count: when a review is finished, when a text is cut anew, and for what came in by import."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from annotator.core.sourcing.summary import summarise
from annotator.services.ledgers import record_ledgers
from annotator.storage.queries import sourcing_sums as queries
from annotator.storage.queries.readings import load_newest_readings


def record_sums(session: Session, review_ids: Collection[int]) -> None:
    """Count these finished reviews' reports anew and keep the counts, and write their texts' ledgers; a few
    milliseconds each.
    """
    heads = queries.list_summed(session, review_ids)
    readings = load_newest_readings(session, [head.review_id for head in heads])
    for head in heads:
        summary = summarise(readings[head.review_id], head.facts, head.scope)
        queries.put_sum(session, review_id=head.review_id, text_id=head.text_id, summary=summary)
    record_ledgers(session, {head.text_id for head in heads}, readings)


def record_sums_of_text(session: Session, text_id: int) -> None:
    """Count the text's finished reviews anew: its cut has changed, and with it which sentences are body."""
    record_sums(session, queries.list_finished(session, text_id))
