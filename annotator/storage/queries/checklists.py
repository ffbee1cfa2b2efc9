"""An editor's answers to what no text can show."""

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from annotator.core.sourcing.checklist import Answer, AnswerRow, Answers, ChecklistItem
from annotator.storage.tables import Account, ChecklistAnswer


def list_answers(session: Session, text_id: int) -> Answers:
    """All answers to a text's list by item, the first answer first."""
    rows = session.execute(
        select(ChecklistAnswer.item, ChecklistAnswer.number, ChecklistAnswer.answer, ChecklistAnswer.note,
               Account.name, ChecklistAnswer.made_at)
        .join(Account, Account.id == ChecklistAnswer.made_by_id)
        .where(ChecklistAnswer.text_id == text_id)
        .order_by(ChecklistAnswer.number)
    )  # fmt: skip
    found: dict[ChecklistItem, list[AnswerRow]] = {}
    for row in rows:
        found.setdefault(row.item, []).append(AnswerRow(*row))
    return found


def add_answer(
    session: Session, text_id: int, item: ChecklistItem, number: int, answer: Answer, *, note: str, made_by_id: int,
    now: datetime,
) -> None:  # fmt: skip
    """Store one answer. Two who give the same one meet at the constraint."""
    session.execute(
        insert(ChecklistAnswer).values(
            text_id=text_id, item=item, number=number, answer=answer, note=note, made_by_id=made_by_id, made_at=now
        )
    )
