"""Ghosts as the annotation page shows them: what is proposed, in words of the text, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from annotator.core.ghosts import Ghost, Ghosts
from annotator.core.records import Bound, Reading, SourceType
from annotator.core.suggestions import SuggestedClaim, SuggestedFigure, SuggestedMention
from annotator.web.tag_words import flag_words, grouped

#: Terms of the rules, a closed set; words of the text stand in quotation marks and are no term.
_TERMS: Mapping[str, Callable[[], str]] = {
    "number": lambda: _("number"), "nobody named": lambda: _("nobody named"),
    "news organisation": lambda: _("news organisation"), "document": lambda: _("document"),
    "body": lambda: _("body"), "group": lambda: _("group"), "person": lambda: _("person"),
    "source before": lambda: _("source before"), "no source named": lambda: _("no source named"),
    "after the dash": lambda: _("after the dash"), "told or shown to": lambda: _("told or shown to"),
    "beside a source": lambda: _("beside a source"), "figure": lambda: _("figure"),
    "source in the sentence": lambda: _("source in the sentence"),
    "quotation runs on": lambda: _("quotation runs on"), "statement": lambda: _("statement"),
    "about": lambda: _("about"), "at least": lambda: _("at least"), "at most": lambda: _("at most"),
    "range": lambda: _("range"), "count": lambda: _("count"), "money": lambda: _("money"),
    "percent": lambda: _("percent"), "duration": lambda: _("duration or size"), "other": lambda: _("other"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class GhostView:
    """One suggestion. Fields that its tag does not have are empty; `reason` are terms in words."""

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
    reason = tuple(_TERMS[term]() if term in _TERMS else term for term in ghost.proposal.reason.split(" + "))
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
    """A proposed card by the words of the nearest mention, of one with a name if there is any ("Reuters" rather than
    "report").
    """
    nearest = ""
    for span in sorted(ghosts.spans[key], key=lambda span: abs(span.start - near)):
        words = reading.quote(span).split()
        nearest = nearest or " ".join(words)
        if any(word[:1].isupper() for word in words[1:] or words):
            return " ".join(words)
    return nearest
