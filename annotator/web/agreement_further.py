"""The numbers of the first question that stand folded under its table, and open in print: with them the page has all
that its files have.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from annotator.core.agreement.asked import Among
from annotator.core.agreement.report import AgreementReport, FacetReport
from annotator.core.agreement.values import Interval
from annotator.web.agreement_asked import NumberLinks
from annotator.web.agreement_rows import FLAGS, Count, NumbersRow, number_value
from annotator.web.agreement_words import Labelled, facet_word, limits, percent, two_decimals

#: The numbers that have a bootstrap interval too, in a kept report.
RESAMPLED = ("observed", "positive", "negative", "kappa", "alpha", "ac1")
_PERCENT = frozenset({"observed", "positive", "negative"})

#: facet -> number -> its bootstrap interval.
Bootstraps = Mapping[str, Mapping[str, Interval]]


@dataclass(frozen=True, slots=True)
class ResampledRow:
    """The bootstrap intervals of one tag or flag as they are printed, in the order of `RESAMPLED`, and the address of
    what they are made of.
    """

    label: str
    limits: tuple[str, ...]
    url: str
    is_flag: bool


def list_further(
    report: AgreementReport, own_tags: Mapping[str, Labelled], links: NumberLinks
) -> tuple[NumbersRow, ...]:
    """A row a facet: the sentences that one or more judged, those that each reviewer judged and somebody else too, the
    articles of the intervals; negative agreement.
    """
    return tuple(_further_row(facet, facet_word(facet.facet, own_tags), links) for facet in report.facets)


def _further_row(facet: FacetReport, label: str, links: NumberLinks) -> NumbersRow:
    key, found = facet.facet, facet.intervals
    counts = (
        Count(facet.judged, links.answers(key, Among.ANY)),
        *(Count(rate.judged, links.answers(key, Among.JUDGED, who=rate.reviewer)) for rate in facet.rates),
        Count(max((interval.articles for interval in found.values()), default=0), links.articles_of(key)),
    )
    negative = number_value(facet.negative, found.get("negative"), percent, links.answers(key, Among.NO))
    return NumbersRow(label, counts, (negative,), key in FLAGS)


def list_resampled(
    report: AgreementReport, own_tags: Mapping[str, Labelled], links: NumberLinks, bootstraps: Bootstraps
) -> tuple[ResampledRow, ...]:
    """A row a facet of a kept report; kappa of two reviewers alone."""
    numbers = [name for name in RESAMPLED if name != "kappa" or len(report.reviewers) == 2]
    return tuple(
        ResampledRow(
            facet_word(facet.facet, own_tags),
            tuple(_limits(name, bootstraps[facet.facet].get(name)) for name in numbers),
            links.answers(facet.facet),
            facet.facet in FLAGS,
        )
        for facet in report.facets
        if bootstraps.get(facet.facet)
    )


def _limits(name: str, interval: Interval | None) -> str:
    shares = name in _PERCENT
    return limits(interval, least=0.0 if shares else -1.0, written=percent if shares else two_decimals)
