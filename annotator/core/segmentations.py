"""Cuts of a text as values: checking one, and correcting one before it is stored.

A cut is a tuple of units in text order; every function gives a new one, renumbered from 0, with repeats
marked again. All offsets are code points of the canonical text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from annotator.core.errors import Invalid
from annotator.core.records import Kind, Sentence, Span
from annotator.core.sentences import INVISIBLE, trim

#: Fewer words are site words, whatever they end with: "Read more."
_FEWEST_PULLED = 4


def with_duplicates(text: str, units: Iterable[Sentence]) -> tuple[Sentence, ...]:
    """Number the units from 0 and mark every word-for-word repeat: it takes the kind of the first.

    A sentence of the body whose words stood apart before it, as a quotation that is printed large, is no repeat.
    """
    first: dict[str, Sentence] = {}
    numbered: list[Sentence] = []
    for ordinal, unit in enumerate(units):
        words = text[unit.start : unit.stop]
        earlier = first.get(words)
        if earlier is None or _was_pulled(earlier, unit, words):
            fresh = replace(unit, ordinal=ordinal, duplicate_of=None)
            first[words] = fresh
        else:
            fresh = replace(unit, ordinal=ordinal, kind=earlier.kind, duplicate_of=earlier.ordinal)
        numbered.append(fresh)
    return tuple(numbered)


def _was_pulled(earlier: Sentence, unit: Sentence, words: str) -> bool:
    """Say whether a sentence of the running text was printed before it as something else."""
    is_sentence = words[-1] in ".!?…”\"" and len(words.split()) >= _FEWEST_PULLED
    return is_sentence and unit.kind is Kind.BODY and earlier.kind is Kind.FURNITURE


def with_kind(text: str, units: Sequence[Sentence], ordinal: int, kind: Kind) -> tuple[Sentence, ...]:
    """Give a unit another kind; its repeats have the same words and follow it."""
    words = _words(text, _unit(units, ordinal))
    return with_duplicates(text, [replace(u, kind=kind) if _words(text, u) == words else u for u in units])


def split_unit(text: str, units: Sequence[Sentence], ordinal: int, at: int) -> tuple[Sentence, ...]:
    """Cut a unit in two at an offset; white space at the cut belongs to neither part.

    Raises `Invalid` (`bad_offset`) when nothing would be left on one side.
    """
    unit = _unit(units, ordinal)
    if not unit.start < at < unit.stop:
        raise Invalid("Put the cut inside the sentence.", code="bad_offset")
    parts = [trim(text, Span(unit.start, at)), trim(text, Span(at, unit.stop))]
    if any(part.start >= part.stop for part in parts):
        raise Invalid("Put the cut between two words of the sentence.", code="bad_offset")
    place = list(units).index(unit)
    halves = [replace(unit, start=part.start, stop=part.stop) for part in parts]
    return with_duplicates(text, [*units[:place], *halves, *units[place + 1 :]])


def join_with_next(text: str, units: Sequence[Sentence], ordinal: int) -> tuple[Sentence, ...]:
    """Make one unit of a unit and the next; it keeps the kind of the first.

    Raises `Invalid` (`bad_offset`) for the last unit.
    """
    unit = _unit(units, ordinal)
    place = list(units).index(unit)
    if place + 1 >= len(units):
        raise Invalid("The last sentence has nothing after it to join.", code="bad_offset")
    joined = replace(unit, stop=units[place + 1].stop)
    return with_duplicates(text, [*units[:place], joined, *units[place + 2 :]])


def check_cut(text: str, units: Sequence[Sentence]) -> None:
    """Raise `Invalid` (`bad_cut`) unless the units stand in order, apart, and cover all that is visible."""
    edge = 0
    for ordinal, unit in enumerate(units):
        if unit.ordinal != ordinal:
            raise _bad_cut("Sentences must be numbered in order.")
        if not 0 <= unit.start < unit.stop <= len(text):
            raise _bad_cut(f"Sentence {ordinal + 1:,} is empty or outside the text.")
        if unit.start < edge:
            raise _bad_cut(f"Sentence {ordinal + 1:,} begins before the one before it ends.")
        if _has_visible(text, edge, unit.start):
            raise _bad_cut(f"Some words before sentence {ordinal + 1:,} belong to no sentence.")
        if not _has_visible(text, unit.start, unit.stop):
            raise _bad_cut(f"Sentence {ordinal + 1:,} has no visible text.")
        edge = unit.stop
    if _has_visible(text, edge, len(text)):
        raise _bad_cut("Some words at the end of the text belong to no sentence.")
    for ordinal, unit in enumerate(units):
        earlier = unit.duplicate_of
        if earlier is not None and not (0 <= earlier < ordinal and _words(text, units[earlier]) == _words(text, unit)):
            raise _bad_cut(f"Sentence {ordinal + 1:,} does not repeat the sentence that it names.")


def _bad_cut(message: str) -> Invalid:
    return Invalid(f"{message} Open the preview again and cut the article anew.", code="bad_cut")


def _has_visible(text: str, start: int, stop: int) -> bool:
    return any(not mark.isspace() and mark not in INVISIBLE for mark in text[start:stop])


def _unit(units: Sequence[Sentence], ordinal: int) -> Sentence:
    for unit in units:
        if unit.ordinal == ordinal:
            return unit
    raise Invalid("There is no such sentence in this cut.", code="bad_offset")


def _words(text: str, unit: Sentence) -> str:
    return text[unit.start : unit.stop]
