"""How well an engine does against gold: precision, recall and F1 of spans, with the counts they rest on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.core.records import Span


@dataclass(frozen=True, slots=True)
class Score:
    """`right` of `found` are in the gold, and `hit` of `gold` were found. A ratio of nothing is None."""

    gold: int = 0
    found: int = 0
    right: int = 0
    hit: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.gold + other.gold, self.found + other.found, self.right + other.right, self.hit + other.hit)

    @property
    def precision(self) -> float | None:
        """The share of what was found that is right."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """The share of the gold that was found."""
        return self.hit / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of the two; 0 when nothing is right, None when there was nothing to find."""
        if not self.gold and not self.found:
            return None
        precision, recall = self.precision or 0.0, self.recall or 0.0
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def score_exact(gold: Iterable[object], found: Iterable[object]) -> Score:
    """Score by equality; each of the two is taken as a set."""
    expected, proposed = set(gold), set(found)
    same = len(expected & proposed)
    return Score(len(expected), len(proposed), same, same)


def score_overlap(gold: Sequence[Span], found: Sequence[Span]) -> Score:
    """Score by pairs that share a code point, each span in one pair, matched in text order."""
    pairs = len(match_overlapping(gold, found))
    return Score(len(gold), len(found), pairs, pairs)


def match_overlapping(gold: Sequence[Span], found: Sequence[Span]) -> list[tuple[int, int]]:
    """Index pairs of spans that overlap, equal ones first, else the earliest; each index once."""
    places = {span: at for at, span in enumerate(found)}
    pairs = [(at, places[span]) for at, span in enumerate(gold) if span in places]
    used_gold, used_found = {at for at, _ in pairs}, {at for _, at in pairs}
    rest = [at for at in range(len(found)) if at not in used_found]
    rest.sort(key=lambda at: found[at])
    for at in sorted((at for at in range(len(gold)) if at not in used_gold), key=lambda at: gold[at]):
        match = next((other for other in rest if found[other].overlaps(gold[at])), None)
        if match is not None:
            pairs.append((at, match))
            rest.remove(match)
    return sorted(pairs)
