"""The first question on the agreement page, and every number there: in print, with its interval and its sentences."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotator.core.agreement.asked import Among
from annotator.core.agreement.notes import Note
from annotator.core.agreement.report import AgreementReport, FacetReport
from annotator.core.agreement.values import Coefficient, Interval, Undefined
from annotator.web.agreement_asked import NumberLinks
from annotator.web.agreement_words import (
    Labelled,
    facet_word,
    limits,
    note_words,
    number_word,
    percent,
    two_decimals,
)
from annotator.web.words import gettext

FLAGS = frozenset({"fact", "prediction", "opinion"})


@dataclass(frozen=True, slots=True)
class Value:
    """A number as it is printed; without one, `text` is empty and a sentence beside the row says why.

    `place` is where it stands on a scale of 0 to 100, values below 0 at its start. `interval` are its limits as they
    are printed, empty without any; `low` and `high` their places. `url` leads to its sentences.
    """

    text: str = ""
    place: float | None = None
    interval: str = ""
    low: float | None = None
    high: float | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """A count, and where what it counts is listed; nowhere in a kept report, and where there is nothing."""

    n: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class NumbersRow:
    """A row of a folded table: counts, then numbers, in the order of its head. Of a tag or flag, or of a rule."""

    label: str
    counts: tuple[Count, ...]
    values: tuple[Value, ...]
    is_flag: bool = False


@dataclass(frozen=True, slots=True)
class FacetRow:
    """One tag or claim flag. `yes` are counts in the order of the chosen reviewers; `url` leads to the sentences that
    they differ on, where there are any.
    """

    facet: str
    label: str
    is_flag: bool
    sentences: Count
    yes: tuple[Count, ...]
    prevalence: Value
    observed: Value
    positive: Value
    kappa: Value
    alpha: Value
    ac1: Value
    remarks: tuple[str, ...]
    url: str


def list_facets(
    report: AgreementReport, names: Mapping[str, str], own_tags: Mapping[str, Labelled], told: Iterable[Note],
    links: NumberLinks,
) -> tuple[FacetRow, ...]:  # fmt: skip
    """A row a facet; warnings that are `told` elsewhere are left out."""
    common = tuple(told)
    return tuple(_facet_row(facet, names, own_tags, common, links) for facet in report.facets)


def _facet_row(
    facet: FacetReport, names: Mapping[str, str], own_tags: Mapping[str, Labelled], told: Sequence[Note],
    links: NumberLinks,
) -> FacetRow:  # fmt: skip
    key, intervals, url = facet.facet, facet.intervals, links.answers(facet.facet)
    somebody = links.answers(key, Among.YES)
    return FacetRow(
        facet=key,
        label=facet_word(key, own_tags),
        is_flag=key in FLAGS,
        sentences=Count(facet.shared, url),
        yes=tuple(Count(rate.yes, links.answers(key, Among.YES, who=rate.reviewer)) for rate in facet.rates),
        prevalence=number_value(facet.prevalence, None, percent, links.answers(key, Among.ANY)),
        observed=number_value(facet.observed, intervals.get("observed"), percent, url),
        positive=number_value(facet.positive, intervals.get("positive"), percent, somebody),
        kappa=number_value(facet.kappa, intervals.get("kappa"), two_decimals, url),
        alpha=number_value(facet.alpha, intervals.get("alpha"), two_decimals, url),
        ac1=number_value(facet.ac1, intervals.get("ac1"), two_decimals, url),
        remarks=(
            *reasons(facet, ("observed", "positive", "kappa", "alpha", "ac1")),
            *(note_words(note, names) for note in facet.notes if note not in told),
        ),
        url=links.answers(key, Among.SPLIT) if facet.observed.value not in {None, 1.0} else "",
    )


def reasons(row: object, fields: Sequence[str]) -> Iterable[str]:
    """Why numbers are missing from a row, one sentence a reason."""
    missing: dict[Undefined, list[str]] = {}
    for field in fields:
        coefficient: Coefficient | None = getattr(row, field)
        if coefficient is not None and coefficient.reason not in (None, Undefined.NOT_A_PAIR):
            assert coefficient.reason is not None
            missing.setdefault(coefficient.reason, []).append(number_word(field))
    for reason, which in missing.items():
        words = f"{', '.join(which)}: {gettext(reason.words)}"
        yield words[:1].upper() + words[1:]


def number_value(
    coefficient: Coefficient, interval: Interval | None, written: Callable[[float], str], url: str = ""
) -> Value:
    """The number in print and on the scale, with its limits where it has them and they are not one point, and where it
    leads.
    """
    value = coefficient.value
    if value is None:
        return Value()
    text, place = written(value), 100 * max(value, 0)
    words = limits(interval, least=0.0 if written is percent else -1.0, written=written)
    if not words or interval is None:
        return Value(text, place, url=url)
    low, high = interval.shown
    return Value(text, place, words, 100 * max(low or 0, 0), 100 * max(high or 0, 0), url)
