"""Rules about source cards: what the text tells of a source that it does not name."""

from collections.abc import Iterable

from annotator.core.records import Identity, Knowledge, Number, Reason, Who
from annotator.core.sourcing.flags import Flag, Thresholds, flag_card, rule
from annotator.core.sourcing.grounds import Grounds
from annotator.core.sourcing.wording import call, enumerate_words, verb


@rule("SR01", "Vague source", "AP, NPR, Guardian, Washington Post")
def find_vague(grounds: Grounds, _: Thresholds) -> Iterable[Flag]:
    """Unnamed, and the text tells neither a role nor a side."""
    for card in grounds.in_use:
        if card.identity is Identity.UNNAMED and card.who is Who.NONE:
            called = call(card, grounds.labels[card.uid])
            words = f"The text does not say who {called} {verb(card, 'is', 'are')}: neither a role nor a side."
            yield flag_card("SR01", card, grounds, words)


@rule("SR02", "No reason given", "AP, New York Times, NPR")
def find_without_reason(grounds: Grounds, _: Thresholds) -> Iterable[Flag]:
    """Unnamed, and no reason for it anywhere in the article."""
    for card in grounds.in_use:
        if card.identity is Identity.UNNAMED and card.reason is Reason.NONE:
            called = call(card, grounds.labels[card.uid])
            words = f"The text does not say why {called} {verb(card, 'is', 'are')} not named."
            yield flag_card("SR02", card, grounds, words)


@rule("SR03", "Stock reason", "New York Times memo of 2010")
def find_stock_reason(grounds: Grounds, _: Thresholds) -> Iterable[Flag]:
    """The reason given is a formula."""
    for card in grounds.in_use:
        if card.identity is Identity.UNNAMED and card.reason is Reason.FORMULA:
            called = call(card, grounds.labels[card.uid])
            words = f"The reason why {called} {verb(card, 'is', 'are')} not named is a stock formula."
            yield flag_card("SR03", card, grounds, words)


@rule("SR05", "Uncounted sources", "Reuters")
def find_uncounted(grounds: Grounds, _: Thresholds) -> Iterable[Flag]:
    """A plural without a number."""
    for card in grounds.in_use:
        if card.identity is Identity.UNNAMED and card.number is Number.PLURAL:
            called = call(card, grounds.labels[card.uid])
            yield flag_card("SR05", card, grounds, f"The text does not say how many {called} are.")


@rule("SR06", "No basis stated", "NPR, New York Times, BBC")
def find_without_basis(grounds: Grounds, _: Thresholds) -> Iterable[Flag]:
    """The text does not say how the source knows."""
    for card in grounds.in_use:
        if card.identity is Identity.UNNAMED and card.knowledge is Knowledge.NONE:
            called = call(card, grounds.labels[card.uid])
            yield flag_card("SR06", card, grounds, f"The text does not say how {called} {_know(card.number)}.")


@rule("SR07", "Basis only asserted", "NPR, Washington Post")
def find_asserted_basis(grounds: Grounds, _: Thresholds) -> Iterable[Flag]:
    """ "Familiar with", "with knowledge of": that the source knows, not how."""
    for card in grounds.in_use:
        if card.identity is Identity.UNNAMED and card.knowledge is Knowledge.CLAIMED:
            called = call(card, grounds.labels[card.uid])
            words = f"The text says that {called} {_know(card.number)}, not how."
            yield flag_card("SR07", card, grounds, words)


@rule("SR13", "Second-hand unnamed", "AP, BBC")
def find_second_hand(grounds: Grounds, _: Thresholds) -> Iterable[Flag]:
    """An unnamed source that reached the article through another outlet."""
    for card in grounds.in_use:
        relays = grounds.relays_of_card(card.uid)
        if card.identity is Identity.UNNAMED and relays:
            called = call(card, grounds.labels[card.uid])
            outlets = enumerate_words([call(grounds.cards[uid], grounds.labels[uid]) for uid in relays])
            words = f"The text has {called} only through {outlets}."
            yield flag_card("SR13", card, grounds, words)


@rule("SR20", "Source missing", "NPR")
def find_missing(grounds: Grounds, _: Thresholds) -> Iterable[Flag]:
    """A hedge or a passive stands where a source should."""
    for card in grounds.in_use:
        if card.identity is Identity.MISSING:
            called = call(card, grounds.labels[card.uid])
            yield flag_card("SR20", card, grounds, f"The text says {called} and gives no source.")


def _know(number: Number | None) -> str:
    return "knows" if number in (Number.ONE, None) else "know"
