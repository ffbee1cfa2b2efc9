"""The noun phrase around a caret, where no verb of saying leads to a source."""

from collections.abc import Sequence

from annotator.core import cues
from annotator.core.appositions import SUBORDINATORS
from annotator.core.noun_phrases import NOT_FIRST
from annotator.core.nouns import BODIES_AND_PAPERS, DETERMINERS, PEOPLE
from annotator.core.records import Span
from annotator.core.words import Word


def phrase_holding(words: Sequence[Word], caret: int) -> Span | None:
    """The noun phrase around a caret, if it could be a source, where no verb of saying leads to one."""
    at = next((i for i, word in enumerate(words) if word.start <= caret <= word.stop and word.is_word), None)
    if at is None:
        return None
    first = at
    while first > 0 and _extends_left(words[first - 1], words[first]):
        first -= 1
    last = at
    while last + 1 < len(words) and words[last + 1].is_word and _extends_right(words, last + 1):
        last += 1
    stretch = words[first : last + 1]
    has_head = any(word.low in PEOPLE or word.low in cues.OUTLETS for word in stretch)
    is_name = any(word.is_capital and word.low not in DETERMINERS for word in stretch)
    if not has_head and not is_name and not any(word.low in BODIES_AND_PAPERS for word in stretch):
        return None
    return Span(stretch[0].start, stretch[-1].stop)


def _extends_left(before: Word, word: Word) -> bool:
    if not before.is_word or word.low in DETERMINERS - {"one", "two", "three"}:
        return False
    if before.low in DETERMINERS:
        return True
    return (before.is_capital and word.is_capital) or (
        before.low not in NOT_FIRST | cues.SPEECH_VERBS | cues.AUXILIARIES | cues.CITING_VERBS | SUBORDINATORS
        and (word.low in PEOPLE or word.low in BODIES_AND_PAPERS)
    )


def _extends_right(words: Sequence[Word], at: int) -> bool:
    word, before = words[at], words[at - 1]
    if word.is_capital and (before.is_capital or before.low in DETERMINERS):
        return True
    if before.low in DETERMINERS and word.low not in NOT_FIRST:
        return True
    if word.low in PEOPLE or word.low in BODIES_AND_PAPERS:
        return before.low not in NOT_FIRST
    return (
        word.low in ("of", "for") and at + 1 < len(words) and before.low in PEOPLE | BODIES_AND_PAPERS
        and (words[at + 1].low in DETERMINERS or words[at + 1].is_capital)
    ) or (before.low in ("of", "for") and at >= 2 and words[at - 2].low in PEOPLE | BODIES_AND_PAPERS)  # fmt: skip
