"""The agreement report for chosen reviewers: a row of numbers a facet, its pairs and warnings; and what was asked next.

One frozen value: the page, its CSV and JSON and a stored report all render it, and nothing else.

Reviewers are named by their keys throughout; who shows the report puts in the names.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations
from math import ceil

from annotator.core.agreement.coefficients import (
    PairTable,
    add_up_cases,
    add_up_table,
    cohen_kappa,
    gwet_ac1,
    krippendorff_alpha,
    negative_agreement,
    observed_agreement,
    pair_table,
    positive_agreement,
    prevalence,
)
from annotator.core.agreement.differences import Matter
from annotator.core.agreement.items import Item
from annotator.core.agreement.notes import Note, NoteKind
from annotator.core.agreement.patterns import OWN, Facet, PatternCount, choose
from annotator.core.agreement.values import LEAST_ARTICLES, SHAKY_BELOW, Coefficient, Interval, NoInterval, Undefined

FEW_SENTENCES = 30
RARE_SENTENCES = 5
DOMINANT_SHARE = Fraction(85, 100)
UNEQUAL_RATES = Fraction(20, 100)


@dataclass(frozen=True, slots=True)
class ReviewerRate:
    """How often one reviewer said yes on the sentences that somebody else judged too."""

    reviewer: str
    yes: int
    judged: int

    @property
    def rate(self) -> float | None:
        """The share of yes, or None where nothing was judged."""
        return self.yes / self.judged if self.judged else None

    @property
    def is_constant(self) -> bool:
        """Say whether every answer was the same."""
        return self.yes in {0, self.judged}


@dataclass(frozen=True, slots=True)
class PairReport:
    """Two reviewers compared on one facet."""

    first: str
    second: str
    table: PairTable
    observed: Coefficient
    positive: Coefficient
    kappa: Coefficient


@dataclass(frozen=True, slots=True)
class FacetReport:
    """One row of the report. `shared` sentences were judged by two or more of the chosen reviewers and
    carry all numbers but the prevalence and AC1's chance term, which use all `judged` ones (Gwet).
    """

    facet: str
    judged: int
    shared: int
    rates: tuple[ReviewerRate, ...]
    observed: Coefficient
    prevalence: Coefficient
    positive: Coefficient
    negative: Coefficient
    kappa: Coefficient
    alpha: Coefficient
    ac1: Coefficient
    pairs: tuple[PairReport, ...]
    notes: tuple[Note, ...]
    intervals: Mapping[str, Interval] = field(default_factory=dict)  # by the names of the coefficients above


@dataclass(frozen=True, slots=True)
class ConfusionTable:
    """How often one of two said what the other said: `counts` by row and column in the order of `values`. With two
    reviewers the rows are the first one's; with more, both orders of each pair are in it and it is the same mirrored.
    """

    values: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    is_mirrored: bool


@dataclass(frozen=True, slots=True)
class ItemReport:
    """A number of the second to fourth question. `n` were compared (`of` could have been: those before the gate);
    `articles` have a sentence that differs in it. `most` is how many of the `answers` are the commonest one.

    `alike` is the share that is the same, F1 where things of both are counted; `alpha`, `ac1` and `positive` are of
    items with values, `precision` and `recall` of groupings.
    """

    item: Item
    n: int
    of: int
    articles: int
    alike: Coefficient
    alpha: Coefficient | None = None
    ac1: Coefficient | None = None
    positive: Coefficient | None = None
    precision: Coefficient | None = None
    recall: Coefficient | None = None
    intervals: Mapping[str, Interval] = field(default_factory=dict)
    table: ConfusionTable | None = None
    most: int = 0
    answers: int = 0

    @property
    def is_skewed(self) -> bool:
        """Say whether one answer dominates, so that chance explains most of the agreement."""
        return self.answers > 0 and self.most >= DOMINANT_SHARE * self.answers

    @property
    def commonest(self) -> str | None:
        """The value that `most` counts, the first of several; None without a table."""
        if self.table is None:
            return None
        counts = self.table.counts
        given = [sum(row) + sum(column) for row, column in zip(counts, zip(*counts, strict=True), strict=True)]
        return self.table.values[given.index(max(given))]


@dataclass(frozen=True, slots=True)
class GroupFacet:
    """One facet in one group of articles: `shared` sentences carry the numbers."""

    facet: str
    shared: int
    articles: int
    observed: Coefficient
    alpha: Coefficient
    ac1: Coefficient
    interval: Interval


@dataclass(frozen=True, slots=True)
class Group:
    """The articles that have one value of a dimension, e.g. those of one outlet; `articles` were finished by two."""

    label: str
    articles: int
    facets: tuple[GroupFacet, ...]


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """The report for chosen reviewers; `reviewers` in the order asked for. Without a project's kept rows (a file is
    read) there are facets only.

    `articles` were finished by two or more of them, `alone` by one. `by` is the dimension of `groups`. `matters` say
    in how many articles there is a difference of each kind. `uncompared` articles have yet to be counted for all but
    the first question.
    """

    reviewers: tuple[str, ...]
    facets: tuple[FacetReport, ...]
    items: tuple[ItemReport, ...] = ()
    articles: int = 0
    alone: int = 0
    by: str = ""
    groups: tuple[Group, ...] = ()
    matters: Mapping[Matter, int] = field(default_factory=dict)
    uncompared: int = 0


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """What one facet's row is made of: sentences by how many answered and how many said yes, the reviewers' rates on
    shared sentences, and the tables of their pairs in the order of `combinations`.
    """

    cases: Mapping[tuple[int, int], int]
    rates: tuple[ReviewerRate, ...]
    tables: tuple[PairTable, ...]


def report_agreement(
    counts: Iterable[PatternCount], reviewers: Sequence[str], facets: Sequence[str] = tuple(Facet)
) -> AgreementReport:
    """Compute every facet's row from the pattern counts of any number of articles together, without intervals; a
    desk's own tags come last.
    """
    kept = tuple(counts)
    own = sorted({count.facet for count in kept if count.facet.startswith(OWN)})
    rows = (facet_report(facet, _count(kept, facet, reviewers), reviewers) for facet in (*facets, *own))
    return AgreementReport(tuple(reviewers), tuple(rows))


def _count(counts: Sequence[PatternCount], facet: str, reviewers: Sequence[str]) -> FacetCounts:
    chosen = choose(counts, facet, reviewers)
    cases: Counter[tuple[int, int]] = Counter()
    for count in chosen:
        cases[count.pattern.answers, len(count.pattern.yes)] += count.n
    return FacetCounts(
        cases,
        tuple(_rate(chosen, reviewer) for reviewer in reviewers),
        tuple(pair_table(chosen, first, second) for first, second in combinations(reviewers, 2)),
    )


def row_values(row: FacetReport) -> dict[str, Coefficient]:
    """The numbers of a row that get an interval, by name."""
    return {
        "observed": row.observed, "positive": row.positive, "negative": row.negative,
        "kappa": row.kappa, "alpha": row.alpha, "ac1": row.ac1,
    }  # fmt: skip


def with_intervals(row: FacetReport, found: Mapping[str, Interval]) -> FacetReport:
    """The row with the intervals of its numbers, and what a reader must know of them."""
    return replace(row, intervals=found, notes=(*row.notes, *_interval_notes(row, found.values())))


def _interval_notes(row: FacetReport, found: Iterable[Interval]) -> Iterable[Note]:
    """What a reader must know of the intervals of one row."""
    known = [interval for interval in found if interval.reason is not NoInterval.NO_VALUE]
    if not row.shared or not known:
        return
    articles = known[0].articles
    if articles < LEAST_ARTICLES:
        yield Note(NoteKind.NO_INTERVAL, articles, LEAST_ARTICLES)
    elif articles < SHAKY_BELOW:
        yield Note(NoteKind.SHAKY_INTERVAL, articles, SHAKY_BELOW)
    elif row.observed.value == 1 and row.alpha.value is not None:
        yield Note(NoteKind.NO_DISAGREEMENT, articles, min(ceil(300 / articles), 100))
    if any(interval.reason is NoInterval.ONE_DECIDES for interval in known):
        yield Note(NoteKind.ONE_ARTICLE, 1, articles)


def facet_report(facet: str, counts: FacetCounts, reviewers: Sequence[str]) -> FacetReport:
    """One row without intervals."""
    sums = add_up_cases(counts.cases)
    pairs = tuple(
        _pair(first, second, table)
        for (first, second), table in zip(combinations(reviewers, 2), counts.tables, strict=True)
    )
    return FacetReport(
        facet=facet,
        judged=sums.judged,
        shared=sums.shared,
        rates=counts.rates,
        observed=observed_agreement(sums),
        prevalence=prevalence(sums),
        positive=positive_agreement(sums),
        negative=negative_agreement(sums),
        kappa=_only_kappa(reviewers, pairs),
        alpha=krippendorff_alpha(sums),
        ac1=gwet_ac1(sums),
        pairs=pairs,
        notes=tuple(_notes(counts)),
    )


def _only_kappa(reviewers: Sequence[str], pairs: Sequence[PairReport]) -> Coefficient:
    """Kappa for the row: of the only pair there is; with more reviewers it has no single value."""
    if len(reviewers) < 2:
        return Coefficient(None, Undefined.ONE_REVIEWER)
    return pairs[0].kappa if len(pairs) == 1 else Coefficient(None, Undefined.NOT_A_PAIR)


def _rate(counts: Iterable[PatternCount], reviewer: str) -> ReviewerRate:
    shared = [count for count in counts if count.pattern.answers > 1]
    yes = sum(count.n for count in shared if reviewer in count.pattern.yes)
    no = sum(count.n for count in shared if reviewer in count.pattern.no)
    return ReviewerRate(reviewer, yes, yes + no)


def _pair(first: str, second: str, table: PairTable) -> PairReport:
    sums = add_up_table(table)
    return PairReport(
        first, second, table, observed_agreement(sums), positive_agreement(sums), cohen_kappa(table)
    )


def _notes(counts: FacetCounts) -> Iterable[Note]:
    sentences = sum(n for (answers, _), n in counts.cases.items() if answers > 1)
    if not sentences:
        return
    if sentences < FEW_SENTENCES:
        yield Note(NoteKind.FEW_SENTENCES, sentences, sentences)
    used = sum(n for (answers, said_yes), n in counts.cases.items() if answers > 1 and said_yes)
    if 0 < used < RARE_SENTENCES:
        yield Note(NoteKind.RARE_TAG, used, sentences)
    rates = counts.rates
    yes, answers = sum(rate.yes for rate in rates), sum(rate.judged for rate in rates)
    most = max(yes, answers - yes)
    if most == answers:
        yield Note(NoteKind.NO_VARIETY, answers, answers)
        return
    if most >= DOMINANT_SHARE * answers:
        yield Note(NoteKind.SKEWED, most, answers)
    yield from _personal_notes([rate for rate in rates if rate.judged])


def _personal_notes(rates: Sequence[ReviewerRate]) -> Iterable[Note]:
    """Warnings about people, given that the answers vary."""
    users = [rate for rate in rates if rate.yes]
    if len(users) == 1:
        yield Note(NoteKind.ONE_USER, users[0].yes, users[0].judged, (users[0].reviewer,))
    else:
        for rate in rates:
            if rate.is_constant:
                yield Note(NoteKind.CONSTANT, rate.yes, rate.judged, (rate.reviewer,))
    # Fractions, because 0.6 - 0.4 is just under 0.2 in binary.
    by_rate = sorted(rates, key=lambda rate: Fraction(rate.yes, rate.judged))
    low, high = by_rate[0], by_rate[-1]
    apart = Fraction(high.yes, high.judged) - Fraction(low.yes, low.judged)
    if apart >= UNEQUAL_RATES:
        yield Note(NoteKind.UNEQUAL_RATES, round(100 * apart), 100, (high.reviewer, low.reviewer))
