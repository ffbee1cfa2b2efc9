"""Where things are at home: the sentence that contains an annotation's start, and the checks on a sentence.

Both are computed, never stored: annotations and checks are anchored to the text and outlive the cut that they
were made on.
"""

from bisect import bisect_right
from collections.abc import Collection, Sequence

from annotator.core.kept import kept
from annotator.core.records import Check, Outcome, Sentence


class Homes:
    """Finds sentences by offset, by halving."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._sentences = sorted(sentences, key=lambda sentence: sentence.start)
        self._starts = [sentence.start for sentence in self._sentences]

    def of(self, start: int) -> Sentence | None:
        """The sentence whose `[start, stop)` contains this offset, or None between sentences."""
        at = bisect_right(self._starts, start) - 1
        if at >= 0 and start < self._sentences[at].stop:
            return self._sentences[at]
        return None

    def touching(self, start: int, stop: int) -> list[Sentence]:
        """The sentences that share at least one code point with `[start, stop)`, in text order."""
        found = []
        for place in range(max(bisect_right(self._starts, start) - 1, 0), len(self._sentences)):
            sentence = self._sentences[place]
            if sentence.start >= stop:
                break
            if sentence.stop > start:
                found.append(sentence)
        return found


@kept(16)
def homes_of(sentences: tuple[Sentence, ...]) -> Homes:
    """The homes of a cut, kept for the next question about the same one."""
    return Homes(sentences)


def covering_outcome(text: str, sentence: Sentence, checks: Collection[Check]) -> Outcome | None:
    """What agreeing checks that cover every word of the sentence say; blanks between them do not matter.

    After a join two checks together may cover the sentence; where they say different things neither does.
    """
    if not checks:
        return None
    touching = sorted((check for check in checks if check.span.overlaps(sentence.span)), key=lambda check: check.start)
    if len({check.outcome for check in touching}) != 1:
        return None
    reached = sentence.start
    for check in touching:
        if text[reached : check.start].strip():
            return None
        reached = max(reached, check.stop)
    return None if text[reached : sentence.stop].strip() else touching[0].outcome
