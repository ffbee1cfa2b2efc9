"""Two reviewers' readings of one article compared, as counts in the columns of `items`.

Only sentences that both looked at; the extent only of tags that both found in a sentence; types and links only of
stretches that overlap, each in at most one pair (`span_sums.match`). Fields of an unnamed source's card only where
both call it unnamed and both answered: an empty field is no answer.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, TypeVar

from annotator.core.agreement.differences import (
    Indexed,
    differing,
    matching_cards,
    overlapping,
    same_card,
    value_of,
)
from annotator.core.agreement.grouping import share_each
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
    extents_of,
    own_items,
)
from annotator.core.agreement.patterns import Facet, own_facet
from annotator.core.agreement.span_sums import common_each, match, merged
from annotator.core.records import Attribution, Claim, Figure, Flag, Identity, SourceCard, Span
from annotator.core.spans import trimmed


class _Spanned(Protocol):
    @property
    def span(self) -> Span: ...


_Marked = TypeVar("_Marked", bound=_Spanned)
_Cards = Collection[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Event:
    """What one thing in a sentence adds to a column of `items`; `ordinal` is the sentence's."""

    ordinal: int
    column: int
    n: int | Fraction = 1


def compare_pair(first: Indexed, second: Indexed, own_tags: Sequence[str]) -> dict[int, float]:
    """The counts of two readings of the same text and cut, by column. `own_tags` are the keys of the desk's own tags
    in the order of their columns.
    """
    totals: dict[int, int | Fraction] = {}
    for event in trace_pair(first, second, own_tags):
        totals[event.column] = totals.get(event.column, 0) + event.n
    return {column: float(n) for column, n in sorted(totals.items()) if n}


def trace_pair(first: Indexed, second: Indexed, own_tags: Sequence[str]) -> Iterator[Event]:
    """The same one by one, each with its sentence: what stands behind a count."""
    for ordinal, matter in differing(first, second):
        yield Event(ordinal, column_of_matter(matter))
    own_facets = tuple(own_facet(key) for key in own_tags)
    claims, extents = _pair_up(first, second, Facet.CLAIM, first.all_claims, second.all_claims, own_facets)
    yield from extents
    mentions, extents = _pair_up(
        first, second, Facet.ATTRIBUTION, first.attributions, second.attributions, own_facets
    )
    yield from extents
    figures, extents = _pair_up(first, second, Facet.FIGURE, first.figures, second.figures, own_facets)
    yield from extents
    matches = matching_cards(overlapping(first.attributions, second.attributions))
    for about, facet, key, one_value, other_value in (
        *_of_claims(claims), *_of_ways(first, second, claims, matches),
        *_of_mentions(first, second, mentions, matches), *_of_figures(figures),
    ):  # fmt: skip
        item = _ITEM[facet, key]
        place = item.values.index(one_value) * len(item.values) + item.values.index(other_value)
        yield Event(first.home(about), columns_of(item)[place])
    yield from _links(first, claims, matches)
    yield from _groupings(first, mentions)
    value = columns_of(_ITEM[Facet.FIGURE, "value"])
    for one, other in figures:
        yield from _one_of_two(first.home(one), value, is_alike=value_of(one) == value_of(other))
    for key, facet in zip(own_tags, own_facets, strict=True):
        marks, extents = _pair_up(
            first, second, facet, first.marks.get(key, []), second.marks.get(key, []), own_facets
        )
        yield from extents
        told = columns_of(own_items(facet)[-1], own_facets)
        for mark, other_mark in marks:
            yield from _one_of_two(first.home(mark), told, is_alike=mark.told == other_mark.told)


_ITEM: Mapping[tuple[str, str], Item] = {(item.facet, item.key): item for item in ITEMS}


def _one_of_two(ordinal: int, columns: range, *, is_alike: bool) -> Iterator[Event]:
    """One thing more, and one more that is alike."""
    yield Event(ordinal, columns[0])
    if is_alike:
        yield Event(ordinal, columns[1])


def _pair_up(
    first: Indexed,
    second: Indexed,
    facet: str,
    one_side: Iterable[_Marked],
    other_side: Iterable[_Marked],
    own_facets: tuple[str, ...],
) -> tuple[list[tuple[_Marked, _Marked]], list[Event]]:
    """What overlaps of one tag where both found it, one to one; and every stretch as it counts in the extents."""
    both = {
        ordinal
        for ordinal, given in first.answers.items()
        if facet in given.yes and facet in second.answers[ordinal].yes
    }
    here = {trimmed(first.text, item.span): item for item in one_side if first.home(item) in both}
    there = {trimmed(second.text, item.span): item for item in other_side if second.home(item) in both}
    pairs = match(sorted(here), sorted(there))
    exact, overlap, characters = (columns_of(item, own_facets) for item in extents_of(facet))
    same = here.keys() & there.keys()
    events: list[Event] = []
    for columns, ours, others in (
        (exact, same, same), (overlap, {one for one, _ in pairs}, {other for _, other in pairs}),
    ):  # fmt: skip
        for reader, marked, alike in ((first, here, ours), (second, there, others)):
            for span, one in marked.items():
                events += _one_of_two(reader.home(one), columns, is_alike=span in alike)
    covered, also = merged(here), merged(there)
    for reader, marked, mine, theirs in ((first, here, covered, also), (second, there, also, covered)):
        starts = {span.start: reader.home(one) for span, one in marked.items()}
        for span, common in zip(mine, common_each(mine, theirs), strict=True):
            events.append(Event(starts[span.start], characters[0], span.stop - span.start))
            events.append(Event(starts[span.start], characters[1], common))
    return [(here[one], there[other]) for one, other in pairs], events


#: What is asked of, the facet and key of the item, and what each of the two says.
_Answer = tuple[_Spanned, str, str, str, str]


def _of_claims(claims: Iterable[tuple[Claim, Claim]]) -> Iterator[_Answer]:
    words = ("no", "yes")
    for one, other in claims:
        for flag in Flag:
            yield one, Facet.CLAIM, flag.value, words[flag in one.flags], words[flag in other.flags]
        voice, other_voice = (OWN_VOICE if claim.is_own_voice else ATTRIBUTED for claim in (one, other))
        yield one, Facet.CLAIM, "voice", voice, other_voice


def _of_ways(
    first: Indexed, second: Indexed, claims: Iterable[tuple[Claim, Claim]], matches: _Cards
) -> Iterator[_Answer]:
    """How each two links of two claims to the same source say that it came: their own way, else that of the card.
    Where one has two cards for what the other has as one, each of them counts: no choice among them is asked for.
    """
    for one, other in claims:
        for link in one.sources:
            for other_link in other.sources:
                if (link.source_uid, other_link.source_uid) in matches:
                    relays = first.relay_of(link), second.relay_of(other_link)
                    yield one, Facet.CLAIM, "way", *_relay_words(first, second, relays, matches)


def _of_figures(figures: Iterable[tuple[Figure, Figure]]) -> Iterator[_Answer]:
    for one, other in figures:
        yield one, Facet.FIGURE, "bound", one.bound.value, other.bound.value


def _of_mentions(
    first: Indexed, second: Indexed, mentions: Iterable[tuple[Attribution, Attribution]], matches: _Cards
) -> Iterator[_Answer]:
    for one, other in mentions:
        card, other_card = first.cards.get(one.source_uid or ""), second.cards.get(other.source_uid or "")
        if card is None or other_card is None:
            continue
        words = _relay_words(first, second, (card.relayed_by_uid, other_card.relayed_by_uid), matches)
        yield one, Facet.ATTRIBUTION, "relay", *words
        if card.identity is None or other_card.identity is None:
            continue
        yield one, Facet.ATTRIBUTION, "identity", card.identity.value, other_card.identity.value
        if card.identity is other_card.identity is Identity.UNNAMED:
            yield from _of_unnamed(one, card, other_card)


def _relay_words(
    first: Indexed, second: Indexed, relays: tuple[str | None, str | None], matches: _Cards
) -> tuple[str, str]:
    """What each says of how something came, where these are the cards of the outlets that it came through."""
    words = [DIRECT if relay is None else RELAYED for relay in relays]
    if relays[0] and relays[1] and not same_card(*relays, matches):
        places = [_named_at(side, relay) for side, relay in zip((first, second), relays, strict=True)]
        words[places[0] < places[1]] = ANOTHER
    return words[0], words[1]


def _named_at(side: Indexed, uid: str | None) -> tuple[int, str]:
    """Where the reading marks the card for the first time, behind all text where it never does; no two are alike."""
    starts = (mention.span.start for mention in side.attributions if mention.source_uid == uid)
    return min(starts, default=len(side.text)), uid or ""


def _of_unnamed(mention: Attribution, card: SourceCard, other: SourceCard) -> Iterator[_Answer]:
    for key in ("number", "who", "knowledge", "reason"):
        one_value, other_value = getattr(card, key), getattr(other, key)
        if one_value is not None and other_value is not None:
            yield mention, Facet.ATTRIBUTION, key, one_value.value, other_value.value


def _links(first: Indexed, claims: Iterable[tuple[Claim, Claim]], matches: _Cards) -> Iterator[Event]:
    """Sources of claims that both attribute: how many there are, and how many are the same on both sides."""
    columns = columns_of(_ITEM[Facet.CLAIM, "source"])
    for one, other in claims:
        if one.is_own_voice or other.is_own_voice:
            continue
        links = [link.source_uid for link in one.sources]
        others = [link.source_uid for link in other.sources]
        yield Event(first.home(one), columns[0], len(links) + len(others))
        yield Event(first.home(one), columns[1], 2 * _most_pairs(links, others, matches))


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


def _groupings(first: Indexed, mentions: Iterable[tuple[Attribution, Attribution]]) -> Iterator[Event]:
    """How alike both gather the mentions that both marked under cards."""
    known = [(one, other.source_uid) for one, other in mentions if one.source_uid and other.source_uid]
    shares = share_each([one.source_uid for one, _ in known], [uid for _, uid in known])
    columns = columns_of(_ITEM[Facet.ATTRIBUTION, "cards"])
    for (one, _), (precision, recall) in zip(known, shares, strict=True):
        ordinal = first.home(one)
        yield Event(ordinal, columns[0])
        yield Event(ordinal, columns[1], precision)
        yield Event(ordinal, columns[2], recall)
