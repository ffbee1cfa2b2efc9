"""What editors did about a text's report, in JSON Lines: the steps of findings, the answers to what no text shows."""

from collections.abc import Iterator

from annotator.core.datasets import AnswerRecord, StepRecord, TextRecord
from annotator.core.errors import Invalid
from annotator.core.fields import Fields
from annotator.core.sourcing.checklist import LONGEST_NOTE, Answer, ChecklistItem
from annotator.core.sourcing.rules import RULES
from annotator.core.sourcing.states import LONGEST_REASON, FindingState
from annotator.formats.jsonl_gold import moment_text, read_moment

_LONGEST_PLACE = 64


def acts_to_json(text: TextRecord) -> dict[str, object]:
    """The two lists; each stands in the file only where there is something in it."""
    told: dict[str, object] = {}
    if text.steps:
        told["steps"] = [
            {
                "place": step.place, "number": step.number, "state": step.state.value, "reason": step.reason,
                "words": step.words, "rules": list(step.rules), "by": step.account_uid, "at": moment_text(step.at),
            }
            for step in text.steps
        ]  # fmt: skip
    if text.answers:
        told["answers"] = [
            {
                "item": answer.item.value, "number": answer.number, "answer": answer.answer.value, "note": answer.note,
                "by": answer.account_uid, "at": moment_text(answer.at),
            }
            for answer in text.answers
        ]  # fmt: skip
    return told


def read_steps(fields: Fields) -> Iterator[StepRecord]:
    """The steps of a text's object."""
    for entry in fields.entries("steps") if fields.has("steps") else ():
        rules = entry.items("rules")
        if not set(rules) <= RULES.keys():
            raise Invalid("steps.rules must be rules that there are.", code="malformed")
        yield StepRecord(
            entry.text("place", limit=_LONGEST_PLACE), entry.integer("number", least=1),
            entry.word("state", FindingState), entry.text("reason", limit=LONGEST_REASON), entry.text("words"),
            tuple(str(rule) for rule in rules), entry.uid("by"), read_moment(entry, "at"),
        )  # fmt: skip
        entry.done()


def read_answers(fields: Fields) -> Iterator[AnswerRecord]:
    """The answers of a text's object."""
    for entry in fields.entries("answers") if fields.has("answers") else ():
        item, note = entry.word("item", ChecklistItem), entry.text("note", limit=LONGEST_NOTE)
        if note and not item.takes_note:
            raise entry.error("note", "empty for this item")
        yield AnswerRecord(
            item, entry.integer("number", least=1), entry.word("answer", Answer), note, entry.uid("by"),
            read_moment(entry, "at"),
        )
        entry.done()
