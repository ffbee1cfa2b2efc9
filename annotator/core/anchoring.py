"""Finding again, in a later text of an article, the words that something in the earlier text lies on.

What is aligned are the words and marks of the two texts: first where whole sentences are the same, then word by
word between these. Sentences that stand once in either text may have moved. Near-linear: what has nothing unique
to hold on to is compared pair by pair only while that is little work. Offsets are code points, `stop` exclusive.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from annotator.core.graphemes import boundaries
from annotator.core.records import Span

_TOKEN = re.compile(r"\w+|[^\w\s]")
#: Where a sentence may end for comparing: nothing is stored of this cut.
_END = re.compile(r"[.!?…؟。]+[\"”’»)\]]*\s+|\n+")
#: So many pairs are compared one by one where nothing is unique.
_MOST_PAIRS = 40_000
#: A moved stretch has at least so many words and marks: shorter ones may be said twice by chance.
_LEAST_MOVED = 4
#: A replaced place is looked for so far around what is left of it.
_NEAR = 40


class Loss(StrEnum):
    """Why something could not be carried: its words were changed, are gone, or stand at several places."""

    CHANGED = "changed"
    GONE = "gone"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Found:
    """Where a stretch is in the later text: `span` if its words are unchanged, else `loss` with the likely `place`."""

    span: Span | None
    loss: Loss | None = None
    place: Span | None = None


class Alignment:
    """Which words of an earlier text are which of a later one."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self._old, self._new = _spans(_TOKEN, old), _spans(_TOKEN, new)
        self._old_words = [old[span.start : span.stop] for span in self._old]
        self._new_words = [new[span.start : span.stop] for span in self._new]
        self._old_starts = [span.start for span in self._old]
        self._edges = frozenset(boundaries(new))
        self._pairs = self._align()
        self._known = sorted(self._pairs)

    def find(self, span: Span) -> Found:
        """Where the words of `[start, stop)` are in the later text.

        Found only where every word is the same, in the same order with nothing between, beside a neighbour that is
        the same too.
        """
        first, last = self._tokens(span)
        if first > last:
            return Found(None, Loss.GONE)
        place = self._place(first, last)
        at = self._pairs.get(first)
        runs = at is not None and all(self._pairs.get(first + n) == at + n for n in range(last - first + 1))
        if at is not None and runs and self._has_neighbour(first, last, at):
            carried = self._carried(span, first, last, at)
            if carried is not None:
                return Found(carried)
        if self._occurs(first, last):
            return Found(None, Loss.AMBIGUOUS, place)
        return Found(None, Loss.CHANGED if any(n in self._pairs for n in range(first, last + 1)) else Loss.GONE, place)

    def place_of(self, span: Span) -> Span | None:
        """The stretch of the later text that stands where `span` stood, changed or not; None where nothing does."""
        first, last = self._tokens(span)
        return self._place(first, last) if first <= last else None

    def unchanged(self) -> tuple[tuple[Span, Span], ...]:
        """The runs of words that are the same, in the order of the earlier text."""
        runs: list[tuple[Span, Span]] = []
        for here in self._known:
            there = self._pairs[here]
            if runs and self._pairs.get(here - 1) == there - 1:
                before, after = runs[-1]
                runs[-1] = Span(before.start, self._old[here].stop), Span(after.start, self._new[there].stop)
            else:
                runs.append((self._old[here], self._new[there]))
        return tuple(runs)

    def _tokens(self, span: Span) -> tuple[int, int]:
        first = bisect_right(self._old_starts, span.start) - 1
        if first < 0 or self._old[first].stop <= span.start:
            first += 1
        return first, bisect_left(self._old_starts, span.stop) - 1

    def _carried(self, span: Span, first: int, last: int, at: int) -> Span | None:
        start = self._new[at].start + max(span.start - self._old[first].start, 0)
        stop = self._new[at + last - first].stop - max(self._old[last].stop - span.stop, 0)
        same = self.old[span.start : span.stop].split() == self.new[start:stop].split()
        return Span(start, stop) if same and {start, stop} <= self._edges else None

    def _has_neighbour(self, first: int, last: int, at: int) -> bool:
        """Say whether a word beside it is the same: one word alone is found again everywhere."""
        before, after = self._pairs.get(first - 1), self._pairs.get(last + 1)
        if before == at - 1 or after == at + last - first + 1:
            return True
        return first == 0 and last == len(self._old) - 1

    def _occurs(self, first: int, last: int) -> bool:
        words = self._old_words[first : last + 1]
        joined = "\0".join(("", *self._new_words, ""))
        return "\0".join(("", *words, "")) in joined

    def _place(self, first: int, last: int) -> Span | None:
        """From the word after the last one before that is known to the word before the next one behind."""
        inside = [self._pairs[n] for n in range(first, last + 1) if n in self._pairs]
        low, high = (min(inside), max(inside)) if inside else (None, None)
        if high is not None and low is not None and high - low > last - first + _NEAR:
            low = high = self._pairs[next(n for n in range(first, last + 1) if n in self._pairs)]
        before, after = self._neighbour(first, -1), self._neighbour(last, 1)
        if first not in self._pairs and before is not None and (low is None or 0 <= low - before <= _NEAR):
            low = before + 1 if before + 1 < len(self._new) else before
        if last not in self._pairs and after is not None and (high is None or 0 <= after - high <= _NEAR):
            high = max(after - 1, 0)
        if low is None and high is None:
            return None
        low, high = low if low is not None else high, high if high is not None else low
        assert low is not None  # one of the two is there, so both are
        assert high is not None
        if high < low or high - low > last - first + _NEAR:
            high = low
        return Span(self._new[low].start, self._new[high].stop)

    def _neighbour(self, index: int, step: int) -> int | None:
        at = bisect_left(self._known, index) - 1 if step < 0 else bisect_right(self._known, index)
        return self._pairs[self._known[at]] if 0 <= at < len(self._known) else None

    def _align(self) -> dict[int, int]:
        old, new = _pieces(self.old, self._old), _pieces(self.new, self._new)
        old_said = [tuple(self._old_words[a:b]) for a, b in old]
        new_said = [tuple(self._new_words[a:b]) for a, b in new]
        pairs: dict[int, int] = {}
        reached = (0, 0)
        same = _aligned(old_said, new_said)
        for here, there in [*same, (len(old), len(new))]:
            stops = (
                old[here][0] if here < len(old) else len(self._old),
                new[there][0] if there < len(new) else len(self._new),
            )
            # Between sentences that are the same, word by word.
            gap = _aligned(self._old_words[reached[0] : stops[0]], self._new_words[reached[1] : stops[1]])
            pairs.update((reached[0] + a, reached[1] + b) for a, b in gap)
            if here < len(old):
                pairs.update(zip(range(*old[here]), range(*new[there]), strict=True))
                reached = old[here][1], new[there][1]
        self._add_moved(pairs, old, new, old_said, new_said)
        return pairs

    def _add_moved(
        self, pairs: dict[int, int], old: list[tuple[int, int]], new: list[tuple[int, int]],
        old_said: list[tuple[str, ...]], new_said: list[tuple[str, ...]],
    ) -> None:  # fmt: skip
        """Sentences that stand once in either text are the same wherever they stand."""
        once = _once(old_said)
        for words, there in _once(new_said).items():
            here = once.get(words)
            if here is None or len(words) < _LEAST_MOVED or pairs.get(old[here][0]) == new[there][0]:
                continue
            taken = set(range(*new[there]))
            for word in [a for a, b in pairs.items() if b in taken]:
                del pairs[word]
            pairs.update(zip(range(*old[here]), range(*new[there]), strict=True))


@lru_cache(maxsize=4)
def align(old: str, new: str) -> Alignment:
    """The alignment of two texts, kept for the next question about the same two."""
    return Alignment(old, new)


def _spans(pattern: re.Pattern[str], text: str) -> list[Span]:
    return [Span(*match.span()) for match in pattern.finditer(text)]


def _pieces(text: str, tokens: Sequence[Span]) -> list[tuple[int, int]]:
    """The sentences of a text as runs of words: index of the first, index after the last."""
    ends = [match.end() for match in _END.finditer(text)]
    starts = [token.start for token in tokens]
    pieces, first = [], 0
    for end in [*ends, len(text)]:
        last = bisect_left(starts, end)
        if last > first:
            pieces.append((first, last))
            first = last
    return pieces


def _once(items: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    counts = Counter(items)
    return {item: index for index, item in enumerate(items) if counts[item] == 1}


def _aligned(old: Sequence[object], new: Sequence[object]) -> list[tuple[int, int]]:
    """Pairs of equal items in the order of both. Patience: what stands once in each holds the rest in place."""
    pairs: list[tuple[int, int]] = []
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        a, b, c, d = waiting.pop()
        while a < b and c < d and old[a] == new[c]:
            pairs.append((a, c))
            a, c = a + 1, c + 1
        while a < b and c < d and old[b - 1] == new[d - 1]:
            b, d = b - 1, d - 1
            pairs.append((b, d))
        if a == b or c == d:
            continue
        anchors = _rising(_unique_pairs(old, new, (a, b, c, d)))
        if anchors:
            edges = [(a - 1, c - 1), *anchors, (b, d)]
            pairs.extend(anchors)
            waiting.extend((x + 1, p, y + 1, q) for (x, y), (p, q) in pairwise(edges))
        elif (b - a) * (d - c) <= _MOST_PAIRS:
            matcher = SequenceMatcher(None, old[a:b], new[c:d], autojunk=False)
            for block in matcher.get_matching_blocks():
                pairs.extend((a + block.a + n, c + block.b + n) for n in range(block.size))
    return sorted(pairs)


def _unique_pairs(
    old: Sequence[object], new: Sequence[object], within: tuple[int, int, int, int]
) -> Iterator[tuple[int, int]]:
    a, b, c, d = within
    here, there = Counter(old[a:b]), Counter(new[c:d])
    places = {new[index]: index for index in range(c, d) if there[new[index]] == 1}
    for index in range(a, b):
        item = old[index]
        if here[item] == 1 and item in places:
            yield index, places[item]


def _rising(pairs: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that rises on both sides."""
    tails: list[int] = []
    ends: list[int] = []
    items = list(pairs)
    before = [-1] * len(items)
    for index, (_, there) in enumerate(items):
        at = bisect_left(tails, there)
        before[index] = ends[at - 1] if at else -1
        if at == len(tails):
            tails.append(there)
            ends.append(index)
        else:
            tails[at], ends[at] = there, index
    chosen, index = [], ends[-1] if ends else -1
    while index >= 0:
        chosen.append(items[index])
        index = before[index]
    return chosen[::-1]
