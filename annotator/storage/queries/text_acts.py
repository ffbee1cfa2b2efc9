"""What editors did about texts' reports, on its way out of a project and into one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from annotator.core.datasets import AnswerRecord, ArticleRecord, StepRecord
from annotator.storage.tables import Account, Article, ArticleText, ChecklistAnswer, FindingStep

Acts = tuple[tuple[StepRecord, ...], tuple[AnswerRecord, ...]]


def list_acting(session: Session, project_id: int, hidden: Collection[int]) -> set[int]:
    """The accounts that took a step or gave an answer on texts of the project, those `hidden` left out."""
    found: set[int] = set()
    for table in (FindingStep, ChecklistAnswer):
        rows = session.execute(
            select(table.made_by_id, table.text_id)
            .join(ArticleText, ArticleText.id == table.text_id)
            .join(Article, Article.id == ArticleText.article_id)
            .where(Article.project_id == project_id, Article.published)
            .distinct()
        )
        found |= {made_by_id for made_by_id, text_id in rows if text_id not in hidden}
    return found


def load_acts(session: Session, text_ids: Sequence[int]) -> Mapping[int, Acts]:
    """The steps and answers of these texts by text, each in the order of its place or item, then of its numbers."""
    steps: dict[int, list[StepRecord]] = defaultdict(list)
    answers: dict[int, list[AnswerRecord]] = defaultdict(list)
    for step, uid in session.execute(
        select(FindingStep, Account.uid)
        .join(Account, Account.id == FindingStep.made_by_id)
        .where(FindingStep.text_id.in_(text_ids))
    ):
        steps[step.text_id].append(
            StepRecord(
                step.place, step.number, step.state, step.reason, step.words, tuple(step.rules.split(",")), uid,
                step.made_at,
            )
        )  # fmt: skip
    for answer, uid in session.execute(
        select(ChecklistAnswer, Account.uid)
        .join(Account, Account.id == ChecklistAnswer.made_by_id)
        .where(ChecklistAnswer.text_id.in_(text_ids))
    ):
        answers[answer.text_id].append(
            AnswerRecord(answer.item, answer.number, answer.answer, answer.note, uid, answer.made_at)
        )
    return {
        # Not ordered by the database: engines sort words differently, and the bytes have to be the same.
        text_id: (
            tuple(sorted(steps[text_id], key=lambda step: (step.place, step.number))),
            tuple(sorted(answers[text_id], key=lambda answer: (answer.item.value, answer.number))),
        )
        for text_id in {*steps, *answers}
    }


def add_acts(
    session: Session, articles: Iterable[ArticleRecord], texts: Mapping[tuple[str, int], int],
    accounts: Mapping[str, int],
) -> None:  # fmt: skip
    """Store the steps and answers of articles whose texts are stored: their ids by article uid and number."""
    pairs = [(texts[article.uid, text.number], text) for article in articles for text in article.texts]
    steps = [
        {
            "text_id": text_id, "place": step.place, "number": step.number, "state": step.state,
            "reason": step.reason, "words": step.words, "rules": ",".join(step.rules),
            "made_by_id": accounts[step.account_uid], "made_at": step.at,
        }
        for text_id, text in pairs
        for step in text.steps
    ]  # fmt: skip
    answers = [
        {
            "text_id": text_id, "item": answer.item, "number": answer.number, "answer": answer.answer,
            "note": answer.note, "made_by_id": accounts[answer.account_uid], "made_at": answer.at,
        }
        for text_id, text in pairs
        for answer in text.answers
    ]  # fmt: skip
    if steps:
        session.execute(insert(FindingStep), steps)
    if answers:
        session.execute(insert(ChecklistAnswer), answers)
