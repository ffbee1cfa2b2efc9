"""What no text can show, as the report lists it: the question, the answer that holds, who gave it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import format_date, gettext

from annotator.core.sourcing.checklist import Answer, Answers, ChecklistItem


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    """One item. `takes_note`: the form has a field for words. `answer`, `words`, `note`, `by` and `day` are empty where
    nobody answered; `after` counts the answers given, `earlier` tells those before the last.
    """

    item: str
    question: str
    takes_note: bool
    answer: str = ""
    words: str = ""
    note: str = ""
    by: str = ""
    day: str = ""
    after: int = 0
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checklist:
    """The list: its rows, the answers that a form offers, and whether the reader may answer."""

    rows: tuple[ChecklistRow, ...]
    choices: tuple[tuple[str, str], ...]
    may_answer: bool = False
    is_kept: bool = False


def question_of(item: ChecklistItem) -> str:
    """The item as the list words it."""
    return {
        ChecklistItem.IDENTITY_KNOWN: gettext("An editor knows who each unnamed source is."),
        ChecklistItem.APPROVED: gettext("The use of unnamed sources was approved."),
        ChecklistItem.MOTIVE_WEIGHED: gettext("What each source wants by speaking was weighed."),
        ChecklistItem.NOT_ON_RECORD: gettext("The information could not be had on the record."),
        ChecklistItem.CORROBORATED: gettext("What matters most was confirmed elsewhere."),
    }[item]


def answer_words(answer: Answer) -> str:
    """An answer's word on pages."""
    return {
        Answer.YES: gettext("yes"), Answer.NO: gettext("no"), Answer.NOT_KNOWN: gettext("not known"),
    }[answer]  # fmt: skip


def view_checklist(answers: Answers, *, may_answer: bool) -> Checklist:
    """The list of an article's report."""
    rows = []
    for item in ChecklistItem:
        given = answers.get(item, ())
        if not given:
            rows.append(ChecklistRow(item.value, question_of(item), item.takes_note))
            continue
        *earlier, last = given
        told = tuple(
            gettext("%(answer)s: %(name)s, %(day)s", answer=answer_words(row.answer), name=row.by,
                    day=format_date(row.at, "medium"))
            for row in earlier
        )  # fmt: skip
        rows.append(
            ChecklistRow(
                item.value, question_of(item), item.takes_note, last.answer.value, answer_words(last.answer), last.note,
                last.by, format_date(last.at, "medium"), len(given), told,
            )
        )
    return Checklist(tuple(rows), tuple((answer.value, answer_words(answer)) for answer in Answer), may_answer)


def kept_checklist(told: Sequence[Mapping[str, str]]) -> Checklist:
    """The list of a signed report; empty for one that was signed before answers were kept."""
    rows = tuple(
        ChecklistRow(
            row["item"], question_of(ChecklistItem(row["item"])), False, row["answer"] or "",
            answer_words(Answer(row["answer"])) if row["answer"] else "", row["note"], row["by"], row["at"][:10],
        )
        for row in told
    )  # fmt: skip
    return Checklist(rows, (), is_kept=True)
