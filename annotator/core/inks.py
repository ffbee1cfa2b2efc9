"""Cuts a stretch of text into pieces of even ink: what the pages draw on the words.

Tags overlap and cross; a page needs a sequence of pieces, each with everything that lies on it. The pieces
of a stretch are its exact words, nothing added: letters and numbers beside them are drawn by the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from annotator.core.kept import kept
from annotator.core.records import Attribution, Identity, Mark, Reading, SourceCard, Span
from annotator.core.sources import number_cards
from annotator.core.spans import SpanIndex

#: A suggested source has an ink of its own: it has no identity before somebody accepts it.
_GHOST_INKS = {"attribution": "source"}


@dataclass(frozen=True, slots=True)
class Inked:
    """A piece with the same tags on all of it, `[start, stop)` of the text.

    `mention` is the identity of the source that the words mention, None where no attribution lies and for a
    card without a decision (`is_mention` tells them apart). `card` and `relay` are card numbers, set on the
    last piece of a mention only. `marks` are the keys of the desk's own tags on it, the longest mark first;
    `ghosts` the tags that are suggested for it.
    """

    start: int
    stop: int
    words: str
    annotations: tuple[str, ...] = ()
    is_claim: bool = False
    is_figure: bool = False
    is_cue: bool = False
    is_mention: bool = False
    mention: Identity | None = None
    card: int | None = None
    relay: int | None = None
    marks: tuple[str, ...] = ()
    ghosts: tuple[str, ...] = ()

    @property
    def inks(self) -> tuple[str, ...]:
        """Names of the inks, as the style sheet has them; empty for bare words."""
        mention = f"attribution-{self.mention or 'open'}" if self.is_mention else ""
        drawn = (
            "claim" if self.is_claim else "",
            mention,
            "cue" if self.is_cue else "",
            "figure" if self.is_figure else "",
            *(f"ghost-{_GHOST_INKS.get(tag, tag)}" for tag in self.ghosts),
        )
        return tuple(filter(None, drawn))


class Inks:
    """The inks of a whole reading, by place: a page asks for every sentence, and each costs what lies on it."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.cards = {card.uid: card for card in reading.sources}
        self.numbers = number_cards(reading)
        self._lying = {
            "claim": SpanIndex((claim.span, claim.uid) for claim in reading.claims),
            "figure": SpanIndex((figure.span, figure.uid) for figure in reading.figures),
            "cue": SpanIndex((cue, mention.uid) for mention in reading.attributions for cue in mention.cues),
        }
        self._mentions = SpanIndex((mention.span, mention) for mention in reading.attributions)
        self._marks = SpanIndex((mark.span, mark) for mark in reading.marks)

    def cut(self, stretch: Span, ghosts: Sequence[tuple[str, Span]] = ()) -> tuple[Inked, ...]:
        """The pieces of `stretch` in order; together they are its exact words. `ghosts`: tags only suggested for it."""
        lying = {name: index.touching(stretch) for name, index in self._lying.items()}
        mentions = [mention for _, mention in self._mentions.touching(stretch)]
        marks = [mark for _, mark in self._marks.touching(stretch)]
        marks.sort(key=lambda mark: (mark.start, -mark.stop, mark.uid))
        spans = [span for items in lying.values() for span, _ in items] + [span for _, span in ghosts]
        edges = {stretch.start, stretch.stop}
        for span in [*spans, *(mention.span for mention in mentions), *(mark.span for mark in marks)]:
            edges |= {edge for edge in span if stretch.start < edge < stretch.stop}
        pieces = (Span(start, stop) for start, stop in pairwise(sorted(edges)))
        return tuple(
            replace(
                self._piece(piece, stretch, lying, mentions, marks),
                ghosts=tuple(dict.fromkeys(tag for tag, span in ghosts if span.contains(piece))),
            )
            for piece in pieces
        )

    def _piece(
        self,
        piece: Span,
        stretch: Span,
        lying: Mapping[str, Sequence[tuple[Span, str]]],
        mentions: Sequence[Attribution],
        marks: Sequence[Mark],
    ) -> Inked:
        on = {name: [uid for span, uid in items if span.contains(piece)] for name, items in lying.items()}
        over = [mention for mention in mentions if mention.span.contains(piece)]
        shown = _innermost(over)
        own = [mark for mark in marks if mark.span.contains(piece)]
        uids = [*on["claim"], *(item.uid for item in over), *on["figure"], *(mark.uid for mark in own)]
        card, relay = _numbers(shown, piece, stretch, self.cards, self.numbers)
        return Inked(
            piece.start,
            piece.stop,
            self._reading.quote(piece),
            annotations=tuple(dict.fromkeys(uids)),
            is_claim=bool(on["claim"]),
            is_figure=bool(on["figure"]),
            is_cue=bool(on["cue"]),
            is_mention=shown is not None,
            mention=_identity(shown, self.cards),
            card=card,
            relay=relay,
            marks=tuple(dict.fromkeys(mark.tag for mark in own)),
        )


@kept(4)
def inks_of(reading: Reading) -> Inks:
    """The inks of a reading, kept for its next sentence."""
    return Inks(reading)


def cut_inks(reading: Reading, stretch: Span, ghosts: Sequence[tuple[str, Span]] = ()) -> tuple[Inked, ...]:
    """The pieces of `stretch` in order; together they are its exact words. `ghosts`: tags only suggested for it."""
    return inks_of(reading).cut(stretch, ghosts)


def _innermost(mentions: Sequence[Attribution]) -> Attribution | None:
    """Of mentions that lie over one another the shortest, which the eye takes for the source."""
    return min(mentions, key=lambda item: (item.stop - item.start, item.start, item.uid), default=None)


def _identity(mention: Attribution | None, cards: Mapping[str, SourceCard]) -> Identity | None:
    card = cards.get(mention.source_uid or "") if mention else None
    return card.identity if card else None


def _numbers(
    mention: Attribution | None,
    piece: Span,
    stretch: Span,
    cards: Mapping[str, SourceCard],
    numbers: Mapping[str, int],
) -> tuple[int | None, int | None]:
    """The numbers raised after a mention: on its last piece, or where the stretch cuts it off."""
    if mention is None or piece.stop != min(mention.stop, stretch.stop):
        return None, None
    card = cards.get(mention.source_uid or "")
    if card is None:
        return None, None
    return numbers.get(card.uid), numbers.get(card.relayed_by_uid or "")
