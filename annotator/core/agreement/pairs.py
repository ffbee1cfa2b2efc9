"""Two reviewers' readings of one article compared, as counts in the columns of `items`.

Only sentences that both looked at; the extent only of tags that both found in a sentence; types and links only of
stretches that overlap, each in at most one pair (`span_sums.match`). Fields of an unnamed source's card only where
both call it unnamed and both answered: an empty field is no answer.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from annotator.core.agreement.differences import Indexed, differing, matching_cards, overlapping, same_card
from annotator.core.agreement.grouping import b_cubed
from annotator.core.agreement.items import (
    ANOTHER,
    ATTRIBUTED,
    DIRECT,
    ITEMS,
    OWN_VOICE,
    RELAYED,
    Item,
    column_of_matter,
    columns_of,
    own_items,
)
from annotator.core.agreement.patterns import Facet, own_facet
from annotator.core.agreement.span_sums import match
from annotator.core.records import Attribution, Claim, Figure, Flag, Identity, SourceCard, Span
from annotator.core.spans import trimmed


class _Spanned(Protocol):
    @property
    def span(self) -> Span: ...


_Marked = TypeVar("_Marked", bound=_Spanned)
_Cards = Collection[tuple[str, str]]


def compare_pair(first: Indexed, second: Indexed, own_tags: Sequence[str]) -> dict[int, float]:
    """The counts of two readings of the same text and cut, by column. `own_tags` are the keys of the desk's own tags
    in the order of their columns.
    """
    found: Counter[int] = Counter(column_of_matter(matter) for _, matter in differing(first, second))
    own_facets = tuple(own_facet(key) for key in own_tags)
    totals: dict[int, float] = dict(found)
    claims = _pair_up(first, second, Facet.CLAIM, first.all_claims, second.all_claims, totals, own_facets)
    mentions = _pair_up(
        first, second, Facet.ATTRIBUTION, first.attributions, second.attributions, totals, own_facets
    )
    figures = _pair_up(first, second, Facet.FIGURE, first.figures, second.figures, totals, own_facets)
    matches = matching_cards(overlapping(first.attributions, second.attributions))
    answered = (
        *_of_claims(claims), *_of_mentions(first, second, mentions, matches), *_of_figures(figures),
    )  # fmt: skip
    for facet, key, one, other in answered:
        item = _ITEM[facet, key]
        _add(totals, columns_of(item)[item.values.index(one) * len(item.values) + item.values.index(other)], 1)
    _add_links(claims, matches, totals)
    _add_grouping(mentions, totals)
    value = columns_of(_ITEM[Facet.FIGURE, "value"])
    _add_share(totals, value, [(one.low, one.high) == (other.low, other.high) for one, other in figures])
    for key, facet in zip(own_tags, own_facets, strict=True):
        marks = _pair_up(
            first, second, facet, first.marks.get(key, []), second.marks.get(key, []), totals, own_facets
        )
        told = columns_of(own_items(facet)[-1], own_facets)
        _add_share(totals, told, [one.told == other.told for one, other in marks])
    return {column: n for column, n in sorted(totals.items()) if n}


_ITEM: Mapping[tuple[str, str], Item] = {(item.facet, item.key): item for item in ITEMS}


def _add(totals: dict[int, float], column: int, n: float) -> None:
    totals[column] = totals.get(column, 0) + n


def _add_share(totals: dict[int, float], columns: range, alike: Sequence[bool]) -> None:
    _add(totals, columns[0], len(alike))
    _add(totals, columns[1], sum(alike))


def _pair_up(
    first: Indexed,
    second: Indexed,
    facet: str,
    one_side: Iterable[_Marked],
    other_side: Iterable[_Marked],
    totals: dict[int, float],
    own_facets: tuple[str, ...],
) -> list[tuple[_Marked, _Marked]]:
    """Count the extents of one tag where both found it, and give what overlaps, one to one."""
    both = {
        ordinal
        for ordinal, given in first.answers.items()
        if facet in given.yes and facet in second.answers[ordinal].yes
    }
    here = {trimmed(first.text, item.span): item for item in one_side if first.home(item) in both}
    there = {trimmed(second.text, item.span): item for item in other_side if second.home(item) in both}
    pairs = match(sorted(here), sorted(there))
    items = own_items(facet) if (facet, "exact") not in _ITEM else (_ITEM[facet, "exact"], _ITEM[facet, "overlapping"])
    for item, alike in zip(items[:2], (len(here.keys() & there.keys()), len(pairs)), strict=True):
        columns = columns_of(item, own_facets)
        _add(totals, columns[0], len(here) + len(there))
        _add(totals, columns[1], 2 * alike)
    return [(here[one], there[other]) for one, other in pairs]


_Answer = tuple[str, str, str, str]


def _of_claims(claims: Iterable[tuple[Claim, Claim]]) -> Iterator[_Answer]:
    words = ("no", "yes")
    for one, other in claims:
        for flag in Flag:
            yield Facet.CLAIM, flag.value, words[flag in one.flags], words[flag in other.flags]
        voice, other_voice = (OWN_VOICE if claim.is_own_voice else ATTRIBUTED for claim in (one, other))
        yield Facet.CLAIM, "voice", voice, other_voice


def _of_figures(figures: Iterable[tuple[Figure, Figure]]) -> Iterator[_Answer]:
    for one, other in figures:
        yield Facet.FIGURE, "bound", one.bound.value, other.bound.value


def _of_mentions(
    first: Indexed, second: Indexed, mentions: Iterable[tuple[Attribution, Attribution]], matches: _Cards
) -> Iterator[_Answer]:
    for one, other in mentions:
        card, other_card = first.cards.get(one.source_uid or ""), second.cards.get(other.source_uid or "")
        if card is None or other_card is None:
            continue
        relays = card.relayed_by_uid, other_card.relayed_by_uid
        words = [DIRECT if relay is None else RELAYED for relay in relays]
        if None not in relays and not same_card(*relays, matches):
            words[1] = ANOTHER
        yield Facet.ATTRIBUTION, "relay", words[0], words[1]
        if card.identity is None or other_card.identity is None:
            continue
        yield Facet.ATTRIBUTION, "identity", card.identity.value, other_card.identity.value
        if card.identity is other_card.identity is Identity.UNNAMED:
            yield from _of_unnamed(card, other_card)


def _of_unnamed(card: SourceCard, other: SourceCard) -> Iterator[_Answer]:
    for key in ("number", "who", "knowledge", "reason"):
        one_value, other_value = getattr(card, key), getattr(other, key)
        if one_value is not None and other_value is not None:
            yield Facet.ATTRIBUTION, key, one_value.value, other_value.value


def _add_links(claims: Iterable[tuple[Claim, Claim]], matches: _Cards, totals: dict[int, float]) -> None:
    """Sources of claims that both attribute: how many there are, and how many are the same on both sides."""
    columns = columns_of(_ITEM[Facet.CLAIM, "source"])
    for one, other in claims:
        if one.is_own_voice or other.is_own_voice:
            continue
        links = [link.source_uid for link in one.sources]
        others = [link.source_uid for link in other.sources]
        _add(totals, columns[0], len(links) + len(others))
        _add(totals, columns[1], 2 * _most_pairs(links, others, matches))


def _most_pairs(links: Sequence[str], others: Sequence[str], matches: _Cards) -> int:
    """How many links of both sides can be paired, each once (Kuhn's augmenting paths)."""
    partner: dict[str, str] = {}

    def place(link: str, tried: set[str]) -> bool:
        for other in others:
            if (link, other) in matches and other not in tried:
                tried.add(other)
                if other not in partner or place(partner[other], tried):
                    partner[other] = link
                    return True
        return False

    return sum(place(link, set()) for link in links)


def _add_grouping(mentions: Iterable[tuple[Attribution, Attribution]], totals: dict[int, float]) -> None:
    """How alike both gather the mentions that both marked under cards."""
    groups = [(one.source_uid, other.source_uid) for one, other in mentions if one.source_uid and other.source_uid]
    sums = b_cubed([one for one, _ in groups], [other for _, other in groups])
    columns = columns_of(_ITEM[Facet.ATTRIBUTION, "cards"])
    for column, n in zip(columns, (sums.mentions, float(sums.precision), float(sums.recall)), strict=True):
        _add(totals, column, n)


