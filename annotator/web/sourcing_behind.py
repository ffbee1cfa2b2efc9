"""What the report's numbers count, one by one, so that each number leads to its list."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext

from annotator.core.records import Claim, Identity, Scope, SourceCard, Span
from annotator.core.sources import mentions_of
from annotator.core.sourcing.grounds import Footing, Grounds
from annotator.core.sourcing.measures import unnamed_cards
from annotator.core.sourcing.report import SourcingReport
from annotator.core.sourcing.wording import enumerate_words
from annotator.web.sourcing_words import SentenceLink, link_to


@dataclass(frozen=True, slots=True)
class BehindItem:
    """One thing that a number counts: its words, the way to its sentence, and what it rests on."""

    quote: str
    link: SentenceLink
    note: str = ""


@dataclass(frozen=True, slots=True)
class BehindList:
    """The things that one number counts. `key` names the list in addresses."""

    key: str
    title: str
    items: tuple[BehindItem, ...]


def list_behind(report: SourcingReport) -> tuple[BehindList, ...]:
    """The lists, in the order of the numbers; of a sourcing-only pass those that need no claims."""
    grounds = report.grounds
    unnamed = [claim for claim in grounds.attributed if grounds.footing(claim) is Footing.UNNAMED]
    originals = [card for card in grounds.counted if not grounds.merely_relays(card)]
    named = [card for card in originals if card.identity is Identity.NAMED]
    lists = [
        BehindList("named", gettext("Original sources that are named"), _of_cards(named, grounds)),
        BehindList("originals", gettext("The other original sources"), _of_cards(
            [card for card in originals if card not in named], grounds
        )),
        BehindList("unnamed", gettext("Claims that rest on unnamed sources"), _of_claims(unnamed, grounds)),
        BehindList("own", gettext("Claims in the newsroom’s own voice"), _of_claims(grounds.own_voice, grounds)),
        BehindList("people", gettext("Unnamed sources"), _of_cards(unnamed_cards(grounds), grounds)),
        BehindList("figures", gettext("Figures"), _of_figures(grounds)),
    ]  # fmt: skip
    if report.scope is Scope.SOURCING_ONLY:
        lists = [entry for entry in lists if entry.key not in ("unnamed", "own")]
    return tuple(lists)


def _of_claims(claims: Iterable[Claim], grounds: Grounds) -> tuple[BehindItem, ...]:
    return tuple(_item(claim.span, grounds, _sources(claim, grounds)) for claim in claims)


def _of_cards(cards: Iterable[SourceCard], grounds: Grounds) -> tuple[BehindItem, ...]:
    items = []
    for card in cards:
        mentions = mentions_of(card.uid, grounds.reading)
        if mentions:
            inside = [mention for mention in mentions if grounds.in_body(mention.start)]
            items.append(_item((inside or list(mentions))[0].span, grounds, ""))
    return tuple(items)


def _of_figures(grounds: Grounds) -> tuple[BehindItem, ...]:
    items = []
    for figure in grounds.figures:
        claim = grounds.claim_of(figure)
        note = _sources(claim, grounds) if claim is not None and claim.sources else gettext("no source")
        items.append(_item(figure.span, grounds, note))
    return tuple(items)


def _sources(claim: Claim, grounds: Grounds) -> str:
    return enumerate_words([grounds.labels[link.source_uid] for link in claim.sources], ",")


def _item(span: Span, grounds: Grounds, note: str) -> BehindItem:
    words = " ".join(grounds.reading.quote(span).split())
    home = grounds.home(span.start)
    return BehindItem(words, link_to(home.ordinal if home else 0, words), note)
