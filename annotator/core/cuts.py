"""Cutting a stored text anew: one act at a time, addressed by offsets, so that an act upon an older cut never lands
on another sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotator.core.errors import Conflict, Invalid
from annotator.core.records import Kind, Reading, Sentence, Span
from annotator.core.segmentations import check_cut, join_with_next, split_unit, with_duplicates, with_kind


class CutVerb(StrEnum):
    """What is done to a sentence."""

    SPLIT = "split"
    JOIN = "join"
    KIND = "kind"


class Cutting(StrEnum):
    """Who cuts a project's stored articles anew. Nobody: not even its editors."""

    NOBODY = "nobody"
    EDITORS = "editors"
    PROPOSE = "propose"
    REVIEWERS = "reviewers"


class Power(StrEnum):
    """What one person can do about a cut."""

    NONE = "none"
    PROPOSE = "propose"
    CUT = "cut"


class ProposalState(StrEnum):
    """What became of a proposed cut: an editor's answer, or its reviewer has taken it back."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Cut:
    """One act: split the sentence at `place` at the offset `at`, join it with the next, or give it a kind."""

    verb: CutVerb
    place: Span
    at: int | None = None
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Recut:
    """From which numbered cut of a text to which an action led."""

    before: int
    after: int


def power_of(cutting: Cutting, *, is_editor: bool) -> Power:
    """What an editor, or somebody else who tags, can do under this setting."""
    if cutting is Cutting.NOBODY:
        return Power.NONE
    if is_editor or cutting is Cutting.REVIEWERS:
        return Power.CUT
    return Power.PROPOSE if cutting is Cutting.PROPOSE else Power.NONE


def find_sentence(sentences: Sequence[Sentence], place: Span) -> Sentence:
    """The sentence with exactly these edges. Raises Conflict (`recut`) where the cut has another one there now."""
    for sentence in sentences:
        if sentence.span == place:
            return sentence
    raise recut()


def resolve_ordinal(reading: Reading, place: Span | None, ordinal: int) -> int:
    """The ordinal that an act on a sentence means now. `place`: the sentence's edges on the page that sent it.

    Without a place the ordinal is good only where the text was never cut anew. Raises Conflict (`recut`).
    """
    if place is not None:
        return find_sentence(reading.sentences, place).ordinal
    if reading.cut > 1:
        raise recut()
    return ordinal


def recut() -> Conflict:
    """The conflict of an act upon a sentence that is no longer one."""
    return Conflict(
        "This sentence has been cut anew meanwhile. Nothing was changed: look at it, and say it again.", code="recut"
    )


def carry_out(text: str, sentences: Sequence[Sentence], cut: Cut) -> tuple[Sentence, ...]:
    """The sentences after a cut, renumbered, repeats marked again.

    Raises Conflict (`recut`) where the sentence is no longer one, Invalid where it cannot be cut so.
    """
    sentence = find_sentence(sentences, cut.place)
    match cut.verb:
        case CutVerb.SPLIT:
            at = -1 if cut.at is None else _between_words(text, sentence, cut.at)
            units = split_unit(text, sentences, sentence.ordinal, at)
        case CutVerb.JOIN:
            units = join_with_next(text, sentences, sentence.ordinal)
        case CutVerb.KIND:
            if cut.kind is None:
                raise Invalid("Choose a kind for the sentence.", code="no_kind")
            units = with_kind(text, sentences, sentence.ordinal, cut.kind)
    check_cut(text, units)
    if units == tuple(sentences):
        raise Invalid("The sentence is like this already.", code="cut_already")
    return units


def take_back(
    text: str, newest: Sequence[Sentence], before: Sequence[Sentence], after: Sequence[Sentence]
) -> tuple[Sentence, ...]:
    """The newest sentences without what one cut made of them, `before` it and `after` it: what was cut elsewhere since
    stays. Where that place was taken back already, the newest as they are.

    Raises Conflict (`recut`) where the very sentences that it made were cut anew since.
    """
    if tuple(newest) == tuple(after):
        return tuple(before)
    stored = {_key(unit): unit for unit in newest}
    was, made = {_key(unit): unit for unit in before}, {_key(unit): unit for unit in after}
    lost, gained = was.keys() - made.keys(), made.keys() - was.keys()
    if lost <= stored.keys():
        return tuple(newest)
    if not gained <= stored.keys():
        raise Conflict("What this cut made was cut anew since. Nothing was changed.", code="recut")
    kept = [unit for key, unit in stored.items() if key not in gained]
    units = with_duplicates(text, sorted([*kept, *(was[key] for key in lost)], key=lambda unit: unit.start))
    check_cut(text, units)
    return units


def _key(unit: Sentence) -> tuple[int, int, Kind]:
    return unit.start, unit.stop, unit.kind


def _between_words(text: str, sentence: Sentence, at: int) -> int:
    """The start of the word that the caret stands in; in scripts without blanks, the caret itself."""
    if not sentence.start < at < sentence.stop:
        return at
    start = at
    while start > sentence.start and not text[start - 1].isspace():
        start -= 1
    letter = text[at - 1]
    return start if start > sentence.start or letter.lower() != letter.upper() else at
