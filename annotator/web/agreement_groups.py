"""Agreement told apart: pair by pair, and by outlet, month, round or article; and what reviewers differ in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotator.core.agreement.asked import Among
from annotator.core.agreement.report import AgreementReport, GroupFacet, PairReport
from annotator.core.charts import HeatMap, HeatValue, LineChart, LineValue, draw_heat_map, draw_lines
from annotator.web.agreement_asked import NumberLinks
from annotator.web.agreement_rows import FLAGS, Count, NumbersRow, Value, number_value
from annotator.web.agreement_words import Labelled, facet_word, percent, two_decimals
from annotator.web.words import gettext

#: Krippendorff's customary lines.
LINES = ((0.667, ".67"), (0.8, ".80"))
#: Dimensions whose values have an order, so that a line between them means something.
ORDERED = frozenset({"period", "round"})


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two reviewers, and the address that shows only them. `rows` say what they said to each facet: sentences that both
    judged, and of these those on which both said yes, the first alone, the second alone, neither; raw and positive
    agreement and kappa.
    """

    first: str
    second: str
    rows: tuple[NumbersRow, ...]
    url: str

    @property
    def sentences(self) -> Count:
        """Those that both judged on our own tags."""
        return self.rows[0].counts[0]

    @property
    def kappas(self) -> tuple[Value, ...]:
        """One a facet."""
        return tuple(row.values[-1] for row in self.rows)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One value of a dimension; `label` is what it is called. `rows` have of each facet the sentences, the articles
    with any of them, raw agreement, AC1 and alpha.
    """

    value: str
    label: str
    articles: Count
    rows: tuple[NumbersRow, ...]
    url: str

    @property
    def alphas(self) -> tuple[Value, ...]:
        """One a facet."""
        return tuple(row.values[-1] for row in self.rows)


@dataclass(frozen=True, slots=True)
class MatterRow:
    """In how many articles reviewers differ in something."""

    words: str
    articles: Count


def list_pairs(
    report: AgreementReport, names: Mapping[str, str], own_tags: Mapping[str, Labelled], links: NumberLinks
) -> tuple[PairRow, ...]:
    """Every pair of reviewers."""
    is_only = len(report.reviewers) == 2
    labels = [facet_word(facet.facet, own_tags) for facet in report.facets]
    return tuple(
        PairRow(
            names[pairs[0].first],
            names[pairs[0].second],
            tuple(
                _joint_row(label, facet.facet, pair, to)
                for label, facet, pair in zip(labels, report.facets, pairs, strict=True)
            ),
            "" if is_only else to.page(),
        )
        for pairs in zip(*(facet.pairs for facet in report.facets), strict=True)
        for to in (links if is_only else links.where(reviewer=(pairs[0].first, pairs[0].second)),)
    )


def _joint_row(label: str, facet: str, pair: PairReport, to: NumberLinks) -> NumbersRow:
    table, url = pair.table, to.answers(facet)
    counts = (
        Count(table.sentences, url),
        Count(table.both, to.answers(facet, Among.ALL)),
        Count(table.only_first, to.answers(facet, Among.ONLY, who=pair.first)),
        Count(table.only_second, to.answers(facet, Among.ONLY, who=pair.second)),
        Count(table.neither, to.answers(facet, Among.NONE)),
    )
    numbers = (
        number_value(pair.observed, None, percent, url),
        number_value(pair.positive, None, percent, to.answers(facet, Among.YES)),
        number_value(pair.kappa, None, two_decimals, url),
    )
    return NumbersRow(label, counts, numbers, facet in FLAGS)


def draw_pairs(
    report: AgreementReport, names: Mapping[str, str], own_tags: Mapping[str, Labelled], rows: Sequence[PairRow]
) -> tuple[HeatMap, ...]:
    """A map of pairs, whose rows these are, for each tag that somebody used; claim flags are in the table alone."""
    if len(report.reviewers) < 3:
        return ()
    places = {uid: place for place, uid in enumerate(report.reviewers)}
    kappas = [row.kappas for row in rows]
    maps = []
    for column, facet in enumerate(report.facets):
        if facet.facet in FLAGS or facet.alpha.value is None:
            continue
        values = []
        for pair, of_facets in zip(facet.pairs, kappas, strict=True):
            value = of_facets[column]
            label = f"{names[pair.first]} · {names[pair.second]}: {value.text}"
            one, other = places[pair.first], places[pair.second]
            for place in ((one, other), (other, one)):
                values.append(HeatValue(*place, pair.kappa.value, value.text, value.url, label))
        title = gettext("%(tag)s: Cohen’s kappa of each pair", tag=facet_word(facet.facet, own_tags))
        maps.append(draw_heat_map(title, [names[uid] for uid in report.reviewers], values))
    return tuple(maps)


def list_groups(
    report: AgreementReport, labels: Mapping[str, str], own_tags: Mapping[str, Labelled], links: NumberLinks
) -> tuple[GroupRow, ...]:
    """The groups of the report's dimension. `labels` are the names of groups that have others than their values."""
    words = [facet_word(facet.facet, own_tags) for facet in report.facets]
    return tuple(
        GroupRow(
            group.label,
            labels.get(group.label, group.label),
            Count(group.articles, to.articles()),
            tuple(_group_facet(word, facet, to) for word, facet in zip(words, group.facets, strict=True)),
            to.page(),
        )
        for group in sorted(report.groups, key=lambda group: labels.get(group.label, group.label))
        for to in (links.where(**{report.by: group.label}),)
    )


def _group_facet(label: str, facet: GroupFacet, to: NumberLinks) -> NumbersRow:
    url = to.answers(facet.facet)
    counts = Count(facet.shared, url), Count(facet.articles, to.articles_of(facet.facet))
    numbers = (
        number_value(facet.observed, None, percent, url),
        number_value(facet.ac1, None, two_decimals, url),
        number_value(facet.alpha, facet.interval, two_decimals, url),
    )
    return NumbersRow(label, counts, numbers, facet.facet in FLAGS)


def draw_trend(
    report: AgreementReport, own_tags: Mapping[str, Labelled], rows: Sequence[GroupRow]
) -> tuple[LineChart, ...]:
    """Alpha over the groups of an ordered dimension, whose rows these are, a line a tag."""
    if report.by not in ORDERED or len(report.groups) < 2:
        return ()
    alphas = {row.value: row.alphas for row in rows}
    charts = []
    for place, facet in enumerate(report.facets):
        if facet.facet in FLAGS or facet.alpha.value is None:
            continue
        values = []
        for group in report.groups:
            one, value = group.facets[place], alphas[group.label][place]
            words = f"{group.label}: {value.text}" if value.text else ""
            values.append(LineValue(group.label, one.alpha.value, *one.interval.shown, words, value.url))
        title = gettext("%(tag)s: alpha over time", tag=facet_word(facet.facet, own_tags))
        charts.append(draw_lines(title, values, limits=LINES))
    return tuple(charts)


def list_matters(report: AgreementReport, links: NumberLinks) -> tuple[MatterRow, ...]:
    """What reviewers differ in, the heaviest for the sourcing report first."""
    ordered = sorted(report.matters.items(), key=lambda item: item[0].rank)
    return tuple(
        MatterRow(gettext(matter.words), Count(articles, links.differences(matter))) for matter, articles in ordered
    )
