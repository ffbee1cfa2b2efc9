"""Answering what no text can show: an editor's word on each item, kept with who and when."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from annotator.core.errors import Conflict
from annotator.core.permissions import Actor, Permission, permit
from annotator.core.sourcing.checklist import AnswerRow, Given, last_answer, read_given
from annotator.services.audit import record
from annotator.services.findings import permit_acting
from annotator.storage.queries import checklists as queries
from annotator.storage.queries.reviews import lock_text


class AnswerMoved(Conflict):
    """Somebody answered meanwhile; `stored` is the answer that holds now."""

    def __init__(self, stored: AnswerRow) -> None:
        super().__init__(
            f"{stored.by} answered “{stored.answer.value.replace('_', ' ')}” meanwhile"
            + (f": {stored.note}" if stored.note else "")
            + ". Nothing of yours was stored; look at it and answer again if yours still holds.",
            code="answer_moved",
        )
        self.stored = stored


def answer_checklist(
    session: Session, actor: Actor | None, article_uid: str, review_uid: str, given: Sequence[Given], *, now: datetime
) -> int:
    """Store what an editor answered anew; how many items that are. All of it or nothing.

    Raises NotFound where there is no report to act on, Invalid for an answer that is none, AnswerMoved where somebody
    was first.
    """
    result = permit_acting(session, actor, article_uid, review_uid, now=now)
    person = permit(actor, Permission.SIGNED_IN)
    lock_text(session, result.article.text_id)
    answers = queries.list_answers(session, result.article.text_id)
    count = 0
    for item in given:
        told = read_given(item)
        last = last_answer(answers, item.item)
        seen = [row for row in answers.get(item.item, ()) if row.number == item.after]
        if told is None or any(told == (row.answer, row.note) for row in (last, *seen) if row):
            continue  # left open, left as it was, or said by somebody else meanwhile
        if last is not None and last.number != item.after:
            raise AnswerMoved(last)
        number = last.number + 1 if last else 1
        answer, note = told
        queries.add_answer(
            session, result.article.text_id, item.item, number, answer, note=note, made_by_id=person.account_id,
            now=now,
        )  # fmt: skip
        detail = {"article": result.article.uid, "item": item.item.value, "answer": answer.value, "number": number}
        record(session, "checklist:answer", person.uid, detail, now=now)
        count += 1
    return count
