"""Agreement told apart: pair by pair, and by outlet, month, round or article; and what reviewers differ in."""

from collections.abc import Mapping
from dataclasses import dataclass

from annotator.core.agreement.report import AgreementReport
from annotator.core.charts import HeatMap, HeatValue, LineChart, LineValue, draw_heat_map, draw_lines
from annotator.web.agreement_asked import NumberLinks
from annotator.web.agreement_rows import FLAGS, Count, Value, number_value
from annotator.web.agreement_words import Labelled, facet_word, two_decimals
from annotator.web.words import gettext

#: Krippendorff's customary lines.
LINES = ((0.667, ".67"), (0.8, ".80"))
#: Dimensions whose values have an order, so that a line between them means something.
ORDERED = frozenset({"period", "round"})


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two reviewers with their kappa for each facet, and the address that shows only them."""

    first: str
    second: str
    sentences: Count
    kappas: tuple[Value, ...]
    url: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One value of a dimension, with each facet's alpha; `label` is what it is called."""

    value: str
    label: str
    articles: Count
    alphas: tuple[Value, ...]
    url: str


@dataclass(frozen=True, slots=True)
class MatterRow:
    """In how many articles reviewers differ in something."""

    words: str
    articles: Count


def list_pairs(
    report: AgreementReport, names: Mapping[str, str], links: NumberLinks
) -> tuple[PairRow, ...]:
    """The pairs of three or more reviewers; with two the table of the first question has it all."""
    if len(report.reviewers) < 3:
        return ()
    by_pair = zip(*(facet.pairs for facet in report.facets), strict=True)
    return tuple(
        PairRow(
            names[pairs[0].first],
            names[pairs[0].second],
            Count(pairs[0].table.sentences, to.answers(report.facets[0].facet)),
            tuple(
                number_value(pair.kappa, None, two_decimals, to.answers(facet.facet))
                for facet, pair in zip(report.facets, pairs, strict=True)
            ),
            to.page(),
        )
        for pairs in by_pair
        for to in (links.where(reviewer=(pairs[0].first, pairs[0].second)),)
    )


def draw_pairs(
    report: AgreementReport, names: Mapping[str, str], own_tags: Mapping[str, Labelled], links: NumberLinks
) -> tuple[HeatMap, ...]:
    """A map of pairs for each tag that somebody used; the flags of claims are in the table alone."""
    if len(report.reviewers) < 3:
        return ()
    places = {uid: place for place, uid in enumerate(report.reviewers)}
    maps = []
    for facet in report.facets:
        if facet.facet in FLAGS or facet.alpha.value is None:
            continue
        values = []
        for pair in facet.pairs:
            to = links.where(reviewer=(pair.first, pair.second))
            value = number_value(pair.kappa, None, two_decimals, to.answers(facet.facet))
            label = f"{names[pair.first]} · {names[pair.second]}: {value.text}"
            one, other = places[pair.first], places[pair.second]
            for place in ((one, other), (other, one)):
                values.append(HeatValue(*place, pair.kappa.value, value.text, value.url, label))
        title = gettext("%(tag)s: Cohen’s kappa of each pair", tag=facet_word(facet.facet, own_tags))
        maps.append(draw_heat_map(title, [names[uid] for uid in report.reviewers], values))
    return tuple(maps)


def list_groups(
    report: AgreementReport, labels: Mapping[str, str], links: NumberLinks
) -> tuple[GroupRow, ...]:
    """The groups of the report's dimension; one alone is the table of the first question once more. `labels` are the
    names of groups that have others than their values.
    """
    if len(report.groups) < 2:
        return ()
    return tuple(
        GroupRow(
            group.label,
            labels.get(group.label, group.label),
            Count(group.articles, to.articles()),
            tuple(
                number_value(facet.alpha, facet.interval, two_decimals, to.answers(facet.facet))
                for facet in group.facets
            ),
            to.page(),
        )
        for group in sorted(report.groups, key=lambda group: labels.get(group.label, group.label))
        for to in (links.where(**{report.by: group.label}),)
    )


def draw_trend(
    report: AgreementReport, own_tags: Mapping[str, Labelled], links: NumberLinks
) -> tuple[LineChart, ...]:
    """Alpha over the groups of an ordered dimension, a line a tag."""
    if report.by not in ORDERED or len(report.groups) < 2:
        return ()
    charts = []
    for place, facet in enumerate(report.facets):
        if facet.facet in FLAGS or facet.alpha.value is None:
            continue
        values = []
        for group in report.groups:
            one = group.facets[place]
            to = links.where(**{report.by: group.label})
            value = number_value(one.alpha, one.interval, two_decimals, to.answers(facet.facet))
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
