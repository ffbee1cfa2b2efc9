"""How far the two passes over our own test set agree, articles and single sentences apart, with 95 % intervals.

    python bench/goldset.py agreement

What is left out in turn for the intervals is an article, or a single sentence, since each of those stands by
itself. Fields are compared on records that both passes have: identity on matched mentions; who, knowledge and
reason where both call the source unnamed. Where nothing differs there is no interval. A link is a claim with one of
its sources; two are the same when the claims overlap and the cards are matched by their mentions.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

import numpy as np
from gold_differences import Pairing
from goldset import GoldText, load_gold

from annotator.core.agreement.by_article import ArticleCounts, report_articles
from annotator.core.agreement.distances import Nominal
from annotator.core.agreement.estimates import FORMULAS, Name, estimate
from annotator.core.agreement.intervals import jackknife
from annotator.core.agreement.patterns import count_patterns
from annotator.core.agreement.report import FacetReport
from annotator.core.agreement.span_sums import SpanSums, count_spans, exact_scores, overlapping_scores
from annotator.core.agreement.tables import from_rows
from annotator.core.agreement.tallies import tally
from annotator.core.agreement.values import Coefficient, Interval
from annotator.core.records import Identity
from annotator.core.spans import trimmed

#: Two values of one field, as each pass has it.
Values = tuple[Hashable, Hashable]


def both_passes(texts: Iterable[GoldText]) -> Iterator[Pairing]:
    """The two passes over each article, and over each single sentence."""
    for text in texts:
        for one in text.apart():
            yield Pairing.of(one.passes["a"], one.passes["b"])


def print_presence(pairings: Sequence[Pairing]) -> None:
    """A row for each question that is asked of every body sentence."""
    counts = ArticleCounts.of(count_patterns({"a": one.a, "b": one.b}) for one in pairings)
    for row in report_articles(counts, ["a", "b"]).facets:
        _row(row.facet, row.shared, _presence(row, "observed", row.observed), _presence(row, "alpha", row.alpha),
             _presence(row, "ac1", row.ac1))  # fmt: skip


def _presence(row: FacetReport, name: str, value: Coefficient) -> str:
    return _told(value.value, row.intervals.get(name))


def print_fields(pairings: Sequence[Pairing]) -> None:
    """A row for each field of records that both passes have."""
    for name, values in (
        ("identity", lambda one: _cards(one, "identity", gated=False)),
        ("who", lambda one: _cards(one, "who", gated=True)),
        ("knowledge", lambda one: _cards(one, "knowledge", gated=True)),
        ("reason", lambda one: _cards(one, "reason", gated=True)),
        ("bound", lambda one: _figures(one, "bound")),
        ("measure", lambda one: _figures(one, "measure")),
    ):
        rows = [(place, pair) for place, one in enumerate(pairings) for pair in values(one)]
        table = from_rows([pair for _, pair in rows], clusters=[place for place, _ in rows])
        tallied = tally(table, Nominal())
        found = [estimate(each, tallied, FORMULAS[each]) for each in (Name.OBSERVED, Name.ALPHA, Name.AC1)]
        _row(name, len(rows), *(_told(each.coefficient.value, each.interval) for each in found))


def _cards(pairing: Pairing, field: str, *, gated: bool) -> Iterator[Values]:
    """One pair of values for each mention that both passes have."""
    cards = {card.uid: card for card in (*pairing.a.sources, *pairing.b.sources)}
    for one, other in pairing.attributions:
        if one is None or other is None or one.source_uid is None or other.source_uid is None:
            continue
        mine, theirs = cards[one.source_uid], cards[other.source_uid]
        if not gated or mine.identity is theirs.identity is Identity.UNNAMED:
            yield getattr(mine, field), getattr(theirs, field)


def _figures(pairing: Pairing, field: str) -> Iterator[Values]:
    for one, other in pairing.figures:
        if one is not None and other is not None:
            yield getattr(one, field), getattr(other, field)


def print_spans(pairings: Sequence[Pairing]) -> None:
    """A row for each kind of stretch, and for links."""
    for tag in ("attributions", "figures", "claims"):
        sums = [_spans(one, tag) for one in pairings]
        n = f"{sum(each.first for each in sums)} / {sum(each.second for each in sums)}"
        _row(
            tag,
            n,
            f1_told(sums, lambda each: exact_scores(each).f1),
            f1_told(sums, lambda each: overlapping_scores(each).f1),
        )
    links = [count_links(one) for one in pairings]
    n = f"{sum(each.first for each in links)} / {sum(each.second for each in links)}"
    _row("links", n, "", f1_told(links, lambda each: overlapping_scores(each).f1))


def _spans(pairing: Pairing, tag: str) -> SpanSums:
    one, other = (
        [trimmed(reading.text, record.span) for record in getattr(reading, tag)] for reading in (pairing.a, pairing.b)
    )
    return count_spans(one, other)


def count_links(pairing: Pairing) -> SpanSums:
    """Links as if they were stretches that match or do not."""
    same = 0
    for one, other in pairing.claims:
        if one is not None and other is not None:
            theirs = {pairing.source(link.source_uid) for link in other.sources}
            same += len({link.source_uid for link in one.sources} & theirs)
    first, second = (sum(len(claim.sources) for claim in reading.claims) for reading in (pairing.a, pairing.b))
    return SpanSums(first=first, second=second, overlapping=same)


def f1_told(sums: Sequence[SpanSums], score: Callable[[SpanSums], Coefficient]) -> str:
    """F1 of all, with the interval of leaving out each article that holds any."""
    total = sum(sums, SpanSums())
    used = [one for one in sums if one.first or one.second]
    left_out = [score(_less(total, one)).value for one in used]
    value = score(total).value
    return _told(value, jackknife(value, np.array([np.nan if one is None else one for one in left_out])))


def _less(total: SpanSums, one: SpanSums) -> SpanSums:
    return SpanSums(
        total.first - one.first, total.second - one.second, total.exact - one.exact, total.overlapping - one.overlapping
    )


def _told(value: float | None, interval: Interval | None) -> str:
    if value is None:
        return "–"
    if value == 1 or interval is None or interval.low is None or interval.high is None:
        return f"{value:.2f}"
    return f"{value:.2f} ({max(interval.low, -1):.2f} to {min(interval.high, 1):.2f})"


def _row(*cells: object) -> None:
    print(f"| {' | '.join(str(cell) for cell in cells)} |")


def agreement() -> None:
    """Print the tables of docs/evaluation.md."""
    texts = load_gold()
    for title, chosen in (
        ("40 articles", [text for text in texts if not text.is_set]),
        ("300 sentences", [text for text in texts if text.is_set]),
    ):
        pairings = list(both_passes(chosen))
        print(f"\n| {title}, a against b | n | raw | alpha | AC1 |\n|---|---|---|---|---|")
        print_presence(pairings)
        print_fields(pairings)
        print(f"\n| {title}, a against b | n | F1 exact | F1 overlapping |\n|---|---|---|---|")
        print_spans(pairings)
