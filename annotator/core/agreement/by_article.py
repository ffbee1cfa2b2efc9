"""Answer patterns kept apart by article, and the sums by article that intervals are made of.

A project has few different patterns and many articles, so patterns are looked at once each, and everything by
article is an array: ten thousand articles take milliseconds.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from annotator.core.agreement import chance
from annotator.core.agreement.chance import Formula
from annotator.core.agreement.distances import Nominal
from annotator.core.agreement.estimates import FORMULAS, Estimate, Name, estimate
from annotator.core.agreement.intervals import jackknife
from annotator.core.agreement.patterns import Facet, Pattern, PatternCount
from annotator.core.agreement.report import (
    AgreementReport,
    FacetReport,
    report_agreement,
    row_values,
    with_intervals,
)
from annotator.core.agreement.tables import Floats, Integers
from annotator.core.agreement.tallies import Tallied, Tally
from annotator.core.agreement.values import Coefficient, Interval, Method, NoInterval


@dataclass(frozen=True, slots=True, eq=False)
class ArticleCounts:
    """Pattern counts with the article of each: parallel arrays. `facets` counts in `names`, `patterns` in `known`,
    `articles` from 0.
    """

    articles: Integers
    facets: Integers
    patterns: Integers
    n: Integers
    names: tuple[str, ...]
    known: tuple[Pattern, ...]
    article_count: int

    @classmethod
    def of(cls, by_article: Iterable[Iterable[PatternCount]]) -> "ArticleCounts":
        """From each article's counts."""
        names: dict[str, int] = {}
        known: dict[Pattern, int] = {}
        rows = [
            (
                article,
                names.setdefault(count.facet, len(names)),
                known.setdefault(count.pattern, len(known)),
                count.n,
            )
            for article, counts in enumerate(by_article)
            for count in counts
        ]
        return cls.of_codes(rows, tuple(names), tuple(known))

    @classmethod
    def of_codes(
        cls, rows: Sequence[tuple[int, int, int, int]], names: tuple[str, ...], known: tuple[Pattern, ...]
    ) -> "ArticleCounts":
        """From rows of article, facet and pattern by their numbers, and count."""
        columns = list(zip(*rows, strict=True)) or [()] * 4
        return cls.of_columns(columns[0], columns[1], columns[2], columns[3], names, known)

    @classmethod
    def of_columns(
        cls,
        articles: Sequence[int],
        facets: Sequence[int],
        patterns: Sequence[int],
        n: Sequence[int],
        names: tuple[str, ...],
        known: tuple[Pattern, ...],
    ) -> "ArticleCounts":
        """The same from columns."""
        numbers = np.array(articles, np.int64)
        return cls(
            numbers,
            np.array(facets, np.int64),
            np.array(patterns, np.int64),
            np.array(n, np.int64),
            names,
            known,
            int(numbers.max(initial=-1)) + 1,
        )

    def renamed(self, keys: Mapping[str, str]) -> "ArticleCounts":
        """The same counts with other keys for reviewers; who is not in `keys` drops out of the patterns."""
        known = tuple(
            Pattern(
                frozenset(keys[key] for key in pattern.yes if key in keys),
                frozenset(keys[key] for key in pattern.no if key in keys),
            )
            for pattern in self.known
        )
        return replace(self, known=known)

    def total(self) -> tuple[PatternCount, ...]:
        """The counts of all articles together, by facet and pattern."""
        size = max(len(self.known), 1)
        sums = np.bincount(self.facets * size + self.patterns, self.n, minlength=len(self.names) * size)
        return tuple(
            PatternCount(self.names[place // size], self.known[place % size], int(sums[place]))
            for place in np.flatnonzero(sums)
        )


def tally_facet(
    counts: ArticleCounts, facet: str, reviewers: Sequence[str], *, by_reviewer: bool = True
) -> Tallied:
    """What one facet adds up to in each article as if only these reviewers had worked. 0 is no, 1 is yes.

    Without the sums `by_reviewer`, which only kappa and Conger's kappa ask, it takes a fraction of the time.
    """
    chosen = counts.facets == (counts.names.index(facet) if facet in counts.names else -1)
    articles, patterns, n = counts.articles[chosen], counts.patterns[chosen], counts.n[chosen].astype(float)
    yes = _who(counts.known, reviewers, said_yes=True)
    no = _who(counts.known, reviewers, said_yes=False)
    k, z = yes.sum(1), no.sum(1)
    m = k + z
    shared = (m > 1).astype(float)
    at_least_one = np.maximum(m, 1)

    def add(by_pattern: Floats) -> Floats:
        sums: Floats = np.bincount(articles, by_pattern[patterns] * n, counts.article_count).astype(float)
        return sums

    split = 2 * k * z / np.maximum(m - 1, 1)
    kept = len(reviewers) if by_reviewer else 0
    judgements = np.zeros((counts.article_count, kept, 2))
    shared_judgements = np.zeros_like(judgements)
    for reviewer in range(kept):
        for answer, said in enumerate((no, yes)):
            judgements[:, reviewer, answer] = add(said[:, reviewer])
            shared_judgements[:, reviewer, answer] = add(said[:, reviewer] * shared)
    sums = Tally(
        judged=add((m > 0).astype(float)),
        shared=add(shared),
        disagreeing=add(split / at_least_one),
        split=add(split),
        margins=np.stack((add(z * shared), add(k * shared))).T,
        shares=np.stack((add(z / at_least_one), add(k / at_least_one))).T,
        by_reviewer=judgements,
        shared_by_reviewer=shared_judgements,
        pairs=np.zeros((counts.article_count, 0)),
    )
    none = np.zeros(0, np.int64)
    return Tallied(sums, Nominal(), none, none, len(reviewers), 2)


def _who(known: Sequence[Pattern], reviewers: Sequence[str], *, said_yes: bool) -> Floats:
    """Patterns x reviewers: 1 where the reviewer said yes (or no) in the pattern."""
    sides = [pattern.yes if said_yes else pattern.no for pattern in known]
    return np.array([[float(reviewer in side) for reviewer in reviewers] for side in sides]).reshape(
        len(known), len(reviewers)
    )


def estimate_facet(
    counts: ArticleCounts, facet: str, reviewers: Sequence[str], *, method: Method = Method.JACKKNIFE, seed: int = 0
) -> tuple[Estimate, ...]:
    """Every coefficient of one facet with its interval. Yes and no have no distance, so AC2 is AC1."""
    tallied = tally_facet(counts, facet, reviewers)
    return tuple(estimate(name, tallied, FORMULAS[name], method=method, seed=seed) for name in Name)


def positive(sums: Tally, tallied: Tallied) -> Floats:  # noqa: ARG001 - a formula's signature
    """Positive agreement, as `coefficients.positive_agreement`."""
    return _specific(sums, 1)


def negative(sums: Tally, tallied: Tallied) -> Floats:  # noqa: ARG001 - a formula's signature
    """Negative agreement, as `coefficients.negative_agreement`."""
    return _specific(sums, 0)


def _specific(sums: Tally, answer: int) -> Floats:
    agreement: Floats = 1 - chance.over(sums.split, 2 * sums.margins[:, answer])
    return agreement


#: The formula of each number of a row that gets an interval, by the row's name for it.
ROW_FORMULAS: dict[str, Formula] = {
    "observed": chance.observed,
    "positive": positive,
    "negative": negative,
    "kappa": chance.cohen,
    "alpha": chance.alpha,
    "ac1": chance.gwet,
}


def intervals(tallied: Tallied, values: Mapping[str, Coefficient]) -> dict[str, Interval]:
    """The jackknife interval of each of these numbers of a row, by the names of `ROW_FORMULAS`."""
    articles = np.flatnonzero(tallied.sums.shared > 0)
    left_out = tallied.sums.without_each(articles)
    return {
        name: Interval(None, None, Method.JACKKNIFE, len(articles), NoInterval.NO_VALUE)
        if coefficient.value is None
        else jackknife(coefficient.value, ROW_FORMULAS[name](left_out, tallied))
        for name, coefficient in values.items()
    }


def report_articles(
    counts: ArticleCounts, reviewers: Sequence[str], facets: Sequence[str] = tuple(Facet), *,
    find: Callable[[Tallied, Mapping[str, Coefficient]], dict[str, Interval]] = intervals,
) -> AgreementReport:  # fmt: skip
    """Compute every facet's row with the intervals over articles that `find` gives."""
    whole = report_agreement(counts.total(), reviewers, facets)

    def with_its(row: FacetReport) -> FacetReport:
        tallied = tally_facet(counts, row.facet, reviewers, by_reviewer=len(reviewers) == 2)
        return with_intervals(row, find(tallied, row_values(row)))

    return replace(whole, facets=tuple(map(with_its, whole.facets)))
