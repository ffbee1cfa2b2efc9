"""A round's agreement before its release and after, beside each other: a row a tag, with what warns of its numbers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotator.core.agreement.asked import Among
from annotator.core.agreement.report import FacetReport
from annotator.core.rounds import When
from annotator.services.round_agreement import BeforeAfter
from annotator.services.rounds import RoundView
from annotator.web.agreement_asked import NumberLinks
from annotator.web.agreement_rows import Count, Value, number_value, reasons
from annotator.web.agreement_tables import common_notes
from annotator.web.agreement_words import facet_word, note_words, percent, two_decimals
from annotator.web.round_agreement import numbers_of, when_words

#: The numbers of a row in their order, with how each is written and the sentences that it is of.
_NUMBERS: Mapping[str, tuple[Callable[[float], str], Among]] = {
    "prevalence": (percent, Among.ANY), "observed": (percent, Among.TWO), "positive": (percent, Among.YES),
    "alpha": (two_decimals, Among.TWO), "ac1": (two_decimals, Among.TWO),
}  # fmt: skip
_NOT_ASKED = (Value(),) * len(_NUMBERS)


@dataclass(frozen=True, slots=True)
class Remark:
    """Why numbers are missing or what to mind of them, and what they are of."""

    words: str
    behind: Count


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One tag before and after: prevalence, raw and positive agreement, alpha and AC1. `after` says nothing before
    anybody revised.
    """

    label: str
    sentences: Count
    before: tuple[Value, ...]
    sentences_after: Count
    after: tuple[Value, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """The agreement of a round; `has_after`: somebody finished a revision after the release. `remarks` are of every
    row, `wholes` lead to all the numbers of each.
    """

    rows: tuple[ComparedRow, ...]
    articles: Count
    revised: int
    has_after: bool
    wholes: tuple[tuple[str, str], ...]
    remarks: tuple[Remark, ...]


def compare(round_uid: str, view: RoundView, found: BeforeAfter) -> Compared | None:
    """What a round's page shows; None where nobody finished what another did."""
    if found.before is None:
        return None
    reports = {When.BEFORE: found.before, **({When.AFTER: found.after} if found.after else {})}
    links = {when: numbers_of(round_uid, when) for when in reports}
    articles = {when: Count(report.articles, links[when].articles()) for when, report in reports.items()}
    names = {person.uid: person.name for person in view.people}
    common = {when: [note_words(note, names) for note in common_notes(one)] for when, one in reports.items()}
    rows = []
    # A revision may have been made under a later scheme, whose own tags were not asked before.
    for key in dict.fromkeys(facet.facet for report in reports.values() for facet in report.facets):
        of = {when: facet for when, report in reports.items() for facet in report.facets if facet.facet == key}
        sentences = {when: Count(facet.shared, links[when].answers(facet.facet)) for when, facet in of.items()}
        values = {when: _values(facet, links[when]) for when, facet in of.items()}
        told = {when: [*_reasons_and_notes(facet, names, common[when])] for when, facet in of.items()}
        rows.append(
            ComparedRow(
                facet_word(key, found.own_tags),
                sentences.get(When.BEFORE, Count(0)), values.get(When.BEFORE, _NOT_ASKED),
                sentences.get(When.AFTER, Count(0)), values.get(When.AFTER, _NOT_ASKED), _remarks(told, sentences),
            )
        )  # fmt: skip
    words = when_words()
    return Compared(
        tuple(rows), articles[When.BEFORE], found.revised, found.after is not None,
        tuple((words[when], to.page()) for when, to in links.items()), _remarks(common, articles),
    )  # fmt: skip


def _remarks(told: Mapping[When, Iterable[str]], behind: Mapping[When, Count]) -> tuple[Remark, ...]:
    """What is told of each, said once where it is the same before and after, else with which it is."""
    whens: dict[str, list[When]] = {}
    for when, sentences in told.items():
        for one in sentences:
            whens.setdefault(one, []).append(when)
    words = when_words()
    return tuple(
        Remark(one if len(some) == len(told) else f"{words[some[0]].capitalize()}: {one}", behind[some[0]])
        for one, some in whens.items()
    )


def _reasons_and_notes(facet: FacetReport, names: Mapping[str, str], common: Sequence[str]) -> Iterable[str]:
    """Why numbers of a tag are missing, and what to mind of it alone."""
    yield from reasons(facet, tuple(_NUMBERS)[1:])
    yield from (words for note in facet.notes if (words := note_words(note, names)) not in common)


def _values(facet: FacetReport, to: NumberLinks) -> tuple[Value, ...]:
    """The numbers with their limits and the sentences that they are of."""
    return tuple(
        number_value(getattr(facet, name), facet.intervals.get(name), written, to.answers(facet.facet, among))
        for name, (written, among) in _NUMBERS.items()
    )
