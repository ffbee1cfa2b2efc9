"""What changed in the sourcing between two texts of an article: of the text, never of its author."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from annotator.core.anchoring import Alignment, Loss, align
from annotator.core.records import Attribution, Claim, Figure, Identity, Reading, SourceCard, Span
from annotator.core.sources import label_cards
from annotator.core.sourcing.report import SourcingReport

R = TypeVar("R", Claim, Attribution, Figure)


class News(StrEnum):
    """What is new, in the order in which it is told."""

    SOURCE_NAMED = "source_named"
    SOURCE_UNNAMED = "source_unnamed"
    NEW_UNNAMED = "new_unnamed"
    NEW_SOURCE = "new_source"
    SOURCE_DROPPED = "source_dropped"
    FIGURE_REVISED = "figure_revised"
    FIGURE_NEW = "figure_new"
    FIGURE_DROPPED = "figure_dropped"
    CLAIM_NEW = "claim_new"
    CLAIM_DROPPED = "claim_dropped"
    FINDING_GONE = "finding_gone"
    FINDING_NEW = "finding_new"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that changed: the words before and after, as far as there are any, and where they stand."""

    news: News
    before: str
    after: str
    old: Span | None = None
    new: Span | None = None


def compare_reports(old: SourcingReport, new: SourcingReport) -> tuple[Item, ...]:
    """What changed from one report to the other, grouped by what it is, each group in text order."""
    before, after = old.grounds.reading, new.grounds.reading
    alignment = align(before.text, after.text)
    claims = _matched(alignment, before.claims, after.claims)
    items = [
        *_sources(alignment, before, after, claims),
        *_figures(alignment, before, after),
        *_claims(before, after, claims),
        *_findings(old, new),
    ]
    order = list(News)
    return tuple(sorted(items, key=lambda item: order.index(item.news)))


def _matched(alignment: Alignment, olds: Sequence[R], news: Sequence[R], *, replaced: bool = False) -> dict[str, R]:
    """The later record at the place of each earlier one, by its uid. `replaced`: also where no word is left of it.

    Those whose words are unchanged choose first, so that none is taken for what stood beside it and is gone.
    """
    found: dict[str, R] = {}
    taken: set[str] = set()
    there = {record.uid: alignment.find(record.span) for record in olds}
    for record in sorted(olds, key=lambda record: there[record.uid].span is None):
        here = there[record.uid]
        place = here.span or here.place
        if place is None or (here.loss is Loss.GONE and not replaced):
            continue
        rated = [(_overlap(place, other.span), other) for other in news if other.uid not in taken]
        share, best = max(rated, key=lambda item: item[0], default=(0.0, None))
        if best is not None and share >= 0.5:
            found[record.uid] = best
            taken.add(best.uid)
    return found


def _overlap(one: Span, other: Span) -> float:
    common = min(one.stop, other.stop) - max(one.start, other.start)
    return max(common, 0) / min(one.stop - one.start, other.stop - other.start)


def _sources(
    alignment: Alignment, before: Reading, after: Reading, claims: dict[str, Claim]
) -> Iterator[Item]:
    became = _same_cards(alignment, before, after, claims)
    olds, news = label_cards(before), label_cards(after)
    cards = {card.uid: card for card in after.sources}
    for card in before.sources:
        other = cards.get(became.get(card.uid, ""))
        here = _first(card, before)
        if other is None:
            yield Item(News.SOURCE_DROPPED, olds[card.uid], "", here)
        elif card.identity is not other.identity and other.identity is Identity.NAMED:
            yield Item(News.SOURCE_NAMED, olds[card.uid], news[other.uid], here, _first(other, after))
        elif card.identity is Identity.NAMED and other.identity in (Identity.UNNAMED, Identity.MISSING):
            yield Item(News.SOURCE_UNNAMED, olds[card.uid], news[other.uid], here, _first(other, after))
    known = set(became.values())
    for card in after.sources:
        if card.uid not in known:
            kind = News.NEW_UNNAMED if card.identity is Identity.UNNAMED else News.NEW_SOURCE
            yield Item(kind, "", news[card.uid], None, _first(card, after))


def _same_cards(
    alignment: Alignment, before: Reading, after: Reading, claims: dict[str, Claim]
) -> dict[str, str]:
    """Which later card stands where each earlier one stood: by the places of their mentions, else by the claims that
    rest on the two alone.
    """
    votes: dict[str, Counter[str]] = {}
    mentions = _matched(alignment, before.attributions, after.attributions, replaced=True)
    for mention in before.attributions:
        other = mentions.get(mention.uid)
        if other is not None and mention.source_uid and other.source_uid:
            votes.setdefault(mention.source_uid, Counter())[other.source_uid] += 1
    became: dict[str, str] = {}
    for uid, counted in votes.items():
        best = next((card for card, _ in counted.most_common() if card not in became.values()), None)
        if best is not None:
            became[uid] = best
    for claim in before.claims:
        later = claims.get(claim.uid)
        if later is not None and len(claim.sources) == len(later.sources) == 1:
            here, there = claim.sources[0].source_uid, later.sources[0].source_uid
            if here not in became and there not in became.values():
                became[here] = there
    return became


def _figures(alignment: Alignment, before: Reading, after: Reading) -> Iterator[Item]:
    became = _matched(alignment, before.figures, after.figures, replaced=True)
    for figure in before.figures:
        other = became.get(figure.uid)
        if other is None:
            yield Item(News.FIGURE_DROPPED, _words(before, figure.span), "", figure.span)
        elif _said(figure) != _said(other):
            words = _words(before, figure.span), _words(after, other.span)
            yield Item(News.FIGURE_REVISED, *words, figure.span, other.span)
    known = {figure.uid for figure in became.values()}
    for figure in after.figures:
        if figure.uid not in known:
            yield Item(News.FIGURE_NEW, "", _words(after, figure.span), None, figure.span)


def _said(figure: Figure) -> tuple[object, ...]:
    return figure.low, figure.high, figure.bound


def _claims(before: Reading, after: Reading, became: dict[str, Claim]) -> Iterator[Item]:
    for claim in before.claims:
        if claim.uid not in became:
            yield Item(News.CLAIM_DROPPED, _words(before, claim.span), "", claim.span)
    known = {claim.uid for claim in became.values()}
    for claim in after.claims:
        if claim.uid not in known:
            yield Item(News.CLAIM_NEW, "", _words(after, claim.span), None, claim.span)


def _findings(old: SourcingReport, new: SourcingReport) -> Iterator[Item]:
    """Findings by their cause: one whose counts alone are others is the same finding."""
    causes = {finding.cause for finding in old.findings}, {finding.cause for finding in new.findings}
    yield from (Item(News.FINDING_GONE, f.sentence, "") for f in old.findings if f.cause not in causes[1])
    yield from (Item(News.FINDING_NEW, "", f.sentence) for f in new.findings if f.cause not in causes[0])


def _first(card: SourceCard, reading: Reading) -> Span | None:
    return next((mention.span for mention in reading.attributions if mention.source_uid == card.uid), None)


def _words(reading: Reading, span: Span) -> str:
    return " ".join(reading.quote(span).split())
