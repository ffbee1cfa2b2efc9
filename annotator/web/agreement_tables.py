"""The tables of an agreement report: the same on its page, whose numbers lead to their sentences, and in a kept one."""

from collections.abc import Mapping
from dataclasses import dataclass

from annotator.core.agreement.notes import Note
from annotator.core.agreement.report import AgreementReport
from annotator.core.charts import HeatMap, LineChart
from annotator.web.agreement_asked import NumberLinks
from annotator.web.agreement_choice import Links
from annotator.web.agreement_further import Bootstraps, ResampledRow, list_further, list_resampled
from annotator.web.agreement_groups import (
    GroupRow,
    MatterRow,
    PairRow,
    draw_pairs,
    draw_trend,
    list_groups,
    list_matters,
    list_pairs,
)
from annotator.web.agreement_items import TagItems, list_items
from annotator.web.agreement_rows import Count, FacetRow, NumbersRow, list_facets
from annotator.web.agreement_words import Labelled, dimension_word, note_words


@dataclass(frozen=True, slots=True)
class AgreementTables:
    """What both show. `names` are those who were compared, `remarks` hold for every row."""

    names: tuple[str, ...]
    articles: Count
    sentences: Count
    remarks: tuple[str, ...]
    rows: tuple[FacetRow, ...]
    further: tuple[NumbersRow, ...]
    resampled: tuple[ResampledRow, ...]
    items: tuple[TagItems, ...]
    uncompared: int
    pairs: tuple[PairRow, ...]
    maps: tuple[HeatMap, ...]
    by: str
    groups: tuple[GroupRow, ...]
    trend: tuple[LineChart, ...]
    matters: tuple[MatterRow, ...]
    all_sentences: str

    @property
    def has_intervals(self) -> bool:
        """Say whether some number has an interval."""
        return any(value.interval for row in self.rows for value in (row.observed, row.alpha, row.ac1))

    @property
    def has_undefined_pair(self) -> bool:
        """Say whether some pair has no kappa somewhere."""
        return any(not kappa.text for pair in self.pairs for kappa in pair.kappas)


def make_tables(
    report: AgreementReport, names: Mapping[str, str], own_tags: Mapping[str, Labelled],
    labels: Mapping[str, str] | None = None, links: Links | None = None, bootstraps: Bootstraps | None = None,
) -> AgreementTables:  # fmt: skip
    """The tables; without `links` numbers lead nowhere. `names` are those of reviewers by their uids, `labels` those of
    groups that have others than their values. `bootstraps` are of a kept report.
    """
    to = NumberLinks(links)
    common = common_notes(report)
    pairs = list_pairs(report, names, own_tags, to)
    groups = list_groups(report, labels or {}, own_tags, to)
    most = max(report.facets, key=lambda facet: facet.shared)
    return AgreementTables(
        names=tuple(names[uid] for uid in report.reviewers),
        articles=Count(report.articles, to.articles()),
        sentences=Count(most.shared, to.answers(most.facet)),
        remarks=tuple(note_words(note, names) for note in common),
        rows=list_facets(report, names, own_tags, common, to),
        further=list_further(report, own_tags, to),
        resampled=list_resampled(report, own_tags, to, bootstraps or {}),
        items=list_items(report, own_tags, to),
        uncompared=report.uncompared,
        pairs=pairs,
        maps=draw_pairs(report, names, own_tags, pairs),
        by=dimension_word(report.by),
        groups=groups,
        trend=draw_trend(report, own_tags, groups),
        matters=list_matters(report, to),
        all_sentences=to.differences(),
    )


def common_notes(report: AgreementReport) -> tuple[Note, ...]:
    """Warnings that every row has are told once."""
    first, *others = report.facets
    return tuple(note for note in first.notes if all(note in facet.notes for facet in others))
