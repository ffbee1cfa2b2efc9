"""The rows of the agreement page: each number with its interval, its count and the way to its sentences."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from flask_babel import gettext

from annotator.core.agreement.differences import Matter
from annotator.core.agreement.items import Question
from annotator.core.agreement.patterns import OWN
from annotator.core.agreement.report import (
    ITEM_SKEWED,
    UNEQUAL_GROUPING,
    AgreementReport,
    FacetReport,
    ItemReport,
    Note,
)
from annotator.core.agreement.values import Coefficient, Interval, Undefined
from annotator.core.charts import HeatMap, HeatValue, LineChart, LineValue, draw_heat_map, draw_lines
from annotator.services.agreement import Choice
from annotator.web.agreement_choice import page_url, sentences_url
from annotator.web.agreement_words import (
    Labelled,
    facet_word,
    item_word,
    limits,
    note_words,
    number_word,
    percent,
    question_word,
    two_decimals,
    value_word,
)

FLAGS = frozenset({"fact", "prediction", "opinion"})
#: Krippendorff's customary lines.
LINES = ((0.667, ".67"), (0.8, ".80"))


@dataclass(frozen=True, slots=True)
class Value:
    """A number as it is printed; without one, `text` is empty and a sentence beside the row says why.

    `place` is where it stands on a scale of 0 to 100, values below 0 at its start. `interval` are its limits as they
    are printed, empty without any; `low` and `high` their places. `url` leads to its sentences, where the row does not.
    """

    text: str = ""
    place: float | None = None
    interval: str = ""
    low: float | None = None
    high: float | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class FacetRow:
    """One tag or claim flag. `yes` are counts in the order of the chosen reviewers; `url` leads to the sentences."""

    facet: str
    label: str
    is_flag: bool
    sentences: int
    yes: tuple[int, ...]
    prevalence: Value
    observed: Value
    positive: Value
    kappa: Value
    alpha: Value
    ac1: Value
    remarks: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Table:
    """A confusion table in words: what one said by what the other said."""

    values: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    is_mirrored: bool


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One number of the later questions; `question` is empty where the row above has the same one."""

    question: str
    label: str
    n: int
    of: int
    alike: Value
    alpha: Value | None
    ac1: Value | None
    positive: Value | None
    remarks: tuple[str, ...]
    articles: int
    url: str
    table: Table | None


@dataclass(frozen=True, slots=True)
class TagItems:
    """The later questions of one tag."""

    label: str
    facet: str
    rows: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two reviewers with their kappa for each facet, and the address that shows only them."""

    first: str
    second: str
    sentences: int
    kappas: tuple[Value, ...]
    url: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One value of a dimension, with each facet's alpha."""

    label: str
    articles: int
    alphas: tuple[Value, ...]
    url: str


@dataclass(frozen=True, slots=True)
class MatterRow:
    """In how many articles reviewers differ in something."""

    words: str
    articles: int
    url: str


def list_facets(
    choice: Choice | None, report: AgreementReport, names: Mapping[str, str], own_tags: Mapping[str, Labelled],
    told: Iterable[Note],
) -> tuple[FacetRow, ...]:  # fmt: skip
    """A row a facet; warnings that are `told` elsewhere are left out. Without a choice, as in a kept report, rows lead
    nowhere.
    """
    common = tuple(told)
    return tuple(_facet_row(choice, facet, names, own_tags, common) for facet in report.facets)


def _facet_row(
    choice: Choice | None, facet: FacetReport, names: Mapping[str, str], own_tags: Mapping[str, Labelled],
    told: Sequence[Note],
) -> FacetRow:  # fmt: skip
    return FacetRow(
        facet=facet.facet,
        label=facet_word(facet.facet, own_tags),
        is_flag=facet.facet in FLAGS,
        sentences=facet.shared,
        yes=tuple(rate.yes for rate in facet.rates),
        prevalence=number_value(facet.prevalence, None, percent),
        observed=number_value(facet.observed, facet.intervals.get("observed"), percent),
        positive=number_value(facet.positive, facet.intervals.get("positive"), percent),
        kappa=number_value(facet.kappa, facet.intervals.get("kappa"), two_decimals),
        alpha=number_value(facet.alpha, facet.intervals.get("alpha"), two_decimals),
        ac1=number_value(facet.ac1, facet.intervals.get("ac1"), two_decimals),
        remarks=(
            *_reasons(facet, ("observed", "positive", "kappa", "alpha", "ac1")),
            *(note_words(note, names) for note in facet.notes if note not in told),
        ),
        url=sentences_url(choice, (_matter_of(facet.facet),)) if choice else "",
    )


def _reasons(row: object, fields: Sequence[str]) -> Iterable[str]:
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


def number_value(coefficient: Coefficient, interval: Interval | None, written: Callable[[float], str]) -> Value:
    """The number in print and on the scale, with its limits where it has them and they are not one point."""
    value = coefficient.value
    if value is None:
        return Value()
    text, place = written(value), 100 * max(value, 0)
    words = limits(interval, least=0.0 if written is percent else -1.0, written=written)
    if not words or interval is None:
        return Value(text, place)
    low, high = interval.shown
    return Value(text, place, words, 100 * max(low or 0, 0), 100 * max(high or 0, 0))


def list_items(
    choice: Choice | None, report: AgreementReport, own_tags: Mapping[str, Labelled]
) -> tuple[TagItems, ...]:
    """The later questions, tag by tag; tags of the desk's own without any sentence are left out."""
    return tuple(
        TagItems(facet_word(facet, own_tags), str(facet), tuple(_item_rows(choice, tuple(items))))
        for facet, items in groupby(report.items, key=lambda item: item.item.facet)
    )


def _item_rows(choice: Choice | None, items: Sequence[ItemReport]) -> Iterable[ItemRow]:
    before: Question | None = None
    for report in items:
        question = report.item.question
        yield ItemRow(
            question="" if question is before else question_word(question),
            label=item_word(report.item),
            n=report.n,
            of=report.of,
            alike=number_value(report.alike, report.intervals.get("alike"), percent),
            alpha=_optional(report, "alpha", two_decimals),
            ac1=_optional(report, "ac1", two_decimals),
            positive=_optional(report, "positive", percent),
            remarks=tuple(_item_remarks(report)),
            articles=report.articles,
            url=_item_url(choice, report),
            table=_table(report),
        )
        before = question


def _item_url(choice: Choice | None, report: ItemReport) -> str:
    if choice is None or not report.articles:
        return ""
    item = report.item
    return sentences_url(choice, item.matters, item=f"{item.facet}.{item.key}")


def _optional(report: ItemReport, name: str, written: Callable[[float], str]) -> Value | None:
    coefficient: Coefficient | None = getattr(report, name)
    return None if coefficient is None else number_value(coefficient, report.intervals.get(name), written)


def _item_remarks(report: ItemReport) -> Iterable[str]:
    yield from _reasons(report, ("alike", "alpha", "ac1", "positive"))
    if report.is_skewed and report.alpha is not None and report.alpha.value is not None:
        yield gettext(ITEM_SKEWED, count=report.most, of=report.answers)
    precision, recall = report.precision, report.recall
    if precision is not None and recall is not None and precision.value is not None and recall.value is not None:
        shares = percent(precision.value), percent(recall.value)
        if shares[0] != shares[1]:
            yield gettext(UNEQUAL_GROUPING, precision=shares[0], recall=shares[1])


def _table(report: ItemReport) -> Table | None:
    """The confusion table, where anything was compared."""
    table = report.table
    if table is None or not report.n:
        return None
    words = tuple(value_word(value) for value in table.values)
    return Table(words, tuple(zip(words, table.counts, strict=True)), table.is_mirrored)


def list_pairs(choice: Choice | None, report: AgreementReport, names: Mapping[str, str]) -> tuple[PairRow, ...]:
    """The pairs of three or more reviewers; with two the table above has it all."""
    if len(report.reviewers) < 3:
        return ()
    by_pair = zip(*(facet.pairs for facet in report.facets), strict=True)
    return tuple(
        PairRow(
            names[pairs[0].first],
            names[pairs[0].second],
            pairs[0].table.sentences,
            tuple(
                _leading(number_value(pair.kappa, None, two_decimals), url, facet.facet)
                for facet, pair in zip(report.facets, pairs, strict=True)
            ),
            page_url(choice, reviewer=(pairs[0].first, pairs[0].second)) if choice else "",
        )
        for pairs in by_pair
        # Addresses take a tenth of a millisecond each, and there are hundreds of numbers.
        for url in (sentences_url(choice, reviewer=(pairs[0].first, pairs[0].second)) if choice else "",)
    )


def _leading(value: Value, url: str, facet: str) -> Value:
    """The value with the way to its sentences; `url` is that to all differences, empty where there is none."""
    return replace(value, url=f"{url}&matter={_matter_of(facet)}") if url and value.text else value


def _matter_of(facet: str) -> Matter:
    """The differences in a facet."""
    return Matter.OWN_TAG if facet.startswith(OWN) else Matter(str(facet))


def draw_pairs(
    report: AgreementReport, names: Mapping[str, str], own_tags: Mapping[str, Labelled]
) -> tuple[HeatMap, ...]:
    """A map of pairs for each tag that somebody used; the flags of claims are in the table alone."""
    if len(report.reviewers) < 3:
        return ()
    places = {uid: place for place, uid in enumerate(report.reviewers)}
    return tuple(
        draw_heat_map(
            gettext("%(tag)s: Cohen’s kappa of each pair", tag=facet_word(facet.facet, own_tags)),
            [names[uid] for uid in report.reviewers],
            [
                HeatValue(*place, pair.kappa.value, "" if pair.kappa.value is None else two_decimals(pair.kappa.value))
                for pair in facet.pairs
                for place in (
                    (places[pair.first], places[pair.second]), (places[pair.second], places[pair.first]),
                )
            ],
        )
        for facet in report.facets
        if facet.facet not in FLAGS and facet.alpha.value is not None
    )  # fmt: skip


def list_groups(choice: Choice | None, report: AgreementReport) -> tuple[GroupRow, ...]:
    """The groups of the report's dimension; one alone is the table above once more."""
    if len(report.groups) < 2:
        return ()
    return tuple(
        GroupRow(
            group.label,
            group.articles,
            tuple(
                _leading(number_value(facet.alpha, facet.interval, two_decimals), url, facet.facet)
                for facet in group.facets
            ),
            page_url(choice, **{report.by: group.label}) if choice else "",
        )
        for group in report.groups
        for url in (sentences_url(choice, (), **{report.by: group.label}) if choice else "",)
    )


def draw_trend(report: AgreementReport, own_tags: Mapping[str, Labelled]) -> tuple[LineChart, ...]:
    """Alpha over the groups of an ordered dimension, a line a tag."""
    if report.by not in ORDERED or len(report.groups) < 2:
        return ()
    charts = []
    for place, facet in enumerate(report.facets):
        if facet.facet in FLAGS or facet.alpha.value is None:
            continue
        values = [
            LineValue(group.label, one.alpha.value, *one.interval.shown, _point_words(group.label, one.alpha.value))
            for group in report.groups
            for one in (group.facets[place],)
        ]
        title = gettext("%(tag)s: alpha over time", tag=facet_word(facet.facet, own_tags))
        charts.append(draw_lines(title, values, limits=LINES))
    return tuple(charts)


#: Dimensions whose values have an order, so that a line between them means something.
ORDERED = frozenset({"period", "round"})


def _point_words(label: str, value: float | None) -> str:
    return "" if value is None else f"{label}: {two_decimals(value)}"


def list_matters(choice: Choice | None, report: AgreementReport) -> tuple[MatterRow, ...]:
    """What reviewers differ in, the heaviest for the sourcing report first."""
    ordered = sorted(report.matters.items(), key=lambda item: item[0].rank)
    return tuple(
        MatterRow(gettext(matter.words), articles, sentences_url(choice, (matter,)) if choice else "")
        for matter, articles in ordered
    )


def has_intervals(rows: Iterable[FacetRow]) -> bool:
    """Say whether some number has an interval."""
    return any(value.interval for row in rows for value in (row.observed, row.alpha, row.ac1))


def has_undefined_pair(pairs: Iterable[PairRow]) -> bool:
    """Say whether some pair has no kappa somewhere."""
    return any(not kappa.text for pair in pairs for kappa in pair.kappas)
