"""Ghosts as the annotation page shows them: what is proposed, in words of the text, and why."""

from dataclasses import dataclass

from annotator.core.ghosts import Ghost, Ghosts
from annotator.core.records import Bound, Reading, SourceType
from annotator.core.suggestions import SuggestedClaim, SuggestedFigure, SuggestedMention
from annotator.web.tag_words import flag_words, grouped


@dataclass(frozen=True, slots=True)
class GhostView:
    """One suggestion. Fields that its tag does not have are empty; `reason` are terms joined by " + "."""

    item: str
    tag: str
    start: int
    stop: int
    words: str
    reason: tuple[str, ...]
    flags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    type: str = ""
    identity: str = ""
    count: str = ""
    relay: str = ""
    bound: str = ""
    value: str = ""


def view_ghosts(reading: Reading, ghosts: Ghosts, ordinal: int) -> tuple[GhostView, ...]:
    """The ghosts of one sentence."""
    return tuple(_view(reading, ghosts, ghost) for ghost in ghosts.at(ordinal))


def _view(reading: Reading, ghosts: Ghosts, ghost: Ghost) -> GhostView:
    start, stop = ghost.span
    words = " ".join(reading.quote(ghost.span).split())
    reason = tuple(ghost.proposal.reason.split(" + "))
    match ghost.proposal:
        case SuggestedClaim() as claim:
            sources = tuple(_label(reading, ghosts, key, near=start) for key in claim.cards)
            return GhostView(
                ghost.item, ghost.tag, start, stop, words, reason, flags=flag_words(claim.flags), sources=sources
            )
        case SuggestedMention() as mention:
            card = ghosts.card(mention.card)
            relay = "" if card.relayed_by is None else _label(reading, ghosts, card.relayed_by, near=start)
            return GhostView(
                ghost.item, ghost.tag, start, stop, words, reason, type=card.reading.type or SourceType.PERSON,
                identity=card.reading.identity or "", count=card.reading.number or "", relay=relay,
            )  # fmt: skip
        case SuggestedFigure() as figure:
            read = figure.reading
            value = "" if read.low is None else grouped(read.low)
            if read.bound is Bound.RANGE and read.high is not None:
                value = f"{value}–{grouped(read.high)}"
            return GhostView(ghost.item, ghost.tag, start, stop, words, reason, bound=read.bound, value=value)


def _label(reading: Reading, ghosts: Ghosts, key: int, *, near: int) -> str:
    """A proposed card by the words of a mention: one with a name ("Reuters" rather than "report"), else the one that
    stands nearest.
    """
    mentions = sorted(
        (one.span for one in ghosts.suggestions.mentions if one.card == key), key=lambda span: abs(span.start - near)
    )
    said = [reading.quote(span) for span in mentions]
    named = [words for words in said if any(word[:1].isupper() for word in words.split()[1:] or words.split())]
    return " ".join((named or said)[0].split())
