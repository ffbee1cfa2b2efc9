"""What one article gives to the ledgers of a project: its sources, its figures, and what is starred in it.

Sources are compared by what the text calls them and nothing else. That two articles describe an unnamed source in the
same words says nothing about who it is.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from annotator.core.figures import read_figure
from annotator.core.records import (
    ArticleFacts,
    Attribution,
    Bound,
    Claim,
    Figure,
    Identity,
    Measure,
    Reading,
    Scope,
    Sentence,
    SourceCard,
    SourceType,
    Span,
)
from annotator.core.search import index_words
from annotator.core.sources import mentions_of, names_in
from annotator.core.sourcing.grounds import Footing, Grounds
from annotator.core.sourcing.quantities import Quantity, quantity_of

_POSSESSIVE = re.compile(r"(?:(?<=\w)['’]s|(?<=s)['’])(?!\w)", re.I)
#: Names are cut there; the longest descriptions of a source are sentences of their own.
MAX_NAME = 300
_LEADING = ("the", "a", "an")

Tagged = Claim | Attribution | Figure


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A source card in the ledger. `name` is how it is compared, `label` what the text calls it; `ordinals` are those
    of the sentences that mention it or rest on it; `words` are those by which it is found.
    """

    card: SourceCard
    name: str
    label: str
    via: tuple[str, ...]
    via_names: tuple[str, ...]
    mentions: int
    claims: int
    ordinals: tuple[int, ...]
    words: str


@dataclass(frozen=True, slots=True)
class FigureEntry:
    """A figure in the ledger. `footing` is None where no claim tells whose it is (a sourcing-only pass, or a figure
    outside of claims); `sources` are what the text calls them.
    """

    uid: str
    span: Span
    ordinal: int
    quote: str
    low: Decimal | None
    high: Decimal | None
    bound: Bound
    measure: Measure
    unit: str
    quantity: Quantity
    footing: Footing | None
    sources: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class StarEntry:
    """Something starred for the fact-checkers: a claim, in a sourcing-only pass an attribution or a figure."""

    uid: str
    tag: str
    span: Span
    ordinal: int
    footing: Footing | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """All of one reading."""

    sources: tuple[SourceEntry, ...]
    figures: tuple[FigureEntry, ...]
    stars: tuple[StarEntry, ...]


def fold_name(name: str, aliases: Mapping[str, str] | None = None) -> str:
    """How names of sources are compared: case, possessives, leading articles and punctuation do not count; an outlet's
    alias (`aliases`, both sides folded) is its outlet.
    """
    words = index_words(_POSSESSIVE.sub("", name))
    while len(words) > 1 and words[0] in _LEADING:
        words = words[1:]
    folded = " ".join(words)[:MAX_NAME] or name.strip().casefold()[:MAX_NAME]
    return (aliases or {}).get(folded, folded)


def fold_description(words: str) -> str:
    """How descriptions of unnamed sources are compared: as words, case and punctuation folded."""
    return " ".join(index_words(words))[:MAX_NAME] or words.strip().casefold()[:MAX_NAME]


def aliases_of(outlets: Collection[tuple[str, Collection[str]]]) -> dict[str, str]:
    """The folded aliases of outlets, given by name with their aliases; one that two outlets share is nobody's."""
    found: dict[str, set[str]] = {}
    for outlet, aliases in outlets:
        for alias in aliases:
            found.setdefault(fold_name(alias), set()).add(fold_name(outlet))
    return {alias: outlets.pop() for alias, outlets in found.items() if len(outlets) == 1 and alias}


def write_ledger(
    reading: Reading, facts: ArticleFacts, scope: Scope = Scope.FULL, aliases: Mapping[str, str] | None = None
) -> Ledger:
    """The entries of one reading of an article that has these facts."""
    grounds = Grounds(reading, facts)
    return Ledger(
        tuple(_source(card, grounds, aliases or {}) for card in grounds.in_use),
        tuple(_figure(figure, grounds, scope) for figure in grounds.figures),
        tuple(_stars(grounds, scope)),
    )


def _name(card: SourceCard, label: str, aliases: Mapping[str, str]) -> str:
    if card.identity is not Identity.NAMED:
        return fold_description(label)
    return fold_name(label, aliases if card.type is SourceType.OUTLET else None)


def _source(card: SourceCard, grounds: Grounds, aliases: Mapping[str, str]) -> SourceEntry:
    reading, label = grounds.reading, grounds.labels[card.uid][:MAX_NAME]
    mentions = mentions_of(card.uid, reading)
    claims = [c for c in (*grounds.top_claims, *grounds.claims) if any(k.source_uid == card.uid for k in c.sources)]
    relays = grounds.relays_of_card(card.uid)
    homes = [grounds.home(start) for start in (*(m.start for m in mentions), *(c.start for c in claims))]
    phrases = " ".join({reading.quote(item.span): None for item in mentions})
    via = tuple(grounds.labels[uid] for uid in relays)
    return SourceEntry(
        card=card,
        name=_name(card, label, aliases),
        label=label,
        via=via,
        via_names=tuple(fold_name(name, aliases) for name in via),
        mentions=sum(1 for item in mentions if _counts(grounds.home(item.start))),
        claims=len(claims),
        ordinals=tuple(sorted({home.ordinal for home in homes if home is not None and _counts(home)})),
        words=_found_by(f"{label} {phrases}", _name(card, label, aliases)),
    )


def _counts(home: Sentence | None) -> bool:
    return home is not None and home.duplicate_of is None


def _found_by(words: str, *more: str) -> str:
    """Folded words between blanks: a search looks for " word "."""
    return " " + " ".join([*index_words(words), *(part for part in more if part)])[:4_000] + " "


def _figure(figure: Figure, grounds: Grounds, scope: Scope) -> FigureEntry:
    home = grounds.home(figure.start)
    text = grounds.reading.text
    quote = " ".join(grounds.reading.quote(figure.span).split())
    claim = grounds.claim_of(figure) if scope is Scope.FULL else None
    names = names_in(text, grounds.reading.sentences)
    quantity = quantity_of(figure, text, home, names, grounds.facts.title)
    sentence = text[home.start : home.stop] if home else quote
    return FigureEntry(
        uid=figure.uid,
        span=figure.span,
        ordinal=home.ordinal if home else 0,
        quote=quote[:MAX_NAME],
        low=figure.low,
        high=figure.high,
        bound=figure.bound,
        measure=figure.measure,
        unit=(figure.unit or read_figure(quote).unit)[:MAX_NAME],
        quantity=quantity,
        footing=grounds.footing(claim) if claim else None,
        sources=_sources(claim, grounds),
        words=_found_by(sentence, quantity.noun),
    )


def _sources(claim: Claim | None, grounds: Grounds) -> tuple[str, ...]:
    return tuple(grounds.labels[link.source_uid][:MAX_NAME] for link in claim.sources) if claim else ()


def _stars(grounds: Grounds, scope: Scope) -> list[StarEntry]:
    """The starred claims; of a sourcing-only pass, which has none, the starred attributions and figures."""
    reading = grounds.reading
    if scope is Scope.SOURCING_ONLY:
        tagged: tuple[Tagged, ...] = reading.attributions + reading.figures
    else:
        tagged = reading.claims
    found = []
    for item in sorted((item for item in tagged if item.starred), key=lambda item: (item.start, item.stop)):
        home = grounds.home(item.start)
        if home is None or home.duplicate_of is not None:
            continue
        footing, sources = _rests(item, grounds)
        found.append(StarEntry(item.uid, type(item).__name__.lower(), item.span, home.ordinal, footing, sources))
    return found


def _rests(item: Tagged, grounds: Grounds) -> tuple[Footing | None, tuple[str, ...]]:
    if isinstance(item, Claim):
        return grounds.footing(item), _sources(item, grounds)
    if isinstance(item, Attribution) and item.source_uid is not None and item.source_uid in grounds.cards:
        return None, (grounds.labels[item.source_uid][:MAX_NAME],)
    return None, ()
