"""Keeping the ledgers of a project: each text's rows rest on one review, its gold or else the first finished."""

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from annotator.core.records import Reading
from annotator.core.sourcing.ledger import aliases_of, write_ledger
from annotator.services.policies import basis_of
from annotator.storage.queries import ledgers as queries
from annotator.storage.queries.readings import load_newest_readings
from annotator.storage.queries.sourcing import list_passes


def record_ledgers(session: Session, text_ids: Collection[int], readings: Mapping[int, Reading]) -> None:
    """Write the ledgers of these texts anew; `readings` are those of finished reviews that are loaded already."""
    passes = list_passes(session, text_ids=text_ids)
    bases = [chosen.review_id for there in passes.values() if (chosen := basis_of(there)) is not None]
    loaded = {**readings, **load_newest_readings(session, [id_ for id_ in bases if id_ not in readings])}
    aliases: dict[int, dict[str, str]] = {}
    for head in queries.list_heads(session, bases):
        if head.project_id not in aliases:
            aliases[head.project_id] = aliases_of(queries.list_outlet_names(session, head.project_id))
        reading = loaded[head.review_id]
        ledger = write_ledger(reading, head.facts, head.scope, aliases[head.project_id])
        queries.put_ledger(session, head, ledger, cut=reading.cut)
