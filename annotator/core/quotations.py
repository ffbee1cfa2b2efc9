"""Quotations that run over sentences: who speaks in a sentence that names nobody.

Marks are followed through a paragraph, and into the next one where it opens with a mark while the last was
never closed, as newspapers set long quotations. Straight marks count as opening and closing in turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotator.core.records import Span

_OPENING, _CLOSING, _STRAIGHT = "“«„", "”»", '"'
_AROUND = "  \t\n.,!?…’'"


@dataclass(frozen=True, slots=True)
class QuotedSentence:
    """How a sentence stands to the quotations of its text.

    `opens_inside` and `ends_inside`: a quotation runs over its first or last edge. `is_whole`: nothing of it
    stands outside marks. `has_marks`: some words of it are quoted.
    """

    opens_inside: bool
    ends_inside: bool
    is_whole: bool
    has_marks: bool
    joins_previous: bool


def follow_quotations(text: str, sentences: Sequence[Span]) -> tuple[QuotedSentence, ...]:
    """One value a sentence, in the same order; sentences are in text order and disjoint."""
    followed: list[QuotedSentence] = []
    inside = False
    last = 0
    for place, sentence in enumerate(sentences):
        same_paragraph = place > 0 and "\n" not in text[last : sentence.start]
        if not same_paragraph:
            runs_on = inside and text[sentence.start : sentence.start + 1] in (*_OPENING, _STRAIGHT)
            inside = False
        else:
            runs_on = False
        opens = inside
        outside = False
        has_marks = inside
        for mark in text[sentence.start : sentence.stop]:
            if mark in _OPENING or mark in _CLOSING or mark == _STRAIGHT:
                inside = mark in _OPENING or (mark == _STRAIGHT and not inside)
                has_marks = True
            elif not inside and mark not in _AROUND:
                outside = True
        followed.append(QuotedSentence(opens, inside, not outside and has_marks, has_marks, same_paragraph or runs_on))
        last = sentence.stop
    return tuple(followed)


def carry_speakers(
    quoted: Sequence[QuotedSentence], speakers: Sequence[tuple[int, ...]]
) -> tuple[tuple[int, ...], ...]:
    """Give each wholly quoted sentence without a speaker the one of the quotation it belongs to.

    `speakers` are the cards that each sentence itself attributes to. First from the sentence before ("...,"
    she said. "..."), then, for a quotation whose speaker follows, from the sentence after.
    """
    carried = list(speakers)
    for before, at in pairwise(range(len(quoted))):
        sentence = quoted[at]
        if not carried[at] and sentence.is_whole and sentence.joins_previous and quoted[before].has_marks:
            carried[at] = carried[before]
    for at in range(len(quoted) - 2, -1, -1):
        if not carried[at] and quoted[at].is_whole and quoted[at].ends_inside and quoted[at + 1].opens_inside:
            carried[at] = carried[at + 1]
    return tuple(carried)
