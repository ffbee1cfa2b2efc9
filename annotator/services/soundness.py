"""Is what is stored sound: held to the rules that a dataset is read by, and to its own history. For the doctor."""

from collections import Counter
from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from annotator.core.actions import same
from annotator.core.dataset_checks import Checker
from annotator.core.datasets import ArticleRecord, ReviewRecord
from annotator.core.errors import AnnotatorError
from annotator.services.accounts import OPERATOR
from annotator.services.datasets import export_records
from annotator.storage.queries.histories import list_acted_reviews, load_last_states
from annotator.storage.queries.readings import load_contents

REVIEWS_A_BATCH = 200


def find_unsound(session: Session, project_uid: str) -> Iterator[str]:
    """Export a project and read it as an import would: hashes, canonical texts, cuts, spans, references, schemes,
    gold. A line for the first fault of each article, naming uids only.

    The session must be fresh (see `export_records`).
    """
    checker, where, told = Checker(), "its head", ""
    try:
        for record in export_records(session, OPERATOR, project_uid):
            if isinstance(record, ArticleRecord):
                where = f"article {record.uid}"
            try:
                checker.check(record)
            except AnnotatorError as error:
                # What follows on an article that was refused is refused because of it.
                if told != where:
                    told = where
                    which = f", review {record.uid}" if isinstance(record, ReviewRecord) else ""
                    yield f"project {project_uid}, {where}{which}: {error.message}"
        if not told:
            checker.finish()
    except (AnnotatorError, LookupError, ValueError) as error:  # a row that cannot be made a record of at all
        yield f"project {project_uid}, after {where}: a row cannot be read ({_name(error)})"


def find_unlike_history(session: Session) -> Iterator[str]:
    """Compare every row that an action wrote with what its last action left of it: nothing is there that was deleted,
    nothing is gone or changed that was saved. A line for each review.

    Rows that came with an import or a revision, and that nobody touched since, have no history.
    """
    reviews = list_acted_reviews(session)
    for start in range(0, len(reviews), REVIEWS_A_BATCH):
        batch = reviews[start : start + REVIEWS_A_BATCH]
        try:
            yield from _compare(session, batch)
        except (AnnotatorError, LookupError, ValueError):  # of one review at least: which?
            for one in batch:
                try:
                    yield from _compare(session, [one])
                except (AnnotatorError, LookupError, ValueError) as error:
                    yield f"review {one[1]}: a row cannot be read ({_name(error)})"


def _name(error: Exception) -> str:
    """What went wrong, without the words of a row: only our own messages are known to hold none."""
    return error.message if isinstance(error, AnnotatorError) else type(error).__name__


def _compare(session: Session, reviews: Sequence[tuple[int, str]]) -> list[str]:
    review_ids = [review_id for review_id, _uid in reviews]
    readings, states = load_contents(session, review_ids), load_last_states(session, review_ids)
    lines = []
    for review_id, uid in reviews:
        there = {record.uid: record for record in readings[review_id].records}
        faults = Counter(
            "gone" if row not in there else "there though deleted" if state is None else "different"
            for row, state in states[review_id].items()
            if not same(state, there.get(row))
        )
        if faults:
            counts = ", ".join(f"{count} {words}" for words, count in sorted(faults.items()))
            lines.append(f"review {uid} is not as its history left it: {counts}")
    return lines
