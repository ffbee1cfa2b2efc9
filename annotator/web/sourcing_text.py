"""The article under its report: paragraphs of inked sentences with notes in the margin."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from annotator.core.inks import Inked, cut_inks
from annotator.core.records import Attribution, Claim, Figure, Kind, Reading, Sentence
from annotator.core.sourcing.grounds import Grounds
from annotator.core.sourcing.report import SourcingReport
from annotator.core.spans import SpanIndex


@dataclass(frozen=True, slots=True)
class ClaimNote:
    """A claim in the margin: its flags, and the numbers of the cards that it rests on (none: own voice)."""

    flags: tuple[str, ...]
    cards: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TextSentence:
    """One sentence with what stands beside it. `findings` are the numbers of findings that lead here;
    `rules` those of other flags.
    """

    anchor: str
    number: int
    kind: str
    pieces: tuple[Inked, ...]
    claims: tuple[ClaimNote, ...]
    findings: tuple[int, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that stand together in the text."""

    sentences: tuple[TextSentence, ...]


def write_paragraphs(report: SourcingReport) -> tuple[Paragraph, ...]:
    """The article without furniture and doubles, cut into paragraphs where the text has line breaks."""
    grounds = report.grounds
    shown = [s for s in grounds.reading.sentences if s.kind is not Kind.FURNITURE and s.duplicate_of is None]
    notes = _Notes(report)
    groups: list[list[Sentence]] = []
    reached = 0
    for sentence in shown:
        if not groups or "\n" in grounds.reading.text[reached : sentence.start]:
            groups.append([])
        groups[-1].append(sentence)
        reached = sentence.stop
    return tuple(Paragraph(tuple(notes.beside(sentence) for sentence in group)) for group in groups)


class _Notes:
    """Everything that stands beside sentences, collected once."""

    def __init__(self, report: SourcingReport) -> None:
        self._grounds = report.grounds
        self._claims = _by_home(report.grounds)
        reading = report.grounds.reading
        records: tuple[Claim | Attribution | Figure, ...] = (
            *reading.claims, *reading.attributions, *reading.figures,
        )  # fmt: skip
        self._places = SpanIndex(
            (span, record)
            for record in records
            for span in (record.span, *(record.cues if isinstance(record, Attribution) else ()))
        )
        self._findings: dict[int, list[int]] = defaultdict(list)
        self._rules: dict[int, list[str]] = defaultdict(list)
        for number, finding in enumerate(report.findings, start=1):
            for ordinal in finding.ordinals:
                self._findings[ordinal].append(number)
        for flag in report.rest:
            if flag.ordinal is not None:
                self._rules[flag.ordinal].append(flag.rule)

    def beside(self, sentence: Sentence) -> TextSentence:
        return TextSentence(
            anchor=f"s{sentence.ordinal}",
            number=sentence.ordinal + 1,
            kind=sentence.kind.value,
            pieces=cut_inks(self._reading_of(sentence), sentence.span),
            claims=tuple(self._claim(claim) for claim in self._claims.get(sentence.ordinal, ())),
            findings=tuple(self._findings.get(sentence.ordinal, ())),
            rules=tuple(dict.fromkeys(self._rules.get(sentence.ordinal, ()))),
        )

    def _reading_of(self, sentence: Sentence) -> Reading:
        """The reading with only what touches the sentence, so that a long article costs no more than its length."""
        there = dict.fromkeys(record for _, record in self._places.touching(sentence.span))
        return replace(
            self._grounds.reading,
            claims=tuple(record for record in there if isinstance(record, Claim)),
            attributions=tuple(record for record in there if isinstance(record, Attribution)),
            figures=tuple(record for record in there if isinstance(record, Figure)),
        )

    def _claim(self, claim: Claim) -> ClaimNote:
        numbers = self._grounds.numbers
        return ClaimNote(
            tuple(sorted(flag.value for flag in claim.flags)), tuple(numbers[link.source_uid] for link in claim.sources)
        )


def _by_home(grounds: Grounds) -> Mapping[int, Iterable[Claim]]:
    found: dict[int, list[Claim]] = defaultdict(list)
    for claim in grounds.reading.claims:
        home = grounds.home(claim.start)
        if home is not None:
            found[home.ordinal].append(claim)
    return found
