"""The queue of starred claims for the fact-checkers: what to check, what somebody has checked. No verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from annotator.core.errors import NotFound
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.records import Span
from annotator.services.audit import record
from annotator.services.ledgers import Narrowing, OpenLedger, open_ledgers, permit_ledgers
from annotator.storage.queries import star_queue as queries
from annotator.storage.queries.reviews import lock_text
from annotator.storage.queries.star_queue import StarRow, StarState

PAGE_SIZE = 30
#: No table is longer.
MOST_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue; `counts` say how many there are in each state. `may_mark`: the person may mark them."""

    ledger: OpenLedger
    rows: tuple[StarRow, ...]
    counts: Mapping[StarState, int]
    total: int
    page: int
    may_mark: bool

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE_SIZE))


def list_queue(
    session: Session, actor: Actor | None, project_uid: str, asked: Narrowing, state: StarState | None, *, page: int
) -> QueuePage:
    """A page of what is starred in a state, None for all. For everybody who reads reports."""
    person = permit(actor, Permission.SIGNED_IN)
    ledger = open_ledgers(session, person, project_uid, asked)
    counts = queries.count_stars(session, ledger.articles)
    total = sum(counts.values()) if state is None else counts[state]
    page = min(max(page, 1), max(1, -(-total // PAGE_SIZE)))
    rows = queries.list_stars(session, ledger.articles, state, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    may_mark = person.may(Permission.CHECK_CLAIMS, ledger.articles.project_id)
    return QueuePage(ledger, rows, counts, total, page, may_mark)


def tabulate_queue(
    session: Session, actor: Actor | None, project_uid: str, asked: Narrowing, state: StarState | None
) -> tuple[StarRow, ...]:
    """Everything in a state: for a table."""
    articles = permit_ledgers(session, actor, project_uid, asked)
    return queries.list_stars(session, articles, state, offset=0, limit=MOST_ROWS)


def mark_star(
    session: Session, actor: Actor | None, project_uid: str, text_uid: str, tag: str, span: Span, state: StarState, *,
    now: datetime,
) -> StarRow:  # fmt: skip
    """Say that one has checked what is starred at a place, or that it is to check again. What it was before.

    Marking what is marked already changes nothing: who was first stays. Raises NotFound for what is not starred, or
    stands in a text that the person is tagging.
    """
    person = permit(actor, Permission.SIGNED_IN)
    articles = permit_ledgers(session, person, project_uid, Narrowing())
    permit(person, Permission.CHECK_CLAIMS, articles.project_id)
    star = queries.find_star(session, articles, text_uid, tag, span)
    if star is None:
        raise NotFound("This is not starred any more. Open the queue again.")
    # Two people marking at once: the second sees what the first did.
    lock_text(session, star.text_id)
    star = queries.find_star(session, articles, text_uid, tag, span) or star
    if (state is StarState.CHECKED) == bool(star.checked_by):
        return star
    if state is StarState.CHECKED:
        queries.add_check(session, star, account_id=person.account_id, now=now)
    else:
        queries.remove_check(session, star)
    detail: dict[str, str | int | bool | None] = {
        "text": text_uid, "tag": tag, "start": span.start, "stop": span.stop, "state": state.value,
    }  # fmt: skip
    record(session, "star:mark", person.uid, detail, now=now)
    return star
