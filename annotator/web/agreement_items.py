"""The later questions on the agreement page: a row an item, its confusion table, and the way to what was compared."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from annotator.core.agreement.items import Question
from annotator.core.agreement.notes import ITEM_SKEWED, UNEQUAL_GROUPING
from annotator.core.agreement.report import AgreementReport, ItemReport
from annotator.core.agreement.values import Coefficient
from annotator.web.agreement_asked import EVERY, NumberLinks
from annotator.web.agreement_rows import Count, Value, number_value, reasons
from annotator.web.agreement_words import (
    Labelled,
    facet_word,
    item_word,
    percent,
    question_word,
    two_decimals,
    value_word,
)
from annotator.web.words import gettext


@dataclass(frozen=True, slots=True)
class Table:
    """A confusion table in words: what one said by what the other said."""

    values: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Count, ...]], ...]
    is_mirrored: bool


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One number of the later questions; `question` is empty where the row above has the same one, `of` None where no
    pairs are counted. `most` of the `answers` are `commonest`, where there are any. `parts` are precision and recall by
    their names. `articles` are those that differ in it, `counted` those of its interval.
    """

    question: str
    label: str
    n: Count
    of: Count | None
    alike: Value
    alpha: Value | None
    ac1: Value | None
    positive: Value | None
    commonest: str
    most: Count
    answers: Count
    parts: tuple[tuple[str, Value], ...]
    remarks: tuple[str, ...]
    articles: Count
    counted: Count
    table: Table | None


@dataclass(frozen=True, slots=True)
class TagItems:
    """The later questions of one tag."""

    label: str
    facet: str
    rows: tuple[ItemRow, ...]


def list_items(
    report: AgreementReport, own_tags: Mapping[str, Labelled], links: NumberLinks
) -> tuple[TagItems, ...]:
    """The later questions, tag by tag; tags of the desk's own without any sentence are left out."""
    return tuple(
        TagItems(facet_word(facet, own_tags), str(facet), tuple(_item_rows(links, tuple(items))))
        for facet, items in groupby(report.items, key=lambda item: item.item.facet)
    )


def _item_rows(links: NumberLinks, items: Sequence[ItemReport]) -> Iterable[ItemRow]:
    before: Question | None = None
    for report in items:
        item, url = report.item, links.comparisons(report.item)
        yield ItemRow(
            question="" if item.question is before else question_word(item.question),
            label=item_word(item),
            n=Count(report.n, url),
            of=_gate(report, links),
            alike=number_value(report.alike, report.intervals.get("alike"), percent, url),
            alpha=_optional(report, "alpha", two_decimals, url),
            ac1=_optional(report, "ac1", two_decimals, url),
            positive=_optional(report, "positive", percent, url),
            commonest=value_word(report.commonest) if report.answers and report.commonest else "",
            most=Count(report.most, links.comparisons(item, answers=report.commonest) if report.commonest else ""),
            answers=Count(report.answers, links.comparisons(item, answers=EVERY) if report.commonest else ""),
            parts=tuple(_parts(report, url)),
            remarks=tuple(_item_remarks(report)) if report.n else (),
            articles=Count(report.articles, links.differences_in(item)),
            counted=Count(
                max((one.articles for one in report.intervals.values()), default=0), links.articles_compared(item)
            ),
            table=_table(links, report),
        )
        before = item.question


def _gate(report: ItemReport, links: NumberLinks) -> Count | None:
    """Of how many pairs of stretches it could be asked; what is counted of both sides or of links has no such pairs."""
    if not report.of or not report.item.is_of_pairs:
        return None
    return Count(report.of, links.comparisons(report.item, before="1"))


def _parts(report: ItemReport, url: str) -> Iterable[tuple[str, Value]]:
    words = {"precision": gettext("precision"), "recall": gettext("recall")}
    for name, word in words.items():
        if (value := _optional(report, name, percent, url)) is not None:
            yield word, value


def _optional(report: ItemReport, name: str, written: Callable[[float], str], url: str) -> Value | None:
    coefficient: Coefficient | None = getattr(report, name)
    return None if coefficient is None else number_value(coefficient, report.intervals.get(name), written, url)


def _item_remarks(report: ItemReport) -> Iterable[str]:
    yield from reasons(report, ("alike", "alpha", "ac1", "positive"))
    if report.is_skewed and report.alpha is not None and report.alpha.value is not None:
        yield gettext(ITEM_SKEWED, count=report.most, of=report.answers)
    precision, recall = report.precision, report.recall
    if precision is not None and recall is not None and precision.value is not None and recall.value is not None:
        shares = percent(precision.value), percent(recall.value)
        if shares[0] != shares[1]:
            yield gettext(UNEQUAL_GROUPING, precision=shares[0], recall=shares[1])


def _table(links: NumberLinks, report: ItemReport) -> Table | None:
    """The confusion table, where anything was compared."""
    table = report.table
    if table is None or not report.n:
        return None
    words = tuple(value_word(value) for value in table.values)
    rows = (
        tuple(
            Count(n, links.comparisons(report.item, one=one, other=other) if n else "")
            for other, n in zip(table.values, counts, strict=True)
        )
        for one, counts in zip(table.values, table.counts, strict=True)
    )
    return Table(words, tuple(zip(words, rows, strict=True)), table.is_mirrored)
