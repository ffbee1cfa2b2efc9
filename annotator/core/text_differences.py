"""Two texts of an article beside each other, paragraph by paragraph, with the words that differ."""

import re
from collections import Counter
from dataclasses import dataclass

from annotator.core.anchoring import Alignment, align
from annotator.core.records import Span

_PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a row; `differs`: the other text does not have them here."""

    words: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """A paragraph of the earlier text and the one that became of it; either side may be empty."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def is_same(self) -> bool:
        """Say whether the paragraph stayed as it was."""
        return bool(self.before and self.after) and not any(p.differs for p in (*self.before, *self.after))


def pair_paragraphs(old: str, new: str) -> tuple[Pair, ...]:
    """The paragraphs of both texts in the order of both; one that moved stands alone on either side."""
    alignment = align(old, new)
    befores = [Span(*found.span()) for found in _PARAGRAPH.finditer(old)]
    afters = [Span(*found.span()) for found in _PARAGRAPH.finditer(new)]
    became = _became(alignment, befores, afters)
    kept_old = [here for here, _ in alignment.unchanged()]
    kept_new = sorted(there for _, there in alignment.unchanged())
    pairs: list[Pair] = []
    reached = 0
    for index, before in enumerate(befores):
        there = became.get(index)
        if there is None or there < reached:
            pairs.append(Pair(_pieces(old, before, kept_old), ()))
            continue
        pairs.extend(Pair((), _pieces(new, after, kept_new)) for after in afters[reached:there])
        pairs.append(Pair(_pieces(old, before, kept_old), _pieces(new, afters[there], kept_new)))
        reached = there + 1
    pairs.extend(Pair((), _pieces(new, after, kept_new)) for after in afters[reached:])
    return tuple(pairs)


def _became(alignment: Alignment, befores: list[Span], afters: list[Span]) -> dict[int, int]:
    """Which paragraph holds most of the words of each earlier one."""
    votes: dict[int, Counter[int]] = {}
    old_at = new_at = 0
    places = {there: None for _, there in alignment.unchanged()}
    homes: dict[Span, int] = {}
    for there in sorted(places):
        while new_at + 1 < len(afters) and afters[new_at].stop <= there.start:
            new_at += 1
        homes[there] = new_at
    for here, there in alignment.unchanged():
        while old_at + 1 < len(befores) and befores[old_at].stop <= here.start:
            old_at += 1
        # A run may go on over paragraphs: each of them has its part in it.
        for step in range(old_at, len(befores)):
            if befores[step].start >= here.stop:
                break
            home = homes[there] + step - old_at
            overlap = min(here.stop, befores[step].stop) - max(here.start, befores[step].start)
            if home < len(afters):
                votes.setdefault(step, Counter())[home] += overlap
    return {index: counted.most_common(1)[0][0] for index, counted in votes.items()}


def _pieces(text: str, paragraph: Span, kept: list[Span]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = paragraph.start
    for span in kept:
        start, stop = max(span.start, paragraph.start), min(span.stop, paragraph.stop)
        if start >= stop:
            continue
        pieces.extend(_marked(text[at:start]))
        pieces.append(Piece(text[start:stop], differs=False))
        at = stop
    return (*pieces, *_marked(text[at : paragraph.stop]))


def _marked(words: str) -> tuple[Piece, ...]:
    """Words that differ, without the blanks around them."""
    bare = words.strip()
    if not bare:
        return (Piece(words, differs=False),) if words else ()
    start = words.index(bare)
    stop = start + len(bare)
    parts = (Piece(words[:start], differs=False), Piece(bare, differs=True), Piece(words[stop:], differs=False))
    return tuple(part for part in parts if part.words)
