"""The desk's view of many articles: shares with their intervals, from what is kept of each article's report.

A share is a ratio of sums over articles. Claims of one article are not independent, so its 95 % interval leaves out
each article in turn (jackknife) and takes t with one degree of freedom fewer than there are articles. Articles that
have nothing of what a share is of (no figure, no unnamed source) say nothing about it and are not among its n.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.core.agreement.intervals import jackknife
from annotator.core.agreement.tables import Floats
from annotator.core.agreement.values import LEAST_ARTICLES
from annotator.core.desk_views import DeskShare, Gap
from annotator.core.records import Scope
from annotator.core.sourcing.measures import Share
from annotator.core.sourcing.summary import Summary

#: Limits closer than this are one: all articles say the same, and the interval would say nothing.
_ALIKE = 1e-9
SHARES = tuple(DeskShare)


@dataclass(frozen=True, slots=True)
class DeskArticle:
    """What counts of one article. `day` is that of publication, empty where none is known; `fired` the flags by rule;
    `waived` the rules of each finding that is waived.
    """

    text_id: int
    outlet: str
    section: str
    byline: str
    day: str
    parts: Mapping[DeskShare, Share]
    fired: Mapping[str, int]
    waived: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share of all articles together, its counts, and where it may lie for other articles; or why that is not said.

    `articles` is the n: those that have something of what it is a share of.
    """

    count: int
    of: int
    articles: int
    value: float | None
    low: float | None = None
    high: float | None = None
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A share in one group minus the same in another, with its interval or the reason why there is none."""

    value: float | None
    low: float | None = None
    high: float | None = None
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """One group of articles: its shares, the flags an article, and how many findings are waived."""

    articles: int
    shares: Mapping[DeskShare, Estimate]
    flags: Estimate
    waived: int


@dataclass(frozen=True, slots=True)
class Raised:
    """One rule: in what share of the articles it raised something, how often, and in how many waived findings it is."""

    rule: str
    articles: Estimate
    flags: int
    waived: int


def parts_of(summary: Summary) -> dict[DeskShare, Share]:
    """What each share adds up. A sourcing-only pass tags no claims, so it says nothing of figures without a source."""
    shares = summary.shares
    figures = shares["figures_with_source"]
    if summary.scope is Scope.SOURCING_ONLY:
        figures = Share(0, 0)
    return {
        DeskShare.NAMED_ORIGINAL: shares["named_original"],
        DeskShare.ON_UNNAMED: shares["on_unnamed"],
        DeskShare.SECOND_HAND: shares["second_hand"],
        DeskShare.OWN_VOICE: shares["own_voice"],
        DeskShare.FIGURES_WITHOUT_SOURCE: Share(figures.of - figures.count, figures.of),
        DeskShare.REASON_GIVEN: shares["reason_given"],
        DeskShare.WHO_TOLD: shares["who_told"],
        DeskShare.VAGUE: Share(summary.vague, shares["who_told"].of),
    }


class Articles:
    """Many articles as arrays, made once; groups of them are places in these arrays."""

    def __init__(self, articles: Sequence[DeskArticle]) -> None:
        self.all = tuple(articles)
        self._counts = np.array([[a.parts[s].count for s in SHARES] for a in self.all], float).reshape(-1, len(SHARES))
        self._wholes = np.array([[a.parts[s].of for s in SHARES] for a in self.all], float).reshape(-1, len(SHARES))
        self._flags = np.array([sum(a.fired.values()) for a in self.all], float)

    def count(self, places: Sequence[int] | None = None) -> Counted:
        """Everything that is said of a group; of all articles without one."""
        chosen = np.arange(len(self.all)) if places is None else np.array(places, np.int64)
        counts, wholes = self._counts[chosen], self._wholes[chosen]
        return Counted(
            articles=len(chosen),
            shares={share: estimate(counts[:, at], wholes[:, at]) for at, share in enumerate(SHARES)},
            flags=estimate(self._flags[chosen], np.ones(len(chosen)), most=None),
            waived=sum(len(self.all[place].waived) for place in chosen),
        )

    def group(self, key: Callable[[DeskArticle], Hashable]) -> dict[Hashable, list[int]]:
        """The places of articles by what `key` says of them."""
        found: dict[Hashable, list[int]] = defaultdict(list)
        for place, article in enumerate(self.all):
            found[key(article)].append(place)
        return dict(found)

    def compare(self, first: Sequence[int], second: Sequence[int]) -> dict[DeskShare, Difference]:
        """Each share of the first group minus that of the second."""
        ours, theirs = np.array(first, np.int64), np.array(second, np.int64)
        return {
            share: differ(
                self._counts[ours, at], self._wholes[ours, at], self._counts[theirs, at], self._wholes[theirs, at]
            )
            for at, share in enumerate(SHARES)
        }

    def rules(self, rule_ids: Sequence[str]) -> tuple[Raised, ...]:
        """What each rule raised in all of them; a rule that raised nothing is told with 0."""
        every = np.ones(len(self.all))
        return tuple(
            Raised(
                rule,
                estimate(np.array([float(article.fired.get(rule, 0) > 0) for article in self.all]), every),
                sum(article.fired.get(rule, 0) for article in self.all),
                sum(rule in rules for article in self.all for rules in article.waived),
            )
            for rule in rule_ids
        )


def estimate(counts: Floats, wholes: Floats, *, most: float | None = 1.0) -> Estimate:
    """The ratio of the sums with its interval, cut off at 0 and `most`."""
    used = wholes > 0
    counts, wholes = counts[used], wholes[used]
    count, whole, articles = int(counts.sum()), int(wholes.sum()), int(used.sum())
    if not whole:
        return Estimate(count, whole, articles, None, gap=Gap.NOTHING)
    value = count / whole
    if articles < LEAST_ARTICLES:
        return Estimate(count, whole, articles, value, gap=Gap.FEW)
    low, high, gap = _limits(value, _without_each(counts, wholes), 0.0, most)
    return Estimate(count, whole, articles, value, low, high, gap)


def differ(counts: Floats, wholes: Floats, other_counts: Floats, other_wholes: Floats) -> Difference:
    """The difference of two ratios, its interval by leaving out each article of both groups in turn."""
    ours, theirs = wholes > 0, other_wholes > 0
    counts, wholes = counts[ours], wholes[ours]
    other_counts, other_wholes = other_counts[theirs], other_wholes[theirs]
    if not len(wholes) or not len(other_wholes):
        return Difference(None, gap=Gap.NOTHING)
    first, second = float(counts.sum() / wholes.sum()), float(other_counts.sum() / other_wholes.sum())
    if min(len(wholes), len(other_wholes)) < LEAST_ARTICLES:
        return Difference(first - second, gap=Gap.FEW)
    left_out = np.concatenate(
        (_without_each(counts, wholes) - second, first - _without_each(other_counts, other_wholes))
    )
    low, high, gap = _limits(first - second, left_out, -1.0, 1.0)
    return Difference(first - second, low, high, gap)


def _without_each(counts: Floats, wholes: Floats) -> Floats:
    left: Floats = (counts.sum() - counts) / (wholes.sum() - wholes)
    return left


def _limits(
    value: float, left_out: Floats, least: float, most: float | None
) -> tuple[float | None, float | None, Gap | None]:
    interval = jackknife(value, left_out)
    assert interval.low is not None  # there are enough articles, and each left out leaves something
    assert interval.high is not None
    if interval.high - interval.low < _ALIKE:
        return None, None, Gap.ALIKE
    return max(interval.low, least), interval.high if most is None else min(interval.high, most), None
