"""The folded part "Numbers to check" of the sourcing report: figures that do not seem to add up, as questions."""

from dataclasses import dataclass

from annotator.core.sourcing.report import SourcingReport


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A question with the figures it is about; `number` and `anchor` are those of their sentence."""

    question: str
    quotes: tuple[str, ...]
    number: int
    anchor: str


def list_number_questions(report: SourcingReport) -> tuple[NumberRow, ...]:
    """The questions in text order."""
    reading = report.grounds.reading
    return tuple(
        NumberRow(
            question.question,
            tuple(" ".join(reading.quote(span).split()) for span in question.spans),
            question.ordinal + 1,
            f"s{question.ordinal}",
        )
        for question in report.numbers
    )
