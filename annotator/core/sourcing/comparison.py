"""Two articles on one story: which sources and figures each has, and what one names that the other does not.

Named sources are matched by name. Unnamed ones stand side by side as they are described: that two texts describe
somebody alike does not make them one person. Figures that may count the same thing are put beside each other as
questions.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.core.records import ArticleFacts, Identity
from annotator.core.sourcing.ledger import FigureEntry, SourceEntry, aliases_of, write_ledger
from annotator.core.sourcing.quantities import Counted, compare
from annotator.core.sourcing.report import SourcingReport

_FIRST, _SECOND = 1, 2


@dataclass(frozen=True, slots=True)
class FigurePair:
    """A figure of each article that may count the same. `same`: they give one value; `all_hold`: as worded, both can
    be true.
    """

    first: FigureEntry
    second: FigureEntry
    same: bool
    all_hold: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two articles share and what one of them has alone; each list in the order of its text."""

    shared: tuple[tuple[SourceEntry, SourceEntry], ...]
    named_first: tuple[SourceEntry, ...]
    named_second: tuple[SourceEntry, ...]
    unnamed_first: tuple[SourceEntry, ...]
    unnamed_second: tuple[SourceEntry, ...]
    figures: tuple[FigurePair, ...]
    figures_first: tuple[FigureEntry, ...]
    figures_second: tuple[FigureEntry, ...]


def compare_articles(
    first: SourcingReport, second: SourcingReport, facts: tuple[ArticleFacts, ArticleFacts]
) -> Comparison:
    """Compare the reports of two articles that have these facts."""
    aliases = aliases_of([(fact.outlet, fact.outlet_aliases) for fact in facts if fact.outlet])
    ledgers = [
        write_ledger(report.grounds.reading, fact, report.scope, aliases)
        for report, fact in zip((first, second), facts, strict=True)
    ]
    named = [[entry for entry in ledger.sources if _is_named(entry)] for ledger in ledgers]
    others = [tuple(entry for entry in ledger.sources if not _is_named(entry)) for ledger in ledgers]
    by_name = {entry.name: entry for entry in named[1]}
    shared = tuple((entry, by_name[entry.name]) for entry in named[0] if entry.name in by_name)
    names = {entry.name for entry, _ in shared}
    pairs = _pair(ledgers[0].figures, ledgers[1].figures, facts)
    paired = {pair.first.uid for pair in pairs}, {pair.second.uid for pair in pairs}
    return Comparison(
        shared,
        tuple(entry for entry in named[0] if entry.name not in names),
        tuple(entry for entry in named[1] if entry.name not in names),
        others[0],
        others[1],
        pairs,
        tuple(figure for figure in ledgers[0].figures if figure.uid not in paired[0]),
        tuple(figure for figure in ledgers[1].figures if figure.uid not in paired[1]),
    )


def _is_named(entry: SourceEntry) -> bool:
    return entry.card.identity is Identity.NAMED


def _pair(
    first: Sequence[FigureEntry], second: Sequence[FigureEntry], facts: tuple[ArticleFacts, ArticleFacts]
) -> tuple[FigurePair, ...]:
    """Each figure of the first with at most one of the second: one that gives the same value, else one that may count
    the same.
    """
    free = list(second)
    pairs = []
    for figure in first:
        same = next((other for other in free if _is_same(figure, other)), None)
        other = same or next((other for other in free if _may_differ(figure, other, facts)), None)
        if other is not None:
            free.remove(other)
            pairs.append(FigurePair(figure, other, same is not None, same is not None or _hold(figure, other, facts)))
    return tuple(pairs)


def _is_same(one: FigureEntry, other: FigureEntry) -> bool:
    return (
        bool(one.quantity.noun)
        and one.low is not None
        and (one.quantity.noun, one.measure, one.low, one.high)
        == (other.quantity.noun, other.measure, other.low, other.high)
    )


def _may_differ(one: FigureEntry, other: FigureEntry, facts: tuple[ArticleFacts, ArticleFacts]) -> bool:
    return bool(compare(_counted(one, other, facts)))


def _hold(one: FigureEntry, other: FigureEntry, facts: tuple[ArticleFacts, ArticleFacts]) -> bool:
    return all(group.all_hold for group in compare(_counted(one, other, facts)))


def _counted(one: FigureEntry, other: FigureEntry, facts: tuple[ArticleFacts, ArticleFacts]) -> list[Counted]:
    return [
        Counted(text, text, entry.quantity, entry.measure, entry.bound, entry.low, entry.high, fact.published_on)
        for text, entry, fact in zip((_FIRST, _SECOND), (one, other), facts, strict=True)
        if entry.low is not None
    ]
