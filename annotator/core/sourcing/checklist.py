"""What no text can show, as a list that an editor answers by hand: which questions, which answers, who gave them.

None of the questions asks who a source is, a note must not say it, and where one would invite to there is none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from annotator.core.errors import Invalid

LONGEST_NOTE = 300


class ChecklistItem(StrEnum):
    """One thing that newsrooms ask of an editor and that no tag can tell, in the order of the list."""

    IDENTITY_KNOWN = "identity_known"
    APPROVED = "approved"
    MOTIVE_WEIGHED = "motive_weighed"
    NOT_ON_RECORD = "not_on_record"
    CORROBORATED = "corroborated"

    @property
    def takes_note(self) -> bool:
        """Whether words may stand beside the answer. Beside whether a source is known they would invite the name."""
        return self is not ChecklistItem.IDENTITY_KNOWN


class Answer(StrEnum):
    """What an editor says of an item."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer to an item; `number` counts the answers to it from 1, and the last one holds."""

    item: ChecklistItem
    number: int
    answer: Answer
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """An item as a form brings it back; `after` is the number of the answer that the person saw, 0 for none."""

    item: ChecklistItem
    word: str
    note: str
    after: int


Answers = Mapping[ChecklistItem, Sequence[AnswerRow]]


def last_answer(answers: Answers, item: ChecklistItem) -> AnswerRow | None:
    """The answer that holds."""
    given = answers.get(item, ())
    return given[-1] if given else None


def read_given(given: Given) -> tuple[Answer, str] | None:
    """The answer with its trimmed note; None for an item that is left open. Raises Invalid."""
    note = " ".join(given.note.split())
    if note and not given.item.takes_note:
        raise _wrong(given.item, "Say yes, no or not known alone: who a source is has no place here.")
    if len(note) > LONGEST_NOTE:
        raise _wrong(given.item, f"Keep the note within {LONGEST_NOTE} characters.")
    if not given.word:
        if note:
            raise _wrong(given.item, "Say yes, no or not known beside the note.")
        return None
    try:
        return Answer(given.word), note
    except ValueError:
        raise _wrong(given.item, "Answer with yes, no or not known.") from None


def checklist_to_json(answers: Answers) -> list[dict[str, object]]:
    """The whole list as plain JSON values, as a signed report keeps it; `answer` is null where nobody answered."""
    lasts = [(item, last_answer(answers, item)) for item in ChecklistItem]
    return [
        {
            "item": item.value,
            "answer": last.answer.value if last else None,
            "note": last.note if last else "",
            "by": last.by if last else "",
            "at": last.at.isoformat(timespec="seconds") if last else "",
        }
        for item, last in lasts
    ]


def _wrong(item: ChecklistItem, words: str) -> Invalid:
    return Invalid(words, code="checklist", fields={item.value: words})
