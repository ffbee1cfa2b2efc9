"""The job that writes the ledgers of articles whose reviews came in finished."""

from collections.abc import Mapping

from annotator.core.permissions import Permission, permit
from annotator.services.jobs import Order, Progress
from annotator.services.sourcing_sums import record_sums
from annotator.storage.queries.ledgers import list_waiting
from annotator.storage.transactions import Database

#: Reviews a transaction: nobody waits long for the writer.
_BATCH = 20


def fill_ledgers(database: Database, order: Order, progress: Progress) -> Mapping[str, object]:
    """Count the reports of the finished reviews that no ledger rests on yet; doing it twice is the same as once."""
    permit(order.actor, Permission.READ_REPORTS, order.project_id)
    with database.reading() as session:
        waiting = list_waiting(session, order.project_id)
    for start in range(0, len(waiting), _BATCH):
        progress(start, len(waiting))
        with database.writing() as session:
            record_sums(session, waiting[start : start + _BATCH])
    progress(len(waiting), len(waiting))
    return {"path": f"/projects/{order.project_uid}/sources", "reviews": len(waiting)}
